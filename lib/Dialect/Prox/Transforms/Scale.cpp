//===- Scale.cpp - prox-scale: norms of Psi ---------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Analysis/Norms.h"
#include "proxc/Dialect/Prox/Transforms/Passes.h"
#include "proxc/Dialect/Prox/Utils/Format.h"
#include "proxc/Support/Remarks.h"
#include "llvm/Support/Format.h"

using namespace mlir;

namespace proxc::prox {

static std::string number(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.6g", value);
  return text;
}

static void tell(Location loc, std::string law, std::string reason,
                 bool applied) {
  Rewrite rewrite;
  rewrite.pass = "prox-scale";
  rewrite.law = std::move(law);
  rewrite.reason = std::move(reason);
  rewrite.applied = applied;
  emitRewrite(loc, rewrite);
}

/// The row of operators of a term, for people.
static std::string rowText(TermOp term) {
  std::string text;
  for (Value op : term.getOperators())
    text += (text.empty() ? "" : ", ") + formatOperator(op);
  return "|" + text + "|";
}

void scaleTerms(ProblemOp problem) {
  OpBuilder builder(problem.getContext());
  SmallVector<TermOp> terms = analysis::psiTerms(problem);
  problem->removeAttr("prox.norm_bound");
  for (TermOp term : terms) {
    term->removeAttr("prox.norm_bound");
    // Rows are of like norms in imaging; unequal ones are met by the solver's
    // step sizes, one for each term.
    term->setAttr("prox.scaling", builder.getF64FloatAttr(1.0));
    if (std::optional<double> bound = analysis::termNormBound(term)) {
      term->setAttr("prox.norm_bound", builder.getF64FloatAttr(*bound));
      tell(term.getLoc(), rowText(term) + " <= " + number(*bound),
           "closed form", true);
    } else {
      tell(term.getLoc(), "bound of " + rowText(term),
           "the norm depends on data; it is found in the set-up", false);
    }
  }
  if (terms.empty())
    return;
  if (std::optional<double> bound = analysis::stackedNormBound(terms)) {
    problem->setAttr("prox.norm_bound", builder.getF64FloatAttr(*bound));
    tell(problem.getLoc(), "|K| <= " + number(*bound),
         "the norm of the matrix of its blocks' norms", true);
  }
}

} // namespace proxc::prox
