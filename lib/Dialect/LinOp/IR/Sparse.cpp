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
        matrix);
}

/// The numbers as they lie in memory; a splat is written out into `storage`.
/// nullopt for an elided resource.
static std::optional<ArrayRef<int64_t>>
readIntegers(mlir::ElementsAttr attr, std::vector<int64_t> &storage) {
  if (auto resource = dyn_cast<mlir::DenseI64ResourceElementsAttr>(attr))
    return resource.tryGetAsArrayRef();
  auto dense = dyn_cast<mlir::DenseIntElementsAttr>(attr);
  if (!dense)
    return std::nullopt;
  if (dense.isSplat()) {
    storage.assign(dense.getNumElements(), dense.getSplatValue<int64_t>());
    return ArrayRef<int64_t>(storage);
  }
  return ArrayRef(reinterpret_cast<const int64_t *>(dense.getRawData().data()),
                  dense.getNumElements());
}

/// Checks types and counts.
static LogicalResult verifyArrays(CsrAttr matrix, EmitError emitError) {
  if (failed(checkExtent(matrix.getRows(), "rows", emitError)) ||
      failed(checkExtent(matrix.getColumnCount(), "columns", emitError)))
    return failure();
  auto index = mlir::IntegerType::get(matrix.getContext(), 64);
  if (matrix.getRowStarts().getElementType() != index ||
      matrix.getColumns().getElementType() != index)
    return emitError() << "expects row starts and columns of i64, found "
                       << matrix.getRowStarts().getElementType() << " and "
                       << matrix.getColumns().getElementType();
  mlir::FloatType real = realElement(matrix.getValues().getElementType());
  if (!real || (real.getWidth() != 32 && real.getWidth() != 64))
    return emitError() << "expects values of f32, f64, complex<f32> or "
                          "complex<f64>, found "
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

/// Checks that the rows follow each other and hold all entries.
static LogicalResult verifyStarts(ArrayRef<int64_t> starts, int64_t entries,
                                  EmitError emitError) {
  if (starts.front() != 0)
    return emitError() << "expects row starts that begin with 0, found "
                       << starts.front();
  for (size_t row = 0; row + 1 < starts.size(); ++row)
    if (starts[row + 1] < starts[row])
      return emitError() << "expects row starts that do not descend, found "
                         << starts[row + 1] << " after " << starts[row]
                         << " behind row " << row;
  if (starts.back() != entries)
    return emitError() << "expects row starts that end with the number of "
                          "entries, "
                       << entries << ", found " << starts.back();
  return success();
}

FailureOr<CsrPattern> CsrPattern::read(CsrAttr matrix, EmitError emitError) {
  CsrPattern pattern;
  if (failed(verifyArrays(matrix, emitError)))
    return failure();
  auto starts = readIntegers(matrix.getRowStarts(), pattern.startsOfSplat);
  auto columns = readIntegers(matrix.getColumns(), pattern.columnsOfSplat);
  if (!starts || !columns)
    return std::move(pattern);
  pattern.isKnown = true;
  pattern.starts = *starts;
  pattern.columns = *columns;
  if (failed(verifyStarts(*starts, columns->size(), emitError)))
    return failure();
  for (int64_t row = 0; row < matrix.getRows(); ++row) {
    int64_t last = -1;
    for (int64_t k = (*starts)[row]; k < (*starts)[row + 1]; ++k) {
      int64_t column = (*columns)[k];
      if (column < 0 || column >= matrix.getColumnCount())
        return emitError() << "expects columns from 0 to "
                           << matrix.getColumnCount() - 1 << ", found "
                           << column << " in row " << row;
      if (column <= last)
        return emitError() << "expects columns that ascend in each row, found "
                           << column << " after " << last << " in row " << row;
      last = column;
    }
  }
  return std::move(pattern);
}

LogicalResult SparseOp::verify() {
  if (failed(CsrPattern::read(getMatrix(), reporter(*this))))
    return failure();
  return verifyRange(*this,
                     inferRange(getDomain(), getMatrix(), reporter(*this)));
}

/// Calls `visit(row, column, value)` for every stored entry; false where the
/// elements are not at hand.
static bool
forEachEntry(SparseOp op,
             llvm::function_ref<void(int64_t, int64_t, Complex)> visit) {
  CsrAttr matrix = op.getMatrix();
  FailureOr<CsrPattern> pattern = CsrPattern::read(matrix, reporter(op));
  std::optional<Array> values = elementsValue(matrix.getValues());
  if (failed(pattern) || !pattern->isKnown || !values)
    return false;
  for (int64_t row = 0; row < matrix.getRows(); ++row)
    for (int64_t k = pattern->starts[row]; k < pattern->starts[row + 1]; ++k)
      visit(row, pattern->columns[k], (*values)[k]);
  return true;
}

static InFlightDiagnostic reportUnreadable(SparseOp op) {
  return op.emitOpError()
         << "expects a matrix whose elements are at hand, found an elided "
            "resource";
}

FailureOr<Array> SparseOp::evaluateForward(Environment &, const Array &x) {
  Array y(getRange().getShape());
  if (!forEachEntry(*this, [&](int64_t row, int64_t column, Complex v) {
        y[row] += v * x[column];
      }))
    return reportUnreadable(*this);
  return y;
}

FailureOr<Array> SparseOp::evaluateAdjoint(Environment &, const Array &y) {
  Array x(getDomain().getShape());
  if (!forEachEntry(*this, [&](int64_t row, int64_t column, Complex v) {
        x[column] += std::conj(v) * y[row];
      }))
    return reportUnreadable(*this);
  return x;
}

std::optional<double> SparseOp::getNormBound() {
  // Far more rows and columns than entries are not worth their sums.
  int64_t extents = getMatrix().getRows() + getMatrix().getColumnCount();
  int64_t entries = getMatrix().getValues().getNumElements();
  if (extents > 16 * entries + (int64_t(1) << 20)) {
    double squares = 0;
    bool known = forEachEntry(*this, [&](int64_t, int64_t, Complex v) {
      squares += std::norm(v);
    });
    return known ? std::optional<double>(std::sqrt(squares)) : std::nullopt;
  }
  std::vector<double> rows(getMatrix().getRows(), 0.0);
  std::vector<double> columns(getMatrix().getColumnCount(), 0.0);
  if (!forEachEntry(*this, [&](int64_t row, int64_t column, Complex v) {
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

Structure SparseOp::getStructure() { return Structure::csr; }
