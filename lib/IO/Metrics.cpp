//===- Metrics.cpp - how near a result is to the truth --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/IO/Metrics.h"

#include <array>
#include <cassert>
#include <cmath>
#include <limits>

using namespace llvm;

namespace proxc::io {

namespace {

constexpr int64_t taps = 11;

std::array<double, taps> gaussianWindow() {
  constexpr double sigma = 1.5;
  std::array<double, taps> window;
  double sum = 0;
  for (int64_t i = 0; i < taps; ++i) {
    double x = static_cast<double>(i - taps / 2);
    window[i] = std::exp(-x * x / (2 * sigma * sigma));
    sum += window[i];
  }
  for (double &w : window)
    w /= sum;
  return window;
}

/// One plane of a picture.
struct Plane {
  int64_t height, width;
  std::vector<double> values;
};

/// The weighted mean of each window that lies inside the plane.
Plane windowMeans(const Plane &in) {
  static const std::array<double, taps> window = gaussianWindow();
  int64_t h = in.height - taps + 1, w = in.width - taps + 1;
  Plane rows{h, in.width, std::vector<double>(h * in.width, 0)};
  for (int64_t y = 0; y < h; ++y)
    for (int64_t t = 0; t < taps; ++t)
      for (int64_t x = 0; x < in.width; ++x)
        rows.values[y * in.width + x] +=
            window[t] * in.values[(y + t) * in.width + x];
  Plane out{h, w, std::vector<double>(h * w, 0)};
  for (int64_t y = 0; y < h; ++y)
    for (int64_t t = 0; t < taps; ++t)
      for (int64_t x = 0; x < w; ++x)
        out.values[y * w + x] += window[t] * rows.values[y * in.width + x + t];
  return out;
}

Plane product(const Plane &a, const Plane &b) {
  Plane out = a;
  for (size_t i = 0; i < out.values.size(); ++i)
    out.values[i] *= b.values[i];
  return out;
}

double planeSsim(const Plane &a, const Plane &b) {
  constexpr double c1 = 0.01 * 0.01, c2 = 0.03 * 0.03;
  Plane meanA = windowMeans(a), meanB = windowMeans(b);
  Plane squareA = windowMeans(product(a, a));
  Plane squareB = windowMeans(product(b, b));
  Plane cross = windowMeans(product(a, b));
  double sum = 0;
  for (size_t i = 0; i < cross.values.size(); ++i) {
    double ma = meanA.values[i], mb = meanB.values[i];
    double variance = squareA.values[i] - ma * ma + squareB.values[i] - mb * mb;
    double covariance = cross.values[i] - ma * mb;
    sum += (2 * ma * mb + c1) * (2 * covariance + c2) /
           ((ma * ma + mb * mb + c1) * (variance + c2));
  }
  return sum / static_cast<double>(cross.values.size());
}

/// Element i of an array whose range is 1.
class Values {
public:
  explicit Values(const HostArray &array)
      : array(array), divisor(isIntegerType(array.elementType())
                                  ? integerMaximum(array.elementType())
                                  : 1) {}

  std::complex<double> operator[](int64_t i) const {
    return array.get(i) / divisor;
  }

  const HostArray &array;

private:
  double divisor;
};

/// `stride` steps between the pixels of a plane that begins at `first`.
Plane takePlane(const Values &values, int64_t first, int64_t stride,
                int64_t height, int64_t width, bool isComplex) {
  Plane plane{height, width, std::vector<double>(height * width)};
  for (int64_t i = 0; i < height * width; ++i)
    plane.values[i] = isComplex ? std::abs(values[first + i * stride])
                                : values[first + i * stride].real();
  return plane;
}

std::optional<double> arraySsim(const Values &a, const Values &b) {
  ArrayRef<int64_t> shape = a.array.shape();
  size_t rank = shape.size();
  bool hasChannels =
      rank >= 3 && (shape[rank - 1] == 3 || shape[rank - 1] == 4);
  if (rank < 2)
    return std::nullopt;
  int64_t channels = hasChannels ? shape[rank - 1] : 1;
  int64_t height = shape[rank - (hasChannels ? 3 : 2)];
  int64_t width = shape[rank - (hasChannels ? 2 : 1)];
  if (height < taps || width < taps)
    return std::nullopt;
  bool isComplex = isComplexType(a.array.elementType()) ||
                   isComplexType(b.array.elementType());
  int64_t planeSize = height * width * channels;
  int64_t pictures = a.array.numElements() / planeSize;
  double sum = 0;
  for (int64_t p = 0; p < pictures; ++p)
    for (int64_t c = 0; c < channels; ++c) {
      int64_t first = p * planeSize + c;
      sum += planeSsim(takePlane(a, first, channels, height, width, isComplex),
                       takePlane(b, first, channels, height, width, isComplex));
    }
  return sum / static_cast<double>(pictures * channels);
}

} // namespace

Metrics compareArrays(const HostArray &result, const HostArray &reference) {
  assert(result.shape() == reference.shape() &&
         "metrics compare arrays of one shape");
  Values a(result), b(reference);
  double error = 0, energy = 0;
  for (int64_t i = 0; i < result.numElements(); ++i) {
    error += std::norm(a[i] - b[i]);
    energy += std::norm(b[i]);
  }
  Metrics metrics;
  double mean = error / static_cast<double>(result.numElements());
  metrics.psnr = mean == 0 ? std::numeric_limits<double>::infinity()
                           : -10 * std::log10(mean);
  metrics.nrmse = error == 0 ? 0 : std::sqrt(error / energy);
  if (result.numElements() > 0)
    metrics.ssim = arraySsim(a, b);
  return metrics;
}

} // namespace proxc::io
