//===- IndexedAssembly.h - `(%i, %j) in [2, 3]` -----------------*- C++ -*-===//
//-*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How dialects write operations whose body computes an entry at indices.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_SUPPORT_INDEXEDASSEMBLY_H
#define PROXC_SUPPORT_INDEXEDASSEMBLY_H

#include "mlir/IR/OpImplementation.h"

namespace proxc {

/// `(%i, %j)`: arguments of type index.
mlir::ParseResult
parseIndices(mlir::OpAsmParser &parser,
             llvm::SmallVectorImpl<mlir::OpAsmParser::Argument> &indices);
/// The arguments of `body` in that form, and a blank.
void printIndices(mlir::OpAsmPrinter &printer, mlir::Region &body);

/// `in [2, 3]`, kept as the attribute `extents`, one number an index.
mlir::ParseResult parseExtents(mlir::OpAsmParser &parser,
                               mlir::OperationState &result);
/// The same, and a blank.
void printExtents(mlir::OpAsmPrinter &printer, llvm::ArrayRef<int64_t> extents);

} // namespace proxc

#endif // PROXC_SUPPORT_INDEXEDASSEMBLY_H
