//===- Diagnostics.h - LLVM's messages as errors ----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_TARGET_LLVM_DIAGNOSTICS_H
#define PROXC_LIB_TARGET_LLVM_DIAGNOSTICS_H

#include "llvm/IR/LLVMContext.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>

namespace llvm {
struct DiagnosticHandler;
} // namespace llvm

namespace proxc::target {

/// While it lives, errors that LLVM reports to `context` are collected here
/// (LLVM would print them and leave the process). Warnings and remarks are
/// dropped.
class CollectDiagnostics {
public:
  explicit CollectDiagnostics(llvm::LLVMContext &context);
  ~CollectDiagnostics();
  CollectDiagnostics(const CollectDiagnostics &) = delete;
  CollectDiagnostics &operator=(const CollectDiagnostics &) = delete;

  bool hasError() const { return !messages->empty(); }

  /// An error that says `what`, then what LLVM said.
  llvm::Error takeError(const llvm::Twine &what) const;

private:
  llvm::LLVMContext &context;
  std::unique_ptr<llvm::DiagnosticHandler> previous;
  std::shared_ptr<std::string> messages;
};

} // namespace proxc::target

#endif // PROXC_LIB_TARGET_LLVM_DIAGNOSTICS_H
