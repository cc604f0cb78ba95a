//===- Complex.cpp - complex numbers as pairs of expressions ----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Complex/IR/Complex.h"
#include "Body.h"

using namespace mlir;
using namespace proxc::target;
using Halide::Expr;
namespace H = Halide;
using H::Internal::make_const;

static Number pair(Expr re, Expr im) {
  Number result;
  result.re = std::move(re);
  result.im = std::move(im);
  return result;
}

static Number real(Expr value) {
  Number result;
  result.re = std::move(value);
  return result;
}

static Expr squaredModulus(const Number &z) {
  return z.re * z.re + z.im * z.im;
}

static Number multiply(const Number &a, const Number &b) {
  return pair(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
}

//===----------------------------------------------------------------------===//
// Functions: the principal values
//===----------------------------------------------------------------------===//

static Number exponential(const Number &z) {
  Expr modulus = H::exp(z.re);
  return pair(modulus * H::cos(z.im), modulus * H::sin(z.im));
}

static Number logarithm(const Number &z) {
  return pair(make_const(z.re.type(), 0.5) * H::log(squaredModulus(z)),
              H::atan2(z.im, z.re));
}

static Number squareRoot(const Number &z) {
  Expr zero = H::Internal::make_zero(z.re.type());
  Expr half = make_const(z.re.type(), 0.5);
  Expr modulus = H::sqrt(squaredModulus(z));
  // Of the parts the larger one has no cancellation; the other follows from
  // 2 re im = Im z.
  Expr backward = z.re < zero;
  Expr larger =
      H::sqrt(half * (modulus + H::select(backward, -z.re, z.re)));
  Expr smaller = H::select(larger == zero, zero, half * z.im / larger);
  Expr turned = H::select(z.im < zero, -larger, larger);
  return pair(H::select(backward, H::select(z.im < zero, -smaller, smaller),
                        larger),
              H::select(backward, turned, smaller));
}

static Number power(const Number &z, const Number &exponent) {
  Expr zero = H::Internal::make_zero(z.re.type());
  Number value = exponential(multiply(exponent, logarithm(z)));
  Expr isZero = squaredModulus(z) == zero;
  Expr ofZero =
      H::select(exponent.re == zero && exponent.im == zero,
                make_const(z.re.type(), 1), zero);
  return pair(H::select(isZero, ofZero, value.re),
              H::select(isZero, zero, value.im));
}

/// z / |z|, or 0.
static Number sign(const Number &z) {
  Expr zero = H::Internal::make_zero(z.re.type());
  Expr modulus = H::sqrt(squaredModulus(z));
  Expr scale =
      H::select(modulus == zero, zero, make_const(z.re.type(), 1) / modulus);
  return pair(z.re * scale, z.im * scale);
}

static std::optional<Number> translateFunction(Operation *op, const Number &a,
                                               const Number &b) {
  if (isa<complex::AbsOp>(op))
    return real(H::sqrt(squaredModulus(a)));
  if (isa<complex::AngleOp>(op))
    return real(H::atan2(a.im, a.re));
  if (isa<complex::ExpOp>(op))
    return exponential(a);
  if (isa<complex::LogOp>(op))
    return logarithm(a);
  if (isa<complex::SqrtOp>(op))
    return squareRoot(a);
  if (isa<complex::PowOp>(op))
    return power(a, b);
  if (isa<complex::SignOp>(op))
    return sign(a);
  if (isa<complex::SinOp>(op))
    return pair(H::sin(a.re) * H::cosh(a.im), H::cos(a.re) * H::sinh(a.im));
  if (isa<complex::CosOp>(op))
    return pair(H::cos(a.re) * H::cosh(a.im), -(H::sin(a.re) * H::sinh(a.im)));
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

static Number translateConstant(complex::ConstantOp constant) {
  auto type = cast<ComplexType>(constant.getType()).getElementType();
  auto part = [&](unsigned i) {
    return make_const(halideType(type), cast<FloatAttr>(constant.getValue()[i])
                                            .getValueAsDouble());
  };
  return pair(part(0), part(1));
}

Number BodyEmitter::translateComplex(Operation *op) {
  if (auto constant = dyn_cast<complex::ConstantOp>(op))
    return ::translateConstant(constant);
  Number a = get(op->getOperand(0));
  Number b = op->getNumOperands() > 1 ? get(op->getOperand(1)) : Number();
  if (isa<complex::CreateOp>(op))
    return pair(a.re, b.re);
  if (isa<complex::ReOp>(op))
    return real(a.re);
  if (isa<complex::ImOp>(op))
    return real(a.im);
  if (isa<complex::AddOp>(op))
    return pair(a.re + b.re, a.im + b.im);
  if (isa<complex::SubOp>(op))
    return pair(a.re - b.re, a.im - b.im);
  if (isa<complex::MulOp>(op))
    return multiply(a, b);
  if (isa<complex::DivOp>(op)) {
    Expr scale = make_const(b.re.type(), 1) / squaredModulus(b);
    return pair((a.re * b.re + a.im * b.im) * scale,
                (a.im * b.re - a.re * b.im) * scale);
  }
  if (isa<complex::NegOp>(op))
    return pair(-a.re, -a.im);
  if (isa<complex::ConjOp>(op))
    return pair(a.re, -a.im);
  if (isa<complex::EqualOp>(op))
    return real(a.re == b.re && a.im == b.im);
  if (isa<complex::NotEqualOp>(op))
    return real(a.re != b.re || a.im != b.im);
  if (std::optional<Number> value = translateFunction(op, a, b))
    return *value;
  unsupported(op, "has no meaning in a kernel");
}
