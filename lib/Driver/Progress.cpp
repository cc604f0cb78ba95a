//===- Progress.cpp - what happens while a solve runs --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Progress.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <csignal>

using namespace llvm;

namespace proxc::driver {

static volatile std::sig_atomic_t interruptSeen = 0;
static struct sigaction previousAction;

/// The second Ctrl-C ends the process at once.
extern "C" void proxcOnInterrupt(int signal) {
  if (interruptSeen) {
    ::sigaction(SIGINT, &previousAction, nullptr);
    ::raise(signal);
  }
  interruptSeen = 1;
}

Progress::Progress(bool mayShow)
    : shows(mayShow && sys::Process::StandardErrIsDisplayed()) {
  struct sigaction action = {};
  action.sa_handler = proxcOnInterrupt;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, &previousAction);
}

Progress::~Progress() {
  finish();
  ::sigaction(SIGINT, &previousAction, nullptr);
}

bool Progress::interrupted() { return interruptSeen != 0; }

void Progress::attach(proxc_options &options) {
  options.progress = callback;
  options.user = this;
  seconds.reserve(4096);
  start = last = lastShown = Clock::now();
}

void Progress::finish() {
  if (shown)
    errs() << "\r\x1b[K";
  shown = false;
}

int Progress::callback(const proxc_progress *progress, void *user) {
  auto *self = static_cast<Progress *>(user);
  Clock::time_point now = Clock::now();
  self->seconds.push_back(
      std::chrono::duration<float>(now - self->last).count());
  self->last = now;
  if (self->shows && now - self->lastShown > std::chrono::milliseconds(100))
    self->show(*progress, now);
  return interruptSeen;
}

void Progress::show(const proxc_progress &progress, Clock::time_point now) {
  double spent = std::chrono::duration<double>(now - start).count();
  double left =
      spent / progress.iteration * (progress.iterations - progress.iteration);
  errs() << formatv("\riteration {0}/{1}", progress.iteration,
                    progress.iterations);
  if (progress.primal_residual != 0 || progress.dual_residual != 0 ||
      progress.objective != 0)
    errs() << formatv("  objective {0}  residuals {1} {2}",
                      format("%.6g", progress.objective),
                      format("%.1e", progress.primal_residual),
                      format("%.1e", progress.dual_residual));
  errs() << formatv("  at most {0} s left\x1b[K", format("%.0f", left));
  shown = true;
  lastShown = now;
}

double Progress::medianSeconds() const {
  if (seconds.empty())
    return 0;
  std::vector<float> sorted = seconds;
  auto middle = sorted.begin() + static_cast<int64_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *middle;
}

} // namespace proxc::driver
