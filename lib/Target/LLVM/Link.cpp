//===- Link.cpp - the parts of a program become one module ------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Diagnostics.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/Operation.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "proxc/Target/LLVM/Module.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/IPO/Internalize.h"
#include "llvm/Transforms/IPO/StripDeadPrototypes.h"

using namespace proxc::target;

void proxc::target::registerLLVMTranslations(mlir::DialectRegistry &registry) {
  mlir::registerBuiltinDialectTranslation(registry);
  mlir::registerLLVMDialectTranslation(registry);
}

llvm::Expected<std::unique_ptr<llvm::Module>> proxc::target::translateToLLVM(
    mlir::Operation *module, llvm::LLVMContext &context, llvm::StringRef name) {
  std::unique_ptr<llvm::Module> result =
      mlir::translateModuleToLLVMIR(module, context, name);
  if (!result)
    return llvm::createStringError("cannot translate '" + name +
                                   "' from MLIR to LLVM IR");
  return result;
}

// Flags describe how a producer compiled its part (code model, wchar_t,
// Halide's target); they disagree between producers, and `retarget` decides all
// of it.
static void dropModuleFlags(llvm::Module &module) {
  if (llvm::NamedMDNode *flags = module.getModuleFlagsMetadata())
    flags->eraseFromParent();
}

llvm::Error
proxc::target::linkBitcode(llvm::Module &module,
                           llvm::ArrayRef<llvm::MemoryBufferRef> bitcode) {
  dropModuleFlags(module);
  for (llvm::MemoryBufferRef buffer : bitcode) {
    CollectDiagnostics diagnostics(module.getContext());
    llvm::Expected<std::unique_ptr<llvm::Module>> part =
        llvm::parseBitcodeFile(buffer, module.getContext());
    if (!part)
      return llvm::createStringError("cannot read bitcode '" +
                                     buffer.getBufferIdentifier() +
                                     "': " + llvm::toString(part.takeError()));
    dropModuleFlags(**part);
    // Of one family (sizes of pointers agree), else the verifier complains.
    (*part)->setTargetTriple(module.getTargetTriple());
    (*part)->setDataLayout(module.getDataLayout());
    if (llvm::Linker::linkModules(module, std::move(*part)) ||
        diagnostics.hasError())
      return diagnostics.takeError("cannot link bitcode '" +
                                   buffer.getBufferIdentifier() + "'");
  }
  return llvm::Error::success();
}

llvm::Error proxc::target::internalize(llvm::Module &module,
                                       llvm::ArrayRef<std::string> exports) {
  llvm::StringSet<> kept;
  for (const std::string &name : exports) {
    llvm::GlobalValue *value = module.getNamedValue(name);
    if (!value || value->isDeclaration())
      return llvm::createStringError("expects the module to define '" + name +
                                     "', which is to be exported");
    // A weak export stays so: several objects may bring `proxc_error`.
    if (!value->hasWeakLinkage())
      value->setLinkage(llvm::GlobalValue::ExternalLinkage);
    value->setVisibility(llvm::GlobalValue::DefaultVisibility);
    value->setDLLStorageClass(llvm::GlobalValue::DefaultStorageClass);
    if (auto *object = llvm::dyn_cast<llvm::GlobalObject>(value))
      object->setComdat(nullptr);
    kept.insert(name);
  }
  llvm::internalizeModule(module, [&](const llvm::GlobalValue &value) {
    return kept.contains(value.getName());
  });
  for (llvm::Function &function : module) {
    // Nothing here throws, and nothing is thrown through.
    if (!function.isIntrinsic())
      function.addFnAttr(llvm::Attribute::NoUnwind);
    function.setComdat(nullptr);
    if (function.hasPersonalityFn())
      function.setPersonalityFn(nullptr);
  }
  return llvm::Error::success();
}

// The names that `bitcode` refers to or defines: they must survive until it is
// linked.
static llvm::Expected<std::vector<std::string>>
namesUsedBy(llvm::ArrayRef<llvm::MemoryBufferRef> bitcode) {
  std::vector<std::string> names;
  llvm::LLVMContext context;
  for (llvm::MemoryBufferRef buffer : bitcode) {
    auto part = llvm::getLazyBitcodeModule(buffer, context);
    if (!part)
      return llvm::createStringError("cannot read bitcode '" +
                                     buffer.getBufferIdentifier() +
                                     "': " + llvm::toString(part.takeError()));
    for (const llvm::GlobalValue &value : (*part)->global_values())
      if (!value.hasLocalLinkage())
        names.push_back(value.getName().str());
  }
  return names;
}

static llvm::Error verify(const llvm::Module &module) {
  std::string complaint;
  llvm::raw_string_ostream os(complaint);
  if (llvm::verifyModule(module, &os))
    return llvm::createStringError("the linked module is malformed: " +
                                   complaint);
  return llvm::Error::success();
}

// Links what needs no optimising and drops what nobody calls.
static llvm::Error linkOptimized(llvm::Module &module, const TargetInfo &target,
                                 const llvm::TargetMachine &machine,
                                 const BuildOptions &options) {
  if (llvm::Error error = linkBitcode(module, options.optimized))
    return error;
  retarget(module, target, machine);
  if (llvm::Error error = internalize(module, options.exports))
    return error;
  llvm::ModuleAnalysisManager analyses;
  llvm::PassBuilder().registerModuleAnalyses(analyses);
  llvm::ModulePassManager passes;
  passes.addPass(llvm::GlobalDCEPass());
  passes.addPass(llvm::StripDeadPrototypesPass());
  passes.run(module, analyses);
  return verify(module);
}

llvm::Error proxc::target::buildModule(
    llvm::Module &module, llvm::ArrayRef<llvm::MemoryBufferRef> bitcode,
    const TargetInfo &target, const BuildOptions &options) {
  llvm::Expected<std::unique_ptr<llvm::TargetMachine>> machine =
      createTargetMachine(target);
  if (!machine)
    return machine.takeError();
  if (llvm::Error error = linkBitcode(module, bitcode))
    return error;
  retarget(module, target, **machine);

  llvm::Expected<std::vector<std::string>> kept =
      namesUsedBy(options.optimized);
  if (!kept)
    return kept.takeError();
  // Of those, what is defined here; an export may be defined there.
  auto isDefined = [&](llvm::StringRef name) {
    llvm::GlobalValue *value = module.getNamedValue(name);
    return value && !value->isDeclaration();
  };
  std::vector<std::string> first;
  for (const std::string &name : *kept)
    if (isDefined(name))
      first.push_back(name);
  for (const std::string &name : options.exports)
    if (isDefined(name) || !llvm::is_contained(*kept, name))
      first.push_back(name);
  if (llvm::Error error = internalize(module, first))
    return error;
  if (llvm::Error error = verify(module))
    return error;

  CollectDiagnostics diagnostics(module.getContext());
  optimize(module, target, **machine, options.smallCode);
  if (diagnostics.hasError())
    return diagnostics.takeError("cannot optimise for '" + target.name + "'");
  if (options.optimized.empty())
    return llvm::Error::success();
  return linkOptimized(module, target, **machine, options);
}
