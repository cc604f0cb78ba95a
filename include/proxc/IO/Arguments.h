//===- Arguments.h - NAME=VALUE on the command line --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_IO_ARGUMENTS_H
#define PROXC_IO_ARGUMENTS_H

#include "proxc/IO/Files.h"

#include <complex>
#include <optional>
#include <string>
#include <variant>

namespace proxc::io {

/// Reads a number as programs spell it (`3`, `2.`, `.5`, `1e-3`, `2i`), with an
/// optional sign, or a sum of a real and an imaginary one (`1-2i`). Also `inf`
/// and `-inf`. Nothing where the text is something else.
std::optional<std::complex<double>> parseNumber(llvm::StringRef text);

/// Whether `name` can name a buffer of a program.
bool isIdentifier(llvm::StringRef name);

/// NAME=VALUE, where the value is a number or a file with suffixes.
struct Assignment {
  std::string name;
  /// The text behind `=`.
  std::string text;
  std::variant<std::complex<double>, FileSpec> value;

  bool isNumber() const { return value.index() == 0; }
  std::complex<double> number() const {
    return std::get<std::complex<double>>(value);
  }
  const FileSpec &file() const { return std::get<FileSpec>(value); }
};

/// Splits NAME=VALUE; false where the text has no such form at all, which is
/// wrong usage rather than a wrong value.
bool splitAssignment(llvm::StringRef text, llvm::StringRef &name,
                     llvm::StringRef &value);

/// Parses an input NAME=VALUE. A value that is neither a number nor the name of
/// a file that proxc reads is an error.
llvm::Expected<Assignment> parseInput(llvm::StringRef name,
                                      llvm::StringRef value);

/// NAME=FILE or FILE behind `-o`.
struct OutputRequest {
  /// Empty where only a file was given.
  std::string name;
  FileSpec file;
};

llvm::Expected<OutputRequest> parseOutput(llvm::StringRef text);

/// Reads what an input names and converts it to the declared type.
llvm::Expected<HostArray> readInput(const Assignment &assignment,
                                    const Declared &declared);

} // namespace proxc::io

#endif // PROXC_IO_ARGUMENTS_H
