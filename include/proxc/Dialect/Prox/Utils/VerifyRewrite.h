//===- VerifyRewrite.h - a rewrite keeps the meaning ------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What --verify-rewrites does: the interpreter evaluates a problem before and
// after a pass on random data.

#ifndef PROXC_DIALECT_PROX_UTILS_VERIFYREWRITE_H
#define PROXC_DIALECT_PROX_UTILS_VERIFYREWRITE_H

#include "mlir/Pass/PassInstrumentation.h"
#include "proxc/Dialect/Prox/IR/Prox.h"
#include <memory>

namespace proxc::reference {
class Interpreter;
} // namespace proxc::reference

namespace proxc::prox {

/// Binds random data to the inputs, params and unknowns of `problem` by name.
/// Equal seeds give equal data for equal declarations. Scalars are positive;
/// arrays are signed for even seeds and positive for odd ones.
void bindRandomData(ProblemOp problem, reference::Interpreter &interpreter,
                    uint64_t seed);

/// Compares objective, feasibility, outs and exported operators of two versions
/// of a problem on `draws` sets of random data. Emits an error on `after` that
/// names both values where they differ by more than `tolerance`, relative to
/// the larger and to 1. An objective that is not finite stays the same.
mlir::LogicalResult verifyRewrite(ProblemOp before, ProblemOp after,
                                  double tolerance = 1e-10, unsigned draws = 4,
                                  uint64_t seed = 0);

/// Checks every pass that sees a problem and leaves one of its name behind.
/// Sets `*failed` where one changed its meaning and adds to `*agreed`, unless
/// that is null, where one did not; both outlive the pass manager.
std::unique_ptr<mlir::PassInstrumentation>
createRewriteVerifier(bool *failed, double tolerance = 1e-10, uint64_t seed = 0,
                      unsigned *agreed = nullptr);

} // namespace proxc::prox

#endif // PROXC_DIALECT_PROX_UTILS_VERIFYREWRITE_H
