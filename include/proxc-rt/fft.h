//===- fft.h - Fourier transforms of the runtime --------------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_RT_FFT_H
#define PROXC_RT_FFT_H

#include "proxc-rt/proxc.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Kinds of transform. Forward has exp(-2 pi i k n / N), backward the plus
/// sign; neither scales, so that factors can live in the neighbouring kernels.
enum {
  PROXC_FFT_FORWARD = 0,  ///< complex to complex
  PROXC_FFT_BACKWARD = 1, ///< complex to complex
  PROXC_FFT_R2C = 2,      ///< real to the first n / 2 + 1 along the last axis
  PROXC_FFT_C2R = 3       ///< the backward transform of what R2C keeps
};

enum {
  PROXC_FFT_F32 = 0, ///< float, complex data as interleaved pairs
  PROXC_FFT_F64 = 1  ///< double
};

enum {
  /// Leave the input of a C2R transform as it is. Without this flag its
  /// contents are undefined afterwards.
  PROXC_FFT_PRESERVE_INPUT = 1
};

/// One transform of a row-major array, over the axes in `axes`; all other axes
/// are batch. R2C and C2R halve the last axis in `axes`.
/// Layout: five i32, one i32 of padding, three times eight i64.
typedef struct proxc_fft_desc {
  int32_t kind;
  int32_t precision;
  int32_t rank; ///< of the array, 1 to PROXC_MAX_RANK
  int32_t axes; ///< bit i: axis i is transformed; one bit at least
  int32_t flags;
  int32_t reserved; ///< 0
  /// Of the array on the real side, or of both for complex transforms.
  int64_t extent[PROXC_MAX_RANK];
  /// Distances in elements (real or complex, whatever that side holds) of
  /// input and output; all zero: contiguous.
  int64_t in_stride[PROXC_MAX_RANK];
  int64_t out_stride[PROXC_MAX_RANK];
} proxc_fft_desc;

/// Plans a transform; takes the planner's lock, so any thread may call it. A
/// plan is immutable apart from its scratch: one thread at a time may execute
/// it. Returns PROXC_OK; else `*plan` is null, and it returns
/// PROXC_ERROR_TRANSFORM where the descriptor is wrong or the library refuses
/// it, PROXC_ERROR_MEMORY where memory is out.
int32_t proxc_rt_fft_create(const proxc_fft_desc *desc, void **plan);

/// Runs a plan on the thread pool. `in` and `out` may be the same pointer for
/// complex kinds with equal strides. The bits of the result do not depend on
/// the number of threads. Returns PROXC_OK.
int32_t proxc_rt_fft_execute(void *plan, void *in, void *out);

/// Frees a plan; null is allowed.
void proxc_rt_fft_destroy(void *plan);

#ifdef __cplusplus
}
#endif

#endif // PROXC_RT_FFT_H
