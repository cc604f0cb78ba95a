//===- data.c - checks and copies of callers' arrays ----------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Numbers are looked at as integers: kernels are compiled with fast-math, and
// this code must stay right when it is inlined beside them. The loops have no
// branches, so that they vectorise.
//===----------------------------------------------------------------------===//

#include "plan.h"

typedef uint16_t __attribute__((may_alias)) u16_alias;
typedef uint32_t __attribute__((may_alias)) u32_alias;
typedef uint64_t __attribute__((may_alias)) u64_alias;

int64_t proxcElementBytes(int32_t element) {
  switch (element) {
  case PROXC_U8:
    return 1;
  case PROXC_U16:
  case PROXC_F16:
    return 2;
  case PROXC_F32:
  case PROXC_I32:
    return 4;
  case PROXC_C128:
    return 16;
  case PROXC_FUNCTION:
    return (int64_t)sizeof(void (*)(void));
  default:
    return 8;
  }
}

/// The real type that the element is made of; *count becomes the number of
/// reals.
static int32_t realElement(int32_t element, int64_t *count) {
  if (element != PROXC_C64 && element != PROXC_C128)
    return element;
  *count *= 2;
  return element == PROXC_C64 ? PROXC_F32 : PROXC_F64;
}

// An exponent of all ones, plus one in its lowest place, carries into the sign.

static int32_t finite16(const u16_alias *data, int64_t count) {
  uint32_t bad = 0;
  for (int64_t i = 0; i < count; ++i)
    bad |= (data[i] & 0x7c00u) + 0x0400u;
  return (bad & 0x8000u) == 0;
}

static int32_t finite32(const u32_alias *data, int64_t count) {
  uint32_t bad = 0;
  for (int64_t i = 0; i < count; ++i)
    bad |= (data[i] & 0x7f800000u) + 0x00800000u;
  return (bad & 0x80000000u) == 0;
}

static int32_t finite64(const u64_alias *data, int64_t count) {
  uint64_t bad = 0;
  for (int64_t i = 0; i < count; ++i)
    bad |= (data[i] & 0x7ff0000000000000u) + 0x0010000000000000u;
  return (bad & 0x8000000000000000u) == 0;
}

// What a program does not need is left out of bare-metal objects: the constant
// conditions fold when the driver is linked with the program.

int32_t proxcAllFinite(int32_t element, const void *data, int64_t count) {
  int32_t real = realElement(element, &count);
  if (proxc_driver_needs & PROXC_NEEDS_32 && real == PROXC_F32)
    return finite32((const u32_alias *)data, count);
  if (proxc_driver_needs & PROXC_NEEDS_64 && real == PROXC_F64)
    return finite64((const u64_alias *)data, count);
  if (proxc_driver_needs & PROXC_NEEDS_16 && real == PROXC_F16)
    return finite16((const u16_alias *)data, count);
  return 1;
}

// As signed integers, numbers below zero are negative, and -0.0 is the least
// integer of all; only that one is to pass as zero.

static int32_t above32(const u32_alias *data, int64_t count, int32_t strict,
                       int32_t isFloat) {
  uint32_t negative = 0, zero = 0;
  for (int64_t i = 0; i < count; ++i) {
    uint32_t bits = data[i];
    uint32_t isZero = (isFloat ? bits << 1 : bits) == 0;
    negative |= (bits >> 31) & (isZero ^ 1u);
    zero |= isZero;
  }
  return !(negative || (strict && zero));
}

static int32_t above64(const u64_alias *data, int64_t count, int32_t strict,
                       int32_t isFloat) {
  uint64_t negative = 0, zero = 0;
  for (int64_t i = 0; i < count; ++i) {
    uint64_t bits = data[i];
    uint64_t isZero = (isFloat ? bits << 1 : bits) == 0;
    negative |= (bits >> 63) & (isZero ^ 1u);
    zero |= isZero;
  }
  return !(negative || (strict && zero));
}

static int32_t above16(const u16_alias *data, int64_t count, int32_t strict,
                       int32_t isFloat) {
  uint32_t negative = 0, zero = 0;
  for (int64_t i = 0; i < count; ++i) {
    uint32_t bits = data[i];
    uint32_t isZero = (isFloat ? bits & 0x7fffu : bits) == 0;
    negative |= (bits >> 15) & (isZero ^ 1u) & (uint32_t)isFloat;
    zero |= isZero;
  }
  return !(negative || (strict && zero));
}

int32_t proxcAllAbove(int32_t element, const void *data, int64_t count,
                      int32_t strict) {
  if (!(proxc_driver_needs & PROXC_NEEDS_SIGNS))
    return 1;
  if (proxc_driver_needs & PROXC_NEEDS_32 &&
      (element == PROXC_F32 || element == PROXC_I32))
    return above32((const u32_alias *)data, count, strict,
                   element == PROXC_F32);
  if (proxc_driver_needs & PROXC_NEEDS_64 &&
      (element == PROXC_F64 || element == PROXC_I64))
    return above64((const u64_alias *)data, count, strict,
                   element == PROXC_F64);
  if (proxc_driver_needs & PROXC_NEEDS_16 &&
      (element == PROXC_F16 || element == PROXC_U16))
    return above16((const u16_alias *)data, count, strict,
                   element == PROXC_F16);
  if (element != PROXC_U8)
    return 1;
  uint32_t zero = 0;
  for (int64_t i = 0; i < count; ++i)
    zero |= ((const uint8_t *)data)[i] == 0;
  return !(strict && zero);
}

int32_t proxcNoNaN(int32_t element, const void *data, int64_t count) {
  uint32_t nan = 0;
  if (!(proxc_driver_needs & PROXC_NEEDS_CLAMP))
    return 1;
  switch (realElement(element, &count)) {
  case PROXC_F16:
    for (int64_t i = 0; i < count; ++i)
      nan |= (((const u16_alias *)data)[i] & 0x7fffu) > 0x7c00u;
    break;
  case PROXC_F32:
    for (int64_t i = 0; i < count; ++i)
      nan |= (((const u32_alias *)data)[i] & 0x7fffffffu) > 0x7f800000u;
    break;
  case PROXC_F64:
    for (int64_t i = 0; i < count; ++i)
      nan |= (((const u64_alias *)data)[i] & 0x7fffffffffffffffu) >
             0x7ff0000000000000u;
    break;
  }
  return !nan;
}

// The largest finite number has the bits just below those of infinity.

void proxcClamp(int32_t element, void *data, int64_t count) {
  if (!(proxc_driver_needs & PROXC_NEEDS_CLAMP))
    return;
  switch (realElement(element, &count)) {
  case PROXC_F16: {
    u16_alias *bits = (u16_alias *)data;
    for (int64_t i = 0; i < count; ++i)
      bits[i] = (uint16_t)(bits[i] - ((bits[i] & 0x7fffu) == 0x7c00u));
    break;
  }
  case PROXC_F32: {
    u32_alias *bits = (u32_alias *)data;
    for (int64_t i = 0; i < count; ++i)
      bits[i] -= (bits[i] & 0x7fffffffu) == 0x7f800000u;
    break;
  }
  case PROXC_F64: {
    u64_alias *bits = (u64_alias *)data;
    for (int64_t i = 0; i < count; ++i)
      bits[i] -= (bits[i] & 0x7fffffffffffffffu) == 0x7ff0000000000000u;
    break;
  }
  }
}

/// Distance in bytes along one axis of a view; `dense` is what it is in a
/// contiguous array.
static int64_t viewStride(const proxc_view *view, int32_t axis, int64_t dense) {
  return view->stride[axis] ? view->stride[axis] : dense;
}

int32_t proxcIsContiguous(const proxc_argument *argument,
                          const proxc_view *view) {
  int64_t dense = proxcElementBytes(argument->element);
  for (int32_t axis = argument->rank - 1; axis >= 0; --axis) {
    if (argument->extent[axis] > 1 && viewStride(view, axis, dense) != dense)
      return 0;
    dense *= argument->extent[axis];
  }
  return 1;
}

/// Copies `count` elements of `bytes` each, at the given distances.
static void copyLine(char *to, int64_t toStride, const char *from,
                     int64_t fromStride, int64_t count, int64_t bytes) {
  if (toStride == bytes && fromStride == bytes) {
    __builtin_memcpy(to, from, (size_t)(count * bytes));
    return;
  }
  for (int64_t i = 0; i < count; ++i, to += toStride, from += fromStride) {
    switch (bytes) {
    case 1:
      *to = *from;
      break;
    case 2:
      __builtin_memcpy(to, from, 2);
      break;
    case 4:
      __builtin_memcpy(to, from, 4);
      break;
    case 8:
      __builtin_memcpy(to, from, 8);
      break;
    default:
      __builtin_memcpy(to, from, 16);
      break;
    }
  }
}

static void copyView(const proxc_argument *argument, const proxc_view *view,
                     char *dense, int32_t toView) {
  if (!(proxc_driver_needs & PROXC_NEEDS_STAGING))
    return;
  int64_t bytes = proxcElementBytes(argument->element);
  int32_t rank = argument->rank;
  int64_t stride[PROXC_MAX_RANK], index[PROXC_MAX_RANK];
  int64_t step = bytes;
  for (int32_t axis = rank - 1; axis >= 0; --axis) {
    stride[axis] = viewStride(view, axis, step);
    step *= argument->extent[axis];
    index[axis] = 0;
  }
  char *line = (char *)view->data;
  int64_t length = rank ? argument->extent[rank - 1] : 1;
  int64_t inner = rank ? stride[rank - 1] : bytes;
  for (;;) {
    if (toView)
      copyLine(line, inner, dense, bytes, length, bytes);
    else
      copyLine(dense, bytes, line, inner, length, bytes);
    dense += length * bytes;
    int32_t axis = rank - 2;
    for (; axis >= 0; --axis) {
      line += stride[axis];
      if (++index[axis] < argument->extent[axis])
        break;
      line -= stride[axis] * argument->extent[axis];
      index[axis] = 0;
    }
    if (axis < 0)
      return;
  }
}

void proxcGather(const proxc_argument *argument, const proxc_view *view,
                 void *dense) {
  copyView(argument, view, (char *)dense, 0);
}

void proxcScatter(const proxc_argument *argument, const void *dense,
                  const proxc_view *view) {
  copyView(argument, view, (char *)dense, 1);
}
