//===- Blocks.cpp - stacks, as lists and as families ------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Blocks.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace proxc::linop {

template <typename Op>
static Blocks listOf(Op op, Blocks::Kind kind, int64_t axis) {
  Blocks blocks{kind, {}, nullptr, axis, 0};
  llvm::append_range(blocks.parts, op.getParts());
  blocks.count = static_cast<int64_t>(blocks.parts.size());
  return blocks;
}

template <typename Op>
static Blocks familyOf(Op op, Blocks::Kind kind) {
  return {kind, {op.getPart()}, op, 0, static_cast<int64_t>(op.getCount())};
}

std::optional<Blocks> Blocks::of(Value op) {
  using Result = std::optional<Blocks>;
  Operation *definition = op.getDefiningOp();
  if (!definition)
    return std::nullopt;
  return llvm::TypeSwitch<Operation *, Result>(definition)
      .Case([](VStackOp o) { return listOf(o, VStack, o.getAxis()); })
      .Case([](HStackOp o) { return listOf(o, HStack, o.getAxis()); })
      .Case([](BlockDiagOp o) { return listOf(o, BlockDiag, 0); })
      .Case([](AddOp o) { return listOf(o, Add, 0); })
      .Case([](VStackForOp o) { return familyOf(o, VStack); })
      .Case([](HStackForOp o) { return familyOf(o, HStack); })
      .Case([](BlockDiagForOp o) { return familyOf(o, BlockDiag); })
      .Case([](AddForOp o) { return familyOf(o, Add); })
      .Default([](Operation *) { return Result(); });
}

bool Blocks::isKronecker() const {
  return family && kind == BlockDiag && index().use_empty();
}

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

static Value buildList(OpBuilder &builder, Location loc, Blocks::Kind kind,
                       int64_t axis, ValueRange parts) {
  switch (kind) {
  case Blocks::VStack:
    return VStackOp::create(builder, loc, parts, axis);
  case Blocks::HStack:
    return HStackOp::create(builder, loc, parts, axis);
  case Blocks::BlockDiag:
    return BlockDiagOp::create(builder, loc, parts);
  case Blocks::Add:
    return AddOp::create(builder, loc, parts);
  }
  llvm_unreachable("all kinds are handled");
}

using MakeBody = function_ref<Value(OpBuilder &, Location, Value)>;

static Value buildFamily(OpBuilder &builder, Location loc, Blocks::Kind kind,
                         int64_t count, MakeBody body) {
  switch (kind) {
  case Blocks::VStack:
    return VStackForOp::create(builder, loc, count, body);
  case Blocks::HStack:
    return HStackForOp::create(builder, loc, count, body);
  case Blocks::BlockDiag:
    return BlockDiagForOp::create(builder, loc, count, body);
  case Blocks::Add:
    return AddForOp::create(builder, loc, count, body);
  }
  llvm_unreachable("all kinds are handled");
}

/// Copies a family's body to the insertion point, for another index; returns
/// its part.
static Value cloneBody(OpBuilder &builder, const Blocks &family, Value index) {
  IRMapping mapping;
  mapping.map(family.index(), index);
  Block &body = family.family->getRegion(0).front();
  for (Operation &op : body.without_terminator())
    builder.clone(op, mapping);
  return mapping.lookupOrDefault(family.parts.front());
}

Value mapBlocks(OpBuilder &builder, Location loc, const Blocks &blocks,
                Blocks::Kind kind, int64_t axis, MapPart f) {
  if (blocks.family)
    return buildFamily(builder, loc, kind, blocks.count,
                       [&](OpBuilder &b, Location, Value index) {
                         return f(b, cloneBody(b, blocks, index));
                       });
  SmallVector<Value> parts;
  for (Value part : blocks.parts)
    parts.push_back(f(builder, part));
  return buildList(builder, loc, kind, axis, parts);
}

Value zipBlocks(OpBuilder &builder, Location loc, const Blocks &x,
                const Blocks &y, Blocks::Kind kind, ZipParts f) {
  if (x.family)
    return buildFamily(builder, loc, kind, x.count,
                       [&](OpBuilder &b, Location, Value index) {
                         Value left = cloneBody(b, x, index);
                         return f(b, left, cloneBody(b, y, index));
                       });
  SmallVector<Value> parts;
  for (auto [left, right] : llvm::zip_equal(x.parts, y.parts))
    parts.push_back(f(builder, left, right));
  return buildList(builder, loc, kind, 0, parts);
}

SmallVector<Value> factorsOf(Value op) {
  if (auto product = op.getDefiningOp<ComposeOp>())
    return SmallVector<Value>(product.getParts());
  return {op};
}

Value productOf(OpBuilder &builder, Location loc, ArrayRef<Value> factors,
                RankedTensorType domain) {
  SmallVector<Value> flat;
  for (Value factor : factors)
    llvm::append_range(flat, factorsOf(factor));
  if (flat.empty())
    return EyeOp::create(builder, loc, domain);
  if (flat.size() == 1)
    return flat.front();
  return ComposeOp::create(builder, loc, flat);
}

} // namespace proxc::linop
