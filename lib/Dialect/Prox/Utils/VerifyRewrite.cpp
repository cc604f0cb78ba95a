//===- VerifyRewrite.cpp - a rewrite keeps the meaning ----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Prox/Utils/VerifyRewrite.h"

#include "mlir/Pass/Pass.h"
#include "proxc/Dialect/Prox/Utils/Terms.h"
#include "proxc/Reference/Interpreter.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/Format.h"
#include <cmath>
#include <mutex>

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

static std::string number(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.17g", value);
  return text;
}

namespace {
/// Two versions of a problem with the same data.
class Comparison {
public:
  Comparison(ProblemOp before, ProblemOp after, double tolerance, uint64_t seed)
      : before(before), after(after), tolerance(tolerance), seed(seed) {
    bindRandomData(before, old, seed);
    // The new version may know fewer declarations, never others.
    bindRandomData(before, now, seed);
  }

  LogicalResult run() {
    return failure(failed(compareObjectives()) || failed(compareOuts()) ||
                   failed(compareExports()));
  }

private:
  LogicalResult compareObjectives();
  LogicalResult compareOuts();
  LogicalResult compareExports();

  ProblemOp before, after;
  double tolerance;
  uint64_t seed;
  Interpreter old, now;
};
} // namespace

LogicalResult Comparison::compareObjectives() {
  FailureOr<double> first = evaluateObjective(before, old);
  FailureOr<double> second = evaluateObjective(after, now);
  if (failed(first) || failed(second))
    return failure();
  if (!std::isfinite(*first))
    return success();
  if (!close(*first, *second, tolerance))
    return after.emitError()
           << "the objective at random data was " << number(*first)
           << " and is " << number(*second) << " after the rewrite";
  FailureOr<double> miss = evaluateViolation(before, old);
  FailureOr<double> newMiss = evaluateViolation(after, now);
  if (failed(miss) || failed(newMiss))
    return failure();
  if ((*miss > tolerance) != (*newMiss > tolerance))
    return after.emitError()
           << "a random point violated constraints by " << number(*miss)
           << " and does by " << number(*newMiss) << " after the rewrite";
  return success();
}

LogicalResult Comparison::compareOuts() {
  llvm::MapVector<StringRef, OutOp> outs;
  for (OutOp out : after.getBody().getOps<OutOp>())
    outs.insert({out.getName(), out});
  for (OutOp out : before.getBody().getOps<OutOp>()) {
    auto found = outs.find(out.getName());
    if (found == outs.end())
      return after.emitError()
             << "the out '" << out.getName() << "' is lost in the rewrite";
    FailureOr<Array> first = old.array(out.getValue());
    FailureOr<Array> second = now.array(found->second.getValue());
    if (failed(first) || failed(second))
      return failure();
    if (!close(*first, *second, tolerance))
      return after.emitError() << "the out '" << out.getName()
                               << "' has another value after the rewrite";
  }
  return success();
}

LogicalResult Comparison::compareExports() {
  llvm::MapVector<StringRef, linop::ExportOp> exports;
  for (linop::ExportOp op : after.getBody().getOps<linop::ExportOp>())
    exports.insert({op.getName(), op});
  for (linop::ExportOp op : before.getBody().getOps<linop::ExportOp>()) {
    auto found = exports.find(op.getName());
    if (found == exports.end())
      return after.emitError()
             << "the operator '" << op.getName() << "' is lost in the rewrite";
    auto type = cast<linop::OpType>(op.getOp().getType());
    for (bool adjoint : {false, true}) {
      Array x = randomData(adjoint ? type.getRange() : type.getDomain(),
                           op.getName(), seed, /*positive=*/false);
      FailureOr<Array> first = old.apply(op.getOp(), x, adjoint);
      FailureOr<Array> second = now.apply(found->second.getOp(), x, adjoint);
      if (failed(first) || failed(second))
        return failure();
      if (!close(*first, *second, tolerance))
        return after.emitError()
               << "the operator '" << op.getName() << "' has another "
               << (adjoint ? "adjoint" : "value") << " after the rewrite";
    }
  }
  return success();
}

LogicalResult verifyRewrite(ProblemOp before, ProblemOp after, double tolerance,
                            unsigned draws, uint64_t seed) {
  for (unsigned draw = 0; draw < draws; ++draw)
    if (failed(Comparison(before, after, tolerance, seed + draw).run()))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Instrumentation
//===----------------------------------------------------------------------===//

namespace {
/// Keeps a copy of every problem that a pass is about to see.
class RewriteVerifier : public PassInstrumentation {
public:
  RewriteVerifier(bool *failed, double tolerance, uint64_t seed)
      : failed(failed), tolerance(tolerance), seed(seed) {}

  void runBeforePass(Pass *pass, Operation *op) override {
    // Adaptors, which run passes on nested operations, have no name.
    if (pass->getArgument().empty())
      return;
    auto copies = copyProblems(op);
    std::lock_guard<std::mutex> lock(mutex);
    pending[{pass, op}] = std::move(copies);
  }

  void runAfterPass(Pass *pass, Operation *op) override {
    for (OwningOpRef<ProblemOp> &copy : take(pass, op))
      for (ProblemOp problem : problemsOf(op))
        if (problem.getSymName() == copy->getSymName())
          check(pass, *copy, problem);
  }

  void runAfterPassFailed(Pass *pass, Operation *op) override {
    take(pass, op);
  }

private:
  using Copies = std::vector<OwningOpRef<ProblemOp>>;

  static SmallVector<ProblemOp> problemsOf(Operation *op) {
    SmallVector<ProblemOp> problems;
    op->walk<WalkOrder::PreOrder>([&](ProblemOp problem) {
      problems.push_back(problem);
      return WalkResult::skip();
    });
    return problems;
  }

  static Copies copyProblems(Operation *op) {
    Copies copies;
    for (ProblemOp problem : problemsOf(op))
      copies.emplace_back(problem.clone());
    return copies;
  }

  Copies take(Pass *pass, Operation *op) {
    std::lock_guard<std::mutex> lock(mutex);
    auto found = pending.find({pass, op});
    if (found == pending.end())
      return {};
    Copies copies = std::move(found->second);
    pending.erase(found);
    return copies;
  }

  void check(Pass *pass, ProblemOp before, ProblemOp after) {
    if (succeeded(verifyRewrite(before, after, tolerance, /*draws=*/4, seed)))
      return;
    after.emitRemark() << "this is after " << pass->getArgument();
    std::lock_guard<std::mutex> lock(mutex);
    *failed = true;
  }

  bool *failed;
  double tolerance;
  uint64_t seed;
  std::mutex mutex;
  std::map<std::pair<Pass *, Operation *>, Copies> pending;
};
} // namespace

std::unique_ptr<PassInstrumentation>
createRewriteVerifier(bool *failed, double tolerance, uint64_t seed) {
  return std::make_unique<RewriteVerifier>(failed, tolerance, seed);
}

} // namespace proxc::prox
