//===- Realize.cpp - explicit matrices become one ---------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Realize.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "proxc/Dialect/LinOp/Transforms/Passes.h"

namespace proxc::linop {

#define GEN_PASS_DEF_LINOPREALIZE
#include "proxc/Dialect/LinOp/Transforms/Passes.h.inc"

mlir::LogicalResult realizeOperators(mlir::Operation *root, bool tells) {
  mlir::RewritePatternSet patterns(root->getContext());
  populateCanonicalizationPatterns(patterns, /*tells=*/false);
  populateIndexMapRealizations(patterns, tells);
  populateSparseRealizations(patterns, tells);
  populateSumRealizations(patterns, tells);
  mlir::GreedyRewriteConfig config;
  config.setRegionSimplificationLevel(
      mlir::GreedySimplifyRegionLevel::Disabled);
  return mlir::applyPatternsGreedily(root, std::move(patterns), config);
}

namespace {
struct LinOpRealize : impl::LinOpRealizeBase<LinOpRealize> {
  void runOnOperation() override {
    if (mlir::failed(realizeOperators(getOperation(), /*tells=*/true)))
      signalPassFailure();
  }
};
} // namespace

} // namespace proxc::linop
