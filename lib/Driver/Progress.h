//===- Progress.h - what happens while a solve runs --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DRIVER_PROGRESS_H
#define PROXC_LIB_DRIVER_PROGRESS_H

#include "proxc-rt/proxc.h"

#include <chrono>
#include <vector>

namespace proxc::driver {

/// Watches a solve: shows one line on a terminal, stops after the current
/// iteration when Ctrl-C was pressed, and takes the time of each iteration.
/// While an object of this class lives, only the second Ctrl-C ends the process
/// at once; one that comes before the solve stops it after its first iteration.
class Progress {
public:
  /// Shows its line only where `mayShow` and the standard error output is a
  /// terminal.
  explicit Progress(bool mayShow);
  ~Progress();
  Progress(const Progress &) = delete;

  /// Registers the callback.
  void attach(proxc_options &options);

  /// Removes the line.
  void finish();

  /// Whether Ctrl-C was pressed.
  static bool interrupted();

  /// The median time of an iteration, 0 where none was timed.
  double medianSeconds() const;

private:
  using Clock = std::chrono::steady_clock;

  static int callback(const proxc_progress *progress, void *user);
  void show(const proxc_progress &progress, Clock::time_point now);

  bool shows;
  bool shown = false;
  Clock::time_point last, lastShown, start;
  std::vector<float> seconds;
};

} // namespace proxc::driver

#endif // PROXC_LIB_DRIVER_PROGRESS_H
