//===- Helpers.h - what the tests of files share --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_TEST_UNIT_IO_HELPERS_H
#define PROXC_TEST_UNIT_IO_HELPERS_H

#include "proxc/IO/Files.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <fstream>

namespace proxc::io {

/// The message of the error that an expected failure holds.
template <typename T> std::string messageOf(llvm::Expected<T> result) {
  if (result)
    return "no error";
  return llvm::toString(result.takeError());
}

inline std::string messageOf(llvm::Error error) {
  return error ? llvm::toString(std::move(error)) : "no error";
}

/// The value, or a failure of the test with the error's message.
template <typename T> T take(llvm::Expected<T> result) {
  if (result)
    return std::move(*result);
  ADD_FAILURE() << llvm::toString(result.takeError());
  return T();
}

/// A file beside the tests.
inline std::string inputPath(llvm::StringRef name) {
  return std::string(PROXC_IO_INPUTS "/") + name.str();
}

inline std::string fileBytes(llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer) {
    ADD_FAILURE() << path.str() << ": " << buffer.getError().message();
    return "";
  }
  return (*buffer)->getBuffer().str();
}

inline std::vector<double> realParts(const HostArray &array) {
  std::vector<double> values(array.numElements());
  array.loadReal(0, array.numElements(), values.data());
  return values;
}

inline HostArray makeArray(ElementType type, llvm::ArrayRef<int64_t> shape,
                           llvm::ArrayRef<double> values) {
  HostArray array(type, shape);
  array.store(0, array.numElements(), values.data(), nullptr);
  return array;
}

/// A folder that goes when the test ends.
class TemporaryFolder {
public:
  TemporaryFolder() { llvm::sys::fs::createUniqueDirectory("proxc-io", path); }
  ~TemporaryFolder() { llvm::sys::fs::remove_directories(path); }

  std::string file(llvm::StringRef name) const {
    llvm::SmallString<128> full(path);
    llvm::sys::path::append(full, name);
    return std::string(full);
  }

  std::string write(llvm::StringRef name, llvm::StringRef bytes) const {
    std::ofstream out(file(name), std::ios::binary);
    out.write(bytes.data(), bytes.size());
    return file(name);
  }

  /// The names in the folder, to see that nothing was left behind.
  std::vector<std::string> names() const {
    std::vector<std::string> result;
    std::error_code code;
    for (llvm::sys::fs::directory_iterator it(path, code), end;
         it != end && !code; it.increment(code))
      result.push_back(llvm::sys::path::filename(it->path()).str());
    std::sort(result.begin(), result.end());
    return result;
  }

  llvm::SmallString<128> path;
};

} // namespace proxc::io

#endif // PROXC_TEST_UNIT_IO_HELPERS_H
