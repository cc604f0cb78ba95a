//===- SolverInterpreterTest.cpp - programs run step by step ----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Reference/SolverInterpreter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::reference;

namespace {

class SolverInterpreterTest : public testing::Test {
protected:
  SolverInterpreterTest() {
    context.loadDialect<arith::ArithDialect, complex::ComplexDialect,
                        linop::LinOpDialect, math::MathDialect,
                        solver::SolverDialect>();
    context.getDiagEngine().registerHandler(
        [&](Diagnostic &diagnostic) { errors.push_back(diagnostic.str()); });
  }

  SolverInterpreter &load(StringRef text) {
    module = parseSourceString<ModuleOp>(text, &context);
    if (!module)
      ADD_FAILURE() << (errors.empty() ? "" : errors.front());
    solver::ProgramOp program;
    if (module)
      program = *module->getOps<solver::ProgramOp>().begin();
    interpreter = std::make_unique<SolverInterpreter>(program);
    return *interpreter;
  }

  /// A program that only has one operator, `@A "test"`, with this body.
  SolverInterpreter &loadMap(StringRef body) {
    return load(("solver.program @p method \"none\" {\n"
                 "  solver.operator @A forward {\n" +
                 body + "  }\n}\n")
                    .str());
  }

  static Array vector(ArrayRef<double> entries) {
    Array array({static_cast<int64_t>(entries.size())});
    for (auto [i, entry] : llvm::enumerate(entries))
      array[i] = entry;
    return array;
  }

  static void expectNear(const Array &found, const Array &expected) {
    ASSERT_EQ(found.shape(), expected.shape());
    for (int64_t i = 0; i < found.size(); ++i)
      EXPECT_LE(std::abs(found[i] - expected[i]), 1e-12) << i;
  }

  MLIRContext context;
  std::vector<std::string> errors;
  OwningOpRef<ModuleOp> module;
  std::unique_ptr<SolverInterpreter> interpreter;
};

/// x <- x - t (x - w b), with a step that halves at every check.
constexpr StringLiteral descent = R"(
solver.program @descent method "gradient" {
  %w = solver.param "w" : tensor<2xf32>
  %t0 = solver.param "t" default 5.0e-01 : tensor<f64>
  %b = solver.input "b" : tensor<2xf32>
  %half = arith.constant dense<0.5> : tensor<f64>
  %w2 = solver.setup {
    %0 = solver.map (%i) {
      %a = solver.read %w[%i] : tensor<2xf32>
      %c = arith.mulf %a, %a : f32
      solver.yield %c : f32
    } : tensor<2xf32>
    solver.yield %0 : tensor<2xf32>
  } : tensor<2xf32>
  %target, %x0 = solver.prologue {
    %0 = solver.map (%i) {
      %a = solver.read %w2[%i] : tensor<2xf32>
      %c = solver.read %b[%i] : tensor<2xf32>
      %d = arith.mulf %a, %c : f32
      solver.yield %d : f32
    } : tensor<2xf32>
    %cold = arith.constant dense<0.0> : tensor<2xf32>
    %1 = solver.start "u" or %cold : tensor<2xf32>
    solver.yield %0, %1 : tensor<2xf32>, tensor<2xf32>
  } : tensor<2xf32>, tensor<2xf32>
  %x, %t = solver.iterate (%x0, %t0) states ["x", "t"] body {
  ^bb0(%xi: tensor<2xf32>, %ti: tensor<f64>):
    %0 = solver.map (%i) {
      %a = solver.read %xi[%i] : tensor<2xf32>
      %c = solver.read %target[%i] : tensor<2xf32>
      %s = solver.read %ti[] : tensor<f64>
      %s32 = arith.truncf %s : f64 to f32
      %d = arith.subf %a, %c : f32
      %e = arith.mulf %s32, %d : f32
      %f = arith.subf %a, %e : f32
      solver.yield %f : f32
    } : tensor<2xf32>
    solver.yield %0, %ti : tensor<2xf32>, tensor<f64>
  } check {
  ^bb0(%xo: tensor<2xf32>, %to: tensor<f64>, %xn: tensor<2xf32>, %tn: tensor<f64>):
    %r = solver.reduce max (%i) in [2] {
      %a = solver.read %xn[%i] : tensor<2xf32>
      %c = solver.read %xo[%i] : tensor<2xf32>
      %d = arith.subf %a, %c : f32
      %e = math.absf %d : f32
      solver.yield %e : f32
    } : tensor<f64>
    %n = solver.map () {
      %a = solver.read %tn[] : tensor<f64>
      %c = solver.read %half[] : tensor<f64>
      %d = arith.mulf %a, %c : f64
      solver.yield %d : f64
    } : tensor<f64>
    solver.verdict ["primal_residual"] = (%r) states %n : (tensor<f64>) -> tensor<f64>
  } : (tensor<2xf32>, tensor<f64>) -> (tensor<2xf32>, tensor<f64>)
  solver.epilogue {
    %o = solver.reduce (%i) in [2] {
      %a = solver.read %x[%i] : tensor<2xf32>
      solver.yield %a : f32
    } : tensor<f64>
    solver.result unknown "u" = %x : tensor<2xf32>
    solver.metric "objective" = %o : tensor<f64>
  }
}
)";

TEST_F(SolverInterpreterTest, RunsAllPhases) {
  SolverInterpreter &solver = load(descent);
  solver.setParam("w", vector({1, 2}));
  solver.setInput("b", vector({1, -1}));
  // The target is (1, -4), the start 0, the steps 1/2, 1/2, 1/4.
  ASSERT_TRUE(succeeded(solver.run(3, /*checkEvery=*/2)));
  EXPECT_TRUE(errors.empty());
  const Array *u = solver.result("u");
  ASSERT_TRUE(u);
  expectNear(*u, vector({1 - 0.1875, -4 * (1 - 0.1875)}));
  EXPECT_EQ(solver.state("x")->at({0}), (*u)[0]);
  // The check behind the last iteration halves the step a second time.
  EXPECT_DOUBLE_EQ((*solver.state("t"))[0].real(), 0.125);
  EXPECT_DOUBLE_EQ(*solver.metric("primal_residual"), 0.25);
  EXPECT_DOUBLE_EQ(*solver.metric("objective"), -3 * (1 - 0.1875));
  EXPECT_FALSE(solver.metric("violation"));
  EXPECT_FALSE(solver.result("v"));
  EXPECT_FALSE(solver.state("y"));
}

TEST_F(SolverInterpreterTest, StartsFromAResultAndNewData) {
  SolverInterpreter &solver = load(descent);
  solver.setParam("w", vector({1, 1}));
  solver.setParam("t", Array::scalar(1.0));
  solver.setInput("b", vector({3, 4}));
  solver.setStart("u", vector({7, 8}));
  ASSERT_TRUE(succeeded(solver.setup()) && succeeded(solver.prologue()));
  expectNear(*solver.state("x"), vector({7, 8}));
  ASSERT_TRUE(succeeded(solver.iterate()));
  expectNear(*solver.state("x"), vector({3, 4}));
  // Another input needs no new setup.
  solver.setInput("b", vector({5, 6}));
  ASSERT_TRUE(succeeded(solver.prologue()) && succeeded(solver.iterate(2)) &&
              succeeded(solver.epilogue()));
  expectNear(*solver.result("u"), vector({5, 6}));
}

TEST_F(SolverInterpreterTest, TellsOfMissingAndMisshapenData) {
  SolverInterpreter &solver = load(descent);
  EXPECT_TRUE(failed(solver.setup()));
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors.back(), "expected a value for 'w', found none");
  solver.setParam("w", vector({1, 2, 3}));
  EXPECT_TRUE(failed(solver.setup()));
  EXPECT_EQ(errors.back(), "expected a value of shape [2] for 'w', found [3]");
}

TEST_F(SolverInterpreterTest, RefusesReadsOutside) {
  SolverInterpreter &solver = loadMap(R"(
  ^bb0(%x: tensor<3xf64>):
    %one = solver.map (%i) {
      %1 = arith.constant 1 : index
      %j = arith.addi %i, %1 : index
      %a = solver.read %x[%j] : tensor<3xf64>
      solver.yield %a : f64
    } : tensor<3xf64>
    solver.yield %one : tensor<3xf64>
)");
  EXPECT_TRUE(failed(solver.applyOperator("A", "forward", vector({1, 2, 3}))));
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors.back(), "reads at 3 along an axis of 3 entries");
}

TEST_F(SolverInterpreterTest, SumsInsideOfBodiesAndKernels) {
  SolverInterpreter &solver = loadMap(R"(
  ^bb0(%x: tensor<4xf64>):
    %z = solver.kernel image 1 {
      // y[i] = sum over j, k of (j + 1) x[i] + max over j of x[j]
      %y = solver.map (%i) {
        %s = solver.sum (%j, %k) in [2, 3] {
          %1 = arith.constant 1 : index
          %a = arith.addi %j, %1 : index
          %b = arith.index_cast %a : index to i32
          %c = arith.sitofp %b : i32 to f64
          %d = solver.read %x[%i] : tensor<4xf64>
          %e = arith.mulf %c, %d : f64
          solver.yield %e : f64
        } : f64
        %m = solver.sum max (%j) in [4] {
          %d = solver.read %x[%j] : tensor<4xf64>
          solver.yield %d : f64
        } : f64
        %r = arith.addf %s, %m : f64
        solver.yield %r : f64
      } : tensor<4xf64>
      solver.yield %y : tensor<4xf64>
    } : tensor<4xf64>
    solver.yield %z : tensor<4xf64>
)");
  FailureOr<Array> y = solver.applyOperator("A", "forward", vector({1, -2, 5, 0}));
  ASSERT_TRUE(succeeded(y));
  expectNear(*y, vector({14, -13, 50, 5}));
}

TEST_F(SolverInterpreterTest, HandlesComplexNumbers) {
  SolverInterpreter &solver = loadMap(R"(
  ^bb0(%x: tensor<2xcomplex<f64>>):
    %c = complex.constant [0.0, 1.0] : complex<f64>
    %y = solver.map (%i) {
      %a = solver.read %x[%i] : tensor<2xcomplex<f64>>
      %b = complex.mul %a, %c : complex<f64>
      %d = complex.conj %b : complex<f64>
      %e = complex.exp %d : complex<f64>
      solver.yield %e : complex<f64>
    } : tensor<2xcomplex<f64>>
    solver.yield %y : tensor<2xcomplex<f64>>
)");
  Array x({2});
  x[0] = Complex(1, 2);
  x[1] = Complex(0, -0.5);
  FailureOr<Array> y = solver.applyOperator("A", "forward", x);
  ASSERT_TRUE(succeeded(y));
  Array expected({2});
  expected[0] = std::exp(Complex(-2, -1));
  expected[1] = std::exp(Complex(0.5, 0));
  expectNear(*y, expected);
}

//===----------------------------------------------------------------------===//
// Library steps
//===----------------------------------------------------------------------===//

std::string shapeText(ArrayRef<int64_t> shape, StringRef element) {
  std::string text = "tensor<";
  for (int64_t extent : shape)
    text += std::to_string(extent) + "x";
  return text + element.str() + ">";
}

/// A body that is one transform.
std::string fftBody(StringRef kind, ArrayRef<int64_t> from, StringRef fromType,
                    ArrayRef<int64_t> to, StringRef toType) {
  std::string input = shapeText(from, fromType), output = shapeText(to, toType);
  return "^bb0(%x: " + input + "):\n%y = solver.fft " + kind.str() +
         " %x axes [0, 1] : " + input + " -> " + output +
         "\nsolver.yield %y : " + output + "\n";
}

class TransformTest
    : public SolverInterpreterTest,
      public testing::WithParamInterface<std::pair<int64_t, int64_t>> {};

TEST_P(TransformTest, MatchesTheDefinition) {
  int64_t h = GetParam().first, w = GetParam().second;
  SmallVector<int64_t> shape{h, w}, half{h, w / 2 + 1};
  Array x = randomArray(shape, /*complex=*/false, 5);
  Array forward =
      *loadMap(fftBody("forward", shape, "complex<f64>", shape, "complex<f64>"))
           .applyOperator("A", "forward", x);
  // X[k, l] = sum x[r, s] exp(-2 pi i (k r / h + l s / w)).
  Array::forEachIndex(shape, [&](ArrayRef<int64_t> k) {
    Complex sum = 0;
    Array::forEachIndex(shape, [&](ArrayRef<int64_t> r) {
      sum +=
          x.at(r) * std::polar(1.0, -2 * M_PI *
                                        (static_cast<double>(k[0] * r[0]) / h +
                                         static_cast<double>(k[1] * r[1]) / w));
    });
    EXPECT_LE(std::abs(sum - forward.at(k)), 1e-12 * h * w);
  });
  Array modes = *loadMap(fftBody("r2c", shape, "f64", half, "complex<f64>"))
                     .applyOperator("A", "forward", x);
  Array::forEachIndex(half, [&](ArrayRef<int64_t> k) {
    EXPECT_LE(std::abs(modes.at(k) - forward.at(k)), 1e-12 * h * w);
  });
  double points = static_cast<double>(h * w);
  Array back = *loadMap(fftBody("backward", shape, "complex<f64>", shape,
                                "complex<f64>"))
                    .applyOperator("A", "forward", forward);
  expectNear(axpby(1 / points, back, 0, back), x);
  Array real = *loadMap(fftBody("c2r", half, "complex<f64>", shape, "f64"))
                    .applyOperator("A", "forward", modes);
  expectNear(axpby(1 / points, real, 0, real), x);
}

INSTANTIATE_TEST_SUITE_P(Shapes, TransformTest,
                         testing::Values(std::pair<int64_t, int64_t>{1, 1},
                                         std::pair<int64_t, int64_t>{1, 2},
                                         std::pair<int64_t, int64_t>{4, 6},
                                         std::pair<int64_t, int64_t>{6, 5},
                                         std::pair<int64_t, int64_t>{7, 8}));

TEST_F(SolverInterpreterTest, MultipliesBatchesBySparseMatrices) {
  // M = [0 i 0; 2 0 3], its adjoint for the second step.
  SolverInterpreter &solver = loadMap(R"(
  ^bb0(%x: tensor<2x3xcomplex<f64>>):
    %y = solver.sparse %x {columns = dense<[1, 0, 2]> : tensor<3xi64>,
      row_starts = dense<[0, 1, 3]> : tensor<3xi64>,
      values = dense<[(0.0, 1.0), (2.0, 0.0), (3.0, 0.0)]> : tensor<3xcomplex<f64>>}
      : tensor<2x3xcomplex<f64>> -> tensor<2x2xcomplex<f64>>
    %z = solver.sparse adjoint %y {columns = dense<[1, 0, 2]> : tensor<3xi64>,
      row_starts = dense<[0, 1, 3]> : tensor<3xi64>,
      values = dense<[(0.0, 1.0), (2.0, 0.0), (3.0, 0.0)]> : tensor<3xcomplex<f64>>}
      : tensor<2x2xcomplex<f64>> -> tensor<2x3xcomplex<f64>>
    solver.yield %z : tensor<2x3xcomplex<f64>>
)");
  Array x({2, 3});
  for (int64_t i = 0; i < 6; ++i)
    x[i] = static_cast<double>(i + 1);
  FailureOr<Array> z = solver.applyOperator("A", "forward", x);
  ASSERT_TRUE(succeeded(z));
  Array expected({2, 3});
  for (int64_t row = 0; row < 2; ++row) {
    double a = 3.0 * row + 1, second = 2 * a + 3 * (a + 2);
    expected.at({row, 0}) = 2 * second;
    expected.at({row, 1}) = a + 1; // conj(i) i
    expected.at({row, 2}) = 3 * second;
  }
  expectNear(*z, expected);
}

TEST_F(SolverInterpreterTest, TellsOfUnknownOperators) {
  SolverInterpreter &solver = loadMap("^bb0(%x: tensor<2xf64>):\n"
                                      "solver.yield %x : tensor<2xf64>\n");
  EXPECT_TRUE(succeeded(solver.applyOperator("A", "forward", vector({1, 2}))));
  EXPECT_TRUE(failed(solver.applyOperator("A", "adjoint", vector({1, 2}))));
  EXPECT_EQ(errors.back(),
            "expected an operator 'A' of kind 'adjoint', found none");
}

} // namespace
