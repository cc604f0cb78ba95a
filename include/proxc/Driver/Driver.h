//===- Driver.h - the compiler driver behind `proxc` --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DRIVER_DRIVER_H
#define PROXC_DRIVER_DRIVER_H

#include "proxc/Driver/Invocation.h"

namespace proxc::driver {

/// Runs one command line and returns the exit status. Results go to the
/// standard output, everything else to the standard error output.
int runProxc(llvm::ArrayRef<const char *> args);

/// Runs a command line that was taken apart.
int runInvocation(const Invocation &invocation);

} // namespace proxc::driver

#endif // PROXC_DRIVER_DRIVER_H
