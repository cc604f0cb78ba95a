//===- Compositions.h - What finite lists and families share ----*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_LIB_FRONTEND_COMPOSITIONS_H
#define PROXC_LIB_FRONTEND_COMPOSITIONS_H

#include "proxc/Frontend/Elaborator.h"

namespace proxc::frontend {

llvm::StringRef spelling(Composition kind);

/// True where each part acts on its own slice of a leading axis of the domain.
bool splitsDomain(Composition kind);

/// `domain` without its leading axis, which must have `count` entries.
std::optional<ArrayType> withoutLeading(Elaborator &elaborator,
                                        const ArrayType &domain, int64_t count,
                                        llvm::StringRef name, SourceRange use);

/// `type` with a new axis at position `axis`.
ArrayType withAxis(const ArrayType &type, int64_t axis, int64_t size);

/// Where `stack` puts its new axis, or which axis `concat` joins along, for
/// parts of that rank.
std::optional<int64_t> stackAxis(Elaborator &elaborator, Composition kind,
                                 int64_t axis, int64_t rank, SourceRange range);

/// The constant that the operator made by `makeOp` gives for an array of ones
/// of type `part`: how stacks of constants are computed.
Constant fromOnes(Elaborator &elaborator, const ArrayType &part,
                  const ArrayType &result,
                  llvm::function_ref<mlir::Value()> makeOp, SourceRange range);

/// The operator that multiplies by `weights`, of the shape and element type of
/// `type`.
mlir::Value diagonal(Elaborator &elaborator, const Constant &weights,
                     const ArrayType &type, SourceRange range);

} // namespace proxc::frontend

#endif // PROXC_LIB_FRONTEND_COMPOSITIONS_H
