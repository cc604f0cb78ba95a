//===- FftTest.cpp - transforms against their definition -------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc-rt/runtime.h"
#include "gtest/gtest.h"

#include <cmath>
#include <complex>
#include <cstring>
#include <random>
#include <vector>

namespace {

using Complex = std::complex<double>;

struct Case {
  std::vector<int64_t> extent;
  int32_t axes;
};

int64_t product(const std::vector<int64_t> &extent) {
  int64_t count = 1;
  for (int64_t size : extent)
    count *= size;
  return count;
}

/// The definition, along one axis.
std::vector<Complex> naive(const std::vector<Complex> &x,
                           const std::vector<int64_t> &extent, int axis,
                           int sign) {
  int64_t n = extent[axis], stride = 1;
  for (size_t i = axis + 1; i < extent.size(); ++i)
    stride *= extent[i];
  std::vector<Complex> y(x.size());
  for (int64_t at = 0; at < int64_t(x.size()); ++at) {
    int64_t k = at / stride % n, base = at - k * stride;
    for (int64_t j = 0; j < n; ++j)
      y[at] += x[base + j * stride] *
               std::polar(1.0, sign * 2 * M_PI * double(j * k % n) / double(n));
  }
  return y;
}

std::vector<Complex> naive(std::vector<Complex> x, const Case &test, int sign) {
  for (size_t axis = 0; axis < test.extent.size(); ++axis)
    if (test.axes >> axis & 1)
      x = naive(x, test.extent, int(axis), sign);
  return x;
}

std::vector<Complex> randomData(int64_t count, bool real) {
  std::mt19937 engine(7);
  std::normal_distribution<double> normal;
  std::vector<Complex> data(count);
  for (Complex &value : data)
    value = Complex(normal(engine), real ? 0 : normal(engine));
  return data;
}

int lastAxis(const Case &test) {
  int axis = int(test.extent.size()) - 1;
  while (!(test.axes >> axis & 1))
    --axis;
  return axis;
}

/// What R2C keeps of a full spectrum.
std::vector<Complex> half(const std::vector<Complex> &full, const Case &test) {
  int axis = lastAxis(test);
  int64_t n = test.extent[axis], inner = 1;
  for (size_t i = axis + 1; i < test.extent.size(); ++i)
    inner *= test.extent[i];
  std::vector<Complex> kept;
  for (int64_t at = 0; at < int64_t(full.size()); ++at)
    if (at / inner % n <= n / 2)
      kept.push_back(full[at]);
  return kept;
}

proxc_fft_desc describe(const Case &test, int32_t kind, bool isDouble) {
  proxc_fft_desc desc;
  std::memset(&desc, 0, sizeof(desc));
  desc.kind = kind;
  desc.precision = isDouble ? PROXC_FFT_F64 : PROXC_FFT_F32;
  desc.rank = int32_t(test.extent.size());
  desc.axes = test.axes;
  std::copy(test.extent.begin(), test.extent.end(), desc.extent);
  return desc;
}

/// An array of the tested precision with room to place it at any alignment.
template <typename T> struct Buffer {
  std::vector<T> storage;
  T *data;
  Buffer(int64_t count, int64_t skip = 0) : storage(count + 32) {
    auto address = reinterpret_cast<uintptr_t>(storage.data());
    data = storage.data() + (64 - address % 64) % 64 / sizeof(T) + skip;
  }
};

template <typename T>
void store(const std::vector<Complex> &from, T *to, bool real) {
  for (size_t i = 0; i < from.size(); ++i) {
    if (real) {
      to[i] = T(from[i].real());
    } else {
      to[2 * i] = T(from[i].real());
      to[2 * i + 1] = T(from[i].imag());
    }
  }
}

template <typename T>
double distance(const std::vector<Complex> &want, const T *got, bool real) {
  double error = 0, norm = 1e-30;
  for (size_t i = 0; i < want.size(); ++i) {
    Complex value =
        real ? Complex(got[i], 0) : Complex(got[2 * i], got[2 * i + 1]);
    Complex expected = real ? Complex(want[i].real(), 0) : want[i];
    error += std::norm(value - expected);
    norm += std::norm(expected);
  }
  return std::sqrt(error / norm);
}

/// Runs a plan between two buffers of the tested kind.
template <typename T>
double check(const proxc_fft_desc &desc, const std::vector<Complex> &in,
             bool inReal, const std::vector<Complex> &want, bool outReal,
             int64_t skip = 0) {
  Buffer<T> x(2 * in.size(), skip), y(2 * want.size(), skip);
  store(in, x.data, inReal);
  void *plan = nullptr;
  EXPECT_EQ(proxc_rt_fft_create(&desc, &plan), PROXC_OK);
  EXPECT_NE(plan, nullptr);
  std::vector<T> before(x.data, x.data + 2 * in.size());
  EXPECT_EQ(proxc_rt_fft_execute(plan, x.data, y.data), PROXC_OK);
  if (desc.kind != PROXC_FFT_C2R || desc.flags & PROXC_FFT_PRESERVE_INPUT)
    EXPECT_EQ(std::memcmp(before.data(), x.data, before.size() * sizeof(T)), 0);
  proxc_rt_fft_destroy(plan);
  return distance(want, y.data, outReal);
}

template <typename T> void checkAll(const Case &test) {
  bool isDouble = sizeof(T) == 8;
  double limit = isDouble ? 1e-13 : 2e-6;
  int64_t count = product(test.extent);
  std::vector<Complex> x = randomData(count, false);
  std::vector<Complex> real = randomData(count, true);
  std::vector<Complex> forward = naive(x, test, -1);
  std::vector<Complex> backward = naive(x, test, 1);
  std::vector<Complex> spectrum = half(naive(real, test, -1), test);
  double scale = 1;
  for (size_t axis = 0; axis < test.extent.size(); ++axis)
    if (test.axes >> axis & 1)
      scale *= double(test.extent[axis]);
  std::vector<Complex> scaled = real;
  for (Complex &value : scaled)
    value *= scale;
  for (int64_t skip : {0, 1}) { // aligned and unaligned
    EXPECT_LT(check<T>(describe(test, PROXC_FFT_FORWARD, isDouble), x, false,
                       forward, false, skip),
              limit);
    EXPECT_LT(check<T>(describe(test, PROXC_FFT_BACKWARD, isDouble), x, false,
                       backward, false, skip),
              limit);
    EXPECT_LT(check<T>(describe(test, PROXC_FFT_R2C, isDouble), real, true,
                       spectrum, false, skip),
              limit);
    proxc_fft_desc inverse = describe(test, PROXC_FFT_C2R, isDouble);
    EXPECT_LT(check<T>(inverse, spectrum, false, scaled, true, skip), limit);
    inverse.flags = PROXC_FFT_PRESERVE_INPUT;
    EXPECT_LT(check<T>(inverse, spectrum, false, scaled, true, skip), limit);
  }
}

TEST(Fft, agreesWithTheDefinition) {
  const Case cases[] = {
      {{1}, 1},          {{2}, 1},           {{9}, 1},
      {{64}, 1},         {{97}, 1},          {{1, 1}, 3},
      {{1, 8}, 3},       {{8, 1}, 3},        {{15, 20}, 3},
      {{20, 15}, 3},     {{13, 17}, 3},      {{33, 64}, 1},
      {{33, 64}, 2},     {{3, 12, 10}, 6},   {{12, 10, 3}, 3},
      {{12, 10, 4}, 3},  {{5, 6, 7}, 7},     {{5, 6, 7}, 5},
      {{5, 6, 7}, 2},    {{2, 3, 4, 5}, 10}, {{2, 3, 4, 5}, 14},
      {{2, 3, 4, 5}, 9}, {{100, 100}, 3},    {{40, 50, 6}, 3},
      {{130, 66}, 3},    {{2, 3, 4, 5}, 15}, {{3, 2, 1, 4, 5}, 31},
  };
  for (const Case &test : cases) {
    std::string text;
    for (int64_t size : test.extent)
      text += std::to_string(size) + " ";
    SCOPED_TRACE(text + "axes " + std::to_string(test.axes));
    checkAll<float>(test);
    checkAll<double>(test);
  }
}

TEST(Fft, takesStrides) {
  // A 6 x 10 transform inside of an 8 x 16 array, to a transposed output.
  Case test = {{6, 10}, 3};
  std::vector<Complex> x = randomData(60, false);
  std::vector<Complex> want = naive(x, test, -1);
  proxc_fft_desc desc = describe(test, PROXC_FFT_FORWARD, true);
  desc.in_stride[0] = 16;
  desc.in_stride[1] = 1;
  desc.out_stride[0] = 1;
  desc.out_stride[1] = 6;
  std::vector<Complex> in(128), out(60);
  for (int row = 0; row < 6; ++row)
    for (int column = 0; column < 10; ++column)
      in[row * 16 + column] = x[row * 10 + column];
  void *plan = nullptr;
  EXPECT_EQ(proxc_rt_fft_create(&desc, &plan), PROXC_OK);
  ASSERT_NE(plan, nullptr);
  proxc_rt_fft_execute(plan, in.data(), out.data());
  proxc_rt_fft_destroy(plan);
  for (int row = 0; row < 6; ++row)
    for (int column = 0; column < 10; ++column)
      EXPECT_LT(std::abs(out[column * 6 + row] - want[row * 10 + column]),
                1e-12);
}

TEST(Fft, worksInPlace) {
  Case test = {{64, 130}, 3};
  std::vector<Complex> x = randomData(64 * 130, false);
  std::vector<Complex> want = naive(x, test, -1);
  proxc_fft_desc desc = describe(test, PROXC_FFT_FORWARD, true);
  void *plan = nullptr;
  EXPECT_EQ(proxc_rt_fft_create(&desc, &plan), PROXC_OK);
  ASSERT_NE(plan, nullptr);
  proxc_rt_fft_execute(plan, x.data(), x.data());
  proxc_rt_fft_destroy(plan);
  EXPECT_LT(distance(want, reinterpret_cast<double *>(x.data()), false), 1e-13);
}

TEST(Fft, sameBitsForAnyNumberOfThreads) {
  for (std::vector<int64_t> extent :
       {std::vector<int64_t>{256, 192}, {131, 129}, {7, 96, 64}}) {
    Case test = {extent, extent.size() == 3 ? 6 : 3};
    int64_t count = product(extent);
    Buffer<float> x(count);
    store(randomData(count, true), x.data, true);
    std::vector<std::vector<float>> results;
    for (int32_t threads : {1, 2, 5}) {
      proxc_rt_set_threads(threads);
      proxc_fft_desc desc = describe(test, PROXC_FFT_R2C, false);
      void *plan = nullptr;
      EXPECT_EQ(proxc_rt_fft_create(&desc, &plan), PROXC_OK);
      ASSERT_NE(plan, nullptr);
      // More threads than there were when the plan was made.
      proxc_rt_set_threads(threads + 2);
      Buffer<float> y(2 * count + 4 * count);
      proxc_rt_fft_execute(plan, x.data, y.data);
      proxc_rt_fft_destroy(plan);
      results.emplace_back(y.data, y.data + count);
    }
    proxc_rt_set_threads(0);
    for (auto &result : results)
      EXPECT_EQ(std::memcmp(result.data(), results[0].data(),
                            result.size() * sizeof(float)),
                0);
  }
}

TEST(Fft, refusesWrongDescriptors) {
  Case test = {{4, 4}, 3};
  proxc_fft_desc good = describe(test, PROXC_FFT_FORWARD, false);
  auto refuses = [](const proxc_fft_desc *desc) {
    void *plan = &plan;
    EXPECT_EQ(proxc_rt_fft_create(desc, &plan), PROXC_ERROR_TRANSFORM);
    EXPECT_EQ(plan, nullptr);
  };
  refuses(nullptr);
  proxc_fft_desc desc = good;
  desc.kind = 4;
  refuses(&desc);
  desc = good;
  desc.precision = 2;
  refuses(&desc);
  desc = good;
  desc.axes = 0;
  refuses(&desc);
  desc = good;
  desc.axes = 4;
  refuses(&desc);
  desc = good;
  desc.rank = 9;
  refuses(&desc);
  desc = good;
  desc.extent[1] = 0;
  refuses(&desc);
  proxc_rt_fft_destroy(nullptr);
}

} // namespace
