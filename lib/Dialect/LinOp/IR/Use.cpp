//===- Use.cpp - operators in use: apply ------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Support.h"

using namespace proxc::linop;
using mlir::OpBuilder;
using mlir::OperationState;

void ApplyOp::build(OpBuilder &, OperationState &state, Value op, Value input) {
  state.addOperands({op, input});
  state.addTypes(typeOf(op).getRange());
}

LogicalResult ApplyOp::verify() {
  OpType type = typeOf(getOp());
  auto input = cast<RankedTensorType>(getInput().getType());
  auto result = cast<RankedTensorType>(getResult().getType());
  if (input != type.getDomain())
    return emitOpError() << "expects an array of the operator's domain "
                         << describe(type.getDomain()) << ", found "
                         << describe(input);
  if (result != type.getRange())
    return emitOpError() << "expects a result of the operator's range "
                         << describe(type.getRange()) << ", found "
                         << describe(result);
  return success();
}

mlir::OpFoldResult ApplyOp::fold(FoldAdaptor) {
  if (getOp().getDefiningOp<EyeOp>())
    return getInput();
  return {};
}

//===----------------------------------------------------------------------===//
// Folds of compositions
//===----------------------------------------------------------------------===//

mlir::OpFoldResult ComposeOp::fold(FoldAdaptor) {
  if (getParts().size() == 1)
    return getParts().front();
  return {};
}

mlir::OpFoldResult AddOp::fold(FoldAdaptor) {
  if (getParts().size() == 1)
    return getParts().front();
  return {};
}

/// A = A*: a real multiple of the identity, real weights, within one space.
static bool isSelfAdjoint(Value value) {
  OpType type = typeOf(value);
  if (type.getDomain() != type.getRange())
    return false;
  Operation *op = value.getDefiningOp();
  if (isa_and_present<EyeOp, ZeroOp, OneOp>(op))
    return true;
  if (!isa_and_present<ScaleOp, DiagOp>(op))
    return false;
  return !isComplex(cast<RankedTensorType>(op->getOperand(0).getType()));
}

mlir::OpFoldResult AdjointOp::fold(FoldAdaptor) {
  // (A*)* = A.
  if (auto inner = getOp().getDefiningOp<AdjointOp>())
    return inner.getOp();
  if (isSelfAdjoint(getOp()))
    return getOp();
  return {};
}

mlir::OpFoldResult ConcatOp::fold(FoldAdaptor) {
  if (getParts().size() == 1)
    return getParts().front();
  return {};
}
