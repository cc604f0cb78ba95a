//===- Csr.h - the algebra of sparse matrices -------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DIALECT_LINOP_TRANSFORMS_CSR_H
#define PROXC_LIB_DIALECT_LINOP_TRANSFORMS_CSR_H

#include "proxc/Dialect/LinOp/IR/LinOp.h"

namespace proxc::linop {

/// A sparse matrix in compressed rows, in double precision. Columns ascend in
/// each row and none repeats.
struct Csr {
  int64_t rows = 0, columns = 0;
  std::vector<int64_t> starts, positions;
  std::vector<reference::Complex> values;

  int64_t entries() const { return static_cast<int64_t>(values.size()); }
};

/// The matrix of an operation; nullopt where its elements are not at hand.
std::optional<Csr> readCsr(SparseOp op);

/// The attribute, with values of the type `element`.
CsrAttr makeCsr(const Csr &matrix, mlir::Type element);

/// The conjugate transpose.
Csr adjointOf(const Csr &a);
/// A B, by rows (Gustavson 1978).
Csr multiply(const Csr &a, const Csr &b);
/// A + B.
Csr add(const Csr &a, const Csr &b);
/// [A; B].
Csr stack(const Csr &a, const Csr &b);
/// [A, B].
Csr beside(const Csr &a, const Csr &b);
/// [A, 0; 0, B].
Csr blockDiagonal(const Csr &a, const Csr &b);
/// The diagonal matrix of these numbers.
Csr diagonal(const reference::Array &weights);

} // namespace proxc::linop

#endif // PROXC_LIB_DIALECT_LINOP_TRANSFORMS_CSR_H
