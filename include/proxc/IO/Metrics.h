//===- Metrics.h - how near a result is to the truth --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_IO_METRICS_H
#define PROXC_IO_METRICS_H

#include "proxc/IO/HostArray.h"

#include <optional>

namespace proxc::io {

/// Distances from a reference, for data whose range is 1. Integer arrays are
/// divided by the maximum of their type first.
struct Metrics {
  /// 10 log10(1 / mean |x - r|^2), in dB; infinite where both are equal.
  double psnr = 0;
  /// Mean structural similarity; nothing for arrays without a picture of 11 x
  /// 11 pixels at least.
  std::optional<double> ssim;
  /// |x - r| / |r|; infinite or NaN where the reference is 0.
  double nrmse = 0;
};

/// Compares arrays of the same shape. SSIM is that of Wang, Bovik, Sheikh,
/// Simoncelli, "Image quality assessment: from error visibility to structural
/// similarity", IEEE Trans. Image Processing 13(4), 2004: Gaussian window of 11
/// x 11 and sigma 1.5, K1 = 0.01, K2 = 0.03, population variances, the mean
/// over all windows inside the picture. A last axis of 3 or 4 behind two others
/// holds channels, other leading axes hold pictures; their values are averaged.
/// Of complex values PSNR and NRMSE take the difference, SSIM the moduli.
Metrics compareArrays(const HostArray &result, const HostArray &reference);

} // namespace proxc::io

#endif // PROXC_IO_METRICS_H
