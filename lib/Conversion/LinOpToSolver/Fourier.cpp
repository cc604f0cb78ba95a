//===- Fourier.cpp - the discrete Fourier transform as steps ----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Between real and complex spaces only half of the modes are computed. What is
// centred moves entries by half of an axis: where the extent is even that is a
// factor of 1 or -1 on the other side of the transform, else a shifted index.
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"

using namespace proxc;
using namespace proxc::lowering;

namespace {

using Indices = SmallVector<Value, 6>;

/// One application of the operator or of its adjoint.
struct Transform {
  Transform(linop::FftOp op, bool adjoint)
      : axes(op.getAxes()), shape(op.getDomain().getShape()),
        backward(op.getInverse() != adjoint), centered(op.getCentered()) {
    llvm::sort(axes);
    double points = 1;
    for (int64_t axis : axes)
      points *= static_cast<double>(shape[axis]);
    if (op.getOrthonormal())
      scale = 1.0 / std::sqrt(points);
    for (int64_t axis : axes)
      if (centered && shape[axis] % 2 == 0 && shape[axis] / 2 % 2 == 1)
        scale = -scale;
  }

  int64_t half() const { return shape[axes.back()] / 2 + 1; }

  RankedTensorType halfType(mlir::ComplexType element) const {
    SmallVector<int64_t, 6> halved(shape);
    halved[axes.back()] = half();
    return RankedTensorType::get(halved, element);
  }

  /// The array position that the transform's position `index` stands for:
  /// `output` behind the transform, else before it. Only axes of odd extent
  /// move.
  Indices shifted(Body &body, ValueRange index, bool output) const {
    Indices result(index);
    if (!centered)
      return result;
    for (int64_t axis : axes) {
      int64_t n = shape[axis];
      if (n % 2 == 0 || n == 1)
        continue;
      int64_t by = output ? n - n / 2 : n / 2;
      result[axis] = body.modIndex(body.addIndex(index[axis], by), n);
    }
    return result;
  }

  /// `value` times -1 to the sum of the indices along the axes of even extent.
  Value alternate(Body &body, Value value, ValueRange index) const {
    Value parity;
    for (int64_t axis : axes)
      if (centered && shape[axis] % 2 == 0)
        parity = parity ? body.addIndex(parity, index[axis]) : index[axis];
    if (!parity)
      return value;
    return body.select(body.equal(body.modIndex(parity, 2), body.index(0)),
                       value, body.neg(value));
  }

  /// The index of the mode of opposite frequency.
  Indices mirrored(Body &body, ValueRange index) const {
    Indices result(index);
    for (int64_t axis : axes) {
      Value zero = body.index(0);
      result[axis] =
          body.select(body.equal(index[axis], zero), zero,
                      body.subIndex(body.index(shape[axis]), index[axis]));
    }
    return result;
  }

  Value scaled(Body &body, Value value) const {
    if (scale == 1.0)
      return value;
    return body.mul(body.real(scale, linop::realElement(value.getType())),
                    value);
  }

  SmallVector<int64_t, 6> axes;
  SmallVector<int64_t, 6> shape;
  bool backward;
  bool centered;
  double scale = 1.0;
};

/// What goes into the transform: x, or its entries moved and with signs.
Stream prepare(StepBuilder &steps, const Transform &t, const Stream &x) {
  if (!t.centered)
    return x;
  return steps.map(x.getType(), {x}, [&](Body &body, ValueRange index) {
    return t.alternate(body, body.read(x, t.shifted(body, index, false)),
                       index);
  });
}

/// What the transform gave, scaled, with signs, and moved.
Stream finish(StepBuilder &steps, const Transform &t, const Stream &modes) {
  if (!t.centered && t.scale == 1.0)
    return modes;
  return steps.map(modes.getType(), {modes}, [&](Body &body, ValueRange index) {
    Value mode = body.read(modes, t.shifted(body, index, true));
    return t.scaled(body, t.alternate(body, mode, index));
  });
}

Stream complexToComplex(StepBuilder &steps, const Transform &t,
                        const Stream &x) {
  Stream modes = steps.fft(t.backward ? FftKind::backward : FftKind::forward,
                           prepare(steps, t, x), t.axes, x.getType());
  return finish(steps, t, modes);
}

/// Half of the modes of a real array; the others are their conjugates.
Stream realToComplex(StepBuilder &steps, const Transform &t, const Stream &x) {
  auto element = mlir::ComplexType::get(x.getElementType());
  Stream modes = steps.fft(FftKind::r2c, prepare(steps, t, x), t.axes,
                           t.halfType(element));
  auto type = RankedTensorType::get(t.shape, element);
  return steps.map(type, {modes}, [&](Body &body, ValueRange index) {
    Indices position = t.shifted(body, index, true);
    Indices opposite = t.mirrored(body, position);
    Value stored = body.less(position[t.axes.back()], body.index(t.half()));
    for (auto [at, other] : llvm::zip(position, opposite))
      if (at != other)
        at = body.select(stored, at, other);
    Value mode = body.read(modes, position);
    // exp(+i ...) gives the conjugates for real data.
    Value im = body.imagPart(mode), opposed = body.neg(im);
    im = t.backward ? body.select(stored, opposed, im)
                    : body.select(stored, im, opposed);
    Value value = body.complex(body.realPart(mode), im);
    return t.scaled(body, t.alternate(body, value, index));
  });
}

/// The real part of a transform: the backward transform of the Hermitian part
/// of the modes.
Stream complexToReal(StepBuilder &steps, const Transform &t, const Stream &y) {
  auto element = cast<mlir::ComplexType>(y.getElementType());
  Type real = element.getElementType();
  Stream modes =
      steps.map(t.halfType(element), {y}, [&](Body &body, ValueRange index) {
        auto mode = [&](ValueRange at) {
          return t.alternate(body, body.read(y, t.shifted(body, at, false)),
                             at);
        };
        Value own = mode(index), other = mode(t.mirrored(body, index));
        // Re(sum z exp(-i ...)) = Re(sum conj(z) exp(+i ...)).
        Value sum = t.backward ? body.add(own, body.conj(other))
                               : body.add(body.conj(own), other);
        return body.mul(body.real(0.5 * t.scale, real), sum);
      });
  Stream x = steps.fft(FftKind::c2r, modes, t.axes,
                       RankedTensorType::get(t.shape, real));
  Transform unscaled = t;
  unscaled.scale = 1.0;
  return finish(steps, unscaled, x);
}

struct FftLowering : Lowering<FftLowering, linop::FftOp> {
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    auto fft = cast<linop::FftOp>(op);
    Transform t(fft, /*adjoint=*/false);
    if (t.axes.empty())
      return steps.cast(x, rangeOf(op).getElementType());
    return linop::isComplex(fft.getDomain()) ? complexToComplex(steps, t, x)
                                             : realToComplex(steps, t, x);
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    auto fft = cast<linop::FftOp>(op);
    Transform t(fft, /*adjoint=*/true);
    if (t.axes.empty())
      return steps.cast(y, domainOf(op).getElementType());
    return linop::isComplex(fft.getDomain()) ? complexToComplex(steps, t, y)
                                             : complexToReal(steps, t, y);
  }
  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    double norm = *cast<linop::FftOp>(op).getNormBound();
    return steps.splat(gramType(domainOf(op), basis), norm * norm);
  }
  SmallVector<int64_t, 6> getMixedAxes(Operation *op) const {
    return SmallVector<int64_t, 6>(cast<linop::FftOp>(op).getAxes());
  }
  /// All entries of a transform have one modulus: the sum of the weights along
  /// the axes, times its square.
  FailureOr<Stream> lowerNormalDiagonal(Operation *op, StepBuilder &steps,
                                        const Stream &weights) const {
    Transform t(cast<linop::FftOp>(op), /*adjoint=*/false);
    if (!weights || t.axes.empty())
      return proxc::normalDiagonal(op, steps, weights);
    RankedTensorType type = realType(domainOf(op));
    SmallVector<int64_t, 6> batch(t.shape), extents;
    for (int64_t axis : t.axes) {
      extents.push_back(t.shape[axis]);
      batch[axis] = 1;
    }
    auto moved = [&](ValueRange index, ValueRange along) {
      Indices at(index);
      for (auto [axis, position] : llvm::zip(t.axes, along))
        at[axis] = position;
      return at;
    };
    Stream sums = steps.map(
        RankedTensorType::get(batch, type.getElementType()), {weights},
        [&](Body &body, ValueRange index) -> Value {
          Value sum = body.sum(extents, type.getElementType(),
                               [&](Body &inner, ValueRange along) -> Value {
                                 return inner.cast(
                                     inner.read(weights, moved(index, along)),
                                     type.getElementType());
                               });
          return body.mul(sum, body.real(t.scale * t.scale, sum.getType()));
        });
    return steps.map(type, {sums}, [&](Body &body, ValueRange index) {
      SmallVector<Value, 6> zeros(t.axes.size(), body.index(0));
      return body.read(sums, moved(index, zeros));
    });
  }
};

} // namespace

void lowering::attachFourierLowerings(MLIRContext &context) {
  linop::FftOp::attachInterface<FftLowering>(context);
}
