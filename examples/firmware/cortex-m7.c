//===- cortex-m7.c - start-up and output of QEMU's mps2-an500 ---*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Output goes through semihosting: a breakpoint that a debugger, or QEMU,
// takes as a call.
//===----------------------------------------------------------------------===//

#include "board.h"

int main(void);

static void semihost(int operation, const void *argument) {
  register int r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

void print(const char *label, unsigned number) {
  char digits[12], *at = digits + 11;
  *at = 0;
  do
    *--at = (char)('0' + number % 10);
  while (number /= 10);
  semihost(4, label);
  semihost(4, at);
}

// SysTick counts down at 25 MHz; with -icount shift=0 an instruction takes one
// nanosecond.
#define SYST_CSR (*(volatile uint32_t *)0xe000e010)
#define SYST_RVR (*(volatile uint32_t *)0xe000e014)
#define SYST_CVR (*(volatile uint32_t *)0xe000e018)

uint32_t instructions(void) { return (0xffffffu - SYST_CVR) * 40u; }

extern char bssBegin, bssEnd, stackTop;

void reset(void) {
  *(volatile uint32_t *)0xe000ed88 |= 0xfu << 20; // the floating-point unit
  __asm__ volatile("dsb\nisb");
  for (char *at = &bssBegin; at < &bssEnd; ++at)
    *(volatile char *)at = 0;
  SYST_RVR = 0xffffffu;
  SYST_CVR = 0;
  SYST_CSR = 5; // on, by the processor's clock, without interrupts
  int code = main();
  semihost(0x18, (const void *)(code ? 0x20024 : 0x20026));
  for (;;)
    ;
}

static void fault(void) {
  print("fault ", *(volatile uint32_t *)0xe000ed28);
  semihost(0x18, (const void *)0x20024);
  for (;;)
    ;
}

__attribute__((section(".vectors"), used)) static void *const vectors[] = {
    &stackTop,     (void *)reset, (void *)fault, (void *)fault,
    (void *)fault, (void *)fault, (void *)fault};
