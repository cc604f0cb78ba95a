//===- Quadratics.h - which quadratics one transform solves -----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_ANALYSIS_QUADRATICS_H
#define PROXC_ANALYSIS_QUADRATICS_H

#include "proxc/Dialect/Prox/IR/Prox.h"

namespace proxc::analysis {

/// The basis in which the Hessian of a quadratic term (a squared norm, with or
/// without weights, or a linear function, and gamma) is diagonal; `none` where
/// the term is no quadratic, has several operators, or has no such basis. A
/// term with no second derivative, or a multiple of the identity's, answers
/// `any`.
linop::Basis hessianBasis(prox::TermOp term);

/// True where a solver has a transform for `basis`: the pixels themselves or
/// the discrete Fourier transform.
bool isSolvable(const linop::Basis &basis);

/// True where the Hessian of a quadratic term is a multiple of the identity, so
/// that it fits any function of the same unknown as its gamma.
bool hasScalarHessian(prox::TermOp term);

} // namespace proxc::analysis

#endif // PROXC_ANALYSIS_QUADRATICS_H
