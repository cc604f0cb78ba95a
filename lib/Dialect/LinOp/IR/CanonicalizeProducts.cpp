//===- CanonicalizeProducts.cpp - products in normal form -------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Canonicalize.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace proxc::linop;
using mlir::PatternRewriter;

namespace proxc::linop {

Value buildProduct(mlir::OpBuilder &builder, mlir::Location loc,
                   ValueRange parts, RankedTensorType domain) {
  if (parts.empty())
    return EyeOp::create(builder, loc, domain);
  if (parts.size() == 1)
    return parts.front();
  return ComposeOp::create(builder, loc, parts);
}

} // namespace proxc::linop

static LogicalResult replaceProduct(ComposeOp op, ValueRange parts,
                                    PatternRewriter &rewriter) {
  rewriter.replaceOp(
      op, buildProduct(rewriter, op.getLoc(), parts, op.getDomain()));
  return success();
}

static LogicalResult flattenProduct(ComposeOp op, PatternRewriter &rewriter) {
  SmallVector<Value> parts;
  bool nested = false;
  for (Value part : op.getParts()) {
    auto inner = part.getDefiningOp<ComposeOp>();
    nested |= inner != nullptr;
    if (inner)
      llvm::append_range(parts, inner.getParts());
    else
      parts.push_back(part);
  }
  return nested ? replaceProduct(op, parts, rewriter) : failure();
}

static LogicalResult dropIdentities(ComposeOp op, PatternRewriter &rewriter) {
  SmallVector<Value> parts;
  for (Value part : op.getParts())
    if (!part.getDefiningOp<EyeOp>())
      parts.push_back(part);
  if (parts.size() == op.getParts().size())
    return failure();
  return replaceProduct(op, parts, rewriter);
}

static LogicalResult zeroProduct(ComposeOp op, PatternRewriter &rewriter) {
  for (Value part : op.getParts())
    if (part.getDefiningOp<ZeroOp>()) {
      rewriter.replaceOpWithNewOp<ZeroOp>(op, op.getDomain(), op.getRange());
      return success();
    }
  return failure();
}

/// A scaling that keeps its space, and so may move.
static ScaleOp movableScale(Value part) {
  auto scale = part.getDefiningOp<ScaleOp>();
  return scale && scale.getDomain() == scale.getRange() ? scale : ScaleOp();
}

/// A (s I) = (s I) A: for a real s always, for a complex s where A is
/// complex-linear between complex spaces.
static bool commutes(ScaleOp scale, Value part) {
  if (!isComplex(cast<RankedTensorType>(scale.getFactor().getType())))
    return true;
  return isComplex(typeOf(part).getDomain()) &&
         isComplex(typeOf(part).getRange()) && complexLinear(part);
}

static LogicalResult scalarsToTheFront(ComposeOp op,
                                       PatternRewriter &rewriter) {
  SmallVector<Value> parts(op.getParts());
  for (size_t i = 1; i < parts.size(); ++i) {
    ScaleOp scale = movableScale(parts[i]);
    if (!scale || parts[i - 1].getDefiningOp<ScaleOp>() ||
        !commutes(scale, parts[i - 1]))
      continue;
    parts[i] = parts[i - 1];
    parts[i - 1] = ScaleOp::create(rewriter, op.getLoc(),
                                   typeOf(parts[i]).getRange(),
                                   scale.getFactor());
    return replaceProduct(op, parts, rewriter);
  }
  return failure();
}

/// s t as a rank-0 tensor: of constants the constant, of two real params of one
/// type their product; null otherwise.
static Value multiplyFactors(Value s, Value t, PatternRewriter &rewriter,
                             mlir::Location loc) {
  std::optional<Array> a = constantValue(s), b = constantValue(t);
  if (a && b)
    return buildFactor(rewriter, loc, (*a)[0] * (*b)[0]);
  bool real = isa<mlir::FloatType>(
      cast<RankedTensorType>(s.getType()).getElementType());
  if (s.getType() == t.getType() && real)
    return mlir::arith::MulFOp::create(rewriter, loc, s, t);
  return {};
}

static LogicalResult mergeScalars(ComposeOp op, PatternRewriter &rewriter) {
  SmallVector<Value> parts(op.getParts());
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    ScaleOp first = movableScale(parts[i]), second = movableScale(parts[i + 1]);
    if (!first || !second)
      continue;
    Value factor = multiplyFactors(first.getFactor(), second.getFactor(),
                                   rewriter, op.getLoc());
    if (!factor)
      continue;
    parts[i] = ScaleOp::create(rewriter, op.getLoc(), first.getDomain(), factor);
    parts.erase(parts.begin() + i + 1);
    return replaceProduct(op, parts, rewriter);
  }
  return failure();
}

/// The product of two neighbours of one kind as one operator, or null.
static Value mergeIndexOps(Value left, Value right, PatternRewriter &rewriter,
                           mlir::Location loc) {
  RankedTensorType domain = typeOf(right).getDomain();
  auto pairwise = [](ArrayRef<int64_t> a, ArrayRef<int64_t> b) {
    SmallVector<int64_t> sums;
    for (auto [x, y] : llvm::zip_equal(a, b))
      sums.push_back(x + y);
    return sums;
  };
  if (auto a = left.getDefiningOp<TransposeOp>())
    if (auto b = right.getDefiningOp<TransposeOp>()) {
      SmallVector<int64_t> order;
      for (int64_t axis : a.getOrder())
        order.push_back(b.getOrder()[axis]);
      return TransposeOp::create(rewriter, loc, domain, order);
    }
  if (auto a = left.getDefiningOp<ReshapeOp>())
    if (right.getDefiningOp<ReshapeOp>())
      return ReshapeOp::create(rewriter, loc, domain, a.getRange().getShape());
  if (auto a = left.getDefiningOp<CropOp>())
    if (auto b = right.getDefiningOp<CropOp>())
      return CropOp::create(rewriter, loc, domain,
                            pairwise(a.getOffsets(), b.getOffsets()),
                            a.getSizes());
  if (auto a = left.getDefiningOp<PadOp>())
    if (auto b = right.getDefiningOp<PadOp>())
      return PadOp::create(rewriter, loc, domain,
                           pairwise(a.getLow(), b.getLow()),
                           pairwise(a.getHigh(), b.getHigh()));
  return {};
}

static LogicalResult mergeNeighbours(ComposeOp op, PatternRewriter &rewriter) {
  SmallVector<Value> parts(op.getParts());
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    Value merged =
        mergeIndexOps(parts[i], parts[i + 1], rewriter, op.getLoc());
    if (!merged)
      continue;
    parts[i] = merged;
    parts.erase(parts.begin() + i + 1);
    return replaceProduct(op, parts, rewriter);
  }
  return failure();
}

/// nu where left * right = nu I: A* A of a multiple of an isometry, A A* of a
/// multiple of a co-isometry.
static std::optional<double> cancels(Value left, Value right) {
  auto leftAdjoint = left.getDefiningOp<AdjointOp>();
  if (leftAdjoint && leftAdjoint.getOp() == right)
    return isometryFactor(right);
  auto rightAdjoint = right.getDefiningOp<AdjointOp>();
  if (rightAdjoint && rightAdjoint.getOp() == left)
    return coisometryFactor(left);
  return std::nullopt;
}

static LogicalResult cancelIsometries(ComposeOp op, PatternRewriter &rewriter) {
  SmallVector<Value> parts(op.getParts());
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    std::optional<double> factor = cancels(parts[i], parts[i + 1]);
    if (!factor)
      continue;
    RankedTensorType space = typeOf(parts[i + 1]).getDomain();
    parts[i] = ScaleOp::create(rewriter, op.getLoc(), space,
                               buildFactor(rewriter, op.getLoc(), *factor));
    parts.erase(parts.begin() + i + 1);
    return replaceProduct(op, parts, rewriter);
  }
  return failure();
}

void proxc::linop::populateProductPatterns(mlir::RewritePatternSet &patterns,
                                           bool tells) {
  addLaw<ComposeOp>(patterns, tells, "A (B C) = A B C", "always",
                    flattenProduct);
  addLaw<ComposeOp>(patterns, tells, "I A = A", "always", dropIdentities);
  addLaw<ComposeOp>(patterns, tells, "A 0 B = 0", "always", zeroProduct);
  addLaw<ComposeOp>(patterns, tells, "A (s I) = (s I) A",
                    "s is real, or A is complex-linear", scalarsToTheFront);
  addLaw<ComposeOp>(patterns, tells, "(s I) (t I) = (s t) I",
                    "the product of the factors is known", mergeScalars);
  addLaw<ComposeOp>(patterns, tells,
                    "two crops, paddings, reshapes or transposes are one",
                    "they stand side by side", mergeNeighbours);
  addLaw<ComposeOp>(patterns, tells, "A* A = nu I, A A* = nu I",
                    "A is a multiple of an isometry, or of a co-isometry",
                    cancelIsometries);
}
