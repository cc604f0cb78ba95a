//===- MethodsTest.cpp - what holds for all methods -------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Element types, complex unknowns, and problems that leave a method nothing to
// do.
//
//===----------------------------------------------------------------------===//

#include "Pictures.h"
#include "gmock/gmock.h"
#include <regex>

using namespace proxc;
using namespace proxc::test;
using ::testing::HasSubstr;

namespace {

const char *const kMethods[] = {"", "method \"pdhg\"", "method \"ladmm\"",
                                "method \"admm\" options {adapt = true}",
                                "method \"ladmm\" options {adapt = true}"};

class MethodsTest : public SolveTest {
protected:
  MethodsTest() {
    inputs["b"] = picture();
    inputs["k"] = kernel();
  }
};

/// Arrays of single precision; weights stay as they are.
std::string inSingle(const std::string &text) {
  return std::regex_replace(text, std::regex("xf64"), "xf32");
}

TEST_F(MethodsTest, SinglePrecision) {
  // The interpreter computes in double precision whatever the types are.
  for (const char *header : kMethods) {
    SCOPED_TRACE(header);
    parse(inSingle(kDenoising), header);
    expectSolved(objectiveAt({{"u", denoised()}}), 1e-5, 800);
    EXPECT_LT(gap(), 1e-4);
    parse(inSingle(deblurring("%D")), header);
    ASSERT_TRUE(convert()) << messages;
    parse(inSingle(deblurring("%P")), header);
    ASSERT_TRUE(convert()) << messages;
  }
}

TEST_F(MethodsTest, NothingToDo) {
  // Every term is in Omega.
  parse(kDeclarations + on("%sq", "%I", kMinusB) + on("%pos", "%I"));
  double expected = solve(0);
  for (const char *header : kMethods) {
    SCOPED_TRACE(header);
    parse(kDeclarations + on("%sq", "%I", kMinusB) + on("%pos", "%I"), header);
    expectSolved(expected, 1e-9, 50);
  }
}

TEST_F(MethodsTest, ZeroWeights) {
  // A weight that is a param and 0 leaves its term out.
  parse(kDeclarations + R"(
    %weight = prox.param "weight" default 0.5 : tensor<f64>
  )" + on("%sq", "%I", kMinusB) +
        on("%tv", "%D", "alpha %weight : tensor<f64>"));
  inputs["weight"] = Array::scalar(0.0);
  EXPECT_NEAR(solve(300), 0.0, 1e-9);
  for (int64_t i = 0; i < kPixels; ++i)
    EXPECT_NEAR(results["u"][i].real(), inputs["b"][i].real(), 1e-6);
}

TEST_F(MethodsTest, TwoUnknowns) {
  // sum_squares(u + v - b) + 0.15 TV(u) + 0.15 norm1(v) + 0.15 |v|^2.
  std::string text = kDeclarations + R"(
    %v = prox.variable "v" : tensor<6x7xf64>
    prox.term %sq of (%I, %I) at (%u, %v) minus %b : tensor<6x7xf64>
      : !prox.function<6x7xf64> of (!linop.op<6x7xf64 -> 6x7xf64>, !linop.op<6x7xf64 -> 6x7xf64>) at (tensor<6x7xf64>, tensor<6x7xf64>)
  )" + on("%tv", "%D", kLambda) +
        term("%l1", "%I", "6x7xf64", "6x7xf64", kLambda, "%v") +
        term("%sq", "%I", "6x7xf64", "6x7xf64", kLambda, "%v");
  int64_t n = 2 * kPixels;
  auto half = [](const std::vector<double> &x, int64_t from) {
    return std::vector<double>(x.begin() + from, x.begin() + from + kPixels);
  };
  auto both = [&](const std::vector<double> &x) {
    std::vector<double> sum(kPixels);
    for (int64_t i = 0; i < kPixels; ++i)
      sum[i] = x[i] + x[kPixels + i];
    return sum;
  };
  std::vector<std::vector<int64_t>> entries;
  for (int64_t i = 0; i < kPixels; ++i)
    entries.push_back({i});
  auto second = [&](const std::vector<double> &x) { return half(x, kPixels); };
  std::vector<double> x = minimizeByReweighting({
      {denseOf(n, both), 1.0, flat(picture()), {}},
      {denseOf(n, [&](auto &x) { return differences(half(x, 0)); }),
       0.15,
       {},
       pixelGroups()},
      {denseOf(n, second), 0.15, {}, entries},
      {denseOf(n, second), 0.15, {}, {}},
  });
  parse(text);
  double expected = objectiveAt(
      {{"u", toPicture(half(x, 0))}, {"v", toPicture(half(x, kPixels))}});
  for (const char *header : kMethods) {
    SCOPED_TRACE(header);
    parse(text, header);
    expectSolved(expected, 1e-6, 1500);
  }
}

//===----------------------------------------------------------------------===//
// Complex unknowns
//===----------------------------------------------------------------------===//

constexpr int64_t kRows = 4, kColumns = 5, kEntries = kRows * kColumns;

/// C^n as R^2n: real parts, then imaginary parts.
std::vector<double> pack(const Array &x) {
  std::vector<double> values;
  for (int64_t i = 0; i < x.size(); ++i)
    values.push_back(x[i].real());
  for (int64_t i = 0; i < x.size(); ++i)
    values.push_back(x[i].imag());
  return values;
}
Array unpack(const std::vector<double> &values) {
  Array x({kRows, kColumns});
  for (int64_t i = 0; i < kEntries; ++i)
    x[i] = {values[i], values[kEntries + i]};
  return x;
}

/// m times the orthonormal transform along both axes.
Array masked(const Array &x, const Array &mask) {
  Array y({kRows, kColumns});
  Array::forEachIndex(y.shape(), [&](llvm::ArrayRef<int64_t> k) {
    reference::Complex sum = 0;
    Array::forEachIndex(x.shape(), [&](llvm::ArrayRef<int64_t> r) {
      double turns = double(k[0] * r[0]) / kRows + double(k[1] * r[1]) / kColumns;
      sum += x.at(r) * std::polar(1.0, -2.0 * M_PI * turns);
    });
    y.at(k) = mask.at(k) * sum / std::sqrt(double(kEntries));
  });
  return y;
}

TEST_F(MethodsTest, ComplexUnknowns) {
  // |m F u - y|^2 + 0.05 TV(u), moduli over both differences.
  Array mask({kRows, kColumns});
  for (int64_t i = 0; i < kEntries; ++i)
    mask[i] = i % 4 == 3 ? 0.0 : 1.0;
  Array y = masked(reference::randomArray({kRows, kColumns}, true, 5), mask);
  inputs = {{"m", mask}, {"y", y}};
  int64_t n = 2 * kEntries;
  Part data{denseOf(n,
                    [&](const std::vector<double> &x) {
                      return pack(masked(unpack(x), mask));
                    }),
            1.0, pack(y), {}};
  Part slope;
  slope.weight = 0.05;
  slope.A = denseOf(n, [&](const std::vector<double> &x) {
    std::vector<double> result;
    Array u = unpack(x);
    for (int64_t i = 0; i < kRows; ++i)
      for (int64_t j = 0; j < kColumns; ++j) {
        reference::Complex down =
            i + 1 < kRows ? u.at({i + 1, j}) - u.at({i, j}) : 0.0;
        reference::Complex right =
            j + 1 < kColumns ? u.at({i, j + 1}) - u.at({i, j}) : 0.0;
        for (double part : {down.real(), down.imag(), right.real(),
                            right.imag()})
          result.push_back(part);
      }
    return result;
  });
  for (int64_t i = 0; i < kEntries; ++i)
    slope.groups.push_back({4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3});
  Array exact = unpack(minimizeByReweighting({data, slope}));

  std::string text = R"(
    %u = prox.variable "u" : tensor<4x5xcomplex<f64>>
    %y = prox.input "y" : tensor<4x5xcomplex<f64>>
    %m = prox.param "m" : tensor<4x5xf64>
    %small = arith.constant dense<0.05> : tensor<f64>
    %F = linop.fft orthonormal axes [0, 1] : !linop.op<4x5xcomplex<f64> -> 4x5xcomplex<f64>>
    %M = linop.diag %m : tensor<4x5xf64>, !linop.op<4x5xcomplex<f64> -> 4x5xcomplex<f64>>
    %A = linop.compose %M, %F : (!linop.op<4x5xcomplex<f64> -> 4x5xcomplex<f64>>, !linop.op<4x5xcomplex<f64> -> 4x5xcomplex<f64>>) -> !linop.op<4x5xcomplex<f64> -> 4x5xcomplex<f64>>
    %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<4x5xcomplex<f64> -> 2x4x5xcomplex<f64>>
    %sq = prox.sum_squares : !prox.function<4x5xcomplex<f64>>
    %tv = prox.group_norm axes [0] : !prox.function<2x4x5xcomplex<f64>>
  )" + term("%sq", "%A", "4x5xcomplex<f64>", "4x5xcomplex<f64>",
            "minus %y : tensor<4x5xcomplex<f64>>") +
                     term("%tv", "%D", "4x5xcomplex<f64>",
                          "2x4x5xcomplex<f64>", "alpha %small : tensor<f64>");
  for (const char *header : kMethods) {
    SCOPED_TRACE(header);
    parse(text, header);
    expectSolved(objectiveAt({{"u", exact}}), 1e-5, 1500);
  }
}

} // namespace
