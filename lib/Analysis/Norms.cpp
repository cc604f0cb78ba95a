//===- Norms.cpp - bounds of operator norms of problems ---------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Analysis/Norms.h"

#include "llvm/ADT/MapVector.h"
#include <cmath>

using namespace mlir;

namespace proxc::analysis {

/// N^T (N x).
static std::vector<double> applyGram(ArrayRef<double> matrix, int64_t rows,
                                     int64_t columns,
                                     const std::vector<double> &x) {
  std::vector<double> result(columns, 0.0);
  for (int64_t i = 0; i < rows; ++i) {
    double row = 0.0;
    for (int64_t j = 0; j < columns; ++j)
      row += matrix[i * columns + j] * x[j];
    for (int64_t j = 0; j < columns; ++j)
      result[j] += matrix[i * columns + j] * row;
  }
  return result;
}

double spectralNormBound(ArrayRef<double> matrix, int64_t rows,
                         int64_t columns) {
  std::vector<double> x(columns, 1.0);
  double best = std::numeric_limits<double>::infinity();
  for (int iteration = 0; iteration < 200; ++iteration) {
    std::vector<double> y = applyGram(matrix, rows, columns, x);
    double bound = 0.0, largest = 0.0;
    for (int64_t j = 0; j < columns; ++j) {
      bound = std::max(bound, y[j] / x[j]);
      largest = std::max(largest, y[j]);
    }
    best = std::min(best, bound);
    if (largest == 0.0)
      break;
    // A component that tends to 0 would end the bound's validity in rounding.
    for (int64_t j = 0; j < columns; ++j)
      x[j] = std::max(y[j] / largest, 1e-12);
  }
  return columns == 0 ? 0.0 : std::sqrt(best);
}

std::optional<SmallVector<double>> operatorNormBounds(prox::TermOp term) {
  SmallVector<double> bounds;
  for (Value value : term.getOperators()) {
    auto op = value.getDefiningOp<linop::LinearOperatorInterface>();
    std::optional<double> bound = op ? op.getNormBound() : std::nullopt;
    if (!bound)
      return std::nullopt;
    bounds.push_back(*bound);
  }
  return bounds;
}

std::optional<double> termNormBound(prox::TermOp term) {
  return stackedNormBound(term);
}

std::optional<double> stackedNormBound(ArrayRef<prox::TermOp> terms,
                                       ArrayRef<double> scaling) {
  llvm::MapVector<Value, int64_t> columnOf;
  for (prox::TermOp term : terms)
    for (Value variable : term.getVariables())
      columnOf.insert({variable, static_cast<int64_t>(columnOf.size())});
  int64_t columns = static_cast<int64_t>(columnOf.size());
  std::vector<double> matrix(terms.size() * columns, 0.0);
  for (size_t row = 0; row < terms.size(); ++row) {
    prox::TermOp term = terms[row];
    std::optional<SmallVector<double>> bounds = operatorNormBounds(term);
    if (!bounds)
      return std::nullopt;
    double factor = scaling.empty() ? 1.0 : scaling[row];
    // Several operators on one unknown add up: |A + B| <= |A| + |B|.
    for (auto [variable, bound] : llvm::zip(term.getVariables(), *bounds))
      matrix[row * columns + columnOf.find(variable)->second] += factor * bound;
  }
  return spectralNormBound(matrix, static_cast<int64_t>(terms.size()), columns);
}

SmallVector<prox::TermOp> psiTerms(prox::ProblemOp problem) {
  SmallVector<prox::TermOp> terms;
  for (prox::TermOp term : problem.getBody().getOps<prox::TermOp>())
    if (!term.isOmega())
      terms.push_back(term);
  return terms;
}

} // namespace proxc::analysis
