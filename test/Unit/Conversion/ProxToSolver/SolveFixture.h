//===- SolveFixture.h - problems from text, solved --------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A problem is written as IR, converted to a solver program, run by the
// reference interpreter, and judged by an objective that the reference meaning
// of the problem gives, not the program.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_TEST_UNIT_CONVERSION_PROXTOSOLVER_SOLVEFIXTURE_H
#define PROXC_TEST_UNIT_CONVERSION_PROXTOSOLVER_SOLVEFIXTURE_H

#include "mlir/IR/BuiltinOps.h"
#include "proxc/Conversion/ProxToSolver/ProxToSolver.h"
#include "proxc/Dialect/Prox/Utils/Terms.h"
#include "proxc/Reference/Interpreter.h"
#include "proxc/Reference/SolverInterpreter.h"
#include "gtest/gtest.h"
#include <map>

namespace proxc::test {

using reference::Array;
using Arrays = std::map<std::string, Array>;

/// One check of the stopping rule.
using Check = std::map<std::string, double>;

/// `prox.term f of (A) at (u) extra`, with the types in place. `domain` and
/// `range` are those of A, as in `6x9xf64`.
std::string term(const std::string &f, const std::string &A,
                 const std::string &domain, const std::string &range,
                 const std::string &extra = "", const std::string &u = "%u");

class SolveTest : public ::testing::Test {
protected:
  SolveTest();

  /// Parses `prox.problem @p method ... { body }`; places the terms unless they
  /// say where they are; fills `problem`, which is kept as it is.
  void parse(const std::string &body, const std::string &header = "");
  /// Converts the problem that was parsed; null where that fails. Errors and
  /// warnings are in `messages`.
  solver::ProgramOp convert();
  /// Converts and runs: fills `checks` and `results`; returns the objective of
  /// the result as the reference evaluates it.
  double solve(int64_t iterations, int64_t checkEvery = 25);
  /// The problem's objective at `unknowns`.
  double objectiveAt(const Arrays &unknowns);
  /// The result is feasible and `expected` is its objective, to `relative`; at
  /// all checks the dual value bounds the primal values from below.
  void expectSolved(double expected, double relative, int64_t iterations);
  /// (P - D) / max(|P|, |D|, |start|) of the last check.
  double gap() const;

  /// The program's method and reasons, one a line.
  std::string reasons();

  Arrays inputs, starts;
  std::vector<Check> checks;
  Arrays results;
  std::string messages;
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module, converted;
  prox::ProblemOp problem;
  solver::ProgramOp program;
};

/// A dense real matrix, row by row.
struct Dense {
  int64_t rows = 0, columns = 0;
  std::vector<double> entries;
  double &at(int64_t i, int64_t j) { return entries[i * columns + j]; }
  double at(int64_t i, int64_t j) const { return entries[i * columns + j]; }
};

/// The matrix of a linear map on R^columns.
Dense denseOf(int64_t columns,
              llvm::function_ref<std::vector<double>(
                  const std::vector<double> &)> apply);

/// The solution of A x = b with a positive definite A (Cholesky).
std::vector<double> solveDense(Dense A, std::vector<double> b);

/// A part of an objective on R^n: weight |A u - b|^2, or the sum over groups of
/// weight |(A u - b)_group|_2 where there are groups (lists of rows).
struct Part {
  Dense A;
  double weight = 1.0;
  std::vector<double> b;
  std::vector<std::vector<int64_t>> groups;
};

/// A minimiser of the sum of parts, by iteratively reweighted least squares with
/// a smoothing that goes to 0.
std::vector<double> minimizeByReweighting(llvm::ArrayRef<Part> parts);

} // namespace proxc::test

#endif // PROXC_TEST_UNIT_CONVERSION_PROXTOSOLVER_SOLVEFIXTURE_H
