//===- Types.h - Types of values in a program -------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Array types as the language has them: axes may be named, and numbers without
// a precision of their own take that of what they meet. Names of axes live
// here only; the IR knows positions.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_FRONTEND_TYPES_H
#define PROXC_FRONTEND_TYPES_H

#include "mlir/IR/BuiltinTypes.h"
#include "proxc/Frontend/AST.h"
#include "llvm/ADT/SmallVector.h"
#include <string>

namespace proxc::frontend {

/// Element types. The first four have no precision of their own: masks,
/// integers, reals and complex numbers as written in a program.
enum class Element {
  Bool,
  Integer,
  Real,
  Complex,
  U8,
  U16,
  F16,
  I32,
  I64,
  F32,
  F64,
  C64,
  C128
};

Element elementOf(ElementType type);
/// "f32", or "integer", "real", "complex", "mask" without a precision.
llvm::StringRef spelling(Element element);
/// True for a type without a precision of its own.
bool isWeak(Element element);
bool isComplex(Element element);
/// Masks and integers of any kind.
bool isIntegral(Element element);
/// f32, f64, c64, c128: what operators act on.
bool isSpace(Element element);
/// The type that a stored type has when it is used: u8, u16, f16 become f32.
Element widened(Element element);
/// The common type of two operands.
Element promote(Element a, Element b);
/// `weak` in the precision of `other`: real with c64 is f32.
Element adapt(Element weak, Element other);
/// The complex type of the same precision, and the real one.
Element complexOf(Element element);
Element realOf(Element element);
/// How the IR stores it. Numbers without a precision are i64, f64 or
/// complex<f64>, masks i1.
mlir::Type irElement(Element element, mlir::MLIRContext *context);

/// a * b, at most the largest integer, for sizes that are not negative.
int64_t multiplySizes(int64_t a, int64_t b);

/// More entries than any machine that is aimed at holds.
constexpr int64_t maxArrayEntries = int64_t(1) << 40;

/// An axis: its extent (kDynamic while it is not known) and its name, if any.
struct Axis {
  int64_t size = mlir::ShapedType::kDynamic;
  std::string name;
  /// What a declaration writes for its size, such as `H` or `2 * H`; empty
  /// where the size was computed otherwise.
  llvm::StringRef dim = {};

  bool isKnown() const { return size != mlir::ShapedType::kDynamic; }
};

/// The type of an array; rank 0 is a number.
struct ArrayType {
  Element element = Element::Real;
  llvm::SmallVector<Axis, 4> axes;

  ArrayType() = default;
  explicit ArrayType(Element element) : element(element) {}
  ArrayType(Element element, llvm::ArrayRef<int64_t> shape);
  ArrayType(Element element, llvm::ArrayRef<Axis> axes)
      : element(element), axes(axes.begin(), axes.end()) {}

  int64_t rank() const { return static_cast<int64_t>(axes.size()); }
  bool isScalar() const { return axes.empty(); }
  bool hasStaticShape() const;
  llvm::SmallVector<int64_t, 4> shape() const;
  /// Number of entries (at most the largest integer), or kDynamic.
  int64_t count() const;
  /// The position of the axis of that name, or -1.
  int64_t find(llvm::StringRef name) const;
  ArrayType with(Element other) const;
  /// "f32[y: 480, x: 640]"; unknown extents are `?`.
  std::string str() const;
  /// "[480, 640]".
  std::string shapeStr() const;
  /// The IR's type; every extent must be known.
  mlir::RankedTensorType ir(mlir::MLIRContext *context) const;
};

/// True where the extents may be equal: unknown ones fit everything.
bool fits(int64_t a, int64_t b);
bool sameShape(const ArrayType &a, const ArrayType &b);

/// How two operands meet.
struct Broadcast {
  /// Empty, or why they do not fit.
  std::string problem;
  /// The result; its element type is the common one.
  ArrayType type;
  /// The axis of the result that each axis of an operand becomes.
  llvm::SmallVector<int64_t, 4> lhs, rhs;
};

/// By names where all axes of both have one, else by NumPy's rule.
Broadcast broadcast(const ArrayType &lhs, const ArrayType &rhs);

} // namespace proxc::frontend

#endif // PROXC_FRONTEND_TYPES_H
