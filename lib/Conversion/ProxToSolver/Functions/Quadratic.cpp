//===- Quadratic.cpp - sum_squares as steps ---------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Functions.h"

using namespace proxc;
using namespace proxc::functions;

namespace {

struct SumSquaresLowering : Lowering<SumSquaresLowering, prox::SumSquaresOp> {
  /// v rho / (rho + 2).
  FailureOr<Stream> lowerProx(Operation *, StepBuilder &steps, const Stream &v,
                              const Stream &rho) const {
    return pointwise(steps, v, {rho},
                     [&](Body &body, ValueRange index, Value x) {
                       Value r = readReal(body, rho, index, x.getType());
                       Value two = body.real(2.0, r.getType());
                       return body.mul(body.div(r, body.add(r, two)), x);
                     });
  }
  /// By Moreau's identity z 2 alpha / (2 alpha + sigma).
  FailureOr<Stream> lowerConjugateProx(Operation *, StepBuilder &steps,
                                       const Stream &z, const Stream &sigma,
                                       const Stream &alpha) const {
    return pointwise(steps, z, {sigma, alpha},
                     [&](Body &body, ValueRange index, Value x) {
                       Value s = readReal(body, sigma, index, x.getType());
                       Value a = readReal(body, alpha, index, x.getType());
                       Value twice = body.add(a, a);
                       return body.mul(body.div(twice, body.add(twice, s)), x);
                     });
  }
  FailureOr<Stream> lowerValue(Operation *, StepBuilder &steps,
                               const Stream &x) const {
    return sumOver(steps, x, {}, [](Body &body, ValueRange, Value entry) {
      return body.squaredModulus(entry);
    });
  }
  /// sum |y|^2 / (4 alpha), which is 0 where alpha and hence y is 0.
  FailureOr<Stream> lowerConjugateValue(Operation *, StepBuilder &steps,
                                        const Stream &y,
                                        const Stream &alpha) const {
    Stream square =
        sumOver(steps, y, {}, [](Body &body, ValueRange, Value entry) {
          return body.squaredModulus(entry);
        });
    return steps.scalar({square, alpha}, [](Body &body, ValueRange values) {
      Type real = values[1].getType();
      Value divisor = body.mul(body.real(4.0, real),
                               body.max(values[1], body.real(tiny, real)));
      return body.div(values[0], divisor);
    });
  }
};

struct WeightedSumSquaresLowering
    : Lowering<WeightedSumSquaresLowering, prox::WeightedSumSquaresOp> {
  static FailureOr<Stream> weightsOf(Operation *op, StepBuilder &steps) {
    return steps.value(cast<prox::WeightedSumSquaresOp>(op).getWeights());
  }
  /// |w|^2 at an index.
  static Value squaredWeight(Body &body, const Stream &weights,
                             ValueRange index, Type like) {
    Value w = readReal(body, weights, index, like);
    return body.mul(w, w);
  }

  /// v rho / (rho + 2 |w|^2).
  FailureOr<Stream> lowerProx(Operation *op, StepBuilder &steps,
                              const Stream &v, const Stream &rho) const {
    FailureOr<Stream> weights = weightsOf(op, steps);
    if (failed(weights))
      return failure();
    return pointwise(
        steps, v, {*weights, rho}, [&](Body &body, ValueRange index, Value x) {
          Value r = readReal(body, rho, index, x.getType());
          Value w2 = squaredWeight(body, *weights, index, x.getType());
          return body.mul(body.div(r, body.add(r, body.add(w2, w2))), x);
        });
  }
  /// By Moreau's identity z 2 alpha w^2 / (2 alpha w^2 + sigma).
  FailureOr<Stream> lowerConjugateProx(Operation *op, StepBuilder &steps,
                                       const Stream &z, const Stream &sigma,
                                       const Stream &alpha) const {
    FailureOr<Stream> weights = weightsOf(op, steps);
    if (failed(weights))
      return failure();
    return pointwise(steps, z, {*weights, sigma, alpha},
                     [&](Body &body, ValueRange index, Value x) {
                       Value s = readReal(body, sigma, index, x.getType());
                       Value a = readReal(body, alpha, index, x.getType());
                       Value w2 =
                           squaredWeight(body, *weights, index, x.getType());
                       Value twice = body.mul(body.add(a, a), w2);
                       return body.mul(body.div(twice, body.add(twice, s)), x);
                     });
  }
  FailureOr<Stream> lowerValue(Operation *op, StepBuilder &steps,
                               const Stream &x) const {
    FailureOr<Stream> weights = weightsOf(op, steps);
    if (failed(weights))
      return failure();
    return sumOver(steps, x, {*weights},
                   [&](Body &body, ValueRange index, Value entry) {
                     Value w = readReal(body, *weights, index, entry.getType());
                     return body.squaredModulus(body.mul(w, entry));
                   });
  }
  /// sum |y|^2 / (4 alpha |w|^2); y is 0 where w is, and adds nothing there.
  FailureOr<Stream> lowerConjugateValue(Operation *op, StepBuilder &steps,
                                        const Stream &y,
                                        const Stream &alpha) const {
    FailureOr<Stream> weights = weightsOf(op, steps);
    if (failed(weights))
      return failure();
    return sumOver(steps, y, {*weights, alpha},
                   [&](Body &body, ValueRange index, Value entry) {
                     Value a = readReal(body, alpha, index, entry.getType());
                     Value w2 =
                         squaredWeight(body, *weights, index, entry.getType());
                     Value product = body.mul(a, w2);
                     Type real = product.getType();
                     Value divisor =
                         body.mul(body.real(4.0, real),
                                  body.max(product, body.real(tiny, real)));
                     return body.div(body.squaredModulus(entry), divisor);
                   });
  }
};

} // namespace

void functions::attachQuadraticLowerings(MLIRContext &context) {
  prox::SumSquaresOp::attachInterface<SumSquaresLowering>(context);
  prox::WeightedSumSquaresOp::attachInterface<WeightedSumSquaresLowering>(
      context);
}
