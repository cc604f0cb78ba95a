//===- TermParts.h - taking terms apart and together ------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// A term alpha f(beta x - b) + Re<c, x> + gamma |x|^2 + d as a plain struct
// that rewrites edit, and the arithmetic of its optional coefficients.

#ifndef PROXC_DIALECT_PROX_UTILS_TERMPARTS_H
#define PROXC_DIALECT_PROX_UTILS_TERMPARTS_H

#include "proxc/Dialect/Prox/IR/Prox.h"

namespace proxc::prox {

/// The operands and attributes of a term; null values are absent ones.
struct TermParts {
  mlir::Value function;
  llvm::SmallVector<mlir::Value, 2> operators, variables;
  mlir::Value offset, alpha, beta, linear, gamma, constant;
  PlacementAttr placement;
  mlir::StringAttr text;
  llvm::SmallVector<mlir::NamedAttribute, 2> discardable;

  explicit TermParts(TermOp term);

  /// The space of x.
  mlir::RankedTensorType domain() const;
  /// The function's definition.
  ProxFunctionInterface f() const;
  /// A new term at the builder's insertion point.
  TermOp build(mlir::OpBuilder &builder, mlir::Location loc) const;

  /// Re<c + more, x>.
  void addLinear(mlir::OpBuilder &builder, mlir::Location loc,
                 mlir::Value more);
  void addGamma(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value more);
  void addConstant(mlir::OpBuilder &builder, mlir::Location loc,
                   mlir::Value more);
};

/// a b and a + b of optional scalars, where a null value stands for 1 in a
/// product and for 0 in a sum; null where the result is.
mlir::Value multiplyScalars(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::Value a, mlir::Value b);
mlir::Value addScalars(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Value a, mlir::Value b);

/// scalar * array; a null array stays null, a null scalar is 1.
mlir::Value scaleArray(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Value scalar, mlir::Value array);

/// alpha |beta x - b|^2 + Re<c, x> + gamma |x|^2 + d in expanded form.
struct Quadratic {
  mlir::Value gamma;    ///< alpha |beta|^2 + gamma
  mlir::Value linear;   ///< c - 2 alpha conj(beta) b; null: 0
  mlir::Value constant; ///< d + alpha |b|^2; null: 0
};

/// Expands a term whose function is an unweighted squared norm, or zero.
Quadratic expandQuadratic(mlir::OpBuilder &builder, mlir::Location loc,
                          const TermParts &parts);

/// True for terms that expandQuadratic takes.
bool isPlainQuadratic(TermOp term);

/// True where both scalars are absent, the same value, or equal constants;
/// `ifAbsent` is what an absent one stands for.
bool sameScalar(mlir::Value a, mlir::Value b, double ifAbsent);

/// `value`, a rank-0 tensor of any float or complex type, as f64 or
/// complex<f64>; null for integers.
mlir::Value widenScalar(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value value);

/// A* y as IR; y itself where A is the identity.
mlir::Value buildAdjointImage(mlir::OpBuilder &builder, mlir::Location loc,
                              mlir::Value op, mlir::Value y);

/// The product of `parts` (the last acts first); the part itself where there
/// is one, the identity of `domain` where there is none.
mlir::Value buildProduct(mlir::OpBuilder &builder, mlir::Location loc,
                         llvm::ArrayRef<mlir::Value> parts,
                         mlir::RankedTensorType domain);

/// Erases constants, operators and functions that nothing uses.
void eraseUnused(ProblemOp problem);

/// The factors of an operator, outermost first (itself where it is no
/// linop.compose).
llvm::SmallVector<mlir::Value> factorsOf(mlir::Value op);

} // namespace proxc::prox

#endif // PROXC_DIALECT_PROX_UTILS_TERMPARTS_H
