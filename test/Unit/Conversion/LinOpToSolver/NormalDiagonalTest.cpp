//===- NormalDiagonalTest.cpp - diagonals of A* P A -------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What `lowerNormalDiagonal` writes, run by the interpreter of solver programs,
// is compared entry by entry with <A e_j, P A e_j>, where A is the reference's.
//
//===----------------------------------------------------------------------===//

#include "../../LinOp/RandomOperators.h"
#include "../LoweredSteps.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include "proxc/Conversion/LinOpToSolver/LinOpToSolver.h"
#include "proxc/Reference/Interpreter.h"
#include "gtest/gtest.h"
#include <cmath>
#include <map>

using namespace mlir;
using namespace proxc;
using namespace proxc::reference;
using namespace proxc::test;
using solver::Stream;

namespace {

class NormalDiagonal : public testing::Test {
protected:
  NormalDiagonal() {
    DialectRegistry registry;
    registry.insert<arith::ArithDialect, complex::ComplexDialect,
                    func::FuncDialect, linop::LinOpDialect, math::MathDialect,
                    solver::SolverDialect, tensor::TensorDialect>();
    registerLinOpToSolverInterfaces(registry);
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
  }

  /// Compares the diagonal with the reference's; false where it is not known.
  static bool check(func::FuncOp function, Value op, bool weighted);

  /// Whether the diagonal of the last operator of `body`, a function of %w (an
  /// array 6x5), %k (3x5), %l (5x3, used as a long kernel) and %S (2x6x5,
  /// complex), is known without and with weights; both are compared.
  std::pair<bool, bool> known(StringRef body);

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};

/// sum_i p_i |A_ij|^2 by applying A to every unit array.
Array expectedDiagonal(Interpreter &reference, Value op, const Array &p) {
  auto type = cast<linop::OpType>(op.getType());
  Array diagonal(type.getDomain().getShape());
  for (int64_t j = 0; j < diagonal.size(); ++j) {
    Array unit(type.getDomain().getShape());
    unit[j] = 1.0;
    Array column = *reference.apply(op, unit);
    for (int64_t i = 0; i < column.size(); ++i)
      diagonal[j] += p[i] * std::norm(column[i]);
  }
  return diagonal;
}

bool NormalDiagonal::check(func::FuncOp function, Value op, bool weighted) {
  Interpreter reference;
  SmallVector<Array> data;
  for (auto [i, argument] : llvm::enumerate(function.getArguments())) {
    auto type = cast<RankedTensorType>(argument.getType());
    data.push_back(
        randomArray(type.getShape(), linop::isComplex(type), 7 + i));
    reference.bind(argument, data.back());
  }
  RankedTensorType range = cast<linop::OpType>(op.getType()).getRange();
  Array p(range.getShape(), 1.0);
  if (weighted) {
    p = randomArray(range.getShape(), false, 3);
    for (int64_t i = 0; i < p.size(); ++i)
      p[i] = std::norm(p[i]);
  }
  auto weightsType =
      linop::withElement(range, linop::realElement(range.getElementType()));
  RankedTensorType type;
  FailureOr<Array> found = runLowered(
      function, data, {{weightsType, p}},
      [&](solver::StepBuilder &steps, ArrayRef<Stream> inputs) {
        return op.getDefiningOp<LinOpLoweringInterface>().lowerNormalDiagonal(
            steps, weighted ? inputs.front() : Stream());
      },
      type);
  if (failed(found))
    return false;
  EXPECT_FALSE(linop::isComplex(type));
  Array expected = expectedDiagonal(reference, op, p);
  EXPECT_EQ(found->shape(), expected.shape());
  if (found->shape() == expected.shape())
    EXPECT_LE(distance(*found, expected),
              1e-12 * std::max(1.0, magnitude(expected)));
  return true;
}

std::pair<bool, bool> NormalDiagonal::known(StringRef body) {
  std::string text = "func.func @f(%w: tensor<6x5xf64>, %k: tensor<3x5xf64>, "
                     "%l: tensor<5x3xf64>, %S: tensor<2x6x5xcomplex<f64>>) {\n" +
                     body.str() + "\n  return\n}";
  module = parseSourceString<ModuleOp>(text, &context);
  EXPECT_TRUE(module);
  auto function = *module->getOps<func::FuncOp>().begin();
  Value last;
  for (auto op : function.getOps<linop::LinearOperatorInterface>())
    last = op->getResult(0);
  SCOPED_TRACE(body.str());
  bool plain = check(function, last, false);
  return {plain, check(function, last, true)};
}

constexpr std::pair<bool, bool> always{true, true}, unweighted{true, false},
    never{false, false};

TEST_F(NormalDiagonal, OfMasksBehindConvolutions) {
  // By sums over the taps, and by Fourier transforms.
  for (StringRef kernel : {"%k axes [0, 1] : tensor<3x5xf64>",
                           "%l axes [0, 1] : tensor<5x3xf64>"})
    EXPECT_EQ(known(("%A = linop.conv " + kernel + R"(, !linop.op<6x5xf64 -> 6x5xf64>
      %c = linop.crop offsets [1, 2] sizes [4, 3] : !linop.op<6x5xf64 -> 4x3xf64>
      %d = linop.compose %c, %A : (!linop.op<6x5xf64 -> 4x3xf64>, !linop.op<6x5xf64 -> 6x5xf64>) -> !linop.op<6x5xf64 -> 4x3xf64>)")
                        .str()),
              always);
}

TEST_F(NormalDiagonal, OfConvolutionsThatFold) {
  // The kernel meets an input twice.
  EXPECT_EQ(known("%A = linop.conv %k axes [0, 1] : tensor<3x5xf64>, "
                  "!linop.op<6x3xf64 -> 6x3xf64>"),
            unweighted);
}

TEST_F(NormalDiagonal, OfCoilsBehindATransformAndAMask) {
  EXPECT_EQ(known(R"(
    %maps = linop.index_map weights %S : tensor<2x6x5xcomplex<f64>> source [1, 2] mul [1, 1] offset [0, 0] div [1, 1] : !linop.op<6x5xcomplex<f64> -> 2x6x5xcomplex<f64>>
    %F = linop.fft orthonormal axes [1, 2] : !linop.op<2x6x5xcomplex<f64> -> 2x6x5xcomplex<f64>>
    %M = linop.diag %S : tensor<2x6x5xcomplex<f64>>, !linop.op<2x6x5xcomplex<f64> -> 2x6x5xcomplex<f64>>
    %A = linop.compose %M, %F, %maps : (!linop.op<2x6x5xcomplex<f64> -> 2x6x5xcomplex<f64>>, !linop.op<2x6x5xcomplex<f64> -> 2x6x5xcomplex<f64>>, !linop.op<6x5xcomplex<f64> -> 2x6x5xcomplex<f64>>) -> !linop.op<6x5xcomplex<f64> -> 2x6x5xcomplex<f64>>)"),
            always);
}

TEST_F(NormalDiagonal, OfATransformThatMixesCoils) {
  // Along the axis of the coils every output adds up several products.
  EXPECT_EQ(known(R"(
    %maps = linop.index_map weights %S : tensor<2x6x5xcomplex<f64>> source [1, 2] mul [1, 1] offset [0, 0] div [1, 1] : !linop.op<6x5xcomplex<f64> -> 2x6x5xcomplex<f64>>
    %F = linop.fft axes [0, 2] : !linop.op<2x6x5xcomplex<f64> -> 2x6x5xcomplex<f64>>
    %A = linop.compose %F, %maps : (!linop.op<2x6x5xcomplex<f64> -> 2x6x5xcomplex<f64>>, !linop.op<6x5xcomplex<f64> -> 2x6x5xcomplex<f64>>) -> !linop.op<6x5xcomplex<f64> -> 2x6x5xcomplex<f64>>)"),
            unweighted);
}

TEST_F(NormalDiagonal, OfDifferences) {
  for (StringRef scheme : {"forward", "backward", "central"})
    for (StringRef boundary : {"replicate", "periodic", "zero"})
      for (StringRef space : {"6x5", "1x2", "2x3", "1x1"})
        EXPECT_EQ(known(("%A = linop.grad axes [1, 0] spacing [0.5, 2.0] {scheme = "
                         "#linop.scheme<" + scheme +
                         ">, boundary = #linop.boundary<" + boundary +
                         ">} : !linop.op<" + space + "xf64 -> 2x" + space +
                         "xf64>").str()),
                  always)
            << scheme.str() << " " << boundary.str() << " " << space.str();
}

TEST_F(NormalDiagonal, OfSumsThatATransformDiagonalises) {
  StringRef sum = R"(
    %A = linop.conv %k axes [0, 1] : tensor<3x5xf64>, !linop.op<6x5xf64 -> 6x5xf64>
    %I = linop.eye : !linop.op<6x5xf64 -> 6x5xf64>
    %B = linop.add %A, %I : (!linop.op<6x5xf64 -> 6x5xf64>, !linop.op<6x5xf64 -> 6x5xf64>) -> !linop.op<6x5xf64 -> 6x5xf64>)";
  EXPECT_EQ(known(sum), unweighted);
  EXPECT_EQ(known((sum + R"(
    %d = linop.diag %w : tensor<6x5xf64>, !linop.op<6x5xf64 -> 6x5xf64>
    %C = linop.compose %d, %B : (!linop.op<6x5xf64 -> 6x5xf64>, !linop.op<6x5xf64 -> 6x5xf64>) -> !linop.op<6x5xf64 -> 6x5xf64>)")
                      .str()),
            never);
}

TEST_F(NormalDiagonal, OfSparseMatricesInStacks) {
  EXPECT_EQ(known(R"(
    %A = linop.sparse <2 x 3, dense<[0, 1, 3]> : tensor<3xi64>, dense<[1, 0, 2]> : tensor<3xi64>, dense<[(1.0, 2.0), (0.0, -1.0), (3.0, 0.0)]> : tensor<3xcomplex<f64>>> : !linop.op<3xf64 -> 2xcomplex<f64>>
    %o = linop.one : !linop.op<3xf64 -> 2xf64>
    %c = linop.cast : !linop.op<2xf64 -> 2xcomplex<f64>>
    %B = linop.compose %c, %o : (!linop.op<2xf64 -> 2xcomplex<f64>>, !linop.op<3xf64 -> 2xf64>) -> !linop.op<3xf64 -> 2xcomplex<f64>>
    %C = linop.concat %A, %B {axis = 0} : (!linop.op<3xf64 -> 2xcomplex<f64>>, !linop.op<3xf64 -> 2xcomplex<f64>>) -> !linop.op<3xf64 -> 4xcomplex<f64>>)"),
            always);
}

class RandomTrees : public NormalDiagonal,
                    public testing::WithParamInterface<int> {};

TEST_P(RandomTrees, NormalDiagonalAsReference) {
  linop::test::RandomOperators operators(&context, GetParam());
  module = operators.makeModule(1 + GetParam() % 4);
  auto function = *module->getOps<func::FuncOp>().begin();
  function.walk([&](linop::ExportOp exported) {
    for (bool weighted : {false, true})
      check(function, exported.getOp(), weighted);
    if (testing::Test::HasFailure())
      module->dump();
  });
}

// A diagonal that is known of no tree would not be tested by the test above.
TEST_F(NormalDiagonal, IsKnownOfAllKinds) {
  std::map<std::string, std::pair<int, int>> counts;
  for (int seed = 0; seed < 600; ++seed) {
    linop::test::RandomOperators operators(&context, seed);
    module = operators.makeModule(1 + seed % 4);
    auto function = *module->getOps<func::FuncOp>().begin();
    function.walk([&](linop::ExportOp exported) {
      Value op = exported.getOp();
      auto &[knownOnes, all] =
          counts[op.getDefiningOp()->getName().stripDialect().str()];
      knownOnes += check(function, op, true);
      ++all;
    });
  }
  for (auto &[name, count] : counts) {
    bool composed = StringRef(name).starts_with("add") || name == "compose" ||
                    name == "adjoint";
    EXPECT_GE(count.first, composed ? 1 : count.second / 4) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomTrees, testing::Range(0, 300));

} // namespace
