//===- fftw.c - FFTW's two precisions behind one table --------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "fftw.h"

#include <fftw3.h>

/// Defines the table NAME over FFTW's functions with prefix P and real type T.
#define PROXC_DEFINE_LIBRARY(NAME, P, T)                                       \
  static void *NAME##Plan(int32_t kind, int32_t length, int32_t count,         \
                          void *in, int32_t inDistance, void *out,             \
                          int32_t outDistance, int32_t preserveInput) {        \
    unsigned flags = FFTW_ESTIMATE;                                            \
    flags |= preserveInput ? FFTW_PRESERVE_INPUT : FFTW_DESTROY_INPUT;         \
    const int n[1] = {length};                                                 \
    switch (kind) {                                                            \
    case PROXC_FFT_R2C:                                                        \
      return P##plan_many_dft_r2c(1, n, count, (T *)in, NULL, 1, inDistance,   \
                                  (P##complex *)out, NULL, 1, outDistance,     \
                                  flags);                                      \
    case PROXC_FFT_C2R:                                                        \
      return P##plan_many_dft_c2r(1, n, count, (P##complex *)in, NULL, 1,      \
                                  inDistance, (T *)out, NULL, 1, outDistance,  \
                                  flags);                                      \
    default:                                                                   \
      return P##plan_many_dft(                                                 \
          1, n, count, (P##complex *)in, NULL, 1, inDistance,                  \
          (P##complex *)out, NULL, 1, outDistance,                             \
          kind == PROXC_FFT_FORWARD ? FFTW_FORWARD : FFTW_BACKWARD, flags);    \
    }                                                                          \
  }                                                                            \
  static void NAME##Execute(int32_t kind, void *plan, void *in, void *out) {   \
    switch (kind) {                                                            \
    case PROXC_FFT_R2C:                                                        \
      P##execute_dft_r2c((P##plan)plan, (T *)in, (P##complex *)out);           \
      break;                                                                   \
    case PROXC_FFT_C2R:                                                        \
      P##execute_dft_c2r((P##plan)plan, (P##complex *)in, (T *)out);           \
      break;                                                                   \
    default:                                                                   \
      P##execute_dft((P##plan)plan, (P##complex *)in, (P##complex *)out);      \
      break;                                                                   \
    }                                                                          \
  }                                                                            \
  static void NAME##Destroy(void *plan) { P##destroy_plan((P##plan)plan); }    \
  const FftLibrary NAME = {NAME##Plan, NAME##Execute, NAME##Destroy};

PROXC_DEFINE_LIBRARY(proxcFftwFloat, fftwf_, float)
PROXC_DEFINE_LIBRARY(proxcFftwDouble, fftw_, double)
