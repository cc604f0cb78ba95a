//===- HoistInvariants.cpp - compute as rarely as possible ------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Transforms/RegionUtils.h"
#include "proxc/Dialect/Solver/Transforms/Passes.h"
#include "proxc/Support/Remarks.h"
#include "llvm/ADT/SetVector.h"

namespace proxc::solver {
#define GEN_PASS_DEF_SOLVERHOISTINVARIANTS
#include "proxc/Dialect/Solver/Transforms/Passes.h.inc"
} // namespace proxc::solver

using namespace mlir;
using namespace proxc;
using namespace proxc::solver;

static constexpr llvm::StringLiteral passName = "solver-hoist-invariants";

/// "1 step", "2 steps".
static std::string stepCount(size_t count) {
  return std::to_string(count) + (count == 1 ? " step" : " steps");
}

/// All values from outside that `op` or its bodies use.
static SetVector<Value> usedValues(Operation *op) {
  SetVector<Value> used(op->getOperands().begin(), op->getOperands().end());
  getUsedValuesDefinedAbove(op->getRegions(), used);
  return used;
}

/// Moves pure steps of `region` whose inputs lie outside of it before `loop`;
/// `place` names the region to people.
static void hoistFrom(Region &region, Operation *loop, StringRef place) {
  size_t moved = 0, kept = 0;
  for (Operation &op :
       llvm::make_early_inc_range(region.front().without_terminator())) {
    if (!isPure(&op))
      continue;
    bool invariant = llvm::all_of(usedValues(&op), [&](Value value) {
      return !region.isAncestor(value.getParentRegion());
    });
    if (invariant)
      op.moveBefore(loop);
    if (!op.hasTrait<OpTrait::ConstantLike>())
      ++(invariant ? moved : kept);
  }
  std::string law = ("what does not change in " + place + " runs before").str();
  if (moved > 0)
    emitRewrite(loop->getLoc(), passName, law,
                stepCount(moved) + " without any state");
  else if (kept > 0)
    emitRewrite(loop->getLoc(), passName, law, "every step depends on the state",
                /*applied=*/false);
}

static bool isStep(Operation &op) {
  return isa<MapOp, ReduceOp, FftOp, SparseOp, StartOp, KernelOp, CallOp,
             RefuseOp>(op);
}

/// Moves `ops` into a new phase in front of `before`; values that others use
/// become its results.
template <typename PhaseOp>
static void movePhase(ArrayRef<Operation *> ops, Operation *before) {
  if (ops.empty())
    return;
  OpBuilder builder(before);
  llvm::SmallPtrSet<Operation *, 32> members(ops.begin(), ops.end());
  SmallVector<Value> escaping;
  SmallVector<Type> types;
  for (Operation *op : ops)
    for (Value result : op->getResults()) {
      bool escapes = llvm::any_of(result.getUsers(), [&](Operation *user) {
        Operation *top = before->getBlock()->findAncestorOpInBlock(*user);
        return !members.contains(top);
      });
      if (!escapes)
        continue;
      escaping.push_back(result);
      types.push_back(result.getType());
    }
  auto phase = PhaseOp::create(builder, before->getLoc(), types);
  Block *block = builder.createBlock(&phase.getBody());
  auto yield = YieldOp::create(builder, before->getLoc(), escaping);
  for (Operation *op : ops)
    op->moveBefore(yield);
  for (auto [value, result] : llvm::zip(escaping, phase.getResults()))
    value.replaceUsesWithIf(result, [&](OpOperand &use) {
      return !phase->isAncestor(use.getOwner());
    });
  (void)block;
}

/// A step that is as cheap to compute again as to read: pointwise arithmetic on
/// one array that lies in memory anyway, of elements that are no larger.
static bool isCheapView(Operation *op) {
  auto map = dyn_cast<MapOp>(op);
  if (!map)
    return false;
  auto type = cast<RankedTensorType>(map.getType());
  if (type.getRank() == 0)
    return false;
  Value array;
  unsigned operations = 0;
  bool simple = true;
  map->walk([&](Operation *inner) {
    ++operations;
    simple &= !isa<SumOp>(inner);
    auto read = dyn_cast<ReadOp>(inner);
    if (!read || cast<RankedTensorType>(read.getArray().getType()).getRank() == 0)
      return;
    simple &= !array || array == read.getArray();
    array = read.getArray();
    simple &= llvm::equal(read.getIndices(), map.getBody().getArguments());
  });
  if (!simple || operations > 12)
    return false;
  if (!array)
    return true;
  auto from = cast<RankedTensorType>(array.getType());
  return isa_and_nonnull<InputOp, ParamOp>(array.getDefiningOp()) &&
         from.getNumElements() == type.getNumElements() &&
         proxc::linop::byteSize(from) <= proxc::linop::byteSize(type);
}

/// Copies cheap steps in front of the loop into the bodies that use them, so
/// that no array is kept for them.
static void sinkCheapViews(Block &block) {
  SmallVector<Operation *> views;
  for (Operation &op : block)
    if (isCheapView(&op))
      views.push_back(&op);
  for (Operation *op : llvm::reverse(views)) {
    llvm::DenseMap<Block *, Operation *> copies;
    for (OpOperand &use : llvm::make_early_inc_range(op->getUses())) {
      Operation *top = block.findAncestorOpInBlock(*use.getOwner());
      if (!isa<IterateOp, EpilogueOp, OperatorOp>(top) ||
          use.getOwner() == top)
        continue;
      // The block of the loop's body (or check) that the use lies in.
      Block *body = use.getOwner()->getBlock();
      while (body->getParentOp() != top)
        body = body->getParentOp()->getBlock();
      Operation *&copy = copies[body];
      if (!copy)
        copy = OpBuilder::atBlockBegin(body).clone(*op);
      use.set(copy->getResult(0));
    }
    if (!copies.empty())
      emitRewrite(op->getLoc(), passName,
                  "a cheap view is computed where it is read",
                  "no array is kept for it");
    if (op->use_empty())
      op->erase();
  }
}

void proxc::solver::hoistInvariants(ProgramOp program) {
  Block &block = program.getBody().front();
  for (auto loop : llvm::make_early_inc_range(block.getOps<IterateOp>())) {
    hoistFrom(loop.getBody(), loop, "the loop's body");
    hoistFrom(loop.getCheck(), loop, "the loop's check");
  }
  sinkCheapViews(block);
  SmallVector<Operation *> setup, prologue;
  llvm::DenseSet<Value> ofInputs;
  Operation *first = nullptr;
  for (Operation &op : block) {
    if (isa<IterateOp, EpilogueOp, OperatorOp>(op)) {
      first = &op;
      break;
    }
    bool depends = isa<InputOp, StartOp>(op) ||
                   llvm::any_of(usedValues(&op), [&](Value value) {
                     return ofInputs.contains(value);
                   });
    if (depends)
      ofInputs.insert(op.getResults().begin(), op.getResults().end());
    if (isStep(op))
      (depends ? prologue : setup).push_back(&op);
  }
  if (!first)
    return;
  if (!setup.empty())
    emitRewrite(program.getLoc(), passName, "what depends on params alone is setup",
                stepCount(setup.size()));
  if (!prologue.empty())
    emitRewrite(program.getLoc(), passName,
                "what depends on inputs or the start is prologue",
                stepCount(prologue.size()));
  // Params, inputs and constants stay in front of all phases.
  Operation *top = nullptr;
  for (Operation &op : block)
    if (isStep(op) || &op == first) {
      top = &op;
      break;
    }
  SmallVector<Operation *> others;
  for (Operation &op : block) {
    if (&op == first)
      break;
    if (!isStep(op))
      others.push_back(&op);
  }
  for (Operation *op : others)
    op->moveBefore(top);
  movePhase<PrologueOp>(prologue, first);
  Operation *next = first;
  if (!prologue.empty())
    next = first->getPrevNode();
  movePhase<SetupOp>(setup, next);
}

namespace {
struct HoistPass
    : public proxc::solver::impl::SolverHoistInvariantsBase<HoistPass> {
  void runOnOperation() override { hoistInvariants(getOperation()); }
};
} // namespace
