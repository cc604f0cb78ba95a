//===- Arguments.cpp - NAME=VALUE on the command line --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/IO/Arguments.h"

#include "llvm/ADT/StringExtras.h"

#include <charconv>
#include <cmath>
#include <limits>

using namespace llvm;

namespace proxc::io {

namespace {

/// Takes an unsigned real number off the front. The language has no hexadecimal
/// floats and no NaN, so only digits, a point and an exponent pass.
std::optional<double> takeUnsigned(StringRef &text) {
  if (text.consume_front("inf"))
    return std::numeric_limits<double>::infinity();
  if (text.empty() || (!isDigit(text.front()) && text.front() != '.'))
    return std::nullopt;
  double value;
  auto [end, status] = std::from_chars(text.begin(), text.end(), value);
  if (status == std::errc::invalid_argument)
    return std::nullopt;
  if (status == std::errc::result_out_of_range) {
    // Too large is infinite, too small is 0; the exponent's sign tells which.
    StringRef digits(text.begin(), end - text.begin());
    value = digits.contains("e-") || digits.contains("E-")
                ? 0.0
                : std::numeric_limits<double>::infinity();
  }
  text = text.drop_front(end - text.begin());
  return value;
}

} // namespace

std::optional<std::complex<double>> parseNumber(StringRef text) {
  std::complex<double> sum = 0;
  bool haveReal = false, haveImag = false;
  do {
    double sign = 1;
    if (text.consume_front("-"))
      sign = -1;
    else if (!text.consume_front("+") && (haveReal || haveImag))
      return std::nullopt;
    std::optional<double> value = takeUnsigned(text);
    if (!value)
      return std::nullopt;
    bool imaginary = text.consume_front("i");
    bool &seen = imaginary ? haveImag : haveReal;
    if (seen)
      return std::nullopt;
    seen = true;
    if (imaginary)
      sum.imag(sign * *value);
    else
      sum.real(sign * *value);
  } while (!text.empty());
  return sum;
}

bool isIdentifier(StringRef name) {
  if (name.empty() || isDigit(name.front()))
    return false;
  return all_of(name, [](char c) { return isAlnum(c) || c == '_'; });
}

bool splitAssignment(StringRef text, StringRef &name, StringRef &value) {
  size_t at = text.find('=');
  if (at == StringRef::npos || !isIdentifier(text.take_front(at)))
    return false;
  name = text.take_front(at);
  value = text.drop_front(at + 1);
  return true;
}

Expected<Assignment> parseInput(StringRef name, StringRef value) {
  if (value.empty())
    return fileError(name, "expected a number or a file after '" + name + "='");
  Assignment result{name.str(), value.str(), std::complex<double>(0)};
  if (std::optional<std::complex<double>> number = parseNumber(value)) {
    result.value = *number;
    return result;
  }
  if (!value.contains('.'))
    return fileError(name, "expected a number or a file that ends in .npy, "
                           ".npz, .mtx or .png, found '" +
                               value + "'");
  Expected<FileSpec> spec = parseFileSpec(value, FileUse::Read);
  if (!spec)
    return spec.takeError();
  result.value = std::move(*spec);
  return result;
}

Expected<OutputRequest> parseOutput(StringRef text) {
  StringRef name, file = text;
  splitAssignment(text, name, file);
  if (file.empty())
    return fileError(text, "expected a file after '='");
  Expected<FileSpec> spec = parseFileSpec(file, FileUse::Write);
  if (!spec)
    return spec.takeError();
  return OutputRequest{name.str(), std::move(*spec)};
}

Expected<HostArray> readInput(const Assignment &assignment,
                              const Declared &declared) {
  if (assignment.isNumber())
    return convertNumber(assignment.number(), declared);
  Expected<LoadedFile> file = loadFile(assignment.file(), declared.name);
  if (!file)
    return file.takeError();
  return convertLoaded(*file, declared);
}

} // namespace proxc::io
