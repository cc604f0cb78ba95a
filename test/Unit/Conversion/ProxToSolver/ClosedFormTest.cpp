//===- ClosedFormTest.cpp - problems that are one prox ----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Pictures.h"
#include "gmock/gmock.h"

using namespace proxc;
using namespace proxc::test;
using ::testing::HasSubstr;

namespace {

class ClosedFormTest : public SolveTest {
protected:
  ClosedFormTest() {
    inputs["b"] = picture();
    inputs["k"] = kernel();
  }

  /// Solves the problem without iterations and compares each entry.
  void expectEntries(llvm::function_ref<double(int64_t)> expected) {
    solve(0);
    EXPECT_EQ(program.getMethod(), "closed_form") << reasons();
    EXPECT_TRUE(program.getBody().getOps<solver::IterateOp>().empty());
    for (int64_t i = 0; i < kPixels; ++i)
      EXPECT_NEAR(results["u"][i].real(), expected(i), 1e-9);
  }
  double b(int64_t i) { return inputs["b"][i].real(); }
};

TEST_F(ClosedFormTest, SoftThreshold) {
  parse(kDeclarations + on("%sq", "%I", kMinusB) + on("%l1", "%I", kLambda));
  expectEntries([&](int64_t i) {
    return std::copysign(std::max(std::abs(b(i)) - 0.075, 0.0), b(i));
  });
}

TEST_F(ClosedFormTest, Wiener) {
  parse(kDeclarations + on("%sq", "%K", kFifty) + on("%sqd", "%P", kLambda));
  Array exact = toPicture(minimizeByReweighting(
      {blurPart(50.0, flat(picture())),
       {variationPart(0.15, true).A, 0.15, {}, {}}}));
  expectEntries([&](int64_t i) { return exact[i].real(); });
}

TEST_F(ClosedFormTest, MinimaWithoutCurvature) {
  // norm1(u - b): u = b; and with a linear term that it outweighs.
  parse(kDeclarations + on("%l1", "%I", kMinusB));
  expectEntries([&](int64_t i) { return b(i); });
  parse(kDeclarations + R"(
    %c = arith.constant dense<-0.9> : tensor<6x7xf64>
  )" + on("%l1", "%I", kMinusB + " linear %c : tensor<6x7xf64>"));
  expectEntries([&](int64_t i) { return b(i); });
  // A linear objective over a box.
  parse(kDeclarations + R"(
    %lo = arith.constant dense<-2.0> : tensor<f64>
    %hi = arith.constant dense<3.0> : tensor<f64>
    %box = prox.box %lo, %hi : tensor<f64>, tensor<f64>, !prox.function<6x7xf64>
  )" + on("%box", "%I", "linear %b : tensor<6x7xf64>"));
  expectEntries([&](int64_t i) { return b(i) > 0 ? -2.0 : 3.0; });
}

TEST_F(ClosedFormTest, LinearTermsCount) {
  // sum_squares(u - b) + 0.15 sum(u) with the sum in Omega.
  parse(kDeclarations + R"(
    %sum = prox.sum_entries : !prox.function<6x7xf64>
  )" + on("%sq", "%I", kMinusB + " in <omega>") +
        on("%sum", "%I", kLambda + " in <omega>"));
  expectEntries([&](int64_t i) { return b(i) - 0.075; });
}

TEST_F(ClosedFormTest, UnseenEntriesAreZero) {
  Array mask({kHeight, kWidth});
  for (int64_t i = 0; i < kPixels; ++i)
    mask[i] = i % 3 == 0 ? 0.0 : 2.0;
  inputs["m"] = mask;
  std::string declarations = kDeclarations + R"(
    %m = prox.input "m" : tensor<6x7xf64>
    %M = linop.diag %m : tensor<6x7xf64>, !linop.op<6x7xf64 -> 6x7xf64>
    %w = prox.weighted_sum_squares %m : tensor<6x7xf64>, !prox.function<6x7xf64>
  )";
  parse(declarations + on("%sq", "%M", kMinusB));
  expectEntries([&](int64_t i) { return i % 3 == 0 ? 0.0 : b(i) / 2.0; });
  parse(declarations + on("%w", "%I", kMinusB) + on("%pos", "%I"));
  expectEntries([&](int64_t i) { return i % 3 ? std::max(b(i), 0.0) : 0.0; });
}

/// A problem over a complex u whose terms see it through the transform, which is
/// unitary and does not leave the norm's groups where they are.
class CoisometryTest : public SolveTest {
protected:
  CoisometryTest() {
    inputs["b"] = reference::randomArray({6, 7}, /*complex=*/true, 3);
    inputs["a"] = reference::randomArray({6, 7}, /*complex=*/true, 4);
  }
  static std::string on(const std::string &f, const std::string &A,
                        const std::string &extra) {
    return test::term(f, A, "6x7xcomplex<f64>", "6x7xcomplex<f64>", extra);
  }
  const std::string declarations = R"(
    %u = prox.variable "u" : tensor<6x7xcomplex<f64>>
    %b = prox.input "b" : tensor<6x7xcomplex<f64>>
    %a = prox.input "a" : tensor<6x7xcomplex<f64>>
    %three = arith.constant dense<3.0> : tensor<f64>
    %F = linop.fft axes [0, 1] : !linop.op<6x7xcomplex<f64> -> 6x7xcomplex<f64>>
    %I = linop.eye : !linop.op<6x7xcomplex<f64> -> 6x7xcomplex<f64>>
    %g = prox.group_norm axes [0] : !prox.function<6x7xcomplex<f64>>
    %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<6x7xcomplex<f64> -> 2x6x7xcomplex<f64>>
    %tv = prox.group_norm axes [0] : !prox.function<2x6x7xcomplex<f64>>
    %sq = prox.sum_squares : !prox.function<6x7xcomplex<f64>>
  )";
  const std::string minusB = "minus %b : tensor<6x7xcomplex<f64>>";
  const std::string minusA = "minus %a : tensor<6x7xcomplex<f64>>";
};

TEST_F(CoisometryTest, OneProxBehindATransform) {
  // group_norm(fft(u) - b): its least value is 0.
  parse(declarations + on("%g", "%F", minusB));
  EXPECT_NEAR(solve(0), 0.0, 1e-9);
  EXPECT_EQ(program.getMethod(), "closed_form") << reasons();
}

TEST_F(CoisometryTest, WithADataTermOfTheUnknown) {
  // 3 |u - a|^2 + group_norm(fft(u) - b): no neighbour is better.
  parse(declarations +
        on("%sq", "%I", minusA + " alpha %three : tensor<f64>") +
        on("%g", "%F", minusB));
  double best = solve(0);
  EXPECT_EQ(program.getMethod(), "closed_form") << reasons();
  for (double size : {1e-5, 1e-3, 0.1})
    for (uint64_t seed = 0; seed < 20; ++seed) {
      Array other = reference::axpby(
          1.0, results["u"], size,
          reference::randomArray({6, 7}, /*complex=*/true, 100 + seed));
      EXPECT_LE(best, objectiveAt({{"u", other}}) + 1e-12);
    }
}

TEST_F(CoisometryTest, MethodsAgree) {
  // With the variation in Psi the group norm is in Omega, behind its transform.
  std::string problem =
      declarations + on("%sq", "%I", minusA) + on("%g", "%F", minusB) +
      test::term("%tv", "%D", "6x7xcomplex<f64>", "2x6x7xcomplex<f64>");
  parse(problem);
  double expected = solve(3000);
  EXPECT_EQ(program.getMethod(), "pdhg") << reasons();
  auto loop = *program.getBody().getOps<solver::IterateOp>().begin();
  unsigned transforms = 0;
  loop.getBody().walk([&](solver::FftOp) { ++transforms; });
  EXPECT_EQ(transforms, 2u);
  for (const char *method : {"admm", "ladmm"}) {
    SCOPED_TRACE(method);
    parse(problem, std::string("method \"") + method + "\"");
    EXPECT_NEAR(solve(3000), expected, 1e-6 * expected);
  }
}

TEST_F(ClosedFormTest, ProjectionAndOuts) {
  parse(kDeclarations + R"(
    %hundred = arith.constant dense<100.0> : tensor<6x7xf64>
    %scaled = arith.mulf %u, %hundred : tensor<6x7xf64>
    prox.out "s" = %scaled as ui8 : tensor<6x7xf64>
  )" + on("%pos", "%I", kMinusB));
  // u >= b; the smallest such u is taken, since nothing pulls.
  expectEntries([&](int64_t i) { return std::max(b(i), 0.0); });
  for (int64_t i = 0; i < kPixels; ++i)
    EXPECT_EQ(results["s"][i].real(),
              std::nearbyint(100.0 * std::max(b(i), 0.0)));
}

} // namespace
