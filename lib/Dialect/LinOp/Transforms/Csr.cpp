//===- Csr.cpp - the algebra of sparse matrices -----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Csr.h"
#include "AffineMap.h"
#include "mlir/IR/AsmState.h"
#include "proxc/Dialect/LinOp/IR/Constants.h"
#include <map>

using namespace mlir;
using proxc::reference::Array;
using proxc::reference::Complex;

namespace proxc::linop {

std::optional<Csr> readCsr(SparseOp op) {
  CsrAttr attr = op.getMatrix();
  FailureOr<CsrPattern> pattern =
      CsrPattern::read(attr, [&] { return op.emitOpError(); });
  std::optional<Array> values = elementsValue(attr.getValues());
  if (failed(pattern) || !pattern->isKnown || !values)
    return std::nullopt;
  Csr matrix{attr.getRows(), attr.getColumnCount(), pattern->starts.vec(),
             pattern->columns.vec(), {}};
  matrix.values.reserve(values->size());
  for (int64_t i = 0; i < values->size(); ++i)
    matrix.values.push_back((*values)[i]);
  return matrix;
}

static ElementsAttr makeIntegers(MLIRContext *context,
                                 ArrayRef<int64_t> values) {
  auto type = RankedTensorType::get(values.size(),
                                    IntegerType::get(context, 64));
  constexpr size_t largestInline = 512;
  if (values.size() > largestInline)
    return DenseResourceElementsAttr::get(
        type, "csr",
        HeapAsmResourceBlob::allocateAndCopyWithAlign(
            ArrayRef(reinterpret_cast<const char *>(values.data()),
                     values.size() * sizeof(int64_t)),
            64));
  return DenseElementsAttr::get(type, values);
}

CsrAttr makeCsr(const Csr &matrix, Type element) {
  Array values(matrix.entries());
  for (int64_t i = 0; i < matrix.entries(); ++i)
    values[i] = matrix.values[i];
  MLIRContext *context = element.getContext();
  return CsrAttr::get(
      context, matrix.rows, matrix.columns,
      makeIntegers(context, matrix.starts),
      makeIntegers(context, matrix.positions),
      makeElements(RankedTensorType::get(matrix.entries(), element), values));
}

/// Appends the entries of one row, in order of columns.
static void finishRow(Csr &matrix, const std::map<int64_t, Complex> &row) {
  for (const auto &[column, value] : row) {
    matrix.positions.push_back(column);
    matrix.values.push_back(value);
  }
  matrix.starts.push_back(matrix.entries());
}

Csr adjointOf(const Csr &a) {
  Csr result{a.columns, a.rows, std::vector<int64_t>(a.columns + 1, 0), {}, {}};
  for (int64_t column : a.positions)
    ++result.starts[column + 1];
  for (int64_t i = 0; i < a.columns; ++i)
    result.starts[i + 1] += result.starts[i];
  std::vector<int64_t> next(result.starts.begin(), result.starts.end() - 1);
  result.positions.resize(a.entries());
  result.values.resize(a.entries());
  for (int64_t row = 0; row < a.rows; ++row)
    for (int64_t k = a.starts[row]; k < a.starts[row + 1]; ++k) {
      int64_t to = next[a.positions[k]]++;
      result.positions[to] = row;
      result.values[to] = std::conj(a.values[k]);
    }
  return result;
}

Csr multiply(const Csr &a, const Csr &b) {
  Csr result{a.rows, b.columns, {0}, {}, {}};
  for (int64_t row = 0; row < a.rows; ++row) {
    std::map<int64_t, Complex> sums;
    for (int64_t k = a.starts[row]; k < a.starts[row + 1]; ++k) {
      int64_t middle = a.positions[k];
      for (int64_t l = b.starts[middle]; l < b.starts[middle + 1]; ++l)
        sums[b.positions[l]] += a.values[k] * b.values[l];
    }
    finishRow(result, sums);
  }
  return result;
}

Csr add(const Csr &a, const Csr &b) {
  Csr result{a.rows, a.columns, {0}, {}, {}};
  for (int64_t row = 0; row < a.rows; ++row) {
    std::map<int64_t, Complex> sums;
    for (const Csr *part : {&a, &b})
      for (int64_t k = part->starts[row]; k < part->starts[row + 1]; ++k)
        sums[part->positions[k]] += part->values[k];
    finishRow(result, sums);
  }
  return result;
}

Csr stack(const Csr &a, const Csr &b) {
  Csr result = a;
  result.rows += b.rows;
  for (int64_t row = 0; row < b.rows; ++row)
    result.starts.push_back(a.entries() + b.starts[row + 1]);
  result.positions.insert(result.positions.end(), b.positions.begin(),
                          b.positions.end());
  result.values.insert(result.values.end(), b.values.begin(), b.values.end());
  return result;
}

Csr beside(const Csr &a, const Csr &b) {
  Csr result{a.rows, a.columns + b.columns, {0}, {}, {}};
  for (int64_t row = 0; row < a.rows; ++row) {
    for (const Csr *part : {&a, &b})
      for (int64_t k = part->starts[row]; k < part->starts[row + 1]; ++k) {
        result.positions.push_back(part->positions[k] +
                                   (part == &a ? 0 : a.columns));
        result.values.push_back(part->values[k]);
      }
    result.starts.push_back(result.entries());
  }
  return result;
}

Csr blockDiagonal(const Csr &a, const Csr &b) {
  Csr result = stack(a, b);
  result.columns = a.columns + b.columns;
  for (int64_t k = a.entries(); k < result.entries(); ++k)
    result.positions[k] += a.columns;
  return result;
}

Csr diagonal(const Array &weights) {
  Csr result{weights.size(), weights.size(), {0}, {}, {}};
  for (int64_t i = 0; i < weights.size(); ++i) {
    result.positions.push_back(i);
    result.values.push_back(weights[i]);
    result.starts.push_back(i + 1);
  }
  return result;
}

} // namespace proxc::linop
