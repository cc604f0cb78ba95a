//===- FileSpec.cpp - file names with suffixes --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/IO/Arguments.h"
#include "proxc/IO/Files.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

#include <cmath>

using namespace llvm;

namespace proxc::io {

Error fileError(StringRef file, const Twine &message) {
  return createStringError(std::make_error_code(std::errc::invalid_argument),
                           file + ": " + message);
}

namespace {

struct Ending {
  StringLiteral text;
  /// Nothing: the language has it, this version does not.
  std::optional<FileKind> kind;
};

constexpr Ending endings[] = {{".npy", FileKind::Npy},
                              {".npz", FileKind::Npz},
                              {".mtx", FileKind::MatrixMarket},
                              {".png", FileKind::Png},
                              {".jpg", std::nullopt},
                              {".jpeg", std::nullopt},
                              {".tif", std::nullopt},
                              {".tiff", std::nullopt},
                              {".pgm", std::nullopt},
                              {".ppm", std::nullopt},
                              {".pfm", std::nullopt},
                              {".cfl", std::nullopt},
                              {".h5", std::nullopt}};

constexpr StringLiteral available = ".npy, .npz, .mtx";

const Ending *findEnding(StringRef path) {
  for (const Ending &ending : endings)
    if (path.ends_with_insensitive(ending.text))
      return &ending;
  return nullptr;
}

/// One suffix: where it may stand, and what it does to a FileSpec.
struct Suffix {
  StringLiteral name;
  bool read;
  bool write;
  /// When writing, only pictures take it.
  bool picturesOnly;
};

constexpr Suffix suffixes[] = {
    {"gray", true, false, false}, {"rgb", true, false, false},
    {"raw", true, true, true},    {"max", true, false, false},
    {"sum1", true, false, false}, {"16", false, true, true},
    {"abs", true, true, false},   {"angle", true, true, false},
    {"real", true, true, false},  {"window", false, true, true}};

std::string listSuffixes(FileUse use) {
  std::string text;
  for (const Suffix &suffix : suffixes)
    if (use == FileUse::Read ? suffix.read : suffix.write)
      text += (text.empty() ? ":" : " :") + suffix.name.str();
  return text;
}

/// Why `name` is no suffix here, with the nearest one that is.
Error unknownSuffix(StringRef path, StringRef name, FileUse use) {
  StringRef best;
  unsigned distance = 3;
  for (const Suffix &suffix : suffixes) {
    unsigned d = name.edit_distance(suffix.name);
    if (d < distance && d < suffix.name.size()) {
      distance = d;
      best = suffix.name;
    }
  }
  if (name.equals_insensitive("grey"))
    best = "gray";
  std::string hint = best.empty() ? "; the suffixes are " + listSuffixes(use)
                                  : "; did you mean ':" + best.str() + "'?";
  return fileError(path, "unknown suffix ':" + name + "'" + hint);
}

Error expectNumber(StringRef path, StringRef suffix, StringRef found) {
  return fileError(path, "expected " + suffix + ", found '" + found + "'");
}

std::optional<double> finiteNumber(StringRef text) {
  std::optional<std::complex<double>> value = parseNumber(text);
  if (!value || value->imag() != 0 || !std::isfinite(value->real()))
    return std::nullopt;
  return value->real();
}

/// Applies a suffix that is known and stands in the right place.
Error applySuffix(FileSpec &spec, StringRef name, StringRef value) {
  if (name == "max") {
    spec.maximum = finiteNumber(value);
    if (!spec.maximum || *spec.maximum <= 0)
      return expectNumber(spec.path, "':max=' and a positive number", value);
    return Error::success();
  }
  if (name == "window") {
    auto [low, high] = value.split(',');
    std::optional<double> lo = finiteNumber(low), hi = finiteNumber(high);
    if (!lo || !hi || *lo >= *hi)
      return expectNumber(spec.path, "':window=lo,hi' with lo below hi", value);
    spec.window = {*lo, *hi};
    return Error::success();
  }
  if (!value.empty())
    return fileError(spec.path, "suffix ':" + name +
                                    "' takes no value, found '" + value + "'");
  if (name == "gray")
    spec.gray = true;
  else if (name == "rgb")
    spec.rgb = true;
  else if (name == "raw")
    spec.raw = true;
  else if (name == "sum1")
    spec.sumToOne = true;
  else if (name == "16")
    spec.sixteenBits = true;
  else if (name == "abs")
    spec.part = ComplexPart::Abs;
  else if (name == "angle")
    spec.part = ComplexPart::Angle;
  else
    spec.part = ComplexPart::Real;
  return Error::success();
}

Error checkConflicts(const FileSpec &spec) {
  auto conflict = [&](StringRef a, StringRef b) {
    return fileError(spec.path,
                     "suffixes '" + a + "' and '" + b + "' exclude each other");
  };
  if (spec.gray && spec.rgb)
    return conflict(":gray", ":rgb");
  if (spec.raw && spec.maximum)
    return conflict(":raw", ":max");
  if (spec.raw && spec.window)
    return conflict(":raw", ":window");
  return Error::success();
}

Error parseSuffix(FileSpec &spec, StringRef text, FileUse use) {
  auto [name, value] = text.split('=');
  const Suffix *found = nullptr;
  for (const Suffix &suffix : suffixes)
    if (name == suffix.name)
      found = &suffix;
  if (!found)
    return unknownSuffix(spec.path, name, use);
  bool reading = use == FileUse::Read;
  if (!(reading ? found->read : found->write))
    return fileError(spec.path,
                     "suffix ':" + name + "' is for files that are " +
                         (reading ? "written" : "read") +
                         "; here one may write " + listSuffixes(use));
  if (!reading && found->picturesOnly && spec.kind != FileKind::Png)
    return fileError(spec.path,
                     "suffix ':" + name + "' is for pictures; write a .png");
  if (spec.part != ComplexPart::None &&
      (name == "abs" || name == "angle" || name == "real"))
    return fileError(spec.path, "expected one of ':abs', ':angle' or ':real'");
  return applySuffix(spec, name, value);
}

} // namespace

Expected<FileSpec> parseFileSpec(StringRef text, FileUse use) {
  const Ending *ending = nullptr;
  size_t end = text.find(':');
  for (;; end = text.find(':', end + 1)) {
    ending = findEnding(text.take_front(end));
    if (ending || end == StringRef::npos)
      break;
  }
  if (!ending) {
    StringRef path = text.substr(0, text.find(':', text.rfind('/') + 1));
    StringRef found = sys::path::extension(path);
    if (found.empty())
      return fileError(text, "expected a file that ends in " + available +
                                 " or .png, found no ending");
    return fileError(text, "unknown kind of file '" + found +
                               "'; the kinds are " + available + " and .png");
  }
  if (!ending->kind)
    return fileError(text, "`" + ending->text +
                               "` files are not available yet; the kinds are " +
                               available + " and .png");
  FileSpec spec;
  spec.path = text.take_front(end).str();
  spec.kind = *ending->kind;
  if (sys::path::stem(spec.path).empty() ||
      sys::path::filename(spec.path) == ending->text)
    return fileError(text, "expected a name before '" + ending->text + "'");
  if (end != StringRef::npos) {
    SmallVector<StringRef, 4> parts;
    text.drop_front(end + 1).split(parts, ':');
    for (StringRef part : parts)
      if (Error error = parseSuffix(spec, part, use))
        return error;
  }
  if (Error error = checkConflicts(spec))
    return error;
  return spec;
}

} // namespace proxc::io
