//===- Indicators.cpp - sets of ordered numbers -----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FunctionUtils.h"

#include "proxc/Dialect/Prox/Utils/Elementwise.h"

using namespace mlir;
using namespace proxc::prox;
using proxc::reference::Array;
using proxc::reference::Environment;

/// The bounds lo <= x <= hi of a set as rank-0 or full arrays of the domain's
/// element type; null where `function` is no such set.
static std::pair<Value, Value> boundsOf(OpBuilder &builder, Value function) {
  if (auto box = function.getDefiningOp<BoxOp>())
    return {box.getLo(), box.getHi()};
  bool nonneg = function.getDefiningOp<NonnegOp>() != nullptr;
  if (!nonneg && !function.getDefiningOp<NonposOp>())
    return {};
  RankedTensorType domain = functionDomain(function.getDefiningOp());
  auto type = RankedTensorType::get({}, domain.getElementType());
  auto bound = [&](double value) -> Value {
    return buildSplat(builder, function.getLoc(),
                      buildScalar(builder, function.getLoc(), value), type);
  };
  return nonneg ? std::pair(bound(0.0), bound(kInfinity))
                : std::pair(bound(-kInfinity), bound(0.0));
}

/// A rank-0 bound repeated over `shape`, where the other bound is an array.
static Value expandBound(OpBuilder &builder, Value bound, Value other) {
  auto type = cast<RankedTensorType>(bound.getType());
  auto otherType = cast<RankedTensorType>(other.getType());
  if (type.getRank() != 0 || otherType.getRank() == 0)
    return bound;
  return buildSplat(builder, bound.getLoc(), bound, otherType);
}

/// The box that is the intersection of two sets of bounds.
static Value intersection(OpBuilder &builder, Value function, Value other) {
  if (function == other)
    return function;
  auto [lo, hi] = boundsOf(builder, function);
  auto [otherLo, otherHi] = boundsOf(builder, other);
  if (!lo || !otherLo)
    return {};
  Location loc = function.getLoc();
  lo = buildMaximum(builder, loc, expandBound(builder, lo, otherLo),
                    expandBound(builder, otherLo, lo));
  hi = buildMinimum(builder, loc, expandBound(builder, hi, otherHi),
                    expandBound(builder, otherHi, hi));
  return BoxOp::create(builder, loc, function.getType(), lo, hi);
}

//===----------------------------------------------------------------------===//
// NonnegOp and NonposOp
//===----------------------------------------------------------------------===//

/// The projection on {x : sign x >= 0}.
static Array projectOnHalfLine(const Array &v, double sign) {
  Array x = v;
  for (int64_t i = 0; i < x.size(); ++i)
    x[i] = sign * std::max(sign * v[i].real(), 0.0);
  return x;
}

/// The largest distance of an entry from {x : sign x >= 0}.
static double halfLineViolation(const Array &x, double sign) {
  double worst = 0.0;
  for (int64_t i = 0; i < x.size(); ++i)
    worst = std::max(worst, -sign * x[i].real());
  return worst;
}

/// The conjugate of the indicator of {x : sign x >= 0}: 0 where sign y <= 0.
static double halfLineConjugate(const Array &y, double sign) {
  return halfLineViolation(y, -sign) > 0.0 ? kInfinity : 0.0;
}

LogicalResult NonnegOp::verify() { return verifyRealDomain(*this); }

FailureOr<double> NonnegOp::evaluateValue(Environment &, const Array &) {
  return 0.0;
}
FailureOr<Array> NonnegOp::evaluateProx(Environment &, const Array &v, double) {
  return projectOnHalfLine(v, 1.0);
}
std::optional<double> NonnegOp::evaluateConjugate(Environment &,
                                                  const Array &y) {
  return halfLineConjugate(y, 1.0);
}
FailureOr<double> NonnegOp::evaluateViolation(Environment &, const Array &x) {
  return halfLineViolation(x, 1.0);
}
bool NonnegOp::isIndicator() { return true; }
std::optional<int> NonnegOp::getHomogeneity() { return 0; }
Value NonnegOp::buildIntersection(OpBuilder &builder, Value other) {
  return intersection(builder, getResult(), other);
}

LogicalResult NonposOp::verify() { return verifyRealDomain(*this); }

FailureOr<double> NonposOp::evaluateValue(Environment &, const Array &) {
  return 0.0;
}
FailureOr<Array> NonposOp::evaluateProx(Environment &, const Array &v, double) {
  return projectOnHalfLine(v, -1.0);
}
std::optional<double> NonposOp::evaluateConjugate(Environment &,
                                                  const Array &y) {
  return halfLineConjugate(y, -1.0);
}
FailureOr<double> NonposOp::evaluateViolation(Environment &, const Array &x) {
  return halfLineViolation(x, -1.0);
}
bool NonposOp::isIndicator() { return true; }
std::optional<int> NonposOp::getHomogeneity() { return 0; }
Value NonposOp::buildIntersection(OpBuilder &builder, Value other) {
  return intersection(builder, getResult(), other);
}

//===----------------------------------------------------------------------===//
// BoxOp
//===----------------------------------------------------------------------===//

LogicalResult BoxOp::verify() {
  if (failed(verifyRealDomain(*this)))
    return failure();
  RankedTensorType domain = functionDomain(*this);
  auto scalar = RankedTensorType::get({}, domain.getElementType());
  for (auto [name, bound] : {std::pair("lo", getLo()), {"hi", getHi()}})
    if (bound.getType() != domain && bound.getType() != scalar)
      return emitOpError() << "expects " << name << " to be of type " << domain
                           << " or " << scalar << ", found " << bound.getType();
  return success();
}

namespace {
/// The bounds of a box as arrays of one entry or of as many as the domain.
struct Bounds {
  Array lo, hi;
  double low(int64_t i) const { return lo[lo.size() == 1 ? 0 : i].real(); }
  double high(int64_t i) const { return hi[hi.size() == 1 ? 0 : i].real(); }
};
} // namespace

static FailureOr<Bounds> evaluateBounds(BoxOp box, Environment &env) {
  FailureOr<Array> lo = env.array(box.getLo()), hi = env.array(box.getHi());
  if (failed(lo) || failed(hi))
    return failure();
  return Bounds{std::move(*lo), std::move(*hi)};
}

FailureOr<double> BoxOp::evaluateValue(Environment &, const Array &) {
  return 0.0;
}

FailureOr<Array> BoxOp::evaluateProx(Environment &env, const Array &v, double) {
  FailureOr<Bounds> bounds = evaluateBounds(*this, env);
  if (failed(bounds))
    return failure();
  Array x = v;
  for (int64_t i = 0; i < x.size(); ++i)
    x[i] = std::min(std::max(v[i].real(), bounds->low(i)), bounds->high(i));
  return x;
}

/// sup over lo <= x <= hi of x y = lo y or hi y, by the sign of y; a y of 0
/// answers 0 even where a bound is infinite.
std::optional<double> BoxOp::evaluateConjugate(Environment &env,
                                               const Array &y) {
  FailureOr<Bounds> bounds = evaluateBounds(*this, env);
  if (failed(bounds))
    return std::nullopt;
  double sum = 0.0;
  for (int64_t i = 0; i < y.size(); ++i) {
    double slope = y[i].real();
    if (slope != 0.0)
      sum += slope * (slope > 0.0 ? bounds->high(i) : bounds->low(i));
  }
  return sum;
}

FailureOr<double> BoxOp::evaluateViolation(Environment &env, const Array &x) {
  FailureOr<Bounds> bounds = evaluateBounds(*this, env);
  if (failed(bounds))
    return failure();
  double worst = 0.0;
  for (int64_t i = 0; i < x.size(); ++i)
    worst = std::max(
        {worst, bounds->low(i) - x[i].real(), x[i].real() - bounds->high(i)});
  return worst;
}

bool BoxOp::isIndicator() { return true; }

Value BoxOp::buildIntersection(OpBuilder &builder, Value other) {
  return intersection(builder, getResult(), other);
}
