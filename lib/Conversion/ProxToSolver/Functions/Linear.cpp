//===- Linear.cpp - sum_entries and zero as steps ---------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Functions.h"

using namespace proxc;
using namespace proxc::functions;

namespace {

struct SumEntriesLowering : Lowering<SumEntriesLowering, prox::SumEntriesOp> {
  /// v - 1 / rho.
  FailureOr<Stream> lowerProx(Operation *, StepBuilder &steps, const Stream &v,
                              const Stream &rho) const {
    return pointwise(steps, v, {rho},
                     [&](Body &body, ValueRange index, Value x) {
                       Value r = readReal(body, rho, index, x.getType());
                       Value one = body.real(1.0, r.getType());
                       return body.sub(x, body.div(one, r));
                     });
  }
  /// (alpha f)* is the indicator of the one point alpha.
  FailureOr<Stream> lowerConjugateProx(Operation *, StepBuilder &steps,
                                       const Stream &z, const Stream &,
                                       const Stream &alpha) const {
    return pointwise(steps, z, {alpha},
                     [&](Body &body, ValueRange index, Value x) {
                       return readReal(body, alpha, index, x.getType());
                     });
  }
  FailureOr<Stream> lowerValue(Operation *, StepBuilder &steps,
                               const Stream &x) const {
    return sumOver(steps, x, {}, [](Body &body, ValueRange, Value entry) {
      return body.realPart(entry);
    });
  }
  FailureOr<Stream> lowerConjugateValue(Operation *, StepBuilder &steps,
                                        const Stream &, const Stream &) const {
    return steps.constant(0.0);
  }
};

struct ZeroLowering : Lowering<ZeroLowering, prox::ZeroOp> {
  FailureOr<Stream> lowerProx(Operation *, StepBuilder &, const Stream &v,
                              const Stream &) const {
    return v;
  }
  /// The conjugate is the indicator of 0.
  FailureOr<Stream> lowerConjugateProx(Operation *, StepBuilder &steps,
                                       const Stream &z, const Stream &,
                                       const Stream &) const {
    return steps.splat(z.getType(), 0.0);
  }
  FailureOr<Stream> lowerValue(Operation *, StepBuilder &steps,
                               const Stream &) const {
    return steps.constant(0.0);
  }
  FailureOr<Stream> lowerConjugateValue(Operation *, StepBuilder &steps,
                                        const Stream &, const Stream &) const {
    return steps.constant(0.0);
  }
};

} // namespace

void functions::attachLinearLowerings(MLIRContext &context) {
  prox::SumEntriesOp::attachInterface<SumEntriesLowering>(context);
  prox::ZeroOp::attachInterface<ZeroLowering>(context);
}
