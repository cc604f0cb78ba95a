//===- NormBoundTest.cpp - bounds that cost no arrays -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace mlir;
using namespace proxc;

namespace {

class NormBound : public testing::Test {
protected:
  NormBound() {
    context.loadDialect<arith::ArithDialect, func::FuncDialect,
                        linop::LinOpDialect, tensor::TensorDialect>();
  }

  /// The bound of the last operator in `body`, which may use %p.
  std::optional<double> boundOf(StringRef body, StringRef param = "f64") {
    std::string text = ("func.func @f(%p: tensor<" + param + ">) {\n" + body +
                        "\n  return\n}")
                           .str();
    module = parseSourceString<ModuleOp>(text, &context);
    EXPECT_TRUE(module);
    linop::LinearOperatorInterface last;
    if (module)
      for (Operation &op : (*module->getOps<func::FuncOp>().begin()).getOps())
        if (auto known = dyn_cast<linop::LinearOperatorInterface>(op))
          last = known;
    return last ? last.getNormBound() : std::nullopt;
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};

// 50000^2 doubles are 20 GB.
TEST_F(NormBound, stackOfLargeMultiplesIsNumbers) {
  std::optional<double> bound = boundOf(R"(
    %two = arith.constant dense<2.0> : tensor<f64>
    %w = arith.constant dense<-3.0> : tensor<50000x50000xf64>
    %e = linop.eye : !linop.op<50000x50000xf64 -> 50000x50000xf64>
    %s = linop.scale %two : tensor<f64>, !linop.op<50000x50000xf64 -> 50000x50000xf64>
    %d = linop.diag %w : tensor<50000x50000xf64>, !linop.op<50000x50000xf64 -> 50000x50000xf64>
    %v = linop.vstack %e, %s, %d : (!linop.op<50000x50000xf64 -> 50000x50000xf64>, !linop.op<50000x50000xf64 -> 50000x50000xf64>, !linop.op<50000x50000xf64 -> 50000x50000xf64>) -> !linop.op<50000x50000xf64 -> 3x50000x50000xf64>)");
  ASSERT_TRUE(bound);
  EXPECT_NEAR(*bound, std::sqrt(14.0), 1e-12);
}

TEST_F(NormBound, repeatedWeightsAreNotWrittenOut) {
  std::optional<double> bound = boundOf(R"(
    %w = arith.constant dense<[1.0, -4.0]> : tensor<2xf64>
    %b = linop.broadcast axes [2] : !linop.op<2xf64 -> 50000x50000x2xf64>
    %a = linop.apply %b, %w : !linop.op<2xf64 -> 50000x50000x2xf64>, tensor<2xf64> -> tensor<50000x50000x2xf64>
    %d = linop.diag %a : tensor<50000x50000x2xf64>, !linop.op<50000x50000x2xf64 -> 50000x50000x2xf64>
    %v = linop.vstack %d, %d : (!linop.op<50000x50000x2xf64 -> 50000x50000x2xf64>, !linop.op<50000x50000x2xf64 -> 50000x50000x2xf64>) -> !linop.op<50000x50000x2xf64 -> 2x50000x50000x2xf64>)");
  ASSERT_TRUE(bound);
  EXPECT_NEAR(*bound, 4 * std::sqrt(2.0), 1e-12);
}

TEST_F(NormBound, manyEqualMembersAreOneBound) {
  for (StringRef kind : {"vstack_for", "add_for", "block_diag_for"}) {
    bool diagonal = kind == "block_diag_for";
    std::string type = "!linop.op<" +
                       std::string(diagonal ? "1000000000000x" : "") +
                       "4xf64 -> " +
                       (kind == "add_for" ? "" : "1000000000000x") + "4xf64>";
    std::optional<double> bound = boundOf(
        ("%v = linop." + kind + R"( %c in 1000000000000 {
      %k = linop.sparse <4 x 4, dense<[0, 1, 2, 3, 4]> : tensor<5xi64>, dense<[2, 0, 1, 3]> : tensor<4xi64>, dense<3.0> : tensor<4xf64>> : !linop.op<4xf64 -> 4xf64>
      linop.yield %k : !linop.op<4xf64 -> 4xf64>
    } : )" + type).str());
    ASSERT_TRUE(bound) << kind.str();
    double times = kind == "add_for" ? 1e12 : diagonal ? 1 : 1e6;
    EXPECT_NEAR(*bound, 3 * times, 1e-9 * times) << kind.str();
  }
}

TEST_F(NormBound, manyUnknownMembersAreUnknown) {
  EXPECT_FALSE(boundOf(R"(
    %v = linop.vstack_for %c in 1000000000000 {
      %q = tensor.extract_slice %p[%c] [1] [1] : tensor<1000000000000xf64> to tensor<f64>
      %g = linop.scale %q : tensor<f64>, !linop.op<4xf64 -> 4xf64>
      linop.yield %g : !linop.op<4xf64 -> 4xf64>
    } : !linop.op<4xf64 -> 1000000000000x4xf64>)",
                       "1000000000000xf64"));
}

// One reading of the table: a look at each member would take seconds, and so
// would a table that is read anew for each.
TEST_F(NormBound, membersFromATableAreReadOnce) {
  std::optional<double> bound = boundOf(R"(
    %S = arith.constant dense<2.0> : tensor<300000x3xf64>
    %v = linop.hstack_for %c in 300000 {
      %q = tensor.extract_slice %S[%c, 0] [1, 3] [1, 1] : tensor<300000x3xf64> to tensor<3xf64>
      %g = linop.diag %q : tensor<3xf64>, !linop.op<3xf64 -> 3xf64>
      linop.yield %g : !linop.op<3xf64 -> 3xf64>
    } : !linop.op<300000x3xf64 -> 3xf64>)");
  ASSERT_TRUE(bound);
  EXPECT_NEAR(*bound, 2 * std::sqrt(300000.0), 1e-6);
}

} // namespace
