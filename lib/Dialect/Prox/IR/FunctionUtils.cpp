//===- FunctionUtils.cpp - what the functions of prox share -----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FunctionUtils.h"

#include "proxc/Dialect/Prox/Utils/Elementwise.h"

using namespace mlir;

namespace proxc::prox {

RankedTensorType functionDomain(Operation *op) {
  return cast<FunctionType>(op->getResult(0).getType()).getDomain();
}

std::vector<int64_t> groupOfEntries(ArrayRef<int64_t> shape,
                                    ArrayRef<int64_t> axes) {
  // Stride of each axis in the array that is left when `axes` are removed; 0
  // along the removed ones.
  SmallVector<int64_t> strides(shape.size(), 0);
  int64_t stride = 1;
  for (int64_t axis = static_cast<int64_t>(shape.size()) - 1; axis >= 0;
       --axis) {
    if (llvm::is_contained(axes, axis))
      continue;
    strides[axis] = stride;
    stride *= shape[axis];
  }
  std::vector<int64_t> groups(reference::Array::count(shape));
  for (size_t flat = 0; flat < groups.size(); ++flat) {
    int64_t rest = static_cast<int64_t>(flat), group = 0;
    for (int64_t axis = static_cast<int64_t>(shape.size()) - 1; axis >= 0;
         --axis) {
      group += rest % shape[axis] * strides[axis];
      rest /= shape[axis];
    }
    groups[flat] = group;
  }
  return groups;
}

LogicalResult verifyWeights(Operation *op, Value weights) {
  RankedTensorType domain = functionDomain(op);
  auto expected = RankedTensorType::get(
      domain.getShape(), linop::realElement(domain.getElementType()));
  if (weights.getType() == expected)
    return success();
  return op->emitOpError() << "expects real weights of the domain's shape, "
                           << expected << ", found " << weights.getType();
}

LogicalResult verifyRealDomain(Operation *op) {
  Type element = functionDomain(op).getElementType();
  if (!isa<ComplexType>(element))
    return success();
  return op->emitOpError() << "expects a real domain, found elements of type "
                           << element << "; complex numbers have no order";
}

Value buildCombinedWeights(OpBuilder &builder, Location loc,
                           RankedTensorType domain, bool squares, Value alpha,
                           Value weights, Value otherAlpha,
                           Value otherWeights) {
  auto type = RankedTensorType::get(
      domain.getShape(), linop::realElement(domain.getElementType()));
  auto part = [&](Value factor, Value array) {
    if (!array)
      return buildSplat(builder, loc, factor, type);
    Value size = squares ? buildMultiply(builder, loc, array, array)
                         : buildAbs(builder, loc, array);
    return buildScaled(builder, loc, factor, size);
  };
  Value sum = buildAdd(builder, loc, part(alpha, weights),
                       part(otherAlpha, otherWeights));
  return squares ? buildSqrt(builder, loc, sum) : sum;
}

} // namespace proxc::prox
