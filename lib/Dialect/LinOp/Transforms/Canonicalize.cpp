//===- Canonicalize.cpp - operators in normal form --------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "proxc/Dialect/LinOp/IR/Law.h"
#include "proxc/Dialect/LinOp/Transforms/Passes.h"

namespace proxc::linop {

#define GEN_PASS_DEF_LINOPCANONICALIZE
#include "proxc/Dialect/LinOp/Transforms/Passes.h.inc"

mlir::LogicalResult canonicalizeOperators(mlir::Operation *root, bool tells) {
  mlir::RewritePatternSet patterns(root->getContext());
  populateCanonicalizationPatterns(patterns, tells);
  // The order of the walk is fixed, so that equal inputs give equal outputs.
  mlir::GreedyRewriteConfig config;
  config.setRegionSimplificationLevel(
      mlir::GreedySimplifyRegionLevel::Disabled);
  return mlir::applyPatternsGreedily(root, std::move(patterns), config);
}

namespace {
struct LinOpCanonicalize : impl::LinOpCanonicalizeBase<LinOpCanonicalize> {
  void runOnOperation() override {
    if (mlir::failed(canonicalizeOperators(getOperation(), /*tells=*/true)))
      signalPassFailure();
  }
};
} // namespace

} // namespace proxc::linop
