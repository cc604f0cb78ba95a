//===- GroupTest.cpp - prox-group: what merges, what must not ---*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ProxFixture.h"

using namespace proxc;
using namespace proxc::test;

namespace {

class GroupTest : public ProxTest {
protected:
  std::string group(const std::string &body) {
    prox::ProblemOp problem = parse(body);
    if (!problem)
      return "does not parse";
    RemarkCollector collector(&context);
    rewriteAndVerify(problem, [](prox::ProblemOp p) { prox::groupTerms(p); });
    remarks = collector.take();
    return prox::formatProblem(problem);
  }

  std::vector<Rewrite> remarks;
};

/// Declarations that the problems share: f64 5x8 pictures, D = grad.
const std::string kGrad = R"(
    %u = prox.variable "u" : tensor<5x8xf64>
    %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<5x8xf64 -> 2x5x8xf64>
    %tv = prox.group_norm axes [0] : !prox.function<2x5x8xf64>
    %sq = prox.sum_squares : !prox.function<2x5x8xf64>
    %l1 = prox.norm1 : !prox.function<2x5x8xf64>
    %a = arith.constant dense<1.0e-5> : tensor<f64>
    %c = arith.constant dense<1.0e-3> : tensor<f64>
)";
const std::string kOnGrad =
    " : !prox.function<2x5x8xf64> of (!linop.op<5x8xf64 -> 2x5x8xf64>) at "
    "(tensor<5x8xf64>)\n";

TEST_F(GroupTest, QuadraticJoinsTheNormOnItsOperator) {
  std::string norm =
      "prox.term %tv of (%D) at (%u) alpha %a : tensor<f64>" + kOnGrad;
  std::string square =
      "prox.term %sq of (%D) at (%u) alpha %c : tensor<f64>" + kOnGrad;
  std::string expected =
      "minimize  {1e-05 * group_norm(grad(u)) + 0.001 * |grad(u)|^2}\n";
  EXPECT_EQ(group(kGrad + norm + square), expected);
  // ProxImaL counted the square twice where it came first.
  EXPECT_EQ(group(kGrad + square + norm), expected);
}

TEST_F(GroupTest, EveryQuadraticCounts) {
  // ProxImaL assigned gamma instead of adding, and merged once a term.
  std::string square =
      "prox.term %sq of (%D) at (%u) alpha %c : tensor<f64>" + kOnGrad;
  std::string norm =
      "prox.term %tv of (%D) at (%u) gamma %c : tensor<f64>" + kOnGrad;
  EXPECT_EQ(group(kGrad + square + norm + square + square),
            "minimize  {group_norm(grad(u)) + 0.004 * |grad(u)|^2}\n");
}

TEST_F(GroupTest, OffsetsKeepTheirWeightInTheConstant) {
  // ProxImaL left alpha out of d = alpha |b|^2. The value is checked by
  // rewriteAndVerify.
  std::string text =
      group(kGrad + R"(
    %b = prox.input "b" : tensor<2x5x8xf64>
    prox.term %tv of (%D) at (%u)
)" + kOnGrad +
            "prox.term %sq of (%D) at (%u) minus %b : tensor<2x5x8xf64> "
            "alpha %c : tensor<f64>" +
            kOnGrad);
  EXPECT_TRUE(llvm::StringRef(text).starts_with(
      "minimize  {group_norm(grad(u)) + <-0.002 * b, grad(u)> + 0.001 * "
      "|grad(u)|^2 + 0.001 * sum(b * b)}"))
      << text;
}

TEST_F(GroupTest, OperatorsOfOneKindWithOtherKernelsDoNotMerge) {
  std::string text = group(R"(
    %u = prox.variable "u" : tensor<5x8xf64>
    %k = prox.param "k" : tensor<3x3xf64>
    %h = prox.param "h" : tensor<3x3xf64>
    %K = linop.conv %k axes [0, 1] : tensor<3x3xf64>, !linop.op<5x8xf64 -> 5x8xf64>
    %H = linop.conv %h axes [0, 1] : tensor<3x3xf64>, !linop.op<5x8xf64 -> 5x8xf64>
    %sq = prox.sum_squares : !prox.function<5x8xf64>
    %l1 = prox.norm1 : !prox.function<5x8xf64>
    prox.term %l1 of (%K) at (%u) : !prox.function<5x8xf64> of (!linop.op<5x8xf64 -> 5x8xf64>) at (tensor<5x8xf64>)
    prox.term %sq of (%H) at (%u) : !prox.function<5x8xf64> of (!linop.op<5x8xf64 -> 5x8xf64>) at (tensor<5x8xf64>)
  )");
  EXPECT_EQ(text, "minimize  norm1(conv(k, u))\n"
                  "        + sum_squares(conv(h, u))\n");
  ASSERT_EQ(remarks.size(), 1u);
  EXPECT_FALSE(remarks[0].applied);
  EXPECT_EQ(remarks[0].reason,
            "the operators are of one kind but not one value");
}

TEST_F(GroupTest, EqualOperatorsAreOneValue) {
  std::string text = group(R"(
    %u = prox.variable "u" : tensor<5x8xf64>
    %k = prox.param "k" : tensor<3x3xf64>
    %K = linop.conv %k axes [0, 1] : tensor<3x3xf64>, !linop.op<5x8xf64 -> 5x8xf64>
    %H = linop.conv %k axes [0, 1] : tensor<3x3xf64>, !linop.op<5x8xf64 -> 5x8xf64>
    %l1 = prox.norm1 : !prox.function<5x8xf64>
    %l2 = prox.norm1 : !prox.function<5x8xf64>
    prox.term %l1 of (%K) at (%u) : !prox.function<5x8xf64> of (!linop.op<5x8xf64 -> 5x8xf64>) at (tensor<5x8xf64>)
    prox.term %l2 of (%H) at (%u) : !prox.function<5x8xf64> of (!linop.op<5x8xf64 -> 5x8xf64>) at (tensor<5x8xf64>)
  )");
  EXPECT_EQ(text, "minimize  2 * norm1(conv(k, u))\n");
}

TEST_F(GroupTest, QuadraticsThatSuitOmegaWaitForTheSplit) {
  // conv is diagonal in the Fourier basis: its square must not hide in the
  // gamma of a norm on the same operator.
  std::string text = group(R"(
    %u = prox.variable "u" : tensor<5x8xf64>
    %k = prox.param "k" : tensor<3x3xf64>
    %K = linop.conv %k axes [0, 1] : tensor<3x3xf64>, !linop.op<5x8xf64 -> 5x8xf64>
    %sq = prox.sum_squares : !prox.function<5x8xf64>
    %l1 = prox.norm1 : !prox.function<5x8xf64>
    prox.term %l1 of (%K) at (%u) : !prox.function<5x8xf64> of (!linop.op<5x8xf64 -> 5x8xf64>) at (tensor<5x8xf64>)
    prox.term %sq of (%K) at (%u) : !prox.function<5x8xf64> of (!linop.op<5x8xf64 -> 5x8xf64>) at (tensor<5x8xf64>)
  )");
  EXPECT_EQ(text, "minimize  norm1(conv(k, u))\n"
                  "        + sum_squares(conv(k, u))\n");
}

TEST_F(GroupTest, BoxesIntersect) {
  const std::string declarations = R"(
    %u = prox.variable "u" : tensor<4xf64>
    %I = linop.eye : !linop.op<4xf64 -> 4xf64>
    %lo = arith.constant dense<-1.0> : tensor<f64>
    %hi = prox.param "hi" : tensor<4xf64>
    %pos = prox.nonneg : !prox.function<4xf64>
    %neg = prox.nonpos : !prox.function<4xf64>
    %box = prox.box %lo, %hi : tensor<f64>, tensor<4xf64>, !prox.function<4xf64>
)";
  auto term = [](const char *f) {
    return "prox.term " + std::string(f) +
           " of (%I) at (%u) : !prox.function<4xf64> of (!linop.op<4xf64 -> "
           "4xf64>) at (tensor<4xf64>)\n";
  };
  std::string both = group(declarations + term("%pos") + term("%box"));
  EXPECT_EQ(both, "minimize  box(u, 0, hi)\n");
  EXPECT_EQ(group(declarations + term("%pos") + term("%neg")),
            "minimize  box(u, 0, 0)\n");
  EXPECT_EQ(group(declarations + term("%pos") + term("%pos")),
            "minimize  nonneg(u)\n");
}

TEST_F(GroupTest, SetsWithOtherOffsetsDoNotIntersect) {
  std::string text = group(R"(
    %u = prox.variable "u" : tensor<4xf64>
    %b = prox.input "b" : tensor<4xf64>
    %I = linop.eye : !linop.op<4xf64 -> 4xf64>
    %pos = prox.nonneg : !prox.function<4xf64>
    prox.term %pos of (%I) at (%u) : !prox.function<4xf64> of (!linop.op<4xf64 -> 4xf64>) at (tensor<4xf64>)
    prox.term %pos of (%I) at (%u) minus %b : tensor<4xf64> : !prox.function<4xf64> of (!linop.op<4xf64 -> 4xf64>) at (tensor<4xf64>)
  )");
  EXPECT_EQ(text, "minimize  nonneg(u)\n        + nonneg(u - b)\n");
}

TEST_F(GroupTest, WeightedAndPlainNormsAdd) {
  std::string text = group(R"(
    %u = prox.variable "u" : tensor<4xf64>
    %w = prox.param "w" : tensor<4xf64>
    %a = prox.param "a" : tensor<f64>
    %a64 = arith.constant dense<3.0> : tensor<f64>
    %I = linop.eye : !linop.op<4xf64 -> 4xf64>
    %n = prox.norm1 : !prox.function<4xf64>
    %m = prox.weighted_norm1 %w : tensor<4xf64>, !prox.function<4xf64>
    prox.term %n of (%I) at (%u) alpha %a : tensor<f64> : !prox.function<4xf64> of (!linop.op<4xf64 -> 4xf64>) at (tensor<4xf64>)
    prox.term %m of (%I) at (%u) alpha %a64 : tensor<f64> : !prox.function<4xf64> of (!linop.op<4xf64 -> 4xf64>) at (tensor<4xf64>)
  )");
  EXPECT_EQ(text, "minimize  weighted_norm1(u, a + 3 * abs(w))\n");
}

TEST_F(GroupTest, OtherUnknownsDoNotMerge) {
  std::string text = group(R"(
    %u = prox.variable "u" : tensor<4xf64>
    %v = prox.variable "v" : tensor<4xf64>
    %I = linop.eye : !linop.op<4xf64 -> 4xf64>
    %n = prox.norm1 : !prox.function<4xf64>
    prox.term %n of (%I) at (%u) : !prox.function<4xf64> of (!linop.op<4xf64 -> 4xf64>) at (tensor<4xf64>)
    prox.term %n of (%I) at (%v) : !prox.function<4xf64> of (!linop.op<4xf64 -> 4xf64>) at (tensor<4xf64>)
  )");
  EXPECT_EQ(text, "minimize  norm1(u)\n        + norm1(v)\n");
}

} // namespace
