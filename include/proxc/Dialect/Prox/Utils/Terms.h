//===- Terms.h - the reference meaning of terms -----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Terms and problems in double precision, from the definitions: what every
// rewrite and every solver is tested against.

#ifndef PROXC_DIALECT_PROX_UTILS_TERMS_H
#define PROXC_DIALECT_PROX_UTILS_TERMS_H

#include "proxc/Dialect/Prox/IR/Prox.h"

namespace proxc::prox {

/// The coefficients of h(x) = alpha f(beta x - b) + Re<c, x> + gamma |x|^2 + d.
struct TermCoefficients {
  double alpha = 1.0;
  reference::Complex beta = 1.0;
  /// b and c, of the shape of x.
  reference::Array offset, linear;
  double gamma = 0.0;
  double constant = 0.0;
};

/// The coefficients' values; fails where an operand has none. The alpha of an
/// indicator is 1 whatever the operand: a set has no weight, and not even a
/// weight of 0 takes it away.
mlir::FailureOr<TermCoefficients>
evaluateCoefficients(TermOp term, reference::Environment &env);

/// x = sum_j A_j u_j at the unknowns' values in `env`.
mlir::FailureOr<reference::Array>
evaluateTermArgument(TermOp term, reference::Environment &env);

/// h(x).
mlir::FailureOr<double> evaluateTermValue(TermOp term,
                                          reference::Environment &env,
                                          const reference::Array &x);

/// How far x is from the set where f is an indicator (in the scale of x), else
/// 0.
mlir::FailureOr<double> evaluateTermViolation(TermOp term,
                                              reference::Environment &env,
                                              const reference::Array &x);

/// argmin_x h(x) + (rho / 2) |x - v|^2, rho >= 0, rho + 2 gamma > 0, by the
/// parameter reduction
///   x = (z + b) / beta, z = prox_f(rho', v'),
///   rho' = (rho + 2 gamma) / (alpha |beta|^2),
///   v' = beta (rho v - c) / (rho + 2 gamma) - b.
mlir::FailureOr<reference::Array> evaluateTermProx(TermOp term,
                                                   reference::Environment &env,
                                                   const reference::Array &v,
                                                   double rho);

/// The prox of the conjugate, argmin_p h*(p) + |p - y|^2 / (2 sigma) =
/// y - sigma prox_h(sigma, y / sigma) (Moreau).
mlir::FailureOr<reference::Array>
evaluateTermConjugateProx(TermOp term, reference::Environment &env,
                          const reference::Array &y, double sigma);

/// h*(y) = sup_x Re<x, y> - h(x): in closed form where gamma = 0 and f has
/// one; where gamma > 0 at the maximiser, which is the prox of
/// alpha f(beta . - b) + Re<c, .> at rho = 2 gamma of y / (2 gamma).
/// nullopt where it is not known.
std::optional<double> evaluateTermConjugate(TermOp term,
                                            reference::Environment &env,
                                            const reference::Array &y);

/// The sum of all terms at the unknowns' values in `env`. Indicators count 0.
mlir::FailureOr<double> evaluateObjective(ProblemOp problem,
                                          reference::Environment &env);

/// The largest violation of all terms at the unknowns' values in `env`.
mlir::FailureOr<double> evaluateViolation(ProblemOp problem,
                                          reference::Environment &env);

/// True where the term is a quadratic function of x: f is a squared norm,
/// linear or zero.
bool isQuadraticTerm(TermOp term);

/// True where f is the indicator of a set.
bool isIndicatorTerm(TermOp term);

/// True where the term is alpha f(beta x - b) + ... with convex f. Alpha and
/// gamma are taken to be >= 0.
bool isConvexTerm(TermOp term);

/// True where the term stands on one unknown itself: its only operator is a
/// linop.eye.
bool isOnUnknownItself(TermOp term);

/// nu > 0 where the term sees one unknown through one operator with A A* = nu I,
/// so that the prox of T(A u) is known where that of T is:
///   v + (1/nu) A* (prox_T(rho / nu, A v) - A v).
/// 1 for a term on an unknown itself; nullopt where no nu is known.
std::optional<double> coisometryOf(TermOp term);

} // namespace proxc::prox

#endif // PROXC_DIALECT_PROX_UTILS_TERMS_H
