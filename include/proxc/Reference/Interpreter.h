//===- Interpreter.h - values of programs in double precision ---*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The reference that all else is tested against: slow, plain, written from the
// definitions. It evaluates values on demand: constant expressions of arith,
// math, complex and tensor, `linop.apply`, and whatever a handler is set for.
// Terms and problems are evaluated on top of it (Dialect/Prox/Utils/Terms.h).

#ifndef PROXC_REFERENCE_INTERPRETER_H
#define PROXC_REFERENCE_INTERPRETER_H

#include "mlir/IR/Operation.h"
#include "proxc/Reference/Environment.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include <functional>
#include <memory>

namespace proxc::reference {

class Interpreter : public Environment {
public:
  /// Computes the results of an operation; emits an error where it cannot.
  using Handler = std::function<mlir::LogicalResult(
      mlir::Operation *op, Interpreter &interpreter,
      llvm::SmallVectorImpl<Array> &results)>;

  /// Gives a value an array of the value's shape, and forgets what was computed
  /// from the array it had: all of it, or, for an argument of a block, what the
  /// block computes.
  void bind(mlir::Value value, Array array) override;

  /// Gives the array to the `prox.input`, `prox.param`, `prox.variable` (or
  /// any operation without operands and with this `name`) that asks for it.
  void bindName(llvm::StringRef name, Array array);

  /// The array that was bound to a name, or null.
  const Array *boundName(llvm::StringRef name) const;

  /// Teaches the interpreter an operation, by its full name.
  void setHandler(llvm::StringRef operation, Handler handler);

  mlir::FailureOr<Array> array(mlir::Value value) override;
  mlir::FailureOr<Array> apply(mlir::Value op, const Array &x,
                               bool adjoint = false) override;

  /// A copy-free look at what `array` returns; valid until the next binding.
  mlir::FailureOr<const Array *> look(mlir::Value value);

  /// Forgets everything that was computed, keeps bindings.
  void forget() { computed.clear(); }

private:
  using Results = llvm::SmallVectorImpl<Array>;
  mlir::LogicalResult evaluate(mlir::Operation *op, Results &results);
  mlir::LogicalResult evaluateGenerate(mlir::Operation *op, Results &results);

  /// Arrays are boxed: growing the maps must not move what `look` handed out.
  llvm::DenseMap<mlir::Value, std::unique_ptr<Array>> bound, computed;
  llvm::StringMap<Array> names;
  llvm::StringMap<Handler> handlers;
};

/// One entry of an elementwise arith, math or complex operation from one entry
/// of each operand; nullopt where the operation is not known. Signless integers
/// hold signed values, i1 0 or 1.
std::optional<Complex> evaluateScalar(mlir::Operation *op,
                                      llvm::ArrayRef<Complex> operands);

/// True where `evaluateScalar` knows the operation.
bool isScalarOperation(mlir::Operation *op);

/// The result of an operation of the tensor dialect (but tensor.generate).
/// Emits an error and fails where it is not known.
mlir::FailureOr<Array> evaluateTensorOp(mlir::Operation *op, Environment &env);

} // namespace proxc::reference

#endif // PROXC_REFERENCE_INTERPRETER_H
