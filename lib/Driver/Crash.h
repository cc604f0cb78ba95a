//===- Crash.h - internal errors and their reproducers --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DRIVER_CRASH_H
#define PROXC_LIB_DRIVER_CRASH_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace proxc::driver {

/// From now on a crash, a failed assertion or LLVM's fatal error ends the
/// process with status 3 after writing a reproducer: the command line and the
/// program in one file.
void installCrashHandlers(llvm::ArrayRef<const char *> args);

/// The text of the program, to be part of the reproducer.
void setCrashProgram(llvm::StringRef file, llvm::StringRef text);

/// Reports an internal error that was noticed in time (a pass that failed
/// without telling why), writes the reproducer, and returns status 3.
int reportInternalError(llvm::StringRef what);

} // namespace proxc::driver

#endif // PROXC_LIB_DRIVER_CRASH_H
