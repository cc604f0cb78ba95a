//===- Realize.h - the parts of linop-realize -------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DIALECT_LINOP_TRANSFORMS_REALIZE_H
#define PROXC_LIB_DIALECT_LINOP_TRANSFORMS_REALIZE_H

#include "proxc/Dialect/LinOp/IR/Law.h"

namespace proxc::linop {

/// Adds a law of linop-realize, with or without remarks.
template <typename OpT>
void addRealization(mlir::RewritePatternSet &patterns, bool tells,
                    llvm::StringRef law, llvm::StringRef condition,
                    typename Law<OpT>::Apply apply,
                    mlir::PatternBenefit benefit = 1) {
  LawText text{tells ? "linop-realize" : "", law, condition};
  patterns.add<Law<OpT>>(patterns.getContext(), text, apply, benefit);
}

void populateIndexMapRealizations(mlir::RewritePatternSet &patterns,
                                  bool tells);
void populateSparseRealizations(mlir::RewritePatternSet &patterns, bool tells);
void populateSumRealizations(mlir::RewritePatternSet &patterns, bool tells);

} // namespace proxc::linop

#endif // PROXC_LIB_DIALECT_LINOP_TRANSFORMS_REALIZE_H
