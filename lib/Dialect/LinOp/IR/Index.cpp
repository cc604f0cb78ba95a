//===- Index.cpp - operators that only move entries -------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// pad crop subsample reshape transpose broadcast index_map: each entry of the
// result reads at most one entry of the input. An operation tells which one;
// forward gathers, the adjoint scatters.
//
//===----------------------------------------------------------------------===//

#include "Support.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>
#include <limits>

using namespace proxc::linop;
using llvm::MutableArrayRef;
using mlir::OpBuilder;
using mlir::OperationState;

//===----------------------------------------------------------------------===//
// pad
//===----------------------------------------------------------------------===//

FailureOr<RankedTensorType> PadOp::inferRange(RankedTensorType domain,
                                              ArrayRef<int64_t> low,
                                              ArrayRef<int64_t> high,
                                              EmitError emitError) {
  if (failed(checkPerAxis(domain, low, "padding before", emitError)) ||
      failed(checkPerAxis(domain, high, "padding after", emitError)))
    return failure();
  SmallVector<int64_t> shape(domain.getShape());
  for (size_t a = 0; a < shape.size(); ++a) {
    if (low[a] < 0 || high[a] < 0)
      return emitError() << "expects paddings of at least 0, found [" << low[a]
                         << ", " << high[a] << "] on axis " << a
                         << "; to remove entries use a crop";
    if (low[a] > mostElements || high[a] > mostElements)
      return emitError() << "expects paddings of at most 2^48, found ["
                         << low[a] << ", " << high[a] << "] on axis " << a;
    shape[a] += low[a] + high[a];
  }
  return RankedTensorType::get(shape, domain.getElementType());
}

void PadOp::build(OpBuilder &builder, OperationState &state,
                  RankedTensorType domain, ArrayRef<int64_t> low,
                  ArrayRef<int64_t> high) {
  auto report = [&] { return mlir::emitError(state.location); };
  build(builder, state,
        builtType(domain, inferRange(domain, low, high, report)), low, high);
}

LogicalResult PadOp::verify() {
  return verifyRange(
      *this, inferRange(getDomain(), getLow(), getHigh(), reporter(*this)));
}

static bool padSource(PadOp op, ArrayRef<int64_t> r,
                      MutableArrayRef<int64_t> s) {
  ArrayRef<int64_t> domain = op.getDomain().getShape();
  for (size_t a = 0; a < s.size(); ++a) {
    s[a] = r[a] - op.getLow()[a];
    if (s[a] < 0 || s[a] >= domain[a])
      return false;
  }
  return true;
}

FailureOr<Array> PadOp::evaluateForward(Environment &, const Array &x) {
  return gather(x, getRange().getShape(),
                [&](auto r, auto s) { return padSource(*this, r, s); });
}
FailureOr<Array> PadOp::evaluateAdjoint(Environment &, const Array &y) {
  return scatter(y, getDomain().getShape(),
                 [&](auto r, auto s) { return padSource(*this, r, s); });
}
std::optional<double> PadOp::getNormBound() { return 1.0; }
Basis PadOp::getGramBasis() { return Basis::any(); }
std::optional<double> PadOp::getIsometryFactor() { return 1.0; }
bool PadOp::isRangeGramDiagonal() { return true; }
Structure PadOp::getStructure() { return Structure::indexMap; }
std::optional<IndexRule> PadOp::getIndexRule() {
  IndexRule rule = identityRule(getDomain().getRank());
  for (auto [a, low] : llvm::enumerate(getLow()))
    rule.offset[a] = -low;
  return rule;
}

//===----------------------------------------------------------------------===//
// crop
//===----------------------------------------------------------------------===//

FailureOr<RankedTensorType> CropOp::inferRange(RankedTensorType domain,
                                               ArrayRef<int64_t> offsets,
                                               ArrayRef<int64_t> sizes,
                                               EmitError emitError) {
  if (failed(checkPerAxis(domain, offsets, "offset", emitError)) ||
      failed(checkPerAxis(domain, sizes, "size", emitError)))
    return failure();
  for (int64_t a = 0; a < domain.getRank(); ++a) {
    int64_t n = domain.getDimSize(a), end;
    if (llvm::AddOverflow(offsets[a], sizes[a], end))
      end = std::numeric_limits<int64_t>::max();
    if (sizes[a] < 1)
      return emitError() << "expects at least one entry of axis " << a
                         << ", found the empty range " << offsets[a] << ":"
                         << end;
    if (offsets[a] < 0 || end > n)
      return emitError() << "expects a range inside 0:" << n << " of axis " << a
                         << ", found " << offsets[a] << ":" << end;
  }
  return RankedTensorType::get(sizes, domain.getElementType());
}

void CropOp::build(OpBuilder &builder, OperationState &state,
                   RankedTensorType domain, ArrayRef<int64_t> offsets,
                   ArrayRef<int64_t> sizes) {
  auto report = [&] { return mlir::emitError(state.location); };
  build(builder, state,
        builtType(domain, inferRange(domain, offsets, sizes, report)), offsets,
        sizes);
}

LogicalResult CropOp::verify() {
  return verifyRange(*this, inferRange(getDomain(), getOffsets(), getSizes(),
                                       reporter(*this)));
}

static bool cropSource(CropOp op, ArrayRef<int64_t> r,
                       MutableArrayRef<int64_t> s) {
  for (size_t a = 0; a < s.size(); ++a)
    s[a] = r[a] + op.getOffsets()[a];
  return true;
}

FailureOr<Array> CropOp::evaluateForward(Environment &, const Array &x) {
  return gather(x, getRange().getShape(),
                [&](auto r, auto s) { return cropSource(*this, r, s); });
}
FailureOr<Array> CropOp::evaluateAdjoint(Environment &, const Array &y) {
  return scatter(y, getDomain().getShape(),
                 [&](auto r, auto s) { return cropSource(*this, r, s); });
}
std::optional<double> CropOp::getNormBound() { return 1.0; }
Basis CropOp::getGramBasis() { return Basis::pixel(); }
std::optional<double> CropOp::getCoisometryFactor() { return 1.0; }
Structure CropOp::getStructure() { return Structure::indexMap; }
std::optional<IndexRule> CropOp::getIndexRule() {
  IndexRule rule = identityRule(getDomain().getRank());
  rule.offset.assign(getOffsets().begin(), getOffsets().end());
  return rule;
}

//===----------------------------------------------------------------------===//
// subsample
//===----------------------------------------------------------------------===//

FailureOr<RankedTensorType> SubsampleOp::inferRange(RankedTensorType domain,
                                                    ArrayRef<int64_t> steps,
                                                    EmitError emitError) {
  if (failed(checkPerAxis(domain, steps, "step", emitError)))
    return failure();
  SmallVector<int64_t> shape(domain.getShape());
  for (size_t a = 0; a < shape.size(); ++a) {
    if (steps[a] == 0)
      return emitError() << "expects a step other than 0 along axis " << a;
    if (steps[a] < -mostElements || steps[a] > mostElements)
      return emitError() << "expects a step from -2^48 to 2^48 along axis "
                         << a << ", found " << steps[a];
    shape[a] = (shape[a] - 1) / std::abs(steps[a]) + 1;
  }
  return RankedTensorType::get(shape, domain.getElementType());
}

void SubsampleOp::build(OpBuilder &builder, OperationState &state,
                        RankedTensorType domain, ArrayRef<int64_t> steps) {
  auto report = [&] { return mlir::emitError(state.location); };
  build(builder, state, builtType(domain, inferRange(domain, steps, report)),
        steps);
}

LogicalResult SubsampleOp::verify() {
  return verifyRange(*this,
                     inferRange(getDomain(), getSteps(), reporter(*this)));
}

static bool subsampleSource(SubsampleOp op, ArrayRef<int64_t> r,
                            MutableArrayRef<int64_t> s) {
  for (size_t a = 0; a < s.size(); ++a) {
    int64_t step = op.getSteps()[a];
    int64_t start = step < 0 ? op.getDomain().getDimSize(a) - 1 : 0;
    s[a] = start + r[a] * step;
  }
  return true;
}

FailureOr<Array> SubsampleOp::evaluateForward(Environment &, const Array &x) {
  return gather(x, getRange().getShape(),
                [&](auto r, auto s) { return subsampleSource(*this, r, s); });
}
FailureOr<Array> SubsampleOp::evaluateAdjoint(Environment &, const Array &y) {
  return scatter(y, getDomain().getShape(),
                 [&](auto r, auto s) { return subsampleSource(*this, r, s); });
}
std::optional<double> SubsampleOp::getNormBound() { return 1.0; }
Basis SubsampleOp::getGramBasis() { return Basis::pixel(); }
std::optional<double> SubsampleOp::getCoisometryFactor() { return 1.0; }
Structure SubsampleOp::getStructure() { return Structure::indexMap; }
std::optional<IndexRule> SubsampleOp::getIndexRule() {
  IndexRule rule = identityRule(getDomain().getRank());
  for (auto [a, step] : llvm::enumerate(getSteps())) {
    rule.mul[a] = step;
    rule.offset[a] = step < 0 ? getDomain().getDimSize(a) - 1 : 0;
  }
  return rule;
}

//===----------------------------------------------------------------------===//
// reshape
//===----------------------------------------------------------------------===//

FailureOr<RankedTensorType> ReshapeOp::inferRange(RankedTensorType domain,
                                                  ArrayRef<int64_t> shape,
                                                  EmitError emitError) {
  for (int64_t extent : shape)
    if (extent < 1)
      return emitError() << "expects extents of at least 1, found "
                         << describe(shape);
  std::optional<int64_t> count = elementCount(shape);
  if (count == domain.getNumElements())
    return RankedTensorType::get(shape, domain.getElementType());
  auto diagnostic = emitError();
  diagnostic << "expects a shape of " << domain.getNumElements()
             << " entries, as " << describe(domain) << " has, found "
             << describe(shape) << ", which has ";
  if (count)
    diagnostic << *count;
  else
    diagnostic << "more than 2^48";
  return diagnostic;
}

void ReshapeOp::build(OpBuilder &builder, OperationState &state,
                      RankedTensorType domain, ArrayRef<int64_t> shape) {
  auto report = [&] { return mlir::emitError(state.location); };
  state.addTypes(builtType(domain, inferRange(domain, shape, report)));
}

LogicalResult ReshapeOp::verify() {
  return verifyRange(*this, inferRange(getDomain(), getRange().getShape(),
                                       reporter(*this)));
}

FailureOr<Array> ReshapeOp::evaluateForward(Environment &, const Array &x) {
  return x.reshaped(getRange().getShape());
}
FailureOr<Array> ReshapeOp::evaluateAdjoint(Environment &, const Array &y) {
  return y.reshaped(getDomain().getShape());
}
std::optional<double> ReshapeOp::getNormBound() { return 1.0; }
Basis ReshapeOp::getGramBasis() { return Basis::any(); }
std::optional<double> ReshapeOp::getIsometryFactor() { return 1.0; }
std::optional<double> ReshapeOp::getCoisometryFactor() { return 1.0; }
Structure ReshapeOp::getStructure() { return Structure::indexMap; }
/// Only where axes of extent 1 alone come or go.
std::optional<IndexRule> ReshapeOp::getIndexRule() {
  IndexRule rule = identityRule(getDomain().getRank());
  int64_t to = 0, rank = getRange().getRank();
  auto skipUnits = [&] {
    while (to < rank && getRange().getDimSize(to) == 1)
      ++to;
  };
  for (int64_t a = 0; a < getDomain().getRank(); ++a) {
    if (getDomain().getDimSize(a) == 1) {
      rule.source[a] = -1;
      rule.mul[a] = 0;
      continue;
    }
    skipUnits();
    if (to == rank || getRange().getDimSize(to) != getDomain().getDimSize(a))
      return std::nullopt;
    rule.source[a] = to++;
  }
  skipUnits();
  return to == rank ? std::optional<IndexRule>(rule) : std::nullopt;
}

//===----------------------------------------------------------------------===//
// transpose
//===----------------------------------------------------------------------===//

FailureOr<RankedTensorType> TransposeOp::inferRange(RankedTensorType domain,
                                                    ArrayRef<int64_t> order,
                                                    EmitError emitError) {
  if (failed(checkPerAxis(domain, order, "entry of the order", emitError)) ||
      failed(checkAxes(domain, order, emitError)))
    return failure();
  SmallVector<int64_t> shape;
  for (int64_t axis : order)
    shape.push_back(domain.getDimSize(axis));
  return RankedTensorType::get(shape, domain.getElementType());
}

void TransposeOp::build(OpBuilder &builder, OperationState &state,
                        RankedTensorType domain, ArrayRef<int64_t> order) {
  auto report = [&] { return mlir::emitError(state.location); };
  build(builder, state, builtType(domain, inferRange(domain, order, report)),
        order);
}

LogicalResult TransposeOp::verify() {
  return verifyRange(*this,
                     inferRange(getDomain(), getOrder(), reporter(*this)));
}

static bool transposeSource(TransposeOp op, ArrayRef<int64_t> r,
                            MutableArrayRef<int64_t> s) {
  for (auto [i, axis] : llvm::enumerate(op.getOrder()))
    s[axis] = r[i];
  return true;
}

FailureOr<Array> TransposeOp::evaluateForward(Environment &, const Array &x) {
  return gather(x, getRange().getShape(),
                [&](auto r, auto s) { return transposeSource(*this, r, s); });
}
FailureOr<Array> TransposeOp::evaluateAdjoint(Environment &, const Array &y) {
  return scatter(y, getDomain().getShape(),
                 [&](auto r, auto s) { return transposeSource(*this, r, s); });
}
std::optional<double> TransposeOp::getNormBound() { return 1.0; }
Basis TransposeOp::getGramBasis() { return Basis::any(); }
std::optional<double> TransposeOp::getIsometryFactor() { return 1.0; }
std::optional<double> TransposeOp::getCoisometryFactor() { return 1.0; }
Structure TransposeOp::getStructure() { return Structure::indexMap; }
std::optional<IndexRule> TransposeOp::getIndexRule() {
  IndexRule rule = identityRule(getDomain().getRank());
  for (auto [i, axis] : llvm::enumerate(getOrder()))
    rule.source[axis] = i;
  return rule;
}

//===----------------------------------------------------------------------===//
// broadcast
//===----------------------------------------------------------------------===//

FailureOr<RankedTensorType> BroadcastOp::inferRange(RankedTensorType domain,
                                                    ArrayRef<int64_t> axes,
                                                    ArrayRef<int64_t> shape,
                                                    EmitError emitError) {
  if (failed(checkPerAxis(domain, axes, "axis of the result", emitError)))
    return failure();
  int64_t last = -1;
  for (int64_t a = 0; a < domain.getRank(); ++a) {
    if (axes[a] <= last || axes[a] >= static_cast<int64_t>(shape.size()))
      return emitError() << "expects ascending axes of the result "
                         << describe(shape) << ", found " << describe(axes);
    last = axes[a];
    int64_t n = domain.getDimSize(a);
    if (n != 1 && n != shape[last])
      return emitError() << "expects extent 1 or " << shape[last]
                         << " of axis " << a << " to become axis " << last
                         << " of " << describe(shape) << ", found " << n
                         << " in " << describe(domain);
  }
  return RankedTensorType::get(shape, domain.getElementType());
}

void BroadcastOp::build(OpBuilder &builder, OperationState &state,
                        RankedTensorType domain, ArrayRef<int64_t> axes,
                        ArrayRef<int64_t> shape) {
  auto report = [&] { return mlir::emitError(state.location); };
  build(builder, state,
        builtType(domain, inferRange(domain, axes, shape, report)), axes);
}

LogicalResult BroadcastOp::verify() {
  return verifyRange(*this, inferRange(getDomain(), getAxes(),
                                       getRange().getShape(), reporter(*this)));
}

static bool broadcastSource(BroadcastOp op, ArrayRef<int64_t> r,
                            MutableArrayRef<int64_t> s) {
  for (size_t a = 0; a < s.size(); ++a)
    s[a] = op.getDomain().getDimSize(a) == 1 ? 0 : r[op.getAxes()[a]];
  return true;
}

FailureOr<Array> BroadcastOp::evaluateForward(Environment &, const Array &x) {
  return gather(x, getRange().getShape(),
                [&](auto r, auto s) { return broadcastSource(*this, r, s); });
}
FailureOr<Array> BroadcastOp::evaluateAdjoint(Environment &, const Array &y) {
  return scatter(y, getDomain().getShape(),
                 [&](auto r, auto s) { return broadcastSource(*this, r, s); });
}
std::optional<double> BroadcastOp::getNormBound() {
  return std::sqrt(*getIsometryFactor());
}
std::optional<double> BroadcastOp::getIsometryFactor() {
  return static_cast<double>(getRange().getNumElements()) /
         static_cast<double>(getDomain().getNumElements());
}
Basis BroadcastOp::getGramBasis() { return Basis::any(); }
Structure BroadcastOp::getStructure() { return Structure::indexMap; }
std::optional<IndexRule> BroadcastOp::getIndexRule() {
  IndexRule rule = identityRule(getDomain().getRank());
  for (auto [a, axis] : llvm::enumerate(getAxes())) {
    bool repeats = getDomain().getDimSize(a) == 1;
    rule.source[a] = repeats ? -1 : axis;
    rule.mul[a] = repeats ? 0 : 1;
  }
  return rule;
}

//===----------------------------------------------------------------------===//
// index_map
//===----------------------------------------------------------------------===//

FailureOr<RankedTensorType> IndexMapOp::inferRange(
    RankedTensorType domain, ArrayRef<int64_t> shape, RankedTensorType weights,
    ArrayRef<int64_t> source, ArrayRef<int64_t> mul, ArrayRef<int64_t> offset,
    ArrayRef<int64_t> div, EmitError emitError) {
  if (failed(checkPerAxis(domain, source, "source", emitError)) ||
      failed(checkPerAxis(domain, mul, "factor", emitError)) ||
      failed(checkPerAxis(domain, offset, "offset", emitError)) ||
      failed(checkPerAxis(domain, div, "divisor", emitError)))
    return failure();
  for (int64_t a = 0; a < domain.getRank(); ++a) {
    if (source[a] < -1 || source[a] >= static_cast<int64_t>(shape.size()))
      return emitError() << "expects the source of axis " << a
                         << " to be -1 or an axis of the result "
                         << describe(shape) << ", found " << source[a];
    if (div[a] < 1)
      return emitError() << "expects divisors of at least 1, found " << div[a]
                         << " on axis " << a;
    if (source[a] >= 0 && mul[a] == 0)
      return emitError() << "expects a factor other than 0 on axis " << a
                         << ", which has a source";
    // mul r + offset stays far from the end of 64 bits.
    int64_t reach = source[a] < 0 ? 1 : shape[source[a]], product = 0;
    constexpr int64_t most = int64_t(1) << 61;
    if (llvm::MulOverflow(mul[a], reach, product) || product > most ||
        product < -most || offset[a] > most || offset[a] < -most)
      return emitError() << "expects indices of less than 2^61, found the "
                            "factor "
                         << mul[a] << " and the offset " << offset[a]
                         << " on axis " << a << ", which has " << reach
                         << " positions";
  }
  Type element = domain.getElementType();
  if (weights) {
    if (weights.getShape() != shape)
      return emitError() << "expects weights of the result's shape "
                         << describe(shape) << ", found " << describe(weights);
    element = promoteElements(element, weights.getElementType());
  }
  return RankedTensorType::get(shape, element);
}

/// The type of optional weights, null without.
static RankedTensorType weightsType(Value weights) {
  return weights ? cast<RankedTensorType>(weights.getType())
                 : RankedTensorType();
}

void IndexMapOp::build(OpBuilder &builder, OperationState &state,
                       RankedTensorType domain, ArrayRef<int64_t> shape,
                       Value weights, ArrayRef<int64_t> source,
                       ArrayRef<int64_t> mul, ArrayRef<int64_t> offset,
                       ArrayRef<int64_t> div) {
  auto report = [&] { return mlir::emitError(state.location); };
  OpType type = builtType(domain,
                          inferRange(domain, shape, weightsType(weights),
                                     source, mul, offset, div, report));
  build(builder, state, type, weights, source, mul, offset, div);
}

LogicalResult IndexMapOp::verify() {
  return verifyRange(*this, inferRange(getDomain(), getRange().getShape(),
                                       weightsType(getWeights()), getSource(),
                                       getMul(), getOffset(), getDiv(),
                                       reporter(*this)));
}

static bool indexMapSource(IndexMapOp op, ArrayRef<int64_t> r,
                           MutableArrayRef<int64_t> s) {
  for (size_t a = 0; a < s.size(); ++a) {
    int64_t from = op.getSource()[a] < 0 ? 0 : r[op.getSource()[a]];
    int64_t numerator = op.getMul()[a] * from + op.getOffset()[a];
    // C's remainder is 0 for the multiples of both signs.
    if (numerator % op.getDiv()[a] != 0)
      return false;
    s[a] = numerator / op.getDiv()[a];
    if (s[a] < 0 || s[a] >= op.getDomain().getDimSize(a))
      return false;
  }
  return true;
}

FailureOr<Array> IndexMapOp::evaluateForward(Environment &env, const Array &x) {
  Array y = gather(x, getRange().getShape(), [&](auto r, auto s) {
    return indexMapSource(*this, r, s);
  });
  if (getWeights()) {
    FailureOr<Array> w = env.array(getWeights());
    if (failed(w))
      return failure();
    for (int64_t i = 0; i < y.size(); ++i)
      y[i] *= (*w)[i];
  }
  return y;
}

FailureOr<Array> IndexMapOp::evaluateAdjoint(Environment &env, const Array &y) {
  Array weighted = y;
  if (getWeights()) {
    FailureOr<Array> w = env.array(getWeights());
    if (failed(w))
      return failure();
    for (int64_t i = 0; i < y.size(); ++i)
      weighted[i] *= std::conj((*w)[i]);
  }
  return scatter(weighted, getDomain().getShape(), [&](auto r, auto s) {
    return indexMapSource(*this, r, s);
  });
}

int64_t IndexMapOp::getRepetitions() {
  int64_t repetitions = 1;
  for (int64_t axis = 0; axis < getRange().getRank(); ++axis)
    if (!llvm::is_contained(getSource(), axis))
      repetitions *= getRange().getDimSize(axis);
  return repetitions;
}

std::optional<double> IndexMapOp::getNormBound() {
  if (!getWeights())
    return std::sqrt(static_cast<double>(getRepetitions()));
  std::optional<Array> w = constantValue(getWeights());
  if (!w)
    return std::nullopt;
  // Columns are disjoint, so A* A is diagonal: its largest entry is exact.
  // Where no entry is read twice that is one weight's.
  bool once = getRepetitions() == 1;
  constexpr int64_t mostSums = int64_t(1) << 24;
  if (!once && getDomain().getNumElements() > mostSums)
    return *largestModulus(getWeights()) *
           std::sqrt(static_cast<double>(getRepetitions()));
  std::vector<double> sums(once ? 1 : getDomain().getNumElements(), 0.0);
  SmallVector<int64_t, 8> s(getDomain().getRank());
  int64_t at = 0;
  Array::forEachIndex(getRange().getShape(), [&](ArrayRef<int64_t> r) {
    double square = std::norm((*w)[at++]);
    if (!indexMapSource(*this, r, s))
      return;
    if (once) {
      sums[0] = std::max(sums[0], square);
      return;
    }
    int64_t to = 0;
    for (auto [extent, i] : llvm::zip(getDomain().getShape(), s))
      to = to * extent + i;
    sums[to] += square;
  });
  return std::sqrt(*llvm::max_element(sums));
}

/// True where (factor i + offset) / divisor is a whole number in [0, extent)
/// for every i in [0, count): as it is affine, for the first two and the last.
static bool staysInside(int64_t count, int64_t factor, int64_t offset,
                        int64_t divisor, int64_t extent) {
  for (int64_t i : {int64_t(0), std::min<int64_t>(1, count - 1), count - 1}) {
    int64_t numerator = 0;
    if (llvm::MulOverflow(factor, i, numerator) ||
        llvm::AddOverflow(numerator, offset, numerator) ||
        numerator % divisor != 0)
      return false;
    int64_t quotient = numerator / divisor;
    if (quotient < 0 || quotient >= extent)
      return false;
  }
  return true;
}

std::optional<double> IndexMapOp::getIsometryFactor() {
  if (getWeights())
    return std::nullopt;
  // Every entry of the domain is read, each from as many outputs.
  ArrayRef<int64_t> source = getSource();
  for (int64_t a = 0; a < getDomain().getRank(); ++a) {
    int64_t extent = getDomain().getDimSize(a);
    bool isRead;
    if (source[a] < 0)
      isRead = extent == 1 && staysInside(1, 0, getOffset()[a], getDiv()[a], 1);
    else
      isRead = llvm::count(source, source[a]) == 1 &&
               staysInside(extent, getDiv()[a], -getOffset()[a], getMul()[a],
                           getRange().getDimSize(source[a]));
    if (!isRead)
      return std::nullopt;
  }
  return static_cast<double>(getRepetitions());
}

std::optional<double> IndexMapOp::getCoisometryFactor() {
  // Every output reads one entry, which no other reads.
  if (getWeights() || getRepetitions() != 1)
    return std::nullopt;
  for (int64_t a = 0; a < getDomain().getRank(); ++a) {
    int64_t from = getSource()[a];
    if (!staysInside(from < 0 ? 1 : getRange().getDimSize(from), getMul()[a],
                     getOffset()[a], getDiv()[a], getDomain().getDimSize(a)))
      return std::nullopt;
  }
  return 1.0;
}

Basis IndexMapOp::getGramBasis() {
  return getIsometryFactor() ? Basis::any() : Basis::pixel();
}

bool IndexMapOp::isRangeGramDiagonal() {
  return getRepetitions() == 1 && sameField(opType(getDomain(), getRange()));
}

Structure IndexMapOp::getStructure() { return Structure::indexMap; }
std::optional<IndexRule> IndexMapOp::getIndexRule() {
  return IndexRule{SmallVector<int64_t, 6>(getSource()),
                   SmallVector<int64_t, 6>(getMul()),
                   SmallVector<int64_t, 6>(getOffset()),
                   SmallVector<int64_t, 6>(getDiv()), getWeights()};
}
