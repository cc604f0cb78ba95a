//===- Stages.cpp - a program after every stage --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Stages.h"

#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include "proxc/Dialect/Prox/Utils/Format.h"
#include "proxc/IO/Files.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/BuiltinAttributes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace proxc::driver {

/// The formulas of the module: problems and exported operators.
static std::string formulaOf(mlir::ModuleOp module) {
  std::string text;
  for (auto problem : module.getOps<prox::ProblemOp>()) {
    text += prox::formatProblem(problem);
    for (auto exported : problem.getBody().getOps<linop::ExportOp>())
      text += ("export  " + exported.getName() + " = " +
               prox::formatOperator(exported.getOp()) + "\n")
                  .str();
  }
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

/// `bandwidth` of `array<i64: 5, 0>`: "5, 0"; a flag: nothing.
static std::string valueText(mlir::Attribute value) {
  if (isa<mlir::UnitAttr>(value))
    return "";
  if (auto text = dyn_cast<mlir::StringAttr>(value))
    return text.getValue().str();
  std::string text;
  raw_string_ostream os(text);
  if (auto list = dyn_cast<mlir::DenseI64ArrayAttr>(value))
    interleaveComma(list.asArrayRef(), os);
  else if (auto array = dyn_cast<mlir::ArrayAttr>(value))
    interleaveComma(array, os, [&](mlir::Attribute entry) {
      os << valueText(entry);
    });
  else
    value.print(os, /*elideType=*/true);
  return text;
}

/// Facts that a pass gives as a dictionary of attributes, in words.
static std::string reasonText(const std::string &reason,
                              mlir::MLIRContext *context) {
  if (!StringRef(reason).starts_with("{"))
    return reason;
  auto facts = dyn_cast_or_null<mlir::DictionaryAttr>(
      mlir::parseAttribute(reason, context));
  if (!facts)
    return reason;
  std::string text;
  for (mlir::NamedAttribute fact : facts) {
    std::string name = fact.getName().str(), value = valueText(fact.getValue());
    std::replace(name.begin(), name.end(), '_', ' ');
    text += (text.empty() ? "" : "; ") + name +
            (value.empty() ? "" : " " + value);
  }
  return text;
}

void StageRecorder::finishStage(StringRef name, mlir::ModuleOp module) {
  mlir::MLIRContext *context = module.getContext();
  Stage stage{name.str(), collector.take(), formulaOf(module)};
  for (Rewrite &rewrite : stage.rewrites)
    rewrite.reason = reasonText(rewrite.reason, context);
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
  os << (rewrite.applied ? "  applied  " : "  left out ") << rewrite.law
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
