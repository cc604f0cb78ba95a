//===- Fourier.cpp - the discrete Fourier transform -------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Support.h"
#include <cmath>

using namespace proxc::linop;
using mlir::OpBuilder;
using mlir::OperationState;

FailureOr<RankedTensorType> FftOp::inferRange(RankedTensorType domain,
                                              ArrayRef<int64_t> axes,
                                              EmitError emitError) {
  if (failed(checkAxes(domain, axes, emitError)))
    return failure();
  Type real = realElement(domain);
  return withElement(domain, mlir::ComplexType::get(real));
}

void FftOp::build(OpBuilder &builder, OperationState &state,
                  RankedTensorType domain, ArrayRef<int64_t> axes, bool inverse,
                  bool orthonormal, bool centered) {
  auto report = [&] { return mlir::emitError(state.location); };
  build(builder, state, builtType(domain, inferRange(domain, axes, report)),
        axes, inverse, orthonormal, centered);
}

LogicalResult FftOp::verify() {
  return verifyRange(*this,
                     inferRange(getDomain(), getAxes(), reporter(*this)));
}

/// X[k] = sum_r x[r] exp(sign 2 pi i k r / n) along one axis. Centred, entry k
/// of an array stands for frequency k - floor(n / 2), and so do positions.
static Array transformAlong(const Array &x, int64_t axis, int sign,
                            bool centered) {
  int64_t n = x.shape()[axis];
  int64_t origin = centered ? n / 2 : 0;
  std::vector<Complex> roots(n);
  for (int64_t m = 0; m < n; ++m)
    roots[m] = std::polar(1.0, sign * 2 * M_PI * m / n);
  int64_t stride = 1;
  for (int64_t a = axis + 1; a < x.rank(); ++a)
    stride *= x.shape()[a];
  Array result(x.shape());
  for (int64_t start = 0; start < x.size(); ++start) {
    if (start / stride % n != 0)
      continue; // not the first entry of a line
    for (int64_t k = 0; k < n; ++k) {
      Complex sum = 0;
      // (k - origin) (r - origin) mod n, kept in [0, n) from step to step.
      int64_t step = (k - origin + n) % n;
      int64_t phase = (step * ((n - origin) % n)) % n;
      for (int64_t r = 0; r < n; ++r) {
        sum += x[start + r * stride] * roots[phase];
        phase += step;
        if (phase >= n)
          phase -= n;
      }
      result[start + k * stride] = sum;
    }
  }
  return result;
}

static Array transform(FftOp op, Array x, int sign) {
  double points = 1;
  for (int64_t axis : op.getAxes()) {
    x = transformAlong(x, axis, sign, op.getCentered());
    points *= x.shape()[axis];
  }
  if (op.getOrthonormal())
    for (int64_t i = 0; i < x.size(); ++i)
      x[i] /= std::sqrt(points);
  return x;
}

FailureOr<Array> FftOp::evaluateForward(Environment &, const Array &x) {
  return transform(*this, x, getInverse() ? 1 : -1);
}

FailureOr<Array> FftOp::evaluateAdjoint(Environment &, const Array &y) {
  return transform(*this, y, getInverse() ? -1 : 1);
}

/// The number of points of one transform.
static double points(FftOp op) {
  double n = 1;
  for (int64_t axis : op.getAxes())
    n *= op.getDomain().getDimSize(axis);
  return n;
}

std::optional<double> FftOp::getNormBound() {
  return getOrthonormal() ? 1.0 : std::sqrt(points(*this));
}

Basis FftOp::getGramBasis() { return Basis::any(); }

std::optional<double> FftOp::getIsometryFactor() {
  return getOrthonormal() ? 1.0 : points(*this);
}

std::optional<double> FftOp::getCoisometryFactor() {
  // The spectra of real arrays are a proper subspace.
  if (!isComplex(getDomain()))
    return std::nullopt;
  return getIsometryFactor();
}

Cost FftOp::getCost() {
  // The usual count, 5 n log2 n for complex data and half of it for real.
  double n = static_cast<double>(getRange().getNumElements());
  Cost cost = defaultCost(getDomain(), getRange());
  cost.flops = (isComplex(getDomain()) ? 5.0 : 2.5) * n *
               std::log2(std::max(points(*this), 2.0));
  return cost;
}

bool FftOp::isComplexLinear() { return true; }
