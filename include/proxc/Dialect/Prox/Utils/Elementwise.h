//===- Elementwise.h - arithmetic on arrays as IR ---------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Builders of elementwise arithmetic on tensors of real or complex floats, as
// the passes of `prox` emit it for coefficients. Constants fold. Real tensors
// become arith and math operations, complex ones a tensor.generate (upstream
// complex operations take scalars only).

#ifndef PROXC_DIALECT_PROX_UTILS_ELEMENTWISE_H
#define PROXC_DIALECT_PROX_UTILS_ELEMENTWISE_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include <complex>
#include <optional>

namespace proxc::prox {

/// The rank-0 tensor constant `value` of f64.
mlir::Value buildScalar(mlir::OpBuilder &builder, mlir::Location loc,
                        double value);

/// The rank-0 tensor constant `value`: f64 where it is real, else
/// complex<f64>.
mlir::Value buildScalar(mlir::OpBuilder &builder, mlir::Location loc,
                        std::complex<double> value);

/// The value of a rank-0 or splat constant (arith.constant,
/// complex.constant inside tensor.from_elements), or nullopt where it is not
/// known when compiling.
std::optional<std::complex<double>> constantScalar(mlir::Value value);

/// True where `value` is absent (`ifAbsent` decides) or a constant equal to
/// `expected` everywhere.
bool isConstantScalar(mlir::Value value, double expected, bool ifAbsent);

/// x + y, x - y, x y, x / y of two tensors of one type. Rank-0 operands of f64
/// and complex<f64> mix: the result is complex.
mlir::Value buildAdd(mlir::OpBuilder &builder, mlir::Location loc,
                     mlir::Value x, mlir::Value y);
mlir::Value buildSubtract(mlir::OpBuilder &builder, mlir::Location loc,
                          mlir::Value x, mlir::Value y);
mlir::Value buildMultiply(mlir::OpBuilder &builder, mlir::Location loc,
                          mlir::Value x, mlir::Value y);
mlir::Value buildDivide(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value x, mlir::Value y);

/// The larger, or smaller, of two real tensors, entry by entry.
mlir::Value buildMaximum(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value x, mlir::Value y);
mlir::Value buildMinimum(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value x, mlir::Value y);

/// |x| and |x|^2, a real tensor, of a real or complex one.
mlir::Value buildAbs(mlir::OpBuilder &builder, mlir::Location loc,
                     mlir::Value x);
mlir::Value buildSquaredAbs(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::Value x);

/// The square root of a real tensor.
mlir::Value buildSqrt(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value x);

/// The complex conjugate; x itself where it is real.
mlir::Value buildConjugate(mlir::OpBuilder &builder, mlir::Location loc,
                           mlir::Value x);

/// The rank-0 tensor `scalar` (f64 or complex<f64>) converted to the element
/// type of `type` and repeated over its shape.
mlir::Value buildSplat(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Value scalar, mlir::RankedTensorType type);

/// scalar * array for a rank-0 `scalar` of f64 or complex<f64>; the result has
/// the type of `array`.
mlir::Value buildScaled(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value scalar, mlir::Value array);

/// Re<x, y> of two tensors of one type, as a rank-0 tensor of f64.
mlir::Value buildInnerProduct(mlir::OpBuilder &builder, mlir::Location loc,
                              mlir::Value x, mlir::Value y);

} // namespace proxc::prox

#endif // PROXC_DIALECT_PROX_UTILS_ELEMENTWISE_H
