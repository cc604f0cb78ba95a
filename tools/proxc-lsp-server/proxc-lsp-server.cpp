//===- proxc-lsp-server.cpp - IR in an editor -------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"
#include "proxc/InitAll.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  proxc::registerAllDialects(registry);
  return mlir::failed(mlir::MlirLspServerMain(argc, argv, registry));
}
