//===- Elementwise.cpp - arithmetic on arrays as IR -------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Prox/Utils/Elementwise.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"

using namespace mlir;

namespace proxc::prox {

static RankedTensorType tensorType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

static bool isComplexTensor(Value value) {
  return isa<ComplexType>(tensorType(value).getElementType());
}

//===----------------------------------------------------------------------===//
// Elementwise maps over complex arrays
//===----------------------------------------------------------------------===//

using ScalarBody = llvm::function_ref<Value(OpBuilder &, Location, ValueRange)>;

/// A tensor whose entries are `body` of the entries of `inputs` at the same
/// index; inputs of rank 0 are read everywhere.
static Value buildMap(OpBuilder &builder, Location loc, RankedTensorType type,
                      ValueRange inputs, ScalarBody body) {
  auto entries = [&](OpBuilder &b, ValueRange indices) {
    SmallVector<Value> read;
    for (Value input : inputs)
      read.push_back(tensor::ExtractOp::create(
          b, loc, input,
          tensorType(input).getRank() == 0 ? ValueRange() : indices));
    return body(b, loc, read);
  };
  if (type.getRank() == 0)
    return tensor::FromElementsOp::create(builder, loc, type,
                                          ValueRange{entries(builder, {})});
  return tensor::GenerateOp::create(
      builder, loc, type, ValueRange(),
      [&](OpBuilder &b, Location, ValueRange indices) {
        Value result = entries(b, indices);
        tensor::YieldOp::create(b, loc, result);
      });
}

/// A float converted to another float type.
static Value convertFloat(OpBuilder &builder, Location loc, Value value,
                          Type type) {
  unsigned from = getElementTypeOrSelf(value.getType()).getIntOrFloatBitWidth();
  unsigned to = getElementTypeOrSelf(type).getIntOrFloatBitWidth();
  if (from == to)
    return value;
  if (from < to)
    return builder.createOrFold<arith::ExtFOp>(loc, type, value);
  return builder.createOrFold<arith::TruncFOp>(loc, type, value);
}

/// A scalar float or complex number converted to `type`, which is complex
/// where the scalar is.
static Value convertScalar(OpBuilder &builder, Location loc, Value value,
                           Type type) {
  auto target = dyn_cast<ComplexType>(type);
  if (!target)
    return convertFloat(builder, loc, value, type);
  Type part = target.getElementType();
  Value real = value, imaginary;
  if (isa<ComplexType>(value.getType())) {
    real = builder.createOrFold<complex::ReOp>(loc, value);
    imaginary = builder.createOrFold<complex::ImOp>(loc, value);
    imaginary = convertFloat(builder, loc, imaginary, part);
  } else {
    imaginary = arith::ConstantOp::create(builder, loc,
                                          builder.getFloatAttr(part, 0.0));
  }
  real = convertFloat(builder, loc, real, part);
  return complex::CreateOp::create(builder, loc, target, real, imaginary);
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

Value buildScalar(OpBuilder &builder, Location loc, double value) {
  auto type = RankedTensorType::get({}, builder.getF64Type());
  return arith::ConstantOp::create(builder, loc,
                                   DenseElementsAttr::get(type, value));
}

Value buildScalar(OpBuilder &builder, Location loc,
                  std::complex<double> value) {
  if (value.imag() == 0.0)
    return buildScalar(builder, loc, value.real());
  auto type = RankedTensorType::get({}, ComplexType::get(builder.getF64Type()));
  return arith::ConstantOp::create(builder, loc,
                                   DenseElementsAttr::get(type, value));
}

std::optional<std::complex<double>> constantScalar(Value value) {
  DenseElementsAttr elements;
  if (!value || !matchPattern(value, m_Constant(&elements)) ||
      !elements.isSplat())
    return std::nullopt;
  Type element = elements.getElementType();
  if (isa<FloatType>(element))
    return elements.getSplatValue<APFloat>().convertToDouble();
  auto complex = dyn_cast<ComplexType>(element);
  if (!complex || !isa<FloatType>(complex.getElementType()))
    return std::nullopt;
  auto parts = elements.getSplatValue<std::complex<APFloat>>();
  auto real = parts.real(), imaginary = parts.imag();
  return std::complex<double>(real.convertToDouble(),
                              imaginary.convertToDouble());
}

bool isConstantScalar(Value value, double expected, bool ifAbsent) {
  if (!value)
    return ifAbsent;
  std::optional<std::complex<double>> constant = constantScalar(value);
  return constant && *constant == std::complex<double>(expected);
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

/// Makes both operands complex where one is (rank-0 scalars of f64 and
/// complex<f64>).
static void promote(OpBuilder &builder, Location loc, Value &x, Value &y) {
  if (x.getType() == y.getType())
    return;
  Value &narrow = isComplexTensor(x) ? y : x;
  RankedTensorType type = tensorType(isComplexTensor(x) ? x : y);
  assert(type.getRank() == 0 && tensorType(narrow).getRank() == 0 &&
         "arrays of two types meet");
  narrow = buildSplat(builder, loc, narrow, type);
}

/// Folds a binary operation on constant rank-0 complex operands, which
/// tensor.generate would hide.
template <typename RealOp, typename ComplexOp>
static Value
buildBinary(OpBuilder &builder, Location loc, Value x, Value y,
            llvm::function_ref<std::complex<double>(std::complex<double>,
                                                    std::complex<double>)>
                fold) {
  if (tensorType(x).getRank() == 0 && tensorType(y).getRank() == 0 &&
      (isComplexTensor(x) || isComplexTensor(y)))
    if (auto a = constantScalar(x), b = constantScalar(y); a && b)
      return buildScalar(builder, loc, fold(*a, *b));
  promote(builder, loc, x, y);
  if (!isComplexTensor(x))
    return builder.createOrFold<RealOp>(loc, x, y);
  return buildMap(builder, loc, tensorType(x), {x, y},
                  [](OpBuilder &b, Location l, ValueRange v) -> Value {
                    return ComplexOp::create(b, l, v[0], v[1]);
                  });
}

Value buildAdd(OpBuilder &builder, Location loc, Value x, Value y) {
  return buildBinary<arith::AddFOp, complex::AddOp>(
      builder, loc, x, y, [](auto a, auto b) { return a + b; });
}

Value buildSubtract(OpBuilder &builder, Location loc, Value x, Value y) {
  return buildBinary<arith::SubFOp, complex::SubOp>(
      builder, loc, x, y, [](auto a, auto b) { return a - b; });
}

Value buildMultiply(OpBuilder &builder, Location loc, Value x, Value y) {
  return buildBinary<arith::MulFOp, complex::MulOp>(
      builder, loc, x, y, [](auto a, auto b) { return a * b; });
}

Value buildDivide(OpBuilder &builder, Location loc, Value x, Value y) {
  return buildBinary<arith::DivFOp, complex::DivOp>(
      builder, loc, x, y, [](auto a, auto b) { return a / b; });
}

Value buildMaximum(OpBuilder &builder, Location loc, Value x, Value y) {
  return builder.createOrFold<arith::MaximumFOp>(loc, x, y);
}

Value buildMinimum(OpBuilder &builder, Location loc, Value x, Value y) {
  return builder.createOrFold<arith::MinimumFOp>(loc, x, y);
}

/// The type of |x|.
static RankedTensorType realTypeOf(Value x) {
  RankedTensorType type = tensorType(x);
  return RankedTensorType::get(type.getShape(),
                               linop::realElement(type.getElementType()));
}

Value buildAbs(OpBuilder &builder, Location loc, Value x) {
  if (!isComplexTensor(x))
    return builder.createOrFold<math::AbsFOp>(loc, x);
  return buildMap(builder, loc, realTypeOf(x), x,
                  [](OpBuilder &b, Location l, ValueRange v) -> Value {
                    return complex::AbsOp::create(b, l, v[0]);
                  });
}

Value buildSquaredAbs(OpBuilder &builder, Location loc, Value x) {
  if (!isComplexTensor(x))
    return buildMultiply(builder, loc, x, x);
  if (auto constant = constantScalar(x);
      constant && tensorType(x).getRank() == 0)
    return buildScalar(builder, loc, std::norm(*constant));
  return buildMap(builder, loc, realTypeOf(x), x,
                  [](OpBuilder &b, Location l, ValueRange v) -> Value {
                    Value re = complex::ReOp::create(b, l, v[0]);
                    Value im = complex::ImOp::create(b, l, v[0]);
                    Value re2 = arith::MulFOp::create(b, l, re, re);
                    Value im2 = arith::MulFOp::create(b, l, im, im);
                    return arith::AddFOp::create(b, l, re2, im2);
                  });
}

Value buildSqrt(OpBuilder &builder, Location loc, Value x) {
  return builder.createOrFold<math::SqrtOp>(loc, x);
}

Value buildConjugate(OpBuilder &builder, Location loc, Value x) {
  if (!isComplexTensor(x))
    return x;
  if (auto constant = constantScalar(x);
      constant && tensorType(x).getRank() == 0)
    return buildScalar(builder, loc, std::conj(*constant));
  return buildMap(builder, loc, tensorType(x), x,
                  [](OpBuilder &b, Location l, ValueRange v) -> Value {
                    return complex::ConjOp::create(b, l, v[0]);
                  });
}

Value buildSplat(OpBuilder &builder, Location loc, Value scalar,
                 RankedTensorType type) {
  if (scalar.getType() == type)
    return scalar;
  if (auto constant = constantScalar(scalar)) {
    if (isa<ComplexType>(type.getElementType())) {
      auto wide = RankedTensorType::get(type.getShape(),
                                        ComplexType::get(builder.getF64Type()));
      if (wide == type)
        return arith::ConstantOp::create(
            builder, loc, DenseElementsAttr::get(type, *constant));
    } else {
      auto value =
          builder.getFloatAttr(type.getElementType(), constant->real());
      return arith::ConstantOp::create(builder, loc,
                                       DenseElementsAttr::get(type, value));
    }
  }
  Value entry = tensor::ExtractOp::create(builder, loc, scalar, ValueRange());
  entry = convertScalar(builder, loc, entry, type.getElementType());
  if (type.getRank() == 0)
    return tensor::FromElementsOp::create(builder, loc, type,
                                          ValueRange{entry});
  return tensor::SplatOp::create(builder, loc, type, entry);
}

Value buildScaled(OpBuilder &builder, Location loc, Value scalar, Value array) {
  if (isConstantScalar(scalar, 1.0, /*ifAbsent=*/true))
    return array;
  if (isConstantScalar(scalar, -1.0, /*ifAbsent=*/false) &&
      !isComplexTensor(array)) {
    if (auto negation = array.getDefiningOp<arith::NegFOp>())
      return negation.getOperand();
    return builder.createOrFold<arith::NegFOp>(loc, array);
  }
  return buildMultiply(
      builder, loc, buildSplat(builder, loc, scalar, tensorType(array)), array);
}

Value buildInnerProduct(OpBuilder &builder, Location loc, Value x, Value y) {
  if (auto a = constantScalar(x), b = constantScalar(y); a && b)
    return buildScalar(builder, loc,
                       (std::conj(*a) * *b).real() *
                           static_cast<double>(tensorType(x).getNumElements()));
  Value product;
  if (isComplexTensor(x)) {
    product =
        x == y ? buildSquaredAbs(builder, loc, x)
               : buildMap(builder, loc, realTypeOf(x), {x, y},
                          [](OpBuilder &b, Location l, ValueRange v) -> Value {
                            Value c = complex::ConjOp::create(b, l, v[0]);
                            Value p = complex::MulOp::create(b, l, c, v[1]);
                            return complex::ReOp::create(b, l, p);
                          });
  } else {
    product = buildMultiply(builder, loc, x, y);
  }
  auto wide = RankedTensorType::get(tensorType(product).getShape(),
                                    builder.getF64Type());
  auto scalar = RankedTensorType::get({}, builder.getF64Type());
  product = convertFloat(builder, loc, product, wide);
  Value ones = linop::OneOp::create(
      builder, loc, linop::OpType::get(builder.getContext(), wide, scalar));
  return linop::ApplyOp::create(builder, loc, scalar, ones, product);
}

} // namespace proxc::prox
