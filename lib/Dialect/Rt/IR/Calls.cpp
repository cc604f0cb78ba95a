//===- Calls.cpp - calls of kernels and of the runtime ----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Rt/IR/Rt.h"

using namespace mlir;
using namespace proxc::rt;

static Type realType(Type element) {
  if (auto complex = dyn_cast<ComplexType>(element))
    return complex.getElementType();
  return element;
}

LogicalResult CsrMvOp::verify() {
  Value lists[] = {getRowStart(), getColumns(), getOrder()};
  for (Value index : lists) {
    if (!index)
      continue;
    Type element = cast<BufferType>(index.getType()).getElementType();
    if (!element.isSignlessInteger(32))
      return emitOpError("expects row starts, columns and order of i32, but "
                         "got ")
             << element;
  }
  Type value = getValues().getType().getElementType();
  Type x = getX().getType().getElementType();
  Type y = getY().getType().getElementType();
  Type real = realType(value);
  if ((!real.isF32() && !real.isF64()) || realType(x) != real ||
      realType(y) != real)
    return emitOpError("expects elements of one precision, f32 or f64, but "
                       "got ")
           << value << ", " << x << " and " << y;
  if (!isa<ComplexType>(value) && isa<ComplexType>(x) != isa<ComplexType>(y))
    return emitOpError("expects x and y both real or both complex for a real "
                       "matrix, but got ")
           << x << " and " << y;
  if (isa<ComplexType>(value) && !isa<ComplexType>(x) && !isa<ComplexType>(y))
    return emitOpError("expects a complex x or y for a complex matrix");
  int64_t rows = getY().getType().getNumElements();
  int64_t starts = getRowStart().getType().getNumElements();
  if (starts != rows + 1)
    return emitOpError("expects ") << rows + 1 << " row starts for " << rows
                                   << " rows, but got " << starts;
  return success();
}

LogicalResult CallBlackBoxOp::verify() {
  auto isBuffer = [&](size_t i) {
    return isa<BufferType>(getOperands_()[i].getType());
  };
  size_t count = getOperands_().size();
  bool fine = false;
  switch (getKind()) {
  case BlackBoxKind::linear:
    fine = count == 2 && isBuffer(0) && isBuffer(1);
    break;
  case BlackBoxKind::prox:
    fine = count == 3 && isBuffer(0) && !isBuffer(1) && isBuffer(2);
    break;
  case BlackBoxKind::smooth:
    fine = count == 3 && isBuffer(0) && isBuffer(1) && isBuffer(2);
    break;
  }
  if (!fine)
    return emitOpError("expects the operands of a black box of kind '")
           << stringifyBlackBoxKind(getKind())
           << "': linear (in, out), prox (in, rho, out), smooth (in, value, "
              "gradient)";
  if (getKind() != BlackBoxKind::linear && !getArgs().empty())
    return emitOpError("expects no args but for kind 'linear'");
  return success();
}
