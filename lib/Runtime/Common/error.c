//===- error.c - error codes in words -------------------------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc-rt/proxc.h"

// Bare-metal objects each carry a copy; one firmware may link several.
#ifdef PROXC_FREESTANDING
__attribute__((weak))
#endif
const char *proxc_error(int32_t code) {
  switch (PROXC_ERROR_KIND(code)) {
  case PROXC_OK:
    return "no error";
  case PROXC_ERROR_NULL:
    return "a pointer is null that must not be";
  case PROXC_ERROR_STRUCT_SIZE:
    return "the size field of a struct is wrong";
  case PROXC_ERROR_OPTIONS:
    return "an option has an impossible value";
  case PROXC_ERROR_WORKSPACE:
    return "the workspace is missing or not aligned to 16 bytes";
  case PROXC_ERROR_MEMORY:
    return "out of memory";
  case PROXC_ERROR_PARAM_NULL:
    return "a param is null";
  case PROXC_ERROR_PARAM_NOT_FINITE:
    return "a param holds a NaN or an infinity";
  case PROXC_ERROR_PARAM_RANGE:
    return "params are out of range: a weight is negative, or a box empty";
  case PROXC_ERROR_INPUT_NULL:
    return "an input is null";
  case PROXC_ERROR_INPUT_NOT_FINITE:
    return "an input holds a NaN or an infinity";
  case PROXC_ERROR_RESULT_NULL:
    return "a result is null";
  case PROXC_ERROR_START_NOT_FINITE:
    return "a starting value holds a NaN or an infinity";
  case PROXC_ERROR_STRIDE:
    return "a view is not contiguous and there is no room for a copy";
  case PROXC_ERROR_CALLBACK:
    return "a black box returned an error";
  case PROXC_ERROR_CANCELLED:
    return "cancelled";
  case PROXC_ERROR_DIVERGED:
    return "the iteration diverged";
  case PROXC_ERROR_NOT_STARTED:
    return "the plan has nothing to go on from";
  case PROXC_ERROR_UNSUPPORTED:
    return "not supported by this object";
  case PROXC_ERROR_VERSION:
    return "the object and the runtime are of different versions";
  case PROXC_ERROR_INTERNAL:
    return "internal error";
  case PROXC_ERROR_UNBOUNDED:
    return "the objective has no lower bound: no term holds an unknown that "
           "another one pulls";
  case PROXC_ERROR_INPUT_RANGE:
    return "inputs are out of range: a weight is negative, or a box empty";
  case PROXC_ERROR_TRANSFORM:
    return "a Fourier transform cannot be planned: its library refuses it";
  default:
    return "unknown error code";
  }
}
