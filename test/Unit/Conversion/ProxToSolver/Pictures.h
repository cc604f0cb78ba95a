//===- Pictures.h - small problems and their solutions ----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pictures of 6 x 7, differences and blurs in plain loops, and the problems
// that several methods solve.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_TEST_UNIT_CONVERSION_PROXTOSOLVER_PICTURES_H
#define PROXC_TEST_UNIT_CONVERSION_PROXTOSOLVER_PICTURES_H

#include "SolveFixture.h"

namespace proxc::test {

constexpr int64_t kHeight = 6, kWidth = 7, kPixels = kHeight * kWidth;

/// A bright rectangle with noise; some pixels are negative.
inline Array picture() {
  Array b({kHeight, kWidth});
  Array noise = reference::randomArray({kHeight, kWidth}, false, 7);
  for (int64_t y = 0; y < kHeight; ++y)
    for (int64_t x = 0; x < kWidth; ++x)
      b.at({y, x}) = (y > 1 && y < 5 && x > 2 ? 1.0 : -0.05) +
                     0.2 * noise.at({y, x});
  return b;
}

/// A kernel of 3 x 3 that has no symmetry.
inline Array kernel() {
  Array k({3, 3});
  double entries[] = {0.05, 0.1, 0.2, 0.0, 0.3, 0.15, 0.1, 0.05, 0.05};
  for (int64_t i = 0; i < 9; ++i)
    k[i] = entries[i];
  return k;
}

inline std::vector<double> flat(const Array &array) {
  std::vector<double> values;
  for (int64_t i = 0; i < array.size(); ++i)
    values.push_back(array[i].real());
  return values;
}

/// Forward differences, y then x, plane by plane; past the edge 0 or periodic.
inline std::vector<double> differences(const std::vector<double> &u,
                                       bool periodic = false) {
  std::vector<double> g(2 * kPixels, 0.0);
  for (int64_t y = 0; y < kHeight; ++y)
    for (int64_t x = 0; x < kWidth; ++x) {
      int64_t at = y * kWidth + x;
      if (periodic || y + 1 < kHeight)
        g[at] = u[(y + 1) % kHeight * kWidth + x] - u[at];
      if (periodic || x + 1 < kWidth)
        g[kPixels + at] = u[y * kWidth + (x + 1) % kWidth] - u[at];
    }
  return g;
}

/// Periodic convolution with `kernel()`, its origin in the middle.
inline std::vector<double> blurred(const std::vector<double> &u) {
  std::vector<double> k = flat(kernel()), result(kPixels, 0.0);
  for (int64_t y = 0; y < kHeight; ++y)
    for (int64_t x = 0; x < kWidth; ++x)
      for (int64_t i = 0; i < 3; ++i)
        for (int64_t j = 0; j < 3; ++j)
          result[y * kWidth + x] +=
              k[i * 3 + j] * u[(y + 1 - i + kHeight) % kHeight * kWidth +
                               (x + 1 - j + kWidth) % kWidth];
  return result;
}

/// The rows of both differences of one pixel.
inline std::vector<std::vector<int64_t>> pixelGroups() {
  std::vector<std::vector<int64_t>> groups;
  for (int64_t i = 0; i < kPixels; ++i)
    groups.push_back({i, kPixels + i});
  return groups;
}

inline Part identityPart(double weight, std::vector<double> b = {}) {
  return {denseOf(kPixels, [](const std::vector<double> &u) { return u; }),
          weight, std::move(b), {}};
}
inline Part variationPart(double weight, bool periodic = false) {
  return {denseOf(kPixels,
                  [&](const std::vector<double> &u) {
                    return differences(u, periodic);
                  }),
          weight, {}, pixelGroups()};
}
inline Part blurPart(double weight, std::vector<double> b) {
  return {denseOf(kPixels, blurred), weight, std::move(b), {}};
}

inline Array toPicture(const std::vector<double> &u) {
  Array result({kHeight, kWidth});
  for (int64_t i = 0; i < kPixels; ++i)
    result[i] = u[i];
  return result;
}

/// Declarations that all problems share.
inline const std::string kDeclarations = R"(
  %u = prox.variable "u" : tensor<6x7xf64>
  %b = prox.input "b" : tensor<6x7xf64>
  %k = prox.param "k" : tensor<3x3xf64>
  %lambda = arith.constant dense<0.15> : tensor<f64>
  %fifty = arith.constant dense<50.0> : tensor<f64>
  %I = linop.eye : !linop.op<6x7xf64 -> 6x7xf64>
  %K = linop.conv %k axes [0, 1] : tensor<3x3xf64>, !linop.op<6x7xf64 -> 6x7xf64>
  %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<6x7xf64 -> 2x6x7xf64>
  %P = linop.grad axes [0, 1] spacing [1.0, 1.0] {boundary = #linop.boundary<periodic>} : !linop.op<6x7xf64 -> 2x6x7xf64>
  %sq = prox.sum_squares : !prox.function<6x7xf64>
  %l1 = prox.norm1 : !prox.function<6x7xf64>
  %pos = prox.nonneg : !prox.function<6x7xf64>
  %tv = prox.group_norm axes [0] : !prox.function<2x6x7xf64>
  %sqd = prox.sum_squares : !prox.function<2x6x7xf64>
)";

/// A term on u with one of the operators above.
inline std::string on(const std::string &f, const std::string &A,
                      const std::string &extra = "") {
  bool gradient = A == "%D" || A == "%P";
  return term(f, A, "6x7xf64", gradient ? "2x6x7xf64" : "6x7xf64", extra);
}
inline const std::string kMinusB = "minus %b : tensor<6x7xf64>";
inline const std::string kLambda = "alpha %lambda : tensor<f64>";
inline const std::string kFifty =
    "minus %b : tensor<6x7xf64> alpha %fifty : tensor<f64>";

/// sum_squares(u - b) + 0.15 group_norm(grad(u)) + nonneg(u).
inline const std::string kDenoising = kDeclarations + on("%sq", "%I", kMinusB) +
                                      on("%tv", "%D", kLambda) +
                                      on("%pos", "%I");

/// Its minimum, by accelerated projected gradients on the dual problem (Beck
/// and Teboulle 2009): u = max(b - D* y / 2, 0), |y| <= 0.15 a pixel.
inline Array denoised() {
  std::vector<double> b = flat(picture());
  Dense D = variationPart(1.0).A;
  std::vector<double> y(2 * kPixels, 0.0), z = y, u(kPixels);
  double t = 1.0;
  auto primal = [&](const std::vector<double> &dual) {
    for (int64_t j = 0; j < kPixels; ++j) {
      double pull = 0.0;
      for (int64_t i = 0; i < D.rows; ++i)
        pull += D.at(i, j) * dual[i];
      u[j] = std::max(b[j] - pull / 2.0, 0.0);
    }
  };
  for (int step = 0; step < 20000; ++step) {
    primal(z);
    std::vector<double> slope = differences(u), last = y;
    for (int64_t i = 0; i < kPixels; ++i) {
      double p = z[i] + slope[i] / 4.0;
      double q = z[kPixels + i] + slope[kPixels + i] / 4.0;
      double factor = 0.15 / std::max(0.15, std::sqrt(p * p + q * q));
      y[i] = factor * p;
      y[kPixels + i] = factor * q;
    }
    double next = (1.0 + std::sqrt(1.0 + 4.0 * t * t)) / 2.0;
    for (int64_t i = 0; i < 2 * kPixels; ++i)
      z[i] = y[i] + (t - 1.0) / next * (y[i] - last[i]);
    t = next;
  }
  primal(y);
  return toPicture(u);
}

/// 50 sum_squares(conv(k, u) - b) + 0.15 group_norm(grad(u)), with either
/// boundary of the gradient.
inline std::string deblurring(const std::string &gradient) {
  return kDeclarations + on("%sq", "%K", kFifty) + on("%tv", gradient, kLambda);
}
inline Array deblurred(bool periodic) {
  return toPicture(minimizeByReweighting(
      {blurPart(50.0, flat(picture())), variationPart(0.15, periodic)}));
}

} // namespace proxc::test

#endif // PROXC_TEST_UNIT_CONVERSION_PROXTOSOLVER_PICTURES_H
