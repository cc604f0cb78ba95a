//===- board.h - what the program needs of a machine -----------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_EXAMPLES_FIRMWARE_BOARD_H
#define PROXC_EXAMPLES_FIRMWARE_BOARD_H

#include <stdint.h>

/// Prints `label` and a number.
void print(const char *label, unsigned number);

/// Instructions executed so far, modulo 2^24 * 40; 0 on a host. They are
/// counted in steps of 40.
uint32_t instructions(void);

/// Instructions between two calls of instructions().
static inline uint32_t instructionsSince(uint32_t begin) {
  const uint32_t period = (1u << 24) * 40u;
  return (instructions() + period - begin) % period;
}

#endif // PROXC_EXAMPLES_FIRMWARE_BOARD_H
