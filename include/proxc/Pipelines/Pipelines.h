//===- Pipelines.h - the product's passes in their order --------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The passes between a `prox.problem` and phases over buffers, stage by stage.
// `compile` (Compile.h) runs them, and `proxc-opt` has them under the names of
// `registerPipelines`, so that a test sees what the product does. Their order and
// its reasons stand in Pipelines.cpp.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_PIPELINES_PIPELINES_H
#define PROXC_PIPELINES_PIPELINES_H

#include "mlir/Pass/PassManager.h"
#include "proxc/Target/Target.h"

namespace proxc::pipelines {

/// Rewrites of operators and problems. On modules.
void buildRewriteProblem(mlir::OpPassManager &manager,
                         const target::TargetInfo &target);

/// The algorithm of every problem, as steps; in f32 alone where the target has no
/// f64.
void buildChooseAlgorithm(mlir::OpPassManager &manager,
                          const target::TargetInfo &target);

/// Steps as rarely as possible, and in as few passes over memory.
void buildFuseSteps(mlir::OpPassManager &manager);

/// Kernels with schedules.
void buildMakeKernels(mlir::OpPassManager &manager,
                      const target::TargetInfo &target);

/// Phases over the arena's buffers.
void buildPlaceArrays(mlir::OpPassManager &manager,
                      const target::TargetInfo &target);

/// Registers
///   --proxc-rewrite-problem   buildRewriteProblem,
///   --proxc-lower-to-solver   buildChooseAlgorithm, buildFuseSteps,
///   --proxc-lower-to-rt       buildMakeKernels, buildPlaceArrays,
/// with the option `target=NAME` (as of `proxc --target`; `host`
/// without it).
void registerPipelines();

} // namespace proxc::pipelines

#endif // PROXC_PIPELINES_PIPELINES_H
