//===- Stats.h - what a solve did --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DRIVER_STATS_H
#define PROXC_LIB_DRIVER_STATS_H

#include "Compiled.h"
#include "Compiler.h"

#include "proxc/IO/Metrics.h"

#include <string>
#include <utility>
#include <vector>

namespace proxc::driver {

/// All that `--stats` writes and the summary shows.
struct Stats {
  proxc_result result = PROXC_RESULT_INIT;
  double compileSeconds = 0;
  double setupSeconds = 0;
  double solveSeconds = 0;
  double secondsPerIteration = 0;
  int32_t threads = 1;
  std::string sourceHash;
  /// Results that have a reference.
  std::vector<std::pair<std::string, io::Metrics>> metrics;
};

/// "converged", "iterations", "time", "cancelled", "diverged", "failed".
llvm::StringRef stoppedName(int32_t stopped);

/// The JSON object of `--stats`: keys as in docs/language.md.
std::string statsJson(const Stats &stats, const CompiledProgram &program);

/// A few lines for people.
std::string summary(const Stats &stats, const CompiledProgram &program,
                    const ArrayMap &results);

/// SHA-256 of the program's text, in hexadecimal.
std::string hashOf(llvm::StringRef text);

} // namespace proxc::driver

#endif // PROXC_LIB_DRIVER_STATS_H
