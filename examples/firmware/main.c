//===- main.c - one frame after the other -----------------------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The same program for the microcontroller and for the host that checks it.
//===----------------------------------------------------------------------===//

#include "board.h"
#include "denoise.h"
#include "scene.h"

enum { frames = 100, iterations = 40 };

static _Alignas(16) unsigned char workspace[DENOISE_WORKSPACE_BYTES];
static uint8_t seen[64 * 64], shown[64 * 64];
static float u[64 * 64];

/// Sum of squares of what differs from the scene without noise.
static unsigned errorOf(int frame, const uint8_t *pixels) {
  unsigned sum = 0;
  for (int i = 0; i < 64 * 64; ++i) {
    int difference = pixels[i] - cleanPixel(frame, i / 64, i % 64);
    sum += (unsigned)(difference * difference);
  }
  return sum;
}

int main(void) {
  denoise *plan;
  if (denoise_create(&plan, workspace, 0))
    return 1;
  // Each frame begins where the last one ended, and has the same time.
  proxc_options options = PROXC_OPTIONS_DEFAULT;
  options.start = PROXC_CONTINUE;
  options.iterations = iterations;
  options.tolerance = 0;
  for (int frame = 0; frame < frames; ++frame) {
    takeFrame(frame, seen);
    proxc_result result = PROXC_RESULT_INIT;
    uint32_t begin = instructions();
    if (denoise_solve(plan, seen, u, shown, &options, &result))
      return 1;
    uint32_t spent = instructionsSince(begin);
    print("\nframe ", (unsigned)frame);
    print(" objective ", (unsigned)result.objective);
    print(" gap/10^6 ", (unsigned)(result.gap * 1e6));
    print(" error ", errorOf(frame, seen));
    print(" to ", errorOf(frame, shown));
    print(" instructions ", spent);
  }
  denoise_destroy(plan);
  return 0;
}
