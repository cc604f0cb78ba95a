//===- Absorb.cpp - prox-absorb: operators into functions -------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Analysis/Quadratics.h"
#include "proxc/Dialect/Prox/Transforms/Passes.h"
#include "proxc/Dialect/Prox/Utils/Elementwise.h"
#include "proxc/Dialect/Prox/Utils/Format.h"
#include "proxc/Dialect/Prox/Utils/TermParts.h"
#include "proxc/Dialect/Prox/Utils/Terms.h"
#include "proxc/Support/Remarks.h"

using namespace mlir;

namespace proxc::prox {

namespace {

/// One attempt to apply a law to one term.
class Absorption {
public:
  Absorption(TermOp term)
      : term(term), builder(term), loc(term.getLoc()), parts(term) {}

  /// Applies the first law that applies; the terms that replace the old one.
  SmallVector<TermOp> run();

private:
  bool dropZeroBlocks();
  bool dropWeight();
  bool absorbFactor();
  bool normalizeBeta();
  bool absorbSelection();
  bool absorbGram();
  SmallVector<TermOp> absorbLinear();

  /// The operator loses its outermost factor, and x with it: `space` is the new
  /// space of x.
  void dropOutermost(SmallVector<Value> factors, RankedTensorType space);
  /// Re<c, B x> = Re<B* c, x>.
  void pullLinear(Value outer);
  /// Tells of the law that was, or was not, applied.
  void tell(StringRef law, StringRef reason, StringRef after);
  void keep(StringRef law, StringRef reason);

  ProxFunctionInterface f() { return parts.f(); }
  bool phaseInvariant() { return f().isPhaseInvariant(); }

  TermOp term;
  OpBuilder builder;
  Location loc;
  TermParts parts;
  StringRef law, reason;
};

} // namespace

static linop::LinearOperatorInterface operatorOf(Value value) {
  return value.getDefiningOp<linop::LinearOperatorInterface>();
}

static RankedTensorType domainOf(Value op) {
  return cast<linop::OpType>(op.getType()).getDomain();
}

static RankedTensorType rangeOf(Value op) {
  return cast<linop::OpType>(op.getType()).getRange();
}

void Absorption::tell(StringRef law, StringRef reason, StringRef after) {
  Rewrite rewrite;
  rewrite.pass = "prox-absorb";
  rewrite.law = law.str();
  rewrite.reason = reason.str();
  rewrite.before = formatTerm(term);
  // A factor of the operator and beta read alike.
  if (after != rewrite.before)
    rewrite.after = after.str();
  emitRewrite(loc, rewrite);
}

void Absorption::keep(StringRef law, StringRef reason) {
  Rewrite rewrite;
  rewrite.pass = "prox-absorb";
  rewrite.law = law.str();
  rewrite.reason = reason.str();
  rewrite.before = formatTerm(term);
  rewrite.applied = false;
  emitRewrite(loc, rewrite);
}

void Absorption::dropOutermost(SmallVector<Value> factors,
                               RankedTensorType space) {
  factors.erase(factors.begin());
  parts.operators[0] = buildProduct(builder, loc, factors, space);
}

void Absorption::pullLinear(Value outer) {
  if (parts.linear)
    parts.linear = buildAdjointImage(builder, loc, outer, parts.linear);
}

//===----------------------------------------------------------------------===//
// Zero blocks
//===----------------------------------------------------------------------===//

/// [A 0] (u, v) = A u.
bool Absorption::dropZeroBlocks() {
  if (parts.operators.size() < 2)
    return false;
  SmallVector<Value, 2> operators, variables;
  for (auto [op, variable] : llvm::zip(parts.operators, parts.variables)) {
    if (op.getDefiningOp<linop::ZeroOp>())
      continue;
    operators.push_back(op);
    variables.push_back(variable);
  }
  if (operators.empty()) {
    operators.push_back(parts.operators[0]);
    variables.push_back(parts.variables[0]);
  }
  if (operators.size() == parts.operators.size())
    return false;
  parts.operators = operators;
  parts.variables = variables;
  law = "[A 0] (u, v) = A u";
  reason = "a block is the zero operator";
  return true;
}

//===----------------------------------------------------------------------===//
// Sets
//===----------------------------------------------------------------------===//

/// alpha f = f for the indicator of a set, by definition for an alpha of 0 too.
bool Absorption::dropWeight() {
  if (!parts.alpha || !f().isIndicator())
    return false;
  parts.alpha = {};
  law = "alpha f = f";
  reason = "f is the indicator of a set, which has no weight";
  return true;
}

//===----------------------------------------------------------------------===//
// Factors: f(beta s A u - b)
//===----------------------------------------------------------------------===//

/// A factor in front of the operator. c and gamma see s A u as well:
/// Re<c, s x> = Re<conj(s) c, x>, gamma |s x|^2 = gamma |s|^2 |x|^2. The offset
/// is outside of beta x and stays.
bool Absorption::absorbFactor() {
  SmallVector<Value> factors = factorsOf(parts.operators[0]);
  auto scale = factors[0].getDefiningOp<linop::ScaleOp>();
  if (!scale)
    return false;
  RankedTensorType space = domainOf(factors[0]);
  if (space != rangeOf(factors[0])) {
    keep("f(beta s A u - b): s joins beta",
         "s takes a real space into a complex one");
    return false;
  }
  Value s = widenScalar(builder, loc, scale.getFactor());
  if (!s)
    return false;
  auto known = constantScalar(s);
  bool mayVanish = !known || *known == 0.0;
  std::optional<int> degree = f().getHomogeneity();
  bool homogeneous = degree && phaseInvariant() && !parts.offset;
  if (mayVanish && !homogeneous && !isQuadraticTerm(term)) {
    keep("f(beta s A u - b): s joins beta",
         "s may be 0, which the prox of this function would divide by");
    return false;
  }
  Value size = buildAbs(builder, loc, s);
  Value square = buildSquaredAbs(builder, loc, s);
  if (parts.linear)
    parts.linear = buildScaled(builder, loc, buildConjugate(builder, loc, s),
                               parts.linear);
  if (parts.gamma)
    parts.gamma = buildMultiply(builder, loc, parts.gamma, square);
  if (mayVanish && homogeneous) {
    if (*degree == 1)
      parts.alpha = multiplyScalars(builder, loc, parts.alpha, size);
    if (*degree == 2)
      parts.alpha = multiplyScalars(builder, loc, parts.alpha, square);
    law = "f(s x) = |s|^p f(x)";
    reason =
        "f is homogeneous, does not see signs or phases, and has no offset";
  } else {
    parts.beta = multiplyScalars(builder, loc, parts.beta, s);
    law = "f(beta s A u - b): s joins beta";
    reason = mayVanish ? "f is a square, whose prox divides by no beta"
                       : "s is known and not 0";
  }
  dropOutermost(factors, space);
  return true;
}

/// alpha f(beta x - b) = alpha |beta|^p f(x - b / beta).
bool Absorption::normalizeBeta() {
  if (!parts.beta || isConstantScalar(parts.beta, 1.0, true))
    return false;
  auto known = constantScalar(parts.beta);
  std::optional<int> degree = f().getHomogeneity();
  if (!degree || (known && *known == 0.0) || (!known && parts.offset))
    return false;
  bool positive = known && known->imag() == 0.0 && known->real() > 0.0;
  if (!phaseInvariant() && !positive)
    return false;
  if (parts.offset)
    parts.offset = buildScaled(
        builder, loc, buildScalar(builder, loc, 1.0 / *known), parts.offset);
  if (*degree == 1)
    parts.alpha = multiplyScalars(builder, loc, parts.alpha,
                                  buildAbs(builder, loc, parts.beta));
  if (*degree == 2)
    parts.alpha = multiplyScalars(builder, loc, parts.alpha,
                                  buildSquaredAbs(builder, loc, parts.beta));
  parts.beta = {};
  law = "f(beta x - b) = |beta|^p f(x - b / beta)";
  reason = phaseInvariant()
               ? "f is homogeneous and does not see signs or phases"
               : "f is homogeneous and beta is positive";
  return true;
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

/// The operator is a weighted index map that reads no entry twice, so that
/// f(B x) of a separable f is a sum over the entries of x.
static bool isSelection(Value op) {
  auto interface = operatorOf(op);
  if (!interface || !interface.isRangeGramDiagonal() ||
      op.getDefiningOp<linop::EyeOp>() || op.getDefiningOp<linop::ScaleOp>())
    return false;
  linop::Structure structure = interface.getStructure();
  return structure == linop::Structure::diagonal ||
         structure == linop::Structure::indexMap;
}

/// An array of ones, or the weights w of f, of the type of B's range.
static Value weightsOrOnes(OpBuilder &builder, Location loc,
                           ProxFunctionInterface f, RankedTensorType range) {
  Value ones = buildSplat(builder, loc, buildScalar(builder, loc, 1.0), range);
  Value weights = f.getWeightsOrNull();
  if (!weights)
    return ones;
  if (weights.getType() == range)
    return weights;
  // Real weights of a complex space: w + 0i, by the operator that embeds them.
  auto type = cast<RankedTensorType>(weights.getType());
  Value embed =
      linop::CastOp::create(builder, loc, type, range.getElementType());
  return linop::ApplyOp::create(builder, loc, embed, weights);
}

/// True where absorbing a window or sampling pays: the rest of the operator
/// acts on the unknown itself, or one transform diagonalises it.
static bool exposesStructure(ArrayRef<Value> rest) {
  if (rest.empty())
    return true;
  if (rest.size() > 1)
    return false;
  auto op = operatorOf(rest[0]);
  return op && (op.getDiagonalBasis().kind == linop::Basis::Any ||
                op.getDiagonalBasis().kind == linop::Basis::Fourier);
}

/// f(beta B x - b) = f_w(beta x - B* b / nu) with w = |B* 1| for B that reads
/// each entry at most once.
bool Absorption::absorbSelection() {
  SmallVector<Value> factors = factorsOf(parts.operators[0]);
  Value B = factors[0];
  if (!isSelection(B))
    return false;
  constexpr StringRef name = "f(B x) is f with the weights |B* 1|";
  RankedTensorType space = domainOf(B), range = rangeOf(B);
  auto op = operatorOf(B);
  bool isDiagonal = op.getStructure() == linop::Structure::diagonal;
  if (!f().isSeparable() || !phaseInvariant() || parts.gamma ||
      isa<ZeroOp>(f())) {
    if (!f().isLinear())
      keep(name, "the function is not separable or sees signs");
    return false;
  }
  if (!isDiagonal && !exposesStructure(ArrayRef(factors).drop_front())) {
    keep(name, "it would expose no transform, and the larger dual variable "
               "costs more");
    return false;
  }
  std::optional<double> nu = op.getCoisometryFactor();
  if (parts.offset && !nu) {
    keep(name, "the offset would be divided by weights that may be 0");
    return false;
  }
  if (parts.beta &&
      isa<ComplexType>(
          cast<RankedTensorType>(parts.beta.getType()).getElementType()) &&
      !linop::isComplex(space))
    return false;
  Value ones = weightsOrOnes(builder, loc, f(), range);
  Value image = buildAdjointImage(builder, loc, B, ones);
  // A real domain keeps real parts only, which would lose the modulus.
  if (linop::isComplex(range) && !linop::isComplex(space)) {
    keep(name, "the weights are complex on a real space");
    return false;
  }
  Value function =
      f().buildReweighted(builder, space, buildAbs(builder, loc, image));
  if (!function) {
    keep(name, "the function has no weighted form");
    return false;
  }
  if (parts.offset)
    parts.offset =
        buildScaled(builder, loc, buildScalar(builder, loc, 1.0 / *nu),
                    buildAdjointImage(builder, loc, B, parts.offset));
  pullLinear(B);
  parts.function = function;
  dropOutermost(factors, space);
  law = name;
  reason = parts.offset ? "f is separable, B reads each entry at most once and "
                          "B B* = nu I"
                        : "f is separable and B reads each entry at most once";
  return true;
}

/// |B x|^2 = |w x|^2 with w = sqrt(B* B 1) where B* B is diagonal in pixels.
bool Absorption::absorbGram() {
  auto op = operatorOf(parts.operators[0]);
  if (!op || !f().isQuadratic() || f().getWeightsOrNull() || parts.offset ||
      op.getGramBasis().kind != linop::Basis::Pixel)
    return false;
  Value B = parts.operators[0];
  RankedTensorType space = domainOf(B);
  Value ones = buildSplat(builder, loc, buildScalar(builder, loc, 1.0), space);
  Value image = linop::ApplyOp::create(builder, loc, B, ones);
  Value gram = buildAdjointImage(builder, loc, B, image);
  Quadratic expanded = expandQuadratic(builder, loc, parts);
  // |B* B 1| is B* B 1, real and not negative, up to rounding.
  Value weights = buildSqrt(builder, loc, buildAbs(builder, loc, gram));
  parts.function = f().buildReweighted(builder, space, weights);
  parts.alpha = expanded.gamma;
  parts.beta = parts.gamma = {};
  pullLinear(B);
  parts.operators[0] = linop::EyeOp::create(builder, loc, space);
  law = "|B x|^2 = |w x|^2, w^2 = B* B 1";
  reason = "B* B is diagonal in the pixel basis and there is no offset";
  return true;
}

//===----------------------------------------------------------------------===//
// Linear functions
//===----------------------------------------------------------------------===//

/// alpha Re<g, beta x - b> + Re<c, x> + d with x = sum_j A_j u_j: one term
/// Re<A_j* (alpha conj(beta) g + c), u_j> for each unknown, d - alpha Re<g, b>
/// with the first.
SmallVector<TermOp> Absorption::absorbLinear() {
  if (!f().isLinear() || parts.gamma)
    return {};
  bool onUnknowns = llvm::all_of(parts.operators, [](Value op) {
    return op.getDefiningOp<linop::EyeOp>() != nullptr;
  });
  if (isa<ZeroOp>(f()) && onUnknowns && parts.operators.size() == 1)
    return {};
  Value linear = parts.linear;
  if (Value gradient = f().buildGradient(builder)) {
    if (parts.offset) {
      Value product = buildInnerProduct(builder, loc, gradient, parts.offset);
      product = multiplyScalars(builder, loc, parts.alpha, product);
      parts.constant =
          addScalars(builder, loc, parts.constant,
                     buildMultiply(builder, loc,
                                   buildScalar(builder, loc, -1.0), product));
    }
    Value factor = parts.alpha;
    if (parts.beta)
      factor = multiplyScalars(builder, loc, factor,
                               buildConjugate(builder, loc, parts.beta));
    parts.linear = scaleArray(builder, loc, factor, gradient);
    parts.addLinear(builder, loc, linear);
  }
  SmallVector<TermOp> terms;
  std::string after;
  for (auto [op, variable] :
       llvm::zip(term.getOperators(), term.getVariables())) {
    TermParts part = parts;
    RankedTensorType space = cast<RankedTensorType>(variable.getType());
    part.function = ZeroOp::create(
        builder, loc, prox::FunctionType::get(builder.getContext(), space));
    part.operators = {linop::EyeOp::create(builder, loc, space)};
    part.variables = {variable};
    part.offset = part.alpha = part.beta = {};
    if (parts.linear)
      part.linear = buildAdjointImage(builder, loc, op, parts.linear);
    if (!terms.empty())
      part.constant = {};
    terms.push_back(part.build(builder, loc));
    after += (after.empty() ? "" : " + ") + formatTerm(terms.back());
  }
  tell("a linear function is Re<A* c, u>", "f is linear", after);
  return terms;
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

SmallVector<TermOp> Absorption::run() {
  if (!f())
    return {};
  if (SmallVector<TermOp> terms = absorbLinear(); !terms.empty())
    return terms;
  bool changed = dropZeroBlocks() || dropWeight();
  if (!changed && parts.operators.size() == 1)
    changed = absorbFactor() || absorbSelection() || absorbGram();
  changed = changed || normalizeBeta();
  if (!changed)
    return {};
  TermOp replacement = parts.build(builder, loc);
  tell(law, reason, formatTerm(replacement));
  return {replacement};
}

bool absorbOperators(ProblemOp problem) {
  bool changed = false;
  SmallVector<TermOp> work(problem.getBody().getOps<TermOp>());
  // Every law makes the operator or beta simpler, so this ends.
  for (size_t next = 0; next < work.size(); ++next) {
    TermOp term = work[next];
    SmallVector<TermOp> replacements = Absorption(term).run();
    if (replacements.empty())
      continue;
    term.erase();
    llvm::append_range(work, replacements);
    changed = true;
  }
  eraseUnused(problem);
  return changed;
}

} // namespace proxc::prox
