//===- Format.h - problems as mathematics -----------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Text of problems, terms, operators and coefficients in the spelling of the
// language, for `proxc explain` and for remarks. Meant for people: it need not
// parse (a term's linear and quadratic parts have no spelling of their own).

#ifndef PROXC_DIALECT_PROX_UTILS_FORMAT_H
#define PROXC_DIALECT_PROX_UTILS_FORMAT_H

#include "proxc/Dialect/Prox/IR/Prox.h"
#include <string>

namespace proxc::prox {

/// The attribute of an array constant with what the program calls or writes for
/// it.
constexpr llvm::StringLiteral kTextAttr = "prox.text";

/// A coefficient or a constant array: `lambda`, `0.5 * b`, `1e-05`.
std::string formatValue(mlir::Value value);

/// An operator by itself: `conv(k)`, `grad`, `crop([10:500, 10:500]) *
/// conv(k)`.
std::string formatOperator(mlir::Value op);

/// The argument x = sum_j A_j u_j of a term: `conv(k, u) + w * v`.
std::string formatArgument(TermOp term);

/// A term: `1e-05 * group_norm(grad(u))`; in braces where it has parts besides
/// f: `{group_norm(grad(u)) + <c, grad(u)> + 0.001 * |grad(u)|^2 + d}`.
std::string formatTerm(TermOp term);

/// The whole problem, a line a term. Terms that have been placed are listed by
/// side:
///   minimize  sum_squares(u - b)
///           + nonneg(u)
/// or
///   omega  sum_squares(u - b)
///   psi    group_norm(grad(u))
/// Ends in a line break; empty where there are no terms.
std::string formatProblem(ProblemOp problem);

} // namespace proxc::prox

#endif // PROXC_DIALECT_PROX_UTILS_FORMAT_H
