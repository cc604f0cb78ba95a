//===- SolverToHalide.cpp - fused steps as Halide kernels -------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A step's body moves into a `halide.func` of the image's rank, once for each of
// its planes: the indices of components become constants, so selections on them
// fold and reads name a plane.
//
//===----------------------------------------------------------------------===//

#include "proxc/Conversion/SolverToHalide/SolverToHalide.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/FoldUtils.h"
#include "mlir/Transforms/RegionUtils.h"
#include "proxc/Dialect/Solver/Utils/Access.h"
#include "proxc/Support/Remarks.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace proxc;

namespace {
/// Sums of at most this many terms are written out.
constexpr int64_t unrolledTerms = 8;

/// Converts one kernel.
class KernelConverter {
public:
  KernelConverter(solver::KernelOp kernel, StringRef name)
      : kernel(kernel), name(name), builder(kernel.getContext()),
        imageRank(kernel.getImage()) {}

  solver::CallOp convert();

private:
  /// An array of the kernel as planes, or whole (one entry) where its leading
  /// axes are no components.
  struct Planes {
    SmallVector<Value> values;
    SmallVector<int64_t, 2> leading; ///< extents of the component axes
    bool whole = false;
  };

  void findImage();
  SmallVector<Value> findInputs();
  Planes planesOf(RankedTensorType type) const;
  void buildPipeline(ArrayRef<Value> inputs);
  void convertMap(solver::MapOp map);
  void convertReduces(ArrayRef<solver::ReduceOp> reduces);
  SmallVector<Value> gatherOutputs();

  /// The values that `body` yields, computed at the insertion point with its
  /// arguments replaced by `indices`.
  Value cloneBody(Block &body, ValueRange indices, IRMapping mapping);
  Value cloneOp(Operation &op, IRMapping &mapping);
  Value cloneRead(solver::ReadOp read, IRMapping &mapping);
  Value cloneSum(solver::SumOp sum, IRMapping &mapping);
  /// Folds a freshly created operation away where it is constant.
  Value simplify(Operation *op);
  Value indexConstant(int64_t value);
  Value chooseplane(const Planes &planes, ArrayRef<Value> leading,
                    ArrayRef<Value> index);

  solver::KernelOp kernel;
  StringRef name;
  OpBuilder builder;
  int64_t imageRank;
  SmallVector<int64_t, 4> image;
  halide::PipelineOp pipeline;
  llvm::DenseMap<Value, Planes> arrays; ///< inputs and maps of the kernel
  SmallVector<Value> numbers; ///< constants from outside
  IRMapping constants;        ///< their copies in the pipeline
};
} // namespace

static RankedTensorType arrayType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// Indices of the `position`-th entry of a box, row-major.
static SmallVector<int64_t, 2> unflatten(int64_t position,
                                         ArrayRef<int64_t> extents) {
  SmallVector<int64_t, 2> index(extents.size());
  for (int64_t axis = extents.size() - 1; axis >= 0; --axis) {
    index[axis] = position % extents[axis];
    position /= extents[axis];
  }
  return index;
}

static int64_t countOf(ArrayRef<int64_t> extents) {
  int64_t count = 1;
  for (int64_t extent : extents)
    count *= extent;
  return count;
}

void KernelConverter::findImage() {
  for (Operation &op : kernel.getBody().front().without_terminator()) {
    ArrayRef<int64_t> shape = solver::stepShape(&op);
    for (Value yielded :
         kernel.getBody().front().getTerminator()->getOperands())
      if (yielded.getDefiningOp() == &op)
        image.assign(shape.end() - imageRank, shape.end());
  }
}

SmallVector<Value> KernelConverter::findInputs() {
  SetVector<Value> used;
  getUsedValuesDefinedAbove(kernel.getBody(), used);
  SmallVector<Value> inputs;
  for (Value value : used)
    if (isa<RankedTensorType>(value.getType()))
      inputs.push_back(value);
    else
      numbers.push_back(value);
  return inputs;
}

KernelConverter::Planes
KernelConverter::planesOf(RankedTensorType type) const {
  Planes planes;
  ArrayRef<int64_t> shape = type.getShape();
  planes.whole = shape.empty() || !solver::hasImage(shape, image);
  if (!planes.whole)
    planes.leading.assign(shape.begin(), shape.end() - imageRank);
  return planes;
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

Value KernelConverter::indexConstant(int64_t value) {
  return arith::ConstantIndexOp::create(builder, kernel.getLoc(), value);
}

Value KernelConverter::simplify(Operation *op) {
  SmallVector<Value> folded;
  if (op->getNumResults() == 1 && succeeded(builder.tryFold(op, folded)) &&
      folded.size() == 1 && folded.front()) {
    op->erase();
    return folded.front();
  }
  return op->getResult(0);
}

Value KernelConverter::chooseplane(const Planes &planes,
                                   ArrayRef<Value> leading,
                                   ArrayRef<Value> index) {
  auto readPlane = [&](int64_t plane) -> Value {
    auto type = arrayType(planes.values[plane]);
    return halide::ReadOp::create(builder, kernel.getLoc(),
                                  type.getElementType(), planes.values[plane],
                                  index);
  };
  // A component that is not known is selected among the planes.
  int64_t count = planes.values.size();
  Value result;
  for (int64_t plane = count - 1; plane >= 0; --plane) {
    SmallVector<int64_t, 2> position = unflatten(plane, planes.leading);
    bool possible = true;
    Value condition;
    for (auto [value, wanted] : llvm::zip(leading, position)) {
      if (std::optional<int64_t> known = getConstantIntValue(value)) {
        possible &= *known == wanted;
        continue;
      }
      Value equal = arith::CmpIOp::create(builder, kernel.getLoc(),
                                          arith::CmpIPredicate::eq, value,
                                          indexConstant(wanted));
      condition = condition ? arith::AndIOp::create(builder, kernel.getLoc(),
                                                    condition, equal)
                                  .getResult()
                            : equal;
    }
    if (!possible)
      continue;
    Value entry = readPlane(plane);
    result = result && condition
                 ? arith::SelectOp::create(builder, kernel.getLoc(), condition,
                                           entry, result)
                       .getResult()
                 : entry;
  }
  return result;
}

Value KernelConverter::cloneRead(solver::ReadOp read, IRMapping &mapping) {
  const Planes &planes = arrays.find(read.getArray())->second;
  SmallVector<Value> index;
  for (Value i : read.getIndices())
    index.push_back(mapping.lookupOrDefault(i));
  if (!isa<ShapedType>(planes.values.front().getType()))
    return planes.values.front(); // A number.
  size_t leading = planes.whole ? 0 : planes.leading.size();
  ArrayRef<Value> all(index);
  return chooseplane(planes, all.take_front(leading), all.drop_front(leading));
}

Value KernelConverter::cloneSum(solver::SumOp sum, IRMapping &mapping) {
  Block &body = sum.getBody().front();
  int64_t count = countOf(sum.getExtents());
  bool isMax = sum.getKind() == solver::Reduction::max;
  if (count <= unrolledTerms) {
    Value total;
    for (int64_t term = 0; term < count; ++term) {
      SmallVector<Value> indices;
      for (int64_t i : unflatten(term, sum.getExtents()))
        indices.push_back(indexConstant(i));
      Value value = cloneBody(body, indices, mapping);
      if (!total)
        total = value;
      else if (isMax)
        total = arith::MaximumFOp::create(builder, sum.getLoc(), total, value);
      else if (isa<ComplexType>(value.getType()))
        total = complex::AddOp::create(builder, sum.getLoc(), total, value);
      else
        total = arith::AddFOp::create(builder, sum.getLoc(), total, value);
    }
    return total;
  }
  auto converted = halide::SumOp::create(
      builder, sum.getLoc(), sum.getType(), sum.getExtents(),
      [&](OpBuilder &nested, Location, ValueRange indices) -> Value {
        OpBuilder::InsertionGuard guard(builder);
        builder.restoreInsertionPoint(nested.saveInsertionPoint());
        Value value = cloneBody(body, indices, mapping);
        nested.restoreInsertionPoint(builder.saveInsertionPoint());
        return value;
      });
  if (isMax)
    converted.setKind(halide::Combine::max);
  return converted.getResult();
}

Value KernelConverter::cloneOp(Operation &op, IRMapping &mapping) {
  if (auto read = dyn_cast<solver::ReadOp>(op))
    return cloneRead(read, mapping);
  if (auto sum = dyn_cast<solver::SumOp>(op))
    return cloneSum(sum, mapping);
  return simplify(builder.clone(op, mapping));
}

Value KernelConverter::cloneBody(Block &body, ValueRange indices,
                                 IRMapping mapping) {
  for (auto [argument, index] : llvm::zip(body.getArguments(), indices))
    mapping.map(argument, index);
  for (Operation &op : body.without_terminator())
    mapping.map(op.getResult(0), cloneOp(op, mapping));
  return mapping.lookupOrDefault(body.getTerminator()->getOperand(0));
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

void KernelConverter::convertMap(solver::MapOp map) {
  auto type = arrayType(map.getResult());
  Planes planes = planesOf(type);
  auto plane = RankedTensorType::get(image, type.getElementType());
  int64_t count = countOf(planes.leading);
  SmallVector<Type> types(planes.whole ? 1 : count, planes.whole ? type : plane);
  auto func = halide::FuncOp::create(
      builder, map.getLoc(), types,
      [&](OpBuilder &nested, Location location, ValueRange indices) {
        OpBuilder::InsertionGuard guard(builder);
        builder.restoreInsertionPoint(nested.saveInsertionPoint());
        SmallVector<Value> values;
        for (size_t p = 0; p < types.size(); ++p) {
          SmallVector<Value> full;
          if (!planes.whole)
            for (int64_t i : unflatten(p, planes.leading))
              full.push_back(indexConstant(i));
          llvm::append_range(full, indices);
          values.push_back(cloneBody(map.getBody().front(), full, constants));
        }
        halide::YieldOp::create(builder, location, values);
      });
  planes.values.assign(func.getResults().begin(), func.getResults().end());
  arrays[map.getResult()] = planes;
}

void KernelConverter::convertReduces(ArrayRef<solver::ReduceOp> reduces) {
  if (reduces.empty())
    return;
  SmallVector<halide::Combine> kinds;
  SmallVector<Type> types;
  for (solver::ReduceOp reduce : reduces) {
    kinds.push_back(reduce.getKind() == solver::Reduction::max
                        ? halide::Combine::max
                        : halide::Combine::sum);
    types.push_back(reduce.getType());
  }
  auto converted = halide::ReduceOp::create(
      builder, kernel.getLoc(), kinds, image, types,
      [&](OpBuilder &nested, Location location, ValueRange indices) {
        OpBuilder::InsertionGuard guard(builder);
        builder.restoreInsertionPoint(nested.saveInsertionPoint());
        SmallVector<Value> values;
        for (auto [step, kind] : llvm::zip(reduces, kinds)) {
          solver::ReduceOp reduce = step;
          ArrayRef<int64_t> extents = reduce.getExtents();
          ArrayRef<int64_t> leading = extents.drop_back(image.size());
          Value total;
          for (int64_t p = 0; p < countOf(leading); ++p) {
            SmallVector<Value> full;
            for (int64_t i : unflatten(p, leading))
              full.push_back(indexConstant(i));
            llvm::append_range(full, indices);
            Value value = cloneBody(reduce.getBody().front(), full, constants);
            Type wide = arrayType(reduce.getResult()).getElementType();
            if (value.getType() != wide)
              value = arith::ExtFOp::create(builder, location, wide, value);
            if (!total)
              total = value;
            else if (kind == halide::Combine::max)
              total = arith::MaximumFOp::create(builder, location, total,
                                                value);
            else
              total = arith::AddFOp::create(builder, location, total, value);
          }
          values.push_back(total);
        }
        halide::YieldOp::create(builder, location, values);
      });
  for (auto [step, result] : llvm::zip(reduces, converted.getResults())) {
    solver::ReduceOp reduce = step;
    Planes planes;
    planes.whole = true;
    planes.values.push_back(result);
    arrays[reduce.getResult()] = planes;
  }
}

SmallVector<Value> KernelConverter::gatherOutputs() {
  // All arrays that leave the kernel are one sweep: one func that reads them.
  SmallVector<Value> arraysOut, returned;
  SmallVector<Type> types;
  Operation *yield = kernel.getBody().front().getTerminator();
  for (Value output : yield->getOperands())
    if (isa<solver::MapOp>(output.getDefiningOp()))
      for (Value plane : arrays[output].values) {
        arraysOut.push_back(plane);
        types.push_back(plane.getType());
      }
  SmallVector<Value> swept;
  if (!arraysOut.empty()) {
    auto sweep = halide::FuncOp::create(
        builder, kernel.getLoc(), types,
        [&](OpBuilder &nested, Location location, ValueRange indices) {
          SmallVector<Value> values;
          for (Value plane : arraysOut)
            values.push_back(halide::ReadOp::create(
                nested, location, arrayType(plane).getElementType(), plane,
                indices));
          halide::YieldOp::create(nested, location, values);
        });
    swept.assign(sweep.getResults().begin(), sweep.getResults().end());
  }
  size_t next = 0;
  for (Value output : yield->getOperands()) {
    size_t count = arrays[output].values.size();
    if (isa<solver::MapOp>(output.getDefiningOp())) {
      for (size_t i = 0; i < count; ++i)
        returned.push_back(swept[next++]);
    } else {
      returned.push_back(arrays[output].values.front());
    }
  }
  return returned;
}

//===----------------------------------------------------------------------===//
// The pipeline
//===----------------------------------------------------------------------===//

void KernelConverter::buildPipeline(ArrayRef<Value> inputs) {
  SmallVector<Type> argumentTypes, resultTypes;
  for (Value input : inputs) {
    auto type = arrayType(input);
    Planes planes = planesOf(type);
    if (type.getRank() == 0)
      argumentTypes.push_back(type.getElementType());
    else if (planes.whole)
      argumentTypes.push_back(type);
    else
      argumentTypes.append(countOf(planes.leading),
                           RankedTensorType::get(image, type.getElementType()));
    arrays[input] = planes;
  }
  for (Value output : kernel.getBody().front().getTerminator()->getOperands()) {
    auto type = arrayType(output);
    if (type.getRank() == 0)
      resultTypes.push_back(type);
    else
      resultTypes.append(countOf(type.getShape().drop_back(imageRank)),
                         RankedTensorType::get(image, type.getElementType()));
  }
  auto program = kernel->getParentOfType<solver::ProgramOp>();
  builder.setInsertionPoint(program);
  pipeline = halide::PipelineOp::create(
      builder, kernel.getLoc(), name,
      builder.getFunctionType(argumentTypes, resultTypes));
  if (pipeline.getBody().empty())
    pipeline.getBody().emplaceBlock();
  Block &block = pipeline.getBody().front();
  if (block.getNumArguments() == 0)
    block.addArguments(argumentTypes,
                       SmallVector<Location>(argumentTypes.size(),
                                             kernel.getLoc()));
  size_t next = 0;
  for (Value input : inputs) {
    Planes &planes = arrays[input];
    int64_t count = planes.whole ? 1 : countOf(planes.leading);
    for (int64_t p = 0; p < count; ++p)
      planes.values.push_back(block.getArgument(next++));
  }
  builder.setInsertionPointToEnd(&block);
  for (Value number : numbers)
    builder.clone(*number.getDefiningOp(), constants);
}

solver::CallOp KernelConverter::convert() {
  findImage();
  SmallVector<Value> inputs = findInputs();
  buildPipeline(inputs);
  SmallVector<solver::ReduceOp> reduces;
  for (Operation &op : kernel.getBody().front().without_terminator()) {
    if (auto map = dyn_cast<solver::MapOp>(op))
      convertMap(map);
    else
      reduces.push_back(cast<solver::ReduceOp>(op));
  }
  convertReduces(reduces);
  SmallVector<Value> outputs = gatherOutputs();
  halide::ReturnOp::create(builder, kernel.getLoc(), outputs);

  SmallVector<int64_t> operandPlanes, resultPlanes;
  for (Value input : inputs)
    operandPlanes.push_back(arrays[input].values.size());
  for (Value output : kernel.getBody().front().getTerminator()->getOperands())
    resultPlanes.push_back(arrays[output].values.size());
  auto apart = [](ArrayRef<int64_t> planes) {
    return llvm::count_if(planes, [](int64_t count) { return count > 1; });
  };
  emitRewrite(kernel.getLoc(), "convert-solver-to-halide",
              "a kernel is one pipeline, @" + name,
              Twine(inputs.size()) + " arrays and numbers in, " +
                  Twine(resultPlanes.size()) + " out; components of " +
                  Twine(apart(operandPlanes) + apart(resultPlanes)) +
                  " are separate planes");
  builder.setInsertionPoint(kernel);
  return solver::CallOp::create(builder, kernel.getLoc(),
                                kernel.getResultTypes(), name, inputs,
                                operandPlanes, resultPlanes);
}

LogicalResult proxc::convertSolverToHalide(solver::ProgramOp program) {
  SmallVector<solver::KernelOp> kernels;
  program.walk([&](solver::KernelOp kernel) { kernels.push_back(kernel); });
  for (auto [i, kernel] : llvm::enumerate(kernels)) {
    // The position in the program is part of a profile's reading.
    std::string name =
        (program.getSymName() + "_kernel" + std::to_string(i)).str();
    solver::CallOp call = KernelConverter(kernel, name).convert();
    kernel->replaceAllUsesWith(call->getResults());
    kernel->erase();
  }
  return success();
}
