//===- csr.h - rows of a sparse product -----------------------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shared by libproxc-rt, which cuts the rows among threads, and by bare-metal
// objects, which run them all. C and C++.
//===----------------------------------------------------------------------===//

#ifndef PROXC_RUNTIME_COMMON_CSR_H
#define PROXC_RUNTIME_COMMON_CSR_H

#include "proxc-rt/runtime.h"

/// The arguments of proxc_rt_csr_mv.
typedef struct proxc_csr_product {
  int32_t type;
  int32_t flags;
  const int32_t *row_start;
  const int32_t *column;
  const int32_t *order;
  const void *value;
  const void *x;
  void *y;
} proxc_csr_product;

/// Defines NAME(product, begin, end, ...): rows `begin` to `end` over the real
/// type T. `cv`, `cx`, `cy`: values, x, y are complex. They are constants at
/// each call, so that every combination becomes a loop of its own.
#define PROXC_DEFINE_CSR_ROWS(NAME, T)                                         \
  static inline __attribute__((always_inline)) void NAME(                      \
      const proxc_csr_product *product, int32_t begin, int32_t end, int cv,    \
      int cx, int cy) {                                                        \
    const T *value = (const T *)product->value;                                \
    const T *x = (const T *)product->x;                                        \
    T *y = (T *)product->y;                                                    \
    const int32_t *order = product->order;                                     \
    const T sign = product->flags & PROXC_CSR_CONJUGATE ? (T) - 1 : (T)1;      \
    for (int32_t row = begin; row < end; ++row) {                              \
      T re = 0, im = 0;                                                        \
      for (int32_t e = product->row_start[row];                                \
           e < product->row_start[row + 1]; ++e) {                             \
        int64_t at = order ? order[e] : e;                                     \
        int64_t from = product->column[e];                                     \
        T vr = value[cv ? 2 * at : at],                                        \
          vi = cv ? sign * value[2 * at + 1] : 0;                              \
        T xr = x[cx ? 2 * from : from], xi = cx ? x[2 * from + 1] : 0;         \
        re += cv && cx ? vr * xr - vi * xi : vr * xr;                          \
        if (cy)                                                                \
          im += (cx ? vr * xi : 0) + (cv ? vi * xr : 0);                       \
      }                                                                        \
      T *to = y + (cy ? 2 * (int64_t)row : (int64_t)row);                      \
      int add = product->flags & PROXC_CSR_ACCUMULATE;                         \
      to[0] = add ? to[0] + re : re;                                           \
      if (cy)                                                                  \
        to[1] = add ? to[1] + im : im;                                         \
    }                                                                          \
  }

PROXC_DEFINE_CSR_ROWS(proxcCsrRowsF32, float)
#ifndef PROXC_FREESTANDING
PROXC_DEFINE_CSR_ROWS(proxcCsrRowsF64, double)
#endif
#undef PROXC_DEFINE_CSR_ROWS

/// The combinations of real and complex, over one real type.
#define PROXC_DEFINE_CSR_DISPATCH(NAME, ROWS)                                  \
  static inline void NAME(const proxc_csr_product *product, int32_t begin,     \
                          int32_t end, int complexValue, int complexVector) {  \
    int cx = complexVector && !(product->flags & PROXC_CSR_REAL_X);            \
    int cy = complexVector && !(product->flags & PROXC_CSR_REAL_Y);            \
    switch (complexValue * 4 + cx * 2 + cy) {                                  \
    case 0:                                                                    \
      ROWS(product, begin, end, 0, 0, 0);                                      \
      break;                                                                   \
    case 1:                                                                    \
      ROWS(product, begin, end, 0, 0, 1);                                      \
      break;                                                                   \
    case 2:                                                                    \
      ROWS(product, begin, end, 0, 1, 0);                                      \
      break;                                                                   \
    case 3:                                                                    \
      ROWS(product, begin, end, 0, 1, 1);                                      \
      break;                                                                   \
    case 4:                                                                    \
      ROWS(product, begin, end, 1, 0, 0);                                      \
      break;                                                                   \
    case 5:                                                                    \
      ROWS(product, begin, end, 1, 0, 1);                                      \
      break;                                                                   \
    case 6:                                                                    \
      ROWS(product, begin, end, 1, 1, 0);                                      \
      break;                                                                   \
    case 7:                                                                    \
      ROWS(product, begin, end, 1, 1, 1);                                      \
      break;                                                                   \
    }                                                                          \
  }

PROXC_DEFINE_CSR_DISPATCH(proxcCsrDispatchF32, proxcCsrRowsF32)
#ifndef PROXC_FREESTANDING
PROXC_DEFINE_CSR_DISPATCH(proxcCsrDispatchF64, proxcCsrRowsF64)
#endif
#undef PROXC_DEFINE_CSR_DISPATCH

/// 1 where proxcCsrRows knows the type.
static inline int32_t proxcCsrHasType(int32_t type) {
#ifdef PROXC_FREESTANDING
  return type == PROXC_CSR_F32 || type == PROXC_CSR_C64 ||
         type == PROXC_CSR_F32_C64;
#else
  return type >= PROXC_CSR_F32 && type <= PROXC_CSR_F64_C128;
#endif
}

/// Rows `begin` to `end` of a product.
static inline void proxcCsrRows(const proxc_csr_product *product, int32_t begin,
                                int32_t end) {
  switch (product->type) {
  case PROXC_CSR_F32:
    proxcCsrDispatchF32(product, begin, end, 0, 0);
    break;
  case PROXC_CSR_C64:
    proxcCsrDispatchF32(product, begin, end, 1, 1);
    break;
  case PROXC_CSR_F32_C64:
    proxcCsrDispatchF32(product, begin, end, 0, 1);
    break;
#ifndef PROXC_FREESTANDING
  case PROXC_CSR_F64:
    proxcCsrDispatchF64(product, begin, end, 0, 0);
    break;
  case PROXC_CSR_C128:
    proxcCsrDispatchF64(product, begin, end, 1, 1);
    break;
  case PROXC_CSR_F64_C128:
    proxcCsrDispatchF64(product, begin, end, 0, 1);
    break;
#endif
  }
}

#endif // PROXC_RUNTIME_COMMON_CSR_H
