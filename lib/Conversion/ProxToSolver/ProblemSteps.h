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

/// Stands for the weight 0 where a limit is taken: large enough that its
/// reciprocal times an entry of an array is finite in single precision.
constexpr double tinyWeight = 1e-20;

/// a + b for streams of rank 0 or of one shape; a null stream is 0.
Stream addStreams(StepBuilder &steps, const Stream &a, const Stream &b);

/// factor * scalar * x, in x's element type; a null scalar is 1, a null x 0.
Stream scaleStream(StepBuilder &steps, double factor, const Stream &scalar,
                   const Stream &x);

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

  /// The prox of u -> T(A u) where A A* = nu I: that of T, taken between A and
  /// A*, at `rho` of rank 0. On an unknown itself it is that of T, and `rho` may
  /// be an array as well.
  mlir::FailureOr<Stream> proxOnUnknown(const Stream &v,
                                        const Stream &rho) const;
  /// The prox of the whole term, a function of x, at `rho` (rank 0).
  mlir::FailureOr<Stream> prox(const Stream &v, const Stream &rho) const;
  /// The prox of sigma T*: z - sigma prox_T(sigma, z / sigma), or simpler.
  mlir::FailureOr<Stream> conjugateProx(const Stream &z,
                                        const Stream &sigma) const;
  /// The term's value at x, f64 of rank 0 (an indicator counts 0).
  mlir::FailureOr<Stream> value(const Stream &x) const;
  /// Where f is a norm: the x with beta x = b, the minimum of T(x) - Re<r, x> for
  /// each r in the domain of T*. Null for other functions, and where beta may be
  /// 0.
  Stream apex() const;
  /// T*(y) at a y that `toDualDomain` returned; null where it is not known.
  mlir::FailureOr<Stream> conjugateValue(const Stream &y) const;
  /// y moved into the domain of T*, by rounding only once converged.
  mlir::FailureOr<Stream> toDualDomain(const Stream &y) const;
  /// The largest distance to an indicator's set; null for other functions.
  mlir::FailureOr<Stream> violation(const Stream &x) const;

  /// f is a squared norm, linear or 0, so that the term is, up to a constant,
  /// Re<x, curvature x> / 2 - Re<pull, x>.
  bool isQuadratic() const;
  /// 2 alpha |beta|^2 |w|^2 + 2 gamma: of rank 0, or an array where f has
  /// weights w; null: 0. Only of quadratic terms.
  Stream curvature;
  /// 2 alpha conj(beta) |w|^2 b - alpha conj(beta) g - c, where g is the
  /// gradient of a linear f; null: 0. Only of quadratic terms.
  Stream pull;
  /// The curvature is of rank 0 and positive whatever the data are.
  bool hasCurvature() const;
  /// curvature * x; null where the curvature is 0.
  Stream curved(const Stream &x) const;
  /// The diagonal of A* curvature A, real, where A is what acts on `unknown`;
  /// null where that is 0, failure without a message where it is not known.
  mlir::FailureOr<Stream> curvedDiagonal(unsigned unknown) const;

  /// Coefficients; null streams are absent ones (alpha 1, beta 1, gamma 0, d 0).
  Stream alpha, beta, gamma, constant, offset, linear;

private:
  /// The rho at which f's prox is taken where the term's is at `rho`:
  /// (rho + 2 gamma) / (alpha |beta|^2), of rho's shape.
  Stream weightOfFunction(const Stream &rho) const;
  mlir::LogicalResult prepareQuadratic();
  /// T* has the closed form of f*.
  bool hasConjugate() const;
  Stream innerDual(const Stream &y) const;
  bool isPlain() const { return !beta && !gamma && !linear; }
  Stream alphaOrOne() const { return alpha ? alpha : steps.constant(1.0); }
  /// beta x - b, the argument of f.
  Stream argument(const Stream &x) const;
  prox::ProxFunctionInterface f() const { return op.getFunctionOp(); }

  StepBuilder &steps;
  llvm::ArrayRef<Unknown> unknowns;
};

/// Omega for one unknown: quadratics that one basis diagonalises, together
///   Re<u, G u> / 2 - Re<r, u> + d  (G of rank 0, or an array in the basis),
/// and, in the pixel basis, at most one term of the unknown itself or, with a G
/// of rank 0, behind a co-isometry.
class Omega {
public:
  Omega(StepBuilder &steps, const Unknown &unknown) : steps(steps),
                                                      unknown(unknown) {}

  mlir::LogicalResult add(Term &term, unsigned unknownIndex);
  /// Lowers G and r, in the basis of the quadratics.
  mlir::LogicalResult prepare();
  /// The same quadratics alone, to be solved in `other`, which diagonalises
  /// them too.
  mlir::FailureOr<Omega> quadraticsIn(const linop::Basis &other,
                                      bool keepSeparable) const;

  bool isEmpty() const { return quadratics.empty() && !separable; }
  bool isFourier() const { return basis.kind == linop::Basis::Fourier; }
  /// The prox begins with an operator that is no pointwise step.
  bool isTurned() const {
    return isFourier() || (separable && !separable->isOnUnknownItself());
  }
  /// Every entry of u has a positive quadratic weight (unless a weight that is
  /// a param is 0), so the minimum of Omega plus a linear function is finite.
  bool isStronglyConvex() const { return stronglyConvex; }
  /// A number m > 0, of rank 0, such that Omega - (m/2) |u|^2 is convex; null
  /// where none is known.
  const Stream &convexity() const { return modulus; }
  /// The largest quadratic weight, f64 of rank 0; null without quadratics.
  Stream largestWeight() const;
  const linop::Basis &getBasis() const { return basis; }
  llvm::ArrayRef<Term *> getQuadratics() const { return quadratics; }
  Term *getSeparable() const { return separable; }

  /// argmin Omega(u) + (rho/2) |u - v|^2; rho of rank 0.
  mlir::FailureOr<Stream> prox(const Stream &v, const Stream &rho) const;
  /// argmin Omega(u) - Re<pull, u>; a null pull is 0. `lost` becomes a number
  /// of rank 0 that is 0 only where there is one: the square of what pulls
  /// entries that nothing holds, which are then 0; null where all are held.
  mlir::FailureOr<Stream> minimizer(const Stream &pull,
                                    Stream *lost = nullptr) const;
  /// 1 where Omega has no lower bound, beyond rounding, else 0; null where it
  /// surely has one.
  mlir::FailureOr<Stream> unbounded() const;
  /// argmin Omega(u) + (rho/2) Re<u, D u> - Re<pull, u> with D in the basis,
  /// of rank 0 or an array. What nothing weighs becomes 0.
  mlir::FailureOr<Stream> solve(const Stream &pull, const Stream &rho,
                                const Stream &D) const;
  /// The diagonal of A* A in the basis: of rank 0 where A is the identity.
  mlir::FailureOr<Stream> gramDiagonal(mlir::Value A) const;

private:
  /// What is solved: (G + rho D) u = r + scale v. Null: v 0, scale 1, rho 0,
  /// D 1.
  struct System {
    Stream v, scale, rho, D;
  };
  /// Some entries may have no weight at all.
  bool mayVanish(const System &system) const;
  mlir::FailureOr<Stream> solve(const System &system, Stream *lost) const;
  mlir::FailureOr<Stream> solveFourier(const System &system,
                                       Stream *lost) const;
  mlir::FailureOr<Stream> solvePixel(const System &system, Stream *lost) const;
  mlir::FailureOr<Stream> outsideOf(const Stream &r, const Stream &total) const;
  /// G + rho D.
  Stream denominator(const System &system) const;
  /// What G + rho D is at frequencies that nothing sees, by rounding.
  Stream floorOf(const System &system) const;
  /// Of the unknown's precision.
  double epsilon() const;
  mlir::FailureOr<Stream> weightOf(const Term &term, mlir::Value A) const;
  /// Forward and backward transforms of arrays of the unknown's space.
  Stream transform(const Stream &x) const;
  Stream inverse(const Stream &x) const;

  StepBuilder &steps;
  const Unknown &unknown;
  unsigned index = 0;
  llvm::SmallVector<Term *, 2> quadratics;
  Term *separable = nullptr;
  linop::Basis basis = linop::Basis::any();
  Stream weight;       ///< G, rank 0 or an array; null: 0
  Stream pull;         ///< r, in space; null: 0
  Stream pullSpectrum; ///< F r (Fourier only); null: 0
  Stream modulus;
  llvm::SmallVector<Stream, 2> pullSquares; ///< |.|^2 of the parts of r
  bool stronglyConvex = false;
  bool held = false; ///< strongly convex whatever the data are
};

/// A problem whose terms have been placed.
class ProblemSteps {
public:
  ProblemSteps(prox::ProblemOp problem, StepBuilder &steps);

  /// Binds inputs and params.
  void declare();
  /// Lowers all coefficients.
  mlir::LogicalResult prepare();
  /// Lowers what data must satisfy (`prox.require`): a param that is a weight
  /// itself is marked, the rest is computed.
  mlir::LogicalResult emitRequirements();

  prox::ProblemOp problem;
  StepBuilder &steps;
  llvm::SmallVector<Unknown, 2> unknowns;
  llvm::SmallVector<Term, 4> terms;
  /// The terms of Psi, in order.
  llvm::SmallVector<Term *, 4> psi;
  llvm::SmallVector<Omega, 2> omegas;
  /// The target has Fourier transforms, which may solve linear systems.
  bool transforms = true;
  /// The precision of the unknowns (the lowest).
  double epsilon() const;

  /// The start of each unknown.
  mlir::FailureOr<Point> start();
  /// K u for each of `terms`.
  mlir::FailureOr<llvm::SmallVector<Stream, 4>>
  forward(llvm::ArrayRef<Term *> terms, const Point &u);
  /// K* y, one array for each unknown (null where no term sees it).
  mlir::FailureOr<Point> adjoint(llvm::ArrayRef<Term *> terms,
                                 llvm::ArrayRef<Stream> y);
  /// sqrt(sum |K_i* y_i|^2), f64 of rank 0: what |K* y| is relative to where it
  /// goes to 0 itself, as it does where Omega is empty.
  mlir::FailureOr<Stream> adjointScale(llvm::ArrayRef<Term *> terms,
                                       llvm::ArrayRef<Stream> y);
  /// sum K* w K u of quadratic terms with the curvatures w.
  mlir::FailureOr<Point> curved(llvm::ArrayRef<Term *> terms, const Point &u);
  /// The diagonal of sum K* w K of quadratic terms with the curvatures w: real,
  /// one array for each unknown. Null streams where no term curves; failure
  /// without a message where it is not known of a term, which `unknownOf` then
  /// is.
  mlir::FailureOr<Point> curvedDiagonal(llvm::ArrayRef<Term *> terms,
                                        Term **unknownOf = nullptr);
  /// sum K* p of quadratic terms with the pulls p.
  mlir::FailureOr<Point> pull(llvm::ArrayRef<Term *> terms);
  /// u projected onto the sets that act on unknowns themselves.
  mlir::FailureOr<Point> project(const Point &u);
  /// The objective of the problem as written, minus infinity where that has
  /// been found to have no lower bound, and the largest violation of sets that
  /// do not act on unknowns themselves, or may contradict others or be empty
  /// (null: none), with the largest entry that these sets see.
  struct Evaluation {
    Stream objective, violation, violationScale;
    /// Sets that should hold exactly do, to precision; null: all do.
    Stream feasible;
    /// There are sets that only hold in the limit.
    bool hasDistantSets = false;
  };
  mlir::FailureOr<Evaluation> evaluate(const Point &u);
  /// The dual value at y where it proves something about `value`: minus
  /// infinity where that is not feasible, null where it need not be.
  mlir::FailureOr<Stream> dualBound(const Evaluation &value,
                                    llvm::ArrayRef<Stream> y);
  /// The dual value at y, or a null stream where it is not known to be finite:
  /// D(y) = min_u Omega(u) + Re<K u, y> - sum T_i*(y_i).
  mlir::FailureOr<Stream> dualValue(llvm::ArrayRef<Stream> y);
  bool hasDualValue() const;

  /// A bound of |[A_1 ... A_n]|^2 for the operators of one term, f64 of rank 0.
  mlir::FailureOr<Stream> squaredNormOf(const Term &term);
  /// A bound of |K|^2 for the stacked K of Psi, f64 of rank 0.
  mlir::FailureOr<Stream> squaredNorm();
  /// A bound of the norm of every operator of Psi is known or can be computed.
  bool hasNormBound();
  /// The bound of |K|^2 where it is known without any data.
  std::optional<double> knownSquaredNorm();
  /// Entries of all unknowns, and of the spaces of `terms`.
  double countUnknowns() const;
  static double countEntries(llvm::ArrayRef<Term *> terms);

  /// Results and outs, in an epilogue.
  mlir::LogicalResult emitEpilogue(const Point &u);

private:
  /// The set of this term may contradict others of its unknown, or be empty.
  bool isDoubtful(const Term &term) const;
  /// 1 where an unknown that Omega alone sees has no minimum; null: they have.
  mlir::FailureOr<Stream> unbounded();
};

} // namespace proxc::detail

#endif // PROXC_LIB_CONVERSION_PROXTOSOLVER_PROBLEMSTEPS_H
