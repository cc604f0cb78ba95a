//===- Compiler.h - from a session to an LLVM module --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DRIVER_COMPILER_H
#define PROXC_LIB_DRIVER_COMPILER_H

#include "Session.h"

#include "proxc/Target/Header/Header.h"
#include "proxc/Target/Target.h"

#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/JSON.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace proxc::driver {

/// A compiled program and what is known about it.
struct CompiledProgram {
  // The module must go before its context.
  std::unique_ptr<llvm::LLVMContext> context;
  std::unique_ptr<llvm::Module> module;
  target::TargetInfo target;
  target::HeaderProgram header;
  /// The algorithm, as chosen or asked for, and why.
  std::string method;
  std::vector<std::string> reasons;
  /// Its options as resolved, and those of the command line.
  llvm::json::Object options;
  /// Nobody asked for this number of iterations or for tolerance 0: reaching it
  /// is worth a warning.
  bool capIsDefault = false;
  /// Where the objective begins.
  Place objective;
  double flopsPerIteration = 0;
  double bytesPerIteration = 0;
  int64_t arenaBytes = 0;
  /// The formula after every rewrite.
  std::string rewrites;
};

/// Compiles the session's module, which it consumes. Nothing where that failed;
/// the reason has been told then, and `status` is the exit status.
std::optional<CompiledProgram> compile(Session &session, int &status);

/// What the C header of the session's program says, but for the workspace.
target::HeaderProgram describeHeader(const Session &session,
                                     const target::TargetInfo &target);

} // namespace proxc::driver

#endif // PROXC_LIB_DRIVER_COMPILER_H
