//===- proxc-opt.cpp - run passes on IR -------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "proxc/InitAll.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  proxc::registerAllDialects(registry);
  proxc::registerAllPasses();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "proxc optimizer driver\n", registry));
}
