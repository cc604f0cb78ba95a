//===- fft.c - multi-dimensional Fourier transforms -----------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A transform over several axes is one pass over each: R2C begins with the
// halved axis and C2R ends with it, complex kinds go from the last axis to the
// first. The first pass (C2R: the last) goes from input to output, the others
// are in place.
//===----------------------------------------------------------------------===//

#include "fft.h"
#include "proxc-rt/runtime.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/// The array of one side of a transform.
typedef struct {
  int64_t extent[PROXC_MAX_RANK];
  int64_t stride[PROXC_MAX_RANK];
} Side;

static int32_t isHalved(int32_t kind) {
  return kind == PROXC_FFT_R2C || kind == PROXC_FFT_C2R;
}

/// The last transformed axis.
static int32_t lastAxis(const proxc_fft_desc *desc) {
  int32_t axis = desc->rank - 1;
  while (!(desc->axes >> axis & 1))
    --axis;
  return axis;
}

static int32_t isValid(const proxc_fft_desc *desc) {
  if (!desc || desc->kind < PROXC_FFT_FORWARD || desc->kind > PROXC_FFT_C2R ||
      (desc->precision != PROXC_FFT_F32 && desc->precision != PROXC_FFT_F64) ||
      desc->rank < 1 || desc->rank > PROXC_MAX_RANK || desc->axes <= 0 ||
      desc->axes >> desc->rank)
    return 0;
  for (int32_t axis = 0; axis < desc->rank; ++axis)
    if (desc->extent[axis] < 1 || desc->extent[axis] > INT_MAX / 2)
      return 0;
  return 1;
}

/// Fills a side: `given` strides, or contiguous ones where they are all zero.
static Side makeSide(const proxc_fft_desc *desc, int32_t isComplexSide,
                     const int64_t *given) {
  Side side;
  int64_t dense = 1;
  int32_t isGiven = 0;
  for (int32_t axis = desc->rank - 1; axis >= 0; --axis) {
    int32_t halved =
        isComplexSide && isHalved(desc->kind) && axis == lastAxis(desc);
    side.extent[axis] =
        halved ? desc->extent[axis] / 2 + 1 : desc->extent[axis];
    side.stride[axis] = dense;
    dense *= side.extent[axis];
    isGiven |= given && given[axis] != 0;
  }
  if (isGiven)
    memcpy(side.stride, given, sizeof(side.stride));
  return side;
}

/// Lists the loops over all axes but `axis`, joining those that are one.
static void setLoops(FftPass *pass, int32_t rank, int32_t axis, const Side *in,
                     const Side *out) {
  FftLoop loops[PROXC_MAX_RANK];
  int32_t count = 0;
  for (int32_t i = rank - 1; i >= 0; --i) {
    if (i == axis || in->extent[i] == 1)
      continue;
    FftLoop loop = {in->extent[i], in->stride[i], out->stride[i]};
    FftLoop *last = count ? &loops[count - 1] : NULL;
    if (last && loop.in == last->in * last->count &&
        loop.out == last->out * last->count)
      last->count *= loop.count;
    else
      loops[count++] = loop;
  }
  int32_t closest = 0;
  for (int32_t i = 1; i < count; ++i)
    if (llabs(loops[i].in) < llabs(loops[closest].in))
      closest = i;
  pass->inner = count ? loops[closest] : (FftLoop){1, 0, 0};
  pass->outerCount = 1;
  for (int32_t i = 0; i < count; ++i)
    if (i != closest) {
      pass->outer[pass->outerRank++] = loops[i];
      pass->outerCount *= loops[i].count;
    }
}

static void addPass(FftPlan *plan, const proxc_fft_desc *desc, int32_t kind,
                    int32_t axis, FftArray from, const Side *in, FftArray to,
                    const Side *out) {
  FftPass *pass = &plan->pass[plan->numPasses++];
  int32_t real = desc->precision == PROXC_FFT_F64 ? 8 : 4;
  pass->kind = kind;
  pass->from = from;
  pass->to = to;
  pass->length = (int32_t)desc->extent[axis];
  if (!isHalved(kind) && in->extent[axis] != desc->extent[axis])
    pass->length = (int32_t)in->extent[axis];
  pass->inLength = (int32_t)in->extent[axis];
  pass->outLength = (int32_t)out->extent[axis];
  pass->inStride = in->stride[axis];
  pass->outStride = out->stride[axis];
  pass->inBytes = kind == PROXC_FFT_R2C ? real : 2 * real;
  pass->outBytes = kind == PROXC_FFT_C2R ? real : 2 * real;
  setLoops(pass, desc->rank, axis, in, out);
}

/// The passes of the transform, in the order in which they run.
static void listPasses(FftPlan *plan, const proxc_fft_desc *desc) {
  int32_t kind = desc->kind;
  int32_t last = lastAxis(desc);
  Side in = makeSide(desc, kind == PROXC_FFT_C2R, desc->in_stride);
  Side out = makeSide(desc, kind == PROXC_FFT_R2C, desc->out_stride);
  if (kind != PROXC_FFT_C2R) {
    addPass(plan, desc, kind, last, ArrayIn, &in, ArrayOut, &out);
    int32_t inner = kind == PROXC_FFT_R2C ? PROXC_FFT_FORWARD : kind;
    for (int32_t axis = last - 1; axis >= 0; --axis)
      if (desc->axes >> axis & 1)
        addPass(plan, desc, inner, axis, ArrayOut, &out, ArrayOut, &out);
    return;
  }
  Side work = makeSide(desc, 1, NULL);
  FftArray from = ArrayIn;
  const Side *now = &in;
  for (int32_t axis = 0; axis < last; ++axis) {
    if (!(desc->axes >> axis & 1))
      continue;
    int32_t keep = from == ArrayIn && desc->flags & PROXC_FFT_PRESERVE_INPUT;
    addPass(plan, desc, PROXC_FFT_BACKWARD, axis, from, now,
            keep ? ArrayWork : from, keep ? &work : now);
    if (keep) {
      from = ArrayWork;
      now = &work;
    }
  }
  addPass(plan, desc, kind, last, from, now, ArrayOut, &out);
}

/// Allocates what the passes need beside the caller's arrays.
static int32_t allocate(FftPlan *plan, const proxc_fft_desc *desc) {
  if (plan->pass[plan->numPasses - 1].from == ArrayWork) {
    Side work = makeSide(desc, 1, NULL);
    int64_t bytes = desc->precision == PROXC_FFT_F64 ? 16 : 8;
    for (int32_t axis = 0; axis < desc->rank; ++axis)
      bytes *= work.extent[axis];
    plan->work = proxc_rt_alloc((size_t)bytes);
    if (!plan->work)
      return 0;
  }
  plan->numSlots = plan->serial ? 1 : proxc_rt_threads();
  if (plan->numSlots > maxFftSlots)
    plan->numSlots = maxFftSlots;
  plan->scratch = proxc_rt_alloc((size_t)(plan->numSlots * plan->slotBytes));
  return plan->scratch != NULL;
}

/// Fixes the blocks of a pass and the layout of its scratch.
static void layOutScratch(FftPlan *plan, FftPass *pass) {
  // Two cache lines of neighbours: measured best or near it from 512 to 2048.
  int32_t widest =
      pass->inBytes > pass->outBytes ? pass->inBytes : pass->outBytes;
  pass->block = 128 / widest;
  if (pass->block > pass->inner.count)
    pass->block = (int32_t)pass->inner.count;
  // A pitch that is an odd number of cache lines spreads lines over the sets.
  int32_t line = 64 / pass->inBytes;
  pass->inPitch = ((pass->inLength + line - 1) / line | 1) * line;
  line = 64 / pass->outBytes;
  pass->outPitch = ((pass->outLength + line - 1) / line | 1) * line;
  int64_t inSize = (int64_t)pass->block * pass->inPitch * pass->inBytes;
  int64_t outSize = (int64_t)pass->block * pass->outPitch * pass->outBytes;
  // Complex transforms are done in place.
  pass->outOffset = isHalved(pass->kind) ? inSize : 0;
  int64_t bytes = isHalved(pass->kind) ? inSize + outSize : inSize;
  if (plan->slotBytes < bytes)
    plan->slotBytes = bytes;
}

int32_t proxc_rt_fft_create(const proxc_fft_desc *desc, void **handle) {
  *handle = NULL;
  if (!isValid(desc))
    return PROXC_ERROR_TRANSFORM;
  FftPlan *plan = calloc(1, sizeof(FftPlan));
  if (!plan)
    return PROXC_ERROR_MEMORY;
  plan->library =
      desc->precision == PROXC_FFT_F64 ? &proxcFftwDouble : &proxcFftwFloat;
  int64_t elements = 1;
  for (int32_t axis = 0; axis < desc->rank; ++axis)
    elements *= desc->extent[axis];
  plan->serial = elements < 8192;
  listPasses(plan, desc);
  for (int32_t i = 0; i < plan->numPasses; ++i)
    layOutScratch(plan, &plan->pass[i]);
  for (int32_t i = 0; i < maxFftSlots; ++i)
    atomic_flag_clear(&plan->taken[i]);
  int32_t code = PROXC_OK;
  if (!allocate(plan, desc))
    code = PROXC_ERROR_MEMORY;
  else if (!proxcFftPlanPasses(plan, desc->flags & PROXC_FFT_PRESERVE_INPUT))
    code = PROXC_ERROR_TRANSFORM;
  if (code) {
    proxc_rt_fft_destroy(plan);
    return code;
  }
  *handle = plan;
  return PROXC_OK;
}

int32_t proxc_rt_fft_execute(void *handle, void *in, void *out) {
  FftPlan *plan = handle;
  void *arrays[numArrays];
  arrays[ArrayIn] = in;
  arrays[ArrayOut] = out;
  arrays[ArrayWork] = plan->work;
  for (int32_t i = 0; i < plan->numPasses; ++i) {
    FftPass *pass = &plan->pass[i];
    proxcFftRunPass(plan, pass, arrays[pass->from], arrays[pass->to]);
  }
  return PROXC_OK;
}
