//===- run.c - a caller of the program in run.mlir ------------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc-rt/proxc.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>

// What the compiler writes into the header.
typedef struct tiny tiny;
typedef struct {
  float step;
  const float *w;
} tiny_params;
size_t tiny_workspace_bytes(void);
int tiny_create(tiny **plan, void *workspace, const tiny_params *);
int tiny_update(tiny *plan, const tiny_params *);
int tiny_solve(tiny *plan, const float *b, float *u, const proxc_options *,
               proxc_result *);
int tiny_solve_views(tiny *plan, const proxc_view *inputs,
                     const proxc_view *results, const proxc_options *,
                     proxc_result *);
int tiny_step(tiny *plan, int32_t iterations, proxc_result *);
void tiny_destroy(tiny *plan);
int twice_forward(tiny *plan, const float *x, float *y);
int spectrum_forward(tiny *plan, const float *x, float *y);
int sparse_forward(tiny *plan, const float *x, float *y);
int box_forward(tiny *plan, const float *x, float *y);

/// A black box; its args are the row starts of the sparse matrix.
int reverse(const float *in, float *out, const void *const *args, void *user) {
  if (user || ((const int32_t *)args[0])[2] != 3)
    return 1;
  for (int i = 0; i < 4; ++i)
    out[i] = in[3 - i];
  return in[0] == 13.0f;
}

static void print(const char *label, const float *x, int count,
                  const char *end) {
  printf("%s:", label);
  for (int i = 0; i < count; ++i)
    printf(" %.3g", x[i]);
  printf("%s", end);
}

static void printError(int code) {
  printf("%s (%d)", proxc_error(code), PROXC_ERROR_ARGUMENT(code));
}

int main(void) {
  static _Alignas(16) char workspace[4096];
  float w[4] = {1, 2, 3, 4}, b[4] = {1, 2, 3, 4}, u[4], y[6];
  tiny_params params = {0.5f, w};
  tiny *plan = NULL;
  printf("workspace %zu\n", tiny_workspace_bytes());
  int code = tiny_create(&plan, workspace, &params);
  if (code) {
    printError(code);
    return 1;
  }
  proxc_result result = PROXC_RESULT_INIT;
  code = tiny_solve(plan, b, u, NULL, &result);
  printf("solved %d", result.converged);
  print("", u, 4, "\n");
  printf("objective %g, relative %.1e\n", result.objective,
         result.primal_residual);

  proxc_options options = PROXC_OPTIONS_DEFAULT;
  options.iterations = -1;
  params.step = 0.25f;
  tiny_update(plan, &params);
  tiny_solve(plan, b, u, &options, NULL);
  tiny_step(plan, 1, NULL);
  print("step 0.25", u, 4, "\n");

  float ones[8] = {4, 0, 1.5f, 0, 2 / 3.0f, 0, 0.25f, 0};
  proxc_view in = {ones, {8}}, out = {u, {0}};
  tiny_solve_views(plan, &in, &out, NULL, NULL);
  print("views", u, 4, "\n");

  twice_forward(plan, b, y);
  print("twice", y, 4, "\n");
  spectrum_forward(plan, b, y);
  print("spectrum", y, 6, "\n");
  sparse_forward(plan, b, y);
  print("sparse", y, 2, "\n");
  box_forward(plan, b, y);
  print("black box", y, 4, ", then ");
  b[0] = 13;
  printf("%s\n", proxc_error(box_forward(plan, b, y)));

  printf("errors: ");
  params.step = -1;
  printError(tiny_update(plan, &params));
  printf("; ");
  b[2] = NAN;
  printError(tiny_solve(plan, b, u, NULL, NULL));
  printf("; ");
  params.step = 1;
  params.w = NULL;
  printError(tiny_update(plan, &params));
  printf("\n");
  tiny_destroy(plan);
  return 0;
}
