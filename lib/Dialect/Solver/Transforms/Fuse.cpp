//===- Fuse.cpp - one pass over memory --------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every operation of a phase gets a stage: kernels of stage k run, then the
// library calls and the scalar arithmetic of stage k, then stage k + 1. A step
// joins the stage of a step that it reads where the two can be one kernel.
//
//===----------------------------------------------------------------------===//

#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/RegionUtils.h"
#include "proxc/Dialect/Solver/Transforms/Passes.h"
#include "proxc/Dialect/Solver/Utils/Access.h"
#include "proxc/Support/Remarks.h"
#include "llvm/ADT/SetVector.h"

namespace proxc::solver {
#define GEN_PASS_DEF_SOLVERFUSE
#include "proxc/Dialect/Solver/Transforms/Passes.h.inc"
} // namespace proxc::solver

using namespace mlir;
using namespace proxc;
using namespace proxc::solver;

namespace {
/// Steps that cost more than this many operations an entry are not computed
/// again for a reader that is not at the same entry.
constexpr int64_t cheapCost = 24;

/// Sums with more terms than this stay loops in a kernel.
constexpr int64_t shortSum = 8;

class Fuser {
public:
  /// `place` names the block to people: "the loop's body".
  Fuser(Block &block, StringRef place) : block(block), place(place) {}
  void run();

private:
  using Image = SmallVector<int64_t, 4>;

  static bool isArrayStep(Operation *op) {
    if (isa<ReduceOp>(op))
      return true;
    auto map = dyn_cast<MapOp>(op);
    return map && cast<RankedTensorType>(map.getType()).getRank() > 0;
  }
  static bool isScalarStep(Operation *op) {
    return isa<MapOp>(op) && !isArrayStep(op);
  }

  /// The operations of this block whose results `op` uses.
  SmallVector<Operation *> producers(Operation *op);
  int64_t cost(Operation *op);
  /// The image that both shapes have, if any.
  std::optional<Image> commonImage(ArrayRef<int64_t> a, ArrayRef<int64_t> b);
  /// Why the two cannot be in one kernel; empty where they can.
  std::string obstacle(Operation *producer, Operation *consumer);
  bool canFuse(Operation *producer, Operation *consumer) {
    return isArrayStep(producer) && isArrayStep(consumer) &&
           obstacle(producer, consumer).empty();
  }
  bool loopsInside(Operation *op);
  void assignStages();
  void sinkSteps();
  bool neededOutside(Operation *op, int64_t stage);
  void buildKernels(int64_t stage);
  void restoreOrder();
  void buildKernel(ArrayRef<Operation *> outputs, ArrayRef<int64_t> image,
                   int64_t stage);

  Block &block;
  StringRef place;
  SmallVector<Operation *> order;
  llvm::DenseMap<Operation *, int64_t> stages;
  llvm::DenseMap<Operation *, int64_t> costs;
  llvm::DenseMap<Operation *, bool> loops;
};
} // namespace

SmallVector<Operation *> Fuser::producers(Operation *op) {
  SetVector<Value> used(op->getOperands().begin(), op->getOperands().end());
  getUsedValuesDefinedAbove(op->getRegions(), used);
  SmallVector<Operation *> result;
  for (Value value : used)
    if (Operation *producer = value.getDefiningOp())
      if (producer->getBlock() == &block &&
          !producer->hasTrait<OpTrait::ConstantLike>())
        result.push_back(producer);
  return result;
}

int64_t Fuser::cost(Operation *op) {
  auto known = costs.find(op);
  if (known != costs.end())
    return known->second;
  int64_t total = 0;
  op->walk([&](Operation *inner) {
    if (inner == op || isa<YieldOp>(inner) ||
        inner->hasTrait<OpTrait::ConstantLike>())
      return;
    int64_t repeats = 1;
    for (Operation *parent = inner->getParentOp(); parent != op;
         parent = parent->getParentOp())
      if (auto sum = dyn_cast<SumOp>(parent))
        for (int64_t extent : sum.getExtents())
          repeats *= extent;
    total += repeats;
  });
  costs[op] = total;
  return total;
}

std::optional<Fuser::Image> Fuser::commonImage(ArrayRef<int64_t> a,
                                               ArrayRef<int64_t> b) {
  if (a.size() > b.size())
    std::swap(a, b);
  if (hasImage(b, a))
    return Image(a);
  // Both may stand for components of one image: drop leading axes.
  for (size_t drop = 1; drop < a.size(); ++drop) {
    ArrayRef<int64_t> image = a.drop_front(drop);
    if (hasImage(a, image) && hasImage(b, image))
      return Image(image);
  }
  return std::nullopt;
}

/// The value of the step, or of one that would be computed with it, is a sum in
/// a loop.
bool Fuser::loopsInside(Operation *op) {
  auto known = loops.find(op);
  if (known != loops.end())
    return known->second;
  bool found = false;
  op->walk([&](SumOp sum) {
    int64_t terms = 1;
    for (int64_t extent : sum.getExtents())
      terms *= extent;
    found |= terms > shortSum;
  });
  for (Operation *producer : producers(op))
    found |= isArrayStep(producer) && canFuse(producer, op) &&
             loopsInside(producer);
  return loops[op] = found;
}

std::string Fuser::obstacle(Operation *producer, Operation *consumer) {
  if (isa<ReduceOp>(producer))
    return "the number is known when all of its kernel has run";
  // A loop in every term of a reduction would be a loop of two domains.
  if (isa<ReduceOp>(consumer) && loopsInside(producer))
    return "every term of the reduction would hold the loop of a sum";
  std::optional<Image> image =
      commonImage(stepShape(producer), stepShape(consumer));
  std::string again = " costs " + std::to_string(cost(producer)) +
                      " operations to compute again";
  if (!image)
    return cost(producer) <= cheapCost / 4
               ? ""
               : "they run over different shapes, and what is read" + again;
  Access access =
      classifyReads(consumer, producer->getResult(0), image->size());
  if (access != Access::far || cost(producer) <= cheapCost)
    return "";
  return "it is read far from the entry that is computed, and" + again;
}

void Fuser::assignStages() {
  for (Operation &op : block) {
    if (isa<YieldOp, VerdictOp, ResultOp, MetricOp, RefuseOp>(op) ||
        op.hasTrait<OpTrait::ConstantLike>())
      continue;
    order.push_back(&op);
    // Numbers that depend on nothing here are ready before all kernels.
    int64_t stage = isScalarStep(&op) ? -1 : 0;
    for (Operation *producer : producers(&op)) {
      int64_t ready = stages.lookup(producer);
      bool afterKernels = isArrayStep(producer) ? !isArrayStep(&op)
                                                : isScalarStep(&op) &&
                                                      isScalarStep(producer);
      if (!afterKernels && !canFuse(producer, &op)) {
        ++ready;
        if (isArrayStep(producer) && isArrayStep(&op))
          emitRewrite(op.getLoc(), "solver-fuse",
                      "a step and what it reads are one kernel",
                      obstacle(producer, &op) + ", in " + place,
                      /*applied=*/false);
      }
      stage = std::max(stage, ready);
    }
    stages[&op] = stage;
  }
}

void Fuser::sinkSteps() {
  // A map whose readers are all kernels of later stages is computed there, if
  // it reads nothing that would have to be kept for it.
  for (Operation *op : llvm::reverse(order)) {
    if (!isArrayStep(op) || isa<ReduceOp>(op))
      continue;
    int64_t latest = std::numeric_limits<int64_t>::max();
    for (Operation *user : op->getResult(0).getUsers()) {
      Operation *top = block.findAncestorOpInBlock(*user);
      if (!top || !isArrayStep(top) || !canFuse(op, top))
        latest = -1;
      else
        latest = std::min(latest, stages.lookup(top));
    }
    if (latest <= stages.lookup(op) ||
        latest == std::numeric_limits<int64_t>::max())
      continue;
    bool free = llvm::none_of(producers(op), [&](Operation *producer) {
      return isArrayStep(producer) && !isa<ReduceOp>(producer);
    });
    if (free)
      stages[op] = latest;
  }
}

bool Fuser::neededOutside(Operation *op, int64_t stage) {
  return llvm::any_of(op->getResult(0).getUsers(), [&](Operation *user) {
    Operation *top = block.findAncestorOpInBlock(*user);
    return !top || !stages.count(top) || !isArrayStep(top) ||
           stages.lookup(top) != stage;
  });
}

void Fuser::buildKernel(ArrayRef<Operation *> outputs, ArrayRef<int64_t> image,
                        int64_t stage) {
  // The outputs and the steps of this stage that they read.
  SetVector<Operation *> members(outputs.begin(), outputs.end());
  for (size_t i = 0; i < members.size(); ++i)
    for (Operation *producer : producers(members[i]))
      if (isArrayStep(producer) && stages.lookup(producer) == stage)
        members.insert(producer);
  SmallVector<Operation *> ordered;
  for (Operation *op : order)
    if (members.contains(op))
      ordered.push_back(op);

  OpBuilder builder(block.getParentOp()->getContext());
  builder.setInsertionPoint(ordered.back());
  SmallVector<Type> types;
  for (Operation *op : outputs)
    types.push_back(op->getResult(0).getType());
  emitRewrite(ordered.back()->getLoc(), "solver-fuse",
              "steps over one image are one pass over memory",
              Twine(ordered.size()) +
                  (ordered.size() == 1 ? " step, " : " steps, ") +
                  Twine(outputs.size()) + " of them written or reduced, in " +
                  place);
  auto kernel = KernelOp::create(builder, ordered.back()->getLoc(), types,
                                 static_cast<int64_t>(image.size()));
  builder.createBlock(&kernel.getBody());
  IRMapping mapping;
  for (Operation *op : ordered)
    builder.clone(*op, mapping);
  SmallVector<Value> yielded;
  for (Operation *op : outputs)
    yielded.push_back(mapping.lookup(op->getResult(0)));
  YieldOp::create(builder, kernel.getLoc(), yielded);
  for (auto [op, result] : llvm::zip(outputs, kernel.getResults()))
    op->getResult(0).replaceUsesWithIf(result, [&](OpOperand &use) {
      Operation *top = block.findAncestorOpInBlock(*use.getOwner());
      return !top || !stages.count(top) || !isArrayStep(top) ||
             stages.lookup(top) != stage;
    });
  stages[kernel] = stage;
}

void Fuser::buildKernels(int64_t stage) {
  SmallVector<Operation *> outputs;
  for (Operation *op : order)
    if (isArrayStep(op) && stages.lookup(op) == stage &&
        neededOutside(op, stage))
      outputs.push_back(op);
  // Outputs over one image share a kernel; the smallest image comes first, so
  // that components find it.
  llvm::sort(outputs, [&](Operation *a, Operation *b) {
    size_t left = stepShape(a).size(), right = stepShape(b).size();
    return left != right ? left < right : a->isBeforeInBlock(b);
  });
  SmallVector<std::pair<Image, SmallVector<Operation *>>> groups;
  for (Operation *op : outputs) {
    ArrayRef<int64_t> shape = stepShape(op);
    bool placed = false;
    for (auto &[image, members] : groups)
      if (!placed && hasImage(shape, image)) {
        members.push_back(op);
        placed = true;
      }
    if (placed)
      continue;
    // A stack of a few planes alone still is planes: its members share what
    // they read.
    Image image(shape);
    for (Operation *other : order)
      if (isArrayStep(other) && stages.lookup(other) == stage &&
          stepShape(other).size() < image.size() &&
          hasImage(shape, stepShape(other)))
        image.assign(stepShape(other).begin(), stepShape(other).end());
    groups.push_back({image, {op}});
  }
  for (auto &[image, members] : groups)
    buildKernel(members, image, stage);
}

void Fuser::run() {
  assignStages();
  sinkSteps();
  int64_t last = -1;
  for (Operation *op : order)
    last = std::max(last, stages.lookup(op));
  for (int64_t stage = 0; stage <= last; ++stage)
    buildKernels(stage);
  for (Operation *op : llvm::reverse(order))
    if (isArrayStep(op))
      op->erase();
  restoreOrder();
}

void Fuser::restoreOrder() {
  // The kernels of a stage, then its other operations; constants first,
  // terminators and results last.
  struct Entry {
    int64_t key;
    size_t position;
    Operation *op;
  };
  SmallVector<Entry> sequence;
  for (auto [position, op] : llvm::enumerate(block)) {
    int64_t key = std::numeric_limits<int64_t>::max();
    if (op.hasTrait<OpTrait::ConstantLike>())
      key = std::numeric_limits<int64_t>::min();
    else if (stages.count(&op))
      key = 2 * stages.lookup(&op) + (isa<KernelOp>(op) ? 0 : 1);
    sequence.push_back({key, position, &op});
  }
  llvm::sort(sequence, [](const Entry &a, const Entry &b) {
    return std::tie(a.key, a.position) < std::tie(b.key, b.position);
  });
  for (const Entry &entry : sequence)
    entry.op->moveBefore(&block, block.end());
}

void proxc::solver::fuseSteps(ProgramOp program) {
  SmallVector<std::pair<Block *, std::string>> blocks;
  for (Operation &op : program.getBody().front()) {
    if (auto loop = dyn_cast<IterateOp>(op)) {
      blocks.push_back({&loop.getBody().front(), "the loop's body"});
      blocks.push_back({&loop.getCheck().front(), "the loop's check"});
    } else if (auto map = dyn_cast<OperatorOp>(op)) {
      blocks.push_back({&map.getBody().front(),
                        "the operator " + map.getSymName().str()});
    } else if (isa<SetupOp, PrologueOp, EpilogueOp>(op)) {
      blocks.push_back({&op.getRegion(0).front(),
                        "the " + op.getName().stripDialect().str()});
    }
  }
  for (auto &[block, place] : blocks)
    Fuser(*block, place).run();
}

namespace {
struct FusePass : public proxc::solver::impl::SolverFuseBase<FusePass> {
  void runOnOperation() override { fuseSteps(getOperation()); }
};
} // namespace
