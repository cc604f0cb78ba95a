//===- ProblemOps.cpp - problems, their data and their terms ----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Prox/IR/Prox.h"

#include "llvm/ADT/StringMap.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::prox;

#define GET_OP_CLASSES
#include "proxc/Dialect/Prox/IR/ProxOps.cpp.inc"

LogicalResult MaximumOp::verify() {
  auto type = cast<RankedTensorType>(getInput().getType());
  if (!isa<FloatType>(type.getElementType()) ||
      getResult().getType() != type.clone(ArrayRef<int64_t>()))
    return emitOpError("expects a real array and a number of its element type, "
                       "found ")
           << type << " and " << getResult().getType();
  return success();
}

//===----------------------------------------------------------------------===//
// ProblemOp
//===----------------------------------------------------------------------===//

/// The name under which the caller of an emitted object knows `op`; empty for
/// other operations.
static StringRef declaredName(Operation &op) {
  if (!isa<InputOp, ParamOp, VariableOp, OutOp>(op))
    return {};
  return op.getAttrOfType<StringAttr>("name").getValue();
}

LogicalResult ProblemOp::verify() {
  llvm::StringMap<Operation *> names;
  for (Operation &op : getBody().front()) {
    StringRef name = declaredName(op);
    if (name.empty())
      continue;
    auto [entry, isNew] = names.try_emplace(name, &op);
    if (isNew)
      continue;
    InFlightDiagnostic diagnostic =
        op.emitOpError() << "expects a name of its own, found a second '"
                         << name << "'";
    diagnostic.attachNote(entry->second->getLoc()) << "the first is here";
    return diagnostic;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// TermOp
//===----------------------------------------------------------------------===//

/// Operators and unknowns pair up and meet in the function's domain.
static LogicalResult verifySpaces(TermOp term) {
  RankedTensorType domain = term.getDomain();
  if (term.getOperators().empty())
    return term.emitOpError("expects at least one operator");
  if (term.getOperators().size() != term.getVariables().size())
    return term.emitOpError() << "expects one unknown for each operator, found "
                              << term.getOperators().size() << " operators and "
                              << term.getVariables().size() << " unknowns";
  for (auto [position, op, variable] :
       llvm::enumerate(term.getOperators(), term.getVariables())) {
    auto type = cast<linop::OpType>(op.getType());
    if (type.getDomain() != variable.getType())
      return term.emitOpError()
             << "expects operator " << position << " to act on the unknown's "
             << "space " << variable.getType() << ", found the domain "
             << type.getDomain();
    if (type.getRange() != domain)
      return term.emitOpError()
             << "expects operator " << position << " to map into the "
             << "function's domain " << domain << ", found the range "
             << type.getRange();
    if (!variable.getDefiningOp<VariableOp>())
      return term.emitOpError() << "expects operand " << position
                                << " of `at` to be a prox.variable";
  }
  return success();
}

/// An optional scalar is a rank-0 tensor of `element`.
static LogicalResult verifyScalar(TermOp term, Value scalar, StringRef name,
                                  bool mayBeComplex) {
  if (!scalar)
    return success();
  auto type = cast<RankedTensorType>(scalar.getType());
  Type element = type.getElementType();
  if (auto complex = dyn_cast<ComplexType>(element)) {
    if (!mayBeComplex)
      return term.emitOpError()
             << "expects a real " << name << ", found " << type;
    element = complex.getElementType();
  }
  if (type.getRank() == 0 && element.isF64())
    return success();
  return term.emitOpError() << "expects " << name << " to be a rank-0 tensor "
                            << "of f64, found " << type;
}

LogicalResult TermOp::verify() {
  if (failed(verifySpaces(*this)))
    return failure();
  RankedTensorType domain = getDomain();
  bool complex = isa<ComplexType>(domain.getElementType());
  if (failed(verifyScalar(*this, getAlpha(), "alpha", false)) ||
      failed(verifyScalar(*this, getBeta(), "beta", complex)) ||
      failed(verifyScalar(*this, getGamma(), "gamma", false)) ||
      failed(verifyScalar(*this, getConstant(), "the constant", false)))
    return failure();
  for (auto [name, array] :
       {std::pair("the offset", getOffset()), {"the linear part", getLinear()}})
    if (array && array.getType() != domain)
      return emitOpError() << "expects " << name << " to have the type of the "
                           << "function's domain " << domain << ", found "
                           << array.getType();
  return success();
}
