//===- SolveFixture.cpp - problems from text, solved ------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "SolveFixture.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "proxc/Dialect/Prox/Transforms/Passes.h"
#include "proxc/Support/Remarks.h"
#include <cmath>

using namespace mlir;
using namespace proxc;
using namespace proxc::test;

std::string test::term(const std::string &f, const std::string &A,
                       const std::string &domain, const std::string &range,
                       const std::string &extra, const std::string &u) {
  return "prox.term " + f + " of (" + A + ") at (" + u + ") " + extra +
         " : !prox.function<" + range + "> of (!linop.op<" + domain + " -> " +
         range + ">) at (tensor<" + domain + ">)\n";
}

SolveTest::SolveTest() {
  DialectRegistry registry;
  registry.insert<arith::ArithDialect, complex::ComplexDialect,
                  linop::LinOpDialect, math::MathDialect, prox::ProxDialect,
                  solver::SolverDialect, tensor::TensorDialect>();
  registerLinOpToSolverInterfaces(registry);
  registerProxToSolverInterfaces(registry);
  context.appendDialectRegistry(registry);
  context.loadAllAvailableDialects();
}

void SolveTest::parse(const std::string &body, const std::string &header) {
  module = parseSourceString<ModuleOp>(
      "prox.problem @p " + header + " {\n" + body + "\n}\n", &context);
  ASSERT_TRUE(module);
  problem = *module->getOps<prox::ProblemOp>().begin();
  bool placed = false;
  for (auto op : problem.getBody().getOps<prox::TermOp>())
    placed |= op.getPlacement().has_value();
  RemarkCollector quiet(&context);
  if (!placed)
    prox::splitTerms(problem);
}

solver::ProgramOp SolveTest::convert() {
  messages.clear();
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() == DiagnosticSeverity::Remark)
      return;
    messages += diagnostic.str() + "\n";
    for (Diagnostic &note : diagnostic.getNotes())
      messages += "note: " + note.str() + "\n";
  });
  converted = module->clone();
  FailureOr<solver::ProgramOp> made =
      convertProxToSolver(*converted->getOps<prox::ProblemOp>().begin());
  program = succeeded(made) ? *made : solver::ProgramOp();
  if (program && failed(verify(*converted)))
    ADD_FAILURE() << "the program does not verify: " << messages;
  return program;
}

std::string SolveTest::reasons() {
  std::string text = program.getMethod().str() + "\n";
  for (auto reason : program.getReasons()->getAsValueRange<StringAttr>())
    text += reason.str() + "\n";
  return text;
}

double SolveTest::solve(int64_t iterations, int64_t checkEvery) {
  checks.clear();
  results.clear();
  if (!convert()) {
    ADD_FAILURE() << messages;
    return NAN;
  }
  reference::SolverInterpreter interpreter(program);
  for (auto &[name, value] : inputs) {
    interpreter.setInput(name, value);
    interpreter.setParam(name, value);
  }
  for (auto &[name, value] : starts)
    interpreter.setStart(name, value);
  bool ok = succeeded(interpreter.setup()) && succeeded(interpreter.prologue());
  if (program.getBody().getOps<solver::IterateOp>().empty())
    iterations = 0; // a closed form
  for (int64_t i = 1; ok && i <= iterations; ++i) {
    ok = succeeded(interpreter.iterate());
    if (!ok || i % checkEvery != 0)
      continue;
    ok = succeeded(interpreter.check());
    Check &check = checks.emplace_back();
    for (const char *name :
         {"objective", "violation", "primal_value", "dual_value", "start_value",
          "primal_residual", "primal_scale", "dual_residual", "dual_scale"})
      if (std::optional<double> value = interpreter.metric(name))
        check[name] = *value;
  }
  EXPECT_TRUE(ok && succeeded(interpreter.epilogue())) << messages;
  for (auto variable : problem.getBody().getOps<prox::VariableOp>())
    if (const Array *value = interpreter.result(variable.getName()))
      results[variable.getName().str()] = *value;
  for (auto out : problem.getBody().getOps<prox::OutOp>())
    if (const Array *value = interpreter.result(out.getName()))
      results[out.getName().str()] = *value;
  double objective = objectiveAt(results);
  // The program tells the objective of the problem as it was written.
  EXPECT_NEAR(interpreter.metric("objective").value_or(NAN), objective,
              1e-9 * (1.0 + std::abs(objective)));
  return objective;
}

double SolveTest::objectiveAt(const Arrays &unknowns) {
  reference::Interpreter interpreter;
  for (const Arrays &arrays : {inputs, unknowns})
    for (auto &[name, value] : arrays)
      interpreter.bindName(name, value);
  FailureOr<double> value = prox::evaluateObjective(problem, interpreter);
  EXPECT_TRUE(succeeded(value));
  return succeeded(value) ? *value : NAN;
}

double SolveTest::gap() const {
  if (checks.empty() || !checks.back().count("dual_value"))
    return NAN;
  const Check &last = checks.back();
  double scale = std::max({std::abs(last.at("primal_value")),
                           std::abs(last.at("dual_value")),
                           std::abs(last.at("start_value"))});
  return (last.at("primal_value") - last.at("dual_value")) / scale;
}

void SolveTest::expectSolved(double expected, double relative,
                             int64_t iterations) {
  double objective = solve(iterations);
  EXPECT_NEAR(objective, expected, relative * std::abs(expected));
  for (const Check &check : checks) {
    if (!check.count("dual_value"))
      continue;
    EXPECT_LE(check.at("dual_value"),
              check.at("primal_value") + 1e-9 * std::abs(expected));
    EXPECT_LE(check.at("dual_value"), expected + 1e-7 * std::abs(expected));
  }
  if (checks.empty() || checks.back().count("dual_value"))
    return;
  // The metrics of the stopping rule get where the rule asks them to be.
  const Check &last = checks.back();
  for (std::string side : {"primal", "dual"})
    EXPECT_LE(last.at(side + "_residual"), 1e-3 * last.at(side + "_scale"))
        << side;
}

//===----------------------------------------------------------------------===//
// Dense references
//===----------------------------------------------------------------------===//

Dense test::denseOf(int64_t columns,
                    llvm::function_ref<std::vector<double>(
                        const std::vector<double> &)> apply) {
  Dense matrix;
  matrix.columns = columns;
  for (int64_t j = 0; j < columns; ++j) {
    std::vector<double> unit(columns, 0.0);
    unit[j] = 1.0;
    std::vector<double> column = apply(unit);
    if (j == 0) {
      matrix.rows = column.size();
      matrix.entries.resize(matrix.rows * columns);
    }
    for (int64_t i = 0; i < matrix.rows; ++i)
      matrix.at(i, j) = column[i];
  }
  return matrix;
}

std::vector<double> test::solveDense(Dense A, std::vector<double> b) {
  int64_t n = A.rows;
  for (int64_t j = 0; j < n; ++j) {
    for (int64_t k = 0; k < j; ++k)
      for (int64_t i = j; i < n; ++i)
        A.at(i, j) -= A.at(i, k) * A.at(j, k);
    double root = std::sqrt(A.at(j, j));
    for (int64_t i = j; i < n; ++i)
      A.at(i, j) /= root;
  }
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t k = 0; k < i; ++k)
      b[i] -= A.at(i, k) * b[k];
    b[i] /= A.at(i, i);
  }
  for (int64_t i = n - 1; i >= 0; --i) {
    for (int64_t k = i + 1; k < n; ++k)
      b[i] -= A.at(k, i) * b[k];
    b[i] /= A.at(i, i);
  }
  return b;
}

/// A u - b.
static std::vector<double> missOf(const Part &part,
                                  const std::vector<double> &u) {
  std::vector<double> miss(part.A.rows, 0.0);
  for (int64_t i = 0; i < part.A.rows; ++i) {
    for (int64_t j = 0; j < part.A.columns; ++j)
      miss[i] += part.A.at(i, j) * u[j];
    if (!part.b.empty())
      miss[i] -= part.b[i];
  }
  return miss;
}

std::vector<double> test::minimizeByReweighting(ArrayRef<Part> parts) {
  int64_t n = parts.front().A.columns;
  std::vector<double> u(n, 0.0);
  for (int step = 0; step < 400; ++step) {
    double smoothing = std::max(1e-9, std::pow(0.9, step));
    Dense normal{n, n, std::vector<double>(n * n, 0.0)};
    std::vector<double> right(n, 0.0);
    for (const Part &part : parts) {
      // |x| is at most |x|^2 / (2 |x'|) + |x'| / 2, equal where x = x'.
      std::vector<double> weights(part.A.rows, part.weight);
      std::vector<double> miss = missOf(part, u);
      for (const std::vector<int64_t> &group : part.groups) {
        double square = smoothing * smoothing;
        for (int64_t row : group)
          square += miss[row] * miss[row];
        for (int64_t row : group)
          weights[row] = part.weight / (2.0 * std::sqrt(square));
      }
      for (int64_t i = 0; i < part.A.rows; ++i)
        for (int64_t j = 0; j < n; ++j) {
          double scaled = weights[i] * part.A.at(i, j);
          if (scaled == 0.0)
            continue;
          for (int64_t k = 0; k < n; ++k)
            normal.at(j, k) += scaled * part.A.at(i, k);
          if (!part.b.empty())
            right[j] += scaled * part.b[i];
        }
    }
    for (int64_t j = 0; j < n; ++j)
      normal.at(j, j) += 1e-12;
    u = solveDense(normal, right);
  }
  return u;
}
