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
using H::TailStrategy;
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

  Expr neutral() const {
    return kind == Combine::max ? lowest() : H::Internal::make_zero(type);
  }

  void identity(std::vector<Expr> &entries) const {
    entries.push_back(neutral());
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

/// How a reduction is divided: lane l of step k of row j of strip s, and the
/// channels of each. A single axis is one row, its strips count steps.
struct Division {
  Division(ReduceOp op);

  /// Extents of the axes after collapsing, without that of the channels, and
  /// how many make each of them.
  SmallVector<int64_t> shape;
  SmallVector<unsigned> runs;
  bool flat;
  int lanes, width, rows = 1, steps, strip, strips, channels = 1;
  bool hasChannels;
  bool parallel;
  bool columnsFit, rowsFit;

  /// Over channel, step and row, in the order in which they are added: sums
  /// with compensation have no other.
  H::RDom domain() const {
    return H::RDom(H::Region{{0, channels}, {0, steps}, {0, flat ? 1 : strip}});
  }
};

Division::Division(ReduceOp op)
    : runs(proxc::halide::collapsibleAxes(op.getBody(), op.getExtents())) {
  unsigned axis = 0;
  for (unsigned run : runs) {
    int64_t extent = 1;
    for (unsigned i = 0; i < run; ++i)
      extent *= op.getExtents()[axis++];
    shape.push_back(extent);
  }
  if (shape.empty()) // one number
    shape.push_back(1);
  auto schedule = op.getSchedule();
  hasChannels = schedule && schedule->getChannels() && shape.size() > 1;
  if (hasChannels)
    channels = static_cast<int>(shape.pop_back_val());
  lanes = schedule ? schedule->getVector() : 1;
  width = static_cast<int>(shape.back());
  for (int64_t extent : ArrayRef(shape).drop_back())
    rows *= static_cast<int>(extent);
  flat = shape.size() == 1;
  int vectors = (width + lanes - 1) / lanes;
  int all = flat ? vectors : rows;
  strip = schedule ? static_cast<int>(schedule->getStrip()) : 0;
  if (flat)
    strip /= lanes;
  if (strip <= 0 || strip > all)
    strip = all;
  strips = (all + strip - 1) / strip;
  steps = flat ? strip : vectors;
  columnsFit = (flat ? strips * strip : steps) * lanes == width;
  rowsFit = flat || strips * strip == rows;
  parallel = schedule && schedule->getParallel() && strips > 1;
}

std::vector<Expr> entriesOf(H::Func &func, const std::vector<Expr> &at) {
  if (func.outputs() == 1)
    return {Expr(func(at))};
  std::vector<Expr> entries;
  for (int i = 0; i < func.outputs(); ++i)
    entries.push_back(func(at)[i]);
  return entries;
}

} // namespace

static Accumulator accumulatorOf(ReduceOp op, unsigned result) {
  auto type = cast<RankedTensorType>(op.getResultTypes()[result]);
  return {halideType(type.getElementType()), op.getCombine(result)};
}

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

/// Defines `terms`, inlined, over lane, step, row, strip and channel: what each
/// result adds there, `neutral` outside of the array. Returns the func of what
/// the terms share, if any.
static std::optional<H::Func>
defineTerms(ReduceOp op, const Division &division, H::Func &terms,
            const std::vector<Var> &vars, BodyEmitter &body) {
  Var lane = vars[0], step = vars[1], rowVar = vars[2], strip = vars[3];
  Expr at = division.flat ? strip * division.strip + step : Expr(step);
  Expr column = at * division.lanes + lane;
  Expr row = strip * division.strip + rowVar;
  Expr inside = H::Internal::const_true();
  if (!division.columnsFit)
    inside = column < division.width;
  if (!division.rowsFit)
    inside = inside && row < division.rows;

  SmallVector<Expr> indices;
  if (!division.flat)
    indices = rowIndices(
        division.rowsFit ? row : H::min(row, division.rows - 1),
        division.shape);
  indices.push_back(division.columnsFit
                        ? column
                        : H::min(H::likely(column), division.width - 1));
  SmallVector<int64_t> extents(division.shape);
  if (division.hasChannels) {
    indices.push_back(vars[4]);
    extents.push_back(division.channels);
  }
  if (!op.getExtents().empty())
    bindAxes(body, op.getBody(), division.runs, indices, extents);
  body.setVars(vars);
  Block &block = op.getBody().front();
  body.translate(block);
  std::optional<H::Func> core = shareValues(block, vars, body);
  std::vector<Expr> entries;
  for (unsigned i = 0; i < op.getNumResults(); ++i) {
    Accumulator accumulator = accumulatorOf(op, i);
    Expr term = H::cast(accumulator.type,
                        body.get(block.getTerminator()->getOperand(i)).re);
    if (!division.columnsFit || !division.rowsFit)
      term = H::select(inside, H::likely(term), accumulator.neutral());
    entries.push_back(term);
  }
  terms(vars) = H::Tuple(entries);
  return core;
}

/// Computes what the terms share in registers, for one vector of lanes.
static void scheduleCore(H::Func &core, H::Func &partial, H::RDom &domain,
                         const std::vector<Var> &vars, int lanes) {
  core.compute_at(partial, domain.x).store_in(H::MemoryType::Stack);
  for (const Var &var : vars)
    core.bound_storage(var, var.same_as(vars.front()) ? lanes : 1);
  if (lanes > 1)
    core.vectorize(vars.front(), lanes, TailStrategy::RoundUp);
}

/// Sums over many indices, in the terms of a reduction.
static void scheduleInner(ArrayRef<BodyEmitter::Inner> sums, H::Func &partial,
                          H::RDom &domain, const std::vector<Var> &vars,
                          int lanes) {
  for (const BodyEmitter::Inner &sum : sums) {
    H::Func func = sum.func;
    func.store_in(H::MemoryType::Stack);
    if (sum.vars.empty() && !sum.readsFuncs) {
      func.compute_root();
      continue;
    }
    if (sum.within >= 0)
      func.compute_at(sums[sum.within].func, sums[sum.within].domain[0]);
    else
      func.compute_at(partial, domain.x);
    for (const Var &var : sum.vars)
      if (lanes > 1 && var.same_as(vars.front()))
        vectorizeSum(sum, var, lanes, TailStrategy::RoundUp);
  }
}

/// Entries of the accumulators, combined with one term for each.
static std::vector<Expr> combineTerms(ArrayRef<Accumulator> accumulators,
                                      ArrayRef<Expr> before,
                                      ArrayRef<Expr> terms) {
  std::vector<Expr> after;
  for (auto [accumulator, term] : llvm::zip(accumulators, terms)) {
    accumulator.add(after, before.take_front(accumulator.size()), term);
    before = before.drop_front(accumulator.size());
  }
  return after;
}

/// The partial results, in order; one entry a result.
static H::Func combineParts(ArrayRef<Accumulator> accumulators,
                            const std::vector<Expr> &identities,
                            H::Func &partial, int lanes, int strips) {
  H::Func total("total");
  std::vector<Expr> none;
  total() = H::Tuple(identities);
  H::RDom all(H::Region{{0, lanes}, {0, strips}});
  std::vector<Expr> entries = entriesOf(partial, {all.x, all.y}), parts;
  unsigned entry = 0;
  for (const Accumulator &accumulator : accumulators) {
    Expr part = entries[entry];
    if (accumulator.compensated())
      part = part - entries[entry + 1];
    parts.push_back(part);
    entry += accumulator.size();
  }
  total() = H::Tuple(combineTerms(accumulators, entriesOf(total, none), parts));
  total.compute_root().store_in(H::MemoryType::Stack);

  H::Func result("totals");
  std::vector<Expr> results, sums = entriesOf(total, none);
  entry = 0;
  for (const Accumulator &accumulator : accumulators) {
    results.push_back(sums[entry]);
    entry += accumulator.size();
  }
  result() = H::Tuple(results);
  return result;
}

H::Func StageBuilder::build(ReduceOp op) {
  Division division(op);
  std::vector<Var> vars{Var("lane"), Var("step"), Var("row"), Var("strip"),
                        Var("channel")};
  BodyEmitter body(arrays, bodyOptions(division.lanes, /*isRoot=*/false));
  H::Func terms("terms");
  std::optional<H::Func> core = defineTerms(op, division, terms, vars, body);

  SmallVector<Accumulator> accumulators;
  std::vector<Expr> identities;
  for (unsigned i = 0; i < op.getNumResults(); ++i) {
    accumulators.push_back(accumulatorOf(op, i));
    accumulators.back().identity(identities);
  }
  Var lane = vars[0], strip = vars[3];
  H::RDom domain = division.domain();
  H::Func partial("partial");
  partial(lane, strip) = H::Tuple(identities);
  // The terms are a call: a sum of constants runs over its domain as well.
  partial(lane, strip) = H::Tuple(combineTerms(
      accumulators, entriesOf(partial, {lane, strip}),
      entriesOf(terms, {lane, domain.y, domain.z, strip, domain.x})));
  partial.compute_root().store_in(H::MemoryType::Stack);
  partial.bound(lane, 0, division.lanes).bound(strip, 0, division.strips);
  H::Stage update = partial.update();
  update.reorder({lane, domain.x, domain.y, domain.z, strip});
  update.partition(domain.x, H::Partition::Never);
  update.partition(domain.z, H::Partition::Never);
  update.partition(strip, H::Partition::Never);
  if (division.lanes > 1) {
    partial.vectorize(lane);
    update.vectorize(lane);
  } else {
    update.partition(domain.y, H::Partition::Never);
  }
  if (division.parallel)
    update.parallel(strip);
  if (core)
    scheduleCore(*core, partial, domain, vars, division.lanes);
  scheduleInner(body.getInner(), partial, domain, vars, division.lanes);
  return combineParts(accumulators, identities, partial, division.lanes,
                      division.strips);
}
