//===- Stack.cpp - vstack hstack block_diag concat --------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Support.h"
#include <cmath>

using namespace proxc::linop;
using mlir::OpBuilder;
using mlir::OperationState;

static LogicalResult checkOneSpace(ArrayRef<OpType> parts, bool domains,
                                   llvm::StringRef what, EmitError emitError) {
  if (parts.empty())
    return emitError() << "expects at least one part in a " << what;
  auto space = [&](OpType part) {
    return domains ? part.getDomain() : part.getRange();
  };
  for (auto [i, part] : llvm::enumerate(parts))
    if (space(part) != space(parts.front()))
      return emitError() << "expects parts with one "
                         << (domains ? "domain" : "range") << " in a " << what
                         << ", found " << describe(space(parts.front()))
                         << " in part 0 and " << describe(space(part))
                         << " in part " << i;
  return success();
}

/// Checks that a new axis may stand at `axis` of an array of this type.
static LogicalResult checkNewAxis(RankedTensorType type, int64_t axis,
                                  EmitError emitError) {
  if (axis < 0 || axis > type.getRank())
    return emitError() << "expects the new axis at 0 to " << type.getRank()
                       << " of parts of type " << describe(type) << ", found "
                       << axis;
  if (type.getRank() >= 8)
    return emitError() << "expects parts of rank at most 7, found "
                       << describe(type);
  return success();
}

static std::optional<double> rootOfSquares(ValueRange parts) {
  double sum = 0;
  for (Value part : parts) {
    std::optional<double> bound = normBound(part);
    if (!bound)
      return std::nullopt;
    sum += *bound * *bound;
  }
  return std::sqrt(sum);
}

/// The basis that diagonalises all A_i* A_i, and so their sum.
static Basis commonGram(ValueRange parts) {
  Basis basis = Basis::any();
  for (Value part : parts)
    basis = basis ? commonBasis(basis, gramBasis(part)) : basis;
  return basis;
}

/// Applies each part to x (one input, stacked outputs) along a new axis.
static FailureOr<Array> applyAndStack(Environment &env, ValueRange parts,
                                      const Array &x, int64_t axis,
                                      ArrayRef<int64_t> shape, bool adjoint) {
  Array y(shape);
  for (auto [i, part] : llvm::enumerate(parts)) {
    FailureOr<Array> slice = env.apply(part, x, adjoint);
    if (failed(slice))
      return failure();
    setSlice(y, axis, i, *slice);
  }
  return y;
}

/// Applies each part to its slice of x and adds the results.
static FailureOr<Array> applyAndSum(Environment &env, ValueRange parts,
                                    const Array &x, int64_t axis,
                                    ArrayRef<int64_t> shape, bool adjoint) {
  Array sum(shape);
  for (auto [i, part] : llvm::enumerate(parts)) {
    FailureOr<Array> term = env.apply(part, getSlice(x, axis, i), adjoint);
    if (failed(term))
      return failure();
    sum = axpby(1, sum, 1, *term);
  }
  return sum;
}

//===----------------------------------------------------------------------===//
// vstack
//===----------------------------------------------------------------------===//

FailureOr<OpType> VStackOp::inferType(ArrayRef<OpType> parts, int64_t axis,
                                      EmitError emitError) {
  if (failed(checkOneSpace(parts, true, "vertical stack", emitError)) ||
      failed(checkOneSpace(parts, false, "vertical stack", emitError)) ||
      failed(checkNewAxis(parts.front().getRange(), axis, emitError)))
    return failure();
  return opType(parts.front().getDomain(),
                withAxis(parts.front().getRange(), axis, parts.size()));
}

void VStackOp::build(OpBuilder &builder, OperationState &state,
                     ValueRange parts, int64_t axis) {
  auto report = [&] { return mlir::emitError(state.location); };
  build(builder, state, builtOr(inferType(typesOf(parts), axis, report), parts),
        parts, axis);
}

LogicalResult VStackOp::verify() {
  return verifyType(
      *this, inferType(typesOf(getParts()), getAxis(), reporter(*this)));
}

FailureOr<Array> VStackOp::evaluateForward(Environment &env, const Array &x) {
  return applyAndStack(env, getParts(), x, getAxis(), getRange().getShape(),
                       /*adjoint=*/false);
}
FailureOr<Array> VStackOp::evaluateAdjoint(Environment &env, const Array &y) {
  return applyAndSum(env, getParts(), y, getAxis(), getDomain().getShape(),
                     /*adjoint=*/true);
}
/// The sum of the factors of A_i* A_i, where all are multiples of I.
static std::optional<double> sumOfIsometries(ValueRange parts) {
  double sum = 0;
  for (Value part : parts) {
    std::optional<double> factor = isometryFactor(part);
    if (!factor)
      return std::nullopt;
    sum += *factor;
  }
  return sum;
}

std::optional<double> VStackOp::getIsometryFactor() {
  return sumOfIsometries(getParts());
}
std::optional<double> VStackOp::getNormBound() {
  GramDiagonal gram(getDomain());
  for (Value part : getParts())
    if (!gram.add(part))
      return rootOfSquares(getParts());
  return gram.norm();
}
Basis VStackOp::getGramBasis() { return commonGram(getParts()); }
Cost VStackOp::getCost() { return sumOfCosts(getParts()); }
bool VStackOp::isComplexLinear() {
  return llvm::all_of(getParts(), complexLinear);
}

//===----------------------------------------------------------------------===//
// hstack
//===----------------------------------------------------------------------===//

FailureOr<OpType> HStackOp::inferType(ArrayRef<OpType> parts, int64_t axis,
                                      EmitError emitError) {
  if (failed(checkOneSpace(parts, true, "horizontal stack", emitError)) ||
      failed(checkOneSpace(parts, false, "horizontal stack", emitError)) ||
      failed(checkNewAxis(parts.front().getDomain(), axis, emitError)))
    return failure();
  return opType(withAxis(parts.front().getDomain(), axis, parts.size()),
                parts.front().getRange());
}

void HStackOp::build(OpBuilder &builder, OperationState &state,
                     ValueRange parts, int64_t axis) {
  auto report = [&] { return mlir::emitError(state.location); };
  build(builder, state, builtOr(inferType(typesOf(parts), axis, report), parts),
        parts, axis);
}

LogicalResult HStackOp::verify() {
  return verifyType(
      *this, inferType(typesOf(getParts()), getAxis(), reporter(*this)));
}

FailureOr<Array> HStackOp::evaluateForward(Environment &env, const Array &x) {
  return applyAndSum(env, getParts(), x, getAxis(), getRange().getShape(),
                     /*adjoint=*/false);
}
FailureOr<Array> HStackOp::evaluateAdjoint(Environment &env, const Array &y) {
  return applyAndStack(env, getParts(), y, getAxis(), getDomain().getShape(),
                       /*adjoint=*/true);
}
std::optional<double> HStackOp::getNormBound() {
  return rootOfSquares(getParts());
}
Cost HStackOp::getCost() { return sumOfCosts(getParts()); }
bool HStackOp::isComplexLinear() {
  return llvm::all_of(getParts(), complexLinear);
}

//===----------------------------------------------------------------------===//
// block_diag
//===----------------------------------------------------------------------===//

FailureOr<OpType> BlockDiagOp::inferType(ArrayRef<OpType> parts,
                                         EmitError emitError) {
  if (failed(checkOneSpace(parts, true, "block diagonal", emitError)) ||
      failed(checkOneSpace(parts, false, "block diagonal", emitError)) ||
      failed(checkNewAxis(parts.front().getDomain(), 0, emitError)) ||
      failed(checkNewAxis(parts.front().getRange(), 0, emitError)))
    return failure();
  return opType(withAxis(parts.front().getDomain(), 0, parts.size()),
                withAxis(parts.front().getRange(), 0, parts.size()));
}

void BlockDiagOp::build(OpBuilder &, OperationState &state, ValueRange parts) {
  auto report = [&] { return mlir::emitError(state.location); };
  state.addOperands(parts);
  state.addTypes(builtOr(inferType(typesOf(parts), report), parts));
}

LogicalResult BlockDiagOp::verify() {
  return verifyType(*this, inferType(typesOf(getParts()), reporter(*this)));
}

static FailureOr<Array> applyBlocks(Environment &env, ValueRange parts,
                                    const Array &x, ArrayRef<int64_t> shape,
                                    bool adjoint) {
  Array y(shape);
  for (auto [i, part] : llvm::enumerate(parts)) {
    FailureOr<Array> slice = env.apply(part, getSlice(x, 0, i), adjoint);
    if (failed(slice))
      return failure();
    setSlice(y, 0, i, *slice);
  }
  return y;
}

FailureOr<Array> BlockDiagOp::evaluateForward(Environment &env,
                                              const Array &x) {
  return applyBlocks(env, getParts(), x, getRange().getShape(), false);
}
FailureOr<Array> BlockDiagOp::evaluateAdjoint(Environment &env,
                                              const Array &y) {
  return applyBlocks(env, getParts(), y, getDomain().getShape(), true);
}

std::optional<double> BlockDiagOp::getNormBound() {
  double largest = 0;
  for (Value part : getParts()) {
    std::optional<double> bound = normBound(part);
    if (!bound)
      return std::nullopt;
    largest = std::max(largest, *bound);
  }
  return largest;
}

std::optional<double> BlockDiagOp::getIsometryFactor() {
  std::optional<double> first = isometryFactor(getParts().front());
  for (Value part : getParts().drop_front())
    if (isometryFactor(part) != first)
      return std::nullopt;
  return first;
}

/// Blocks that are multiples of the identity are one multiple only where they
/// are the same value; else they are a diagonal.
static Basis basisOfBlocks(ValueRange parts,
                           llvm::function_ref<Basis(Value)> ask) {
  Basis basis = Basis::any();
  for (Value part : parts)
    basis = basis ? commonBasis(basis, ask(part)) : basis;
  if (basis.kind == Basis::Any && !llvm::all_equal(parts))
    return Basis::pixel();
  return behindLeadingAxis(basis);
}

Basis BlockDiagOp::getDiagonalBasis() {
  return basisOfBlocks(getParts(), diagonalBasis);
}
Basis BlockDiagOp::getGramBasis() {
  return basisOfBlocks(getParts(), gramBasis);
}
Cost BlockDiagOp::getCost() { return sumOfCosts(getParts()); }
bool BlockDiagOp::isComplexLinear() {
  return llvm::all_of(getParts(), complexLinear);
}

//===----------------------------------------------------------------------===//
// concat
//===----------------------------------------------------------------------===//

FailureOr<OpType> ConcatOp::inferType(ArrayRef<OpType> parts, int64_t axis,
                                      EmitError emitError) {
  if (failed(checkOneSpace(parts, true, "concatenation", emitError)))
    return failure();
  RankedTensorType first = parts.front().getRange();
  if (axis < 0 || axis >= first.getRank())
    return emitError() << "expects an axis from 0 to " << first.getRank() - 1
                       << " of parts of type " << describe(first) << ", found "
                       << axis;
  SmallVector<int64_t> shape(first.getShape());
  shape[axis] = 0;
  for (auto [i, part] : llvm::enumerate(parts)) {
    RankedTensorType range = part.getRange();
    bool fits = range.getElementType() == first.getElementType() &&
                range.getRank() == first.getRank();
    for (int64_t a = 0; fits && a < first.getRank(); ++a)
      fits = a == axis || range.getDimSize(a) == first.getDimSize(a);
    if (!fits)
      return emitError() << "expects parts that agree but for the extent of "
                            "axis "
                         << axis << ", found " << describe(first)
                         << " in part 0 and " << describe(range) << " in part "
                         << i;
    shape[axis] += range.getDimSize(axis);
  }
  return opType(parts.front().getDomain(),
                RankedTensorType::get(shape, first.getElementType()));
}

void ConcatOp::build(OpBuilder &builder, OperationState &state,
                     ValueRange parts, int64_t axis) {
  auto report = [&] { return mlir::emitError(state.location); };
  build(builder, state, builtOr(inferType(typesOf(parts), axis, report), parts),
        parts, axis);
}

LogicalResult ConcatOp::verify() {
  return verifyType(
      *this, inferType(typesOf(getParts()), getAxis(), reporter(*this)));
}

FailureOr<Array> ConcatOp::evaluateForward(Environment &env, const Array &x) {
  Array y(getRange().getShape());
  SmallVector<int64_t> to(y.rank());
  int64_t start = 0;
  for (Value part : getParts()) {
    FailureOr<Array> piece = env.apply(part, x);
    if (failed(piece))
      return failure();
    int64_t at = 0;
    Array::forEachIndex(piece->shape(), [&](ArrayRef<int64_t> i) {
      std::copy(i.begin(), i.end(), to.begin());
      to[getAxis()] += start;
      y.at(to) = (*piece)[at++];
    });
    start += piece->shape()[getAxis()];
  }
  return y;
}

FailureOr<Array> ConcatOp::evaluateAdjoint(Environment &env, const Array &y) {
  Array x(getDomain().getShape());
  SmallVector<int64_t> from(y.rank());
  int64_t start = 0;
  for (Value part : getParts()) {
    Array piece(typeOf(part).getRange().getShape());
    int64_t at = 0;
    Array::forEachIndex(piece.shape(), [&](ArrayRef<int64_t> i) {
      std::copy(i.begin(), i.end(), from.begin());
      from[getAxis()] += start;
      piece[at++] = y.at(from);
    });
    start += piece.shape()[getAxis()];
    FailureOr<Array> term = env.apply(part, piece, /*adjoint=*/true);
    if (failed(term))
      return failure();
    x = axpby(1, x, 1, *term);
  }
  return x;
}

std::optional<double> ConcatOp::getIsometryFactor() {
  return sumOfIsometries(getParts());
}
std::optional<double> ConcatOp::getNormBound() {
  return rootOfSquares(getParts());
}
Basis ConcatOp::getGramBasis() { return commonGram(getParts()); }
Cost ConcatOp::getCost() { return sumOfCosts(getParts()); }
bool ConcatOp::isComplexLinear() {
  return llvm::all_of(getParts(), complexLinear);
}
