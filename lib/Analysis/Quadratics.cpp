//===- Quadratics.cpp - which quadratics one transform solves ---*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Analysis/Quadratics.h"

#include "proxc/Dialect/Prox/Utils/Terms.h"

using namespace mlir;

namespace proxc::analysis {

linop::Basis hessianBasis(prox::TermOp term) {
  if (!prox::isQuadraticTerm(term) || term.getOperators().size() != 1)
    return linop::Basis::none();
  prox::ProxFunctionInterface f = term.getFunctionOp();
  if (f.isLinear() && !term.getGamma())
    return linop::Basis::any();
  auto op =
      term.getOperators()[0].getDefiningOp<linop::LinearOperatorInterface>();
  if (!op)
    return linop::Basis::none();
  linop::Basis gram = op.getGramBasis();
  if (!f.getWeightsOrNull())
    return gram;
  // A* W A stays diagonal where each output of A reads one input only.
  switch (op.getStructure()) {
  case linop::Structure::scalar:
  case linop::Structure::diagonal:
  case linop::Structure::indexMap:
    return linop::commonBasis(linop::Basis::pixel(), gram);
  default:
    return linop::Basis::none();
  }
}

bool isSolvable(const linop::Basis &basis) {
  return basis.kind == linop::Basis::Any || basis.kind == linop::Basis::Pixel ||
         basis.kind == linop::Basis::Fourier;
}

bool hasScalarHessian(prox::TermOp term) {
  return prox::isQuadraticTerm(term) &&
         !term.getFunctionOp().getWeightsOrNull() &&
         hessianBasis(term).kind == linop::Basis::Any;
}

} // namespace proxc::analysis
