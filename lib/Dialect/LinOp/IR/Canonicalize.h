//===- Canonicalize.h - the parts of linop-canonicalize ---------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DIALECT_LINOP_IR_CANONICALIZE_H
#define PROXC_LIB_DIALECT_LINOP_IR_CANONICALIZE_H

#include "Support.h"
#include "proxc/Dialect/LinOp/IR/Law.h"

namespace proxc::linop {

/// Adds the law as a pattern, with or without remarks.
template <typename OpT>
void addLaw(mlir::RewritePatternSet &patterns, bool tells, llvm::StringRef law,
            llvm::StringRef condition, typename Law<OpT>::Apply apply) {
  LawText text{tells ? "linop-canonicalize" : "", law, condition};
  patterns.add<Law<OpT>>(patterns.getContext(), text, apply);
}

void populateLeafPatterns(mlir::RewritePatternSet &patterns, bool tells);
void populateProductPatterns(mlir::RewritePatternSet &patterns, bool tells);
void populateSumAndStackPatterns(mlir::RewritePatternSet &patterns,
                                 bool tells);
void populateAdjointPatterns(mlir::RewritePatternSet &patterns, bool tells);

/// Replaces `op` by the identity on its domain.
mlir::LogicalResult replaceByEye(LinearOperatorInterface op,
                                 mlir::PatternRewriter &rewriter);

/// A rank-0 constant: f64 where the value is real, else complex<f64>.
Value buildFactor(mlir::OpBuilder &builder, mlir::Location loc, Complex value);

/// The product of operators that compose: the identity on `domain` for none,
/// the part itself for one.
Value buildProduct(mlir::OpBuilder &builder, mlir::Location loc,
                   ValueRange parts, RankedTensorType domain);

} // namespace proxc::linop

#endif // PROXC_LIB_DIALECT_LINOP_IR_CANONICALIZE_H
