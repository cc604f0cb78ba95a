//===- Weights.cpp - values of weights as IR --------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "AffineMap.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "proxc/Dialect/LinOp/IR/Constants.h"

using namespace mlir;
using proxc::reference::Array;
using proxc::reference::Complex;

namespace proxc::linop {

Value buildConstant(OpBuilder &builder, Location loc, RankedTensorType type,
                    const Array &values) {
  return arith::ConstantOp::create(builder, loc, type,
                                   makeElements(type, values));
}

Value buildApply(OpBuilder &builder, Location loc, Value op, Value x) {
  Value result = ApplyOp::create(builder, loc, op, x);
  auto type = cast<RankedTensorType>(result.getType());
  // Few enough to stand in the text; more are computed in the set-up.
  constexpr int64_t mostBytes = 4096;
  if (byteSize(type) > mostBytes)
    return result;
  std::optional<Array> value = constantValue(result);
  return value ? buildConstant(builder, loc, type, *value) : result;
}

Value buildMultiply(OpBuilder &builder, Location loc, Value w, Value v) {
  auto type = cast<RankedTensorType>(v.getType());
  return buildApply(builder, loc, DiagOp::create(builder, loc, type, w), v);
}

/// Entry by entry, by operations on scalars.
static Value
buildEntrywise(OpBuilder &builder, Location loc, ValueRange operands,
               function_ref<Value(OpBuilder &, Location, ValueRange)> body) {
  return tensor::GenerateOp::create(
      builder, loc, operands.front().getType(), ValueRange{},
      [&](OpBuilder &b, Location l, ValueRange indices) {
        SmallVector<Value> entries;
        for (Value operand : operands)
          entries.push_back(tensor::ExtractOp::create(b, l, operand, indices));
        tensor::YieldOp::create(b, l, body(b, l, entries));
      });
}

Value buildConjugate(OpBuilder &builder, Location loc, Value v) {
  auto type = cast<RankedTensorType>(v.getType());
  if (!isComplex(type))
    return v;
  if (std::optional<Array> values = constantValue(v)) {
    for (int64_t i = 0; i < values->size(); ++i)
      (*values)[i] = std::conj((*values)[i]);
    return buildConstant(builder, loc, type, *values);
  }
  return buildEntrywise(builder, loc, v,
                        [](OpBuilder &b, Location l, ValueRange e) -> Value {
                          return complex::ConjOp::create(b, l, e[0]);
                        });
}

Value buildAdd(OpBuilder &builder, Location loc, Value v, Value w) {
  auto type = cast<RankedTensorType>(v.getType());
  std::optional<Array> a = constantValue(v), b = constantValue(w);
  if (a && b)
    return buildConstant(builder, loc, type, axpby(1, *a, 1, *b));
  if (!isComplex(type))
    return arith::AddFOp::create(builder, loc, v, w);
  return buildEntrywise(builder, loc, {v, w},
                        [](OpBuilder &b, Location l, ValueRange e) -> Value {
                          return complex::AddOp::create(b, l, e[0], e[1]);
                        });
}

} // namespace proxc::linop
