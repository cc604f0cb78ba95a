//===- RandomPipeline.h - pipelines from seeds ------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_TEST_UNIT_TARGET_HALIDE_RANDOMPIPELINE_H
#define PROXC_TEST_UNIT_TARGET_HALIDE_RANDOMPIPELINE_H

#include "Check.h"

namespace proxc::target {

struct RandomPipeline {
  std::string text;
  CheckOptions options;
};

/// The pipeline of a number, the same everywhere: up to five funcs that read
/// arguments and each other around their own index, in the forms of indices
/// that operators are lowered to, and what makes a schedule: shapes, types,
/// costs, borders, the machine, and which results replace which arguments.
RandomPipeline makeRandomPipeline(unsigned seed);

} // namespace proxc::target

#endif // PROXC_TEST_UNIT_TARGET_HALIDE_RANDOMPIPELINE_H
