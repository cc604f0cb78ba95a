//===- proxc.cpp - the compiler's command --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Driver/Driver.h"

int main(int argc, char **argv) {
  return proxc::driver::runProxc(
      llvm::ArrayRef<const char *>(argv, argc).drop_front(argc > 0));
}
