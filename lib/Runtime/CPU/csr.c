//===- csr.c - sparse products --------------------------------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "../Common/csr.h"

enum { entriesPerBlock = 16384 };

typedef struct {
  proxc_csr_product product;
  int32_t rows, blocks;
} Run;

/// The first row that begins at entry `entry` or behind it.
static int32_t rowAt(const Run *run, int64_t entry) {
  int32_t low = 0, high = run->rows;
  while (low < high) {
    int32_t middle = low + (high - low) / 2;
    if (run->product.row_start[middle] < entry)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/// Blocks hold about the same number of entries, not of rows: rows of a
/// gridding matrix differ by orders of magnitude. Empty rows at the end belong
/// to the last block.
static int32_t runBlock(int32_t index, void *data) {
  const Run *run = data;
  int64_t entries = run->product.row_start[run->rows];
  int32_t begin = rowAt(run, entries * index / run->blocks);
  int32_t end = index + 1 == run->blocks
                    ? run->rows
                    : rowAt(run, entries * (index + 1) / run->blocks);
  if (index == 0)
    begin = 0;
  proxcCsrRows(&run->product, begin, end);
  return 0;
}

int32_t proxc_rt_csr_mv(int32_t type, int32_t flags, int32_t rows,
                        const int32_t *row_start, const int32_t *column,
                        const int32_t *order, const void *value, const void *x,
                        void *y) {
  Run run = {{type, flags, row_start, column, order, value, x, y}, rows, 1};
  if (!proxcCsrHasType(type))
    return PROXC_ERROR_UNSUPPORTED;
  run.blocks =
      (int32_t)(((int64_t)row_start[rows] + rows) / entriesPerBlock) + 1;
  return proxc_rt_parallel(runBlock, run.blocks, &run);
}
