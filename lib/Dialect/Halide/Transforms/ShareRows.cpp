//===- ShareRows.cpp - results over arguments that windows read -*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A root func runs over strips of rows, from the first row of a strip to the
// last. Before its row y, the ring of a window gets row w = y + high, where the
// root func reads rows y + low to y + high of the window. By then rows before y
// of the strip have their new values, all others of the strip their old ones.
// So what the window reads of an argument, rows w + first to w + last, is old if
//
//   first >= -high, and these rows are in the strip;
//
// which leaves out the rows of a window at the ends of each strip, where it
// reads rows of other strips or is read by these. The values of the window there
// are computed before the strips start, into an array of their own.
//
//===----------------------------------------------------------------------===//

#include "mlir/IR/IRMapping.h"
#include "proxc/Dialect/Halide/Transforms/Passes.h"
#include "proxc/Dialect/Halide/Utils/Access.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace proxc::halide;

namespace {

/// What is to be known of a window that reads arguments which the root func
/// overwrites.
struct Ends {
  FuncOp window;
  /// Rows at the beginning and at the end of each strip that are computed
  /// before the strips start.
  int64_t begin = 0, end = 0;
  /// So is the last row of the array, which is computed again past the border.
  bool lastRow = false;
};

class RowSharing {
public:
  RowSharing(PipelineOp pipeline, ArrayRef<SharedPair> pairs)
      : pipeline(pipeline), pairs(pairs) {}

  std::optional<SmallVector<RankedTensorType>> run();

private:
  bool findRoot();
  bool readsAreOrdered(BlockArgument argument);
  std::optional<Ends> findEnds(FuncOp window);
  int64_t rowsOf(const Ends &ends) const {
    return strips * (ends.begin + ends.end) + ends.lastRow;
  }
  FuncOp computeEnds(const Ends &ends);
  void readEnds(const Ends &ends, FuncOp computed);
  Value constant(OpBuilder &builder, int64_t value) {
    return arith::ConstantIndexOp::create(builder, pipeline.getLoc(), value);
  }

  PipelineOp pipeline;
  ArrayRef<SharedPair> pairs;
  FuncOp root;
  /// The axis of rows, its extent, the rows of a strip and the strips.
  int64_t axis = 0, extent = 0, strip = 0, strips = 0;
  llvm::SmallSetVector<Value, 4> arguments;
  llvm::SmallSetVector<Operation *, 4> windows;
};

} // namespace

/// The func that makes all results, in strips that run side by side.
bool RowSharing::findRoot() {
  Block &block = pipeline.getBody().front();
  auto returned = cast<ReturnOp>(block.back());
  llvm::SmallDenseSet<unsigned, 4> results;
  for (auto [argument, result] : pairs) {
    Value value = returned.getValues()[result];
    auto func = value.getDefiningOp<FuncOp>();
    if (!func || (root && func != root) ||
        value.getType() != block.getArgument(argument).getType() ||
        !arguments.insert(block.getArgument(argument)) ||
        !results.insert(result).second)
      return false;
    root = func;
  }
  std::optional<ScheduleAttr> schedule = root ? root.getSchedule() : std::nullopt;
  if (!schedule || !schedule->getParallel() || schedule->getStrip() <= 0 ||
      schedule->getMarch() >= 0)
    return false;
  ArrayRef<int64_t> shape = root.getShape();
  axis = static_cast<int64_t>(shape.size()) - 2 - schedule->getChannels();
  if (axis < 0)
    return false;
  extent = shape[axis];
  strip = std::min(schedule->getStrip(), extent);
  strips = llvm::divideCeil(extent, strip);
  return true;
}

/// Whether the argument is read by the root func at its own index, and else by
/// rings of its rows only, which are collected.
bool RowSharing::readsAreOrdered(BlockArgument argument) {
  for (Operation *user : argument.getUsers()) {
    auto read = dyn_cast<ReadOp>(user);
    auto reader = read ? read->getParentOfType<FuncOp>() : FuncOp();
    if (!reader)
      return false;
    if (reader == root) {
      if (!isIdentityRead(read, root.getBody()))
        return false;
      continue;
    }
    std::optional<ScheduleAttr> schedule = reader.getSchedule();
    if (!schedule || schedule->getLevel() != Level::sliding ||
        schedule->getStrip() > 0 || reader.getShape() != root.getShape())
      return false;
    windows.insert(reader);
  }
  return true;
}

/// Whether all results are complex, or all real: the root func that computes
/// ends of strips stores them in one loop.
static bool isOfOneKind(FuncOp func) {
  return llvm::all_equal(llvm::map_range(func.getResultTypes(), [](Type type) {
    return isa<ComplexType>(cast<RankedTensorType>(type).getElementType());
  }));
}

std::optional<Ends> RowSharing::findEnds(FuncOp window) {
  if (!isOfOneKind(window))
    return std::nullopt;
  // Rows of the window that the root func wants: where all come before its own,
  // the ring is filled behind it.
  int64_t low = 0, high = -longestReach;
  bool clamps = false;
  for (Operation *user : window->getUsers()) {
    if (user->getParentOfType<FuncOp>() != root)
      return std::nullopt;
    std::optional<Slide> slide =
        slideFrom(cast<ReadOp>(user).getIndices()[axis],
                  root.getBody().getArgument(axis), extent);
    if (!slide)
      return std::nullopt;
    low = std::min(low, slide->low);
    high = std::max(high, slide->high);
    clamps |= slide->border == Slide::Clamp;
  }
  // Rows of arguments that it wants itself.
  int64_t first = 0, last = 0;
  for (ReadOp read : readsIn(window.getBody())) {
    if (read.getArray().getDefiningOp())
      return std::nullopt;
    if (!arguments.contains(read.getArray()))
      continue;
    for (int64_t i = 0; i < axis; ++i)
      if (read.getIndices()[i] != window.getBody().getArgument(i))
        return std::nullopt;
    Value index = read.getIndices()[axis];
    BlockArgument row = window.getBody().getArgument(axis);
    std::optional<Offset> offset = offsetFrom(index, row);
    // Wrapped elsewhere than at the ends of the array, rows of its middle would
    // be read from other strips.
    if (!offset || (holdsWrapped(index) && !slideFrom(index, row, extent)))
      return std::nullopt;
    first = std::min(first, offset->low);
    last = std::max(last, offset->high);
  }
  if (first < -high)
    return std::nullopt;
  Ends ends;
  ends.window = window;
  ends.begin = std::max(-first, high);
  ends.end = std::max(last, -low);
  ends.lastRow = clamps && high > 0 && ends.end == 0;
  return ends;
}

/// Computes the rows at the ends of strips: row s (begin + end) + k of the
/// result is row k of strip s, or for k >= begin row k - begin of its last rows.
FuncOp RowSharing::computeEnds(const Ends &ends) {
  FuncOp window = ends.window;
  OpBuilder builder(window);
  int64_t count = ends.begin + ends.end;
  SmallVector<Type> types;
  SmallVector<int64_t> shape(window.getShape());
  shape[axis] = rowsOf(ends);
  for (Type type : window.getResultTypes())
    types.push_back(RankedTensorType::get(
        shape, cast<RankedTensorType>(type).getElementType()));
  auto func = FuncOp::create(
      builder, window.getLoc(), types,
      [&](OpBuilder &nested, Location location, ValueRange indices) {
        auto number = [&](int64_t value) { return constant(nested, value); };
        Value row = indices[axis], strip = row;
        Value at = number(0);
        if (count > 1) {
          strip = arith::DivSIOp::create(nested, location, row, number(count));
          at = arith::RemSIOp::create(nested, location, row, number(count));
        }
        Value start = arith::MulIOp::create(nested, location, strip,
                                            number(this->strip));
        Value own = arith::AddIOp::create(nested, location, start, at);
        if (ends.end > 0) {
          Value stop = arith::MinSIOp::create(
              nested, location,
              arith::AddIOp::create(nested, location, start,
                                    number(this->strip)),
              number(extent));
          Value fromEnd = arith::AddIOp::create(
              nested, location,
              arith::SubIOp::create(nested, location, stop, number(count)), at);
          Value isFirst = arith::CmpIOp::create(
              nested, location, arith::CmpIPredicate::slt, at,
              number(ends.begin));
          own = ends.begin == 0
                    ? fromEnd
                    : arith::SelectOp::create(nested, location, isFirst, own,
                                              fromEnd)
                          .getResult();
        }
        // The last row, where it is computed too, comes after all strips.
        own = arith::MaxSIOp::create(nested, location, own, number(0));
        own = arith::MinSIOp::create(nested, location, own, number(extent - 1));
        IRMapping mapping;
        mapping.map(window.getBody().getArguments(), indices);
        mapping.map(window.getBody().getArgument(axis), own);
        for (Operation &op : window.getBody().front())
          nested.clone(op, mapping);
      });
  ScheduleAttr schedule = *root.getSchedule();
  func.setScheduleAttr(ScheduleAttr::get(
      func.getContext(), Level::root, /*strip=*/1,
      window.getSchedule()->getVector(), /*march=*/-1, /*wraps=*/false,
      schedule.getChannels(), /*parallel=*/true));
  return func;
}

/// Lets the window take its rows at the ends of strips from `computed`.
void RowSharing::readEnds(const Ends &ends, FuncOp computed) {
  FuncOp window = ends.window;
  Operation *yield = window.getYield();
  OpBuilder builder(yield);
  Location location = window.getLoc();
  auto number = [&](int64_t value) { return constant(builder, value); };
  using Predicate = arith::CmpIPredicate;
  auto compare = [&](Predicate predicate, Value a, Value b) -> Value {
    return arith::CmpIOp::create(builder, location, predicate, a, b);
  };
  auto select = [&](Value condition, Value a, Value b) -> Value {
    return arith::SelectOp::create(builder, location, condition, a, b);
  };
  int64_t count = ends.begin + ends.end;
  Value row = window.getBody().getArgument(axis);
  Value stripOfRow = arith::DivSIOp::create(builder, location, row, number(strip));
  Value within = arith::RemSIOp::create(builder, location, row, number(strip));
  Value isEnd, at;
  if (ends.begin > 0) {
    isEnd = compare(Predicate::slt, within, number(ends.begin));
    at = arith::MinSIOp::create(builder, location, within,
                                number(ends.begin - 1));
  }
  if (ends.end > 0) {
    // Rows of this strip that are left, this one included.
    Value start = arith::MulIOp::create(builder, location, stripOfRow,
                                        number(strip));
    Value stop = arith::MinSIOp::create(
        builder, location,
        arith::AddIOp::create(builder, location, start, number(strip)),
        number(extent));
    Value left = arith::SubIOp::create(builder, location, stop, row);
    Value isLast = compare(Predicate::sle, left, number(ends.end));
    Value fromEnd = arith::MaxSIOp::create(
        builder, location,
        arith::SubIOp::create(builder, location, number(count), left),
        number(ends.begin));
    at = at ? select(isEnd, at, fromEnd) : fromEnd;
    isEnd = isEnd ? arith::OrIOp::create(builder, location, isEnd, isLast)
                        .getResult()
                  : isLast;
  }
  Value from = arith::AddIOp::create(
      builder, location,
      arith::MulIOp::create(builder, location, stripOfRow, number(count)), at);
  if (ends.lastRow) {
    Value isLast = compare(Predicate::sle, number(extent - 1), row);
    isEnd = arith::OrIOp::create(builder, location, isEnd, isLast);
    from = select(isLast, number(strips * count), from);
  }
  // Bounds of quotients and remainders are lost on Halide.
  from = arith::MaxSIOp::create(builder, location, from, number(0));
  from = arith::MinSIOp::create(builder, location, from,
                                number(rowsOf(ends) - 1));
  SmallVector<Value> indices(window.getBody().getArguments());
  indices[axis] = from;
  for (auto [i, result] : llvm::enumerate(computed.getResults())) {
    Type element = cast<RankedTensorType>(result.getType()).getElementType();
    Value known = ReadOp::create(builder, location, element, result, indices);
    yield->setOperand(i, select(isEnd, known, yield->getOperand(i)));
  }
}

std::optional<SmallVector<RankedTensorType>> RowSharing::run() {
  if (pairs.empty() || !findRoot())
    return std::nullopt;
  for (Value argument : arguments)
    if (!readsAreOrdered(cast<BlockArgument>(argument)))
      return std::nullopt;
  SmallVector<Ends> found;
  for (Operation *window : windows) {
    std::optional<Ends> ends = findEnds(cast<FuncOp>(window));
    // More rows would cost more than sharing gains.
    if (!ends || 4 * rowsOf(*ends) > extent)
      return std::nullopt;
    if (rowsOf(*ends) > 0)
      found.push_back(*ends);
  }
  SmallVector<RankedTensorType> added;
  auto returned = cast<ReturnOp>(pipeline.getBody().front().back());
  for (const Ends &ends : found) {
    FuncOp computed = computeEnds(ends);
    readEnds(ends, computed);
    for (Value result : computed.getResults()) {
      added.push_back(cast<RankedTensorType>(result.getType()));
      returned.getValuesMutable().append(result);
      (void)pipeline.insertResult(pipeline.getNumResults(), result.getType(),
                                  DictionaryAttr());
    }
  }
  for (auto [argument, result] : pairs)
    pipeline.setInPlaceArgument(result, argument);
  return added;
}

std::optional<SmallVector<RankedTensorType>>
proxc::halide::shareRows(PipelineOp pipeline, ArrayRef<SharedPair> pairs) {
  return RowSharing(pipeline, pairs).run();
}
