//===- CheckDialect.cpp - what tests expect ---------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Check/IR/Check.h"

using namespace proxc::check;

#include "proxc/Dialect/Check/IR/CheckDialect.cpp.inc"

#define GET_OP_CLASSES
#include "proxc/Dialect/Check/IR/CheckOps.cpp.inc"

void CheckDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "proxc/Dialect/Check/IR/CheckOps.cpp.inc"
      >();
}
