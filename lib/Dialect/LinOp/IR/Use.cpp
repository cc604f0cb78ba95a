//===- Use.cpp - operators in use: apply ------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Support.h"
#include "llvm/ADT/StringExtras.h"

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
// export
//===----------------------------------------------------------------------===//

static bool isIdentifier(llvm::StringRef name) {
  return !name.empty() && !llvm::isDigit(name.front()) &&
         llvm::all_of(name,
                      [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

LogicalResult ExportOp::verify() {
  if (!isIdentifier(getName()))
    return emitOpError() << "expects a name that is a C identifier, found '"
                         << getName() << "'";
  // The first of two reports; the other is verified later.
  for (Operation *op = (*this)->getNextNode(); op; op = op->getNextNode())
    if (auto other = dyn_cast<ExportOp>(op))
      if (other.getNameAttr() == getNameAttr()) {
        InFlightDiagnostic diagnostic =
            other.emitOpError()
            << "expects a name of its own, found a second '" << getName()
            << "'";
        diagnostic.attachNote(getLoc()) << "the first is here";
        return diagnostic;
      }
  return success();
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

mlir::OpFoldResult AdjointOp::fold(FoldAdaptor) {
  // (A*)* = A.
  if (auto inner = getOp().getDefiningOp<AdjointOp>())
    return inner.getOp();
  LinearOperatorInterface op = definingOperator(getOp());
  if (op && op.isSelfAdjoint())
    return getOp();
  return {};
}

mlir::OpFoldResult ConcatOp::fold(FoldAdaptor) {
  if (getParts().size() == 1)
    return getParts().front();
  return {};
}
