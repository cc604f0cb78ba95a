//===- Encode.cpp - results to the bytes of files --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/IO/Files.h"

#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <cmath>

using namespace llvm;

namespace proxc::io {

namespace {

/// The share of clipped values from which on the user is warned.
constexpr double clippedShare = 0.001;

/// How values become stored numbers: stored = (value - offset) * factor.
struct Scale {
  double offset = 0;
  double factor = 1;
};

struct Quantized {
  HostArray array;
  int64_t clipped = 0;
  double lowest = 0, highest = 0;
};

/// Rounds to 8 or 16 bits and counts what is cut off by more than rounding.
Quantized quantize(const HostArray &in, Scale scale, bool wide) {
  Quantized result;
  result.array =
      HostArray(wide ? ElementType::U16 : ElementType::U8, in.shape());
  double top = wide ? 65535 : 255;
  constexpr int64_t block = 1024;
  double values[block];
  for (int64_t at = 0; at < in.numElements(); at += block) {
    int64_t n = std::min(block, in.numElements() - at);
    in.loadReal(at, n, values);
    if (at == 0)
      result.lowest = result.highest = values[0];
    for (int64_t i = 0; i < n; ++i) {
      result.lowest = std::min(result.lowest, values[i]);
      result.highest = std::max(result.highest, values[i]);
      values[i] = (values[i] - scale.offset) * scale.factor;
      result.clipped += values[i] < -0.5 || values[i] > top + 0.5;
    }
    result.array.store(at, n, values, nullptr);
  }
  return result;
}

Expected<Scale> pictureScale(const FileSpec &spec, const HostArray &array,
                             StringRef name) {
  double top = spec.sixteenBits ? 65535 : 255;
  ElementType type = array.elementType();
  if (spec.raw)
    return Scale{};
  if (spec.window) {
    auto [low, high] = *spec.window;
    return Scale{low, top / (high - low)};
  }
  if (spec.part == ComplexPart::Angle)
    return Scale{-M_PI, top / (2 * M_PI)};
  if (!isIntegerType(type))
    return Scale{0, top};
  if (type == ElementType::U8 || type == ElementType::U16 ||
      type == ElementType::B1)
    return Scale{0, top / integerMaximum(type)};
  return fileError(spec.path, "'" + name + "' holds " + elementTypeName(type) +
                                  " values, whose range is no picture's; add "
                                  "':window=lo,hi' or ':raw'");
}

std::string clippingWarning(const FileSpec &spec, const Quantized &picture,
                            bool scaled) {
  double share = static_cast<double>(picture.clipped) /
                 static_cast<double>(picture.array.numElements());
  if (!(share > clippedShare))
    return "";
  std::string text;
  raw_string_ostream os(text);
  os << spec.path << ": " << format("%.1f", 100 * share)
     << " % of the values are clipped (they go from "
     << format("%.4g", picture.lowest) << " to "
     << format("%.4g", picture.highest) << ")";
  if (scaled)
    os << "; add ':window=lo,hi' to the name, or write .npy";
  return text;
}

Error encodePicture(const FileSpec &spec, const HostArray &array,
                    StringRef name, EncodedFile &file) {
  if (isComplexType(array.elementType()))
    return fileError(spec.path, "'" + name +
                                    "' is complex, a picture is real; add "
                                    "':abs', ':angle' or ':real' to the name");
  if (std::optional<int64_t> bad = findNonFinite(array))
    return fileError(spec.path, "'" + name + "' is not finite at " +
                                    formatIndex(array.shape(), *bad) +
                                    ", which no picture holds; write .npy");
  Expected<Scale> scale = pictureScale(spec, array, name);
  if (!scale)
    return scale.takeError();
  Quantized picture = quantize(array, *scale, spec.sixteenBits);
  file.warning = clippingWarning(spec, picture, !spec.raw);
  Expected<std::string> bytes = encodePng(picture.array, spec.path);
  if (!bytes)
    return bytes.takeError();
  file.bytes = std::move(*bytes);
  return Error::success();
}

} // namespace

Expected<EncodedFile> encodeFile(const FileSpec &spec, const HostArray &array,
                                 StringRef name) {
  EncodedFile file;
  file.path = spec.path;
  HostArray part = complexPart(array, spec.part);
  switch (spec.kind) {
  case FileKind::Npy:
    file.bytes = encodeNpy(part);
    break;
  case FileKind::Npz:
    file.bytes = encodeNpz(part, name);
    break;
  case FileKind::MatrixMarket: {
    Expected<std::string> text = encodeMatrixMarket(part, spec.path);
    if (!text)
      return text.takeError();
    file.bytes = std::move(*text);
    break;
  }
  case FileKind::Png:
    if (Error error = encodePicture(spec, part, name, file))
      return error;
    break;
  }
  return file;
}

} // namespace proxc::io
