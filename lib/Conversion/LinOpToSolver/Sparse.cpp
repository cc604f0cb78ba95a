//===- Sparse.cpp - sparse matrices as steps --------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Lowering.h"
#include "proxc/Dialect/LinOp/IR/Constants.h"

using namespace proxc;
using namespace proxc::lowering;

namespace {

struct SparseLowering : Lowering<SparseLowering, linop::SparseOp> {
  /// M x or M* x, made in `element`, so that library kernels see one type.
  static Stream multiply(StepBuilder &steps, linop::CsrAttr matrix,
                         Type element, const Stream &x, bool adjoint) {
    Stream input = steps.cast(x, element);
    SmallVector<int64_t, 4> shape;
    for (unsigned level : input.families)
      shape.push_back(steps.getFamilyCount(level));
    shape.push_back(adjoint ? matrix.getColumnCount() : matrix.getRows());
    auto product = solver::SparseOp::create(
        steps.builder, steps.location, RankedTensorType::get(shape, element),
        input.array, matrix.getRowStarts(), matrix.getColumns(),
        matrix.getValues(), adjoint);
    return {product.getResult(), input.families};
  }
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    return multiply(steps, cast<linop::SparseOp>(op).getMatrix(),
                    rangeOf(op).getElementType(), x, /*adjoint=*/false);
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    // The adjoint's real part is taken behind the product.
    Stream x = multiply(steps, cast<linop::SparseOp>(op).getMatrix(),
                        rangeOf(op).getElementType(), y, /*adjoint=*/true);
    return steps.cast(x, domainOf(op).getElementType());
  }
  FailureOr<Stream> lowerNormalDiagonal(Operation *op, StepBuilder &steps,
                                        const Stream &weights) const {
    linop::CsrAttr matrix = cast<linop::SparseOp>(op).getMatrix();
    auto values = linop::elementsValue(matrix.getValues());
    if (!values)
      return failure();
    for (int64_t i = 0; i < values->size(); ++i)
      (*values)[i] = std::norm((*values)[i]);
    Type real = linop::realElement(rangeOf(op).getElementType());
    linop::CsrAttr squares = linop::CsrAttr::get(
        op->getContext(), matrix.getRows(), matrix.getColumnCount(),
        matrix.getRowStarts(), matrix.getColumns(),
        linop::makeElements(RankedTensorType::get(values->size(), real),
                            *values));
    Stream sums = multiply(steps, squares, real,
                           weightsOrOnes(op, steps, weights), /*adjoint=*/true);
    return steps.cast(sums, linop::realElement(domainOf(op).getElementType()));
  }
};

} // namespace

void lowering::attachSparseLowerings(MLIRContext &context) {
  linop::SparseOp::attachInterface<SparseLowering>(context);
}
