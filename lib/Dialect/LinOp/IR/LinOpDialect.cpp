//===- LinOpDialect.cpp - dialect, types, attributes, enums -----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Support.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace proxc::linop;

#include "proxc/Dialect/LinOp/IR/LinOpEnums.cpp.inc"

#include "proxc/Dialect/LinOp/IR/LinOpDialect.cpp.inc"

#include "proxc/Dialect/LinOp/IR/LinOpInterfaces.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "proxc/Dialect/LinOp/IR/LinOpAttrs.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "proxc/Dialect/LinOp/IR/LinOpTypes.cpp.inc"

#define GET_OP_CLASSES
#include "proxc/Dialect/LinOp/IR/LinOpOps.cpp.inc"

void LinOpDialect::initialize() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "proxc/Dialect/LinOp/IR/LinOpTypes.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "proxc/Dialect/LinOp/IR/LinOpAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "proxc/Dialect/LinOp/IR/LinOpOps.cpp.inc"
      >();
}

mlir::Operation *LinOpDialect::materializeConstant(mlir::OpBuilder &builder,
                                                   mlir::Attribute value,
                                                   mlir::Type type,
                                                   mlir::Location loc) {
  return mlir::arith::ConstantOp::materialize(builder, value, type, loc);
}

//===----------------------------------------------------------------------===//
// !linop.op
//===----------------------------------------------------------------------===//

/// Parses `512x512xf32`; a space of rank 0 is its element type alone.
static mlir::ParseResult parseSpace(mlir::AsmParser &parser,
                                    RankedTensorType &space) {
  llvm::SmallVector<int64_t> shape;
  mlir::Type element;
  if (parser.parseDimensionList(shape, /*allowDynamic=*/false) ||
      parser.parseType(element))
    return mlir::failure();
  space = RankedTensorType::get(shape, element);
  return mlir::success();
}

static void printSpace(mlir::AsmPrinter &printer, RankedTensorType space) {
  for (int64_t extent : space.getShape())
    printer << extent << "x";
  printer << space.getElementType();
}

mlir::Type OpType::parse(mlir::AsmParser &parser) {
  RankedTensorType domain, range;
  llvm::SMLoc loc = parser.getCurrentLocation();
  if (parser.parseLess() || parseSpace(parser, domain) || parser.parseArrow() ||
      parseSpace(parser, range) || parser.parseGreater())
    return {};
  return getChecked([&] { return parser.emitError(loc); },
                    parser.getContext(), domain, range);
}

void OpType::print(mlir::AsmPrinter &printer) const {
  printer << "<";
  printSpace(printer, getDomain());
  printer << " -> ";
  printSpace(printer, getRange());
  printer << ">";
}

static LogicalResult verifySpace(EmitError emitError, RankedTensorType space) {
  mlir::FloatType real = realElement(space);
  if (!real || (real.getWidth() != 32 && real.getWidth() != 64))
    return emitError() << "expects elements f32, f64, complex<f32> or "
                          "complex<f64>, found "
                       << space.getElementType();
  if (space.getRank() > 8)
    return emitError() << "expects rank 0 to 8, found rank "
                       << space.getRank();
  for (int64_t extent : space.getShape())
    if (extent < 1)
      return emitError() << "expects static extents of at least 1, found "
                         << describe(space.getShape());
  if (!elementCount(space.getShape()))
    return emitError() << "expects a space of at most 2^48 entries, found "
                       << describe(space.getShape());
  if (space.getEncoding())
    return emitError() << "expects dense tensors, found an encoding";
  return success();
}

LogicalResult OpType::verify(EmitError emitError, RankedTensorType domain,
                             RankedTensorType range) {
  if (failed(verifySpace(emitError, domain)))
    return failure();
  return verifySpace(emitError, range);
}
