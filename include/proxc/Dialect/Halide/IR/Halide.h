//===- Halide.h - what is handed to Halide ----------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The `halide` dialect: kernels as Halide sees them. This header does not
// include Halide's; only lib/Target/Halide does.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_DIALECT_HALIDE_IR_HALIDE_H
#define PROXC_DIALECT_HALIDE_IR_HALIDE_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include <optional>

#include "proxc/Dialect/Halide/IR/HalideEnums.h.inc"

#include "proxc/Dialect/Halide/IR/HalideDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "proxc/Dialect/Halide/IR/HalideAttrs.h.inc"

#define GET_OP_CLASSES
#include "proxc/Dialect/Halide/IR/HalideOps.h.inc"

#endif // PROXC_DIALECT_HALIDE_IR_HALIDE_H
