//===- Driver.cpp - the compiler driver behind proxc --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Driver/Driver.h"

#include "Crash.h"
#include "Session.h"

#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace proxc::driver {

int runInvocation(const Invocation &invocation) {
  switch (invocation.command) {
  case Command::Compile:
    return runCompile(invocation);
  case Command::Run:
    return runRun(invocation);
  case Command::Apply:
    return runApply(invocation);
  case Command::Explain:
    return runExplain(invocation);
  case Command::Check:
    return runCheck(invocation);
  case Command::Evaluate:
    return runEvaluate(invocation);
  case Command::Info:
    return runInfo(invocation);
  case Command::Help:
    outs() << helpText(invocation.helpOn);
    return ExitDone;
  case Command::Version:
    outs() << versionText() << '\n';
    return ExitDone;
  }
  return ExitUsage;
}

int runProxc(ArrayRef<const char *> args) {
  installCrashHandlers(args);
  Expected<Invocation> invocation = parseCommandLine(args);
  if (!invocation) {
    errs() << "proxc: " << toString(invocation.takeError())
           << "\nsee 'proxc --help'\n";
    return ExitUsage;
  }
  return runInvocation(*invocation);
}

} // namespace proxc::driver
