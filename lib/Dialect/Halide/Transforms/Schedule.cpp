//===- Schedule.cpp - where and how funcs are computed ----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/Dominance.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/CSE.h"
#include "mlir/Transforms/RegionUtils.h"
#include "proxc/Dialect/Halide/Transforms/Passes.h"
#include "proxc/Dialect/Halide/Utils/Access.h"
#include "proxc/Support/Remarks.h"
#include "llvm/Support/MathExtras.h"

namespace proxc::halide {
#define GEN_PASS_DEF_HALIDESCHEDULE
#include "proxc/Dialect/Halide/Transforms/Passes.h.inc"
} // namespace proxc::halide

using namespace mlir;
using namespace proxc;
using namespace proxc::halide;

namespace {

// Fewer rows would be mostly border.
constexpr int64_t leastRows = 16;
// A body of as few operations is computed again rather than kept.
constexpr int64_t trivialCost = 3;

class Scheduler {
public:
  Scheduler(PipelineOp pipeline, const MachineModel &machine)
      : pipeline(pipeline), machine(machine) {}
  void run();

private:
  /// How a func that slides lies around its root.
  struct Window {
    FuncOp root;
    /// The axis along which the window moves: the outermost one with offsets
    /// before that of the vectors, or -1.
    int64_t march = -1;
    /// Rows beside the root's, along `march`.
    int64_t low = 0, high = 0;
    Slide::Border border = Slide::None;
    /// Whether the window is a ring of few rows; else it holds a strip.
    bool isRing = true;
    /// Windows between this one and the root.
    int64_t depth = 0;
  };

  bool isReturned(Operation *op);
  bool shouldInline(FuncOp func);
  FuncOp findPartner(FuncOp func);
  std::optional<Window> followReader(FuncOp func);
  std::optional<Window> findWindow(FuncOp func);
  int64_t windowBytes(FuncOp func, const Window &window, int64_t strip);
  void splitMixed(FuncOp func);
  Value returnedCopy(Value result);
  void readBack(FuncOp func);
  void placeFuncs();
  void tell(FuncOp func, const llvm::Twine &law, const llvm::Twine &reason,
            bool applied = true) {
    emitRewrite(func.getLoc(), "halide-schedule",
                law + " in @" + pipeline.getSymName(), reason, applied);
  }
  void scheduleRoot(FuncOp func);
  void scheduleReduce(ReduceOp reduce);
  int64_t lanesFor(Block &body);

  PipelineOp pipeline;
  const MachineModel &machine;
  llvm::DenseMap<Operation *, Window> windows;
};

} // namespace

static bool isChannels(ArrayRef<int64_t> shape) {
  return shape.size() >= 2 && shape.back() <= mostChannels &&
         shape[shape.size() - 2] > shape.back();
}

static int64_t bytesOf(Type element) {
  if (auto complex = dyn_cast<ComplexType>(element))
    return 2 * bytesOf(complex.getElementType());
  return llvm::divideCeil(element.getIntOrFloatBitWidth(), 8);
}

bool Scheduler::isReturned(Operation *op) {
  return llvm::any_of(op->getUsers(),
                      [](Operation *user) { return isa<ReturnOp>(user); });
}

/// Operations on floats and complex numbers that one entry costs.
static int64_t costOf(FuncOp func) {
  int64_t cost = 0;
  func.getBody().walk([&](Operation *op) {
    if (isa<SumOp>(op))
      cost += 1000;
    else if (op->getNumResults() == 1 && !isa<ReadOp>(op) &&
             isa<FloatType, ComplexType>(op->getResult(0).getType()) &&
             !op->hasTrait<OpTrait::ConstantLike>())
      ++cost;
  });
  return cost;
}

bool Scheduler::shouldInline(FuncOp func) {
  // Reading one value elsewhere and changing it a little is no more than
  // reading the changed value would be.
  if (costOf(func) <= trivialCost && readsIn(func.getBody()).size() <= 1)
    return true;
  for (Operation *user : func->getUsers())
    if (!isIdentityRead(cast<ReadOp>(user),
                        user->getParentOfType<FuncOp>().getBody()))
      return false;
  return true;
}

/// The window that `func` should be kept in: one that reads it at its own index
/// and whose root does so too. To compute it in both would be twice the work.
FuncOp Scheduler::findPartner(FuncOp func) {
  FuncOp partner;
  bool rootReads = false;
  for (Operation *user : func->getUsers()) {
    auto reader = user->getParentOfType<FuncOp>();
    if (reader.getShape() != func.getShape())
      return {};
    if (isReturned(reader)) {
      rootReads = true;
      continue;
    }
    if (partner ? reader != partner : !windows.count(reader))
      return {};
    partner = reader;
  }
  if (!partner || !rootReads || costOf(func) <= trivialCost)
    return {};
  for (Operation *user : func->getUsers()) {
    auto reader = user->getParentOfType<FuncOp>();
    if (isReturned(reader) && reader != windows[partner].root)
      return {};
  }
  return partner;
}

/// The axis on which the reads of `func` from its readers move rows: the
/// outermost one with an offset, of those before `last`; -1 where none has.
static int64_t marchOf(FuncOp func, int64_t last) {
  int64_t march = last;
  for (Operation *user : func->getUsers()) {
    auto read = cast<ReadOp>(user);
    auto reader = read->getParentOfType<FuncOp>();
    for (int64_t axis = 0; axis < march; ++axis)
      if (read.getIndices()[axis] != reader.getBody().getArgument(axis))
        march = axis;
  }
  return march == last ? -1 : march;
}

/// The ring that follows, row by row, the ring that alone reads `func`.
std::optional<Scheduler::Window> Scheduler::followReader(FuncOp func) {
  ArrayRef<int64_t> shape = func.getShape();
  int64_t last = static_cast<int64_t>(shape.size()) - 1 - isChannels(shape);
  FuncOp reader;
  for (Operation *user : func->getUsers()) {
    auto read = cast<ReadOp>(user);
    auto parent = read->getParentOfType<FuncOp>();
    if (!parent || (reader && parent != reader))
      return std::nullopt;
    reader = parent;
    for (int64_t axis = 0; axis < last; ++axis)
      if (read.getIndices()[axis] != reader.getBody().getArgument(axis))
        return std::nullopt;
    if (last < 1 || !offsetFrom(read.getIndices()[last],
                                reader.getBody().getArgument(last)))
      return std::nullopt;
  }
  auto found = windows.find(reader);
  if (found == windows.end() || !found->second.isRing ||
      found->second.march < 0 || found->second.depth >= 2)
    return std::nullopt;
  Window window = found->second;
  ++window.depth;
  return window;
}

std::optional<Scheduler::Window> Scheduler::findWindow(FuncOp func) {
  Window window;
  ArrayRef<int64_t> shape = func.getShape();
  if (shape.empty())
    return std::nullopt;
  for (Operation *user : func->getUsers()) {
    auto reader = user->getParentOfType<FuncOp>();
    if (!reader || reader.getShape() != shape)
      return std::nullopt;
  }
  if (std::optional<Window> following = followReader(func))
    return following;
  int64_t last = shape.size() - 1 - isChannels(shape); // the axis of vectors
  window.march = marchOf(func, last);
  for (Operation *user : func->getUsers()) {
    auto read = cast<ReadOp>(user);
    auto reader = read->getParentOfType<FuncOp>();
    Window outer;
    if (isReturned(reader))
      outer.root = reader;
    else if (auto found = windows.find(reader); found != windows.end())
      outer = found->second;
    else
      return std::nullopt;
    if (window.root && window.root != outer.root)
      return std::nullopt;
    window.root = outer.root;
    bool fromRoot = outer.root == reader;
    if (!fromRoot)
      window.depth = std::max(window.depth, outer.depth + 1);
    // Slabs of a ring that moves along another axis would be wanted with rows
    // around theirs, clamped: Halide makes no ring of such.
    if (window.march >= 0 && outer.march >= 0 && outer.march != window.march)
      return std::nullopt;
    if (window.march < 0 && !fromRoot) {
      // The reader's rows are wanted, of which those past a border that wraps
      // are far away.
      if (outer.border == Slide::Wrap)
        return std::nullopt;
      window.low = std::min(window.low, outer.low);
      window.high = std::max(window.high, outer.high);
    }
    // Reaches of windows in windows add up.
    int64_t reach = fromRoot ? longestReach : longestReach / 4;
    for (int64_t axis = 0; axis <= last; ++axis) {
      BlockArgument var = reader.getBody().getArgument(axis);
      std::optional<Offset> offset =
          offsetFrom(read.getIndices()[axis], var);
      if (!offset)
        return std::nullopt;
      bool wholeRow = axis == last && last > 0;
      if (!wholeRow && !offset->wraps &&
          (offset->low < -reach || offset->high > reach))
        return std::nullopt;
      // Of the axes around the rows only one can march.
      if (axis < last - 1 && axis != window.march && !offset->isZero())
        return std::nullopt;
      // Where the axis is cut, the other end is in another strip.
      if (!wholeRow && offset->wraps && axis != window.march)
        return std::nullopt;
      if (axis != window.march)
        continue;
      std::optional<Slide> slide =
          slideFrom(read.getIndices()[axis], var, shape[axis]);
      if (!slide)
        return std::nullopt;
      // Only a root func's rows, and those of a window that has its rows and no
      // others, follow one another without a border.
      bool steps = fromRoot || (outer.march < 0 && outer.isRing &&
                                outer.low == 0 && outer.high == 0 &&
                                slide->low == slide->high);
      if (!steps && (slide->border == Slide::Wrap ||
                     outer.border == Slide::Wrap))
        return std::nullopt;
      window.isRing &= steps;
      if (slide->border != Slide::None) {
        if (window.border != Slide::None && window.border != slide->border)
          return std::nullopt;
        window.border = slide->border;
      }
      window.low = std::min(window.low, slide->low + outer.low);
      window.high = std::max(window.high, slide->high + outer.high);
    }
  }
  if (window.depth > 2 || window.high - window.low >= longestReach ||
      (!window.isRing && window.march != last - 1))
    return std::nullopt;
  return window;
}

int64_t Scheduler::windowBytes(FuncOp func, const Window &window,
                               int64_t strip) {
  ArrayRef<int64_t> shape = func.getShape();
  bool channels = isChannels(shape);
  int64_t last = shape.size() - 1 - channels;
  int64_t rows = window.high - window.low + 1;
  int64_t entries = shape[last];
  if (last == 0)
    entries = std::min(entries, machine.stripEntries + rows);
  if (channels)
    entries *= shape.back();
  bool outerMarch = window.march >= 0 && window.march < last - 1;
  if (last > 0)
    entries *= window.isRing ? llvm::PowerOf2Ceil(rows) : strip + rows;
  // Marching along an outer axis keeps whole strips of rows.
  if (outerMarch)
    entries *= strip + 2 * longestReach;
  int64_t bytes = 0;
  for (Type type : func.getResultTypes())
    bytes += bytesOf(cast<RankedTensorType>(type).getElementType());
  return entries * bytes;
}

/// Real and complex results cannot be stored by the same loop: those of a kind
/// that is not the first result's get a func of their own.
void Scheduler::splitMixed(FuncOp func) {
  auto isComplex = [](Type type) {
    return isa<ComplexType>(cast<RankedTensorType>(type).getElementType());
  };
  bool first = isComplex(func.getResultTypes().front());
  if (llvm::all_of(func.getResultTypes(),
                   [&](Type type) { return isComplex(type) == first; }))
    return;
  OpBuilder builder(func);
  for (bool kind : {first, !first}) {
    SmallVector<Type> types;
    SmallVector<unsigned> kept;
    for (auto [i, type] : llvm::enumerate(func.getResultTypes()))
      if (isComplex(type) == kind) {
        types.push_back(type);
        kept.push_back(i);
      }
    auto part = FuncOp::create(
        builder, func.getLoc(), types,
        [&](OpBuilder &nested, Location location, ValueRange indices) {
          IRMapping mapping;
          mapping.map(func.getBody().getArguments(), indices);
          for (Operation &op : func.getBody().front().without_terminator())
            nested.clone(op, mapping);
          SmallVector<Value> values;
          for (unsigned i : kept)
            values.push_back(
                mapping.lookupOrDefault(func.getYield()->getOperand(i)));
          YieldOp::create(nested, location, values);
        });
    for (auto [i, old] : llvm::enumerate(kept))
      func.getResult(old).replaceAllUsesWith(part.getResult(i));
  }
  func.erase();
}

/// The array that the pipeline returns and that is `result`, entry by entry.
Value Scheduler::returnedCopy(Value result) {
  for (Operation *user : result.getUsers()) {
    auto read = dyn_cast<ReadOp>(user);
    auto root = user->getParentOfType<FuncOp>();
    if (!read || !root || !isReturned(root) ||
        !isIdentityRead(read, root.getBody()))
      continue;
    for (auto [yielded, copy] :
         llvm::zip(root.getYield()->getOperands(), root.getResults()))
      // (A part of it has another type.)
      if (yielded == read.getResult() && copy.getType() == result.getType())
        return copy;
  }
  return {};
}

/// Lets reductions that look around an entry of `func` read it where the
/// pipeline returns it, rather than compute it at each of their reads.
void Scheduler::readBack(FuncOp func) {
  if (costOf(func) <= trivialCost)
    return;
  Operation *end = pipeline.getBody().front().getTerminator();
  for (Value result : func.getResults()) {
    SmallVector<ReadOp> reads;
    bool around = false;
    for (Operation *user : result.getUsers())
      if (auto reduce = user->getParentOfType<ReduceOp>();
          reduce && llvm::all_of(reduce->getUsers(), llvm::IsaPred<ReturnOp>)) {
        reads.push_back(cast<ReadOp>(user));
        around |= !isIdentityRead(reads.back(), reduce.getBody());
      }
    Value copy = around ? returnedCopy(result) : Value();
    if (!copy)
      continue;
    for (ReadOp read : reads) {
      read->getParentOfType<ReduceOp>()->moveBefore(end);
      read.getArrayMutable().assign(copy);
    }
    tell(func, "sums read what the pipeline returns",
         "they look around its entries");
  }
}

/// Decides for each func that is not returned, readers first.
void Scheduler::placeFuncs() {
  SmallVector<FuncOp> funcs(pipeline.getBody().getOps<FuncOp>());
  size_t inlined = 0;
  for (FuncOp func : llvm::reverse(funcs)) {
    if (isReturned(func))
      continue;
    readBack(func);
    for (Operation *user : llvm::make_early_inc_range(func->getUsers()))
      if (user->getParentOfType<ReduceOp>())
        inlineRead(cast<ReadOp>(user));
    if (shouldInline(func)) {
      if (FuncOp partner = findPartner(func)) {
        Window window = windows[partner];
        windows.erase(partner);
        tell(func, "a func joins the window that reads it",
             "both it and its root read it at their own index");
        windows[joinFuncs(func, partner)] = window;
      } else {
        ++inlined;
        inlineFunc(func);
      }
      continue;
    }
    std::optional<Window> window = findWindow(func);
    int64_t bytes = window ? windowBytes(func, *window, leastRows) : 0;
    if (!window || bytes > machine.stackBytes) {
      std::string size = std::to_string(bytes) + " bytes of a strip exceed " +
                         std::to_string(machine.stackBytes);
      tell(func, "a func that is read around an entry is kept in a window",
           (window ? size
                   : "its readers ask for more than rows near their own") +
               "; it is computed at every read",
           /*applied=*/false);
      inlineFunc(func);
      continue;
    }
    tell(func, "a func that is read around an entry is kept in a window",
         Twine(window->high - window->low + 1) + " rows, " + Twine(bytes) +
             " bytes of a strip");
    windows[func] = *window;
  }
  if (inlined > 0)
    emitRewrite(pipeline.getLoc(), "halide-schedule",
                "funcs are computed where they are read in @" +
                    pipeline.getSymName(),
                Twine(inlined) + " that their readers read at their own index, "
                                 "or that cost next to nothing");
}

int64_t Scheduler::lanesFor(Block &body) {
  if (machine.vectorBits < 64)
    return 1;
  // The widest real type that is computed with decides.
  int64_t bytes = 4;
  body.walk([&](Operation *op) {
    for (Type type : op->getResultTypes()) {
      if (auto complex = dyn_cast<ComplexType>(type))
        type = complex.getElementType();
      if (type.isF64() && !llvm::all_of(op->getResults(), isInvariant))
        bytes = 8;
    }
  });
  return std::max<int64_t>(machine.vectorBits / 8 / bytes, 1);
}

/// Rows of a strip, such that all strips are about equally long.
static int64_t evenStrip(int64_t extent, int64_t wanted) {
  wanted = std::max<int64_t>(1, std::min(extent, wanted));
  int64_t strips = llvm::divideCeil(extent, wanted);
  return llvm::divideCeil(extent, strips);
}

void Scheduler::scheduleRoot(FuncOp func) {
  ArrayRef<int64_t> shape = func.getShape();
  int64_t rank = shape.size();
  bool slides = false, keepsStrip = false;
  int64_t march = -1;
  for (auto &[op, window] : windows)
    if (window.root == func) {
      slides = true;
      keepsStrip |= !window.isRing;
      if (window.march >= 0)
        march = march < 0 ? window.march : std::min(march, window.march);
    }
  // Axes after collapsing, as lib/Target/Halide sees them.
  SmallVector<int64_t> axes(shape);
  bool channels = isChannels(shape);
  if (!slides) {
    SmallVector<unsigned> runs = collapsibleAxes(func.getBody(), shape);
    if (!runs.empty() && runs.back() > 1)
      channels = false;
    axes.clear();
    unsigned axis = 0;
    for (unsigned run : runs) {
      int64_t extent = 1;
      for (unsigned i = 0; i < run; ++i)
        extent *= shape[axis++];
      axes.push_back(extent);
    }
  }
  int64_t last = static_cast<int64_t>(axes.size()) - 1 - channels;
  int64_t total = 1;
  for (int64_t extent : axes)
    total *= extent;
  int64_t lanes = lanesFor(func.getBody().front());
  int64_t strip = 0;
  bool serial = !machine.threads;
  if (last == 0) {
    strip = serial && !slides ? 0 : machine.stripEntries;
  } else if (last > 0 && !serial) {
    strip = std::max(machine.stripEntries / std::max<int64_t>(axes[last], 1),
                     slides ? leastRows : int64_t(1));
    strip = evenStrip(axes[last - 1], strip);
    if (march >= 0 && march < last - 1)
      strip = evenStrip(axes[last - 1], leastRows);
  } else if (last > 0 &&
             (keepsStrip || (march >= 0 && march < last - 1))) {
    // A window that holds a strip must not hold the whole array.
    strip = evenStrip(axes[last - 1], leastRows);
  }
  bool parallel = !serial && total >= machine.leastParallelEntries;
  func.setScheduleAttr(ScheduleAttr::get(
      func.getContext(), Level::root, strip, rank == 0 ? 1 : lanes,
      slides && march < last - 1 ? march : -1, /*wraps=*/false, channels,
      parallel));

  for (FuncOp inner : pipeline.getBody().getOps<FuncOp>()) {
    auto found = windows.find(inner);
    if (found == windows.end() || found->second.root != func)
      continue;
    const Window &window = found->second;
    int64_t rows = strip + window.high - window.low;
    inner.setScheduleAttr(ScheduleAttr::get(
        func.getContext(), Level::sliding, window.isRing ? 0 : rows,
        lanesFor(inner.getBody().front()), window.isRing ? window.march : -1,
        window.border == Slide::Wrap, channels, false));
  }
}

void Scheduler::scheduleReduce(ReduceOp reduce) {
  ArrayRef<int64_t> extents = reduce.getExtents();
  int64_t total = 1;
  for (int64_t extent : extents)
    total *= extent;
  SmallVector<unsigned> runs = collapsibleAxes(reduce.getBody(), extents);
  // Vectors run along the axis before that of channels.
  bool channels = runs.size() > 1 && runs.back() == 1 &&
                  extents.back() <= mostChannels;
  ArrayRef<int64_t> axes = extents.drop_back(channels);
  if (channels)
    runs.pop_back();
  unsigned run = runs.empty() ? 0 : runs.back();
  int64_t width = 1;
  for (int64_t extent : axes.take_back(run))
    width *= extent;
  // Several vectors at a time (of f64, four) hide the latency of an addition; a
  // long body has enough else to do.
  constexpr int64_t longBody = 128;
  bool isLong = countOps(reduce.getBody()) > longBody;
  int64_t lanes = machine.vectorBits < 64 ? 1
                  : isLong                ? machine.vectorBits / 32
                                          : machine.vectorBits / 16;
  while (lanes > 1 && lanes > width)
    lanes /= 2;
  int64_t strip = 0;
  // At most 64 strips: their partial results lie on the stack.
  if (machine.threads) {
    int64_t perTask =
        std::max<int64_t>(machine.stripEntries, (total + 63) / 64);
    if (channels)
      perTask = llvm::divideCeil(perTask, extents.back());
    strip = run == axes.size() ? llvm::alignTo(perTask, lanes)
                               : llvm::divideCeil(perTask, width);
  }
  reduce.setScheduleAttr(ScheduleAttr::get(
      reduce.getContext(), Level::root, strip, lanes, -1, false, channels,
      machine.threads && total >= machine.leastParallelEntries));
}

void Scheduler::run() {
  IRRewriter rewriter(pipeline.getContext());
  // A read that nothing uses keeps no window.
  (void)runRegionDCE(rewriter, pipeline->getRegions());
  SmallVector<FuncOp> funcs(pipeline.getBody().getOps<FuncOp>());
  for (FuncOp func : funcs)
    if (isReturned(func))
      splitMixed(func);
  placeFuncs();
  DominanceInfo dominance(pipeline);
  eliminateCommonSubExpressions(rewriter, dominance, pipeline);
  for (FuncOp func : pipeline.getBody().getOps<FuncOp>())
    if (isReturned(func))
      scheduleRoot(func);
  SmallVector<ReduceOp> reduces(pipeline.getBody().getOps<ReduceOp>());
  for (ReduceOp reduce : reduces)
    scheduleReduce(shortenAxes(reduce));
}

void proxc::halide::schedulePipeline(PipelineOp pipeline,
                                     const MachineModel &machine) {
  Scheduler(pipeline, machine).run();
}

namespace {
struct HalideSchedulePass
    : proxc::halide::impl::HalideScheduleBase<HalideSchedulePass> {
  using HalideScheduleBase::HalideScheduleBase;
  void runOnOperation() override {
    MachineModel machine;
    machine.vectorBits = vectorBits;
    machine.threads = threads;
    machine.stackBytes = stackBytes;
    schedulePipeline(getOperation(), machine);
  }
};
} // namespace
