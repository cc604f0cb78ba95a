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

static void inlineRead(ReadOp read, FuncOp func) {
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
    inlineRead(read, func);
  func.erase();
}
