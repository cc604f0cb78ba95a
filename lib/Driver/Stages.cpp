//===- Stages.cpp - a program after every pass --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Stages.h"

#include "proxc/Dialect/Prox/Utils/Format.h"
#include "proxc/IO/Files.h"

#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace proxc::driver {

namespace {

class Watcher : public mlir::PassInstrumentation {
public:
  explicit Watcher(StageRecorder &recorder) : recorder(recorder) {}

  void runAfterPass(mlir::Pass *pass, mlir::Operation *op) override {
    // Adaptors that run nested pipelines have no name of their own.
    if (!pass->getArgument().empty())
      recorder.finishPass(pass->getArgument(), op);
  }

  void runAfterPassFailed(mlir::Pass *pass, mlir::Operation *op) override {
    runAfterPass(pass, op);
  }

private:
  StageRecorder &recorder;
};

/// The formula of the first problem in `op`, or of the one that `op` is.
std::string formulaOf(mlir::Operation *op) {
  std::string text;
  op->walk(
      [&](prox::ProblemOp problem) { text += prox::formatProblem(problem); });
  return text;
}

} // namespace

StageRecorder::StageRecorder(mlir::MLIRContext &context, StringRef dumpFolder,
                             bool printRemarks)
    : collector(&context, /*passThrough=*/printRemarks), folder(dumpFolder) {}

Error StageRecorder::begin(mlir::ModuleOp module) {
  if (!folder.empty())
    if (std::error_code code = sys::fs::create_directories(folder))
      return io::fileError(folder, "the folder cannot be made: " +
                                       StringRef(code.message()).lower());
  finishPass("", module);
  return Error::success();
}

void StageRecorder::watch(mlir::PassManager &manager) {
  manager.addInstrumentation(std::make_unique<Watcher>(*this));
}

void StageRecorder::finishPass(StringRef pass, mlir::Operation *op) {
  Stage stage{pass.str(), collector.take(), formulaOf(op)};
  if (stage.formula == lastFormula)
    stage.formula.clear();
  else
    lastFormula = stage.formula;
  recorded.push_back(std::move(stage));
  if (folder.empty())
    return;
  // A pass on one operation is shown with all that stands around it.
  mlir::Operation *top = op;
  while (top->getParentOp())
    top = top->getParentOp();
  std::string text;
  raw_string_ostream os(text);
  top->print(os);
  dumpText(pass.empty() ? "written" : pass, "mlir", text + "\n");
}

void StageRecorder::dumpText(StringRef name, StringRef suffix, StringRef text) {
  if (folder.empty())
    return;
  SmallString<128> path(folder);
  std::string number = std::to_string(files++);
  std::string padded = number.size() < 2 ? "0" + number : number;
  sys::path::append(path, padded + "-" + name + "." + suffix);
  if (Error error = io::writeWhole(path, text)) {
    std::string message = toString(std::move(error));
    if (firstError.empty())
      firstError = message;
  }
}

Error StageRecorder::takeError() {
  if (firstError.empty())
    return Error::success();
  return createStringError(std::make_error_code(std::errc::io_error),
                           firstError);
}

std::string explainStages(ArrayRef<Stage> stages) {
  std::string text;
  raw_string_ostream os(text);
  auto indent = [&](StringRef block, StringRef margin) {
    SmallVector<StringRef> lines;
    block.rtrim().split(lines, '\n');
    for (StringRef line : lines)
      os << margin << line << '\n';
  };
  for (const Stage &stage : stages) {
    if (stage.pass.empty()) {
      os << "as written\n";
      indent(stage.formula, "    ");
      continue;
    }
    if (stage.rewrites.empty() && stage.formula.empty())
      continue;
    os << '\n' << stage.pass << '\n';
    for (const Rewrite &rewrite : stage.rewrites) {
      os << (rewrite.applied ? "  applied: " : "  kept: ") << rewrite.law
         << "\n    because " << rewrite.reason << '\n';
      if (!rewrite.before.empty())
        indent(rewrite.before, "    before  ");
      if (!rewrite.after.empty())
        indent(rewrite.after, "    after   ");
    }
    if (!stage.formula.empty())
      indent(stage.formula, "    ");
  }
  return text;
}

} // namespace proxc::driver
