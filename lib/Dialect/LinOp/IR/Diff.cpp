//===- Diff.cpp - differences along axes: grad diff -------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Support.h"
#include <cmath>

using namespace proxc::linop;
using mlir::OpBuilder;
using mlir::OperationState;

//===----------------------------------------------------------------------===//
// One difference
//===----------------------------------------------------------------------===//

/// Calls `visit(position, coefficient)` for each of the entries that output
/// `i` along an axis of `n` entries is made of.
static void forEachCoefficient(Scheme scheme, Boundary boundary, int64_t n,
                               int64_t i, double spacing,
                               llvm::function_ref<void(int64_t, double)> visit) {
  auto entry = [&](int64_t at, double coefficient) {
    if (at < 0 || at >= n) {
      if (boundary == Boundary::zero)
        return;
      // Replicate makes the difference past the edge 0.
      at = boundary == Boundary::periodic ? (at + n) % n : at < 0 ? 0 : n - 1;
    }
    visit(at, coefficient / spacing);
  };
  switch (scheme) {
  case Scheme::forward:
    entry(i + 1, 1);
    entry(i, -1);
    return;
  case Scheme::backward:
    entry(i, 1);
    entry(i - 1, -1);
    return;
  case Scheme::central:
    entry(i + 1, 0.5);
    entry(i - 1, -0.5);
    return;
  }
}

static Array differences(const Array &x, int64_t axis, Scheme scheme,
                         Boundary boundary, double spacing) {
  Array y(x.shape());
  SmallVector<int64_t> s(x.rank());
  int64_t at = 0;
  Array::forEachIndex(x.shape(), [&](ArrayRef<int64_t> r) {
    std::copy(r.begin(), r.end(), s.begin());
    forEachCoefficient(scheme, boundary, x.shape()[axis], r[axis], spacing,
                       [&](int64_t from, double c) {
                         s[axis] = from;
                         y[at] += c * x.at(s);
                       });
    ++at;
  });
  return y;
}

static Array differencesAdjoint(const Array &y, int64_t axis, Scheme scheme,
                                Boundary boundary, double spacing) {
  Array x(y.shape());
  SmallVector<int64_t> s(y.rank());
  int64_t at = 0;
  Array::forEachIndex(y.shape(), [&](ArrayRef<int64_t> r) {
    std::copy(r.begin(), r.end(), s.begin());
    forEachCoefficient(scheme, boundary, y.shape()[axis], r[axis], spacing,
                       [&](int64_t to, double c) {
                         s[axis] = to;
                         x.at(s) += c * y[at];
                       });
    ++at;
  });
  return x;
}

/// The square of the norm of the difference along an axis of n entries with
/// spacing 1, exactly: the largest eigenvalue of D* D, whose eigenvectors are
/// those of the DCT-II (replicate), the Fourier transform (periodic) or a sine
/// transform (zero).
static double squaredNorm(Scheme scheme, Boundary boundary, int64_t n) {
  auto square = [](double v) { return v * v; };
  double half = M_PI / 2;
  if (scheme != Scheme::central) {
    // 4 sin^2(theta / 2) at the largest frequency that there is.
    if (boundary == Boundary::zero)
      return 4 * square(std::cos(half / (n + 0.5)));
    if (boundary == Boundary::periodic && n % 2 == 0)
      return 4;
    return n == 1 ? 0 : 4 * square(std::cos(half / n));
  }
  if (boundary == Boundary::zero)
    return square(std::cos(M_PI / (n + 1)));
  // sin^2(theta) at the frequency that is nearest to a quarter turn.
  double step = boundary == Boundary::periodic ? 2 * M_PI / n : M_PI / n;
  double largest = 0;
  for (int64_t k : {int64_t(half / step), int64_t(half / step) + 1})
    largest = std::max(largest, square(std::sin(step * std::min(k, n - 1))));
  return n == 1 ? 0 : largest;
}

/// The basis that diagonalises D* D.
static Basis gramBasisAlong(Boundary boundary, ArrayRef<int64_t> axes) {
  SmallVector<int64_t> sorted(axes);
  llvm::sort(sorted);
  if (boundary == Boundary::periodic)
    return Basis::fourier(sorted);
  if (boundary == Boundary::replicate)
    return Basis::dct(sorted);
  return Basis::none();
}

static LogicalResult checkDifference(double spacing, Boundary boundary,
                                     EmitError emitError) {
  if (!(std::abs(spacing) > 0) || !std::isfinite(spacing))
    return emitError() << "expects a finite spacing other than 0, found "
                       << spacing;
  if (boundary == Boundary::symmetric)
    return emitError() << "expects boundary 'replicate', 'periodic' or 'zero' "
                          "of a difference, found 'symmetric'";
  return success();
}

/// One subtraction an output, and one multiplication.
static Cost differenceCost(RankedTensorType domain, RankedTensorType range) {
  Cost cost = defaultCost(domain, range);
  cost.flops = (isComplex(range) ? 4.0 : 2.0) * range.getNumElements();
  return cost;
}

//===----------------------------------------------------------------------===//
// grad
//===----------------------------------------------------------------------===//

FailureOr<RankedTensorType>
GradOp::inferRange(RankedTensorType domain, ArrayRef<int64_t> axes,
                   ArrayRef<double> spacing, Boundary boundary,
                   EmitError emitError) {
  if (failed(checkAxes(domain, axes, emitError)))
    return failure();
  if (axes.empty())
    return emitError() << "expects at least one axis to differentiate along";
  if (spacing.size() != axes.size())
    return emitError() << "expects one spacing for each of the " << axes.size()
                       << " axes, found " << spacing.size();
  for (double h : spacing)
    if (failed(checkDifference(h, boundary, emitError)))
      return failure();
  if (domain.getRank() >= 8)
    return emitError() << "expects rank at most 7, as the result has one axis "
                          "more, found "
                       << describe(domain);
  return withAxis(domain, 0, axes.size());
}

void GradOp::build(OpBuilder &builder, OperationState &state,
                   RankedTensorType domain, ArrayRef<int64_t> axes,
                   Scheme scheme, Boundary boundary, ArrayRef<double> spacing) {
  auto report = [&] { return mlir::emitError(state.location); };
  OpType type = builtType(domain,
                          inferRange(domain, axes, spacing, boundary, report));
  build(builder, state, type, axes, scheme, boundary, spacing);
}

LogicalResult GradOp::verify() {
  return verifyRange(*this, inferRange(getDomain(), getAxes(), getSpacing(),
                                       getBoundary(), reporter(*this)));
}

FailureOr<Array> GradOp::evaluateForward(Environment &, const Array &x) {
  Array y(getRange().getShape());
  for (auto [d, axis] : llvm::enumerate(getAxes()))
    setSlice(y, 0, d,
             differences(x, axis, getScheme(), getBoundary(), getSpacing()[d]));
  return y;
}

FailureOr<Array> GradOp::evaluateAdjoint(Environment &, const Array &y) {
  Array x(getDomain().getShape());
  for (auto [d, axis] : llvm::enumerate(getAxes())) {
    Array part = differencesAdjoint(getSlice(y, 0, d), axis, getScheme(),
                                    getBoundary(), getSpacing()[d]);
    x = axpby(1, x, 1, part);
  }
  return x;
}

std::optional<double> GradOp::getNormBound() {
  // The D_a* D_a commute and share eigenvectors, so their largest eigenvalues
  // add.
  double sum = 0;
  for (auto [axis, h] : llvm::zip(getAxes(), getSpacing()))
    sum += squaredNorm(getScheme(), getBoundary(),
                       getDomain().getDimSize(axis)) /
           (h * h);
  return std::sqrt(sum);
}

Basis GradOp::getGramBasis() {
  return gramBasisAlong(getBoundary(), getAxes());
}

Cost GradOp::getCost() { return differenceCost(getDomain(), getRange()); }

//===----------------------------------------------------------------------===//
// diff
//===----------------------------------------------------------------------===//

FailureOr<RankedTensorType> DiffOp::inferRange(RankedTensorType domain,
                                               int64_t axis, double spacing,
                                               Boundary boundary,
                                               EmitError emitError) {
  if (failed(checkAxes(domain, axis, emitError)) ||
      failed(checkDifference(spacing, boundary, emitError)))
    return failure();
  return domain;
}

void DiffOp::build(OpBuilder &builder, OperationState &state,
                   RankedTensorType domain, int64_t axis, Scheme scheme,
                   Boundary boundary, double spacing) {
  build(builder, state, opType(domain, domain), axis, scheme, boundary,
        llvm::APFloat(spacing));
}

LogicalResult DiffOp::verify() {
  return verifyRange(*this, inferRange(getDomain(), getAxis(),
                                       getSpacing().convertToDouble(),
                                       getBoundary(), reporter(*this)));
}

FailureOr<Array> DiffOp::evaluateForward(Environment &, const Array &x) {
  return differences(x, getAxis(), getScheme(), getBoundary(),
                     getSpacing().convertToDouble());
}

FailureOr<Array> DiffOp::evaluateAdjoint(Environment &, const Array &y) {
  return differencesAdjoint(y, getAxis(), getScheme(), getBoundary(),
                            getSpacing().convertToDouble());
}

std::optional<double> DiffOp::getNormBound() {
  return std::sqrt(squaredNorm(getScheme(), getBoundary(),
                               getDomain().getDimSize(getAxis()))) /
         std::abs(getSpacing().convertToDouble());
}

Basis DiffOp::getDiagonalBasis() {
  if (getBoundary() != Boundary::periodic)
    return Basis::none();
  return Basis::fourier(static_cast<int64_t>(getAxis()));
}

Basis DiffOp::getGramBasis() {
  return gramBasisAlong(getBoundary(), static_cast<int64_t>(getAxis()));
}

Cost DiffOp::getCost() { return differenceCost(getDomain(), getRange()); }
