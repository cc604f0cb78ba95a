//===- FunctionsTest.cpp - every function against its definition -*- C++
//-*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The prox of every function is checked by the definition (no point near or far
// is better), by firm non-expansiveness and by the Moreau identity in its
// strong form: x = prox_f(rho, v), y = rho (v - x) satisfy
// f(x) + f*(y) = Re<x, y>.

#include "ProxFixture.h"

using namespace proxc;
using namespace proxc::test;
using reference::Array;

namespace {

struct Case {
  const char *name;
  /// The elements of the domain; its shape is 2x3.
  const char *element;
  /// Operations that end in the definition of %f.
  const char *text;
};

std::ostream &operator<<(std::ostream &os, const Case &c) {
  return os << c.name;
}

const Case kCases[] = {
    {"sum_squares", "f64", "%f = prox.sum_squares : !prox.function<2x3xf64>"},
    {"sum_squares_complex", "complex<f64>",
     "%f = prox.sum_squares : !prox.function<2x3xcomplex<f64>>"},
    {"weighted_sum_squares", "f64",
     "%w = arith.constant dense<[[0.0, 1.0, -2.0], [0.5, 0.0, 3.0]]> : "
     "tensor<2x3xf64>\n"
     "%f = prox.weighted_sum_squares %w : tensor<2x3xf64>, "
     "!prox.function<2x3xf64>"},
    {"weighted_sum_squares_complex", "complex<f64>",
     "%w = arith.constant dense<[[0.0, 1.0, -2.0], [0.5, 0.0, 3.0]]> : "
     "tensor<2x3xf64>\n"
     "%f = prox.weighted_sum_squares %w : tensor<2x3xf64>, "
     "!prox.function<2x3xcomplex<f64>>"},
    {"norm1", "f64", "%f = prox.norm1 : !prox.function<2x3xf64>"},
    {"norm1_complex", "complex<f64>",
     "%f = prox.norm1 : !prox.function<2x3xcomplex<f64>>"},
    {"weighted_norm1", "f64",
     "%w = arith.constant dense<[[0.0, 1.0, -2.0], [0.5, 0.0, 0.1]]> : "
     "tensor<2x3xf64>\n"
     "%f = prox.weighted_norm1 %w : tensor<2x3xf64>, !prox.function<2x3xf64>"},
    {"weighted_norm1_complex", "complex<f64>",
     "%w = arith.constant dense<[[0.0, 1.0, -2.0], [0.5, 0.0, 0.1]]> : "
     "tensor<2x3xf64>\n"
     "%f = prox.weighted_norm1 %w : tensor<2x3xf64>, "
     "!prox.function<2x3xcomplex<f64>>"},
    {"group_norm_0", "f64",
     "%f = prox.group_norm axes [0] : !prox.function<2x3xf64>"},
    {"group_norm_1", "f64",
     "%f = prox.group_norm axes [1] : !prox.function<2x3xf64>"},
    {"group_norm_all", "f64",
     "%f = prox.group_norm axes [0, 1] : !prox.function<2x3xf64>"},
    {"group_norm_none", "f64",
     "%f = prox.group_norm axes [] : !prox.function<2x3xf64>"},
    {"group_norm_complex", "complex<f64>",
     "%f = prox.group_norm axes [0] : !prox.function<2x3xcomplex<f64>>"},
    {"nonneg", "f64", "%f = prox.nonneg : !prox.function<2x3xf64>"},
    {"nonpos", "f64", "%f = prox.nonpos : !prox.function<2x3xf64>"},
    {"box", "f64",
     "%lo = arith.constant dense<-0.25> : tensor<f64>\n"
     "%hi = arith.constant dense<0.5> : tensor<f64>\n"
     "%f = prox.box %lo, %hi : tensor<f64>, tensor<f64>, "
     "!prox.function<2x3xf64>"},
    {"box_arrays", "f64",
     "%lo = arith.constant dense<[[-0.5, 0.1, 0xFFF0000000000000], "
     "[0.0, 0.2, -3.0]]> : tensor<2x3xf64>\n"
     "%hi = arith.constant dense<[[0.5, 0.1, 0.0], [0x7FF0000000000000, 0.3, "
     "3.0]]> : tensor<2x3xf64>\n"
     "%f = prox.box %lo, %hi : tensor<2x3xf64>, tensor<2x3xf64>, "
     "!prox.function<2x3xf64>"},
    {"sum_entries", "f64", "%f = prox.sum_entries : !prox.function<2x3xf64>"},
    {"sum_entries_complex", "complex<f64>",
     "%f = prox.sum_entries : !prox.function<2x3xcomplex<f64>>"},
    {"zero", "f64", "%f = prox.zero : !prox.function<2x3xf64>"},
};

class FunctionTest : public ProxTest,
                     public ::testing::WithParamInterface<Case> {
protected:
  void SetUp() override {
    prox::ProblemOp problem = parse(GetParam().text);
    ASSERT_TRUE(problem);
    for (mlir::Operation &op : problem.getBody().front())
      if (auto function = llvm::dyn_cast<prox::ProxFunctionInterface>(&op))
        f = function;
    ASSERT_TRUE(f);
  }

  bool isComplex() const {
    return llvm::StringRef(GetParam().element).starts_with("complex");
  }

  Array random(uint64_t seed, double size) {
    Array x = reference::randomArray({2, 3}, isComplex(), seed);
    for (int64_t i = 0; i < x.size(); ++i)
      x[i] *= size;
    return x;
  }

  Array prox(const Array &v, double rho) {
    mlir::FailureOr<Array> x = f.evaluateProx(env, v, rho);
    EXPECT_TRUE(mlir::succeeded(x));
    return *x;
  }

  /// f(x) + (rho / 2) |x - v|^2, infinite outside the set of an indicator.
  double objective(const Array &x, const Array &v, double rho) {
    if (*f.evaluateViolation(env, x) > 1e-12)
      return std::numeric_limits<double>::infinity();
    double distance = reference::norm(reference::axpby(1.0, x, -1.0, v));
    return *f.evaluateValue(env, x) + rho / 2.0 * distance * distance;
  }

  prox::ProxFunctionInterface f;
  reference::Interpreter env;
};

TEST_P(FunctionTest, ProxIsTheMinimum) {
  for (double rho : {0.3, 1.0, 7.0}) {
    Array v = random(1, 2.0), x = prox(v, rho);
    double best = objective(x, v, rho);
    ASSERT_TRUE(std::isfinite(best));
    uint64_t seed = 100;
    for (double size : {1e-4, 1e-2, 0.3, 3.0})
      for (int i = 0; i < 200; ++i) {
        Array y = reference::axpby(1.0, x, 1.0, random(++seed, size));
        EXPECT_LE(best, objective(y, v, rho) + 1e-12) << "rho " << rho;
        // Along the constraint: the nearest feasible point of y.
        Array z = prox(y, 1e9);
        EXPECT_LE(best, objective(z, v, rho) + 1e-12) << "rho " << rho;
      }
  }
}

TEST_P(FunctionTest, ProxIsFirmlyNonExpansive) {
  for (int i = 0; i < 50; ++i) {
    Array v = random(2 * i, 3.0), w = random(2 * i + 1, 3.0);
    Array d = reference::axpby(1.0, prox(v, 1.3), -1.0, prox(w, 1.3));
    Array e = reference::axpby(1.0, v, -1.0, w);
    EXPECT_LE(reference::innerProduct(d, d),
              reference::innerProduct(d, e) + 1e-12);
  }
}

TEST_P(FunctionTest, MoreauAndFenchelYoung) {
  for (double rho : {0.3, 1.0, 7.0}) {
    Array v = random(3, 2.0), x = prox(v, rho);
    Array y = reference::axpby(rho, v, -rho, x);
    std::optional<double> conjugate = f.evaluateConjugate(env, y);
    ASSERT_TRUE(conjugate.has_value());
    EXPECT_NEAR(*f.evaluateValue(env, x) + *conjugate,
                reference::innerProduct(x, y), 1e-9);
  }
}

TEST_P(FunctionTest, ConjugateBoundsFromAbove) {
  // Fenchel: Re<x, y> <= f(x) + f*(y) for all x, y.
  for (int i = 0; i < 50; ++i) {
    Array y = random(500 + i, 0.8);
    std::optional<double> conjugate = f.evaluateConjugate(env, y);
    ASSERT_TRUE(conjugate.has_value());
    Array x = prox(random(700 + i, 2.0), 1e9);
    EXPECT_LE(reference::innerProduct(x, y),
              *f.evaluateValue(env, x) + *conjugate + 1e-9);
  }
}

TEST_P(FunctionTest, Homogeneity) {
  std::optional<int> degree = f.getHomogeneity();
  if (!degree)
    return; // not homogeneous
  Array x = random(4, 1.0), scaled = reference::axpby(2.5, x, 0.0, x);
  EXPECT_NEAR(*f.evaluateValue(env, scaled),
              std::pow(2.5, *degree) * *f.evaluateValue(env, x), 1e-12);
}

TEST_P(FunctionTest, PhaseInvariance) {
  if (!f.isPhaseInvariant())
    return; // sees phases
  Array x = random(5, 1.0);
  reference::Complex unit = isComplex() ? std::polar(1.0, 0.7) : -1.0;
  EXPECT_NEAR(*f.evaluateValue(env, reference::axpby(unit, x, 0.0, x)),
              *f.evaluateValue(env, x), 1e-12);
}

TEST_P(FunctionTest, Separability) {
  // Changing one entry of v changes no other entry of the prox.
  if (!f.isSeparable())
    return; // not separable
  Array v = random(6, 1.0), w = v;
  w[0] += 0.37;
  Array x = prox(v, 1.0), y = prox(w, 1.0);
  for (int64_t i = 1; i < x.size(); ++i)
    EXPECT_EQ(x[i], y[i]);
}

INSTANTIATE_TEST_SUITE_P(All, FunctionTest, ::testing::ValuesIn(kCases),
                         [](const auto &info) {
                           return std::string(info.param.name);
                         });

using ViolationTest = ProxTest;

TEST_F(ViolationTest, IsTheLargestDistance) {
  prox::ProblemOp problem = parse(R"(
    %lo = arith.constant dense<0.0> : tensor<f64>
    %hi = arith.constant dense<1.0> : tensor<f64>
    %f = prox.box %lo, %hi : tensor<f64>, tensor<f64>, !prox.function<3xf64>
  )");
  auto box = *problem.getBody().getOps<prox::BoxOp>().begin();
  reference::Interpreter env;
  Array x({3});
  x[0] = -0.25;
  x[1] = 0.5;
  x[2] = 1.75;
  EXPECT_DOUBLE_EQ(*box.evaluateViolation(env, x), 0.75);
  EXPECT_DOUBLE_EQ(*box.evaluateValue(env, x), 0.0);
}

} // namespace
