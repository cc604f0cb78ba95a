//===- RotateCollect.cpp - products of stacks, part by part -----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Blocks.h"
#include "Rotate.h"

using namespace mlir;

namespace proxc::linop {

static OpType typeOf(Value op) { return cast<OpType>(op.getType()); }

/// Replaces the neighbours i and i + 1 of a product.
static void replacePair(ComposeOp op, size_t i, Value merged,
                        PatternRewriter &rewriter) {
  SmallVector<Value> parts(op.getParts());
  parts[i] = merged;
  parts.erase(parts.begin() + i + 1);
  rewriter.replaceOp(
      op, productOf(rewriter, op.getLoc(), parts, op.getDomain()));
}

static Value compose(OpBuilder &builder, Value a, Value b) {
  return productOf(builder, a.getLoc(), {a, b}, typeOf(b).getDomain());
}

/// X of kind `left` times Y of kind `right` is the `result` of the products of
/// their parts.
static LogicalResult multiplyParts(ComposeOp op, PatternRewriter &rewriter,
                                   Blocks::Kind left, Blocks::Kind right,
                                   Blocks::Kind result) {
  SmallVector<Value> parts(op.getParts());
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    std::optional<Blocks> x = Blocks::of(parts[i]);
    std::optional<Blocks> y = Blocks::of(parts[i + 1]);
    if (!x || !y || x->kind != left || y->kind != right || x->axis != 0 ||
        y->axis != 0 || !x->matches(*y))
      continue;
    replacePair(op, i,
                zipBlocks(rewriter, op.getLoc(), *x, *y, result, compose),
                rewriter);
    return success();
  }
  return failure();
}

static LogicalResult blockProduct(ComposeOp op, PatternRewriter &rewriter) {
  return multiplyParts(op, rewriter, Blocks::BlockDiag, Blocks::BlockDiag,
                       Blocks::BlockDiag);
}
static LogicalResult blockVStack(ComposeOp op, PatternRewriter &rewriter) {
  return multiplyParts(op, rewriter, Blocks::BlockDiag, Blocks::VStack,
                       Blocks::VStack);
}
static LogicalResult hstackBlock(ComposeOp op, PatternRewriter &rewriter) {
  return multiplyParts(op, rewriter, Blocks::HStack, Blocks::BlockDiag,
                       Blocks::HStack);
}
static LogicalResult hstackVStack(ComposeOp op, PatternRewriter &rewriter) {
  return multiplyParts(op, rewriter, Blocks::HStack, Blocks::VStack,
                       Blocks::Add);
}

//===----------------------------------------------------------------------===//
// Splitting the products in the parts
//===----------------------------------------------------------------------===//

/// True where all parts are products and what follows their first factors
/// maps into one space.
static bool partsSplit(const Blocks &blocks) {
  RankedTensorType middle;
  for (Value part : blocks.parts) {
    SmallVector<Value> factors = factorsOf(part);
    if (factors.size() < 2)
      return false;
    RankedTensorType here = typeOf(factors.front()).getDomain();
    if (middle && here != middle)
      return false;
    middle = here;
  }
  return middle.getRank() < 8;
}

static Value firstFactor(OpBuilder &, Value part) {
  return factorsOf(part).front();
}

static Value otherFactors(OpBuilder &builder, Value part) {
  SmallVector<Value> factors = factorsOf(part);
  return productOf(builder, part.getLoc(), ArrayRef(factors).drop_front(),
                   typeOf(part).getDomain());
}

/// The reverse of multiplyParts: of each part the first factor goes left.
template <typename OpT>
static LogicalResult splitParts(OpT op, PatternRewriter &rewriter,
                                Blocks::Kind left, Blocks::Kind right) {
  Blocks blocks = *Blocks::of(op.getResult());
  if (blocks.axis != 0 || !partsSplit(blocks))
    return failure();
  Location loc = op.getLoc();
  Value first = mapBlocks(rewriter, loc, blocks, left, 0, firstFactor);
  Value rest = mapBlocks(rewriter, loc, blocks, right, 0, otherFactors);
  rewriter.replaceOpWithNewOp<ComposeOp>(op, ValueRange{first, rest});
  return success();
}

template <typename OpT>
static LogicalResult splitBlocks(OpT op, PatternRewriter &rewriter) {
  return splitParts(op, rewriter, Blocks::BlockDiag, Blocks::BlockDiag);
}
template <typename OpT>
static LogicalResult splitVStack(OpT op, PatternRewriter &rewriter) {
  return splitParts(op, rewriter, Blocks::BlockDiag, Blocks::VStack);
}
template <typename OpT>
static LogicalResult splitHStack(OpT op, PatternRewriter &rewriter) {
  return splitParts(op, rewriter, Blocks::HStack, Blocks::BlockDiag);
}
template <typename OpT>
static LogicalResult splitSum(OpT op, PatternRewriter &rewriter) {
  return splitParts(op, rewriter, Blocks::HStack, Blocks::VStack);
}

//===----------------------------------------------------------------------===//
// Associativity
//===----------------------------------------------------------------------===//

static LogicalResult associateLeft(ComposeOp op, PatternRewriter &rewriter) {
  if (op.getParts().size() < 3)
    return failure();
  Value head = ComposeOp::create(rewriter, op.getLoc(),
                                 op.getParts().drop_back());
  rewriter.replaceOpWithNewOp<ComposeOp>(
      op, ValueRange{head, op.getParts().back()});
  return success();
}

static LogicalResult associateRight(ComposeOp op, PatternRewriter &rewriter) {
  if (op.getParts().size() < 3)
    return failure();
  Value tail = ComposeOp::create(rewriter, op.getLoc(),
                                 op.getParts().drop_front());
  rewriter.replaceOpWithNewOp<ComposeOp>(
      op, ValueRange{op.getParts().front(), tail});
  return success();
}

//===----------------------------------------------------------------------===//
// Sums of blocks
//===----------------------------------------------------------------------===//

/// Two parts of a sum that are one kind of blocks.
static LogicalResult blockSum(AddOp op, PatternRewriter &rewriter) {
  SmallVector<Value> parts(op.getParts());
  for (size_t i = 0; i < parts.size(); ++i) {
    std::optional<Blocks> x = Blocks::of(parts[i]);
    if (!x || x->kind != Blocks::BlockDiag)
      continue;
    for (size_t j = i + 1; j < parts.size(); ++j) {
      std::optional<Blocks> y = Blocks::of(parts[j]);
      if (!y || y->kind != Blocks::BlockDiag || !x->matches(*y))
        continue;
      parts[i] = zipBlocks(rewriter, op.getLoc(), *x, *y, Blocks::BlockDiag,
                           [&](OpBuilder &b, Value a, Value c) -> Value {
                             return AddOp::create(b, op.getLoc(),
                                                  ValueRange{a, c});
                           });
      parts.erase(parts.begin() + j);
      if (parts.size() == 1)
        rewriter.replaceOp(op, parts.front());
      else
        rewriter.replaceOpWithNewOp<AddOp>(op, parts);
      return success();
    }
  }
  return failure();
}

/// Of each part the first summand goes left.
template <typename OpT>
static LogicalResult splitBlockSum(OpT op, PatternRewriter &rewriter) {
  Blocks blocks = *Blocks::of(op.getResult());
  for (Value part : blocks.parts) {
    auto sum = part.getDefiningOp<AddOp>();
    if (!sum || sum.getParts().size() < 2)
      return failure();
  }
  Location loc = op.getLoc();
  Value first = mapBlocks(rewriter, loc, blocks, Blocks::BlockDiag, 0,
                          [](OpBuilder &, Value part) {
                            return part.getDefiningOp<AddOp>().getParts()[0];
                          });
  Value rest = mapBlocks(
      rewriter, loc, blocks, Blocks::BlockDiag, 0,
      [&](OpBuilder &b, Value part) -> Value {
        ValueRange others =
            part.getDefiningOp<AddOp>().getParts().drop_front();
        if (others.size() == 1)
          return others.front();
        return AddOp::create(b, loc, others);
      });
  rewriter.replaceOpWithNewOp<AddOp>(op, ValueRange{first, rest});
  return success();
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

template <typename A, typename Law<A>::Apply a, typename B,
          typename Law<B>::Apply b>
static void populateBoth(RewritePatternSet &patterns, LawText text) {
  populateLaw<A, a>(patterns, text);
  populateLaw<B, b>(patterns, text);
}

ArrayRef<RotationRule> collectingRules() {
  static const RotationRule rules[] = {
      {RotationLaw::associate,
       "associate",
       {"A B C = (A B) C", "always", populateLaw<ComposeOp, associateLeft>},
       {"A B C = A (B C)", "always", populateLaw<ComposeOp, associateRight>}},
      {RotationLaw::blockProduct,
       "block-product",
       {"BlockDiag(A, B) BlockDiag(C, D) = BlockDiag(A C, B D)",
        "as many blocks", populateLaw<ComposeOp, blockProduct>},
       {"BlockDiag(A C, B D) = BlockDiag(A, B) BlockDiag(C, D)",
        "A and B act on one space",
        populateBoth<BlockDiagOp, splitBlocks<BlockDiagOp>, BlockDiagForOp,
                     splitBlocks<BlockDiagForOp>>}},
      {RotationLaw::blockVStack,
       "block-vstack",
       {"BlockDiag(A, B) VStack(C, D) = VStack(A C, B D)", "as many blocks",
        populateLaw<ComposeOp, blockVStack>},
       {"VStack(A C, B D) = BlockDiag(A, B) VStack(C, D)",
        "A and B act on one space",
        populateBoth<VStackOp, splitVStack<VStackOp>, VStackForOp,
                     splitVStack<VStackForOp>>}},
      {RotationLaw::hstackBlock,
       "hstack-block",
       {"HStack(A, B) BlockDiag(C, D) = HStack(A C, B D)", "as many blocks",
        populateLaw<ComposeOp, hstackBlock>},
       {"HStack(A C, B D) = HStack(A, B) BlockDiag(C, D)",
        "A and B act on one space",
        populateBoth<HStackOp, splitHStack<HStackOp>, HStackForOp,
                     splitHStack<HStackForOp>>}},
      {RotationLaw::hstackVStack,
       "hstack-vstack",
       {"HStack(A, B) VStack(C, D) = A C + B D", "as many parts",
        populateLaw<ComposeOp, hstackVStack>},
       {"A C + B D = HStack(A, B) VStack(C, D)", "A and B act on one space",
        populateBoth<AddOp, splitSum<AddOp>, AddForOp, splitSum<AddForOp>>}},
      {RotationLaw::blockSum,
       "block-sum",
       {"BlockDiag(A, B) + BlockDiag(C, D) = BlockDiag(A + C, B + D)",
        "as many blocks", populateLaw<AddOp, blockSum>},
       {"BlockDiag(A + C, B + D) = BlockDiag(A, B) + BlockDiag(C, D)",
        "every block is a sum",
        populateBoth<BlockDiagOp, splitBlockSum<BlockDiagOp>, BlockDiagForOp,
                     splitBlockSum<BlockDiagForOp>>}}};
  return rules;
}

} // namespace proxc::linop
