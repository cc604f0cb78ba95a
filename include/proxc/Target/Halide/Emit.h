//===- Emit.h - from pipelines to bitcode -----------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hands a scheduled `halide.pipeline` to Halide. No header of Halide is seen
// from here; its errors arrive as diagnostics.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_TARGET_HALIDE_EMIT_H
#define PROXC_TARGET_HALIDE_EMIT_H

#include "proxc/Dialect/Halide/IR/Halide.h"
#include "proxc/Target/Target.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <vector>

namespace proxc::target {

/// A compiled pipeline.
struct Kernel {
  /// An LLVM module that defines `int32_t name(arguments..., results...)`, one
  /// external function: tensors are pointers to their elements, scalars are
  /// passed by value. It returns 0. Threads are asked for through
  /// `halide_do_par_for`.
  std::vector<uint8_t> bitcode;
  /// Halide's lowered statement, where it was asked for.
  std::string statement;
  /// Loop nests that read or write arrays: passes over memory.
  unsigned sweeps = 0;
};

/// Compiles a pipeline. What Halide cannot do is reported at the pipeline and
/// returned as an error.
llvm::Expected<Kernel> emitPipeline(halide::PipelineOp pipeline,
                                    const TargetInfo &target,
                                    bool withStatement = false);

/// LLVM modules that together define what `Kernel` says for all of `pipelines`.
/// They are compiled in parallel, each in a process of its own: Halide numbers
/// the names of a process, and the numbers decide orders in its code, so what
/// was compiled before would show in the bits. Short pipelines share a module;
/// which do depends on the pipelines alone. What Halide cannot do is reported
/// at its pipeline and returned as an error.
llvm::Expected<std::vector<std::vector<uint8_t>>>
emitPipelines(llvm::ArrayRef<halide::PipelineOp> pipelines,
              const TargetInfo &target);

} // namespace proxc::target

#endif // PROXC_TARGET_HALIDE_EMIT_H
