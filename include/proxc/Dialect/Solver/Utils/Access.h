//===- Access.h - how a step reads an array ---------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_SOLVER_UTILS_ACCESS_H
#define PROXC_DIALECT_SOLVER_UTILS_ACCESS_H

#include "proxc/Dialect/Solver/IR/Solver.h"

namespace proxc::solver {

/// Where a step reads an array, relative to the entry that it computes.
enum class Access {
  same, ///< the same index along the image axes
  near, ///< at constant offsets, clamped to the array
  far   ///< anywhere else: wrapped, permuted, scaled, summed
};

/// How `read`, in the body of `step` (a map or a reduce), reads along its last
/// `image` axes.
Access classifyRead(ReadOp read, mlir::Operation *step, int64_t image);

/// The most distant kind of all of `step`'s reads of `array`.
Access classifyReads(mlir::Operation *step, mlir::Value array, int64_t image);

/// The largest number of leading entries that are kept as separate planes.
constexpr int64_t maxPlanes = 4;

/// The shape of what a map or a reduce runs over.
llvm::ArrayRef<int64_t> stepShape(mlir::Operation *step);

/// True if `shape` is `image` behind at most `maxPlanes` leading entries.
bool hasImage(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> image);

} // namespace proxc::solver

#endif // PROXC_DIALECT_SOLVER_UTILS_ACCESS_H
