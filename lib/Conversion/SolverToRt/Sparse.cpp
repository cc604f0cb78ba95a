//===- Sparse.cpp - products with constant sparse matrices ------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Emitter.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;
using namespace proxc::solver;

namespace {
/// A matrix in compressed rows, by the numbers of its entries.
struct Rows {
  SmallVector<int32_t> starts, columns, order;
};
} // namespace

static SmallVector<int64_t> integers(ElementsAttr attribute) {
  SmallVector<int64_t> values;
  for (APInt value : attribute.getValues<APInt>())
    values.push_back(value.getSExtValue());
  return values;
}

/// The same rows, or those of the transpose.
static Rows compress(ArrayRef<int64_t> starts, ArrayRef<int64_t> columns,
                     bool transposed, int64_t columnCount) {
  Rows rows;
  int64_t rowCount = starts.size() - 1, count = columns.size();
  if (!transposed) {
    rows.starts.assign(starts.begin(), starts.end());
    rows.columns.assign(columns.begin(), columns.end());
    return rows;
  }
  rows.starts.assign(columnCount + 1, 0);
  for (int64_t column : columns)
    ++rows.starts[column + 1];
  for (int64_t c = 0; c < columnCount; ++c)
    rows.starts[c + 1] += rows.starts[c];
  rows.columns.resize(count);
  rows.order.resize(count);
  SmallVector<int32_t> next(rows.starts.begin(), rows.starts.end());
  for (int64_t row = 0; row < rowCount; ++row)
    for (int64_t e = starts[row]; e < starts[row + 1]; ++e) {
      int32_t place = next[columns[e]]++;
      rows.columns[place] = row;
      rows.order[place] = e;
    }
  return rows;
}

LogicalResult PhaseEmitter::emitSparse(SparseOp sparse) {
  auto inType = cast<RankedTensorType>(sparse.getInput().getType());
  auto outType = cast<RankedTensorType>(sparse.getResult().getType());
  if (inType.getRank() != 1)
    return sparse.emitOpError("expects one vector, found ") << inType;
  int64_t columns = sparse.getAdjoint() ? outType.getDimSize(0)
                                        : inType.getDimSize(0);
  Rows rows = compress(integers(sparse.getRowStarts()),
                       integers(sparse.getColumns()), sparse.getAdjoint(),
                       columns);
  auto data = [&](ArrayRef<int32_t> values) {
    return global(DenseIntElementsAttr::get(
        RankedTensorType::get({static_cast<int64_t>(values.size())},
                              builder.getI32Type()),
        values));
  };
  FailureOr<Value> starts = data(rows.starts), indices = data(rows.columns);
  FailureOr<Value> values = global(sparse.getValues());
  FailureOr<Value> x = buffer(sparse.getInput());
  FailureOr<Value> y = buffer(sparse.getResult());
  if (failed(starts) || failed(indices) || failed(values) || failed(x) ||
      failed(y))
    return failure();
  Value order;
  if (!rows.order.empty()) {
    FailureOr<Value> global = data(rows.order);
    if (failed(global))
      return failure();
    order = *global;
  }
  rt::CsrMvOp::create(builder, location, sparse.getAdjoint(),
                      /*accumulate=*/false, *starts, *indices, *values, order,
                      *x, *y, frame);
  return success();
}
