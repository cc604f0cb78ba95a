//===- Check.h - what tests expect of operators and functions ---*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_CHECK_IR_CHECK_H
#define PROXC_DIALECT_CHECK_IR_CHECK_H

#include "proxc/Dialect/LinOp/IR/LinOp.h"

#include "proxc/Dialect/Check/IR/CheckDialect.h.inc"

#define GET_OP_CLASSES
#include "proxc/Dialect/Check/IR/CheckOps.h.inc"

#endif // PROXC_DIALECT_CHECK_IR_CHECK_H
