//===- params.c - the params struct, checked and bound --------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "plan.h"

/// Where the value of param `index` lies: in the caller's struct, in the
/// caller's array, or in the program's table of defaults. Null where nothing
/// was given.
static const void *givenParam(const proxc_argument *argument,
                              const void *params) {
  int32_t inStruct = argument->flags & PROXC_ARGUMENT_SCALAR ||
                     argument->element == PROXC_FUNCTION;
  if (!params)
    return argument->flags & PROXC_ARGUMENT_DEFAULT ? argument->value : NULL;
  const char *field = (const char *)params + argument->offset;
  if (inStruct)
    return field;
  const void *array;
  __builtin_memcpy(&array, field, sizeof(array));
  return array;
}

static int32_t checkParam(const proxc_argument *argument, int32_t index,
                          const void *params) {
  const void *data = givenParam(argument, params);
  if (!data)
    return proxcArgumentError(PROXC_ERROR_PARAM_NULL, index);
  if (argument->element == PROXC_FUNCTION) {
    void *function;
    __builtin_memcpy(&function, data, sizeof(function));
    return function ? PROXC_OK
                    : proxcArgumentError(PROXC_ERROR_PARAM_NULL, index);
  }
  // Fields of a struct may be less aligned than the checks want; 16 bytes hold
  // any scalar.
  uint64_t scalar[2];
  if (argument->flags & PROXC_ARGUMENT_SCALAR) {
    __builtin_memcpy(scalar, data,
                     (size_t)proxcElementBytes(argument->element));
    data = scalar;
  }
  int32_t fine = argument->flags & PROXC_ARGUMENT_CLAMP
                     ? proxcNoNaN(argument->element, data, argument->count)
                     : proxcAllFinite(argument->element, data, argument->count);
  if (!fine)
    return proxcArgumentError(PROXC_ERROR_PARAM_NOT_FINITE, index);
  int32_t strict = argument->flags & PROXC_ARGUMENT_POSITIVE;
  if (argument->flags &
          (PROXC_ARGUMENT_NONNEGATIVE | PROXC_ARGUMENT_POSITIVE) &&
      !proxcAllAbove(argument->element, data, argument->count, strict))
    return proxcArgumentError(PROXC_ERROR_PARAM_RANGE, index);
  return PROXC_OK;
}

/// 1 where the two blocks of memory differ.
static int32_t differs(const char *a, const char *b, int64_t bytes) {
  for (int64_t i = 0; i < bytes; ++i)
    if (a[i] != b[i])
      return 1;
  return 0;
}

/// Brings one param, already checked, into the frame. Returns 1 where it may
/// have changed, 0 where it has not.
static int32_t bindParam(proxc_plan *plan, const proxc_argument *argument,
                         int32_t index, const void *params, int32_t create) {
  const void *data = givenParam(argument, params);
  int64_t bytes = argument->count * proxcElementBytes(argument->element);
  int32_t inStruct = argument->flags & PROXC_ARGUMENT_SCALAR ||
                     argument->element == PROXC_FUNCTION;
  if (!inStruct && argument->storage < 0) {
    plan->frame.params[index] = data;
    return 1;
  }
  char *copy = inStruct ? plan->values + 16 * (int64_t)index
                        : plan->frame.arena + argument->storage;
  plan->frame.params[index] = copy;
  int32_t clamp = argument->flags & PROXC_ARGUMENT_CLAMP;
  if (!create && !clamp && !differs(copy, (const char *)data, bytes))
    return 0;
  __builtin_memcpy(copy, data, (size_t)bytes);
  if (clamp)
    proxcClamp(argument->element, copy, argument->count);
  return 1;
}

int32_t proxcBindParams(proxc_plan *plan, const void *params, int32_t create) {
  const proxc_program *program = plan->frame.program;
  for (int32_t i = 0; i < program->num_params; ++i) {
    int32_t code = checkParam(&program->params[i], i, params);
    if (code)
      return code;
  }
  int32_t changed = create ? -1 : 0;
  for (int32_t i = 0; i < program->num_params; ++i) {
    if (bindParam(plan, &program->params[i], i, params, create))
      changed |= (int32_t)(1u << (i < 31 ? i : 31));
  }
  plan->frame.changed = changed;
  return PROXC_OK;
}

void proxcReleaseParams(proxc_plan *plan) {
  const proxc_program *program = plan->frame.program;
  for (int32_t i = 0; i < program->num_params; ++i) {
    const proxc_argument *argument = &program->params[i];
    if (!(argument->flags & PROXC_ARGUMENT_SCALAR) &&
        argument->element != PROXC_FUNCTION && argument->storage < 0)
      plan->frame.params[i] = NULL;
  }
}
