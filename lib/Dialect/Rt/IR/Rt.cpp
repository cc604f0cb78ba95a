//===- Rt.cpp - the rt dialect, its types and buffers -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Rt/IR/Rt.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "proxc-rt/program.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace proxc::rt;

#include "proxc/Dialect/Rt/IR/RtEnums.cpp.inc"

#include "proxc/Dialect/Rt/IR/RtDialect.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "proxc/Dialect/Rt/IR/RtAttrs.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "proxc/Dialect/Rt/IR/RtTypes.cpp.inc"

#define GET_OP_CLASSES
#include "proxc/Dialect/Rt/IR/RtOps.cpp.inc"

void RtDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "proxc/Dialect/Rt/IR/RtAttrs.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "proxc/Dialect/Rt/IR/RtTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "proxc/Dialect/Rt/IR/RtOps.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

std::optional<int32_t> proxc::rt::elementCode(Type element) {
  if (element.isF32())
    return PROXC_F32;
  if (element.isF64())
    return PROXC_F64;
  if (element.isF16())
    return PROXC_F16;
  if (element.isSignlessInteger(32))
    return PROXC_I32;
  if (element.isSignlessInteger(64))
    return PROXC_I64;
  if (element.isUnsignedInteger(8))
    return PROXC_U8;
  if (element.isUnsignedInteger(16))
    return PROXC_U16;
  if (auto complex = dyn_cast<ComplexType>(element)) {
    if (complex.getElementType().isF32())
      return PROXC_C64;
    if (complex.getElementType().isF64())
      return PROXC_C128;
  }
  return std::nullopt;
}

Type BufferType::parse(AsmParser &parser) {
  SmallVector<int64_t> shape;
  Type element;
  if (parser.parseLess() ||
      parser.parseDimensionList(shape, /*allowDynamic=*/false) ||
      parser.parseType(element) || parser.parseGreater())
    return {};
  return parser.getChecked<BufferType>(parser.getContext(), shape, element);
}

void BufferType::print(AsmPrinter &printer) const {
  printer << '<';
  for (int64_t extent : getShape())
    printer << extent << 'x';
  printer << getElementType() << '>';
}

LogicalResult
BufferType::verify(llvm::function_ref<InFlightDiagnostic()> emitError,
                   ArrayRef<int64_t> shape, Type element) {
  for (int64_t extent : shape)
    if (extent < 1)
      return emitError() << "expects positive extents, but got " << extent;
  if (!elementCode(element) &&
      !element.isSignlessInteger(8) && !element.isSignlessInteger(16))
    return emitError() << "expects an element of f16, f32, f64, complex, "
                          "i32, i64, ui8 or ui16, but got "
                       << element;
  return success();
}

int64_t BufferType::getNumElements() const {
  int64_t count = 1;
  for (int64_t extent : getShape())
    count *= extent;
  return count;
}

int64_t BufferType::getElementBytes() const {
  Type element = getElementType();
  int64_t parts = 1;
  if (auto complex = dyn_cast<ComplexType>(element)) {
    element = complex.getElementType();
    parts = 2;
  }
  return parts * ((element.getIntOrFloatBitWidth() + 7) / 8);
}

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

static LogicalResult verifyNumber(Operation *op, int64_t index) {
  if (index < 0)
    return op->emitOpError("expects a number of 0 or more, but got ") << index;
  return success();
}

LogicalResult ParamOp::verify() {
  return verifyNumber(*this, int64_t(getIndex()));
}

LogicalResult InputOp::verify() {
  return verifyNumber(*this, int64_t(getIndex()));
}

LogicalResult ResultOp::verify() {
  return verifyNumber(*this, int64_t(getIndex()));
}

LogicalResult ArenaOp::verify() {
  int64_t offset = int64_t(getIndex());
  if (failed(verifyNumber(*this, offset)))
    return failure();
  Type element = getType().getElementType();
  if (auto complex = dyn_cast<ComplexType>(element))
    element = complex.getElementType();
  int64_t alignment = (element.getIntOrFloatBitWidth() + 7) / 8;
  if (offset % alignment)
    return emitOpError("expects an offset that is a multiple of ")
           << alignment << ", but got " << offset;
  return success();
}

LogicalResult ViewOp::verify() {
  BufferType source = getSource().getType(), result = getType();
  int64_t rank = getIndices().size();
  if (source.getElementType() != result.getElementType())
    return emitOpError("expects one element type, but got ")
           << source.getElementType() << " and " << result.getElementType();
  if (rank > source.getRank())
    return emitOpError("expects at most ")
           << source.getRank() << " indices, but got " << rank;
  int64_t left = 1;
  for (int64_t extent : source.getShape().drop_front(rank))
    left *= extent;
  if (left != result.getNumElements())
    return emitOpError("expects a result of ")
           << left << " elements, but got " << result.getNumElements();
  return success();
}

static LogicalResult verifyIndices(Operation *op, BufferType buffer,
                                   ValueRange indices) {
  if (int64_t(indices.size()) != buffer.getRank())
    return op->emitOpError("expects ")
           << buffer.getRank() << " indices, but got " << indices.size();
  return success();
}

LogicalResult LoadOp::verify() {
  return verifyIndices(*this, getBuffer().getType(), getIndices());
}

LogicalResult StoreOp::verify() {
  return verifyIndices(*this, getBuffer().getType(), getIndices());
}
