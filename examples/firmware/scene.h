//===- scene.h - what the sensor sees --------------------------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Integers only, so that every machine sees the same: a disc that moves over
// a slope and a bar, with noise of a standard deviation of about 14.
//===----------------------------------------------------------------------===//

#ifndef PROXC_EXAMPLES_FIRMWARE_SCENE_H
#define PROXC_EXAMPLES_FIRMWARE_SCENE_H

#include <stdint.h>

static inline int cleanPixel(int frame, int y, int x) {
  int dy = y - 32 - (frame % 40 < 20 ? frame % 20 - 10 : 10 - frame % 20);
  int dx = x - frame % 64;
  if (dx * dx + dy * dy < 144)
    return 200;
  return y > 44 && y < 54 ? 40 : 90 + x / 2;
}

static inline void takeFrame(int frame, uint8_t *pixels) {
  uint32_t state = 2463534242u + (uint32_t)frame;
  for (int i = 0; i < 64 * 64; ++i) {
    int noise = 0;
    for (int k = 0; k < 4; ++k) {
      state ^= state << 13;
      state ^= state >> 17;
      state ^= state << 5;
      noise += (int)(state >> 8 & 0xff) - 128;
    }
    int value = cleanPixel(frame, i / 64, i % 64) + noise / 10;
    pixels[i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
  }
}

#endif // PROXC_EXAMPLES_FIRMWARE_SCENE_H
