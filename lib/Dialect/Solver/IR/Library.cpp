//===- Library.cpp - transforms, sparse products, calls ---------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/DialectResourceBlobManager.h"
#include "proxc/Dialect/Solver/IR/Solver.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::solver;

//===----------------------------------------------------------------------===//
// Transforms
//===----------------------------------------------------------------------===//

LogicalResult FftOp::verify() {
  auto input = cast<RankedTensorType>(getInput().getType());
  auto output = cast<RankedTensorType>(getType());
  if (input.getRank() != output.getRank() || getAxes().empty())
    return emitOpError("expects arrays of one rank and at least one axis");
  for (int64_t axis : getAxes())
    if (axis < 0 || axis >= input.getRank())
      return emitOpError("expects axes from 0 to ")
             << input.getRank() - 1 << ", found " << axis;
  SmallVector<int64_t> axes(getAxes());
  llvm::sort(axes);
  if (std::adjacent_find(axes.begin(), axes.end()) != axes.end())
    return emitOpError("expects different axes, found [") << getAxes() << "]";
  if (linop::realElement(input.getElementType()) !=
      linop::realElement(output.getElementType()))
    return emitOpError("expects arrays of one precision, found ")
           << input << " -> " << output;
  bool complexIn = isa<ComplexType>(input.getElementType());
  bool complexOut = isa<ComplexType>(output.getElementType());
  if (complexIn != (getKind() != FftKind::r2c) ||
      complexOut != (getKind() != FftKind::c2r))
    return emitOpError("expects element types that fit its kind, found ")
           << input << " -> " << output;
  int64_t last = getAxes().back();
  for (int64_t axis = 0; axis < input.getRank(); ++axis) {
    int64_t expected = input.getDimSize(axis), found = output.getDimSize(axis);
    if (axis == last && getKind() == FftKind::r2c)
      expected = expected / 2 + 1;
    if (axis == last && getKind() == FftKind::c2r) {
      expected = found;
      if (input.getDimSize(axis) != found / 2 + 1)
        return emitOpError("expects n / 2 + 1 = ")
               << found / 2 + 1 << " inputs along axis " << axis << ", found "
               << input.getDimSize(axis);
    }
    if (expected != found)
      return emitOpError("expects an extent of ")
             << expected << " along axis " << axis << ", found " << found;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Sparse products
//===----------------------------------------------------------------------===//

template <typename T>
static std::optional<SmallVector<int64_t>>
entriesOf(DenseResourceElementsAttr data) {
  AsmResourceBlob *blob = data.getRawHandle().getBlob();
  if (!blob)
    return std::nullopt;
  ArrayRef<T> entries = blob->getDataAs<T>();
  return SmallVector<int64_t>(entries.begin(), entries.end());
}

/// Integer data of 32 or 64 bits; nullopt where they are not at hand.
static std::optional<SmallVector<int64_t>> integersOf(ElementsAttr data) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(data))
    return data.getElementType().isInteger(64) ? entriesOf<int64_t>(resource)
                                               : entriesOf<int32_t>(resource);
  auto dense = dyn_cast<DenseIntElementsAttr>(data);
  if (!dense)
    return std::nullopt;
  SmallVector<int64_t> entries;
  for (const APInt &entry : dense.getValues<APInt>())
    entries.push_back(entry.getSExtValue());
  return entries;
}

/// Rows that begin where the last ends, and columns inside of the matrix.
static LogicalResult verifyEntries(SparseOp op, int64_t columns) {
  int64_t count = op.getValues().getNumElements();
  if (auto starts = integersOf(op.getRowStarts());
      starts && (starts->front() != 0 || starts->back() != count ||
                 !llvm::is_sorted(*starts)))
    return op.emitOpError("expects row starts that ascend from 0 to ")
           << count << ", the number of values";
  if (auto entries = integersOf(op.getColumns()))
    for (int64_t column : *entries)
      if (column < 0 || column >= columns)
        return op.emitOpError("expects columns from 0 to ")
               << columns - 1 << ", found " << column;
  return success();
}

LogicalResult SparseOp::verify() {
  auto input = cast<RankedTensorType>(getInput().getType());
  auto output = cast<RankedTensorType>(getType());
  if (input.getRank() == 0 || output.getRank() != input.getRank() ||
      input.getShape().drop_back() != output.getShape().drop_back())
    return emitOpError("expects vectors along the last axes of arrays that are "
                       "equal else, found ")
           << input << " -> " << output;
  if (input.getElementType() != output.getElementType())
    return emitOpError("expects input and result of one element type, found ")
           << input << " -> " << output;
  Type value = getValues().getElementType();
  if (!isa<FloatType, ComplexType>(value) ||
      (isa<ComplexType>(value) && !isa<ComplexType>(input.getElementType())))
    return emitOpError("expects values that are real, or complex with complex "
                       "arrays, found ")
           << value << " for " << input;
  for (ElementsAttr data : {getRowStarts(), getColumns()})
    if (!data.getElementType().isSignlessInteger(64) &&
        !data.getElementType().isSignlessInteger(32))
      return emitOpError("expects row starts and columns of i64, found ")
             << data.getElementType();
  int64_t rows = output.getShape().back(), columns = input.getShape().back();
  if (getAdjoint())
    std::swap(rows, columns);
  if (getRowStarts().getNumElements() != rows + 1)
    return emitOpError("expects ")
           << rows + 1 << " row starts, one more than rows, found "
           << getRowStarts().getNumElements();
  if (getColumns().getNumElements() != getValues().getNumElements())
    return emitOpError("expects one column a value, found ")
           << getColumns().getNumElements() << " for "
           << getValues().getNumElements() << " values";
  return verifyEntries(*this, columns);
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

/// Each array is one, or as many planes as some leading axes have entries.
static LogicalResult verifyPlanes(CallOp call, TypeRange types,
                                  ArrayRef<int64_t> planes, StringRef what) {
  if (planes.size() != types.size())
    return call.emitOpError("expects one number of planes for each of its ")
           << types.size() << " " << what << ", found " << planes.size();
  for (auto [type, count] : llvm::zip(types, planes)) {
    int64_t product = 1;
    bool fits = count == 1;
    for (int64_t extent : cast<RankedTensorType>(type).getShape())
      fits |= (product *= extent) == count;
    if (!fits || count < 1)
      return call.emitOpError("expects planes that are entries of leading axes, "
                              "found ")
             << count << " planes of " << type;
  }
  return success();
}

LogicalResult CallOp::verify() {
  if (failed(verifyPlanes(*this, getInputs().getTypes(), getOperandPlanes(),
                          "operands")))
    return failure();
  return verifyPlanes(*this, getResultTypes(), getResultPlanes(), "results");
}

LogicalResult CallOp::verifySymbolUses(SymbolTableCollection &symbols) {
  // The symbol table above the program: kernels are shared by no programs, but
  // stand beside them.
  Operation *program = (*this)->getParentOfType<ProgramOp>();
  if (program && program->getParentOp() &&
      symbols.lookupNearestSymbolFrom(program->getParentOp(),
                                      getCalleeAttr()))
    return success();
  return emitOpError("expects a kernel beside its program, found nothing named ")
         << getCalleeAttr();
}
