//===- ProblemSteps.h - the parts of a problem as steps ---------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What all algorithms share: unknowns, terms (operator, adjoint, prox, values)
// and Omega, the part of the objective whose prox is computed exactly.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_LIB_CONVERSION_PROXTOSOLVER_PROBLEMSTEPS_H
#define PROXC_LIB_CONVERSION_PROXTOSOLVER_PROBLEMSTEPS_H

#include "proxc/Conversion/ProxToSolver/ProxToSolver.h"

/// Declares `name` with the value of a FailureOr, or returns failure.
#define PROXC_TRY(name, expression)                                            \
  auto name##OrFailure = (expression);                                         \
  if (::mlir::failed(name##OrFailure))                                         \
    return ::mlir::failure();                                                  \
  auto name = *name##OrFailure

namespace proxc::detail {

using solver::Body;
using solver::StepBuilder;
using solver::Stream;

/// An unknown of the problem.
struct Unknown {
  mutable prox::VariableOp op;
  std::string name;
  mlir::RankedTensorType type;
};

/// One array for each unknown: a point of the product space. A null stream
/// stands for 0.
using Point = llvm::SmallVector<Stream, 2>;

/// One term alpha f(beta x - b) + Re<c, x> + gamma |x|^2 + d, x = sum A_j u_j.
class Term {
public:
  /// A handle; operations have no const methods.
  mutable prox::TermOp op;

  Term(prox::TermOp op, StepBuilder &steps, llvm::ArrayRef<Unknown> unknowns);

  /// Lowers the coefficients; call once, before any other method.
  mlir::LogicalResult prepare();

  prox::ProxFunctionInterface function() const { return op.getFunctionOp(); }
  mlir::RankedTensorType space() const { return op.getDomain(); }
  mlir::Type real() const;

  /// x = sum_j A_j u_j.
  mlir::FailureOr<Stream> forward(const Point &u) const;
  /// A_j* y; a null stream where the term does not see unknown j.
  mlir::FailureOr<Stream> adjoint(const Stream &y, unsigned unknown) const;
  /// The operators that act on unknown j.
  llvm::SmallVector<mlir::Value, 1> operatorsOn(unsigned unknown) const;
  /// The only unknown that the term sees, and its only operator; nullopt
  /// otherwise.
  std::optional<unsigned> soleUnknown() const;
  /// The term sees one unknown through the identity.
  bool isOnUnknownItself() const;

  /// The prox of the whole term at `rho` (rank 0).
  mlir::FailureOr<Stream> prox(const Stream &v, const Stream &rho) const;
  /// The prox of sigma T*: z - sigma prox_T(sigma, z / sigma), or simpler.
  mlir::FailureOr<Stream> conjugateProx(const Stream &z,
                                        const Stream &sigma) const;
  /// The term's value at x, f64 of rank 0 (an indicator counts 0).
  mlir::FailureOr<Stream> value(const Stream &x) const;
  /// T*(y) at a y that `toDualDomain` returned; null where it is not known.
  mlir::FailureOr<Stream> conjugateValue(const Stream &y) const;
  /// y moved into the domain of T*, by rounding only once converged.
  mlir::FailureOr<Stream> toDualDomain(const Stream &y) const;
  /// The largest distance to an indicator's set; null for other functions.
  mlir::FailureOr<Stream> violation(const Stream &x) const;

  /// Coefficients; null streams are absent ones (alpha 1, beta 1, gamma 0, d 0).
  Stream alpha, beta, gamma, constant, offset, linear;

private:
  bool isPlain() const { return !beta && !gamma && !linear; }
  Stream alphaOrOne() const { return alpha ? alpha : steps.constant(1.0); }
  /// beta x - b, the argument of f.
  Stream argument(const Stream &x) const;
  prox::ProxFunctionInterface f() const { return op.getFunctionOp(); }

  StepBuilder &steps;
  llvm::ArrayRef<Unknown> unknowns;
};

/// Omega for one unknown: quadratics that one basis diagonalises, together
///   <u, G u> - Re<r, u> + d  (G of rank 0, or an array in the basis),
/// and, in the pixel basis, at most one term of the unknown itself.
class Omega {
public:
  Omega(StepBuilder &steps, const Unknown &unknown) : steps(steps),
                                                      unknown(unknown) {}

  mlir::LogicalResult add(Term &term, unsigned unknownIndex);
  /// Lowers G and r.
  mlir::LogicalResult prepare();

  bool isEmpty() const { return quadratics.empty() && !separable; }
  bool isFourier() const { return basis.kind == linop::Basis::Fourier; }
  /// Every entry of u has a positive quadratic weight whatever the params, so
  /// the minimum of Omega plus a linear function is known and finite.
  bool isStronglyConvex() const { return stronglyConvex; }

  /// argmin Omega(u) + (rho/2) |u - v|^2; rho of rank 0, null means 0 (only
  /// where Omega is strongly convex; then `pull` is added to r: argmin
  /// Omega(u) - Re<pull, u>).
  mlir::FailureOr<Stream> prox(const Stream &v, const Stream &rho) const;
  mlir::FailureOr<Stream> minimizer(const Stream &pull) const;

  linop::Basis basis = linop::Basis::any();

private:
  mlir::LogicalResult addQuadratic(Term &term, unsigned unknownIndex);
  mlir::FailureOr<Stream> solveFourier(const Stream &v, const Stream &rho) const;
  mlir::FailureOr<Stream> solvePixel(const Stream &v, const Stream &rho) const;
  /// Forward and backward transforms of arrays of the unknown's space.
  Stream transform(const Stream &x) const;
  Stream inverse(const Stream &x) const;

  StepBuilder &steps;
  const Unknown &unknown;
  struct Part {
    Term *term;
    unsigned unknown;
  };
  llvm::SmallVector<Part, 2> quadratics;
  std::optional<Part> separable;
  Stream weight;       ///< 2 G, rank 0 or an array; null: 0
  Stream pull;         ///< r, in space; null: 0
  Stream pullSpectrum; ///< F r (Fourier only); null: 0
  bool stronglyConvex = false;
};

/// A problem whose terms have been placed.
class ProblemSteps {
public:
  ProblemSteps(prox::ProblemOp problem, StepBuilder &steps);

  /// Binds inputs, params and unknowns' starts; lowers all coefficients.
  mlir::LogicalResult prepare();

  prox::ProblemOp problem;
  StepBuilder &steps;
  llvm::SmallVector<Unknown, 2> unknowns;
  llvm::SmallVector<Term, 4> terms;
  /// The terms of Psi, in order.
  llvm::SmallVector<Term *, 4> psi;
  llvm::SmallVector<Omega, 2> omegas;

  /// The start of each unknown.
  mlir::FailureOr<Point> start();
  /// K u for each term of Psi.
  mlir::FailureOr<llvm::SmallVector<Stream, 4>> forward(const Point &u);
  /// K* y, one array for each unknown (null where no term sees it).
  mlir::FailureOr<Point> adjoint(llvm::ArrayRef<Stream> y);
  /// u projected onto the sets that act on unknowns themselves.
  mlir::FailureOr<Point> project(const Point &u);
  /// The objective of the problem as written, and the largest violation of
  /// sets that do not act on unknowns themselves (null: none).
  struct Evaluation {
    Stream objective, violation;
  };
  mlir::FailureOr<Evaluation> evaluate(const Point &u);
  /// The dual value at y, or a null stream where it is not known to be finite:
  /// D(y) = min_u Omega(u) + Re<K u, y> - sum T_i*(y_i).
  mlir::FailureOr<Stream> dualValue(llvm::ArrayRef<Stream> y);
  bool hasDualValue() const;

  /// A bound of |K|^2 for the stacked K of Psi, f64 of rank 0; `estimated` says
  /// that it comes from a power iteration.
  mlir::FailureOr<Stream> squaredNorm(bool &estimated);

  /// Results and outs, in an epilogue.
  mlir::LogicalResult emitEpilogue(const Point &u);

private:
  mlir::FailureOr<Stream> squaredNormOf(const Term &term);
};

} // namespace proxc::detail

#endif // PROXC_LIB_CONVERSION_PROXTOSOLVER_PROBLEMSTEPS_H
