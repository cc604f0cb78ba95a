//===- Expressions.cpp - arith and math as Halide expressions ---*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Body.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "proxc/Dialect/Halide/Utils/Access.h"
#include "llvm/ADT/TypeSwitch.h"
#include <limits>

using namespace mlir;
using namespace proxc::target;
using proxc::halide::isInvariant;
using Halide::Expr;
namespace H = Halide;
using H::Internal::make_const;

Number BodyEmitter::translateConstant(arith::ConstantOp constant) {
  Number result;
  H::Type type = halideType(constant.getType());
  if (auto real = dyn_cast<FloatAttr>(constant.getValue())) {
    // Halide keeps infinities in its runtime, which kernels have not: the
    // largest finite number stands for them.
    APFloat value = real.getValue();
    if (value.isInfinity())
      value = APFloat::getLargest(value.getSemantics(), value.isNegative());
    bool loses = false;
    value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &loses);
    result.re = make_const(type, value.convertToDouble());
    return result;
  }
  auto integer = dyn_cast<IntegerAttr>(constant.getValue());
  if (!integer)
    unsupported(constant, "expects a scalar");
  int64_t value = type.is_bool() ? integer.getValue().getBoolValue()
                                 : integer.getValue().getSExtValue();
  result.re = make_const(type, value);
  result.interior = value;
  result.range = std::make_pair(value, value);
  return result;
}

Number BodyEmitter::translateArith(Operation *op) {
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    return translateConstant(constant);
  if (isa<arith::CmpIOp, arith::CmpFOp>(op))
    return translateCompare(op);
  if (isa<arith::SelectOp>(op))
    return translateSelect(op);
  if (isa<CastOpInterface>(op))
    return translateCast(op);
  Type type = op->getResult(0).getType();
  return isa<FloatType>(type) ? translateFloatArith(op)
                              : translateIndexArith(op);
}

//===----------------------------------------------------------------------===//
// Integers and indices
//===----------------------------------------------------------------------===//

static int64_t floorDivide(int64_t a, int64_t b) {
  return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

/// Marks that operand of a minimum or maximum which holds inside the array.
static Expr clampExpr(const Number &a, const Number &b, bool isMin,
                      bool partition) {
  Expr x = a.re, y = b.re;
  if (partition && a.interior && b.interior && *a.interior != *b.interior) {
    bool first = isMin == (*a.interior < *b.interior);
    if (first && !H::Internal::is_const(x))
      x = H::likely(x);
    else if (!first && !H::Internal::is_const(y))
      y = H::likely(y);
  }
  return isMin ? H::min(x, y) : H::max(x, y);
}

/// floor(a / n) for a constant n. Where a is at most one period outside of
/// [0, n), as in a wrapped index, no division is needed.
static Expr floorDivideExpr(const Number &a, int64_t n, bool partition) {
  Expr divisor = make_const(a.re.type(), n);
  if (!a.range || a.range->first < -n || a.range->second >= 2 * n)
    return H::Internal::is_const(a.re) ? H::Internal::simplify(a.re / divisor)
                                       : a.re / divisor;
  Expr inside = make_const(a.re.type(), 0);
  if (a.range->first >= 0 && a.range->second < n)
    return inside;
  Expr result = partition ? H::likely(inside) : inside;
  if (a.range->second >= n)
    result = H::select(a.re < divisor, result, make_const(a.re.type(), 1));
  if (a.range->first < 0)
    result = H::select(a.re >= 0, result, make_const(a.re.type(), -1));
  return result;
}

/// n where `op` is a - floor(a / n) n for a constant n.
static std::optional<int64_t> matchRemainder(Operation *op) {
  auto product = op->getOperand(1).getDefiningOp<arith::MulIOp>();
  if (!isa<arith::SubIOp>(op) || !product)
    return std::nullopt;
  auto quotient = product.getLhs().getDefiningOp<arith::FloorDivSIOp>();
  std::optional<int64_t> factor = proxc::halide::constantIndex(product.getRhs());
  if (!quotient || !factor || quotient.getLhs() != op->getOperand(0) ||
      proxc::halide::constantIndex(quotient.getRhs()) != factor || *factor <= 0)
    return std::nullopt;
  return factor;
}

/// Quotients and remainders of indices and constants.
static Number divideIndex(Operation *op, const Number &a, bool partition) {
  Number result;
  std::optional<int64_t> divisor =
      proxc::halide::constantIndex(op->getOperand(1));
  if (!divisor || *divisor <= 0)
    unsupported(op, "expects a positive constant to divide by");
  // Truncation is the floor where the dividend is not negative.
  if (!isa<arith::FloorDivSIOp>(op) && (!a.range || a.range->first < 0))
    unsupported(op, "expects a dividend that is known not to be negative");
  Expr quotient = floorDivideExpr(a, *divisor, partition);
  bool remainder = isa<arith::RemSIOp, arith::RemUIOp>(op);
  result.re = remainder
                  ? a.re - quotient * make_const(a.re.type(), *divisor)
                  : quotient;
  // A wrapped index is the same almost everywhere; what repeats with a period
  // has no interior, and loops cannot be split by it.
  bool wraps = a.range && a.range->first >= -*divisor &&
               a.range->second < 2 * *divisor;
  if (a.interior && wraps) {
    int64_t value = floorDivide(*a.interior, *divisor);
    result.interior = remainder ? *a.interior - value * *divisor : value;
  }
  if (remainder)
    result.range = std::make_pair<int64_t, int64_t>(0, *divisor - 1);
  else if (a.range)
    result.range = std::make_pair(floorDivide(a.range->first, *divisor),
                                  floorDivide(a.range->second, *divisor));
  return result;
}

Number BodyEmitter::translateIndexArith(Operation *op) {
  const Number a = get(op->getOperand(0));
  const Number b = get(op->getOperand(1));
  Number result;
  bool partition = options.lanes > 1;
  auto interior = [&](auto &&function) {
    if (a.interior && b.interior)
      result.interior = function(*a.interior, *b.interior);
  };
  bool ranged = a.range && b.range;
  if (isa<arith::AddIOp>(op)) {
    result.re = a.re + b.re;
    interior([](int64_t x, int64_t y) { return x + y; });
    if (ranged)
      result.range = std::make_pair(a.range->first + b.range->first,
                                    a.range->second + b.range->second);
  } else if (std::optional<int64_t> n = matchRemainder(op);
             n && a.range && (a.range->first < -*n || a.range->second >= 2 * *n)) {
    // Halide's simplifier loses the terms of the sum where it sees the
    // difference (a wrong sign in every other vector of a checkerboard).
    result.re = a.re % make_const(a.re.type(), *n);
    result.range = std::make_pair<int64_t, int64_t>(0, *n - 1);
  } else if (isa<arith::SubIOp>(op)) {
    result.re = a.re - b.re;
    interior([](int64_t x, int64_t y) { return x - y; });
    if (ranged)
      result.range = std::make_pair(a.range->first - b.range->second,
                                    a.range->second - b.range->first);
  } else if (isa<arith::MulIOp>(op)) {
    result.re = a.re * b.re;
    interior([](int64_t x, int64_t y) { return x * y; });
    if (ranged && b.range->first == b.range->second) {
      int64_t x = a.range->first * b.range->first;
      int64_t y = a.range->second * b.range->first;
      result.range = std::make_pair(std::min(x, y), std::max(x, y));
    }
  } else if (isa<arith::MinSIOp, arith::MaxSIOp>(op)) {
    bool isMin = isa<arith::MinSIOp>(op);
    result.re = clampExpr(a, b, isMin, partition);
    auto pick = [&](int64_t x, int64_t y) {
      return isMin ? std::min(x, y) : std::max(x, y);
    };
    interior(pick);
    if (ranged)
      result.range = std::make_pair(pick(a.range->first, b.range->first),
                                    pick(a.range->second, b.range->second));
  } else if (isa<arith::FloorDivSIOp, arith::DivSIOp, arith::DivUIOp,
                 arith::RemSIOp, arith::RemUIOp>(op)) {
    return divideIndex(op, a, partition);
  } else if (isa<arith::AndIOp>(op)) {
    result.re = a.re.type().is_bool() ? a.re && b.re : a.re & b.re;
    interior([](int64_t x, int64_t y) { return x & y; });
  } else if (isa<arith::OrIOp>(op)) {
    result.re = a.re.type().is_bool() ? a.re || b.re : a.re | b.re;
    interior([](int64_t x, int64_t y) { return x | y; });
  } else if (isa<arith::XOrIOp>(op)) {
    result.re = a.re.type().is_bool() ? a.re != b.re : a.re ^ b.re;
    interior([](int64_t x, int64_t y) { return x ^ y; });
  } else {
    unsupported(op, "has no meaning in a kernel");
  }
  return result;
}

/// a == b. Where b is the first or the last value of a, an order: Halide cuts
/// loops where an order changes, but not at an equality.
static Expr equals(const Number &a, const Number &b) {
  if (a.range && b.range && b.range->first == b.range->second) {
    if (b.range->first == a.range->first)
      return a.re <= b.re;
    if (b.range->first == a.range->second)
      return a.re >= b.re;
  }
  return a.re == b.re;
}

Number BodyEmitter::translateCompare(Operation *op) {
  const Number a = get(op->getOperand(0));
  const Number b = get(op->getOperand(1));
  Number result;
  if (auto compare = dyn_cast<arith::CmpFOp>(op)) {
    using P = arith::CmpFPredicate;
    switch (compare.getPredicate()) {
    case P::OEQ:
    case P::UEQ:
      result.re = a.re == b.re;
      break;
    case P::ONE:
    case P::UNE:
      result.re = a.re != b.re;
      break;
    case P::OLT:
    case P::ULT:
      result.re = a.re < b.re;
      break;
    case P::OLE:
    case P::ULE:
      result.re = a.re <= b.re;
      break;
    case P::OGT:
    case P::UGT:
      result.re = a.re > b.re;
      break;
    case P::OGE:
    case P::UGE:
      result.re = a.re >= b.re;
      break;
    default:
      unsupported(op, "tests for NaN, which kernels do not see");
    }
    return result;
  }
  auto set = [&](Expr expr, auto &&function) {
    result.re = std::move(expr);
    if (a.interior && b.interior)
      result.interior = function(*a.interior, *b.interior);
  };
  using P = arith::CmpIPredicate;
  switch (cast<arith::CmpIOp>(op).getPredicate()) {
  case P::eq:
    set(equals(a, b), std::equal_to<int64_t>());
    break;
  case P::ne:
    set(H::Internal::simplify(!equals(a, b)), std::not_equal_to<int64_t>());
    break;
  case P::slt:
    set(a.re < b.re, std::less<int64_t>());
    break;
  case P::sle:
    set(a.re <= b.re, std::less_equal<int64_t>());
    break;
  case P::sgt:
    set(a.re > b.re, std::greater<int64_t>());
    break;
  case P::sge:
    set(a.re >= b.re, std::greater_equal<int64_t>());
    break;
  default:
    unsupported(op, "compares unsigned indices");
  }
  return result;
}

Number BodyEmitter::translateSelect(Operation *op) {
  const Number condition = get(op->getOperand(0));
  const Number a = get(op->getOperand(1));
  const Number b = get(op->getOperand(2));
  bool constant = H::Internal::is_const(H::Internal::simplify(condition.re));
  bool partition = options.lanes > 1 && condition.interior && !constant;
  auto choose = [&](Expr x, Expr y) {
    if (partition && *condition.interior)
      x = H::likely(x);
    else if (partition)
      y = H::likely(y);
    return H::select(condition.re, x, y);
  };
  Number result;
  if (constant) {
    // Sums written out have conditions that are known.
    return H::Internal::is_const_zero(H::Internal::simplify(condition.re)) ? b
                                                                           : a;
  }
  result.re = choose(a.re, b.re);
  if (a.isComplex())
    result.im = choose(a.im, b.im);
  if (condition.interior)
    result.interior = *condition.interior ? a.interior : b.interior;
  if (a.range && b.range)
    result.range = std::make_pair(std::min(a.range->first, b.range->first),
                                  std::max(a.range->second, b.range->second));
  return result;
}

Number BodyEmitter::translateCast(Operation *op) {
  const Number a = get(op->getOperand(0));
  H::Type type = halideType(op->getResult(0).getType());
  Number result = a;
  Expr value = a.re;
  H::Type from = value.type();
  bool isUnsigned =
      isa<arith::ExtUIOp, arith::UIToFPOp, arith::IndexCastUIOp>(op);
  if (isUnsigned && from.is_int())
    value = H::cast(H::UInt(from.bits()), value);
  if (isa<arith::FPToUIOp>(op))
    value = H::cast(H::UInt(type.bits()), value);
  if (isa<arith::BitcastOp>(op))
    value = H::reinterpret(type, value);
  result.re = H::cast(type, value);
  return result;
}

//===----------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------===//

static std::optional<double> constantReal(Value value) {
  auto constant = value.getDefiningOp<arith::ConstantOp>();
  if (!constant)
    return std::nullopt;
  auto real = dyn_cast<FloatAttr>(constant.getValue());
  return real ? std::optional<double>(real.getValueAsDouble()) : std::nullopt;
}

namespace {
/// `scale * root`, where `root` is a square root or a modulus.
struct ScaledRoot {
  Operation *root = nullptr;
  Value multiplier; // null: 1
  Value divisor;    // null: 1
};
} // namespace

static ScaledRoot matchScaledRoot(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return {};
  if (isa<math::SqrtOp, complex::AbsOp>(op))
    return {op, {}, {}};
  auto isRoot = [](Value v) {
    return isa_and_nonnull<math::SqrtOp, complex::AbsOp>(v.getDefiningOp());
  };
  if (auto mul = dyn_cast<arith::MulFOp>(op)) {
    if (isRoot(mul.getLhs()) && isInvariant(mul.getRhs()))
      return {mul.getLhs().getDefiningOp(), mul.getRhs(), {}};
    if (isRoot(mul.getRhs()) && isInvariant(mul.getLhs()))
      return {mul.getRhs().getDefiningOp(), mul.getLhs(), {}};
  }
  if (auto div = dyn_cast<arith::DivFOp>(op))
    if (isRoot(div.getLhs()) && isInvariant(div.getRhs()))
      return {div.getLhs().getDefiningOp(), {}, div.getRhs()};
  return {};
}

Expr BodyEmitter::inverseSqrt(Expr x) {
  // Away from 0, so that no infinity meets a 0: whoever divides by the root of
  // less than this has numbers that are no numbers any more.
  Expr n = H::max(x, std::numeric_limits<float>::min());
  Expr r = H::fast_inverse_sqrt(n);
  // One Newton step: 12 bits become 23.
  return r * (1.5f - ((n * 0.5f) * r) * r);
}

Expr BodyEmitter::divide(Expr a, Value divisor) {
  auto squared = [&](Operation *root) -> Expr {
    const Number &n = get(root->getOperand(0));
    return n.isComplex() ? n.re * n.re + n.im * n.im : n.re;
  };
  auto nonNegative = [&](Value value) {
    Expr x = H::max(get(value).re, 0.0f);
    return x * x;
  };
  if (options.fastInverseSqrt && a.type() == H::Float(32)) {
    ScaledRoot direct = matchScaledRoot(divisor);
    if (direct.root && !direct.multiplier && !direct.divisor)
      return a * inverseSqrt(squared(direct.root));
    // max(c, k sqrt(n)) = sqrt(max(c^2, k^2 n)) for c >= 0 and k >= 0. Where k
    // is 1 a negative c acts like 0; else c must be a constant.
    Operation *op = divisor.getDefiningOp();
    if (isa_and_nonnull<arith::MaximumFOp, arith::MaxNumFOp>(op))
      for (unsigned i : {0u, 1u}) {
        ScaledRoot scaled = matchScaledRoot(op->getOperand(i));
        Value other = op->getOperand(1 - i);
        if (!scaled.root || !isInvariant(other))
          continue;
        Expr n = squared(scaled.root);
        if (!scaled.multiplier && !scaled.divisor)
          return a * inverseSqrt(H::max(n, nonNegative(other)));
        std::optional<double> constant = constantReal(other);
        if (!constant || *constant < 0)
          continue;
        if (scaled.multiplier)
          n = n * nonNegative(scaled.multiplier);
        else
          n = n * (1.0f / nonNegative(scaled.divisor));
        return a * inverseSqrt(H::max(n, nonNegative(other)));
      }
  }
  Expr b = get(divisor).re;
  // The inverse is taken out of the loop.
  if (isInvariant(divisor))
    return a * (make_const(b.type(), 1.0) / b);
  return a / b;
}

Number BodyEmitter::translateFloatArith(Operation *op) {
  Number result;
  auto operand = [&](unsigned i) { return get(op->getOperand(i)).re; };
  result.re = llvm::TypeSwitch<Operation *, Expr>(op)
      .Case([&](arith::AddFOp) { return operand(0) + operand(1); })
      .Case([&](arith::SubFOp) { return operand(0) - operand(1); })
      .Case([&](arith::MulFOp) { return operand(0) * operand(1); })
      .Case([&](arith::DivFOp) { return divide(operand(0), op->getOperand(1)); })
      .Case([&](arith::NegFOp) { return -operand(0); })
      .Case<arith::MaximumFOp, arith::MaxNumFOp>(
          [&](auto) { return H::max(operand(0), operand(1)); })
      .Case<arith::MinimumFOp, arith::MinNumFOp>(
          [&](auto) { return H::min(operand(0), operand(1)); })
      .Default([&](Operation *other) -> Expr {
        unsupported(other, "has no meaning in a kernel");
      });
  return result;
}

Number BodyEmitter::translateMath(Operation *op) {
  Number result;
  auto operand = [&](unsigned i) { return get(op->getOperand(i)).re; };
  Expr one = make_const(operand(0).type(), 1);
  result.re = llvm::TypeSwitch<Operation *, Expr>(op)
      .Case<math::AbsFOp, math::AbsIOp>(
          [&](auto) { return H::abs(operand(0)); })
      .Case([&](math::SqrtOp) { return H::sqrt(operand(0)); })
      .Case([&](math::RsqrtOp) {
        return options.fastInverseSqrt && operand(0).type() == H::Float(32)
                   ? inverseSqrt(operand(0))
                   : one / H::sqrt(operand(0));
      })
      .Case([&](math::FmaOp) { return operand(0) * operand(1) + operand(2); })
      .Case([&](math::ExpOp) { return H::exp(operand(0)); })
      .Case([&](math::LogOp) { return H::log(operand(0)); })
      .Case([&](math::SinOp) { return H::sin(operand(0)); })
      .Case([&](math::CosOp) { return H::cos(operand(0)); })
      .Case([&](math::TanhOp) { return H::tanh(operand(0)); })
      .Case([&](math::Atan2Op) { return H::atan2(operand(0), operand(1)); })
      .Case([&](math::PowFOp) { return H::pow(operand(0), operand(1)); })
      .Case([&](math::FloorOp) { return H::floor(operand(0)); })
      .Case([&](math::CeilOp) { return H::ceil(operand(0)); })
      .Case([&](math::RoundEvenOp) { return H::round(operand(0)); })
      .Case([&](math::TruncOp) { return H::trunc(operand(0)); })
      .Case([&](math::CopySignOp) {
        Expr modulus = H::abs(operand(0));
        return H::select(operand(1) < 0, -modulus, modulus);
      })
      .Default([&](Operation *other) -> Expr {
        unsupported(other, "has no meaning in a kernel");
      });
  return result;
}
