//===- Interpreter.h - pipelines by their definition ------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_TEST_UNIT_TARGET_HALIDE_INTERPRETER_H
#define PROXC_TEST_UNIT_TARGET_HALIDE_INTERPRETER_H

#include "proxc/Dialect/Halide/IR/Halide.h"
#include <complex>
#include <vector>

namespace proxc::target {

using Entry = std::complex<double>;
using Entries = std::vector<Entry>;

/// The arrays that the pipeline returns, entry by entry in double precision,
/// whatever its schedule. `arguments` has one array an argument (one entry for
/// a scalar). A read outside of an array fails the test.
std::vector<Entries> interpret(halide::PipelineOp pipeline,
                               const std::vector<Entries> &arguments);

} // namespace proxc::target

#endif // PROXC_TEST_UNIT_TARGET_HALIDE_INTERPRETER_H
