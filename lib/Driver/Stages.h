//===- Stages.h - a program after every stage --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DRIVER_STAGES_H
#define PROXC_LIB_DRIVER_STAGES_H

#include "proxc/Support/Remarks.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace proxc::driver {

/// What one stage of the pipeline did.
struct Stage {
  std::string name;
  /// The decisions of its passes, in order.
  std::vector<Rewrite> rewrites;
  /// The problem as mathematics; empty where it is as it was, or no more.
  std::string formula;
};

/// Follows a compilation: collects decisions and formulas, and writes the
/// program after every stage into a folder where one was asked for.
class StageRecorder {
public:
  /// `dumpFolder` may be empty. With `printRemarks` remarks go on to the
  /// handlers that print diagnostics.
  StageRecorder(mlir::MLIRContext &context, llvm::StringRef dumpFolder,
                bool printRemarks);

  /// Makes the folder.
  llvm::Error begin();

  /// Notes the module after a stage.
  void finishStage(llvm::StringRef name, mlir::ModuleOp module);

  /// Writes one more file: FOLDER/NAME.
  void dumpText(llvm::StringRef name, llvm::StringRef text);

  /// Whether files are asked for.
  bool dumps() const { return !folder.empty(); }

  llvm::ArrayRef<Stage> stages() const { return recorded; }

  /// The first file that could not be written.
  llvm::Error takeError();

private:
  RemarkCollector collector;
  std::string folder;
  std::vector<Stage> recorded;
  std::string lastFormula;
  std::string firstError;
};

/// The stages as text: the formula as written, then every decision with its
/// law and reason, and the formula wherever it changed.
std::string explainStages(llvm::ArrayRef<Stage> stages);

} // namespace proxc::driver

#endif // PROXC_LIB_DRIVER_STAGES_H
