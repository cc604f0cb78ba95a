//===- ConjugateGradientsTest.cpp - least-squares problems ------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Pictures.h"
#include "gmock/gmock.h"

using namespace proxc;
using namespace proxc::test;
using ::testing::HasSubstr;

namespace {

class ConjugateGradientsTest : public SolveTest {
protected:
  ConjugateGradientsTest() {
    inputs["b"] = picture();
    inputs["k"] = kernel();
  }
};

/// With and without a preconditioner.
class ConjugateGradientsOptions : public ConjugateGradientsTest,
                                  public testing::WithParamInterface<bool> {
protected:
  static std::string header() {
    return std::string("method \"cg\" options {precondition = ") +
           (GetParam() ? "true}" : "false}");
  }
};

INSTANTIATE_TEST_SUITE_P(Precondition, ConjugateGradientsOptions,
                         testing::Bool());

/// 50 |conv(k, u) - b|^2 + 0.15 |grad(u)|^2 + sum(u).
const std::string kRidge = kDeclarations + R"(
  %sum = prox.sum_entries : !prox.function<6x7xf64>
)" + on("%sq", "%K", kFifty) + on("%sqd", "%D", kLambda) +
                           on("%sum", "%I");

Array ridge() {
  Part blur = blurPart(50.0, flat(picture()));
  Part slope = variationPart(0.15);
  Dense normal{kPixels, kPixels, std::vector<double>(kPixels * kPixels, 0.0)};
  std::vector<double> right(kPixels, -1.0);
  for (const Part &part : {blur, slope})
    for (int64_t i = 0; i < part.A.rows; ++i)
      for (int64_t j = 0; j < kPixels; ++j) {
        double scaled = 2.0 * part.weight * part.A.at(i, j);
        for (int64_t k = 0; k < kPixels; ++k)
          normal.at(j, k) += scaled * part.A.at(i, k);
        if (!part.b.empty())
          right[j] += scaled * part.b[i];
      }
  return toPicture(solveDense(normal, right));
}

TEST_F(ConjugateGradientsTest, AutoTakesThem) {
  parse(kRidge);
  double expected = objectiveAt({{"u", ridge()}});
  EXPECT_NEAR(solve(60, 10), expected, 1e-9 * std::abs(expected));
  EXPECT_THAT(reasons(), HasSubstr("cg\n"));
  Array exact = ridge();
  for (int64_t i = 0; i < kPixels; ++i)
    EXPECT_NEAR(results["u"][i].real(), exact[i].real(), 1e-6);
  EXPECT_LT(checks.back()["primal_residual"],
            1e-6 * checks.back()["primal_scale"]);
  EXPECT_EQ(checks.back()["dual_residual"], 0.0);
}

TEST_F(ConjugateGradientsTest, TheResidualIsThatOfTheNormalEquations) {
  parse(kRidge, "method \"cg\"");
  solve(3, 3);
  // The gradient of the objective, by differences.
  double squared = 0.0, h = 1e-5;
  for (int64_t i = 0; i < kPixels; ++i) {
    Array more = results["u"], less = results["u"];
    more[i] += h;
    less[i] -= h;
    double slope =
        (objectiveAt({{"u", more}}) - objectiveAt({{"u", less}})) / (2.0 * h);
    squared += slope * slope;
  }
  EXPECT_NEAR(checks.back()["primal_residual"], std::sqrt(squared),
              1e-4 * std::sqrt(squared));
}

TEST_P(ConjugateGradientsOptions, AnExactSolutionStays) {
  parse(kRidge, header());
  double objective = solve(400, 100);
  EXPECT_NEAR(objective, objectiveAt({{"u", ridge()}}), 1e-9);
  for (int64_t i = 0; i < kPixels; ++i)
    EXPECT_TRUE(std::isfinite(results["u"][i].real()));
}

TEST_P(ConjugateGradientsOptions, OneOfManySolutionsStays) {
  // |grad(u) - c|^2 does not see the mean of u.
  inputs["c"] = reference::randomArray({2, kHeight, kWidth}, false, 5);
  parse(kDeclarations + "%c = prox.input \"c\" : tensor<2x6x7xf64>\n" +
            on("%sqd", "%D", "minus %c : tensor<2x6x7xf64>"),
        header());
  double early = solve(60, 60);
  EXPECT_NEAR(solve(1000, 500), early, 1e-9);
  for (int64_t i = 0; i < kPixels; ++i)
    EXPECT_LT(std::abs(results["u"][i]), 100.0);
  EXPECT_LT(checks.back()["primal_residual"],
            1e-12 * checks.back()["primal_scale"]);
}

TEST_P(ConjugateGradientsOptions, FindsThatThereIsNoMinimum) {
  // A linear term pulls the mean, which nothing holds.
  parse(kDeclarations + R"(
    %sum = prox.sum_entries : !prox.function<6x7xf64>
  )" + on("%sqd", "%D") +
            on("%sum", "%I"),
        header());
  solve(50, 25);
  EXPECT_EQ(checks.back()["objective"], -INFINITY);
}

TEST_F(ConjugateGradientsTest, StartsWhereItIsTold) {
  parse(kRidge, "method \"cg\"");
  starts["u"] = ridge();
  EXPECT_NEAR(solve(1, 1), objectiveAt({{"u", ridge()}}), 1e-9);
  EXPECT_LT(checks.back()["primal_residual"],
            1e-10 * checks.back()["primal_scale"]);
}

TEST_P(ConjugateGradientsOptions, ComplexUnknownsAndCoefficients) {
  // |i F u - y|^2 + 0.3 |w u|^2 + 0.15 |grad(u)|^2 + Re<c, u> with complex u.
  auto random = [](uint64_t seed, bool complex) {
    return reference::randomArray({5, 4}, complex, seed);
  };
  inputs = {{"y", random(1, true)}, {"w", random(2, false)},
            {"c", random(3, true)}};
  parse(R"(
    %u = prox.variable "u" : tensor<5x4xcomplex<f64>>
    %y = prox.input "y" : tensor<5x4xcomplex<f64>>
    %w = prox.param "w" : tensor<5x4xf64>
    %c = prox.input "c" : tensor<5x4xcomplex<f64>>
    %i = arith.constant dense<(0.5, 2.0)> : tensor<complex<f64>>
    %small = arith.constant dense<0.15> : tensor<f64>
    %F = linop.fft orthonormal axes [0] : !linop.op<5x4xcomplex<f64> -> 5x4xcomplex<f64>>
    %I = linop.eye : !linop.op<5x4xcomplex<f64> -> 5x4xcomplex<f64>>
    %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<5x4xcomplex<f64> -> 2x5x4xcomplex<f64>>
    %sq = prox.sum_squares : !prox.function<5x4xcomplex<f64>>
    %wsq = prox.weighted_sum_squares %w : tensor<5x4xf64>, !prox.function<5x4xcomplex<f64>>
    %sqd = prox.zero : !prox.function<2x5x4xcomplex<f64>>
    )" +
            term("%sq", "%F", "5x4xcomplex<f64>", "5x4xcomplex<f64>",
                 "minus %y : tensor<5x4xcomplex<f64>> beta %i : "
                 "tensor<complex<f64>>") +
            term("%wsq", "%I", "5x4xcomplex<f64>", "5x4xcomplex<f64>",
                 "alpha %small : tensor<f64> linear %c : "
                 "tensor<5x4xcomplex<f64>>") +
            term("%sqd", "%D", "5x4xcomplex<f64>", "2x5x4xcomplex<f64>",
                 "gamma %small : tensor<f64>"),
        header());
  double objective = solve(60, 20);
  EXPECT_LT(checks.back()["primal_residual"],
            1e-9 * checks.back()["primal_scale"]);
  // A minimum: no direction leads down.
  for (uint64_t seed = 10; seed < 30; ++seed) {
    Array direction = random(seed, true);
    for (double t : {1e-3, -1e-3})
      EXPECT_GT(objectiveAt({{"u", reference::axpby(1.0, results["u"], t,
                                                    direction)}}),
                objective);
  }
}

const std::string kPreconditioned =
    "method \"cg\" options {precondition = true}";

/// |w (u - b)|^2 + 0.15 |grad(u)|^2 with weights from 0.01 to 100.
const std::string kScaled = kDeclarations + R"(
  %w = prox.param "w" : tensor<6x7xf64>
  %wsq = prox.weighted_sum_squares %w : tensor<6x7xf64>, !prox.function<6x7xf64>
)" + on("%wsq", "%I", kMinusB) +
                            on("%sqd", "%D", kLambda);

Array scaledWeights() {
  Array w({kHeight, kWidth});
  for (int64_t i = 0; i < kPixels; ++i)
    w[i] = std::pow(10.0, double((i * 17) % kPixels) / kPixels * 4.0 - 2.0);
  return w;
}

/// The first check at which the residual is `relative` times its scale.
size_t firstBelow(const std::vector<Check> &checks, double relative) {
  for (auto [i, check] : llvm::enumerate(checks))
    if (check.at("primal_residual") <= relative * check.at("primal_scale"))
      return i + 1;
  return checks.size() + 1;
}

TEST_F(ConjugateGradientsTest, PreconditionedFindTheSameMinimum) {
  parse(kRidge, kPreconditioned);
  double expected = objectiveAt({{"u", ridge()}});
  EXPECT_NEAR(solve(60, 10), expected, 1e-9 * std::abs(expected));
  EXPECT_THAT(reasons(), HasSubstr("preconditioned by the diagonal"));
  Array exact = ridge();
  for (int64_t i = 0; i < kPixels; ++i)
    EXPECT_NEAR(results["u"][i].real(), exact[i].real(), 1e-6);
}

TEST_F(ConjugateGradientsTest, PreconditionedTakeFewerIterations) {
  inputs["w"] = scaledWeights();
  auto run = [&](const std::string &header) {
    parse(kScaled, header);
    double objective = solve(300, 1);
    return std::pair(objective, firstBelow(checks, 1e-8));
  };
  auto [plain, plainCount] = run("method \"cg\"");
  auto [scaled, scaledCount] = run(kPreconditioned);
  EXPECT_NEAR(plain, scaled, 1e-8 * plain);
  EXPECT_LT(4 * scaledCount, plainCount);
  // What is not asked for is done where entries are weighed differently.
  auto [automatic, automaticCount] = run("");
  EXPECT_EQ(automaticCount, scaledCount);
  EXPECT_THAT(reasons(), HasSubstr("preconditioned by the diagonal"));
}

TEST_F(ConjugateGradientsTest, PreconditionedStopOnTheSameResidual) {
  parse(kRidge, kPreconditioned);
  solve(3, 3);
  double squared = 0.0, h = 1e-5;
  for (int64_t i = 0; i < kPixels; ++i) {
    Array more = results["u"], less = results["u"];
    more[i] += h;
    less[i] -= h;
    double slope =
        (objectiveAt({{"u", more}}) - objectiveAt({{"u", less}})) / (2.0 * h);
    squared += slope * slope;
  }
  EXPECT_NEAR(checks.back()["primal_residual"], std::sqrt(squared),
              1e-4 * std::sqrt(squared));
}

TEST_F(ConjugateGradientsTest, PreconditionedSeeEntriesThatNoTermSees) {
  // Pixels of weight 0 that no difference reaches keep their start.
  Array w({kHeight, kWidth});
  for (int64_t i = 0; i < kPixels; i += 2)
    w[i] = 1.0 + double(i);
  inputs["w"] = w;
  parse(kDeclarations + R"(
    %w = prox.param "w" : tensor<6x7xf64>
    %wsq = prox.weighted_sum_squares %w : tensor<6x7xf64>, !prox.function<6x7xf64>
  )" + on("%wsq", "%I", kMinusB),
        kPreconditioned);
  EXPECT_NEAR(solve(10, 5), 0.0, 1e-20);
  for (int64_t i = 0; i < kPixels; ++i)
    EXPECT_NEAR(results["u"][i].real(),
                i % 2 == 0 ? inputs["b"][i].real() : 0.0, 1e-12);
}

TEST_F(ConjugateGradientsTest, NeedsADiagonalToPrecondition) {
  inputs["w"] = scaledWeights();
  std::string blurred = kDeclarations + R"(
    %w = prox.param "w" : tensor<6x7xf64>
    %wsq = prox.weighted_sum_squares %w : tensor<6x7xf64>, !prox.function<6x7xf64>
    %B = linop.add %K, %I : (!linop.op<6x7xf64 -> 6x7xf64>, !linop.op<6x7xf64 -> 6x7xf64>) -> !linop.op<6x7xf64 -> 6x7xf64>
  )" + on("%wsq", "%B", kMinusB);
  parse(blurred, kPreconditioned);
  EXPECT_FALSE(convert());
  EXPECT_THAT(messages, HasSubstr("'precondition' divides by the diagonal of "
                                  "the normal equations, which is not known "
                                  "for the operators of this term"));
  EXPECT_THAT(messages, HasSubstr("note: leave 'precondition' out"));
  parse(blurred);
  ASSERT_TRUE(convert());
  EXPECT_THAT(reasons(), testing::Not(HasSubstr("preconditioned")));
}

TEST_F(ConjugateGradientsTest, RefusesOtherTerms) {
  parse(kDenoising, "method \"cg\"");
  EXPECT_FALSE(convert());
  EXPECT_THAT(messages, HasSubstr("'cg' solves least-squares problems only, "
                                  "and this term is not quadratic"));
  EXPECT_THAT(messages, HasSubstr("note: leave the method out"));
}

} // namespace
