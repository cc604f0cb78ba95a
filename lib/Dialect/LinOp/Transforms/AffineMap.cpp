//===- AffineMap.cpp - the algebra of index maps ----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "AffineMap.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

using namespace mlir;

namespace proxc::linop {

//===----------------------------------------------------------------------===//
// Maps
//===----------------------------------------------------------------------===//

std::optional<int64_t> AffineMap::position(int64_t a, int64_t r) const {
  int64_t numerator = (source[a] < 0 ? 0 : mul[a] * r) + offset[a];
  if (numerator % div[a] != 0)
    return std::nullopt;
  int64_t s = numerator / div[a];
  if (s < 0 || s >= domain.getDimSize(a))
    return std::nullopt;
  return s;
}

/// Extent of what domain axis `a` is reached from; 1 for a fixed position.
static int64_t sourceExtent(const AffineMap &map, int64_t a) {
  return map.source[a] < 0 ? 1 : map.range.getDimSize(map.source[a]);
}

bool AffineMap::isTotal() const {
  for (int64_t a = 0; a < domain.getRank(); ++a)
    for (int64_t r = 0, n = sourceExtent(*this, a); r < n; ++r)
      if (!position(a, r))
        return false;
  return true;
}

int64_t AffineMap::repetitions() const {
  int64_t count = 1;
  for (int64_t axis = 0; axis < range.getRank(); ++axis)
    if (!llvm::is_contained(source, axis))
      count *= range.getDimSize(axis);
  return count;
}

/// Weights that are there already.
static Weights weightsOf(Value value) {
  if (!value)
    return {};
  return {[value](OpBuilder &, Location) { return value; },
          cast<RankedTensorType>(value.getType()).getElementType()};
}

/// Every axis from itself.
static AffineMap identityMap(RankedTensorType domain, RankedTensorType range) {
  AffineMap map{domain, range, {}, {}, {}, {}, {}};
  for (int64_t a = 0; a < domain.getRank(); ++a) {
    map.source.push_back(a);
    map.mul.push_back(1);
    map.offset.push_back(0);
    map.div.push_back(1);
  }
  return map;
}

/// The operator as a map, whatever its weights hold.
static std::optional<AffineMap> convert(Value op) {
  if (auto adjoint = op.getDefiningOp<AdjointOp>()) {
    std::optional<AffineMap> inner = asAffineMap(adjoint.getOp());
    return inner ? adjointOf(*inner) : std::nullopt;
  }
  auto known = op.getDefiningOp<LinearOperatorInterface>();
  std::optional<IndexRule> rule;
  if (known)
    rule = known.getIndexRule();
  if (!rule)
    return std::nullopt;
  return AffineMap{known.getDomain(), known.getRange(),
                   rule->source,      rule->mul,
                   rule->offset,      rule->div,
                   weightsOf(rule->weights)};
}

std::optional<AffineMap> asAffineMap(Value op) {
  std::optional<AffineMap> map = convert(op);
  // Integer weights and halves are no space that operators act on.
  if (!map || !map->weights)
    return map;
  FloatType real = realElement(map->weights.element);
  if (!real || (real.getWidth() != 32 && real.getWidth() != 64))
    return std::nullopt;
  return map;
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// The axis maps of the product, without weights; nullopt where they are not
/// affine.
static std::optional<AffineMap> chain(const AffineMap &first,
                                      const AffineMap &second) {
  AffineMap map = identityMap(second.domain, first.range);
  for (int64_t a = 0; a < second.domain.getRank(); ++a) {
    int64_t middle = second.source[a];
    int64_t m2 = second.mul[a], o2 = second.offset[a], d2 = second.div[a];
    if (middle < 0) {
      map.source[a] = -1;
      map.mul[a] = 0;
      map.offset[a] = o2;
      map.div[a] = d2;
      continue;
    }
    int64_t m1 = first.mul[middle], o1 = first.offset[middle],
            d1 = first.div[middle];
    // d1 must divide m1 r + o1 by itself; it follows from the joint condition
    // where m2 has no factor in common with it.
    if (d1 != 1 && std::gcd(m2, d1) != 1)
      return std::nullopt;
    map.source[a] = first.source[middle];
    int64_t moved, scaled;
    if (llvm::MulOverflow(m2, m1, map.mul[a]) ||
        llvm::MulOverflow(m2, o1, moved) || llvm::MulOverflow(o2, d1, scaled) ||
        llvm::AddOverflow(moved, scaled, map.offset[a]) ||
        llvm::MulOverflow(d1, d2, map.div[a]))
      return std::nullopt;
    if (map.source[a] < 0)
      map.mul[a] = 0;
    // Lowest terms keep the numbers readable; all three share the factor.
    int64_t common =
        std::gcd(std::gcd(map.mul[a], map.offset[a]), map.div[a]);
    if (common > 1) {
      map.mul[a] /= common;
      map.offset[a] /= common;
      map.div[a] /= common;
    }
  }
  return map;
}

/// True where an entry of the range that `first` leaves zero is also one that
/// the chain leaves zero: then no mask is needed.
static bool keepsZeros(const AffineMap &first, const AffineMap &second,
                       const AffineMap &product) {
  for (int64_t b = 0; b < first.domain.getRank(); ++b) {
    for (int64_t r = 0, n = sourceExtent(first, b); r < n; ++r) {
      if (first.position(b, r))
        continue;
      bool alsoZero = false;
      for (int64_t a = 0; a < second.domain.getRank() && !alsoZero; ++a)
        alsoZero = second.source[a] == b && !product.position(a, r);
      if (!alsoZero)
        return false;
    }
  }
  return true;
}

static Value ones(OpBuilder &builder, Location loc, RankedTensorType type) {
  Type real = realElement(type);
  auto shape = RankedTensorType::get(type.getShape(), real);
  return arith::ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(shape, builder.getFloatAttr(real, 1.0)));
}

/// Without its weights.
static AffineMap bare(AffineMap map, RankedTensorType domain) {
  map.weights = {};
  map.domain = domain;
  map.range = withElement(map.range, domain.getElementType());
  return map;
}

/// w1[r] w2[s1(r)], with ones in the place of absent w2 (a mask).
static Weights multiplyWeights(const AffineMap &first,
                               const AffineMap &second) {
  RankedTensorType middle = second.range;
  Type element = second.weights
                     ? second.weights.element
                     : Type(realElement(second.range));
  RankedTensorType type = withElement(middle, element);
  AffineMap moving = bare(first, type);
  Weights w1 = first.weights, w2 = second.weights;
  Weights result;
  result.element = w1 ? promoteElements(w1.element, element) : element;
  result.build = [=](OpBuilder &builder, Location loc) -> Value {
    Value inner = w2 ? w2.build(builder, loc) : ones(builder, loc, type);
    Value moved = buildApply(builder, loc, buildIndexMap(builder, loc, moving),
                             inner);
    return w1 ? buildMultiply(builder, loc, w1.build(builder, loc), moved)
              : moved;
  };
  return result;
}

std::optional<AffineMap> multiply(const AffineMap &first,
                                  const AffineMap &second) {
  constexpr int64_t longestAxis = int64_t(1) << 20;
  for (int64_t extent : first.range.getShape())
    if (extent > longestAxis)
      return std::nullopt;
  std::optional<AffineMap> product = chain(first, second);
  if (!product)
    return std::nullopt;
  bool masks = !keepsZeros(first, second, *product);
  if (masks && !first.weights && !second.weights)
    return std::nullopt;
  if (second.weights || masks)
    product->weights = multiplyWeights(first, second);
  else
    product->weights = first.weights;
  return product;
}

//===----------------------------------------------------------------------===//
// Adjoints
//===----------------------------------------------------------------------===//

std::optional<AffineMap> adjointOf(const AffineMap &map) {
  // Each range axis must be the source of one domain axis, or have one entry;
  // a fixed position must be the only one.
  if (map.repetitions() != 1)
    return std::nullopt;
  // The adjoint takes real parts, which no map does.
  if (map.domain.getElementType() != map.range.getElementType())
    return std::nullopt;
  AffineMap result = identityMap(map.range, map.domain);
  for (int64_t axis = 0; axis < map.range.getRank(); ++axis) {
    result.source[axis] = -1;
    result.mul[axis] = 0;
  }
  SmallVector<bool> taken(map.range.getRank(), false);
  for (int64_t a = 0; a < map.domain.getRank(); ++a) {
    int64_t axis = map.source[a];
    if (axis < 0 || (map.range.getDimSize(axis) == 1 &&
                     map.domain.getDimSize(a) == 1)) {
      if (map.domain.getDimSize(a) != 1 || !map.position(a, 0))
        return std::nullopt;
      continue;
    }
    if (taken[axis])
      return std::nullopt;
    taken[axis] = true;
    // r = (div s - offset) / mul.
    int64_t sign = map.mul[a] < 0 ? -1 : 1;
    result.source[axis] = a;
    result.mul[axis] = sign * map.div[a];
    result.offset[axis] = -sign * map.offset[a];
    result.div[axis] = sign * map.mul[a];
  }
  if (!map.weights)
    return result;
  Weights w = map.weights;
  AffineMap moving = bare(result, withElement(map.range, w.element));
  result.weights.element = w.element;
  result.weights.build = [=](OpBuilder &builder, Location loc) {
    Value moved = buildApply(builder, loc, buildIndexMap(builder, loc, moving),
                             w.build(builder, loc));
    return buildConjugate(builder, loc, moved);
  };
  return result;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

Value buildIndexMap(OpBuilder &builder, Location loc, const AffineMap &map) {
  Value weights =
      map.weights ? map.weights.build(builder, loc) : Value();
  return IndexMapOp::create(builder, loc, map.domain, map.range.getShape(),
                            weights, map.source, map.mul, map.offset, map.div);
}

} // namespace proxc::linop
