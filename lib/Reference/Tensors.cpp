//===- Tensors.cpp - operations of the tensor dialect -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include "proxc/Reference/Interpreter.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;

namespace proxc::reference {

using Result = FailureOr<Array>;

static FailureOr<RankedTensorType> staticType(Operation *op) {
  auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  if (type && type.hasStaticShape())
    return type;
  return op->emitError() << "the reference interpreter expects a static shape, "
                            "found "
                         << op->getResult(0).getType();
}

/// The integers of a mixed list; values must be single entries.
static FailureOr<SmallVector<int64_t>>
integers(Operation *op, ArrayRef<OpFoldResult> mixed, Environment &env) {
  SmallVector<int64_t> result;
  for (OpFoldResult entry : mixed) {
    if (std::optional<int64_t> constant = getConstantIntValue(entry)) {
      result.push_back(*constant);
      continue;
    }
    Result value = env.array(cast<Value>(entry));
    if (failed(value))
      return failure();
    if (value->size() != 1)
      return op->emitError() << "the reference interpreter expects one index, "
                                "found one that varies inside a body";
    result.push_back(std::llround((*value)[0].real()));
  }
  return result;
}

/// The entries at offsets + i strides, in row-major order of i.
static Array sliced(const Array &x, ArrayRef<int64_t> offsets,
                    ArrayRef<int64_t> sizes, ArrayRef<int64_t> strides) {
  Array result(sizes);
  SmallVector<int64_t> from(x.rank());
  int64_t at = 0;
  Array::forEachIndex(sizes, [&](ArrayRef<int64_t> i) {
    for (size_t a = 0; a < from.size(); ++a)
      from[a] = offsets[a] + i[a] * strides[a];
    result[at++] = x.at(from);
  });
  return result;
}

/// Checks that a slice lies inside an array.
static LogicalResult checkInside(Operation *op, const Array &x,
                                 ArrayRef<int64_t> offsets,
                                 ArrayRef<int64_t> sizes,
                                 ArrayRef<int64_t> strides) {
  for (int64_t a = 0; a < x.rank(); ++a) {
    int64_t last = offsets[a] + (sizes[a] - 1) * strides[a];
    if (sizes[a] > 0 && (std::min(offsets[a], last) < 0 ||
                         std::max(offsets[a], last) >= x.shape()[a]))
      return op->emitError() << "expects a slice inside "
                             << linop::describe(x.shape()) << ", found entries "
                             << offsets[a] << " to " << last << " of axis "
                             << a;
  }
  return success();
}

static Result evaluateExtractSlice(tensor::ExtractSliceOp op,
                                   Environment &env) {
  Result x = env.array(op.getSource());
  FailureOr<RankedTensorType> type = staticType(op);
  auto offsets = integers(op, op.getMixedOffsets(), env);
  auto sizes = integers(op, op.getMixedSizes(), env);
  auto strides = integers(op, op.getMixedStrides(), env);
  if (failed(x) || failed(type) || failed(offsets) || failed(sizes) ||
      failed(strides) || failed(checkInside(op, *x, *offsets, *sizes, *strides)))
    return failure();
  return sliced(*x, *offsets, *sizes, *strides).reshaped(type->getShape());
}

static Result evaluateInsertSlice(tensor::InsertSliceOp op, Environment &env) {
  Result x = env.array(op.getSource());
  Result into = env.array(op.getDest());
  auto offsets = integers(op, op.getMixedOffsets(), env);
  auto sizes = integers(op, op.getMixedSizes(), env);
  auto strides = integers(op, op.getMixedStrides(), env);
  if (failed(x) || failed(into) || failed(offsets) || failed(sizes) ||
      failed(strides) ||
      failed(checkInside(op, *into, *offsets, *sizes, *strides)))
    return failure();
  SmallVector<int64_t> to(into->rank());
  int64_t at = 0;
  Array::forEachIndex(*sizes, [&](ArrayRef<int64_t> i) {
    for (size_t a = 0; a < to.size(); ++a)
      to[a] = (*offsets)[a] + i[a] * (*strides)[a];
    into->at(to) = (*x)[at++];
  });
  return into;
}

/// Indices may be arrays (in the body of a tensor.generate): then so is the
/// result.
static Result evaluateExtract(tensor::ExtractOp op, Environment &env) {
  Result x = env.array(op.getTensor());
  if (failed(x))
    return failure();
  SmallVector<Array> indices;
  Array result;
  for (Value index : op.getIndices()) {
    Result values = env.array(index);
    if (failed(values))
      return failure();
    if (values->size() > result.size())
      result = Array(values->shape());
    indices.push_back(std::move(*values));
  }
  SmallVector<int64_t> from(x->rank());
  for (int64_t i = 0; i < result.size(); ++i) {
    for (auto [a, values] : llvm::enumerate(indices)) {
      from[a] = std::llround(values[values.size() == 1 ? 0 : i].real());
      if (from[a] < 0 || from[a] >= x->shape()[a])
        return op.emitError() << "expects an index inside 0:" << x->shape()[a]
                              << " of axis " << a << ", found " << from[a];
    }
    result[i] = x->at(from);
  }
  return result;
}

static Result evaluateFromElements(tensor::FromElementsOp op,
                                   Environment &env) {
  FailureOr<RankedTensorType> type = staticType(op);
  if (failed(type))
    return failure();
  Array result(type->getShape());
  for (auto [i, element] : llvm::enumerate(op.getElements())) {
    Result value = env.array(element);
    if (failed(value))
      return failure();
    if (value->size() != 1)
      return op.emitError() << "the reference interpreter expects single "
                               "elements, found one that varies inside a body";
    result[i] = (*value)[0];
  }
  return result;
}

static Result evaluateConcat(tensor::ConcatOp op, Environment &env) {
  FailureOr<RankedTensorType> type = staticType(op);
  if (failed(type))
    return failure();
  Array result(type->getShape());
  int64_t axis = op.getDim(), start = 0;
  SmallVector<int64_t> to(result.rank());
  for (Value input : op.getInputs()) {
    Result part = env.array(input);
    if (failed(part))
      return failure();
    int64_t at = 0;
    Array::forEachIndex(part->shape(), [&](ArrayRef<int64_t> i) {
      std::copy(i.begin(), i.end(), to.begin());
      to[axis] += start;
      result.at(to) = (*part)[at++];
    });
    start += part->shape()[axis];
  }
  return result;
}

static Result evaluateSplat(tensor::SplatOp op, Environment &env) {
  FailureOr<RankedTensorType> type = staticType(op);
  Result value = env.array(op.getInput());
  if (failed(type) || failed(value))
    return failure();
  return Array(type->getShape(), (*value)[0]);
}

/// The same entries in the same order.
static Result evaluateReshape(Operation *op, Environment &env) {
  FailureOr<RankedTensorType> type = staticType(op);
  Result x = env.array(op->getOperand(0));
  if (failed(type) || failed(x))
    return failure();
  return x->reshaped(type->getShape());
}

static Result evaluatePad(tensor::PadOp op, Environment &env) {
  Result x = env.array(op.getSource());
  FailureOr<RankedTensorType> type = staticType(op);
  auto low = integers(op, op.getMixedLowPad(), env);
  Value padding = op.getConstantPaddingValue();
  if (failed(x) || failed(type) || failed(low))
    return failure();
  if (!padding)
    return op.emitError() << "the reference interpreter expects a constant "
                             "padding, found a body";
  Result fill = env.array(padding);
  if (failed(fill))
    return failure();
  Array result(type->getShape(), (*fill)[0]);
  SmallVector<int64_t> to(result.rank());
  int64_t at = 0;
  Array::forEachIndex(x->shape(), [&](ArrayRef<int64_t> i) {
    for (size_t a = 0; a < to.size(); ++a)
      to[a] = i[a] + (*low)[a];
    result.at(to) = (*x)[at++];
  });
  return result;
}

FailureOr<Array> evaluateTensorOp(Operation *op, Environment &env) {
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case<tensor::ExtractSliceOp>(
          [&](auto o) { return evaluateExtractSlice(o, env); })
      .Case<tensor::InsertSliceOp>(
          [&](auto o) { return evaluateInsertSlice(o, env); })
      .Case<tensor::ExtractOp>([&](auto o) { return evaluateExtract(o, env); })
      .Case<tensor::FromElementsOp>(
          [&](auto o) { return evaluateFromElements(o, env); })
      .Case<tensor::ConcatOp>([&](auto o) { return evaluateConcat(o, env); })
      .Case<tensor::SplatOp>([&](auto o) { return evaluateSplat(o, env); })
      .Case<tensor::PadOp>([&](auto o) { return evaluatePad(o, env); })
      .Case<tensor::ExpandShapeOp, tensor::CollapseShapeOp, tensor::ReshapeOp,
            tensor::CastOp, tensor::BitcastOp>(
          [&](auto o) { return evaluateReshape(o, env); })
      .Case<tensor::EmptyOp>([&](auto o) -> Result {
        FailureOr<RankedTensorType> type = staticType(o);
        if (failed(type))
          return failure();
        return Array(type->getShape());
      })
      .Default([](Operation *o) -> Result {
        return o->emitError() << "the reference interpreter does not know "
                              << o->getName();
      });
}

} // namespace proxc::reference
