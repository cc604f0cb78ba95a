//===- Family.cpp - stacks and sums over an index range ---------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Support.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"
#include <cmath>

using namespace proxc::linop;
using mlir::OpAsmParser;
using mlir::OpAsmPrinter;
using mlir::OpBuilder;
using mlir::OperationState;
using mlir::ParseResult;

//===----------------------------------------------------------------------===//
// What the families share
//===----------------------------------------------------------------------===//

using MakeBody =
    llvm::function_ref<Value(OpBuilder &, mlir::Location, Value)>;

/// `%c in 8 { ... } : type`
static ParseResult parseFamily(OpAsmParser &parser, OperationState &result) {
  OpAsmParser::Argument index;
  index.type = parser.getBuilder().getIndexType();
  mlir::IntegerAttr count;
  mlir::Region *body = result.addRegion();
  Type type;
  if (parser.parseArgument(index) || parser.parseKeyword("in") ||
      parser.parseAttribute(count, parser.getBuilder().getI64Type(), "count",
                            result.attributes) ||
      parser.parseRegion(*body, index) ||
      parser.parseOptionalAttrDict(result.attributes) || parser.parseColon() ||
      parser.parseType(type))
    return failure();
  result.addTypes(type);
  return success();
}

static void printFamily(OpAsmPrinter &printer, Operation *op, int64_t count) {
  mlir::Region &body = op->getRegion(0);
  printer << " " << body.getArgument(0) << " in " << count << " ";
  printer.printRegion(body, /*printEntryBlockArgs=*/false);
  printer.printOptionalAttrDict(op->getAttrs(), {"count"});
  printer << " : " << op->getResult(0).getType();
}

/// Builds the body and returns the type of the part that it yields.
static OpType buildBody(OpBuilder &builder, OperationState &state,
                        int64_t count, MakeBody makeBody) {
  state.addAttribute("count", builder.getI64IntegerAttr(count));
  mlir::Region *region = state.addRegion();
  OpBuilder::InsertionGuard guard(builder);
  mlir::Block *block = builder.createBlock(region, {}, builder.getIndexType(),
                                           state.location);
  Value part = makeBody(builder, state.location, block->getArgument(0));
  YieldOp::create(builder, state.location, part);
  return typeOf(part);
}

template <typename Family>
static LogicalResult verifyFamily(Family op) {
  if (op.getCount() < 1)
    return op.emitOpError() << "expects a range of at least 1, found "
                            << op.getCount();
  mlir::Block &block = op.getBody().front();
  if (block.getNumArguments() != 1 ||
      !block.getArgument(0).getType().isIndex())
    return op.emitOpError() << "expects a body with one argument, its index";
  auto yield = block.empty() ? YieldOp() : dyn_cast<YieldOp>(block.back());
  // The yield is verified behind this operation.
  if (!yield || yield->getNumOperands() != 1 ||
      !isa<OpType>(yield->getOperand(0).getType()))
    return op.emitOpError()
           << "expects a body that ends in linop.yield of one operator";
  OpType part = typeOf(yield.getOp());
  return verifyType(
      op, FailureOr<OpType>(Family::inferType(op.getCount(), part)));
}

/// What a member of a family yields for the part at the bound index.
using Visit = llvm::function_ref<LogicalResult(int64_t)>;

/// Binds each index in turn.
template <typename Family>
static LogicalResult forEachPart(Family op, Environment &env, Visit visit) {
  for (int64_t c = 0; c < static_cast<int64_t>(op.getCount()); ++c) {
    env.bind(op.getIndex(), Array::scalar(static_cast<double>(c)));
    if (failed(visit(c)))
      return failure();
  }
  return success();
}

/// y[c] = A_c x (or A_c* x).
template <typename Family>
static FailureOr<Array> applyAndStack(Family op, Environment &env,
                                      const Array &x, ArrayRef<int64_t> shape,
                                      bool adjoint) {
  Array y(shape);
  LogicalResult done = forEachPart(op, env, [&](int64_t c) -> LogicalResult {
    FailureOr<Array> slice = env.apply(op.getPart(), x, adjoint);
    if (failed(slice))
      return failure();
    setSlice(y, 0, c, *slice);
    return success();
  });
  if (failed(done))
    return failure();
  return y;
}

/// y = sum_c A_c x[c] (or A_c* x[c]).
template <typename Family>
static FailureOr<Array> applyAndSum(Family op, Environment &env, const Array &x,
                                    ArrayRef<int64_t> shape, bool adjoint,
                                    bool sliced) {
  Array y(shape);
  LogicalResult done = forEachPart(op, env, [&](int64_t c) -> LogicalResult {
    FailureOr<Array> term =
        env.apply(op.getPart(), sliced ? getSlice(x, 0, c) : x, adjoint);
    if (failed(term))
      return failure();
    y = axpby(1, y, 1, *term);
    return success();
  });
  if (failed(done))
    return failure();
  return y;
}

/// Members beyond these are not looked at one by one: bounds are then left to
/// the program, as those of members that hold params are.
static constexpr int64_t mostMembers = 4096;

/// Calls `visit` with each member as an operator of its own, in a block that
/// is no part of the program: what it says of itself is then known where its
/// data are constants that the index selects.
template <typename Family>
static bool forEachMember(Family op, llvm::function_ref<bool(Value)> visit) {
  int64_t count = op.getCount();
  if (count > mostMembers)
    return false;
  for (int64_t c = 0; c < count; ++c) {
    mlir::Block members;
    OpBuilder builder(op.getContext());
    builder.setInsertionPointToEnd(&members);
    mlir::IRMapping mapping;
    mapping.map(op.getIndex(), mlir::arith::ConstantIndexOp::create(
                                   builder, op.getLoc(), c));
    for (Operation &inner : op.getBody().front().without_terminator())
      builder.clone(inner, mapping);
    if (!visit(mapping.lookupOrDefault(op.getPart())))
      return false;
  }
  return true;
}

/// A constant array of which each member takes the slice at its index.
template <typename Family>
static std::optional<Array> tableOf(Family op, Value slice) {
  Value source = slicedTable(slice, op.getIndex());
  if (!source || cast<RankedTensorType>(source.getType()).getDimSize(0) <
                     static_cast<int64_t>(op.getCount()))
    return std::nullopt;
  return constantValue(source);
}

/// The weights of the members of a family of diagonals: slices of a constant.
template <typename Family>
static std::optional<Array> tableOfDiagonals(Family op) {
  auto diag = op.getPart().template getDefiningOp<DiagOp>();
  return diag ? tableOf(op, diag.getWeights()) : std::nullopt;
}

/// The factors of the members of a family of multiples of the identity:
/// entries of a constant.
template <typename Family>
static std::optional<Array> tableOfFactors(Family op) {
  auto scale = op.getPart().template getDefiningOp<ScaleOp>();
  return scale ? tableOf(op, scale.getFactor()) : std::nullopt;
}

namespace {
/// What follows from the bounds |A_c| of the members of a family.
struct MemberBounds {
  double sum = 0, sumOfSquares = 0, largest = 0;

  void add(double bound, double times = 1) {
    sum += times * bound;
    sumOfSquares += times * bound * bound;
    largest = std::max(largest, bound);
  }
};
} // namespace

/// One bound for all members where the part knows it without its data; else
/// those of slices of a constant; else those of few members.
template <typename Family>
static std::optional<MemberBounds> memberBounds(Family op) {
  MemberBounds bounds;
  int64_t count = op.getCount();
  if (std::optional<double> bound = normBound(op.getPart())) {
    bounds.add(*bound, static_cast<double>(count));
    return bounds;
  }
  std::optional<Array> table = tableOfDiagonals(op);
  if (!table)
    table = tableOfFactors(op);
  if (table) {
    int64_t entries = table->size() / table->shape()[0];
    for (int64_t c = 0; c < count; ++c) {
      double largest = 0;
      for (int64_t i = 0; i < entries; ++i)
        largest = std::max(largest, std::abs((*table)[c * entries + i]));
      bounds.add(largest);
    }
    return bounds;
  }
  bool known = forEachMember(op, [&](Value member) {
    std::optional<double> bound = normBound(member);
    if (bound)
      bounds.add(*bound);
    return bound.has_value();
  });
  return known ? std::optional<MemberBounds>(bounds) : std::nullopt;
}

template <typename Family>
static std::optional<double> rootOfSquares(Family op) {
  std::optional<MemberBounds> bounds = memberBounds(op);
  if (!bounds)
    return std::nullopt;
  return std::sqrt(bounds->sumOfSquares);
}

template <typename Family>
static Cost repeatedCost(Family op) {
  Cost cost = costOf(op.getPart());
  double count = static_cast<double>(op.getCount());
  return {cost.flops * count, cost.bytes * count};
}

#define PROXC_FAMILY_COMMON(Family)                                            \
  ParseResult Family::parse(OpAsmParser &parser, OperationState &result) {     \
    return parseFamily(parser, result);                                        \
  }                                                                            \
  void Family::print(OpAsmPrinter &printer) {                                  \
    printFamily(printer, *this, getCount());                                   \
  }                                                                            \
  void Family::build(OpBuilder &builder, OperationState &state, int64_t count, \
                     MakeBody makeBody) {                                      \
    OpType part = buildBody(builder, state, count, makeBody);                  \
    state.addTypes(inferType(count, part));                                    \
  }                                                                            \
  LogicalResult Family::verify() { return verifyFamily(*this); }               \
  Cost Family::getCost() { return repeatedCost(*this); }                       \
  bool Family::isComplexLinear() { return complexLinear(getPart()); }

PROXC_FAMILY_COMMON(VStackForOp)
PROXC_FAMILY_COMMON(HStackForOp)
PROXC_FAMILY_COMMON(BlockDiagForOp)
PROXC_FAMILY_COMMON(AddForOp)

//===----------------------------------------------------------------------===//
// vstack_for
//===----------------------------------------------------------------------===//

OpType VStackForOp::inferType(int64_t count, OpType part) {
  return opType(part.getDomain(), withAxis(part.getRange(), 0, count));
}

FailureOr<Array> VStackForOp::evaluateForward(Environment &env,
                                              const Array &x) {
  return applyAndStack(*this, env, x, getRange().getShape(), false);
}
FailureOr<Array> VStackForOp::evaluateAdjoint(Environment &env,
                                              const Array &y) {
  return applyAndSum(*this, env, y, getDomain().getShape(), true, true);
}
std::optional<double> VStackForOp::getIsometryFactor() {
  if (std::optional<double> factor = isometryFactor(getPart()))
    return *factor * static_cast<double>(getCount());
  std::optional<Array> factors = tableOfFactors(*this);
  if (!factors)
    return std::nullopt;
  double sum = 0;
  for (int64_t c = 0; c < static_cast<int64_t>(getCount()); ++c)
    sum += std::norm((*factors)[c]);
  return sum;
}
std::optional<double> VStackForOp::getNormBound() {
  if (std::optional<double> factor = getIsometryFactor())
    return std::sqrt(*factor);
  // Diagonals above each other: the diagonal of A* A, exactly.
  std::optional<Array> weights = tableOfDiagonals(*this);
  if (!weights)
    return rootOfSquares(*this);
  GramDiagonal gram(getDomain());
  for (int64_t c = 0; c < static_cast<int64_t>(getCount()); ++c)
    gram.addWeights(*weights, c * getDomain().getNumElements());
  return gram.norm();
}
Basis VStackForOp::getGramBasis() { return gramBasis(getPart()); }

//===----------------------------------------------------------------------===//
// hstack_for
//===----------------------------------------------------------------------===//

OpType HStackForOp::inferType(int64_t count, OpType part) {
  return opType(withAxis(part.getDomain(), 0, count), part.getRange());
}

FailureOr<Array> HStackForOp::evaluateForward(Environment &env,
                                              const Array &x) {
  return applyAndSum(*this, env, x, getRange().getShape(), false, true);
}
FailureOr<Array> HStackForOp::evaluateAdjoint(Environment &env,
                                              const Array &y) {
  return applyAndStack(*this, env, y, getDomain().getShape(), true);
}
std::optional<double> HStackForOp::getNormBound() {
  return rootOfSquares(*this);
}

//===----------------------------------------------------------------------===//
// block_diag_for
//===----------------------------------------------------------------------===//

OpType BlockDiagForOp::inferType(int64_t count, OpType part) {
  return opType(withAxis(part.getDomain(), 0, count),
                withAxis(part.getRange(), 0, count));
}

static FailureOr<Array> applyBlocks(BlockDiagForOp op, Environment &env,
                                    const Array &x, ArrayRef<int64_t> shape,
                                    bool adjoint) {
  Array y(shape);
  LogicalResult done = forEachPart(op, env, [&](int64_t c) -> LogicalResult {
    FailureOr<Array> slice =
        env.apply(op.getPart(), getSlice(x, 0, c), adjoint);
    if (failed(slice))
      return failure();
    setSlice(y, 0, c, *slice);
    return success();
  });
  if (failed(done))
    return failure();
  return y;
}

FailureOr<Array> BlockDiagForOp::evaluateForward(Environment &env,
                                                 const Array &x) {
  return applyBlocks(*this, env, x, getRange().getShape(), false);
}
FailureOr<Array> BlockDiagForOp::evaluateAdjoint(Environment &env,
                                                 const Array &y) {
  return applyBlocks(*this, env, y, getDomain().getShape(), true);
}
std::optional<double> BlockDiagForOp::getNormBound() {
  std::optional<MemberBounds> bounds = memberBounds(*this);
  if (!bounds)
    return std::nullopt;
  return bounds->largest;
}

/// Multiples of the identity that may differ from block to block are a
/// diagonal.
static Basis basisOfBlocks(BlockDiagForOp op, const Basis &part) {
  if (part.kind == Basis::Any && op.usesIndex())
    return Basis::pixel();
  return behindLeadingAxis(part);
}

Basis BlockDiagForOp::getDiagonalBasis() {
  return basisOfBlocks(*this, diagonalBasis(getPart()));
}
Basis BlockDiagForOp::getGramBasis() {
  return basisOfBlocks(*this, gramBasis(getPart()));
}
std::optional<double> BlockDiagForOp::getIsometryFactor() {
  return isometryFactor(getPart());
}
std::optional<double> BlockDiagForOp::getCoisometryFactor() {
  return coisometryFactor(getPart());
}
bool BlockDiagForOp::isRangeGramDiagonal() {
  LinearOperatorInterface part = definingOperator(getPart());
  return part && part.isRangeGramDiagonal();
}

//===----------------------------------------------------------------------===//
// add_for
//===----------------------------------------------------------------------===//

OpType AddForOp::inferType(int64_t, OpType part) { return part; }

FailureOr<Array> AddForOp::evaluateForward(Environment &env, const Array &x) {
  return applyAndSum(*this, env, x, getRange().getShape(), false, false);
}
FailureOr<Array> AddForOp::evaluateAdjoint(Environment &env, const Array &y) {
  return applyAndSum(*this, env, y, getDomain().getShape(), true, false);
}
std::optional<Complex> AddForOp::getScalarFactor() {
  if (std::optional<Complex> factor = scalarFactor(getPart()))
    return *factor * static_cast<double>(getCount());
  std::optional<Array> factors = tableOfFactors(*this);
  if (!factors)
    return std::nullopt;
  Complex sum = 0;
  for (int64_t c = 0; c < static_cast<int64_t>(getCount()); ++c)
    sum += (*factors)[c];
  return sum;
}
std::optional<double> AddForOp::getNormBound() {
  if (std::optional<Complex> factor = getScalarFactor())
    return std::abs(*factor);
  std::optional<MemberBounds> bounds = memberBounds(*this);
  if (!bounds)
    return std::nullopt;
  return bounds->sum;
}
Basis AddForOp::getDiagonalBasis() { return diagonalBasis(getPart()); }
