//===- Algorithm.h - builders of iterations ---------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_CONVERSION_PROXTOSOLVER_ALGORITHM_H
#define PROXC_LIB_CONVERSION_PROXTOSOLVER_ALGORITHM_H

#include "ProblemSteps.h"

namespace proxc::detail {

/// The options of `solve with`, as resolved, and why they are so.
struct Choice {
  explicit Choice(mlir::MLIRContext *context) : context(context) {}

  mlir::MLIRContext *context;
  std::string method;
  /// The compiler chose the method, so any sound refinement is allowed; a
  /// method that the user named does what the textbook says.
  bool automatic = false;
  /// Every option: the user's, and the defaults of those that a builder asked
  /// for.
  mlir::NamedAttrList options;
  llvm::SmallVector<std::string, 8> reasons;

  /// The option's value; where the user gave none `fallback`, which becomes
  /// the option.
  double number(llvm::StringRef name, double fallback);
  int64_t integer(llvm::StringRef name, int64_t fallback);
  bool flag(llvm::StringRef name, bool fallback);
  bool has(llvm::StringRef name) const;
  void because(const llvm::Twine &reason) { reasons.push_back(reason.str()); }
  /// Square roots of the numbers of entries of both residuals, which multiply
  /// the option `absolute` (Boyd et al. 2011, 3.3).
  void setRoots(double primalEntries, double dualEntries);
};

/// One array (or number) that an iteration carries.
struct State {
  std::string name;
  Stream start;
  /// Made from the unknowns and the data, so that a solve that goes on with new
  /// data makes it anew; its start may depend on no state but the unknowns.
  bool derived = false;
};

/// Fills an iterate operation: creates it with the states' starts and calls the
/// builders of its two bodies with the insertion point inside. Constant
/// expressions stay in front of it.
class LoopBuilder {
public:
  using Body = llvm::function_ref<mlir::FailureOr<llvm::SmallVector<Stream>>(
      llvm::ArrayRef<Stream> state)>;
  /// Emits metrics (name and value) and the new values of the states of rank 0.
  struct Verdict {
    llvm::SmallVector<std::pair<std::string, Stream>, 6> metrics;
    llvm::SmallVector<Stream, 4> scalars;
  };
  using Check = llvm::function_ref<mlir::FailureOr<Verdict>(
      llvm::ArrayRef<Stream> before, llvm::ArrayRef<Stream> after)>;

  /// The states after the loop.
  static mlir::FailureOr<llvm::SmallVector<Stream>>
  build(StepBuilder &steps, llvm::ArrayRef<State> states, Body body,
        Check check);
};

/// Each builds prologue, loop and epilogue for the prepared problem at the
/// insertion point.
mlir::LogicalResult buildClosedForm(ProblemSteps &problem, Choice &choice);
mlir::LogicalResult buildPdhg(ProblemSteps &problem, Choice &choice);
mlir::LogicalResult buildAdmm(ProblemSteps &problem, Choice &choice);
mlir::LogicalResult buildLadmm(ProblemSteps &problem, Choice &choice);
mlir::LogicalResult buildConjugateGradients(ProblemSteps &problem,
                                            Choice &choice);

/// Emits an error and fails where the option `name` is given and is not a
/// number between `low` and `high`, which themselves are allowed where
/// `inclusive` is set.
mlir::LogicalResult checkRange(ProblemSteps &problem, const Choice &choice,
                               llvm::StringRef name, double low, double high,
                               bool inclusive = false);

/// Emits an error and fails where sets with known bounds on one unknown have no
/// point in common.
mlir::LogicalResult checkSets(ProblemSteps &problem);

/// Conjugate gradients for H u = g with a positive semidefinite H, one
/// iteration at a time, preconditioned where a positive diagonal M is given by
/// its inverse (Saad 2003, Algorithm 9.1). The direction is made at the start
/// of an iteration, so that two passes over memory do for one. Where H is
/// singular rounding puts a little of its null space into the residual:
/// iterations stop where all that is left is rounding, and take no step where H
/// is 0 to precision.
class ConjugateGradients {
public:
  /// H u; null streams are 0.
  using Operator = llvm::function_ref<mlir::FailureOr<Point>(const Point &)>;
  struct State {
    Point u, residual, direction;
    /// |residual|^2; f64 of rank 0, as all that follow.
    Stream square;
    /// <residual, M^-1 residual> now, and when `direction` was made. Without
    /// an M the first is `square` itself.
    Stream product, lastProduct;
    /// The largest of |g|^2 and all squares, and the largest
    /// <d, H d> / <d, M d> of all directions d, an estimate of the norm of
    /// M^(-1/2) H M^(-1/2).
    Stream largest, steepest;
    /// 1 where the last direction saw no curvature; with an M where any did,
    /// after which no step is taken.
    Stream flat;
  };

  /// The state at u. `inverse` is the diagonal of M^-1, real and positive, an
  /// array for each unknown; none: M is the identity.
  static mlir::FailureOr<State> start(StepBuilder &steps, const Point &u,
                                      const Point &g, Operator H,
                                      llvm::ArrayRef<Stream> inverse = {});
  /// The next state. A solution that is exact to precision stays.
  static mlir::FailureOr<State> next(StepBuilder &steps, const State &state,
                                     Operator H,
                                     llvm::ArrayRef<Stream> inverse = {});
};

/// A residual and what it is relative to, f64 of rank 0.
struct Residual {
  Stream norm, scale;
};

/// The residual as the stopping rule takes it. Where all terms of its scale
/// cancel or vanish together with it no tolerance would ever be met: the scale
/// is at least 1e-5 of `apart`, what the terms are where they do not cancel.
/// And a residual is rounding, and counts 0, where it is a few epsilon times
/// that, or times the largest scale that was `seen`, or times `terms`, the size
/// of the numbers whose difference it is, but at most 1e-5 of the first two:
/// what rounding hides is not known to be small. All of rank 0.
Residual floored(StepBuilder &steps, const Residual &residual,
                 const Stream &seen, const Stream &apart, const Stream &terms,
                 double epsilon);
/// max(a, b) of rank 0.
Stream largerOf(StepBuilder &steps, const Stream &a, const Stream &b);
/// Adds the metrics of the residuals.
void addResiduals(LoopBuilder::Verdict &verdict, const Residual &primal,
                  const Residual &dual);
/// Adds the metrics of values: the objective, the violation, the start and,
/// where `dual` is not null, those of the gap. Returns whether it is not.
bool addValues(LoopBuilder::Verdict &verdict,
               const ProblemSteps::Evaluation &value, const Stream &dual,
               const Stream &start);

/// `current` (the ratio sigma / tau of PDHG, the rho of ADMM) moved towards where
/// both relative residuals are equal: up where `more` is larger than `less`, by
/// their ratio (or its square root), of which `damping` takes a part. All of
/// rank 0. Relative residuals as in Wohlberg 2017.
Stream balance(StepBuilder &steps, const Stream &current, const Stream &damping,
               const Residual &less, const Residual &more, bool root);
/// The damping after a check: the dampings are summable, so that what they damp
/// converges.
Stream nextDamping(StepBuilder &steps, const Stream &damping);

/// Sum over the arrays of Re<a_i, b_i>, f64 of rank 0; null streams count 0.
Stream dotAll(StepBuilder &steps, llvm::ArrayRef<Stream> a,
              llvm::ArrayRef<Stream> b);
/// sqrt(sum |a_i|^2).
Stream normAll(StepBuilder &steps, llvm::ArrayRef<Stream> a);
/// a_i + factor (b_i) with a factor of rank 0; null b_i are 0.
llvm::SmallVector<Stream> addAll(StepBuilder &steps, llvm::ArrayRef<Stream> a,
                                 const Stream &factor,
                                 llvm::ArrayRef<Stream> b);
/// a_i + relaxation (b_i - a_i).
llvm::SmallVector<Stream> relaxAll(StepBuilder &steps, double relaxation,
                                   llvm::ArrayRef<Stream> a,
                                   llvm::ArrayRef<Stream> b);
/// x_j, with 0 for null ones.
Point orZero(ProblemSteps &problem, const Point &x);
/// a_i - b_i.
llvm::SmallVector<Stream> subtractAll(StepBuilder &steps,
                                      llvm::ArrayRef<Stream> a,
                                      llvm::ArrayRef<Stream> b);

} // namespace proxc::detail

#endif // PROXC_LIB_CONVERSION_PROXTOSOLVER_ALGORITHM_H
