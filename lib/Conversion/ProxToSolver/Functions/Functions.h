//===- Functions.h - what the lowerings of functions share ------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_CONVERSION_PROXTOSOLVER_FUNCTIONS_FUNCTIONS_H
#define PROXC_LIB_CONVERSION_PROXTOSOLVER_FUNCTIONS_FUNCTIONS_H

#include "proxc/Conversion/ProxToSolver/ProxToSolver.h"

namespace proxc::functions {

using llvm::ArrayRef;
using llvm::cast;
using llvm::isa;
using llvm::SmallVector;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;
using mlir::MLIRContext;
using mlir::Operation;
using mlir::RankedTensorType;
using mlir::Type;
using mlir::Value;
using mlir::ValueRange;
using solver::Body;
using solver::Reduction;
using solver::StepBuilder;
using solver::Stream;

/// The base class of the lowering `Model` of the function `OpT`.
template <typename Model, typename OpT>
using Lowering = ProxLoweringInterface::ExternalModel<Model, OpT>;

/// A number below which a divisor counts as 0: where a weight is 0 the factors
/// 0 / 0 of the formulas become 0.
constexpr double tiny = 1e-30;

/// The entry of `stream` at `index` as a real of the precision of `like`.
Value readReal(Body &body, const Stream &stream, ValueRange index, Type like);

/// An array of v's type made entry by entry from v and parameters.
Stream pointwise(StepBuilder &steps, const Stream &v,
                 ArrayRef<Stream> parameters,
                 llvm::function_ref<Value(Body &, ValueRange, Value)> f);

/// The sum over all entries of x of a real function of the entry.
Stream sumOver(StepBuilder &steps, const Stream &x, ArrayRef<Stream> parameters,
               llvm::function_ref<Value(Body &, ValueRange, Value)> f);

/// The largest value of a real function of the entries of x.
Stream largest(StepBuilder &steps, const Stream &x, ArrayRef<Stream> parameters,
               llvm::function_ref<Value(Body &, ValueRange, Value)> f);

/// v pulled towards 0 by t >= 0: v - the projection of v onto |v| <= t.
Value softThreshold(Body &body, Value v, Value t);

/// The projection of z onto the disc |z| <= radius, radius >= 0.
Value projectOntoDisc(Body &body, Value z, Value radius);

void attachQuadraticLowerings(MLIRContext &context);
void attachNormLowerings(MLIRContext &context);
void attachIndicatorLowerings(MLIRContext &context);
void attachLinearLowerings(MLIRContext &context);

} // namespace proxc::functions

#endif // PROXC_LIB_CONVERSION_PROXTOSOLVER_FUNCTIONS_FUNCTIONS_H
