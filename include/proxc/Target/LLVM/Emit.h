//===- Emit.h - from an LLVM module to files --------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_TARGET_LLVM_EMIT_H
#define PROXC_TARGET_LLVM_EMIT_H

#include "proxc/Target/LLVM/Module.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>
#include <string>
#include <vector>

namespace proxc::target {

/// The kinds of file that LLVM can write.
enum class OutputKind { Object, Archive, SharedLibrary, Assembly, IR, Bitcode };

/// The kind that a suffix without its dot stands for ("o", "a", "so", "s",
/// "ll", "bc"), or nothing.
std::optional<OutputKind> outputKind(llvm::StringRef suffix);

/// What a shared library is linked with, and what an object may leave open.
struct EmitOptions {
  /// Libraries to put behind the object: files, or "-lm".
  std::vector<std::string> libraries;
  /// Folders where the loader looks for them.
  std::vector<std::string> rpaths;
  /// As in BuildOptions.
  std::vector<std::string> imports;
};

/// The bytes of the module as `kind`; the module itself is left unchanged. An
/// object for a freestanding target that would need a symbol which bare metal
/// lacks is an error that names it. `member` names an archive's one member.
/// Not for shared libraries.
llvm::Expected<llvm::SmallVector<char, 0>>
emit(const llvm::Module &module, const TargetInfo &target, OutputKind kind,
     const EmitOptions &options = {}, llvm::StringRef member = "program.o");

/// Writes the module to `path`. The file appears whole or not at all.
llvm::Error emitFile(const llvm::Module &module, const TargetInfo &target,
                     OutputKind kind, llvm::StringRef path,
                     const EmitOptions &options = {});

/// Writes `data` to `path` through a temporary file beside it, so that `path`
/// appears whole or not at all. "-" is the standard output.
llvm::Error writeFileWhole(llvm::StringRef path, llvm::StringRef data);

/// The symbols that an object file does not define, sorted.
llvm::Expected<std::vector<std::string>>
undefinedSymbols(llvm::MemoryBufferRef object);

} // namespace proxc::target

#endif // PROXC_TARGET_LLVM_EMIT_H
