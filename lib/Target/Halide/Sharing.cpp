//===- Sharing.cpp - what several results have in common --------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Halide computes each entry of a Tuple by itself, simplifying it in its own
// way, and stores it before it computes the next; LLVM then finds neither the
// expressions equal nor the loads unchanged, and a square root that three
// outputs need is taken three times. So what they share is computed first, into
// registers.
//
//===----------------------------------------------------------------------===//

#include "Stages.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace proxc::target;

/// Whether computing the value again costs next to nothing.
static bool isTrivial(Operation *op) {
  Type type = op->getResult(0).getType();
  if (isa<IndexType, IntegerType>(type))
    return true;
  return isa<proxc::halide::ReadOp>(op) || op->hasTrait<OpTrait::ConstantLike>();
}

SmallVector<Value> proxc::target::sharedValues(Block &block) {
  Operation *yield = block.getTerminator();
  // For each operation the set of yielded values that need it.
  llvm::DenseMap<Operation *, uint64_t> needed;
  for (auto [i, value] : llvm::enumerate(yield->getOperands()))
    if (Operation *op = value.getDefiningOp())
      needed[op] |= uint64_t(1) << std::min<size_t>(i, 63);
  for (Operation &op : llvm::reverse(block.without_terminator())) {
    uint64_t set = needed.lookup(&op);
    op.walk([&](Operation *nested) {
      for (Value operand : nested->getOperands())
        if (Operation *def = operand.getDefiningOp())
          if (def->getBlock() == &block)
            needed[def] |= set;
    });
  }
  SmallVector<Value> shared;
  for (Operation &op : block.without_terminator()) {
    uint64_t set = needed.lookup(&op);
    if ((set & (set - 1)) == 0 || isTrivial(&op))
      continue;
    // Only what leaves the common part is worth a place of its own.
    bool leaves = llvm::any_of(op.getUsers(), [&](Operation *user) {
      Operation *inBlock = block.findAncestorOpInBlock(*user);
      return inBlock == yield || needed.lookup(inBlock) != set;
    });
    if (leaves)
      shared.push_back(op.getResult(0));
  }
  return shared;
}

Halide::Expr proxc::target::entryOf(Halide::Func &func,
                                    const std::vector<Halide::Expr> &at,
                                    int element) {
  return func.outputs() == 1 ? Halide::Expr(func(at))
                             : Halide::Expr(func(at)[element]);
}

std::optional<Halide::Func>
proxc::target::shareValues(Block &block, const std::vector<Halide::Var> &vars,
                           BodyEmitter &body) {
  SmallVector<Value> shared = sharedValues(block);
  if (shared.empty())
    return std::nullopt;
  std::vector<Halide::Expr> entries;
  for (Value value : shared) {
    const Number &number = body.get(value);
    entries.push_back(number.re);
    if (number.isComplex())
      entries.push_back(number.im);
  }
  Halide::Func core("core");
  core(vars) = Halide::Tuple(entries);
  std::vector<Halide::Expr> at(vars.begin(), vars.end());
  SmallVector<std::pair<Value, Number>> replacements;
  int element = 0;
  for (Value value : shared) {
    Number number;
    bool isComplex = body.get(value).isComplex();
    number.re = entryOf(core, at, element++);
    if (isComplex)
      number.im = entryOf(core, at, element++);
    replacements.emplace_back(value, number);
  }
  body.replace(block, replacements);
  return core;
}
