//===- AffineMap.h - the algebra of index maps ------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DIALECT_LINOP_TRANSFORMS_AFFINEMAP_H
#define PROXC_LIB_DIALECT_LINOP_TRANSFORMS_AFFINEMAP_H

#include "mlir/IR/Builders.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include <functional>

namespace proxc::linop {

/// Weights that are built once it is known that they are wanted.
struct Weights {
  std::function<mlir::Value(mlir::OpBuilder &, mlir::Location)> build;
  mlir::Type element;
  explicit operator bool() const { return static_cast<bool>(build); }
};

/// An index map before it is an operation: axis a of the domain is reached at
/// (mul[a] r[source[a]] + offset[a]) / div[a], as in `linop.index_map`, and
/// the entry there is multiplied by weights[r].
struct AffineMap {
  mlir::RankedTensorType domain, range;
  llvm::SmallVector<int64_t, 6> source, mul, offset, div;
  /// Of the range's shape; null for ones.
  Weights weights;

  /// The position along domain axis `a` from `r` along its source, or nullopt
  /// where the map leaves a zero.
  std::optional<int64_t> position(int64_t a, int64_t r) const;
  /// True where every entry of the range reads one of the domain.
  bool isTotal() const;
  /// Extents along the range axes that no source names.
  int64_t repetitions() const;
};

/// The operator as an index map, or nullopt where it is none.
std::optional<AffineMap> asAffineMap(mlir::Value op);

/// first * second (the second acts first), or nullopt where the product is not
/// affine, or would need weights that mask where there are none.
std::optional<AffineMap> multiply(const AffineMap &first,
                                  const AffineMap &second);

/// The adjoint, or nullopt where it sums or cannot be written so.
std::optional<AffineMap> adjointOf(const AffineMap &map);

/// The operation.
mlir::Value buildIndexMap(mlir::OpBuilder &builder, mlir::Location loc,
                          const AffineMap &map);

/// A x as a value; a constant where it is one of few bytes.
mlir::Value buildApply(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Value op, mlir::Value x);

/// w v elementwise, with promotion of the element types.
mlir::Value buildMultiply(mlir::OpBuilder &builder, mlir::Location loc,
                          mlir::Value w, mlir::Value v);

/// The complex conjugate; the value itself where it is real.
mlir::Value buildConjugate(mlir::OpBuilder &builder, mlir::Location loc,
                           mlir::Value v);

/// v + w of two tensors of one type.
mlir::Value buildAdd(mlir::OpBuilder &builder, mlir::Location loc,
                     mlir::Value v, mlir::Value w);

/// A constant tensor; a `dense_resource` above 4 kB.
mlir::Value buildConstant(mlir::OpBuilder &builder, mlir::Location loc,
                          mlir::RankedTensorType type,
                          const reference::Array &values);

} // namespace proxc::linop

#endif // PROXC_LIB_DIALECT_LINOP_TRANSFORMS_AFFINEMAP_H
