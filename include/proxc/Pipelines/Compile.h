//===- Compile.h - the documented order of everything -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a module with one `prox.problem` to an LLVM module that is ready to be
// written or loaded. Each stage is a function; the passes of the stages before
// machine code stand in Pipelines.h.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_PIPELINES_COMPILE_H
#define PROXC_PIPELINES_COMPILE_H

#include "mlir/IR/BuiltinOps.h"
#include "proxc/Target/Target.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace proxc::pipelines {

/// How a program is compiled.
struct CompileOptions {
  target::TargetInfo target;
  /// Compare the interpreter's value of the problem before and after each
  /// rewrite, and what it computes by a program's first iterations before and
  /// after each pass on steps, on random data; a difference is an error.
  bool verifyRewrites = false;
  /// Counts the changes that such a comparison found to agree; may be null.
  unsigned *agreed = nullptr;
  uint64_t seed = 0;
  /// Called with the module after each stage ("1-problem", "2-rewritten", ...).
  std::function<void(llvm::StringRef stage, mlir::ModuleOp module)> onStage;
};

/// An LLVM module and what is known about the program in it.
struct Compiled {
  std::unique_ptr<llvm::LLVMContext> context;
  std::unique_ptr<llvm::Module> module;
  std::vector<std::string> exports;
  /// The algorithm, its options as resolved, and why.
  std::string method;
  mlir::DictionaryAttr options;
  std::vector<std::string> reasons;
  int64_t arenaBytes = 0;
  int64_t workspaceBytes = 0;
  /// Per iteration without a check: what kernels and transforms read and write,
  /// and their arithmetic.
  double bytesPerIteration = 0;
  double flopsPerIteration = 0;
};

/// Rewrites of operators and problems: canonicalisation, absorb, group, split,
/// scale.
mlir::LogicalResult rewriteProblem(mlir::ModuleOp module,
                                   const CompileOptions &options);

/// The algorithm and its steps, as rarely and as fused as possible.
mlir::LogicalResult lowerToSolver(mlir::ModuleOp module,
                                  const CompileOptions &options);

/// Scheduled kernels, and phases over buffers.
mlir::LogicalResult lowerToRt(mlir::ModuleOp module,
                              const CompileOptions &options);

/// All of it. Failures are told as diagnostics of the module's context.
mlir::FailureOr<Compiled> compile(mlir::ModuleOp module,
                                  const CompileOptions &options);

} // namespace proxc::pipelines

#endif // PROXC_PIPELINES_COMPILE_H
