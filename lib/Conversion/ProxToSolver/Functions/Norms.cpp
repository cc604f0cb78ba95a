//===- Norms.cpp - norm1 and group_norm as steps ----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The conjugate of a norm is the indicator of its dual ball, so the conjugate
// prox is the projection onto that ball, whatever the step, and its value at
// a projected point is 0.
//
//===----------------------------------------------------------------------===//

#include "Functions.h"

using namespace proxc;
using namespace proxc::functions;

namespace {

Value reciprocal(Body &body, Value value) {
  return body.div(body.real(1.0, value.getType()), value);
}

struct Norm1Lowering : Lowering<Norm1Lowering, prox::Norm1Op> {
  FailureOr<Stream> lowerProx(Operation *, StepBuilder &steps, const Stream &v,
                              const Stream &rho) const {
    return pointwise(steps, v, {rho},
                     [&](Body &body, ValueRange index, Value x) {
                       Value r = readReal(body, rho, index, x.getType());
                       return softThreshold(body, x, reciprocal(body, r));
                     });
  }
  FailureOr<Stream> lowerConjugateProx(Operation *, StepBuilder &steps,
                                       const Stream &z, const Stream &,
                                       const Stream &alpha) const {
    return pointwise(steps, z, {alpha},
                     [&](Body &body, ValueRange index, Value x) {
                       Value a = readReal(body, alpha, index, x.getType());
                       return projectOntoDisc(body, x, a);
                     });
  }
  FailureOr<Stream> lowerValue(Operation *, StepBuilder &steps,
                               const Stream &x) const {
    return sumOver(steps, x, {}, [](Body &body, ValueRange, Value entry) {
      return body.modulus(entry);
    });
  }
  FailureOr<Stream> lowerConjugateValue(Operation *, StepBuilder &steps,
                                        const Stream &, const Stream &) const {
    return steps.constant(0.0);
  }
};

struct WeightedNorm1Lowering
    : Lowering<WeightedNorm1Lowering, prox::WeightedNorm1Op> {
  static FailureOr<Stream> weightsOf(Operation *op, StepBuilder &steps) {
    return steps.value(cast<prox::WeightedNorm1Op>(op).getWeights());
  }
  /// |w| at an index.
  static Value weight(Body &body, const Stream &weights, ValueRange index,
                      Type like) {
    return body.modulus(readReal(body, weights, index, like));
  }

  FailureOr<Stream> lowerProx(Operation *op, StepBuilder &steps,
                              const Stream &v, const Stream &rho) const {
    FailureOr<Stream> weights = weightsOf(op, steps);
    if (failed(weights))
      return failure();
    return pointwise(steps, v, {*weights, rho},
                     [&](Body &body, ValueRange index, Value x) {
                       Value r = readReal(body, rho, index, x.getType());
                       Value w = weight(body, *weights, index, x.getType());
                       return softThreshold(body, x, body.div(w, r));
                     });
  }
  FailureOr<Stream> lowerConjugateProx(Operation *op, StepBuilder &steps,
                                       const Stream &z, const Stream &,
                                       const Stream &alpha) const {
    FailureOr<Stream> weights = weightsOf(op, steps);
    if (failed(weights))
      return failure();
    return pointwise(steps, z, {*weights, alpha},
                     [&](Body &body, ValueRange index, Value x) {
                       Value a = readReal(body, alpha, index, x.getType());
                       Value w = weight(body, *weights, index, x.getType());
                       return projectOntoDisc(body, x, body.mul(a, w));
                     });
  }
  FailureOr<Stream> lowerValue(Operation *op, StepBuilder &steps,
                               const Stream &x) const {
    FailureOr<Stream> weights = weightsOf(op, steps);
    if (failed(weights))
      return failure();
    return sumOver(
        steps, x, {*weights}, [&](Body &body, ValueRange index, Value entry) {
          return body.mul(weight(body, *weights, index, entry.getType()),
                          body.modulus(entry));
        });
  }
  FailureOr<Stream> lowerConjugateValue(Operation *, StepBuilder &steps,
                                        const Stream &, const Stream &) const {
    return steps.constant(0.0);
  }
};

//===----------------------------------------------------------------------===//
// group_norm
//===----------------------------------------------------------------------===//

struct GroupNormLowering : Lowering<GroupNormLowering, prox::GroupNormOp> {
  /// The 2-norm of the group that `index` lies in.
  static Value groupNorm(Body &body, ArrayRef<int64_t> axes, const Stream &x,
                         ValueRange index) {
    Type real = linop::realElement(x.getElementType());
    SmallVector<int64_t, 4> extents;
    for (int64_t axis : axes)
      extents.push_back(x.getShape()[axis]);
    return body.sqrt(
        body.sum(extents, real, [&](Body &inner, ValueRange members) -> Value {
          SmallVector<Value, 6> full(index);
          for (auto [axis, member] : llvm::zip(axes, members))
            full[axis] = member;
          return inner.squaredModulus(inner.read(x, full));
        }));
  }

  static ArrayRef<int64_t> axesOf(Operation *op) {
    return cast<prox::GroupNormOp>(op).getAxes();
  }

  /// v (1 - t / max(|v|, t)) with t = 1 / rho.
  FailureOr<Stream> lowerProx(Operation *op, StepBuilder &steps,
                              const Stream &v, const Stream &rho) const {
    return pointwise(
        steps, v, {rho}, [&](Body &body, ValueRange index, Value x) {
          Value t = reciprocal(body, readReal(body, rho, index, x.getType()));
          Value norm = groupNorm(body, axesOf(op), v, index);
          Value factor = body.sub(body.real(1.0, t.getType()),
                                  body.div(t, body.max(norm, t)));
          return body.mul(factor, x);
        });
  }
  /// z alpha / max(alpha, |z|).
  FailureOr<Stream> lowerConjugateProx(Operation *op, StepBuilder &steps,
                                       const Stream &z, const Stream &,
                                       const Stream &alpha) const {
    return pointwise(steps, z, {alpha},
                     [&](Body &body, ValueRange index, Value x) {
                       Value a = readReal(body, alpha, index, x.getType());
                       Value norm = groupNorm(body, axesOf(op), z, index);
                       Value bound = body.max(a, body.real(tiny, a.getType()));
                       return body.mul(body.div(a, body.max(norm, bound)), x);
                     });
  }
  FailureOr<Stream> lowerValue(Operation *op, StepBuilder &steps,
                               const Stream &x) const {
    // One number a group: the group axes stand at 0 in the outer index.
    ArrayRef<int64_t> axes = axesOf(op);
    SmallVector<int64_t, 6> groups(x.getShape());
    for (int64_t axis : axes)
      groups[axis] = 1;
    return steps.reduce(Reduction::sum, groups, {x},
                        [&](Body &body, ValueRange index) {
                          return groupNorm(body, axes, x, index);
                        });
  }
  FailureOr<Stream> lowerConjugateValue(Operation *, StepBuilder &steps,
                                        const Stream &, const Stream &) const {
    return steps.constant(0.0);
  }
};

} // namespace

void functions::attachNormLowerings(MLIRContext &context) {
  prox::Norm1Op::attachInterface<Norm1Lowering>(context);
  prox::WeightedNorm1Op::attachInterface<WeightedNorm1Lowering>(context);
  prox::GroupNormOp::attachInterface<GroupNormLowering>(context);
}
