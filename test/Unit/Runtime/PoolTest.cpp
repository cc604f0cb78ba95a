//===- PoolTest.cpp - the thread pool --------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc-rt/runtime.h"
#include "gtest/gtest.h"

#include <atomic>
#include <set>
#include <thread>
#include <vector>

namespace {

/// Sets the number of threads, and the default again at the end.
struct Threads {
  explicit Threads(int32_t count) { proxc_rt_set_threads(count); }
  ~Threads() { proxc_rt_set_threads(0); }
};

int32_t countIndex(int32_t index, void *data) {
  auto &counts = *static_cast<std::vector<std::atomic<int>> *>(data);
  ++counts[index];
  return 0;
}

TEST(Pool, runsEachIndexOnce) {
  for (int32_t threads : {1, 2, 3, 8}) {
    Threads scope(threads);
    EXPECT_EQ(proxc_rt_threads(), threads);
    for (int32_t count : {0, 1, 2, 7, 1000}) {
      std::vector<std::atomic<int>> counts(count);
      EXPECT_EQ(proxc_rt_parallel(countIndex, count, &counts), 0);
      for (auto &times : counts)
        EXPECT_EQ(times, 1);
    }
  }
}

TEST(Pool, usesSeveralThreads) {
  Threads scope(2);
  struct Meeting {
    std::atomic<int> arrived{0};
  } meeting;
  // Each index waits for the other: one thread alone would never return.
  auto body = [](int32_t, void *data) -> int32_t {
    auto *meeting = static_cast<Meeting *>(data);
    ++meeting->arrived;
    while (meeting->arrived < 2)
      std::this_thread::yield();
    return 0;
  };
  EXPECT_EQ(proxc_rt_parallel(body, 2, &meeting), 0);
  EXPECT_EQ(meeting.arrived, 2);
}

TEST(Pool, returnsTheFailureOfTheLowestIndex) {
  auto body = [](int32_t index, void *) -> int32_t {
    return index >= 37 ? index : 0;
  };
  for (int32_t threads : {1, 2, 4}) {
    Threads scope(threads);
    EXPECT_EQ(proxc_rt_parallel(body, 100, nullptr), 37);
  }
}

TEST(Pool, nestedLoopsRunOnTheCallersThread) {
  Threads scope(4);
  auto inner = [](int32_t, void *data) -> int32_t {
    return *static_cast<std::thread::id *>(data) != std::this_thread::get_id();
  };
  static int32_t (*innerBody)(int32_t, void *) = inner;
  auto outer = [](int32_t, void *) -> int32_t {
    std::thread::id self = std::this_thread::get_id();
    return proxc_rt_parallel(innerBody, 16, &self);
  };
  EXPECT_EQ(proxc_rt_parallel(outer, 32, nullptr), 0);
}

TEST(Pool, servesSeveralHostThreads) {
  Threads scope(3);
  std::atomic<int> wrong{0};
  auto host = [&wrong] {
    for (int round = 0; round < 2000; ++round) {
      std::vector<std::atomic<int>> counts(9);
      proxc_rt_parallel(countIndex, 9, &counts);
      for (auto &times : counts)
        wrong += times != 1;
    }
  };
  std::vector<std::thread> hosts;
  for (int i = 0; i < 4; ++i)
    hosts.emplace_back(host);
  for (std::thread &thread : hosts)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Pool, sleepsAndWakes) {
  Threads scope(2);
  for (int round = 0; round < 5; ++round) {
    std::vector<std::atomic<int>> counts(64);
    proxc_rt_parallel(countIndex, 64, &counts);
    for (auto &times : counts)
      EXPECT_EQ(times, 1);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  proxc_rt_shutdown();
  std::vector<std::atomic<int>> counts(64);
  EXPECT_EQ(proxc_rt_parallel(countIndex, 64, &counts), 0);
}

TEST(Pool, allocatesAligned) {
  for (size_t bytes : {size_t(0), size_t(1), size_t(100), size_t(8) << 20}) {
    void *block = proxc_rt_alloc(bytes);
    ASSERT_NE(block, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(block) % 64, 0u);
    proxc_rt_free(block);
  }
  EXPECT_EQ(proxc_rt_alloc(SIZE_MAX - 100), nullptr);
}

TEST(Pool, clockIsMonotonic) {
  uint64_t before = proxc_rt_now_ns();
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  EXPECT_GE(proxc_rt_now_ns() - before, 2000000u);
}

extern "C" int halide_do_par_for(void *, int (*)(void *, int, uint8_t *), int,
                                 int, uint8_t *);

TEST(Pool, servesHalide) {
  std::vector<int> seen(10, -1);
  auto task = [](void *context, int index, uint8_t *closure) -> int {
    reinterpret_cast<int *>(closure)[index - 5] = index;
    return context != nullptr;
  };
  EXPECT_EQ(halide_do_par_for(nullptr, task, 5, 10,
                              reinterpret_cast<uint8_t *>(seen.data())),
            0);
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(seen[i], i + 5);
}

} // namespace
