//===- VerifyPrograms.h - passes keep what programs compute -----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_PIPELINES_VERIFYPROGRAMS_H
#define PROXC_PIPELINES_VERIFYPROGRAMS_H

#include "mlir/Pass/PassInstrumentation.h"
#include "proxc/Dialect/Solver/IR/Solver.h"
#include <memory>

namespace proxc::pipelines {

/// Runs both programs in the interpreter on the random data that `seed` gives,
/// two iterations and a check behind each, and compares states, results and
/// metrics by name, and the images of exported operators. Emits an error on
/// `after` where they differ by more than `tolerance`, relative to the larger
/// and to 1. Not-a-number equals itself, and so do infinities of one sign.
mlir::LogicalResult verifyProgram(solver::ProgramOp before,
                                  solver::ProgramOp after,
                                  double tolerance = 1e-10, uint64_t seed = 0);

/// Checks every pass that sees a program and leaves one of its name behind (to
/// 1e-5 for a pass that changes the precision). Sets `*failed` where one changed
/// what is computed; `failed` outlives the pass manager.
std::unique_ptr<mlir::PassInstrumentation>
createProgramVerifier(bool *failed, uint64_t seed = 0,
                      unsigned *agreed = nullptr);

} // namespace proxc::pipelines

#endif // PROXC_PIPELINES_VERIFYPROGRAMS_H
