//===- Quadratic.cpp - squared norms ----------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FunctionUtils.h"

#include "proxc/Dialect/Prox/Utils/Elementwise.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::prox;
using proxc::reference::Array;
using proxc::reference::Complex;
using proxc::reference::Environment;

/// alpha |w x|^2 + otherAlpha |v x|^2 as one weighted square, where `other` is
/// a square.
static Value sumOfSquares(OpBuilder &builder, ProxFunctionInterface f,
                          Value alpha, Value other, Value otherAlpha) {
  auto g = other.getDefiningOp<ProxFunctionInterface>();
  if (!g || !g.isQuadratic())
    return {};
  Value weights = buildCombinedWeights(
      builder, f.getLoc(), f.getDomain(), /*squares=*/true, alpha,
      f.getWeightsOrNull(), otherAlpha, g.getWeightsOrNull());
  return WeightedSumSquaresOp::create(
      builder, f.getLoc(), f.getOperation()->getResult(0).getType(), weights);
}

//===----------------------------------------------------------------------===//
// SumSquaresOp
//===----------------------------------------------------------------------===//

FailureOr<double> SumSquaresOp::evaluateValue(Environment &, const Array &x) {
  double sum = 0.0;
  for (int64_t i = 0; i < x.size(); ++i)
    sum += std::norm(x[i]);
  return sum;
}

FailureOr<Array> SumSquaresOp::evaluateProx(Environment &, const Array &v,
                                            double rho) {
  Array x = v;
  for (int64_t i = 0; i < x.size(); ++i)
    x[i] *= rho / (rho + 2.0);
  return x;
}

std::optional<double> SumSquaresOp::evaluateConjugate(Environment &,
                                                      const Array &y) {
  double sum = 0.0;
  for (int64_t i = 0; i < y.size(); ++i)
    sum += std::norm(y[i]) / 4.0;
  return sum;
}

bool SumSquaresOp::isQuadratic() { return true; }
std::optional<int> SumSquaresOp::getHomogeneity() { return 2; }
bool SumSquaresOp::isPhaseInvariant() { return true; }

Value SumSquaresOp::buildReweighted(OpBuilder &builder, RankedTensorType domain,
                                    Value weights) {
  return WeightedSumSquaresOp::create(
      builder, getLoc(), prox::FunctionType::get(getContext(), domain),
      weights);
}

Value SumSquaresOp::buildSum(OpBuilder &builder, Value alpha, Value other,
                             Value otherAlpha) {
  return sumOfSquares(builder, *this, alpha, other, otherAlpha);
}

//===----------------------------------------------------------------------===//
// WeightedSumSquaresOp
//===----------------------------------------------------------------------===//

FailureOr<double> WeightedSumSquaresOp::evaluateValue(Environment &env,
                                                      const Array &x) {
  FailureOr<Array> w = env.array(getWeights());
  if (failed(w))
    return failure();
  double sum = 0.0;
  for (int64_t i = 0; i < x.size(); ++i)
    sum += std::norm((*w)[i] * x[i]);
  return sum;
}

FailureOr<Array> WeightedSumSquaresOp::evaluateProx(Environment &env,
                                                    const Array &v,
                                                    double rho) {
  FailureOr<Array> w = env.array(getWeights());
  if (failed(w))
    return failure();
  Array x = v;
  // At rho = 0 an entry with w = 0 may be anything; it keeps its value.
  for (int64_t i = 0; i < x.size(); ++i)
    if (double square = std::norm((*w)[i]); square > 0.0)
      x[i] *= rho / (rho + 2.0 * square);
  return x;
}

std::optional<double> WeightedSumSquaresOp::evaluateConjugate(Environment &env,
                                                              const Array &y) {
  FailureOr<Array> w = env.array(getWeights());
  if (failed(w))
    return std::nullopt;
  double sum = 0.0;
  for (int64_t i = 0; i < y.size(); ++i) {
    if (std::norm(y[i]) == 0.0)
      continue;
    double square = std::norm((*w)[i]);
    if (square == 0.0)
      return kInfinity;
    sum += std::norm(y[i]) / (4.0 * square);
  }
  return sum;
}

bool WeightedSumSquaresOp::isQuadratic() { return true; }
std::optional<int> WeightedSumSquaresOp::getHomogeneity() { return 2; }

Value WeightedSumSquaresOp::buildSum(OpBuilder &builder, Value alpha,
                                     Value other, Value otherAlpha) {
  return sumOfSquares(builder, *this, alpha, other, otherAlpha);
}
