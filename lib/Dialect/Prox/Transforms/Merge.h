//===- Merge.h - merging two terms on one operator --------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DIALECT_PROX_TRANSFORMS_MERGE_H
#define PROXC_LIB_DIALECT_PROX_TRANSFORMS_MERGE_H

#include "proxc/Dialect/Prox/IR/Prox.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace proxc::prox {

/// Merges pairs of terms that stand on the same row of operator values until
/// none is left, and tells so as `pass`. Only terms that `mayMerge` takes are
/// looked at. With `placed`, quadratics that Omega could take, and those with
/// offsets, join other functions as well. Returns true if anything changed.
bool mergeTerms(ProblemOp problem, llvm::StringRef pass, bool placed,
                llvm::function_ref<bool(TermOp)> mayMerge);

} // namespace proxc::prox

#endif // PROXC_LIB_DIALECT_PROX_TRANSFORMS_MERGE_H
