//===- Elementary.cpp - Functions of constants, entry by entry --*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionSupport.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "proxc/Dialect/Prox/IR/Prox.h"
#include <cmath>

using namespace proxc::frontend;
using llvm::StringRef;
using mlir::Location;
using mlir::OpBuilder;
using mlir::ValueRange;
namespace linop = proxc::linop;

namespace {

/// A function of one number. Folding works on the real function where the
/// operand is real, so that errors such as log(-1) are seen.
struct Elementary {
  const char *name;
  const char *doc;
  double (*real)(double);
  Complex (*complex)(Complex);
  mlir::Value (*emitReal)(Elaborator &, mlir::Value, SourceRange);
  mlir::Value (*emitComplex)(OpBuilder &, Location, mlir::Value);
  /// The result for complex operands is real.
  bool realResult;
};

template <typename Op>
mlir::Value emitMath(Elaborator &elaborator, mlir::Value x, SourceRange range) {
  return elaborator.emit.create<Op>(range, x);
}

template <typename Op>
mlir::Value emitScalar(OpBuilder &b, Location loc, mlir::Value x) {
  return Op::create(b, loc, x);
}

/// pi for negative numbers, else 0.
mlir::Value emitAngle(Elaborator &elaborator, mlir::Value x,
                      SourceRange range) {
  auto type = mlir::cast<mlir::RankedTensorType>(x.getType());
  auto splat = [&](double value) {
    mlir::TypedAttr attribute = mlir::DenseElementsAttr::get(
        type,
        elaborator.emit.builder.getFloatAttr(type.getElementType(), value));
    return elaborator.emit.create<mlir::arith::ConstantOp>(range, type,
                                                           attribute);
  };
  mlir::Value zero = splat(0), pi = splat(M_PI);
  mlir::Value negative = elaborator.emit.create<mlir::arith::CmpFOp>(
      range, mlir::arith::CmpFPredicate::OLT, x, zero);
  return elaborator.emit.create<mlir::arith::SelectOp>(range, negative, pi,
                                                       zero);
}

namespace c = mlir::complex;
namespace m = mlir::math;

const Elementary functions[] = {
    {"exp", "the exponential", std::exp, [](Complex z) { return std::exp(z); },
     emitMath<m::ExpOp>, emitScalar<c::ExpOp>, false},
    {"log", "the natural logarithm", std::log,
     [](Complex z) { return std::log(z); }, emitMath<m::LogOp>,
     emitScalar<c::LogOp>, false},
    {"sqrt", "the square root", std::sqrt,
     [](Complex z) { return std::sqrt(z); }, emitMath<m::SqrtOp>,
     emitScalar<c::SqrtOp>, false},
    {"sin", "the sine", std::sin, [](Complex z) { return std::sin(z); },
     emitMath<m::SinOp>, emitScalar<c::SinOp>, false},
    {"cos", "the cosine", std::cos, [](Complex z) { return std::cos(z); },
     emitMath<m::CosOp>, emitScalar<c::CosOp>, false},
    {"abs", "the absolute value", std::fabs,
     [](Complex z) { return Complex(std::abs(z)); }, emitMath<m::AbsFOp>,
     emitScalar<c::AbsOp>, true},
    {"angle", "the phase in radians",
     [](double x) { return x < 0 ? M_PI : 0.0; },
     [](Complex z) { return Complex(std::arg(z)); }, emitAngle,
     emitScalar<c::AngleOp>, true},
    {"round", "the nearest integer, ties to even", std::nearbyint, nullptr,
     emitMath<m::RoundEvenOp>, nullptr, false}};

/// Integers are kept by `abs` and `round`; other functions make reals of them.
bool keepsIntegers(StringRef name) { return name == "abs" || name == "round"; }

Value evaluate(Elaborator &elaborator, const Arguments &arguments,
               const Elementary &f) {
  const Constant &x = arguments["x"].constant;
  SourceRange range = arguments.call;
  Element element = widened(x.type.element);
  if (isIntegral(element) && !(keepsIntegers(f.name) && x.data))
    element = element == Element::I32   ? Element::F32
              : element == Element::I64 ? Element::F64
                                        : Element::Real;
  bool complex = isComplex(element);
  if (complex && !f.complex) {
    elaborator.error(range, StringRef("`") + f.name +
                                "` is not defined for complex numbers");
    return {};
  }
  ArrayType type =
      x.type.with(complex && f.realResult ? realOf(element) : element);
  if (x.data) {
    std::vector<Complex> entries;
    for (Complex entry : x.data->entries) {
      entries.push_back(complex ? f.complex(entry)
                                : Complex(f.real(entry.real())));
      if (std::isnan(entries.back().real()) ||
          std::isinf(entries.back().real())) {
        elaborator.error(range,
                         StringRef("`") + f.name + "` is not finite here");
        return {};
      }
    }
    return Value(elaborator.known(type, std::move(entries)));
  }
  Constant result = elaborator.computed(type, {});
  if (!elaborator.emit.isOn())
    return Value(result);
  mlir::Value operand = elaborator.materialize(x, element, range);
  if (!complex)
    result.value = f.emitReal(elaborator, operand, range);
  else
    result.value =
        elaborator.elementwise(range, type.ir(elaborator.context()), {operand},
                               [&](OpBuilder &b, Location loc, ValueRange v) {
                                 return f.emitComplex(b, loc, v[0]);
                               });
  return Value(result);
}

/// The real or the imaginary part; of an expression the real part.
Value evaluatePart(Elaborator &elaborator, const Arguments &arguments,
                   bool imaginary) {
  SourceRange range = arguments.call;
  const Value &value = arguments["x"].value;
  if (value.isAffine()) {
    const Affine &e = value.affine();
    if (!isComplex(e.type.element) && !imaginary)
      return value;
    elaborator.notAvailable(imaginary ? "imag" : "real", arguments.callee);
    return {};
  }
  const Constant &x = value.constant();
  ArrayType type = x.type.with(realOf(widened(x.type.element)));
  if (x.data) {
    std::vector<Complex> entries;
    for (Complex entry : x.data->entries)
      entries.push_back(imaginary ? entry.imag() : entry.real());
    return Value(elaborator.known(type, std::move(entries)));
  }
  if (!isComplex(x.type.element)) {
    if (!imaginary)
      return Value(x);
    Constant zero = Constant::ofReal(0);
    zero.type = type;
    return Value(zero);
  }
  Constant result = elaborator.computed(type, {});
  if (elaborator.emit.isOn())
    result.value = elaborator.elementwise(
        range, type.ir(elaborator.context()), {x.value},
        [&](OpBuilder &b, Location loc, ValueRange v) -> mlir::Value {
          if (imaginary)
            return c::ImOp::create(b, loc, v[0]);
          return c::ReOp::create(b, loc, v[0]);
        });
  return Value(result);
}

/// `f32(e)` and the like: the one way to narrow.
Value evaluateConversion(Elaborator &elaborator, const Arguments &arguments,
                         Element element) {
  const Value &value = arguments["x"].value;
  SourceRange range = arguments.call;
  if (value.isConstant())
    return Value(elaborator.convert(value.constant(), element, range));
  const Affine &e = value.affine();
  if (!isSpace(element)) {
    elaborator.error(range, StringRef("an expression in the unknowns cannot "
                                      "become ") +
                                spelling(element) +
                                "; integers are not linear");
    return {};
  }
  if (isComplex(e.type.element) && !isComplex(element)) {
    elaborator.error(range, StringRef("complex values do not convert to ") +
                                spelling(element) + "; take `real` of them");
    return {};
  }
  return Value(elaborator.castTo(e, element, range));
}

Value evaluateWhere(Elaborator &elaborator, const Arguments &arguments) {
  const Constant &condition = arguments["c"].constant;
  const Constant &a = arguments["a"].constant, &b = arguments["b"].constant;
  SourceRange range = arguments.call;
  // c * a + (1 - c) * b, which also serves known constants; a mask makes it a
  // selection where entries are computed.
  Broadcast values = broadcast(a.type, b.type);
  Broadcast all =
      values.problem.empty() ? broadcast(condition.type, values.type) : values;
  if (!all.problem.empty()) {
    elaborator.error(range,
                     "the arguments of `where` do not fit: " + all.problem);
    return {};
  }
  ArrayType type = all.type.with(values.type.element);
  Broadcast onA = broadcast(a.type, type), onB = broadcast(b.type, type),
            onC = broadcast(condition.type, type);
  Constant whereC = condition;
  if (condition.type.element != Element::Bool) {
    bool failed;
    whereC = elaborator.binary(BinaryOp::NotEqual, condition,
                               Constant::ofInteger(0), range, range, failed);
    if (failed)
      return {};
  }
  if (whereC.data && whereC.data->isSplat()) {
    const Constant &chosen = whereC.number() != 0.0 ? a : b;
    const Broadcast &how = whereC.number() != 0.0 ? onA : onB;
    return Value(elaborator.broadcastTo(chosen, type, how.lhs, range));
  }
  if (whereC.data && a.data && b.data && a.data->isSplat() &&
      b.data->isSplat() && sameShape(whereC.type, type)) {
    std::vector<Complex> entries;
    for (Complex entry : whereC.data->entries)
      entries.push_back(entry != 0.0 ? a.number() : b.number());
    return Value(elaborator.known(type, std::move(entries)));
  }
  Constant result = elaborator.computed(type, {});
  if (!elaborator.emit.isOn())
    return Value(result);
  // The mask is repeated as reals, which have an operator for it.
  Constant mask = whereC;
  if (!sameShape(whereC.type, type)) {
    Constant real = elaborator.convert(whereC, Element::F32, range);
    real =
        elaborator.broadcastTo(real, type.with(Element::F32), onC.lhs, range);
    bool failed;
    mask = elaborator.binary(BinaryOp::NotEqual, real, Constant::ofReal(0),
                             range, range, failed);
  }
  mlir::Value yes = elaborator.materialize(a, type, onA.lhs, range);
  mlir::Value no = elaborator.materialize(b, type, onB.lhs, range);
  result.value = elaborator.emit.create<mlir::arith::SelectOp>(
      range, elaborator.materialize(mask, Element::Bool, range), yes, no);
  return Value(result);
}

/// The type in which entries of data are compared.
Element comparable(Element element) {
  element = widened(element);
  if (!isIntegral(element))
    return element;
  return element == Element::I64 ? Element::F64 : Element::F32;
}

/// `prod`, `max`, `min` of all entries.
Value evaluateReduction(Elaborator &elaborator, const Arguments &arguments,
                        StringRef name) {
  const Constant &x = arguments["x"].constant;
  if (isComplex(x.type.element) && name != "prod") {
    elaborator.error(arguments.call,
                     "`" + name + "` is not defined for complex numbers");
    return {};
  }
  if (!x.data || !x.type.hasStaticShape()) {
    Element element = comparable(x.type.element);
    if (!elaborator.emit.isOn() && !x.value)
      return Value(elaborator.computed(ArrayType(element), {}));
    Constant result = elaborator.computed(ArrayType(element), {});
    if (!elaborator.emit.isOn())
      return Value(result);
    mlir::Value data =
        elaborator.materialize(x, element, arguments["x"].range);
    // The least entry is the greatest of the negative ones, negated.
    SourceRange range = arguments.call;
    Emitter &emit = elaborator.emit;
    if (name == "min")
      data = emit.create<mlir::arith::NegFOp>(range, data);
    auto number = mlir::RankedTensorType::get(
        {}, mlir::cast<mlir::RankedTensorType>(data.getType()).getElementType());
    if (name == "prod") {
      result.value = emit.create<proxc::prox::ProductOp>(range, number, data);
      return Value(result);
    }
    result.value = emit.create<proxc::prox::MaximumOp>(range, number, data);
    if (name == "min")
      result.value = emit.create<mlir::arith::NegFOp>(range, result.value);
    return Value(result);
  }
  Complex result = x.data->at(0);
  for (int64_t i = 1, n = x.type.count(); i < n; ++i) {
    Complex entry = x.data->at(i);
    if (name == "prod")
      result *= entry;
    else if ((name == "max") == (entry.real() > result.real()))
      result = entry;
  }
  return Value(elaborator.known(ArrayType(x.type.element), {result}));
}

} // namespace

void proxc::frontend::registerElementary(Registry &registry) {
  using Kind = BuiltinDef::Kind;
  Parameter x = {"x", ParameterKind::Array, true, {}, ""};
  Parameter e = {"x", ParameterKind::Expression, true, {}, ""};
  auto add = [&](StringRef name, StringRef doc, Parameter parameter,
                 std::function<Value(Elaborator &, const Arguments &)> f) {
    BuiltinDef &def = registry.add(name, Kind::Constant, doc);
    def.parameters = {parameter};
    def.constant.evaluate = std::move(f);
  };
  for (const Elementary &f : functions)
    add(f.name, f.doc, x, [&f](Elaborator &elaborator, const Arguments &a) {
      return evaluate(elaborator, a, f);
    });
  add("conj", "the complex conjugate", x,
      [](Elaborator &elaborator, const Arguments &a) {
        return Value(elaborator.conjugate(a["x"].constant, a.call));
      });
  for (bool imaginary : {false, true})
    add(imaginary ? "imag" : "real",
        imaginary ? "the imaginary part" : "the real part", e,
        [imaginary](Elaborator &elaborator, const Arguments &a) {
          return evaluatePart(elaborator, a, imaginary);
        });
  for (ElementType type :
       {ElementType::F32, ElementType::F64, ElementType::C64, ElementType::C128,
        ElementType::I32, ElementType::I64, ElementType::U8, ElementType::U16,
        ElementType::F16})
    add(spelling(type), "conversion to an element type", e,
        [type](Elaborator &elaborator, const Arguments &a) {
          return evaluateConversion(elaborator, a, elementOf(type));
        });
  for (StringRef name : {"prod", "max", "min"})
    add(name, "of all entries", x,
        [name](Elaborator &elaborator, const Arguments &a) {
          return evaluateReduction(elaborator, a, name);
        });
  BuiltinDef &where =
      registry.add("where", Kind::Constant, "a where c holds, else b");
  for (const char *name : {"c", "a", "b"})
    where.parameters.push_back({name, ParameterKind::Array, true, {}, ""});
  where.constant.evaluate = evaluateWhere;
}
