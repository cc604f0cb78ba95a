//===- Inline.cpp - funcs into the bodies of their readers ------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/IRMapping.h"
#include "proxc/Dialect/Halide/Transforms/Passes.h"
#include "proxc/Dialect/Halide/Utils/Access.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace proxc::halide;

/// The operations of the body that `value` needs, in order.
static SmallVector<Operation *> sliceOf(Value value, Block &body) {
  llvm::SetVector<Operation *> needed;
  SmallVector<Value> pending{value};
  while (!pending.empty()) {
    Operation *op = pending.pop_back_val().getDefiningOp();
    if (op)
      op = body.findAncestorOpInBlock(*op);
    if (!op || !needed.insert(op))
      continue;
    op->walk([&](Operation *nested) {
      llvm::append_range(pending, nested->getOperands());
    });
  }
  SmallVector<Operation *> sorted(needed.begin(), needed.end());
  llvm::sort(sorted,
             [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
  return sorted;
}

void proxc::halide::inlineRead(ReadOp read) {
  auto func = read.getArray().getDefiningOp<FuncOp>();
  OpBuilder builder(read);
  IRMapping mapping;
  mapping.map(func.getBody().getArguments(), read.getIndices());
  unsigned result = cast<OpResult>(read.getArray()).getResultNumber();
  Value value = func.getYield()->getOperand(result);
  // `clone` maps the results as well.
  for (Operation *op : sliceOf(value, func.getBody().front()))
    builder.clone(*op, mapping);
  read.replaceAllUsesWith(mapping.lookupOrDefault(value));
  read.erase();
}

void proxc::halide::inlineFunc(FuncOp func) {
  SmallVector<ReadOp> reads;
  for (Operation *user : func->getUsers())
    reads.push_back(cast<ReadOp>(user));
  for (ReadOp read : reads)
    inlineRead(read);
  func.erase();
}

FuncOp proxc::halide::joinFuncs(FuncOp func, FuncOp window) {
  SmallVector<ReadOp> others;
  for (Operation *user : llvm::make_early_inc_range(func->getUsers())) {
    auto read = cast<ReadOp>(user);
    if (window->isAncestor(read))
      inlineRead(read);
    else
      others.push_back(read);
  }
  // The results that are still wanted, in order.
  SmallVector<Type> types(window.getResultTypes());
  llvm::DenseMap<Value, unsigned> position;
  SmallVector<Value> wanted;
  for (Value result : func.getResults())
    if (!result.use_empty()) {
      position[result] = types.size();
      types.push_back(result.getType());
      wanted.push_back(result);
    }
  OpBuilder builder(window);
  auto joined = FuncOp::create(
      builder, window.getLoc(), types,
      [&](OpBuilder &nested, Location location, ValueRange indices) {
        IRMapping mapping;
        mapping.map(window.getBody().getArguments(), indices);
        for (Operation &op : window.getBody().front().without_terminator())
          nested.clone(op, mapping);
        SmallVector<Value> values;
        for (Value value : window.getYield()->getOperands())
          values.push_back(mapping.lookupOrDefault(value));
        for (Value result : wanted)
          values.push_back(ReadOp::create(
              nested, location,
              cast<RankedTensorType>(result.getType()).getElementType(), result,
              indices));
        YieldOp::create(nested, location, values);
      });
  for (ReadOp read : others)
    read.getArrayMutable().assign(joined.getResult(position[read.getArray()]));
  for (auto [i, result] : llvm::enumerate(window.getResults()))
    result.replaceAllUsesWith(joined.getResult(i));
  window.erase();
  inlineFunc(func);
  return joined;
}

ReduceOp proxc::halide::shortenAxes(ReduceOp reduce) {
  ArrayRef<int64_t> extents = reduce.getExtents();
  SmallVector<unsigned> runs = collapsibleAxes(reduce.getBody(), extents);
  int64_t rank = extents.size();
  // Extents of the axes that the body walks itself; 0: the axis stays.
  SmallVector<int64_t> walked(rank, 0), kept;
  for (int64_t axis = 0; axis < rank; ++axis)
    if (extents[axis] == 1)
      walked[axis] = 1;
  // A long body is not written once for each channel: lib/Target/Halide makes a
  // loop of them.
  constexpr int64_t longestBody = 256;
  if (rank > 1 && runs.back() == 1 && extents.back() <= mostChannels &&
      countOps(reduce.getBody()) * extents.back() <= longestBody)
    walked.back() = extents.back();
  int64_t terms = 1;
  for (int64_t axis = 0; axis < rank; ++axis) {
    if (walked[axis] == 0)
      kept.push_back(extents[axis]);
    else
      terms *= walked[axis];
  }
  if (kept.size() == extents.size() || kept.empty())
    return reduce;
  SmallVector<Combine> kinds;
  for (unsigned i = 0; i < reduce.getNumResults(); ++i)
    kinds.push_back(reduce.getCombine(i));
  OpBuilder builder(reduce);
  auto shorter = ReduceOp::create(
      builder, reduce.getLoc(), kinds, kept, reduce.getResultTypes(),
      [&](OpBuilder &nested, Location location, ValueRange indices) {
        SmallVector<Value> totals;
        for (int64_t term = 0; term < terms; ++term) {
          IRMapping mapping;
          unsigned next = 0;
          for (int64_t axis = 0; axis < rank; ++axis) {
            // Only the last of the walked axes is longer than 1.
            Value index = walked[axis] == 0
                              ? indices[next++]
                              : arith::ConstantIndexOp::create(
                                    nested, location,
                                    walked[axis] > 1 ? term : 0);
            mapping.map(reduce.getBody().getArgument(axis), index);
          }
          for (Operation &op : reduce.getBody().front().without_terminator())
            nested.clone(op, mapping);
          for (auto [i, value] :
               llvm::enumerate(reduce.getYield()->getOperands())) {
            Value entry = mapping.lookupOrDefault(value);
            if (term == 0)
              totals.push_back(entry);
            else if (kinds[i] == Combine::max)
              totals[i] = arith::MaximumFOp::create(nested, location, totals[i],
                                                    entry);
            else
              totals[i] =
                  arith::AddFOp::create(nested, location, totals[i], entry);
          }
        }
        YieldOp::create(nested, location, totals);
      });
  reduce->replaceAllUsesWith(shorter->getResults());
  reduce.erase();
  return shorter;
}
