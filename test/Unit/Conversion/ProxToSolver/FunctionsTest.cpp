//===- FunctionsTest.cpp - lowered functions and their reference -*- C++
//-*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inputs/functions.mlir holds the functions. The steps of each are run by the
// interpreter of solver programs: values, proxes and violations must be the
// reference's; conjugate proxes obey Moreau's identity, and conjugate values
// the equality of Fenchel and Young.
//
//===----------------------------------------------------------------------===//

#include "../LoweredSteps.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include "proxc/Conversion/ProxToSolver/ProxToSolver.h"
#include "proxc/Reference/Interpreter.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::reference;
using namespace proxc::test;
using solver::StepBuilder;
using solver::Stream;

namespace {

constexpr double tolerance = 1e-12;

class FunctionCheck {
public:
  FunctionCheck(func::FuncOp function, prox::ProxFunctionInterface f)
      : function(function), f(f), domain(f.getDomain()),
        scalarType(RankedTensorType::get(
            {}, Float64Type::get(function.getContext()))) {
    for (auto [i, argument] : llvm::enumerate(function.getArguments())) {
      auto type = cast<RankedTensorType>(argument.getType());
      data.push_back(
          randomArray(type.getShape(), linop::isComplex(type), 17 + i));
      reference.bind(argument, data.back());
    }
  }

  void run() {
    v = randomArray(domain.getShape(), linop::isComplex(domain), 3);
    // Points on both sides of every kink.
    v = axpby(2.0, v, 0.0, v);
    checkValue();
    checkViolation();
    for (double rho : {0.3, 2.0})
      checkProx(rho);
    checkVaryingProx();
    for (double alpha : {0.7, 1.0, 3.0})
      checkConjugate(/*sigma=*/0.6, alpha);
    checkZeroWeight();
  }

private:
  using Lower = llvm::function_ref<FailureOr<Stream>(
      ProxLoweringInterface, StepBuilder &, ArrayRef<Stream>)>;

  FailureOr<Array> lowered(ArrayRef<Input> inputs, Lower lower) {
    return runLowered(
        function, data, inputs,
        [&](StepBuilder &steps, ArrayRef<Stream> streams) {
          return lower(cast<ProxLoweringInterface>(f.getOperation()), steps,
                       streams);
        },
        resultType);
  }
  FailureOr<Array> loweredProx(const Array &at, const Array &rho,
                               RankedTensorType rhoType) {
    return lowered({{domain, at}, {rhoType, rho}},
                   [](ProxLoweringInterface lowering, StepBuilder &steps,
                      ArrayRef<Stream> in) {
                     return lowering.lowerProx(steps, in[0], in[1]);
                   });
  }
  Input number(double value) { return {scalarType, Array::scalar(value)}; }

  void expectClose(const Array &found, const Array &expected, StringRef what) {
    ASSERT_EQ(found.shape(), expected.shape()) << what.str();
    EXPECT_LE(distance(found, expected),
              tolerance * std::max(1.0, magnitude(expected)))
        << what.str();
  }

  double value(const Array &x) {
    FailureOr<double> result = f.evaluateValue(reference, x);
    EXPECT_TRUE(succeeded(result));
    return succeeded(result) ? *result : 0.0;
  }

  void checkValue() {
    FailureOr<Array> found =
        lowered({{domain, v}}, [](ProxLoweringInterface lowering,
                                  StepBuilder &steps, ArrayRef<Stream> in) {
          return lowering.lowerValue(steps, in[0]);
        });
    ASSERT_TRUE(succeeded(found));
    EXPECT_EQ(resultType, scalarType);
    expectClose(*found, Array::scalar(value(v)), "value");
  }

  void checkViolation() {
    FailureOr<Array> found =
        lowered({{domain, v}}, [](ProxLoweringInterface lowering,
                                  StepBuilder &steps, ArrayRef<Stream> in) {
          return lowering.lowerViolation(steps, in[0]);
        });
    ASSERT_EQ(succeeded(found), f.isIndicator());
    if (failed(found))
      return;
    EXPECT_EQ(resultType, scalarType);
    expectClose(*found, Array::scalar(*f.evaluateViolation(reference, v)),
                "violation");
  }

  void checkProx(double rho) {
    FailureOr<Array> found = loweredProx(v, Array::scalar(rho), scalarType);
    FailureOr<Array> expected = f.evaluateProx(reference, v, rho);
    ASSERT_TRUE(succeeded(found) && succeeded(expected));
    EXPECT_EQ(resultType, domain);
    expectClose(*found, *expected, "prox");
  }

  /// A rho that varies, but not within a group.
  void checkVaryingProx() {
    auto groups = f.getGroupAxes();
    if (!groups)
      return;
    Array rho(domain.getShape()), expected(domain.getShape());
    Array low = *f.evaluateProx(reference, v, 0.5);
    Array high = *f.evaluateProx(reference, v, 4.0);
    int64_t at = 0;
    Array::forEachIndex(domain.getShape(), [&](ArrayRef<int64_t> index) {
      int64_t parity = 0;
      for (auto [axis, i] : llvm::enumerate(index))
        if (!llvm::is_contained(*groups, axis))
          parity += i;
      rho[at] = parity % 2 == 0 ? 0.5 : 4.0;
      expected[at] = parity % 2 == 0 ? low[at] : high[at];
      ++at;
    });
    auto type = RankedTensorType::get(
        domain.getShape(), linop::realElement(domain.getElementType()));
    FailureOr<Array> found = loweredProx(v, rho, type);
    ASSERT_TRUE(succeeded(found));
    expectClose(*found, expected, "prox with an array rho");
  }

  FailureOr<Array> conjugateProx(const Array &z, double sigma, double alpha) {
    return lowered({{domain, z}, number(sigma), number(alpha)},
                   [](ProxLoweringInterface lowering, StepBuilder &steps,
                      ArrayRef<Stream> in) {
                     return lowering.lowerConjugateProx(steps, in[0], in[1],
                                                        in[2]);
                   });
  }
  FailureOr<Array> conjugateValue(const Array &y, double alpha) {
    return lowered({{domain, y}, number(alpha)},
                   [](ProxLoweringInterface lowering, StepBuilder &steps,
                      ArrayRef<Stream> in) {
                     return lowering.lowerConjugateValue(steps, in[0], in[1]);
                   });
  }

  void checkConjugate(double sigma, double alpha) {
    FailureOr<Array> y = conjugateProx(v, sigma, alpha);
    ASSERT_TRUE(succeeded(y));
    EXPECT_EQ(resultType, domain);
    // prox of sigma (alpha f)* at z is z - sigma x with x the prox of f at
    // rho = sigma / alpha of z / sigma.
    Array x =
        *f.evaluateProx(reference, axpby(1 / sigma, v, 0, v), sigma / alpha);
    expectClose(*y, axpby(1.0, v, -sigma, x), "conjugate prox");
    FailureOr<Array> conjugate = conjugateValue(*y, alpha);
    ASSERT_TRUE(succeeded(conjugate));
    EXPECT_EQ(resultType, scalarType);
    // y is a subgradient of alpha f at x.
    double expected = innerProduct(x, *y) - alpha * value(x);
    EXPECT_NEAR((*conjugate)[0].real(), expected,
                1e-11 * std::max(1.0, std::abs(expected)))
        << "conjugate value";
  }

  /// A weight of 0 (a parameter may be) gives 0, not NaN.
  void checkZeroWeight() {
    if (f.isIndicator())
      return;
    for (const Array &z : {v, Array(domain.getShape())}) {
      FailureOr<Array> y = conjugateProx(z, 0.6, 0.0);
      ASSERT_TRUE(succeeded(y));
      expectClose(*y, Array(domain.getShape()), "conjugate prox of 0 f");
      FailureOr<Array> conjugate = conjugateValue(*y, 0.0);
      ASSERT_TRUE(succeeded(conjugate));
      EXPECT_EQ((*conjugate)[0], Complex(0.0)) << "conjugate value of 0 f";
    }
  }

  func::FuncOp function;
  prox::ProxFunctionInterface f;
  RankedTensorType domain, scalarType, resultType;
  Interpreter reference;
  SmallVector<Array> data;
  Array v;
};

TEST(Functions, LoweredAsReference) {
  DialectRegistry registry;
  registry
      .insert<arith::ArithDialect, complex::ComplexDialect, func::FuncDialect,
              linop::LinOpDialect, math::MathDialect, prox::ProxDialect,
              solver::SolverDialect, tensor::TensorDialect>();
  registerProxToSolverInterfaces(registry);
  MLIRContext context(registry);
  context.loadAllAvailableDialects();
  auto module = parseSourceFile<ModuleOp>(PROXC_FUNCTIONS_FILE, &context);
  ASSERT_TRUE(module);
  int count = 0;
  for (auto function : module->getOps<func::FuncOp>())
    for (auto f : function.getOps<prox::ProxFunctionInterface>()) {
      std::string text;
      llvm::raw_string_ostream(text) << f->getLoc() << ": " << *f;
      SCOPED_TRACE(text);
      FunctionCheck(function, f).run();
      ++count;
    }
  EXPECT_EQ(count, 28);
}

} // namespace
