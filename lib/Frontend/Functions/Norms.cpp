//===- Norms.cpp - norm1, weighted_norm1, group_norm ------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionSupport.h"

using namespace proxc::frontend;
namespace prox = proxc::prox;

/// Without `axes` the leading axis, where `grad` stacks.
static bool takeGroupAxes(Elaborator &elaborator, const Arguments &arguments,
                          Term &term) {
  const ArrayType &space = term.argument.type;
  if (space.rank() == 0) {
    elaborator.error(arguments.call,
                     "`group_norm` is of arrays, found " + space.str());
    return false;
  }
  if (!arguments.has("axes")) {
    term.axes = {0};
    return true;
  }
  auto axes = elaborator.resolveAxes(arguments["axes"], space, arguments.call);
  if (!axes)
    return false;
  llvm::sort(*axes);
  term.axes = *axes;
  return true;
}

static mlir::Value emitGroupNorm(Elaborator &elaborator, const Term &term) {
  return elaborator.emit.create<prox::GroupNormOp>(
      term.range, functionType(elaborator, term),
      llvm::ArrayRef<int64_t>(term.axes));
}

void proxc::frontend::registerNorms(Registry &registry) {
  using Kind = BuiltinDef::Kind;
  BuiltinDef &norm1 = registry.add("norm1", Kind::Function, "sum of abs(x)");
  norm1.function.check = noArguments;
  norm1.function.emit = emitPlain<prox::Norm1Op>;

  BuiltinDef &weighted =
      registry.add("weighted_norm1", Kind::Function, "sum of abs(w x)");
  weighted.parameters = {{"w", ParameterKind::Array, true, {}, ""}};
  weighted.function.check = takeWeights;
  weighted.function.emit = emitWeighted<prox::WeightedNorm1Op>;

  BuiltinDef &group = registry.add("group_norm", Kind::Function,
                                   "sum of the 2-norms along `axes`");
  group.parameters = {{"axes", ParameterKind::Axes, false, {}, "0"}};
  group.function.check = takeGroupAxes;
  group.function.emit = emitGroupNorm;
  registry.alias("group_norm1", "group_norm");
}
