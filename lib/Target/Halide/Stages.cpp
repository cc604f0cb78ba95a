//===- Stages.cpp - funcs as Halide funcs -----------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Stages.h"
#include "proxc/Dialect/Halide/Utils/Access.h"

using namespace mlir;
using namespace proxc::target;
using proxc::halide::FuncOp;
using proxc::halide::Level;
using proxc::halide::ScheduleAttr;
namespace H = Halide;
using H::Expr;
using H::TailStrategy;
using H::Var;

BodyOptions StageBuilder::bodyOptions(int lanes, bool isRoot) const {
  BodyOptions options;
  options.lanes = lanes;
  options.isRoot = isRoot;
  options.fastInverseSqrt =
      lanes > 1 && StringRef(target.halideTarget).starts_with("x86");
  return options;
}

/// Names of the axes from the innermost outwards, as they appear in Halide's
/// lowered statements.
static Var axisVar(unsigned fromInnermost) {
  static const char *const names[] = {"x", "y", "z", "w", "v", "u", "t", "s"};
  return Var(fromInnermost < 8 ? names[fromInnermost] : "r");
}

void StageBuilder::setAxes(Stage &stage, bool collapse) {
  ArrayRef<int64_t> shape = stage.op.getShape();
  currentRuns.assign(shape.size(), 1);
  if (collapse)
    currentRuns = proxc::halide::collapsibleAxes(stage.op.getBody(), shape);
  unsigned axis = 0;
  for (unsigned run : currentRuns) {
    int64_t extent = 1;
    for (unsigned i = 0; i < run; ++i)
      extent *= shape[axis++];
    stage.shape.push_back(extent);
  }
  for (unsigned i = 0; i < stage.shape.size(); ++i)
    stage.vars.push_back(axisVar(stage.shape.size() - 1 - i));
}

void proxc::target::bindAxes(BodyEmitter &body, Region &region,
                             ArrayRef<unsigned> runs, ArrayRef<Expr> vars,
                             ArrayRef<int64_t> extents) {
  unsigned axis = 0;
  for (auto [i, run] : llvm::enumerate(runs)) {
    if (run == 1) {
      body.bindIndex(region.getArgument(axis), vars[i], extents[i]);
    } else {
      SmallVector<Value> arguments(region.getArguments().slice(axis, run));
      body.bindRun(arguments, vars[i]);
    }
    axis += run;
  }
}

static std::vector<Var> innermostFirst(const std::vector<Var> &vars) {
  return std::vector<Var>(vars.rbegin(), vars.rend());
}

static std::vector<Expr> toExprs(const std::vector<Var> &vars) {
  return std::vector<Expr>(vars.begin(), vars.end());
}

/// The entries of the func's Tuple; complex values are two.
std::vector<Expr> StageBuilder::define(Stage &stage, BodyEmitter &body) {
  bindAxes(body, stage.op.getBody(), currentRuns,
           SmallVector<Expr>(stage.vars.begin(), stage.vars.end()),
           stage.shape);
  int64_t march = stage.schedule.getMarch();
  // Rows past the border are wanted of the marching axis; of others Halide may
  // want them because it does not see that they are not.
  if (stage.schedule.getLevel() == Level::sliding)
    for (int64_t axis = 0; axis < static_cast<int64_t>(stage.vectorAxis); ++axis)
      body.bindMarchingIndex(stage.op.getBody().getArgument(axis),
                             stage.vars[axis], stage.shape[axis],
                             axis == march && stage.schedule.getWraps());
  body.setVars(innermostFirst(stage.vars));
  Block &block = stage.op.getBody().front();
  body.translate(block);
  if (stage.schedule.getLevel() != Level::inlined)
    if (std::optional<H::Func> core =
            shareValues(block, innermostFirst(stage.vars), body))
      stage.locals.push_back(*core);
  std::vector<Expr> entries;
  for (Value value : block.getTerminator()->getOperands()) {
    const Number &number = body.get(value);
    entries.push_back(number.re);
    if (number.isComplex())
      entries.push_back(number.im);
  }
  return entries;
}

/// Whether the results are complex; they must be of one kind to be stored.
static bool isComplexFunc(FuncOp op) {
  bool anyComplex = false, allComplex = true;
  for (Type type : op.getResultTypes()) {
    bool isComplex =
        isa<ComplexType>(cast<RankedTensorType>(type).getElementType());
    anyComplex |= isComplex;
    allComplex &= isComplex;
  }
  if (anyComplex && !allComplex)
    unsupported(op, "expects results that are all real or all complex");
  return anyComplex;
}

/// Makes the results of the func arrays that others can read.
void StageBuilder::addResults(const Stage &stage) {
  int element = 0;
  for (Value result : stage.op->getResults()) {
    auto type = cast<RankedTensorType>(result.getType());
    Array array;
    array.kind = Array::Function;
    array.func = stage.func;
    array.complex = isa<ComplexType>(type.getElementType());
    array.interleaved = stage.interleaved;
    array.element = element;
    if (stage.schedule.getLevel() == Level::sliding)
      array.march = stage.schedule.getMarch();
    element += array.complex && !stage.interleaved ? 2 : 1;
    array.shape = type.getShape();
    arrays[result] = array;
  }
}

void StageBuilder::build(FuncOp op, bool inPlace) {
  Stage stage;
  stage.op = op;
  stage.schedule = op.getSchedule()
                       ? *op.getSchedule()
                       : ScheduleAttr::get(op.getContext(), Level::inlined, 0,
                                           1, -1, false, false, false);
  Level level = stage.schedule.getLevel();
  bool isRoot = level == Level::root;
  bool isRead = llvm::any_of(op->getUsers(), [](Operation *user) {
    return isa<proxc::halide::ReadOp>(user);
  });
  setAxes(stage, isRoot && !isRead);
  stage.inPlace = inPlace;
  stage.vectorAxis = stage.shape.empty() ? 0 : stage.shape.size() - 1;
  if (stage.schedule.getChannels() && stage.shape.size() > 1)
    --stage.vectorAxis;
  if (!stage.shape.empty()) {
    stage.lanes = stage.schedule.getVector();
    int64_t extent = stage.shape[stage.vectorAxis];
    while (stage.lanes > extent)
      stage.lanes /= 2;
    // Halide fails in itself where the last, predicated vector is read backwards
    // from a place that it knows.
    if (inPlace && proxc::halide::readsBackwards(op.getBody()))
      while (extent % stage.lanes != 0)
        stage.lanes /= 2;
  }
  stage.interleaved = isRoot && isComplexFunc(op);

  BodyEmitter body(arrays, bodyOptions(stage.lanes, isRoot));
  std::vector<Expr> entries = define(stage, body);
  stage.sums.assign(body.getInner().begin(), body.getInner().end());

  std::vector<Var> vars = innermostFirst(stage.vars);
  std::vector<Expr> at = toExprs(vars);
  bool channels = stage.vectorAxis + 1 < stage.shape.size();
  // All entries before any store: where stores could change what is still to
  // be read, or keep LLVM from seeing that the parts have work in common.
  if (isRoot && (inPlace || stage.interleaved || channels)) {
    H::Func all("all");
    all(vars) = H::Tuple(entries);
    for (size_t i = 0; i < entries.size(); ++i)
      entries[i] = entryOf(all, at, i);
    stage.locals.push_back(all);
  }
  stage.func = H::Func(level == Level::root ? "out" : "window");
  if (stage.interleaved) {
    std::vector<Expr> mixed;
    for (size_t i = 0; i < entries.size(); i += 2)
      mixed.push_back(H::mux(stage.pairVar, {entries[i], entries[i + 1]}));
    std::vector<Var> withPair = vars;
    withPair.insert(withPair.begin(), stage.pairVar);
    stage.func(withPair) = H::Tuple(mixed);
  } else {
    stage.func(vars) = H::Tuple(entries);
  }
  addResults(stage);
  if (level != Level::inlined) {
    scheduleVectors(stage);
    scheduleLocals(stage);
  }
  if (isRoot) {
    constrainOutput(stage);
    scheduleRoot(stage);
  }
  if (level == Level::sliding)
    sliding.push_back(op);
  stages[op] = stage;
}

//===----------------------------------------------------------------------===//
// Schedules
//===----------------------------------------------------------------------===//

void StageBuilder::constrainOutput(Stage &stage) {
  // Strides of a dense array, innermost axis first.
  bool first = true;
  for (H::OutputImageParam &buffer : stage.func.output_buffers()) {
    int stride = 1, dimension = 0;
    auto constrain = [&](int64_t extent) {
      // Later buffers have the bounds of the first.
      if (first)
        buffer.dim(dimension).set_bounds(0, static_cast<int>(extent));
      buffer.dim(dimension).set_stride(stride);
      stride *= static_cast<int>(extent);
      ++dimension;
    };
    if (stage.interleaved)
      constrain(2);
    for (int64_t extent : llvm::reverse(stage.shape))
      constrain(extent);
    first = false;
  }
}

/// The innermost loops: vectors along one axis, short axes and the parts of
/// complex numbers written out.
void StageBuilder::scheduleVectors(Stage &stage) {
  H::Func &func = stage.func;
  if (stage.shape.empty())
    return;
  Var x = stage.vars[stage.vectorAxis];
  stage.vectorLoop = x;
  if (stage.lanes > 1) {
    Var vectors("xv"), lanes("xl");
    // Recomputing the last few entries of a row is cheaper than a loop for
    // them, but not when they have been overwritten.
    func.split(x, vectors, lanes, stage.lanes,
               stage.inPlace ? TailStrategy::GuardWithIf
                             : TailStrategy::ShiftInwards)
        .vectorize(lanes);
    stage.vectorLoop = vectors;
  }
  std::vector<H::VarOrRVar> order;
  if (stage.interleaved) {
    func.bound(stage.pairVar, 0, 2).unroll(stage.pairVar);
    order.push_back(stage.pairVar);
  }
  if (stage.vectorAxis + 1 < stage.shape.size()) {
    Var channel = stage.vars.back();
    func.bound(channel, 0, static_cast<int>(stage.shape.back()))
        .unroll(channel);
    order.push_back(channel);
    if (stage.schedule.getLevel() == Level::sliding) {
      // In the window channels are planes.
      std::vector<Var> storage = innermostFirst(stage.vars);
      std::swap(storage[0], storage[1]);
      func.reorder_storage(storage);
    }
  }
  if (!order.empty()) {
    if (stage.lanes > 1)
      order.push_back(Var("xl"));
    order.push_back(stage.vectorLoop);
    func.reorder(order);
  }
  // A loop in three parts pays for rows, not for the loops around them.
  for (unsigned axis = 0; axis < stage.shape.size(); ++axis)
    if (axis != stage.vectorAxis &&
        !(axis > stage.vectorAxis)) // channels are unrolled
      func.partition(stage.vars[axis], H::Partition::Never);
  if (stage.lanes == 1)
    func.partition(stage.vectorLoop, H::Partition::Never);
}

/// Whether the body is so long that code for each channel takes longer to make
/// than it saves.
static bool isLong(FuncOp op) {
  constexpr int64_t longestUnrolled = 256;
  return proxc::halide::countOps(op.getBody()) > longestUnrolled;
}

void StageBuilder::scheduleLocals(Stage &stage) {
  if (stage.shape.empty())
    return;
  bool rolled = isLong(stage.op);
  Var x = stage.vars[stage.vectorAxis];
  TailStrategy tail = stage.inPlace ? TailStrategy::GuardWithIf
                                    : TailStrategy::RoundUp;
  for (H::Func &local : stage.locals) {
    local.compute_at(stage.func, stage.vectorLoop)
        .store_in(H::MemoryType::Stack);
    // One vector: nothing that would have to be allocated.
    for (unsigned axis = 0; axis <= stage.vectorAxis; ++axis)
      local.bound_storage(stage.vars[axis],
                          axis == stage.vectorAxis ? stage.lanes : 1);
    if (stage.lanes > 1)
      local.vectorize(x, stage.lanes, tail);
    if (stage.vectorAxis + 1 == stage.shape.size())
      continue;
    if (rolled)
      local.partition(stage.vars.back(), H::Partition::Never);
    else
      local.unroll(stage.vars.back());
  }
  scheduleSums(stage, tail);
}

static bool has(const std::vector<Var> &vars, const Var &wanted) {
  return llvm::any_of(vars, [&](const Var &var) { return var.same_as(wanted); });
}

void proxc::target::vectorizeSum(const BodyEmitter::Inner &sum, Var x,
                                 int lanes, TailStrategy tail) {
  H::Func func = sum.func;
  Var lane("xl");
  std::vector<H::VarOrRVar> order{lane};
  for (int i = 0; i < sum.domain.dimensions(); ++i)
    order.push_back(sum.domain[i]);
  func.vectorize(x, lanes, tail);
  func.update().split(x, x, lane, lanes, tail).reorder(order).vectorize(lane);
}

bool StageBuilder::isComputedOnce(const Stage &stage,
                                  const BodyEmitter::Inner &sum) {
  constexpr int64_t largestBytes = 16384; // on the stack
  if (sum.readsFuncs)
    return false;
  if (sum.vars.empty())
    return true;
  if (sum.within >= 0 || stage.schedule.getLevel() != Level::root ||
      sum.vars.size() >= stage.vars.size())
    return false;
  int64_t bytes = 0;
  for (H::Type type : sum.func.types())
    bytes += type.bytes();
  for (auto [axis, var] : llvm::enumerate(stage.vars))
    if (has(sum.vars, var))
      bytes *= stage.shape[axis];
  return bytes <= largestBytes;
}

void StageBuilder::scheduleSums(Stage &stage, TailStrategy tail) {
  Var x = stage.vars[stage.vectorAxis];
  for (BodyEmitter::Inner &sum : stage.sums) {
    bool vectors = stage.lanes > 1 && has(sum.vars, x);
    sum.func.store_in(H::MemoryType::Stack);
    if (isComputedOnce(stage, sum)) {
      sum.func.compute_root();
      for (auto [axis, var] : llvm::enumerate(stage.vars))
        if (has(sum.vars, var))
          sum.func.bound(var, 0, static_cast<int>(stage.shape[axis]));
      if (vectors)
        vectorizeSum(sum, x, stage.lanes, TailStrategy::GuardWithIf);
      continue;
    }
    if (sum.within >= 0)
      sum.func.compute_at(stage.sums[sum.within].func,
                          stage.sums[sum.within].domain[0]);
    else
      sum.func.compute_at(stage.func, stage.vectorLoop);
    for (auto [axis, var] : llvm::enumerate(stage.vars)) {
      if (!has(sum.vars, var))
        continue;
      if (axis <= stage.vectorAxis)
        sum.func.bound_storage(var, axis == stage.vectorAxis ? stage.lanes : 1);
      else
        sum.func.unroll(var);
    }
    if (vectors)
      vectorizeSum(sum, x, stage.lanes, tail);
  }
}

void StageBuilder::scheduleRoot(Stage &stage) {
  H::Func &func = stage.func;
  ScheduleAttr schedule = stage.schedule;
  unsigned rank = stage.vectorAxis + 1;
  if (stage.shape.empty())
    return;
  int strip = static_cast<int>(schedule.getStrip());
  Var strips("strip"), inner("row");
  Loops loop;
  loop.func = func;
  if (rank == 1) {
    // `strip` counts entries here.
    int64_t vectors =
        (stage.shape[stage.vectorAxis] + stage.lanes - 1) / stage.lanes;
    int perStrip = std::max(strip / stage.lanes, 1);
    // The last vector, shifted inwards, writes entries of the one before: both
    // are of one strip, or the order of strips would decide what stays.
    while (vectors > perStrip && (vectors - 1) % perStrip == 0)
      ++perStrip;
    if (strip == 0 || vectors <= perStrip)
      return;
    func.split(stage.vectorLoop, strips, inner, perStrip,
               TailStrategy::GuardWithIf)
        .partition(strips, H::Partition::Never);
    if (schedule.getParallel())
      func.parallel(strips);
    loop.store = loop.compute = strips;
    loop.strip = perStrip * stage.lanes;
    // The inner funcs are computed at the loop that is now `row`.
    for (H::Func &local : stage.locals)
      local.compute_at(func, inner);
    for (BodyEmitter::Inner &sum : stage.sums)
      if (sum.within < 0 && !isComputedOnce(stage, sum))
        sum.func.compute_at(func, inner);
    loops[stage.op] = loop;
    return;
  }
  // Axes before the vectors': rows, and what is around them.
  Var rows = stage.vars[rank - 2];
  std::vector<Var> outer(stage.vars.begin(), stage.vars.begin() + rank - 2);
  int64_t march = schedule.getMarch();
  bool outerMarch = march >= 0 && march < static_cast<int64_t>(rank) - 2;
  if (strip == 0 || strip > stage.shape[rank - 2])
    strip = static_cast<int>(stage.shape[rank - 2]);
  func.split(rows, strips, inner, strip, TailStrategy::GuardWithIf)
      .partition(strips, H::Partition::Never)
      .partition(inner, H::Partition::Never);
  Var around = strips;
  loop.compute = inner;
  loop.axis = rank - 2;
  loop.strip = strip;
  if (outerMarch) {
    Var marching = outer[march];
    outer.erase(outer.begin() + march);
    func.reorder(inner, marching, strips);
    loop.compute = marching;
    loop.axis = march;
  }
  // All that is left is one parallel loop, strips innermost.
  for (unsigned i = outer.size(); i-- > 0;) {
    Var fused("task" + std::to_string(i));
    if (outerMarch)
      func.reorder(around, outer[i]);
    func.fuse(around, outer[i], fused).partition(fused, H::Partition::Never);
    around = fused;
  }
  if (schedule.getParallel())
    func.parallel(around);
  loop.store = around;
  loops[stage.op] = loop;
}

FuncOp StageBuilder::findRoot(FuncOp slidingOp) {
  FuncOp found;
  for (Operation *user : slidingOp->getUsers()) {
    auto parent = user->getParentOfType<FuncOp>();
    if (!parent)
      unsupported(slidingOp, "slides with a func, but a 'halide.reduce' reads it");
    Level level = parent.getSchedule() ? parent.getSchedule()->getLevel()
                                       : Level::inlined;
    FuncOp root = level == Level::root ? parent : findRoot(parent);
    if (found && root != found)
      unsupported(slidingOp, "slides with one root func, but two read it");
    found = root;
  }
  if (!found)
    unsupported(slidingOp, "slides with a root func, but none reads it");
  return found;
}

namespace {
/// Rows of a window beside the row that the root func computes.
struct Reach {
  int64_t low = 0, high = 0;
  int64_t rows() const { return high - low + 1; }
};
} // namespace

/// What all readers together want of the window along `axis`.
static Reach reachOf(FuncOp window, int64_t axis) {
  Reach reach;
  for (Operation *user : window->getUsers()) {
    auto reader = user->getParentOfType<FuncOp>();
    std::optional<proxc::halide::Slide> slide = proxc::halide::slideFrom(
        cast<proxc::halide::ReadOp>(user).getIndices()[axis],
        reader.getBody().getArgument(axis), window.getShape()[axis]);
    if (!slide)
      unsupported(window, "is read elsewhere than around a row of its root");
    Reach outer;
    if (reader.getSchedule()->getLevel() == Level::sliding)
      outer = reachOf(reader, axis);
    reach.low = std::min(reach.low, outer.low + slide->low);
    reach.high = std::max(reach.high, outer.high + slide->high);
  }
  return reach;
}

/// Says how long the axes of a window are in memory, which Halide does not
/// always find by itself; it would then allocate. The axis of a ring is as long
/// as reads span.
void StageBuilder::boundWindow(Stage &stage, const Loops &loop) {
  constexpr int64_t reach = 2 * proxc::halide::longestReach;
  int64_t vectors = stage.vectorAxis, rows = vectors - 1;
  for (int64_t axis = 0; axis <= vectors; ++axis) {
    int64_t entries = 1;
    if (axis == loop.axis && stage.schedule.getMarch() == axis)
      continue;
    if (axis == vectors)
      entries = vectors > 0 ? stage.shape[axis] : loop.strip + reach;
    else if (axis == rows && loop.axis != rows)
      entries = loop.strip + reach;
    else if (axis == rows && stage.schedule.getStrip() > 0)
      // Halide takes clamped rows for one or two more than they are.
      entries = stage.schedule.getStrip() + 8;
    else if (axis == loop.axis)
      // What the first step of a ring that reads it wants.
      entries = reachOf(stage.op, axis).rows();
    stage.func.bound_storage(stage.vars[axis], static_cast<int>(entries));
  }
}

void StageBuilder::attachSliding() {
  for (FuncOp op : sliding) {
    Stage &stage = stages[op];
    auto found = loops.find(findRoot(op));
    // Whole rows, also where readers want less than a vector of them: shifted
    // inwards it would begin before the row. (The strips of one axis are
    // longer.)
    if (stage.vectorAxis > 0 || (found == loops.end() && !stage.shape.empty()))
      stage.func.bound(stage.vars[stage.vectorAxis], 0,
                       static_cast<int>(stage.shape[stage.vectorAxis]));
    if (found == loops.end()) {
      // One strip of one row: there is nothing to slide along.
      stage.func.compute_root().store_in(H::MemoryType::Heap);
      continue;
    }
    const Loops &loop = found->second;
    const ScheduleAttr &schedule = stage.schedule;
    // What holds a strip of rows is kept where the loop goes over these.
    int64_t march = schedule.getStrip() > 0 ? int64_t(stage.vectorAxis) - 1
                                            : schedule.getMarch();
    bool slides = loop.axis >= 0 && march == loop.axis;
    stage.func.compute_at(loop.func, loop.compute)
        .store_at(loop.func, slides ? loop.store : loop.compute)
        // lib/Target/Halide/Wrap.cpp puts what is of constant size on the stack;
        // Halide itself would not, above 16 kB.
        .store_in(H::MemoryType::Heap);
    if (slides && schedule.getStrip() == 0) {
      Var rows = stage.vars[loop.axis];
      ringLoops.insert(stage.func.name() + ".s0." + rows.name());
      // Where strips of several pictures are one loop Halide does not see that
      // a ring will do.
      int64_t count = llvm::PowerOf2Ceil(reachOf(op, loop.axis).rows());
      stage.func.fold_storage(rows, static_cast<int>(count));
    }
    boundWindow(stage, loop);
  }
}
