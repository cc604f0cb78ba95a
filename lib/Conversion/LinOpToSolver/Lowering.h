//===- Lowering.h - what the lowerings of operators share -------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_CONVERSION_LINOPTOSOLVER_LOWERING_H
#define PROXC_LIB_CONVERSION_LINOPTOSOLVER_LOWERING_H

#include "proxc/Conversion/LinOpToSolver/LinOpToSolver.h"

namespace proxc::lowering {

using linop::Basis;
using llvm::ArrayRef;
using llvm::cast;
using llvm::dyn_cast;
using llvm::isa;
using llvm::SmallVector;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::MLIRContext;
using mlir::Operation;
using mlir::RankedTensorType;
using mlir::succeeded;
using mlir::success;
using mlir::Type;
using mlir::Value;
using mlir::ValueRange;
using solver::Body;
using solver::FftKind;
using solver::Reduction;
using solver::StepBuilder;
using solver::Stream;

/// The base class of the lowering `Model` of the operation `OpT`.
template <typename Model, typename OpT>
using Lowering = LinOpLoweringInterface::ExternalModel<Model, OpT>;

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

inline RankedTensorType domainOf(Operation *op) {
  return cast<linop::OpType>(op->getResult(0).getType()).getDomain();
}
inline RankedTensorType rangeOf(Operation *op) {
  return cast<linop::OpType>(op->getResult(0).getType()).getRange();
}
inline bool isComplex(Type element) { return isa<mlir::ComplexType>(element); }

/// The complex type over the float type under `element`.
mlir::ComplexType complexElement(Type element);

/// The type of the diagonal of an operator on `domain` in `basis`: Fourier
/// diagonals are complex, with n / 2 + 1 entries along the last of the basis's
/// axes where the domain is real; others have elements `element`.
RankedTensorType diagonalType(RankedTensorType domain, const Basis &basis,
                              Type element);

/// The same with real elements: the type of a diagonal of A* A.
RankedTensorType gramType(RankedTensorType domain, const Basis &basis);

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

/// An array of `type` (of x's shape) computed entry by entry.
Stream elementwise(StepBuilder &steps, RankedTensorType type, const Stream &x,
                   llvm::function_ref<Value(Body &, Value)> f);

/// All entries of an array of `type` are the rank-0 stream `value`.
Stream broadcastScalar(StepBuilder &steps, RankedTensorType type,
                       const Stream &value);

/// The largest modulus of the entries of `x`, over all families as well.
Stream largestModulus(StepBuilder &steps, const Stream &x);

/// An index as a real number.
Value toReal(Body &body, Value index, Type real);

/// `index` with the entry at `axis` replaced.
SmallVector<Value, 6> withIndex(ValueRange index, int64_t axis, Value value);

/// `index` without the entry at `axis`.
SmallVector<Value, 6> withoutIndex(ValueRange index, int64_t axis);

//===----------------------------------------------------------------------===//
// Parts of compositions
//===----------------------------------------------------------------------===//

/// The lowering of the operation behind an operator value; emits an error at
/// `user` where it has none.
FailureOr<LinOpLoweringInterface> loweringOf(Operation *user, Value op);

/// A's and A* A's diagonal of an operator value.
FailureOr<Stream> diagonalOf(StepBuilder &steps, Value op, const Basis &basis);
FailureOr<Stream> gramDiagonalOf(StepBuilder &steps, Value op,
                                 const Basis &basis);

/// The axes that the operator mixes; all where it has no lowering.
SmallVector<int64_t, 6> mixedAxesOf(Value op);

/// The diagonal of A* P A, or failure without a message.
FailureOr<Stream> normalDiagonalOf(StepBuilder &steps, Value op,
                                   const Stream &weights);

/// `weights`, or ones, of the shape of the range.
Stream weightsOrOnes(Operation *op, StepBuilder &steps, const Stream &weights);

/// `type` with real elements.
RankedTensorType realType(RankedTensorType type);

/// A bound of the norm, or failure without a message.
FailureOr<Stream> normBoundOf(StepBuilder &steps, Value op);

/// The diagonal of A (of A* A with `gram`), found by applying A: to the array
/// of ones in the pixel basis, to a unit impulse in a Fourier basis. Right for
/// every operator that is diagonal in `basis`.
FailureOr<Stream> diagonalByProbing(StepBuilder &steps, Operation *op,
                                    const Basis &basis, bool gram);

/// The closed form; else sqrt(max of A* A's diagonal), which is the norm
/// itself, where A* A is diagonal in pixels or Fourier modes; else failure.
FailureOr<Stream> normOfDiagonal(StepBuilder &steps, Operation *op);

/// What `normOfDiagonal` finds; else what `combine` makes of bounds of the
/// parts' norms, in f64.
FailureOr<Stream>
boundFromParts(Operation *op, StepBuilder &steps,
               llvm::function_ref<Value(Body &, ValueRange)> combine);

//===----------------------------------------------------------------------===//
// Families of operations, one function a file
//===----------------------------------------------------------------------===//

void attachIdentityLowerings(MLIRContext &context);
void attachConvLowerings(MLIRContext &context);
void attachDiffLowerings(MLIRContext &context);
void attachFourierLowerings(MLIRContext &context);
void attachIndexLowerings(MLIRContext &context);
void attachSparseLowerings(MLIRContext &context);
void attachComposeLowerings(MLIRContext &context);
void attachStackLowerings(MLIRContext &context);
void attachFamilyLowerings(MLIRContext &context);

} // namespace proxc::lowering

#endif // PROXC_LIB_CONVERSION_LINOPTOSOLVER_LOWERING_H
