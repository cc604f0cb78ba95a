//===- Reduce.cpp - numbers of whole arrays ---------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A reduction has partial results for each strip of rows and each lane of a
// vector; these are combined at the end, in order. Strips and lanes follow from
// extents and schedule alone, so the bits do not depend on the threads.
//
//===----------------------------------------------------------------------===//

#include "Stages.h"
#include "proxc/Dialect/Halide/Utils/Access.h"
#include <limits>

using namespace mlir;
using namespace proxc::target;
using proxc::halide::Combine;
using proxc::halide::ReduceOp;
namespace H = Halide;
using H::Expr;
using H::Var;

namespace {

/// How one result is accumulated: a value, for sums in f32 followed by what
/// was lost so far (Kahan).
struct Accumulator {
  H::Type type;
  Combine kind;

  bool compensated() const {
    return kind == Combine::sum && type == H::Float(32);
  }
  unsigned size() const { return compensated() ? 2 : 1; }

  /// Finite: Halide keeps infinities in its runtime, which kernels have not.
  Expr lowest() const {
    return H::Internal::make_const(
        type, type.bits() == 64 ? -std::numeric_limits<double>::max()
                                : -std::numeric_limits<float>::max());
  }

  void identity(std::vector<Expr> &entries) const {
    entries.push_back(kind == Combine::max ? lowest()
                                           : H::Internal::make_zero(type));
    if (compensated())
      entries.push_back(H::Internal::make_zero(type));
  }

  /// Pushes `before` (size() entries) combined with `term`.
  void add(std::vector<Expr> &entries, ArrayRef<Expr> before,
           Expr term) const {
    if (kind == Combine::max) {
      entries.push_back(H::max(before[0], term));
      return;
    }
    if (!compensated()) {
      entries.push_back(before[0] + term);
      return;
    }
    Expr y = H::strict_float(term - before[1]);
    Expr sum = H::strict_float(before[0] + y);
    entries.push_back(sum);
    entries.push_back(H::strict_float((sum - before[0]) - y));
  }
};

std::vector<Expr> entriesOf(H::Func &func, const std::vector<Expr> &at) {
  if (func.outputs() == 1)
    return {Expr(func(at))};
  std::vector<Expr> entries;
  for (int i = 0; i < func.outputs(); ++i)
    entries.push_back(func(at)[i]);
  return entries;
}

} // namespace

/// The index of each axis before the last, from the number of the row.
static SmallVector<Expr> rowIndices(Expr row, ArrayRef<int64_t> shape) {
  SmallVector<Expr> indices(shape.size() - 1);
  for (unsigned axis = shape.size() - 1; axis-- > 0;) {
    int extent = static_cast<int>(shape[axis]);
    indices[axis] = axis == 0 ? row : row % extent;
    row = row / extent;
  }
  return indices;
}

H::Func StageBuilder::build(ReduceOp op) {
  // Axes after collapsing.
  SmallVector<unsigned> runs =
      proxc::halide::collapsibleAxes(op.getBody(), op.getExtents());
  SmallVector<int64_t> shape;
  unsigned axis = 0;
  for (unsigned run : runs) {
    int64_t extent = 1;
    for (unsigned i = 0; i < run; ++i)
      extent *= op.getExtents()[axis++];
    shape.push_back(extent);
  }
  if (shape.empty()) { // one number
    shape.push_back(1);
  }
  auto schedule = op.getSchedule();
  int lanes = schedule ? schedule->getVector() : 1;
  int width = static_cast<int>(shape.back());
  int rows = 1;
  for (int64_t extent : ArrayRef(shape).drop_back())
    rows *= static_cast<int>(extent);
  bool flat = shape.size() == 1;
  int all = flat ? (width + lanes - 1) / lanes : rows;
  int strip = schedule ? static_cast<int>(schedule->getStrip()) : 0;
  if (flat)
    strip = strip / lanes;
  if (strip <= 0 || strip > all)
    strip = all;
  int strips = (all + strip - 1) / strip;

  // Lane l of step k of row j of strip s.
  Var lane("lane"), stripVar("strip");
  int steps = flat ? strip : (width + lanes - 1) / lanes;
  H::RDom domain(H::Region{{0, steps}, {0, flat ? 1 : strip}});
  Expr step = flat ? stripVar * strip + domain.x : Expr(domain.x);
  Expr column = step * lanes + lane;
  Expr row = stripVar * strip + domain.y;
  bool columnsFit = flat ? strips * strip * lanes == width
                         : steps * lanes == width;
  bool rowsFit = flat || strips * strip == rows;
  Expr inside = H::Internal::const_true();
  if (!columnsFit)
    inside = column < width;
  if (!rowsFit)
    inside = inside && row < rows;

  BodyEmitter body(arrays, bodyOptions(lanes, /*isRoot=*/false));
  SmallVector<Expr> indices;
  if (!flat)
    indices = rowIndices(rowsFit ? row : H::min(row, rows - 1), shape);
  indices.push_back(columnsFit ? column
                               : H::min(H::likely(column), width - 1));
  if (!op.getExtents().empty())
    bindAxes(body, op.getBody(), runs, indices, shape);
  body.setVars({lane, stripVar});
  Block &block = op.getBody().front();
  body.translate(block);

  std::vector<Accumulator> accumulators;
  std::vector<Expr> identities;
  for (unsigned i = 0; i < op.getNumResults(); ++i) {
    Type element =
        cast<RankedTensorType>(op.getResultTypes()[i]).getElementType();
    accumulators.push_back({halideType(element), op.getCombine(i)});
    accumulators.back().identity(identities);
  }
  if (!body.getInner().empty())
    unsupported(op, "sums over too many indices at once");

  H::Func partial("partial");
  partial(lane, stripVar) = H::Tuple(identities);
  std::vector<Expr> before = entriesOf(partial, {lane, stripVar});
  std::vector<Expr> after;
  ArrayRef<Expr> rest(before);
  for (auto [i, accumulator] : llvm::enumerate(accumulators)) {
    Expr term = H::cast(accumulator.type,
                        body.get(block.getTerminator()->getOperand(i)).re);
    Expr neutral = accumulator.kind == Combine::max
                       ? accumulator.lowest()
                       : H::Internal::make_zero(accumulator.type);
    if (!columnsFit || !rowsFit)
      term = H::select(inside, H::likely(term), neutral);
    accumulator.add(after, rest.take_front(accumulator.size()), term);
    rest = rest.drop_front(accumulator.size());
  }
  partial(lane, stripVar) = H::Tuple(after);
  partial.compute_root().store_in(H::MemoryType::Stack);
  partial.bound(lane, 0, lanes).bound(stripVar, 0, strips);
  partial.update().reorder({lane, domain.x, domain.y, stripVar});
  partial.update().partition(domain.y, H::Partition::Never);
  partial.update().partition(stripVar, H::Partition::Never);
  if (lanes > 1) {
    partial.vectorize(lane);
    partial.update().vectorize(lane);
  } else {
    partial.update().partition(domain.x, H::Partition::Never);
  }
  if (schedule && schedule->getParallel() && strips > 1)
    partial.update().parallel(stripVar);

  // The partial results, in order.
  H::Func total("total");
  std::vector<Expr> none;
  total() = H::Tuple(identities);
  H::RDom all2(H::Region{{0, lanes}, {0, strips}});
  std::vector<Expr> parts = entriesOf(partial, {all2.x, all2.y});
  before = entriesOf(total, none);
  after.clear();
  unsigned entry = 0;
  for (const Accumulator &accumulator : accumulators) {
    Expr part = parts[entry];
    if (accumulator.compensated())
      part = part - parts[entry + 1];
    accumulator.add(after,
                    ArrayRef(before).slice(entry, accumulator.size()), part);
    entry += accumulator.size();
  }
  total() = H::Tuple(after);
  total.compute_root().store_in(H::MemoryType::Stack);

  H::Func result("totals");
  std::vector<Expr> results;
  std::vector<Expr> sums = entriesOf(total, none);
  entry = 0;
  for (const Accumulator &accumulator : accumulators) {
    results.push_back(sums[entry]);
    entry += accumulator.size();
  }
  result() = H::Tuple(results);
  return result;
}
