//===- NormsTest.cpp - bounds of operator norms -----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Analysis/Norms.h"

#include "gtest/gtest.h"
#include <cmath>

using namespace proxc;

namespace {

TEST(SpectralNormBound, IsExactForColumnsAndRows) {
  EXPECT_NEAR(analysis::spectralNormBound({3.0, 4.0}, 2, 1), 5.0, 1e-12);
  EXPECT_NEAR(analysis::spectralNormBound({3.0, 4.0}, 1, 2), 5.0, 1e-12);
  EXPECT_EQ(analysis::spectralNormBound({}, 0, 0), 0.0);
  EXPECT_EQ(analysis::spectralNormBound({0.0, 0.0}, 1, 2), 0.0);
}

TEST(SpectralNormBound, NeverFallsBelow) {
  // [[a, b], [c, d]]: the largest root of the characteristic polynomial.
  for (double a : {0.0, 0.3, 2.0})
    for (double b : {0.0, 1e-9, 1.0})
      for (double c : {0.0, 0.5})
        for (double d : {0.0, 1.0, 7.0}) {
          double trace = a * a + b * b + c * c + d * d;
          double det = (a * d - b * c) * (a * d - b * c);
          double root =
              trace / 2 + std::sqrt(std::max(0.0, trace * trace / 4 - det));
          double bound = analysis::spectralNormBound({a, b, c, d}, 2, 2);
          EXPECT_GE(bound, std::sqrt(root) * (1 - 1e-12));
          EXPECT_LE(bound, std::sqrt(root) * 1.001 + 1e-9);
        }
}

TEST(SpectralNormBound, BeatsTheSumOfNorms) {
  // Two unknowns that do not meet: the larger norm, not the root of the sum of
  // squares.
  EXPECT_NEAR(analysis::spectralNormBound({3.0, 0.0, 0.0, 3.0}, 2, 2), 3.0,
              1e-12);
}

} // namespace
