//===- create.c - plans: workspace, set-up, operators ---------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Layout of a workspace: the plan (PROXC_PLAN_BYTES), 16 bytes for each param's
// value, a view for each result, pointer tables (params, inputs, results, FFTs,
// staging), the arena at the next multiple of PROXC_ARENA_ALIGNMENT.
//===----------------------------------------------------------------------===//

#include "plan.h"

int64_t proxc_driver_workspace_bytes(const proxc_program *program) {
  return program ? program->workspace_bytes : 0;
}

/// Seconds since `begin`, which came from the same clock.
static float hostSeconds(uint64_t begin) {
#ifdef PROXC_FREESTANDING
  (void)begin;
  return 0.0f;
#else
  return (float)(proxc_rt_now_ns() - begin) * 1e-9f;
#endif
}

static uint64_t hostClock(void) {
#ifdef PROXC_FREESTANDING
  return 0;
#else
  return proxc_rt_now_ns();
#endif
}

static int32_t createFfts(proxc_plan *plan) {
  const proxc_program *program = plan->frame.program;
#ifdef PROXC_FREESTANDING
  return program->num_ffts ? PROXC_ERROR_UNSUPPORTED : PROXC_OK;
#else
  for (int32_t i = 0; i < program->num_ffts; ++i) {
    int32_t code = proxc_rt_fft_create(&program->ffts[i], &plan->frame.ffts[i]);
    if (code)
      return code;
  }
  return PROXC_OK;
#endif
}

/// Places the tables behind the plan.
static void layOut(proxc_plan *plan) {
  proxc_frame *frame = &plan->frame;
  const proxc_program *program = frame->program;
  plan->values = (char *)plan + PROXC_PLAN_BYTES;
  plan->views =
      (proxc_view *)(plan->values + 16 * (int64_t)program->num_params);
  void **table = (void **)(plan->views + program->num_results);
  frame->params = (const void **)table;
  frame->inputs = frame->params + program->num_params;
  frame->results = (void **)(frame->inputs + program->num_inputs);
  frame->ffts = frame->results + program->num_results;
  plan->staging = (char **)(frame->ffts + program->num_ffts);
  char *end =
      (char *)(plan->staging + program->num_inputs + program->num_results);
  __builtin_memset(plan->values, 0, (size_t)(end - plan->values));
  uintptr_t mask = PROXC_ARENA_ALIGNMENT - 1;
  frame->arena = (char *)(((uintptr_t)end + mask) & ~mask);
}

/// Runs `setup` on params that are bound, then lets go of the caller's arrays.
static int32_t runSetup(proxc_plan *plan, uint64_t begin) {
  const proxc_program *program = plan->frame.program;
  plan->usable = 0;
  plan->started = 0;
  plan->frame.metrics.refused = 0;
  int32_t failed = program->setup ? program->setup(&plan->frame) : 0;
  proxcReleaseParams(plan);
  if (failed)
    return PROXC_ERROR_CALLBACK;
  if (plan->frame.metrics.refused)
    return PROXC_ERROR_PARAM_RANGE;
  plan->usable = 1;
  plan->setup_seconds = hostSeconds(begin);
  return PROXC_OK;
}

int32_t proxc_driver_create(const proxc_program *program, proxc_plan **plan,
                            void *workspace, const void *params) {
  if (!plan)
    return PROXC_ERROR_NULL;
  *plan = NULL;
  if (!program)
    return PROXC_ERROR_NULL;
  if (program->version != PROXC_PROGRAM_VERSION)
    return PROXC_ERROR_VERSION;
  if ((uintptr_t)workspace % PROXC_WORKSPACE_ALIGNMENT)
    return PROXC_ERROR_WORKSPACE;
  uint64_t begin = hostClock();
  void *block = NULL;
  if (!workspace) {
#ifdef PROXC_FREESTANDING
    return PROXC_ERROR_WORKSPACE;
#else
    block = proxc_rt_alloc((size_t)program->workspace_bytes);
    if (!block)
      return PROXC_ERROR_MEMORY;
    workspace = block;
#endif
  }
  proxc_plan *made = (proxc_plan *)workspace;
  __builtin_memset(made, 0, sizeof(*made));
  made->block = block;
  made->frame.program = program;
  layOut(made);
  int32_t code = proxcBindParams(made, params, 1);
  if (!code)
    code = createFfts(made);
  if (!code)
    code = runSetup(made, begin);
  if (code) {
    proxc_driver_destroy(made);
    return code;
  }
  *plan = made;
  return PROXC_OK;
}

int32_t proxc_driver_update(proxc_plan *plan, const void *params) {
  if (!plan)
    return PROXC_ERROR_NULL;
  uint64_t begin = hostClock();
  // After a failed setup nothing of it can be relied upon.
  int32_t code = proxcBindParams(plan, params, !plan->usable);
  if (code) {
    proxcReleaseParams(plan);
    return code;
  }
  return runSetup(plan, begin);
}

int32_t proxc_driver_apply(proxc_plan *plan, int32_t index, int32_t kind,
                           const void *x, void *y) {
  if (!plan || !x || !y)
    return PROXC_ERROR_NULL;
  const proxc_program *program = plan->frame.program;
  if (index < 0 || index >= program->num_operators || kind < 0 || kind > 2 ||
      !program->operators[index].apply[kind])
    return PROXC_ERROR_UNSUPPORTED;
  if (!plan->usable)
    return PROXC_ERROR_NOT_STARTED;
  const proxc_operator *exported = &program->operators[index];
  int32_t fromRange = kind == PROXC_ADJOINT;
  if (!proxcAllFinite(
          fromRange ? exported->range_element : exported->domain_element, x,
          fromRange ? exported->range_count : exported->domain_count))
    return proxcArgumentError(PROXC_ERROR_INPUT_NOT_FINITE, 0);
  plan->frame.io_in = x;
  plan->frame.io_out = y;
  int32_t failed = exported->apply[kind](&plan->frame);
  plan->frame.io_in = NULL;
  plan->frame.io_out = NULL;
  return failed ? PROXC_ERROR_CALLBACK : PROXC_OK;
}

void proxc_driver_destroy(proxc_plan *plan) {
  if (!plan)
    return;
#ifndef PROXC_FREESTANDING
  const proxc_program *program = plan->frame.program;
  for (int32_t i = 0; i < program->num_ffts; ++i)
    proxc_rt_fft_destroy(plan->frame.ffts[i]);
  for (int32_t i = 0; i < program->num_inputs + program->num_results; ++i)
    proxc_rt_free(plan->staging[i]);
  proxc_rt_free(plan->block);
#endif
}
