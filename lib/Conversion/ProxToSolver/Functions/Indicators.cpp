//===- Indicators.cpp - nonneg nonpos box as steps --------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The prox of an indicator is the projection onto its set, whatever rho. The
// conjugate proxes give exact zeros inside the set, so that a later conjugate
// value is finite even where a bound is infinite.
//
//===----------------------------------------------------------------------===//

#include "Functions.h"

using namespace proxc;
using namespace proxc::functions;

namespace {

/// x >= 0 for `sign` 1, x <= 0 for `sign` -1.
template <typename Model, typename OpT, int sign>
struct ConeLowering : Lowering<Model, OpT> {
  /// The part of x on the cone's side, or on the other side.
  static Stream half(StepBuilder &steps, const Stream &x, bool positive) {
    return pointwise(steps, x, {}, [&](Body &body, ValueRange, Value entry) {
      Value zero = body.real(0.0, entry.getType());
      return positive ? body.max(entry, zero) : body.min(entry, zero);
    });
  }
  FailureOr<Stream> lowerProx(Operation *, StepBuilder &steps, const Stream &v,
                              const Stream &) const {
    return half(steps, v, sign > 0);
  }
  /// The polar cone.
  FailureOr<Stream> lowerConjugateProx(Operation *, StepBuilder &steps,
                                       const Stream &z, const Stream &,
                                       const Stream &) const {
    return half(steps, z, sign < 0);
  }
  FailureOr<Stream> lowerValue(Operation *, StepBuilder &steps,
                               const Stream &) const {
    return steps.constant(0.0);
  }
  FailureOr<Stream> lowerConjugateValue(Operation *, StepBuilder &steps,
                                        const Stream &, const Stream &) const {
    return steps.constant(0.0);
  }
  FailureOr<Stream> lowerViolation(Operation *, StepBuilder &steps,
                                   const Stream &x) const {
    return largest(steps, x, {}, [](Body &body, ValueRange, Value entry) {
      Value outwards = sign > 0 ? body.neg(entry) : entry;
      return body.max(outwards, body.real(0.0, entry.getType()));
    });
  }
};

struct NonnegLowering : ConeLowering<NonnegLowering, prox::NonnegOp, 1> {};
struct NonposLowering : ConeLowering<NonposLowering, prox::NonposOp, -1> {};

//===----------------------------------------------------------------------===//
// box
//===----------------------------------------------------------------------===//

struct BoxLowering : Lowering<BoxLowering, prox::BoxOp> {
  struct Bounds {
    Stream lo, hi;
  };
  static FailureOr<Bounds> boundsOf(Operation *op, StepBuilder &steps) {
    auto box = cast<prox::BoxOp>(op);
    FailureOr<Stream> lo = steps.value(box.getLo());
    FailureOr<Stream> hi = steps.value(box.getHi());
    if (failed(lo) || failed(hi))
      return failure();
    return Bounds{*lo, *hi};
  }

  FailureOr<Stream> lowerProx(Operation *op, StepBuilder &steps,
                              const Stream &v, const Stream &) const {
    FailureOr<Bounds> bounds = boundsOf(op, steps);
    if (failed(bounds))
      return failure();
    return pointwise(steps, v, {bounds->lo, bounds->hi},
                     [&](Body &body, ValueRange index, Value x) {
                       Value lo =
                           readReal(body, bounds->lo, index, x.getType());
                       Value hi =
                           readReal(body, bounds->hi, index, x.getType());
                       return body.max(body.min(x, hi), lo);
                     });
  }
  /// z - sigma clamp(z / sigma, lo, hi), written without the difference of
  /// equal numbers: max(z - sigma hi, 0) + min(z - sigma lo, 0).
  FailureOr<Stream> lowerConjugateProx(Operation *op, StepBuilder &steps,
                                       const Stream &z, const Stream &sigma,
                                       const Stream &) const {
    FailureOr<Bounds> bounds = boundsOf(op, steps);
    if (failed(bounds))
      return failure();
    return pointwise(
        steps, z, {bounds->lo, bounds->hi, sigma},
        [&](Body &body, ValueRange index, Value x) {
          Value lo = readReal(body, bounds->lo, index, x.getType());
          Value hi = readReal(body, bounds->hi, index, x.getType());
          Value s = readReal(body, sigma, index, x.getType());
          Value zero = body.real(0.0, x.getType());
          return body.add(body.max(body.sub(x, body.mul(s, hi)), zero),
                          body.min(body.sub(x, body.mul(s, lo)), zero));
        });
  }
  FailureOr<Stream> lowerValue(Operation *, StepBuilder &steps,
                               const Stream &) const {
    return steps.constant(0.0);
  }
  /// Where a bound is missing (the largest finite number) y has one sign.
  FailureOr<Stream> lowerDualDomain(Operation *op, StepBuilder &steps,
                                    const Stream &y) const {
    FailureOr<Bounds> bounds = boundsOf(op, steps);
    if (failed(bounds))
      return failure();
    double missing = y.getElementType().isF64() ? 8e307 : 1.7e38;
    return pointwise(
        steps, y, {bounds->lo, bounds->hi},
        [&](Body &body, ValueRange index, Value entry) {
          Type real = entry.getType();
          Value lo = readReal(body, bounds->lo, index, real);
          Value hi = readReal(body, bounds->hi, index, real);
          Value zero = body.real(0.0, real);
          Value below = body.select(body.less(body.real(missing, real), hi),
                                    body.min(entry, zero), entry);
          return body.select(body.less(lo, body.real(-missing, real)),
                             body.max(below, zero), below);
        });
  }
  /// The support function: sum of y hi where y > 0 and of y lo where y < 0.
  FailureOr<Stream> lowerConjugateValue(Operation *op, StepBuilder &steps,
                                        const Stream &y, const Stream &) const {
    FailureOr<Bounds> bounds = boundsOf(op, steps);
    if (failed(bounds))
      return failure();
    return sumOver(
        steps, y, {bounds->lo, bounds->hi},
        [&](Body &body, ValueRange index, Value entry) {
          Value lo = readReal(body, bounds->lo, index, entry.getType());
          Value hi = readReal(body, bounds->hi, index, entry.getType());
          Value zero = body.real(0.0, entry.getType());
          return body.select(
              body.less(zero, entry), body.mul(entry, hi),
              body.select(body.less(entry, zero), body.mul(entry, lo), zero));
        });
  }
  FailureOr<Stream> lowerViolation(Operation *op, StepBuilder &steps,
                                   const Stream &x) const {
    FailureOr<Bounds> bounds = boundsOf(op, steps);
    if (failed(bounds))
      return failure();
    return largest(
        steps, x, {bounds->lo, bounds->hi},
        [&](Body &body, ValueRange index, Value entry) {
          Value lo = readReal(body, bounds->lo, index, entry.getType());
          Value hi = readReal(body, bounds->hi, index, entry.getType());
          Value zero = body.real(0.0, entry.getType());
          Value outside = body.max(body.sub(lo, entry), body.sub(entry, hi));
          return body.max(outside, zero);
        });
  }
};

} // namespace

void functions::attachIndicatorLowerings(MLIRContext &context) {
  prox::NonnegOp::attachInterface<NonnegLowering>(context);
  prox::NonposOp::attachInterface<NonposLowering>(context);
  prox::BoxOp::attachInterface<BoxLowering>(context);
}
