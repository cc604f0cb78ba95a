//===- Run.cpp - proxc run --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Compiler.h"
#include "Crash.h"
#include "Interpret.h"
#include "Outputs.h"
#include "Progress.h"
#include "Stats.h"

#include "proxc-rt/runtime.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <chrono>
#include <cmath>

using namespace llvm;

namespace proxc::driver {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// One run of a program, step by step. A step that fails has told why and set
/// `status`.
class Runner {
public:
  explicit Runner(const Invocation &invocation)
      : invocation(invocation), progress(!invocation.quiet),
        session(invocation) {}

  int run() {
    // Bad data are told before anything is compiled.
    if (!prepare() || !elaborate() || !convertValues() || !compileProgram() ||
        !solve())
      return status;
    return finish();
  }

private:
  bool fail(int code) {
    status = code;
    return false;
  }

  /// Everything that can be wrong with the command line and the files, before
  /// anything takes time.
  bool prepare() {
    if (!session.readProgram() || !session.readDeclarations())
      return fail(ExitError);
    if (!session.info.hasProblem)
      return fail(reportError(Twine(invocation.file) +
                              " has no problem (minimize ...) to solve" +
                              (session.info.exports.empty()
                                   ? ""
                                   : "; its operators are called with 'proxc "
                                     "apply'")));
    // Each of the steps tells all that it finds, whatever the others found.
    bool ok = session.readValues();
    ok &= ok && session.requireValues(/*unknownsToo=*/false);
    ok &= outputs.resolve(session);
    ok &= readReferences();
    if (!invocation.stats.empty())
      if (Error error = io::checkWritable(invocation.stats)) {
        reportError(std::move(error));
        ok = false;
      }
    return ok || fail(ExitError);
  }

  bool readReferences() {
    for (const auto &[given, text] : invocation.references) {
      std::string name = given;
      if (name.empty() && session.info.unknowns.size() == 1)
        name = session.info.unknowns.front().name;
      if (name.empty()) {
        reportError("'--reference=" + text +
                    "' names no result, and there are several: " +
                    listResults(session.info) +
                    "; write --reference NAME=FILE");
        return false;
      }
      bool known = false;
      for (const std::vector<frontend::Declared> *list :
           {&session.info.unknowns, &session.info.outs})
        for (const frontend::Declared &declared : *list)
          known |= declared.name == name;
      if (!known) {
        reportError(Twine(invocation.file) + " computes no '" + name +
                    "' that '--reference' could be compared with; the "
                    "results are " +
                    listResults(session.info));
        return false;
      }
      Expected<io::FileSpec> spec = io::parseFileSpec(text, io::FileUse::Read);
      Expected<io::LoadedFile> file =
          spec ? io::loadFile(*spec, name)
               : Expected<io::LoadedFile>(spec.takeError());
      if (!file) {
        reportError(file.takeError());
        return false;
      }
      references.emplace_back(name, std::move(*file));
    }
    return true;
  }

  bool elaborate() {
    Clock::time_point start = Clock::now();
    bool ok = session.elaborate(/*checkOnly=*/false);
    stats.compileSeconds = secondsSince(start);
    return ok || fail(ExitError);
  }

  bool compileProgram() {
    Clock::time_point start = Clock::now();
    program = compile(session, status);
    if (!program)
      return false;
    Expected<LoadedProgram> result =
        LoadedProgram::load(*program->module, program->target, program->header);
    if (!result)
      return fail(reportInternalError(toString(result.takeError())));
    loaded.emplace(std::move(*result));
    for (const target::HeaderArgument &result : program->header.results)
      if (!results.count(result.name))
        results.emplace(result.name, io::HostArray(*elementType(result.element),
                                                   result.shape));
    stats.compileSeconds += secondsSince(start);
    return true;
  }

  /// Arrays for inputs, params and results, converted as declared. Infinite
  /// entries pass here: the program knows which may be.
  bool convertValues() {
    for (const frontend::Declared &input : session.info.inputs)
      if (!convert(input, inputs))
        return fail(ExitError);
    for (const frontend::Declared &param : session.info.params)
      if (session.given.count(param.name) && !convert(param, params))
        return fail(ExitError);
    for (const frontend::Declared &unknown : session.info.unknowns) {
      hasStart |= session.given.count(unknown.name) != 0;
      if (session.given.count(unknown.name) && !convert(unknown, results))
        return fail(ExitError);
    }
    return checkConditions(session) || fail(ExitError);
  }

  bool convert(const frontend::Declared &declared, ArrayMap &into) {
    std::optional<io::HostArray> array =
        session.arrayFor(declared, /*allowInfinite=*/true);
    if (array)
      into.emplace(declared.name, std::move(*array));
    return array.has_value();
  }

  bool solve() {
    proxc_rt_set_threads(invocation.threads.value_or(0));
    stats.threads = proxc_rt_threads();
    ParamsStruct paramsStruct(program->header.params, params);
    Clock::time_point start = Clock::now();
    if (int32_t code = loaded->create(paramsStruct))
      return fail(reportCode(code));
    stats.setupSeconds = secondsSince(start);

    proxc_options options = PROXC_OPTIONS_DEFAULT;
    options.start = hasStart ? PROXC_FROM_RESULT : PROXC_COLD;
    progress.attach(options);
    int32_t code = loaded->solve(inputs, results, options, stats.result);
    progress.finish();
    stats.solveSeconds = stats.result.seconds;
    stats.secondsPerIteration = progress.medianSeconds();
    cancelled = PROXC_ERROR_KIND(code) == PROXC_ERROR_CANCELLED;
    return code == PROXC_OK || cancelled || fail(reportCode(code));
  }

  /// What went wrong in the compiled program, in the words of the language.
  int reportCode(int32_t code) {
    std::string argument = argumentOfCode(program->header, code);
    int32_t index = PROXC_ERROR_ARGUMENT(code);
    switch (PROXC_ERROR_KIND(code)) {
    case PROXC_ERROR_PARAM_NOT_FINITE:
      return reportNotFinite(argument, program->header.params[index].name,
                             params);
    case PROXC_ERROR_INPUT_NOT_FINITE:
      return reportNotFinite(argument, program->header.inputs[index].name,
                             inputs);
    case PROXC_ERROR_START_NOT_FINITE:
      return reportNotFinite(argument, program->header.results[index].name,
                             results);
    case PROXC_ERROR_DIVERGED:
      return reportDiverged();
    case PROXC_ERROR_UNBOUNDED:
      return session.reportAt(program->objective, proxc_error(code));
    case PROXC_ERROR_INTERNAL:
    case PROXC_ERROR_VERSION:
    case PROXC_ERROR_STRUCT_SIZE:
    case PROXC_ERROR_INPUT_NULL:
    case PROXC_ERROR_RESULT_NULL:
      return reportInternalError(proxc_error(code));
    default:
      return reportError((argument.empty() ? Twine() : argument + ": ") +
                         proxc_error(code));
    }
  }

  int reportNotFinite(StringRef argument, const std::string &name,
                      const ArrayMap &arrays) {
    std::string message = argument.str() + " is not finite";
    auto found = arrays.find(name);
    std::optional<int64_t> bad =
        found == arrays.end() ? std::nullopt : io::findNonFinite(found->second);
    if (bad) {
      auto given = session.given.find(name);
      std::complex<double> value = found->second.get(*bad);
      bool isNaN = std::isnan(value.real()) || std::isnan(value.imag());
      message = (given != session.given.end() && given->second.file
                     ? given->second.file->path + ": "
                     : "") +
                "expected finite data for " + argument.str() + ", found " +
                (isNaN ? "NaN" : "infinity") + " at " +
                io::formatIndex(found->second.shape(), *bad);
    }
    const frontend::Declared *declared = session.findDeclared(name);
    return declared ? session.reportAt(placeOf(*declared), message)
                    : reportError(message);
  }

  /// A number became infinite or NaN on the way. Where an expression of the
  /// program is the cause it is told.
  int reportDiverged() {
    if (session.elaborate(/*checkOnly=*/false) && reportUndefined(session))
      return ExitError;
    if (program->method == "closed_form" || program->method == "cg")
      return reportError(
          "the solution is not finite: the data or the params are too large, "
          "or a term has no finite minimum for them");
    return reportError("the iteration diverged after " +
                       Twine(stats.result.iterations) +
                       " iterations: the objective or a residual became "
                       "infinite; smaller steps or another --method may help");
  }

  bool compareWithReferences() {
    for (const auto &[name, file] : references) {
      const io::HostArray &result = results.at(name);
      bool isComplex =
          io::isComplexType(result.elementType()) ||
          (!file.isSparse() && io::isComplexType(file.array().elementType()));
      // Floats of double precision, so that integer pictures become [0, 1].
      if (file.isSparse() || ArrayRef<int64_t>(file.shape()) !=
                                 ArrayRef<int64_t>(result.shape())) {
        reportError(Twine(file.path) + ": expected a reference of the shape " +
                    io::formatShape(result.shape()) + " for '" + name +
                    "', found " + file.describe());
        return false;
      }
      io::Declared declared(
          name, isComplex ? io::ElementType::C128 : io::ElementType::F64,
          result.shape());
      Expected<io::HostArray> truth = io::convertLoaded(file, declared);
      if (!truth) {
        reportError(truth.takeError());
        return false;
      }
      stats.metrics.emplace_back(name, io::compareArrays(result, *truth));
    }
    return true;
  }

  bool writeStats() {
    if (invocation.stats.empty())
      return true;
    Error error = io::writeWhole(invocation.stats, statsJson(stats, *program));
    if (!error)
      return true;
    reportError(std::move(error));
    return false;
  }

  /// What helps a solve that did not converge: at a tolerance of a few roundings
  /// iterations do not.
  std::string adviceAtCap() const {
    constexpr double reachOfF32 = 1e-5;
    std::optional<double> tolerance =
        program->options.getNumber("tolerance");
    bool single = any_of(program->header.results, [](const auto &result) {
      return result.unknown && (result.element == target::HeaderElement::F32 ||
                                result.element == target::HeaderElement::C64);
    });
    std::string advice;
    raw_string_ostream os(advice);
    if (single && tolerance && *tolerance < reachOfF32)
      os << "a tolerance of " << format("%g", *tolerance)
         << " may be less than single precision reaches: declare f64 (c128), "
            "or give --tolerance";
    else
      os << "give --iterations or --tolerance";
    return advice;
  }

  int finish() {
    stats.sourceHash = hashOf(session.source.text);
    if (cancelled) {
      if (outputs.write(results, invocation.quiet, ".partial") &&
          writeStats() && !invocation.quiet)
        errs() << "interrupted after " << stats.result.iterations
               << " iterations" << outputs.partialText() << '\n';
      return ExitInterrupted;
    }
    if (!compareWithReferences() || !outputs.write(results, invocation.quiet) ||
        !writeStats())
      return ExitError;
    bool reachedCap = !stats.result.converged && !invocation.iterations &&
                      stats.result.stopped == PROXC_STOPPED_ITERATIONS &&
                      program->capIsDefault;
    if (reachedCap && !invocation.quiet)
      reportWarning("not converged after " + Twine(stats.result.iterations) +
                    " iterations; " + adviceAtCap());
    bool shows = outputs.empty() || !references.empty();
    if (shows && !invocation.quiet)
      outs() << summary(stats, *program, results);
    return ExitDone;
  }

  const Invocation &invocation;
  Progress progress;
  Session session;
  Outputs outputs;
  std::vector<std::pair<std::string, io::LoadedFile>> references;
  std::optional<CompiledProgram> program;
  std::optional<LoadedProgram> loaded;
  ArrayMap inputs, params, results;
  Stats stats;
  bool hasStart = false;
  bool cancelled = false;
  int status = ExitError;
};

} // namespace

int runRun(const Invocation &invocation) { return Runner(invocation).run(); }

} // namespace proxc::driver
