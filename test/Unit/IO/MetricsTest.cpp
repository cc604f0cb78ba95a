//===- MetricsTest.cpp - distances from a reference --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The numbers come from scikit-image 0.26: structural_similarity with
// gaussian_weights, sigma 1.5, use_sample_covariance off, data_range 1;
// peak_signal_noise_ratio with data_range 1; normalized_root_mse.

#include "proxc/IO/Metrics.h"
#include "Helpers.h"

using namespace llvm;
using namespace proxc::io;

namespace {

/// Two pictures from a formula: (3x + 5y + 2c + noise) mod 17 / 16.
void makePair(ArrayRef<int64_t> shape, HostArray &a, HostArray &b) {
  a = HostArray(ElementType::F64, shape);
  b = HostArray(ElementType::F64, shape);
  int64_t channels = shape.size() == 3 ? shape[2] : 1;
  for (int64_t i = 0; i < a.numElements(); ++i) {
    int64_t c = i % channels, x = i / channels % shape[1];
    int64_t y = i / channels / shape[1];
    int64_t clean = 3 * x + 5 * y + 2 * c;
    a.set(i, static_cast<double>(clean % 17) / 16);
    b.set(i, static_cast<double>((clean + (x * y + c) % 3) % 17) / 16);
  }
}

TEST(MetricsTest, GrayAgreesWithScikitImage) {
  HostArray a, b;
  makePair({20, 27}, a, b);
  Metrics metrics = compareArrays(b, a);
  EXPECT_NEAR(metrics.psnr, 14.004289896273683, 1e-12);
  EXPECT_NEAR(metrics.nrmse, 0.34062564556129116, 1e-14);
  ASSERT_TRUE(metrics.ssim.has_value());
  EXPECT_NEAR(*metrics.ssim, 0.809409189676036, 1e-12);
}

TEST(MetricsTest, ColourAgreesWithScikitImage) {
  HostArray a, b;
  makePair({13, 15, 3}, a, b);
  Metrics metrics = compareArrays(b, a);
  EXPECT_NEAR(metrics.psnr, 12.500321640399283, 1e-12);
  EXPECT_NEAR(metrics.nrmse, 0.40408305242479153, 1e-14);
  ASSERT_TRUE(metrics.ssim.has_value());
  EXPECT_NEAR(*metrics.ssim, 0.5801410853359029, 1e-12);
}

TEST(MetricsTest, EqualArrays) {
  HostArray a, b;
  makePair({12, 12}, a, b);
  Metrics metrics = compareArrays(a, a);
  EXPECT_TRUE(std::isinf(metrics.psnr));
  EXPECT_EQ(metrics.nrmse, 0);
  EXPECT_NEAR(*metrics.ssim, 1, 1e-12);
}

TEST(MetricsTest, IntegersDivideByTheirMaximum) {
  HostArray a, b;
  makePair({20, 27}, a, b);
  HostArray bytes(ElementType::U8, {20, 27});
  for (int64_t i = 0; i < a.numElements(); ++i) {
    bytes.set(i, std::round(b.get(i).real() * 255));
    b.set(i, std::round(b.get(i).real() * 255) / 255);
  }
  EXPECT_NEAR(compareArrays(bytes, a).psnr, compareArrays(b, a).psnr, 1e-12);
}

TEST(MetricsTest, ComplexUsesDifferencesAndModuli) {
  HostArray a(ElementType::C128, {12, 12}), b(ElementType::C128, {12, 12});
  for (int64_t i = 0; i < 144; ++i) {
    a.set(i, {.5, 0});
    b.set(i, {0, .5});
  }
  Metrics metrics = compareArrays(b, a);
  EXPECT_NEAR(metrics.psnr, -10 * std::log10(.5), 1e-12);
  EXPECT_NEAR(metrics.nrmse, std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(*metrics.ssim, 1, 1e-12);
}

TEST(MetricsTest, SmallPicturesAndVectorsHaveNoSsim) {
  EXPECT_FALSE(compareArrays(HostArray(ElementType::F32, {10, 40}),
                             HostArray(ElementType::F32, {10, 40}))
                   .ssim);
  EXPECT_FALSE(compareArrays(HostArray(ElementType::F32, {400}),
                             HostArray(ElementType::F32, {400}))
                   .ssim);
}

TEST(MetricsTest, StacksAverageTheirPictures) {
  HostArray a, b;
  makePair({20, 27}, a, b);
  HostArray stackA(ElementType::F64, {2, 20, 27});
  HostArray stackB(ElementType::F64, {2, 20, 27});
  for (int64_t i = 0; i < a.numElements(); ++i) {
    stackA.set(i, a.get(i));
    stackB.set(i, a.get(i));
    stackA.set(i + a.numElements(), a.get(i));
    stackB.set(i + a.numElements(), b.get(i));
  }
  EXPECT_NEAR(*compareArrays(stackB, stackA).ssim, (1 + 0.809409189676036) / 2,
              1e-12);
}

} // namespace
