//===- SolverToRt.h - programs in memory ------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_CONVERSION_SOLVERTORT_SOLVERTORT_H
#define PROXC_CONVERSION_SOLVERTORT_SOLVERTORT_H

#include "proxc/Dialect/Rt/IR/Rt.h"
#include "proxc/Dialect/Solver/IR/Solver.h"

namespace proxc {

/// How the arena is laid out.
struct ArenaOptions {
  /// Large buffers begin at different cache lines of a page (hosts): sweeps
  /// over several arrays then do not meet in the same cache sets.
  bool stagger = true;
  int64_t alignment = 64;
};

/// Replaces a program whose kernels are `solver.call`s by an `rt.program` and
/// one function a phase. Every array gets its place in the arena: states, what
/// phases hand to each other, and a scratch part that all phases share.
mlir::LogicalResult convertSolverToRt(solver::ProgramOp program,
                                      const ArenaOptions &options);

} // namespace proxc

#endif // PROXC_CONVERSION_SOLVERTORT_SOLVERTORT_H
