//===- Passes.h - passes of the halide dialect ------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_HALIDE_TRANSFORMS_PASSES_H
#define PROXC_DIALECT_HALIDE_TRANSFORMS_PASSES_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Pass/Pass.h"
#include "proxc/Dialect/Halide/IR/Halide.h"

namespace proxc::halide {

/// What a schedule depends on beside the kernel.
struct MachineModel {
  /// Width of a vector register; 32 where there are only scalars.
  unsigned vectorBits = 256;
  /// Whether strips may run in parallel.
  bool threads = true;
  /// Bytes that the windows of one strip may take.
  int64_t stackBytes = 256 << 10;
  /// Entries of a strip: enough that the border rows computed twice and the
  /// start of a task do not count, few enough that every thread gets several
  /// strips.
  int64_t stripEntries = 16384;
  /// Waking threads takes longer than computing fewer entries than this.
  int64_t leastParallelEntries = 8192;
};

/// Computes `func` in the bodies of its readers and erases it. Its results must
/// not be returned.
void inlineFunc(FuncOp func);

/// Replaces one read of a func by the value that the func's body computes.
void inlineRead(ReadOp read);

/// Lets `window`, which comes after `func`, compute the results of `func` as
/// well; reads of these by others become reads of the new results. Returns the
/// func in place of `window`. `func` is erased; its readers must all read at
/// their own index.
FuncOp joinFuncs(FuncOp func, FuncOp window);

/// Gives a reduction whose axes cannot be one, but the last of which is short,
/// a body that combines the entries along that axis; drops axes of extent 1.
/// Returns the reduction that takes the place of `reduce`.
ReduceOp shortenAxes(ReduceOp reduce);

/// Gives every func and reduction of the pipeline its schedule; see the pass
/// `halide-schedule`.
void schedulePipeline(PipelineOp pipeline, const MachineModel &machine);

/// An argument and a result of a pipeline, by number.
using SharedPair = std::pair<unsigned, unsigned>;

/// Lets the results of `pairs` be written over their arguments although windows
/// read these around an entry, and says so in the pipeline. What the windows
/// hold at the ends of strips is then computed before: results that are appended
/// to the pipeline, whose types are returned; the caller provides their memory.
/// Returns nothing, and changes nothing, where rows would be read too late. The
/// pipeline is scheduled.
std::optional<llvm::SmallVector<mlir::RankedTensorType>>
shareRows(PipelineOp pipeline, llvm::ArrayRef<SharedPair> pairs);

#define GEN_PASS_DECL
#include "proxc/Dialect/Halide/Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "proxc/Dialect/Halide/Transforms/Passes.h.inc"

} // namespace proxc::halide

#endif // PROXC_DIALECT_HALIDE_TRANSFORMS_PASSES_H
