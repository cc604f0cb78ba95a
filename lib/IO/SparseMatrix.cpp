//===- SparseMatrix.cpp - explicit sparse matrices of the host --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/IO/SparseMatrix.h"

#include "llvm/ADT/Twine.h"

#include <algorithm>
#include <cassert>

namespace proxc::io {

SparseMatrix SparseMatrix::fromEntries(int64_t rows, int64_t columns,
                                       bool isComplex,
                                       std::vector<CoordinateEntry> entries) {
  SparseMatrix result;
  result.rows = rows;
  result.columns = columns;
  result.isComplex = isComplex;
  std::stable_sort(entries.begin(), entries.end(),
                   [](const CoordinateEntry &a, const CoordinateEntry &b) {
                     return a.row != b.row ? a.row < b.row
                                           : a.column < b.column;
                   });
  result.rowStart.assign(static_cast<size_t>(rows) + 1, 0);
  int64_t lastRow = -1;
  for (const CoordinateEntry &entry : entries) {
    assert(entry.row >= 0 && entry.row < rows && entry.column >= 0 &&
           entry.column < columns && "entry outside the matrix");
    bool same = entry.row == lastRow && entry.column == result.column.back();
    if (!same) {
      result.column.push_back(entry.column);
      result.value.push_back(0);
      if (isComplex)
        result.value.push_back(0);
      ++result.rowStart[entry.row + 1];
      lastRow = entry.row;
    }
    size_t last = result.column.size() - 1;
    if (isComplex) {
      result.value[2 * last] += entry.value.real();
      result.value[2 * last + 1] += entry.value.imag();
    } else {
      result.value[last] += entry.value.real();
    }
  }
  for (int64_t row = 0; row < rows; ++row)
    result.rowStart[row + 1] += result.rowStart[row];
  return result;
}

HostArray SparseMatrix::toDense() const {
  HostArray dense(isComplex ? ElementType::C128 : ElementType::F64,
                  {rows, columns});
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t at = rowStart[row]; at < rowStart[row + 1]; ++at)
      dense.set(row * columns + column[at], valueAt(at));
  return dense;
}

std::string SparseMatrix::describe() const {
  return (llvm::Twine("a sparse matrix of ") + llvm::Twine(rows) + " x " +
          llvm::Twine(columns) + " with " + llvm::Twine(numEntries()) +
          (isComplex ? " complex" : " real") + " entries")
      .str();
}

} // namespace proxc::io
