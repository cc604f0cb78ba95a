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
/// number between `low` and `high`, exclusive.
mlir::LogicalResult checkRange(ProblemSteps &problem, const Choice &choice,
                               llvm::StringRef name, double low, double high);

/// Conjugate gradients for H u = g with a positive semidefinite H, one
/// iteration at a time. The direction is made at the start of an iteration, so
/// that two passes over memory do for one.
class ConjugateGradients {
public:
  /// H u; null streams are 0.
  using Operator = llvm::function_ref<mlir::FailureOr<Point>(const Point &)>;
  struct State {
    Point u, residual, direction;
    /// |residual|^2 now, and when `direction` was made; f64 of rank 0.
    Stream square, lastSquare;
  };

  /// The state at u.
  static mlir::FailureOr<State> start(StepBuilder &steps, const Point &u,
                                      const Point &g, Operator H);
  /// The next state. An exact solution stays.
  static mlir::FailureOr<State> next(StepBuilder &steps, const State &state,
                                     Operator H);
};

/// A residual and what it is relative to, f64 of rank 0.
struct Residual {
  Stream norm, scale;
};

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
