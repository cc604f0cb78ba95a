//===- Reshapes.cpp - reshape, transpose, broadcast -------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Leaf.h"

using namespace proxc::frontend;
using llvm::SmallVector;
using llvm::Twine;
using mlir::ShapedType;
namespace linop = proxc::linop;

static OperatorRef makeReshape(Elaborator &elaborator,
                               const Arguments &arguments) {
  std::vector<int64_t> shape = arguments["shape"].integers;
  SourceRange where = arguments["shape"].range;
  for (int64_t size : shape)
    if (size < 1 && size != ShapedType::kDynamic) {
      elaborator.error(where, "the sizes of a shape are at least 1, found " +
                                  Twine(size));
      return nullptr;
    }
  if (shape.size() > 8) {
    elaborator.error(where, "arrays have at most 8 axes");
    return nullptr;
  }
  Leaf leaf;
  leaf.make = [=](Elaborator &elaborator, const ArrayType &domain,
                  SourceRange use) -> std::optional<Instance> {
    Instance result{nullptr, domain, ArrayType(domain.element, shape)};
    if (!fits(domain.count(), result.range.count())) {
      elaborator
          .error(where, "the shape " + result.range.shapeStr() + " has " +
                            Twine(result.range.count()) +
                            " entries, the "
                            "operand " +
                            domain.str() + " has " + Twine(domain.count()))
          .note(use, "used here");
      return std::nullopt;
    }
    if (elaborator.emit.isOn())
      result.op = elaborator.emit.create<linop::ReshapeOp>(
          use, elaborator.opType(domain, result.range));
    return result;
  };
  return makeLeaf("reshape", arguments, std::move(leaf));
}

static OperatorRef makeTranspose(Elaborator &, const Arguments &arguments) {
  auto orderOn = [=](Elaborator &elaborator, const ArrayType &type,
                     SourceRange use) -> std::optional<std::vector<int64_t>> {
    auto order = elaborator.resolveAxes(arguments["order"], type, use);
    if (order && int64_t(order->size()) != type.rank()) {
      elaborator
          .error(arguments["order"].range,
                 "the order names " + Twine(order->size()) +
                     " axes, the "
                     "operand " +
                     type.str() + " has " + Twine(type.rank()))
          .note(use, "used here");
      return std::nullopt;
    }
    return order;
  };
  Leaf leaf;
  leaf.make = [=](Elaborator &elaborator, const ArrayType &domain,
                  SourceRange use) -> std::optional<Instance> {
    auto order = orderOn(elaborator, domain, use);
    if (!order)
      return std::nullopt;
    Instance result{nullptr, domain, ArrayType(domain.element)};
    for (int64_t axis : *order)
      result.range.axes.push_back(domain.axes[axis]);
    if (elaborator.emit.isOn())
      result.op = elaborator.emit.create<linop::TransposeOp>(
          use, elaborator.opType(domain, result.range),
          llvm::ArrayRef<int64_t>(*order));
    return result;
  };
  leaf.domainFor = [=](Elaborator &,
                       const ArrayType &range) -> std::optional<ArrayType> {
    // Numbers tell which axis came from where; names do not.
    ArrayType domain = range;
    std::vector<bool> seen(range.rank(), false);
    const auto &axes = arguments["order"].axes;
    if (int64_t(axes.size()) != range.rank())
      return std::nullopt;
    for (auto [i, axis] : llvm::enumerate(axes)) {
      int64_t from = axis.number.value_or(-1);
      if (from < 0 || from >= range.rank() || seen[from])
        return std::nullopt;
      seen[from] = true;
      domain.axes[from] = range.axes[i];
    }
    return domain;
  };
  return makeLeaf("transpose", arguments, std::move(leaf));
}

static OperatorRef makeBroadcast(Elaborator &elaborator,
                                 const Arguments &arguments) {
  const Argument &axisArgument = arguments["axis"];
  int64_t n = arguments["n"].integers[0];
  if (n < 1 && n != ShapedType::kDynamic) {
    elaborator.error(arguments["n"].range, "an axis has at least 1 entry");
    return nullptr;
  }
  int64_t axis = axisArgument.integers[0];
  Leaf leaf;
  leaf.make = [=](Elaborator &elaborator, const ArrayType &domain,
                  SourceRange use) -> std::optional<Instance> {
    int64_t position = axis < 0 ? axis + domain.rank() + 1 : axis;
    if (position < 0 || position > domain.rank() || domain.rank() == 8) {
      elaborator
          .error(arguments["axis"].range,
                 "a new axis cannot stand at position " + Twine(axis) + " of " +
                     domain.str())
          .note(use, "used here");
      return std::nullopt;
    }
    Instance result{nullptr, domain, domain};
    result.range.axes.insert(result.range.axes.begin() + position, Axis{n, ""});
    SmallVector<int64_t> axes;
    for (int64_t i = 0; i < domain.rank(); ++i)
      axes.push_back(i < position ? i : i + 1);
    if (elaborator.emit.isOn())
      result.op = elaborator.emit.create<linop::BroadcastOp>(
          use, elaborator.opType(domain, result.range),
          llvm::ArrayRef<int64_t>(axes));
    return result;
  };
  leaf.domainFor = [=](Elaborator &,
                       const ArrayType &range) -> std::optional<ArrayType> {
    int64_t position = axis < 0 ? axis + range.rank() : axis;
    if (position < 0 || position >= range.rank())
      return std::nullopt;
    ArrayType domain = range;
    domain.axes.erase(domain.axes.begin() + position);
    return domain;
  };
  return makeLeaf("broadcast", arguments, std::move(leaf));
}

void proxc::frontend::registerReshapes(Registry &registry) {
  using Kind = BuiltinDef::Kind;
  BuiltinDef &reshape = registry.add("reshape", Kind::Operator,
                                     "the same entries under another shape");
  reshape.parameters = {{"shape", ParameterKind::Integers, true, {}, ""}};
  reshape.op.make = makeReshape;
  BuiltinDef &transpose =
      registry.add("transpose", Kind::Operator, "a permutation of the axes");
  transpose.parameters = {{"order", ParameterKind::Axes, true, {}, ""}};
  transpose.op.make = makeTranspose;
  BuiltinDef &broadcast =
      registry.add("broadcast", Kind::Operator, "repetition along a new axis");
  broadcast.parameters = {{"axis", ParameterKind::Integer, true, {}, ""},
                          {"n", ParameterKind::Integer, true, {}, ""}};
  broadcast.op.make = makeBroadcast;
}
