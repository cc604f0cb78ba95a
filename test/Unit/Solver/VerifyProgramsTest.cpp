//===- VerifyProgramsTest.cpp - passes that change programs -----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Pipelines/VerifyPrograms.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace proxc;

namespace {

/// u+ = factor u + b, 1 iteration; `size` is a metric of the check.
std::string text(const std::string &factor, const std::string &size = "%n") {
  return R"(
solver.program @p method "test" {
  %b = solver.input "b" : tensor<4xf64>
  %huge = arith.constant dense<1.0e308> : tensor<f64>
  %two = arith.constant dense<2.0> : tensor<f64>
  %r = solver.iterate (%b) states ["u"] body {
  ^bb0(%u: tensor<4xf64>):
    %v = solver.map (%i) {
      %x = solver.read %u[%i] : tensor<4xf64>
      %y = solver.read %b[%i] : tensor<4xf64>
      %f = arith.constant )" +
         factor + R"( : f64
      %z = arith.mulf %x, %f : f64
      %s = arith.addf %z, %y : f64
      solver.yield %s : f64
    } : tensor<4xf64>
    solver.yield %v : tensor<4xf64>
  } check {
  ^bb0(%u0: tensor<4xf64>, %u1: tensor<4xf64>):
    %n = solver.reduce (%i) in [4] {
      %x = solver.read %u1[%i] : tensor<4xf64>
      solver.yield %x : f64
    } : tensor<f64>
    %infinite = solver.map () {
      %h = solver.read %huge[] : tensor<f64>
      %t = solver.read %two[] : tensor<f64>
      %p = arith.mulf %h, %t : f64
      solver.yield %p : f64
    } : tensor<f64>
    solver.verdict ["size"] = )" + "(" + size + ")" +
         R"( : (tensor<f64>) -> ()
  } : (tensor<4xf64>) -> tensor<4xf64>
  solver.epilogue {
    solver.result unknown "u" = %r : tensor<4xf64>
  }
}
)";
}

class VerifyPrograms : public testing::Test {
protected:
  VerifyPrograms() { context.loadDialect<solver::SolverDialect>(); }

  solver::ProgramOp parse(const std::string &source) {
    modules.push_back(parseSourceString<ModuleOp>(source, &context));
    EXPECT_TRUE(modules.back());
    return *modules.back()->getOps<solver::ProgramOp>().begin();
  }
  /// The errors of a comparison; empty where the programs are one.
  std::string errors(const std::string &before, const std::string &after) {
    solver::ProgramOp old = parse(before), now = parse(after);
    std::string messages;
    ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
      messages += diagnostic.str() + "\n";
    });
    EXPECT_EQ(failed(pipelines::verifyProgram(old, now)), !messages.empty());
    return messages;
  }

  MLIRContext context;
  std::vector<OwningOpRef<ModuleOp>> modules;
};

TEST_F(VerifyPrograms, OneProgramIsItself) {
  EXPECT_EQ(errors(text("0.5"), text("0.5")), "");
  // Also where it computes an infinity.
  EXPECT_EQ(errors(text("0.5", "%infinite"), text("0.5", "%infinite")), "");
}

TEST_F(VerifyPrograms, SeesAnotherStep) {
  EXPECT_NE(errors(text("0.5"), text("0.6")).find("is another one"),
            std::string::npos);
}

TEST_F(VerifyPrograms, SeesAnotherMetric) {
  EXPECT_NE(errors(text("0.5"), text("0.5", "%infinite")).find("size"),
            std::string::npos);
  EXPECT_NE(errors(text("0.5", "%infinite"), text("0.5")).find("size"),
            std::string::npos);
}

/// A pass that doubles every factor.
struct Lie : PassWrapper<Lie, OperationPass<solver::ProgramOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(Lie)
  StringRef getArgument() const override { return "test-lie"; }
  void runOnOperation() override {
    getOperation().walk([](arith::ConstantOp op) {
      if (auto value = dyn_cast<FloatAttr>(op.getValue()))
        op.setValueAttr(
            FloatAttr::get(value.getType(), 2.0 * value.getValueAsDouble()));
    });
  }
};

TEST_F(VerifyPrograms, NamesThePassThatLies) {
  parse(text("0.5"));
  std::string messages;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    messages += diagnostic.str() + "\n";
  });
  bool changed = false;
  PassManager manager(&context);
  manager.addNestedPass<solver::ProgramOp>(std::make_unique<Lie>());
  manager.addInstrumentation(pipelines::createProgramVerifier(&changed));
  EXPECT_TRUE(succeeded(manager.run(*modules.back())));
  EXPECT_TRUE(changed);
  EXPECT_NE(messages.find("this is after test-lie"), std::string::npos)
      << messages;
}

} // namespace
