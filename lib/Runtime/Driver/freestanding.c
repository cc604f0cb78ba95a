//===- freestanding.c - the runtime of bare-metal objects -----*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What libproxc-rt is to a host: only sparse products are needed. Compiled for
// the freestanding family alone.
//===----------------------------------------------------------------------===//

#include "../Common/csr.h"

int32_t proxc_rt_csr_mv(int32_t type, int32_t flags, int32_t rows,
                        const int32_t *row_start, const int32_t *column,
                        const int32_t *order, const void *value, const void *x,
                        void *y) {
  proxc_csr_product product = {type,  flags, row_start, column,
                               order, value, x,         y};
  if (!proxcCsrHasType(type))
    return PROXC_ERROR_UNSUPPORTED;
  proxcCsrRows(&product, 0, rows);
  return PROXC_OK;
}
