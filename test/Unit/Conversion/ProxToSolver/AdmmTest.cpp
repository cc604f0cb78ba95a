//===- AdmmTest.cpp - alternating directions --------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Pictures.h"
#include "gmock/gmock.h"

using namespace proxc;
using namespace proxc::test;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

class AdmmTest : public SolveTest {
protected:
  AdmmTest() {
    inputs["b"] = picture();
    inputs["k"] = kernel();
  }
  double number(const char *name) {
    auto value = program.getOptions()->getAs<mlir::FloatAttr>(name);
    return value ? value.getValueAsDouble() : NAN;
  }
  int64_t countTransforms() {
    int64_t count = 0;
    auto loop = *program.getBody().getOps<solver::IterateOp>().begin();
    loop.getBody().walk([&](solver::FftOp) { ++count; });
    return count;
  }
};

TEST_F(AdmmTest, DenoisesByInnerGradients) {
  // The gradient's edge makes K* K no convolution.
  for (const char *options :
       {"", "options {relaxation = 1.8}", "options {rho = 4.0}",
        "options {inner_iterations = 1}", "options {inner_iterations = 12}",
        "options {adapt = true}",
        "options {adapt = true, rho = 100.0, relaxation = 1.5}"}) {
    SCOPED_TRACE(options);
    parse(kDenoising, std::string("method \"admm\" ") + options);
    expectSolved(objectiveAt({{"u", denoised()}}), 1e-6, 700);
    EXPECT_LT(gap(), 1e-5);
    EXPECT_THAT(reasons(), HasSubstr("conjugate gradients"));
  }
}

TEST_F(AdmmTest, NamedIsTheTextbook) {
  parse(kDenoising, "method \"admm\"");
  ASSERT_TRUE(convert());
  EXPECT_EQ(number("rho"), 1.0);
  EXPECT_EQ(number("relaxation"), 1.0);
  EXPECT_THAT(reasons(), Not(HasSubstr("over-relaxation")));
  EXPECT_THAT(reasons(), Not(HasSubstr("relative residuals equal")));
  // z stands for the gradient and, since gradients cannot hold it, the sign.
  EXPECT_EQ(number("primal_root"), std::sqrt(84.0 + 42.0));
  EXPECT_EQ(number("dual_root"), std::sqrt(42.0));
}

TEST_F(AdmmTest, DeblursByDivisionInTheFourierDomain) {
  for (const char *options :
       {"", "options {relaxation = 1.7}", "options {adapt = true}",
        "options {adapt = true, rho = 0.01}"}) {
    SCOPED_TRACE(options);
    parse(deblurring("%P"), std::string("method \"admm\" ") + options);
    expectSolved(objectiveAt({{"u", deblurred(true)}}), 1e-6, 700);
    EXPECT_THAT(reasons(), HasSubstr("Fourier transform diagonalises"));
    EXPECT_EQ(countTransforms(), 2);
  }
}

TEST_F(AdmmTest, DeblursByInnerGradients) {
  parse(deblurring("%D"), "method \"admm\" options {inner_iterations = 8}");
  expectSolved(objectiveAt({{"u", deblurred(false)}}), 1e-6, 1000);
}

TEST_F(AdmmTest, WhatInnerGradientsLeaveCounts) {
  // With a weight of 0 the splits are images and the duals 0, so that the dual
  // residual is the gradient of the data term.
  parse(kDeclarations + "%zero = arith.constant dense<0.0> : tensor<f64>\n" +
            on("%sq", "%K", kFifty + " in <omega>") +
            on("%tv", "%D", "alpha %zero : tensor<f64> in <psi>"),
        "method \"admm\" options {inner_iterations = 1}");
  solve(3, 3);
  double squared = 0.0, h = 1e-5;
  for (int64_t i = 0; i < kPixels; ++i) {
    Array more = results["u"], less = results["u"];
    more[i] += h;
    less[i] -= h;
    double slope =
        (objectiveAt({{"u", more}}) - objectiveAt({{"u", less}})) / (2.0 * h);
    squared += slope * slope;
  }
  EXPECT_GT(squared, 1e-3);
  EXPECT_NEAR(checks.back()["dual_residual"], std::sqrt(squared),
              1e-4 * std::sqrt(squared));
}

TEST_F(AdmmTest, ASignMovesOutOfAFourierStep) {
  // The data are an identity: with the gradient's basis the x-step is Fourier's,
  // and the sign has to leave Omega.
  std::string problem = kDeclarations + on("%sq", "%I", kMinusB) +
                        on("%tv", "%P", kLambda) + on("%pos", "%I");
  parse(problem);
  double expected = solve(2000);
  ASSERT_LT(gap(), 1e-10);
  parse(problem, "method \"admm\"");
  expectSolved(expected, 1e-6, 600);
  EXPECT_LT(gap(), 1e-5);
  EXPECT_EQ(countTransforms(), 2);
  for (int64_t i = 0; i < kPixels; ++i)
    EXPECT_GE(results["u"][i].real(), 0.0);
}

TEST_F(AdmmTest, PixelStepsKeepTheSign) {
  // Inpainting with a weighted norm: all is diagonal in pixels.
  Array mask({kHeight, kWidth});
  for (int64_t i = 0; i < kPixels; ++i)
    mask[i] = i % 3 == 0 ? 0.0 : 1.0 + 0.1 * i;
  inputs["m"] = mask;
  std::string problem = kDeclarations + R"(
    %m = prox.input "m" : tensor<6x7xf64>
    %M = linop.diag %m : tensor<6x7xf64>, !linop.op<6x7xf64 -> 6x7xf64>
  )" + on("%sq", "%M", kMinusB + " in <omega>") +
                        on("%l1", "%M", kMinusB + " alpha %lambda : "
                                                  "tensor<f64> in <psi>") +
                        on("%pos", "%I", "in <omega>");
  parse(problem, "method \"admm\"");
  // Each entry is min (m u - b)^2 + 0.15 |m u - b| over u >= 0: m u = max(b, 0).
  double expected = 0.0;
  for (int64_t i = 0; i < kPixels; ++i) {
    double b = inputs["b"][i].real();
    double miss = mask[i].real() == 0.0 ? b : std::min(b, 0.0);
    expected += miss * miss + 0.15 * std::abs(miss);
  }
  expectSolved(expected, 1e-7, 300);
  EXPECT_THAT(reasons(), HasSubstr("one division an entry"));
}

TEST_F(AdmmTest, LinearisedDenoises) {
  for (const char *options :
       {"", "options {relaxation = 1.6}", "options {rho = 3.0}",
        "options {inner_iterations = 3}", "options {mu = 0.05}",
        "options {adapt = true}"}) {
    SCOPED_TRACE(options);
    parse(kDenoising, std::string("method \"ladmm\" ") + options);
    expectSolved(objectiveAt({{"u", denoised()}}), 1e-5, 1000);
    EXPECT_LT(gap(), 1e-4);
    EXPECT_THAT(messages, Not(HasSubstr("converges where")));
    // Omega keeps the sign.
    EXPECT_EQ(number("primal_root"), std::sqrt(84.0));
  }
}

TEST_F(AdmmTest, LinearisedDeblurs) {
  for (const char *options :
       {"options {rho = 0.1}", "options {adapt = true}",
        "options {rho = 0.1, relaxation = 1.7, inner_iterations = 2}"}) {
    SCOPED_TRACE(options);
    parse(deblurring("%D"), std::string("method \"ladmm\" ") + options);
    expectSolved(objectiveAt({{"u", deblurred(false)}}), 1e-5, 2000);
  }
  EXPECT_EQ(countTransforms(), 4);
}

} // namespace
