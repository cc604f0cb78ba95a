//===- OptionsTest.cpp - methods that are refused, exports ------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Pictures.h"
#include "mlir/IR/Verifier.h"
#include "gmock/gmock.h"

using namespace proxc;
using namespace proxc::test;
using ::testing::HasSubstr;

namespace {

class OptionsTest : public SolveTest {
protected:
  OptionsTest() {
    inputs["b"] = picture();
    inputs["k"] = kernel();
  }
  void expectRefused(const std::string &body, const std::string &header,
                     const std::string &message) {
    SCOPED_TRACE(header);
    parse(body, header);
    EXPECT_FALSE(convert());
    EXPECT_THAT(messages, HasSubstr(message));
    // The problem is still there, and nothing else.
    EXPECT_TRUE(converted->getOps<solver::ProgramOp>().empty());
    EXPECT_EQ(std::distance(converted->getOps<prox::ProblemOp>().begin(),
                            converted->getOps<prox::ProblemOp>().end()),
              1);
  }
};

TEST_F(OptionsTest, RefusesWhatCannotBe) {
  auto refused = [&](const char *header, const char *message) {
    expectRefused(kDenoising, header, message);
  };
  refused("method \"fista\"", "method 'fista' is not available yet");
  refused("method \"pdhg\" options {tau = -0.1}",
          "expected the option 'tau' of 'pdhg' to be greater than 0");
  refused("method \"pdhg\" options {relaxation = 2.0}",
          "expected the option 'relaxation' of 'pdhg' to be between 0");
  refused("method \"pdhg\" options {theta = 1.5}",
          "expected the option 'theta' of 'pdhg' to be between 0");
  refused("method \"pdhg\" options {theta = 0.5, relaxation = 1.5}",
          "with a theta of 1 only");
  refused("method \"pdhg\" options {accelerate = true, theta = 1.0}",
          "excludes 'adapt', 'theta'");
  refused("method \"pdhg\" options {accelerate = true, adapt = true}",
          "excludes 'adapt'");
  refused("method \"pdhg\" options {tau = 0.1, adapt = true}",
          "excludes 'tau'");
  refused("method \"admm\" options {rho = 0.0}", "to be greater than 0");
  refused("method \"admm\" options {inner_iterations = 0}", "between 0");
  refused("method \"ladmm\" options {mu = 0.1, adapt = true}",
          "excludes 'mu'");
  expectRefused(deblurring("%D"), "method \"pdhg\" options {accelerate = true}",
                "strongly convex");
}

TEST_F(OptionsTest, RefusesSetsThatShareNoPoint) {
  std::string body = kDeclarations + R"(
    %lo = arith.constant dense<-3.0> : tensor<f64>
    %hi = arith.constant dense<-1.0> : tensor<f64>
    %minus = arith.constant dense<-2.0> : tensor<f64>
    %box = prox.box %lo, %hi : tensor<f64>, tensor<f64>, !prox.function<6x7xf64>
  )" + on("%sq", "%I", kMinusB) + on("%pos", "%I", "in <psi>");
  expectRefused(body + on("%box", "%I", "in <omega>"), "",
                "an entry of 'u' would be at least 0.00 and at most -1.00");
  // -3 <= -2 u <= -1 and u >= 0.
  parse(body + on("%box", "%I", "beta %minus : tensor<f64> in <omega>"));
  EXPECT_TRUE(convert()) << messages;
}

TEST_F(OptionsTest, NormsOfOperatorsOnOneUnknownAdd) {
  // |u + u| is 2 |u|, not sqrt(2) |u|.
  parse(kDeclarations + on("%sq", "%I", kMinusB + " in <omega>") + R"(
    prox.term %l1 of (%I, %I) at (%u, %u) in <psi>
      : !prox.function<6x7xf64> of (!linop.op<6x7xf64 -> 6x7xf64>, !linop.op<6x7xf64 -> 6x7xf64>) at (tensor<6x7xf64>, tensor<6x7xf64>)
  )", "method \"pdhg\"");
  ASSERT_TRUE(convert()) << messages;
  EXPECT_THAT(reasons(), HasSubstr("|K|^2 is at most 4.0000"));
}

TEST_F(OptionsTest, WarnsOfStepsThatAreTooLong) {
  parse(kDenoising, "method \"pdhg\" options {tau = 1.0, sigma = 0.5}");
  EXPECT_TRUE(convert());
  EXPECT_THAT(messages, HasSubstr("tau * sigma * |K|^2 <= 1, found 3.7"));
  parse(kDenoising, "method \"ladmm\" options {mu = 1.0, rho = 0.5}");
  EXPECT_TRUE(convert());
  EXPECT_THAT(messages, HasSubstr("mu * rho * |K|^2 <= 1, found 3.7"));
  parse(kDenoising, "method \"pdhg\" options {tau = 0.2, sigma = 0.5}");
  EXPECT_TRUE(convert());
  EXPECT_EQ(messages, "");
}

TEST_F(OptionsTest, ResolvesTheOptionsOfAllMethods) {
  parse(kDenoising, "options {iterations = 7, tolerance = 1.0e-6}");
  ASSERT_TRUE(convert());
  mlir::DictionaryAttr options = *program.getOptions();
  EXPECT_EQ(options.getAs<mlir::IntegerAttr>("iterations").getInt(), 7);
  EXPECT_EQ(options.getAs<mlir::FloatAttr>("tolerance").getValueAsDouble(),
            1e-6);
  EXPECT_EQ(options.getAs<mlir::FloatAttr>("absolute").getValueAsDouble(), 0.0);
  EXPECT_EQ(options.getAs<mlir::IntegerAttr>("check_every").getInt(), 25);
}

//===----------------------------------------------------------------------===//
// Exported operators
//===----------------------------------------------------------------------===//

const std::string kExports = R"(
  linop.export "blur" = %K : !linop.op<6x7xf64 -> 6x7xf64>
  linop.export "slope" = %D : !linop.op<6x7xf64 -> 2x6x7xf64>
)";

void expectExports(solver::ProgramOp program) {
  reference::SolverInterpreter interpreter(program);
  interpreter.setInput("b", picture());
  interpreter.setParam("k", kernel());
  Array x = reference::randomArray({kHeight, kWidth}, false, 3);
  Array y = reference::randomArray({2, kHeight, kWidth}, false, 4);
  auto apply = [&](const char *name, const char *kind, const Array &input) {
    auto result = interpreter.applyOperator(name, kind, input);
    EXPECT_TRUE(mlir::succeeded(result));
    return mlir::succeeded(result) ? *result : Array();
  };
  std::vector<double> expected = blurred(flat(x));
  Array image = apply("blur", "forward", x);
  for (int64_t i = 0; i < kPixels; ++i)
    EXPECT_NEAR(image[i].real(), expected[i], 1e-12);
  Array slope = apply("slope", "forward", x);
  Array back = apply("slope", "adjoint", y);
  EXPECT_NEAR(reference::innerProduct(slope, y),
              reference::innerProduct(x, back), 1e-12);
  Array normal = apply("slope", "normal", x);
  EXPECT_NEAR(reference::innerProduct(slope, slope),
              reference::innerProduct(x, normal), 1e-12);
  // Every step depends on the argument: what does not stands in front.
  for (auto op : program.getBody().getOps<solver::OperatorOp>())
    for (mlir::Operation &step : op.getBody().front().without_terminator()) {
      bool depends = false;
      step.walk([&](mlir::Operation *inner) {
        for (mlir::Value value : inner->getOperands())
          depends |= value.getParentBlock() == &op.getBody().front();
      });
      EXPECT_TRUE(depends) << step.getName().getStringRef().str();
    }
}

TEST_F(OptionsTest, ExportsWithoutAProblem) {
  parse(kDeclarations.substr(kDeclarations.find("%b = ")) + kExports);
  ASSERT_TRUE(convert()) << messages;
  EXPECT_EQ(program.getMethod(), "operators");
  EXPECT_TRUE(program.getBody().getOps<solver::EpilogueOp>().empty());
  expectExports(program);
}

TEST_F(OptionsTest, ExportsBesideAProblem) {
  parse(kDenoising + kExports);
  ASSERT_TRUE(convert()) << messages;
  EXPECT_EQ(program.getMethod(), "pdhg");
  EXPECT_TRUE(mlir::isa<solver::OperatorOp>(program.getBody().front().back()));
  expectExports(program);
  parse(deblurring("%D") + kExports);
  expectSolved(objectiveAt({{"u", deblurred(false)}}), 1e-6, 700);
}

} // namespace
