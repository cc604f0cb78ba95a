//===- runtime.h - what emitted code calls in libproxc-rt -----*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Besides these, libproxc-rt exports the few functions that Halide's code
// without a runtime refers to (halide_do_par_for, halide_malloc, ...), with
// exactly the signatures that Halide gives them.
//===----------------------------------------------------------------------===//

#ifndef PROXC_RT_RUNTIME_H
#define PROXC_RT_RUNTIME_H

#include "proxc-rt/fft.h"
#include "proxc-rt/proxc.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Sets how many threads a parallel loop uses, the caller's included; 0 means
/// one for each core this process may run on. Takes effect at the next loop of
/// a caller that has the pool to itself. Results never depend on it.
void proxc_rt_set_threads(int32_t threads);

/// The number that the next parallel loop uses.
int32_t proxc_rt_threads(void);

/// Stops and joins the pool's threads; the next parallel loop starts new ones.
/// For leak checkers and for hosts that unload the library.
void proxc_rt_shutdown(void);

/// Runs body(0, data) ... body(count - 1, data), in any order, on the pool.
/// Returns when all are done: 0, or the non-zero value that the body with the
/// lowest index returned. Inside a body, and while another host thread is using
/// the pool, a loop runs on the calling thread alone.
int32_t proxc_rt_parallel(int32_t (*body)(int32_t index, void *data),
                          int32_t count, void *data);

/// Bytes aligned to 64, on large pages where the system has them; null where
/// memory is out. Contents undefined.
void *proxc_rt_alloc(size_t bytes);
void proxc_rt_free(void *pointer);

/// A monotonic clock in nanoseconds.
uint64_t proxc_rt_now_ns(void);

/// Element types of a sparse product: matrix, x and y.
enum {
  PROXC_CSR_F32 = 0, ///< real matrix, real x and y
  PROXC_CSR_F64 = 1,
  PROXC_CSR_C64 = 2, ///< complex matrix, complex x and y
  PROXC_CSR_C128 = 3,
  PROXC_CSR_F32_C64 = 4, ///< real matrix, complex x and y
  PROXC_CSR_F64_C128 = 5
};

enum {
  PROXC_CSR_CONJUGATE = 1,  ///< with the conjugate of the values
  PROXC_CSR_ACCUMULATE = 2, ///< y += A x instead of y = A x
  PROXC_CSR_REAL_X = 4,     ///< complex types: x is real
  PROXC_CSR_REAL_Y = 8      ///< complex types: y is the real part
};

/// y = A x for a matrix in compressed rows: row i holds entries
/// row_start[i] ... row_start[i + 1] - 1, with columns `column`. Entry e has
/// the value value[order[e]], or value[e] where `order` is null: a transpose
/// stored beside its matrix shares the values with it, and with CONJUGATE is
/// the adjoint. Each y is the sum of its row in order of entries, so the bits
/// do not depend on the number of threads. Returns PROXC_OK or
/// PROXC_ERROR_UNSUPPORTED.
int32_t proxc_rt_csr_mv(int32_t type, int32_t flags, int32_t rows,
                        const int32_t *row_start, const int32_t *column,
                        const int32_t *order, const void *value, const void *x,
                        void *y);

#ifdef __cplusplus
}
#endif

#endif // PROXC_RT_RUNTIME_H
