//===- Stack.cpp - stacks of listed operators as steps ----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The results of the parts are put together by one map that selects by the
// index along the stacked axis, a constant once that axis is unrolled.
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"

using namespace proxc;
using namespace proxc::lowering;

namespace {

using Streams = SmallVector<Stream, 4>;

/// The arrays laid along a new axis.
Stream stack(StepBuilder &steps, RankedTensorType type, const Streams &parts,
             int64_t axis) {
  return steps.map(type, parts, [&](Body &body, ValueRange index) -> Value {
    SmallVector<Value, 6> own = withoutIndex(index, axis);
    Value result;
    for (int64_t i = parts.size() - 1; i >= 0; --i) {
      Value part = body.cast(body.read(parts[i], own), type.getElementType());
      result = result ? body.select(body.equal(index[axis], body.index(i)),
                                    part, result)
                      : part;
    }
    return result;
  });
}

/// Slice i of `x` along `axis`, without the axis.
Stream slice(StepBuilder &steps, const Stream &x, int64_t axis, int64_t i) {
  SmallVector<int64_t, 6> shape(x.getShape());
  shape.erase(shape.begin() + axis);
  return steps.map(RankedTensorType::get(shape, x.getElementType()), {x},
                   [&](Body &body, ValueRange index) {
                     SmallVector<Value, 6> full(index);
                     full.insert(full.begin() + axis, body.index(i));
                     return body.read(x, full);
                   });
}

Stream sum(StepBuilder &steps, RankedTensorType type, const Streams &terms) {
  return steps.map(type, terms, [&](Body &body, ValueRange index) -> Value {
    Value total = body.read(terms.front(), index);
    for (const Stream &term : ArrayRef<Stream>(terms).drop_front())
      total = body.add(total, body.read(term, index));
    return body.cast(total, type.getElementType());
  });
}

/// The sum of the diagonals of the parts' A* A.
FailureOr<Stream> sumOfGrams(Operation *op, StepBuilder &steps,
                             const Basis &basis) {
  Streams terms;
  for (Value part : op->getOperands()) {
    FailureOr<Stream> gram = gramDiagonalOf(steps, part, basis);
    if (failed(gram))
      return failure();
    terms.push_back(*gram);
  }
  return sum(steps, gramType(domainOf(op), basis), terms);
}

/// The axes that any of the parts mixes; they act on one space.
SmallVector<int64_t, 6> mixedByAny(Operation *op) {
  SmallVector<int64_t, 6> axes;
  for (Value part : op->getOperands())
    for (int64_t axis : mixedAxesOf(part))
      if (!llvm::is_contained(axes, axis))
        axes.push_back(axis);
  return axes;
}

/// The diagonals of the parts' A* P A, each with its part of the weights (null:
/// ones), which `weightsOf` takes.
FailureOr<Streams>
normalDiagonals(Operation *op, StepBuilder &steps, const Stream &weights,
                llvm::function_ref<Stream(size_t)> weightsOf) {
  Streams diagonals;
  for (auto [i, part] : llvm::enumerate(op->getOperands())) {
    FailureOr<Stream> own =
        normalDiagonalOf(steps, part, weights ? weightsOf(i) : weights);
    if (failed(own))
      return failure();
    diagonals.push_back(*own);
  }
  return diagonals;
}

/// sqrt of the sum of the squares of the parts' norms.
FailureOr<Stream> rootOfSquares(Operation *op, StepBuilder &steps) {
  return boundFromParts(op, steps, [](Body &body, ValueRange values) {
    Value total;
    for (Value value : values) {
      Value square = body.mul(value, value);
      total = total ? body.add(total, square) : square;
    }
    return body.sqrt(total);
  });
}

/// A basis behind one more leading axis, seen from the part.
Basis basisOfPart(const Basis &basis) {
  Basis result = basis;
  for (int64_t &axis : result.axes)
    --axis;
  return result;
}

//===----------------------------------------------------------------------===//
// vstack and hstack
//===----------------------------------------------------------------------===//

/// Every part of x, laid along `axis`.
FailureOr<Stream> applyAndStack(Operation *op, StepBuilder &steps,
                                RankedTensorType type, const Stream &x,
                                int64_t axis, bool adjoint) {
  Streams results;
  for (Value part : op->getOperands()) {
    FailureOr<Stream> result = lowerApply(steps, part, x, adjoint);
    if (failed(result))
      return failure();
    results.push_back(*result);
  }
  return stack(steps, type, results, axis);
}

/// The sum of every part of its slice of x.
FailureOr<Stream> applyAndSum(Operation *op, StepBuilder &steps,
                              RankedTensorType type, const Stream &x,
                              int64_t axis, bool adjoint) {
  Streams terms;
  for (auto [i, part] : llvm::enumerate(op->getOperands())) {
    FailureOr<Stream> term =
        lowerApply(steps, part, slice(steps, x, axis, i), adjoint);
    if (failed(term))
      return failure();
    terms.push_back(*term);
  }
  return sum(steps, type, terms);
}

struct VStackLowering : Lowering<VStackLowering, linop::VStackOp> {
  static int64_t axisOf(Operation *op) {
    return static_cast<int64_t>(cast<linop::VStackOp>(op).getAxis());
  }
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    return applyAndStack(op, steps, rangeOf(op), x, axisOf(op), false);
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    return applyAndSum(op, steps, domainOf(op), y, axisOf(op), true);
  }
  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    return sumOfGrams(op, steps, basis);
  }
  FailureOr<Stream> lowerNormBound(Operation *op, StepBuilder &steps) const {
    return rootOfSquares(op, steps);
  }
  SmallVector<int64_t, 6> getMixedAxes(Operation *op) const {
    return mixedByAny(op);
  }
  FailureOr<Stream> lowerNormalDiagonal(Operation *op, StepBuilder &steps,
                                        const Stream &weights) const {
    FailureOr<Streams> parts =
        normalDiagonals(op, steps, weights, [&](size_t i) {
          return slice(steps, weights, axisOf(op), i);
        });
    if (failed(parts))
      return failure();
    return sum(steps, realType(domainOf(op)), *parts);
  }
};

struct HStackLowering : Lowering<HStackLowering, linop::HStackOp> {
  static int64_t axisOf(Operation *op) {
    return static_cast<int64_t>(cast<linop::HStackOp>(op).getAxis());
  }
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    return applyAndSum(op, steps, rangeOf(op), x, axisOf(op), false);
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    return applyAndStack(op, steps, domainOf(op), y, axisOf(op), true);
  }
  FailureOr<Stream> lowerNormalDiagonal(Operation *op, StepBuilder &steps,
                                        const Stream &weights) const {
    FailureOr<Streams> parts =
        normalDiagonals(op, steps, weights, [&](size_t) { return weights; });
    if (failed(parts))
      return failure();
    return stack(steps, realType(domainOf(op)), *parts, axisOf(op));
  }
  FailureOr<Stream> lowerNormBound(Operation *op, StepBuilder &steps) const {
    return rootOfSquares(op, steps);
  }
};

//===----------------------------------------------------------------------===//
// concat
//===----------------------------------------------------------------------===//

struct ConcatLowering : Lowering<ConcatLowering, linop::ConcatOp> {
  static int64_t axisOf(Operation *op) {
    return static_cast<int64_t>(cast<linop::ConcatOp>(op).getAxis());
  }

  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    int64_t axis = axisOf(op);
    Streams parts;
    SmallVector<int64_t, 4> begins;
    int64_t begin = 0;
    for (Value part : op->getOperands()) {
      FailureOr<Stream> result = lowerApply(steps, part, x);
      if (failed(result))
        return failure();
      parts.push_back(*result);
      begins.push_back(begin);
      begin += result->getShape()[axis];
    }
    return steps.map(
        rangeOf(op), parts, [&](Body &body, ValueRange index) -> Value {
          Value result;
          for (int64_t i = parts.size() - 1; i >= 0; --i) {
            int64_t extent = parts[i].getShape()[axis];
            Value at =
                body.clampIndex(body.addIndex(index[axis], -begins[i]), extent);
            Value part = body.read(parts[i], withIndex(index, axis, at));
            Value end = body.index(begins[i] + extent);
            result =
                result ? body.select(body.less(index[axis], end), part, result)
                       : part;
          }
          return result;
        });
  }

  /// The piece of an array of the range that part `i` makes.
  static Stream pieceOf(Operation *op, StepBuilder &steps, const Stream &y,
                        size_t i) {
    int64_t axis = axisOf(op), begin = 0;
    for (Value part : op->getOperands().take_front(i))
      begin += rangeOf(part.getDefiningOp()).getDimSize(axis);
    RankedTensorType type = linop::withElement(
        rangeOf(op->getOperand(i).getDefiningOp()), y.getElementType());
    return steps.map(type, {y}, [&](Body &body, ValueRange index) -> Value {
      Value at = body.addIndex(index[axis], begin);
      return body.read(y, withIndex(index, axis, at));
    });
  }

  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    Streams terms;
    for (auto [i, part] : llvm::enumerate(op->getOperands())) {
      FailureOr<Stream> term =
          lowerApply(steps, part, pieceOf(op, steps, y, i), /*adjoint=*/true);
      if (failed(term))
        return failure();
      terms.push_back(*term);
    }
    return sum(steps, domainOf(op), terms);
  }

  SmallVector<int64_t, 6> getMixedAxes(Operation *op) const {
    return mixedByAny(op);
  }
  FailureOr<Stream> lowerNormalDiagonal(Operation *op, StepBuilder &steps,
                                        const Stream &weights) const {
    FailureOr<Streams> parts =
        normalDiagonals(op, steps, weights, [&](size_t i) {
          return pieceOf(op, steps, weights, i);
        });
    if (failed(parts))
      return failure();
    return sum(steps, realType(domainOf(op)), *parts);
  }

  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    return sumOfGrams(op, steps, basis);
  }
  FailureOr<Stream> lowerNormBound(Operation *op, StepBuilder &steps) const {
    return rootOfSquares(op, steps);
  }
};

//===----------------------------------------------------------------------===//
// block_diag
//===----------------------------------------------------------------------===//

struct BlockDiagLowering : Lowering<BlockDiagLowering, linop::BlockDiagOp> {
  static FailureOr<Stream> blocks(Operation *op, StepBuilder &steps,
                                  RankedTensorType type, const Stream &x,
                                  bool adjoint) {
    Streams results;
    for (auto [i, part] : llvm::enumerate(op->getOperands())) {
      FailureOr<Stream> result =
          lowerApply(steps, part, slice(steps, x, 0, i), adjoint);
      if (failed(result))
        return failure();
      results.push_back(*result);
    }
    return stack(steps, type, results, 0);
  }

  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    return blocks(op, steps, rangeOf(op), x, false);
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    return blocks(op, steps, domainOf(op), y, true);
  }

  static FailureOr<Stream> diagonal(Operation *op, StepBuilder &steps,
                                    const Basis &basis, bool gram) {
    Streams parts;
    Type element;
    for (Value part : op->getOperands()) {
      FailureOr<Stream> own =
          gram ? gramDiagonalOf(steps, part, basisOfPart(basis))
               : diagonalOf(steps, part, basisOfPart(basis));
      if (failed(own))
        return failure();
      parts.push_back(*own);
      Type next = own->getElementType();
      element = element ? linop::promoteElements(element, next) : next;
    }
    RankedTensorType type =
        gram ? gramType(domainOf(op), basis)
             : linop::withElement(diagonalType(domainOf(op), basis, element),
                                  element);
    return stack(steps, type, parts, 0);
  }
  FailureOr<Stream> lowerDiagonal(Operation *op, StepBuilder &steps,
                                  const Basis &basis) const {
    return diagonal(op, steps, basis, false);
  }
  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    return diagonal(op, steps, basis, true);
  }

  SmallVector<int64_t, 6> getMixedAxes(Operation *op) const {
    SmallVector<int64_t, 6> axes = mixedByAny(op);
    for (int64_t &axis : axes)
      ++axis;
    return axes;
  }
  FailureOr<Stream> lowerNormalDiagonal(Operation *op, StepBuilder &steps,
                                        const Stream &weights) const {
    FailureOr<Streams> parts =
        normalDiagonals(op, steps, weights,
                        [&](size_t i) { return slice(steps, weights, 0, i); });
    if (failed(parts))
      return failure();
    return stack(steps, realType(domainOf(op)), *parts, 0);
  }

  /// The largest of the parts' norms.
  FailureOr<Stream> lowerNormBound(Operation *op, StepBuilder &steps) const {
    return boundFromParts(op, steps, [](Body &body, ValueRange values) {
      Value largest = values.front();
      for (Value value : values.drop_front())
        largest = body.max(largest, value);
      return largest;
    });
  }
};

} // namespace

void lowering::attachStackLowerings(MLIRContext &context) {
  linop::VStackOp::attachInterface<VStackLowering>(context);
  linop::HStackOp::attachInterface<HStackLowering>(context);
  linop::ConcatOp::attachInterface<ConcatLowering>(context);
  linop::BlockDiagOp::attachInterface<BlockDiagLowering>(context);
}
