//===- fftw.h - FFTW's two precisions behind one table --------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_RUNTIME_CPU_FFTW_H
#define PROXC_RUNTIME_CPU_FFTW_H

#include "proxc-rt/fft.h"

#include <stddef.h>

/// Batched transforms of lines that are contiguous in themselves.
typedef struct FftLibrary {
  /// A plan for `count` lines of `length` (on the real side), `inDistance` and
  /// `outDistance` elements apart. FFTW_ESTIMATE: the same plan, so the same
  /// bits, in every process. `in` and `out` are where it will first run; it
  /// serves other pointers of the same alignment, in place if made in place.
  /// Call with the planner's lock held. Null where it fails.
  void *(*plan)(int32_t kind, int32_t length, int32_t count, void *in,
                int32_t inDistance, void *out, int32_t outDistance,
                int32_t preserveInput);
  void (*execute)(int32_t kind, void *plan, void *in, void *out);
  void (*destroy)(void *plan);
} FftLibrary;

extern const FftLibrary proxcFftwFloat, proxcFftwDouble;

/// What FFTW's vector code asks of pointers.
enum { proxcFftAlignment = 16 };

#endif // PROXC_RUNTIME_CPU_FFTW_H
