//===- proxc.h - what callers of an emitted object include ----*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// C99 and C++. Every struct that may grow begins with its size in bytes, which
// the caller sets; fields beyond that size take their defaults. Enumerations
// are stored as int32_t, because compilers for small machines disagree about
// the size of an enum.
//===----------------------------------------------------------------------===//

#ifndef PROXC_RT_PROXC_H
#define PROXC_RT_PROXC_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The most axes an array may have.
#define PROXC_MAX_RANK 8

/// Alignment in bytes that a workspace given to `_create` must have.
#define PROXC_WORKSPACE_ALIGNMENT 16

/// Where a solve starts.
enum {
  PROXC_COLD = 0,        ///< from the starting values written in the program
  PROXC_FROM_RESULT = 1, ///< from what the caller's result arrays hold
  PROXC_CONTINUE = 2     ///< from the last state, duals and steps included;
                         ///< the first solve of a plan is a cold one
};

/// Why a solve stopped.
enum {
  PROXC_STOPPED_CONVERGED = 0,
  PROXC_STOPPED_ITERATIONS = 1,
  PROXC_STOPPED_TIME = 2,
  PROXC_STOPPED_CANCELLED = 3,
  PROXC_STOPPED_DIVERGED = 4,
  PROXC_STOPPED_FAILED = 5 ///< a black box returned an error
};

/// Error codes. What a function returns is PROXC_OK or such a code plus, where
/// it is about one argument, that argument's number; see PROXC_ERROR_KIND.
enum {
  PROXC_OK = 0,
  PROXC_ERROR_NULL = 1,             ///< a pointer that must not be null is
  PROXC_ERROR_STRUCT_SIZE = 2,      ///< the size field of a struct is wrong
  PROXC_ERROR_OPTIONS = 3,          ///< an option has an impossible value
  PROXC_ERROR_WORKSPACE = 4,        ///< workspace missing or misaligned
  PROXC_ERROR_MEMORY = 5,           ///< out of memory
  PROXC_ERROR_PARAM_NULL = 6,       ///< array or function param is null
  PROXC_ERROR_PARAM_NOT_FINITE = 7, ///< param holds a NaN or an infinity
  PROXC_ERROR_PARAM_RANGE = 8,      ///< param is negative (or zero) and may not;
                                    ///< no argument: what is computed of params
                                    ///< is no weight or no bounds of a box
  PROXC_ERROR_INPUT_NULL = 9,
  PROXC_ERROR_INPUT_NOT_FINITE = 10,
  PROXC_ERROR_RESULT_NULL = 11,
  PROXC_ERROR_START_NOT_FINITE = 12, ///< result array as starting value
  PROXC_ERROR_STRIDE = 13,           ///< view not contiguous, and no staging
  PROXC_ERROR_CALLBACK = 14,         ///< a black box returned an error
  PROXC_ERROR_CANCELLED = 15,        ///< the progress callback asked to stop;
                                     ///< the results hold the last iterate
  PROXC_ERROR_DIVERGED = 16,    ///< a norm or the objective became infinite
  PROXC_ERROR_NOT_STARTED = 17, ///< `_step` before the first solve
  PROXC_ERROR_UNSUPPORTED = 18, ///< not on this target
  PROXC_ERROR_VERSION = 19,     ///< object and runtime do not fit together
  PROXC_ERROR_INTERNAL = 20,
  PROXC_ERROR_UNBOUNDED = 21,  ///< the objective has no lower bound
  PROXC_ERROR_INPUT_RANGE = 22, ///< what is computed of inputs is no weight or
                                ///< no bounds of a box
  PROXC_ERROR_TRANSFORM = 23    ///< a Fourier transform cannot be planned
};

/// The code without the argument's number.
#define PROXC_ERROR_KIND(code) ((code) & 0xff)
/// The number of the param, input or result meant, from 0; -1 where none is.
#define PROXC_ERROR_ARGUMENT(code) (((code) >> 8) - 1)

/// An array anywhere in memory. `data` points to the element with all indices
/// 0; `stride[i]` is the distance in bytes along axis i, 0 for what it is in a
/// contiguous row-major array. Element types are those of the declaration.
typedef struct proxc_view {
  void *data;
  int64_t stride[PROXC_MAX_RANK];
} proxc_view;

/// What the progress callback is told, after every iteration.
typedef struct proxc_progress {
  uint32_t size;
  int32_t iteration;      ///< iterations done in this solve
  int32_t iterations;     ///< the most this solve may do
  int32_t checked;        ///< 1: the numbers below are of this iteration
  double objective;       ///< of the last check, as are all below; 0 before it
  double primal_residual; ///< relative
  double dual_residual;   ///< relative
  double gap;             ///< relative; negative where no dual value is known
  float seconds;          ///< since the solve began; 0 without a clock
} proxc_progress;

/// How to solve. PROXC_OPTIONS_DEFAULT initialises all of it.
typedef struct proxc_options {
  uint32_t size;      ///< sizeof(proxc_options)
  int32_t iterations; ///< at most; 0: the program's; negative: none at all, for
                      ///< `_step` to do them
  float tolerance;    ///< relative; 0 runs all iterations; negative: program's
  float max_seconds;  ///< 0: no limit; needs `clock_ns` on bare metal
  int32_t start;      ///< PROXC_COLD, PROXC_FROM_RESULT, PROXC_CONTINUE
  uint64_t (*clock_ns)(void *user); ///< null: the host's monotonic clock
  /// Called after every iteration; non-zero stops the solve, the results are
  /// still written. May be null.
  int (*progress)(const proxc_progress *, void *user);
  void *user; ///< handed to the callbacks and to black boxes during the solve
  float absolute;      ///< absolute tolerance; negative: program's
  int32_t check_every; ///< iterations between checks; 0: program's
} proxc_options;

#define PROXC_OPTIONS_DEFAULT                                                  \
  {(uint32_t)sizeof(proxc_options), 0, -1.0f, 0.0f, 0, 0, 0, 0, -1.0f, 0}

/// What a solve did. The caller sets `size`; null is allowed where one is
/// asked for.
typedef struct proxc_result {
  uint32_t size;      ///< sizeof(proxc_result)
  int32_t iterations; ///< done, since the last cold, warm or continued start
  int32_t converged;  ///< 1: the stopping rule held
  int32_t certified;  ///< 1: it was the duality gap that held
  int32_t stopped;    ///< PROXC_STOPPED_*
  int32_t restarts;   ///< times a step size had to be corrected
  double objective;   ///< of the problem as written, at the results
  double violation;   ///< largest distance from the sets that may be missed
  double primal_residual; ///< relative, of the last check
  double dual_residual;   ///< relative, of the last check
  double gap;             ///< relative; negative where no dual value is known
  float seconds;          ///< of the solve; 0 without a clock
  float setup_seconds;    ///< of the last create or update; 0 without a clock
} proxc_result;

#define PROXC_RESULT_INIT                                                      \
  {(uint32_t)sizeof(proxc_result), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}

/// One line of text for a code, lower case, never null; the string is constant.
const char *proxc_error(int32_t code);

#ifdef __cplusplus
}
#endif

#endif // PROXC_RT_PROXC_H
