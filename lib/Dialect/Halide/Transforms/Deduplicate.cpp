//===- Deduplicate.cpp - one pipeline for equal ones ------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/BuiltinOps.h"
#include "proxc/Dialect/Halide/Transforms/Passes.h"
#include "proxc/Support/Remarks.h"

namespace proxc::halide {
#define GEN_PASS_DEF_HALIDEDEDUPLICATE
#include "proxc/Dialect/Halide/Transforms/Passes.h.inc"
} // namespace proxc::halide

using namespace mlir;
using namespace proxc;
using namespace proxc::halide;

/// Whether both make the same kernel: all but names and locations agree.
static bool areEqual(PipelineOp a, PipelineOp b) {
  auto attributesOf = [](PipelineOp pipeline) {
    NamedAttrList all(pipeline->getAttrs());
    all.erase(pipeline.getSymNameAttrName());
    return all.getDictionary(pipeline.getContext());
  };
  return attributesOf(a) == attributesOf(b) &&
         OperationEquivalence::isRegionEquivalentTo(
             &a.getBody(), &b.getBody(),
             OperationEquivalence::IgnoreLocations);
}

namespace {
struct HalideDeduplicatePass
    : proxc::halide::impl::HalideDeduplicateBase<HalideDeduplicatePass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    SmallVector<PipelineOp> kept;
    int64_t erased = 0;
    for (PipelineOp pipeline :
         llvm::make_early_inc_range(module.getOps<PipelineOp>())) {
      auto same = llvm::find_if(
          kept, [&](PipelineOp other) { return areEqual(other, pipeline); });
      if (same == kept.end()) {
        kept.push_back(pipeline);
        continue;
      }
      if (failed(SymbolTable::replaceAllSymbolUses(
              pipeline, same->getSymNameAttr(), module)))
        return signalPassFailure();
      pipeline.erase();
      ++erased;
    }
    if (erased > 0)
      emitRewrite(kept.front().getLoc(), "halide-deduplicate",
                  "equal kernels are one",
                  Twine(erased) + " of " +
                      Twine(erased + static_cast<int64_t>(kept.size())) +
                      " are the same as another");
  }
};
} // namespace
