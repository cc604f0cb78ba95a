//===- DriverTest.cpp - the driver on a program made by hand -- -*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "DriverFixture.h"

namespace {

TEST_F(Driver, solves) {
  bound[5] = 100;
  ASSERT_EQ(create(), PROXC_OK);
  EXPECT_EQ(tiny::lastChanged, -1);
  ASSERT_EQ(solve(), PROXC_OK);
  EXPECT_EQ(result.converged, 1);
  EXPECT_EQ(result.certified, 0);
  EXPECT_EQ(result.stopped, PROXC_STOPPED_CONVERGED);
  EXPECT_EQ(result.iterations, 20);
  EXPECT_LT(result.primal_residual, 1e-4);
  EXPECT_LT(result.objective, 1e-6);
  EXPECT_LT(result.gap, 0);
  EXPECT_EQ(trace.checkedIterations, 2);
  EXPECT_NEAR(u[5], 12, 1e-2);
}

TEST_F(Driver, clampsInfiniteBoundsAndKeepsParams) {
  ASSERT_EQ(create(), PROXC_OK);
  // Params with storage are the plan's own from here on.
  for (int i = 0; i < 6; ++i)
    weight[i] = bound[i] = -7;
  ASSERT_EQ(solve(), PROXC_OK);
  expectSolved();
}

TEST_F(Driver, workspaceOfTheCaller) {
  std::vector<char> block(proxc_driver_workspace_bytes(&program) + 32, 77);
  auto address = reinterpret_cast<uintptr_t>(block.data());
  char *aligned = block.data() + (16 - address % 16) % 16;
  EXPECT_EQ(proxc_driver_create(&program, &plan, aligned + 8, &params),
            PROXC_ERROR_WORKSPACE);
  // Every alignment that is allowed fits into the bytes asked for.
  for (int shift : {0, 16}) {
    char *workspace = aligned + shift;
    char *end = workspace + proxc_driver_workspace_bytes(&program);
    char after = *end;
    ASSERT_EQ(proxc_driver_create(&program, &plan, workspace, &params),
              PROXC_OK);
    ASSERT_EQ(solve(), PROXC_OK);
    expectSolved();
    proxc_driver_destroy(plan);
    plan = nullptr;
    EXPECT_EQ(*end, after);
  }
}

TEST_F(Driver, usesGapWhereDualIsKnown) {
  bound[5] = 100;
  trace.dual = true;
  ASSERT_EQ(create(), PROXC_OK);
  ASSERT_EQ(solve(), PROXC_OK);
  EXPECT_EQ(result.certified, 1);
  EXPECT_GE(result.gap, 0);
  EXPECT_LE(result.gap, 1e-4);
}

TEST_F(Driver, toleranceZeroRunsAllIterations) {
  options.tolerance = 0;
  options.iterations = 37;
  ASSERT_EQ(create(), PROXC_OK);
  ASSERT_EQ(solve(), PROXC_OK);
  EXPECT_EQ(result.iterations, 37);
  EXPECT_EQ(result.stopped, PROXC_STOPPED_ITERATIONS);
  EXPECT_EQ(trace.iterations, 37);
  // At 10, 20, 30, and at the end to report.
  EXPECT_EQ(trace.checks, 4);
  EXPECT_EQ(trace.finalChecks, 1);
}

TEST_F(Driver, stepGoesOnWithTheSameFrame) {
  options.tolerance = 0;
  options.iterations = 7;
  ASSERT_EQ(create(), PROXC_OK);
  EXPECT_EQ(proxc_driver_step(plan, 1, &result), PROXC_ERROR_NOT_STARTED);
  ASSERT_EQ(solve(), PROXC_OK);
  float whole[6];
  std::memcpy(whole, u, sizeof(u));

  options.iterations = -1; // none
  ASSERT_EQ(solve(), PROXC_OK);
  EXPECT_EQ(result.iterations, 0);
  EXPECT_EQ(u[0], 0.0f);
  ASSERT_EQ(proxc_driver_step(plan, 4, nullptr), PROXC_OK);
  ASSERT_EQ(proxc_driver_step(plan, 3, &result), PROXC_OK);
  EXPECT_EQ(result.iterations, 7);
  EXPECT_EQ(std::memcmp(whole, u, sizeof(u)), 0);
  EXPECT_EQ(proxc_driver_step(plan, -1, nullptr), PROXC_ERROR_OPTIONS);
  EXPECT_EQ(proxc_driver_step(nullptr, 1, nullptr), PROXC_ERROR_NULL);
}

TEST_F(Driver, startsWhereAsked) {
  ASSERT_EQ(create(), PROXC_OK);
  options.iterations = 3;
  options.start = PROXC_CONTINUE;
  ASSERT_EQ(solve(), PROXC_OK);
  EXPECT_EQ(trace.lastStart, PROXC_COLD); // nothing to continue from yet
  float after3 = u[0];
  ASSERT_EQ(solve(), PROXC_OK); // odd number: the state is in the other buffer
  EXPECT_EQ(trace.lastStart, PROXC_CONTINUE);
  float after6 = u[0];
  EXPECT_GT(after6, after3);

  options.start = PROXC_COLD;
  options.iterations = 6;
  ASSERT_EQ(solve(), PROXC_OK);
  EXPECT_EQ(u[0], after6);

  options.start = PROXC_FROM_RESULT;
  options.iterations = 1;
  u[0] = 3;
  ASSERT_EQ(solve(), PROXC_OK);
  EXPECT_EQ(u[0], 2.0f); // half way from 3 to 1
}

TEST_F(Driver, updateTellsWhatChanged) {
  ASSERT_EQ(create(), PROXC_OK);
  ASSERT_EQ(solve(), PROXC_OK);
  params.step = 0.125f;
  ASSERT_EQ(proxc_driver_update(plan, &params), PROXC_OK);
  // Clamped arrays are not compared, so they count as changed.
  EXPECT_EQ(tiny::lastChanged, 1 | 4);
  EXPECT_EQ(proxc_driver_step(plan, 1, nullptr), PROXC_ERROR_NOT_STARTED);
  options.iterations = 1;
  ASSERT_EQ(solve(), PROXC_OK);
  EXPECT_EQ(u[0], 0.25f);
  weight[0] = 3;
  ASSERT_EQ(proxc_driver_update(plan, &params), PROXC_OK);
  EXPECT_EQ(tiny::lastChanged, 2 | 4);
  EXPECT_EQ(proxc_driver_update(nullptr, &params), PROXC_ERROR_NULL);
}

TEST_F(Driver, restarts) {
  ASSERT_EQ(create(), PROXC_OK);
  options.tolerance = 0;
  trace.restartAt = 1;
  ASSERT_EQ(solve(), PROXC_OK);
  EXPECT_EQ(result.restarts, 1);
  EXPECT_EQ(trace.prologues, 2);
  EXPECT_EQ(trace.lastStart, PROXC_RESTART);
}

TEST_F(Driver, reportsProgressAndCancels) {
  ASSERT_EQ(create(), PROXC_OK);
  struct Log {
    Trace trace; // first: the phases read it
    std::vector<proxc_progress> seen;
    int cancelAt = 15;
  } log;
  options.user = &log;
  options.tolerance = 0;
  options.progress = [](const proxc_progress *progress, void *user) -> int {
    auto *log = static_cast<Log *>(user);
    log->seen.push_back(*progress);
    return progress->iteration == log->cancelAt;
  };
  EXPECT_EQ(solve(), PROXC_ERROR_CANCELLED);
  EXPECT_EQ(result.stopped, PROXC_STOPPED_CANCELLED);
  EXPECT_EQ(result.iterations, 15);
  ASSERT_EQ(log.seen.size(), 15u);
  EXPECT_EQ(log.seen[8].checked, 0);
  EXPECT_EQ(log.seen[9].checked, 1);
  EXPECT_EQ(log.seen[9].iterations, 100);
  EXPECT_GT(log.seen[9].primal_residual, 0);
  EXPECT_GT(u[0], 0.9f); // results hold the last iterate
  EXPECT_EQ(proxc_driver_step(plan, 1, nullptr), PROXC_OK);
}

TEST_F(Driver, stopsInTime) {
  ASSERT_EQ(create(), PROXC_OK);
  static uint64_t time;
  time = 0;
  options.tolerance = 0;
  options.max_seconds = 5;
  options.clock_ns = [](void *) -> uint64_t { return time += 1000000000; };
  EXPECT_EQ(solve(), PROXC_OK);
  EXPECT_EQ(result.stopped, PROXC_STOPPED_TIME);
  EXPECT_EQ(result.iterations, 5);
  EXPECT_GE(result.seconds, 5.0f);
}

TEST_F(Driver, viewsGiveTheSameBits) {
  ASSERT_EQ(create(), PROXC_OK);
  ASSERT_EQ(solve(), PROXC_OK);
  // Columns first, with a gap; u is written from the end.
  float stridedInput[20], stridedU[24] = {};
  uint8_t stridedRounded[60] = {};
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 3; ++j)
      stridedInput[i + 5 * j] = input[3 * i + j];
  proxc_view in = {stridedInput, {4, 20}};
  proxc_view out[2] = {{&stridedU[23], {-48, -8}}, {stridedRounded, {30, 10}}};
  ASSERT_EQ(proxc_driver_solve_views(plan, &in, out, &options, &result),
            PROXC_OK);
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 3; ++j) {
      EXPECT_EQ(stridedU[23 - 12 * i - 2 * j], u[3 * i + j]);
      EXPECT_EQ(stridedRounded[30 * i + 10 * j], rounded[3 * i + j]);
    }
  // A start is gathered, a step scattered.
  options.start = PROXC_FROM_RESULT;
  options.iterations = -1;
  stridedU[23] = 9;
  ASSERT_EQ(proxc_driver_solve_views(plan, &in, out, &options, &result),
            PROXC_OK);
  EXPECT_EQ(stridedU[23], 9.0f);
  ASSERT_EQ(proxc_driver_step(plan, 1, nullptr), PROXC_OK);
  EXPECT_EQ(stridedU[23], 5.0f);
  stridedInput[0] = NAN;
  EXPECT_EQ(proxc_driver_solve_views(plan, &in, out, &options, &result),
            argumentError(PROXC_ERROR_INPUT_NOT_FINITE, 0));
  EXPECT_EQ(proxc_driver_solve_views(plan, nullptr, out, &options, &result),
            PROXC_ERROR_NULL);
}

TEST_F(Driver, appliesOperators) {
  ASSERT_EQ(create(), PROXC_OK);
  float y[6];
  EXPECT_EQ(proxc_driver_apply(plan, 0, PROXC_FORWARD, input, y), PROXC_OK);
  EXPECT_EQ(y[5], 12.0f);
  EXPECT_EQ(proxc_driver_apply(plan, 0, PROXC_ADJOINT, input, y), PROXC_OK);
  EXPECT_EQ(y[5], 24.0f);
  EXPECT_EQ(proxc_driver_apply(plan, 0, PROXC_NORMAL, input, y),
            PROXC_ERROR_UNSUPPORTED);
  EXPECT_EQ(proxc_driver_apply(plan, 1, PROXC_FORWARD, input, y),
            PROXC_ERROR_UNSUPPORTED);
  EXPECT_EQ(proxc_driver_apply(plan, 0, PROXC_FORWARD, nullptr, y),
            PROXC_ERROR_NULL);
  input[2] = -infinity;
  EXPECT_EQ(proxc_driver_apply(plan, 0, PROXC_FORWARD, input, y),
            argumentError(PROXC_ERROR_INPUT_NOT_FINITE, 0));
}

} // namespace
