//===- iterations.cpp - iterations of emitted objects -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Time of one iteration of objects that proxc has compiled, checks included,
// and of what any implementation must do at least, in one process: a pass over
// memory that reads four arrays and writes three (total variation by PDHG), and
// the two real transforms of a deconvolution by FFTW alone. Two threads each.
//
//===----------------------------------------------------------------------===//

#include "deconvolution512.h"
#include "tv1024.h"
#include "tv2048.h"
#include "tv512.h"
#include <array>
#include <atomic>
#include <benchmark/benchmark.h>
#include <cstdint>
#include <cstring>
#include <fftw3.h>
#include <memory>
#include <thread>
#include <vector>

namespace {

// Many, so that reading and writing the arrays of a call does not count.
constexpr int iterationsPerCall = 250;

/// Starts an odd number of cache lines into its block, another for each
/// `place`: arrays that begin on page boundaries compete for the same cache
/// sets.
class Floats {
public:
  Floats(size_t count, int place) : block(count + 1024) {
    auto address = reinterpret_cast<uintptr_t>(block.data());
    size_t skip = (4096 - address % 4096) % 4096 / sizeof(float);
    start = block.data() + skip % 512 + 16 * (2 * place + 1);
    for (size_t i = 0; i < count; ++i)
      start[i] = static_cast<float>((i * 2654435761u >> 8) % 1000) * 1e-3f;
  }
  float *get() { return start; }

private:
  std::vector<float> block;
  float *start;
};

/// A second thread that lives on between passes, as those of a solver do.
class Helper {
public:
  template <typename Function> explicit Helper(Function work) {
    thread = std::thread([this, work] {
      for (int round = 1;; ++round) {
        while (started.load(std::memory_order_acquire) < round)
          if (ended.load(std::memory_order_relaxed))
            return;
        work();
        finished.store(round, std::memory_order_release);
      }
    });
  }
  ~Helper() {
    ended = true;
    thread.join();
  }
  void start() { started.fetch_add(1, std::memory_order_release); }
  void wait() {
    int round = started.load(std::memory_order_relaxed);
    while (finished.load(std::memory_order_acquire) < round)
      ;
  }

private:
  std::atomic<int> started{0}, finished{0};
  std::atomic<bool> ended{false};
  std::thread thread;
};

/// Times are of the calling thread's clock on the wall: all benchmarks are run
/// with `UseRealTime`.
void pass(benchmark::State &state) {
  size_t n = state.range(0), count = n * n;
  std::vector<std::unique_ptr<Floats>> arrays;
  std::array<float *, 7> at;
  for (int i = 0; i < 7; ++i) {
    arrays.push_back(std::make_unique<Floats>(count, i));
    at[i] = arrays.back()->get();
  }
  auto half = [at](size_t begin, size_t end) {
    const float *a = at[0], *b = at[1], *c = at[2], *d = at[3];
    float *__restrict x = at[4], *__restrict y = at[5], *__restrict z = at[6];
    for (size_t i = begin; i < end; ++i) {
      x[i] = a[i] + b[i];
      y[i] = b[i] - c[i];
      z[i] = c[i] * d[i];
    }
  };
  Helper helper([=] { half(count / 2, count); });
  for (auto _ : state) {
    helper.start();
    half(0, count / 2);
    helper.wait();
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * count * 28);
}

void transforms(benchmark::State &state) {
  int n = state.range(0);
  Floats image(n * n, 0), spectrum(n * (n / 2 + 1) * 2, 1);
  auto *modes = reinterpret_cast<fftwf_complex *>(spectrum.get());
  fftwf_init_threads();
  fftwf_plan_with_nthreads(2);
  fftwf_plan forward =
      fftwf_plan_dft_r2c_2d(n, n, image.get(), modes, FFTW_MEASURE);
  fftwf_plan backward =
      fftwf_plan_dft_c2r_2d(n, n, modes, image.get(), FFTW_MEASURE);
  // Plans that others make are theirs to thread.
  fftwf_plan_with_nthreads(1);
  std::memset(image.get(), 0, sizeof(float) * n * n);
  for (auto _ : state) {
    fftwf_execute(forward);
    fftwf_execute(backward);
    benchmark::ClobberMemory();
  }
  fftwf_destroy_plan(forward);
  fftwf_destroy_plan(backward);
}

/// `step` does so many iterations; an iteration of the benchmark is as many.
template <typename Step> void iterate(benchmark::State &state, Step step) {
  proxc_result result = PROXC_RESULT_INIT;
  for (auto _ : state)
    if (step(iterationsPerCall, &result) != PROXC_OK) {
      state.SkipWithError("the step failed");
      return;
    }
  state.counters["seconds_per_iteration"] = benchmark::Counter(
      state.iterations() * iterationsPerCall,
      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

proxc_options noIterations() {
  proxc_options options = PROXC_OPTIONS_DEFAULT;
  options.iterations = -1;
  options.tolerance = 0;
  return options;
}

} // namespace

#define PROXC_BENCHMARK(program, n)                                            \
  static void program##_iteration(benchmark::State &state) {                   \
    Floats b(n * n, 0), u(n * n, 1);                                           \
    program *plan = nullptr;                                                   \
    proxc_options options = noIterations();                                    \
    if (program##_create(&plan, nullptr, nullptr) != PROXC_OK ||               \
        program##_solve(plan, b.get(), u.get(), &options, nullptr)) {          \
      state.SkipWithError("no plan");                                          \
      return;                                                                  \
    }                                                                          \
    iterate(state, [&](int count, proxc_result *result) {                      \
      return program##_step(plan, count, result);                              \
    });                                                                        \
    program##_destroy(plan);                                                   \
  }                                                                            \
  BENCHMARK(program##_iteration)->UseRealTime()

BENCHMARK(pass)->Arg(512)->Arg(1024)->Arg(2048)->UseRealTime();
BENCHMARK(transforms)->Arg(512)->UseRealTime();
PROXC_BENCHMARK(tv512, 512);
PROXC_BENCHMARK(tv1024, 1024);
PROXC_BENCHMARK(tv2048, 2048);
PROXC_BENCHMARK(deconvolution512, 512);
