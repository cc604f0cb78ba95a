//===- bare-metal.c - the program of bare-metal.mlir, called --*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs in QEMU and prints through semihosting: no library but memcpy and memset
// of the compiler's.
//===----------------------------------------------------------------------===//

#include "proxc-rt/proxc.h"

#include <stddef.h>

typedef struct tiny tiny;
typedef struct {
  float step;
  const float *w;
} tiny_params;
size_t tiny_workspace_bytes(void);
int tiny_create(tiny **plan, void *workspace, const tiny_params *);
int tiny_solve(tiny *plan, const uint8_t *b, float *u, const proxc_options *,
               proxc_result *);
int tiny_solve_views(tiny *plan, const proxc_view *inputs,
                     const proxc_view *results, const proxc_options *,
                     proxc_result *);
int tiny_step(tiny *plan, int32_t iterations, proxc_result *);

static void semihost(int operation, const void *argument) {
  register int r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

static void print(const char *text) { semihost(4, text); }

static void printInteger(const char *label, int value) {
  char digits[16];
  char *at = digits + 15;
  unsigned left = value < 0 ? -(unsigned)value : (unsigned)value;
  *at = 0;
  do
    *--at = (char)('0' + left % 10);
  while (left /= 10);
  if (value < 0)
    *--at = '-';
  print(label);
  print(at);
}

static uint64_t ticks(void *user) { return *(uint64_t *)user += 1000000000u; }

static _Alignas(16) char workspace[4096];

static void test(void) {
  float w[4] = {1, 2, 3, 4}, u[4];
  uint8_t b[4] = {1, 2, 3, 4};
  uint64_t time = 0;
  tiny_params params = {0.5f, w};
  tiny *plan = NULL;
  printInteger("workspace ", (int)tiny_workspace_bytes());
  printInteger("\nno workspace: ", tiny_create(&plan, NULL, &params));
  printInteger("\ncreated: ", tiny_create(&plan, workspace, &params));

  proxc_result result = PROXC_RESULT_INIT;
  proxc_options options = PROXC_OPTIONS_DEFAULT;
  options.clock_ns = ticks;
  options.user = &time;
  printInteger("\nsolved: ", tiny_solve(plan, b, u, &options, &result));
  printInteger(" converged ", result.converged);
  printInteger(" iterations ", result.iterations);
  for (int i = 0; i < 4; ++i)
    printInteger(i ? " " : "\nu: ", (int)(u[i] + 0.5f));
  printInteger("\nobjective ", (int)(result.objective * 1000));
  printInteger(" gap ", (int)result.gap);
  printInteger(" seconds ", (int)result.seconds);

  options.start = PROXC_CONTINUE;
  options.iterations = 3;
  b[0] = 5;
  printInteger("\ncontinued: ", tiny_solve(plan, b, u, &options, &result));
  printInteger(" u: ", (int)(u[0] * 2 + 0.5f));
  tiny_step(plan, 1, NULL);
  printInteger(", stepped u: ", (int)(u[0] * 4 + 0.5f));

  // There is no room to gather strided inputs.
  proxc_view in = {b, {2}}, out = {u, {0}};
  printInteger("\nviews: ",
               tiny_solve_views(plan, &in, &out, NULL, NULL) & 255);
  w[2] = -1;
  printInteger("\nnegative: ", tiny_create(&plan, workspace, &params) & 255);
  union {
    uint32_t bits;
    float value;
  } nan = {0x7fc00000};
  w[2] = nan.value;
  int code = tiny_create(&plan, workspace, &params);
  printInteger("\nnot finite: ", PROXC_ERROR_KIND(code));
  printInteger(" param ", PROXC_ERROR_ARGUMENT(code));
  print("\n");
  print(proxc_error(code));
  print("\n");
}

extern char begin_of_bss, end_of_bss, stack_top;

void reset(void) {
  *(volatile uint32_t *)0xe000ed88 |= 0xfu << 20; // the floating-point unit
  __asm__ volatile("dsb\nisb");
  for (char *at = &begin_of_bss; at < &end_of_bss; ++at)
    *(volatile char *)at = 0;
  test();
  semihost(0x18, (const void *)0x20026); // exit with success
  for (;;)
    ;
}

static void fault(void) {
  print("fault\n");
  semihost(0x18, (const void *)0x20024);
  for (;;)
    ;
}

__attribute__((section(".vectors"), used)) static void *const vectors[] = {
    &stack_top,    (void *)reset, (void *)fault, (void *)fault,
    (void *)fault, (void *)fault, (void *)fault};
