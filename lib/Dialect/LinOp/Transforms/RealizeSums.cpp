//===- RealizeSums.cpp - sums of diagonals ----------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "AffineMap.h"
#include "Realize.h"

using namespace mlir;
using proxc::reference::Array;

namespace proxc::linop {

/// True for eye, scale and diag within one space.
static bool isDiagonal(Value op) {
  auto type = cast<OpType>(op.getType());
  return type.getDomain() == type.getRange() &&
         isa_and_present<EyeOp, ScaleOp, DiagOp>(op.getDefiningOp());
}

/// `value` with elements of `type`.
static Value convertTo(OpBuilder &builder, Location loc, Value value,
                       Type element) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getElementType() == element)
    return value;
  return buildApply(builder, loc, CastOp::create(builder, loc, type, element),
                    value);
}

/// The diagonal as an array of the space.
static Value diagonalOf(OpBuilder &builder, Location loc, Value op,
                        RankedTensorType space) {
  Type element = space.getElementType();
  if (auto diag = op.getDefiningOp<DiagOp>())
    return convertTo(builder, loc, diag.getWeights(), element);
  auto scalar = RankedTensorType::get({}, element);
  Value factor;
  if (auto scale = op.getDefiningOp<ScaleOp>())
    factor = convertTo(builder, loc, scale.getFactor(), element);
  else
    factor = buildConstant(builder, loc, scalar, Array::scalar(1.0));
  Value repeat = BroadcastOp::create(builder, loc, scalar, ArrayRef<int64_t>{},
                                     space.getShape());
  return buildApply(builder, loc, repeat, factor);
}

static bool hasFloats(Value op) {
  for (Value operand : op.getDefiningOp()->getOperands())
    if (!realElement(cast<RankedTensorType>(operand.getType())))
      return false;
  return true;
}

/// a I + b I = (a + b) I where both are known.
static Value sumOfConstants(OpBuilder &builder, Location loc,
                            ArrayRef<Value> diagonals,
                            RankedTensorType space) {
  reference::Complex sum = 0;
  for (Value op : diagonals) {
    if (op.getDefiningOp<EyeOp>()) {
      sum += 1.0;
      continue;
    }
    auto scale = op.getDefiningOp<ScaleOp>();
    std::optional<Array> factor;
    if (scale)
      factor = constantValue(scale.getFactor());
    if (!factor)
      return {};
    sum += (*factor)[0];
  }
  Type element = builder.getF64Type();
  if (sum.imag() != 0)
    element = ComplexType::get(element);
  Value factor = buildConstant(builder, loc, RankedTensorType::get({}, element),
                               Array::scalar(sum));
  return ScaleOp::create(builder, loc, space, factor);
}

static LogicalResult addDiagonals(AddOp op, PatternRewriter &rewriter) {
  SmallVector<Value> diagonals, rest;
  for (Value part : op.getParts())
    (isDiagonal(part) && hasFloats(part) ? diagonals : rest).push_back(part);
  if (diagonals.size() < 2)
    return failure();
  RankedTensorType space = op.getDomain();
  Location loc = op.getLoc();
  Value merged = sumOfConstants(rewriter, loc, diagonals, space);
  if (!merged) {
    Value sum = diagonalOf(rewriter, loc, diagonals.front(), space);
    for (Value part : ArrayRef(diagonals).drop_front())
      sum = buildAdd(rewriter, loc, sum,
                     diagonalOf(rewriter, loc, part, space));
    merged = DiagOp::create(rewriter, loc, space, sum);
  }
  rest.push_back(merged);
  if (rest.size() == 1)
    rewriter.replaceOp(op, merged);
  else
    rewriter.replaceOpWithNewOp<AddOp>(op, rest);
  return success();
}

void populateSumRealizations(RewritePatternSet &patterns, bool tells) {
  addRealization<AddOp>(patterns, tells,
                        "diag(v) + diag(w) + s I = diag(v + w + s)",
                        "the parts stay within one space", addDiagonals);
}

} // namespace proxc::linop
