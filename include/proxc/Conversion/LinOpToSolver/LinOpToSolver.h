//===- LinOpToSolver.h - operators as steps ---------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_CONVERSION_LINOPTOSOLVER_LINOPTOSOLVER_H
#define PROXC_CONVERSION_LINOPTOSOLVER_LINOPTOSOLVER_H

#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include "proxc/Dialect/Solver/Utils/StepBuilder.h"

namespace proxc {

/// Default of `lowerDiagonal`: an error that names the operation.
mlir::FailureOr<solver::Stream> noDiagonal(mlir::Operation *op);

/// |d|^2 of the diagonal of A.
mlir::FailureOr<solver::Stream> squaredDiagonal(mlir::Operation *op,
                                                solver::StepBuilder &steps,
                                                const linop::Basis &basis);

/// None where every output reads one input at most, else all.
llvm::SmallVector<int64_t, 6> mixedAxes(mlir::Operation *op);

/// The diagonal of A* P A where every output reads one input at most, or, with
/// a P of 1, where pixels or a Fourier transform diagonalise A* A; else failure
/// without a message, as of operators on complex spaces that take real parts.
mlir::FailureOr<solver::Stream> normalDiagonal(mlir::Operation *op,
                                               solver::StepBuilder &steps,
                                               const solver::Stream &weights);

/// The operator's closed-form norm bound as a constant, else failure.
mlir::FailureOr<solver::Stream> closedNormBound(mlir::Operation *op,
                                                solver::StepBuilder &steps);

/// y = A x or x = A* y for an operator value.
mlir::FailureOr<solver::Stream> lowerApply(solver::StepBuilder &steps,
                                           mlir::Value op,
                                           const solver::Stream &x,
                                           bool adjoint = false);

/// Attaches the lowerings of all operations of `linop`.
void registerLinOpToSolverInterfaces(mlir::DialectRegistry &registry);

} // namespace proxc

#include "proxc/Conversion/LinOpToSolver/LinOpLowering.h.inc"

#endif // PROXC_CONVERSION_LINOPTOSOLVER_LINOPTOSOLVER_H
