//===- IndexMaps.cpp - pad, crop, subsample, upsample, flip -----*- C++ -*-===//
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

static bool isOpen(int64_t size) { return size == ShapedType::kDynamic; }

/// The axes that a list of `count` entries is about: those of `axes`, or all. A
/// single entry serves every axis.
static std::optional<std::vector<int64_t>>
axesFor(Elaborator &elaborator, const Arguments &arguments,
        llvm::StringRef parameter, size_t count, const ArrayType &domain,
        bool mayRepeat, SourceRange use) {
  auto axes = elaborator.resolveAxes(arguments["axes"], domain, use);
  if (!axes)
    return std::nullopt;
  if (count == axes->size() || (mayRepeat && count == 1))
    return axes;
  elaborator
      .error(arguments[parameter].range, "expected " + Twine(axes->size()) +
                                             " entries, one for each axis "
                                             "of " +
                                             domain.str() + ", found " +
                                             Twine(count) +
                                             "; `axes` names fewer")
      .note(use, "used here");
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// pad
//===----------------------------------------------------------------------===//

static OperatorRef makePad(Elaborator &elaborator, const Arguments &arguments) {
  std::string mode = arguments.word("mode", "zero");
  if (mode != "zero") {
    elaborator.notAvailable(mode, arguments["mode"].range);
    return nullptr;
  }
  std::vector<int64_t> widths = arguments["widths"].integers;
  for (int64_t width : widths)
    if (width < 0 && !isOpen(width)) {
      elaborator.error(arguments["widths"].range,
                       "what is added is not negative; `crop` removes");
      return nullptr;
    }
  // Low and high ends of each axis of `type`.
  auto ends = [=](Elaborator &elaborator, const ArrayType &type,
                  SourceRange use, llvm::SmallVectorImpl<int64_t> &low,
                  llvm::SmallVectorImpl<int64_t> &high) {
    auto axes = axesFor(elaborator, arguments, "widths", widths.size() / 2,
                        type, false, use);
    if (!axes)
      return false;
    low.assign(type.rank(), 0);
    high.assign(type.rank(), 0);
    for (auto [i, axis] : llvm::enumerate(*axes)) {
      low[axis] = widths[2 * i];
      high[axis] = widths[2 * i + 1];
    }
    return true;
  };
  Leaf leaf;
  leaf.make = [=](Elaborator &elaborator, const ArrayType &domain,
                  SourceRange use) -> std::optional<Instance> {
    SmallVector<int64_t> low, high;
    if (!ends(elaborator, domain, use, low, high))
      return std::nullopt;
    Instance result{nullptr, domain, domain};
    for (auto [axis, l, h] : llvm::zip(result.range.axes, low, high))
      axis.size = isOpen(axis.size) || isOpen(l) || isOpen(h)
                      ? ShapedType::kDynamic
                      : axis.size + l + h;
    if (elaborator.emit.isOn())
      result.op = elaborator.emit.create<linop::PadOp>(
          use, elaborator.opType(domain, result.range),
          llvm::ArrayRef<int64_t>(low), llvm::ArrayRef<int64_t>(high));
    return result;
  };
  leaf.domainFor = [=](Elaborator &elaborator,
                       const ArrayType &range) -> std::optional<ArrayType> {
    SmallVector<int64_t> low, high;
    if (!ends(elaborator, range, arguments.call, low, high))
      return std::nullopt;
    ArrayType domain = range;
    for (auto [axis, l, h] : llvm::zip(domain.axes, low, high)) {
      if (isOpen(axis.size) || isOpen(l) || isOpen(h))
        continue;
      axis.size -= l + h;
      if (axis.size < 1)
        return std::nullopt;
    }
    return domain;
  };
  return makeLeaf("pad", arguments, std::move(leaf));
}

//===----------------------------------------------------------------------===//
// crop
//===----------------------------------------------------------------------===//

/// An end of a range on an axis of `extent` entries; negative ones count from
/// the axis's end.
static std::optional<int64_t> resolveEnd(Elaborator &elaborator,
                                         std::optional<int64_t> end,
                                         int64_t extent, int64_t axis,
                                         SourceRange where) {
  if (!end || isOpen(extent))
    return ShapedType::kDynamic;
  if (*end < -extent || *end > extent) {
    elaborator.error(where, "position " + Twine(*end) + " is outside of axis " +
                                Twine(axis) + ", which has " + Twine(extent) +
                                " entries");
    return std::nullopt;
  }
  return *end < 0 ? *end + extent : *end;
}

static OperatorRef makeCrop(Elaborator &, const Arguments &arguments) {
  Leaf leaf;
  leaf.make = [=](Elaborator &elaborator, const ArrayType &domain,
                  SourceRange use) -> std::optional<Instance> {
    const std::vector<RangeArgument> &ranges = arguments["ranges"].ranges;
    auto axes = axesFor(elaborator, arguments, "ranges", ranges.size(), domain,
                        false, use);
    if (!axes)
      return std::nullopt;
    Instance result{nullptr, domain, domain};
    SmallVector<int64_t> offsets(domain.rank(), 0);
    for (auto [range, axis] : llvm::zip(ranges, *axes)) {
      int64_t extent = domain.axes[axis].size;
      auto begin =
          resolveEnd(elaborator, range.begin, extent, axis, range.range);
      auto end = resolveEnd(elaborator, range.end, extent, axis, range.range);
      if (!begin || !end)
        return std::nullopt;
      if (isOpen(*begin) || isOpen(*end)) {
        result.range.axes[axis].size = ShapedType::kDynamic;
        continue;
      }
      if (*end <= *begin) {
        elaborator.error(range.range, "the range is empty");
        return std::nullopt;
      }
      offsets[axis] = *begin;
      result.range.axes[axis].size = *end - *begin;
    }
    SmallVector<int64_t> sizes = {};
    for (const Axis &axis : result.range.axes)
      sizes.push_back(axis.size);
    if (elaborator.emit.isOn())
      result.op = elaborator.emit.create<linop::CropOp>(
          use, elaborator.opType(domain, result.range),
          llvm::ArrayRef<int64_t>(offsets), llvm::ArrayRef<int64_t>(sizes));
    return result;
  };
  return makeLeaf("crop", arguments, std::move(leaf));
}

//===----------------------------------------------------------------------===//
// subsample, upsample, flip
//===----------------------------------------------------------------------===//

/// One step for each axis of `type`.
static std::optional<SmallVector<int64_t>> stepsFor(Elaborator &elaborator,
                                                    const Arguments &arguments,
                                                    const ArrayType &type,
                                                    SourceRange use) {
  const std::vector<int64_t> &given = arguments["steps"].integers;
  auto axes =
      axesFor(elaborator, arguments, "steps", given.size(), type, true, use);
  if (!axes)
    return std::nullopt;
  SmallVector<int64_t> steps(type.rank(), 1);
  for (auto [i, axis] : llvm::enumerate(*axes))
    steps[axis] = given[given.size() == 1 ? 0 : i];
  return steps;
}

static bool checkSteps(Elaborator &elaborator, const Arguments &arguments) {
  for (int64_t step : arguments["steps"].integers)
    if (step < 1 && !isOpen(step)) {
      elaborator.error(arguments["steps"].range, "a step is at least 1");
      return false;
    }
  return true;
}

static OperatorRef makeSubsample(Elaborator &elaborator,
                                 const Arguments &arguments) {
  if (!checkSteps(elaborator, arguments))
    return nullptr;
  Leaf leaf;
  leaf.make = [=](Elaborator &elaborator, const ArrayType &domain,
                  SourceRange use) -> std::optional<Instance> {
    auto steps = stepsFor(elaborator, arguments, domain, use);
    if (!steps)
      return std::nullopt;
    Instance result{nullptr, domain, domain};
    for (auto [axis, step] : llvm::zip(result.range.axes, *steps))
      axis.size = isOpen(axis.size) || isOpen(step)
                      ? ShapedType::kDynamic
                      : (axis.size - 1) / step + 1;
    if (elaborator.emit.isOn())
      result.op = elaborator.emit.create<linop::SubsampleOp>(
          use, elaborator.opType(domain, result.range),
          llvm::ArrayRef<int64_t>(*steps));
    return result;
  };
  return makeLeaf("subsample", arguments, std::move(leaf));
}

/// The adjoint of `subsample` on arrays `step` times as large.
static OperatorRef makeUpsample(Elaborator &elaborator,
                                const Arguments &arguments) {
  if (!checkSteps(elaborator, arguments))
    return nullptr;
  Leaf leaf;
  leaf.make = [=](Elaborator &elaborator, const ArrayType &domain,
                  SourceRange use) -> std::optional<Instance> {
    auto steps = stepsFor(elaborator, arguments, domain, use);
    if (!steps)
      return std::nullopt;
    Instance result{nullptr, domain, domain};
    for (auto [axis, step] : llvm::zip(result.range.axes, *steps))
      axis.size = isOpen(axis.size) || isOpen(step)
                      ? ShapedType::kDynamic
                      : multiplySizes(axis.size, step);
    if (!elaborator.emit.isOn())
      return result;
    mlir::Value subsample = elaborator.emit.create<linop::SubsampleOp>(
        use, elaborator.opType(result.range, domain),
        llvm::ArrayRef<int64_t>(*steps));
    result.op = elaborator.emit.create<linop::AdjointOp>(
        use, elaborator.opType(domain, result.range), subsample);
    return result;
  };
  leaf.domainFor = [=](Elaborator &elaborator,
                       const ArrayType &range) -> std::optional<ArrayType> {
    auto steps = stepsFor(elaborator, arguments, range, arguments.call);
    if (!steps)
      return std::nullopt;
    ArrayType domain = range;
    for (auto [axis, step] : llvm::zip(domain.axes, *steps)) {
      if (isOpen(axis.size) || isOpen(step))
        continue;
      if (axis.size % step != 0)
        return std::nullopt;
      axis.size /= step;
    }
    return domain;
  };
  return makeLeaf("upsample", arguments, std::move(leaf));
}

static OperatorRef makeFlip(Elaborator &, const Arguments &arguments) {
  Leaf leaf;
  leaf.domainFor = sameSpace;
  leaf.make = [=](Elaborator &elaborator, const ArrayType &domain,
                  SourceRange use) -> std::optional<Instance> {
    if (!arguments.has("axes"))
      elaborator.warnAboutAllAxes(domain, "flip", use);
    auto axes = elaborator.resolveAxes(arguments["axes"], domain, use);
    if (!axes)
      return std::nullopt;
    SmallVector<int64_t> steps(domain.rank(), 1);
    for (int64_t axis : *axes)
      steps[axis] = -1;
    Instance result{nullptr, domain, domain};
    if (elaborator.emit.isOn())
      result.op = elaborator.emit.create<linop::SubsampleOp>(
          use, elaborator.opType(domain, domain),
          llvm::ArrayRef<int64_t>(steps));
    return result;
  };
  return makeLeaf("flip", arguments, std::move(leaf));
}

void proxc::frontend::registerIndexMaps(Registry &registry) {
  using Kind = BuiltinDef::Kind;
  Parameter axes = {"axes", ParameterKind::Axes, false, {}, "all"};
  BuiltinDef &pad =
      registry.add("pad", Kind::Operator, "adds entries at the ends of axes");
  pad.parameters = {{"widths", ParameterKind::Pairs, true, {}, ""},
                    {"mode",
                     ParameterKind::Word,
                     false,
                     {"zero", "replicate", "symmetric", "periodic"},
                     "zero"},
                    axes};
  pad.op.make = makePad;
  BuiltinDef &crop =
      registry.add("crop", Kind::Operator, "a window of an array");
  crop.parameters = {{"ranges", ParameterKind::Ranges, true, {}, ""}, axes};
  crop.op.make = makeCrop;
  BuiltinDef &subsample = registry.add("subsample", Kind::Operator,
                                       "every step-th entry along each axis");
  subsample.parameters = {{"steps", ParameterKind::Integers, true, {}, ""},
                          axes};
  subsample.op.make = makeSubsample;
  BuiltinDef &upsample =
      registry.add("upsample", Kind::Operator, "the adjoint of subsample");
  upsample.parameters = subsample.parameters;
  upsample.op.make = makeUpsample;
  BuiltinDef &flip =
      registry.add("flip", Kind::Operator, "the entries in reverse order");
  flip.parameters = {axes};
  flip.op.make = makeFlip;
}
