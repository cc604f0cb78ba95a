//===- Stages.h - a program after every pass --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DRIVER_STAGES_H
#define PROXC_LIB_DRIVER_STAGES_H

#include "proxc/Support/Remarks.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace proxc::driver {

/// What one pass did.
struct Stage {
  /// As on the command line of proxc-opt; empty for the program as written.
  std::string pass;
  /// Its decisions.
  std::vector<Rewrite> rewrites;
  /// The problem as mathematics; empty where it is as it was, or no more.
  std::string formula;
};

/// Follows a compilation: collects decisions and formulas, and writes the
/// program after every pass into a folder where one was asked for.
class StageRecorder {
public:
  /// `dumpFolder` may be empty. With `printRemarks` remarks go on to the
  /// handlers that print diagnostics.
  StageRecorder(mlir::MLIRContext &context, llvm::StringRef dumpFolder,
                bool printRemarks);

  /// Makes the folder, and notes the program as written.
  llvm::Error begin(mlir::ModuleOp module);

  /// Watches the passes of `manager`.
  void watch(mlir::PassManager &manager);

  /// Called after each pass.
  void finishPass(llvm::StringRef pass, mlir::Operation *op);

  /// Writes one more stage, which is no MLIR (LLVM IR).
  void dumpText(llvm::StringRef name, llvm::StringRef suffix,
                llvm::StringRef text);

  llvm::ArrayRef<Stage> stages() const { return recorded; }

  /// The first file that could not be written, told once at the end.
  llvm::Error takeError();

private:
  RemarkCollector collector;
  std::string folder;
  std::vector<Stage> recorded;
  std::string lastFormula;
  unsigned files = 0;
  std::string firstError;
};

/// The stages as text: the formula as written, then every decision with its
/// law and reason, and the formula wherever it changed.
std::string explainStages(llvm::ArrayRef<Stage> stages);

} // namespace proxc::driver

#endif // PROXC_LIB_DRIVER_STAGES_H
