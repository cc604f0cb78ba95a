//===- Constants.h - arrays as attributes -----------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_LINOP_IR_CONSTANTS_H
#define PROXC_DIALECT_LINOP_IR_CONSTANTS_H

#include "mlir/IR/BuiltinAttributes.h"
#include "proxc/Reference/Array.h"

namespace proxc::linop {

/// The elements of a constant of `type` (f32, f64 or complex, of the shape of
/// `values`); a `dense_resource` above 4 kB.
mlir::ElementsAttr makeElements(mlir::RankedTensorType type,
                                const reference::Array &values);

} // namespace proxc::linop

#endif // PROXC_DIALECT_LINOP_IR_CONSTANTS_H
