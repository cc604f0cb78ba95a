//===- fft.h - a multi-dimensional transform as passes --------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_RUNTIME_CPU_FFT_H
#define PROXC_RUNTIME_CPU_FFT_H

#include "fftw.h"

#include <stdatomic.h>

/// Where the lines of a pass come from and go to.
typedef enum { ArrayIn, ArrayOut, ArrayWork, numArrays } FftArray;

/// An axis other than the transformed one: how many, how far apart (elements).
typedef struct {
  int64_t count, in, out;
} FftLoop;

/// One-dimensional transforms of all lines along one axis. The lines are cut
/// into blocks along `inner`, once and for all: a block is what one thread does
/// at a time, whatever the number of threads.
typedef struct {
  int32_t kind;
  FftArray from, to;
  int32_t length; ///< on the real side
  int32_t inLength, outLength;
  int64_t inStride, outStride; ///< along the line, in elements
  int32_t inBytes, outBytes;   ///< of an element
  FftLoop inner;               ///< the lines that lie closest together
  FftLoop outer[PROXC_MAX_RANK];
  int32_t outerRank;
  int64_t outerCount;

  /// Lines are copied into scratch, side by side, transformed and copied out:
  /// a strided transform in place is slower than both copies together.
  int32_t block;
  int32_t inPitch, outPitch; ///< between lines in scratch, in elements
  int64_t outOffset;         ///< of the transformed lines in scratch, bytes
  void *plan[2];             ///< for a full block, for the last one

  /// Contiguous lines of aligned arrays are transformed where they are.
  int32_t chunk;   ///< lines of such a block; 0: never
  void *direct[2]; ///< full, last
  void *directInPlace[2];
} FftPass;

enum { maxFftPasses = PROXC_MAX_RANK, maxFftSlots = 64 };

typedef struct {
  const FftLibrary *library;
  FftPass pass[maxFftPasses];
  int32_t numPasses;
  int32_t serial; ///< too little work to wake anybody
  char *work;     ///< where the input of C2R must survive
  char *scratch;  ///< numSlots times slotBytes
  int64_t slotBytes;
  int32_t numSlots;
  atomic_flag taken[maxFftSlots];
} FftPlan;

/// Plans the passes of `plan`, which has them filled in but for their FFTW
/// plans. Returns 0 where FFTW fails or memory is out. In fft-passes.c.
int32_t proxcFftPlanPasses(FftPlan *plan, int32_t preserveInput);

/// Runs one pass between two arrays.
void proxcFftRunPass(FftPlan *plan, FftPass *pass, void *in, void *out);

#endif // PROXC_RUNTIME_CPU_FFT_H
