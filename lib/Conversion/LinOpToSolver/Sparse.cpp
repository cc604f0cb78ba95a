//===- Sparse.cpp - sparse matrices as steps --------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Lowering.h"

using namespace proxc;
using namespace proxc::lowering;

namespace {

struct SparseLowering : Lowering<SparseLowering, linop::SparseOp> {
  static Stream multiply(Operation *op, StepBuilder &steps, const Stream &x,
                         int64_t extent, bool adjoint) {
    linop::CsrAttr matrix = cast<linop::SparseOp>(op).getMatrix();
    // Products are made in the range's elements, so that library kernels see
    // one element type; the adjoint's real part is taken behind them.
    Type element = rangeOf(op).getElementType();
    Stream input = steps.cast(x, element);
    SmallVector<int64_t, 4> shape;
    for (unsigned level : input.families)
      shape.push_back(steps.getFamilyCount(level));
    shape.push_back(extent);
    auto product = solver::SparseOp::create(
        steps.builder, steps.location, RankedTensorType::get(shape, element),
        input.array, matrix.getRowStarts(), matrix.getColumns(),
        matrix.getValues(), adjoint);
    return {product.getResult(), input.families};
  }
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    return multiply(op, steps, x, rangeOf(op).getDimSize(0), false);
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    Stream x = multiply(op, steps, y, domainOf(op).getDimSize(0), true);
    return steps.cast(x, domainOf(op).getElementType());
  }
};

} // namespace

void lowering::attachSparseLowerings(MLIRContext &context) {
  linop::SparseOp::attachInterface<SparseLowering>(context);
}
