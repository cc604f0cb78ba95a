//===- AllocationTest.cpp - a solve allocates nothing ----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "TinyProgram.h"
#include "proxc-rt/runtime.h"
#include "gtest/gtest.h"

#include <atomic>
#include <cstdlib>
#include <vector>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PROXC_HAS_OWN_MALLOC 1
#endif
#endif

static std::atomic<long> allocations{0};

#if defined(__GLIBC__) && !defined(PROXC_HAS_OWN_MALLOC)
extern "C" {
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_memalign(size_t, size_t);
void *malloc(size_t bytes) {
  ++allocations;
  return __libc_malloc(bytes);
}
void *calloc(size_t count, size_t bytes) {
  ++allocations;
  return __libc_calloc(count, bytes);
}
void *aligned_alloc(size_t alignment, size_t bytes) {
  ++allocations;
  return __libc_memalign(alignment, bytes);
}
int posix_memalign(void **result, size_t alignment, size_t bytes) {
  ++allocations;
  *result = __libc_memalign(alignment, bytes);
  return *result ? 0 : 12;
}
}

namespace {

TEST(Allocation, isSeenAtAll) {
  long before = allocations;
  proxc_rt_free(proxc_rt_alloc(10));
  free(malloc(10));
  EXPECT_EQ(allocations - before, 2);
}

TEST(Allocation, noneInSolveStepAndUpdate) {
  proxc_program program = tiny::program();
  float weight[6] = {1, 1, 1, 1, 1, 1}, bound[6] = {9, 9, 9, 9, 9, 9};
  tiny::Params params = {0.25f, weight, bound, tiny::succeed};
  float input[6] = {1, 2, 3, 4, 5, 6}, u[6];
  uint8_t rounded[6];
  const void *inputs[1] = {input};
  void *results[2] = {u, rounded};
  proxc_result result = PROXC_RESULT_INIT;
  proxc_plan *plan = nullptr;
  long before = allocations;
  ASSERT_EQ(proxc_driver_create(&program, &plan, nullptr, &params), PROXC_OK);
  EXPECT_EQ(allocations - before, 1);
  before = allocations;
  EXPECT_EQ(proxc_driver_solve(plan, inputs, results, nullptr, &result),
            PROXC_OK);
  EXPECT_EQ(proxc_driver_step(plan, 3, &result), PROXC_OK);
  EXPECT_EQ(proxc_driver_update(plan, &params), PROXC_OK);
  EXPECT_EQ(allocations - before, 0);
  // Strided views: room once, at the first of them.
  float stridedInput[12] = {};
  proxc_view in = {stridedInput, {24, 8}};
  proxc_view out[2] = {{u, {}}, {rounded, {}}};
  EXPECT_EQ(proxc_driver_solve_views(plan, &in, out, nullptr, &result),
            PROXC_OK);
  EXPECT_EQ(allocations - before, 1);
  EXPECT_EQ(proxc_driver_solve_views(plan, &in, out, nullptr, &result),
            PROXC_OK);
  EXPECT_EQ(allocations - before, 1);
  proxc_driver_destroy(plan);
}

TEST(Allocation, noneInTransforms) {
  proxc_fft_desc desc = {};
  desc.kind = PROXC_FFT_R2C;
  desc.rank = 2;
  desc.axes = 3;
  desc.extent[0] = 200;
  desc.extent[1] = 150;
  void *plan = nullptr;
  EXPECT_EQ(proxc_rt_fft_create(&desc, &plan), PROXC_OK);
  ASSERT_NE(plan, nullptr);
  std::vector<float> x(200 * 150, 1.0f), y(200 * 152);
  // The first loop starts the pool's threads.
  proxc_rt_fft_execute(plan, x.data(), y.data());
  long before = allocations;
  for (int i = 0; i < 10; ++i)
    proxc_rt_fft_execute(plan, x.data(), y.data());
  EXPECT_EQ(allocations - before, 0);
  proxc_rt_fft_destroy(plan);
}

} // namespace
#endif
