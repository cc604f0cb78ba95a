//===- halide.c - what Halide's code asks of a runtime --------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Halide emits kernels as bitcode without its runtime; these are the functions
// that such code for a CPU may refer to, with the signatures of Halide 21's
// HalideRuntime.h. Asynchronous schedules (semaphores), memoisation, tracing,
// profiling and device code are not used, so what they need is not here.
//===----------------------------------------------------------------------===//

#include "proxc-rt/runtime.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

//===----------------------------------------------------------------------===//
// Parallel loops
//===----------------------------------------------------------------------===//

typedef int (*halide_task_t)(void *user_context, int task_number,
                             uint8_t *closure);

typedef struct {
  void *context;
  halide_task_t task;
  int min;
  uint8_t *closure;
} ParFor;

static int32_t runTask(int32_t index, void *data) {
  ParFor *loop = data;
  return loop->task(loop->context, loop->min + index, loop->closure);
}

int halide_do_par_for(void *user_context, halide_task_t task, int min, int size,
                      uint8_t *closure) {
  ParFor loop = {user_context, task, min, closure};
  return proxc_rt_parallel(runTask, size, &loop);
}

typedef int (*halide_loop_task_t)(void *user_context, int min, int extent,
                                  uint8_t *closure, void *task_parent);

struct halide_semaphore_acquire_t;

struct halide_parallel_task_t {
  halide_loop_task_t fn;
  uint8_t *closure;
  const char *name;
  struct halide_semaphore_acquire_t *semaphores;
  int num_semaphores;
  int min, extent;
  int min_threads;
  bool serial;
};

typedef struct {
  void *context;
  struct halide_parallel_task_t *task;
  void *parent;
} LoopTask;

static int32_t runLoopTask(int32_t index, void *data) {
  LoopTask *loop = data;
  return loop->task->fn(loop->context, loop->task->min + index, 1,
                        loop->task->closure, loop->parent);
}

/// Tasks run one after the other, each of them on all threads. Without
/// semaphores no task waits for another.
int halide_do_parallel_tasks(void *user_context, int num_tasks,
                             struct halide_parallel_task_t *tasks,
                             void *task_parent) {
  for (int i = 0; i < num_tasks; ++i) {
    struct halide_parallel_task_t *task = &tasks[i];
    if (task->num_semaphores)
      return PROXC_ERROR_UNSUPPORTED;
    LoopTask loop = {user_context, task, task_parent};
    int code = task->serial
                   ? task->fn(user_context, task->min, task->extent,
                              task->closure, task_parent)
                   : proxc_rt_parallel(runLoopTask, task->extent, &loop);
    if (code)
      return code;
  }
  return 0;
}

int halide_get_num_threads(void) { return proxc_rt_threads(); }

int halide_set_num_threads(int threads) {
  int before = proxc_rt_threads();
  proxc_rt_set_threads(threads);
  return before;
}

void halide_shutdown_thread_pool(void) { proxc_rt_shutdown(); }

//===----------------------------------------------------------------------===//
// Memory and messages
//===----------------------------------------------------------------------===//

/// Aligned to Halide's widest vectors.
void *halide_malloc(void *user_context, size_t bytes) {
  (void)user_context;
  const size_t alignment = 128;
  size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  if (rounded < bytes)
    return NULL;
  return aligned_alloc(alignment, rounded ? rounded : alignment);
}

void halide_free(void *user_context, void *pointer) {
  (void)user_context;
  free(pointer);
}

void halide_print(void *user_context, const char *text) {
  (void)user_context;
  fputs(text, stderr);
}

void halide_error(void *user_context, const char *text) {
  (void)user_context;
  fprintf(stderr, "proxc: error in a kernel: %s\n", text);
}

//===----------------------------------------------------------------------===//
// Checks that kernels make; each returns the code that Halide gives it
//===----------------------------------------------------------------------===//

__attribute__((format(printf, 3, 4))) static int
fail(void *user_context, int code, const char *format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  halide_error(user_context, text);
  return code;
}

int halide_error_explicit_bounds_too_small(void *context, const char *func,
                                           const char *var, int min, int max,
                                           int minRequired, int maxRequired) {
  return fail(context, -2, "bounds %d to %d of %s in %s do not cover %d to %d",
              min, max, var, func, minRequired, maxRequired);
}

int halide_error_bad_type(void *context, const char *func, uint32_t given,
                          uint32_t correct) {
  return fail(context, -3, "%s has type %#" PRIx32 ", expected %#" PRIx32, func,
              given, correct);
}

int halide_error_bad_dimensions(void *context, const char *func, int32_t given,
                                int32_t correct) {
  return fail(context, -43, "%s has %" PRId32 " dimensions, expected %" PRId32,
              func, given, correct);
}

int halide_error_access_out_of_bounds(void *context, const char *func,
                                      int dimension, int minTouched,
                                      int maxTouched, int minValid,
                                      int maxValid) {
  return fail(context, -4,
              "%s is accessed at %d to %d, beyond %d to %d, in dimension %d",
              func, minTouched, maxTouched, minValid, maxValid, dimension);
}

int halide_error_buffer_allocation_too_large(void *context, const char *name,
                                             uint64_t size, uint64_t max) {
  return fail(context, -5, "%s needs %" PRIu64 " bytes, at most %" PRIu64, name,
              size, max);
}

int halide_error_buffer_extents_negative(void *context, const char *name,
                                         int dimension, int extent) {
  return fail(context, -28, "extent %d of %s in dimension %d is negative",
              extent, name, dimension);
}

int halide_error_buffer_extents_too_large(void *context, const char *name,
                                          int64_t size, int64_t max) {
  return fail(context, -6, "%s has %" PRId64 " elements, at most %" PRId64,
              name, size, max);
}

int halide_error_constraints_make_required_region_smaller(
    void *context, const char *name, int dimension, int min, int extent,
    int minRequired, int extentRequired) {
  return fail(context, -7,
              "%s is constrained to %d + %d in dimension %d, needs %d + %d",
              name, min, extent, dimension, minRequired, extentRequired);
}

int halide_error_constraint_violated(void *context, const char *var, int value,
                                     const char *constrained, int expected) {
  return fail(context, -8, "%s is %d, expected %s = %d", var, value,
              constrained, expected);
}

int halide_error_param_too_small_i64(void *context, const char *name,
                                     int64_t value, int64_t min) {
  return fail(context, -9, "%s is %" PRId64 ", at least %" PRId64, name, value,
              min);
}

int halide_error_param_too_small_u64(void *context, const char *name,
                                     uint64_t value, uint64_t min) {
  return fail(context, -9, "%s is %" PRIu64 ", at least %" PRIu64, name, value,
              min);
}

int halide_error_param_too_small_f64(void *context, const char *name,
                                     double value, double min) {
  return fail(context, -9, "%s is %g, at least %g", name, value, min);
}

int halide_error_param_too_large_i64(void *context, const char *name,
                                     int64_t value, int64_t max) {
  return fail(context, -10, "%s is %" PRId64 ", at most %" PRId64, name, value,
              max);
}

int halide_error_param_too_large_u64(void *context, const char *name,
                                     uint64_t value, uint64_t max) {
  return fail(context, -10, "%s is %" PRIu64 ", at most %" PRIu64, name, value,
              max);
}

int halide_error_param_too_large_f64(void *context, const char *name,
                                     double value, double max) {
  return fail(context, -10, "%s is %g, at most %g", name, value, max);
}

int halide_error_out_of_memory(void *context) {
  return fail(context, -11, "out of memory");
}

int halide_error_buffer_argument_is_null(void *context, const char *name) {
  return fail(context, -12, "buffer %s is null", name);
}

int halide_error_buffer_is_null(void *context, const char *routine) {
  return fail(context, -38, "a buffer is null in %s", routine);
}

int halide_error_unaligned_host_ptr(void *context, const char *func,
                                    int alignment) {
  return fail(context, -24, "%s is not aligned to %d bytes", func, alignment);
}

int halide_error_host_is_null(void *context, const char *func) {
  return fail(context, -34, "the data of %s are null", func);
}

int halide_error_bad_fold(void *context, const char *func, const char *var,
                          const char *loop) {
  return fail(context, -25, "%s cannot be folded over %s in loop %s", func, var,
              loop);
}

int halide_error_fold_factor_too_small(void *context, const char *func,
                                       const char *var, int factor,
                                       const char *loop, int extent) {
  return fail(context, -26, "%s is folded by %d over %s in loop %s, needs %d",
              func, factor, var, loop, extent);
}

int halide_error_storage_bound_too_small(void *context, const char *func,
                                         const char *var, int provided,
                                         int required) {
  return fail(context, -45, "%s stores %d over %s, needs %d", func, provided,
              var, required);
}

int halide_error_split_factor_not_positive(void *context, const char *func,
                                           const char *original,
                                           const char *outer, const char *inner,
                                           const char *text, int factor) {
  return fail(context, -46, "%s: %s is split into %s and %s by %s = %d", func,
              original, outer, inner, text, factor);
}

int halide_error_requirement_failed(void *context, const char *condition,
                                    const char *message) {
  return fail(context, -27, "%s does not hold: %s", condition, message);
}

int halide_error_specialize_fail(void *context, const char *message) {
  return fail(context, -31, "no specialisation fits: %s", message);
}

int halide_error_no_device_interface(void *context) {
  return fail(context, -19, "a buffer lies on a device");
}

int halide_error_device_interface_no_device(void *context) {
  return fail(context, -36, "a buffer has a device interface and no device");
}

int halide_error_host_and_device_dirty(void *context) {
  return fail(context, -37, "a buffer is newer both here and on a device");
}

int halide_error_device_dirty_with_no_device_support(void *context,
                                                     const char *name) {
  return fail(context, -44, "%s is newer on a device", name);
}
