//===- Identity.cpp - eye zero one scale diag cast as steps -----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Lowering.h"

using namespace proxc;
using namespace proxc::lowering;

namespace {

/// The value 1 (or 0) on the whole diagonal, in any basis.
Stream constantDiagonal(StepBuilder &steps, Operation *op, const Basis &basis,
                        double value) {
  RankedTensorType domain = domainOf(op);
  return steps.splat(
      diagonalType(domain, basis, linop::realElement(domain.getElementType())),
      value);
}

Stream constantGram(StepBuilder &steps, Operation *op, const Basis &basis,
                    double value) {
  return steps.splat(gramType(domainOf(op), basis), value);
}

struct EyeLowering : Lowering<EyeLowering, linop::EyeOp> {
  FailureOr<Stream> lowerForward(Operation *, StepBuilder &,
                                 const Stream &x) const {
    return x;
  }
  FailureOr<Stream> lowerAdjoint(Operation *, StepBuilder &,
                                 const Stream &y) const {
    return y;
  }
  FailureOr<Stream> lowerDiagonal(Operation *op, StepBuilder &steps,
                                  const Basis &basis) const {
    return constantDiagonal(steps, op, basis, 1.0);
  }
  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    return constantGram(steps, op, basis, 1.0);
  }
};

struct ZeroLowering : Lowering<ZeroLowering, linop::ZeroOp> {
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &) const {
    return steps.splat(rangeOf(op), 0.0);
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &) const {
    return steps.splat(domainOf(op), 0.0);
  }
  FailureOr<Stream> lowerDiagonal(Operation *op, StepBuilder &steps,
                                  const Basis &basis) const {
    return constantDiagonal(steps, op, basis, 0.0);
  }
  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    return constantGram(steps, op, basis, 0.0);
  }
};

/// The all-ones matrix: one sum, then copies of it.
struct OneLowering : Lowering<OneLowering, linop::OneOp> {
  /// The sum of all entries, a reduction for each part of a complex one.
  static Stream sumAll(StepBuilder &steps, const Stream &x) {
    auto part = [&](bool imaginary) {
      return steps.reduce(Reduction::sum, x.getShape(), {x},
                          [&](Body &body, ValueRange index) -> Value {
                            Value entry = body.read(x, index);
                            return imaginary ? body.imagPart(entry)
                                             : body.realPart(entry);
                          });
    };
    Stream re = part(false);
    if (!isComplex(x.getElementType()))
      return re;
    Stream im = part(true);
    return steps.map(
        RankedTensorType::get({}, mlir::ComplexType::get(re.getElementType())),
        {re, im}, [&](Body &body, ValueRange) -> Value {
          return body.complex(body.read(re, {}), body.read(im, {}));
        });
  }
  static Stream sumTo(StepBuilder &steps, RankedTensorType type,
                      const Stream &x) {
    Type element = x.getElementType();
    if (x.families.empty())
      return broadcastScalar(steps, type, sumAll(steps, x));
    // One sum for each member of the families.
    Stream total = steps.map(RankedTensorType::get({}, element), {x},
                             [&](Body &body, ValueRange) -> Value {
                               return body.sum(
                                   x.getShape(), element,
                                   [&](Body &inner, ValueRange index) -> Value {
                                     return inner.read(x, index);
                                   });
                             });
    return broadcastScalar(steps, type, total);
  }
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    return sumTo(steps, rangeOf(op), x);
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    return sumTo(steps, domainOf(op), y);
  }
  FailureOr<Stream> lowerNormalDiagonal(Operation *op, StepBuilder &steps,
                                        const Stream &weights) const {
    return sumTo(steps, realType(domainOf(op)),
                 weightsOrOnes(op, steps, weights));
  }
};

/// w (or conj(w)) times x, in the precision of `type`; `w` of rank 0 is a
/// factor.
Stream weighted(StepBuilder &steps, RankedTensorType type, const Stream &w,
                const Stream &x, bool conjugate) {
  Type real = linop::realElement(type.getElementType());
  Type element =
      isComplex(w.getElementType()) ? Type(mlir::ComplexType::get(real)) : real;
  return steps.map(type, {w, x}, [&](Body &body, ValueRange index) -> Value {
    Value weight = body.cast(body.read(w, index), element);
    if (conjugate)
      weight = body.conj(weight);
    return body.cast(body.mul(weight, body.read(x, index)),
                     type.getElementType());
  });
}

/// The product with the one operand: a factor, or an array of weights.
template <typename Self, typename Op>
struct WeightedLowering : Lowering<Self, Op> {
  static FailureOr<Stream> apply(Operation *op, StepBuilder &steps,
                                 RankedTensorType type, const Stream &x,
                                 bool conjugate) {
    FailureOr<Stream> weights = steps.value(op->getOperand(0));
    if (failed(weights))
      return failure();
    return weighted(steps, type, *weights, x, conjugate);
  }
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    return apply(op, steps, rangeOf(op), x, false);
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    return apply(op, steps, domainOf(op), y, true);
  }
};

struct ScaleLowering : WeightedLowering<ScaleLowering, linop::ScaleOp> {
  FailureOr<Stream> lowerDiagonal(Operation *op, StepBuilder &steps,
                                  const Basis &basis) const {
    FailureOr<Stream> factor =
        steps.value(cast<linop::ScaleOp>(op).getFactor());
    if (failed(factor))
      return failure();
    Type element = linop::realElement(domainOf(op).getElementType());
    if (isComplex(factor->getElementType()))
      element = mlir::ComplexType::get(element);
    return broadcastScalar(steps, diagonalType(domainOf(op), basis, element),
                           *factor);
  }
  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    FailureOr<Stream> factor =
        steps.value(cast<linop::ScaleOp>(op).getFactor());
    if (failed(factor))
      return failure();
    RankedTensorType type = gramType(domainOf(op), basis);
    return steps.map(type, {*factor}, [&](Body &body, ValueRange) -> Value {
      Type element = type.getElementType();
      if (isComplex(factor->getElementType()))
        element = mlir::ComplexType::get(element);
      return body.squaredModulus(body.cast(body.read(*factor, {}), element));
    });
  }
  FailureOr<Stream> lowerNormBound(Operation *op, StepBuilder &steps) const {
    FailureOr<Stream> closed = closedNormBound(op, steps);
    if (succeeded(closed))
      return closed;
    FailureOr<Stream> factor =
        steps.value(cast<linop::ScaleOp>(op).getFactor());
    if (failed(factor))
      return failure();
    Type element = linop::realElement(domainOf(op).getElementType());
    if (isComplex(factor->getElementType()))
      element = mlir::ComplexType::get(element);
    return largestModulus(steps, steps.cast(*factor, element));
  }
};

struct DiagLowering : WeightedLowering<DiagLowering, linop::DiagOp> {
  FailureOr<Stream> lowerDiagonal(Operation *op, StepBuilder &steps,
                                  const Basis &basis) const {
    if (basis.kind != Basis::Pixel)
      return noDiagonal(op);
    FailureOr<Stream> weights =
        steps.value(cast<linop::DiagOp>(op).getWeights());
    if (failed(weights))
      return failure();
    Type element = linop::realElement(rangeOf(op).getElementType());
    if (isComplex(weights->getElementType()))
      element = mlir::ComplexType::get(element);
    return steps.cast(*weights, element);
  }
  FailureOr<Stream> lowerNormBound(Operation *op, StepBuilder &steps) const {
    FailureOr<Stream> closed = closedNormBound(op, steps);
    if (succeeded(closed))
      return closed;
    FailureOr<Stream> diagonal = lowerDiagonal(op, steps, Basis::pixel());
    if (failed(diagonal))
      return failure();
    return largestModulus(steps, *diagonal);
  }
};

struct CastLowering : Lowering<CastLowering, linop::CastOp> {
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    return steps.cast(x, rangeOf(op).getElementType());
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    return steps.cast(y, domainOf(op).getElementType());
  }
  FailureOr<Stream> lowerDiagonal(Operation *op, StepBuilder &steps,
                                  const Basis &basis) const {
    return constantDiagonal(steps, op, basis, 1.0);
  }
  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    return constantGram(steps, op, basis, 1.0);
  }
};

} // namespace

void lowering::attachIdentityLowerings(MLIRContext &context) {
  linop::EyeOp::attachInterface<EyeLowering>(context);
  linop::ZeroOp::attachInterface<ZeroLowering>(context);
  linop::OneOp::attachInterface<OneLowering>(context);
  linop::ScaleOp::attachInterface<ScaleLowering>(context);
  linop::DiagOp::attachInterface<DiagLowering>(context);
  linop::CastOp::attachInterface<CastLowering>(context);
}
