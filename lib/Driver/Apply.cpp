//===- Apply.cpp - proxc apply --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Compiler.h"
#include "Crash.h"
#include "Interpret.h"
#include "Outputs.h"

#include "proxc-rt/runtime.h"
#include "proxc/Dialect/Prox/IR/Prox.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace proxc::driver {

namespace {

/// Keeps one exported operator of the module and drops the problem, so that
/// nothing else is compiled and nothing else needs values.
void keepOperator(mlir::ModuleOp module, StringRef name) {
  SmallVector<mlir::Operation *> dead;
  module.walk([&](mlir::Operation *op) {
    auto exported = dyn_cast<linop::ExportOp>(op);
    if (isa<prox::TermOp, prox::RequireOp, prox::OutOp>(op) ||
        (exported && exported.getName() != name))
      dead.push_back(op);
  });
  for (mlir::Operation *op : dead)
    op->erase();
  dead.clear();
  module.walk([&](mlir::Operation *op) {
    if (isa<prox::VariableOp, prox::InputOp>(op) && op->use_empty())
      dead.push_back(op);
  });
  for (mlir::Operation *op : dead)
    op->erase();
}

class Applier {
public:
  explicit Applier(const Invocation &invocation)
      : invocation(invocation), session(invocation) {}

  int run() {
    if (!prepare() || !compileProgram() || !call())
      return status;
    ArrayMap results;
    results.emplace(name(), std::move(*result));
    return outputs.write(results, invocation.quiet) ? ExitDone : ExitError;
  }

private:
  const std::string &name() const { return invocation.operatorName; }

  bool fail(int code) {
    status = code;
    return false;
  }

  bool prepare() {
    if (!session.readProgram() || !session.readDeclarations())
      return false;
    SmallVector<StringRef> names;
    for (const frontend::ExportedOperator &op : session.info.exports)
      names.push_back(op.name);
    if (!is_contained(names, name()))
      return fail(reportError(
          Twine(invocation.file) + " exports no operator '" + name() + "'" +
          frontend::didYouMean(name(), names) +
          (names.empty() ? "; write 'export ... as " + name() + "'" : "")));
    bool ok = session.readValues();
    ok &= outputs.resolveSingle(invocation, name());
    Expected<io::FileSpec> spec =
        io::parseFileSpec(invocation.operand, io::FileUse::Read);
    Expected<io::LoadedFile> file =
        spec ? io::loadFile(*spec, name())
             : Expected<io::LoadedFile>(spec.takeError());
    if (!file)
      return fail(reportError(file.takeError()));
    operand = std::move(*file);
    return ok && inferDims();
  }

  /// Sizes that the program leaves open, from the shape of the operand.
  bool inferDims() {
    for (const frontend::ExportedOperator &op : session.info.exports) {
      bool adjoint = invocation.operatorKind == OperatorKind::Adjoint;
      const frontend::Declared &space = adjoint ? op.range : op.domain;
      SmallVector<int64_t, 6> shape = operand.shape();
      // What does not fit is told when the operand is converted.
      if (op.name != name() || shape.size() != space.shape.size())
        continue;
      std::map<std::string, int64_t> sizes = session.inferredDims;
      for (const auto &[dim, size] : invocation.dims)
        sizes[dim] = size;
      std::string wrong =
          frontend::inferDims(session.info, space, shape, sizes);
      if (!wrong.empty())
        return fail(reportError(operand.path + ": " + wrong + " in the shape " +
                                io::formatShape(shape)));
      session.inferredDims = std::move(sizes);
    }
    return true;
  }

  bool compileProgram() {
    session.onlyExport = name();
    if (!session.elaborate(/*checkOnly=*/false))
      return false;
    for (const frontend::ExportedOperator &op : session.info.exports)
      if (op.name == name())
        exported = &op;
    if (!exported)
      return fail(reportInternalError("an exported operator was lost"));
    keepOperator(*session.module, name());
    session.info.hasProblem = false;
    session.info.unknowns.clear();
    session.info.outs.clear();
    if (!collectValues())
      return false;
    program = compile(session, status);
    if (!program)
      return false;
    Expected<LoadedProgram> result =
        LoadedProgram::load(*program->module, program->target, program->header);
    if (!result)
      return fail(reportInternalError(toString(result.takeError())));
    loaded.emplace(std::move(*result));
    return true;
  }

  /// Values of the params that the operator uses; others are zeros, which
  /// nothing reads.
  bool collectValues() {
    SmallVector<StringRef> used;
    session.module->walk(
        [&](linop::ExportOp op) { append_range(used, argumentsOf(op.getOp())); });
    for (const frontend::Declared &param : session.info.params) {
      std::optional<io::ElementType> type = io::parseElementType(param.element);
      if (param.isConstant || param.sparse || !type)
        continue;
      if (session.given.count(param.name)) {
        std::optional<io::HostArray> array =
            session.arrayFor(param, /*allowInfinite=*/false);
        if (!array)
          return false;
        params.emplace(param.name, std::move(*array));
      } else if (!param.defaultValue && is_contained(used, param.name)) {
        return fail(reportError("operator '" + Twine(name()) +
                                "' needs a value for param '" + param.name +
                                "'; give it as " + param.name +
                                (param.shape.empty() ? "=NUMBER" : "=FILE")));
      } else if (!param.defaultValue) {
        params.emplace(param.name, io::HostArray(*type, param.shape));
      }
    }
    return true;
  }

  bool call() {
    bool adjoint = invocation.operatorKind == OperatorKind::Adjoint;
    bool forward = invocation.operatorKind == OperatorKind::Forward;
    const frontend::Declared &from =
        adjoint ? exported->range : exported->domain;
    const frontend::Declared &to = forward ? exported->range : exported->domain;
    std::optional<io::ElementType> fromType =
        io::parseElementType(from.element);
    std::optional<io::ElementType> toType = io::parseElementType(to.element);
    if (!fromType || !toType)
      return fail(reportInternalError("an operator of no element type"));
    io::Declared declared(name() + (adjoint ? ".H" : ""), *fromType,
                          from.shape);
    Expected<io::HostArray> x = io::convertLoaded(operand, declared);
    if (!x)
      return fail(reportError(x.takeError()));
    proxc_rt_set_threads(invocation.threads.value_or(0));
    int32_t code = loaded->create(ParamsStruct(program->header.params, params));
    if (code)
      return fail(reportError(Twine(argumentOfCode(program->header, code)) +
                              ": " + proxc_error(code)));
    io::HostArray y(*toType, to.shape);
    std::string symbol = target::cIdentifier(name()) + (forward   ? "_forward"
                                                        : adjoint ? "_adjoint"
                                                                  : "_normal");
    Expected<int32_t> applied = loaded->apply(symbol, *x, y);
    if (!applied)
      return fail(reportInternalError(toString(applied.takeError())));
    if (*applied)
      return fail(reportError(proxc_error(*applied)));
    result = std::move(y);
    return true;
  }

  const Invocation &invocation;
  Session session;
  Outputs outputs;
  io::LoadedFile operand;
  const frontend::ExportedOperator *exported = nullptr;
  std::optional<CompiledProgram> program;
  std::optional<LoadedProgram> loaded;
  ArrayMap params;
  std::optional<io::HostArray> result;
  int status = ExitError;
};

} // namespace

int runApply(const Invocation &invocation) { return Applier(invocation).run(); }

} // namespace proxc::driver
