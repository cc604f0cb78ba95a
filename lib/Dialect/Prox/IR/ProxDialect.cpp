//===- ProxDialect.cpp - types and attributes of prox -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Prox/IR/Prox.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::prox;

#include "proxc/Dialect/Prox/IR/ProxDialect.cpp.inc"
#include "proxc/Dialect/Prox/IR/ProxEnums.cpp.inc"
#include "proxc/Dialect/Prox/IR/ProxInterfaces.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "proxc/Dialect/Prox/IR/ProxAttrs.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "proxc/Dialect/Prox/IR/ProxTypes.cpp.inc"

void ProxDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "proxc/Dialect/Prox/IR/ProxAttrs.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "proxc/Dialect/Prox/IR/ProxTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "proxc/Dialect/Prox/IR/ProxOps.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// FunctionType: `!prox.function<2x8x8xf32>`
//===----------------------------------------------------------------------===//

Type prox::FunctionType::parse(AsmParser &parser) {
  SmallVector<int64_t> shape;
  Type element;
  SMLoc location;
  if (parser.parseLess() ||
      parser.parseDimensionList(shape, /*allowDynamic=*/false,
                                /*withTrailingX=*/true) ||
      failed(parser.getCurrentLocation(&location)) ||
      parser.parseType(element) || parser.parseGreater())
    return {};
  return parser.getChecked<prox::FunctionType>(
      location, parser.getContext(), RankedTensorType::get(shape, element));
}

void prox::FunctionType::print(AsmPrinter &printer) const {
  printer << '<';
  for (int64_t extent : getDomain().getShape())
    printer << extent << 'x';
  printer << getDomain().getElementType() << '>';
}

LogicalResult
prox::FunctionType::verify(llvm::function_ref<InFlightDiagnostic()> emitError,
                           RankedTensorType domain) {
  Type element = domain.getElementType();
  if (auto complex = dyn_cast<ComplexType>(element))
    element = complex.getElementType();
  if (!isa<FloatType>(element))
    return emitError() << "expects a function of an array of real or complex "
                          "floats, found elements of type "
                       << domain.getElementType();
  if (!domain.hasStaticShape())
    return emitError() << "expects a function of an array of a static shape, "
                          "found "
                       << domain;
  return success();
}
