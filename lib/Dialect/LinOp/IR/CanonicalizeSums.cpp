//===- CanonicalizeSums.cpp - sums, stacks and families ---------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Canonicalize.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"

using namespace proxc::linop;
using mlir::PatternRewriter;

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

static LogicalResult replaceSum(AddOp op, ArrayRef<Value> parts,
                                PatternRewriter &rewriter) {
  if (parts.empty())
    rewriter.replaceOpWithNewOp<ZeroOp>(op, op.getDomain(), op.getRange());
  else if (parts.size() == 1)
    rewriter.replaceOp(op, parts.front());
  else
    rewriter.replaceOpWithNewOp<AddOp>(op, parts);
  return success();
}

static LogicalResult flattenSum(AddOp op, PatternRewriter &rewriter) {
  SmallVector<Value> parts;
  bool nested = false;
  for (Value part : op.getParts()) {
    auto inner = part.getDefiningOp<AddOp>();
    nested |= inner != nullptr;
    if (inner)
      llvm::append_range(parts, inner.getParts());
    else
      parts.push_back(part);
  }
  return nested ? replaceSum(op, parts, rewriter) : failure();
}

static LogicalResult dropZeros(AddOp op, PatternRewriter &rewriter) {
  SmallVector<Value> parts;
  for (Value part : op.getParts())
    if (!part.getDefiningOp<ZeroOp>())
      parts.push_back(part);
  if (parts.size() == op.getParts().size())
    return failure();
  return replaceSum(op, parts, rewriter);
}

//===----------------------------------------------------------------------===//
// Stacks
//===----------------------------------------------------------------------===//

/// `part` between the reshapes that add an axis of one entry to its domain and
/// range, as `type` says.
static void replaceByReshaped(Operation *op, Value part, OpType type,
                              PatternRewriter &rewriter) {
  SmallVector<Value> parts;
  mlir::Location loc = op->getLoc();
  if (typeOf(part).getRange() != type.getRange())
    parts.push_back(ReshapeOp::create(rewriter, loc, typeOf(part).getRange(),
                                      type.getRange().getShape()));
  parts.push_back(part);
  if (typeOf(part).getDomain() != type.getDomain())
    parts.push_back(ReshapeOp::create(rewriter, loc, type.getDomain(),
                                      typeOf(part).getDomain().getShape()));
  rewriter.replaceOp(op,
                     buildProduct(rewriter, loc, parts, type.getDomain()));
}

template <typename Stack>
static LogicalResult singlePart(Stack op, PatternRewriter &rewriter) {
  if (op.getParts().size() != 1)
    return failure();
  replaceByReshaped(op, op.getParts().front(),
                    opType(op.getDomain(), op.getRange()), rewriter);
  return success();
}

/// The body at index 0 is the family.
template <typename Family>
static LogicalResult singleMember(Family op, PatternRewriter &rewriter) {
  if (op.getCount() != 1)
    return failure();
  mlir::IRMapping mapping;
  mapping.map(op.getIndex(),
              mlir::arith::ConstantIndexOp::create(rewriter, op.getLoc(), 0));
  for (Operation &inner : op.getBody().front().without_terminator())
    rewriter.clone(inner, mapping);
  replaceByReshaped(op, mapping.lookupOrDefault(op.getPart()),
                    opType(op.getDomain(), op.getRange()), rewriter);
  return success();
}

template <typename Stack>
static LogicalResult allZero(Stack op, PatternRewriter &rewriter) {
  for (Value part : op.getParts())
    if (!part.template getDefiningOp<ZeroOp>())
      return failure();
  rewriter.replaceOpWithNewOp<ZeroOp>(op, op.getDomain(), op.getRange());
  return success();
}

template <typename Family>
static LogicalResult zeroMembers(Family op, PatternRewriter &rewriter) {
  if (!op.getPart().template getDefiningOp<ZeroOp>())
    return failure();
  rewriter.replaceOpWithNewOp<ZeroOp>(op, op.getDomain(), op.getRange());
  return success();
}

static LogicalResult blocksOfEyes(BlockDiagOp op, PatternRewriter &rewriter) {
  for (Value part : op.getParts())
    if (!part.getDefiningOp<EyeOp>())
      return failure();
  return replaceByEye(op, rewriter);
}

static LogicalResult familyOfEyes(BlockDiagForOp op,
                                  PatternRewriter &rewriter) {
  if (!op.getPart().getDefiningOp<EyeOp>())
    return failure();
  return replaceByEye(op, rewriter);
}

template <typename Stack>
static void addStackLaws(mlir::RewritePatternSet &patterns, bool tells) {
  addLaw<Stack>(patterns, tells, "a stack of zeros is 0",
                "every part is the zero operator", allZero<Stack>);
}

template <typename Family>
static void addFamilyLaws(mlir::RewritePatternSet &patterns, bool tells) {
  addLaw<Family>(patterns, tells, "a family of one is its member",
                 "the range has one index", singleMember<Family>);
  addLaw<Family>(patterns, tells, "a family of zeros is 0",
                 "every member is the zero operator", zeroMembers<Family>);
}

void proxc::linop::populateSumAndStackPatterns(
    mlir::RewritePatternSet &patterns, bool tells) {
  addLaw<AddOp>(patterns, tells, "A + (B + C) = A + B + C", "always",
                flattenSum);
  addLaw<AddOp>(patterns, tells, "A + 0 = A", "always", dropZeros);
  llvm::StringRef single = "a stack of one part is the part",
                  one = "there is one part";
  addLaw<VStackOp>(patterns, tells, single, one, singlePart<VStackOp>);
  addLaw<HStackOp>(patterns, tells, single, one, singlePart<HStackOp>);
  addLaw<BlockDiagOp>(patterns, tells, single, one, singlePart<BlockDiagOp>);
  addStackLaws<VStackOp>(patterns, tells);
  addStackLaws<HStackOp>(patterns, tells);
  addStackLaws<BlockDiagOp>(patterns, tells);
  addStackLaws<ConcatOp>(patterns, tells);
  addFamilyLaws<VStackForOp>(patterns, tells);
  addFamilyLaws<HStackForOp>(patterns, tells);
  addFamilyLaws<BlockDiagForOp>(patterns, tells);
  addFamilyLaws<AddForOp>(patterns, tells);
  addLaw<BlockDiagOp>(patterns, tells, "BlockDiag(I, ..., I) = I",
                      "every block is I", blocksOfEyes);
  addLaw<BlockDiagForOp>(patterns, tells, "kron(I, I) = I", "every block is I",
                         familyOfEyes);
}

void proxc::linop::populateCanonicalizationPatterns(
    mlir::RewritePatternSet &patterns, bool tells) {
  populateLeafPatterns(patterns, tells);
  populateProductPatterns(patterns, tells);
  populateSumAndStackPatterns(patterns, tells);
  populateAdjointPatterns(patterns, tells);
}

void LinOpDialect::getCanonicalizationPatterns(
    mlir::RewritePatternSet &patterns) const {
  populateCanonicalizationPatterns(patterns, /*tells=*/false);
}
