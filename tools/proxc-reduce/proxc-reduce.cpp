//===- proxc-reduce.cpp - make a failing test smaller -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/MLIRContext.h"
#include "mlir/Tools/mlir-reduce/MlirReduceMain.h"
#include "proxc/InitAll.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  proxc::registerAllDialects(registry);
  proxc::registerAllPasses();
  mlir::MLIRContext context(registry);
  return mlir::failed(mlir::mlirReduceMain(argc, argv, context));
}
