//===- Group.cpp - prox-group: terms on one operator ------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Merge.h"

#include "mlir/IR/Dominance.h"
#include "mlir/Transforms/CSE.h"
#include "proxc/Dialect/Prox/Transforms/Passes.h"
#include "proxc/Dialect/Prox/Utils/Format.h"
#include "proxc/Dialect/Prox/Utils/Terms.h"
#include "proxc/Support/Remarks.h"

using namespace mlir;

namespace proxc::prox {

/// Tells of quadratics whose operator is of the same kind as another term's
/// without being the same value: the one merge that must never happen.
static void tellDistinctOperators(ProblemOp problem) {
  SmallVector<TermOp> terms(problem.getBody().getOps<TermOp>());
  for (size_t j = 1; j < terms.size(); ++j) {
    for (size_t i = 0; i < j; ++i) {
      TermOp a = terms[i], b = terms[j];
      if ((!isQuadraticTerm(a) && !isQuadraticTerm(b)) ||
          a.getOperators().size() != 1 || b.getOperators().size() != 1 ||
          a.getVariables()[0] != b.getVariables()[0] ||
          a.getOperators()[0] == b.getOperators()[0])
        continue;
      Operation *x = a.getOperators()[0].getDefiningOp();
      Operation *y = b.getOperators()[0].getDefiningOp();
      if (!x || !y || x->getName() != y->getName())
        continue;
      Rewrite rewrite;
      rewrite.pass = "prox-group";
      rewrite.law = "terms on one operator merge";
      rewrite.before = formatTerm(a) + " + " + formatTerm(b);
      rewrite.reason = "the operators are of one kind but not one value";
      rewrite.applied = false;
      emitRewrite(b.getLoc(), rewrite);
    }
  }
}

bool groupTerms(ProblemOp problem) {
  IRRewriter rewriter(problem.getContext());
  DominanceInfo dominance(problem);
  eliminateCommonSubExpressions(rewriter, dominance, problem);
  bool changed = mergeTerms(problem, "prox-group", /*placed=*/false,
                            [](TermOp) { return true; });
  tellDistinctOperators(problem);
  return changed;
}

} // namespace proxc::prox
