//===- FormatTest.cpp - problems as mathematics -----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ProxFixture.h"

using namespace proxc;
using namespace proxc::test;

namespace {

using FormatTest = ProxTest;

TEST_F(FormatTest, QuickStart) {
  prox::ProblemOp problem = parse(R"(
    %b = prox.input "b" : tensor<5x8xf32>
    %k = prox.param "k" : tensor<3x3xf32>
    %lambda = prox.param "lambda" default 0.001 : tensor<f32>
    %u = prox.variable "u" : tensor<5x8xf32>
    %s = tensor.extract %lambda[] : tensor<f32>
    %s64 = arith.extf %s : f32 to f64
    %a = tensor.from_elements %s64 : tensor<f64>
    %eps = arith.constant dense<1.0e-05> : tensor<f64>
    %C = linop.conv %k axes [0, 1] : tensor<3x3xf32>, !linop.op<5x8xf32 -> 5x8xf32>
    %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<5x8xf32 -> 2x5x8xf32>
    %I = linop.eye : !linop.op<5x8xf32 -> 5x8xf32>
    %sq = prox.sum_squares : !prox.function<5x8xf32>
    %tv = prox.group_norm axes [0] : !prox.function<2x5x8xf32>
    %pos = prox.nonneg : !prox.function<5x8xf32>
    prox.term %sq of (%C) at (%u) minus %b : tensor<5x8xf32> : !prox.function<5x8xf32> of (!linop.op<5x8xf32 -> 5x8xf32>) at (tensor<5x8xf32>)
    prox.term %tv of (%D) at (%u) alpha %eps : tensor<f64> gamma %a : tensor<f64> : !prox.function<2x5x8xf32> of (!linop.op<5x8xf32 -> 2x5x8xf32>) at (tensor<5x8xf32>)
    prox.term %pos of (%I) at (%u) : !prox.function<5x8xf32> of (!linop.op<5x8xf32 -> 5x8xf32>) at (tensor<5x8xf32>)
  )");
  EXPECT_EQ(prox::formatProblem(problem),
            "minimize  sum_squares(conv(k, u) - b)\n"
            "        + {1e-05 * group_norm(grad(u)) + lambda * |grad(u)|^2}\n"
            "        + nonneg(u)\n");
}

TEST_F(FormatTest, OperatorsAndBlocks) {
  prox::ProblemOp problem = parse(R"(
    %u = prox.variable "u" : tensor<6x8xf64>
    %v = prox.variable "v" : tensor<2x3xf64>
    %w = prox.param "w" : tensor<6x8xf64>
    %W = linop.diag %w : tensor<6x8xf64>, !linop.op<6x8xf64 -> 6x8xf64>
    %C = linop.crop offsets [1, 2] sizes [4, 6] : !linop.op<6x8xf64 -> 4x6xf64>
    %S = linop.subsample steps [2, 2] : !linop.op<4x6xf64 -> 2x3xf64>
    %A = linop.compose %S, %C, %W : (!linop.op<4x6xf64 -> 2x3xf64>, !linop.op<6x8xf64 -> 4x6xf64>, !linop.op<6x8xf64 -> 6x8xf64>) -> !linop.op<6x8xf64 -> 2x3xf64>
    %I = linop.eye : !linop.op<2x3xf64 -> 2x3xf64>
    %H = linop.adjoint %S : (!linop.op<4x6xf64 -> 2x3xf64>) -> !linop.op<2x3xf64 -> 4x6xf64>
    %f = prox.norm1 : !prox.function<2x3xf64>
    prox.term %f of (%A, %I) at (%u, %v) : !prox.function<2x3xf64> of (!linop.op<6x8xf64 -> 2x3xf64>, !linop.op<2x3xf64 -> 2x3xf64>) at (tensor<6x8xf64>, tensor<2x3xf64>)
    %g = prox.group_norm axes [0, 1] : !prox.function<4x6xf64>
    prox.term %g of (%H) at (%v) : !prox.function<4x6xf64> of (!linop.op<2x3xf64 -> 4x6xf64>) at (tensor<2x3xf64>)
  )");
  EXPECT_EQ(
      prox::formatProblem(problem),
      "minimize  norm1((w * u)[1:5, 2:8][::2, ::2] + v)\n"
      "        + group_norm(upsample([2, 2], v), axes = [0, 1])\n");
  EXPECT_EQ(prox::formatOperator(terms(problem)[0].getOperators()[0]),
            "subsample([2, 2]) * crop([1:5, 2:8]) * diag(w)");
}

// Attributes stand where the language has them, without those that have their
// defaults.
TEST_F(FormatTest, AttributesOfOperators) {
  prox::ProblemOp problem = parse(R"(
    %u = prox.variable "u" : tensor<6x8xf64>
    %k = prox.param "k" : tensor<3xf64>
    %0 = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<6x8xf64 -> 2x6x8xf64>
    %1 = linop.grad axes [1] spacing [0.5] {boundary = #linop.boundary<periodic>, scheme = #linop.scheme<central>} : !linop.op<6x8xf64 -> 1x6x8xf64>
    %2 = linop.diff axis 1 spacing 2.0 {boundary = #linop.boundary<zero>} : !linop.op<6x8xf64 -> 6x8xf64>
    %3 = linop.conv %k axes [1] : tensor<3xf64>, !linop.op<6x8xf64 -> 6x8xf64>
    %4 = linop.fft orthonormal centered axes [0] : !linop.op<6x8xf64 -> 6x8xcomplex<f64>>
    %5 = linop.fft axes [0, 1] : !linop.op<6x8xf64 -> 6x8xcomplex<f64>>
    %6 = linop.pad low [1, 2] high [0, 3] : !linop.op<6x8xf64 -> 7x13xf64>
    %7 = linop.reshape : !linop.op<6x8xf64 -> 48xf64>
    %8 = linop.transpose order [1, 0] : !linop.op<6x8xf64 -> 8x6xf64>
    %9 = linop.broadcast axes [0, 2] : !linop.op<6x8xf64 -> 6x3x8xf64>
  )");
  std::vector<std::string> texts;
  problem.walk([&](linop::LinearOperatorInterface op) {
    texts.push_back(prox::formatOperator(op->getResult(0)));
  });
  EXPECT_EQ(texts, (std::vector<std::string>{
                       "grad",
                       "grad(axes = [1], scheme = central, boundary = "
                       "periodic, spacing = [0.5])",
                       "diff(1, boundary = zero, spacing = 2)",
                       "conv(k, axes = [1])",
                       "fft(axes = [0], centered = true)",
                       "fft(norm = none)",
                       "pad([[1, 0], [2, 3]])",
                       "reshape([48])",
                       "transpose([1, 0])",
                       "broadcast(1, 3)",
                   }));
}

TEST_F(FormatTest, RemarksArriveWhole) {
  RemarkCollector collector(&context);
  Rewrite sent{"prox-group", "a law", "before", "after", "a reason", true};
  emitRewrite(mlir::UnknownLoc::get(&context), sent);
  sent.applied = false;
  sent.after = "";
  emitRewrite(mlir::UnknownLoc::get(&context), sent);
  ASSERT_EQ(collector.rewrites().size(), 2u);
  const Rewrite &first = collector.rewrites()[0];
  EXPECT_EQ(first.pass, "prox-group");
  EXPECT_EQ(first.law, "a law");
  EXPECT_EQ(first.before, "before");
  EXPECT_EQ(first.after, "after");
  EXPECT_EQ(first.reason, "a reason");
  EXPECT_TRUE(first.applied);
  EXPECT_FALSE(collector.rewrites()[1].applied);
}

} // namespace
