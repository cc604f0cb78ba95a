//===- SolverInterpreter.h - solver programs step by step -------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs `solver` programs in double precision, each step from its definition:
// what every later form of a program is compared with.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_REFERENCE_SOLVERINTERPRETER_H
#define PROXC_REFERENCE_SOLVERINTERPRETER_H

#include "proxc/Dialect/Solver/IR/Solver.h"
#include "proxc/Reference/Array.h"
#include "llvm/ADT/StringMap.h"
#include <memory>
#include <optional>

namespace proxc::reference {

/// One program and everything that it has computed so far. The phases must be
/// run in order: `setup`, `prologue`, any number of `iterate` and `check`,
/// `epilogue`; or all of them by `run`. Each emits an error at the operation
/// that it cannot carry out. The program must not change meanwhile.
class SolverInterpreter {
public:
  explicit SolverInterpreter(solver::ProgramOp program);
  ~SolverInterpreter();
  SolverInterpreter(const SolverInterpreter &) = delete;
  SolverInterpreter &operator=(const SolverInterpreter &) = delete;

  /// Values of `solver.param` and `solver.input`; a param without a value takes
  /// its default.
  void setParam(llvm::StringRef name, Array value);
  void setInput(llvm::StringRef name, Array value);
  /// The caller's array of an unknown, where a solve starts from a result.
  void setStart(llvm::StringRef unknown, Array value);

  mlir::LogicalResult setup();
  mlir::LogicalResult prologue();
  /// Goes on by `count` iterations.
  mlir::LogicalResult iterate(int64_t count = 1);
  /// Computes the metrics of the stopping rule and replaces the states that
  /// `solver.verdict` names. Before the first iteration both states are the
  /// initial one.
  mlir::LogicalResult check();
  mlir::LogicalResult epilogue();

  /// All phases; checks behind every `checkEvery`-th iteration and behind the
  /// last one (never where it is 0), but stops nowhere early.
  mlir::LogicalResult run(int64_t iterations, int64_t checkEvery = 0);

  /// y = body(x) of the `solver.operator` of this name and kind.
  mlir::FailureOr<Array> applyOperator(llvm::StringRef name,
                                       llvm::StringRef kind, const Array &x);

  /// The array that an SSA value of the program holds now, or null.
  const Array *value(mlir::Value value) const;
  /// A state by its name, a result, or null where there is none (yet).
  const Array *state(llvm::StringRef name) const;
  const Array *result(llvm::StringRef name) const;
  /// A metric of the latest check or of the epilogue.
  std::optional<double> metric(llvm::StringRef name) const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl;
};

} // namespace proxc::reference

#endif // PROXC_REFERENCE_SOLVERINTERPRETER_H
