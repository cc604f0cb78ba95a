//===- memory.c - memory and time -----------------------------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include "proxc-rt/runtime.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

void *proxc_rt_alloc(size_t bytes) {
  const size_t line = 64, largePage = (size_t)2 << 20;
  // Blocks of a few large pages are worth them: fewer faults and TLB misses.
  size_t alignment = bytes >= 2 * largePage ? largePage : line;
  size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  if (rounded < bytes)
    return NULL;
  void *block = aligned_alloc(alignment, rounded ? rounded : line);
#ifdef MADV_HUGEPAGE
  if (block && alignment == largePage)
    madvise(block, rounded, MADV_HUGEPAGE); // advice: failure is harmless
#endif
  return block;
}

void proxc_rt_free(void *pointer) { free(pointer); }

uint64_t proxc_rt_now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}
