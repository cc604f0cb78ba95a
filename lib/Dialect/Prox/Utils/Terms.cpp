//===- Terms.cpp - the reference meaning of terms ---------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Prox/Utils/Terms.h"

using namespace mlir;
using proxc::reference::Array;
using proxc::reference::Complex;
using proxc::reference::Environment;

namespace proxc::prox {

/// The value of an optional scalar operand.
static FailureOr<Complex> scalar(Environment &env, Value value,
                                 double ifAbsent) {
  if (!value)
    return Complex(ifAbsent);
  FailureOr<Array> array = env.array(value);
  if (failed(array))
    return failure();
  return (*array)[0];
}

/// The value of an optional array operand, 0 where it is absent.
static FailureOr<Array> arrayOrZero(Environment &env, Value value,
                                    RankedTensorType type) {
  if (!value)
    return Array(type.getShape());
  return env.array(value);
}

FailureOr<TermCoefficients> evaluateCoefficients(TermOp term,
                                                 Environment &env) {
  // A set is a set whatever its weight.
  FailureOr<Complex> alpha = scalar(
      env, isIndicatorTerm(term) ? Value() : Value(term.getAlpha()), 1.0);
  FailureOr<Complex> beta = scalar(env, term.getBeta(), 1.0);
  FailureOr<Complex> gamma = scalar(env, term.getGamma(), 0.0);
  FailureOr<Complex> constant = scalar(env, term.getConstant(), 0.0);
  FailureOr<Array> offset =
      arrayOrZero(env, term.getOffset(), term.getDomain());
  FailureOr<Array> linear =
      arrayOrZero(env, term.getLinear(), term.getDomain());
  if (failed(alpha) || failed(beta) || failed(gamma) || failed(constant) ||
      failed(offset) || failed(linear))
    return failure();
  return TermCoefficients{alpha->real(),      *beta,         std::move(*offset),
                          std::move(*linear), gamma->real(), constant->real()};
}

FailureOr<Array> evaluateTermArgument(TermOp term, Environment &env) {
  Array sum(term.getDomain().getShape());
  for (auto [op, variable] :
       llvm::zip(term.getOperators(), term.getVariables())) {
    FailureOr<Array> u = env.array(variable);
    if (failed(u))
      return failure();
    FailureOr<Array> image = env.apply(op, *u);
    if (failed(image))
      return failure();
    for (int64_t i = 0; i < sum.size(); ++i)
      sum[i] += (*image)[i];
  }
  return sum;
}

/// beta x - b.
static Array inner(const TermCoefficients &h, const Array &x) {
  Array z = x;
  for (int64_t i = 0; i < z.size(); ++i)
    z[i] = h.beta * x[i] - h.offset[i];
  return z;
}

FailureOr<double> evaluateTermValue(TermOp term, Environment &env,
                                    const Array &x) {
  FailureOr<TermCoefficients> h = evaluateCoefficients(term, env);
  if (failed(h))
    return failure();
  FailureOr<double> f = term.getFunctionOp().evaluateValue(env, inner(*h, x));
  if (failed(f))
    return failure();
  // 0 times infinity is 0: a term with weight 0 is not there.
  double value = h->alpha == 0.0 ? 0.0 : h->alpha * *f;
  for (int64_t i = 0; i < x.size(); ++i)
    value +=
        (std::conj(h->linear[i]) * x[i]).real() + h->gamma * std::norm(x[i]);
  return value + h->constant;
}

FailureOr<double> evaluateTermViolation(TermOp term, Environment &env,
                                        const Array &x) {
  FailureOr<TermCoefficients> h = evaluateCoefficients(term, env);
  if (failed(h))
    return failure();
  FailureOr<double> distance =
      term.getFunctionOp().evaluateViolation(env, inner(*h, x));
  if (failed(distance) || *distance == 0.0)
    return distance;
  return h->beta == 0.0 ? *distance : *distance / std::abs(h->beta);
}

/// The prox of h with these coefficients; see evaluateTermProx.
static FailureOr<Array> proxOf(ProxFunctionInterface f,
                               const TermCoefficients &h, Environment &env,
                               const Array &v, double rho) {
  double curvature = rho + 2.0 * h.gamma;
  Array x = v;
  for (int64_t i = 0; i < x.size(); ++i)
    x[i] = (rho * v[i] - h.linear[i]) / curvature;
  if (h.alpha == 0.0 || h.beta == 0.0)
    return x;
  double innerRho = curvature / (h.alpha * std::norm(h.beta));
  FailureOr<Array> z = f.evaluateProx(env, inner(h, x), innerRho);
  if (failed(z))
    return failure();
  for (int64_t i = 0; i < x.size(); ++i)
    x[i] = ((*z)[i] + h.offset[i]) / h.beta;
  return x;
}

FailureOr<Array> evaluateTermProx(TermOp term, Environment &env, const Array &v,
                                  double rho) {
  FailureOr<TermCoefficients> h = evaluateCoefficients(term, env);
  if (failed(h))
    return failure();
  return proxOf(term.getFunctionOp(), *h, env, v, rho);
}

FailureOr<Array> evaluateTermConjugateProx(TermOp term, Environment &env,
                                           const Array &y, double sigma) {
  Array v = y;
  for (int64_t i = 0; i < v.size(); ++i)
    v[i] /= sigma;
  FailureOr<Array> x = evaluateTermProx(term, env, v, sigma);
  if (failed(x))
    return failure();
  Array p = y;
  for (int64_t i = 0; i < p.size(); ++i)
    p[i] -= sigma * (*x)[i];
  return p;
}

/// h*(y) where gamma > 0.
static std::optional<double> conjugateAtMaximiser(TermOp term,
                                                  TermCoefficients h,
                                                  Environment &env,
                                                  const Array &y) {
  double rho = 2.0 * h.gamma;
  h.gamma = 0.0;
  Array v = y;
  for (int64_t i = 0; i < v.size(); ++i)
    v[i] /= rho;
  FailureOr<Array> x = proxOf(term.getFunctionOp(), h, env, v, rho);
  if (failed(x))
    return std::nullopt;
  FailureOr<double> value = evaluateTermValue(term, env, *x);
  if (failed(value))
    return std::nullopt;
  double product = 0.0;
  for (int64_t i = 0; i < y.size(); ++i)
    product += (std::conj((*x)[i]) * y[i]).real();
  return product - *value;
}

std::optional<double> evaluateTermConjugate(TermOp term, Environment &env,
                                            const Array &y) {
  FailureOr<TermCoefficients> h = evaluateCoefficients(term, env);
  if (failed(h))
    return std::nullopt;
  if (h->gamma > 0.0)
    return conjugateAtMaximiser(term, *h, env, y);
  if (h->alpha == 0.0 || h->beta == 0.0)
    return std::nullopt;
  // With z = beta x - b: sup Re<(z + b) / beta, y - c> - alpha f(z) - d.
  double value = -h->constant;
  Array slope = y;
  for (int64_t i = 0; i < y.size(); ++i) {
    Complex rest = y[i] - h->linear[i];
    slope[i] = rest / (h->alpha * std::conj(h->beta));
    value += (std::conj(h->offset[i] / h->beta) * rest).real();
  }
  std::optional<double> f = term.getFunctionOp().evaluateConjugate(env, slope);
  if (!f)
    return std::nullopt;
  return value + h->alpha * *f;
}

FailureOr<double> evaluateObjective(ProblemOp problem, Environment &env) {
  double sum = 0.0;
  for (TermOp term : problem.getBody().getOps<TermOp>()) {
    FailureOr<Array> x = evaluateTermArgument(term, env);
    if (failed(x))
      return failure();
    FailureOr<double> value = evaluateTermValue(term, env, *x);
    if (failed(value))
      return failure();
    sum += *value;
  }
  return sum;
}

FailureOr<double> evaluateViolation(ProblemOp problem, Environment &env) {
  double worst = 0.0;
  for (TermOp term : problem.getBody().getOps<TermOp>()) {
    FailureOr<Array> x = evaluateTermArgument(term, env);
    if (failed(x))
      return failure();
    FailureOr<double> distance = evaluateTermViolation(term, env, *x);
    if (failed(distance))
      return failure();
    worst = std::max(worst, *distance);
  }
  return worst;
}

bool isQuadraticTerm(TermOp term) {
  ProxFunctionInterface f = term.getFunctionOp();
  return f && (f.isQuadratic() || f.isLinear());
}

bool isIndicatorTerm(TermOp term) {
  ProxFunctionInterface f = term.getFunctionOp();
  return f && f.isIndicator();
}

bool isConvexTerm(TermOp term) {
  ProxFunctionInterface f = term.getFunctionOp();
  return f && f.isConvex();
}

bool isOnUnknownItself(TermOp term) {
  return term.getOperators().size() == 1 &&
         term.getOperators()[0].getDefiningOp<linop::EyeOp>() != nullptr;
}

std::optional<double> coisometryOf(TermOp term) {
  if (term.getOperators().size() != 1)
    return std::nullopt;
  auto A =
      term.getOperators()[0].getDefiningOp<linop::LinearOperatorInterface>();
  std::optional<double> nu = A ? A.getCoisometryFactor() : std::nullopt;
  return nu && *nu > 0.0 ? nu : std::nullopt;
}

} // namespace proxc::prox
