//===- SparseMatrix.h - explicit sparse matrices of the host --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_IO_SPARSEMATRIX_H
#define PROXC_IO_SPARSEMATRIX_H

#include "proxc/IO/HostArray.h"

#include <complex>
#include <cstdint>
#include <vector>

namespace proxc::io {

/// One entry of a matrix in coordinate form, 0-based.
struct CoordinateEntry {
  int64_t row;
  int64_t column;
  std::complex<double> value;
};

/// A matrix in compressed-row form: the entries of row r are
/// [rowStart[r], rowStart[r + 1]) of `column` and `value`, columns strictly
/// increasing. Values are f64, or interleaved pairs where `isComplex`.
struct SparseMatrix {
  int64_t rows = 0;
  int64_t columns = 0;
  bool isComplex = false;
  std::vector<int64_t> rowStart = {0};
  std::vector<int64_t> column;
  std::vector<double> value;

  int64_t numEntries() const { return static_cast<int64_t>(column.size()); }

  std::complex<double> valueAt(int64_t entry) const {
    return isComplex
               ? std::complex<double>(value[2 * entry], value[2 * entry + 1])
               : std::complex<double>(value[entry], 0);
  }

  /// Sorts the entries and sums duplicates, in the order in which they are
  /// given, so that the sums do not depend on anything else. Positions must lie
  /// inside the matrix. Entries whose value is 0 are kept: they are structure.
  static SparseMatrix fromEntries(int64_t rows, int64_t columns, bool isComplex,
                                  std::vector<CoordinateEntry> entries);

  /// The dense matrix, f64 or c128.
  HostArray toDense() const;

  /// "a sparse matrix of 300 x 200 with 1500 complex entries".
  std::string describe() const;
};

} // namespace proxc::io

#endif // PROXC_IO_SPARSEMATRIX_H
