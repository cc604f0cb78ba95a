//===- Index.cpp - pad crop subsample reshape ... as steps ------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operators that only move entries: one map each, forward and adjoint, both
// written as gathers.
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"

using namespace proxc;
using namespace proxc::lowering;

namespace {

using Indices = SmallVector<Value, 6>;

/// y[i] = x[index] where the condition holds (null: everywhere), else 0. The
/// index lies inside whatever the condition.
struct Source {
  Indices index;
  Value condition;
};

Stream gather(StepBuilder &steps, RankedTensorType type, const Stream &x,
              llvm::function_ref<Source(Body &, ValueRange)> source) {
  return steps.map(type, {x}, [&](Body &body, ValueRange index) -> Value {
    Source from = source(body, index);
    if (!from.condition)
      return body.read(x, from.index);
    Value entry = body.read(x, from.index);
    return body.select(from.condition, entry, body.real(0.0, entry.getType()));
  });
}

void require(Body &body, Value &condition, Value also) {
  condition = condition ? body.both(condition, also) : also;
}

/// y[i] = x[i - low] inside, else 0.
Stream padArray(StepBuilder &steps, RankedTensorType type, const Stream &x,
                ArrayRef<int64_t> low) {
  return gather(steps, type, x, [&](Body &body, ValueRange index) {
    Source from;
    for (auto [axis, value] : llvm::enumerate(index)) {
      int64_t extent = x.getShape()[axis];
      if (type.getDimSize(axis) == extent) {
        from.index.push_back(value);
        continue;
      }
      Value moved = body.addIndex(value, -low[axis]);
      require(body, from.condition, body.inside(moved, extent));
      from.index.push_back(body.clampIndex(moved, extent));
    }
    return from;
  });
}

/// y[i] = x[i + offsets].
Stream cropArray(StepBuilder &steps, RankedTensorType type, const Stream &x,
                 ArrayRef<int64_t> offsets) {
  return gather(steps, type, x, [&](Body &body, ValueRange index) {
    Source from;
    for (auto [value, offset] : llvm::zip(index, offsets))
      from.index.push_back(body.addIndex(value, offset));
    return from;
  });
}

struct PadLowering : Lowering<PadLowering, linop::PadOp> {
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    return padArray(steps, rangeOf(op), x, cast<linop::PadOp>(op).getLow());
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    return cropArray(steps, domainOf(op), y, cast<linop::PadOp>(op).getLow());
  }
  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    return steps.splat(gramType(domainOf(op), basis), 1.0);
  }
};

struct CropLowering : Lowering<CropLowering, linop::CropOp> {
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    return cropArray(steps, rangeOf(op), x,
                     cast<linop::CropOp>(op).getOffsets());
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    return padArray(steps, domainOf(op), y,
                    cast<linop::CropOp>(op).getOffsets());
  }
  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    return diagonalByProbing(steps, op, basis, /*gram=*/true);
  }
};

//===----------------------------------------------------------------------===//
// subsample
//===----------------------------------------------------------------------===//

struct SubsampleLowering : Lowering<SubsampleLowering, linop::SubsampleOp> {
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    ArrayRef<int64_t> strides = cast<linop::SubsampleOp>(op).getSteps();
    return gather(steps, rangeOf(op), x, [&](Body &body, ValueRange index) {
      Source from;
      for (auto [axis, value] : llvm::enumerate(index)) {
        int64_t first = strides[axis] < 0 ? x.getShape()[axis] - 1 : 0;
        from.index.push_back(
            body.addIndex(body.mulIndex(value, strides[axis]), first));
      }
      return from;
    });
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    ArrayRef<int64_t> strides = cast<linop::SubsampleOp>(op).getSteps();
    RankedTensorType domain = domainOf(op);
    return gather(steps, domain, y, [&](Body &body, ValueRange index) {
      Source from;
      for (auto [axis, value] : llvm::enumerate(index)) {
        int64_t stride = strides[axis];
        // The distance from where counting begins, which never passes the
        // last sample's.
        Value distance =
            stride < 0
                ? body.subIndex(body.index(domain.getDimSize(axis) - 1), value)
                : value;
        stride = std::abs(stride);
        from.index.push_back(body.divIndex(distance, stride));
        if (stride != 1)
          require(body, from.condition,
                  body.equal(body.modIndex(distance, stride), body.index(0)));
      }
      return from;
    });
  }
  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    return diagonalByProbing(steps, op, basis, /*gram=*/true);
  }
};

//===----------------------------------------------------------------------===//
// reshape and transpose
//===----------------------------------------------------------------------===//

/// The axes with more than one entry, which alone decide about an index.
SmallVector<int64_t, 6> nonUnitAxes(ArrayRef<int64_t> shape) {
  SmallVector<int64_t, 6> axes;
  for (auto [axis, extent] : llvm::enumerate(shape))
    if (extent != 1)
      axes.push_back(axis);
  return axes;
}

/// The row-major position over `axes` of `index`.
Value linearIndex(Body &body, ValueRange index, ArrayRef<int64_t> shape,
                  ArrayRef<int64_t> axes) {
  Value position = index[axes.front()];
  for (int64_t axis : axes.drop_front())
    position = body.addIndex(body.mulIndex(position, shape[axis]), index[axis]);
  return position;
}

/// The index into `to` of the entry that `index` names in `from`. Axes are
/// matched in groups of equal size, so only axes that are really merged or
/// split cost a division.
Indices reshapeIndex(Body &body, ValueRange index, ArrayRef<int64_t> from,
                     ArrayRef<int64_t> to) {
  Indices result;
  for (size_t axis = 0; axis < to.size(); ++axis)
    result.push_back(body.index(0));
  auto sources = nonUnitAxes(from), targets = nonUnitAxes(to);
  size_t s = 0, t = 0;
  while (s < sources.size() && t < targets.size()) {
    size_t sourceBegin = s, targetBegin = t;
    int64_t sourceSize = from[sources[s++]], targetSize = to[targets[t++]];
    while (sourceSize != targetSize) {
      if (sourceSize < targetSize)
        sourceSize *= from[sources[s++]];
      else
        targetSize *= to[targets[t++]];
    }
    auto group = ArrayRef<int64_t>(sources).slice(sourceBegin, s - sourceBegin);
    Value position = linearIndex(body, index, from, group);
    for (size_t axis = t - 1; axis > targetBegin; --axis) {
      int64_t extent = to[targets[axis]];
      result[targets[axis]] = body.modIndex(position, extent);
      position = body.divIndex(position, extent);
    }
    result[targets[targetBegin]] = position;
  }
  return result;
}

Stream reshapeArray(StepBuilder &steps, RankedTensorType type,
                    const Stream &x) {
  return gather(steps, type, x, [&](Body &body, ValueRange index) {
    return Source{reshapeIndex(body, index, type.getShape(), x.getShape()), {}};
  });
}

struct ReshapeLowering : Lowering<ReshapeLowering, linop::ReshapeOp> {
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    return reshapeArray(steps, rangeOf(op), x);
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    return reshapeArray(steps, domainOf(op), y);
  }
  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    return steps.splat(gramType(domainOf(op), basis), 1.0);
  }
};

struct TransposeLowering : Lowering<TransposeLowering, linop::TransposeOp> {
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    ArrayRef<int64_t> order = cast<linop::TransposeOp>(op).getOrder();
    return gather(steps, rangeOf(op), x, [&](Body &, ValueRange index) {
      Indices from(index);
      for (auto [axis, source] : llvm::enumerate(order))
        from[source] = index[axis];
      return Source{from, {}};
    });
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    ArrayRef<int64_t> order = cast<linop::TransposeOp>(op).getOrder();
    return gather(steps, domainOf(op), y, [&](Body &, ValueRange index) {
      Indices from;
      for (int64_t source : order)
        from.push_back(index[source]);
      return Source{from, {}};
    });
  }
  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    return steps.splat(gramType(domainOf(op), basis), 1.0);
  }
};

//===----------------------------------------------------------------------===//
// broadcast
//===----------------------------------------------------------------------===//

struct BroadcastLowering : Lowering<BroadcastLowering, linop::BroadcastOp> {
  /// Range axes along which the entries of the domain repeat.
  static SmallVector<int64_t, 6> repeatedAxes(linop::BroadcastOp op) {
    SmallVector<int64_t, 6> result;
    ArrayRef<int64_t> axes = op.getAxes();
    for (int64_t axis = 0; axis < op.getRange().getRank(); ++axis) {
      const int64_t *position = llvm::find(axes, axis);
      bool isNew = position == axes.end();
      int64_t own =
          isNew ? 1 : op.getDomain().getDimSize(position - axes.begin());
      if (own != op.getRange().getDimSize(axis))
        result.push_back(axis);
    }
    return result;
  }

  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    ArrayRef<int64_t> axes = cast<linop::BroadcastOp>(op).getAxes();
    return gather(steps, rangeOf(op), x, [&](Body &body, ValueRange index) {
      Source from;
      for (auto [axis, target] : llvm::enumerate(axes))
        from.index.push_back(x.getShape()[axis] == 1 ? body.index(0)
                                                     : index[target]);
      return from;
    });
  }

  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    auto broadcast = cast<linop::BroadcastOp>(op);
    ArrayRef<int64_t> axes = broadcast.getAxes();
    auto repeated = repeatedAxes(broadcast);
    SmallVector<int64_t, 6> extents;
    for (int64_t axis : repeated)
      extents.push_back(y.getShape()[axis]);
    RankedTensorType domain = domainOf(op);
    return steps.map(domain, {y}, [&](Body &body, ValueRange index) -> Value {
      auto read = [&](Body &inner, ValueRange members) {
        Indices full;
        for (size_t axis = 0; axis < y.getShape().size(); ++axis)
          full.push_back(inner.index(0));
        for (auto [axis, target] : llvm::enumerate(axes))
          full[target] = index[axis];
        for (auto [member, axis] : llvm::zip(members, repeated))
          full[axis] = member;
        return inner.read(y, full);
      };
      if (repeated.empty())
        return read(body, {});
      return body.sum(extents, domain.getElementType(), read);
    });
  }

  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    auto broadcast = cast<linop::BroadcastOp>(op);
    double count = 1;
    for (int64_t axis : repeatedAxes(broadcast))
      count *= static_cast<double>(broadcast.getRange().getDimSize(axis));
    return steps.splat(gramType(domainOf(op), basis), count);
  }
};

//===----------------------------------------------------------------------===//
// index_map
//===----------------------------------------------------------------------===//

struct IndexMapLowering : Lowering<IndexMapLowering, linop::IndexMapOp> {
  /// value / divisor for a divisor other than 0, and the condition that it
  /// leaves no remainder (null: it never does).
  static Value divide(Body &body, Value value, int64_t divisor,
                      Value &condition) {
    if (divisor < 0) {
      value = body.mulIndex(value, -1);
      divisor = -divisor;
    }
    if (divisor != 1)
      require(body, condition,
              body.equal(body.modIndex(value, divisor), body.index(0)));
    return body.divIndex(value, divisor);
  }

  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    auto map = cast<linop::IndexMapOp>(op);
    Stream weights;
    if (failed(findWeights(map, steps, weights)))
      return failure();
    SmallVector<Stream, 2> inputs{x};
    if (weights)
      inputs.push_back(weights);
    Type element = rangeOf(op).getElementType();
    return steps.map(rangeOf(op), inputs, [&](Body &body, ValueRange index) {
      Value condition;
      Indices from;
      for (auto [axis, source] : llvm::enumerate(map.getSource())) {
        int64_t offset = map.getOffset()[axis];
        if (source < 0) {
          from.push_back(body.index(fixedPosition(map, axis)));
          if (isFixedOutside(map, axis))
            require(body, condition, never(body));
          continue;
        }
        Value s = body.addIndex(
            body.mulIndex(index[source], map.getMul()[axis]), offset);
        s = divide(body, s, map.getDiv()[axis], condition);
        if (mayLeave(map, axis))
          require(body, condition, body.inside(s, x.getShape()[axis]));
        from.push_back(condition ? body.clampIndex(s, x.getShape()[axis]) : s);
      }
      Value entry = body.read(x, from);
      if (weights)
        entry = body.mul(castWeight(body, body.read(weights, index), element),
                         entry);
      entry = body.cast(entry, element);
      if (!condition)
        return entry;
      return body.select(condition, entry, body.real(0.0, element));
    });
  }

  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    auto map = cast<linop::IndexMapOp>(op);
    Stream weights;
    if (failed(findWeights(map, steps, weights)))
      return failure();
    SmallVector<Stream, 2> inputs{y};
    if (weights)
      inputs.push_back(weights);
    RankedTensorType domain = domainOf(op);
    SmallVector<int64_t, 6> free = freeAxes(map), extents;
    for (int64_t axis : free)
      extents.push_back(y.getShape()[axis]);
    return steps.map(domain, inputs, [&](Body &body, ValueRange index) {
      Value condition;
      Indices from = invert(body, map, index, condition);
      auto term = [&](Body &inner, ValueRange members) -> Value {
        Indices full = from;
        for (auto [member, axis] : llvm::zip(members, free))
          full[axis] = member;
        Value entry = inner.read(y, full);
        if (weights)
          entry =
              inner.mul(inner.conj(castWeight(inner, inner.read(weights, full),
                                              y.getElementType())),
                        entry);
        return inner.cast(entry, domain.getElementType());
      };
      Value sum = free.empty()
                      ? term(body, {})
                      : body.sum(extents, domain.getElementType(), term);
      if (!condition)
        return sum;
      return body.select(condition, sum,
                         body.real(0.0, domain.getElementType()));
    });
  }

  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    if (auto factor = cast<linop::IndexMapOp>(op).getIsometryFactor())
      return steps.splat(gramType(domainOf(op), basis), *factor);
    return diagonalByProbing(steps, op, basis, /*gram=*/true);
  }

  /// |w| times the root of the number of outputs that read one input.
  FailureOr<Stream> lowerNormBound(Operation *op, StepBuilder &steps) const {
    FailureOr<Stream> closed = closedNormBound(op, steps);
    if (succeeded(closed))
      return closed;
    auto map = cast<linop::IndexMapOp>(op);
    Stream weights;
    if (failed(findWeights(map, steps, weights)) || !weights)
      return failure();
    double repetitions = 1;
    for (int64_t axis : freeAxes(map))
      repetitions *= static_cast<double>(map.getRange().getDimSize(axis));
    return steps.scalar({largestModulus(steps, weights)},
                        [&](Body &body, ValueRange largest) {
                          return body.mul(largest.front(),
                                          body.real(std::sqrt(repetitions),
                                                    largest.front().getType()));
                        });
  }

private:
  static LogicalResult findWeights(linop::IndexMapOp map, StepBuilder &steps,
                                   Stream &weights) {
    if (!map.getWeights())
      return success();
    FailureOr<Stream> found = steps.value(map.getWeights());
    if (failed(found))
      return failure();
    weights = *found;
    return success();
  }

  /// The weight in the precision of `element`, real or complex as it is.
  static Value castWeight(Body &body, Value weight, Type element) {
    Type real = linop::realElement(element);
    if (isComplex(weight.getType()))
      return body.cast(weight, mlir::ComplexType::get(real));
    return body.cast(weight, real);
  }

  static Value never(Body &body) {
    return body.less(body.index(0), body.index(0));
  }

  /// Where the only index of an axis without a source lies; 0 if outside.
  static int64_t fixedPosition(linop::IndexMapOp map, int64_t axis) {
    return isFixedOutside(map, axis)
               ? 0
               : map.getOffset()[axis] / map.getDiv()[axis];
  }
  static bool isFixedOutside(linop::IndexMapOp map, int64_t axis) {
    int64_t offset = map.getOffset()[axis], div = map.getDiv()[axis];
    return offset % div != 0 || offset < 0 ||
           offset / div >= map.getDomain().getDimSize(axis);
  }

  /// Range axes that no axis of the domain follows.
  static SmallVector<int64_t, 6> freeAxes(linop::IndexMapOp map) {
    SmallVector<int64_t, 6> result;
    for (int64_t axis = 0; axis < map.getRange().getRank(); ++axis)
      if (!llvm::is_contained(map.getSource(), axis))
        result.push_back(axis);
    return result;
  }

  /// True where some index of the range leads outside the domain along `axis`.
  static bool mayLeave(linop::IndexMapOp map, int64_t axis) {
    int64_t last = map.getRange().getDimSize(map.getSource()[axis]) - 1;
    int64_t mul = map.getMul()[axis], offset = map.getOffset()[axis];
    int64_t low = std::min<int64_t>(0, mul * last) + offset;
    int64_t high = std::max<int64_t>(0, mul * last) + offset;
    int64_t extent = map.getDomain().getDimSize(axis);
    return low < 0 || high / map.getDiv()[axis] >= extent;
  }

  /// The range index that reads the domain entry `index` (free axes: 0), and
  /// the condition that there is one.
  static Indices invert(Body &body, linop::IndexMapOp map, ValueRange index,
                        Value &condition) {
    ArrayRef<int64_t> shape = map.getRange().getShape();
    Indices result(shape.size());
    for (auto [axis, source] : llvm::enumerate(map.getSource())) {
      if (source < 0) {
        require(body, condition,
                isFixedOutside(map, axis)
                    ? never(body)
                    : body.equal(index[axis],
                                 body.index(fixedPosition(map, axis))));
        continue;
      }
      Value numerator =
          body.addIndex(body.mulIndex(index[axis], map.getDiv()[axis]),
                        -map.getOffset()[axis]);
      Value r = divide(body, numerator, map.getMul()[axis], condition);
      require(body, condition, body.inside(r, shape[source]));
      if (result[source])
        require(body, condition, body.equal(result[source], r));
      else
        result[source] = r;
    }
    for (auto [value, extent] : llvm::zip(result, shape))
      value = value ? body.clampIndex(value, extent) : body.index(0);
    return result;
  }
};

} // namespace

void lowering::attachIndexLowerings(MLIRContext &context) {
  linop::PadOp::attachInterface<PadLowering>(context);
  linop::CropOp::attachInterface<CropLowering>(context);
  linop::SubsampleOp::attachInterface<SubsampleLowering>(context);
  linop::ReshapeOp::attachInterface<ReshapeLowering>(context);
  linop::TransposeOp::attachInterface<TransposeLowering>(context);
  linop::BroadcastOp::attachInterface<BroadcastLowering>(context);
  linop::IndexMapOp::attachInterface<IndexMapLowering>(context);
}
