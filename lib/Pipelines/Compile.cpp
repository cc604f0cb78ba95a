//===- Compile.cpp - the documented order of everything ---------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Pipelines/Compile.h"
#include "proxc/Conversion/RtToLLVM/RtToLLVM.h"
#include "proxc/Dialect/Halide/IR/Halide.h"
#include "proxc/Dialect/Prox/Utils/VerifyRewrite.h"
#include "proxc/Dialect/Rt/IR/Rt.h"
#include "proxc/Dialect/Solver/IR/Solver.h"
#include "proxc/Pipelines/Cost.h"
#include "proxc/Pipelines/Pipelines.h"
#include "proxc/Pipelines/VerifyPrograms.h"
#include "proxc/Runtime/DriverBitcode.h"
#include "proxc/Target/Halide/Emit.h"
#include "proxc/Target/LLVM/Module.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::pipelines;

static LogicalResult endStage(ModuleOp module, const CompileOptions &options,
                              StringRef stage) {
  if (options.onStage)
    options.onStage(stage, module);
  return success();
}

/// Runs the passes that `build` adds, with the verifier after each, and compares
/// what programs compute where `options` says so.
static LogicalResult
run(ModuleOp module, const CompileOptions &options,
    llvm::function_ref<void(OpPassManager &)> build) {
  PassManager manager(module.getContext());
  build(manager);
  bool changed = false;
  if (options.verifyRewrites)
    manager.addInstrumentation(
        createProgramVerifier(&changed, options.seed, options.agreed));
  return failure(failed(manager.run(module)) || changed);
}

LogicalResult pipelines::rewriteProblem(ModuleOp module,
                                        const CompileOptions &options) {
  PassManager manager(module.getContext());
  buildRewriteProblem(manager, options.target);
  bool meaningChanged = false;
  if (options.verifyRewrites)
    manager.addInstrumentation(prox::createRewriteVerifier(
        &meaningChanged, /*tolerance=*/1e-10, options.seed, options.agreed));
  if (failed(manager.run(module)) || meaningChanged)
    return failure();
  return endStage(module, options, "2-rewritten");
}

LogicalResult pipelines::lowerToSolver(ModuleOp module,
                                       const CompileOptions &options) {
  if (failed(run(module, options,
                 [&](OpPassManager &manager) {
                   buildChooseAlgorithm(manager, options.target);
                 })) ||
      failed(endStage(module, options, "3-algorithm")) ||
      failed(run(module, options, buildFuseSteps)))
    return failure();
  return endStage(module, options, "4-fused");
}

LogicalResult pipelines::lowerToRt(ModuleOp module,
                                   const CompileOptions &options) {
  // Nothing interprets calls of kernels and buffers.
  CompileOptions unchecked = options;
  unchecked.verifyRewrites = false;
  if (failed(run(module, unchecked,
                 [&](OpPassManager &manager) {
                   buildMakeKernels(manager, options.target);
                 })) ||
      failed(endStage(module, options, "5-kernels")) ||
      failed(run(module, unchecked, [&](OpPassManager &manager) {
        buildPlaceArrays(manager, options.target);
      })))
    return failure();
  return endStage(module, options, "6-memory");
}

//===----------------------------------------------------------------------===//
// Machine code
//===----------------------------------------------------------------------===//

static LogicalResult report(ModuleOp module, llvm::Error error) {
  if (!error)
    return success();
  return module.emitError(llvm::toString(std::move(error)));
}

/// Gives every body its own constants, which folding had shared: a body is
/// translated by itself.
static void sinkConstants(halide::PipelineOp pipeline) {
  SmallVector<Operation *> constants;
  for (Operation &op : pipeline.getBody().front())
    if (op.hasTrait<OpTrait::ConstantLike>())
      constants.push_back(&op);
  for (Operation *constant : constants) {
    llvm::DenseMap<Block *, Value> copies;
    for (OpOperand &use :
         llvm::make_early_inc_range(constant->getResult(0).getUses())) {
      Operation *step =
          pipeline.getBody().front().findAncestorOpInBlock(*use.getOwner());
      Block *body = &step->getRegion(0).front();
      Value &copy = copies[body];
      if (!copy) {
        OpBuilder builder = OpBuilder::atBlockBegin(body);
        copy = builder.clone(*constant)->getResult(0);
      }
      use.set(copy);
    }
    constant->erase();
  }
}

/// Compiles all kernels and takes them out of the module.
static FailureOr<std::vector<std::vector<uint8_t>>>
emitKernels(ModuleOp module, const CompileOptions &options) {
  SmallVector<halide::PipelineOp> pipelines(
      module.getOps<halide::PipelineOp>());
  for (halide::PipelineOp pipeline : pipelines)
    sinkConstants(pipeline);
  auto kernels = target::emitPipelines(pipelines, options.target);
  if (!kernels) {
    // Reported at the pipelines.
    llvm::consumeError(kernels.takeError());
    return failure();
  }
  for (halide::PipelineOp pipeline : pipelines)
    pipeline.erase();
  return std::move(*kernels);
}

/// What the solver program says of itself.
static void describe(ModuleOp module, Compiled &compiled) {
  for (auto program : module.getOps<solver::ProgramOp>()) {
    compiled.method = program.getMethod().str();
    compiled.options = program.getOptionsAttr();
    Cost cost = iterationCost(program);
    compiled.flopsPerIteration = cost.flops;
    compiled.bytesPerIteration = cost.bytes;
    if (ArrayAttr reasons = program.getReasonsAttr())
      for (Attribute reason : reasons)
        compiled.reasons.push_back(cast<StringAttr>(reason).getValue().str());
  }
}

static llvm::MemoryBufferRef bufferOf(llvm::ArrayRef<uint8_t> bytes,
                                       StringRef name) {
  return llvm::MemoryBufferRef(
      StringRef(reinterpret_cast<const char *>(bytes.data()), bytes.size()),
      name);
}

static LogicalResult emitModule(ModuleOp module, const CompileOptions &options,
                                Compiled &compiled) {
  const target::TargetInfo &target = options.target;
  FailureOr<std::vector<std::vector<uint8_t>>> kernels =
      emitKernels(module, options);
  if (failed(kernels))
    return failure();
  compiled.exports = exportedSymbols(module);
  RtTarget rtTarget{target.pointerBits, target.freestanding};
  if (failed(convertRtToLLVM(module, rtTarget)) ||
      failed(endStage(module, options, "7-llvm")))
    return failure();
  compiled.context = std::make_unique<llvm::LLVMContext>();
  auto translated =
      target::translateToLLVM(module, *compiled.context, "program");
  if (!translated)
    return report(module, translated.takeError());
  compiled.module = std::move(*translated);

  target::BuildOptions build;
  build.exports = compiled.exports;
  build.smallCode = target.freestanding;
  // Halide has made kernels fast; to make them small is left to us.
  std::vector<llvm::MemoryBufferRef> bitcode;
  for (const std::vector<uint8_t> &kernel : *kernels)
    (build.smallCode ? bitcode : build.optimized)
        .push_back(bufferOf(kernel, "kernel"));
  if (target.freestanding)
    bitcode.push_back(bufferOf(
        runtime::driverBitcode(runtime::Family::Freestanding), "driver"));
  else
    build.optimized.push_back(
        bufferOf(runtime::driverBitcode(runtime::Family::Hosted), "driver"));
  return report(module,
                target::buildModule(*compiled.module, bitcode, target, build));
}

FailureOr<Compiled> pipelines::compile(ModuleOp module,
                                       const CompileOptions &options) {
  Compiled compiled;
  if (failed(endStage(module, options, "1-problem")) ||
      failed(rewriteProblem(module, options)) ||
      failed(lowerToSolver(module, options)))
    return failure();
  describe(module, compiled);
  if (failed(lowerToRt(module, options)))
    return failure();
  for (auto program : module.getOps<rt::ProgramOp>()) {
    compiled.arenaBytes = program.getArenaBytes();
    compiled.workspaceBytes = program.getWorkspaceBytes(
        options.target.pointerBits / 8, options.target.freestanding);
  }
  if (failed(emitModule(module, options, compiled)))
    return failure();
  return compiled;
}
