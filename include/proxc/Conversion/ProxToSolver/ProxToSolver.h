//===- ProxToSolver.h - problems as iterations ------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_CONVERSION_PROXTOSOLVER_PROXTOSOLVER_H
#define PROXC_CONVERSION_PROXTOSOLVER_PROXTOSOLVER_H

#include "proxc/Conversion/LinOpToSolver/LinOpToSolver.h"
#include "proxc/Dialect/Prox/IR/Prox.h"

namespace proxc {

/// Attaches the lowerings of all functions of `prox`.
void registerProxToSolverInterfaces(mlir::DialectRegistry &registry);

/// Replaces a problem whose terms have been placed (`prox-split`) by the solver
/// program of the method that it names, or of the one that `auto` chooses.
/// Emits an error where the method cannot solve the problem. The reasons of
/// every choice stand in the program's `reasons`. Without `transforms` linear
/// systems are not solved by Fourier transforms.
mlir::FailureOr<solver::ProgramOp> convertProxToSolver(prox::ProblemOp problem,
                                                       bool transforms = true);

} // namespace proxc

#include "proxc/Conversion/ProxToSolver/ProxLowering.h.inc"

#endif // PROXC_CONVERSION_PROXTOSOLVER_PROXTOSOLVER_H
