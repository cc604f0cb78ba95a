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

/// What `linop-inspect` finds in a sparse matrix.
struct SparseFacts {
  int64_t entries = 0, longestRow = 0, shortestRow = 0;
  int64_t emptyRows = 0, emptyColumns = 0;
  /// The most diagonals below and above the main one that hold entries.
  int64_t lower = 0, upper = 0;
  /// No row, no column has two entries.
  bool rowExclusive = true, columnExclusive = true;
};

/// The facts of the pattern of compressed rows.
SparseFacts inspectSparse(llvm::ArrayRef<int64_t> starts,
                          llvm::ArrayRef<int64_t> positions, int64_t columns);

/// Tells the facts of all explicit matrices below `root` as remarks.
void inspectOperators(mlir::Operation *root);

} // namespace proxc::linop

#endif // PROXC_DIALECT_LINOP_TRANSFORMS_PASSES_H
