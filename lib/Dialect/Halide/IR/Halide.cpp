//===- Halide.cpp - the halide dialect --------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Halide/IR/Halide.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "proxc/Support/IndexedAssembly.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::halide;

#include "proxc/Dialect/Halide/IR/HalideEnums.cpp.inc"

#include "proxc/Dialect/Halide/IR/HalideDialect.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "proxc/Dialect/Halide/IR/HalideAttrs.cpp.inc"

#define GET_OP_CLASSES
#include "proxc/Dialect/Halide/IR/HalideOps.cpp.inc"

void HalideDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "proxc/Dialect/Halide/IR/HalideAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "proxc/Dialect/Halide/IR/HalideOps.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// Bodies over indices
//===----------------------------------------------------------------------===//

using MakeBody = llvm::function_ref<void(OpBuilder &, Location, ValueRange)>;

/// Gives the operation a block over `rank` indices that `makeBody` fills.
static void buildIndexedBody(OpBuilder &builder, OperationState &state,
                             int64_t rank, MakeBody makeBody) {
  OpBuilder::InsertionGuard guard(builder);
  Region *region = state.addRegion();
  SmallVector<Type> types(rank, builder.getIndexType());
  SmallVector<Location> locations(rank, state.location);
  Block *block = builder.createBlock(region, {}, types, locations);
  makeBody(builder, state.location, block->getArguments());
}

static ParseResult parseSchedule(OpAsmParser &parser, OperationState &result) {
  if (failed(parser.parseOptionalKeyword("schedule")))
    return success();
  Attribute schedule = ScheduleAttr::parse(parser, {});
  if (!schedule)
    return failure();
  result.addAttribute("schedule", schedule);
  return success();
}

static void printSchedule(OpAsmPrinter &printer,
                          std::optional<ScheduleAttr> schedule) {
  if (!schedule)
    return;
  printer << "schedule ";
  schedule->print(printer);
  printer << ' ';
}

static ParseResult parseBodyAndTypes(OpAsmParser &parser,
                                     OperationState &result,
                                     ArrayRef<OpAsmParser::Argument> indices) {
  SmallVector<Type> types;
  if (parser.parseRegion(*result.addRegion(), indices) ||
      parser.parseOptionalAttrDict(result.attributes) ||
      parser.parseColonTypeList(types))
    return failure();
  result.addTypes(types);
  return success();
}

static void printBodyAndTypes(OpAsmPrinter &printer, Operation *op,
                              Region &body, ArrayRef<StringRef> elided) {
  printer.printRegion(body, /*printEntryBlockArgs=*/false);
  printer.printOptionalAttrDict(op->getAttrs(), elided);
  printer << " : ";
  llvm::interleaveComma(op->getResultTypes(), printer);
}

/// The body has one index an axis and ends in a yield of `count` values.
static FailureOr<YieldOp> verifyIndexedBody(Operation *op, Region &body,
                                            int64_t rank, unsigned count) {
  Block &block = body.front();
  if (static_cast<int64_t>(block.getNumArguments()) != rank ||
      llvm::any_of(block.getArgumentTypes(),
                   [](Type type) { return !type.isIndex(); }))
    return op->emitOpError("expects a body over ")
           << rank << " indices, found " << block.getNumArguments()
           << " arguments";
  auto yield = block.empty() ? YieldOp() : dyn_cast<YieldOp>(block.back());
  if (!yield || yield.getValues().size() != count) {
    InFlightDiagnostic error = op->emitOpError("expects its body to yield ");
    if (count == 1)
      error << "one value";
    else
      error << count << " values";
    if (yield)
      error << ", found " << yield.getValues().size();
    return error;
  }
  return yield;
}

static LogicalResult verifyExtents(Operation *op, ArrayRef<int64_t> extents) {
  for (int64_t extent : extents)
    if (extent < 1)
      return op->emitOpError("expects positive extents, found ") << extent;
  return success();
}

//===----------------------------------------------------------------------===//
// halide.func
//===----------------------------------------------------------------------===//

void FuncOp::build(OpBuilder &builder, OperationState &state, TypeRange types,
                   MakeBody makeBody) {
  state.addTypes(types);
  int64_t rank = cast<RankedTensorType>(types.front()).getRank();
  buildIndexedBody(builder, state, rank, makeBody);
}

ParseResult FuncOp::parse(OpAsmParser &parser, OperationState &result) {
  SmallVector<OpAsmParser::Argument> indices;
  if (parseIndices(parser, indices) || parseSchedule(parser, result))
    return failure();
  return parseBodyAndTypes(parser, result, indices);
}

void FuncOp::print(OpAsmPrinter &printer) {
  printer << ' ';
  printIndices(printer, getBody());
  printSchedule(printer, getSchedule());
  printBodyAndTypes(printer, *this, getBody(), {"schedule"});
}

LogicalResult FuncOp::verify() {
  if (getNumResults() == 0)
    return emitOpError("expects at least one result");
  ArrayRef<int64_t> shape = getShape();
  for (Type type : getResultTypes())
    if (cast<RankedTensorType>(type).getShape() != shape)
      return emitOpError("expects results of one shape, found ")
             << getResultTypes().front() << " and " << type;
  FailureOr<YieldOp> yield =
      verifyIndexedBody(*this, getBody(), shape.size(), getNumResults());
  if (failed(yield))
    return failure();
  for (auto [value, type] : llvm::zip(yield->getValues(), getResultTypes())) {
    Type element = cast<RankedTensorType>(type).getElementType();
    if (value.getType() != element)
      return emitOpError("expects its body to yield ")
             << element << " for " << type << ", found " << value.getType();
  }
  if (getSchedule() &&
      getSchedule()->getMarch() >= static_cast<int64_t>(shape.size()) - 1 &&
      getSchedule()->getMarch() > 0)
    return emitOpError("expects to march along an axis before the last one, "
                       "found axis ")
           << getSchedule()->getMarch();
  return success();
}

//===----------------------------------------------------------------------===//
// halide.reduce
//===----------------------------------------------------------------------===//

void ReduceOp::build(OpBuilder &builder, OperationState &state,
                     ArrayRef<Combine> kinds, ArrayRef<int64_t> extents,
                     TypeRange types, MakeBody makeBody) {
  state.addTypes(types);
  SmallVector<Attribute> attributes;
  for (Combine kind : kinds)
    attributes.push_back(CombineAttr::get(builder.getContext(), kind));
  state.addAttribute(getKindsAttrName(state.name),
                     builder.getArrayAttr(attributes));
  state.addAttribute(getExtentsAttrName(state.name),
                     builder.getDenseI64ArrayAttr(extents));
  buildIndexedBody(builder, state, extents.size(), makeBody);
}

ParseResult ReduceOp::parse(OpAsmParser &parser, OperationState &result) {
  SmallVector<Attribute> kinds;
  auto parseKind = [&]() -> ParseResult {
    StringRef keyword;
    SMLoc loc = parser.getCurrentLocation();
    if (parser.parseKeyword(&keyword))
      return failure();
    std::optional<Combine> kind = symbolizeCombine(keyword);
    if (!kind)
      return parser.emitError(loc, "expects 'sum' or 'max', found '")
             << keyword << "'";
    kinds.push_back(CombineAttr::get(parser.getContext(), *kind));
    return success();
  };
  SmallVector<OpAsmParser::Argument> indices;
  if (parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Square,
                                     parseKind) ||
      parseIndices(parser, indices) || parseExtents(parser, result) ||
      parseSchedule(parser, result))
    return failure();
  result.addAttribute("kinds", parser.getBuilder().getArrayAttr(kinds));
  return parseBodyAndTypes(parser, result, indices);
}

void ReduceOp::print(OpAsmPrinter &printer) {
  printer << " [";
  llvm::interleaveComma(getKinds(), printer, [&](Attribute kind) {
    printer << stringifyCombine(cast<CombineAttr>(kind).getValue());
  });
  printer << "] ";
  printIndices(printer, getBody());
  printExtents(printer, getExtents());
  printSchedule(printer, getSchedule());
  printBodyAndTypes(printer, *this, getBody(),
                    {"kinds", "extents", "schedule"});
}

LogicalResult ReduceOp::verify() {
  if (getNumResults() == 0 || getKinds().size() != getNumResults())
    return emitOpError("expects one kind a result, found ")
           << getKinds().size() << " kinds for " << getNumResults()
           << " results";
  for (Attribute kind : getKinds())
    if (!isa<CombineAttr>(kind))
      return emitOpError("expects kinds of reduction, found ") << kind;
  if (failed(verifyExtents(*this, getExtents())))
    return failure();
  for (Type type : getResultTypes()) {
    auto tensor = cast<RankedTensorType>(type);
    if (tensor.getRank() != 0 || !(tensor.getElementType().isF32() ||
                                   tensor.getElementType().isF64()))
      return emitOpError("expects results of type tensor<f64> or tensor<f32>, "
                         "found ")
             << type;
  }
  FailureOr<YieldOp> yield = verifyIndexedBody(
      *this, getBody(), getExtents().size(), getNumResults());
  if (failed(yield))
    return failure();
  for (Value value : yield->getValues())
    if (!isa<FloatType>(value.getType()))
      return emitOpError("expects its body to yield reals, found ")
             << value.getType();
  return success();
}

//===----------------------------------------------------------------------===//
// halide.read, halide.sum
//===----------------------------------------------------------------------===//

LogicalResult ReadOp::verify() {
  auto type = cast<RankedTensorType>(getArray().getType());
  if (static_cast<int64_t>(getIndices().size()) != type.getRank())
    return emitOpError("expects ")
           << type.getRank() << " indices for " << type << ", found "
           << getIndices().size();
  return success();
}

void SumOp::build(
    OpBuilder &builder, OperationState &state, Type type,
    ArrayRef<int64_t> extents,
    llvm::function_ref<Value(OpBuilder &, Location, ValueRange)> makeBody) {
  state.addTypes(type);
  state.addAttribute(getExtentsAttrName(state.name),
                     builder.getDenseI64ArrayAttr(extents));
  buildIndexedBody(
      builder, state, extents.size(),
      [&](OpBuilder &inner, Location location, ValueRange indices) {
        YieldOp::create(inner, location, makeBody(inner, location, indices));
      });
}

ParseResult SumOp::parse(OpAsmParser &parser, OperationState &result) {
  SmallVector<OpAsmParser::Argument> indices;
  if (succeeded(parser.parseOptionalKeyword("max")))
    result.addAttribute("kind",
                        CombineAttr::get(parser.getContext(), Combine::max));
  if (parseIndices(parser, indices) || parseExtents(parser, result))
    return failure();
  return parseBodyAndTypes(parser, result, indices);
}

void SumOp::print(OpAsmPrinter &printer) {
  if (getKind() == Combine::max)
    printer << " max";
  printer << ' ';
  printIndices(printer, getBody());
  printExtents(printer, getExtents());
  printBodyAndTypes(printer, *this, getBody(), {"extents", "kind"});
}

LogicalResult SumOp::verify() {
  if (failed(verifyExtents(*this, getExtents())))
    return failure();
  FailureOr<YieldOp> yield =
      verifyIndexedBody(*this, getBody(), getExtents().size(), 1);
  if (failed(yield))
    return failure();
  Type found = yield->getValues().front().getType();
  if (found != getType())
    return emitOpError("expects its body to yield ")
           << getType() << ", found " << found;
  if (getKind() == Combine::max && isa<ComplexType>(getType()))
    return emitOpError("expects reals to take the maximum of, found ")
           << getType();
  return success();
}
