//===- Crash.cpp - internal errors and their reproducers --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A signal handler may call little more than open, write and _exit, so the
// reproducer's text and path are made ready while all is well.

#include "Crash.h"

#include "proxc/Driver/Invocation.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Path.h"

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>

using namespace llvm;

namespace proxc::driver {

namespace {

struct CrashState {
  std::string commandLine;
  std::string reproducer;
  std::string path;
};

/// Leaked on purpose: a crash may come while statics are being destroyed.
CrashState &state() {
  static CrashState *instance = new CrashState;
  return *instance;
}

void put(int file, const char *text, size_t length) {
  while (length > 0) {
    ssize_t written = ::write(file, text, length);
    if (written <= 0)
      return;
    text += written;
    length -= static_cast<size_t>(written);
  }
}

void put(int file, const char *text) { put(file, text, std::strlen(text)); }

/// Only calls what a signal handler may call.
void writeReport(const char *what) {
  const CrashState &crash = state();
  int file = ::open(crash.path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  bool written = file >= 0;
  if (written) {
    put(file, crash.reproducer.data(), crash.reproducer.size());
    ::close(file);
  }
  put(2, "proxc: internal error: ");
  put(2, what);
  put(2, "; this is a fault of proxc, please report it");
  if (written) {
    put(2, " with ");
    put(2, crash.path.c_str());
  }
  put(2, "\n");
}

extern "C" void proxcOnCrash(int signal) {
  writeReport(signal == SIGSEGV || signal == SIGBUS ? "invalid memory access"
              : signal == SIGABRT                   ? "aborted"
                                                    : "illegal operation");
  ::_exit(ExitInternal);
}

void onFatalError(void *, const char *reason, bool) {
  writeReport(reason);
  ::_exit(ExitInternal);
}

} // namespace

void setCrashProgram(StringRef file, StringRef text) {
  state().reproducer =
      "# " + state().commandLine + "\n# " + file.str() + ":\n" + text.str();
}

void installCrashHandlers(ArrayRef<const char *> args) {
  CrashState &crash = state();
  crash.commandLine = "proxc";
  for (const char *arg : args)
    crash.commandLine += std::string(" ") + arg;
  crash.reproducer = "# " + crash.commandLine + "\n";
  SmallString<128> path;
  sys::path::system_temp_directory(/*ErasedOnReboot=*/true, path);
  sys::path::append(path,
                    "proxc-reproducer-" + std::to_string(::getpid()) + ".prox");
  crash.path = std::string(path);

  // A stack of its own, for the overflow of the ordinary one.
  static char stack[1 << 16];
  stack_t alternative = {};
  alternative.ss_sp = stack;
  alternative.ss_size = sizeof(stack);
  ::sigaltstack(&alternative, nullptr);
  struct sigaction action = {};
  action.sa_handler = proxcOnCrash;
  action.sa_flags = SA_ONSTACK | SA_RESETHAND;
  for (int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE})
    ::sigaction(signal, &action, nullptr);
  install_fatal_error_handler(onFatalError);
}

int reportInternalError(StringRef what) {
  writeReport(what.str().c_str());
  return ExitInternal;
}

} // namespace proxc::driver
