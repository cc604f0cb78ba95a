//===- Conv.cpp - convolution and correlation -------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Support.h"
#include <cmath>

using namespace proxc::linop;
using mlir::OpBuilder;
using mlir::OperationState;

namespace {
/// A kernel laid over the axes of the domain.
struct Geometry {
  /// Extents of the kernel, one for each axis of the domain; 1 or the domain's
  /// extent along axes that are not convolved.
  SmallVector<int64_t> kernel;
  /// True for the axes that are convolved.
  SmallVector<bool> convolved;
  /// The kernel's strides, one for each axis of the domain.
  SmallVector<int64_t> strides;
};
} // namespace

/// A kernel with as many axes as `axes` lies along them in their order; one
/// with the rank of the domain lies along the domain's own.
static Geometry layKernel(ArrayRef<int64_t> domain, ArrayRef<int64_t> kernel,
                          ArrayRef<int64_t> axes) {
  size_t rank = domain.size();
  Geometry g;
  g.kernel.assign(rank, 1);
  g.convolved.assign(rank, false);
  g.strides.assign(rank, 0);
  for (int64_t axis : axes)
    g.convolved[axis] = true;
  int64_t stride = 1;
  for (size_t i = kernel.size(); i-- > 0;) {
    int64_t axis = kernel.size() == axes.size() ? axes[i] : i;
    g.kernel[axis] = kernel[i];
    g.strides[axis] = stride;
    stride *= kernel[i];
  }
  return g;
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

/// Extent of the outputs that `mode` keeps along one axis.
static int64_t outputExtent(int64_t n, int64_t k, ConvMode mode) {
  switch (mode) {
  case ConvMode::same:
    return n;
  case ConvMode::valid:
    return n - k + 1;
  case ConvMode::full:
    return n + k - 1;
  }
  llvm_unreachable("all modes are handled");
}

FailureOr<RankedTensorType>
ConvOp::inferRange(RankedTensorType domain, RankedTensorType kernel,
                   ArrayRef<int64_t> axes, Boundary boundary, ConvMode mode,
                   EmitError emitError) {
  if (failed(checkAxes(domain, axes, emitError)))
    return failure();
  bool fullRank = kernel.getRank() == domain.getRank();
  if (kernel.getRank() != static_cast<int64_t>(axes.size()) && !fullRank)
    return emitError() << "expects a kernel with " << axes.size()
                       << " axes, one for each axis that is convolved, or with "
                          "the rank of what it acts on, found "
                       << describe(kernel) << " on " << describe(domain);
  if (mode != ConvMode::same && boundary == Boundary::periodic)
    return emitError() << "expects a boundary other than periodic for mode '"
                       << stringifyConvMode(mode) << "'";
  Geometry g = layKernel(domain.getShape(), kernel.getShape(), axes);
  SmallVector<int64_t> shape(domain.getShape());
  for (int64_t a = 0; a < domain.getRank(); ++a) {
    int64_t n = shape[a], k = g.kernel[a];
    if (failed(checkExtent(k, "extents of a kernel", emitError)))
      return failure();
    if (!g.convolved[a]) {
      if (k != 1 && k != n)
        return emitError() << "expects the kernel's axis " << a
                           << ", which is not convolved, to have extent 1 or "
                           << n << ", found " << k;
      continue;
    }
    shape[a] = outputExtent(n, k, mode);
    if (shape[a] < 1)
      return emitError() << "expects a kernel of at most " << n
                         << " entries along axis " << a
                         << " for mode '" << stringifyConvMode(mode)
                         << "', found " << k;
  }
  return RankedTensorType::get(
      shape, promoteElements(domain.getElementType(), kernel.getElementType()));
}

void ConvOp::build(OpBuilder &builder, OperationState &state,
                   RankedTensorType domain, Value kernel,
                   ArrayRef<int64_t> axes, Boundary boundary, ConvMode mode,
                   bool correlate) {
  auto report = [&] { return mlir::emitError(state.location); };
  OpType type = builtType(
      domain, inferRange(domain, cast<RankedTensorType>(kernel.getType()), axes,
                         boundary, mode, report));
  build(builder, state, type, kernel, axes, boundary, mode, correlate);
}

LogicalResult ConvOp::verify() {
  return verifyRange(*this,
                     inferRange(getDomain(),
                                cast<RankedTensorType>(getKernel().getType()),
                                getAxes(), getBoundary(), getMode(),
                                reporter(*this)));
}

//===----------------------------------------------------------------------===//
// Reference semantics
//===----------------------------------------------------------------------===//

/// Moves an index along an axis of `n` entries inside; false where the value
/// is 0 there.
static bool resolveOutside(Boundary boundary, int64_t n, int64_t &i) {
  if (i >= 0 && i < n)
    return true;
  switch (boundary) {
  case Boundary::periodic:
    i = ((i % n) + n) % n;
    return true;
  case Boundary::zero:
    return false;
  case Boundary::replicate:
    i = i < 0 ? 0 : n - 1;
    return true;
  case Boundary::symmetric:
    i = ((i % (2 * n)) + 2 * n) % (2 * n);
    if (i >= n)
      i = 2 * n - 1 - i;
    return true;
  }
  llvm_unreachable("all boundaries are handled");
}

/// The input index that output `r` and kernel entry `j` meet at, along one
/// convolved axis.
///
///   convolution, full: x[r - j]; same starts c = floor(k / 2) later, valid
///   k - 1 later. Correlation, full: x[r + j - (k - 1)]; same and valid start
///   k - 1 - c and k - 1 later.
static int64_t meet(int64_t r, int64_t j, int64_t k, ConvMode mode,
                    bool correlate) {
  int64_t c = k / 2;
  if (!correlate) {
    int64_t start = mode == ConvMode::full ? 0 : mode == ConvMode::same ? c
                                                                        : k - 1;
    return r + start - j;
  }
  int64_t start = mode == ConvMode::full   ? 0
                  : mode == ConvMode::same ? k - 1 - c
                                           : k - 1;
  return r + start + j - (k - 1);
}

/// Calls `visit(output position, kernel position, input index)` for every
/// product in the definition.
static void forEachProduct(
    ConvOp op, ArrayRef<int64_t> kernelShape,
    llvm::function_ref<void(int64_t, int64_t, ArrayRef<int64_t>)> visit) {
  ArrayRef<int64_t> domain = op.getDomain().getShape();
  Geometry g = layKernel(domain, kernelShape, op.getAxes());
  SmallVector<int64_t> taps(g.kernel);
  for (size_t a = 0; a < taps.size(); ++a)
    if (!g.convolved[a])
      taps[a] = 1;
  bool correlate = op.getCorrelate();
  SmallVector<int64_t> s(domain.size());
  int64_t at = 0;
  Array::forEachIndex(op.getRange().getShape(), [&](ArrayRef<int64_t> r) {
    Array::forEachIndex(taps, [&](ArrayRef<int64_t> j) {
      int64_t tap = 0;
      for (size_t a = 0; a < s.size(); ++a) {
        if (!g.convolved[a]) {
          s[a] = r[a];
          tap += (g.kernel[a] == 1 ? 0 : r[a]) * g.strides[a];
          continue;
        }
        s[a] = meet(r[a], j[a], g.kernel[a], op.getMode(), correlate);
        if (!resolveOutside(op.getBoundary(), domain[a], s[a]))
          return;
        tap += j[a] * g.strides[a];
      }
      visit(at, tap, s);
    });
    ++at;
  });
}

FailureOr<Array> ConvOp::evaluateForward(Environment &env, const Array &x) {
  FailureOr<Array> k = env.array(getKernel());
  if (failed(k))
    return failure();
  Array y(getRange().getShape());
  forEachProduct(*this, k->shape(),
                 [&](int64_t r, int64_t j, ArrayRef<int64_t> s) {
                   y[r] += (*k)[j] * x.at(s);
                 });
  return y;
}

FailureOr<Array> ConvOp::evaluateAdjoint(Environment &env, const Array &y) {
  FailureOr<Array> k = env.array(getKernel());
  if (failed(k))
    return failure();
  Array x(getDomain().getShape());
  forEachProduct(*this, k->shape(),
                 [&](int64_t r, int64_t j, ArrayRef<int64_t> s) {
                   x.at(s) += std::conj((*k)[j]) * y[r];
                 });
  return x;
}

//===----------------------------------------------------------------------===//
// Norm
//===----------------------------------------------------------------------===//

/// max |k^| on a grid of `grid[a]` frequencies an axis.
static double largestOnGrid(const Array &kernel, ArrayRef<int64_t> grid) {
  Array spectrum = kernel;
  for (int64_t axis = 0; axis < kernel.rank(); ++axis) {
    SmallVector<int64_t> shape(spectrum.shape());
    int64_t k = shape[axis], m = grid[axis];
    shape[axis] = m;
    Array next(shape);
    SmallVector<int64_t> s(shape.size());
    int64_t at = 0;
    Array::forEachIndex(shape, [&](ArrayRef<int64_t> f) {
      std::copy(f.begin(), f.end(), s.begin());
      Complex sum = 0;
      for (int64_t j = 0; j < k; ++j) {
        s[axis] = j;
        double turn = static_cast<double>((j * f[axis]) % m) / m;
        sum += spectrum.at(s) * std::polar(1.0, -2 * M_PI * turn);
      }
      next[at++] = sum;
    });
    spectrum = std::move(next);
  }
  double largest = 0;
  for (int64_t i = 0; i < spectrum.size(); ++i)
    largest = std::max(largest, std::abs(spectrum[i]));
  return largest;
}

/// A bound of sup |k^|, with `periods` the extents of the image where only
/// their frequencies occur (empty: all frequencies do). Costs no more for a
/// large image than for a small one.
static double largestResponse(const Array &kernel, ArrayRef<int64_t> periods) {
  double sum = 0;
  bool nonnegative = true;
  for (int64_t i = 0; i < kernel.size(); ++i) {
    sum += std::abs(kernel[i]);
    nonnegative &= kernel[i].imag() == 0 && kernel[i].real() >= 0;
  }
  if (nonnegative)
    return sum; // taken at frequency 0
  constexpr int64_t mostPoints = int64_t(1) << 16;
  if (!periods.empty() && Array::count(periods) <= mostPoints)
    return largestOnGrid(kernel, periods);
  // A trigonometric polynomial of degree d is at most 1 / cos(pi d / m) larger
  // between m > 2 d equispaced points than on them (Ehlich and Zeller 1964).
  SmallVector<int64_t> grid;
  double between = 1;
  for (int64_t k : kernel.shape()) {
    int64_t m = kernel.rank() < 3 ? 16 * k : 8 * k;
    grid.push_back(m);
    between /= std::cos(M_PI * static_cast<double>(k / 2) / m);
  }
  if (Array::count(grid) > (int64_t(1) << 20))
    return sum;
  return std::min(sum, largestOnGrid(kernel, grid) * between);
}

/// sum over taps of |k_j| times the norm of the shift by j with this boundary,
/// which repeats entries of the edge.
static double sumOfShifts(const Array &kernel, const Geometry &g,
                          ArrayRef<int64_t> domain, Boundary boundary,
                          ConvMode mode) {
  double sum = 0;
  int64_t at = 0;
  Array::forEachIndex(kernel.shape(), [&](ArrayRef<int64_t> j) {
    double repetitions = 1;
    size_t i = 0;
    for (size_t a = 0; a < domain.size(); ++a) {
      if (!g.convolved[a])
        continue;
      int64_t k = g.kernel[a], tap = j[i++];
      int64_t reach = mode == ConvMode::full
                          ? k - 1
                          : std::max(std::abs(tap - k / 2),
                                     std::abs(k - 1 - tap - k / 2));
      if (mode == ConvMode::valid || reach == 0)
        continue;
      // Replicate repeats an edge `reach` times more; symmetric visits an entry
      // once in each half period of the outputs.
      int64_t n = domain[a], outputs = outputExtent(n, k, mode);
      repetitions *= boundary == Boundary::replicate
                         ? 1 + reach
                         : (outputs + n - 1) / n + 1;
    }
    sum += std::abs(kernel[at++]) * std::sqrt(repetitions);
  });
  return sum;
}

/// The norm bound for one array of taps, which has the convolved axes only, in
/// the order of the domain.
static double normOfTaps(ConvOp op, const Array &taps, const Geometry &g) {
  ArrayRef<int64_t> domain = op.getDomain().getShape();
  if (op.getBoundary() == Boundary::periodic) {
    SmallVector<int64_t> periods;
    for (size_t a = 0; a < domain.size(); ++a)
      if (g.convolved[a])
        periods.push_back(domain[a]);
    return largestResponse(taps, periods);
  }
  // With zeros outside, and where no output reaches outside, it is a window of
  // the convolution of infinite signals.
  if (op.getBoundary() == Boundary::zero || op.getMode() == ConvMode::valid)
    return largestResponse(taps, {});
  return sumOfShifts(taps, g, domain, op.getBoundary(), op.getMode());
}

std::optional<double> ConvOp::getNormBound() {
  std::optional<Array> kernel = constantValue(getKernel());
  if (!kernel)
    return std::nullopt;
  Geometry g = layKernel(getDomain().getShape(), kernel->shape(), getAxes());
  SmallVector<int64_t> batch, taps;
  for (size_t a = 0; a < g.kernel.size(); ++a) {
    batch.push_back(g.convolved[a] ? 1 : g.kernel[a]);
    if (g.convolved[a])
      taps.push_back(g.kernel[a]);
  }
  double largest = 0;
  Array::forEachIndex(batch, [&](ArrayRef<int64_t> b) {
    Array part(taps);
    int64_t at = 0;
    Array::forEachIndex(taps, [&](ArrayRef<int64_t> j) {
      int64_t from = 0;
      size_t i = 0;
      for (size_t a = 0; a < g.kernel.size(); ++a)
        from += (g.convolved[a] ? j[i++] : b[a]) * g.strides[a];
      part[at++] = (*kernel)[from];
    });
    largest = std::max(largest, normOfTaps(*this, part, g));
  });
  return largest;
}

Basis ConvOp::getDiagonalBasis() {
  if (getBoundary() != Boundary::periodic || getMode() != ConvMode::same)
    return Basis::none();
  auto kernel = cast<RankedTensorType>(getKernel().getType());
  Geometry g = layKernel(getDomain().getShape(), kernel.getShape(), getAxes());
  for (size_t a = 0; a < g.kernel.size(); ++a)
    if (!g.convolved[a] && g.kernel[a] != 1)
      return Basis::none();
  SmallVector<int64_t> axes(getAxes());
  llvm::sort(axes);
  return Basis::fourier(axes);
}

Cost ConvOp::getCost() {
  auto kernel = cast<RankedTensorType>(getKernel().getType());
  Geometry g = layKernel(getDomain().getShape(), kernel.getShape(), getAxes());
  double taps = 1;
  for (size_t a = 0; a < g.kernel.size(); ++a)
    taps *= g.convolved[a] ? g.kernel[a] : 1;
  Cost cost = defaultCost(getDomain(), getRange());
  cost.flops = (isComplex(getRange()) ? 8 : 2) * taps *
               static_cast<double>(getRange().getNumElements());
  cost.bytes += byteSize(kernel);
  return cost;
}
