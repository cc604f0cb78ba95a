//===- Check.h - kernels against their definition ---------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_TEST_UNIT_TARGET_HALIDE_CHECK_H
#define PROXC_TEST_UNIT_TARGET_HALIDE_CHECK_H

#include "proxc/Dialect/Halide/Transforms/Passes.h"
#include <optional>
#include <string>
#include <vector>

namespace proxc::target {

struct CheckOptions {
  /// Of the largest modulus in a result.
  double tolerance = 1e-5;
  /// Passes over memory, where that is to be checked.
  std::optional<unsigned> sweeps{};
  /// What the schedule is made for.
  halide::MachineModel machine{};
  /// Values of inputs lie in [low, high], integers in [0, highestInteger].
  double low = -1, high = 1, highestInteger = 255;
  /// Results that are to be put over arguments, by (argument, result), as
  /// states are: where they are read at their own index only, and else by
  /// `shareRows`.
  std::vector<halide::SharedPair> shared{};
  /// Whether `shareRows` must refuse to; either is right where this is empty.
  std::optional<bool> refuses = false;
};

/// Schedules, compiles and runs the pipeline of `text` on made-up data, and
/// compares with its definition. It runs twice: with every array directly
/// before memory that must not be touched and directly behind, and with its
/// tasks in two orders, which must make the same bits. Memory that has no value
/// yet holds NaN. Returns Halide's statement.
std::string checkPipeline(const std::string &text, CheckOptions options = {});

} // namespace proxc::target

#endif // PROXC_TEST_UNIT_TARGET_HALIDE_CHECK_H
