//===- CheckFunctions.cpp - expectations of functions -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Checks.h"
#include "proxc/Dialect/Prox/IR/Prox.h"
#include <cmath>

using namespace mlir;
using proxc::prox::ProxFunctionInterface;
using proxc::reference::Array;
using proxc::reference::Environment;

namespace proxc::check {

namespace {
/// A function, a point, and the prox there.
struct Sample {
  Array v, p;
  double rho;
};
} // namespace

static FailureOr<Sample> sampleProx(ProxFunctionInterface f, Environment &env,
                                    double rho, uint64_t seed) {
  Array v = randomOf(f.getDomain(), seed);
  // Points inside and outside of sets, near and far from kinks.
  v = axpby(3, v, 0, v);
  FailureOr<Array> p = f.evaluateProx(env, v, rho);
  if (failed(p))
    return failure();
  return Sample{v, *p, rho};
}

/// f(x) + (rho/2) |x - v|^2; infinite outside of the set of an indicator.
static FailureOr<double> objective(ProxFunctionInterface f, Environment &env,
                                   const Sample &sample, const Array &x) {
  FailureOr<double> value = f.evaluateValue(env, x);
  FailureOr<double> violation = f.evaluateViolation(env, x);
  if (failed(value) || failed(violation))
    return failure();
  if (*violation > 1e-12)
    return std::numeric_limits<double>::infinity();
  double distance = norm(axpby(1, x, -1, sample.v));
  return *value + sample.rho / 2 * distance * distance;
}

/// No point around the prox, nor on the way to another feasible point, is
/// better.
static LogicalResult checkOptimal(ExpectProxOp op, ProxFunctionInterface f,
                                  Environment &env, const Sample &sample,
                                  const Array &feasible, uint64_t seed) {
  FailureOr<double> best = objective(f, env, sample, sample.p);
  if (failed(best))
    return failure();
  if (!std::isfinite(*best))
    return op.emitError() << "expects a prox inside the domain of the function";
  for (int trial = 0; trial < 16; ++trial) {
    double step = std::pow(10.0, -(trial % 4));
    Array direction = trial % 2 == 0
                          ? randomOf(f.getDomain(), seed + trial)
                          : axpby(1, feasible, -1, sample.p);
    Array x = axpby(1, sample.p, step, direction);
    FailureOr<double> other = objective(f, env, sample, x);
    if (failed(other))
      return failure();
    if (*other < *best - 1e-11 * (1 + std::abs(*best)))
      return op.emitError() << "expects f(p) + rho/2 |p - v|^2 to be smallest "
                               "at the prox, found "
                            << *other << " < " << *best << " at rho = "
                            << sample.rho;
  }
  return success();
}

/// f(p) + f*(y) = Re<p, y> for y = rho (v - p): y is a subgradient at p.
static LogicalResult checkConjugate(ExpectProxOp op, ProxFunctionInterface f,
                                    Environment &env, const Sample &sample) {
  Array y = axpby(sample.rho, sample.v, -sample.rho, sample.p);
  // Shrunk by less than the tolerance, as rounding may leave f*'s domain.
  y = axpby(1 - 1e-12, y, 0, y);
  std::optional<double> conjugate = f.evaluateConjugate(env, y);
  if (!conjugate)
    return success();
  FailureOr<double> value = f.evaluateValue(env, sample.p);
  if (failed(value))
    return failure();
  double left = *value + *conjugate, right = innerProduct(sample.p, y);
  if (std::abs(left - right) <= 1e-9 * (1 + std::abs(right)))
    return success();
  return op.emitError() << "expects f(p) + f*(y) = Re<p, y> at y = rho (v - "
                           "p), found "
                        << left << " and " << right << " at rho = "
                        << sample.rho;
}

/// Re<p - q, v - w> >= |p - q|^2.
static LogicalResult checkFirm(ExpectProxOp op, const Sample &a,
                               const Sample &b) {
  Array points = axpby(1, a.v, -1, b.v), images = axpby(1, a.p, -1, b.p);
  double left = innerProduct(images, points);
  double right = innerProduct(images, images);
  if (left >= right - 1e-11 * (1 + right))
    return success();
  return op.emitError() << "expects a firmly non-expansive prox, found "
                        << left << " < " << right;
}

LogicalResult runExpectProx(ExpectProxOp op, Environment &env, uint64_t seed) {
  auto f = op.getFunction().getDefiningOp<ProxFunctionInterface>();
  if (!f)
    return op.emitError() << "expects a function of prox, found "
                          << op.getFunction().getType();
  for (double rho : {0.3, 1.0, 7.0}) {
    FailureOr<Sample> a = sampleProx(f, env, rho, seed);
    FailureOr<Sample> b = sampleProx(f, env, rho, seed + 1);
    if (failed(a) || failed(b) ||
        failed(checkOptimal(op, f, env, *a, b->p, seed + 2)))
      return failure();
    if (f.isConvex() && (failed(checkConjugate(op, f, env, *a)) ||
                         failed(checkFirm(op, *a, *b))))
      return failure();
  }
  return success();
}

} // namespace proxc::check
