//===- SolverToHalide.h - fused steps as Halide kernels ---------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_CONVERSION_SOLVERTOHALIDE_SOLVERTOHALIDE_H
#define PROXC_CONVERSION_SOLVERTOHALIDE_SOLVERTOHALIDE_H

#include "proxc/Dialect/Halide/IR/Halide.h"
#include "proxc/Dialect/Solver/IR/Solver.h"

namespace proxc {

/// Replaces every `solver.kernel` of the program by a `solver.call` of a new
/// `halide.pipeline`, which is put in front of the program. Components (the axes
/// before the image) become separate planes, and short sums are written out.
mlir::LogicalResult convertSolverToHalide(solver::ProgramOp program);

} // namespace proxc

#endif // PROXC_CONVERSION_SOLVERTOHALIDE_SOLVERTOHALIDE_H
