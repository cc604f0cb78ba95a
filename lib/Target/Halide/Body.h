//===- Body.h - bodies as Halide expressions --------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_TARGET_HALIDE_BODY_H
#define PROXC_LIB_TARGET_HALIDE_BODY_H

#include "Halide.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "proxc/Dialect/Halide/IR/Halide.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace proxc::target {

/// A value of a body. `im` is defined for complex values.
struct Number {
  Halide::Expr re;
  Halide::Expr im;
  /// For indices and conditions on indices: the value in the middle of the
  /// arrays, by which the likely branch is known.
  std::optional<int64_t> interior;
  /// For indices: bounds.
  std::optional<std::pair<int64_t, int64_t>> range;

  bool isComplex() const { return im.defined(); }
};

/// What a tensor of a pipeline is in Halide.
struct Array {
  /// An argument of rank 0.
  Number scalar;
  /// An argument of rank 1 or more, flat; complex ones as pairs.
  Halide::ImageParam flat;
  /// A func: the entry `element` (and, complex, the one after) of its Tuple, or
  /// where `interleaved` its entry `element` at first index 0 and 1.
  Halide::Func func;
  int element = 0;
  bool interleaved = false;
  bool complex = false;
  /// The axis on which root funcs read past the border, or -1.
  int64_t march = -1;
  llvm::ArrayRef<int64_t> shape;
  enum Kind { Scalar, Flat, Function } kind = Scalar;
};

using ArrayMap = llvm::DenseMap<mlir::Value, Array>;

/// Halide's type of a real element; `floating` widths 16, 32, 64.
Halide::Type halideType(mlir::Type type);

/// A failure inside Halide or of what it can express, thrown inside this
/// library only.
[[noreturn]] void unsupported(mlir::Operation *op, const std::string &why);

/// What the body is translated for.
struct BodyOptions {
  /// Lanes of the loop around: 1 means that branches are not worth a loop of
  /// their own.
  int lanes = 1;
  /// rsqrt with a Newton step instead of division by a square root.
  bool fastInverseSqrt = false;
  /// The body of a root func, which reads windows past the border.
  bool isRoot = false;
};

/// Translates one region over indices to expressions.
class BodyEmitter {
public:
  /// A func that a body needs beside itself: a sum over many indices.
  struct Inner {
    Halide::Func func;
    Halide::RDom domain;
    /// Those of the body's pure variables that the sum depends on, innermost
    /// first.
    std::vector<Halide::Var> vars;
    /// Whether it reads funcs, which may exist only inside of loops.
    bool readsFuncs = false;
    /// The number of the sum in whose terms this one stands, or -1.
    int within = -1;
  };

  BodyEmitter(const ArrayMap &arrays, BodyOptions options)
      : arrays(arrays), options(options) {}

  /// Sets the index `argument` of a body to `var`, which runs below `extent`.
  void bindIndex(mlir::Value argument, Halide::Expr var, int64_t extent);
  /// As above for the axis on which a window moves: `var` may lie past the
  /// border, the index is brought back.
  void bindMarchingIndex(mlir::Value argument, Halide::Expr var, int64_t extent,
                         bool wraps);
  /// Says that `argument` and the axes after it are one axis: `run` holds them
  /// all, outermost first, `var` runs over their product.
  void bindRun(llvm::ArrayRef<mlir::Value> run, Halide::Expr var);
  /// Pure variables around the body, innermost first, for inner funcs.
  void setVars(std::vector<Halide::Var> list) { vars = std::move(list); }

  /// Translates all operations of the block but its terminator. Afterwards
  /// `get` knows every value.
  void translate(mlir::Block &block);
  const Number &get(mlir::Value value) const;

  /// Replaces `value` by `number`, then translates again what depends on it.
  void replace(mlir::Block &block,
               llvm::ArrayRef<std::pair<mlir::Value, Number>> replacements);

  llvm::ArrayRef<Inner> getInner() const { return inner; }

private:
  Number translateOp(mlir::Operation *op);
  Number translateArith(mlir::Operation *op);
  static Number translateConstant(mlir::arith::ConstantOp constant);
  Number translateIndexArith(mlir::Operation *op);
  Number translateFloatArith(mlir::Operation *op);
  Number translateCast(mlir::Operation *op);
  Number translateCompare(mlir::Operation *op);
  Number translateSelect(mlir::Operation *op);
  Number translateMath(mlir::Operation *op);
  Number translateComplex(mlir::Operation *op);
  Number translateRead(halide::ReadOp read);
  Number translateSum(halide::SumOp sum);
  Number unrollSum(halide::SumOp sum);
  Number reduceSum(halide::SumOp sum);

  /// a / b for reals.
  Halide::Expr divide(Halide::Expr a, mlir::Value divisor);
  /// 1 / sqrt(x), to the precision of the type.
  Halide::Expr inverseSqrt(Halide::Expr x);
  /// Whether Halide's bounds of an index along an axis of `extent` entries may
  /// reach beyond it: chosen by data or a condition, or wrapped.
  bool isWide(mlir::Value index, int64_t extent) const;
  Halide::Expr linearIndex(halide::ReadOp read,
                           llvm::ArrayRef<int64_t> shape);

  std::optional<Halide::Expr> beyondBorder(mlir::Value index) const;

  const ArrayMap &arrays;
  BodyOptions options;
  std::vector<Halide::Var> vars;
  /// Constants of the pipeline join when they are first asked for.
  mutable llvm::DenseMap<mlir::Value, Number> numbers;
  /// Indices of marching axes before they are brought back at the border.
  llvm::SmallMapVector<mlir::Value, Halide::Expr, 4> unbounded;
  /// First axis of a run -> number of its axes.
  llvm::DenseMap<mlir::Value, unsigned> runs;
  llvm::SmallVector<Inner, 2> inner;
};

} // namespace proxc::target

#endif // PROXC_LIB_TARGET_HALIDE_BODY_H
