//===- OutputFile.cpp - files that are written whole or not at all --*- C++
//-*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/IO/Files.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace proxc::io {

namespace {

Error cannotWrite(StringRef path, std::error_code code) {
  return fileError(path, "the file cannot be written: " +
                             StringRef(code.message()).lower());
}

/// Whether something that is no regular file (a device, a pipe) stands at the
/// path. A rename would replace it.
bool isSpecial(StringRef path) {
  sys::fs::file_status status;
  return !sys::fs::status(path, status) && sys::fs::exists(status) &&
         !sys::fs::is_regular_file(status) && !sys::fs::is_directory(status);
}

/// The place that a symbolic link stands for, so that the link survives.
SmallString<128> resolve(StringRef path) {
  SmallString<128> real;
  if (sys::fs::is_symlink_file(path) && !sys::fs::real_path(path, real))
    return real;
  return SmallString<128>(path);
}

Error writeInPlace(StringRef path, StringRef bytes) {
  std::error_code code;
  raw_fd_ostream os(path, code, sys::fs::OF_None);
  if (code)
    return cannotWrite(path, code);
  os << bytes;
  os.close();
  code = os.error();
  os.clear_error();
  return code ? cannotWrite(path, code) : Error::success();
}

} // namespace

Error checkWritable(StringRef path) {
  if (sys::fs::is_directory(path))
    return fileError(path, "the file cannot be written: it is a folder");
  SmallString<128> target = resolve(path);
  StringRef folder = sys::path::parent_path(target);
  if (folder.empty())
    folder = ".";
  if (!sys::fs::is_directory(folder))
    return fileError(path, "the file cannot be written: there is no folder '" +
                               folder + "'");
  bool replaced = sys::fs::exists(target) && isSpecial(target);
  if (!replaced)
    if (std::error_code code =
            sys::fs::access(folder, sys::fs::AccessMode::Write))
      return cannotWrite(path, code);
  if (sys::fs::exists(target))
    if (std::error_code code =
            sys::fs::access(target, sys::fs::AccessMode::Write))
      return cannotWrite(path, code);
  return Error::success();
}

Error writeWhole(StringRef path, StringRef bytes) {
  if (Error error = checkWritable(path))
    return error;
  SmallString<128> target = resolve(path);
  if (isSpecial(target))
    return writeInPlace(target, bytes);
  Expected<sys::fs::TempFile> temporary =
      sys::fs::TempFile::create(target + ".tmp-%%%%%%%%");
  if (!temporary)
    return cannotWrite(path, errorToErrorCode(temporary.takeError()));
  raw_fd_ostream os(temporary->FD, /*shouldClose=*/false);
  os << bytes;
  os.flush();
  std::error_code code = os.error();
  os.clear_error();
  if (code) {
    consumeError(temporary->discard());
    return cannotWrite(path, code);
  }
  if (Error error = temporary->keep(target))
    return cannotWrite(path, errorToErrorCode(std::move(error)));
  return Error::success();
}

} // namespace proxc::io
