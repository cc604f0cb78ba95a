//===- Solver.cpp - the solver dialect --------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Solver/IR/Solver.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace proxc::solver;

#include "proxc/Dialect/Solver/IR/SolverEnums.cpp.inc"

#include "proxc/Dialect/Solver/IR/SolverDialect.cpp.inc"

Operation *SolverDialect::materializeConstant(OpBuilder &builder,
                                              Attribute value, Type type,
                                              Location location) {
  if (complex::ConstantOp::isBuildableWith(value, type))
    return complex::ConstantOp::create(builder, location, type,
                                       cast<ArrayAttr>(value));
  return arith::ConstantOp::materialize(builder, value, type, location);
}

#define GET_ATTRDEF_CLASSES
#include "proxc/Dialect/Solver/IR/SolverAttrs.cpp.inc"

#define GET_OP_CLASSES
#include "proxc/Dialect/Solver/IR/SolverOps.cpp.inc"

void SolverDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "proxc/Dialect/Solver/IR/SolverAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "proxc/Dialect/Solver/IR/SolverOps.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// Phases
//===----------------------------------------------------------------------===//

/// The terminator's operands have the types of the phase's results.
static LogicalResult verifyPhase(Operation *op, Block &block) {
  auto yield = dyn_cast<YieldOp>(block.getTerminator());
  if (!yield || yield->getOperandTypes() != op->getResultTypes())
    return op->emitOpError("expects its body to yield values of the types of "
                           "its ")
           << op->getNumResults() << " results";
  return success();
}

LogicalResult SetupOp::verify() {
  return verifyPhase(*this, getBody().front());
}

LogicalResult PrologueOp::verify() {
  return verifyPhase(*this, getBody().front());
}

LogicalResult IterateOp::verify() {
  if (getInit().getTypes() != getResultTypes())
    return emitOpError("expects results of the types of the initial state");
  if (getStateNames().size() != getInit().size())
    return emitOpError("expects one name a state, found ")
           << getStateNames().size() << " names for " << getInit().size()
           << " states";
  Block &body = getBody().front();
  if (body.getArgumentTypes() != getResultTypes())
    return emitOpError("expects its body to take the state");
  if (failed(verifyPhase(*this, body)))
    return failure();
  Block &check = getCheck().front();
  SmallVector<Type> twice(getResultTypes());
  twice.append(getResultTypes().begin(), getResultTypes().end());
  if (check.getArgumentTypes() != TypeRange(twice))
    return emitOpError("expects its check to take the state before and after "
                       "the iteration");
  if (!isa<VerdictOp>(check.getTerminator()))
    return emitOpError("expects its check to end in 'solver.verdict'");
  return success();
}

LogicalResult VerdictOp::verify() {
  if (getNames().size() != getMetrics().size())
    return emitOpError("expects one name a metric, found ")
           << getNames().size() << " names for " << getMetrics().size()
           << " metrics";
  for (Value metric : getMetrics())
    if (cast<RankedTensorType>(metric.getType()).getRank() != 0)
      return emitOpError("expects metrics of rank 0, found ")
             << metric.getType();
  return success();
}

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

static ParseResult parseIndices(OpAsmParser &parser,
                                SmallVectorImpl<OpAsmParser::Argument> &indices) {
  if (parser.parseArgumentList(indices, OpAsmParser::Delimiter::Paren))
    return failure();
  for (OpAsmParser::Argument &index : indices)
    index.type = parser.getBuilder().getIndexType();
  return success();
}

static void printIndices(OpAsmPrinter &printer, Region &body) {
  printer << '(';
  llvm::interleaveComma(body.getArguments(), printer,
                        [&](BlockArgument index) { printer << index; });
  printer << ") ";
}

/// The body has one index an axis and yields one value of type `element`.
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

LogicalResult MapOp::verify() {
  auto type = cast<RankedTensorType>(getType());
  return verifyIndexedBody(*this, getBody(), type.getRank(),
                           type.getElementType());
}

LogicalResult ReadOp::verify() {
  auto type = cast<RankedTensorType>(getArray().getType());
  if (static_cast<int64_t>(getIndices().size()) != type.getRank())
    return emitOpError("expects ")
           << type.getRank() << " indices for " << type << ", found "
           << getIndices().size();
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
  if (succeeded(parser.parseOptionalKeyword("max")))
    result.addAttribute("kind",
                        ReductionAttr::get(parser.getContext(), Reduction::max));
  else
    (void)parser.parseOptionalKeyword("sum");
  SmallVector<int64_t> extents;
  if (parseIndices(parser, indices) || parser.parseKeyword("in") ||
      parser.parseCommaSeparatedList(
          OpAsmParser::Delimiter::Square, [&]() -> ParseResult {
            return parser.parseInteger(extents.emplace_back());
          }))
    return failure();
  result.addAttribute("extents",
                      parser.getBuilder().getDenseI64ArrayAttr(extents));
  if (parseIndexedBody(parser, result, indices) ||
      parser.parseOptionalAttrDict(result.attributes) ||
      parser.parseColonType(type))
    return failure();
  result.addTypes(type);
  return success();
}

template <typename OpT>
static void printReduction(OpT op, OpAsmPrinter &printer) {
  if (op.getKind() == Reduction::max)
    printer << " max";
  printer << ' ';
  printIndices(printer, op.getBody());
  printer << "in [";
  llvm::interleaveComma(op.getExtents(), printer);
  printer << "] ";
  printer.printRegion(op.getBody(), /*printEntryBlockArgs=*/false);
  printer.printOptionalAttrDict(op->getAttrs(), {"extents", "kind"});
  printer << " : " << op.getType();
}

ParseResult SumOp::parse(OpAsmParser &parser, OperationState &result) {
  return parseReduction<SumOp>(parser, result);
}
void SumOp::print(OpAsmPrinter &printer) { printReduction(*this, printer); }
LogicalResult SumOp::verify() {
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
  if (cast<RankedTensorType>(getType()).getRank() != 0)
    return emitOpError("expects a result of rank 0, found ") << getType();
  return verifyIndexedBody(*this, getBody(), getExtents().size(), {});
}

//===----------------------------------------------------------------------===//
// Library steps
//===----------------------------------------------------------------------===//

LogicalResult FftOp::verify() {
  auto input = cast<RankedTensorType>(getInput().getType());
  auto output = cast<RankedTensorType>(getType());
  if (input.getRank() != output.getRank() || getAxes().empty())
    return emitOpError("expects arrays of one rank and at least one axis");
  for (int64_t axis : getAxes())
    if (axis < 0 || axis >= input.getRank())
      return emitOpError("expects axes from 0 to ")
             << input.getRank() - 1 << ", found " << axis;
  bool complexIn = isa<ComplexType>(input.getElementType());
  bool complexOut = isa<ComplexType>(output.getElementType());
  if (complexIn != (getKind() != FftKind::r2c) ||
      complexOut != (getKind() != FftKind::c2r))
    return emitOpError("expects element types that fit its kind, found ")
           << input << " -> " << output;
  int64_t last = getAxes().back();
  for (int64_t axis = 0; axis < input.getRank(); ++axis) {
    int64_t expected = input.getDimSize(axis), found = output.getDimSize(axis);
    if (axis == last && getKind() == FftKind::r2c)
      expected = expected / 2 + 1;
    if (axis == last && getKind() == FftKind::c2r) {
      expected = found;
      if (input.getDimSize(axis) != found / 2 + 1)
        return emitOpError("expects n / 2 + 1 = ")
               << found / 2 + 1 << " inputs along axis " << axis << ", found "
               << input.getDimSize(axis);
    }
    if (expected != found)
      return emitOpError("expects an extent of ")
             << expected << " along axis " << axis << ", found " << found;
  }
  return success();
}
