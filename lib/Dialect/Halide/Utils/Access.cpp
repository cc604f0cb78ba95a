//===- Access.cpp - where bodies read ---------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Halide/Utils/Access.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace proxc::halide;

std::optional<int64_t> proxc::halide::constantIndex(Value value) {
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant)))
    return constant.getSExtValue();
  return std::nullopt;
}

/// The a of a - floor(a / n) * n, as the builder of steps writes a modulo n, or
/// of a remainder; n goes to `period` where it is a constant.
static Value matchModulo(Value value, std::optional<int64_t> *period = nullptr) {
  if (auto rem = value.getDefiningOp<arith::RemUIOp>()) {
    if (period)
      *period = constantIndex(rem.getRhs());
    return rem.getLhs();
  }
  auto sub = value.getDefiningOp<arith::SubIOp>();
  if (!sub)
    return {};
  auto mul = sub.getRhs().getDefiningOp<arith::MulIOp>();
  if (!mul)
    return {};
  auto div = mul.getLhs().getDefiningOp<arith::FloorDivSIOp>();
  if (!div || div.getLhs() != sub.getLhs())
    return {};
  std::optional<int64_t> divisor = constantIndex(div.getRhs());
  if (!divisor || divisor != constantIndex(mul.getRhs()))
    return {};
  if (period)
    *period = divisor;
  return sub.getLhs();
}

/// The values that an index of a sum or of a body takes.
static std::optional<std::pair<int64_t, int64_t>> rangeOf(Value index) {
  if (std::optional<int64_t> constant = constantIndex(index))
    return std::make_pair(*constant, *constant);
  auto argument = dyn_cast<BlockArgument>(index);
  if (argument)
    if (auto sum = dyn_cast<SumOp>(argument.getOwner()->getParentOp()))
      return std::make_pair<int64_t, int64_t>(
          0, sum.getExtents()[argument.getArgNumber()] - 1);
  auto scale = [](std::optional<std::pair<int64_t, int64_t>> range,
                  std::optional<int64_t> factor)
      -> std::optional<std::pair<int64_t, int64_t>> {
    if (!range || !factor)
      return std::nullopt;
    int64_t a = range->first * *factor, b = range->second * *factor;
    return std::make_pair(std::min(a, b), std::max(a, b));
  };
  if (auto mul = index.getDefiningOp<arith::MulIOp>())
    return scale(rangeOf(mul.getLhs()), constantIndex(mul.getRhs()));
  if (auto add = index.getDefiningOp<arith::AddIOp>()) {
    auto a = rangeOf(add.getLhs()), b = rangeOf(add.getRhs());
    if (a && b)
      return std::make_pair(a->first + b->first, a->second + b->second);
  }
  if (auto sub = index.getDefiningOp<arith::SubIOp>()) {
    auto a = rangeOf(sub.getLhs()), b = rangeOf(sub.getRhs());
    if (a && b)
      return std::make_pair(a->first - b->second, a->second - b->first);
  }
  return std::nullopt;
}

static Offset hull(Offset a, Offset b) {
  return {std::min(a.low, b.low), std::max(a.high, b.high),
          a.wraps || b.wraps};
}

std::optional<Offset> proxc::halide::offsetFrom(Value index,
                                                BlockArgument var) {
  if (index == var)
    return Offset();
  if (Value inner = matchModulo(index)) {
    std::optional<Offset> offset = offsetFrom(inner, var);
    if (offset && !offset->isZero())
      offset->wraps = true;
    return offset;
  }
  Operation *op = index.getDefiningOp();
  if (!op)
    return std::nullopt;
  auto shifted = [&](Value base, Value shift,
                     bool negate) -> std::optional<Offset> {
    std::optional<Offset> offset = offsetFrom(base, var);
    auto range = rangeOf(shift);
    if (!offset || !range)
      return std::nullopt;
    if (negate)
      range = std::make_pair(-range->second, -range->first);
    return Offset{offset->low + range->first, offset->high + range->second,
                  offset->wraps};
  };
  if (auto add = dyn_cast<arith::AddIOp>(op)) {
    std::optional<Offset> offset = shifted(add.getLhs(), add.getRhs(), false);
    return offset ? offset : shifted(add.getRhs(), add.getLhs(), false);
  }
  if (auto sub = dyn_cast<arith::SubIOp>(op))
    return shifted(sub.getLhs(), sub.getRhs(), true);
  // A clamp moves an index back towards the array, so towards `var`.
  if (isa<arith::MinSIOp, arith::MaxSIOp>(op)) {
    bool first = constantIndex(op->getOperand(0)).has_value();
    if (!first && !constantIndex(op->getOperand(1)))
      return std::nullopt;
    std::optional<Offset> offset = offsetFrom(op->getOperand(first), var);
    return offset ? std::optional<Offset>(hull(*offset, Offset()))
                  : std::nullopt;
  }
  if (auto select = dyn_cast<arith::SelectOp>(op)) {
    std::optional<Offset> a = offsetFrom(select.getTrueValue(), var);
    std::optional<Offset> b = offsetFrom(select.getFalseValue(), var);
    if (a && b)
      return hull(*a, *b);
  }
  return std::nullopt;
}

bool proxc::halide::isWrapped(Value index) {
  return static_cast<bool>(matchModulo(index));
}

bool proxc::halide::holdsWrapped(Value index) {
  SmallVector<Value> open(1, index);
  llvm::SmallPtrSet<Value, 16> seen;
  while (!open.empty()) {
    Value value = open.pop_back_val();
    if (isWrapped(value))
      return true;
    Operation *op = value.getDefiningOp();
    if (!op || isa<ReadOp>(op))
      continue;
    for (Value operand : op->getOperands())
      if (operand.getType().isIndex() && seen.insert(operand).second)
        open.push_back(operand);
  }
  return false;
}

/// The operand that a minimum or maximum with a constant clamps, or null; the
/// constant goes to `bound`.
static Value matchClamp(Value index, int64_t &bound) {
  Operation *op = index.getDefiningOp();
  if (!isa_and_nonnull<arith::MinSIOp, arith::MaxSIOp>(op))
    return {};
  for (unsigned i : {0u, 1u})
    if (std::optional<int64_t> constant = constantIndex(op->getOperand(i))) {
      bound = *constant;
      return op->getOperand(1 - i);
    }
  return {};
}

Value proxc::halide::beforeBorder(Value index) {
  if (Value inner = matchModulo(index))
    return inner;
  int64_t bound;
  while (Value inner = matchClamp(index, bound))
    index = inner;
  return index;
}

std::optional<Slide> proxc::halide::slideFrom(Value index, BlockArgument var,
                                              int64_t extent) {
  Slide slide;
  Value inner = index;
  std::optional<int64_t> period;
  if (Value wrapped = matchModulo(index, &period)) {
    // Within a part of the array, rows would come from its other end.
    if (period != extent)
      return std::nullopt;
    slide.border = Slide::Wrap;
    inner = wrapped;
  } else {
    int64_t bound;
    while (Value clamped = matchClamp(inner, bound)) {
      bool isMin = isa<arith::MinSIOp>(inner.getDefiningOp());
      if (bound != (isMin ? extent - 1 : 0))
        return std::nullopt;
      slide.border = Slide::Clamp;
      inner = clamped;
    }
  }
  // What is left must be free of borders.
  std::optional<Offset> offset = offsetFrom(inner, var);
  if (!offset || offset->wraps)
    return std::nullopt;
  SmallVector<Value> pending{inner};
  while (!pending.empty()) {
    Value value = pending.pop_back_val();
    Operation *op = value.getDefiningOp();
    if (!op)
      continue;
    if (!isa<arith::AddIOp, arith::SubIOp, arith::MulIOp>(op) &&
        !op->hasTrait<OpTrait::ConstantLike>())
      return std::nullopt;
    llvm::append_range(pending, op->getOperands());
  }
  slide.low = offset->low;
  slide.high = offset->high;
  if (slide.low == 0 && slide.high == 0)
    slide.border = Slide::None;
  // A wrapped index is at most one period away.
  if (slide.border == Slide::Wrap &&
      (slide.low < -extent || slide.high > extent))
    return std::nullopt;
  return slide;
}

bool proxc::halide::isInvariant(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return isa<PipelineOp>(argument.getOwner()->getParentOp());
  Operation *op = value.getDefiningOp();
  if (auto read = dyn_cast<ReadOp>(op))
    return read.getIndices().empty();
  return op->getNumRegions() == 0 &&
         llvm::all_of(op->getOperands(), isInvariant);
}

SmallVector<ReadOp> proxc::halide::readsIn(Region &body) {
  SmallVector<ReadOp> reads;
  body.walk([&](ReadOp read) { reads.push_back(read); });
  return reads;
}

int64_t proxc::halide::countOps(Region &body) {
  int64_t count = 0;
  body.walk([&](Operation *) { ++count; });
  return count;
}

bool proxc::halide::isIdentityRead(ReadOp read, Region &body) {
  return llvm::equal(read.getIndices(), body.getArguments());
}

bool proxc::halide::readsBackwards(Region &body) {
  auto found = body.walk([](arith::SubIOp op) {
    Value taken = op.getRhs();
    while (auto sum = taken.getDefiningOp<arith::AddIOp>())
      taken = sum.getLhs();
    return isa<BlockArgument>(taken) ? WalkResult::interrupt()
                                     : WalkResult::advance();
  });
  return found.wasInterrupted();
}

SmallVector<unsigned>
proxc::halide::collapsibleAxes(Region &body, ArrayRef<int64_t> extents) {
  unsigned rank = extents.size();
  // joined[i]: axis i and axis i + 1 can be one.
  SmallVector<bool> joined(rank ? rank - 1 : 0, true);
  auto separate = [&](unsigned axis) {
    if (axis > 0)
      joined[axis - 1] = false;
    if (axis + 1 < rank)
      joined[axis] = false;
  };
  auto axisOf = [&](Value index) -> std::optional<unsigned> {
    auto argument = dyn_cast<BlockArgument>(index);
    if (!argument || argument.getOwner() != &body.front())
      return std::nullopt;
    return argument.getArgNumber();
  };
  for (BlockArgument argument : body.getArguments())
    for (Operation *user : argument.getUsers())
      if (!isa<ReadOp>(user))
        separate(argument.getArgNumber());
  for (ReadOp read : readsIn(body)) {
    // Funcs are read index by index.
    if (read.getArray().getDefiningOp())
      return SmallVector<unsigned>(rank, 1);
    ArrayRef<int64_t> shape =
        cast<RankedTensorType>(read.getArray().getType()).getShape();
    // position[axis]: where in the read the axis stands.
    SmallVector<int> position(rank, -1);
    for (auto [i, index] : llvm::enumerate(read.getIndices()))
      if (std::optional<unsigned> axis = axisOf(index)) {
        if (position[*axis] >= 0 || shape[i] != extents[*axis])
          separate(*axis);
        position[*axis] = i;
      }
    for (unsigned axis = 0; axis + 1 < rank; ++axis) {
      bool neither = position[axis] < 0 && position[axis + 1] < 0;
      if (!neither && (position[axis] < 0 ||
                       position[axis + 1] != position[axis] + 1))
        joined[axis] = false;
    }
  }
  SmallVector<unsigned> runs;
  for (unsigned axis = 0; axis < rank; ++axis) {
    if (axis > 0 && joined[axis - 1])
      ++runs.back();
    else
      runs.push_back(1);
  }
  return runs;
}

bool proxc::halide::canShareMemory(PipelineOp pipeline, unsigned argument,
                                   unsigned result) {
  Block &block = pipeline.getBody().front();
  Value array = block.getArgument(argument);
  auto returned = cast<ReturnOp>(block.back());
  auto func = returned.getValues()[result].getDefiningOp<FuncOp>();
  if (!func || array.getType() != returned.getValues()[result].getType())
    return false;
  for (Operation *user : array.getUsers()) {
    auto read = dyn_cast<ReadOp>(user);
    if (!read || read->getParentOfType<FuncOp>() != func ||
        !isIdentityRead(read, func.getBody()))
      return false;
  }
  return true;
}
