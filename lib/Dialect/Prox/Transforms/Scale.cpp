//===- Scale.cpp - prox-scale: bounds of norms ------------------*- C++ -*-===//
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

/// The row of operators of a term, for people.
static std::string rowText(TermOp term) {
  std::string text;
  for (Value op : term.getOperators())
    text += (text.empty() ? "" : ", ") + formatOperator(op);
  return "|" + text + "|";
}

void scaleTerms(ProblemOp problem) {
  constexpr llvm::StringLiteral pass = "prox-scale";
  OpBuilder builder(problem.getContext());
  SmallVector<TermOp> terms = analysis::psiTerms(problem);
  problem->removeAttr("prox.norm_bound");
  for (TermOp term : problem.getBody().getOps<TermOp>())
    term->removeAttr("prox.norm_bound");
  for (TermOp term : terms) {
    std::string row = rowText(term);
    if (std::optional<double> bound = analysis::termNormBound(term)) {
      term->setAttr("prox.norm_bound", builder.getF64FloatAttr(*bound));
      emitRewrite(term.getLoc(), pass, row + " <= " + number(*bound),
                  "closed form");
    } else {
      emitRewrite(term.getLoc(), pass, "bound of " + row,
                  "the norm depends on data; the set-up bounds it, or a method "
                  "is taken that needs none",
                  /*applied=*/false);
    }
  }
  if (terms.empty())
    return;
  if (std::optional<double> bound = analysis::stackedNormBound(terms)) {
    problem->setAttr("prox.norm_bound", builder.getF64FloatAttr(*bound));
    emitRewrite(problem.getLoc(), pass, "|K| <= " + number(*bound),
                "the norm of the matrix of its blocks' norms");
  }
}

} // namespace proxc::prox
