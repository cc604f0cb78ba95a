//===- Checks.h - one function an expectation -------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DIALECT_CHECK_TRANSFORMS_CHECKS_H
#define PROXC_LIB_DIALECT_CHECK_TRANSFORMS_CHECKS_H

#include "proxc/Dialect/Check/IR/Check.h"
#include "proxc/Dialect/Check/Transforms/Passes.h"

namespace proxc::check {

mlir::LogicalResult runExpectAdjoint(ExpectAdjointOp op,
                                     reference::Environment &env,
                                     uint64_t seed);
mlir::LogicalResult runExpectClose(ExpectCloseOp op,
                                   reference::Environment &env, uint64_t seed);
mlir::LogicalResult runExpectNormBound(ExpectNormBoundOp op,
                                       reference::Environment &env,
                                       uint64_t seed);
mlir::LogicalResult runExpectAnswers(ExpectAnswersOp op,
                                     reference::Environment &env,
                                     uint64_t seed);
mlir::LogicalResult runExpectProx(ExpectProxOp op, reference::Environment &env,
                                  uint64_t seed);

/// Random entries of the type's shape, complex where its elements are.
reference::Array randomOf(mlir::RankedTensorType type, uint64_t seed);

} // namespace proxc::check

#endif // PROXC_LIB_DIALECT_CHECK_TRANSFORMS_CHECKS_H
