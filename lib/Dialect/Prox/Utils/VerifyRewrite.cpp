//===- VerifyRewrite.cpp - a rewrite keeps the meaning ----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Prox/Utils/VerifyRewrite.h"

#include "proxc/Dialect/Prox/Utils/Terms.h"
#include "proxc/Reference/Interpreter.h"
#include "proxc/Support/ChangeVerifier.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/Format.h"
#include <cmath>
#include <map>

using namespace mlir;
using proxc::reference::Array;
using proxc::reference::Interpreter;

namespace proxc::prox {

//===----------------------------------------------------------------------===//
// Random data
//===----------------------------------------------------------------------===//

/// A number for a name that is the same in every run (llvm::hash_value is not).
static uint64_t seedOf(StringRef name, uint64_t seed) {
  uint64_t hash = 1469598103934665603ull + seed;
  for (char c : name)
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return hash;
}

static Array randomData(RankedTensorType type, StringRef name, uint64_t seed,
                        bool positive) {
  Type element = type.getElementType();
  Array data = reference::randomArray(
      type.getShape(), isa<ComplexType>(element), seedOf(name, seed));
  for (int64_t i = 0; i < data.size(); ++i) {
    if (isa<IntegerType>(element))
      data[i] = std::floor(std::abs(data[i].real()) * 100.0);
    else if (positive && !isa<ComplexType>(element))
      data[i] = std::abs(data[i].real()) + 0.01;
  }
  return data;
}

void bindRandomData(ProblemOp problem, Interpreter &interpreter,
                    uint64_t seed) {
  for (Operation &op : problem.getBody().front()) {
    if (!isa<InputOp, ParamOp, VariableOp>(op))
      continue;
    StringRef name = op.getAttrOfType<StringAttr>("name").getValue();
    auto type = cast<RankedTensorType>(op.getResult(0).getType());
    bool positive = type.getRank() == 0 || seed % 2 == 1;
    interpreter.bindName(name, randomData(type, name, seed, positive));
  }
}

//===----------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------===//

static bool close(reference::Complex a, reference::Complex b,
                  double tolerance) {
  double size = std::max({1.0, std::abs(a), std::abs(b)});
  return std::abs(a - b) <= tolerance * size;
}

static bool close(const Array &a, const Array &b, double tolerance) {
  if (a.shape() != b.shape())
    return false;
  double size = 1.0, difference = 0.0;
  for (int64_t i = 0; i < a.size(); ++i) {
    size = std::max({size, std::abs(a[i]), std::abs(b[i])});
    difference = std::max(difference, std::abs(a[i] - b[i]));
  }
  return difference <= tolerance * size;
}

/// Infinities of one sign, or no numbers both.
static bool sameKind(double a, double b) {
  return std::isnan(a) ? std::isnan(b) : a == b;
}

static std::string number(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.17g", value);
  return text;
}

namespace {
/// What a problem means at one set of data.
struct Meaning {
  double objective = 0.0;
  double violation = 0.0;
  /// Values of the outs, and forward and adjoint images of random arrays under
  /// exported operators, by name.
  llvm::MapVector<StringRef, Array> outs;
  llvm::MapVector<StringRef, std::pair<Array, Array>> exports;
};
} // namespace

static LogicalResult evaluateExport(linop::ExportOp op, Interpreter &env,
                                    uint64_t seed, Meaning &meaning) {
  auto type = cast<linop::OpType>(op.getOp().getType());
  auto image = [&](RankedTensorType space, bool adjoint) {
    return env.apply(op.getOp(),
                     randomData(space, op.getName(), seed, /*positive=*/false),
                     adjoint);
  };
  FailureOr<Array> forward = image(type.getDomain(), false);
  FailureOr<Array> adjoint = image(type.getRange(), true);
  if (failed(forward) || failed(adjoint))
    return failure();
  meaning.exports[op.getName()] = {std::move(*forward), std::move(*adjoint)};
  return success();
}

/// The meaning of `problem` at the data that `seed` gives.
static FailureOr<Meaning> evaluateMeaning(ProblemOp problem, uint64_t seed) {
  Interpreter env;
  bindRandomData(problem, env, seed);
  FailureOr<double> objective = evaluateObjective(problem, env);
  FailureOr<double> violation = evaluateViolation(problem, env);
  if (failed(objective) || failed(violation))
    return failure();
  Meaning meaning;
  meaning.objective = *objective;
  meaning.violation = *violation;
  for (OutOp out : problem.getBody().getOps<OutOp>()) {
    FailureOr<Array> value = env.array(out.getValue());
    if (failed(value))
      return failure();
    meaning.outs[out.getName()] = std::move(*value);
  }
  for (linop::ExportOp op : problem.getBody().getOps<linop::ExportOp>())
    if (failed(evaluateExport(op, env, seed, meaning)))
      return failure();
  return meaning;
}

static LogicalResult compareResults(const Meaning &before, const Meaning &after,
                                    ProblemOp problem, double tolerance) {
  for (const auto &[name, value] : before.outs) {
    auto found = after.outs.find(name);
    if (found == after.outs.end())
      return problem.emitError()
             << "the out '" << name << "' is lost in the rewrite";
    if (!close(value, found->second, tolerance))
      return problem.emitError()
             << "the out '" << name << "' has another value after the rewrite";
  }
  for (const auto &[name, images] : before.exports) {
    auto found = after.exports.find(name);
    if (found == after.exports.end())
      return problem.emitError()
             << "the operator '" << name << "' is lost in the rewrite";
    if (!close(images.first, found->second.first, tolerance) ||
        !close(images.second, found->second.second, tolerance))
      return problem.emitError() << "the operator '" << name
                                 << "' is another one after the rewrite";
  }
  return success();
}

/// Emits an error on `problem`, the version after the rewrite, where the
/// meanings differ.
static LogicalResult compareMeanings(const Meaning &before,
                                     const Meaning &after, ProblemOp problem,
                                     double tolerance) {
  bool finite = std::isfinite(before.objective);
  bool same = finite ? close(before.objective, after.objective, tolerance)
                     : sameKind(before.objective, after.objective);
  if (!same)
    return problem.emitError()
           << "the objective at random data was " << number(before.objective)
           << " and is " << number(after.objective) << " after the rewrite";
  if ((before.violation > tolerance) != (after.violation > tolerance))
    return problem.emitError()
           << "a random point violated constraints by "
           << number(before.violation) << " and does by "
           << number(after.violation) << " after the rewrite";
  return compareResults(before, after, problem, tolerance);
}

LogicalResult verifyRewrite(ProblemOp before, ProblemOp after, double tolerance,
                            unsigned draws, uint64_t seed) {
  for (unsigned draw = 0; draw < draws; ++draw) {
    FailureOr<Meaning> old = evaluateMeaning(before, seed + draw);
    FailureOr<Meaning> now = evaluateMeaning(after, seed + draw);
    if (failed(old) || failed(now) ||
        failed(compareMeanings(*old, *now, after, tolerance)))
      return failure();
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Instrumentation
//===----------------------------------------------------------------------===//

/// Large problems are drawn twice, signed and positive; the definitions that
/// the interpreter runs are slow.
static unsigned drawsFor(ProblemOp problem) {
  int64_t entries = 0;
  for (VariableOp unknown : problem.getBody().getOps<VariableOp>())
    entries += unknown.getType().getNumElements();
  return entries > 1 << 14 ? 2 : 4;
}

namespace {
class RewriteVerifier : public ChangeVerifier<ProblemOp> {
public:
  RewriteVerifier(bool *failed, double tolerance, uint64_t seed,
                  unsigned *agreed)
      : ChangeVerifier(failed, agreed), tolerance(tolerance), seed(seed) {}

private:
  /// The meanings of the latest version that was evaluated.
  struct Known {
    OperationFingerPrint print;
    std::vector<Meaning> meanings;
  };

  FailureOr<std::vector<Meaning>> evaluate(ProblemOp problem) {
    std::vector<Meaning> meanings;
    for (unsigned draw = 0; draw < drawsFor(problem); ++draw) {
      FailureOr<Meaning> meaning = evaluateMeaning(problem, seed + draw);
      if (mlir::failed(meaning))
        return failure();
      meanings.push_back(std::move(*meaning));
    }
    return meanings;
  }

  LogicalResult compare(Pass *, Version &before, ProblemOp after) override {
    FailureOr<std::vector<Meaning>> old = failure();
    {
      std::lock_guard<std::mutex> lock(mutex);
      auto found = known.find(before.name);
      if (found != known.end() && found->second.print == before.print)
        old = found->second.meanings;
    }
    if (mlir::failed(old))
      old = evaluate(*before.copy);
    FailureOr<std::vector<Meaning>> now = evaluate(after);
    if (mlir::failed(old) || mlir::failed(now))
      return failure();
    for (auto [a, b] : llvm::zip(*old, *now))
      if (mlir::failed(compareMeanings(a, b, after, tolerance)))
        return failure();
    std::lock_guard<std::mutex> lock(mutex);
    known.insert_or_assign(before.name,
                           Known{OperationFingerPrint(after), std::move(*now)});
    return success();
  }

  double tolerance;
  uint64_t seed;
  std::map<std::string, Known> known;
};
} // namespace

std::unique_ptr<PassInstrumentation> createRewriteVerifier(bool *failed,
                                                           double tolerance,
                                                           uint64_t seed,
                                                           unsigned *agreed) {
  return std::make_unique<RewriteVerifier>(failed, tolerance, seed, agreed);
}

} // namespace proxc::prox
