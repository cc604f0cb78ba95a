//===- LinOp.h - the algebra of linear operators ----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The `linop` dialect: linear operators are SSA values of type
// `!linop.op<domain -> range>`; leaves, composition and use.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_DIALECT_LINOP_IR_LINOP_H
#define PROXC_DIALECT_LINOP_IR_LINOP_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "proxc/Reference/Environment.h"
#include <optional>

namespace proxc::linop {

/// The basis in which an operator (or A* A) is diagonal.
struct Basis {
  enum Kind { None, Any, Pixel, Fourier, Dct } kind = None;
  /// The axes of the domain that the transform runs along (Fourier, Dct),
  /// ascending.
  llvm::SmallVector<int64_t, 4> axes;

  static Basis none() { return {}; }
  static Basis any() { return {Any, {}}; }
  static Basis pixel() { return {Pixel, {}}; }
  static Basis fourier(llvm::ArrayRef<int64_t> axes) {
    return {Fourier, llvm::SmallVector<int64_t, 4>(axes)};
  }
  static Basis dct(llvm::ArrayRef<int64_t> axes) {
    return {Dct, llvm::SmallVector<int64_t, 4>(axes)};
  }
  explicit operator bool() const { return kind != None; }
  bool operator==(const Basis &other) const {
    return kind == other.kind && axes == other.axes;
  }
  bool operator!=(const Basis &other) const { return !(*this == other); }
};

/// The basis that diagonalises both, or none. `Any` yields to the other.
Basis commonBasis(const Basis &a, const Basis &b);

/// Structure classes of explicit matrices, cheapest first.
enum class Structure {
  none,     ///< not an explicit matrix (a transform)
  scalar,   ///< a multiple of the identity
  diagonal, ///< one weight an entry
  indexMap, ///< an affine index map with optional weights, no index arrays
  csr       ///< general compressed sparse rows
};

/// What the language writes beside an operator's name and the array it acts on.
struct Spelling {
  llvm::SmallVector<std::string, 2> leading; ///< before the array: `[1, 0]`
  /// Behind it, without those that have their defaults: `boundary = periodic`.
  llvm::SmallVector<std::string, 2> options;
};

/// Compulsory work of one application.
struct Cost {
  double flops = 0;
  double bytes = 0;
};

/// One read of the input and one write of the output, no arithmetic.
Cost defaultCost(mlir::RankedTensorType domain, mlir::RankedTensorType range);

/// An operator whose every output reads one input at most: axis a of the domain
/// is reached from axis `source[a]` of the range, as in `linop.index_map`, and
/// the entry there is multiplied by `weights`, of the shape of the range (null:
/// ones).
struct IndexRule {
  llvm::SmallVector<int64_t, 6> source, mul, offset, div;
  mlir::Value weights;
};

/// The most entries of a space that operators act on. Sizes in bytes, too, are
/// then exact as double and far from the end of int64_t.
constexpr int64_t mostElements = int64_t(1) << 48;

/// The number of entries of an array of this shape, nullopt above
/// `mostElements` (where it may overflow).
std::optional<int64_t> elementCount(llvm::ArrayRef<int64_t> shape);

/// Bytes of an array of this type (complex counts both parts); the largest
/// number there is where they are more.
int64_t byteSize(mlir::RankedTensorType type);

/// float type under `type` (itself, or the element of a complex type).
mlir::FloatType realElement(mlir::Type type);

/// True where the elements of `type` are complex.
bool isComplex(mlir::RankedTensorType type);

/// How an operation tells the caller of its `inferRange` what is wrong.
using EmitError = llvm::function_ref<mlir::InFlightDiagnostic()>;

/// `type` as a user of the language writes it: `c64[480, 640]`.
std::string describe(mlir::RankedTensorType type);

/// `[480, 640]`.
std::string describe(llvm::ArrayRef<int64_t> shape);

/// The element type of a product: complex where either is, as wide as the
/// wider; integers take the other's type.
mlir::Type promoteElements(mlir::Type a, mlir::Type b);

/// `type` with other elements.
mlir::RankedTensorType withElement(mlir::RankedTensorType type,
                                   mlir::Type element);

/// The values of a constant (dense, splat or `dense_resource`, also behind
/// casts of shape), or nullopt where `value` is not known at compile time.
std::optional<reference::Array> constantValue(mlir::Value value);

/// The array of which `value` is the slice at position `index` of the leading
/// axis (a `tensor.extract_slice` without that axis), or null.
mlir::Value slicedTable(mlir::Value value, mlir::Value index);

/// The values of an elements attribute; nullopt where they are not at hand
/// (a resource that was elided).
std::optional<reference::Array> elementsValue(mlir::ElementsAttr elements);

} // namespace proxc::linop

#include "proxc/Dialect/LinOp/IR/LinOpEnums.h.inc"

#include "proxc/Dialect/LinOp/IR/LinOpDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "proxc/Dialect/LinOp/IR/LinOpAttrs.h.inc"

#define GET_TYPEDEF_CLASSES
#include "proxc/Dialect/LinOp/IR/LinOpTypes.h.inc"

#include "proxc/Dialect/LinOp/IR/LinOpInterfaces.h.inc"

namespace proxc::linop {

/// Where the entries of a sparse matrix lie: a view of the attribute's arrays.
struct CsrPattern {
  /// False where the arrays are an elided resource: nothing is known of them.
  bool isKnown = false;
  llvm::ArrayRef<int64_t> starts, columns;

  CsrPattern() = default;
  CsrPattern(CsrPattern &&) = default;
  CsrPattern(const CsrPattern &) = delete; // of the arrays of a splat

  /// Reads and checks `matrix`: types and counts; starts from 0 that do not
  /// descend, up to the number of entries; columns in range that ascend in each
  /// row. Tells through `emitError` what is wrong.
  static mlir::FailureOr<CsrPattern> read(CsrAttr matrix, EmitError emitError);

private:
  std::vector<int64_t> startsOfSplat, columnsOfSplat;
};

} // namespace proxc::linop

#define GET_OP_CLASSES
#include "proxc/Dialect/LinOp/IR/LinOpOps.h.inc"

#endif // PROXC_DIALECT_LINOP_IR_LINOP_H
