//===- Compiler.cpp - from a session to an LLVM module --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Compiler.h"

#include "Crash.h"
#include "Stages.h"

#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include "proxc/Dialect/Prox/IR/Prox.h"
#include "proxc/Dialect/Solver/IR/Solver.h"
#include "proxc/Pipelines/Compile.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace proxc::driver {

namespace {

/// Shows what passes report at the program's own text.
class Diagnostics {
public:
  Diagnostics(Session &session)
      : engine(session.context.getDiagEngine()),
        handler(makeSources(session), &session.context, errs()) {
    bool quiet = session.invocation.quiet;
    bool remarks = session.invocation.printRemarks;
    // Registered last, hence asked first.
    filter = engine.registerHandler([this, quiet, remarks](mlir::Diagnostic &diagnostic) {
      auto severity = diagnostic.getSeverity();
      bool isError = severity == mlir::DiagnosticSeverity::Error;
      errors += isError;
      // Verifiers name the operation that they complain of.
      std::string text = isError ? diagnostic.str() : std::string();
      if (isError && (isOurs || StringRef(text).contains("' op "))) {
        isOurs = true;
        if (fault.empty())
          fault = text;
        return mlir::success();
      }
      bool drop = (severity == mlir::DiagnosticSeverity::Remark && !remarks) ||
                  (severity == mlir::DiagnosticSeverity::Warning && quiet);
      return mlir::success(drop);
    });
  }

  ~Diagnostics() { engine.eraseHandler(filter); }

  unsigned errors = 0;
  /// Set once the program is a sequence of steps: what fails then is a fault of
  /// the compiler, kept in `fault` and not told as one of the program.
  bool isOurs = false;
  std::string fault;

private:
  SourceMgr &makeSources(const Session &session) {
    sources.AddNewSourceBuffer(
        MemoryBuffer::getMemBuffer(session.source.text, session.source.name),
        SMLoc());
    return sources;
  }

  SourceMgr sources;
  mlir::DiagnosticEngine &engine;
  mlir::SourceMgrDiagnosticHandler handler;
  mlir::DiagnosticEngine::HandlerID filter;
};

std::optional<target::HeaderElement> headerElement(StringRef name) {
  static constexpr std::pair<StringLiteral, target::HeaderElement> table[] = {
      {"f32", target::HeaderElement::F32},
      {"f64", target::HeaderElement::F64},
      {"c64", target::HeaderElement::C64},
      {"c128", target::HeaderElement::C128},
      {"i32", target::HeaderElement::I32},
      {"i64", target::HeaderElement::I64},
      {"u8", target::HeaderElement::U8},
      {"u16", target::HeaderElement::U16},
      {"f16", target::HeaderElement::F16}};
  for (const auto &[text, element] : table)
    if (name == text)
      return element;
  return std::nullopt;
}

target::HeaderArgument headerArgument(const frontend::Declared &declared) {
  target::HeaderArgument argument;
  argument.name = declared.name;
  argument.element =
      headerElement(declared.element).value_or(target::HeaderElement::F32);
  argument.shape = declared.shape;
  if (declared.defaultValue)
    argument.value = *declared.defaultValue;
  return argument;
}

json::Value toJson(mlir::Attribute attribute) {
  if (auto boolean = dyn_cast<mlir::BoolAttr>(attribute))
    return boolean.getValue();
  if (auto integer = dyn_cast<mlir::IntegerAttr>(attribute))
    return integer.getInt();
  if (auto number = dyn_cast<mlir::FloatAttr>(attribute)) {
    double value = number.getValueAsDouble();
    return std::isfinite(value) ? json::Value(value) : json::Value(nullptr);
  }
  if (auto text = dyn_cast<mlir::StringAttr>(attribute))
    return text.getValue();
  std::string printed;
  raw_string_ostream os(printed);
  attribute.print(os, /*elideType=*/true);
  return printed;
}

json::Object resolvedOptions(const Invocation &invocation, StringRef method,
                             mlir::DictionaryAttr options) {
  json::Object object;
  // The driver's scales of residuals are no options.
  if (options)
    for (mlir::NamedAttribute option : options)
      if (!is_contained({"primal_root", "dual_root"},
                        option.getName().getValue()))
        object[option.getName().getValue()] = toJson(option.getValue());
  // Steps that only a run knows.
  auto computed = [&](StringRef name) { object.try_emplace(name, nullptr); };
  if (method == "pdhg") {
    computed("tau");
    computed("sigma");
  } else if (method == "ladmm") {
    computed("mu");
  }
  json::Object dims, bindings;
  for (const auto &[name, value] : invocation.dims)
    dims[name] = value;
  for (const auto &[name, value] : invocation.bindings)
    bindings[name] = value;
  object["dims"] = std::move(dims);
  object["bind"] = std::move(bindings);
  object["seed"] = static_cast<int64_t>(invocation.seed);
  return object;
}

/// Whether the program or the command line say how many iterations to run: by
/// their number, or by a tolerance of 0.
bool limitsAreGiven(Session &session) {
  const std::optional<double> &tolerance = session.invocation.tolerance;
  if (session.invocation.iterations || (tolerance && *tolerance == 0))
    return true;
  bool given = false;
  for (auto problem : session.module->getOps<prox::ProblemOp>())
    if (mlir::DictionaryAttr options = problem.getOptionsAttr()) {
      auto written =
          dyn_cast_or_null<mlir::FloatAttr>(options.get("tolerance"));
      given |= options.contains("iterations") ||
               (written && written.getValueAsDouble() == 0);
    }
  return given;
}

/// Where the program asks for a transform, or for a convolution, of which the
/// larger ones are done by transforms.
Place firstTransform(mlir::ModuleOp module) {
  std::optional<mlir::Location> found;
  int64_t taps = 0;
  module.walk([&](mlir::Operation *op) {
    int64_t size = isa<linop::FftOp>(op) ? INT64_MAX : 0;
    if (auto conv = dyn_cast<linop::ConvOp>(op))
      size = cast<mlir::ShapedType>(conv.getKernel().getType()).getNumElements();
    if (size <= taps)
      return;
    taps = size;
    found = op->getLoc();
  });
  return found ? placeOf(*found) : Place();
}

Place firstTerm(mlir::ModuleOp module) {
  for (auto problem : module.getOps<prox::ProblemOp>())
    for (auto term : problem.getBody().getOps<prox::TermOp>())
      return placeOf(term.getLoc());
  return Place();
}

} // namespace

target::HeaderProgram describeHeader(const Session &session,
                                     const target::TargetInfo &target) {
  const frontend::ProgramInfo &info = session.info;
  target::HeaderProgram header;
  header.name = info.name;
  header.source = sys::path::filename(session.source.name).str();
  header.target = target.name;
  header.freestanding = target.freestanding;
  header.hasProblem = info.hasProblem;
  for (const frontend::Declared &param : info.params)
    if (!param.isConstant && !param.sparse)
      header.params.push_back(headerArgument(param));
  for (const frontend::Declared &input : info.inputs)
    header.inputs.push_back(headerArgument(input));
  for (const frontend::Declared &unknown : info.unknowns) {
    header.results.push_back(headerArgument(unknown));
    header.results.back().unknown = true;
  }
  for (const frontend::Declared &out : info.outs)
    header.results.push_back(headerArgument(out));
  for (const frontend::ExportedOperator &op : info.exports) {
    target::HeaderOperator entry;
    entry.name = op.name;
    entry.domain = headerArgument(op.domain);
    entry.range = headerArgument(op.range);
    header.operators.push_back(std::move(entry));
  }
  if (!target.freestanding)
    header.linkLine = "-lproxc-rt -lfftw3 -lfftw3f -lpthread -lm";
  return header;
}

std::optional<CompiledProgram> compile(Session &session, int &status) {
  const Invocation &invocation = session.invocation;
  auto fail = [&](int code) {
    status = code;
    return std::nullopt;
  };
  Expected<target::TargetInfo> target = target::getTarget(invocation.target);
  if (!target)
    return fail(reportError(target.takeError()));

  Diagnostics diagnostics(session);
  StageRecorder recorder(session.context, invocation.dumpStages,
                         invocation.printRemarks);
  if (Error error = recorder.begin())
    return fail(reportError(std::move(error)));
  CompiledProgram program;
  program.capIsDefault = !limitsAreGiven(session);
  program.objective = firstTerm(*session.module);

  pipelines::CompileOptions options;
  options.target = *target;
  options.verifyRewrites = invocation.verifyRewrites;
  unsigned agreed = 0;
  options.agreed = &agreed;
  options.seed = invocation.seed;
  const Place transform = firstTransform(*session.module);
  bool needsFourier = false;
  options.onStage = [&](StringRef stage, mlir::ModuleOp module) {
    recorder.finishStage(stage, module);
    if (stage != "4-fused")
      return;
    diagnostics.isOurs = true;
    if (target->freestanding)
      module.walk([&](solver::FftOp) { needsFourier = true; });
  };
  mlir::FailureOr<pipelines::Compiled> compiled =
      pipelines::compile(*session.module, options);
  if (mlir::failed(compiled) && needsFourier)
    return fail(session.reportAt(
        transform, Twine(target->name) +
                       " has no library of Fourier transforms, which this "
                       "needs; a `conv` with a constant kernel of at most "
                       "9 entries does without, and so do hosted targets"));
  if (mlir::failed(compiled) && diagnostics.errors && !diagnostics.isOurs)
    return fail(ExitError);
  if (mlir::failed(compiled))
    return fail(reportInternalError(
        diagnostics.fault.empty() ? "the compilation failed"
                                  : StringRef(diagnostics.fault)));
  if (recorder.dumps()) {
    std::string text;
    raw_string_ostream os(text);
    compiled->module->print(os, nullptr);
    recorder.dumpText("8-machine.ll", text);
  }
  if (Error error = recorder.takeError())
    return fail(reportError(std::move(error)));

  if (invocation.verifyRewrites && !invocation.quiet)
    errs() << "note: on random data " << agreed
           << " rewrites agreed with what was before them, and none did not\n";

  program.context = std::move(compiled->context);
  program.module = std::move(compiled->module);
  program.target = *target;
  program.header = describeHeader(session, *target);
  program.header.workspaceBytes = compiled->workspaceBytes;
  program.method = compiled->method;
  program.reasons = compiled->reasons;
  program.options = 
      resolvedOptions(invocation, program.method, compiled->options);
  program.flopsPerIteration = compiled->flopsPerIteration;
  program.bytesPerIteration = compiled->bytesPerIteration;
  program.arenaBytes = compiled->arenaBytes;
  program.rewrites = explainStages(recorder.stages());
  return program;
}

} // namespace proxc::driver
