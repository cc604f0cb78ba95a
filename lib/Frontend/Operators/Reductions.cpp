//===- Reductions.cpp - sum and mean along axes -----------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Leaf.h"

using namespace proxc::frontend;
using llvm::SmallVector;
namespace linop = proxc::linop;

/// The adjoint of repeating along the axes; for `mean` divided by how many
/// entries they have.
static OperatorRef makeReduction(const Arguments &arguments,
                                 llvm::StringRef name, bool mean) {
  Leaf leaf;
  leaf.make = [=](Elaborator &elaborator, const ArrayType &domain,
                  SourceRange use) -> std::optional<Instance> {
    auto axes = elaborator.resolveAxes(arguments["axis"], domain, use);
    if (!axes)
      return std::nullopt;
    Instance result{nullptr, domain, ArrayType(domain.element)};
    SmallVector<int64_t> kept;
    double count = 1;
    for (int64_t i = 0; i < domain.rank(); ++i) {
      if (llvm::is_contained(*axes, i)) {
        count *= double(domain.axes[i].size);
        continue;
      }
      kept.push_back(i);
      result.range.axes.push_back(domain.axes[i]);
    }
    if (!elaborator.emit.isOn())
      return result;
    mlir::Value repeat =
        elaborator.broadcastOp(result.range, domain, kept, use);
    result.op = elaborator.emit.create<linop::AdjointOp>(
        use, elaborator.opType(domain, result.range), repeat);
    if (mean)
      result.op = elaborator.compose(
          elaborator.scaleOp(Constant::ofReal(1 / count), result.range, use),
          result.op, use);
    return result;
  };
  return makeLeaf(name, arguments, std::move(leaf));
}

void proxc::frontend::registerReductions(Registry &registry) {
  Parameter axis = {"axis", ParameterKind::Axes, false, {}, "all"};
  BuiltinDef &sum = registry.add("sum", BuiltinDef::Kind::Sum,
                                 "the sum of all entries, or along `axis`");
  sum.parameters = {axis};
  sum.op.make = [](Elaborator &, const Arguments &arguments) {
    return makeReduction(arguments, "sum", false);
  };
  BuiltinDef &mean = registry.add("mean", BuiltinDef::Kind::Operator,
                                  "the mean of all entries, or along `axis`");
  mean.parameters = {axis};
  mean.op.make = [](Elaborator &, const Arguments &arguments) {
    return makeReduction(arguments, "mean", true);
  };
}
