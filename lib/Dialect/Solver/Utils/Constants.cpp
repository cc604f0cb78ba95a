//===- Constants.cpp - constant expressions as steps ------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A problem's constants are elementwise operations on whole arrays; as steps
// they are the same operations on the entries.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "proxc/Dialect/Solver/Utils/StepBuilder.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::solver;

FailureOr<Stream> StepBuilder::value(Value problemValue) {
  auto known = bound.find(problemValue);
  if (known != bound.end())
    return known->second;
  Operation *op = problemValue.getDefiningOp();
  if (!op) {
    emitError(problemValue.getLoc(), "this value is not known at set-up");
    return failure();
  }
  OpBuilder::InsertionGuard guard(builder);
  if (anchor)
    builder.setInsertionPoint(anchor);
  FailureOr<Stream> stream = lowerConstantExpression(op);
  // What depends on a family belongs to the nesting it was lowered in.
  if (succeeded(stream) && counts.empty())
    bound[problemValue] = *stream;
  return stream;
}

FailureOr<Stream> StepBuilder::lowerConstantExpression(Operation *op) {
  if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
    Operation *clone = builder.clone(*constant);
    return wrap(clone->getResult(0));
  }
  if (isa<tensor::ExtractSliceOp>(op))
    return lowerSlice(op);
  if (OpTrait::hasElementwiseMappableTraits(op))
    return lowerElementwise(op);
  if (fallback)
    return fallback(*this, op);
  op->emitError("expected a constant expression, found '")
      << op->getName() << "'";
  return failure();
}

FailureOr<Stream> StepBuilder::lowerElementwise(Operation *op) {
  SmallVector<Stream, 3> inputs;
  for (Value operand : op->getOperands()) {
    FailureOr<Stream> input = value(operand);
    if (failed(input))
      return failure();
    inputs.push_back(*input);
  }
  auto type = mlir::cast<RankedTensorType>(op->getResult(0).getType());
  return map(type, inputs, [&](Body &body, ValueRange index) -> Value {
    SmallVector<Value, 3> operands;
    for (const Stream &input : inputs)
      operands.push_back(body.read(input, index));
    OperationState state(body.location, op->getName(), operands,
                         TypeRange{type.getElementType()}, op->getAttrs());
    return body.builder.create(state)->getResult(0);
  });
}

FailureOr<Stream> StepBuilder::lowerSlice(Operation *op) {
  auto slice = mlir::cast<tensor::ExtractSliceOp>(op);
  FailureOr<Stream> source = value(slice.getSource());
  if (failed(source))
    return failure();
  // A family's index is read through a stream that varies along that family.
  SmallVector<Stream, 3> inputs{*source};
  SmallVector<std::optional<unsigned>, 4> levels;
  for (OpFoldResult offset : slice.getMixedOffsets()) {
    auto dynamic = dyn_cast<Value>(offset);
    levels.push_back(dynamic ? levelOf(dynamic) : std::nullopt);
    if (dynamic && !levels.back()) {
      op->emitError("expected an offset that is constant or the index of an "
                    "enclosing family");
      return failure();
    }
    if (levels.back()) {
      // A stream without own axes that only carries the family's level.
      Stream marker;
      auto type = RankedTensorType::get({counts[*levels.back()]},
                                        builder.getI1Type());
      marker.array = arith::ConstantOp::create(
          builder, location, DenseElementsAttr::get(type, false));
      marker.families = {*levels.back()};
      inputs.push_back(marker);
    }
  }
  llvm::SmallBitVector dropped = slice.getDroppedDims();
  ArrayRef<int64_t> strides = slice.getStaticStrides();
  return map(slice.getType(), inputs, [&](Body &body, ValueRange index) {
    SmallVector<Value, 4> full;
    unsigned next = 0;
    for (auto [axis, offset] : llvm::enumerate(slice.getMixedOffsets())) {
      Value position = dropped[axis]
                           ? body.index(0)
                           : body.mulIndex(index[next++], strides[axis]);
      if (levels[axis])
        full.push_back(
            body.addIndex(position, body.familyIndex(*levels[axis])));
      else
        full.push_back(
            body.addIndex(position, *getConstantIntValue(offset)));
    }
    return body.read(*source, full);
  });
}
