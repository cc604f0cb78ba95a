//===- Environment.h - values during interpretation -------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_REFERENCE_ENVIRONMENT_H
#define PROXC_REFERENCE_ENVIRONMENT_H

#include "mlir/IR/Value.h"
#include "mlir/Support/LLVM.h"
#include "proxc/Reference/Array.h"

namespace proxc::reference {

/// What an operation asks for while its reference meaning is evaluated. The
/// interpreter implements it; dialects see only this interface.
class Environment {
public:
  virtual ~Environment() = default;

  /// The array that an SSA value of tensor, float, complex, integer or index
  /// type holds (rank 0 for scalars). Emits an error where it has none.
  virtual mlir::FailureOr<Array> array(mlir::Value value) = 0;

  /// Binds a value, for instance the index of a family, to an array.
  virtual void bind(mlir::Value value, Array array) = 0;

  /// y = A x, or x = A* y with `adjoint`, for an operator value. Drops the
  /// imaginary part where the result's space is real.
  virtual mlir::FailureOr<Array> apply(mlir::Value op, const Array &x,
                                       bool adjoint = false) = 0;
};

} // namespace proxc::reference

#endif // PROXC_REFERENCE_ENVIRONMENT_H
