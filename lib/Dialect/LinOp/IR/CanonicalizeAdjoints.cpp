//===- CanonicalizeAdjoints.cpp - adjoints that have a name -----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Canonicalize.h"

using namespace proxc::linop;
using mlir::PatternRewriter;

/// (A B)* = B* A*, (A + B)* = A* + B*.
static LogicalResult adjointOfProduct(AdjointOp op, PatternRewriter &rewriter) {
  auto product = op.getOp().getDefiningOp<ComposeOp>();
  if (!product)
    return failure();
  SmallVector<Value> parts;
  for (Value part : llvm::reverse(product.getParts()))
    parts.push_back(AdjointOp::create(rewriter, op.getLoc(), part));
  rewriter.replaceOpWithNewOp<ComposeOp>(op, parts);
  return success();
}

static LogicalResult adjointOfSum(AdjointOp op, PatternRewriter &rewriter) {
  auto sum = op.getOp().getDefiningOp<AddOp>();
  if (!sum)
    return failure();
  SmallVector<Value> parts;
  for (Value part : sum.getParts())
    parts.push_back(AdjointOp::create(rewriter, op.getLoc(), part));
  rewriter.replaceOpWithNewOp<AddOp>(op, parts);
  return success();
}

static LogicalResult adjointOfZero(AdjointOp op, PatternRewriter &rewriter) {
  auto zero = op.getOp().getDefiningOp<ZeroOp>();
  if (!zero)
    return failure();
  rewriter.replaceOpWithNewOp<ZeroOp>(op, zero.getRange(), zero.getDomain());
  return success();
}

static LogicalResult adjointOfOne(AdjointOp op, PatternRewriter &rewriter) {
  auto one = op.getOp().getDefiningOp<OneOp>();
  if (!one)
    return failure();
  rewriter.replaceOpWithNewOp<OneOp>(op, one.getRange(),
                                     one.getDomain().getShape());
  return success();
}

/// Of a complex multiple of a real space the adjoint takes real parts, so only
/// scalings within one space have an adjoint that is one.
static LogicalResult adjointOfScale(AdjointOp op, PatternRewriter &rewriter) {
  auto scale = op.getOp().getDefiningOp<ScaleOp>();
  if (!scale || scale.getDomain() != scale.getRange())
    return failure();
  std::optional<Array> s = constantValue(scale.getFactor());
  if (!s)
    return failure();
  Value factor = buildFactor(rewriter, op.getLoc(), std::conj((*s)[0]));
  rewriter.replaceOpWithNewOp<ScaleOp>(op, scale.getDomain(), factor);
  return success();
}

static LogicalResult adjointOfTranspose(AdjointOp op,
                                        PatternRewriter &rewriter) {
  auto transpose = op.getOp().getDefiningOp<TransposeOp>();
  if (!transpose)
    return failure();
  SmallVector<int64_t> inverse(transpose.getOrder().size());
  for (auto [i, axis] : llvm::enumerate(transpose.getOrder()))
    inverse[axis] = i;
  rewriter.replaceOpWithNewOp<TransposeOp>(op, transpose.getRange(), inverse);
  return success();
}

static LogicalResult adjointOfReshape(AdjointOp op, PatternRewriter &rewriter) {
  auto reshape = op.getOp().getDefiningOp<ReshapeOp>();
  if (!reshape)
    return failure();
  rewriter.replaceOpWithNewOp<ReshapeOp>(op, reshape.getRange(),
                                         reshape.getDomain().getShape());
  return success();
}

static LogicalResult adjointOfPad(AdjointOp op, PatternRewriter &rewriter) {
  auto pad = op.getOp().getDefiningOp<PadOp>();
  if (!pad)
    return failure();
  rewriter.replaceOpWithNewOp<CropOp>(op, pad.getRange(), pad.getLow(),
                                      pad.getDomain().getShape());
  return success();
}

static LogicalResult adjointOfCrop(AdjointOp op, PatternRewriter &rewriter) {
  auto crop = op.getOp().getDefiningOp<CropOp>();
  if (!crop)
    return failure();
  SmallVector<int64_t> high;
  for (int64_t a = 0; a < crop.getDomain().getRank(); ++a)
    high.push_back(crop.getDomain().getDimSize(a) - crop.getOffsets()[a] -
                   crop.getSizes()[a]);
  rewriter.replaceOpWithNewOp<PadOp>(op, crop.getRange(), crop.getOffsets(),
                                     high);
  return success();
}

void proxc::linop::populateAdjointPatterns(mlir::RewritePatternSet &patterns,
                                           bool tells) {
  addLaw<AdjointOp>(patterns, tells, "(A B)* = B* A*", "always",
                    adjointOfProduct);
  addLaw<AdjointOp>(patterns, tells, "(A + B)* = A* + B*", "always",
                    adjointOfSum);
  addLaw<AdjointOp>(patterns, tells, "0* = 0", "always", adjointOfZero);
  addLaw<AdjointOp>(patterns, tells, "the all-ones matrix transposed is one",
                    "always", adjointOfOne);
  addLaw<AdjointOp>(patterns, tells, "(s I)* = conj(s) I",
                    "s is known, domain and range are one space",
                    adjointOfScale);
  addLaw<AdjointOp>(patterns, tells,
                    "the adjoint of a transpose is the inverse order",
                    "always", adjointOfTranspose);
  addLaw<AdjointOp>(patterns, tells,
                    "the adjoint of a reshape is the reshape back", "always",
                    adjointOfReshape);
  addLaw<AdjointOp>(patterns, tells, "the adjoint of zero padding is a crop",
                    "always", adjointOfPad);
  addLaw<AdjointOp>(patterns, tells, "the adjoint of a crop is zero padding",
                    "always", adjointOfCrop);
}
