//===- RealizeSparse.cpp - sparse matrices become one -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Csr.h"
#include "Realize.h"

using namespace mlir;
using proxc::reference::Array;
using proxc::reference::Complex;

namespace proxc::linop {

namespace {
/// A matrix that is known when compiling, and the precision of its values.
struct Known {
  Csr matrix;
  Type element;
  bool stored = false; ///< a linop.sparse, not a diagonal made one
};
} // namespace

/// A real-to-complex operator takes real parts in its adjoint; as the adjoint
/// of a matrix that is only the matrix within one field.
static bool withinField(OpType type) {
  return isComplex(type.getDomain()) == isComplex(type.getRange());
}

static std::optional<Known> scaledIdentity(OpType type, Complex factor) {
  if (type.getDomain() != type.getRange() || type.getDomain().getRank() != 1)
    return std::nullopt;
  Type element = realElement(type.getDomain());
  if (factor.imag() != 0)
    element = ComplexType::get(element);
  return Known{
      diagonal(Array(ArrayRef(type.getDomain().getDimSize(0)), factor)),
      element};
}

/// sparse, constant diag and scale, and adjoints of sparse, on arrays of rank
/// 1.
static std::optional<Known> knownMatrix(Value op) {
  auto type = cast<OpType>(op.getType());
  if (auto sparse = op.getDefiningOp<SparseOp>()) {
    std::optional<Csr> matrix = readCsr(sparse);
    if (!matrix)
      return std::nullopt;
    Type element = sparse.getMatrix().getValues().getElementType();
    return Known{std::move(*matrix), element, true};
  }
  if (auto adjoint = op.getDefiningOp<AdjointOp>()) {
    auto sparse = adjoint.getOp().getDefiningOp<SparseOp>();
    if (!sparse || !withinField(type))
      return std::nullopt;
    std::optional<Known> inner = knownMatrix(adjoint.getOp());
    if (inner)
      inner->matrix = adjointOf(inner->matrix);
    return inner;
  }
  if (type.getDomain().getRank() != 1)
    return std::nullopt;
  if (auto scale = op.getDefiningOp<ScaleOp>())
    if (std::optional<Array> s = constantValue(scale.getFactor()))
      return scaledIdentity(type, (*s)[0]);
  if (auto diag = op.getDefiningOp<DiagOp>())
    if (std::optional<Array> w = constantValue(diag.getWeights())) {
      Type element =
          cast<RankedTensorType>(diag.getWeights().getType()).getElementType();
      if (realElement(element))
        return Known{diagonal(*w), element};
    }
  return std::nullopt;
}

/// The matrix as an operator of this type; null where values and domain do not
/// give the range's elements.
static Value buildSparse(PatternRewriter &rewriter, Location loc,
                         const Known &known, OpType type) {
  if (promoteElements(type.getDomain().getElementType(), known.element) !=
      type.getRange().getElementType())
    return {};
  return SparseOp::create(rewriter, loc, type.getDomain(),
                          makeCsr(known.matrix, known.element));
}

static LogicalResult realizeProduct(ComposeOp op, PatternRewriter &rewriter) {
  SmallVector<Value> parts(op.getParts());
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    auto sparse = [&](size_t at) {
      auto adjoint = parts[at].getDefiningOp<AdjointOp>();
      return parts[at].getDefiningOp<SparseOp>() ||
             (adjoint && adjoint.getOp().getDefiningOp<SparseOp>());
    };
    if (!sparse(i) && !sparse(i + 1))
      continue;
    std::optional<Known> a = knownMatrix(parts[i]);
    std::optional<Known> b = a ? knownMatrix(parts[i + 1]) : std::nullopt;
    if (!b)
      continue;
    Known product{multiply(a->matrix, b->matrix),
                  promoteElements(a->element, b->element)};
    auto type = OpType::get(op.getContext(),
                            cast<OpType>(parts[i + 1].getType()).getDomain(),
                            cast<OpType>(parts[i].getType()).getRange());
    // A product that is far denser than its factors is not worth its bytes.
    if (product.matrix.entries() > 2 * (a->matrix.entries() +
                                        b->matrix.entries()))
      continue;
    Value merged = buildSparse(rewriter, op.getLoc(), product, type);
    if (!merged)
      continue;
    parts[i] = merged;
    parts.erase(parts.begin() + i + 1);
    if (parts.size() == 1)
      rewriter.replaceOp(op, merged);
    else
      rewriter.replaceOpWithNewOp<ComposeOp>(op, parts);
    return success();
  }
  return failure();
}

static LogicalResult realizeSum(AddOp op, PatternRewriter &rewriter) {
  SmallVector<Value> rest;
  std::optional<Known> sum;
  int merged = 0;
  for (Value part : op.getParts()) {
    auto sparse = part.getDefiningOp<SparseOp>();
    std::optional<Known> known = sparse ? knownMatrix(part) : std::nullopt;
    if (!known) {
      rest.push_back(part);
      continue;
    }
    ++merged;
    if (sum)
      sum = Known{add(sum->matrix, known->matrix),
                  promoteElements(sum->element, known->element)};
    else
      sum = known;
  }
  if (merged < 2)
    return failure();
  Value matrix = buildSparse(rewriter, op.getLoc(), *sum,
                             cast<OpType>(op.getResult().getType()));
  if (!matrix)
    return failure();
  rest.push_back(matrix);
  if (rest.size() == 1)
    rewriter.replaceOp(op, matrix);
  else
    rewriter.replaceOpWithNewOp<AddOp>(op, rest);
  return success();
}

/// All parts, which are stored matrices, joined two by two; nullopt where one
/// is another operator.
static std::optional<Known> joined(ValueRange parts,
                                   Csr (*join)(const Csr &, const Csr &)) {
  std::optional<Known> whole;
  for (Value part : parts) {
    std::optional<Known> known =
        part.getDefiningOp<SparseOp>() ? knownMatrix(part) : std::nullopt;
    if (!known)
      return std::nullopt;
    if (whole)
      whole = Known{join(whole->matrix, known->matrix),
                    promoteElements(whole->element, known->element)};
    else
      whole = known;
  }
  return whole;
}

static LogicalResult realizeConcat(ConcatOp op, PatternRewriter &rewriter) {
  std::optional<Known> whole = joined(op.getParts(), stack);
  if (!whole)
    return failure();
  Value matrix = buildSparse(rewriter, op.getLoc(), *whole,
                             cast<OpType>(op.getResult().getType()));
  if (!matrix)
    return failure();
  rewriter.replaceOp(op, matrix);
  return success();
}

/// One matrix between the reshapes that lay the slices of a leading axis behind
/// each other.
template <typename Stack>
static LogicalResult realizeStack(Stack op, PatternRewriter &rewriter,
                                  Csr (*join)(const Csr &, const Csr &)) {
  std::optional<Known> whole = joined(op.getParts(), join);
  if (!whole)
    return failure();
  auto flat = [](RankedTensorType type) {
    return RankedTensorType::get(type.getNumElements(), type.getElementType());
  };
  RankedTensorType domain = op.getDomain(), range = op.getRange();
  Location loc = op.getLoc();
  Value matrix =
      buildSparse(rewriter, loc, *whole,
                  OpType::get(op.getContext(), flat(domain), flat(range)));
  if (!matrix)
    return failure();
  SmallVector<Value> factors;
  if (range.getRank() != 1)
    factors.push_back(
        ReshapeOp::create(rewriter, loc, flat(range), range.getShape()));
  factors.push_back(matrix);
  if (domain.getRank() != 1)
    factors.push_back(
        ReshapeOp::create(rewriter, loc, domain, flat(domain).getShape()));
  rewriter.replaceOpWithNewOp<ComposeOp>(op, factors);
  return success();
}

static LogicalResult realizeVStack(VStackOp op, PatternRewriter &rewriter) {
  return op.getAxis() == 0 ? realizeStack(op, rewriter, stack) : failure();
}
static LogicalResult realizeHStack(HStackOp op, PatternRewriter &rewriter) {
  return op.getAxis() == 0 ? realizeStack(op, rewriter, beside) : failure();
}
static LogicalResult realizeBlockDiag(BlockDiagOp op,
                                      PatternRewriter &rewriter) {
  // Blocks of one matrix are a batch, which reads it once.
  if (llvm::all_equal(op.getParts()))
    return failure();
  return realizeStack(op, rewriter, blockDiagonal);
}

void populateSparseRealizations(RewritePatternSet &patterns, bool tells) {
  addRealization<ComposeOp>(
      patterns, tells, "a product of sparse matrices is one",
      "values are known, and the product is not much denser", realizeProduct);
  addRealization<AddOp>(patterns, tells, "a sum of sparse matrices is one",
                        "values are known", realizeSum);
  addRealization<ConcatOp>(patterns, tells,
                           "sparse matrices below each other are one",
                           "values are known", realizeConcat);
  addRealization<VStackOp>(patterns, tells,
                           "a vertical stack of sparse matrices is one",
                           "values are known, up to reshapes", realizeVStack);
  addRealization<HStackOp>(patterns, tells,
                           "a horizontal stack of sparse matrices is one",
                           "values are known, up to reshapes", realizeHStack);
  addRealization<BlockDiagOp>(patterns, tells,
                              "a block diagonal of sparse matrices is one",
                              "values are known, and blocks differ",
                              realizeBlockDiag);
}

} // namespace proxc::linop
