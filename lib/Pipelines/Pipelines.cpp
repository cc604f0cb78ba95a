//===- Pipelines.cpp - the product's passes in their order ------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Pipelines/Pipelines.h"
#include "mlir/Pass/PassOptions.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"
#include "proxc/Conversion/Passes.h"
#include "proxc/Dialect/Halide/Transforms/Passes.h"
#include "proxc/Dialect/LinOp/Transforms/Passes.h"
#include "proxc/Dialect/Prox/Transforms/Passes.h"
#include "proxc/Dialect/Solver/Transforms/Passes.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::pipelines;

/// Folds and shares; keeps what steps are made of small between two stages.
static void simplify(OpPassManager &manager) {
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
}

/// Fourier transforms come from a library of the host.
static bool hasTransforms(const target::TargetInfo &target) {
  return !target.freestanding;
}

void pipelines::buildRewriteProblem(OpPassManager &manager,
                                    const target::TargetInfo &target) {
  // Operators in normal form first: scalars stand in front, where absorption
  // finds them. Then sharing: "the same operator" means the same value to all
  // rewrites of problems. `linop-rotate` is not among them: which side of its
  // laws is cheaper depends on the program, and it has no cost model yet.
  manager.addPass(linop::createLinOpCanonicalize());
  simplify(manager);
  // Absorption before grouping: terms whose operators differ by a factor stand
  // on the same operator afterwards. Splitting sees whole groups, and scaling
  // what is left to Psi.
  OpPassManager &problems = manager.nest<prox::ProblemOp>();
  problems.addPass(prox::createProxAbsorb());
  problems.addPass(prox::createProxGroup());
  problems.addPass(prox::createProxSplit({hasTransforms(target)}));
  problems.addPass(prox::createProxScale());
  // Last, as functions absorb diagonals and not index maps.
  problems.addPass(linop::createLinOpRealize());
  problems.addPass(createCSEPass());
  problems.addPass(linop::createLinOpInspect());
}

void pipelines::buildChooseAlgorithm(OpPassManager &manager,
                                     const target::TargetInfo &target) {
  manager.addPass(createConvertProxToSolver({hasTransforms(target)}));
  if (!target.hasF64)
    manager.addNestedPass<solver::ProgramOp>(
        solver::createSolverDemotePrecision());
  simplify(manager);
}

void pipelines::buildFuseSteps(OpPassManager &manager) {
  manager.addNestedPass<solver::ProgramOp>(
      solver::createSolverHoistInvariants());
  // Values that moved out of the loop may now be one value.
  simplify(manager);
  manager.addNestedPass<solver::ProgramOp>(solver::createSolverFuse());
}

void pipelines::buildMakeKernels(OpPassManager &manager,
                                 const target::TargetInfo &target) {
  manager.addPass(createConvertSolverToHalide());
  // Planes make selections constant.
  simplify(manager);
  halide::HalideScheduleOptions machine;
  machine.vectorBits = target.vectorBits;
  machine.threads = target.hasThreads;
  if (target.freestanding)
    machine.stackBytes = 8 << 10; // firmware's stacks are short
  manager.addNestedPass<halide::PipelineOp>(
      halide::createHalideSchedule(machine));
}

void pipelines::buildPlaceArrays(OpPassManager &manager,
                                 const target::TargetInfo &target) {
  ConvertSolverToRtOptions arena;
  arena.stagger = !target.freestanding;
  arena.alignment = target.freestanding ? 16 : 64;
  manager.addPass(createConvertSolverToRt(arena));
  manager.addPass(halide::createHalideDeduplicate());
}

namespace {
struct TargetOptions : PassPipelineOptions<TargetOptions> {
  Option<std::string> name{*this, "target",
                           llvm::cl::desc("the machine, as of `proxc --target`"),
                           llvm::cl::init("host")};
};
} // namespace

using BuildPipeline = void (*)(OpPassManager &, const target::TargetInfo &);

/// Registers a pipeline that calls `build` with the target that its option names.
static void registerForTarget(StringRef name, StringRef summary,
                              BuildPipeline build) {
  registerPassPipeline(
      name, summary,
      [build](OpPassManager &manager, StringRef text,
              function_ref<LogicalResult(const Twine &)> report) {
        TargetOptions options;
        if (failed(options.parseFromString(text)))
          return failure();
        auto target = target::getTarget(options.name);
        if (!target)
          return report(llvm::toString(target.takeError()));
        build(manager, *target);
        return success();
      },
      [](function_ref<void(const mlir::detail::PassOptions &)> visit) {
        visit(TargetOptions());
      });
}

void pipelines::registerPipelines() {
  registerForTarget("proxc-rewrite-problem",
                    "what the product rewrites in operators and problems",
                    buildRewriteProblem);
  registerForTarget("proxc-lower-to-solver",
                    "from rewritten problems to fused steps of an algorithm",
                    [](OpPassManager &manager, const target::TargetInfo &t) {
                      buildChooseAlgorithm(manager, t);
                      buildFuseSteps(manager);
                    });
  registerForTarget("proxc-lower-to-rt",
                    "from fused steps to scheduled kernels and buffers",
                    [](OpPassManager &manager, const target::TargetInfo &t) {
                      buildMakeKernels(manager, t);
                      buildPlaceArrays(manager, t);
                    });
}
