//===- Retarget.cpp - code for the machine that was asked for ---*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "FreestandingLibrary.h"
#include "proxc/Target/LLVM/Module.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Triple.h"

using namespace proxc::target;

// Registers LLVM's code generators once.
static void initializeTargets() {
  static const bool done = [] {
    llvm::InitializeAllTargetInfos();
    llvm::InitializeAllTargets();
    llvm::InitializeAllTargetMCs();
    llvm::InitializeAllAsmPrinters();
    llvm::InitializeAllAsmParsers();
    return true;
  }();
  (void)done;
}

llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
proxc::target::createTargetMachine(const TargetInfo &target) {
  initializeTargets();
  std::string complaint;
  llvm::Triple triple(target.triple);
  const llvm::Target *backend =
      llvm::TargetRegistry::lookupTarget(triple, complaint);
  if (!backend)
    return llvm::createStringError("this LLVM cannot generate code for '" +
                                   target.triple + "': " + complaint);

  llvm::TargetOptions options;
  options.FloatABIType =
      target.hardFloat ? llvm::FloatABI::Hard : llvm::FloatABI::Soft;
  options.MCOptions.ABIName = target.abi;
  // Kernels are fast-math anyway: a * b + c may become one instruction.
  options.AllowFPOpFusion = llvm::FPOpFusion::Fast;
  // Unused parts of an object can be left out by the user's linker.
  options.FunctionSections = true;
  options.DataSections = true;
  options.EmitAddrsig = false;
  if (target.freestanding)
    options.ThreadModel = llvm::ThreadModel::Single;
  std::unique_ptr<llvm::TargetMachine> machine(backend->createTargetMachine(
      triple, target.cpu, target.features, options,
      target.freestanding ? llvm::Reloc::Static : llvm::Reloc::PIC_,
      std::nullopt, llvm::CodeGenOptLevel::Aggressive));
  if (!machine)
    return llvm::createStringError("this LLVM cannot generate code for '" +
                                   target.triple + "'");
  return machine;
}

// What a producer wrote about the machine, or about how its compiler was
// called. Some of it (features of Xeon Phi) LLVM 22 no longer knows.
static constexpr llvm::StringLiteral machineAttributes[] = {
    "abi",
    "aarch64_pstate_sm_enabled",
    "float-abi",
    "frame-pointer",
    "no-builtins",
    "min-legal-vector-width",
    "probe-stack",
    "stack-protector-buffer-size",
    "target-abi",
    "target-cpu",
    "target-features",
    "tune-cpu",
    "use-soft-float",
    "prefer-vector-width"};
static constexpr llvm::Attribute::AttrKind machineKinds[] = {
    llvm::Attribute::StackProtect, llvm::Attribute::StackProtectReq,
    llvm::Attribute::StackProtectStrong, llvm::Attribute::UWTable,
    llvm::Attribute::VScaleRange};

static void retargetFunction(llvm::Function &function,
                             const TargetInfo &target) {
  for (llvm::StringRef name : machineAttributes)
    function.removeFnAttr(name);
  for (llvm::Attribute::AttrKind kind : machineKinds)
    function.removeFnAttr(kind);
  if (function.isIntrinsic())
    return;
  function.addFnAttr("target-cpu", target.cpu);
  if (!target.features.empty())
    function.addFnAttr("target-features", target.features);
  // The kernels' vectors are as wide as they should be; LLVM would halve those
  // of some processors.
  if (target.vectorBits >= 128)
    function.addFnAttr("prefer-vector-width",
                       std::to_string(target.vectorBits));
}

void proxc::target::retarget(llvm::Module &module, const TargetInfo &target,
                             const llvm::TargetMachine &machine) {
  llvm::StripDebugInfo(module);
  for (llvm::StringRef name : {"llvm.ident", "llvm.commandline"})
    if (llvm::NamedMDNode *node = module.getNamedMetadata(name))
      node->eraseFromParent();
  if (llvm::NamedMDNode *flags = module.getModuleFlagsMetadata())
    flags->eraseFromParent();

  module.setTargetTriple(machine.getTargetTriple());
  module.setDataLayout(machine.createDataLayout());
  // The name that an object file carries; never a path of this machine.
  module.setSourceFileName(module.getModuleIdentifier());
  if (!target.freestanding)
    module.setPICLevel(llvm::PICLevel::BigPIC);
  if (!target.abi.empty())
    module.addModuleFlag(llvm::Module::Error, "target-abi",
                         llvm::MDString::get(module.getContext(), target.abi));

  for (llvm::Function &function : module)
    retargetFunction(function, target);
  for (llvm::GlobalValue &value : module.global_values())
    if (value.isDeclaration() && !target.freestanding)
      value.setDSOLocal(false);
}

void proxc::target::optimize(llvm::Module &module, const TargetInfo &target,
                             llvm::TargetMachine &machine, bool smallCode) {
  if (smallCode)
    for (llvm::Function &function : module)
      if (!function.isDeclaration() && !function.hasOptNone())
        function.addFnAttr(llvm::Attribute::OptimizeForSize);

  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PipelineTuningOptions tuning;
  tuning.LoopVectorization = tuning.SLPVectorization = target.vectorBits >= 128;
  // Halide has unrolled what is worth it. LLVM would also unroll the sums over
  // strips and lanes, all of them: half of the time of a compilation, for code
  // that runs once a check.
  tuning.LoopUnrolling = false;
  llvm::PassBuilder builder(&machine, tuning);
  llvm::TargetLibraryInfoImpl library = libraryOf(target);
  functions.registerPass([&] { return llvm::TargetLibraryAnalysis(library); });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  llvm::OptimizationLevel level =
      smallCode ? llvm::OptimizationLevel::O2 : llvm::OptimizationLevel::O3;
  builder.buildPerModuleDefaultPipeline(level).run(module, modules);
}
