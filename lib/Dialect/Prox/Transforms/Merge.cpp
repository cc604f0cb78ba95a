//===- Merge.cpp - merging two terms on one operator ------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Merge.h"

#include "proxc/Analysis/Quadratics.h"
#include "proxc/Dialect/Prox/Utils/Elementwise.h"
#include "proxc/Dialect/Prox/Utils/Format.h"
#include "proxc/Dialect/Prox/Utils/TermParts.h"
#include "proxc/Dialect/Prox/Utils/Terms.h"
#include "proxc/Support/Remarks.h"

using namespace mlir;

namespace proxc::prox {

namespace {

/// Two terms a, b on one row of operators, a before b, and the builder that
/// stands at b, where the operands of both are at hand.
struct Pair {
  TermOp a, b;
  OpBuilder &builder;
  Location loc;
  bool placed;
};

/// A merged term and the law that made it.
struct Merged {
  TermParts parts;
  StringRef law;
  std::string reason;
};

} // namespace

/// c, gamma, d of `from` added to those of `to`; both stand for functions of
/// the same x.
static void addSmoothParts(Pair &pair, TermParts &to, const TermParts &from) {
  to.addLinear(pair.builder, pair.loc, from.linear);
  to.addGamma(pair.builder, pair.loc, from.gamma);
  to.addConstant(pair.builder, pair.loc, from.constant);
}

/// Both terms apply their functions to the same beta x - b.
static bool sameArgument(TermOp a, TermOp b) {
  auto present = [](Value offset) {
    return isConstantScalar(offset, 0.0, /*ifAbsent=*/true) ? Value() : offset;
  };
  return sameScalar(a.getBeta(), b.getBeta(), 1.0) &&
         present(a.getOffset()) == present(b.getOffset());
}

/// A scalar, or the constant 1 where it is absent.
static Value orOne(Pair &pair, Value scalar) {
  return scalar ? scalar : buildScalar(pair.builder, pair.loc, 1.0);
}

/// alpha f(z) + alpha' f(z) = (alpha + alpha') f(z); an indicator twice is one.
static std::optional<Merged> mergeSameFunction(Pair &pair) {
  if (pair.a.getFunction() != pair.b.getFunction())
    return std::nullopt;
  TermParts merged(pair.a), other(pair.b);
  if (!pair.a.getFunctionOp().isIndicator())
    merged.alpha = addScalars(pair.builder, pair.loc, orOne(pair, merged.alpha),
                              orOne(pair, other.alpha));
  else
    merged.alpha = {};
  addSmoothParts(pair, merged, other);
  return Merged{std::move(merged), "weights of one function add",
                "both have the same function, beta and offset"};
}

/// Sets with the same argument intersect.
static std::optional<Merged> mergeSets(Pair &pair) {
  ProxFunctionInterface f = pair.a.getFunctionOp(), g = pair.b.getFunctionOp();
  if (!f.isIndicator() || !g.isIndicator())
    return std::nullopt;
  Value both = f.buildIntersection(pair.builder, pair.b.getFunction());
  if (!both)
    return std::nullopt;
  TermParts merged(pair.a), other(pair.b);
  merged.function = both;
  merged.alpha = {};
  addSmoothParts(pair, merged, other);
  return Merged{std::move(merged), "sets intersect",
                "both act on the same beta x - b"};
}

/// Functions of one kind with the same argument whose sum is of that kind.
static std::optional<Merged> mergeKinds(Pair &pair) {
  TermParts merged(pair.a), other(pair.b);
  Value sum =
      pair.a.getFunctionOp().buildSum(pair.builder, orOne(pair, merged.alpha),
                                      other.function, orOne(pair, other.alpha));
  if (!sum)
    return std::nullopt;
  merged.function = sum;
  merged.alpha = {};
  addSmoothParts(pair, merged, other);
  return Merged{std::move(merged), "weights of one kind of function add",
                "both act on the same beta x - b and have a weighted form"};
}

/// The quadratic could be solved exactly in Omega.
static bool suitsOmega(TermOp term) {
  linop::Basis basis = analysis::hessianBasis(term);
  return basis && analysis::isSolvable(basis);
}

/// A square, or a term without function, becomes c, gamma and d of the other.
static std::optional<Merged> mergeQuadratic(Pair &pair, TermOp quadratic,
                                            TermOp other) {
  if (!isPlainQuadratic(quadratic))
    return std::nullopt;
  bool otherIsQuadratic = isQuadraticTerm(other);
  bool hasOffset = quadratic.getOffset() != nullptr;
  if (!pair.placed && suitsOmega(quadratic) && (!otherIsQuadratic || hasOffset))
    return std::nullopt;
  Quadratic parts =
      expandQuadratic(pair.builder, pair.loc, TermParts(quadratic));
  TermParts merged(other);
  merged.addLinear(pair.builder, pair.loc, parts.linear);
  merged.addGamma(pair.builder, pair.loc, parts.gamma);
  merged.addConstant(pair.builder, pair.loc, parts.constant);
  std::string reason = "both stand on one operator value";
  if (!pair.placed && !otherIsQuadratic)
    reason += ", and neither the pixel nor the Fourier basis diagonalises its "
              "Gram matrix";
  return Merged{std::move(merged),
                hasOffset ? "alpha |beta x - b|^2 joins c, gamma and d"
                          : "alpha |beta x|^2 joins gamma",
                std::move(reason)};
}

/// The first law that applies to the pair.
static std::optional<Merged> mergePair(Pair &pair) {
  if (!pair.a.getFunctionOp() || !pair.b.getFunctionOp())
    return std::nullopt;
  // A term without function gives its parts to the other.
  if (isa<ZeroOp>(pair.a.getFunctionOp()))
    if (auto merged = mergeQuadratic(pair, pair.a, pair.b))
      return merged;
  if (isa<ZeroOp>(pair.b.getFunctionOp()))
    if (auto merged = mergeQuadratic(pair, pair.b, pair.a))
      return merged;
  if (sameArgument(pair.a, pair.b)) {
    if (auto merged = mergeSameFunction(pair))
      return merged;
    if (auto merged = mergeSets(pair))
      return merged;
    // Squares go to gamma, which costs nothing, rather than to weights.
    if (!isPlainQuadratic(pair.a) && !isPlainQuadratic(pair.b))
      if (auto merged = mergeKinds(pair))
        return merged;
  }
  // Prefer to keep the term with an offset, or that is no square, as it is.
  if (isQuadraticTerm(pair.b) &&
      (!pair.b.getOffset() || !isQuadraticTerm(pair.a)))
    if (auto merged = mergeQuadratic(pair, pair.b, pair.a))
      return merged;
  if (isQuadraticTerm(pair.a))
    if (auto merged = mergeQuadratic(pair, pair.a, pair.b))
      return merged;
  return std::nullopt;
}

static bool sameRow(TermOp a, TermOp b) {
  return llvm::equal(a.getOperators(), b.getOperators()) &&
         llvm::equal(a.getVariables(), b.getVariables());
}

/// Replaces the pair by the merged term and tells so.
static void replacePair(Pair &pair, Merged &merged, StringRef pass) {
  Rewrite rewrite;
  rewrite.pass = pass.str();
  rewrite.law = merged.law.str();
  rewrite.reason = merged.reason;
  rewrite.before = formatTerm(pair.a) + " + " + formatTerm(pair.b);
  if (pair.a.getText() && pair.b.getText())
    merged.parts.text = pair.builder.getStringAttr(*pair.a.getText() + " + " +
                                                   *pair.b.getText());
  TermOp term = merged.parts.build(pair.builder, pair.loc);
  rewrite.after = formatTerm(term);
  emitRewrite(pair.b.getLoc(), rewrite);
  pair.a.erase();
  pair.b.erase();
}

/// Merges the first pair that merges.
static bool mergeOnce(ProblemOp problem, StringRef pass, bool placed,
                      llvm::function_ref<bool(TermOp)> mayMerge) {
  SmallVector<TermOp> terms;
  for (TermOp term : problem.getBody().getOps<TermOp>())
    if (mayMerge(term))
      terms.push_back(term);
  for (size_t j = 1; j < terms.size(); ++j) {
    for (size_t i = 0; i < j; ++i) {
      if (!sameRow(terms[i], terms[j]))
        continue;
      OpBuilder builder(terms[j]);
      Pair pair{terms[i], terms[j], builder,
                FusedLoc::get(problem.getContext(),
                              {terms[i].getLoc(), terms[j].getLoc()}),
                placed};
      if (std::optional<Merged> merged = mergePair(pair)) {
        replacePair(pair, *merged, pass);
        return true;
      }
    }
  }
  return false;
}

bool mergeTerms(ProblemOp problem, StringRef pass, bool placed,
                llvm::function_ref<bool(TermOp)> mayMerge) {
  bool changed = false;
  while (mergeOnce(problem, pass, placed, mayMerge))
    changed = true;
  if (changed)
    eraseUnused(problem);
  return changed;
}

} // namespace proxc::prox
