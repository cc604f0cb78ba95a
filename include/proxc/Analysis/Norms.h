//===- Norms.h - bounds of operator norms of problems -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_ANALYSIS_NORMS_H
#define PROXC_ANALYSIS_NORMS_H

#include "proxc/Dialect/Prox/IR/Prox.h"
#include <optional>

namespace proxc::analysis {

/// A bound of the spectral norm of a matrix of non-negative numbers (row-major,
/// rows x columns) that is exact up to rounding and slow convergence, and
/// rigorous: for any x > 0 the largest (M x)_i / x_i bounds the spectral radius
/// of a non-negative M (Collatz and Wielandt), here of N^T N.
double spectralNormBound(llvm::ArrayRef<double> matrix, int64_t rows,
                         int64_t columns);

/// A bound of |A_j| that needs no data, for each operator of the term; nullopt
/// where one depends on data.
std::optional<llvm::SmallVector<double>> operatorNormBounds(prox::TermOp term);

/// A bound of |[A_1 ... A_n]| of one term's row of operators.
std::optional<double> termNormBound(prox::TermOp term);

/// A bound of the norm of the block matrix K whose rows are the operators of
/// `terms` (times `scaling`, one factor a row, where it is given) and whose
/// columns are unknowns: the spectral norm of the matrix of block norms.
/// nullopt where a block's norm depends on data; 0 for no terms.
std::optional<double> stackedNormBound(llvm::ArrayRef<prox::TermOp> terms,
                                       llvm::ArrayRef<double> scaling = {});

/// The terms of a problem that went to Psi.
llvm::SmallVector<prox::TermOp> psiTerms(prox::ProblemOp problem);

} // namespace proxc::analysis

#endif // PROXC_ANALYSIS_NORMS_H
