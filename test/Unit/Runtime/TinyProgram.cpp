//===- TinyProgram.cpp - a program written by hand -------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "TinyProgram.h"

#include <cmath>
#include <cstddef>
#include <limits>

using namespace tiny;

int32_t tiny::lastChanged = 0;

int32_t tiny::succeed(void *) { return 0; }

namespace {

// The arena: two copies of u, the kept weight and bound, the target w b.
constexpr int64_t stateAt[2] = {0, 64};
constexpr int64_t weightAt = 128, boundAt = 192, targetAt = 256;
constexpr int64_t arenaBytes = 320;

float *at(proxc_frame *frame, int64_t offset) {
  return reinterpret_cast<float *>(frame->arena + offset);
}

float *state(proxc_frame *frame, int32_t parity) {
  return at(frame, stateAt[parity]);
}

const float *param(proxc_frame *frame, int index) {
  return static_cast<const float *>(frame->params[index]);
}

Trace *trace(proxc_frame *frame) { return static_cast<Trace *>(frame->user); }

int32_t setup(proxc_frame *frame) {
  lastChanged = frame->changed;
  for (int i = 0; i < count; ++i) {
    if (param(frame, 1)[i] == 1234.0f) // as a failing black box would
      return 9;
    frame->metrics.refused |= param(frame, 1)[i] == 4321.0f;
  }
  return 0;
}

int32_t prologue(proxc_frame *frame) {
  if (Trace *log = trace(frame)) {
    ++log->prologues;
    log->lastStart = frame->start;
  }
  const float *input = static_cast<const float *>(frame->inputs[0]);
  const float *start = static_cast<const float *>(frame->results[0]);
  float *u = state(frame, frame->parity);
  for (int i = 0; i < count; ++i) {
    frame->metrics.refused |= input[i] == 4321.0f;
    at(frame, targetAt)[i] = param(frame, 1)[i] * input[i];
    if (frame->start == PROXC_COLD)
      u[i] = 0;
    if (frame->start == PROXC_FROM_RESULT)
      u[i] = start[i];
  }
  frame->metrics.initial_value = 1;
  return 0;
}

int32_t iterate(proxc_frame *frame) {
  if (Trace *log = trace(frame)) {
    ++log->iterations;
    if (log->failAt == frame->iteration)
      return 1;
  }
  int32_t (*callback)(void *);
  callback = *static_cast<int32_t (*const *)(void *)>(frame->params[3]);
  if (int32_t code = callback(frame->user))
    return code;
  const float *u = state(frame, frame->parity);
  float *next = state(frame, frame->parity ^ 1);
  float step = *param(frame, 0);
  for (int i = 0; i < count; ++i) {
    next[i] = u[i] - step * 2 * (u[i] - at(frame, targetAt)[i]);
    next[i] = std::fmin(next[i], param(frame, 2)[i]);
  }
  return 0;
}

int32_t iterateChecked(proxc_frame *frame) {
  if (Trace *log = trace(frame))
    ++log->checkedIterations;
  return iterate(frame);
}

int32_t check(proxc_frame *frame) {
  const float *u = state(frame, frame->parity);
  const float *before = state(frame, frame->parity ^ 1);
  proxc_metrics &metrics = frame->metrics;
  metrics.has_residuals = 1;
  metrics.primal_residual = 0;
  metrics.primal_scale = 0;
  metrics.primal_value = 0;
  for (int i = 0; i < count; ++i) {
    metrics.primal_residual += std::fabs(u[i] - before[i]);
    metrics.primal_scale += std::fabs(u[i]);
    double distance = u[i] - at(frame, targetAt)[i];
    metrics.primal_value += distance * distance;
  }
  metrics.dual_residual = 0;
  metrics.dual_scale = 1;
  metrics.dual_value = 0;
  Trace *log = trace(frame);
  if (!log)
    return 0;
  metrics.has_dual = log->dual;
  metrics.restart = log->restartAt == log->checks;
  if (log->divergeAt == log->checks)
    metrics.primal_residual = std::numeric_limits<double>::infinity();
  ++log->checks;
  log->finalChecks += frame->checking == PROXC_CHECK_FINAL;
  return 0;
}

int32_t epilogue(proxc_frame *frame) {
  const float *u = state(frame, frame->parity);
  frame->metrics.objective = 0;
  for (int i = 0; i < count; ++i) {
    static_cast<float *>(frame->results[0])[i] = u[i];
    static_cast<uint8_t *>(frame->results[1])[i] =
        uint8_t(std::fmin(std::fmax(std::round(u[i]), 0.0f), 255.0f));
    double distance = u[i] - at(frame, targetAt)[i];
    frame->metrics.objective += distance * distance;
  }
  return 0;
}

int32_t scaleBy(proxc_frame *frame, float factor) {
  for (int i = 0; i < count; ++i)
    static_cast<float *>(frame->io_out)[i] =
        factor * param(frame, 1)[i] *
        static_cast<const float *>(frame->io_in)[i];
  return 0;
}
int32_t forward(proxc_frame *frame) { return scaleBy(frame, 1); }
int32_t adjoint(proxc_frame *frame) { return scaleBy(frame, 2); }

proxc_argument array(const char *name, int32_t element, int32_t flags,
                     int32_t offset, int64_t storage) {
  proxc_argument argument = {};
  argument.name = name;
  argument.element = element;
  argument.rank = 2;
  argument.flags = flags;
  argument.offset = offset;
  argument.extent[0] = 2;
  argument.extent[1] = 3;
  argument.count = count;
  argument.storage = storage;
  return argument;
}

proxc_argument scalar(const char *name, int32_t element, int32_t flags,
                      int32_t offset) {
  proxc_argument argument = array(name, element, flags, offset, -1);
  argument.rank = 0;
  argument.count = 1;
  return argument;
}

} // namespace

proxc_program tiny::program() {
  static proxc_argument params[4], inputs[1], results[2];
  params[0] = scalar("step", PROXC_F32,
                     PROXC_ARGUMENT_SCALAR | PROXC_ARGUMENT_POSITIVE |
                         PROXC_ARGUMENT_DEFAULT,
                     offsetof(Params, step));
  params[0].value[0] = 0x3e800000; // 0.25f
  params[1] = array("weight", PROXC_F32, PROXC_ARGUMENT_NONNEGATIVE,
                    offsetof(Params, weight), weightAt);
  params[2] = array("bound", PROXC_F32, PROXC_ARGUMENT_CLAMP,
                    offsetof(Params, bound), boundAt);
  params[3] = scalar("callback", PROXC_FUNCTION, 0, offsetof(Params, callback));
  inputs[0] = array("b", PROXC_F32, 0, 0, -1);
  results[0] = array("u", PROXC_F32, PROXC_ARGUMENT_UNKNOWN, 0, -1);
  results[1] = array("rounded", PROXC_U8, 0, 0, -1);
  static const proxc_operator operators[1] = {{"weigh",
                                               {forward, adjoint, nullptr},
                                               PROXC_F32,
                                               PROXC_F32,
                                               count,
                                               count}};

  proxc_program program = {};
  program.version = PROXC_PROGRAM_VERSION;
  program.num_params = 4;
  program.num_inputs = 1;
  program.num_results = 2;
  program.num_operators = 1;
  program.iterations = 100;
  program.check_every = 10;
  program.tolerance = 1e-4f;
  program.primal_root = 1;
  program.dual_root = 1;
  program.arena_bytes = arenaBytes;
  program.workspace_bytes = proxc_workspace_bytes(
      4, 1, 2, 0, arenaBytes, PROXC_ARENA_ALIGNMENT, sizeof(void *));
  program.name = "tiny";
  program.params = params;
  program.inputs = inputs;
  program.results = results;
  program.operators = operators;
  program.setup = setup;
  program.prologue = prologue;
  program.iterate = iterate;
  program.iterate_checked = iterateChecked;
  program.check = check;
  program.epilogue = epilogue;
  return program;
}
