//===- video.c - a stream of pictures, one solve each -----------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   video FRAMES      pictures that are made up, nothing is written
//   video FRAMES -    8-bit grey pictures from standard input to standard output
//
// Times go to standard error. Each picture starts from the last one's result
// and gets the same number of iterations, so it takes the same time.
//===----------------------------------------------------------------------===//

#include "video.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { height = 480, width = 640, pixels = height * width, iterations = 30 };

/// A disc that moves over a slope, with noise of a standard deviation of 14.
static void makeUp(int frame, uint8_t *picture) {
  uint32_t state = 2463534242u + (uint32_t)frame;
  for (int i = 0; i < pixels; ++i) {
    int y = i / width - 240, x = i % width - frame * 4 % width;
    int value = x * x + y * y < 10000 ? 200 : 60 + i % width / 8;
    int noise = 0;
    for (int k = 0; k < 4; ++k) {
      state ^= state << 13;
      state ^= state >> 17;
      state ^= state << 5;
      noise += (int)(state >> 8 & 0xff) - 128;
    }
    value += noise / 10;
    picture[i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
  }
}

static double milliseconds(void) {
  struct timespec now;
  timespec_get(&now, TIME_UTC);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/// The first picture is a cold start and does not count.
static void report(double *times, int frames, double gap) {
  double total = 0;
  for (int i = 1; i < frames; ++i)
    total += times[i];
  int count = frames - 1;
  qsort(times + 1, (size_t)count, sizeof(*times), compare);
  fprintf(stderr,
          "%d frames of %d x %d, %d iterations each\n"
          "median %.2f ms, 99th percentile %.2f ms, mean %.2f ms\n"
          "largest relative gap %.1e\n",
          frames, width, height, iterations, times[1 + (count - 1) / 2],
          times[1 + (count - 1) * 99 / 100], total / count, gap);
}

int main(int argc, char **argv) {
  int frames = argc > 1 ? atoi(argv[1]) : 0;
  int streams = argc > 2 && strcmp(argv[2], "-") == 0;
  if (frames < 2 || argc > 3 || (argc > 2 && !streams)) {
    fprintf(stderr, "usage: video FRAMES [-], with at least 2 frames\n");
    return 2;
  }
  uint8_t *seen = malloc(pixels), *shown = malloc(pixels);
  float *u = malloc(pixels * sizeof(float));
  double *times = malloc((size_t)frames * sizeof(double));
  video *plan;
  if (!seen || !shown || !u || !times || video_create(&plan, NULL, NULL)) {
    fprintf(stderr, "out of memory\n");
    return 1;
  }
  proxc_options options = PROXC_OPTIONS_DEFAULT;
  options.start = PROXC_CONTINUE;
  options.iterations = iterations;
  options.tolerance = 0;
  double gap = 0;
  int frame = 0;
  for (; frame < frames; ++frame) {
    if (!streams)
      makeUp(frame, seen);
    else if (fread(seen, 1, pixels, stdin) != pixels)
      break;
    proxc_result result = PROXC_RESULT_INIT;
    double begin = milliseconds();
    int code = video_solve(plan, seen, u, shown, &options, &result);
    times[frame] = milliseconds() - begin;
    if (code) {
      fprintf(stderr, "frame %d: %s\n", frame, proxc_error(code));
      return 1;
    }
    gap = result.gap > gap ? result.gap : gap;
    if (streams && fwrite(shown, 1, pixels, stdout) != pixels) {
      perror("video");
      return 1;
    }
  }
  if (frame >= 2)
    report(times, frame, gap);
  video_destroy(plan);
  free(times);
  free(u);
  free(shown);
  free(seen);
  return frame == 0;
}
