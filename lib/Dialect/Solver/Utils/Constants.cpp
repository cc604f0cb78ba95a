//===- Constants.cpp - constant expressions as steps ------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A problem's constants are elementwise operations on whole arrays; as steps
// they are the same operations on the entries. Arrays that are written entry by
// entry become steps with the same scalar expressions in their bodies.
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

//===----------------------------------------------------------------------===//
// Scalar expressions inside of constants
//===----------------------------------------------------------------------===//

namespace proxc::solver {

/// Scalars that stand in a constant expression (offsets of slices, elements,
/// the body of tensor.generate), carried over into the body of a step: first
/// `collect`, which finds the arrays and families that they depend on, then
/// `emit`.
struct ConstantLowering {
  explicit ConstantLowering(StepBuilder &steps) : steps(steps) {}

  LogicalResult collect(Value scalar, Block *local);
  Value emit(Body &body, Value scalar, IRMapping &known);
  FailureOr<Stream> lowerTensorOp(Operation *op);

  /// What the step's body reads.
  SmallVector<Stream, 4> inputs;

private:
  FailureOr<Stream> lowerGenerate(tensor::GenerateOp op);
  FailureOr<Stream> lowerElements(RankedTensorType type, ValueRange elements);
  FailureOr<Stream> lowerReshape(Operation *op);
  FailureOr<Stream> lowerBitcast(tensor::BitcastOp op);

  StepBuilder &steps;
  llvm::DenseMap<Value, Stream> arrays;
};

/// Remembers what `scalar` depends on; arguments of `local` are known to the
/// body already.
LogicalResult ConstantLowering::collect(Value scalar, Block *local) {
  if (auto argument = dyn_cast<BlockArgument>(scalar)) {
    if (argument.getOwner() == local)
      return success();
    std::optional<unsigned> level = steps.levelOf(scalar);
    if (!level)
      return emitError(scalar.getLoc(), "expected an index of an enclosing "
                                        "family");
    // A stream without own axes that only carries the family's level.
    Stream marker;
    auto type = RankedTensorType::get({steps.getFamilyCount(*level)},
                                      steps.builder.getI1Type());
    marker.array = arith::ConstantOp::create(
        steps.builder, steps.location, DenseElementsAttr::get(type, false));
    marker.families = {*level};
    inputs.push_back(marker);
    return success();
  }
  Operation *op = scalar.getDefiningOp();
  ValueRange operands = op->getOperands();
  if (auto extract = dyn_cast<tensor::ExtractOp>(op)) {
    FailureOr<Stream> array = steps.value(extract.getTensor());
    if (failed(array))
      return failure();
    arrays[extract.getTensor()] = *array;
    inputs.push_back(*array);
    operands = extract.getIndices();
  } else if (op->getNumRegions() != 0 || !isPure(op) ||
             llvm::any_of(operands, [](Value operand) {
               return isa<ShapedType>(operand.getType());
             })) {
    return op->emitError("expected arithmetic on numbers, found '")
           << op->getName() << "'";
  }
  for (Value operand : operands)
    if (failed(collect(operand, local)))
      return failure();
  return success();
}

Value ConstantLowering::emit(Body &body, Value scalar, IRMapping &known) {
  if (Value mapped = known.lookupOrNull(scalar))
    return mapped;
  if (isa<BlockArgument>(scalar)) {
    Value index = body.familyIndex(*steps.levelOf(scalar));
    known.map(scalar, index);
    return index;
  }
  Operation *op = scalar.getDefiningOp();
  Value result;
  if (auto extract = dyn_cast<tensor::ExtractOp>(op)) {
    SmallVector<Value, 4> index;
    for (Value position : extract.getIndices())
      index.push_back(emit(body, position, known));
    result = body.read(arrays[extract.getTensor()], index);
  } else {
    for (Value operand : op->getOperands())
      emit(body, operand, known);
    result = body.builder.clone(*op, known)->getResult(0);
  }
  known.map(scalar, result);
  return result;
}

FailureOr<Stream> ConstantLowering::lowerGenerate(tensor::GenerateOp op) {
  auto type = mlir::cast<RankedTensorType>(op.getType());
  Block &block = op.getBody().front();
  Value entry = block.getTerminator()->getOperand(0);
  if (failed(collect(entry, &block)))
    return failure();
  return steps.map(type, inputs, [&](Body &body, ValueRange index) {
    IRMapping known;
    known.map(block.getArguments(), index);
    return emit(body, entry, known);
  });
}

/// The position of an index in an array of this shape, in row-major order.
static Value linearIndex(Body &body, ValueRange index, ArrayRef<int64_t> shape) {
  Value position = body.index(0);
  for (auto [i, extent] : llvm::zip(index, shape))
    position = body.addIndex(body.mulIndex(position, extent), i);
  return position;
}

FailureOr<Stream> ConstantLowering::lowerElements(RankedTensorType type,
                                                  ValueRange elements) {
  for (Value element : elements)
    if (failed(collect(element, nullptr)))
      return failure();
  return steps.map(type, inputs, [&](Body &body, ValueRange index) {
    IRMapping known;
    Value result = emit(body, elements.back(), known);
    if (elements.size() == 1)
      return result;
    Value position = linearIndex(body, index, type.getShape());
    for (int64_t i = elements.size() - 2; i >= 0; --i)
      result = body.select(body.equal(position, body.index(i)),
                           emit(body, elements[i], known), result);
    return result;
  });
}

FailureOr<Stream> ConstantLowering::lowerReshape(Operation *op) {
  FailureOr<Stream> source = steps.value(op->getOperand(0));
  if (failed(source))
    return failure();
  auto type = mlir::cast<RankedTensorType>(op->getResult(0).getType());
  return steps.map(type, {*source}, [&](Body &body, ValueRange index) {
    Value position = linearIndex(body, index, type.getShape());
    SmallVector<Value, 6> from(source->getShape().size());
    for (int64_t axis = from.size() - 1; axis >= 0; --axis) {
      int64_t extent = source->getShape()[axis];
      from[axis] = axis == 0 ? position : body.modIndex(position, extent);
      position = body.divIndex(position, extent);
    }
    return body.read(*source, from);
  });
}

FailureOr<Stream> ConstantLowering::lowerBitcast(tensor::BitcastOp op) {
  FailureOr<Stream> source = steps.value(op.getSource());
  if (failed(source))
    return failure();
  auto type = mlir::cast<RankedTensorType>(op.getType());
  if (!isa<IntegerType>(type.getElementType()) ||
      !isa<IntegerType>(source->getElementType()))
    return op.emitError("expected integers of another sign, found ")
           << op.getSource().getType() << " to " << type;
  return steps.map(type, {*source}, [&](Body &body, ValueRange index) {
    return UnrealizedConversionCastOp::create(body.builder, body.location,
                                              type.getElementType(),
                                              body.read(*source, index))
        .getResult(0);
  });
}

FailureOr<Stream> ConstantLowering::lowerTensorOp(Operation *op) {
  if (auto generate = dyn_cast<tensor::GenerateOp>(op))
    return lowerGenerate(generate);
  if (auto elements = dyn_cast<tensor::FromElementsOp>(op))
    return lowerElements(elements.getType(), elements.getElements());
  if (auto splat = dyn_cast<tensor::SplatOp>(op))
    return lowerElements(mlir::cast<RankedTensorType>(splat.getType()),
                         splat.getInput());
  if (auto bitcast = dyn_cast<tensor::BitcastOp>(op))
    return lowerBitcast(bitcast);
  return lowerReshape(op);
}

} // namespace proxc::solver

//===----------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------===//

FailureOr<Stream> StepBuilder::lowerConstantExpression(Operation *op) {
  if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
    Operation *clone = builder.clone(*constant);
    return wrap(clone->getResult(0));
  }
  if (isa<tensor::ExtractSliceOp>(op))
    return lowerSlice(op);
  if (isa<tensor::GenerateOp, tensor::FromElementsOp, tensor::SplatOp,
          tensor::BitcastOp, tensor::ReshapeOp, tensor::ExpandShapeOp,
          tensor::CollapseShapeOp>(op))
    return ConstantLowering(*this).lowerTensorOp(op);
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

/// The level of the family whose members are the slices of `source`: the whole
/// array, one slice along its first axis for each member.
static std::optional<unsigned> familyOfSlices(const StepBuilder &steps,
                                              tensor::ExtractSliceOp slice,
                                              const Stream &source) {
  ArrayRef<int64_t> shape = source.getShape(), sizes = slice.getStaticSizes();
  if (shape.empty() || sizes.front() != 1 || !slice.getDroppedDims()[0] ||
      slice.getDroppedDims().count() != 1)
    return std::nullopt;
  auto index = dyn_cast<Value>(slice.getMixedOffsets().front());
  std::optional<unsigned> level =
      index ? steps.levelOf(index) : std::nullopt;
  if (!level || steps.getFamilyCount(*level) != shape.front() ||
      (!source.families.empty() && source.families.back() >= *level))
    return std::nullopt;
  for (size_t axis = 1; axis < shape.size(); ++axis)
    if (sizes[axis] != shape[axis] || slice.getStaticStrides()[axis] != 1)
      return std::nullopt;
  return level;
}

FailureOr<Stream> StepBuilder::lowerSlice(Operation *op) {
  auto slice = mlir::cast<tensor::ExtractSliceOp>(op);
  FailureOr<Stream> source = value(slice.getSource());
  if (failed(source))
    return failure();
  // The array is read where it lies.
  if (std::optional<unsigned> level = familyOfSlices(*this, slice, *source))
    return toFamily(*source, *level);
  ConstantLowering offsets(*this);
  offsets.inputs.push_back(*source);
  for (OpFoldResult offset : slice.getMixedOffsets())
    if (auto dynamic = dyn_cast<Value>(offset))
      if (failed(offsets.collect(dynamic, nullptr)))
        return failure();
  llvm::SmallBitVector dropped = slice.getDroppedDims();
  ArrayRef<int64_t> strides = slice.getStaticStrides();
  return map(slice.getType(), offsets.inputs,
             [&](Body &body, ValueRange index) {
               SmallVector<Value, 4> full;
               unsigned next = 0;
               IRMapping known;
               for (auto [axis, offset] :
                    llvm::enumerate(slice.getMixedOffsets())) {
                 Value position =
                     dropped[axis] ? body.index(0)
                                   : body.mulIndex(index[next++], strides[axis]);
                 if (auto dynamic = dyn_cast<Value>(offset))
                   full.push_back(body.addIndex(
                       position, offsets.emit(body, dynamic, known)));
                 else
                   full.push_back(
                       body.addIndex(position, *getConstantIntValue(offset)));
               }
               return body.read(*source, full);
             });
}
