//===- Law.h - algebraic laws as rewrite patterns ---------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_LINOP_IR_LAW_H
#define PROXC_DIALECT_LINOP_IR_LAW_H

#include "mlir/IR/PatternMatch.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include "proxc/Support/Remarks.h"

namespace proxc::linop {

/// A law that a pass applies, and the condition under which it holds.
struct LawText {
  /// The pass that tells of it; empty for one that tells nothing.
  llvm::StringRef pass;
  llvm::StringRef law;
  llvm::StringRef condition;
};

/// A pattern around one function that applies one law.
template <typename OpT>
class Law : public mlir::OpRewritePattern<OpT> {
public:
  using Apply = mlir::LogicalResult (*)(OpT, mlir::PatternRewriter &);

  Law(mlir::MLIRContext *context, LawText text, Apply apply,
      mlir::PatternBenefit benefit = 1)
      : mlir::OpRewritePattern<OpT>(context, benefit), text(text),
        apply(apply) {}

  mlir::LogicalResult
  matchAndRewrite(OpT op, mlir::PatternRewriter &rewriter) const override {
    mlir::Location loc = op.getLoc();
    if (mlir::failed(apply(op, rewriter)))
      return mlir::failure();
    if (!text.pass.empty())
      emitRewrite(loc, {text.pass.str(), text.law.str(), "", "",
                        text.condition.str(), true});
    return mlir::success();
  }

private:
  LawText text;
  Apply apply;
};

/// The folds of the dialect that create operations. With `tells` they emit
/// remarks of `linop-canonicalize`.
void populateCanonicalizationPatterns(mlir::RewritePatternSet &patterns,
                                      bool tells);

} // namespace proxc::linop

#endif // PROXC_DIALECT_LINOP_IR_LAW_H
