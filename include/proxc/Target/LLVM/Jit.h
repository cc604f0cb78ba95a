//===- Jit.h - programs in memory -------------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_TARGET_LLVM_JIT_H
#define PROXC_TARGET_LLVM_JIT_H

#include "proxc/Target/LLVM/Emit.h"
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace llvm::orc {
class LLJIT;
} // namespace llvm::orc

namespace proxc::target {

/// A program loaded into this process: the very object that a file would hold,
/// so that `run` executes what `-o` would write.
class JitProgram {
public:
  /// A name and its address in this process.
  using Symbol = std::pair<std::string, void *>;

  /// Loads `module`, which `buildModule` has prepared for the target `host`.
  /// What the object leaves undefined is taken from `symbols` first, then from
  /// the libraries of this process; what is in neither is an error of `lookup`.
  static llvm::Expected<JitProgram> create(const llvm::Module &module,
                                           const TargetInfo &target,
                                           llvm::ArrayRef<Symbol> symbols = {});

  JitProgram(JitProgram &&);
  JitProgram &operator=(JitProgram &&);
  ~JitProgram();

  /// The address of an exported function or variable; valid as long as this
  /// object lives.
  llvm::Expected<void *> lookup(llvm::StringRef symbol);

  /// As `lookup`, as a function pointer.
  template <typename Function>
  llvm::Expected<Function *> lookupFunction(llvm::StringRef symbol) {
    llvm::Expected<void *> address = lookup(symbol);
    if (!address)
      return address.takeError();
    return reinterpret_cast<Function *>(*address);
  }

private:
  JitProgram(std::unique_ptr<llvm::orc::LLJIT> jit,
             std::shared_ptr<std::string> messages);

  /// What the loader reported, for `lookup` to tell.
  std::shared_ptr<std::string> messages;
  std::unique_ptr<llvm::orc::LLJIT> jit;
};

} // namespace proxc::target

#endif // PROXC_TARGET_LLVM_JIT_H
