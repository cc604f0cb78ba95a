//===- Conv.cpp - convolution as steps --------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A periodic convolution goes through Fourier transforms unless its kernel is
// tiny; all others are sums over the taps.
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"

using namespace proxc;
using namespace proxc::lowering;
using linop::Boundary;
using linop::ConvMode;

namespace {

using Indices = SmallVector<Value, 6>;

/// Up to this many taps a periodic convolution is summed directly: two
/// transforms cost about as much as ten loads an entry.
constexpr int64_t mostDirectTaps = 9;

//===----------------------------------------------------------------------===//
// Geometry
//===----------------------------------------------------------------------===//

/// How the kernel lies over the axes of the domain.
struct Geometry {
  explicit Geometry(linop::ConvOp op);

  /// The kernel entry at one position for each axis of the domain.
  Value readKernel(Body &body, const Stream &kernel, ValueRange at) const {
    Indices index;
    for (int64_t axis : axisOf)
      index.push_back(at[axis]);
    return body.read(kernel, index);
  }

  /// The position in the kernel along an axis that is not convolved.
  Value batchPosition(Body &body, int64_t axis, ValueRange index) const {
    return kernel[axis] == 1 ? body.index(0) : index[axis];
  }

  int64_t rank() const { return static_cast<int64_t>(domain.size()); }

  SmallVector<int64_t, 6> domain, range;
  /// The kernel's extent along each axis of the domain.
  SmallVector<int64_t, 6> kernel;
  /// The axis of the domain that each axis of the kernel lies along.
  SmallVector<int64_t, 6> axisOf;
  /// The convolved axes, ascending.
  SmallVector<int64_t, 6> axes;
  /// Input r + start[a] - j (convolution) or r + start[a] + j - (k - 1)
  /// (correlation) meets tap j at output r.
  SmallVector<int64_t, 6> start;
  bool correlate;
  Boundary boundary;
  /// Products that make one output.
  int64_t taps = 1;
  /// Entries of one transform.
  double points = 1;
};

Geometry::Geometry(linop::ConvOp op)
    : domain(op.getDomain().getShape()), range(op.getRange().getShape()),
      kernel(domain.size(), 1), axes(op.getAxes()), start(domain.size(), 0),
      correlate(op.getCorrelate()), boundary(op.getBoundary()) {
  ArrayRef<int64_t> shape =
      cast<RankedTensorType>(op.getKernel().getType()).getShape();
  for (size_t i = 0; i < shape.size(); ++i) {
    axisOf.push_back(shape.size() == axes.size() ? op.getAxes()[i] : i);
    kernel[axisOf.back()] = shape[i];
  }
  llvm::sort(axes);
  for (int64_t axis : axes) {
    int64_t k = kernel[axis];
    taps *= k;
    points *= static_cast<double>(domain[axis]);
    if (op.getMode() == ConvMode::valid)
      start[axis] = k - 1;
    else if (op.getMode() == ConvMode::same)
      start[axis] = correlate ? k - 1 - k / 2 : k / 2;
  }
}

//===----------------------------------------------------------------------===//
// By Fourier transforms
//===----------------------------------------------------------------------===//

/// The kernel laid into an array of the image's extents, its origin at index 0
/// and wrapped around, so that its transform is the operator's spectrum.
Stream embedKernel(StepBuilder &steps, const Geometry &g, const Stream &kernel,
                   Type element) {
  SmallVector<int64_t, 6> shape(g.kernel), wraps;
  for (int64_t axis : g.axes) {
    shape[axis] = g.domain[axis];
    // A kernel longer than the image folds onto itself.
    wraps.push_back(llvm::divideCeil(g.kernel[axis], g.domain[axis]));
  }
  bool folds = llvm::any_of(wraps, [](int64_t count) { return count > 1; });
  return steps.map(
      RankedTensorType::get(shape, element), {kernel},
      [&](Body &body, ValueRange index) -> Value {
        auto entry = [&](Body &inner, ValueRange fold) -> Value {
          Indices at(index);
          Value isTap;
          for (auto [i, axis] : llvm::enumerate(g.axes)) {
            int64_t n = g.domain[axis], k = g.kernel[axis], c = k / 2;
            Value tap = g.correlate
                            ? inner.subIndex(inner.index(c), index[axis])
                            : inner.addIndex(index[axis], c);
            tap = inner.modIndex(tap, n);
            if (folds)
              tap = inner.addIndex(tap, inner.mulIndex(fold[i], n));
            Value inside = inner.less(tap, inner.index(k));
            isTap = isTap ? inner.both(isTap, inside) : inside;
            at[axis] = inner.clampIndex(tap, k);
          }
          Value value = inner.cast(g.readKernel(inner, kernel, at), element);
          return inner.select(isTap, value, inner.real(0.0, element));
        };
        return folds ? body.sum(wraps, element, entry) : entry(body, {});
      });
}

struct ConvLowering : Lowering<ConvLowering, linop::ConvOp> {
  static bool isByFft(const Geometry &g) {
    return g.boundary == Boundary::periodic && g.taps > mostDirectTaps;
  }

  /// True where all of x, y and the kernel are real.
  static bool isReal(linop::ConvOp op) {
    return !linop::isComplex(op.getDomain()) &&
           !linop::isComplex(op.getRange());
  }

  /// The transform of the kernel. Half of it along the last axis if `half`.
  static Stream spectrumOf(StepBuilder &steps, const Geometry &g,
                           const Stream &kernel, Type real, bool half) {
    auto complex = mlir::ComplexType::get(real);
    Stream embedded =
        embedKernel(steps, g, kernel, half ? real : Type(complex));
    SmallVector<int64_t, 6> shape(embedded.getShape());
    if (half)
      shape[g.axes.back()] = shape[g.axes.back()] / 2 + 1;
    return steps.fft(half ? FftKind::r2c : FftKind::forward, embedded, g.axes,
                     RankedTensorType::get(shape, complex));
  }

  static FailureOr<Stream> spectrumOf(linop::ConvOp op, StepBuilder &steps,
                                      const Geometry &g) {
    FailureOr<Stream> kernel = steps.value(op.getKernel());
    if (failed(kernel))
      return failure();
    Type real = linop::realElement(op.getRange().getElementType());
    return spectrumOf(steps, g, *kernel, real, isReal(op));
  }

  /// F* (spectrum / n) F x, with the conjugate spectrum for the adjoint, of
  /// `element`; by half of the spectrum, and as precise as `real`.
  static Stream applyByFft(StepBuilder &steps, const Geometry &g,
                           const Stream &kernel, Type real, bool half,
                           Type element, const Stream &x, bool adjoint) {
    Stream spectrum = spectrumOf(steps, g, kernel, real, half);
    auto complex = mlir::ComplexType::get(real);
    Stream response = elementwise(
        steps, spectrum.getType(), spectrum, [&](Body &body, Value value) {
          return body.mul(body.real(1.0 / g.points, real), value);
        });
    SmallVector<int64_t, 6> shape(g.domain);
    if (half)
      shape[g.axes.back()] = shape[g.axes.back()] / 2 + 1;
    auto type = RankedTensorType::get(shape, complex);
    Stream input = steps.cast(x, half ? real : Type(complex));
    Stream modes =
        steps.fft(half ? FftKind::r2c : FftKind::forward, input, g.axes, type);
    Stream product =
        steps.map(type, {response, modes}, [&](Body &body, ValueRange index) {
          Indices at(index);
          for (int64_t axis = 0; axis < g.rank(); ++axis)
            if (!llvm::is_contained(g.axes, axis))
              at[axis] = g.batchPosition(body, axis, index);
          Value factor = body.read(response, at);
          return body.mul(adjoint ? body.conj(factor) : factor,
                          body.read(modes, index));
        });
    Stream y =
        steps.fft(half ? FftKind::c2r : FftKind::backward, product, g.axes,
                  RankedTensorType::get(g.domain, half ? real : Type(complex)));
    return steps.cast(y, element);
  }

  //===--------------------------------------------------------------------===//
  // By sums over the taps
  //===--------------------------------------------------------------------===//

  /// The input that output `r` and tap `j` meet at, or, for the adjoint, the
  /// output that input `r` meets tap `j` at.
  static Value meet(Body &body, const Geometry &g, int64_t axis, Value r,
                    Value j, bool adjoint) {
    int64_t start =
        g.correlate ? g.start[axis] - (g.kernel[axis] - 1) : g.start[axis];
    Value origin = body.addIndex(r, adjoint ? -start : start);
    return g.correlate == adjoint ? body.subIndex(origin, j)
                                  : body.addIndex(origin, j);
  }

  /// Moves a position into [0, n); null or the condition that the value there
  /// counts.
  static Value resolve(Body &body, Boundary boundary, int64_t n, Value &at) {
    switch (boundary) {
    case Boundary::periodic:
      at = body.modIndex(at, n);
      return {};
    case Boundary::zero: {
      Value inside = body.inside(at, n);
      at = body.clampIndex(at, n);
      return inside;
    }
    case Boundary::replicate:
      at = body.clampIndex(at, n);
      return {};
    case Boundary::symmetric:
      at = body.modIndex(at, 2 * n);
      at = body.select(body.less(at, body.index(n)), at,
                       body.subIndex(body.index(2 * n - 1), at));
      return {};
    }
    llvm_unreachable("all boundaries are handled");
  }

  /// y[r] = sum over taps j of k[j] x[meet(r, j)], or with conj(k) and the
  /// other direction for the adjoint. `origin` is added to r first.
  static Stream sumOverTaps(StepBuilder &steps, const Geometry &g,
                            RankedTensorType type, const Stream &kernel,
                            const Stream &x, Boundary boundary, bool adjoint,
                            ArrayRef<int64_t> origin) {
    SmallVector<int64_t, 6> extents;
    for (int64_t axis : g.axes)
      extents.push_back(g.kernel[axis]);
    Type element =
        linop::promoteElements(x.getElementType(), kernel.getElementType());
    return steps.map(
        type, {kernel, x}, [&](Body &body, ValueRange index) -> Value {
          Value sum = body.sum(
              extents, element, [&](Body &inner, ValueRange tap) -> Value {
                Indices from(index), at(index);
                for (int64_t axis = 0; axis < g.rank(); ++axis)
                  at[axis] = g.batchPosition(inner, axis, index);
                Value counts;
                for (auto [axis, j] : llvm::zip(g.axes, tap)) {
                  at[axis] = j;
                  Value r = inner.addIndex(index[axis], origin[axis]);
                  from[axis] = meet(inner, g, axis, r, j, adjoint);
                  Value inside =
                      resolve(inner, boundary, x.getShape()[axis], from[axis]);
                  if (inside)
                    counts = counts ? inner.both(counts, inside) : inside;
                }
                Value k = g.readKernel(inner, kernel, at);
                Value term = inner.cast(
                    inner.mul(adjoint ? inner.conj(k) : k, inner.read(x, from)),
                    element);
                return counts ? inner.select(counts, term,
                                             inner.real(0.0, element))
                              : term;
              });
          return body.cast(sum, type.getElementType());
        });
  }

  /// The positions of the extended input that `boundary` fills from one entry.
  struct Copies {
    int64_t count;
    std::function<Value(Body &, Value m, Value copy, Value &condition)> at;
  };

  static Copies copiesOf(Boundary boundary, int64_t n, int64_t low,
                         int64_t high) {
    if (boundary == Boundary::replicate) {
      int64_t before = std::max<int64_t>(0, -low);
      int64_t after = std::max<int64_t>(0, high - (n - 1));
      return {1 + before + after,
              [=](Body &body, Value m, Value copy, Value &condition) {
                // Copy 0 is the entry; then those before, then those behind.
                Value isOwn = body.equal(copy, body.index(0));
                Value isBefore = body.lessEqual(copy, body.index(before));
                Value edge =
                    body.select(isBefore, body.index(0), body.index(n - 1));
                Value beyond =
                    body.select(isBefore, body.subIndex(body.index(0), copy),
                                body.addIndex(copy, n - 1 - before));
                condition = body.equal(m, body.select(isOwn, m, edge));
                return body.select(isOwn, m, beyond);
              }};
    }
    int64_t first = llvm::divideFloorSigned(low, 2 * n);
    int64_t last = llvm::divideFloorSigned(high, 2 * n);
    return {2 * (last - first + 1),
            [=](Body &body, Value m, Value copy, Value &) {
              // Pairs of an entry and its mirror image, a period apart.
              Value period = body.mulIndex(
                  body.addIndex(body.divIndex(copy, 2), first), 2 * n);
              Value isOwn = body.equal(body.modIndex(copy, 2), body.index(0));
              Value mirrored = body.subIndex(body.index(2 * n - 1), m);
              return body.addIndex(period, body.select(isOwn, m, mirrored));
            }};
  }

  /// The adjoint where the boundary repeats entries: first the gradient with
  /// respect to the extended input, then the sum over the copies of an entry.
  static Stream adjointByFolding(StepBuilder &steps, const Geometry &g,
                                 RankedTensorType domain, const Stream &kernel,
                                 const Stream &y) {
    SmallVector<int64_t, 6> low(g.rank(), 0), extended(g.domain), counts;
    SmallVector<Copies, 4> copies;
    for (int64_t axis : g.axes) {
      low[axis] = g.start[axis] - (g.kernel[axis] - 1);
      extended[axis] = g.range[axis] + g.kernel[axis] - 1;
      copies.push_back(copiesOf(g.boundary, g.domain[axis], low[axis],
                                low[axis] + extended[axis] - 1));
      counts.push_back(copies.back().count);
    }
    Type element =
        linop::promoteElements(y.getElementType(), kernel.getElementType());
    Stream z = sumOverTaps(steps, g, RankedTensorType::get(extended, element),
                           kernel, y, Boundary::zero, /*adjoint=*/true, low);
    return steps.map(domain, {z}, [&](Body &body, ValueRange index) -> Value {
      Value sum = body.sum(
          counts, element, [&](Body &inner, ValueRange which) -> Value {
            Indices at(index);
            Value condition;
            for (auto [i, axis] : llvm::enumerate(g.axes)) {
              Value holds;
              Value position =
                  copies[i].at(inner, index[axis], which[i], holds);
              at[axis] = inner.addIndex(position, -low[axis]);
              Value inside = inner.inside(at[axis], extended[axis]);
              at[axis] = inner.clampIndex(at[axis], extended[axis]);
              if (holds)
                inside = inner.both(inside, holds);
              condition = condition ? inner.both(condition, inside) : inside;
            }
            return inner.select(condition, inner.read(z, at),
                                inner.real(0.0, element));
          });
      return body.cast(sum, domain.getElementType());
    });
  }

  static FailureOr<Stream> applyDirectly(linop::ConvOp op, StepBuilder &steps,
                                         const Geometry &g, const Stream &x,
                                         bool adjoint) {
    FailureOr<Stream> kernel = steps.value(op.getKernel());
    if (failed(kernel))
      return failure();
    bool repeats =
        g.boundary == Boundary::replicate || g.boundary == Boundary::symmetric;
    if (adjoint && repeats)
      return adjointByFolding(steps, g, op.getDomain(), *kernel, x);
    SmallVector<int64_t, 6> origin(g.rank(), 0);
    return sumOverTaps(steps, g, adjoint ? op.getDomain() : op.getRange(),
                       *kernel, x, g.boundary, adjoint, origin);
  }

  //===--------------------------------------------------------------------===//
  // The interface
  //===--------------------------------------------------------------------===//

  static FailureOr<Stream> apply(Operation *op, StepBuilder &steps,
                                 const Stream &x, bool adjoint) {
    auto conv = cast<linop::ConvOp>(op);
    Geometry g(conv);
    if (!isByFft(g))
      return applyDirectly(conv, steps, g, x, adjoint);
    FailureOr<Stream> kernel = steps.value(conv.getKernel());
    if (failed(kernel))
      return failure();
    RankedTensorType type = adjoint ? conv.getDomain() : conv.getRange();
    return applyByFft(steps, g, *kernel,
                      linop::realElement(conv.getRange().getElementType()),
                      isReal(conv), type.getElementType(), x, adjoint);
  }

  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    return apply(op, steps, x, false);
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    return apply(op, steps, y, true);
  }

  FailureOr<Stream> lowerDiagonal(Operation *op, StepBuilder &steps,
                                  const Basis &basis) const {
    auto conv = cast<linop::ConvOp>(op);
    Geometry g(conv);
    if (g.boundary != Boundary::periodic || basis.kind != Basis::Fourier ||
        ArrayRef<int64_t>(basis.axes) != ArrayRef<int64_t>(g.axes))
      return noDiagonal(op);
    // Half of the spectrum serves a real domain, even where the kernel is
    // complex: then it is that of the complex result.
    FailureOr<Stream> spectrum = spectrumOf(conv, steps, g);
    if (failed(spectrum))
      return failure();
    RankedTensorType type =
        diagonalType(conv.getDomain(), basis, spectrum->getElementType());
    type = linop::withElement(type, spectrum->getElementType());
    if (type == spectrum->getType())
      return spectrum;
    return steps.map(type, {*spectrum}, [&](Body &body, ValueRange index) {
      Indices at(index);
      for (int64_t axis = 0; axis < g.rank(); ++axis)
        if (!llvm::is_contained(g.axes, axis))
          at[axis] = g.batchPosition(body, axis, index);
      return body.read(*spectrum, at);
    });
  }

  SmallVector<int64_t, 6> getMixedAxes(Operation *op) const {
    return Geometry(cast<linop::ConvOp>(op)).axes;
  }

  /// The adjoint with the squared moduli of the taps, where no output meets an
  /// input at two taps.
  FailureOr<Stream> lowerNormalDiagonal(Operation *op, StepBuilder &steps,
                                        const Stream &weights) const {
    auto conv = cast<linop::ConvOp>(op);
    Geometry g(conv);
    bool single = g.boundary == Boundary::zero ||
                  (g.boundary == Boundary::periodic && weights &&
                   llvm::all_of(g.axes, [&](int64_t axis) {
                     return g.kernel[axis] <= g.domain[axis];
                   }));
    if (!single)
      return proxc::normalDiagonal(op, steps, weights);
    FailureOr<Stream> kernel = steps.value(conv.getKernel());
    if (failed(kernel))
      return failure();
    RankedTensorType type = realType(conv.getDomain());
    Type real = linop::realElement(conv.getRange().getElementType());
    Stream p = weightsOrOnes(op, steps, weights);
    Stream squares = elementwise(
        steps, linop::withElement(kernel->getType(), real), *kernel,
        [](Body &body, Value tap) { return body.squaredModulus(tap); });
    if (isByFft(g))
      return applyByFft(steps, g, squares, real, /*half=*/true,
                        type.getElementType(), p, /*adjoint=*/true);
    SmallVector<int64_t, 6> origin(g.rank(), 0);
    return sumOverTaps(steps, g, type, squares, p, g.boundary, /*adjoint=*/true,
                       origin);
  }

  /// The closed form; the largest modulus of the spectrum, which is the norm;
  /// or the sum of the moduli of the taps (Young's inequality), each times the
  /// norm of what the boundary does to a shift.
  FailureOr<Stream> lowerNormBound(Operation *op, StepBuilder &steps) const {
    FailureOr<Stream> closed = closedNormBound(op, steps);
    if (succeeded(closed))
      return closed;
    auto conv = cast<linop::ConvOp>(op);
    Geometry g(conv);
    if (g.boundary == Boundary::periodic) {
      FailureOr<Stream> spectrum = spectrumOf(conv, steps, g);
      if (failed(spectrum))
        return failure();
      return largestModulus(steps, *spectrum);
    }
    FailureOr<Stream> kernel = steps.value(conv.getKernel());
    if (failed(kernel))
      return failure();
    double repetitions = 1;
    for (int64_t axis : g.axes) {
      if (conv.getMode() == ConvMode::valid)
        continue; // no output reaches outside
      int64_t n = g.domain[axis], k = g.kernel[axis];
      int64_t reach = conv.getMode() == ConvMode::full
                          ? k - 1
                          : std::max(k / 2, k - 1 - k / 2);
      if (g.boundary == Boundary::replicate)
        repetitions *= static_cast<double>(1 + reach);
      else if (g.boundary == Boundary::symmetric)
        repetitions *= static_cast<double>((g.range[axis] + n - 1) / n + 1);
    }
    Stream sum = steps.reduce(Reduction::sum, kernel->getShape(), {*kernel},
                              [&](Body &body, ValueRange index) {
                                return body.modulus(body.read(*kernel, index));
                              });
    return steps.scalar({sum}, [&](Body &body, ValueRange total) {
      return body.mul(total.front(), body.real(std::sqrt(repetitions),
                                               total.front().getType()));
    });
  }
};

} // namespace

void lowering::attachConvLowerings(MLIRContext &context) {
  linop::ConvOp::attachInterface<ConvLowering>(context);
}
