//===- Sparse.cpp - sparse matrices known at compile time -------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Support.h"
#include <cmath>

using namespace proxc::linop;
using mlir::OpBuilder;
using mlir::OperationState;

FailureOr<RankedTensorType> SparseOp::inferRange(RankedTensorType domain,
                                                 CsrAttr matrix,
                                                 EmitError emitError) {
  if (domain.getRank() != 1 || domain.getDimSize(0) != matrix.getColumnCount())
    return emitError() << "expects an array of shape ["
                       << matrix.getColumnCount()
                       << "], one entry for each column of the sparse "
                       << matrix.getRows() << " x " << matrix.getColumnCount()
                       << " matrix, found " << describe(domain);
  Type values = matrix.getValues().getElementType();
  return RankedTensorType::get(
      matrix.getRows(), promoteElements(domain.getElementType(), values));
}

void SparseOp::build(OpBuilder &builder, OperationState &state,
                     RankedTensorType domain, CsrAttr matrix) {
  auto report = [&] { return mlir::emitError(state.location); };
  build(builder, state, builtType(domain, inferRange(domain, matrix, report)),
        matrix, /*facts=*/nullptr);
}

/// Checks what can be checked without reading the elements.
static LogicalResult verifyCsr(CsrAttr matrix, EmitError emitError) {
  auto index = mlir::IntegerType::get(matrix.getContext(), 64);
  if (matrix.getRowStarts().getElementType() != index ||
      matrix.getColumns().getElementType() != index)
    return emitError() << "expects row starts and columns of i64, found "
                       << matrix.getRowStarts().getElementType() << " and "
                       << matrix.getColumns().getElementType();
  if (!realElement(matrix.getValues().getElementType()))
    return emitError() << "expects float or complex values, found "
                       << matrix.getValues().getElementType();
  if (matrix.getRowStarts().getNumElements() != matrix.getRows() + 1)
    return emitError() << "expects " << matrix.getRows() + 1
                       << " row starts, one more than rows, found "
                       << matrix.getRowStarts().getNumElements();
  if (matrix.getColumns().getNumElements() !=
      matrix.getValues().getNumElements())
    return emitError() << "expects one column for each of the "
                       << matrix.getValues().getNumElements()
                       << " values, found "
                       << matrix.getColumns().getNumElements();
  return success();
}

LogicalResult SparseOp::verify() {
  if (failed(verifyCsr(getMatrix(), reporter(*this))))
    return failure();
  return verifyRange(*this,
                     inferRange(getDomain(), getMatrix(), reporter(*this)));
}

/// Calls `visit(row, column, value)` for every stored entry; false where the
/// matrix is not at hand or not well formed.
static bool
forEachEntry(CsrAttr matrix,
             llvm::function_ref<void(int64_t, int64_t, Complex)> visit) {
  std::optional<Array> starts = elementsValue(matrix.getRowStarts());
  std::optional<Array> columns = elementsValue(matrix.getColumns());
  std::optional<Array> values = elementsValue(matrix.getValues());
  if (!starts || !columns || !values)
    return false;
  auto integer = [](const Complex &v) { return static_cast<int64_t>(v.real()); };
  for (int64_t row = 0; row < matrix.getRows(); ++row) {
    int64_t from = integer((*starts)[row]), to = integer((*starts)[row + 1]);
    if (from < 0 || to > values->size())
      return false;
    for (int64_t k = from; k < to; ++k) {
      int64_t column = integer((*columns)[k]);
      if (column < 0 || column >= matrix.getColumnCount())
        return false;
      visit(row, column, (*values)[k]);
    }
  }
  return true;
}

static InFlightDiagnostic reportUnreadable(SparseOp op) {
  return op.emitOpError()
         << "expects a well-formed matrix whose elements are at hand, found "
            "columns out of range or an elided resource";
}

FailureOr<Array> SparseOp::evaluateForward(Environment &, const Array &x) {
  Array y(getRange().getShape());
  if (!forEachEntry(getMatrix(), [&](int64_t row, int64_t column, Complex v) {
        y[row] += v * x[column];
      }))
    return reportUnreadable(*this);
  return y;
}

FailureOr<Array> SparseOp::evaluateAdjoint(Environment &, const Array &y) {
  Array x(getDomain().getShape());
  if (!forEachEntry(getMatrix(), [&](int64_t row, int64_t column, Complex v) {
        x[column] += std::conj(v) * y[row];
      }))
    return reportUnreadable(*this);
  return x;
}

std::optional<double> SparseOp::getNormBound() {
  std::vector<double> rows(getMatrix().getRows(), 0.0);
  std::vector<double> columns(getMatrix().getColumnCount(), 0.0);
  if (!forEachEntry(getMatrix(), [&](int64_t row, int64_t column, Complex v) {
        rows[row] += std::abs(v);
        columns[column] += std::abs(v);
      }))
    return std::nullopt;
  auto largest = [](const std::vector<double> &sums) {
    double value = 0;
    for (double sum : sums)
      value = std::max(value, sum);
    return value;
  };
  // |A|^2 <= |A|_1 |A|_inf (Schur's test).
  return std::sqrt(largest(rows) * largest(columns));
}

Cost SparseOp::getCost() {
  double entries = static_cast<double>(getMatrix().getValues().getNumElements());
  Cost cost = defaultCost(getDomain(), getRange());
  cost.flops = (isComplex(getRange()) ? 8 : 2) * entries;
  // Values, and indices of 32 bits.
  double valueBytes = static_cast<double>(byteSize(RankedTensorType::get(
      {}, getMatrix().getValues().getElementType())));
  cost.bytes += entries * (valueBytes + 4) + 4.0 * (getMatrix().getRows() + 1);
  return cost;
}

Structure SparseOp::getStructure() {
  if (mlir::DictionaryAttr facts = getFactsAttr())
    if (auto name = facts.getAs<mlir::StringAttr>("structure"))
      if (name == "banded")
        return Structure::banded;
  return Structure::csr;
}
