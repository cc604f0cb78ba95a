//===- AbsorbTest.cpp - prox-absorb: laws and conditions --------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ProxFixture.h"

using namespace proxc;
using namespace proxc::test;

namespace {

class AbsorbTest : public ProxTest {
protected:
  /// Absorbs, checks the meaning, and returns the formula.
  std::string absorb(const std::string &body) {
    prox::ProblemOp problem = parse(body);
    if (!problem)
      return "does not parse";
    RemarkCollector collector(&context);
    rewriteAndVerify(problem,
                     [](prox::ProblemOp p) { prox::absorbOperators(p); });
    remarks = collector.take();
    last = problem;
    return prox::formatProblem(problem);
  }

  bool kept(llvm::StringRef reason) {
    return llvm::any_of(remarks, [&](const Rewrite &rewrite) {
      return !rewrite.applied &&
             llvm::StringRef(rewrite.reason).contains(reason);
    });
  }

  std::vector<Rewrite> remarks;
  prox::ProblemOp last;
};

TEST_F(AbsorbTest, FactorJoinsBetaAndTheOffsetStays) {
  // ProxImaL divided the offset by the factor: |2 u - b| with b = 2 became
  // |2 u - 4|.
  std::string text = absorb(R"(
    %u = prox.variable "u" : tensor<4xf64>
    %b = prox.input "b" : tensor<4xf64>
    %c = prox.input "c" : tensor<4xf64>
    %g = arith.constant dense<0.5> : tensor<f64>
    %s = arith.constant dense<2.0> : tensor<f64>
    %S = linop.scale %s : tensor<f64>, !linop.op<4xf64 -> 4xf64>
    %lo = arith.constant dense<-1.0> : tensor<f64>
    %hi = arith.constant dense<1.0> : tensor<f64>
    %f = prox.box %lo, %hi : tensor<f64>, tensor<f64>, !prox.function<4xf64>
    prox.term %f of (%S) at (%u) minus %b : tensor<4xf64> linear %c : tensor<4xf64> gamma %g : tensor<f64> : !prox.function<4xf64> of (!linop.op<4xf64 -> 4xf64>) at (tensor<4xf64>)
  )");
  EXPECT_EQ(text,
            "minimize  {box(2 * u - b, -1, 1) + <2 * c, u> + 2 * |u|^2}\n");
}

TEST_F(AbsorbTest, HomogeneousFunctionsTakeBetaAndDivideTheOffset) {
  std::string text = absorb(R"(
    %u = prox.variable "u" : tensor<4xf64>
    %b = prox.input "b" : tensor<4xf64>
    %s = arith.constant dense<-2.0> : tensor<f64>
    %S = linop.scale %s : tensor<f64>, !linop.op<4xf64 -> 4xf64>
    %f = prox.sum_squares : !prox.function<4xf64>
    %n = prox.norm1 : !prox.function<4xf64>
    prox.term %f of (%S) at (%u) minus %b : tensor<4xf64> : !prox.function<4xf64> of (!linop.op<4xf64 -> 4xf64>) at (tensor<4xf64>)
    prox.term %n of (%S) at (%u) : !prox.function<4xf64> of (!linop.op<4xf64 -> 4xf64>) at (tensor<4xf64>)
  )");
  EXPECT_EQ(text, "minimize  4 * sum_squares(u - -0.5 * b)\n"
                  "        + 2 * norm1(u)\n");
}

TEST_F(AbsorbTest, UnknownFactorsMayBeZero) {
  std::string text = absorb(R"(
    %u = prox.variable "u" : tensor<4xf64>
    %s = prox.param "s" : tensor<f64>
    %b = prox.input "b" : tensor<4xf64>
    %S = linop.scale %s : tensor<f64>, !linop.op<4xf64 -> 4xf64>
    %n = prox.norm1 : !prox.function<4xf64>
    prox.term %n of (%S) at (%u) minus %b : tensor<4xf64> : !prox.function<4xf64> of (!linop.op<4xf64 -> 4xf64>) at (tensor<4xf64>)
    prox.term %n of (%S) at (%u) : !prox.function<4xf64> of (!linop.op<4xf64 -> 4xf64>) at (tensor<4xf64>)
  )");
  EXPECT_EQ(text, "minimize  norm1(s * u - b)\n"
                  "        + abs(s) * norm1(u)\n");
  EXPECT_TRUE(kept("s may be 0"));
}

TEST_F(AbsorbTest, NegativeFactorsDoNotFlipSets) {
  std::string text = absorb(R"(
    %u = prox.variable "u" : tensor<4xf64>
    %s = arith.constant dense<-3.0> : tensor<f64>
    %S = linop.scale %s : tensor<f64>, !linop.op<4xf64 -> 4xf64>
    %n = prox.nonneg : !prox.function<4xf64>
    prox.term %n of (%S) at (%u) : !prox.function<4xf64> of (!linop.op<4xf64 -> 4xf64>) at (tensor<4xf64>)
  )");
  EXPECT_EQ(text, "minimize  nonneg(-3 * u)\n");
}

TEST_F(AbsorbTest, WeightsJoinNorms) {
  std::string text = absorb(R"(
    %u = prox.variable "u" : tensor<4xf64>
    %w = prox.input "w" : tensor<4xf64>
    %c = prox.input "c" : tensor<4xf64>
    %D = linop.diag %w : tensor<4xf64>, !linop.op<4xf64 -> 4xf64>
    %n = prox.norm1 : !prox.function<4xf64>
    prox.term %n of (%D) at (%u) linear %c : tensor<4xf64> : !prox.function<4xf64> of (!linop.op<4xf64 -> 4xf64>) at (tensor<4xf64>)
  )");
  EXPECT_TRUE(llvm::StringRef(text).contains("weighted_norm1(u, ")) << text;
}

TEST_F(AbsorbTest, WeightsDoNotJoinWhatSeesSignsOrOffsets) {
  std::string text = absorb(R"(
    %u = prox.variable "u" : tensor<4xf64>
    %w = prox.input "w" : tensor<4xf64>
    %b = prox.input "b" : tensor<4xf64>
    %D = linop.diag %w : tensor<4xf64>, !linop.op<4xf64 -> 4xf64>
    %n = prox.nonneg : !prox.function<4xf64>
    %f = prox.sum_squares : !prox.function<4xf64>
    prox.term %n of (%D) at (%u) : !prox.function<4xf64> of (!linop.op<4xf64 -> 4xf64>) at (tensor<4xf64>)
    prox.term %f of (%D) at (%u) minus %b : tensor<4xf64> : !prox.function<4xf64> of (!linop.op<4xf64 -> 4xf64>) at (tensor<4xf64>)
  )");
  EXPECT_EQ(text, "minimize  nonneg(w * u)\n"
                  "        + sum_squares(w * u - b)\n");
  EXPECT_TRUE(kept("sees signs"));
  EXPECT_TRUE(kept("weights that may be 0"));
}

TEST_F(AbsorbTest, ComplexWeightsAreTakenByModulus) {
  std::string text = absorb(R"(
    %u = prox.variable "u" : tensor<4xcomplex<f64>>
    %w = prox.input "w" : tensor<4xcomplex<f64>>
    %D = linop.diag %w : tensor<4xcomplex<f64>>, !linop.op<4xcomplex<f64> -> 4xcomplex<f64>>
    %n = prox.norm1 : !prox.function<4xcomplex<f64>>
    prox.term %n of (%D) at (%u) : !prox.function<4xcomplex<f64>> of (!linop.op<4xcomplex<f64> -> 4xcomplex<f64>>) at (tensor<4xcomplex<f64>>)
  )");
  EXPECT_TRUE(llvm::StringRef(text).contains("weighted_norm1(u, abs(")) << text;
}

TEST_F(AbsorbTest, CropsOfANonSquarePictureBecomeWeights) {
  // ProxImaL's mask tested one axis twice, and swapped height and width.
  std::string text = absorb(R"(
    %u = prox.variable "u" : tensor<5x8xf64>
    %b = prox.input "b" : tensor<2x5xf64>
    %C = linop.crop offsets [3, 1] sizes [2, 5] : !linop.op<5x8xf64 -> 2x5xf64>
    %f = prox.sum_squares : !prox.function<2x5xf64>
    %n = prox.norm1 : !prox.function<2x5xf64>
    prox.term %f of (%C) at (%u) minus %b : tensor<2x5xf64> : !prox.function<2x5xf64> of (!linop.op<5x8xf64 -> 2x5xf64>) at (tensor<5x8xf64>)
    prox.term %n of (%C) at (%u) : !prox.function<2x5xf64> of (!linop.op<5x8xf64 -> 2x5xf64>) at (tensor<5x8xf64>)
  )");
  EXPECT_TRUE(llvm::StringRef(text).contains("weighted_sum_squares(u - "))
      << text;
  EXPECT_TRUE(llvm::StringRef(text).contains("weighted_norm1(u, ")) << text;
}

TEST_F(AbsorbTest, CropBehindAConvolutionExposesIt) {
  std::string text = absorb(R"(
    %u = prox.variable "u" : tensor<5x8xf64>
    %k = prox.param "k" : tensor<3x3xf64>
    %b = prox.input "b" : tensor<2x5xf64>
    %A = linop.conv %k axes [0, 1] : tensor<3x3xf64>, !linop.op<5x8xf64 -> 5x8xf64>
    %C = linop.crop offsets [3, 1] sizes [2, 5] : !linop.op<5x8xf64 -> 2x5xf64>
    %P = linop.compose %C, %A : (!linop.op<5x8xf64 -> 2x5xf64>, !linop.op<5x8xf64 -> 5x8xf64>) -> !linop.op<5x8xf64 -> 2x5xf64>
    %f = prox.sum_squares : !prox.function<2x5xf64>
    prox.term %f of (%P) at (%u) minus %b : tensor<2x5xf64> : !prox.function<2x5xf64> of (!linop.op<5x8xf64 -> 2x5xf64>) at (tensor<5x8xf64>)
  )");
  EXPECT_TRUE(
      llvm::StringRef(text).contains("weighted_sum_squares(conv(k, u) - "))
      << text;
}

TEST_F(AbsorbTest, CropsBehindOtherOperatorsStay) {
  std::string text = absorb(R"(
    %u = prox.variable "u" : tensor<5x8xf64>
    %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<5x8xf64 -> 2x5x8xf64>
    %C = linop.crop offsets [0, 3, 1] sizes [2, 2, 5] : !linop.op<2x5x8xf64 -> 2x2x5xf64>
    %P = linop.compose %C, %D : (!linop.op<2x5x8xf64 -> 2x2x5xf64>, !linop.op<5x8xf64 -> 2x5x8xf64>) -> !linop.op<5x8xf64 -> 2x2x5xf64>
    %f = prox.norm1 : !prox.function<2x2x5xf64>
    prox.term %f of (%P) at (%u) : !prox.function<2x2x5xf64> of (!linop.op<5x8xf64 -> 2x2x5xf64>) at (tensor<5x8xf64>)
  )");
  EXPECT_EQ(text, "minimize  norm1(grad(u)[0:2, 3:5, 1:6])\n");
  EXPECT_TRUE(kept("would expose no transform"));
}

TEST_F(AbsorbTest, ConvolutionsAreNotAbsorbed) {
  // A kernel in the pixel domain is no spectrum: nothing may treat it as one.
  std::string text = absorb(R"(
    %u = prox.variable "u" : tensor<5x8xf64>
    %k = prox.param "k" : tensor<3x3xf64>
    %A = linop.conv %k axes [0, 1] : tensor<3x3xf64>, !linop.op<5x8xf64 -> 5x8xf64>
    %f = prox.sum_squares : !prox.function<5x8xf64>
    prox.term %f of (%A) at (%u) : !prox.function<5x8xf64> of (!linop.op<5x8xf64 -> 5x8xf64>) at (tensor<5x8xf64>)
  )");
  EXPECT_EQ(text, "minimize  sum_squares(conv(k, u))\n");
}

TEST_F(AbsorbTest, CoilSensitivitiesBecomeWeights) {
  std::string text = absorb(R"(
    %u = prox.variable "u" : tensor<4x3xcomplex<f64>>
    %s = prox.param "s" : tensor<4x3xcomplex<f64>>
    %t = prox.param "t" : tensor<4x3xcomplex<f64>>
    %S = linop.diag %s : tensor<4x3xcomplex<f64>>, !linop.op<4x3xcomplex<f64> -> 4x3xcomplex<f64>>
    %T = linop.diag %t : tensor<4x3xcomplex<f64>>, !linop.op<4x3xcomplex<f64> -> 4x3xcomplex<f64>>
    %V = linop.vstack %S, %T : (!linop.op<4x3xcomplex<f64> -> 4x3xcomplex<f64>>, !linop.op<4x3xcomplex<f64> -> 4x3xcomplex<f64>>) -> !linop.op<4x3xcomplex<f64> -> 2x4x3xcomplex<f64>>
    %f = prox.sum_squares : !prox.function<2x4x3xcomplex<f64>>
    prox.term %f of (%V) at (%u) : !prox.function<2x4x3xcomplex<f64>> of (!linop.op<4x3xcomplex<f64> -> 2x4x3xcomplex<f64>>) at (tensor<4x3xcomplex<f64>>)
  )");
  EXPECT_TRUE(llvm::StringRef(text).contains("weighted_sum_squares(u, "))
      << text;
}

TEST_F(AbsorbTest, LinearFunctionsSplitOverUnknowns) {
  std::string text = absorb(R"(
    %u = prox.variable "u" : tensor<4xf64>
    %v = prox.variable "v" : tensor<4xf64>
    %b = prox.input "b" : tensor<4xf64>
    %w = prox.input "w" : tensor<4xf64>
    %three = arith.constant dense<3.0> : tensor<f64>
    %two = arith.constant dense<2.0> : tensor<f64>
    %I = linop.eye : !linop.op<4xf64 -> 4xf64>
    %D = linop.diag %w : tensor<4xf64>, !linop.op<4xf64 -> 4xf64>
    %f = prox.sum_entries : !prox.function<4xf64>
    prox.term %f of (%I, %D) at (%u, %v) minus %b : tensor<4xf64> alpha %three : tensor<f64> beta %two : tensor<f64> constant %two : tensor<f64> : !prox.function<4xf64> of (!linop.op<4xf64 -> 4xf64>, !linop.op<4xf64 -> 4xf64>) at (tensor<4xf64>, tensor<4xf64>)
  )");
  EXPECT_EQ(terms(last).size(), 2u) << text;
  for (prox::TermOp term : terms(last))
    EXPECT_TRUE(prox::isOnUnknownItself(term));
}

TEST_F(AbsorbTest, ZeroBlocksLeave) {
  std::string text = absorb(R"(
    %u = prox.variable "u" : tensor<4xf64>
    %v = prox.variable "v" : tensor<4xf64>
    %I = linop.eye : !linop.op<4xf64 -> 4xf64>
    %Z = linop.zero : !linop.op<4xf64 -> 4xf64>
    %f = prox.norm1 : !prox.function<4xf64>
    prox.term %f of (%I, %Z) at (%u, %v) : !prox.function<4xf64> of (!linop.op<4xf64 -> 4xf64>, !linop.op<4xf64 -> 4xf64>) at (tensor<4xf64>, tensor<4xf64>)
  )");
  EXPECT_EQ(text, "minimize  norm1(u)\n");
}

} // namespace
