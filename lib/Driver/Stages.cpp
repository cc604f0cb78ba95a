//===- Stages.cpp - a program after every stage --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Stages.h"

#include "proxc/Dialect/Prox/Utils/Format.h"
#include "proxc/IO/Files.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace proxc::driver {

/// The formula of every problem in the module.
static std::string formulaOf(mlir::ModuleOp module) {
  std::string text;
  for (auto problem : module.getOps<prox::ProblemOp>())
    text += prox::formatProblem(problem);
  return text;
}

StageRecorder::StageRecorder(mlir::MLIRContext &context, StringRef dumpFolder,
                             bool printRemarks)
    : collector(&context, /*passThrough=*/printRemarks), folder(dumpFolder) {}

Error StageRecorder::begin() {
  if (folder.empty())
    return Error::success();
  if (std::error_code code = sys::fs::create_directories(folder))
    return io::fileError(folder, "the folder cannot be made: " +
                                     StringRef(code.message()).lower());
  return Error::success();
}

void StageRecorder::finishStage(StringRef name, mlir::ModuleOp module) {
  Stage stage{name.str(), collector.take(), formulaOf(module)};
  if (stage.formula == lastFormula)
    stage.formula.clear();
  else
    lastFormula = stage.formula;
  recorded.push_back(std::move(stage));
  if (!dumps())
    return;
  std::string text;
  raw_string_ostream os(text);
  module.print(os);
  os << '\n';
  dumpText((name + ".mlir").str(), text);
}

void StageRecorder::dumpText(StringRef name, StringRef text) {
  if (!dumps())
    return;
  SmallString<128> path(folder);
  sys::path::append(path, name);
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

/// Each line of `block` behind `first`, further ones behind as many spaces.
static void indent(raw_ostream &os, StringRef block, StringRef first) {
  SmallVector<StringRef> lines;
  block.rtrim().split(lines, '\n');
  for (auto [i, line] : enumerate(lines)) {
    if (i == 0)
      os << first;
    else
      os.indent(first.size());
    os << line << '\n';
  }
}

static void explainRewrite(raw_ostream &os, const Rewrite &rewrite) {
  os << (rewrite.applied ? "  applied  " : "  kept     ") << rewrite.law
     << '\n';
  if (!rewrite.before.empty())
    indent(os, rewrite.before, "           before  ");
  if (!rewrite.after.empty())
    indent(os, rewrite.after, "           after   ");
  if (!rewrite.reason.empty())
    indent(os, rewrite.reason, "           because ");
}

std::string explainStages(ArrayRef<Stage> stages) {
  std::string text;
  raw_string_ostream os(text);
  bool first = true;
  for (const Stage &stage : stages) {
    StringRef pass;
    for (const Rewrite &rewrite : stage.rewrites) {
      if (pass != rewrite.pass)
        os << '\n' << rewrite.pass << '\n';
      pass = rewrite.pass;
      explainRewrite(os, rewrite);
    }
    if (stage.formula.empty())
      continue;
    os << (first ? "as written\n" : "\nnow\n");
    indent(os, stage.formula, "  ");
    first = false;
  }
  return text;
}

} // namespace proxc::driver
