//===- Frontend.cpp - From the text of a program to IR ----------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "proxc/Frontend/Frontend.h"
#include "ElaboratorState.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Iterators.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include "proxc/Dialect/Prox/IR/Prox.h"
#include "llvm/Support/Path.h"

using namespace proxc::frontend;
using llvm::StringRef;
namespace prox = proxc::prox;

/// The file's name as a C identifier: other characters become `_`.
static std::string identifierOf(StringRef file, const Options &options) {
  std::string name =
      options.name.empty() ? llvm::sys::path::stem(file).str() : options.name;
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  if (name.empty() || llvm::isDigit(name[0]))
    name.insert(0, "_");
  return name;
}

/// Values that only errors or unused names needed, in bodies too. What the
/// program declares stays, used or not.
static void eraseDead(mlir::Operation *root) {
  root->walk<mlir::WalkOrder::PostOrder, mlir::ReverseIterator>(
      [](mlir::Operation *op) {
        if (mlir::isOpTriviallyDead(op) &&
            !llvm::isa<prox::InputOp, prox::ParamOp>(op))
          op->erase();
      });
}

/// A program that the frontend accepts has valid IR; where the dialects know
/// better, their first complaint becomes an error of the program.
static bool verifyModule(mlir::ModuleOp module, DiagnosticSink &sink,
                         SourceRange where) {
  std::string complaint;
  mlir::ScopedDiagnosticHandler handler(module.getContext(),
                                        [&](mlir::Diagnostic &diagnostic) {
                                          if (complaint.empty())
                                            complaint = diagnostic.str();
                                          return mlir::success();
                                        });
  if (mlir::succeeded(mlir::verify(module)))
    return true;
  sink.error(where, "this program has no valid form: " + complaint);
  return false;
}

void Elaborator::checkOptionNames() {
  if (sink.hasErrors())
    return;
  std::vector<StringRef> dims, params;
  for (const auto &[name, size] : info.dims)
    dims.push_back(name);
  for (const Declared &param : info.params)
    params.push_back(param.name);
  for (const auto &[name, size] : options.dims)
    if (!llvm::is_contained(dims, name))
      error({}, "no `dim` is named `" + name + "`, which `-D` gives a value" +
                    didYouMean(name, dims));
  auto declares = [&](const std::vector<Declared> &list, StringRef name) {
    return llvm::any_of(list, [&](const Declared &d) { return d.name == name; });
  };
  for (const auto &[name, value] : options.bindings) {
    if (llvm::is_contained(params, name))
      continue;
    StringRef what = declares(info.inputs, name)     ? "an `input`"
                     : declares(info.unknowns, name) ? "a `var`"
                     : llvm::is_contained(dims, name) ? "a `dim`"
                                                      : "";
    error({}, what.empty()
                  ? "no `param` is named `" + name +
                        "`, which `--bind` gives a value" +
                        didYouMean(name, params)
                  : "`" + name + "` is " + what +
                        "; `--bind` gives values to a `param`");
  }
}

mlir::OwningOpRef<mlir::ModuleOp> Elaborator::run(const SourceText &source) {
  context()
      ->loadDialect<linop::LinOpDialect, prox::ProxDialect,
                    mlir::arith::ArithDialect, mlir::complex::ComplexDialect,
                    mlir::math::MathDialect, mlir::tensor::TensorDialect>();
  info.name = identifierOf(source.name, options);
  mlir::OpBuilder &b = emit.builder;
  mlir::OwningOpRef<mlir::ModuleOp> module =
      mlir::ModuleOp::create(b.getUnknownLoc());
  b.setInsertionPointToEnd(module->getBody());
  auto problem = prox::ProblemOp::create(
      b, mlir::FileLineColLoc::get(context(), source.name, 1, 1), info.name,
      mlir::StringAttr(), mlir::DictionaryAttr());
  mlir::Block &body = problem.getBody().emplaceBlock();
  emit.enter(&body);

  readFile(source, false, {});
  if (options.onlyExport.empty())
    checkOptionNames();
  if (state->problem)
    checkUnknowns(state->terms);
  state->hidesLater = true;
  for (const auto &[out, later] : state->outs) {
    state->later = later;
    elaborateOut(out);
  }
  for (const auto &[exported, later] : state->exports) {
    state->later = later;
    declareExport(exported);
  }
  state->hidesLater = false;
  info.hasProblem = state->problem != nullptr;
  SourceRange end = state->problem ? state->problem->keyword : state->endOfFile;
  if (!state->problem && state->exports.empty() && !sink.hasErrors())
    error(end, "a program has a `minimize` or an `export`");
  if (!state->problem && !state->outs.empty() && !sink.hasErrors())
    error(state->outs.front().first->name.range,
          "an `out` is computed after a solve, and there is no `minimize`");
  bool complete = emit.isOn();
  emit.leave();
  if (!complete || sink.hasErrors())
    return nullptr;
  eraseDead(problem);
  if (!verifyModule(*module, sink, end))
    return nullptr;
  return module;
}

mlir::OwningOpRef<mlir::ModuleOp>
proxc::frontend::elaborate(const SourceText &source, const Options &options,
                           mlir::MLIRContext &context, DiagnosticSink &sink,
                           ProgramInfo *info) {
  ProgramInfo scratch;
  return Elaborator(options, context, sink, info ? *info : scratch).run(source);
}
