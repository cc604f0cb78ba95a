//===- Scalars.cpp - one entry of elementwise operations --------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Reference/Interpreter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;

namespace proxc::reference {

using Entries = ArrayRef<Complex>;
using Result = std::optional<Complex>;

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

static unsigned bitsOf(Type type) {
  type = getElementTypeOrSelf(type);
  return type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
}

/// What bits that hold `value` say when they are read as unsigned.
static double asUnsigned(double value, unsigned bits) {
  return value < 0 ? value + std::ldexp(1.0, bits) : value;
}

/// What bits that hold `value` say when they are read as signed; wraps.
static double asSigned(double value, unsigned bits) {
  double range = std::ldexp(1.0, bits), half = range / 2;
  if (bits == 1 || (value >= -half && value < half))
    return value;
  double wrapped = std::fmod(value, range);
  if (wrapped >= half)
    return wrapped - range;
  return wrapped < -half ? wrapped + range : wrapped;
}

template <typename Predicate>
static bool compareOrdered(Predicate predicate, double a, double b) {
  switch (predicate) {
  case Predicate::eq:
    return a == b;
  case Predicate::ne:
    return a != b;
  case Predicate::slt:
  case Predicate::ult:
    return a < b;
  case Predicate::sle:
  case Predicate::ule:
    return a <= b;
  case Predicate::sgt:
  case Predicate::ugt:
    return a > b;
  case Predicate::sge:
  case Predicate::uge:
    return a >= b;
  }
  llvm_unreachable("all predicates are handled");
}

static bool compare(arith::CmpIOp op, double a, double b) {
  using P = arith::CmpIPredicate;
  P predicate = op.getPredicate();
  unsigned bits = bitsOf(op.getLhs().getType());
  if (predicate == P::ult || predicate == P::ule || predicate == P::ugt ||
      predicate == P::uge)
    return compareOrdered(predicate, asUnsigned(a, bits), asUnsigned(b, bits));
  return compareOrdered(predicate, a, b);
}

static bool compare(arith::CmpFOp op, double a, double b) {
  using P = arith::CmpFPredicate;
  bool unordered = std::isnan(a) || std::isnan(b);
  switch (op.getPredicate()) {
  case P::AlwaysFalse:
    return false;
  case P::AlwaysTrue:
    return true;
  case P::ORD:
    return !unordered;
  case P::UNO:
    return unordered;
  case P::OEQ:
    return a == b;
  case P::UEQ:
    return unordered || a == b;
  case P::ONE:
    return !unordered && a != b;
  case P::UNE:
    return a != b;
  case P::OLT:
    return a < b;
  case P::ULT:
    return unordered || a < b;
  case P::OLE:
    return a <= b;
  case P::ULE:
    return unordered || a <= b;
  case P::OGT:
    return a > b;
  case P::UGT:
    return unordered || a > b;
  case P::OGE:
    return a >= b;
  case P::UGE:
    return unordered || a >= b;
  }
  llvm_unreachable("all predicates are handled");
}

/// Division by zero gives zero: a constant expression must not trap.
static double divideInteger(double a, double b, double (*round)(double)) {
  return b == 0 ? 0 : round(a / b);
}

static Result evaluateInteger(Operation *op, Entries v) {
  unsigned bits = bitsOf(op->getResult(0).getType());
  auto wrap = [&](double value) { return Result(asSigned(value, bits)); };
  auto a = [&] { return v[0].real(); };
  auto b = [&] { return v[1].real(); };
  auto integer = [](double value) { return static_cast<int64_t>(value); };
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case<arith::AddIOp>([&](auto) { return wrap(a() + b()); })
      .Case<arith::SubIOp>([&](auto) { return wrap(a() - b()); })
      .Case<arith::MulIOp>([&](auto) { return wrap(a() * b()); })
      .Case<arith::DivSIOp>(
          [&](auto) { return wrap(divideInteger(a(), b(), std::trunc)); })
      .Case<arith::DivUIOp>([&](auto) {
        return wrap(divideInteger(asUnsigned(a(), bits), asUnsigned(b(), bits),
                                  std::floor));
      })
      .Case<arith::FloorDivSIOp>(
          [&](auto) { return wrap(divideInteger(a(), b(), std::floor)); })
      .Case<arith::CeilDivSIOp>(
          [&](auto) { return wrap(divideInteger(a(), b(), std::ceil)); })
      .Case<arith::RemSIOp>(
          [&](auto) { return wrap(b() == 0 ? 0 : std::fmod(a(), b())); })
      .Case<arith::RemUIOp>([&](auto) {
        double d = asUnsigned(b(), bits);
        return wrap(d == 0 ? 0 : std::fmod(asUnsigned(a(), bits), d));
      })
      .Case<arith::MaxSIOp>([&](auto) { return wrap(std::max(a(), b())); })
      .Case<arith::MinSIOp>([&](auto) { return wrap(std::min(a(), b())); })
      .Case<arith::MaxUIOp>([&](auto) {
        return asUnsigned(a(), bits) < asUnsigned(b(), bits) ? v[1] : v[0];
      })
      .Case<arith::MinUIOp>([&](auto) {
        return asUnsigned(a(), bits) < asUnsigned(b(), bits) ? v[0] : v[1];
      })
      .Case<arith::AndIOp>([&](auto) {
        return wrap(static_cast<double>(integer(a()) & integer(b())));
      })
      .Case<arith::OrIOp>([&](auto) {
        return wrap(static_cast<double>(integer(a()) | integer(b())));
      })
      .Case<arith::XOrIOp>([&](auto) {
        return wrap(static_cast<double>(integer(a()) ^ integer(b())));
      })
      .Case<arith::CmpIOp>([&](arith::CmpIOp cmp) {
        return Result(compare(cmp, a(), b()) ? 1.0 : 0.0);
      })
      .Default([](Operation *) { return Result(); });
}

//===----------------------------------------------------------------------===//
// Conversions
//===----------------------------------------------------------------------===//

static Result evaluateConversion(Operation *op, Entries v) {
  unsigned from = bitsOf(op->getOperand(0).getType());
  unsigned to = bitsOf(op->getResult(0).getType());
  double a = v[0].real();
  return llvm::TypeSwitch<Operation *, Result>(op)
      // Precision is the interpreter's: nothing is rounded to f32.
      .Case<arith::ExtFOp, arith::TruncFOp>([&](auto) { return v[0]; })
      .Case<arith::SIToFPOp>([&](auto) { return Complex(asSigned(a, from)); })
      .Case<arith::UIToFPOp, arith::IndexCastUIOp>(
          [&](auto) { return Complex(asUnsigned(a, from)); })
      .Case<arith::ExtUIOp>([&](auto) { return Complex(asUnsigned(a, from)); })
      .Case<arith::ExtSIOp, arith::IndexCastOp>([&](auto) {
        // A true bit read as signed is -1.
        return Complex(from == 1 ? -a : asSigned(a, from));
      })
      .Case<arith::TruncIOp>([&](auto) {
        if (to == 1)
          return Complex(std::fmod(asUnsigned(a, from), 2));
        return Complex(asSigned(a, to));
      })
      .Case<arith::FPToSIOp, arith::FPToUIOp>(
          [&](auto) { return Complex(std::trunc(a)); })
      .Case<arith::BitcastOp>([&](auto) { return v[0]; })
      .Default([](Operation *) { return Result(); });
}

//===----------------------------------------------------------------------===//
// Reals
//===----------------------------------------------------------------------===//

static Result evaluateArith(Operation *op, Entries v) {
  auto a = [&] { return v[0].real(); };
  auto b = [&] { return v[1].real(); };
  auto nan = std::numeric_limits<double>::quiet_NaN();
  auto unordered = [&] { return std::isnan(a()) || std::isnan(b()); };
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case<arith::AddFOp>([&](auto) { return Complex(a() + b()); })
      .Case<arith::SubFOp>([&](auto) { return Complex(a() - b()); })
      .Case<arith::MulFOp>([&](auto) { return Complex(a() * b()); })
      .Case<arith::DivFOp>([&](auto) { return Complex(a() / b()); })
      .Case<arith::RemFOp>([&](auto) { return Complex(std::fmod(a(), b())); })
      .Case<arith::NegFOp>([&](auto) { return Complex(-a()); })
      .Case<arith::MaximumFOp>([&](auto) {
        return Complex(unordered() ? nan : std::max(a(), b()));
      })
      .Case<arith::MinimumFOp>([&](auto) {
        return Complex(unordered() ? nan : std::min(a(), b()));
      })
      .Case<arith::MaxNumFOp>(
          [&](auto) { return Complex(std::fmax(a(), b())); })
      .Case<arith::MinNumFOp>(
          [&](auto) { return Complex(std::fmin(a(), b())); })
      .Case<arith::CmpFOp>([&](arith::CmpFOp cmp) {
        return Complex(compare(cmp, a(), b()) ? 1.0 : 0.0);
      })
      .Case<arith::SelectOp>(
          [&](auto) { return a() != 0 ? v[1] : v[2]; })
      .Default([](Operation *) { return Result(); });
}

static Result evaluateMath(Operation *op, Entries v) {
  auto a = [&] { return v[0].real(); };
  auto b = [&] { return v[1].real(); };
#define PROXC_UNARY(OP, FUNCTION)                                              \
  .Case<math::OP>([&](auto) { return Complex(FUNCTION(a())); })
#define PROXC_BINARY(OP, FUNCTION)                                             \
  .Case<math::OP>([&](auto) { return Complex(FUNCTION(a(), b())); })
  // One line an operation: its name and the function it is.
  // clang-format off
  return llvm::TypeSwitch<Operation *, Result>(op)
      PROXC_UNARY(AbsFOp, std::abs)
      PROXC_UNARY(AbsIOp, std::abs)
      PROXC_UNARY(ExpOp, std::exp)
      PROXC_UNARY(Exp2Op, std::exp2)
      PROXC_UNARY(ExpM1Op, std::expm1)
      PROXC_UNARY(LogOp, std::log)
      PROXC_UNARY(Log2Op, std::log2)
      PROXC_UNARY(Log10Op, std::log10)
      PROXC_UNARY(Log1pOp, std::log1p)
      PROXC_UNARY(SqrtOp, std::sqrt)
      PROXC_UNARY(RsqrtOp, 1.0 / std::sqrt)
      PROXC_UNARY(CbrtOp, std::cbrt)
      PROXC_UNARY(SinOp, std::sin)
      PROXC_UNARY(CosOp, std::cos)
      PROXC_UNARY(TanOp, std::tan)
      PROXC_UNARY(AsinOp, std::asin)
      PROXC_UNARY(AcosOp, std::acos)
      PROXC_UNARY(AtanOp, std::atan)
      PROXC_UNARY(SinhOp, std::sinh)
      PROXC_UNARY(CoshOp, std::cosh)
      PROXC_UNARY(TanhOp, std::tanh)
      PROXC_UNARY(ErfOp, std::erf)
      PROXC_UNARY(FloorOp, std::floor)
      PROXC_UNARY(CeilOp, std::ceil)
      PROXC_UNARY(TruncOp, std::trunc)
      PROXC_UNARY(RoundOp, std::round)
      PROXC_UNARY(RoundEvenOp, std::nearbyint)
      PROXC_BINARY(PowFOp, std::pow)
      PROXC_BINARY(FPowIOp, std::pow)
      PROXC_BINARY(IPowIOp, std::pow)
      PROXC_BINARY(Atan2Op, std::atan2)
      PROXC_BINARY(CopySignOp, std::copysign)
      .Case<math::FmaOp>([&](auto) { return Complex(a() * b() + v[2].real()); })
      .Default([](Operation *) { return Result(); });
  // clang-format on
#undef PROXC_UNARY
#undef PROXC_BINARY
}

//===----------------------------------------------------------------------===//
// Complex numbers
//===----------------------------------------------------------------------===//

static double toDouble(Attribute attr) {
  return cast<FloatAttr>(attr).getValueAsDouble();
}

static Result evaluateComplex(Operation *op, Entries v) {
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case<complex::ConstantOp>([](complex::ConstantOp constant) {
        return Complex(toDouble(constant.getValue()[0]),
                       toDouble(constant.getValue()[1]));
      })
      .Case<complex::CreateOp>(
          [&](auto) { return Complex(v[0].real(), v[1].real()); })
      .Case<complex::ReOp>([&](auto) { return Complex(v[0].real()); })
      .Case<complex::ImOp>([&](auto) { return Complex(v[0].imag()); })
      .Case<complex::AbsOp>([&](auto) { return Complex(std::abs(v[0])); })
      .Case<complex::AngleOp>([&](auto) { return Complex(std::arg(v[0])); })
      .Case<complex::ConjOp>([&](auto) { return std::conj(v[0]); })
      .Case<complex::AddOp>([&](auto) { return v[0] + v[1]; })
      .Case<complex::SubOp>([&](auto) { return v[0] - v[1]; })
      .Case<complex::MulOp>([&](auto) { return v[0] * v[1]; })
      .Case<complex::DivOp>([&](auto) { return v[0] / v[1]; })
      .Case<complex::NegOp>([&](auto) { return -v[0]; })
      .Case<complex::ExpOp>([&](auto) { return std::exp(v[0]); })
      .Case<complex::LogOp>([&](auto) { return std::log(v[0]); })
      .Case<complex::SqrtOp>([&](auto) { return std::sqrt(v[0]); })
      .Case<complex::SinOp>([&](auto) { return std::sin(v[0]); })
      .Case<complex::CosOp>([&](auto) { return std::cos(v[0]); })
      .Case<complex::PowOp>([&](auto) { return std::pow(v[0], v[1]); })
      .Case<complex::SignOp>([&](auto) {
        double modulus = std::abs(v[0]);
        return modulus == 0 ? Complex(0) : v[0] / modulus;
      })
      .Case<complex::EqualOp>(
          [&](auto) { return Complex(v[0] == v[1] ? 1.0 : 0.0); })
      .Case<complex::NotEqualOp>(
          [&](auto) { return Complex(v[0] != v[1] ? 1.0 : 0.0); })
      .Default([](Operation *) { return Result(); });
}

std::optional<Complex> evaluateScalar(Operation *op, Entries operands) {
  StringRef dialect = op->getName().getDialectNamespace();
  if (dialect == "math")
    return evaluateMath(op, operands);
  if (dialect == "complex")
    return evaluateComplex(op, operands);
  if (Result result = evaluateArith(op, operands))
    return result;
  if (op->getNumOperands() == 1)
    return evaluateConversion(op, operands);
  return evaluateInteger(op, operands);
}

bool isScalarOperation(Operation *op) {
  StringRef dialect = op->getName().getDialectNamespace();
  return op->getNumResults() == 1 &&
         (dialect == "math" || dialect == "complex" ||
          (dialect == "arith" && !isa<arith::ConstantOp>(op)));
}

} // namespace proxc::reference
