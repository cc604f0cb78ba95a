//===- Module.h - one LLVM module for one program ---------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program becomes ONE LLVM module: phase functions (lowered by MLIR), Halide
// kernels and the driver (both bitcode) are linked, retargeted, internalised
// and optimised, as far as they are not yet.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_TARGET_LLVM_MODULE_H
#define PROXC_TARGET_LLVM_MODULE_H

#include "proxc/Target/Target.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"
#include "llvm/Target/TargetMachine.h"
#include <memory>

namespace mlir {
class DialectRegistry;
class Operation;
} // namespace mlir

namespace proxc::target {

/// How a module is made into code.
struct BuildOptions {
  /// Symbols that callers see; everything else becomes internal. Each must be
  /// defined in the module. A weak one stays weak.
  std::vector<std::string> exports;
  /// Symbols that the object may leave to its surroundings. Only looked at for
  /// freestanding targets, whose objects may also use what
  /// `isFreestandingSymbol` allows.
  std::vector<std::string> imports;
  /// Bitcode that was optimised already (the hosted driver when proxc was built,
  /// kernels by Halide): it is linked behind the pipeline, which would take
  /// longer for it than for all the rest. What it calls is found in the module,
  /// and the reverse.
  std::vector<llvm::MemoryBufferRef> optimized;
  /// Prefer small code to fast code.
  bool smallCode = false;
};

/// Registers what `translateToLLVM` needs: the translations of the builtin and
/// the LLVM dialect.
void registerLLVMTranslations(mlir::DialectRegistry &registry);

/// The LLVM module of an MLIR module in the LLVM dialect. MLIR reports the
/// cause of a failure as a diagnostic of its own.
llvm::Expected<std::unique_ptr<llvm::Module>>
translateToLLVM(mlir::Operation *module, llvm::LLVMContext &context,
                llvm::StringRef name);

/// LLVM's code generator for `target`. Hosted code is position independent.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
createTargetMachine(const TargetInfo &target);

/// Reads `bitcode` into `module`. A symbol defined twice and damaged bitcode
/// are errors. All modules are given `module`'s triple and data layout.
llvm::Error linkBitcode(llvm::Module &module,
                        llvm::ArrayRef<llvm::MemoryBufferRef> bitcode);

/// Gives the module the target's triple and data layout, and every function its
/// processor and features, in place of what Halide or clang wrote there.
/// Debug information is dropped.
void retarget(llvm::Module &module, const TargetInfo &target,
              const llvm::TargetMachine &machine);

/// Makes all but `exports` internal and every function nounwind. An export that
/// is not defined is an error.
llvm::Error internalize(llvm::Module &module,
                        llvm::ArrayRef<std::string> exports);

/// Runs LLVM's -O3 pipeline, in which a freestanding target has no library
/// functions but memcpy, memmove, memset and sqrtf.
void optimize(llvm::Module &module, const TargetInfo &target,
              llvm::TargetMachine &machine, bool smallCode);

/// All of the above: links `bitcode` and `options.optimized` into `module` and
/// prepares it for emission. The module is unusable after an error.
llvm::Error buildModule(llvm::Module &module,
                        llvm::ArrayRef<llvm::MemoryBufferRef> bitcode,
                        const TargetInfo &target, const BuildOptions &options);

/// Whether bare metal may leave `symbol` undefined: memcpy memmove memset, the
/// ARM ABI's __aeabi_mem* names for them, sqrtf.
bool isFreestandingSymbol(llvm::StringRef symbol);

} // namespace proxc::target

#endif // PROXC_TARGET_LLVM_MODULE_H
