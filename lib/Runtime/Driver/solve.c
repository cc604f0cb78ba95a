//===- solve.c - the iteration, from inputs to results --------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "plan.h"

/// Stores a real as the bytes of a double. Without f64 the conversion is made
/// of integers; denormal numbers become 0.
static void putDouble(double *where, proxc_real value) {
#ifdef PROXC_FREESTANDING
  uint32_t bits;
  __builtin_memcpy(&bits, &value, 4);
  uint64_t sign = (uint64_t)(bits >> 31) << 63;
  uint64_t exponent = (bits >> 23) & 0xffu;
  uint64_t mantissa = (uint64_t)(bits & 0x7fffffu) << 29;
  uint64_t wide = sign;
  if (exponent == 0xff)
    wide |= (uint64_t)0x7ff << 52 | mantissa;
  else if (exponent)
    wide |= (exponent + 1023 - 127) << 52 | mantissa;
  __builtin_memcpy(where, &wide, 8);
#else
  *where = value;
#endif
}

static proxc_real magnitude(proxc_real value) {
  return value < 0 ? -value : value;
}

static int32_t isFinite(proxc_real value) {
  return proxcAllFinite(sizeof(value) == 8 ? PROXC_F64 : PROXC_F32, &value, 1);
}

static uint64_t now(const proxc_plan *plan) {
  if (plan->clock_ns)
    return plan->clock_ns(plan->frame.user);
#ifdef PROXC_FREESTANDING
  return 0;
#else
  return proxc_rt_now_ns();
#endif
}

/// Seconds from `begin` to now. The halves are converted one by one: 64-bit
/// integers to float is a library call on small machines.
static float secondsSince(const proxc_plan *plan, uint64_t begin) {
  uint64_t passed = now(plan) - begin;
  return ((float)(uint32_t)(passed >> 32) * 4294967296.0f +
          (float)(uint32_t)passed) *
         1e-9f;
}

//===----------------------------------------------------------------------===//
// The stopping rule
//===----------------------------------------------------------------------===//

static proxc_real relative(proxc_real residual, proxc_real scale) {
  return scale > 0 ? residual / scale : residual;
}

/// The scale of the duality gap: max(|P|, |D|, the objective at the start).
static proxc_real gapScale(const proxc_metrics *metrics) {
  proxc_real scale = magnitude(metrics->primal_value);
  proxc_real dual = magnitude(metrics->dual_value);
  proxc_real initial = magnitude(metrics->initial_value);
  scale = dual > scale ? dual : scale;
  return initial > scale ? initial : scale;
}

/// 1 where a set that is not met exactly is missed by more than the tolerance.
static int32_t violates(const proxc_frame *frame) {
  const proxc_metrics *metrics = &frame->metrics;
  proxc_real scale =
      metrics->violation_scale > 1 ? metrics->violation_scale : 1;
  return metrics->violation > frame->tolerance * scale &&
         metrics->violation > frame->absolute;
}

/// 1 where the objective was found to have no lower bound, or falls far below
/// all that its start and data suggest.
static int32_t isEndless(const proxc_metrics *metrics, proxc_real before) {
  proxc_real objective = metrics->objective;
  if (objective < 0 && !isFinite(objective))
    return 1;
  proxc_real far = (proxc_real)-1e12 * (1 + magnitude(metrics->initial_value));
  return metrics->has_residuals && objective < far && objective < before;
}

/// Looks at the metrics of a check and notes in the plan what they say.
/// Returns 0 where a number that must be finite is not.
static int32_t judge(proxc_plan *plan) {
  const proxc_frame *frame = &plan->frame;
  const proxc_program *program = frame->program;
  proxc_metrics *metrics = &plan->frame.metrics;
  plan->converged = 0;
  plan->certified = 0;
  if (metrics->has_dual && !isFinite(metrics->dual_value))
    metrics->has_dual = 0;
  if (metrics->has_dual) {
    if (!isFinite(metrics->primal_value))
      return 0;
    proxc_real gap = metrics->primal_value - metrics->dual_value;
    proxc_real bound = frame->tolerance * gapScale(metrics);
    proxc_real rounding = (proxc_real)1e-5 * gapScale(metrics);
    if (-gap > bound && -gap > rounding && -gap > frame->absolute) {
      // A bound from below that lies above is none.
      metrics->has_dual = 0;
    } else if (!violates(frame) && (gap <= bound || gap <= frame->absolute)) {
      plan->converged = 1;
      plan->certified = 1;
    }
  }
  if (!metrics->has_residuals)
    return 1;
  if (!isFinite(metrics->primal_residual) || !isFinite(metrics->dual_residual))
    return 0;
  if (!metrics->has_dual)
    plan->converged =
        !violates(frame) &&
        metrics->primal_residual <=
            program->primal_root * frame->absolute +
                frame->tolerance * metrics->primal_scale &&
        metrics->dual_residual <= program->dual_root * frame->absolute +
                                      frame->tolerance * metrics->dual_scale;
  return 1;
}

//===----------------------------------------------------------------------===//
// The loop
//===----------------------------------------------------------------------===//

/// What the next iteration owes: a check every check_every iterations, and one
/// more at the end where somebody will read the numbers.
static int32_t nextCheck(const proxc_plan *plan, int32_t last) {
  const proxc_program *program = plan->frame.program;
  if (!program->check && !program->iterate_checked)
    return PROXC_CHECK_NONE;
  if ((plan->frame.iteration + 1) % plan->check_every == 0)
    return PROXC_CHECK_REGULAR;
  return last ? PROXC_CHECK_FINAL : PROXC_CHECK_NONE;
}

/// One iteration, with its check where one is due. Returns an error code.
static int32_t iterate(proxc_plan *plan, int32_t checking) {
  proxc_frame *frame = &plan->frame;
  const proxc_program *program = frame->program;
  frame->checking = checking;
  frame->metrics.restart = 0;
  proxc_real before = frame->metrics.objective;
  proxc_phase phase = checking && program->iterate_checked
                          ? program->iterate_checked
                          : program->iterate;
  if (phase(frame))
    return PROXC_ERROR_CALLBACK;
  frame->parity ^= 1;
  ++frame->iteration;
  if (!checking)
    return PROXC_OK;
  if (program->check && program->check(frame))
    return PROXC_ERROR_CALLBACK;
  if (isEndless(&frame->metrics, before))
    return PROXC_ERROR_UNBOUNDED;
  if (!judge(plan))
    return PROXC_ERROR_DIVERGED;
  if (!frame->metrics.restart)
    return PROXC_OK;
  // The step was too long for the true norm: what it led to proves nothing.
  plan->converged = 0;
  plan->certified = 0;
  ++plan->restarts;
  frame->start = PROXC_RESTART;
  return program->prologue(frame) ? PROXC_ERROR_CALLBACK : PROXC_OK;
}

/// Why an iteration that returned the error `code` was the last.
static int32_t stoppedBy(int32_t code) {
  return code == PROXC_ERROR_DIVERGED || code == PROXC_ERROR_UNBOUNDED
             ? PROXC_STOPPED_DIVERGED
             : PROXC_STOPPED_FAILED;
}

/// Calls the progress callback; non-zero: stop.
static int32_t report(const proxc_plan *plan, float seconds) {
  const proxc_frame *frame = &plan->frame;
  const proxc_metrics *metrics = &frame->metrics;
  proxc_progress progress;
  __builtin_memset(&progress, 0, sizeof(progress));
  progress.size = (uint32_t)sizeof(progress);
  progress.iteration = frame->iteration;
  progress.iterations = frame->limit;
  progress.checked = frame->checking != PROXC_CHECK_NONE;
  putDouble(&progress.objective, metrics->objective);
  putDouble(&progress.primal_residual,
            relative(metrics->primal_residual, metrics->primal_scale));
  putDouble(&progress.dual_residual,
            relative(metrics->dual_residual, metrics->dual_scale));
  putDouble(&progress.gap, metrics->has_dual ? relative(metrics->primal_value -
                                                            metrics->dual_value,
                                                        gapScale(metrics))
                                             : (proxc_real)-1);
  progress.seconds = seconds;
  return plan->progress(&progress, frame->user);
}

/// Iterates until the rule holds, the limit, the time or the caller stop it.
static int32_t loop(proxc_plan *plan, uint64_t begin) {
  proxc_frame *frame = &plan->frame;
  while (frame->iteration < frame->limit) {
    int32_t code =
        iterate(plan, nextCheck(plan, frame->iteration + 1 == frame->limit));
    if (code) {
      plan->stopped = stoppedBy(code);
      return code;
    }
    int32_t timed = plan->progress || plan->max_seconds > 0.0f;
    float seconds = timed ? secondsSince(plan, begin) : 0.0f;
    if (plan->progress && report(plan, seconds)) {
      plan->stopped = PROXC_STOPPED_CANCELLED;
      return PROXC_ERROR_CANCELLED;
    }
    // Tolerance 0 asks for all iterations, even past an exact solution.
    if (frame->checking && plan->converged &&
        (frame->tolerance > 0.0f || frame->absolute > 0.0f)) {
      plan->stopped = PROXC_STOPPED_CONVERGED;
      return PROXC_OK;
    }
    if (plan->max_seconds > 0.0f && seconds >= plan->max_seconds) {
      plan->stopped = PROXC_STOPPED_TIME;
      return PROXC_OK;
    }
  }
  plan->stopped = PROXC_STOPPED_ITERATIONS;
  return PROXC_OK;
}

//===----------------------------------------------------------------------===//
// Arguments of a solve
//===----------------------------------------------------------------------===//

static int32_t readOptions(proxc_plan *plan, const proxc_options *options) {
  proxc_frame *frame = &plan->frame;
  const proxc_program *program = frame->program;
  static const proxc_options defaults = PROXC_OPTIONS_DEFAULT;
  if (!options)
    options = &defaults;
  if (options->size < sizeof(proxc_options))
    return PROXC_ERROR_STRUCT_SIZE;
  float numbers[3] = {options->tolerance, options->absolute,
                      options->max_seconds};
  if (!proxcAllFinite(PROXC_F32, numbers, 3) || options->max_seconds < 0.0f ||
      options->check_every < 0 || options->start < PROXC_COLD ||
      options->start > PROXC_CONTINUE)
    return PROXC_ERROR_OPTIONS;
#ifdef PROXC_FREESTANDING
  if (options->max_seconds > 0.0f && !options->clock_ns)
    return PROXC_ERROR_OPTIONS;
#endif
  int32_t limit = options->iterations;
  frame->limit = limit == 0 ? program->iterations : limit < 0 ? 0 : limit;
  frame->tolerance =
      options->tolerance < 0.0f ? program->tolerance : options->tolerance;
  frame->absolute =
      options->absolute < 0.0f ? program->absolute : options->absolute;
  plan->check_every =
      options->check_every ? options->check_every : program->check_every;
  if (plan->check_every < 1)
    plan->check_every = 1;
  plan->clock_ns = options->clock_ns;
  plan->progress = options->progress;
  plan->max_seconds = options->max_seconds;
  frame->user = options->user;
  frame->start = options->start == PROXC_CONTINUE && !plan->has_state
                     ? PROXC_COLD
                     : options->start;
  return PROXC_OK;
}

/// Room for a contiguous copy of an argument: in the arena, or our own; `slot`
/// keeps the latter. Null where there is none.
static char *stagingFor(proxc_plan *plan, const proxc_argument *argument,
                        char **slot) {
  if (argument->storage >= 0)
    return plan->frame.arena + argument->storage;
#ifndef PROXC_FREESTANDING
  if (!*slot)
    *slot = (char *)proxc_rt_alloc(
        (size_t)(argument->count * proxcElementBytes(argument->element)));
#endif
  return *slot;
}

static int32_t bindInput(proxc_plan *plan, int32_t index, const void *array,
                         const proxc_view *view) {
  const proxc_argument *argument = &plan->frame.program->inputs[index];
  const void *data = view ? view->data : array;
  if (!data)
    return proxcArgumentError(PROXC_ERROR_INPUT_NULL, index);
  int32_t strided = view && !proxcIsContiguous(argument, view);
  int32_t clamp = argument->flags & PROXC_ARGUMENT_CLAMP;
  char *copy = NULL;
  if (strided || clamp) {
    copy = stagingFor(plan, argument, &plan->staging[index]);
    if (!copy)
      return proxcArgumentError(PROXC_ERROR_STRIDE, index);
    if (strided)
      proxcGather(argument, view, copy);
    else
      __builtin_memcpy(
          copy, data,
          (size_t)(argument->count * proxcElementBytes(argument->element)));
    data = copy;
  }
  int32_t fine = clamp
                     ? proxcNoNaN(argument->element, data, argument->count)
                     : proxcAllFinite(argument->element, data, argument->count);
  if (!fine)
    return proxcArgumentError(PROXC_ERROR_INPUT_NOT_FINITE, index);
  if (clamp)
    proxcClamp(argument->element, copy, argument->count);
  plan->frame.inputs[index] = data;
  return PROXC_OK;
}

static int32_t bindResult(proxc_plan *plan, int32_t index, void *array,
                          const proxc_view *view) {
  const proxc_program *program = plan->frame.program;
  const proxc_argument *argument = &program->results[index];
  void *data = view ? view->data : array;
  if (!data)
    return proxcArgumentError(PROXC_ERROR_RESULT_NULL, index);
  int32_t isStart = plan->frame.start == PROXC_FROM_RESULT &&
                    argument->flags & PROXC_ARGUMENT_UNKNOWN;
  proxc_view *kept = &plan->views[index];
  kept->data = NULL;
  if (view && !proxcIsContiguous(argument, view)) {
    data =
        stagingFor(plan, argument, &plan->staging[program->num_inputs + index]);
    if (!data)
      return proxcArgumentError(PROXC_ERROR_STRIDE, index);
    *kept = *view;
    if (isStart)
      proxcGather(argument, view, data);
  }
  if (isStart && !proxcAllFinite(argument->element, data, argument->count))
    return proxcArgumentError(PROXC_ERROR_START_NOT_FINITE, index);
  plan->frame.results[index] = data;
  return PROXC_OK;
}

//===----------------------------------------------------------------------===//
// Solve and step
//===----------------------------------------------------------------------===//

static void fillResult(const proxc_plan *plan, proxc_result *result) {
  if (!result)
    return;
  const proxc_metrics *metrics = &plan->frame.metrics;
  result->iterations = plan->frame.iteration;
  result->converged = plan->converged;
  result->certified = plan->certified;
  result->stopped = plan->stopped;
  result->restarts = plan->restarts;
  putDouble(&result->objective, metrics->objective);
  putDouble(&result->violation, metrics->violation);
  putDouble(&result->primal_residual,
            relative(metrics->primal_residual, metrics->primal_scale));
  putDouble(&result->dual_residual,
            relative(metrics->dual_residual, metrics->dual_scale));
  putDouble(&result->gap, metrics->has_dual ? relative(metrics->primal_value -
                                                           metrics->dual_value,
                                                       gapScale(metrics))
                                            : (proxc_real)-1);
  result->seconds = plan->seconds;
  result->setup_seconds = plan->setup_seconds;
}

/// Writes the results after `code` ended the iterations.
static int32_t finish(proxc_plan *plan, int32_t code, uint64_t begin,
                      proxc_result *result) {
  proxc_frame *frame = &plan->frame;
  const proxc_program *program = frame->program;
  plan->seconds = secondsSince(plan, begin);
  if (code == PROXC_OK || code == PROXC_ERROR_CANCELLED ||
      code == PROXC_ERROR_DIVERGED || code == PROXC_ERROR_UNBOUNDED) {
    if (program->epilogue && program->epilogue(frame)) {
      code = PROXC_ERROR_CALLBACK;
      plan->stopped = PROXC_STOPPED_FAILED;
    }
    for (int32_t i = 0; i < program->num_results; ++i)
      if (plan->views[i].data)
        proxcScatter(&program->results[i], frame->results[i], &plan->views[i]);
    int32_t whole = isFinite(frame->metrics.objective) &&
                    isFinite(frame->metrics.violation);
    if (code != PROXC_ERROR_CALLBACK && code != PROXC_ERROR_UNBOUNDED &&
        !whole) {
      code = isEndless(&frame->metrics, 0) ? PROXC_ERROR_UNBOUNDED
                                           : PROXC_ERROR_DIVERGED;
      plan->stopped = PROXC_STOPPED_DIVERGED;
    }
    // Sets of a closed form are looked at in the epilogue only.
    if (violates(frame)) {
      plan->converged = 0;
      plan->certified = 0;
    }
  }
  // A state that is not finite or not known is none to go on from.
  if (code && code != PROXC_ERROR_CANCELLED) {
    plan->started = 0;
    plan->has_state = 0;
    plan->converged = 0;
    plan->certified = 0;
  }
  fillResult(plan, result);
  return code;
}

static int32_t solve(proxc_plan *plan, const void *const *inputs,
                     void *const *results, const proxc_view *inputViews,
                     const proxc_view *resultViews,
                     const proxc_options *options, proxc_result *result) {
  proxc_frame *frame = &plan->frame;
  const proxc_program *program = frame->program;
  if (result && result->size < sizeof(proxc_result))
    return PROXC_ERROR_STRUCT_SIZE;
  if (!plan->usable)
    return PROXC_ERROR_NOT_STARTED;
  if (!program->prologue || !program->iterate)
    return PROXC_ERROR_UNSUPPORTED;
  plan->started = 0;
  int32_t code = readOptions(plan, options);
  for (int32_t i = 0; !code && i < program->num_inputs; ++i)
    code = bindInput(plan, i, inputs ? inputs[i] : NULL,
                     inputViews ? &inputViews[i] : NULL);
  for (int32_t i = 0; !code && i < program->num_results; ++i)
    code = bindResult(plan, i, results ? results[i] : NULL,
                      resultViews ? &resultViews[i] : NULL);
  if (code)
    return code;
  uint64_t begin = now(plan);
  __builtin_memset(&frame->metrics, 0, sizeof(frame->metrics));
  frame->iteration = 0;
  frame->checking = PROXC_CHECK_NONE;
  if (frame->start != PROXC_CONTINUE)
    frame->parity = 0;
  plan->restarts = 0;
  plan->converged = 0;
  plan->certified = 0;
  plan->stopped = PROXC_STOPPED_FAILED;
  if (program->prologue(frame))
    return finish(plan, PROXC_ERROR_CALLBACK, begin, result);
  if (frame->metrics.refused)
    return finish(plan, PROXC_ERROR_INPUT_RANGE, begin, result);
  plan->started = 1;
  plan->has_state = 1;
  return finish(plan, loop(plan, begin), begin, result);
}

int32_t proxc_driver_solve(proxc_plan *plan, const void *const *inputs,
                           void *const *results, const proxc_options *options,
                           proxc_result *result) {
  if (!plan)
    return PROXC_ERROR_NULL;
  return solve(plan, inputs, results, NULL, NULL, options, result);
}

int32_t proxc_driver_solve_views(proxc_plan *plan, const proxc_view *inputs,
                                 const proxc_view *results,
                                 const proxc_options *options,
                                 proxc_result *result) {
  if (!plan)
    return PROXC_ERROR_NULL;
  const proxc_program *program = plan->frame.program;
  if ((!inputs && program->num_inputs) || (!results && program->num_results))
    return PROXC_ERROR_NULL;
  return solve(plan, NULL, NULL, inputs, results, options, result);
}

int32_t proxc_driver_step(proxc_plan *plan, int32_t iterations,
                          proxc_result *result) {
  if (!plan)
    return PROXC_ERROR_NULL;
  if (result && result->size < sizeof(proxc_result))
    return PROXC_ERROR_STRUCT_SIZE;
  if (!plan->usable || !plan->started)
    return PROXC_ERROR_NOT_STARTED;
  if (iterations < 0)
    return PROXC_ERROR_OPTIONS;
  uint64_t begin = now(plan);
  int32_t code = PROXC_OK;
  plan->stopped = PROXC_STOPPED_ITERATIONS;
  for (int32_t i = 0; !code && i < iterations; ++i)
    code = iterate(plan, nextCheck(plan, result && i + 1 == iterations));
  if (code)
    plan->stopped = stoppedBy(code);
  return finish(plan, code, begin, result);
}
