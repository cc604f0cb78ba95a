//===- Prox.h - problems: sums of proximable functions ----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The `prox` dialect: a problem is a sum of terms
//   alpha f(beta (sum_j A_j u_j) - b) + Re<c, x> + gamma |x|^2 + d.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_DIALECT_PROX_IR_PROX_H
#define PROXC_DIALECT_PROX_IR_PROX_H

#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"

#include "proxc/Dialect/Prox/IR/ProxEnums.h.inc"

#include "proxc/Dialect/Prox/IR/ProxDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "proxc/Dialect/Prox/IR/ProxAttrs.h.inc"

#define GET_TYPEDEF_CLASSES
#include "proxc/Dialect/Prox/IR/ProxTypes.h.inc"

#include "proxc/Dialect/Prox/IR/ProxInterfaces.h.inc"

#define GET_OP_CLASSES
#include "proxc/Dialect/Prox/IR/ProxOps.h.inc"

#endif // PROXC_DIALECT_PROX_IR_PROX_H
