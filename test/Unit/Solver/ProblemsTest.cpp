//===- ProblemsTest.cpp - algorithms, run by the interpreter ----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every problem of Inputs/problems.mlir is lowered by every method of its list
// and run in double precision. The methods must find one minimum, report the
// reference's objective, and give the same iterates before and after hoisting
// and fusion; exported operators must mean the same then, too.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "proxc/Conversion/ProxToSolver/ProxToSolver.h"
#include "proxc/Dialect/Prox/Utils/Terms.h"
#include "proxc/Pipelines/Compile.h"
#include "proxc/Reference/Interpreter.h"
#include "proxc/Reference/SolverInterpreter.h"
#include "gtest/gtest.h"
#include <map>

using namespace mlir;
using namespace proxc;
using namespace proxc::reference;

namespace {

using Named = std::map<std::string, Array>;

/// What a run of one method gave.
struct Outcome {
  Named unknowns;
  double objective = 0;
};

class Problems : public testing::TestWithParam<const char *> {
protected:
  Problems() {
    DialectRegistry registry;
    registry.insert<arith::ArithDialect, complex::ComplexDialect,
                    linop::LinOpDialect, math::MathDialect, prox::ProxDialect,
                    solver::SolverDialect, tensor::TensorDialect>();
    registerLinOpToSolverInterfaces(registry);
    registerProxToSolverInterfaces(registry);
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
  }

  /// A module with the one problem that the test is about.
  OwningOpRef<ModuleOp> load() {
    auto module = parseSourceFile<ModuleOp>(PROXC_PROBLEMS_FILE, &context);
    if (!module)
      return module;
    for (auto problem :
         llvm::make_early_inc_range(module->getOps<prox::ProblemOp>()))
      if (problem.getSymName() != GetParam())
        problem.erase();
    return module;
  }

  static prox::ProblemOp problemOf(ModuleOp module) {
    return *module.getOps<prox::ProblemOp>().begin();
  }

  static bool hasKernels(ModuleOp module) {
    return module.walk([](solver::KernelOp) { return WalkResult::interrupt(); })
        .wasInterrupted();
  }

  /// Reproducible values for everything that has no default.
  template <typename OpT>
  static Named dataFor(prox::ProblemOp problem, uint64_t seed) {
    Named data;
    for (auto op : problem.getBody().getOps<OpT>()) {
      auto type = cast<RankedTensorType>(op.getType());
      if (!op->hasAttr("default_value"))
        data[op.getName().str()] =
            randomArray(type.getShape(), linop::isComplex(type), seed++);
    }
    return data;
  }

  /// The objective as the problem defines it, at these unknowns.
  double objectiveAt(const Named &unknowns, double *violation = nullptr) {
    auto module = load();
    prox::ProblemOp problem = problemOf(*module);
    Interpreter environment;
    for (const Named &values : {dataFor<prox::InputOp>(problem, 1),
                                dataFor<prox::ParamOp>(problem, 50), unknowns})
      for (const auto &[name, array] : values)
        environment.bindName(name, array);
    auto value = prox::evaluateObjective(problem, environment);
    EXPECT_TRUE(succeeded(value));
    if (violation)
      *violation = *prox::evaluateViolation(problem, environment);
    return succeeded(value) ? *value : 0.0;
  }

  /// Runs a program of the module.
  static std::optional<Outcome> interpret(ModuleOp module, const Named &inputs,
                                          const Named &params,
                                          int64_t iterations) {
    SolverInterpreter solver(*module.getOps<solver::ProgramOp>().begin());
    for (const auto &[name, array] : params)
      solver.setParam(name, array);
    for (const auto &[name, array] : inputs)
      solver.setInput(name, array);
    if (failed(solver.run(iterations, /*checkEvery=*/25)))
      return std::nullopt;
    Outcome outcome;
    solver::EpilogueOp epilogue;
    module.walk([&](solver::EpilogueOp op) { epilogue = op; });
    for (auto result : epilogue.getBody().getOps<solver::ResultOp>())
      if (result.getUnknown())
        outcome.unknowns[result.getName().str()] =
            *solver.result(result.getName());
    outcome.objective = solver.metric("objective").value_or(-1e300);
    return outcome;
  }

  /// Lowers by one method; runs the plain program to the end, and the plain and
  /// the fused one for a few iterations.
  std::optional<Outcome> solve(StringRef method, int64_t iterations) {
    auto module = load();
    prox::ProblemOp problem = problemOf(*module);
    if (method != "auto")
      problem.setMethodAttr(StringAttr::get(&context, method));
    Named inputs = dataFor<prox::InputOp>(problem, 1);
    Named params = dataFor<prox::ParamOp>(problem, 50);
    std::optional<Outcome> result, plain, fused;
    pipelines::CompileOptions options;
    options.verifyRewrites = true;
    options.onStage = [&](StringRef stage, ModuleOp at) {
      if (stage == "3-algorithm") {
        result = interpret(at, inputs, params, iterations);
        plain = interpret(at, inputs, params, 60);
      } else if (stage == "4-fused") {
        EXPECT_TRUE(hasKernels(at));
        fused = interpret(at, inputs, params, 60);
      }
    };
    if (failed(pipelines::rewriteProblem(*module, options)) ||
        failed(pipelines::lowerToSolver(*module, options)))
      return std::nullopt;
    EXPECT_TRUE(result && plain && fused);
    if (!result || !plain || !fused)
      return std::nullopt;
    for (const auto &[name, array] : plain->unknowns)
      for (int64_t i = 0; i < array.size(); ++i)
        EXPECT_LE(std::abs(array[i] - fused->unknowns[name][i]), 1e-11)
            << "fusion changed '" << name << "'";
    return result;
  }

  static void expectClose(const Array &found, const Array &expected) {
    ASSERT_EQ(found.shape(), expected.shape());
    for (int64_t i = 0; i < found.size(); ++i)
      EXPECT_LE(std::abs(found[i] - expected[i]), 1e-11);
  }

  MLIRContext context;
};

TEST_P(Problems, AllMethodsFindOneMinimum) {
  auto module = load();
  ASSERT_TRUE(module);
  auto methods = problemOf(*module)->getAttrOfType<ArrayAttr>("methods");
  ASSERT_TRUE(methods);
  double best = 0;
  bool isFirst = true;
  for (StringRef method : methods.getAsValueRange<StringAttr>()) {
    SCOPED_TRACE(method.str());
    std::optional<Outcome> outcome = solve(method, 3000);
    if (!outcome) {
      ADD_FAILURE() << "not solved";
      continue;
    }
    double violation = 0;
    double objective = objectiveAt(outcome->unknowns, &violation);
    double scale = std::max(1.0, std::abs(objective));
    EXPECT_NEAR(outcome->objective, objective, 1e-9 * scale)
        << "the objective that is reported";
    EXPECT_LE(violation, 1e-6);
    if (isFirst)
      best = objective;
    isFirst = false;
    EXPECT_NEAR(objective, best, 1e-5 * scale);
    // A minimum: no small move along a random direction gains anything that
    // the tolerance does not explain.
    for (uint64_t seed : {1, 2, 3}) {
      Named moved = outcome->unknowns;
      for (auto &[name, array] : moved)
        array = axpby(1.0, array, 1e-2,
                      randomArray(array.shape(), /*complex=*/false, seed));
      double distance = 0;
      double value = objectiveAt(moved, &distance);
      if (distance <= violation)
        EXPECT_GE(value, objective - 1e-5 * scale);
    }
  }
}

/// Exported operators, before and after fusion, are the reference's.
class ExportedOperators : public Problems {};

TEST_P(ExportedOperators, KeepTheirMeaning) {
  auto reference = load(), module = load();
  ASSERT_TRUE(reference && module);
  prox::ProblemOp problem = problemOf(*reference);
  Interpreter environment;
  Named params = dataFor<prox::ParamOp>(problem, 50);
  for (const auto &[name, array] : params)
    environment.bindName(name, array);
  int stages = 0;
  auto compare = [&](StringRef stage, ModuleOp at) {
    if (stage != "3-algorithm" && stage != "4-fused")
      return;
    SCOPED_TRACE(stage.str());
    ++stages;
    SolverInterpreter solver(*at.getOps<solver::ProgramOp>().begin());
    for (const auto &[name, array] : params)
      solver.setParam(name, array);
    ASSERT_TRUE(succeeded(solver.setup()));
    for (auto exported : problem.getBody().getOps<linop::ExportOp>()) {
      SCOPED_TRACE(exported.getName().str());
      auto type = cast<linop::OpType>(exported.getOp().getType());
      for (bool adjoint : {false, true}) {
        RankedTensorType from = adjoint ? type.getRange() : type.getDomain();
        Array x = randomArray(from.getShape(), linop::isComplex(from), 9);
        FailureOr<Array> y = solver.applyOperator(
            exported.getName(), adjoint ? "adjoint" : "forward", x);
        FailureOr<Array> expected =
            environment.apply(exported.getOp(), x, adjoint);
        ASSERT_TRUE(succeeded(y) && succeeded(expected));
        expectClose(*y, *expected);
        if (adjoint)
          continue;
        y = solver.applyOperator(exported.getName(), "normal", x);
        expected = environment.apply(exported.getOp(), *expected, true);
        ASSERT_TRUE(succeeded(y) && succeeded(expected));
        expectClose(*y, *expected);
      }
    }
  };
  pipelines::CompileOptions options;
  options.onStage = compare;
  ASSERT_TRUE(succeeded(pipelines::rewriteProblem(*module, options)));
  ASSERT_TRUE(succeeded(pipelines::lowerToSolver(*module, options)));
  EXPECT_EQ(stages, 2);
}

INSTANTIATE_TEST_SUITE_P(Small, ExportedOperators, testing::Values("operators"),
                         [](const auto &info) { return info.param; });

INSTANTIATE_TEST_SUITE_P(Small, Problems,
                         testing::Values("denoise", "deconvolve", "ridge",
                                         "inpaint", "sense", "separate"),
                         [](const auto &info) { return info.param; });

} // namespace
