//===- VerifyPrograms.cpp - passes keep what programs compute ---*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Pipelines/VerifyPrograms.h"

#include "proxc/Reference/SolverInterpreter.h"
#include "proxc/Support/ChangeVerifier.h"
#include "llvm/Support/Format.h"
#include <cmath>
#include <map>

using namespace mlir;
using namespace proxc;
using proxc::reference::Array;
using proxc::reference::SolverInterpreter;

//===----------------------------------------------------------------------===//
// One program
//===----------------------------------------------------------------------===//

/// Random numbers of `type` that depend on `name` and `seed` alone. Numbers of
/// rank 0 are positive, as weights are.
static Array randomData(RankedTensorType type, StringRef name, uint64_t seed) {
  uint64_t hash = 1469598103934665603ull + seed;
  for (char c : name)
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  Type element = type.getElementType();
  Array data = reference::randomArray(type.getShape(),
                                      isa<ComplexType>(element), hash);
  for (int64_t i = 0; i < data.size(); ++i) {
    if (isa<IntegerType>(element))
      data[i] = std::floor(std::abs(data[i].real()) * 100.0);
    else if (type.getRank() == 0)
      data[i] = std::abs(data[i].real()) + 0.01;
  }
  return data;
}

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

namespace {
/// What a program computes, by names that passes do not change.
using Outcome = std::map<std::string, Array>;
} // namespace

static Array numberArray(double value) {
  Array array(ArrayRef<int64_t>{});
  array[0] = value;
  return array;
}

/// The metrics of the latest check, or of the epilogue.
static void addMetrics(SolverInterpreter &run, ArrayRef<std::string> names,
                       const std::string &where, Outcome &outcome) {
  for (const std::string &name : names)
    if (std::optional<double> value = run.metric(name))
      outcome[name + where] = numberArray(*value);
}

static FailureOr<Outcome> evaluate(solver::ProgramOp program, uint64_t seed) {
  SolverInterpreter run(program);
  for (auto param : program.getBody().getOps<solver::ParamOp>())
    run.setParam(param.getName(),
                 randomData(typeOf(param), param.getName(), seed));
  for (auto input : program.getBody().getOps<solver::InputOp>())
    run.setInput(input.getName(),
                 randomData(typeOf(input), input.getName(), seed));
  SmallVector<std::string> checks, states, results, metrics;
  program.walk([&](Operation *op) {
    if (auto verdict = dyn_cast<solver::VerdictOp>(op))
      for (StringRef name : verdict.getNames().getAsValueRange<StringAttr>())
        checks.push_back(name.str());
    else if (auto loop = dyn_cast<solver::IterateOp>(op))
      for (StringRef name : loop.getStateNames().getAsValueRange<StringAttr>())
        states.push_back(name.str());
    else if (auto result = dyn_cast<solver::ResultOp>(op))
      results.push_back(result.getName().str());
    else if (auto metric = dyn_cast<solver::MetricOp>(op))
      metrics.push_back(metric.getName().str());
  });
  Outcome outcome;
  if (failed(run.setup()) || failed(run.prologue()))
    return failure();
  for (int iteration = 1; iteration <= 2; ++iteration) {
    if (failed(run.iterate()) || failed(run.check()))
      return failure();
    std::string where = " after iteration " + std::to_string(iteration);
    addMetrics(run, checks, where, outcome);
    for (const std::string &name : states)
      if (const Array *state = run.state(name))
        outcome["state '" + name + "'" + where] = *state;
  }
  if (failed(run.epilogue()))
    return failure();
  addMetrics(run, metrics, " of the result", outcome);
  for (const std::string &name : results)
    if (const Array *result = run.result(name))
      outcome["result '" + name + "'"] = *result;
  for (auto op : program.getBody().getOps<solver::OperatorOp>()) {
    StringRef kind = stringifyOperatorKind(op.getKind());
    std::string name = (op.getSymName() + " (" + kind + ")").str();
    auto type = typeOf(op.getBody().front().getArgument(0));
    FailureOr<Array> image = run.applyOperator(op.getSymName(), kind,
                                               randomData(type, name, seed));
    if (failed(image))
      return failure();
    outcome["operator " + name] = std::move(*image);
  }
  return outcome;
}

//===----------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------===//

/// Where two numbers are no finite ones they are to be of one kind.
static bool sameKind(double a, double b) {
  return std::isnan(a) ? std::isnan(b) : a == b;
}

static bool close(const Array &a, const Array &b, double tolerance) {
  if (a.shape() != b.shape())
    return false;
  double size = 1.0, difference = 0.0;
  for (int64_t i = 0; i < a.size(); ++i)
    for (auto [x, y] : {std::pair(a[i].real(), b[i].real()),
                        {a[i].imag(), b[i].imag()}}) {
      if (!std::isfinite(x) || !std::isfinite(y)) {
        if (!sameKind(x, y))
          return false;
        continue;
      }
      size = std::max({size, std::abs(x), std::abs(y)});
      difference = std::max(difference, std::abs(x - y));
    }
  return difference <= tolerance * size;
}

static std::string number(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.17g", value);
  return text;
}

static LogicalResult compare(const Outcome &before, const Outcome &after,
                             solver::ProgramOp program, double tolerance) {
  for (const auto &[name, value] : before) {
    auto found = after.find(name);
    if (found == after.end())
      return program.emitError() << name << " is lost in the pass";
    if (close(value, found->second, tolerance))
      continue;
    if (!value.shape().empty())
      return program.emitError() << name << " is another one after the pass";
    return program.emitError()
           << name << " was " << number(value[0].real()) << " and is "
           << number(found->second[0].real()) << " after the pass";
  }
  return success();
}

LogicalResult pipelines::verifyProgram(solver::ProgramOp before,
                                       solver::ProgramOp after,
                                       double tolerance, uint64_t seed) {
  FailureOr<Outcome> old = evaluate(before, seed), now = evaluate(after, seed);
  if (failed(old) || failed(now))
    return failure();
  return compare(*old, *now, after, tolerance);
}

//===----------------------------------------------------------------------===//
// Instrumentation
//===----------------------------------------------------------------------===//

namespace {
class ProgramVerifier : public ChangeVerifier<solver::ProgramOp> {
public:
  ProgramVerifier(bool *failed, uint64_t seed, unsigned *agreed)
      : ChangeVerifier(failed, agreed), seed(seed) {}

private:
  LogicalResult compare(Pass *pass, Version &before,
                        solver::ProgramOp after) override {
    bool rounds = pass->getArgument() == "solver-demote-precision";
    return pipelines::verifyProgram(*before.copy, after,
                                    rounds ? 1e-5 : 1e-10, seed);
  }

  uint64_t seed;
};
} // namespace

std::unique_ptr<PassInstrumentation>
pipelines::createProgramVerifier(bool *failed, uint64_t seed,
                                 unsigned *agreed) {
  return std::make_unique<ProgramVerifier>(failed, seed, agreed);
}
