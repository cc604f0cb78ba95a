//===- Constants.cpp - Constants: known ones and computed ones --*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the compiler knows is folded here; what depends on params and inputs
// becomes operations on tensors that the program's set-up computes. Real arrays
// use arith and math on tensors; complex ones, for which these do not exist,
// `tensor.generate` with complex arithmetic on entries.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/TypeUtilities.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include "proxc/Dialect/Prox/Utils/Format.h"
#include "proxc/Frontend/Elaborator.h"
#include <cmath>

using namespace proxc::frontend;
using llvm::ArrayRef;
using llvm::SmallVector;
using mlir::RankedTensorType;

namespace {
/// Known constants with more entries are not folded but computed.
constexpr int64_t maxFoldedEntries = 65536;
/// Larger ones are resources and not attributes, in bytes.
constexpr size_t maxAttributeBytes = 4096;
} // namespace

//===----------------------------------------------------------------------===//
// Construction
//===----------------------------------------------------------------------===//

static Constant scalar(Element element, Complex value) {
  Constant result;
  result.type = ArrayType(element);
  result.data = std::make_shared<Data>(Data{{value}});
  return result;
}

Constant Constant::ofInteger(int64_t value) {
  return scalar(Element::Integer, double(value));
}
Constant Constant::ofReal(double value) { return scalar(Element::Real, value); }
Constant Constant::ofComplex(Complex value) {
  return scalar(Element::Complex, value);
}
Constant Constant::ofBool(bool value) {
  return scalar(Element::Bool, value ? 1.0 : 0.0);
}
Constant Constant::unknownInteger() {
  Constant result;
  result.type = ArrayType(Element::Integer);
  return result;
}

std::optional<int64_t> Constant::integer() const {
  if (!isKnownScalar() || !isIntegral(type.element))
    return std::nullopt;
  return static_cast<int64_t>(number().real());
}

Constant Elaborator::known(ArrayType type, std::vector<Complex> entries) {
  Constant result;
  result.type = std::move(type);
  result.data = std::make_shared<Data>(Data{std::move(entries)});
  return result;
}

Constant Elaborator::computed(ArrayType type, mlir::Value value) {
  Constant result;
  result.type = std::move(type);
  result.value = value;
  return result;
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

template <typename T> static void put(std::vector<char> &bytes, T value) {
  const char *begin = reinterpret_cast<const char *>(&value);
  bytes.insert(bytes.end(), begin, begin + sizeof(T));
}

static void putEntry(std::vector<char> &bytes, Element element, Complex value) {
  switch (element) {
  case Element::Bool:
    return put<uint8_t>(bytes, value.real() != 0);
  case Element::U8:
    return put<uint8_t>(bytes, static_cast<uint8_t>(value.real()));
  case Element::U16:
    return put<uint16_t>(bytes, static_cast<uint16_t>(value.real()));
  case Element::I32:
    return put<int32_t>(bytes, static_cast<int32_t>(value.real()));
  case Element::Integer:
  case Element::I64:
    return put<int64_t>(bytes, static_cast<int64_t>(value.real()));
  case Element::F16: {
    llvm::APFloat half(value.real());
    bool lost;
    half.convert(llvm::APFloat::IEEEhalf(), llvm::APFloat::rmNearestTiesToEven,
                 &lost);
    return put<uint16_t>(bytes, half.bitcastToAPInt().getZExtValue());
  }
  case Element::F32:
    return put<float>(bytes, static_cast<float>(value.real()));
  case Element::Real:
  case Element::F64:
    return put<double>(bytes, value.real());
  case Element::C64:
    put<float>(bytes, static_cast<float>(value.real()));
    return put<float>(bytes, static_cast<float>(value.imag()));
  case Element::Complex:
  case Element::C128:
    put<double>(bytes, value.real());
    return put<double>(bytes, value.imag());
  }
}

static mlir::TypedAttr makeAttribute(const Data &data, RankedTensorType type,
                                     Element element) {
  std::vector<char> bytes;
  for (Complex entry : data.entries)
    putEntry(bytes, element, entry);
  if (bytes.size() <= maxAttributeBytes || data.isSplat()) {
    if (element == Element::Bool) {
      SmallVector<bool> bits(bytes.begin(), bytes.end());
      return mlir::DenseElementsAttr::get(type, ArrayRef<bool>(bits));
    }
    return mlir::DenseElementsAttr::getFromRawBuffer(type, bytes);
  }
  return mlir::DenseResourceElementsAttr::get(
      type, "constant",
      mlir::HeapAsmResourceBlob::allocateAndCopyWithAlign(bytes, 64));
}

//===----------------------------------------------------------------------===//
// Conversion
//===----------------------------------------------------------------------===//

/// The value of a comprehension's variable as a tensor of i64.
static mlir::Value indexToTensor(Emitter &emit, mlir::Value index,
                                 SourceRange range) {
  mlir::Value integer = emit.create<mlir::arith::IndexCastOp>(
      range, emit.builder.getI64Type(), index);
  auto type = RankedTensorType::get({}, emit.builder.getI64Type());
  return emit.create<mlir::tensor::FromElementsOp>(range, type,
                                                   mlir::ValueRange{integer});
}

/// Signed integers of any width to another.
static mlir::Value castInteger(Emitter &emit, mlir::Value value,
                               RankedTensorType type, bool isUnsigned,
                               SourceRange range) {
  unsigned from = mlir::getElementTypeOrSelf(value).getIntOrFloatBitWidth();
  unsigned to = type.getElementTypeBitWidth();
  if (from == to)
    return value;
  if (from > to)
    return emit.create<mlir::arith::TruncIOp>(range, type, value);
  if (isUnsigned)
    return emit.create<mlir::arith::ExtUIOp>(range, type, value);
  return emit.create<mlir::arith::ExtSIOp>(range, type, value);
}

/// The greatest value of an unsigned element type.
static double mostOf(Element element) {
  return element == Element::U8 ? 0xff : 0xffff;
}

/// Reals to unsigned integers: their whole part, saturated as outs are.
static mlir::Value castToUnsigned(Elaborator &elaborator, mlir::Value value,
                                  RankedTensorType type, Element to,
                                  SourceRange range) {
  using namespace mlir;
  auto signless = RankedTensorType::get(
      type.getShape(),
      elaborator.emit.builder.getIntegerType(type.getElementTypeBitWidth()));
  mlir::Value whole = elaborator.elementwise(
      range, signless, {value},
      [&](OpBuilder &b, Location loc, ValueRange v) -> mlir::Value {
        auto bound = [&](double limit) -> mlir::Value {
          return arith::ConstantOp::create(
              b, loc, b.getFloatAttr(v[0].getType(), limit));
        };
        mlir::Value above = arith::MaximumFOp::create(b, loc, v[0], bound(0));
        mlir::Value within =
            arith::MinimumFOp::create(b, loc, above, bound(mostOf(to)));
        return arith::FPToUIOp::create(b, loc, signless.getElementType(),
                                       within);
      });
  return elaborator.emit.create<tensor::BitcastOp>(range, type, whole);
}

static mlir::Value castTensor(Elaborator &elaborator, mlir::Value value,
                              const ArrayType &from, Element to,
                              SourceRange range) {
  using namespace mlir;
  Emitter &emit = elaborator.emit;
  MLIRContext *context = emit.context();
  if (isa<IndexType>(value.getType()))
    value = indexToTensor(emit, value, range);
  ArrayType target = from.with(to);
  RankedTensorType type = target.ir(context);
  if (value.getType() == type)
    return value;
  Element source = from.element;
  bool isUnsigned = source == Element::Bool || source == Element::U8 ||
                    source == Element::U16;
  if (source == Element::U8 || source == Element::U16) {
    auto signless = RankedTensorType::get(
        type.getShape(),
        emit.builder.getIntegerType(source == Element::U8 ? 8 : 16));
    value = emit.create<tensor::BitcastOp>(range, signless, value);
  }
  if (isComplex(to)) {
    Element space = isSpace(source) ? source
                    : isWeak(source)
                        ? (isComplex(source) ? Element::C128 : Element::F64)
                        : Element::F32;
    value = castTensor(elaborator, value, from.with(source), space, range);
    if (value.getType() == type)
      return value;
    Instance embed{elaborator.castOp(from.with(space), to, range),
                   from.with(space), target};
    return emit.create<proxc::linop::ApplyOp>(range, type, embed.op, value);
  }
  if (isComplex(source)) { // Only where it was asked for: the real part.
    return elaborator.elementwise(
        range, type, {value},
        [&](OpBuilder &b, Location loc, ValueRange v) -> mlir::Value {
          mlir::Value re = complex::ReOp::create(b, loc, v[0]);
          mlir::Type wanted = type.getElementType();
          if (re.getType() == wanted)
            return re;
          if (re.getType().getIntOrFloatBitWidth() <
              wanted.getIntOrFloatBitWidth())
            return arith::ExtFOp::create(b, loc, wanted, re);
          return arith::TruncFOp::create(b, loc, wanted, re);
        });
  }
  if (isIntegral(source) && isIntegral(to)) {
    auto signless = RankedTensorType::get(
        type.getShape(),
        emit.builder.getIntegerType(type.getElementTypeBitWidth()));
    value = castInteger(emit, value, signless, isUnsigned, range);
    if (signless != type)
      value = emit.create<tensor::BitcastOp>(range, type, value);
    return value;
  }
  if (isIntegral(source)) {
    if (isUnsigned)
      return emit.create<arith::UIToFPOp>(range, type, value);
    return emit.create<arith::SIToFPOp>(range, type, value);
  }
  if (to == Element::U8 || to == Element::U16)
    return castToUnsigned(elaborator, value, type, to, range);
  if (isIntegral(to))
    return emit.create<arith::FPToSIOp>(range, type, value);
  unsigned before = mlir::getElementTypeOrSelf(value).getIntOrFloatBitWidth();
  if (before < type.getElementTypeBitWidth())
    return emit.create<arith::ExtFOp>(range, type, value);
  return emit.create<arith::TruncFOp>(range, type, value);
}

mlir::Value Elaborator::materialize(const Constant &constant, Element element,
                                    SourceRange range) {
  if (!emit.isOn())
    return {};
  if (constant.value)
    return castTensor(*this, constant.value, constant.type, element, range);
  if (!constant.data)
    return {};
  RankedTensorType type = constant.type.with(element).ir(context());
  return createConstant(type, makeAttribute(*constant.data, type, element),
                        constant.data->text, range);
}

mlir::Value Elaborator::createConstant(RankedTensorType type,
                                       mlir::TypedAttr value,
                                       llvm::StringRef text,
                                       SourceRange range) {
  auto op = mlir::arith::ConstantOp::create(emit.builder, emit.location(range),
                                            type, value);
  if (!text.empty() && !llvm::isa<mlir::SplatElementsAttr>(value))
    op->setAttr(proxc::prox::kTextAttr, emit.builder.getStringAttr(text));
  return emit.unique(op)->getResult(0);
}

void Elaborator::noteText(Value &value, SourceRange where, bool replace) {
  if (!value.isConstant())
    return;
  Constant &constant = value.get<Constant>();
  if (!constant.data || constant.data->isSplat() ||
      (!replace && !constant.data->text.empty()))
    return;
  auto data = std::make_shared<Data>(*constant.data);
  data->text = textOf(where);
  constant.data = data;
}

mlir::Value Elaborator::materialize(const Constant &constant,
                                    const ArrayType &type,
                                    ArrayRef<int64_t> axes, SourceRange range) {
  return materialize(broadcastTo(constant, type, axes, range), type.element,
                     range);
}

Constant Elaborator::broadcastTo(const Constant &constant,
                                 const ArrayType &type, ArrayRef<int64_t> axes,
                                 SourceRange range) {
  ArrayType to = type.with(constant.type.element);
  if (constant.data && constant.data->isSplat()) {
    Constant result = constant;
    result.sliceOf.reset();
    result.type = to;
    return result;
  }
  if (sameShape(constant.type, to) && constant.type.rank() == to.rank()) {
    Constant result = constant;
    result.type = to;
    return result;
  }
  if (!emit.isOn())
    return computed(to, {});
  // Repetition acts on floats: integers and masks widen.
  Element space = isSpace(constant.type.element) ? constant.type.element
                  : isComplex(constant.type.element)
                      ? Element::C128
                      : adapt(constant.type.element, type.element);
  if (!isSpace(space))
    space = Element::F64;
  ArrayType from = constant.type.with(space);
  to = to.with(space);
  Instance repeat{broadcastOp(from, to, axes, range), from, to};
  Constant result =
      applyInstance(repeat, convert(constant, space, range), range);
  return result;
}

Constant Elaborator::convert(const Constant &constant, Element element,
                             SourceRange range) {
  if (constant.type.element == element)
    return constant;
  Constant result = constant;
  result.negationOf.reset();
  result.loop = 0;
  result.sliceOf.reset();
  result.type.element = element;
  if (constant.data) {
    if (isIntegral(element) && !isIntegral(constant.type.element)) {
      auto data = std::make_shared<Data>(*constant.data);
      for (Complex &entry : data->entries)
        entry = std::trunc(entry.real());
      result.data = data;
    }
    if (element == Element::U8 || element == Element::U16) {
      auto data = std::make_shared<Data>(*result.data);
      for (Complex &entry : data->entries)
        entry = std::clamp(entry.real(), 0.0, mostOf(element));
      result.data = data;
    }
    if (!isComplex(element) && isComplex(constant.type.element)) {
      auto data = std::make_shared<Data>(*constant.data);
      for (Complex &entry : data->entries)
        entry = entry.real();
      result.data = data;
    }
    result.value = {};
    return result;
  }
  result.interval.reset();
  if (emit.isOn() && constant.value)
    result.value =
        castTensor(*this, constant.value, constant.type, element, range);
  return result;
}

//===----------------------------------------------------------------------===//
// Entry by entry
//===----------------------------------------------------------------------===//

mlir::Value Elaborator::elementwise(
    SourceRange range, RankedTensorType type, ArrayRef<mlir::Value> operands,
    llvm::function_ref<mlir::Value(mlir::OpBuilder &, mlir::Location,
                                   mlir::ValueRange)>
        body) {
  return emit.create<mlir::tensor::GenerateOp>(
      range, type, mlir::ValueRange{},
      [&](mlir::OpBuilder &b, mlir::Location loc, mlir::ValueRange indices) {
        SmallVector<mlir::Value> entries;
        for (mlir::Value operand : operands)
          entries.push_back(
              mlir::tensor::ExtractOp::create(b, loc, operand, indices));
        mlir::tensor::YieldOp::create(b, loc, body(b, loc, entries));
      });
}

static int64_t floorDivide(int64_t a, int64_t b) {
  int64_t q = a / b;
  return q * b != a && ((a < 0) != (b < 0)) ? q - 1 : q;
}

static bool compareEntries(BinaryOp op, Complex a, Complex b) {
  switch (op) {
  case BinaryOp::Less:
    return a.real() < b.real();
  case BinaryOp::LessEqual:
    return a.real() <= b.real();
  case BinaryOp::Greater:
    return a.real() > b.real();
  case BinaryOp::GreaterEqual:
    return a.real() >= b.real();
  case BinaryOp::Equal:
    return a == b;
  default:
    return a != b;
  }
}

/// Folds one entry. Integers are exact up to 2^53, which is more than any size.
static Complex foldEntry(BinaryOp op, Complex a, Complex b, bool integers,
                         bool complex) {
  switch (op) {
  case BinaryOp::Add:
    return a + b;
  case BinaryOp::Subtract:
    return a - b;
  case BinaryOp::Multiply:
    // Real factors keep infinities free of NaN.
    return complex ? a * b : Complex(a.real() * b.real());
  case BinaryOp::Divide:
    return complex ? a / b : Complex(a.real() / b.real());
  case BinaryOp::FloorDivide:
    return integers ? double(floorDivide(int64_t(a.real()), int64_t(b.real())))
                    : std::floor(a.real() / b.real());
  case BinaryOp::Remainder:
    return integers ? double(int64_t(a.real()) -
                             int64_t(b.real()) * floorDivide(int64_t(a.real()),
                                                             int64_t(b.real())))
                    : a.real() - b.real() * std::floor(a.real() / b.real());
  case BinaryOp::Power:
    return complex ? std::pow(a, b) : Complex(std::pow(a.real(), b.real()));
  default:
    return compareEntries(op, a, b);
  }
}

static bool isComparison(BinaryOp op) { return op >= BinaryOp::Less; }

/// The flat index in an operand's array for each entry of the result.
static int64_t sourceIndex(const ArrayType &result, const ArrayType &operand,
                           ArrayRef<int64_t> axes, ArrayRef<int64_t> index) {
  int64_t flat = 0;
  for (auto [i, axis] : llvm::enumerate(axes)) {
    int64_t size = operand.axes[i].size;
    flat = flat * size + (size == 1 ? 0 : index[axis]);
  }
  return flat;
}

static std::vector<Complex> foldEntries(BinaryOp op, const Constant &lhs,
                                        const Constant &rhs,
                                        const Broadcast &how) {
  bool integers = isIntegral(lhs.type.element) && isIntegral(rhs.type.element);
  bool complex = isComplex(how.type.element);
  if (lhs.data->isSplat() && rhs.data->isSplat())
    return {foldEntry(op, lhs.number(), rhs.number(), integers, complex)};
  std::vector<Complex> entries;
  SmallVector<int64_t> index(how.type.rank(), 0);
  for (int64_t n = how.type.count(); n > 0; --n) {
    Complex a = lhs.data->at(
        lhs.data->isSplat() ? 0
                            : sourceIndex(how.type, lhs.type, how.lhs, index));
    Complex b = rhs.data->at(
        rhs.data->isSplat() ? 0
                            : sourceIndex(how.type, rhs.type, how.rhs, index));
    entries.push_back(foldEntry(op, a, b, integers, complex));
    for (int64_t axis = how.type.rank() - 1; axis >= 0; --axis) {
      if (++index[axis] < how.type.axes[axis].size)
        break;
      index[axis] = 0;
    }
  }
  return entries;
}

static mlir::Value realOp(Emitter &emit, BinaryOp op, mlir::Value a,
                          mlir::Value b, SourceRange range) {
  using namespace mlir::arith;
  auto compare = [&](CmpFPredicate predicate) {
    return emit.create<CmpFOp>(range, predicate, a, b);
  };
  switch (op) {
  case BinaryOp::Add:
    return emit.create<AddFOp>(range, a, b);
  case BinaryOp::Subtract:
    return emit.create<SubFOp>(range, a, b);
  case BinaryOp::Multiply:
    return emit.create<MulFOp>(range, a, b);
  case BinaryOp::Divide:
    return emit.create<DivFOp>(range, a, b);
  case BinaryOp::FloorDivide:
    return emit.create<mlir::math::FloorOp>(range,
                                            emit.create<DivFOp>(range, a, b));
  case BinaryOp::Remainder: {
    mlir::Value q = emit.create<mlir::math::FloorOp>(
        range, emit.create<DivFOp>(range, a, b));
    return emit.create<SubFOp>(range, a, emit.create<MulFOp>(range, b, q));
  }
  case BinaryOp::Power:
    return emit.create<mlir::math::PowFOp>(range, a, b);
  case BinaryOp::Less:
    return compare(CmpFPredicate::OLT);
  case BinaryOp::LessEqual:
    return compare(CmpFPredicate::OLE);
  case BinaryOp::Greater:
    return compare(CmpFPredicate::OGT);
  case BinaryOp::GreaterEqual:
    return compare(CmpFPredicate::OGE);
  case BinaryOp::Equal:
    return compare(CmpFPredicate::OEQ);
  case BinaryOp::NotEqual:
    return compare(CmpFPredicate::UNE);
  }
  return {};
}

/// Integers, as tensors or as `index`; null where there is no such operation.
static mlir::Value integerOp(Emitter &emit, BinaryOp op, mlir::Value a,
                             mlir::Value b, SourceRange range) {
  using namespace mlir::arith;
  auto compare = [&](CmpIPredicate predicate) {
    return emit.create<CmpIOp>(range, predicate, a, b);
  };
  switch (op) {
  case BinaryOp::Add:
    return emit.create<AddIOp>(range, a, b);
  case BinaryOp::Subtract:
    return emit.create<SubIOp>(range, a, b);
  case BinaryOp::Multiply:
    return emit.create<MulIOp>(range, a, b);
  case BinaryOp::FloorDivide:
    return emit.create<FloorDivSIOp>(range, a, b);
  case BinaryOp::Remainder: {
    mlir::Value q = emit.create<FloorDivSIOp>(range, a, b);
    return emit.create<SubIOp>(range, a, emit.create<MulIOp>(range, b, q));
  }
  case BinaryOp::Less:
    return compare(CmpIPredicate::slt);
  case BinaryOp::LessEqual:
    return compare(CmpIPredicate::sle);
  case BinaryOp::Greater:
    return compare(CmpIPredicate::sgt);
  case BinaryOp::GreaterEqual:
    return compare(CmpIPredicate::sge);
  case BinaryOp::Equal:
    return compare(CmpIPredicate::eq);
  case BinaryOp::NotEqual:
    return compare(CmpIPredicate::ne);
  default:
    return {};
  }
}

static mlir::Value complexOp(Elaborator &elaborator, BinaryOp op, mlir::Value a,
                             mlir::Value b, RankedTensorType type,
                             SourceRange range) {
  using namespace mlir;
  return elaborator.elementwise(
      range, type, {a, b},
      [&](OpBuilder &builder, Location loc, ValueRange v) -> mlir::Value {
        switch (op) {
        case BinaryOp::Add:
          return complex::AddOp::create(builder, loc, v[0], v[1]);
        case BinaryOp::Subtract:
          return complex::SubOp::create(builder, loc, v[0], v[1]);
        case BinaryOp::Multiply:
          return complex::MulOp::create(builder, loc, v[0], v[1]);
        case BinaryOp::Divide:
          return complex::DivOp::create(builder, loc, v[0], v[1]);
        case BinaryOp::Equal:
          return complex::EqualOp::create(builder, loc, v[0], v[1]);
        case BinaryOp::NotEqual:
          return complex::NotEqualOp::create(builder, loc, v[0], v[1]);
        default:
          return complex::PowOp::create(builder, loc, v[0], v[1]);
        }
      });
}

/// The interval of an integer that a comprehension's variable moves in.
static std::optional<std::pair<int64_t, int64_t>>
intervalOf(const Constant &constant) {
  if (auto value = constant.integer())
    return std::make_pair(*value, *value);
  return constant.interval;
}

static std::optional<std::pair<int64_t, int64_t>>
combineIntervals(BinaryOp op, const Constant &lhs, const Constant &rhs) {
  auto a = intervalOf(lhs), b = intervalOf(rhs);
  if (!a || !b)
    return std::nullopt;
  switch (op) {
  case BinaryOp::Add:
    return std::make_pair(a->first + b->first, a->second + b->second);
  case BinaryOp::Subtract:
    return std::make_pair(a->first - b->second, a->second - b->first);
  case BinaryOp::Multiply: {
    auto [low, high] =
        std::minmax({a->first * b->first, a->first * b->second,
                     a->second * b->first, a->second * b->second});
    return std::make_pair(low, high);
  }
  case BinaryOp::FloorDivide:
    if (b->first != b->second || b->first <= 0)
      return std::nullopt;
    return std::make_pair(floorDivide(a->first, b->first),
                          floorDivide(a->second, b->first));
  case BinaryOp::Remainder:
    if (b->first != b->second || b->first <= 0)
      return std::nullopt;
    return std::make_pair(int64_t(0), b->first - 1);
  default:
    return std::nullopt;
  }
}

/// Integer numbers one of which is a comprehension's variable: index
/// arithmetic. Null where it does not apply.
static std::optional<Constant> indexArithmetic(Elaborator &elaborator,
                                               BinaryOp op, const Constant &lhs,
                                               const Constant &rhs,
                                               SourceRange range) {
  if (lhs.type.element != Element::Integer ||
      rhs.type.element != Element::Integer || !lhs.type.isScalar() ||
      !rhs.type.isScalar() || isComparison(op) || op == BinaryOp::Divide ||
      op == BinaryOp::Power)
    return std::nullopt;
  Constant result = Constant::unknownInteger();
  result.interval = combineIntervals(op, lhs, rhs);
  if ((op == BinaryOp::Add || op == BinaryOp::Subtract) && rhs.integer())
    result.loop = lhs.loop;
  else if (op == BinaryOp::Add && lhs.integer())
    result.loop = rhs.loop;
  Emitter &emit = elaborator.emit;
  if (!emit.isOn())
    return result;
  auto index = [&](const Constant &constant) -> mlir::Value {
    if (constant.value)
      return constant.value;
    return emit.create<mlir::arith::ConstantIndexOp>(range,
                                                     *constant.integer());
  };
  mlir::Value a = index(lhs), b = index(rhs);
  if (!mlir::isa<mlir::IndexType>(a.getType()) ||
      !mlir::isa<mlir::IndexType>(b.getType()))
    return std::nullopt;
  result.value = integerOp(emit, op, a, b, range);
  return result;
}

/// The element type that the operation computes in, and that of its result.
static std::pair<Element, Element> elementTypes(BinaryOp op, Element common) {
  if (common == Element::Bool)
    common = Element::Integer;
  if (isComparison(op))
    return {common, Element::Bool};
  if (op == BinaryOp::Divide && isIntegral(common)) {
    Element real = common == Element::Integer ? Element::Real
                   : common == Element::I64   ? Element::F64
                                              : Element::F32;
    return {real, real};
  }
  return {common, common};
}

static bool checkOperands(Elaborator &elaborator, BinaryOp op,
                          const Constant &lhs, const Constant &rhs,
                          Element common, SourceRange opRange,
                          SourceRange range) {
  auto fail = [&](const llvm::Twine &text) {
    elaborator.sink.report(Severity::Error, opRange.begin, {range}, text);
    return false;
  };
  bool ordered =
      op == BinaryOp::FloorDivide || op == BinaryOp::Remainder ||
      (isComparison(op) && op != BinaryOp::Equal && op != BinaryOp::NotEqual);
  if (ordered && isComplex(common))
    return fail("`" + spelling(op) + "` is not defined for complex numbers");
  if (lhs.isSparse || rhs.isSparse)
    return fail("a sparse matrix is used as `sparse(NAME)`; it is no array");
  bool divides = op == BinaryOp::Divide || op == BinaryOp::FloorDivide ||
                 op == BinaryOp::Remainder;
  if (divides && rhs.data)
    for (Complex entry : rhs.data->entries)
      if (entry == 0.0)
        return fail("division by zero");
  return true;
}

Constant Elaborator::binary(BinaryOp op, const Constant &lhs,
                            const Constant &rhs, SourceRange opRange,
                            SourceRange range, bool &failed) {
  failed = false;
  Broadcast how = broadcast(lhs.type, rhs.type);
  auto fail = [&](const llvm::Twine &text) {
    sink.report(Severity::Error, opRange.begin, {range}, text);
    failed = true;
    return Constant();
  };
  if (!how.problem.empty())
    return fail("the operands of `" + spelling(op) +
                "` do not fit: " + how.problem);
  auto [compute, element] = elementTypes(op, how.type.element);
  if (!checkOperands(*this, op, lhs, rhs, compute, opRange, range)) {
    failed = true;
    return Constant();
  }
  int64_t count = how.type.count();
  bool small = count != mlir::ShapedType::kDynamic && count <= maxFoldedEntries;
  if (lhs.data && rhs.data &&
      (small || (lhs.data->isSplat() && rhs.data->isSplat()))) {
    Constant result = known(how.type, foldEntries(op, lhs, rhs, how));
    // 2 ** -1 is no integer.
    if (op == BinaryOp::Power && isIntegral(element) &&
        llvm::any_of(rhs.data->entries,
                     [](Complex entry) { return entry.real() < 0; }))
      element = Element::Real;
    result.type.element = element;
    for (Complex entry : result.data->entries)
      if (std::isnan(entry.real()) || std::isnan(entry.imag()) ||
          (element == Element::Integer && std::abs(entry.real()) > 9e15))
        return fail(element == Element::Integer ? "this integer is too large"
                                                : "the result is not a number");
    return result;
  }
  if (auto index = indexArithmetic(*this, op, lhs, rhs, range))
    return *index;
  if (isIntegral(compute) && op == BinaryOp::Power)
    compute = element = Element::F32;
  Constant result = computed(how.type.with(element), {});
  if (!emit.isOn())
    return result;
  ArrayType type = how.type.with(compute);
  mlir::Value a = materialize(lhs, type, how.lhs, range);
  mlir::Value b = materialize(rhs, type, how.rhs, range);
  if (isComplex(compute))
    result.value = complexOp(*this, op, a, b, result.type.ir(context()), range);
  else if (isIntegral(compute))
    result.value = integerOp(emit, op, a, b, range);
  else
    result.value = realOp(emit, op, a, b, range);
  return result;
}
