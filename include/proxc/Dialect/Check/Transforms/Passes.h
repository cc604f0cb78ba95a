//===- Passes.h - passes of the check dialect -------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_CHECK_TRANSFORMS_PASSES_H
#define PROXC_DIALECT_CHECK_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"
#include "proxc/Reference/Interpreter.h"

namespace proxc::check {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "proxc/Dialect/Check/Transforms/Passes.h.inc"

/// Tests one expectation of the check dialect; emits an error where it fails.
mlir::LogicalResult runCheck(mlir::Operation *expectation,
                             reference::Interpreter &interpreter,
                             uint64_t seed);

/// Random arrays of the shapes that the values below `root` have: arguments of
/// functions, inputs, params and unknowns of problems.
void bindRandomData(mlir::Operation *root, reference::Interpreter &interpreter,
                    uint64_t seed);

/// A lower bound of |A| by this many steps of power iteration.
mlir::FailureOr<double> estimateNorm(mlir::Value op,
                                     reference::Environment &env,
                                     int iterations, uint64_t seed);

} // namespace proxc::check

#endif // PROXC_DIALECT_CHECK_TRANSFORMS_PASSES_H
