//===- RandomOperators.h - random well-typed operator trees -----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_TEST_UNIT_LINOP_RANDOMOPERATORS_H
#define PROXC_TEST_UNIT_LINOP_RANDOMOPERATORS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include <random>

namespace proxc::linop::test {

/// Grows random trees of operators on small arrays of f64 and complex<f64>, in
/// a function whose arguments are the data. Equal seeds give equal trees.
class RandomOperators {
public:
  RandomOperators(mlir::MLIRContext *context, uint64_t seed);

  /// A module with one function, which exports one random operator.
  mlir::OwningOpRef<mlir::ModuleOp> makeModule(int depth);

private:
  using Type = mlir::RankedTensorType;

  int64_t pick(int64_t below) { return static_cast<int64_t>(random() % below); }
  bool coin() { return pick(2) == 0; }
  Type randomSpace();
  mlir::Value data(llvm::ArrayRef<int64_t> shape, bool complex);
  mlir::Value scalar(bool complex);

  /// Any operator on `domain`.
  mlir::Value grow(Type domain, int depth);
  /// An operator from `space` to itself.
  mlir::Value endo(Type space);
  /// A leaf on `domain`.
  mlir::Value leaf(Type domain);
  mlir::Value indexLeaf(Type domain);
  mlir::Value indexMap(Type domain);
  mlir::Value sparse(Type domain);
  mlir::Value sumOfMultiples(Type space);
  mlir::Value special(Type domain);
  /// A leaf into `range`, whose adjoint acts on it.
  mlir::Value leafInto(Type range);
  mlir::Value product(Type domain, int depth);
  mlir::Value list(Type domain, int depth);
  mlir::Value family(Type domain, int depth);
  /// An operator of the type of `part`.
  mlir::Value sibling(mlir::Value part);
  mlir::Value inLoop(mlir::OpBuilder &inner, Type domain, mlir::Value index,
                     int64_t count, int depth);

  Type rangeOf(mlir::Value op) {
    return llvm::cast<OpType>(op.getType()).getRange();
  }

  std::mt19937_64 random;
  mlir::OpBuilder builder;
  mlir::Location loc;
  mlir::Block *entry = nullptr;
};

} // namespace proxc::linop::test

#endif // PROXC_TEST_UNIT_LINOP_RANDOMOPERATORS_H
