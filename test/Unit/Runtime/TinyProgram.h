//===- TinyProgram.h - a program written by hand ---------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Minimises |u - w b|^2 over six numbers by gradient descent with step params'
// step: what the compiler would emit, made by hand to test the driver.
//===----------------------------------------------------------------------===//

#ifndef PROXC_TEST_TINYPROGRAM_H
#define PROXC_TEST_TINYPROGRAM_H

#include "proxc-rt/program.h"

namespace tiny {

constexpr int64_t count = 6; // 2 x 3

/// What a generated header would declare.
struct Params {
  float step;                      // positive, default 0.25
  const float *weight;             // [2, 3], kept for the plan's life
  const float *bound;              // [2, 3], may be infinite
  int32_t (*callback)(void *user); // called in every iteration
};

int32_t succeed(void *user);

/// What phases leave behind for the tests to look at, through the user pointer
/// of the options; may be null.
struct Trace {
  int32_t iterations = 0, checkedIterations = 0, checks = 0, finalChecks = 0;
  int32_t prologues = 0, lastStart = -1;
  int32_t restartAt = -1; // check number that asks for a restart
  int32_t failAt = -1;    // iteration that fails
  int32_t divergeAt = -1; // check number that reports an infinite residual
  bool dual = false;      // report a dual value
};

extern int32_t lastChanged; // frame->changed of the last setup

/// The program; a copy may be altered.
proxc_program program();

} // namespace tiny

#endif // PROXC_TEST_TINYPROGRAM_H
