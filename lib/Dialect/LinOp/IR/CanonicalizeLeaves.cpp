//===- CanonicalizeLeaves.cpp - leaves that are simpler ones ----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Canonicalize.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace proxc::linop;
using mlir::PatternRewriter;

namespace proxc::linop {

LogicalResult replaceByEye(LinearOperatorInterface op,
                           PatternRewriter &rewriter) {
  rewriter.replaceOpWithNewOp<EyeOp>(op, op.getDomain());
  return success();
}

Value buildFactor(mlir::OpBuilder &builder, mlir::Location loc, Complex value) {
  if (value.imag() == 0) {
    auto type = RankedTensorType::get({}, builder.getF64Type());
    return mlir::arith::ConstantOp::create(
        builder, loc, mlir::DenseElementsAttr::get(type, value.real()));
  }
  auto type = RankedTensorType::get(
      {}, mlir::ComplexType::get(builder.getF64Type()));
  return mlir::arith::ConstantOp::create(
      builder, loc,
      mlir::DenseElementsAttr::get(type, ArrayRef<Complex>{value}));
}

} // namespace proxc::linop

/// Domain and range are one space and every number says "nothing happens".
template <typename OpT>
static LogicalResult foldToEye(OpT op, PatternRewriter &rewriter, bool idle) {
  if (!idle || op.getDomain() != op.getRange())
    return failure();
  return replaceByEye(op, rewriter);
}

static bool allEqual(ArrayRef<int64_t> values, int64_t to) {
  return llvm::all_of(values, [&](int64_t value) { return value == to; });
}

static bool isIota(ArrayRef<int64_t> values) {
  for (auto [i, value] : llvm::enumerate(values))
    if (value != static_cast<int64_t>(i))
      return false;
  return true;
}

static LogicalResult foldCrop(CropOp op, PatternRewriter &rewriter) {
  return foldToEye(op, rewriter, true);
}
static LogicalResult foldPad(PadOp op, PatternRewriter &rewriter) {
  return foldToEye(op, rewriter, true);
}
static LogicalResult foldSubsample(SubsampleOp op, PatternRewriter &rewriter) {
  // An axis of one entry has no direction.
  for (auto [a, step] : llvm::enumerate(op.getSteps()))
    if (step != 1 && op.getDomain().getDimSize(a) != 1)
      return failure();
  return foldToEye(op, rewriter, true);
}
static LogicalResult foldReshape(ReshapeOp op, PatternRewriter &rewriter) {
  return foldToEye(op, rewriter, true);
}
static LogicalResult foldTranspose(TransposeOp op, PatternRewriter &rewriter) {
  return foldToEye(op, rewriter, isIota(op.getOrder()));
}
static LogicalResult foldBroadcast(BroadcastOp op, PatternRewriter &rewriter) {
  return foldToEye(op, rewriter, true);
}
static LogicalResult foldCast(CastOp op, PatternRewriter &rewriter) {
  return foldToEye(op, rewriter, true);
}

static LogicalResult foldUnitScale(ScaleOp op, PatternRewriter &rewriter) {
  std::optional<Array> s = constantValue(op.getFactor());
  return foldToEye(op, rewriter, s && (*s)[0] == Complex(1));
}

static LogicalResult foldZeroScale(ScaleOp op, PatternRewriter &rewriter) {
  std::optional<Array> s = constantValue(op.getFactor());
  if (!s || (*s)[0] != Complex(0))
    return failure();
  rewriter.replaceOpWithNewOp<ZeroOp>(op, op.getDomain(), op.getRange());
  return success();
}

/// The one number of a splat array, as a rank-0 tensor; null where there is
/// none.
static Value splatFactor(Value weights, PatternRewriter &rewriter,
                         mlir::Location loc) {
  if (auto apply = weights.getDefiningOp<ApplyOp>())
    if (apply.getOp().getDefiningOp<BroadcastOp>() &&
        apply.getInput().getType().getRank() == 0)
      return apply.getInput();
  mlir::DenseElementsAttr elements;
  auto constant = weights.getDefiningOp<mlir::arith::ConstantOp>();
  if (!constant)
    return {};
  elements = dyn_cast<mlir::DenseElementsAttr>(constant.getValue());
  if (!elements || !elements.isSplat())
    return {};
  std::optional<Array> value = elementsValue(elements.resizeSplat(
      RankedTensorType::get({}, elements.getElementType())));
  return value ? buildFactor(rewriter, loc, (*value)[0]) : Value();
}

static LogicalResult foldSplatDiag(DiagOp op, PatternRewriter &rewriter) {
  // A scale keeps the precision of its domain.
  if (realElement(op.getDomain()) != realElement(op.getRange()))
    return failure();
  Value factor = splatFactor(op.getWeights(), rewriter, op.getLoc());
  if (!factor)
    return failure();
  bool complex = isComplex(cast<RankedTensorType>(factor.getType()));
  if (isComplex(op.getRange()) != (complex || isComplex(op.getDomain()))) {
    // Complex weights that are real: the embedding remains.
    Value embed =
        CastOp::create(rewriter, op.getLoc(), op.getDomain(),
                       op.getRange().getElementType());
    Value scale =
        ScaleOp::create(rewriter, op.getLoc(), op.getRange(), factor);
    rewriter.replaceOpWithNewOp<ComposeOp>(op, ValueRange{scale, embed});
    return success();
  }
  rewriter.replaceOpWithNewOp<ScaleOp>(op, op.getDomain(), factor);
  return success();
}

/// An index map that leaves every entry in its place.
static LogicalResult foldIdleIndexMap(IndexMapOp op,
                                      PatternRewriter &rewriter) {
  if (op.getDomain().getShape() != op.getRange().getShape())
    return failure();
  for (int64_t a = 0; a < op.getDomain().getRank(); ++a) {
    if (op.getDomain().getDimSize(a) == 1) {
      // s_a = offset / div, or the only entry of range axis `source[a]`.
      bool fixed = op.getSource()[a] == -1 || op.getSource()[a] == a;
      if (!fixed || op.getOffset()[a] != 0)
        return failure();
      continue;
    }
    if (op.getSource()[a] != a || op.getMul()[a] != op.getDiv()[a] ||
        op.getOffset()[a] != 0)
      return failure();
  }
  if (!op.getWeights())
    return foldToEye(op, rewriter, true);
  rewriter.replaceOpWithNewOp<DiagOp>(op, op.getDomain(), op.getWeights());
  return success();
}

void proxc::linop::populateLeafPatterns(mlir::RewritePatternSet &patterns,
                                        bool tells) {
  addLaw<CropOp>(patterns, tells, "a crop of everything is I",
                 "the window has the shape of the array", foldCrop);
  addLaw<PadOp>(patterns, tells, "a padding by nothing is I",
                "all paddings are 0", foldPad);
  addLaw<SubsampleOp>(patterns, tells, "a subsampling of every entry is I",
                      "all steps are 1", foldSubsample);
  addLaw<ReshapeOp>(patterns, tells, "a reshape to the same shape is I",
                    "domain and range are one space", foldReshape);
  addLaw<TransposeOp>(patterns, tells, "a transpose that keeps the order is I",
                      "the order is 0, 1, ...", foldTranspose);
  addLaw<BroadcastOp>(patterns, tells, "a repetition of once is I",
                      "domain and range are one space", foldBroadcast);
  addLaw<CastOp>(patterns, tells, "an embedding into the same space is I",
                 "domain and range are one space", foldCast);
  addLaw<ScaleOp>(patterns, tells, "1 I = I", "the factor is 1", foldUnitScale);
  addLaw<ScaleOp>(patterns, tells, "0 I = 0", "the factor is 0", foldZeroScale);
  addLaw<DiagOp>(patterns, tells, "diag(s 1) = s I",
                 "all weights are one number", foldSplatDiag);
  addLaw<IndexMapOp>(patterns, tells,
                     "an index map in place is I or a diagonal",
                     "every entry reads its own position", foldIdleIndexMap);
}
