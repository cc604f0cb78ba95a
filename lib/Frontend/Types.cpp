//===- Types.cpp - Types of values in a program -----------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "proxc/Frontend/Types.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"
#include <limits>

using namespace proxc::frontend;
using llvm::StringRef;
using mlir::ShapedType;

Element proxc::frontend::elementOf(ElementType type) {
  switch (type) {
  case ElementType::F32:
    return Element::F32;
  case ElementType::F64:
    return Element::F64;
  case ElementType::C64:
    return Element::C64;
  case ElementType::C128:
    return Element::C128;
  case ElementType::I32:
    return Element::I32;
  case ElementType::I64:
    return Element::I64;
  case ElementType::U8:
    return Element::U8;
  case ElementType::U16:
    return Element::U16;
  case ElementType::F16:
    return Element::F16;
  }
  llvm_unreachable("every element type is known");
}

StringRef proxc::frontend::spelling(Element element) {
  switch (element) {
  case Element::Bool:
    return "mask";
  case Element::Integer:
    return "integer";
  case Element::Real:
    return "real";
  case Element::Complex:
    return "complex";
  case Element::U8:
    return "u8";
  case Element::U16:
    return "u16";
  case Element::F16:
    return "f16";
  case Element::I32:
    return "i32";
  case Element::I64:
    return "i64";
  case Element::F32:
    return "f32";
  case Element::F64:
    return "f64";
  case Element::C64:
    return "c64";
  case Element::C128:
    return "c128";
  }
  llvm_unreachable("every element type has a name");
}

bool proxc::frontend::isWeak(Element element) {
  return element <= Element::Complex;
}

bool proxc::frontend::isComplex(Element element) {
  return element == Element::Complex || element == Element::C64 ||
         element == Element::C128;
}

bool proxc::frontend::isIntegral(Element element) {
  switch (element) {
  case Element::Bool:
  case Element::Integer:
  case Element::U8:
  case Element::U16:
  case Element::I32:
  case Element::I64:
    return true;
  default:
    return false;
  }
}

bool proxc::frontend::isSpace(Element element) {
  return element >= Element::F32;
}

Element proxc::frontend::widened(Element element) {
  switch (element) {
  case Element::U8:
  case Element::U16:
  case Element::F16:
    return Element::F32;
  default:
    return element;
  }
}

static bool isDouble(Element element) {
  return element == Element::F64 || element == Element::C128;
}

Element proxc::frontend::promote(Element a, Element b) {
  a = widened(a);
  b = widened(b);
  if (a == b)
    return a;
  if (isWeak(a) && isWeak(b))
    return std::max(a, b);
  if (isWeak(b))
    std::swap(a, b);
  if (isWeak(a)) {
    // A number takes the precision of the array that it meets.
    if (a <= Element::Integer)
      return b;
    Element floating = b == Element::I32   ? Element::F32
                       : b == Element::I64 ? Element::F64
                                           : b;
    return a == Element::Complex ? complexOf(floating) : floating;
  }
  if (isIntegral(a) && isIntegral(b))
    return Element::I64;
  if (isIntegral(a))
    return b;
  if (isIntegral(b))
    return a;
  bool wide = isDouble(a) || isDouble(b);
  if (isComplex(a) || isComplex(b))
    return wide ? Element::C128 : Element::C64;
  return wide ? Element::F64 : Element::F32;
}

Element proxc::frontend::adapt(Element weak, Element other) {
  if (!isWeak(weak))
    return widened(weak);
  Element floating = isWeak(other) || isIntegral(other)
                         ? Element::F32
                         : realOf(widened(other));
  return isComplex(weak) ? complexOf(floating) : floating;
}

Element proxc::frontend::complexOf(Element element) {
  switch (element) {
  case Element::Bool:
  case Element::Integer:
  case Element::Real:
  case Element::Complex:
    return Element::Complex;
  case Element::F64:
  case Element::I64:
  case Element::C128:
    return Element::C128;
  default:
    return Element::C64;
  }
}

Element proxc::frontend::realOf(Element element) {
  switch (element) {
  case Element::Complex:
    return Element::Real;
  case Element::C64:
    return Element::F32;
  case Element::C128:
    return Element::F64;
  default:
    return element;
  }
}

mlir::Type proxc::frontend::irElement(Element element,
                                      mlir::MLIRContext *context) {
  using namespace mlir;
  switch (element) {
  case Element::Bool:
    return IntegerType::get(context, 1);
  case Element::Integer:
  case Element::I64:
    return IntegerType::get(context, 64);
  case Element::U8:
    return IntegerType::get(context, 8, IntegerType::Unsigned);
  case Element::U16:
    return IntegerType::get(context, 16, IntegerType::Unsigned);
  case Element::F16:
    return Float16Type::get(context);
  case Element::I32:
    return IntegerType::get(context, 32);
  case Element::F32:
    return Float32Type::get(context);
  case Element::Real:
  case Element::F64:
    return Float64Type::get(context);
  case Element::C64:
    return mlir::ComplexType::get(Float32Type::get(context));
  case Element::Complex:
  case Element::C128:
    return mlir::ComplexType::get(Float64Type::get(context));
  }
  llvm_unreachable("every element type has one in the IR");
}

int64_t proxc::frontend::multiplySizes(int64_t a, int64_t b) {
  int64_t result;
  return llvm::MulOverflow(a, b, result) ? std::numeric_limits<int64_t>::max()
                                         : result;
}

ArrayType::ArrayType(Element element, llvm::ArrayRef<int64_t> shape)
    : element(element) {
  for (int64_t size : shape)
    axes.push_back({size, ""});
}

bool ArrayType::hasStaticShape() const {
  return llvm::all_of(axes, [](const Axis &axis) { return axis.isKnown(); });
}

llvm::SmallVector<int64_t, 4> ArrayType::shape() const {
  llvm::SmallVector<int64_t, 4> result;
  for (const Axis &axis : axes)
    result.push_back(axis.size);
  return result;
}

int64_t ArrayType::count() const {
  int64_t n = 1;
  for (const Axis &axis : axes) {
    if (!axis.isKnown())
      return ShapedType::kDynamic;
    n = multiplySizes(n, axis.size);
  }
  return n;
}

int64_t ArrayType::find(StringRef name) const {
  for (auto [i, axis] : llvm::enumerate(axes))
    if (!axis.name.empty() && axis.name == name)
      return static_cast<int64_t>(i);
  return -1;
}

ArrayType ArrayType::with(Element other) const {
  ArrayType result = *this;
  result.element = other;
  return result;
}

static std::string sizeText(const Axis &axis) {
  return axis.isKnown() ? std::to_string(axis.size) : "?";
}

std::string ArrayType::str() const {
  std::string text = spelling(element).str();
  if (axes.empty())
    return text;
  text += '[';
  llvm::interleave(
      axes,
      [&](const Axis &axis) {
        if (!axis.name.empty())
          text += axis.name + ": ";
        text += sizeText(axis);
      },
      [&] { text += ", "; });
  return text + ']';
}

std::string ArrayType::shapeStr() const {
  std::string text = "[";
  llvm::interleave(
      axes, [&](const Axis &axis) { text += sizeText(axis); },
      [&] { text += ", "; });
  return text + ']';
}

mlir::RankedTensorType ArrayType::ir(mlir::MLIRContext *context) const {
  return mlir::RankedTensorType::get(shape(), irElement(element, context));
}

bool proxc::frontend::fits(int64_t a, int64_t b) {
  return a == b || a == ShapedType::kDynamic || b == ShapedType::kDynamic;
}

bool proxc::frontend::sameShape(const ArrayType &a, const ArrayType &b) {
  if (a.rank() != b.rank())
    return false;
  for (auto [x, y] : llvm::zip(a.axes, b.axes))
    if (!fits(x.size, y.size))
      return false;
  return true;
}

/// The extent of two axes that meet, or nothing where they do not fit.
static std::optional<int64_t> meet(int64_t a, int64_t b) {
  if (a == 1)
    return b;
  if (b == 1 || a == b)
    return a;
  if (a == ShapedType::kDynamic)
    return b;
  if (b == ShapedType::kDynamic)
    return a;
  return std::nullopt;
}

static bool allNamed(const ArrayType &type) {
  return !type.axes.empty() && llvm::all_of(type.axes, [](const Axis &axis) {
    return !axis.name.empty();
  });
}

static std::string namesOf(const ArrayType &type) {
  std::string text = "[";
  llvm::interleave(
      type.axes, [&](const Axis &axis) { text += axis.name; },
      [&] { text += ", "; });
  return text + ']';
}

/// `small` has a subset of the names of `big`.
static Broadcast byNames(const ArrayType &big, const ArrayType &small) {
  Broadcast result;
  result.type.axes = big.axes;
  for (int64_t i = 0; i < big.rank(); ++i)
    result.lhs.push_back(i);
  for (const Axis &axis : small.axes) {
    int64_t position = big.find(axis.name);
    if (!result.rhs.empty() && position <= result.rhs.back()) {
      result.problem = "their axes are in different order: " + namesOf(big) +
                       " and " + namesOf(small) + "; `transpose` one of them";
      return result;
    }
    auto size = meet(big.axes[position].size, axis.size);
    if (!size) {
      result.problem = "axis `" + axis.name + "` has " +
                       sizeText(big.axes[position]) + " and " + sizeText(axis) +
                       " entries";
      return result;
    }
    result.type.axes[position].size = *size;
    result.rhs.push_back(position);
  }
  return result;
}

static Broadcast byPosition(const ArrayType &lhs, const ArrayType &rhs) {
  Broadcast result;
  int64_t rank = std::max(lhs.rank(), rhs.rank());
  result.type.axes.resize(rank);
  for (int64_t i = 0; i < lhs.rank(); ++i)
    result.lhs.push_back(i + rank - lhs.rank());
  for (int64_t i = 0; i < rhs.rank(); ++i)
    result.rhs.push_back(i + rank - rhs.rank());
  for (int64_t i = 0; i < rank; ++i) {
    int64_t l = i - (rank - lhs.rank()), r = i - (rank - rhs.rank());
    if (l < 0 || r < 0) {
      result.type.axes[i] = l < 0 ? rhs.axes[r] : lhs.axes[l];
      continue;
    }
    const Axis &a = lhs.axes[l], &b = rhs.axes[r];
    auto size = meet(a.size, b.size);
    if (!size) {
      result.problem = lhs.shapeStr() + " and " + rhs.shapeStr() + ", axis " +
                       std::to_string(i - rank) + " has " + sizeText(a) +
                       " and " + sizeText(b) + " entries";
      return result;
    }
    result.type.axes[i] = {*size, a.name.empty() ? b.name : a.name};
    // Where names meet by NumPy's rule, neither is the result's.
    if (!a.name.empty() && !b.name.empty() && a.name != b.name)
      result.type.axes[i].name.clear();
  }
  for (int64_t i = 0; i < rank; ++i)
    if (!result.type.axes[i].name.empty() &&
        result.type.find(result.type.axes[i].name) < i)
      result.type.axes[i].name.clear();
  return result;
}

Broadcast proxc::frontend::broadcast(const ArrayType &lhs,
                                     const ArrayType &rhs) {
  Broadcast result;
  if (allNamed(lhs) && allNamed(rhs)) {
    auto within = [](const ArrayType &a, const ArrayType &b) {
      return llvm::all_of(
          a.axes, [&](const Axis &axis) { return b.find(axis.name) >= 0; });
    };
    if (within(rhs, lhs)) {
      result = byNames(lhs, rhs);
    } else if (within(lhs, rhs)) {
      result = byNames(rhs, lhs);
      std::swap(result.lhs, result.rhs);
    } else {
      result.problem = "neither has all axes of the other: " + namesOf(lhs) +
                       " and " + namesOf(rhs);
    }
  } else {
    result = byPosition(lhs, rhs);
  }
  result.type.element = promote(lhs.element, rhs.element);
  if (result.problem.empty() && result.type.count() > maxArrayEntries)
    result.problem = "the result " + result.type.str() + " is too large";
  return result;
}
