//===- DriverErrorsTest.cpp - what the driver refuses ----- -*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "DriverFixture.h"

namespace {

struct DriverErrors : Driver {};

TEST_F(DriverErrors, refusedUpdateLeavesThePlan) {
  ASSERT_EQ(create(), PROXC_OK);
  params.step = 0.125f;
  weight[1] = -1;
  EXPECT_EQ(proxc_driver_update(plan, &params),
            argumentError(PROXC_ERROR_PARAM_RANGE, 1));
  ASSERT_EQ(solve(), PROXC_OK);
  expectSolved();
}

TEST_F(DriverErrors, failedSetup) {
  weight[2] = 1234;
  EXPECT_EQ(create(), PROXC_ERROR_CALLBACK);
  EXPECT_EQ(plan, nullptr);
  weight[2] = 1;
  ASSERT_EQ(create(), PROXC_OK);
  weight[2] = 1234;
  EXPECT_EQ(proxc_driver_update(plan, &params), PROXC_ERROR_CALLBACK);
  EXPECT_EQ(solve(), PROXC_ERROR_NOT_STARTED);
  weight[2] = 1;
  ASSERT_EQ(proxc_driver_update(plan, &params), PROXC_OK);
  EXPECT_EQ(tiny::lastChanged, -1);
  EXPECT_EQ(solve(), PROXC_OK);
}

TEST_F(DriverErrors, dataWithoutMeaning) {
  weight[2] = 4321;
  EXPECT_EQ(create(), PROXC_ERROR_PARAM_RANGE);
  EXPECT_EQ(plan, nullptr);
  weight[2] = 1;
  ASSERT_EQ(create(), PROXC_OK);
  weight[2] = 4321;
  EXPECT_EQ(proxc_driver_update(plan, &params), PROXC_ERROR_PARAM_RANGE);
  EXPECT_EQ(solve(), PROXC_ERROR_NOT_STARTED);
  weight[2] = 1;
  ASSERT_EQ(proxc_driver_update(plan, &params), PROXC_OK);
  float before = input[1];
  input[1] = 4321;
  EXPECT_EQ(solve(), PROXC_ERROR_INPUT_RANGE);
  EXPECT_EQ(proxc_driver_step(plan, 1, &result), PROXC_ERROR_NOT_STARTED);
  input[1] = before;
  EXPECT_EQ(solve(), PROXC_OK);
}

TEST_F(DriverErrors, checksParams) {
  EXPECT_EQ(proxc_driver_create(nullptr, &plan, nullptr, &params),
            PROXC_ERROR_NULL);
  EXPECT_EQ(proxc_driver_create(&program, nullptr, nullptr, &params),
            PROXC_ERROR_NULL);
  // Without a struct only defaults are there: the first array is missing.
  EXPECT_EQ(proxc_driver_create(&program, &plan, nullptr, nullptr),
            argumentError(PROXC_ERROR_PARAM_NULL, 1));
  params.weight = nullptr;
  EXPECT_EQ(create(), argumentError(PROXC_ERROR_PARAM_NULL, 1));
  params.weight = weight;
  params.callback = nullptr;
  EXPECT_EQ(create(), argumentError(PROXC_ERROR_PARAM_NULL, 3));
  params.callback = tiny::succeed;
  params.step = NAN;
  EXPECT_EQ(create(), argumentError(PROXC_ERROR_PARAM_NOT_FINITE, 0));
  for (float bad : {0.0f, -0.0f, -1.0f}) {
    params.step = bad;
    EXPECT_EQ(create(), argumentError(PROXC_ERROR_PARAM_RANGE, 0));
  }
  params.step = 0.25f;
  weight[3] = infinity;
  EXPECT_EQ(create(), argumentError(PROXC_ERROR_PARAM_NOT_FINITE, 1));
  weight[3] = -1;
  EXPECT_EQ(create(), argumentError(PROXC_ERROR_PARAM_RANGE, 1));
  weight[3] = 0;
  bound[0] = NAN;
  EXPECT_EQ(create(), argumentError(PROXC_ERROR_PARAM_NOT_FINITE, 2));
  bound[0] = -infinity;
  EXPECT_EQ(create(), PROXC_OK);
}

TEST_F(DriverErrors, defaultOfScalar) {
  program.num_params = 1;
  program.setup = nullptr;
  program.prologue = nullptr;
  program.workspace_bytes = proxc_workspace_bytes(
      1, 1, 2, 0, program.arena_bytes, PROXC_ARENA_ALIGNMENT, sizeof(void *));
  EXPECT_EQ(proxc_driver_create(&program, &plan, nullptr, nullptr), PROXC_OK);
  EXPECT_EQ(solve(), PROXC_ERROR_UNSUPPORTED); // no problem, operators only
}

TEST_F(DriverErrors, transformThatCannotBePlanned) {
  proxc_fft_desc desc = {};
  desc.rank = 1;
  desc.axes = 1;
  desc.extent[0] = 0;
  program.ffts = &desc;
  program.num_ffts = 1;
  program.workspace_bytes = proxc_workspace_bytes(
      4, 1, 2, 1, program.arena_bytes, PROXC_ARENA_ALIGNMENT, sizeof(void *));
  EXPECT_EQ(create(), PROXC_ERROR_TRANSFORM);
  EXPECT_EQ(plan, nullptr);
}

TEST_F(DriverErrors, checksArguments) {
  ASSERT_EQ(create(), PROXC_OK);
  EXPECT_EQ(proxc_driver_solve(nullptr, inputs, results, &options, &result),
            PROXC_ERROR_NULL);
  EXPECT_EQ(proxc_driver_solve(plan, nullptr, results, &options, &result),
            argumentError(PROXC_ERROR_INPUT_NULL, 0));
  inputs[0] = nullptr;
  EXPECT_EQ(solve(), argumentError(PROXC_ERROR_INPUT_NULL, 0));
  inputs[0] = input;
  results[1] = nullptr;
  EXPECT_EQ(solve(), argumentError(PROXC_ERROR_RESULT_NULL, 1));
  results[1] = rounded;
  input[5] = NAN;
  EXPECT_EQ(solve(), argumentError(PROXC_ERROR_INPUT_NOT_FINITE, 0));
  input[5] = 6;
  u[3] = infinity;
  EXPECT_EQ(solve(), PROXC_OK); // results are not read at a cold start
  u[3] = infinity;
  options.start = PROXC_FROM_RESULT;
  EXPECT_EQ(solve(), argumentError(PROXC_ERROR_START_NOT_FINITE, 0));
}

TEST_F(DriverErrors, checksOptions) {
  ASSERT_EQ(create(), PROXC_OK);
  const proxc_options good = options;
  options.size = 8;
  EXPECT_EQ(solve(), PROXC_ERROR_STRUCT_SIZE);
  options = good;
  result.size = 4;
  EXPECT_EQ(solve(), PROXC_ERROR_STRUCT_SIZE);
  result.size = sizeof(result);
  for (int which = 0; which < 6; ++which) {
    options = good;
    if (which == 0)
      options.tolerance = NAN;
    if (which == 1)
      options.max_seconds = -1;
    if (which == 2)
      options.check_every = -1;
    if (which == 3)
      options.start = PROXC_RESTART;
    if (which == 4)
      options.absolute = infinity;
    if (which == 5)
      options.start = -1;
    EXPECT_EQ(solve(), PROXC_ERROR_OPTIONS) << which;
  }
  EXPECT_EQ(proxc_driver_solve(plan, inputs, results, nullptr, nullptr),
            PROXC_OK);
  program.version = 77;
  proxc_plan *other = nullptr;
  EXPECT_EQ(proxc_driver_create(&program, &other, nullptr, &params),
            PROXC_ERROR_VERSION);
}

TEST_F(DriverErrors, blackBoxFails) {
  ASSERT_EQ(create(), PROXC_OK);
  trace.failAt = 12;
  EXPECT_EQ(solve(), PROXC_ERROR_CALLBACK);
  EXPECT_EQ(result.stopped, PROXC_STOPPED_FAILED);
  EXPECT_EQ(proxc_driver_step(plan, 1, &result), PROXC_ERROR_NOT_STARTED);
}

TEST_F(DriverErrors, diverges) {
  ASSERT_EQ(create(), PROXC_OK);
  trace.divergeAt = 0;
  EXPECT_EQ(solve(), PROXC_ERROR_DIVERGED);
  EXPECT_EQ(result.stopped, PROXC_STOPPED_DIVERGED);
  EXPECT_EQ(result.iterations, 10);
  EXPECT_EQ(result.converged, 0);
}

} // namespace
