//===- Cost.h - what an iteration reads, writes and computes ----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_PIPELINES_COST_H
#define PROXC_PIPELINES_COST_H

#include "proxc/Dialect/Solver/IR/Solver.h"

namespace proxc::pipelines {

/// Work of a piece of a program.
struct Cost {
  /// Real additions, multiplications and the like; one each for divisions,
  /// roots and comparisons.
  double flops = 0;
  /// Every array counts once for each kernel or transform that reads or writes
  /// it; scalars do not count.
  double bytes = 0;
};

/// The cost of one iteration of a program whose steps have been fused, without
/// what only checks do. Transforms count 5 N log2 N flops (half of that where
/// one side is real).
Cost iterationCost(solver::ProgramOp program);

} // namespace proxc::pipelines

#endif // PROXC_PIPELINES_COST_H
