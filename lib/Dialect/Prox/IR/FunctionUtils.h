//===- FunctionUtils.h - what the functions of prox share -------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DIALECT_PROX_IR_FUNCTIONUTILS_H
#define PROXC_LIB_DIALECT_PROX_IR_FUNCTIONUTILS_H

#include "proxc/Dialect/Prox/IR/Prox.h"

#include <limits>

namespace proxc::prox {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Slack, relative to the bound, with which a point counts as inside the domain
/// of a conjugate: a projection in floating point ends a few ulps outside.
inline constexpr double kDomainSlack = 1e-9;

/// The domain of the function that `op` defines.
mlir::RankedTensorType functionDomain(mlir::Operation *op);

/// For each entry of an array (row-major) the number of its group, where
/// entries that differ only along `axes` are one group.
std::vector<int64_t> groupOfEntries(llvm::ArrayRef<int64_t> shape,
                                    llvm::ArrayRef<int64_t> axes);

/// Emits an error unless `weights` has the domain's shape and its real element
/// type.
mlir::LogicalResult verifyWeights(mlir::Operation *op, mlir::Value weights);

/// Emits an error unless the function's domain is real.
mlir::LogicalResult verifyRealDomain(mlir::Operation *op);

/// sqrt(alpha w^2 + otherAlpha v^2) (`squares`), or alpha |w| + otherAlpha |v|,
/// elementwise, in the real element type of `domain`; a null w or v stands for
/// ones. The alphas are rank-0 tensors of f64.
mlir::Value buildCombinedWeights(mlir::OpBuilder &builder, mlir::Location loc,
                                 mlir::RankedTensorType domain, bool squares,
                                 mlir::Value alpha, mlir::Value weights,
                                 mlir::Value otherAlpha,
                                 mlir::Value otherWeights);

} // namespace proxc::prox

#endif // PROXC_LIB_DIALECT_PROX_IR_FUNCTIONUTILS_H
