//===- pass.c - one pass that reads 4 arrays and writes 3 -----*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// pass N: median seconds of a pass over arrays of N x N floats by two threads
// that live on between passes. Starts of arrays are staggered by odd numbers of
// cache lines, because on page boundaries they compete for the same cache sets.
//===----------------------------------------------------------------------===//

#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { repeats = 301 };

static float *array[7];
static long count;
static pthread_barrier_t barrier;

static void half(int part) {
  long begin = count / 2 * part, end = part ? count : count / 2;
  const float *a = array[0], *b = array[1], *c = array[2], *d = array[3];
  float *restrict x = array[4], *restrict y = array[5], *restrict z = array[6];
  for (long i = begin; i < end; ++i) {
    x[i] = a[i] + b[i];
    y[i] = b[i] - c[i];
    z[i] = c[i] * d[i];
  }
}

static void *work(void *unused) {
  for (int i = 0; i < repeats; ++i) {
    pthread_barrier_wait(&barrier);
    half(1);
    pthread_barrier_wait(&barrier);
  }
  return unused;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  long n = argc > 1 ? atol(argv[1]) : 512;
  count = n * n;
  for (int i = 0; i < 7; ++i) {
    char *block = aligned_alloc(4096, (count * 4 / 4096 + 4) * 4096);
    array[i] = (float *)(block + 64 * (2 * i + 1));
    for (long j = 0; j < count; ++j)
      array[i][j] = j % 7;
  }
  pthread_barrier_init(&barrier, NULL, 2);
  pthread_t thread;
  pthread_create(&thread, NULL, work, NULL);
  static double seconds[repeats];
  for (int i = 0; i < repeats; ++i) {
    pthread_barrier_wait(&barrier);
    double begin = now();
    half(0);
    pthread_barrier_wait(&barrier);
    seconds[i] = now() - begin;
  }
  pthread_join(thread, NULL);
  qsort(seconds, repeats, sizeof(double), ascending);
  printf("%.9f\n", seconds[repeats / 2]);
  return 0;
}
