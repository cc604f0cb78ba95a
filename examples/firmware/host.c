//===- host.c - the program's machine, on a workstation ---------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "board.h"

#include <stdio.h>

void print(const char *label, unsigned number) {
  printf("%s%u", label, number);
}

uint32_t instructions(void) { return 0; }
