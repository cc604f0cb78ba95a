//===- Linear.cpp - linear functions ----------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FunctionUtils.h"

#include "proxc/Dialect/Prox/Utils/Elementwise.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::prox;
using proxc::reference::Array;
using proxc::reference::Environment;

//===----------------------------------------------------------------------===//
// SumEntriesOp
//===----------------------------------------------------------------------===//

FailureOr<double> SumEntriesOp::evaluateValue(Environment &, const Array &x) {
  double sum = 0.0;
  for (int64_t i = 0; i < x.size(); ++i)
    sum += x[i].real();
  return sum;
}

FailureOr<Array> SumEntriesOp::evaluateProx(Environment &, const Array &v,
                                            double rho) {
  Array x = v;
  for (int64_t i = 0; i < x.size(); ++i)
    x[i] -= 1.0 / rho;
  return x;
}

std::optional<double> SumEntriesOp::evaluateConjugate(Environment &,
                                                      const Array &y) {
  for (int64_t i = 0; i < y.size(); ++i)
    if (std::abs(y[i] - 1.0) > kDomainSlack)
      return kInfinity;
  return 0.0;
}

bool SumEntriesOp::isLinear() { return true; }
std::optional<int> SumEntriesOp::getHomogeneity() { return 1; }

Value SumEntriesOp::buildGradient(OpBuilder &builder) {
  return buildSplat(builder, getLoc(), buildScalar(builder, getLoc(), 1.0),
                    getDomain());
}

//===----------------------------------------------------------------------===//
// ZeroOp
//===----------------------------------------------------------------------===//

FailureOr<double> ZeroOp::evaluateValue(Environment &, const Array &) {
  return 0.0;
}

FailureOr<Array> ZeroOp::evaluateProx(Environment &, const Array &v, double) {
  return v;
}

std::optional<double> ZeroOp::evaluateConjugate(Environment &, const Array &y) {
  for (int64_t i = 0; i < y.size(); ++i)
    if (std::abs(y[i]) > kDomainSlack)
      return kInfinity;
  return 0.0;
}

bool ZeroOp::isLinear() { return true; }
std::optional<int> ZeroOp::getHomogeneity() { return 1; }
bool ZeroOp::isPhaseInvariant() { return true; }
Value ZeroOp::buildReweighted(OpBuilder &builder, RankedTensorType domain,
                              Value) {
  return ZeroOp::create(builder, getLoc(),
                        prox::FunctionType::get(getContext(), domain));
}
