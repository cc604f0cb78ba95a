//===- Identity.cpp - eye zero one scale diag cast --------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Support.h"
#include <cmath>

using namespace proxc::linop;
using mlir::OpBuilder;
using mlir::OperationState;

/// y_i = w_i x_i.
static Array multiply(const Array &w, const Array &x) {
  Array y(x.shape());
  for (int64_t i = 0; i < x.size(); ++i)
    y[i] = w[i] * x[i];
  return y;
}

/// x_i = conj(w_i) y_i.
static Array multiplyConjugate(const Array &w, const Array &y) {
  Array x(y.shape());
  for (int64_t i = 0; i < y.size(); ++i)
    x[i] = std::conj(w[i]) * y[i];
  return x;
}

//===----------------------------------------------------------------------===//
// eye
//===----------------------------------------------------------------------===//

void EyeOp::build(OpBuilder &, OperationState &state, RankedTensorType domain) {
  state.addTypes(opType(domain, domain));
}

LogicalResult EyeOp::verify() { return verifyRange(*this, getDomain()); }

FailureOr<Array> EyeOp::evaluateForward(Environment &, const Array &x) {
  return x;
}
FailureOr<Array> EyeOp::evaluateAdjoint(Environment &, const Array &y) {
  return y;
}
std::optional<double> EyeOp::getNormBound() { return 1.0; }
Basis EyeOp::getDiagonalBasis() { return Basis::any(); }
std::optional<Complex> EyeOp::getScalarFactor() { return 1.0; }
Structure EyeOp::getStructure() { return Structure::scalar; }
Cost EyeOp::getCost() { return {}; }
std::optional<IndexRule> EyeOp::getIndexRule() {
  return identityRule(getDomain().getRank());
}

//===----------------------------------------------------------------------===//
// zero
//===----------------------------------------------------------------------===//

void ZeroOp::build(OpBuilder &, OperationState &state, RankedTensorType domain,
                   RankedTensorType range) {
  state.addTypes(opType(domain, range));
}

LogicalResult ZeroOp::verify() { return success(); }

FailureOr<Array> ZeroOp::evaluateForward(Environment &, const Array &) {
  return Array(getRange().getShape());
}
FailureOr<Array> ZeroOp::evaluateAdjoint(Environment &, const Array &) {
  return Array(getDomain().getShape());
}
std::optional<double> ZeroOp::getNormBound() { return 0.0; }
Basis ZeroOp::getDiagonalBasis() {
  return getDomain().getShape() == getRange().getShape() ? Basis::any()
                                                         : Basis::none();
}
Basis ZeroOp::getGramBasis() { return Basis::any(); }
std::optional<Complex> ZeroOp::getScalarFactor() {
  if (getDomain().getShape() != getRange().getShape())
    return std::nullopt;
  return 0.0;
}
std::optional<double> ZeroOp::getIsometryFactor() { return 0.0; }
Structure ZeroOp::getStructure() {
  return getDomain() == getRange() ? Structure::scalar : Structure::csr;
}

//===----------------------------------------------------------------------===//
// one
//===----------------------------------------------------------------------===//

FailureOr<RankedTensorType> OneOp::inferRange(RankedTensorType domain,
                                              ArrayRef<int64_t> shape,
                                              EmitError) {
  return RankedTensorType::get(shape, domain.getElementType());
}

void OneOp::build(OpBuilder &, OperationState &state, RankedTensorType domain,
                  ArrayRef<int64_t> shape) {
  state.addTypes(opType(
      domain, RankedTensorType::get(shape, domain.getElementType())));
}

LogicalResult OneOp::verify() {
  return verifyRange(
      *this, inferRange(getDomain(), getRange().getShape(), reporter(*this)));
}

static Complex sumOf(const Array &x) {
  Complex sum = 0;
  for (int64_t i = 0; i < x.size(); ++i)
    sum += x[i];
  return sum;
}

FailureOr<Array> OneOp::evaluateForward(Environment &, const Array &x) {
  return Array(getRange().getShape(), sumOf(x));
}
FailureOr<Array> OneOp::evaluateAdjoint(Environment &, const Array &y) {
  return Array(getDomain().getShape(), sumOf(y));
}
std::optional<double> OneOp::getNormBound() {
  return std::sqrt(static_cast<double>(getDomain().getNumElements()) *
                   static_cast<double>(getRange().getNumElements()));
}
bool OneOp::isSelfAdjoint() { return getDomain() == getRange(); }

//===----------------------------------------------------------------------===//
// scale
//===----------------------------------------------------------------------===//

FailureOr<RankedTensorType> ScaleOp::inferRange(RankedTensorType domain,
                                                RankedTensorType factor,
                                                EmitError emitError) {
  if (factor.getRank() != 0)
    return emitError() << "expects a scalar factor, found "
                       << describe(factor);
  // The factor takes the precision of what it multiplies.
  Type element = domain.getElementType();
  if (isComplex(factor) && !isComplex(domain))
    element = mlir::ComplexType::get(element);
  return withElement(domain, element);
}

void ScaleOp::build(OpBuilder &, OperationState &state, RankedTensorType domain,
                    Value factor) {
  state.addOperands(factor);
  auto report = [&] { return mlir::emitError(state.location); };
  state.addTypes(builtType(
      domain,
      inferRange(domain, cast<RankedTensorType>(factor.getType()), report)));
}

LogicalResult ScaleOp::verify() {
  return verifyRange(*this,
                     inferRange(getDomain(),
                                cast<RankedTensorType>(getFactor().getType()),
                                reporter(*this)));
}

FailureOr<Array> ScaleOp::evaluateForward(Environment &env, const Array &x) {
  FailureOr<Array> s = env.array(getFactor());
  if (failed(s))
    return failure();
  return multiply(Array(x.shape(), (*s)[0]), x);
}
FailureOr<Array> ScaleOp::evaluateAdjoint(Environment &env, const Array &y) {
  FailureOr<Array> s = env.array(getFactor());
  if (failed(s))
    return failure();
  return multiplyConjugate(Array(y.shape(), (*s)[0]), y);
}
std::optional<double> ScaleOp::getNormBound() {
  std::optional<Complex> s = getScalarFactor();
  if (!s)
    return std::nullopt;
  return std::abs(*s);
}
Basis ScaleOp::getDiagonalBasis() { return Basis::any(); }
std::optional<Complex> ScaleOp::getScalarFactor() {
  std::optional<Array> s = constantValue(getFactor());
  if (!s)
    return std::nullopt;
  return (*s)[0];
}
bool ScaleOp::isSelfAdjoint() {
  return getDomain() == getRange() &&
         !isComplex(cast<RankedTensorType>(getFactor().getType()));
}
Structure ScaleOp::getStructure() { return Structure::scalar; }

//===----------------------------------------------------------------------===//
// diag
//===----------------------------------------------------------------------===//

FailureOr<RankedTensorType> DiagOp::inferRange(RankedTensorType domain,
                                               RankedTensorType weights,
                                               EmitError emitError) {
  if (weights.getShape() != domain.getShape())
    return emitError() << "expects weights of the shape of what they multiply, "
                       << describe(domain.getShape()) << ", found "
                       << describe(weights.getShape());
  return withElement(domain, promoteElements(domain.getElementType(),
                                             weights.getElementType()));
}

void DiagOp::build(OpBuilder &, OperationState &state, RankedTensorType domain,
                   Value weights) {
  state.addOperands(weights);
  auto report = [&] { return mlir::emitError(state.location); };
  state.addTypes(builtType(
      domain,
      inferRange(domain, cast<RankedTensorType>(weights.getType()), report)));
}

LogicalResult DiagOp::verify() {
  return verifyRange(*this,
                     inferRange(getDomain(),
                                cast<RankedTensorType>(getWeights().getType()),
                                reporter(*this)));
}

FailureOr<Array> DiagOp::evaluateForward(Environment &env, const Array &x) {
  FailureOr<Array> w = env.array(getWeights());
  if (failed(w))
    return failure();
  return multiply(*w, x);
}
FailureOr<Array> DiagOp::evaluateAdjoint(Environment &env, const Array &y) {
  FailureOr<Array> w = env.array(getWeights());
  if (failed(w))
    return failure();
  return multiplyConjugate(*w, y);
}
std::optional<double> DiagOp::getNormBound() {
  return largestModulus(getWeights());
}
Basis DiagOp::getDiagonalBasis() { return Basis::pixel(); }
Basis DiagOp::getGramBasis() { return Basis::pixel(); }
bool DiagOp::isRangeGramDiagonal() {
  return sameField(opType(getDomain(), getRange()));
}
bool DiagOp::isSelfAdjoint() {
  return getDomain() == getRange() &&
         !isComplex(cast<RankedTensorType>(getWeights().getType()));
}
Structure DiagOp::getStructure() { return Structure::diagonal; }
std::optional<IndexRule> DiagOp::getIndexRule() {
  return identityRule(getDomain().getRank(), getWeights());
}

//===----------------------------------------------------------------------===//
// cast
//===----------------------------------------------------------------------===//

FailureOr<RankedTensorType> CastOp::inferRange(RankedTensorType domain,
                                               Type element,
                                               EmitError emitError) {
  if (isComplex(domain) && !isa<mlir::ComplexType>(element))
    return emitError() << "expects complex elements for a complex domain, "
                          "found "
                       << element
                       << "; the real part is the adjoint of the embedding";
  return withElement(domain, element);
}

void CastOp::build(OpBuilder &, OperationState &state, RankedTensorType domain,
                   Type element) {
  auto report = [&] { return mlir::emitError(state.location); };
  state.addTypes(builtType(domain, inferRange(domain, element, report)));
}

LogicalResult CastOp::verify() {
  return verifyRange(*this, inferRange(getDomain(), getRange().getElementType(),
                                       reporter(*this)));
}

FailureOr<Array> CastOp::evaluateForward(Environment &, const Array &x) {
  return x;
}
FailureOr<Array> CastOp::evaluateAdjoint(Environment &, const Array &y) {
  return y;
}
std::optional<double> CastOp::getNormBound() { return 1.0; }
Basis CastOp::getDiagonalBasis() { return Basis::any(); }
Basis CastOp::getGramBasis() { return Basis::any(); }
std::optional<Complex> CastOp::getScalarFactor() { return 1.0; }
Structure CastOp::getStructure() { return Structure::scalar; }
bool CastOp::isComplexLinear() { return true; }
