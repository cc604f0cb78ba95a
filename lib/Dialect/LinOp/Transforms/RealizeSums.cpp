//===- RealizeSums.cpp - sums of diagonals ----------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "AffineMap.h"
#include "Realize.h"

using namespace mlir;
using proxc::reference::Array;

namespace proxc::linop {

/// True for an operator within one space that is a number, or holds its weights
/// as its operand: an array of the space, or a number.
static bool isDiagonal(Value value) {
  auto op = value.getDefiningOp<LinearOperatorInterface>();
  if (!op || op.getDomain() != op.getRange())
    return false;
  if (op.getScalarFactor())
    return true;
  Structure structure = op.getStructure();
  if ((structure != Structure::scalar && structure != Structure::diagonal) ||
      op->getNumOperands() != 1)
    return false;
  // Integer weights and halves are no space that a conversion acts on.
  auto weights = dyn_cast<RankedTensorType>(op->getOperand(0).getType());
  FloatType real = weights ? realElement(weights) : FloatType();
  return real && (real.getWidth() == 32 || real.getWidth() == 64);
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

static std::optional<reference::Complex> scalarFactor(Value op) {
  return op.getDefiningOp<LinearOperatorInterface>().getScalarFactor();
}

/// The diagonal as an array of `space`: that of the operator, or rank 0.
static Value diagonalOf(OpBuilder &builder, Location loc, Value op,
                        RankedTensorType space) {
  Type element = space.getElementType();
  auto scalar = RankedTensorType::get({}, element);
  Value weights;
  if (auto factor = scalarFactor(op))
    weights = buildConstant(builder, loc, scalar, Array::scalar(*factor));
  else
    weights =
        convertTo(builder, loc, op.getDefiningOp()->getOperand(0), element);
  if (weights.getType() == space)
    return weights;
  Value repeat = BroadcastOp::create(builder, loc, scalar, ArrayRef<int64_t>{},
                                     space.getShape());
  return buildApply(builder, loc, repeat, weights);
}

/// a I + b I = (a + b) I where both are known.
static Value sumOfConstants(OpBuilder &builder, Location loc,
                            ArrayRef<Value> diagonals,
                            RankedTensorType space) {
  reference::Complex sum = 0;
  for (Value op : diagonals) {
    std::optional<reference::Complex> factor = scalarFactor(op);
    if (!factor)
      return {};
    sum += *factor;
  }
  Type element = builder.getF64Type();
  if (sum.imag() != 0)
    element = ComplexType::get(element);
  Value factor = buildConstant(builder, loc, RankedTensorType::get({}, element),
                               Array::scalar(sum));
  return ScaleOp::create(builder, loc, space, factor);
}

/// The sum of the diagonals. Where all are numbers it is one, which every basis
/// diagonalises.
static Value sumOfDiagonals(OpBuilder &builder, Location loc,
                            ArrayRef<Value> diagonals, RankedTensorType space) {
  if (Value known = sumOfConstants(builder, loc, diagonals, space))
    return known;
  bool areNumbers = llvm::all_of(diagonals, [](Value op) {
    return scalarFactor(op) || op.getDefiningOp<ScaleOp>();
  });
  RankedTensorType type =
      areNumbers ? RankedTensorType::get({}, space.getElementType()) : space;
  Value sum = diagonalOf(builder, loc, diagonals.front(), type);
  for (Value op : diagonals.drop_front())
    sum = buildAdd(builder, loc, sum, diagonalOf(builder, loc, op, type));
  if (areNumbers)
    return ScaleOp::create(builder, loc, space, sum);
  return DiagOp::create(builder, loc, space, sum);
}

static LogicalResult addDiagonals(AddOp op, PatternRewriter &rewriter) {
  SmallVector<Value> diagonals, rest;
  for (Value part : op.getParts())
    (isDiagonal(part) ? diagonals : rest).push_back(part);
  if (diagonals.size() < 2)
    return failure();
  RankedTensorType space = op.getDomain();
  Location loc = op.getLoc();
  Value merged = sumOfDiagonals(rewriter, loc, diagonals, space);
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
