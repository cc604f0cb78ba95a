//===- Access.cpp - how a step reads an array -------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Solver/Utils/Access.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace proxc::solver;

/// `index` is `axis` (same), or `axis` plus constants under clamps (near).
static Access classifyIndex(Value index, Value axis) {
  if (index == axis)
    return Access::same;
  // A fixed border entry is read by all: far, unless it is clamped from axis.
  Operation *op = index.getDefiningOp();
  if (!op || !isa<arith::AddIOp, arith::SubIOp, arith::MinSIOp,
                  arith::MaxSIOp>(op))
    return Access::far;
  Value left = op->getOperand(0), right = op->getOperand(1);
  if (!getConstantIntValue(right)) {
    if (isa<arith::SubIOp>(op) || !getConstantIntValue(left))
      return Access::far;
    std::swap(left, right);
  }
  return classifyIndex(left, axis) == Access::far ? Access::far : Access::near;
}

Access proxc::solver::classifyRead(ReadOp read, Operation *step,
                                   int64_t image) {
  Block &body = step->getRegion(0).front();
  int64_t stepRank = body.getNumArguments();
  auto indices = read.getIndices();
  int64_t rank = indices.size();
  if (rank == 0)
    return Access::same;
  if (rank < image || stepRank < image)
    return Access::far;
  Access worst = Access::same;
  for (int64_t axis = 0; axis < image; ++axis) {
    Access kind = classifyIndex(indices[rank - image + axis],
                                body.getArgument(stepRank - image + axis));
    worst = std::max(worst, kind);
  }
  return worst;
}

Access proxc::solver::classifyReads(Operation *step, Value array,
                                    int64_t image) {
  Access worst = Access::same;
  step->walk([&](ReadOp read) {
    if (read.getArray() == array)
      worst = std::max(worst, classifyRead(read, step, image));
  });
  return worst;
}

ArrayRef<int64_t> proxc::solver::stepShape(Operation *step) {
  if (auto map = dyn_cast<MapOp>(step))
    return cast<RankedTensorType>(map.getType()).getShape();
  return cast<ReduceOp>(step).getExtents();
}

bool proxc::solver::hasImage(ArrayRef<int64_t> shape, ArrayRef<int64_t> image) {
  if (image.empty())
    return shape.empty();
  if (shape.size() < image.size() || shape.take_back(image.size()) != image)
    return false;
  int64_t planes = 1;
  for (int64_t extent : shape.drop_back(image.size()))
    planes *= extent;
  return planes <= maxPlanes;
}
