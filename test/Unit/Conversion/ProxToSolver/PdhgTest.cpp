//===- PdhgTest.cpp - the primal-dual hybrid gradient method ----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Pictures.h"
#include "gmock/gmock.h"

using namespace proxc;
using namespace proxc::test;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

class PdhgTest : public SolveTest {
protected:
  PdhgTest() {
    inputs["b"] = picture();
    inputs["k"] = kernel();
  }

  double number(const char *name) {
    auto value = program.getOptions()->getAs<mlir::FloatAttr>(name);
    return value ? value.getValueAsDouble() : NAN;
  }
  bool flag(const char *name) {
    auto value = program.getOptions()->getAs<mlir::BoolAttr>(name);
    return value && value.getValue();
  }
};

TEST_F(PdhgTest, AutoDenoisesCertified) {
  parse(kDenoising);
  double expected = objectiveAt({{"u", denoised()}});
  expectSolved(expected, 1e-7, 800);
  EXPECT_LT(gap(), 1e-7);
  EXPECT_EQ(checks.front().count("violation"), 0u);
  EXPECT_THAT(reasons(), HasSubstr("pdhg\n"));
  EXPECT_THAT(reasons(), HasSubstr("certifies"));
  EXPECT_THAT(reasons(), HasSubstr("relaxation 1.90"));
  // Omega holds the data and the sign, so K is the gradient alone: below 8
  // for a picture as small as this.
  EXPECT_THAT(reasons(), HasSubstr("|K|^2 is at most 7.53"));
  for (int64_t i = 0; i < kPixels; ++i)
    EXPECT_GE(results["u"][i].real(), 0.0);
}

TEST_F(PdhgTest, NamedIsTheTextbook) {
  parse(kDenoising, "method \"pdhg\"");
  expectSolved(objectiveAt({{"u", denoised()}}), 1e-6, 1500);
  EXPECT_THAT(reasons(), Not(HasSubstr("relaxation")));
  EXPECT_EQ(number("relaxation"), 1.0);
  EXPECT_EQ(number("theta"), 1.0);
  EXPECT_FALSE(flag("adapt"));
  EXPECT_FALSE(flag("accelerate"));
  EXPECT_EQ(number("primal_root"), std::sqrt(42.0));
  EXPECT_EQ(number("dual_root"), std::sqrt(84.0));
}

TEST_F(PdhgTest, EveryOptionConverges) {
  std::string name = "method \"pc\" options ";
  for (const char *options :
       {"{tau = 0.1}", "{sigma = 1.0}", "{tau = 0.2, sigma = 0.5}",
        "{relaxation = 1.9}", "{adapt = true}", "{accelerate = true}",
        "{adapt = true, relaxation = 1.5}"}) {
    SCOPED_TRACE(options);
    parse(kDenoising, name + options);
    expectSolved(objectiveAt({{"u", denoised()}}), 1e-5, 800);
    EXPECT_LT(gap(), 1e-5);
    EXPECT_THAT(messages, Not(HasSubstr("converges where")));
  }
}

TEST_F(PdhgTest, RefinementsSaveIterations) {
  parse(kDenoising);
  double expected = objectiveAt({{"u", denoised()}});
  auto excess = [&](const char *header) {
    parse(kDenoising, header);
    return solve(100) / expected - 1.0;
  };
  double textbook = excess("method \"pdhg\"");
  EXPECT_LT(excess(""), 0.1 * textbook);
  EXPECT_LT(excess("method \"pdhg\" options {relaxation = 1.9}"), textbook);
}

/// sum_squares(u - b) + 0.15 group_norm(grad(u)) + 0.02 norm1(E u), where E is
/// 100 times the difference along y, or that behind weights that are data.
std::string twoScales(bool weighted) {
  std::string text = kDeclarations + R"(
    %small = arith.constant dense<0.02> : tensor<f64>
    %w = prox.param "w" : tensor<6x7xf64>
    %diff = linop.diff axis 0 spacing 0.01 : !linop.op<6x7xf64 -> 6x7xf64>
    %W = linop.diag %w : tensor<6x7xf64>, !linop.op<6x7xf64 -> 6x7xf64>
    %weighted = linop.compose %W, %diff : (!linop.op<6x7xf64 -> 6x7xf64>, !linop.op<6x7xf64 -> 6x7xf64>) -> !linop.op<6x7xf64 -> 6x7xf64>
  )";
  return text + on("%sq", "%I", kMinusB) + on("%tv", "%D", kLambda) +
         on("%l1", weighted ? "%weighted" : "%diff",
            "alpha %small : tensor<f64>");
}

TEST_F(PdhgTest, ScalesTermsToOneNorm) {
  inputs["w"] = Array({kHeight, kWidth}, 1.0);
  Dense steep = denseOf(kPixels, [](const std::vector<double> &u) {
    std::vector<double> g = differences(u);
    g.resize(kPixels);
    for (double &slope : g)
      slope *= 100.0;
    return g;
  });
  std::vector<std::vector<int64_t>> entries;
  for (int64_t i = 0; i < kPixels; ++i)
    entries.push_back({i});
  std::vector<double> u = minimizeByReweighting(
      {identityPart(1.0, flat(picture())), variationPart(0.15),
       Part{steep, 0.02, {}, entries}});
  for (bool weighted : {false, true}) {
    parse(twoScales(weighted));
    expectSolved(objectiveAt({{"u", toPicture(u)}}), 1e-5, 800);
    EXPECT_LT(gap(), 1e-5);
    EXPECT_THAT(reasons(), HasSubstr("scaled to a norm of 1"));
    double scaled = gap();
    // The same refinements with one dual step for all terms.
    parse(twoScales(weighted),
          "method \"pdhg\" options {adapt = true, relaxation = 1.9}");
    solve(800);
    EXPECT_LT(10.0 * scaled, gap());
    EXPECT_THAT(reasons(), Not(HasSubstr("scaled to a norm of 1")));
  }
  parse(kDenoising);
  ASSERT_TRUE(convert());
  EXPECT_THAT(reasons(), Not(HasSubstr("scaled to a norm of 1")));
}

TEST_F(PdhgTest, DeblursThroughTheFourierTransform) {
  for (const char *header :
       {"", "method \"pdhg\" options {tau = 0.02}",
        "method \"pdhg\" options {tau = 0.02, relaxation = 1.9}",
        "method \"pdhg\" options {adapt = true}"}) {
    SCOPED_TRACE(header);
    parse(deblurring("%D"), header);
    expectSolved(objectiveAt({{"u", deblurred(false)}}), 1e-6, 2000);
    // The blur may be singular, so no finite dual value is promised.
    EXPECT_EQ(checks.back().count("dual_value"), 0u);
    EXPECT_THAT(reasons(), HasSubstr("relative residuals"));
  }
}

TEST_F(PdhgTest, FourierDataWithARidgeIsCertified) {
  parse(deblurring("%P") + on("%sq", "%I", kLambda));
  std::vector<double> u =
      minimizeByReweighting({blurPart(50.0, flat(picture())),
                             identityPart(0.15), variationPart(0.15, true)});
  expectSolved(objectiveAt({{"u", toPicture(u)}}), 1e-6, 800);
  EXPECT_LT(gap(), 1e-5);
}

TEST_F(PdhgTest, SetsBehindOperatorsAreReported) {
  // conv(k, u) <= 0.5 in Psi, as 2 conv(k, u) <= 1: reported, not part of the
  // objective.
  parse(kDenoising + R"(
    %lo = arith.constant dense<-1.0e30> : tensor<f64>
    %hi = arith.constant dense<1.0> : tensor<f64>
    %two = arith.constant dense<2.0> : tensor<f64>
    %box = prox.box %lo, %hi : tensor<f64>, tensor<f64>, !prox.function<6x7xf64>
  )" + on("%box", "%K", "beta %two : tensor<f64>"));
  double objective = solve(1500);
  // An unknown that misses the set says nothing about the minimum.
  EXPECT_EQ(checks.back().count("dual_value"), 0u);
  EXPECT_LT(checks.back()["dual_residual"], 1e-4 * checks.back()["dual_scale"]);
  std::vector<double> image = blurred(flat(results["u"]));
  double largest = *std::max_element(image.begin(), image.end());
  EXPECT_LT(largest, 0.5 + 1e-4);
  // It is told in the scale of the operator's range.
  EXPECT_NEAR(checks.back()["violation"], std::max(largest - 0.5, 0.0), 1e-12);
  EXPECT_GT(checks.front()["violation"], checks.back()["violation"]);
  EXPECT_GT(objective, objectiveAt({{"u", denoised()}}));
}

TEST_F(PdhgTest, ScaledAndTiltedTermsAreCertified) {
  // sum_squares(u - b) + 0.15 norm1(-2 conv(k, u) - b) + Re<b, conv(k, u)> + 3.
  parse(kDeclarations + R"(
    %minusTwo = arith.constant dense<-2.0> : tensor<f64>
    %three = arith.constant dense<3.0> : tensor<f64>
  )" + on("%sq", "%I", kMinusB) +
        on("%l1", "%K",
           kMinusB + " " + kLambda +
               " beta %minusTwo : tensor<f64> linear %b "
               ": tensor<6x7xf64> constant %three : "
               "tensor<f64>"));
  double objective = solve(1500);
  EXPECT_LT(gap(), 1e-7);
  for (const Check &check : checks)
    EXPECT_LE(check.at("dual_value"), objective + 1e-9);
  for (uint64_t seed = 0; seed < 20; ++seed)
    for (double t : {1e-2, -1e-2, 1e-4, -1e-4})
      EXPECT_GT(objectiveAt({{"u", reference::axpby(
                                       1.0, results["u"], t,
                                       reference::randomArray({kHeight, kWidth},
                                                              false, seed))}}),
                objective);
}

TEST_F(PdhgTest, AFactorMayBeZero) {
  // norm1(s conv(k, u) - b) is constant where s is 0.
  parse(kDeclarations + R"(
    %s = prox.param "s" default 1.0 : tensor<f64>
  )" + on("%sq", "%I", kMinusB) +
        on("%l1", "%K", kMinusB + " beta %s : tensor<f64>"));
  inputs["s"] = Array::scalar(0.0);
  double squares = 0.0;
  for (int64_t i = 0; i < kPixels; ++i)
    squares += std::abs(inputs["b"][i].real());
  EXPECT_NEAR(solve(200), squares, 1e-9);
}

TEST_F(PdhgTest, WhatIsTestedIsHandedOut) {
  // Over-relaxation leaves the sets of Omega; the result does not.
  parse(kDenoising);
  double objective = solve(25);
  EXPECT_NEAR(checks.back()["objective"], objective, 1e-12);
  EXPECT_EQ(checks.back()["primal_value"], checks.back()["objective"]);
}

TEST_F(PdhgTest, AZeroWeightProvesNothing) {
  // Without the ridge nothing holds the highest frequency of u.
  std::string problem = kDeclarations + R"(
    %mu = prox.param "mu" : tensor<f64>
  )" + on("%sq", "%K", kFifty) + on("%sq", "%I", "alpha %mu : tensor<f64>") +
                        on("%tv", "%P", kLambda);
  Array k({3, 3});
  k.at({1, 1}) = k.at({1, 2}) = k.at({2, 1}) = k.at({2, 2}) = 0.25;
  inputs["k"] = k;
  parse(problem);
  for (double mu : {0.0, 1e-30, 1e-12, 1e-3}) {
    SCOPED_TRACE(mu);
    inputs["mu"] = Array::scalar(mu);
    double objective = solve(2000);
    for (const Check &check : checks)
      EXPECT_LE(check.at("dual_value"), objective * (1.0 + 1e-9));
  }
}

TEST_F(PdhgTest, StartsWhereItIsTold) {
  parse(kDenoising, "method \"pdhg\"");
  double cold = solve(2, 2);
  starts["u"] = denoised();
  double warm = solve(2, 2);
  EXPECT_LT(warm, cold);
  EXPECT_NEAR(checks.front()["start_value"], objectiveAt({{"u", denoised()}}),
              1e-9);
}

} // namespace
