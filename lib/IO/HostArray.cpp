//===- HostArray.cpp - typed arrays in the memory of the host --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/IO/HostArray.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

using namespace llvm;

namespace proxc::io {

namespace {

struct TypeRow {
  ElementType type;
  const char *name;
  size_t size;
};

constexpr TypeRow typeTable[] = {
    {ElementType::B1, "b1", 1},   {ElementType::U8, "u8", 1},
    {ElementType::U16, "u16", 2}, {ElementType::U32, "u32", 4},
    {ElementType::U64, "u64", 8}, {ElementType::I8, "i8", 1},
    {ElementType::I16, "i16", 2}, {ElementType::I32, "i32", 4},
    {ElementType::I64, "i64", 8}, {ElementType::F16, "f16", 2},
    {ElementType::F32, "f32", 4}, {ElementType::F64, "f64", 8},
    {ElementType::C64, "c64", 8}, {ElementType::C128, "c128", 16}};

/// Calls `visitor` with a null pointer of the type that holds one component.
/// Half precision is held as bits, so it is not visited here.
template <typename Visitor>
void visitComponent(ElementType type, Visitor visitor) {
  switch (type) {
  case ElementType::B1:
  case ElementType::U8:
    return visitor(static_cast<uint8_t *>(nullptr));
  case ElementType::U16:
    return visitor(static_cast<uint16_t *>(nullptr));
  case ElementType::U32:
    return visitor(static_cast<uint32_t *>(nullptr));
  case ElementType::U64:
    return visitor(static_cast<uint64_t *>(nullptr));
  case ElementType::I8:
    return visitor(static_cast<int8_t *>(nullptr));
  case ElementType::I16:
    return visitor(static_cast<int16_t *>(nullptr));
  case ElementType::I32:
    return visitor(static_cast<int32_t *>(nullptr));
  case ElementType::I64:
    return visitor(static_cast<int64_t *>(nullptr));
  case ElementType::F32:
  case ElementType::C64:
    return visitor(static_cast<float *>(nullptr));
  case ElementType::F64:
  case ElementType::C128:
    return visitor(static_cast<double *>(nullptr));
  case ElementType::F16:
    break;
  }
  llvm_unreachable("half precision has no component type of its own");
}

/// Rounds and saturates; NaN becomes 0.
template <typename T> T narrow(double value) {
  if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(value);
  } else {
    if (std::isnan(value))
      return 0;
    value = std::nearbyint(value);
    // The double nearest to the largest 64-bit integer is one too large, so
    // the comparison is not strict and the limit is returned as an integer.
    if (value >= static_cast<double>(std::numeric_limits<T>::max()))
      return std::numeric_limits<T>::max();
    if (value <= static_cast<double>(std::numeric_limits<T>::min()))
      return std::numeric_limits<T>::min();
    return static_cast<T>(value);
  }
}

} // namespace

StringRef elementTypeName(ElementType type) {
  return typeTable[static_cast<size_t>(type)].name;
}

std::optional<ElementType> parseElementType(StringRef name) {
  for (const TypeRow &row : typeTable)
    if (name == row.name)
      return row.type;
  return std::nullopt;
}

size_t elementSize(ElementType type) {
  return typeTable[static_cast<size_t>(type)].size;
}

bool isComplexType(ElementType type) {
  return type == ElementType::C64 || type == ElementType::C128;
}

bool isRealFloatType(ElementType type) {
  return type == ElementType::F16 || type == ElementType::F32 ||
         type == ElementType::F64;
}

bool isIntegerType(ElementType type) {
  return !isComplexType(type) && !isRealFloatType(type);
}

double integerMaximum(ElementType type) {
  assert(isIntegerType(type) && "only integer types have a largest integer");
  if (type == ElementType::B1)
    return 1;
  double result = 0;
  visitComponent(type, [&](auto *p) {
    using T = std::remove_pointer_t<decltype(p)>;
    result = static_cast<double>(std::numeric_limits<T>::max());
  });
  return result;
}

std::string formatShape(ArrayRef<int64_t> shape) {
  if (shape.empty())
    return "";
  std::string text;
  raw_string_ostream os(text);
  os << '[';
  interleaveComma(shape, os);
  os << ']';
  return text;
}

std::string formatType(ElementType type, ArrayRef<int64_t> shape) {
  return elementTypeName(type).str() + formatShape(shape);
}

std::string formatIndex(ArrayRef<int64_t> shape, int64_t flat) {
  if (shape.empty())
    return "the only entry";
  SmallVector<int64_t, 6> index(shape.size());
  for (size_t axis = shape.size(); axis-- > 0;) {
    index[axis] = flat % shape[axis];
    flat /= shape[axis];
  }
  return formatShape(index);
}

std::optional<int64_t> checkedElementCount(ArrayRef<int64_t> shape,
                                           size_t bytesPerElement) {
  int64_t count = 1;
  // An axis of size 0 must not hide that the others overflow on their own.
  int64_t positive = static_cast<int64_t>(bytesPerElement);
  for (int64_t size : shape) {
    if (size < 0)
      return std::nullopt;
    count = size == 0 ? 0 : count;
    if (size > 0 && __builtin_mul_overflow(positive, size, &positive))
      return std::nullopt;
  }
  if (count == 0)
    return 0;
  return positive / static_cast<int64_t>(bytesPerElement);
}

HostArray::HostArray(ElementType type, ArrayRef<int64_t> shape)
    : type(type), dims(shape.begin(), shape.end()) {
  std::optional<int64_t> n = checkedElementCount(shape, elementSize(type));
  assert(n && "the shape of a host array must be valid");
  count = *n;
  storage.resize(static_cast<size_t>(count) * elementSize(type));
}

HostArray HostArray::scalar(std::complex<double> value) {
  HostArray result(value.imag() == 0 ? ElementType::F64 : ElementType::C128,
                   {});
  result.set(0, value);
  return result;
}

std::complex<double> HostArray::get(int64_t flat) const {
  double real, imag;
  loadReal(flat, 1, &real);
  loadImag(flat, 1, &imag);
  return {real, imag};
}

void HostArray::set(int64_t flat, std::complex<double> value) {
  double real = value.real(), imag = value.imag();
  store(flat, 1, &real, &imag);
}

void HostArray::loadReal(int64_t first, int64_t n, double *out) const {
  assert(first >= 0 && first + n <= count && "range outside the array");
  if (type == ElementType::F16) {
    const uint16_t *in = dataAs<uint16_t>() + first;
    for (int64_t i = 0; i < n; ++i)
      out[i] = halfToDouble(in[i]);
    return;
  }
  int64_t step = isComplexType(type) ? 2 : 1;
  visitComponent(type, [&](auto *p) {
    using T = std::remove_pointer_t<decltype(p)>;
    const T *in = dataAs<T>() + first * step;
    for (int64_t i = 0; i < n; ++i)
      out[i] = static_cast<double>(in[i * step]);
  });
}

void HostArray::loadImag(int64_t first, int64_t n, double *out) const {
  assert(first >= 0 && first + n <= count && "range outside the array");
  if (!isComplexType(type)) {
    std::fill(out, out + n, 0.0);
    return;
  }
  visitComponent(type, [&](auto *p) {
    using T = std::remove_pointer_t<decltype(p)>;
    const T *in = dataAs<T>() + first * 2 + 1;
    for (int64_t i = 0; i < n; ++i)
      out[i] = static_cast<double>(in[i * 2]);
  });
}

void HostArray::store(int64_t first, int64_t n, const double *real,
                      const double *imag) {
  assert(first >= 0 && first + n <= count && "range outside the array");
  if (type == ElementType::F16) {
    uint16_t *out = dataAs<uint16_t>() + first;
    for (int64_t i = 0; i < n; ++i)
      out[i] = doubleToHalf(real[i]);
    return;
  }
  if (type == ElementType::B1) {
    for (int64_t i = 0; i < n; ++i)
      data()[first + i] = real[i] != 0;
    return;
  }
  int64_t step = isComplexType(type) ? 2 : 1;
  visitComponent(type, [&](auto *p) {
    using T = std::remove_pointer_t<decltype(p)>;
    T *out = dataAs<T>() + first * step;
    for (int64_t i = 0; i < n; ++i) {
      out[i * step] = narrow<T>(real[i]);
      if (step == 2)
        out[i * step + 1] = narrow<T>(imag ? imag[i] : 0.0);
    }
  });
}

void HostArray::reshape(ArrayRef<int64_t> shape) {
  assert(checkedElementCount(shape, elementSize(type)) == count &&
         "reshape must keep the number of elements");
  dims.assign(shape.begin(), shape.end());
}

double halfToDouble(uint16_t bits) {
  int exponent = (bits >> 10) & 31;
  int mantissa = bits & 1023;
  double magnitude;
  if (exponent == 31)
    magnitude = mantissa ? std::numeric_limits<double>::quiet_NaN()
                         : std::numeric_limits<double>::infinity();
  else if (exponent == 0)
    magnitude = std::ldexp(mantissa, -24);
  else
    magnitude = std::ldexp(mantissa + 1024, exponent - 25);
  return bits & 0x8000 ? -magnitude : magnitude;
}

uint16_t doubleToHalf(double value) {
  APFloat number(value);
  bool losesInfo;
  number.convert(APFloat::IEEEhalf(), APFloat::rmNearestTiesToEven, &losesInfo);
  return static_cast<uint16_t>(number.bitcastToAPInt().getZExtValue());
}

std::optional<int64_t> findNonFinite(const HostArray &array,
                                     bool allowInfinite) {
  if (isIntegerType(array.elementType()))
    return std::nullopt;
  constexpr int64_t block = 1024;
  double part[block];
  auto bad = [&](double v) {
    return allowInfinite ? std::isnan(v) : !std::isfinite(v);
  };
  int64_t found = -1;
  for (int64_t at = 0; at < array.numElements() && found < 0; at += block) {
    int64_t n = std::min(block, array.numElements() - at);
    array.loadReal(at, n, part);
    double *real = std::find_if(part, part + n, bad);
    int64_t first = real - part;
    if (isComplexType(array.elementType())) {
      array.loadImag(at, n, part);
      first =
          std::min<int64_t>(first, std::find_if(part, part + n, bad) - part);
    }
    if (first < n)
      found = at + first;
  }
  if (found < 0)
    return std::nullopt;
  return found;
}

} // namespace proxc::io
