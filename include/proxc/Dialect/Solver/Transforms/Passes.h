//===- Passes.h - passes of the solver dialect ------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_SOLVER_TRANSFORMS_PASSES_H
#define PROXC_DIALECT_SOLVER_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"
#include "proxc/Dialect/Solver/IR/Solver.h"

namespace proxc::solver {

/// Moves steps out of the loop and into setup or prologue.
void hoistInvariants(ProgramOp program);

/// Groups the steps of every phase into kernels.
void fuseSteps(ProgramOp program);

/// Makes f32 of every f64 that the program computes with. Fails, with an error
/// at the declaration, where an argument of the program is f64.
mlir::LogicalResult demotePrecision(ProgramOp program);

#define GEN_PASS_DECL
#include "proxc/Dialect/Solver/Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "proxc/Dialect/Solver/Transforms/Passes.h.inc"

} // namespace proxc::solver

#endif // PROXC_DIALECT_SOLVER_TRANSFORMS_PASSES_H
