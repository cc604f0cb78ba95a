//===- SplitTest.cpp - prox-split and prox-scale ----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ProxFixture.h"
#include "proxc/Analysis/Norms.h"

using namespace proxc;
using namespace proxc::test;

namespace {

class SplitTest : public ProxTest {
protected:
  std::string split(const std::string &body) {
    problem = parse(body);
    if (!problem)
      return "does not parse";
    RemarkCollector collector(&context);
    rewriteAndVerify(problem, [](prox::ProblemOp p) {
      prox::absorbOperators(p);
      prox::groupTerms(p);
      prox::splitTerms(p);
      prox::scaleTerms(p);
    });
    return prox::formatProblem(problem);
  }

  std::optional<double> normBound() {
    auto bound = problem->getAttrOfType<mlir::FloatAttr>("prox.norm_bound");
    if (!bound)
      return std::nullopt;
    return bound.getValueAsDouble();
  }

  prox::ProblemOp problem;
};

const std::string kPicture = R"(
    %u = prox.variable "u" : tensor<6x9xf64>
    %b = prox.input "b" : tensor<6x9xf64>
    %k = prox.param "k" : tensor<3x3xf64>
    %w = prox.param "w" : tensor<6x9xf64>
    %c = arith.constant dense<1.0e-3> : tensor<f64>
    %I = linop.eye : !linop.op<6x9xf64 -> 6x9xf64>
    %K = linop.conv %k axes [0, 1] : tensor<3x3xf64>, !linop.op<6x9xf64 -> 6x9xf64>
    %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<6x9xf64 -> 2x6x9xf64>
    %P = linop.grad axes [0, 1] spacing [1.0, 1.0] {boundary = #linop.boundary<periodic>} : !linop.op<6x9xf64 -> 2x6x9xf64>
    %W = linop.diag %w : tensor<6x9xf64>, !linop.op<6x9xf64 -> 6x9xf64>
    %sq = prox.sum_squares : !prox.function<6x9xf64>
    %l1 = prox.norm1 : !prox.function<6x9xf64>
    %pos = prox.nonneg : !prox.function<6x9xf64>
    %group = prox.group_norm axes [0] : !prox.function<6x9xf64>
    %tv = prox.group_norm axes [0] : !prox.function<2x6x9xf64>
    %sqd = prox.sum_squares : !prox.function<2x6x9xf64>
)";
std::string term(const char *f, const char *A, const char *extra = "") {
  bool gradient = A[1] == 'D' || A[1] == 'P';
  std::string range = gradient ? "2x6x9xf64" : "6x9xf64";
  return std::string("prox.term ") + f + " of (" + A + ") at (%u) " + extra +
         " : !prox.function<" + range + "> of (!linop.op<6x9xf64 -> " + range +
         ">) at (tensor<6x9xf64>)\n";
}
const char *kData = "minus %b : tensor<6x9xf64>";
const char *kSmall = "alpha %c : tensor<f64>";

TEST_F(SplitTest, QuickStart) {
  std::string text =
      split(kPicture + term("%sq", "%K", kData) + term("%tv", "%D") +
            term("%sqd", "%D", kSmall) + term("%pos", "%I"));
  EXPECT_EQ(text, "omega  sum_squares(conv(k, u) - b)\n"
                  "psi    {group_norm(grad(u)) + 0.001 * |grad(u)|^2}\n"
                  "psi    nonneg(u)\n");
  ASSERT_TRUE(normBound().has_value());
  EXPECT_LE(*normBound(), 3.0);
  EXPECT_GE(*normBound(), 2.8);
}

TEST_F(SplitTest, OrderOfTermsDoesNotMatter) {
  std::string text =
      split(kPicture + term("%pos", "%I") + term("%sqd", "%D", kSmall) +
            term("%tv", "%D") + term("%sq", "%K", kData));
  EXPECT_EQ(text, "psi    nonneg(u)\n"
                  "psi    {group_norm(grad(u)) + 0.001 * |grad(u)|^2}\n"
                  "omega  sum_squares(conv(k, u) - b)\n");
}

TEST_F(SplitTest, DenoisingTakesTheConstraintIntoOmega) {
  std::string text = split(kPicture + term("%sq", "%I", kData) +
                           term("%tv", "%D") + term("%pos", "%I"));
  EXPECT_EQ(text, "omega  sum_squares(u - b)\n"
                  "psi    group_norm(grad(u))\n"
                  "omega  nonneg(u)\n");
  EXPECT_LT(*normBound(), std::sqrt(8.0));
}

TEST_F(SplitTest, EveryQuadraticOfTheBasisGoesTogether) {
  // ProxImaL dropped every quadratic after the first.
  std::string text =
      split(kPicture + term("%sq", "%K", kData) + term("%sq", "%I") +
            term("%sqd", "%P", kSmall) + term("%tv", "%D"));
  EXPECT_EQ(text, "omega  sum_squares(conv(k, u) - b)\n"
                  "omega  sum_squares(u)\n"
                  "omega  0.001 * sum_squares(grad(u, boundary = periodic))\n"
                  "psi    group_norm(grad(u))\n");
}

TEST_F(SplitTest, OmegaIsChosenBeforeQuadraticsJoinGamma) {
  // The periodic gradient's square goes to Omega, not into TV's gamma.
  std::string text = split(kPicture + term("%sq", "%K", kData) +
                           term("%tv", "%P") + term("%sqd", "%P", kSmall));
  EXPECT_EQ(text, "omega  sum_squares(conv(k, u) - b)\n"
                  "psi    group_norm(grad(u, boundary = periodic))\n"
                  "omega  0.001 * sum_squares(grad(u, boundary = periodic))\n");
}

TEST_F(SplitTest, LeftOverQuadraticsJoinPsi) {
  // Weights are diagonal in pixels, the convolution is not: one of them stays
  // in Psi, and nothing is lost.
  std::string text = split(kPicture + term("%sq", "%K", kData) +
                           term("%sq", "%W", kData) + term("%tv", "%D"));
  EXPECT_TRUE(
      llvm::StringRef(text).contains("omega  sum_squares(conv(k, u) - b)"))
      << text;
  EXPECT_TRUE(llvm::StringRef(text).contains("psi    sum_squares(w * u - b)"))
      << text;
}

TEST_F(SplitTest, MasksGoToOmegaInPixels) {
  std::string text = split(kPicture + term("%sq", "%W", kData) +
                           term("%tv", "%D") + term("%pos", "%I"));
  EXPECT_EQ(text, "omega  sum_squares(w * u - b)\n"
                  "psi    group_norm(grad(u))\n"
                  "omega  nonneg(u)\n");
}

TEST_F(SplitTest, SetsArePreferredAndOneFunctionFits) {
  std::string text = split(kPicture + term("%sq", "%I", kData) +
                           term("%l1", "%I") + term("%pos", "%I"));
  EXPECT_EQ(text, "omega  sum_squares(u - b)\n"
                  "psi    norm1(u)\n"
                  "omega  nonneg(u)\n");
}

TEST_F(SplitTest, GroupsFitScalarQuadraticsOnly) {
  EXPECT_EQ(split(kPicture + term("%sq", "%I", kData) + term("%group", "%I")),
            "omega  sum_squares(u - b)\n"
            "omega  group_norm(u)\n");
  EXPECT_EQ(split(kPicture + term("%sq", "%W", kData) + term("%group", "%I")),
            "omega  sum_squares(w * u - b)\n"
            "psi    group_norm(u)\n");
}

TEST_F(SplitTest, CoisometriesHaveAProx) {
  std::string turned = R"(
    %T = linop.transpose order [1, 0] : !linop.op<6x9xf64 -> 9x6xf64>
    %f = prox.group_norm axes [0] : !prox.function<9x6xf64>
    prox.term %f of (%T) at (%u) : !prox.function<9x6xf64> of (!linop.op<6x9xf64 -> 9x6xf64>) at (tensor<6x9xf64>)
  )";
  EXPECT_EQ(split(kPicture + term("%sq", "%I", kData) + turned),
            "omega  sum_squares(u - b)\n"
            "omega  group_norm(transpose([1, 0], u))\n");
  // A function of the unknown itself comes first, and weights that vary admit
  // no operator.
  EXPECT_EQ(split(kPicture + turned + term("%l1", "%I")),
            "psi    group_norm(transpose([1, 0], u))\n"
            "omega  norm1(u)\n");
  EXPECT_EQ(split(kPicture + term("%sq", "%W", kData) + turned),
            "omega  sum_squares(w * u - b)\n"
            "psi    group_norm(transpose([1, 0], u))\n");
}

TEST_F(SplitTest, NoQuadraticAtAll) {
  std::string text = split(kPicture + term("%tv", "%D") + term("%pos", "%I"));
  EXPECT_EQ(text, "psi    group_norm(grad(u))\n"
                  "omega  nonneg(u)\n");
}

TEST_F(SplitTest, EachUnknownHasItsOmega) {
  std::string text = split(R"(
    %u = prox.variable "u" : tensor<4x5xf64>
    %v = prox.variable "v" : tensor<4x5xf64>
    %b = prox.input "b" : tensor<4x5xf64>
    %k = prox.param "k" : tensor<3x3xf64>
    %I = linop.eye : !linop.op<4x5xf64 -> 4x5xf64>
    %K = linop.conv %k axes [0, 1] : tensor<3x3xf64>, !linop.op<4x5xf64 -> 4x5xf64>
    %sq = prox.sum_squares : !prox.function<4x5xf64>
    %l1 = prox.norm1 : !prox.function<4x5xf64>
    prox.term %sq of (%K) at (%u) : !prox.function<4x5xf64> of (!linop.op<4x5xf64 -> 4x5xf64>) at (tensor<4x5xf64>)
    prox.term %sq of (%I) at (%v) : !prox.function<4x5xf64> of (!linop.op<4x5xf64 -> 4x5xf64>) at (tensor<4x5xf64>)
    prox.term %l1 of (%I) at (%v) : !prox.function<4x5xf64> of (!linop.op<4x5xf64 -> 4x5xf64>) at (tensor<4x5xf64>)
    prox.term %sq of (%I, %I) at (%u, %v) minus %b : tensor<4x5xf64> : !prox.function<4x5xf64> of (!linop.op<4x5xf64 -> 4x5xf64>, !linop.op<4x5xf64 -> 4x5xf64>) at (tensor<4x5xf64>, tensor<4x5xf64>)
  )");
  EXPECT_EQ(text, "omega  sum_squares(conv(k, u))\n"
                  "omega  sum_squares(v)\n"
                  "omega  norm1(v)\n"
                  "psi    sum_squares(u + v - b)\n");
  ASSERT_TRUE(normBound().has_value());
  EXPECT_NEAR(*normBound(), std::sqrt(2.0), 1e-12);
}

TEST_F(SplitTest, NormsThatDependOnDataAreLeftToTheSetUp) {
  split(kPicture + term("%sq", "%I", kData) + term("%l1", "%K"));
  EXPECT_FALSE(normBound().has_value());
  EXPECT_FALSE(terms(problem)[1]->hasAttr("prox.norm_bound"));
}

} // namespace
