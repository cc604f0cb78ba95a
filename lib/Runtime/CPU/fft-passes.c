//===- fft-passes.c - planning and running one pass -----------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "fft.h"
#include "proxc-rt/runtime.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/// FFTW's planner is not safe to be called by two threads.
static pthread_mutex_t plannerLock = PTHREAD_MUTEX_INITIALIZER;

//===----------------------------------------------------------------------===//
// Planning
//===----------------------------------------------------------------------===//

static int32_t lastBlock(int64_t count, int32_t block) {
  return count % block ? (int32_t)(count % block) : block;
}

static int32_t isAlignedDistance(int64_t elements, int32_t bytes) {
  return elements * bytes % proxcFftAlignment == 0;
}

/// How many lines to transform at once where they lie, or 0 where that cannot
/// be: lines with gaps, or blocks that would begin between 16-byte boundaries.
static int32_t chooseChunk(const FftPass *pass) {
  if (pass->inStride != 1 || pass->outStride != 1)
    return 0;
  for (int32_t i = 0; i < pass->outerRank; ++i)
    if (!isAlignedDistance(pass->outer[i].in, pass->inBytes) ||
        !isAlignedDistance(pass->outer[i].out, pass->outBytes))
      return 0;
  int64_t chunk = 16384 / pass->length;
  int64_t eighth = (pass->inner.count + 7) / 8;
  chunk = chunk < eighth ? chunk : eighth;
  // Four lines of any element begin at a 16-byte boundary.
  chunk = (chunk + 3) / 4 * 4;
  if (chunk >= pass->inner.count)
    return (int32_t)pass->inner.count;
  return (int32_t)chunk;
}

static int32_t planCopied(FftPlan *plan, FftPass *pass) {
  char *in = plan->scratch, *out = plan->scratch + pass->outOffset;
  int32_t counts[2] = {pass->block, lastBlock(pass->inner.count, pass->block)};
  for (int32_t i = 0; i < 2; ++i) {
    pass->plan[i] = plan->library->plan(pass->kind, pass->length, counts[i], in,
                                        pass->inPitch, out, pass->outPitch, 0);
    if (!pass->plan[i])
      return 0;
  }
  return 1;
}

/// Plans for lines in the callers' arrays, for which memory is borrowed:
/// FFTW_ESTIMATE looks at alignment only. Where FFTW has no such plan lines are
/// copied.
static void planDirect(FftPlan *plan, FftPass *pass, int32_t preserveInput) {
  pass->chunk = chooseChunk(pass);
  if (!pass->chunk)
    return;
  // Pointers are not followed in ESTIMATE mode; 64 bytes apart is "not in
  // place".
  char *in = plan->scratch, *out = plan->scratch + 64;
  int32_t counts[2] = {pass->chunk, lastBlock(pass->inner.count, pass->chunk)};
  // The transform may use a C2R's input up unless it is the caller's, to keep.
  int32_t keep =
      pass->kind != PROXC_FFT_C2R || (preserveInput && pass->from == ArrayIn);
  for (int32_t i = 0; i < 2; ++i) {
    int32_t inDistance = (int32_t)pass->inner.in;
    int32_t outDistance = (int32_t)pass->inner.out;
    pass->direct[i] =
        plan->library->plan(pass->kind, pass->length, counts[i], in, inDistance,
                            out, outDistance, keep);
    if (pass->kind <= PROXC_FFT_BACKWARD && inDistance == outDistance)
      pass->directInPlace[i] =
          plan->library->plan(pass->kind, pass->length, counts[i], in,
                              inDistance, in, inDistance, 0);
  }
}

int32_t proxcFftPlanPasses(FftPlan *plan, int32_t preserveInput) {
  int32_t fine = 1;
  pthread_mutex_lock(&plannerLock);
  for (int32_t i = 0; fine && i < plan->numPasses; ++i) {
    fine = planCopied(plan, &plan->pass[i]);
    if (fine)
      planDirect(plan, &plan->pass[i], preserveInput);
  }
  pthread_mutex_unlock(&plannerLock);
  return fine;
}

void proxc_rt_fft_destroy(void *handle) {
  FftPlan *plan = handle;
  if (!plan)
    return;
  pthread_mutex_lock(&plannerLock);
  for (int32_t i = 0; i < plan->numPasses; ++i)
    for (int32_t j = 0; j < 2; ++j) {
      FftPass *pass = &plan->pass[i];
      void *made[3] = {pass->plan[j], pass->direct[j], pass->directInPlace[j]};
      for (int32_t k = 0; k < 3; ++k)
        if (made[k])
          plan->library->destroy(made[k]);
    }
  pthread_mutex_unlock(&plannerLock);
  proxc_rt_free(plan->scratch);
  proxc_rt_free(plan->work);
  free(plan);
}

//===----------------------------------------------------------------------===//
// Copies between arrays and scratch
//===----------------------------------------------------------------------===//

// Complex elements of callers' arrays are aligned to their halves only.
typedef uint32_t __attribute__((aligned(4), may_alias)) Word4;
typedef uint64_t __attribute__((aligned(4), may_alias)) Word8;
typedef struct {
  Word8 halves[2];
} Word16;

/// Copies an m x n block of elements of type T, transposing where the strides
/// say so.
#define PROXC_DEFINE_COPY(NAME, T)                                             \
  static void NAME(char *toBytes, int64_t toRow, int64_t toColumn,             \
                   const char *fromBytes, int64_t fromRow, int64_t fromColumn, \
                   int64_t rows, int64_t columns) {                            \
    T *to = (T *)toBytes;                                                      \
    const T *from = (const T *)fromBytes;                                      \
    for (int64_t row = 0; row < rows; ++row)                                   \
      for (int64_t column = 0; column < columns; ++column)                     \
        to[row * toRow + column * toColumn] =                                  \
            from[row * fromRow + column * fromColumn];                         \
  }

PROXC_DEFINE_COPY(copy4, Word4)
PROXC_DEFINE_COPY(copy8, Word8)
PROXC_DEFINE_COPY(copy16, Word16)

/// Rows are the outer loop: along it the array should be far apart.
static void copyBlock(int32_t bytes, char *to, int64_t toRow, int64_t toColumn,
                      const char *from, int64_t fromRow, int64_t fromColumn,
                      int64_t rows, int64_t columns) {
  if (bytes == 4)
    copy4(to, toRow, toColumn, from, fromRow, fromColumn, rows, columns);
  else if (bytes == 8)
    copy8(to, toRow, toColumn, from, fromRow, fromColumn, rows, columns);
  else
    copy16(to, toRow, toColumn, from, fromRow, fromColumn, rows, columns);
}

static void gather(const FftPass *pass, char *scratch, const char *array,
                   int64_t lines) {
  if (llabs(pass->inner.in) < llabs(pass->inStride))
    copyBlock(pass->inBytes, scratch, 1, pass->inPitch, array, pass->inStride,
              pass->inner.in, pass->inLength, lines);
  else
    copyBlock(pass->inBytes, scratch, pass->inPitch, 1, array, pass->inner.in,
              pass->inStride, lines, pass->inLength);
}

static void scatter(const FftPass *pass, char *array, const char *scratch,
                    int64_t lines) {
  if (llabs(pass->inner.out) < llabs(pass->outStride))
    copyBlock(pass->outBytes, array, pass->outStride, pass->inner.out, scratch,
              1, pass->outPitch, pass->outLength, lines);
  else
    copyBlock(pass->outBytes, array, pass->inner.out, pass->outStride, scratch,
              pass->outPitch, 1, lines, pass->outLength);
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

/// A pass between two arrays.
typedef struct {
  FftPlan *plan;
  FftPass *pass;
  char *in, *out;
  void **direct; ///< plans that work on the arrays; null: lines are copied
} Run;

static int32_t takeSlot(FftPlan *plan) {
  for (int32_t i = 0;; i = i + 1 < plan->numSlots ? i + 1 : 0)
    if (!atomic_flag_test_and_set_explicit(&plan->taken[i],
                                           memory_order_acquire))
      return i;
}

/// Block number `index` of a pass.
static int32_t runBlock(int32_t index, void *data) {
  Run *run = data;
  FftPlan *plan = run->plan;
  FftPass *pass = run->pass;
  int32_t block = run->direct ? pass->chunk : pass->block;
  int64_t blocks = (pass->inner.count + block - 1) / block;
  int64_t first = index % blocks * block, outer = index / blocks;
  int64_t in = first * pass->inner.in, out = first * pass->inner.out;
  for (int32_t i = 0; i < pass->outerRank; ++i) {
    in += outer % pass->outer[i].count * pass->outer[i].in;
    out += outer % pass->outer[i].count * pass->outer[i].out;
    outer /= pass->outer[i].count;
  }
  char *from = run->in + in * pass->inBytes;
  char *to = run->out + out * pass->outBytes;
  int32_t isLast = first + block >= pass->inner.count;
  if (run->direct) {
    plan->library->execute(pass->kind, run->direct[isLast], from, to);
    return 0;
  }
  int64_t lines = isLast ? pass->inner.count - first : block;
  int32_t slot = takeSlot(plan);
  char *scratch = plan->scratch + slot * plan->slotBytes;
  gather(pass, scratch, from, lines);
  plan->library->execute(pass->kind, pass->plan[isLast], scratch,
                         scratch + pass->outOffset);
  scatter(pass, to, scratch + pass->outOffset, lines);
  atomic_flag_clear_explicit(&plan->taken[slot], memory_order_release);
  return 0;
}

static int32_t isAligned(const void *pointer) {
  return (uintptr_t)pointer % proxcFftAlignment == 0;
}

void proxcFftRunPass(FftPlan *plan, FftPass *pass, void *in, void *out) {
  Run run = {plan, pass, in, out, NULL};
  void **direct = in == out ? pass->directInPlace : pass->direct;
  if (pass->chunk && direct[0] && direct[1] && isAligned(in) && isAligned(out))
    run.direct = direct;
  int32_t block = run.direct ? pass->chunk : pass->block;
  int64_t blocks = (pass->inner.count + block - 1) / block * pass->outerCount;
  if (!plan->serial) {
    proxc_rt_parallel(runBlock, (int32_t)blocks, &run);
    return;
  }
  for (int64_t i = 0; i < blocks; ++i)
    runBlock((int32_t)i, &run);
}
