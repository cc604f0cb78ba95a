//===- Split.cpp - prox-split: what is solved exactly -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Merge.h"

#include "proxc/Analysis/Quadratics.h"
#include "proxc/Dialect/Prox/Transforms/Passes.h"
#include "proxc/Dialect/Prox/Utils/Format.h"
#include "proxc/Dialect/Prox/Utils/Terms.h"
#include "proxc/Support/Remarks.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace proxc::prox {

namespace {

/// What Omega could be for one unknown.
struct Candidate {
  linop::Basis basis;
  SmallVector<TermOp> quadratics;
  /// The function of the unknown itself, or behind a co-isometry; null: none.
  TermOp function;
  /// Work of an iteration that the choice leaves (operators of Psi, forward
  /// and adjoint, and Omega's transforms).
  double cost = 0.0;

  bool takes(TermOp term) const {
    return function == term || llvm::is_contained(quadratics, term);
  }
};

} // namespace

/// Work of one application, bytes and flops alike: kernels here are near the
/// balance of the machines.
static double costOf(Value op) {
  auto interface = op.getDefiningOp<linop::LinearOperatorInterface>();
  if (!interface)
    return 0.0;
  linop::Cost cost = interface.getCost();
  return cost.flops + cost.bytes;
}

static double costOf(TermOp term) {
  double cost = 0.0;
  for (Value op : term.getOperators())
    cost += costOf(op);
  return cost;
}

/// The terms that see `unknown` and nothing else, through one operator.
static SmallVector<TermOp> termsOf(ProblemOp problem, Value unknown) {
  SmallVector<TermOp> terms;
  for (TermOp term : problem.getBody().getOps<TermOp>())
    if (term.getOperators().size() == 1 && term.getVariables()[0] == unknown)
      terms.push_back(term);
  return terms;
}

/// The function of the unknown that Omega takes with its quadratics: a set on
/// the unknown itself, so that the result lies in it exactly, rather than another
/// function of it, and this rather than one behind a co-isometry, which costs two
/// products.
static TermOp chooseFunction(ArrayRef<TermOp> terms, const Candidate &omega) {
  bool scalar = llvm::all_of(omega.quadratics, analysis::hasScalarHessian);
  auto rank = [](TermOp term) {
    return !isOnUnknownItself(term) ? 1 : isIndicatorTerm(term) ? 3 : 2;
  };
  TermOp chosen;
  for (TermOp term : terms) {
    if (isQuadraticTerm(term) || !coisometryOf(term))
      continue;
    // With one weight for all entries any function will do, and any
    // co-isometry; else it must be separable, on the unknown itself.
    if (!scalar &&
        !(isOnUnknownItself(term) && term.getFunctionOp().isSeparable()))
      continue;
    if (!chosen || rank(term) > rank(chosen))
      chosen = term;
  }
  return chosen;
}

/// Fills in what Omega takes in `basis`, and the cost of the rest.
static Candidate makeCandidate(ArrayRef<TermOp> terms, linop::Basis basis) {
  Candidate omega;
  omega.basis = basis;
  double transform = 0.0;
  for (TermOp term : terms) {
    linop::Basis own = analysis::hessianBasis(term);
    if (!own || !linop::commonBasis(basis, own))
      continue;
    omega.quadratics.push_back(term);
    if (basis.kind == linop::Basis::Fourier)
      transform = std::max(transform, costOf(term));
  }
  if (basis.kind == linop::Basis::Pixel)
    omega.function = chooseFunction(terms, omega);
  omega.cost = transform;
  for (TermOp term : terms)
    if (!omega.takes(term) ||
        (term == omega.function && !isOnUnknownItself(term)))
      omega.cost += 2.0 * costOf(term);
  return omega;
}

/// The cheapest Omega of one unknown. A Fourier basis is looked at only where
/// some quadratic needs it and there are `transforms`.
static Candidate chooseOmega(ArrayRef<TermOp> terms, bool transforms,
                             SmallVectorImpl<Candidate> &others) {
  Candidate best = makeCandidate(terms, linop::Basis::pixel());
  if (!transforms)
    return best;
  SmallVector<linop::Basis> tried;
  for (TermOp term : terms) {
    linop::Basis basis = analysis::hessianBasis(term);
    if (basis.kind != linop::Basis::Fourier || llvm::is_contained(tried, basis))
      continue;
    tried.push_back(basis);
    Candidate candidate = makeCandidate(terms, basis);
    if (candidate.cost < best.cost)
      std::swap(candidate, best);
    others.push_back(std::move(candidate));
  }
  return best;
}

static std::string describe(const linop::Basis &basis) {
  switch (basis.kind) {
  case linop::Basis::None:
    return "no known basis";
  case linop::Basis::Any:
    return "every basis";
  case linop::Basis::Pixel:
    return "the pixel basis";
  case linop::Basis::Fourier:
  case linop::Basis::Dct:
    break;
  }
  SmallVector<std::string> axes;
  for (int64_t axis : basis.axes)
    axes.push_back(std::to_string(axis));
  return std::string(basis.kind == linop::Basis::Dct ? "the DCT"
                                                     : "the Fourier") +
         " basis of axes " + llvm::join(axes, ", ");
}

static void tell(TermOp term, StringRef law, std::string reason, bool applied) {
  Rewrite rewrite;
  rewrite.pass = "prox-split";
  rewrite.law = law.str();
  rewrite.reason = std::move(reason);
  rewrite.applied = applied;
  if (applied)
    rewrite.after = formatTerm(term);
  else
    rewrite.before = formatTerm(term);
  emitRewrite(term.getLoc(), rewrite);
}

/// Why a term is not in the Omega of its unknown.
static std::string reasonForPsi(TermOp term, const Candidate *omega,
                                bool transforms) {
  if (term.getOperators().size() != 1)
    return "it couples several operators";
  if (isQuadraticTerm(term)) {
    linop::Basis basis = analysis::hessianBasis(term);
    std::string own = "its Hessian is diagonal in " + describe(basis);
    if (basis.kind == linop::Basis::Fourier && !transforms)
      return own + ", and the target has no transforms";
    return own + ", Omega's basis is " + describe(omega->basis);
  }
  if (!coisometryOf(term))
    return "its function acts on " + formatArgument(term) +
           ", not on the unknown itself, and A A* = nu I does not hold";
  if (omega->basis.kind != linop::Basis::Pixel)
    return "Omega lives in " + describe(omega->basis);
  if (omega->function)
    return "Omega has its function of this unknown already";
  return "it is not separable, or stands behind an operator, and Omega's "
         "quadratics are not multiples of the identity";
}

/// Why a term is in Omega.
static std::string reasonForOmega(TermOp term, const Candidate &omega) {
  if (omega.function == term) {
    if (!isOnUnknownItself(term))
      return "A A* = nu I, so the prox of f(A u) is v + (1/nu) A* (prox_{nu f}"
             "(A v) - A v)";
    if (omega.quadratics.empty())
      return "a function of the unknown itself; there are no quadratics";
    return "a separable function of the unknown itself; the quadratics are its "
           "c and gamma";
  }
  return "its Hessian is diagonal in " +
         describe(analysis::hessianBasis(term)) + ", Omega's basis is " +
         describe(omega.basis);
}

void splitTerms(ProblemOp problem, bool transforms) {
  llvm::MapVector<Value, Candidate> omegas;
  for (VariableOp unknown : problem.getBody().getOps<VariableOp>()) {
    SmallVector<Candidate> others;
    SmallVector<TermOp> terms = termsOf(problem, unknown.getResult());
    omegas[unknown.getResult()] = chooseOmega(terms, transforms, others);
    Candidate &chosen = omegas[unknown.getResult()];
    for (const Candidate &other : others) {
      Rewrite rewrite;
      rewrite.pass = "prox-split";
      rewrite.law = "Omega's basis for " + unknown.getName().str();
      rewrite.reason = describe(chosen.basis) + " leaves less work than " +
                       describe(other.basis);
      emitRewrite(unknown.getLoc(), rewrite);
    }
  }
  for (TermOp term : problem.getBody().getOps<TermOp>()) {
    const Candidate *omega = nullptr;
    if (term.getOperators().size() == 1)
      omega = &omegas[term.getVariables()[0]];
    bool inOmega = omega && omega->takes(term);
    term.setPlacement(inOmega ? Placement::omega : Placement::psi);
    if (inOmega)
      tell(term, "the term goes to Omega", reasonForOmega(term, *omega), true);
    else
      tell(term, "the term goes to Psi", reasonForPsi(term, omega, transforms),
           true);
  }
  mergeTerms(problem, "prox-split", /*placed=*/true,
             [](TermOp term) { return !term.isOmega(); });
}

} // namespace proxc::prox
