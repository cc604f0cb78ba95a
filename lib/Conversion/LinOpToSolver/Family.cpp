//===- Family.cpp - families of operators as steps --------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The body of a family is lowered once; its steps run over one more axis.
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"

using namespace proxc;
using namespace proxc::lowering;

namespace {

/// Enters a family and leaves it again.
class FamilyScope {
public:
  template <typename Family>
  FamilyScope(StepBuilder &steps, Family op)
      : steps(steps),
        level(steps.enterFamily(op.getIndex(),
                                static_cast<int64_t>(op.getCount()))) {}
  ~FamilyScope() { steps.leaveFamily(); }
  FamilyScope(const FamilyScope &) = delete;
  FamilyScope &operator=(const FamilyScope &) = delete;

  Stream enter(const Stream &x) const { return steps.toFamily(x, level); }
  Stream stack(const Stream &x) const { return steps.fromFamily(x, level); }
  Stream sum(const Stream &x) const { return steps.sumFamily(x, level); }

private:
  StepBuilder &steps;
  unsigned level;
};

/// The basis of the family, seen from its part.
Basis basisOfPart(const Basis &basis) {
  Basis result = basis;
  for (int64_t &axis : result.axes)
    --axis;
  return result;
}

/// What becomes of the members' inputs and outputs.
enum class Input { shared, sliced };
enum class Output { summed, stacked };

template <typename Family>
FailureOr<Stream> apply(Operation *op, StepBuilder &steps, const Stream &x,
                        bool adjoint, Input input, Output output) {
  auto family = cast<Family>(op);
  FamilyScope scope(steps, family);
  Stream own = input == Input::sliced ? scope.enter(x) : x;
  FailureOr<Stream> y = lowerApply(steps, family.getPart(), own, adjoint);
  if (failed(y))
    return failure();
  return output == Output::summed ? scope.sum(*y) : scope.stack(*y);
}

template <typename Family>
FailureOr<Stream> normalDiagonalOfMembers(Operation *op, StepBuilder &steps,
                                          const Stream &weights, Input input,
                                          Output output) {
  auto family = cast<Family>(op);
  FamilyScope scope(steps, family);
  bool sliced = weights && input == Input::sliced;
  FailureOr<Stream> diagonal = normalDiagonalOf(
      steps, family.getPart(), sliced ? scope.enter(weights) : weights);
  if (failed(diagonal))
    return failure();
  return output == Output::summed ? scope.sum(*diagonal)
                                  : scope.stack(*diagonal);
}

/// A bound of the norm that holds for every member: reductions inside a family
/// run over all of it.
template <typename Family>
FailureOr<Stream> boundOfMembers(Operation *op, StepBuilder &steps,
                                 double factor) {
  FailureOr<Stream> exact = normOfDiagonal(steps, op);
  if (succeeded(exact))
    return exact;
  auto family = cast<Family>(op);
  FamilyScope scope(steps, family);
  FailureOr<Stream> bound = normBoundOf(steps, family.getPart());
  if (failed(bound))
    return failure();
  assert(bound->families.empty() && "a norm bound is one number");
  return steps.scalar({*bound}, [&](Body &body, ValueRange value) {
    return body.mul(value.front(), body.real(factor, value.front().getType()));
  });
}

template <typename Family> double countOf(Operation *op) {
  return static_cast<double>(cast<Family>(op).getCount());
}

struct VStackForLowering : Lowering<VStackForLowering, linop::VStackForOp> {
  using Family = linop::VStackForOp;
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    return apply<Family>(op, steps, x, false, Input::shared, Output::stacked);
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    return apply<Family>(op, steps, y, true, Input::sliced, Output::summed);
  }
  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    auto family = cast<Family>(op);
    FamilyScope scope(steps, family);
    FailureOr<Stream> gram = gramDiagonalOf(steps, family.getPart(), basis);
    if (failed(gram))
      return failure();
    return scope.sum(*gram);
  }
  SmallVector<int64_t, 6> getMixedAxes(Operation *op) const {
    return mixedAxesOf(cast<Family>(op).getPart());
  }
  FailureOr<Stream> lowerNormalDiagonal(Operation *op, StepBuilder &steps,
                                        const Stream &weights) const {
    return normalDiagonalOfMembers<Family>(op, steps, weights, Input::sliced,
                                           Output::summed);
  }
  FailureOr<Stream> lowerNormBound(Operation *op, StepBuilder &steps) const {
    return boundOfMembers<Family>(op, steps, std::sqrt(countOf<Family>(op)));
  }
};

struct HStackForLowering : Lowering<HStackForLowering, linop::HStackForOp> {
  using Family = linop::HStackForOp;
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    return apply<Family>(op, steps, x, false, Input::sliced, Output::summed);
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    return apply<Family>(op, steps, y, true, Input::shared, Output::stacked);
  }
  FailureOr<Stream> lowerNormalDiagonal(Operation *op, StepBuilder &steps,
                                        const Stream &weights) const {
    return normalDiagonalOfMembers<Family>(op, steps, weights, Input::shared,
                                           Output::stacked);
  }
  FailureOr<Stream> lowerNormBound(Operation *op, StepBuilder &steps) const {
    return boundOfMembers<Family>(op, steps, std::sqrt(countOf<Family>(op)));
  }
};

struct BlockDiagForLowering
    : Lowering<BlockDiagForLowering, linop::BlockDiagForOp> {
  using Family = linop::BlockDiagForOp;
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    return apply<Family>(op, steps, x, false, Input::sliced, Output::stacked);
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    return apply<Family>(op, steps, y, true, Input::sliced, Output::stacked);
  }
  FailureOr<Stream> lowerDiagonal(Operation *op, StepBuilder &steps,
                                  const Basis &basis) const {
    auto family = cast<Family>(op);
    FamilyScope scope(steps, family);
    FailureOr<Stream> own =
        diagonalOf(steps, family.getPart(), basisOfPart(basis));
    if (failed(own))
      return failure();
    return scope.stack(*own);
  }
  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    auto family = cast<Family>(op);
    FamilyScope scope(steps, family);
    FailureOr<Stream> own =
        gramDiagonalOf(steps, family.getPart(), basisOfPart(basis));
    if (failed(own))
      return failure();
    return scope.stack(*own);
  }
  SmallVector<int64_t, 6> getMixedAxes(Operation *op) const {
    SmallVector<int64_t, 6> axes = mixedAxesOf(cast<Family>(op).getPart());
    for (int64_t &axis : axes)
      ++axis;
    return axes;
  }
  FailureOr<Stream> lowerNormalDiagonal(Operation *op, StepBuilder &steps,
                                        const Stream &weights) const {
    return normalDiagonalOfMembers<Family>(op, steps, weights, Input::sliced,
                                           Output::stacked);
  }
  FailureOr<Stream> lowerNormBound(Operation *op, StepBuilder &steps) const {
    return boundOfMembers<Family>(op, steps, 1.0);
  }
};

struct AddForLowering : Lowering<AddForLowering, linop::AddForOp> {
  using Family = linop::AddForOp;
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    return apply<Family>(op, steps, x, false, Input::shared, Output::summed);
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    return apply<Family>(op, steps, y, true, Input::shared, Output::summed);
  }
  FailureOr<Stream> lowerDiagonal(Operation *op, StepBuilder &steps,
                                  const Basis &basis) const {
    auto family = cast<Family>(op);
    FamilyScope scope(steps, family);
    FailureOr<Stream> own = diagonalOf(steps, family.getPart(), basis);
    if (failed(own))
      return failure();
    return scope.sum(*own);
  }
  FailureOr<Stream> lowerNormBound(Operation *op, StepBuilder &steps) const {
    return boundOfMembers<Family>(op, steps, countOf<Family>(op));
  }
};

} // namespace

void lowering::attachFamilyLowerings(MLIRContext &context) {
  linop::VStackForOp::attachInterface<VStackForLowering>(context);
  linop::HStackForOp::attachInterface<HStackForLowering>(context);
  linop::BlockDiagForOp::attachInterface<BlockDiagForLowering>(context);
  linop::AddForOp::attachInterface<AddForLowering>(context);
}
