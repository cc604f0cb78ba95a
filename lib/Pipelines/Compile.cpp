//===- Compile.cpp - the documented order of everything ---------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Pipelines/Compile.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "proxc/Conversion/ProxToSolver/ProxToSolver.h"
#include "proxc/Conversion/RtToLLVM/RtToLLVM.h"
#include "proxc/Conversion/SolverToHalide/SolverToHalide.h"
#include "proxc/Conversion/SolverToRt/SolverToRt.h"
#include "proxc/Dialect/Halide/Transforms/Passes.h"
#include "proxc/Dialect/LinOp/Transforms/Passes.h"
#include "proxc/Dialect/Prox/Transforms/Passes.h"
#include "proxc/Dialect/Prox/Utils/VerifyRewrite.h"
#include "proxc/Dialect/Solver/Transforms/Passes.h"
#include "proxc/Pipelines/Cost.h"
#include "proxc/Runtime/DriverBitcode.h"
#include "proxc/Target/Halide/Emit.h"
#include "proxc/Target/LLVM/Module.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::pipelines;

/// Folds and shares; keeps what steps are made of small between two stages.
static LogicalResult simplify(ModuleOp module) {
  PassManager manager(module.getContext());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  return manager.run(module);
}

static LogicalResult endStage(ModuleOp module, const CompileOptions &options,
                              StringRef stage) {
  if (options.onStage)
    options.onStage(stage, module);
  return success();
}

LogicalResult pipelines::rewriteProblem(ModuleOp module,
                                        const CompileOptions &options) {
  PassManager manager(module.getContext());
  // Operators in normal form first: scalars stand in front, where absorption
  // finds them. Then sharing: "the same operator" means the same value to all
  // rewrites of problems.
  manager.addPass(linop::createLinOpCanonicalize());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  // Absorption before grouping: terms whose operators differ by a factor stand
  // on the same operator afterwards. Splitting sees whole groups, and scaling
  // what is left to Psi.
  OpPassManager &problems = manager.nest<prox::ProblemOp>();
  problems.addPass(prox::createProxAbsorb());
  problems.addPass(prox::createProxGroup());
  problems.addPass(prox::createProxSplit());
  problems.addPass(prox::createProxScale());
  // Last, as functions absorb diagonals and not index maps.
  problems.addPass(linop::createLinOpRealize());
  problems.addPass(createCSEPass());
  problems.addPass(linop::createLinOpInspect());
  bool meaningChanged = false;
  if (options.verifyRewrites)
    manager.addInstrumentation(prox::createRewriteVerifier(
        &meaningChanged, /*tolerance=*/1e-10, options.seed));
  if (failed(manager.run(module)) || meaningChanged)
    return failure();
  return endStage(module, options, "2-rewritten");
}

LogicalResult pipelines::lowerToSolver(ModuleOp module,
                                       const CompileOptions &options) {
  SmallVector<prox::ProblemOp> problems(module.getOps<prox::ProblemOp>());
  for (prox::ProblemOp problem : problems)
    if (failed(convertProxToSolver(problem)))
      return failure();
  if (!options.target.hasF64)
    for (auto program : module.getOps<solver::ProgramOp>())
      if (failed(solver::demotePrecision(program)))
        return failure();
  if (failed(simplify(module)) ||
      failed(endStage(module, options, "3-algorithm")))
    return failure();
  for (auto program : module.getOps<solver::ProgramOp>())
    solver::hoistInvariants(program);
  // Values that moved out of the loop may now be one value.
  if (failed(simplify(module)))
    return failure();
  for (auto program : module.getOps<solver::ProgramOp>())
    solver::fuseSteps(program);
  return endStage(module, options, "4-fused");
}

LogicalResult pipelines::lowerToRt(ModuleOp module,
                                   const CompileOptions &options) {
  SmallVector<solver::ProgramOp> programs(module.getOps<solver::ProgramOp>());
  for (solver::ProgramOp program : programs)
    if (failed(convertSolverToHalide(program)))
      return failure();
  // Planes make selections constant.
  if (failed(simplify(module)))
    return failure();
  halide::MachineModel machine;
  machine.vectorBits = options.target.vectorBits;
  machine.threads = options.target.hasThreads;
  if (options.target.freestanding)
    machine.stackBytes = 8 << 10; // firmware's stacks are short
  for (auto pipeline : module.getOps<halide::PipelineOp>())
    halide::schedulePipeline(pipeline, machine);
  if (failed(endStage(module, options, "5-kernels")))
    return failure();
  ArenaOptions arena;
  arena.stagger = !options.target.freestanding;
  arena.alignment = options.target.freestanding ? 16 : 64;
  for (solver::ProgramOp program : programs)
    if (failed(convertSolverToRt(program, arena)))
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

  std::vector<llvm::MemoryBufferRef> bitcode;
  for (const std::vector<uint8_t> &kernel : *kernels)
    bitcode.push_back(bufferOf(kernel, "kernel"));
  target::BuildOptions build;
  build.exports = compiled.exports;
  build.smallCode = target.freestanding;
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
