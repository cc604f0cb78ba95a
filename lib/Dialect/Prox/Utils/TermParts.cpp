//===- TermParts.cpp - taking terms apart and together ----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Prox/Utils/TermParts.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "proxc/Dialect/Prox/Utils/Elementwise.h"

using namespace mlir;

namespace proxc::prox {

TermParts::TermParts(TermOp term)
    : function(term.getFunction()), operators(term.getOperators()),
      variables(term.getVariables()), offset(term.getOffset()),
      alpha(term.getAlpha()), beta(term.getBeta()), linear(term.getLinear()),
      gamma(term.getGamma()), constant(term.getConstant()),
      placement(term.getPlacementAttr()), text(term.getTextAttr()),
      discardable(term->getDiscardableAttrs()) {}

RankedTensorType TermParts::domain() const {
  return cast<prox::FunctionType>(function.getType()).getDomain();
}

ProxFunctionInterface TermParts::f() const {
  return function.getDefiningOp<ProxFunctionInterface>();
}

TermOp TermParts::build(OpBuilder &builder, Location loc) const {
  // What is 0 or 1 anyway is left out, so that conditions on absence hold.
  auto unless = [](Value scalar, double neutral) {
    return isConstantScalar(scalar, neutral, true) ? Value() : scalar;
  };
  // So is the weight of a set.
  ProxFunctionInterface known = f();
  Value weight = known && known.isIndicator() ? Value() : unless(alpha, 1.0);
  auto term = TermOp::create(
      builder, loc, function, operators, variables, unless(offset, 0.0), weight,
      unless(beta, 1.0), unless(linear, 0.0), unless(gamma, 0.0),
      unless(constant, 0.0), placement, text);
  term->setDiscardableAttrs(discardable);
  return term;
}

void TermParts::addLinear(OpBuilder &builder, Location loc, Value more) {
  if (!linear || !more)
    linear = linear ? linear : more;
  else
    linear = buildAdd(builder, loc, linear, more);
}

void TermParts::addGamma(OpBuilder &builder, Location loc, Value more) {
  gamma = addScalars(builder, loc, gamma, more);
}

void TermParts::addConstant(OpBuilder &builder, Location loc, Value more) {
  constant = addScalars(builder, loc, constant, more);
}

Value multiplyScalars(OpBuilder &builder, Location loc, Value a, Value b) {
  if (!a || !b)
    return a ? a : b;
  return buildMultiply(builder, loc, a, b);
}

Value addScalars(OpBuilder &builder, Location loc, Value a, Value b) {
  if (!a || !b)
    return a ? a : b;
  return buildAdd(builder, loc, a, b);
}

Value scaleArray(OpBuilder &builder, Location loc, Value scalar, Value array) {
  if (!array || !scalar)
    return array;
  return buildScaled(builder, loc, scalar, array);
}

bool isPlainQuadratic(TermOp term) {
  ProxFunctionInterface f = term.getFunctionOp();
  return f && ((f.isQuadratic() && !f.getWeightsOrNull()) || isa<ZeroOp>(f));
}

Quadratic expandQuadratic(OpBuilder &builder, Location loc,
                          const TermParts &parts) {
  Quadratic result{parts.gamma, parts.linear, parts.constant};
  if (!parts.f().isQuadratic())
    return result;
  Value size = parts.beta ? buildSquaredAbs(builder, loc, parts.beta)
                          : buildScalar(builder, loc, 1.0);
  result.gamma =
      addScalars(builder, loc, multiplyScalars(builder, loc, parts.alpha, size),
                 parts.gamma);
  if (!parts.offset)
    return result;
  Value factor = multiplyScalars(builder, loc, buildScalar(builder, loc, -2.0),
                                 parts.alpha);
  if (parts.beta)
    factor = buildMultiply(builder, loc, factor,
                           buildConjugate(builder, loc, parts.beta));
  Value linear = buildScaled(builder, loc, factor, parts.offset);
  result.linear =
      parts.linear ? buildAdd(builder, loc, parts.linear, linear) : linear;
  Value square = buildInnerProduct(builder, loc, parts.offset, parts.offset);
  result.constant =
      addScalars(builder, loc, parts.constant,
                 multiplyScalars(builder, loc, parts.alpha, square));
  return result;
}

bool sameScalar(Value a, Value b, double ifAbsent) {
  if (a == b)
    return true;
  auto known = [&](Value v) {
    return v ? constantScalar(v)
             : std::optional<std::complex<double>>(ifAbsent);
  };
  auto x = known(a), y = known(b);
  return x && y && *x == *y;
}

Value widenScalar(OpBuilder &builder, Location loc, Value value) {
  Type element = cast<RankedTensorType>(value.getType()).getElementType();
  if (!isa<FloatType, ComplexType>(element))
    return {};
  Type wide = builder.getF64Type();
  if (isa<ComplexType>(element))
    wide = ComplexType::get(builder.getF64Type());
  return buildSplat(builder, loc, value, RankedTensorType::get({}, wide));
}

Value buildAdjointImage(OpBuilder &builder, Location loc, Value op, Value y) {
  if (op.getDefiningOp<linop::EyeOp>())
    return y;
  // s* y needs no operator.
  if (auto scale = op.getDefiningOp<linop::ScaleOp>();
      scale && scale.getDomain() == scale.getRange())
    if (Value factor = widenScalar(builder, loc, scale.getFactor()))
      return buildScaled(builder, loc, buildConjugate(builder, loc, factor), y);
  return linop::ApplyOp::create(builder, loc,
                                linop::AdjointOp::create(builder, loc, op), y);
}

Value buildProduct(OpBuilder &builder, Location loc, ArrayRef<Value> parts,
                   RankedTensorType domain) {
  if (parts.empty())
    return linop::EyeOp::create(builder, loc, domain);
  if (parts.size() == 1)
    return parts[0];
  return linop::ComposeOp::create(builder, loc, ValueRange(parts));
}

void eraseUnused(ProblemOp problem) {
  // Users come after what they use.
  for (Operation &op : llvm::make_early_inc_range(
           llvm::reverse(problem.getBody().front().getOperations())))
    if (isOpTriviallyDead(&op))
      op.erase();
}

SmallVector<Value> factorsOf(Value op) {
  if (auto compose = op.getDefiningOp<linop::ComposeOp>())
    return SmallVector<Value>(compose.getParts());
  return {op};
}

} // namespace proxc::prox
