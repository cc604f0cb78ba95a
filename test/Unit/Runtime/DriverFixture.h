//===- DriverFixture.h - a plan of the tiny program ------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_TEST_DRIVERFIXTURE_H
#define PROXC_TEST_DRIVERFIXTURE_H

#include "TinyProgram.h"
#include "proxc-rt/runtime.h"
#include "gtest/gtest.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace {

using tiny::Params;
using tiny::Trace;

[[maybe_unused]] constexpr float infinity =
    std::numeric_limits<float>::infinity();

inline int32_t argumentError(int32_t kind, int32_t index) {
  return kind | (index + 1) << 8;
}

/// A plan of the tiny program with arrays to solve on.
class Driver : public ::testing::Test {
protected:
  proxc_program program = tiny::program();
  float weight[6] = {1, 1, 1, 2, 2, 2};
  float bound[6] = {infinity, infinity, infinity, infinity, infinity, 5};
  Params params = {0.25f, weight, bound, tiny::succeed};
  float input[6] = {1, 2, 3, 4, 5, 6};
  float u[6] = {};
  uint8_t rounded[6] = {};
  const void *inputs[1] = {input};
  void *results[2] = {u, rounded};
  Trace trace;
  proxc_options options = PROXC_OPTIONS_DEFAULT;
  proxc_result result = PROXC_RESULT_INIT;
  proxc_plan *plan = nullptr;

  void SetUp() override { options.user = &trace; }
  void TearDown() override { proxc_driver_destroy(plan); }
  int32_t create() {
    return proxc_driver_create(&program, &plan, nullptr, &params);
  }
  int32_t solve() {
    return proxc_driver_solve(plan, inputs, results, &options, &result);
  }
  void expectSolved() {
    const float want[6] = {1, 2, 3, 8, 10, 5};
    for (int i = 0; i < 6; ++i) {
      EXPECT_NEAR(u[i], want[i], 1e-2);
      EXPECT_EQ(rounded[i], uint8_t(want[i]));
    }
  }
};

} // namespace

#endif // PROXC_TEST_DRIVERFIXTURE_H
