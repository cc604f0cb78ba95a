//===- DataTest.cpp - checks and copies of callers' arrays -----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

extern "C" {
#define _Static_assert static_assert
#include "plan.h"
}
#include "gtest/gtest.h"

#include <cfloat>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <vector>

namespace {

template <typename T> void checkFloats(int32_t element, int32_t pairs) {
  const T infinity = std::numeric_limits<T>::infinity();
  const T quiet = std::numeric_limits<T>::quiet_NaN();
  const T signaling = std::numeric_limits<T>::signaling_NaN();
  // Every position, so that vector loops and their tails are met.
  for (size_t at = 0; at < 38; ++at) {
    std::vector<T> data(38, T(-1));
    data[7] = std::numeric_limits<T>::max();
    data[8] = std::numeric_limits<T>::denorm_min();
    EXPECT_TRUE(proxcAllFinite(element, data.data(), 38 / pairs));
    for (T bad : {infinity, -infinity, quiet, -quiet, signaling}) {
      data[at] = bad;
      EXPECT_FALSE(proxcAllFinite(element, data.data(), 38 / pairs)) << at;
      bool isNaN = bad != infinity && bad != -infinity;
      EXPECT_EQ(proxcNoNaN(element, data.data(), 38 / pairs), !isNaN) << at;
    }
  }
  T bounds[4] = {infinity, -infinity, T(2), T(0)};
  proxcClamp(element, bounds, 4 / pairs);
  EXPECT_EQ(bounds[0], std::numeric_limits<T>::max());
  EXPECT_EQ(bounds[1], std::numeric_limits<T>::lowest());
  EXPECT_EQ(bounds[2], T(2));
  EXPECT_EQ(bounds[3], T(0));
}

TEST(Data, findsNaNAndInfinity) {
  checkFloats<float>(PROXC_F32, 1);
  checkFloats<double>(PROXC_F64, 1);
  checkFloats<float>(PROXC_C64, 2);
  checkFloats<double>(PROXC_C128, 2);
  uint16_t halves[3] = {0x3c00, 0x7bff, 0x0001};
  EXPECT_TRUE(proxcAllFinite(PROXC_F16, halves, 3));
  halves[1] = 0xfc00;
  EXPECT_FALSE(proxcAllFinite(PROXC_F16, halves, 3));
  EXPECT_TRUE(proxcNoNaN(PROXC_F16, halves, 3));
  proxcClamp(PROXC_F16, halves, 3);
  EXPECT_EQ(halves[1], 0xfbff);
  halves[1] = 0x7c01;
  EXPECT_FALSE(proxcNoNaN(PROXC_F16, halves, 3));
  uint8_t bytes[2] = {255, 0};
  EXPECT_TRUE(proxcAllFinite(PROXC_U8, bytes, 2));
}

template <typename T> void checkSigns(int32_t element, T least) {
  T data[3] = {T(2), T(1), T(3)};
  EXPECT_TRUE(proxcAllAbove(element, data, 3, 1));
  data[1] = T(0);
  EXPECT_TRUE(proxcAllAbove(element, data, 3, 0));
  EXPECT_FALSE(proxcAllAbove(element, data, 3, 1));
  data[1] = least;
  EXPECT_FALSE(proxcAllAbove(element, data, 3, 0));
}

TEST(Data, findsNegativeNumbers) {
  checkSigns<float>(PROXC_F32, -FLT_MIN);
  checkSigns<double>(PROXC_F64, -DBL_MIN);
  checkSigns<int32_t>(PROXC_I32, INT32_MIN);
  checkSigns<int64_t>(PROXC_I64, INT64_MIN);
  float zero = -0.0f;
  EXPECT_TRUE(proxcAllAbove(PROXC_F32, &zero, 1, 0));
  EXPECT_FALSE(proxcAllAbove(PROXC_F32, &zero, 1, 1));
  uint16_t large = 0xffff, half = 0x8001;
  EXPECT_TRUE(proxcAllAbove(PROXC_U16, &large, 1, 1));
  EXPECT_FALSE(proxcAllAbove(PROXC_F16, &half, 1, 0));
}

TEST(Data, copiesViews) {
  for (int32_t element :
       {PROXC_U8, PROXC_U16, PROXC_F32, PROXC_F64, PROXC_C128}) {
    int64_t bytes = proxcElementBytes(element);
    proxc_argument argument = {};
    argument.element = element;
    argument.rank = 3;
    argument.extent[0] = 2;
    argument.extent[1] = 3;
    argument.extent[2] = 5;
    argument.count = 30;
    // A transposed array with gaps: element (i, j, k) at 70 k + 20 j + 4 i.
    std::vector<char> array(500 * bytes), dense(30 * bytes), back(500 * bytes);
    std::iota(array.begin(), array.end(), 1);
    proxc_view view = {array.data(), {4 * bytes, 20 * bytes, 70 * bytes}};
    EXPECT_FALSE(proxcIsContiguous(&argument, &view));
    proxcGather(&argument, &view, dense.data());
    for (int i = 0; i < 2; ++i)
      for (int j = 0; j < 3; ++j)
        for (int k = 0; k < 5; ++k)
          EXPECT_EQ(std::memcmp(&dense[((i * 3 + j) * 5 + k) * bytes],
                                &array[(4 * i + 20 * j + 70 * k) * bytes],
                                bytes),
                    0);
    view.data = back.data();
    proxcScatter(&argument, dense.data(), &view);
    std::vector<char> again(30 * bytes);
    proxcGather(&argument, &view, again.data());
    EXPECT_EQ(dense, again);
  }
}

TEST(Data, knowsContiguousViews) {
  proxc_argument argument = {};
  argument.element = PROXC_F32;
  argument.rank = 2;
  argument.extent[0] = 3;
  argument.extent[1] = 4;
  proxc_view view = {};
  EXPECT_TRUE(proxcIsContiguous(&argument, &view));
  view.stride[0] = 16;
  view.stride[1] = 4;
  EXPECT_TRUE(proxcIsContiguous(&argument, &view));
  view.stride[0] = 20;
  EXPECT_FALSE(proxcIsContiguous(&argument, &view));
  argument.extent[0] = 1; // never stepped along
  EXPECT_TRUE(proxcIsContiguous(&argument, &view));
  argument.rank = 0;
  EXPECT_TRUE(proxcIsContiguous(&argument, &view));
}

TEST(Data, takesViewsFromTheEnd) {
  proxc_argument argument = {};
  argument.element = PROXC_F32;
  argument.rank = 1;
  argument.extent[0] = 4;
  argument.count = 4;
  float data[4] = {1, 2, 3, 4}, dense[4];
  proxc_view view = {&data[3], {-4}};
  proxcGather(&argument, &view, dense);
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(dense[i], data[3 - i]);
}

} // namespace
