//===- program.h - contract of generated code and driver ------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private: no caller of an emitted object includes this. The compiler emits one
// constant `proxc_program` and its phase functions; the driver
// (lib/Runtime/Driver) is generic code that runs any program. Both end up in
// one LLVM module.
//
// Every struct here is mirrored field by field in lib/Conversion/RtToLLVM
// (Layout.cpp). All fields have fixed size but pointers, and 64-bit fields lie
// at multiples of 8 for both pointer sizes, so that one list of fields
// describes the struct for 32-bit and for 64-bit targets.
//===----------------------------------------------------------------------===//

#ifndef PROXC_RT_PROGRAM_H
#define PROXC_RT_PROGRAM_H

#include "proxc-rt/fft.h"
#include "proxc-rt/proxc.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Numbers that the stopping rule compares. Freestanding targets have no f64.
#ifdef PROXC_FREESTANDING
typedef float proxc_real;
#else
typedef double proxc_real;
#endif

/// Changes with the layout of any struct in this file.
#define PROXC_PROGRAM_VERSION 1u

/// Element types, as stored by callers; complex ones are interleaved pairs.
enum {
  PROXC_F32 = 0,
  PROXC_F64 = 1,
  PROXC_C64 = 2,
  PROXC_C128 = 3,
  PROXC_I32 = 4,
  PROXC_I64 = 5,
  PROXC_U8 = 6,
  PROXC_U16 = 7,
  PROXC_F16 = 8,
  PROXC_FUNCTION = 9 ///< a param only: pointer to a black box
};

/// Facts about an argument.
enum {
  PROXC_ARGUMENT_SCALAR = 1,  ///< param: a value in the params struct itself,
                              ///< else the struct holds a pointer to an array
  PROXC_ARGUMENT_UNKNOWN = 2, ///< result: an unknown, so it may give the start
  PROXC_ARGUMENT_NONNEGATIVE = 4, ///< param: refuse values below 0
  PROXC_ARGUMENT_POSITIVE = 8,    ///< param: refuse values below or equal to 0
  /// Infinities are legal and become the largest finite number (the bounds of
  /// a box). Needs `storage` where the argument is an array.
  PROXC_ARGUMENT_CLAMP = 16,
  PROXC_ARGUMENT_DEFAULT = 32 ///< scalar param: `value` is its default
};

/// A param, an input or a result.
typedef struct proxc_argument {
  const char *name;
  int32_t element; ///< PROXC_F32 ...
  int32_t rank;    ///< 0 to PROXC_MAX_RANK
  int32_t flags;   ///< PROXC_ARGUMENT_*
  int32_t offset;  ///< param: bytes from the start of the public params struct
  int64_t extent[PROXC_MAX_RANK];
  int64_t count; ///< product of the extents: elements
  /// Offset in the arena of room for a contiguous copy, or -1.
  /// Array param: the copy is made at create and update, and phases see it for
  /// the plan's life; with -1 only `setup` may read the array. Input and
  /// result: staging for views that are not contiguous, may overlap what is
  /// dead while it is in use (inputs: nothing; results: before the prologue
  /// and after the last read of the epilogue); with -1 hosted drivers allocate
  /// it at the first such view, and freestanding ones refuse the view.
  int64_t storage;
  uint64_t value[2]; ///< default of a scalar param, its bytes in memory order
} proxc_argument;

struct proxc_frame;

/// One piece of a program. Returns PROXC_OK, or the non-zero value of the black
/// box that failed.
typedef int32_t (*proxc_phase)(struct proxc_frame *);

/// An exported operator y = A x. The phases read frame->io_in, which the caller
/// keeps, and write all of frame->io_out.
typedef struct proxc_operator {
  const char *name;
  proxc_phase apply[3]; ///< forward, adjoint, normal; null where not emitted
  int32_t domain_element;
  int32_t range_element;
  int64_t domain_count; ///< elements
  int64_t range_count;
} proxc_operator;

enum { PROXC_FORWARD = 0, PROXC_ADJOINT = 1, PROXC_NORMAL = 2 };

/// A compiled program; a constant of the object.
typedef struct proxc_program {
  uint32_t version; ///< PROXC_PROGRAM_VERSION
  int32_t num_params;
  int32_t num_inputs;
  int32_t num_results;
  int32_t num_ffts;
  int32_t num_operators;
  int32_t iterations;      ///< default of proxc_options.iterations
  int32_t check_every;     ///< default, at least 1
  float tolerance;         ///< default
  float absolute;          ///< default
  float primal_root;       ///< sqrt of the length of the primal residual, which
  float dual_root;         ///< multiplies `absolute` (Boyd et al. 2011, 3.3)
  int64_t arena_bytes;     ///< multiple of 8
  int64_t workspace_bytes; ///< proxc_workspace_bytes of the numbers here
  const char *name;
  const proxc_argument *params;
  const proxc_argument *inputs;
  const proxc_argument *results;
  const proxc_fft_desc *ffts; ///< frame->ffts[i] is the plan of ffts[i]
  const proxc_operator *operators;
  /// Reads params, fills what depends on them only. Runs at create and at
  /// update; frame->changed tells what to redo.
  proxc_phase setup;
  /// Starts a solve from inputs: right-hand sides and, by frame->start, the
  /// state. Null where the program has operators only.
  proxc_phase prologue;
  proxc_phase iterate; ///< ONE iteration
  /// ONE iteration that also gathers what `check` needs, or null: iterate is
  /// then enough.
  proxc_phase iterate_checked;
  /// Fills frame->metrics; may adapt step sizes, and ask for a restart, when
  /// frame->checking is PROXC_CHECK_REGULAR. Runs after the iteration was
  /// counted and the parity flipped. May be null: all iterations run.
  proxc_phase check;
  /// Writes results, metrics.objective and metrics.violation; leaves the state
  /// as it is, so that iterations may follow.
  proxc_phase epilogue;
} proxc_program;

/// Filled by `check` and `epilogue`. Values are absolute; the driver divides.
typedef struct proxc_metrics {
  /// Of the problem as written, without indicators; minus infinity where it was
  /// found to have no lower bound.
  proxc_real objective;
  proxc_real violation;
  proxc_real primal_residual;
  proxc_real primal_scale; ///< what primal_residual is relative to
  proxc_real dual_residual;
  proxc_real dual_scale;
  proxc_real primal_value;  ///< P at the projected unknowns
  proxc_real dual_value;    ///< D, where has_dual
  proxc_real initial_value; ///< objective at the start, where a check tells it
  proxc_real violation_scale; ///< the largest entry that may be violated
  int32_t has_residuals; ///< 1: the residuals and scales are valid
  int32_t has_dual;      ///< 1: primal_value and dual_value are valid
  /// 1: a norm estimate was too small; the phase has enlarged it, and the
  /// driver calls the prologue again with frame->start = PROXC_RESTART.
  int32_t restart;
  int32_t refused; ///< 1: `setup` found params, or the prologue inputs, for which
                   ///< the program has no meaning
} proxc_metrics;

/// frame->start, besides PROXC_COLD, PROXC_FROM_RESULT and PROXC_CONTINUE: keep
/// the unknowns of the state, begin everything else anew.
#define PROXC_RESTART 3

enum {
  PROXC_CHECK_NONE = 0,
  PROXC_CHECK_REGULAR = 1, ///< every check_every iterations
  PROXC_CHECK_FINAL = 2    ///< only to report: must not change the state
};

/// What a phase sees. Fields are indexed by generated code in this order.
typedef struct proxc_frame {
  char *arena; ///< aligned to PROXC_ARENA_ALIGNMENT
  /// params[i] points to the value of a scalar or of a function pointer, or to
  /// the elements of an array; arrays without storage in `setup` only.
  const void **params;
  const void **inputs; ///< contiguous elements, during a solve
  void **results;      ///< contiguous elements, during a solve
  void **ffts;         ///< for proxc_rt_fft_execute
  void *user;          ///< for black boxes; null outside of a solve
  const void *io_in;   ///< x of an exported operator
  void *io_out;        ///< y of an exported operator
  const proxc_program *program;
  void *reserved;
  int32_t parity;    ///< 0 or 1: which of two buffers holds the current state
  int32_t iteration; ///< iterations done in this solve; continues over steps
  int32_t start;     ///< PROXC_COLD ... PROXC_RESTART
  int32_t checking;  ///< PROXC_CHECK_*
  int32_t changed;   ///< setup: bit min(i, 31) is set where param i may differ
                     ///< from the last setup; all bits at create
  int32_t limit;     ///< iterations this solve may do
  int32_t status;    ///< scratch of a phase: the code of what failed in it
  int32_t reserved2;
  float tolerance;
  float absolute;
  proxc_metrics metrics;
} proxc_frame;

/// Arena offsets are relative to an address of this alignment.
#ifdef PROXC_FREESTANDING
#define PROXC_ARENA_ALIGNMENT 16
#else
#define PROXC_ARENA_ALIGNMENT 64
#endif

/// Bytes kept for the driver's own struct at the front of a workspace.
#define PROXC_PLAN_BYTES 512

/// Bytes of a workspace: the plan, a pointer for each argument and FFT, 16
/// bytes for each param's value, 72 for each result's view (sizeof(proxc_view)
/// for both sizes of pointers), the arena and what aligning it may cost.
/// The compiler computes the same number for the target's pointers.
static inline int64_t
proxc_workspace_bytes(int64_t num_params, int64_t num_inputs,
                      int64_t num_results, int64_t num_ffts,
                      int64_t arena_bytes, int64_t arena_alignment,
                      int64_t pointer_bytes) {
  // Inputs and results have a second table, for staging.
  int64_t pointers = num_params + 2 * num_inputs + 2 * num_results + num_ffts;
  int64_t header = PROXC_PLAN_BYTES + num_params * 16 + num_results * 72 +
                   pointers * pointer_bytes;
  header = (header + 15) / 16 * 16;
  return header + arena_bytes + arena_alignment - PROXC_WORKSPACE_ALIGNMENT;
}

/// What a bare-metal program needs of the driver. The compiler defines the
/// constant, so that the rest is left out of the object; hosted drivers have
/// everything.
enum {
  PROXC_NEEDS_CLAMP = 1,   ///< an argument is clamped
  PROXC_NEEDS_STAGING = 2, ///< an input or result has storage
  PROXC_NEEDS_SIGNS = 4,   ///< a param is checked for its sign
  PROXC_NEEDS_16 = 8,      ///< elements of 16 bits
  PROXC_NEEDS_32 = 16,     ///< elements of 32 bits, or complex ones of them
  PROXC_NEEDS_64 = 32      ///< elements of 64 bits, or complex ones of them
};
#ifdef PROXC_FREESTANDING
extern const int32_t proxc_driver_needs;
#else
#define proxc_driver_needs (-1)
#endif

// The driver's functions. An object's own entry points call them with its
// program; `int32_t` results are PROXC_OK or an error code.
typedef struct proxc_plan proxc_plan;

int64_t proxc_driver_workspace_bytes(const proxc_program *program);

/// `workspace` may be null on hosts: it is then allocated. `params` is the
/// public params struct; it may be null where every param has a default.
int32_t proxc_driver_create(const proxc_program *program, proxc_plan **plan,
                            void *workspace, const void *params);
int32_t proxc_driver_update(proxc_plan *plan, const void *params);

/// Arrays are contiguous, in order of declaration.
int32_t proxc_driver_solve(proxc_plan *plan, const void *const *inputs,
                           void *const *results, const proxc_options *options,
                           proxc_result *result);
int32_t proxc_driver_solve_views(proxc_plan *plan, const proxc_view *inputs,
                                 const proxc_view *results,
                                 const proxc_options *options,
                                 proxc_result *result);

/// `iterations` more of them on the arrays of the last solve, then the results
/// are written. Neither tolerance nor time limit nor progress apply.
int32_t proxc_driver_step(proxc_plan *plan, int32_t iterations,
                          proxc_result *result);

/// Operator number `index`, `kind` PROXC_FORWARD, PROXC_ADJOINT, PROXC_NORMAL.
int32_t proxc_driver_apply(proxc_plan *plan, int32_t index, int32_t kind,
                           const void *x, void *y);

/// Null is allowed.
void proxc_driver_destroy(proxc_plan *plan);

#ifdef __cplusplus
}
#endif

#endif // PROXC_RT_PROGRAM_H
