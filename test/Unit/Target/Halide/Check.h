//===- Check.h - kernels against their definition ---------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_TEST_UNIT_TARGET_HALIDE_CHECK_H
#define PROXC_TEST_UNIT_TARGET_HALIDE_CHECK_H

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace proxc::target {

struct CheckOptions {
  /// Of the largest modulus in a result.
  double tolerance = 1e-5;
  /// Passes over memory, where that is to be checked.
  std::optional<unsigned> sweeps{};
  /// The vectors of this target are used; 32 for scalars.
  unsigned vectorBits = 256;
  /// Values of inputs lie in [low, high].
  double low = -1, high = 1;
  /// Results that `shareRows` is to put over arguments, by (argument, result),
  /// and whether it must refuse to.
  std::vector<std::pair<unsigned, unsigned>> shared{};
  bool refuses = false;
};

/// Schedules, compiles and runs the pipeline of `text` on made-up data, with
/// every array directly before or behind memory that must not be touched, and
/// compares with its definition. Returns Halide's statement.
std::string checkPipeline(const std::string &text, CheckOptions options = {});

} // namespace proxc::target

#endif // PROXC_TEST_UNIT_TARGET_HALIDE_CHECK_H
