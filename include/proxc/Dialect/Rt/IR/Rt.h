//===- Rt.h - buffers, plans and calls --------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The `rt` dialect: the runtime's C interface (include/proxc-rt), one to one.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_DIALECT_RT_IR_RT_H
#define PROXC_DIALECT_RT_IR_RT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include <optional>

#include "proxc/Dialect/Rt/IR/RtEnums.h.inc"

#include "proxc/Dialect/Rt/IR/RtDialect.h.inc"

#define GET_TYPEDEF_CLASSES
#include "proxc/Dialect/Rt/IR/RtTypes.h.inc"

#define GET_ATTRDEF_CLASSES
#include "proxc/Dialect/Rt/IR/RtAttrs.h.inc"

#define GET_OP_CLASSES
#include "proxc/Dialect/Rt/IR/RtOps.h.inc"

namespace proxc::rt {

/// Element types as proxc-rt/program.h numbers them; none for a type that is
/// not among them.
std::optional<int32_t> elementCode(mlir::Type element);

/// Arena offsets are relative to an address of this alignment.
inline constexpr int64_t hostedArenaAlignment = 64;
inline constexpr int64_t freestandingArenaAlignment = 16;

} // namespace proxc::rt

#endif // PROXC_DIALECT_RT_IR_RT_H
