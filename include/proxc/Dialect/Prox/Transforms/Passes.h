//===- Passes.h - rewrites of problems --------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Each rewrite is a function on a problem; the pass of the same name calls it.
// Every decision is told through emitRewrite (Support/Remarks.h).

#ifndef PROXC_DIALECT_PROX_TRANSFORMS_PASSES_H
#define PROXC_DIALECT_PROX_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"
#include "proxc/Dialect/Prox/IR/Prox.h"

namespace proxc::prox {

/// `prox-absorb`. Returns true if anything changed.
bool absorbOperators(ProblemOp problem);

/// `prox-group`. Returns true if anything changed.
bool groupTerms(ProblemOp problem);

/// `prox-split`: gives every term its placement. Without `transforms` Omega
/// stays in pixels.
void splitTerms(ProblemOp problem, bool transforms = true);

/// `prox-scale`: records norm bounds.
void scaleTerms(ProblemOp problem);

#define GEN_PASS_DECL
#include "proxc/Dialect/Prox/Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "proxc/Dialect/Prox/Transforms/Passes.h.inc"

} // namespace proxc::prox

#endif // PROXC_DIALECT_PROX_TRANSFORMS_PASSES_H
