//===- Steps.cpp - bodies over indices, and kernels -------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Transforms/RegionUtils.h"
#include "proxc/Dialect/Solver/IR/Solver.h"
#include "proxc/Support/IndexedAssembly.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::solver;

//===----------------------------------------------------------------------===//
// Bodies over indices
//===----------------------------------------------------------------------===//

using MakeBody = llvm::function_ref<Value(OpBuilder &, Location, ValueRange)>;

/// Gives `region` a block over `rank` indices that yields what `makeBody` says.
static void buildIndexedBody(OpBuilder &builder, OperationState &state,
                             int64_t rank, MakeBody makeBody) {
  OpBuilder::InsertionGuard guard(builder);
  Region *region = state.addRegion();
  SmallVector<Type> types(rank, builder.getIndexType());
  SmallVector<Location> locations(rank, state.location);
  Block *block = builder.createBlock(region, {}, types, locations);
  Value value = makeBody(builder, state.location, block->getArguments());
  YieldOp::create(builder, state.location, value);
}

static ParseResult parseIndexedBody(OpAsmParser &parser,
                                    OperationState &result,
                                    ArrayRef<OpAsmParser::Argument> indices) {
  return parser.parseRegion(*result.addRegion(), indices);
}

/// The body holds arithmetic on numbers, reads and sums: what every target can
/// compute at any index, in any order.
static LogicalResult verifyArithmetic(Operation *op, Block &block) {
  auto isArray = [](Type type) { return isa<ShapedType>(type); };
  for (Operation &inner : block.without_terminator()) {
    if (isa<ReadOp, SumOp>(inner))
      continue;
    // Arithmetic has no signed integers; a cast says how one is stored.
    bool known = isa<UnrealizedConversionCastOp>(inner) ||
                 isa_and_nonnull<arith::ArithDialect, math::MathDialect,
                                 complex::ComplexDialect>(inner.getDialect());
    if (known && inner.getNumResults() == 1 && inner.getNumRegions() == 0 &&
        llvm::none_of(inner.getOperandTypes(), isArray) &&
        llvm::none_of(inner.getResultTypes(), isArray))
      continue;
    InFlightDiagnostic error =
        op->emitOpError("expects its body to hold reads, sums and operations "
                        "of arith, math and complex on numbers");
    error.attachNote(inner.getLoc()) << "found '" << inner.getName() << "'";
    return error;
  }
  return success();
}

/// Numbers from outside of the step are constants: a kernel takes arrays only.
static LogicalResult verifyNumbers(Operation *op, Region &body) {
  SetVector<Value> used;
  getUsedValuesDefinedAbove(body, used);
  for (Value value : used) {
    Operation *source = value.getDefiningOp();
    if (isa<RankedTensorType>(value.getType()) ||
        (source && source->hasTrait<OpTrait::ConstantLike>()))
      continue;
    return op->emitOpError("expects numbers from outside of its body to be "
                           "constants, found one of type ")
           << value.getType();
  }
  return success();
}

/// The body has one index an axis and yields one value of type `element` (any
/// where it is null).
static LogicalResult verifyIndexedBody(Operation *op, Region &body,
                                       int64_t rank, Type element) {
  Block &block = body.front();
  if (static_cast<int64_t>(block.getNumArguments()) != rank ||
      llvm::any_of(block.getArgumentTypes(),
                   [](Type type) { return !type.isIndex(); }))
    return op->emitOpError("expects a body over ")
           << rank << " indices, found " << block.getNumArguments()
           << " arguments";
  auto yield = dyn_cast<YieldOp>(block.getTerminator());
  if (!yield || yield.getValues().size() != 1)
    return op->emitOpError("expects its body to yield one value");
  if (element && yield.getValues().front().getType() != element)
    return op->emitOpError("expects its body to yield ")
           << element << ", found " << yield.getValues().front().getType();
  return verifyArithmetic(op, block);
}

/// Every extent is at least 1.
static LogicalResult verifyExtents(Operation *op, ArrayRef<int64_t> extents) {
  for (int64_t extent : extents)
    if (extent < 1)
      return op->emitOpError("expects extents of at least 1, found ") << extent;
  return success();
}

void MapOp::build(OpBuilder &builder, OperationState &state,
                  RankedTensorType type, MakeBody makeBody) {
  state.addTypes(type);
  buildIndexedBody(builder, state, type.getRank(), makeBody);
}

ParseResult MapOp::parse(OpAsmParser &parser, OperationState &result) {
  SmallVector<OpAsmParser::Argument> indices;
  Type type;
  if (parseIndices(parser, indices) ||
      parseIndexedBody(parser, result, indices) ||
      parser.parseOptionalAttrDict(result.attributes) ||
      parser.parseColonType(type))
    return failure();
  result.addTypes(type);
  return success();
}

void MapOp::print(OpAsmPrinter &printer) {
  printer << ' ';
  printIndices(printer, getBody());
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false);
  printer.printOptionalAttrDict((*this)->getAttrs());
  printer << " : " << getType();
}

LogicalResult MapOp::verifyRegions() {
  auto type = cast<RankedTensorType>(getType());
  if (failed(verifyExtents(*this, type.getShape())) ||
      failed(verifyIndexedBody(*this, getBody(), type.getRank(),
                               type.getElementType())))
    return failure();
  return verifyNumbers(*this, getBody());
}

LogicalResult ReadOp::verify() {
  auto type = cast<RankedTensorType>(getArray().getType());
  if (static_cast<int64_t>(getIndices().size()) != type.getRank())
    return emitOpError("expects ")
           << type.getRank() << " indices for " << type << ", found "
           << getIndices().size();
  for (auto [axis, index] : llvm::enumerate(getIndices())) {
    std::optional<int64_t> known = getConstantIntValue(index);
    if (known && (*known < 0 || *known >= type.getDimSize(axis)))
      return emitOpError("expects indices from 0 to ")
             << type.getDimSize(axis) - 1 << " along axis " << axis
             << ", found " << *known;
  }
  return success();
}

OpFoldResult ReadOp::fold(FoldAdaptor adaptor) {
  // Every entry of a splat is its value.
  auto splat = dyn_cast_or_null<SplatElementsAttr>(adaptor.getArray());
  return splat ? splat.getSplatValue<Attribute>() : Attribute();
}

void SumOp::build(OpBuilder &builder, OperationState &state, Type type,
                  ArrayRef<int64_t> extents, MakeBody makeBody) {
  state.addTypes(type);
  state.addAttribute(getExtentsAttrName(state.name),
                     builder.getDenseI64ArrayAttr(extents));
  buildIndexedBody(builder, state, extents.size(), makeBody);
}

/// `[kind] (%i, %j) in [2, 3] { ... } attributes : type`
template <typename OpT>
static ParseResult parseReduction(OpAsmParser &parser,
                                  OperationState &result) {
  SmallVector<OpAsmParser::Argument> indices;
  Type type;
  for (Reduction kind : {Reduction::max, Reduction::product})
    if (succeeded(parser.parseOptionalKeyword(stringifyReduction(kind))))
      result.addAttribute("kind",
                          ReductionAttr::get(parser.getContext(), kind));
  (void)parser.parseOptionalKeyword("sum");
  if (parseIndices(parser, indices) || parseExtents(parser, result) ||
      parseIndexedBody(parser, result, indices) ||
      parser.parseOptionalAttrDict(result.attributes) ||
      parser.parseColonType(type))
    return failure();
  result.addTypes(type);
  return success();
}

template <typename OpT>
static void printReduction(OpT op, OpAsmPrinter &printer) {
  if (op.getKind() != Reduction::sum)
    printer << ' ' << stringifyReduction(op.getKind());
  printer << ' ';
  printIndices(printer, op.getBody());
  printExtents(printer, op.getExtents());
  printer.printRegion(op.getBody(), /*printEntryBlockArgs=*/false);
  printer.printOptionalAttrDict(op->getAttrs(), {"extents", "kind"});
  printer << " : " << op.getType();
}

ParseResult SumOp::parse(OpAsmParser &parser, OperationState &result) {
  return parseReduction<SumOp>(parser, result);
}
void SumOp::print(OpAsmPrinter &printer) { printReduction(*this, printer); }
LogicalResult SumOp::verify() {
  if (isa<ComplexType>(getType()) && getKind() == Reduction::max)
    return emitOpError("expects a maximum of real numbers, found ") << getType();
  if (!isa<FloatType, ComplexType>(getType()))
    return emitOpError("expects a sum of real or complex numbers, found ")
           << getType();
  auto step = dyn_cast<MapOp>((*this)->getParentOp());
  if (getKind() == Reduction::product &&
      !(step && cast<RankedTensorType>(step.getType()).getRank() == 0))
    return emitOpError("expects a product to stand in a step of rank 0");
  return verifyExtents(*this, getExtents());
}
LogicalResult SumOp::verifyRegions() {
  return verifyIndexedBody(*this, getBody(), getExtents().size(), getType());
}

void ReduceOp::build(OpBuilder &builder, OperationState &state, Reduction kind,
                     ArrayRef<int64_t> extents, MakeBody makeBody) {
  state.addTypes(RankedTensorType::get({}, builder.getF64Type()));
  state.addAttribute(getExtentsAttrName(state.name),
                     builder.getDenseI64ArrayAttr(extents));
  state.addAttribute(getKindAttrName(state.name),
                     ReductionAttr::get(builder.getContext(), kind));
  buildIndexedBody(builder, state, extents.size(), makeBody);
}

ParseResult ReduceOp::parse(OpAsmParser &parser, OperationState &result) {
  return parseReduction<ReduceOp>(parser, result);
}
void ReduceOp::print(OpAsmPrinter &printer) { printReduction(*this, printer); }
LogicalResult ReduceOp::verify() {
  auto type = cast<RankedTensorType>(getType());
  if (getKind() == Reduction::product)
    return emitOpError("expects a sum or a maximum; a product is a "
                       "'solver.sum' of a step of rank 0");
  if (type.getRank() != 0 || !isa<FloatType>(type.getElementType()))
    return emitOpError("expects a result of rank 0 that is real, found ")
           << type;
  return verifyExtents(*this, getExtents());
}
LogicalResult ReduceOp::verifyRegions() {
  if (failed(verifyIndexedBody(*this, getBody(), getExtents().size(), {})))
    return failure();
  auto yield = cast<YieldOp>(getBody().front().getTerminator());
  Type term = yield.getValues().front().getType();
  Type wide = cast<RankedTensorType>(getType()).getElementType();
  if (!isa<FloatType>(term) ||
      term.getIntOrFloatBitWidth() > wide.getIntOrFloatBitWidth())
    return emitOpError("expects its body to yield a real number no wider than "
                       "its result, found ")
           << term;
  return verifyNumbers(*this, getBody());
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

/// What a map or a reduction runs over.
static ArrayRef<int64_t> shapeOf(Operation &step) {
  if (auto map = dyn_cast<MapOp>(step))
    return cast<RankedTensorType>(map.getType()).getShape();
  return cast<ReduceOp>(step).getExtents();
}

/// All that leaves the kernel, and all reductions, end in one image.
static LogicalResult verifyImage(KernelOp kernel) {
  Block &block = kernel.getBody().front();
  Operation *yield = block.getTerminator();
  size_t rank = kernel.getImage();
  std::optional<ArrayRef<int64_t>> image;
  for (Operation &step : block.without_terminator()) {
    bool leaves = llvm::is_contained(yield->getOperands(), step.getResult(0));
    if (!leaves && !isa<ReduceOp>(step))
      continue;
    ArrayRef<int64_t> shape = shapeOf(step);
    if (shape.size() < rank)
      return kernel.emitOpError("expects an image of rank ")
             << rank << " in all outputs, found one over [" << shape << "]";
    ArrayRef<int64_t> own = shape.take_back(rank);
    if (image && *image != own)
      return kernel.emitOpError("expects one image in all outputs, found [")
             << *image << "] and [" << own << "]";
    image = own;
  }
  return success();
}

LogicalResult KernelOp::verifyRegions() {
  if (static_cast<int64_t>(getImage()) < 0)
    return emitOpError("expects an image of rank 0 or more, found ")
           << static_cast<int64_t>(getImage());
  Block &block = getBody().front();
  if (block.getNumArguments() != 0)
    return emitOpError("expects a body without arguments, found ")
           << block.getNumArguments();
  auto yield = dyn_cast<YieldOp>(block.getTerminator());
  if (!yield || yield->getOperandTypes() != getResultTypes())
    return emitOpError("expects its body to yield values of the types of its ")
           << getNumResults() << " results";
  for (Operation &step : block.without_terminator()) {
    auto map = dyn_cast<MapOp>(step);
    if (!isa<ReduceOp>(step) &&
        (!map || cast<RankedTensorType>(map.getType()).getRank() == 0)) {
      InFlightDiagnostic error = emitOpError(
          "expects its body to hold reductions and maps of rank 1 and more");
      error.attachNote(step.getLoc()) << "found '" << step.getName() << "'";
      return error;
    }
  }
  for (Value value : yield.getValues())
    if (value.getParentBlock() != &block)
      return emitOpError("expects to yield what its steps compute");
  return verifyImage(*this);
}
