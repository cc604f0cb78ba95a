//===- Norms.cpp - norms that are not squared -------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FunctionUtils.h"

#include "proxc/Dialect/Prox/Utils/Elementwise.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::prox;
using proxc::reference::Array;
using proxc::reference::Complex;
using proxc::reference::Environment;

/// v max(0, 1 - threshold / size): shrinks the size of v by the threshold.
static Complex shrink(Complex v, double size, double threshold) {
  if (size <= threshold)
    return 0.0;
  return v * (1.0 - threshold / size);
}

/// alpha |w x| + otherAlpha |v x| summed, as one weighted 1-norm, where `other`
/// is one.
static Value sumOfNorms(OpBuilder &builder, ProxFunctionInterface f,
                        Value alpha, Value other, Value otherAlpha) {
  if (!other.getDefiningOp<Norm1Op>() &&
      !other.getDefiningOp<WeightedNorm1Op>())
    return {};
  auto g = other.getDefiningOp<ProxFunctionInterface>();
  Value weights = buildCombinedWeights(
      builder, f.getLoc(), f.getDomain(), /*squares=*/false, alpha,
      f.getWeightsOrNull(), otherAlpha, g.getWeightsOrNull());
  return WeightedNorm1Op::create(
      builder, f.getLoc(), f.getOperation()->getResult(0).getType(), weights);
}

//===----------------------------------------------------------------------===//
// Norm1Op
//===----------------------------------------------------------------------===//

FailureOr<double> Norm1Op::evaluateValue(Environment &, const Array &x) {
  double sum = 0.0;
  for (int64_t i = 0; i < x.size(); ++i)
    sum += std::abs(x[i]);
  return sum;
}

FailureOr<Array> Norm1Op::evaluateProx(Environment &, const Array &v,
                                       double rho) {
  Array x = v;
  for (int64_t i = 0; i < x.size(); ++i)
    x[i] = shrink(v[i], std::abs(v[i]), 1.0 / rho);
  return x;
}

std::optional<double> Norm1Op::evaluateConjugate(Environment &,
                                                 const Array &y) {
  for (int64_t i = 0; i < y.size(); ++i)
    if (std::abs(y[i]) > 1.0 + kDomainSlack)
      return kInfinity;
  return 0.0;
}

std::optional<int> Norm1Op::getHomogeneity() { return 1; }
bool Norm1Op::isPhaseInvariant() { return true; }

Value Norm1Op::buildReweighted(OpBuilder &builder, RankedTensorType domain,
                               Value weights) {
  return WeightedNorm1Op::create(builder, getLoc(),
                                 prox::FunctionType::get(getContext(), domain),
                                 weights);
}

Value Norm1Op::buildSum(OpBuilder &builder, Value alpha, Value other,
                        Value otherAlpha) {
  return sumOfNorms(builder, *this, alpha, other, otherAlpha);
}

//===----------------------------------------------------------------------===//
// WeightedNorm1Op
//===----------------------------------------------------------------------===//

FailureOr<double> WeightedNorm1Op::evaluateValue(Environment &env,
                                                 const Array &x) {
  FailureOr<Array> w = env.array(getWeights());
  if (failed(w))
    return failure();
  double sum = 0.0;
  for (int64_t i = 0; i < x.size(); ++i)
    sum += std::abs((*w)[i] * x[i]);
  return sum;
}

FailureOr<Array> WeightedNorm1Op::evaluateProx(Environment &env, const Array &v,
                                               double rho) {
  FailureOr<Array> w = env.array(getWeights());
  if (failed(w))
    return failure();
  Array x = v;
  for (int64_t i = 0; i < x.size(); ++i)
    if (double weight = std::abs((*w)[i]); weight > 0.0)
      x[i] = shrink(v[i], std::abs(v[i]), weight / rho);
  return x;
}

std::optional<double> WeightedNorm1Op::evaluateConjugate(Environment &env,
                                                         const Array &y) {
  FailureOr<Array> w = env.array(getWeights());
  if (failed(w))
    return std::nullopt;
  for (int64_t i = 0; i < y.size(); ++i)
    if (std::abs(y[i]) > std::abs((*w)[i]) * (1.0 + kDomainSlack))
      return kInfinity;
  return 0.0;
}

std::optional<int> WeightedNorm1Op::getHomogeneity() { return 1; }

Value WeightedNorm1Op::buildSum(OpBuilder &builder, Value alpha, Value other,
                                Value otherAlpha) {
  return sumOfNorms(builder, *this, alpha, other, otherAlpha);
}

//===----------------------------------------------------------------------===//
// GroupNormOp
//===----------------------------------------------------------------------===//

/// The 2-norm of each group, and the group of each entry.
static std::pair<std::vector<double>, std::vector<int64_t>>
groupNorms(const Array &x, ArrayRef<int64_t> axes) {
  std::vector<int64_t> group = groupOfEntries(x.shape(), axes);
  std::vector<double> norms(group.empty() ? 0 : group.back() + 1, 0.0);
  for (int64_t i = 0; i < x.size(); ++i)
    norms[group[i]] += std::norm(x[i]);
  for (double &norm : norms)
    norm = std::sqrt(norm);
  return {std::move(norms), std::move(group)};
}

LogicalResult GroupNormOp::verify() {
  int64_t rank = functionDomain(*this).getRank();
  int64_t previous = -1;
  for (int64_t axis : getAxes()) {
    if (axis < 0 || axis >= rank)
      return emitOpError() << "expects axes between 0 and " << rank - 1
                           << ", found " << axis;
    if (axis <= previous)
      return emitOpError() << "expects ascending axes, found " << axis
                           << " after " << previous;
    previous = axis;
  }
  return success();
}

FailureOr<double> GroupNormOp::evaluateValue(Environment &, const Array &x) {
  double sum = 0.0;
  for (double norm : groupNorms(x, getAxes()).first)
    sum += norm;
  return sum;
}

FailureOr<Array> GroupNormOp::evaluateProx(Environment &, const Array &v,
                                           double rho) {
  auto [norms, group] = groupNorms(v, getAxes());
  Array x = v;
  for (int64_t i = 0; i < x.size(); ++i)
    x[i] = shrink(v[i], norms[group[i]], 1.0 / rho);
  return x;
}

std::optional<double> GroupNormOp::evaluateConjugate(Environment &,
                                                     const Array &y) {
  for (double norm : groupNorms(y, getAxes()).first)
    if (norm > 1.0 + kDomainSlack)
      return kInfinity;
  return 0.0;
}

bool GroupNormOp::isSeparable() { return getAxes().empty(); }
std::optional<SmallVector<int64_t>> GroupNormOp::getGroupAxes() {
  return SmallVector<int64_t>(getAxes());
}
std::optional<int> GroupNormOp::getHomogeneity() { return 1; }
bool GroupNormOp::isPhaseInvariant() { return true; }
