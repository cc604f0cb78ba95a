//===- Sparse.cpp - products with constant sparse matrices ------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Emitter.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include <limits>

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

/// The entries of integer data, which may be a resource, as large data are.
static FailureOr<SmallVector<int64_t>> integers(SparseOp op,
                                                ElementsAttr data) {
  auto copy = [](auto entries) {
    return SmallVector<int64_t>(entries->begin(), entries->end());
  };
  auto resource = dyn_cast<DenseResourceElementsAttr>(data);
  if (!resource) {
    SmallVector<int64_t> values;
    for (const APInt &value : data.getValues<APInt>())
      values.push_back(value.getSExtValue());
    return values;
  }
  if (auto wide = dyn_cast<DenseI64ResourceElementsAttr>(resource))
    if (auto entries = wide.tryGetAsArrayRef())
      return copy(entries);
  if (auto narrow = dyn_cast<DenseI32ResourceElementsAttr>(resource))
    if (auto entries = narrow.tryGetAsArrayRef())
      return copy(entries);
  return op.emitOpError("expects rows and columns that are at hand, in 32 or "
                        "64 bits, found ")
         << resource.getType() << " of which nothing is known";
}

/// The same numbers as data of the program: a resource where they are many.
static ElementsAttr toData(MLIRContext *context, ArrayRef<int32_t> values) {
  constexpr size_t largestInline = 1024; // 4 kB
  auto type = RankedTensorType::get({static_cast<int64_t>(values.size())},
                                    IntegerType::get(context, 32));
  if (values.size() <= largestInline)
    return DenseIntElementsAttr::get(type, values);
  return DenseResourceElementsAttr::get(
      type, "rows", HeapAsmResourceBlob::allocateAndCopyInferAlign(values));
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

FailureOr<PhaseEmitter::SparseRows> PhaseEmitter::rowsOf(SparseOp sparse) {
  bool adjoint = sparse.getAdjoint();
  auto key = std::make_tuple(Attribute(sparse.getRowStarts()),
                             Attribute(sparse.getColumns()), unsigned(adjoint));
  auto known = shared.matrices.find(key);
  if (known != shared.matrices.end())
    return known->second;
  FailureOr<SmallVector<int64_t>> starts =
      integers(sparse, sparse.getRowStarts());
  FailureOr<SmallVector<int64_t>> columns =
      integers(sparse, sparse.getColumns());
  if (failed(starts) || failed(columns))
    return failure();
  if (columns->size() > std::numeric_limits<int32_t>::max())
    return sparse.emitOpError("expects a matrix of less than 2^31 entries, "
                              "found ")
           << columns->size();
  Value vector = adjoint ? sparse.getResult() : sparse.getInput();
  Rows rows = compress(*starts, *columns, adjoint,
                       cast<RankedTensorType>(vector.getType())
                           .getShape()
                           .back());
  MLIRContext *context = builder.getContext();
  SparseRows data{toData(context, rows.starts), toData(context, rows.columns),
                  {}};
  if (!rows.order.empty())
    data.order = toData(context, rows.order);
  shared.matrices.insert({key, data});
  return data;
}

/// Calls `fill` with the position of each vector of a batch: in loops over
/// `extents`.
static void forEach(OpBuilder &builder, Location location,
                    ArrayRef<int64_t> extents,
                    llvm::function_ref<void(OpBuilder &, ValueRange)> fill) {
  OpBuilder::InsertionGuard guard(builder);
  SmallVector<Value> position;
  for (int64_t extent : extents) {
    Value zero = arith::ConstantIndexOp::create(builder, location, 0);
    Value end = arith::ConstantIndexOp::create(builder, location, extent);
    Value one = arith::ConstantIndexOp::create(builder, location, 1);
    auto loop = scf::ForOp::create(builder, location, zero, end, one);
    position.push_back(loop.getInductionVar());
    builder.setInsertionPoint(loop.getBody()->getTerminator());
  }
  fill(builder, position);
}

LogicalResult PhaseEmitter::emitSparse(SparseOp sparse) {
  auto inType = cast<RankedTensorType>(sparse.getInput().getType());
  auto outType = cast<RankedTensorType>(sparse.getResult().getType());
  ArrayRef<int64_t> batch = outType.getShape().drop_back();
  if (inType.getShape().drop_back() != batch)
    return sparse.emitOpError("expects batches of one shape, found ")
           << inType << " and " << outType;
  FailureOr<SparseRows> rows = rowsOf(sparse);
  if (failed(rows))
    return failure();
  bool adjoint = sparse.getAdjoint();
  FailureOr<Value> starts = global(rows->starts);
  FailureOr<Value> indices = global(rows->columns);
  FailureOr<Value> values = global(sparse.getValues());
  FailureOr<Value> x = buffer(sparse.getInput());
  FailureOr<Value> y = buffer(sparse.getResult());
  if (failed(starts) || failed(indices) || failed(values) || failed(x) ||
      failed(y))
    return failure();
  Value order;
  if (rows->order) {
    FailureOr<Value> place = global(rows->order);
    if (failed(place))
      return failure();
    order = *place;
  }
  auto vectorOf = [&](OpBuilder &nested, Value whole, RankedTensorType type,
                      ValueRange position) -> Value {
    if (position.empty())
      return whole;
    auto part = rt::BufferType::get(RankedTensorType::get(
        type.getShape().take_back(1), type.getElementType()));
    return rt::ViewOp::create(nested, location, part, whole, position);
  };
  forEach(builder, location, batch, [&](OpBuilder &nested, ValueRange at) {
    Value from = vectorOf(nested, *x, inType, at);
    Value to = vectorOf(nested, *y, outType, at);
    rt::CsrMvOp::create(nested, location, adjoint, /*accumulate=*/false,
                        *starts, *indices, *values, order, from, to, frame);
  });
  return success();
}
