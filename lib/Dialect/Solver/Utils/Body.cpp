//===- Body.cpp - scalar arithmetic in the body of a step -------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "proxc/Dialect/Solver/Utils/StepBuilder.h"
#include <cmath>

using namespace mlir;
using namespace proxc;
using namespace proxc::solver;

static bool isComplexType(Type type) { return isa<ComplexType>(type); }

/// The real type under a float or complex type.
static FloatType realType(Type type) {
  if (auto complex = dyn_cast<ComplexType>(type))
    return cast<FloatType>(complex.getElementType());
  return cast<FloatType>(type);
}

//===----------------------------------------------------------------------===//
// Reading and constants
//===----------------------------------------------------------------------===//

Value Body::read(const Stream &stream, ValueRange index) {
  SmallVector<Value, 6> full;
  for (unsigned level : stream.families)
    full.push_back(familyIndex(level));
  if (stream.getType().getRank() != 0)
    llvm::append_range(full, index);
  auto type = mlir::cast<RankedTensorType>(stream.array.getType());
  return ReadOp::create(builder, location, type.getElementType(), stream.array,
                        full);
}

Value Body::familyIndex(unsigned level) {
  const unsigned *position = llvm::find(families, level);
  assert(position != families.end() &&
         "a body reads only the streams that were named as its inputs");
  return familyIndices[position - families.begin()];
}

Value Body::index(int64_t value) {
  return arith::ConstantIndexOp::create(builder, location, value);
}

Value Body::real(double value, Type like) {
  FloatType type = realType(like);
  Value constant = arith::ConstantOp::create(
      builder, location, builder.getFloatAttr(type, value));
  return isComplexType(like) ? cast(constant, like) : constant;
}

//===----------------------------------------------------------------------===//
// Floats and complex numbers
//===----------------------------------------------------------------------===//

Value Body::cast(Value a, Type type) {
  Type from = a.getType();
  if (from == type)
    return a;
  if (auto integer = dyn_cast<IntegerType>(from)) {
    FloatType real = realType(type);
    // Arithmetic is on signless integers; reading an unsigned array gives one.
    Value signless = a;
    auto plain = IntegerType::get(builder.getContext(), integer.getWidth());
    if (!integer.isSignless())
      signless = UnrealizedConversionCastOp::create(builder, location, plain, a)
                     .getResult(0);
    Value converted =
        integer.isUnsigned()
            ? arith::UIToFPOp::create(builder, location, real, signless)
                  .getResult()
            : arith::SIToFPOp::create(builder, location, real, signless)
                  .getResult();
    return cast(converted, type);
  }
  if (auto integer = dyn_cast<IntegerType>(type))
    return saturate(a, integer);
  if (isComplexType(type)) {
    FloatType real = realType(type);
    if (isComplexType(from))
      return complex(cast(realPart(a), real), cast(imagPart(a), real));
    Value part = cast(a, real);
    return complex(part, this->real(0.0, real));
  }
  if (isComplexType(from))
    return cast(realPart(a), type);
  auto source = mlir::cast<FloatType>(from), target = mlir::cast<FloatType>(type);
  if (source.getWidth() < target.getWidth())
    return arith::ExtFOp::create(builder, location, target, a);
  return arith::TruncFOp::create(builder, location, target, a);
}

Value Body::saturate(Value a, IntegerType type) {
  unsigned bits = type.getWidth() - (type.isUnsigned() ? 0 : 1);
  double high = std::ldexp(1.0, bits) - 1.0;
  double low = type.isUnsigned() ? 0.0 : -high - 1.0;
  Value rounded = math::RoundEvenOp::create(builder, location, a);
  Value inRange = min(max(rounded, real(low, a.getType())),
                      real(high, a.getType()));
  auto plain = IntegerType::get(builder.getContext(), type.getWidth());
  Value integer =
      type.isUnsigned()
          ? arith::FPToUIOp::create(builder, location, plain, inRange)
                .getResult()
          : arith::FPToSIOp::create(builder, location, plain, inRange)
                .getResult();
  if (type.isSignless())
    return integer;
  return UnrealizedConversionCastOp::create(builder, location, Type(type),
                                            integer)
      .getResult(0);
}

void Body::promote(Value &a, Value &b) {
  if (a.getType() == b.getType())
    return;
  FloatType real = realType(a.getType());
  if (realType(b.getType()).getWidth() > real.getWidth())
    real = realType(b.getType());
  Type type = real;
  // A real factor of a complex number stays real: the callers multiply parts.
  if (isComplexType(a.getType()) || isComplexType(b.getType()))
    type = ComplexType::get(real);
  a = cast(a, type);
  b = cast(b, type);
}

Value Body::add(Value a, Value b) {
  promote(a, b);
  if (isComplexType(a.getType()))
    return complex::AddOp::create(builder, location, a, b);
  return arith::AddFOp::create(builder, location, a, b);
}

Value Body::sub(Value a, Value b) {
  promote(a, b);
  if (isComplexType(a.getType()))
    return complex::SubOp::create(builder, location, a, b);
  return arith::SubFOp::create(builder, location, a, b);
}

Value Body::mul(Value a, Value b) {
  if (isComplexType(b.getType()) && !isComplexType(a.getType()))
    std::swap(a, b);
  if (isComplexType(a.getType()) && !isComplexType(b.getType())) {
    // Real times complex costs two products, not four.
    FloatType real = realType(a.getType());
    if (realType(b.getType()).getWidth() > real.getWidth())
      real = realType(b.getType());
    a = cast(a, ComplexType::get(real));
    b = cast(b, real);
    return complex(mul(realPart(a), b), mul(imagPart(a), b));
  }
  promote(a, b);
  if (isComplexType(a.getType()))
    return complex::MulOp::create(builder, location, a, b);
  return arith::MulFOp::create(builder, location, a, b);
}

Value Body::div(Value a, Value b) {
  if (isComplexType(a.getType()) && !isComplexType(b.getType()))
    return complex(div(realPart(a), b), div(imagPart(a), b));
  promote(a, b);
  if (isComplexType(a.getType()))
    return complex::DivOp::create(builder, location, a, b);
  return arith::DivFOp::create(builder, location, a, b);
}

Value Body::neg(Value a) {
  if (isComplexType(a.getType()))
    return complex::NegOp::create(builder, location, a);
  return arith::NegFOp::create(builder, location, a);
}

Value Body::conj(Value a) {
  if (!isComplexType(a.getType()))
    return a;
  return complex::ConjOp::create(builder, location, a);
}

Value Body::squaredModulus(Value a) {
  if (!isComplexType(a.getType()))
    return mul(a, a);
  Value re = realPart(a), im = imagPart(a);
  return add(mul(re, re), mul(im, im));
}

Value Body::modulus(Value a) {
  if (!isComplexType(a.getType()))
    return math::AbsFOp::create(builder, location, a);
  return sqrt(squaredModulus(a));
}

Value Body::sqrt(Value a) {
  return math::SqrtOp::create(builder, location, a);
}

Value Body::realPart(Value a) {
  if (!isComplexType(a.getType()))
    return a;
  if (auto made = a.getDefiningOp<complex::CreateOp>())
    return made.getReal();
  return complex::ReOp::create(builder, location, a);
}

Value Body::imagPart(Value a) {
  if (!isComplexType(a.getType()))
    return real(0.0, a.getType());
  if (auto made = a.getDefiningOp<complex::CreateOp>())
    return made.getImaginary();
  return complex::ImOp::create(builder, location, a);
}

Value Body::complex(Value re, Value im) {
  return complex::CreateOp::create(builder, location,
                                   ComplexType::get(re.getType()), re, im);
}

Value Body::min(Value a, Value b) {
  promote(a, b);
  return arith::MinimumFOp::create(builder, location, a, b);
}

Value Body::max(Value a, Value b) {
  promote(a, b);
  return arith::MaximumFOp::create(builder, location, a, b);
}

//===----------------------------------------------------------------------===//
// Choice
//===----------------------------------------------------------------------===//

Value Body::select(Value condition, Value a, Value b) {
  if (a.getType() != b.getType())
    promote(a, b);
  if (std::optional<int64_t> known = getConstantIntValue(condition))
    return *known ? a : b;
  if (isComplexType(a.getType()))
    return complex(select(condition, realPart(a), realPart(b)),
                   select(condition, imagPart(a), imagPart(b)));
  return arith::SelectOp::create(builder, location, condition, a, b);
}

/// `a predicate b` for indices and ordered reals; constants fold.
static Value compare(Body &body, arith::CmpIPredicate integers,
                     arith::CmpFPredicate reals, Value a, Value b) {
  if (!a.getType().isIndex())
    return arith::CmpFOp::create(body.builder, body.location, reals, a, b);
  std::optional<int64_t> left = getConstantIntValue(a),
                         right = getConstantIntValue(b);
  if (left && right)
    return arith::ConstantOp::create(
        body.builder, body.location,
        body.builder.getBoolAttr(arith::applyCmpPredicate(
            integers, APInt(64, *left, true), APInt(64, *right, true))));
  return arith::CmpIOp::create(body.builder, body.location, integers, a, b);
}

Value Body::less(Value a, Value b) {
  return compare(*this, arith::CmpIPredicate::slt, arith::CmpFPredicate::OLT, a,
                 b);
}
Value Body::lessEqual(Value a, Value b) {
  return compare(*this, arith::CmpIPredicate::sle, arith::CmpFPredicate::OLE, a,
                 b);
}
Value Body::equal(Value a, Value b) {
  return compare(*this, arith::CmpIPredicate::eq, arith::CmpFPredicate::OEQ, a,
                 b);
}
Value Body::both(Value a, Value b) {
  if (std::optional<int64_t> known = getConstantIntValue(a))
    return *known ? b : a;
  if (std::optional<int64_t> known = getConstantIntValue(b))
    return *known ? a : b;
  return arith::AndIOp::create(builder, location, a, b);
}

//===----------------------------------------------------------------------===//
// Indices
//===----------------------------------------------------------------------===//

Value Body::addIndex(Value a, int64_t b) {
  if (b == 0)
    return a;
  return addIndex(a, index(b));
}

Value Body::addIndex(Value a, Value b) {
  std::optional<int64_t> left = getConstantIntValue(a),
                         right = getConstantIntValue(b);
  if (left && right)
    return index(*left + *right);
  return arith::AddIOp::create(builder, location, a, b);
}

Value Body::subIndex(Value a, Value b) {
  std::optional<int64_t> left = getConstantIntValue(a),
                         right = getConstantIntValue(b);
  if (left && right)
    return index(*left - *right);
  return arith::SubIOp::create(builder, location, a, b);
}

Value Body::mulIndex(Value a, int64_t b) {
  if (b == 1)
    return a;
  if (std::optional<int64_t> known = getConstantIntValue(a))
    return index(*known * b);
  return arith::MulIOp::create(builder, location, a, index(b));
}

Value Body::divIndex(Value a, int64_t b) {
  if (b == 1)
    return a;
  return arith::FloorDivSIOp::create(builder, location, a, index(b));
}

Value Body::modIndex(Value a, int64_t b) {
  if (b == 1)
    return index(0);
  // a - floor(a / b) b: non-negative for every a.
  return subIndex(a, mulIndex(divIndex(a, b), b));
}

Value Body::clampIndex(Value a, int64_t extent) {
  if (extent == 1)
    return index(0);
  Value low = arith::MaxSIOp::create(builder, location, a, index(0));
  return arith::MinSIOp::create(builder, location, low, index(extent - 1));
}

Value Body::inside(Value a, int64_t extent) {
  return both(lessEqual(index(0), a), less(a, index(extent)));
}

Value Body::sum(ArrayRef<int64_t> extents, Type type,
                llvm::function_ref<Value(Body &, ValueRange)> term) {
  return SumOp::create(
      builder, location, type, extents,
      [&](OpBuilder &nested, Location loc, ValueRange index) -> Value {
        Body inner(nested, loc, families, familyIndices);
        return inner.cast(term(inner, index), type);
      });
}
