//===- plan.h - what the driver's files share -----------------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The driver is freestanding C11 and is compiled to LLVM bitcode when proxc is
// built: once for hosted 64-bit targets, once with PROXC_FREESTANDING for
// bare metal. It may refer to nothing but memcpy, memset, memmove and, on
// hosts, libproxc-rt. It uses f64 only where PROXC_FREESTANDING is not set.
//===----------------------------------------------------------------------===//

#ifndef PROXC_RUNTIME_DRIVER_PLAN_H
#define PROXC_RUNTIME_DRIVER_PLAN_H

#include "proxc-rt/program.h"
#ifndef PROXC_FREESTANDING
#include "proxc-rt/runtime.h"
#endif

/// A plan lies at the front of its workspace; tables, values of params and the
/// arena follow, see workspace layout in create.c.
struct proxc_plan {
  proxc_frame frame; // first: a plan's address is its frame's
  void *block;       // to free in destroy; null where the caller gave it
  char *values;      // 16 bytes for each param: scalars, function pointers
  char **staging;    // one for each input, then each result: null or ours
  proxc_view *views; // of the results that are staged, one for each result
  uint64_t (*clock_ns)(void *); // of the options of the last solve
  int (*progress)(const proxc_progress *, void *);
  float max_seconds;
  int32_t check_every;
  int32_t usable;    // setup has succeeded
  int32_t started;   // a prologue has run since the last setup: step may go on
  int32_t has_state; // a prologue has run at all: CONTINUE may go on
  int32_t restarts;
  int32_t converged;
  int32_t certified;
  int32_t stopped;
  float setup_seconds;
  float seconds;
};

_Static_assert(sizeof(struct proxc_plan) <= PROXC_PLAN_BYTES,
               "PROXC_PLAN_BYTES in program.h is too small");
_Static_assert(sizeof(proxc_view) == 72, "proxc_workspace_bytes counts on it");

// What the compiler believes of 32-bit targets; test/Unit/Conversion/RtToLLVM
// has the same numbers.
#if defined(PROXC_FREESTANDING) && UINTPTR_MAX == UINT32_MAX
_Static_assert(offsetof(proxc_frame, parity) == 40 &&
                   offsetof(proxc_frame, status) == 64 &&
                   offsetof(proxc_frame, metrics) == 80,
               "layout of proxc_frame");
_Static_assert(offsetof(proxc_metrics, has_residuals) == 40 &&
                   sizeof(proxc_metrics) == 56,
               "layout of proxc_metrics");
_Static_assert(offsetof(proxc_argument, extent) == 24 &&
                   offsetof(proxc_argument, value) == 104 &&
                   sizeof(proxc_argument) == 120,
               "layout of proxc_argument");
_Static_assert(sizeof(proxc_fft_desc) == 216, "layout of proxc_fft_desc");
_Static_assert(offsetof(proxc_operator, domain_count) == 24 &&
                   sizeof(proxc_operator) == 40,
               "layout of proxc_operator");
_Static_assert(offsetof(proxc_program, arena_bytes) == 48 &&
                   offsetof(proxc_program, name) == 64 &&
                   sizeof(proxc_program) == 112,
               "layout of proxc_program");
#endif

/// An error code that names argument number `index`.
static inline int32_t proxcArgumentError(int32_t kind, int32_t index) {
  return kind | (index + 1) << 8;
}

// data.c

/// Bytes of one element of PROXC_F32 ... PROXC_FUNCTION.
int64_t proxcElementBytes(int32_t element);

/// 1 where all `count` elements are finite; integers always are.
int32_t proxcAllFinite(int32_t element, const void *data, int64_t count);

/// 1 where no element lies below 0 (`strict`: nor is 0). Real elements only,
/// complex ones pass.
int32_t proxcAllAbove(int32_t element, const void *data, int64_t count,
                      int32_t strict);

/// 1 where no element is a NaN; infinities are fine.
int32_t proxcNoNaN(int32_t element, const void *data, int64_t count);

/// Replaces infinities by the largest finite number of their sign.
void proxcClamp(int32_t element, void *data, int64_t count);

/// 1 where the view has the layout of a contiguous row-major array.
int32_t proxcIsContiguous(const proxc_argument *argument,
                          const proxc_view *view);

/// Copies between a view and a contiguous array.
void proxcGather(const proxc_argument *argument, const proxc_view *view,
                 void *dense);
void proxcScatter(const proxc_argument *argument, const void *dense,
                  const proxc_view *view);

// params.c

/// Checks all params of the public struct and, where all are right, brings them
/// into the frame's table and sets frame->changed.
int32_t proxcBindParams(proxc_plan *plan, const void *params, int32_t create);

/// Forgets pointers to the caller's arrays.
void proxcReleaseParams(proxc_plan *plan);

#endif // PROXC_RUNTIME_DRIVER_PLAN_H
