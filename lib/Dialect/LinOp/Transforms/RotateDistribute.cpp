//===- RotateDistribute.cpp - distribution, adjoints, Kronecker -*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Blocks.h"
#include "Rotate.h"

using namespace mlir;

namespace proxc::linop {

static OpType typeOf(Value op) { return cast<OpType>(op.getType()); }

//===----------------------------------------------------------------------===//
// Distribution
//===----------------------------------------------------------------------===//

/// X C with blocks X of this kind: C goes into every part.
static LogicalResult distributeRight(ComposeOp op, PatternRewriter &rewriter,
                                     Blocks::Kind kind) {
  SmallVector<Value> parts(op.getParts());
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    std::optional<Blocks> x = Blocks::of(parts[i]);
    if (!x || x->kind != kind)
      continue;
    Value factor = parts[i + 1];
    parts[i] = mapBlocks(rewriter, op.getLoc(), *x, kind, x->axis,
                         [&](OpBuilder &b, Value part) {
                           return productOf(b, op.getLoc(), {part, factor},
                                            typeOf(factor).getDomain());
                         });
    parts.erase(parts.begin() + i + 1);
    rewriter.replaceOp(
        op, productOf(rewriter, op.getLoc(), parts, op.getDomain()));
    return success();
  }
  return failure();
}

/// C X with blocks X of this kind.
static LogicalResult distributeLeft(ComposeOp op, PatternRewriter &rewriter,
                                    Blocks::Kind kind) {
  SmallVector<Value> parts(op.getParts());
  for (size_t i = 1; i < parts.size(); ++i) {
    std::optional<Blocks> x = Blocks::of(parts[i]);
    if (!x || x->kind != kind)
      continue;
    Value factor = parts[i - 1];
    parts[i] = mapBlocks(rewriter, op.getLoc(), *x, kind, x->axis,
                         [&](OpBuilder &b, Value part) {
                           return productOf(b, op.getLoc(), {factor, part},
                                            typeOf(part).getDomain());
                         });
    parts.erase(parts.begin() + i - 1);
    rewriter.replaceOp(
        op, productOf(rewriter, op.getLoc(), parts, op.getDomain()));
    return success();
  }
  return failure();
}

static LogicalResult vstackRight(ComposeOp op, PatternRewriter &rewriter) {
  return distributeRight(op, rewriter, Blocks::VStack);
}
static LogicalResult sumRight(ComposeOp op, PatternRewriter &rewriter) {
  return distributeRight(op, rewriter, Blocks::Add);
}
static LogicalResult leftHStack(ComposeOp op, PatternRewriter &rewriter) {
  return distributeLeft(op, rewriter, Blocks::HStack);
}
static LogicalResult leftSum(ComposeOp op, PatternRewriter &rewriter) {
  return distributeLeft(op, rewriter, Blocks::Add);
}

/// The factor that all parts share at one end, or null. Of a family it must
/// stand outside of the body.
static Value commonFactor(const Blocks &blocks, bool right) {
  Value common;
  bool longer = false;
  for (Value part : blocks.parts) {
    SmallVector<Value> factors = factorsOf(part);
    Value end = right ? factors.back() : factors.front();
    if (common && common != end)
      return {};
    common = end;
    longer |= factors.size() > 1;
  }
  if (blocks.family && blocks.family->getRegion(0).isAncestor(
                           common.getParentRegion()))
    return {};
  // Nothing is gained where the factor is all that there is.
  return longer ? common : Value();
}

template <typename OpT>
static LogicalResult factorOut(OpT op, PatternRewriter &rewriter, bool right) {
  Blocks blocks = *Blocks::of(op.getResult());
  Value common = commonFactor(blocks, right);
  if (!common)
    return failure();
  Location loc = op.getLoc();
  Value rest = mapBlocks(
      rewriter, loc, blocks, blocks.kind, blocks.axis,
      [&](OpBuilder &b, Value part) {
        SmallVector<Value> factors = factorsOf(part);
        ArrayRef<Value> others(factors);
        others = right ? others.drop_back() : others.drop_front();
        return productOf(b, loc, others,
                         right ? typeOf(common).getRange()
                               : typeOf(part).getDomain());
      });
  SmallVector<Value> product{rest, common};
  if (!right)
    std::swap(product[0], product[1]);
  rewriter.replaceOpWithNewOp<ComposeOp>(op, product);
  return success();
}

template <typename OpT>
static LogicalResult factorRight(OpT op, PatternRewriter &rewriter) {
  return factorOut(op, rewriter, /*right=*/true);
}
template <typename OpT>
static LogicalResult factorLeft(OpT op, PatternRewriter &rewriter) {
  return factorOut(op, rewriter, /*right=*/false);
}

//===----------------------------------------------------------------------===//
// Adjoints
//===----------------------------------------------------------------------===//

/// What stacks the adjoints.
static Blocks::Kind adjointKind(Blocks::Kind kind) {
  switch (kind) {
  case Blocks::VStack:
    return Blocks::HStack;
  case Blocks::HStack:
    return Blocks::VStack;
  case Blocks::BlockDiag:
  case Blocks::Add:
    return kind;
  }
  llvm_unreachable("all kinds are handled");
}

static LogicalResult adjointOfStack(AdjointOp op, PatternRewriter &rewriter) {
  std::optional<Blocks> blocks = Blocks::of(op.getOp());
  if (!blocks)
    return failure();
  rewriter.replaceOp(
      op, mapBlocks(rewriter, op.getLoc(), *blocks, adjointKind(blocks->kind),
                    blocks->axis, [&](OpBuilder &b, Value part) -> Value {
                      return AdjointOp::create(b, op.getLoc(), part);
                    }));
  return success();
}

template <typename OpT>
static LogicalResult stackOfAdjoints(OpT op, PatternRewriter &rewriter) {
  Blocks blocks = *Blocks::of(op.getResult());
  for (Value part : blocks.parts)
    if (!part.getDefiningOp<AdjointOp>())
      return failure();
  Value stack =
      mapBlocks(rewriter, op.getLoc(), blocks, adjointKind(blocks.kind),
                blocks.axis, [](OpBuilder &, Value part) -> Value {
                  return part.getDefiningOp<AdjointOp>().getOp();
                });
  rewriter.replaceOpWithNewOp<AdjointOp>(op, stack);
  return success();
}

static void populateStacksOfAdjoints(RewritePatternSet &patterns,
                                     LawText text) {
  populateLaw<VStackOp, stackOfAdjoints<VStackOp>>(patterns, text);
  populateLaw<HStackOp, stackOfAdjoints<HStackOp>>(patterns, text);
  populateLaw<BlockDiagOp, stackOfAdjoints<BlockDiagOp>>(patterns, text);
  populateLaw<VStackForOp, stackOfAdjoints<VStackForOp>>(patterns, text);
  populateLaw<HStackForOp, stackOfAdjoints<HStackForOp>>(patterns, text);
  populateLaw<BlockDiagForOp, stackOfAdjoints<BlockDiagForOp>>(patterns, text);
}

//===----------------------------------------------------------------------===//
// Kronecker products
//===----------------------------------------------------------------------===//

static RankedTensorType withLeading(RankedTensorType type,
                                    ArrayRef<int64_t> leading) {
  SmallVector<int64_t> shape(leading);
  llvm::append_range(shape, type.getShape());
  return RankedTensorType::get(shape, type.getElementType());
}

/// kron(I_n, A) for an operator that stands outside of the body.
static Value kron(OpBuilder &builder, Location loc, int64_t n, Value op) {
  return BlockDiagForOp::create(
      builder, loc, n, [&](OpBuilder &, Location, Value) { return op; });
}

/// Moves what the body of a Kronecker product computes in front of it; null
/// where it uses the index.
static Value hoistPart(const Blocks &blocks, PatternRewriter &rewriter) {
  Value part = blocks.parts.front();
  for (Operation &op : llvm::make_early_inc_range(
           blocks.family->getRegion(0).front().without_terminator()))
    rewriter.moveOpBefore(&op, blocks.family);
  return part;
}

static LogicalResult kronKron(BlockDiagForOp op, PatternRewriter &rewriter) {
  Blocks outer = *Blocks::of(op.getResult());
  std::optional<Blocks> inner = Blocks::of(outer.parts.front());
  if (!outer.isKronecker() || !inner || !inner->isKronecker())
    return failure();
  hoistPart(outer, rewriter);
  Value part = hoistPart(*inner, rewriter);
  Location loc = op.getLoc();
  int64_t count = outer.count * inner->count;
  OpType type = typeOf(part);
  rewriter.setInsertionPoint(op);
  Value down = ReshapeOp::create(rewriter, loc, op.getDomain(),
                                 withLeading(type.getDomain(), count).getShape());
  Value all = kron(rewriter, loc, count, part);
  Value up = ReshapeOp::create(rewriter, loc, withLeading(type.getRange(), count),
                               op.getRange().getShape());
  rewriter.replaceOpWithNewOp<ComposeOp>(op, ValueRange{up, all, down});
  return success();
}

/// The exchange of the two leading axes.
static Value exchange(OpBuilder &builder, Location loc, RankedTensorType type) {
  SmallVector<int64_t> order;
  for (int64_t a = 0; a < type.getRank(); ++a)
    order.push_back(a < 2 ? 1 - a : a);
  return TransposeOp::create(builder, loc, type, order);
}

/// kron(I_n, BlockDiag(A, B)) acts on [n, 2, ...]; block by block the same
/// acts on [2, n, ...].
static LogicalResult kronBlock(BlockDiagForOp op, PatternRewriter &rewriter) {
  Blocks outer = *Blocks::of(op.getResult());
  if (!outer.isKronecker() ||
      !outer.parts.front().getDefiningOp<BlockDiagOp>())
    return failure();
  hoistPart(outer, rewriter);
  Blocks inner = *Blocks::of(outer.parts.front());
  Location loc = op.getLoc();
  rewriter.setInsertionPoint(op);
  SmallVector<Value> blocks;
  for (Value part : inner.parts)
    blocks.push_back(kron(rewriter, loc, outer.count, part));
  Value into = exchange(rewriter, loc, op.getDomain());
  Value diagonal = BlockDiagOp::create(rewriter, loc, blocks);
  Value back = exchange(rewriter, loc, typeOf(diagonal).getRange());
  rewriter.replaceOpWithNewOp<ComposeOp>(op, ValueRange{back, diagonal, into});
  return success();
}

static LogicalResult blockKron(BlockDiagOp op, PatternRewriter &rewriter) {
  SmallVector<Blocks> families;
  for (Value part : op.getParts()) {
    std::optional<Blocks> family = Blocks::of(part);
    if (!family || !family->isKronecker() ||
        (!families.empty() && family->count != families.front().count))
      return failure();
    families.push_back(*family);
  }
  Location loc = op.getLoc();
  SmallVector<Value> parts;
  for (const Blocks &family : families)
    parts.push_back(hoistPart(family, rewriter));
  rewriter.setInsertionPoint(op);
  Value into = exchange(rewriter, loc, op.getDomain());
  Value inner = BlockDiagOp::create(rewriter, loc, parts);
  Value all = kron(rewriter, loc, families.front().count, inner);
  Value back = exchange(rewriter, loc, typeOf(all).getRange());
  rewriter.replaceOpWithNewOp<ComposeOp>(op, ValueRange{back, all, into});
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

ArrayRef<RotationRule> distributingRules() {
  static const RotationRule rules[] = {
      {RotationLaw::vstackRight,
       "vstack-right",
       {"VStack(A, B) C = VStack(A C, B C)", "always",
        populateLaw<ComposeOp, vstackRight>},
       {"VStack(A C, B C) = VStack(A, B) C", "C is one operator",
        populateBoth<VStackOp, factorRight<VStackOp>, VStackForOp,
                     factorRight<VStackForOp>>}},
      {RotationLaw::leftHStack,
       "left-hstack",
       {"C HStack(A, B) = HStack(C A, C B)", "always",
        populateLaw<ComposeOp, leftHStack>},
       {"HStack(C A, C B) = C HStack(A, B)", "C is one operator",
        populateBoth<HStackOp, factorLeft<HStackOp>, HStackForOp,
                     factorLeft<HStackForOp>>}},
      {RotationLaw::sumRight,
       "sum-right",
       {"(A + B) C = A C + B C", "always", populateLaw<ComposeOp, sumRight>},
       {"A C + B C = (A + B) C", "C is one operator",
        populateBoth<AddOp, factorRight<AddOp>, AddForOp,
                     factorRight<AddForOp>>}},
      {RotationLaw::leftSum,
       "left-sum",
       {"C (A + B) = C A + C B", "always", populateLaw<ComposeOp, leftSum>},
       {"C A + C B = C (A + B)", "C is one operator",
        populateBoth<AddOp, factorLeft<AddOp>, AddForOp,
                     factorLeft<AddForOp>>}},
      {RotationLaw::adjointStack,
       "adjoint-stack",
       {"VStack(A, B)* = HStack(A*, B*)", "always",
        populateLaw<AdjointOp, adjointOfStack>},
       {"HStack(A*, B*) = VStack(A, B)*", "every part is an adjoint",
        populateStacksOfAdjoints}},
      {RotationLaw::kronKron,
       "kron-kron",
       {"kron(I_n, kron(I_m, A)) = kron(I_nm, A)", "up to a reshape",
        populateLaw<BlockDiagForOp, kronKron>},
       {"", "", nullptr}},
      {RotationLaw::kronBlock,
       "kron-block",
       {"kron(I, BlockDiag(A, B)) = BlockDiag(kron(I, A), kron(I, B))",
        "up to an exchange of axes", populateLaw<BlockDiagForOp, kronBlock>},
       {"BlockDiag(kron(I, A), kron(I, B)) = kron(I, BlockDiag(A, B))",
        "up to an exchange of axes", populateLaw<BlockDiagOp, blockKron>}}};
  return rules;
}

} // namespace proxc::linop
