//===- RealizeIndexMaps.cpp - products that stay index maps -----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "AffineMap.h"
#include "Realize.h"

using namespace mlir;

namespace proxc::linop {

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// `map` with its weights multiplied by a rank-0 factor.
static AffineMap scaled(AffineMap map, Value factor) {
  Weights w = map.weights;
  bool complex = isComplex(cast<RankedTensorType>(factor.getType()));
  RankedTensorType type = withElement(map.range, w.element);
  if (complex)
    map.weights.element = ComplexType::get(realElement(w.element));
  map.weights.build = [=](OpBuilder &builder, Location loc) {
    return buildApply(builder, loc,
                      ScaleOp::create(builder, loc, type, factor),
                      w.build(builder, loc));
  };
  return map;
}

/// Two neighbours, one of them a scaling and the other a weighted map, or a
/// weighted map after an embedding.
static std::optional<AffineMap> absorbNeighbour(Value left, Value right) {
  auto weighted = [](Value op) -> std::optional<AffineMap> {
    std::optional<AffineMap> map = asAffineMap(op);
    return map && map->weights ? map : std::nullopt;
  };
  auto keepsSpace = [](ScaleOp scale) {
    return scale && scale.getDomain() == scale.getRange();
  };
  if (auto scale = left.getDefiningOp<ScaleOp>(); keepsSpace(scale))
    if (std::optional<AffineMap> map = weighted(right))
      return scaled(*map, scale.getFactor());
  if (auto scale = right.getDefiningOp<ScaleOp>(); keepsSpace(scale))
    if (std::optional<AffineMap> map = weighted(left))
      return scaled(*map, scale.getFactor());
  if (auto embed = right.getDefiningOp<CastOp>())
    if (std::optional<AffineMap> map = weighted(left)) {
      map->domain = embed.getDomain();
      if (promoteElements(map->domain.getElementType(), map->weights.element) ==
          map->range.getElementType())
        return map;
    }
  return std::nullopt;
}

static std::optional<AffineMap> productOf(Value left, Value right) {
  if (std::optional<AffineMap> absorbed = absorbNeighbour(left, right))
    return absorbed;
  std::optional<AffineMap> first = asAffineMap(left);
  std::optional<AffineMap> second = first ? asAffineMap(right) : std::nullopt;
  if (!second)
    return std::nullopt;
  // Weights that would be repeated are cheaper before the repetition.
  if (second->weights && first->repetitions() > 1)
    return std::nullopt;
  return multiply(*first, *second);
}

static LogicalResult realizeProduct(ComposeOp op, PatternRewriter &rewriter) {
  SmallVector<Value> parts(op.getParts());
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    std::optional<AffineMap> product = productOf(parts[i], parts[i + 1]);
    if (!product)
      continue;
    parts[i] = buildIndexMap(rewriter, op.getLoc(), *product);
    parts.erase(parts.begin() + i + 1);
    if (parts.size() == 1)
      rewriter.replaceOp(op, parts.front());
    else
      rewriter.replaceOpWithNewOp<ComposeOp>(op, parts);
    return success();
  }
  return failure();
}

/// The transpose of a selection places entries: a map without sums.
static LogicalResult realizeAdjoint(AdjointOp op, PatternRewriter &rewriter) {
  std::optional<AffineMap> map = asAffineMap(op.getResult());
  if (!map || map->weights)
    return failure();
  rewriter.replaceOp(op, buildIndexMap(rewriter, op.getLoc(), *map));
  return success();
}

//===----------------------------------------------------------------------===//
// Families
//===----------------------------------------------------------------------===//

/// What the weights of a family's member are, over all members: the array of
/// which member c takes slice c, or one array that all share.
struct FamilyWeights {
  Value all;
  bool shared = false;
};

static bool isOutside(Value value, Region &body) {
  return !body.isAncestor(value.getParentRegion());
}

/// `all[c]` of an array whose leading axis is the family's.
static std::optional<FamilyWeights> familyWeights(Value weights, Region &body,
                                                  int64_t count) {
  if (isOutside(weights, body))
    return FamilyWeights{weights, true};
  Value all = slicedTable(weights, body.getArgument(0));
  if (!all || !isOutside(all, body) ||
      cast<RankedTensorType>(all.getType()).getDimSize(0) != count)
    return std::nullopt;
  return FamilyWeights{all, false};
}

/// The member's map seen from the family's range, whose axis 0 is the index.
static AffineMap behindIndex(AffineMap map, OpType type) {
  map.domain = type.getDomain();
  map.range = type.getRange();
  for (int64_t &source : map.source)
    source += source < 0 ? 0 : 1;
  return map;
}

/// Block c reads slice c.
static void readOwnSlice(AffineMap &map) {
  map.source.insert(map.source.begin(), 0);
  map.mul.insert(map.mul.begin(), 1);
  map.offset.insert(map.offset.begin(), 0);
  map.div.insert(map.div.begin(), 1);
}

/// The weights over all members: the array itself, or shared weights repeated
/// along the index.
static Weights stackedWeights(FamilyWeights weights, RankedTensorType range) {
  Value all = weights.all;
  Type element = cast<RankedTensorType>(all.getType()).getElementType();
  if (!weights.shared)
    return {[all](OpBuilder &, Location) { return all; }, element};
  SmallVector<int64_t> axes;
  for (int64_t axis = 1; axis < range.getRank(); ++axis)
    axes.push_back(axis);
  SmallVector<int64_t> shape(range.getShape());
  auto build = [=](OpBuilder &builder, Location loc) {
    Value repeat =
        BroadcastOp::create(builder, loc,
                            cast<RankedTensorType>(all.getType()), axes, shape);
    return buildApply(builder, loc, repeat, all);
  };
  return {build, element};
}

/// The member as a map, with the weights of all members.
template <typename Family>
static std::optional<AffineMap> mapOfFamily(Family op) {
  auto part = op.getPart().template getDefiningOp<LinearOperatorInterface>();
  std::optional<IndexRule> rule;
  if (part)
    rule = part.getIndexRule();
  std::optional<AffineMap> map =
      rule ? asAffineMap(op.getPart()) : std::nullopt;
  if (!map)
    return std::nullopt;
  *map = behindIndex(*map, cast<OpType>(op.getResult().getType()));
  if (!rule->weights)
    return map;
  std::optional<FamilyWeights> weights =
      familyWeights(rule->weights, op.getBody(), op.getCount());
  if (!weights)
    return std::nullopt;
  map->weights = stackedWeights(*weights, op.getRange());
  return map;
}

//===----------------------------------------------------------------------===//
// Lists
//===----------------------------------------------------------------------===//

/// The arrays, which have one type, as the slices of a new leading axis.
static Value stackArrays(OpBuilder &builder, Location loc,
                         ArrayRef<Value> arrays) {
  auto type = cast<RankedTensorType>(arrays.front().getType());
  int64_t count = static_cast<int64_t>(arrays.size());
  SmallVector<int64_t> one{1}, low(type.getRank() + 1, 0), high(low);
  llvm::append_range(one, type.getShape());
  auto slice = RankedTensorType::get(one, type.getElementType());
  SmallVector<int64_t> shape(one);
  shape[0] = count;
  std::vector<reference::Complex> entries;
  bool known = llvm::all_of(arrays, [&](Value array) {
    std::optional<reference::Array> values = constantValue(array);
    for (int64_t i = 0; values && i < values->size(); ++i)
      entries.push_back((*values)[i]);
    return values.has_value();
  });
  if (known) {
    reference::Array whole(shape);
    for (int64_t i = 0; i < whole.size(); ++i)
      whole[i] = entries[i];
    return buildConstant(builder, loc,
                         RankedTensorType::get(shape, type.getElementType()),
                         whole);
  }
  Value sum;
  for (int64_t i = 0; i < count; ++i) {
    low[0] = i;
    high[0] = count - 1 - i;
    Value row = buildApply(builder, loc,
                           ReshapeOp::create(builder, loc, type, one),
                           arrays[i]);
    Value placed = buildApply(
        builder, loc, PadOp::create(builder, loc, slice, low, high), row);
    sum = sum ? buildAdd(builder, loc, sum, placed) : placed;
  }
  return sum;
}

/// One map for parts that differ in their weights only, and that are few: the
/// program writes each param's weights into an array of all.
static std::optional<AffineMap> mapOfList(ValueRange parts, OpType type) {
  SmallVector<Value> weights;
  std::optional<IndexRule> first;
  constexpr size_t mostParts = 16;
  if (parts.size() > mostParts)
    return std::nullopt;
  for (Value part : parts) {
    auto op = part.getDefiningOp<LinearOperatorInterface>();
    std::optional<IndexRule> rule;
    if (op)
      rule = op.getIndexRule();
    if (!rule || !rule->weights)
      return std::nullopt;
    if (!first)
      first = rule;
    if (rule->source != first->source || rule->mul != first->mul ||
        rule->offset != first->offset || rule->div != first->div ||
        rule->weights.getType() != first->weights.getType())
      return std::nullopt;
    weights.push_back(rule->weights);
  }
  std::optional<AffineMap> map = asAffineMap(parts.front());
  if (!map)
    return std::nullopt;
  *map = behindIndex(*map, type);
  map->weights.build = [weights](OpBuilder &builder, Location loc) {
    return stackArrays(builder, loc, weights);
  };
  return map;
}

static LogicalResult realizeVStack(VStackOp op, PatternRewriter &rewriter) {
  std::optional<AffineMap> map;
  if (op.getAxis() == 0)
    map = mapOfList(op.getParts(), cast<OpType>(op.getResult().getType()));
  if (!map)
    return failure();
  rewriter.replaceOp(op, buildIndexMap(rewriter, op.getLoc(), *map));
  return success();
}

static LogicalResult realizeBlockDiag(BlockDiagOp op,
                                      PatternRewriter &rewriter) {
  std::optional<AffineMap> map =
      mapOfList(op.getParts(), cast<OpType>(op.getResult().getType()));
  if (!map)
    return failure();
  readOwnSlice(*map);
  rewriter.replaceOp(op, buildIndexMap(rewriter, op.getLoc(), *map));
  return success();
}

//===----------------------------------------------------------------------===//
// Patterns of families
//===----------------------------------------------------------------------===//

static LogicalResult realizeVStackFor(VStackForOp op,
                                      PatternRewriter &rewriter) {
  std::optional<AffineMap> map = mapOfFamily(op);
  if (!map)
    return failure();
  rewriter.replaceOp(op, buildIndexMap(rewriter, op.getLoc(), *map));
  return success();
}

static LogicalResult realizeBlockDiagFor(BlockDiagForOp op,
                                         PatternRewriter &rewriter) {
  std::optional<AffineMap> map = mapOfFamily(op);
  if (!map)
    return failure();
  readOwnSlice(*map);
  rewriter.replaceOp(op, buildIndexMap(rewriter, op.getLoc(), *map));
  return success();
}

void populateIndexMapRealizations(RewritePatternSet &patterns, bool tells) {
  addRealization<ComposeOp>(
      patterns, tells, "a product of index maps is one weighted index map",
      "the product is affine, and zeros stay zeros", realizeProduct);
  // Adjoints that have a name of their own take it.
  addRealization<AdjointOp>(patterns, tells,
                            "the adjoint of a selection is an index map",
                            "each output is written once", realizeAdjoint,
                            /*benefit=*/0);
  addRealization<VStackForOp>(
      patterns, tells, "a stack of index maps is one index map",
      "members differ in their slice of the weights only", realizeVStackFor);
  addRealization<VStackOp>(patterns, tells,
                           "a list of index maps is one index map",
                           "parts differ in their weights only", realizeVStack);
  addRealization<BlockDiagOp>(
      patterns, tells, "a block diagonal list of index maps is one index map",
      "parts differ in their weights only", realizeBlockDiag);
  addRealization<BlockDiagForOp>(
      patterns, tells, "a block diagonal of index maps is one index map",
      "members differ in their slice of the weights only",
      realizeBlockDiagFor);
}

} // namespace proxc::linop
