//===- Algorithm.h - builders of iterations ---------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_CONVERSION_PROXTOSOLVER_ALGORITHM_H
#define PROXC_LIB_CONVERSION_PROXTOSOLVER_ALGORITHM_H

#include "ProblemSteps.h"

namespace proxc::detail {

/// The options of `solve with`, as resolved, and why they are so.
struct Choice {
  std::string method;
  /// The compiler chose the method, so any sound refinement is allowed; a
  /// method that the user named does what the textbook says.
  bool automatic = false;
  mlir::DictionaryAttr options;
  llvm::SmallVector<std::string, 8> reasons;

  double number(llvm::StringRef name, double fallback) const;
  bool flag(llvm::StringRef name, bool fallback) const;
  bool has(llvm::StringRef name) const;
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

/// Sum over the arrays of Re<a_i, b_i>, f64 of rank 0; null streams count 0.
Stream dotAll(StepBuilder &steps, llvm::ArrayRef<Stream> a,
              llvm::ArrayRef<Stream> b);
/// sqrt(sum |a_i|^2).
Stream normAll(StepBuilder &steps, llvm::ArrayRef<Stream> a);
/// a_i - b_i.
llvm::SmallVector<Stream> subtractAll(StepBuilder &steps,
                                      llvm::ArrayRef<Stream> a,
                                      llvm::ArrayRef<Stream> b);

} // namespace proxc::detail

#endif // PROXC_LIB_CONVERSION_PROXTOSOLVER_ALGORITHM_H
