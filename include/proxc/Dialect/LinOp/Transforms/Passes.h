//===- Passes.h - passes of the linop dialect -------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_LINOP_TRANSFORMS_PASSES_H
#define PROXC_DIALECT_LINOP_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"

namespace proxc::linop {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "proxc/Dialect/LinOp/Transforms/Passes.h.inc"

/// Brings all operators below `root` into normal form and drops those that
/// nothing uses. With `tells` each law is a remark.
mlir::LogicalResult canonicalizeOperators(mlir::Operation *root, bool tells);

/// Makes one operation of products, stacks and sums of explicit matrices below
/// `root`, and brings the rest into normal form.
mlir::LogicalResult realizeOperators(mlir::Operation *root, bool tells);

} // namespace proxc::linop

#endif // PROXC_DIALECT_LINOP_TRANSFORMS_PASSES_H
