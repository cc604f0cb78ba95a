//===- StepBuilder.h - writing steps of solver programs ---------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the lowerings of operators and functions write steps with. A lowering
// sees arrays of its own space; the axes of the families around it are kept
// apart and put in front by the builder, so the same lowering serves one
// operator and a family of them.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_DIALECT_SOLVER_UTILS_STEPBUILDER_H
#define PROXC_DIALECT_SOLVER_UTILS_STEPBUILDER_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "proxc/Dialect/Solver/IR/Solver.h"
#include <functional>

namespace proxc::solver {

/// An array inside families. `array` has one leading axis for each entry of
/// `families` (outermost first), then the axes of the operator's own space.
struct Stream {
  mlir::Value array;
  /// Levels of the enclosing families that the array depends on, ascending.
  llvm::SmallVector<unsigned, 2> families;

  /// The type without the families' axes.
  mlir::RankedTensorType getType() const;
  llvm::ArrayRef<int64_t> getShape() const { return getType().getShape(); }
  mlir::Type getElementType() const { return getType().getElementType(); }
  explicit operator bool() const { return static_cast<bool>(array); }
};

/// Scalar and index arithmetic in the body of a step. Mixed operands are
/// promoted: f32 with f64 to f64, real with complex to complex.
class Body {
public:
  Body(mlir::OpBuilder &builder, mlir::Location location,
       llvm::ArrayRef<unsigned> families, mlir::ValueRange familyIndices)
      : builder(builder), location(location),
        families(families), familyIndices(familyIndices) {}

  /// The entry of `stream` at an index of its own space; a stream of rank 0
  /// takes any index.
  mlir::Value read(const Stream &stream, mlir::ValueRange index);

  /// The index in the family of this level, which the step varies along.
  mlir::Value familyIndex(unsigned level);

  /// Constants. `like` says the type; a complex `like` gives value + 0i.
  mlir::Value index(int64_t value);
  mlir::Value real(double value, mlir::Type like);

  // Arithmetic on floats and complex numbers.
  mlir::Value add(mlir::Value a, mlir::Value b);
  mlir::Value sub(mlir::Value a, mlir::Value b);
  mlir::Value mul(mlir::Value a, mlir::Value b);
  mlir::Value div(mlir::Value a, mlir::Value b);
  mlir::Value neg(mlir::Value a);
  mlir::Value conj(mlir::Value a);
  /// |a|^2 and |a|, real.
  mlir::Value squaredModulus(mlir::Value a);
  mlir::Value modulus(mlir::Value a);
  mlir::Value sqrt(mlir::Value a);
  mlir::Value realPart(mlir::Value a);
  mlir::Value imagPart(mlir::Value a);
  mlir::Value complex(mlir::Value re, mlir::Value im);
  /// Minimum and maximum of reals.
  mlir::Value min(mlir::Value a, mlir::Value b);
  mlir::Value max(mlir::Value a, mlir::Value b);
  /// Converts to `type`: between floats, real to complex; complex to real
  /// takes the real part; integers widen; floats to integers round to nearest
  /// (ties to even) and saturate.
  mlir::Value cast(mlir::Value a, mlir::Type type);
  mlir::Value select(mlir::Value condition, mlir::Value a, mlir::Value b);
  /// Comparison of reals (ordered) or of indices (signed).
  mlir::Value less(mlir::Value a, mlir::Value b);
  mlir::Value lessEqual(mlir::Value a, mlir::Value b);
  mlir::Value equal(mlir::Value a, mlir::Value b);
  mlir::Value both(mlir::Value a, mlir::Value b);

  // Arithmetic on indices; constants fold.
  mlir::Value addIndex(mlir::Value a, int64_t b);
  mlir::Value addIndex(mlir::Value a, mlir::Value b);
  mlir::Value subIndex(mlir::Value a, mlir::Value b);
  mlir::Value mulIndex(mlir::Value a, int64_t b);
  /// Floor division and non-negative remainder by a positive constant.
  mlir::Value divIndex(mlir::Value a, int64_t b);
  mlir::Value modIndex(mlir::Value a, int64_t b);
  /// min(max(a, 0), extent - 1).
  mlir::Value clampIndex(mlir::Value a, int64_t extent);
  /// 0 <= a < extent.
  mlir::Value inside(mlir::Value a, int64_t extent);

  /// The sum of `term` over `extents`, which nest in row-major order.
  mlir::Value
  sum(llvm::ArrayRef<int64_t> extents, mlir::Type type,
      llvm::function_ref<mlir::Value(Body &, mlir::ValueRange)> term);

  mlir::OpBuilder &builder;
  mlir::Location location;

private:
  void promote(mlir::Value &a, mlir::Value &b);
  mlir::Value saturate(mlir::Value a, mlir::IntegerType type);

  llvm::ArrayRef<unsigned> families;
  mlir::ValueRange familyIndices;
};

using MakeElement =
    llvm::function_ref<mlir::Value(Body &, mlir::ValueRange)>;

/// Emits steps at the insertion point of `builder`.
class StepBuilder {
public:
  StepBuilder(mlir::OpBuilder &builder, mlir::Location location)
      : builder(builder), location(location) {}

  /// One array of type `type` (without families); its families are the union
  /// of those of `inputs`, which are all the streams that the body reads.
  Stream map(mlir::RankedTensorType type, llvm::ArrayRef<Stream> inputs,
             MakeElement element);

  /// A number of the whole of the streams: f64, rank 0, no families. Streams
  /// with families are reduced over these too.
  Stream reduce(Reduction kind, llvm::ArrayRef<int64_t> shape,
                llvm::ArrayRef<Stream> inputs, MakeElement element);

  /// An unscaled transform along `axes` of the stream's own space. `type` is
  /// the type of the result, without families.
  Stream fft(FftKind kind, const Stream &input, llvm::ArrayRef<int64_t> axes,
             mlir::RankedTensorType type);

  /// Numbers of rank 0, f64 unless said otherwise.
  Stream constant(double value);
  /// A splat array.
  Stream splat(mlir::RankedTensorType type, double value);
  /// Wraps a value of the program that depends on no family.
  Stream wrap(mlir::Value array) { return {array, {}}; }
  /// Rank-0 arithmetic: f(values of the inputs), in f64.
  Stream scalar(llvm::ArrayRef<Stream> inputs,
                llvm::function_ref<mlir::Value(Body &, mlir::ValueRange)> f);
  /// a x + b y elementwise; a and b are of rank 0 or null (1).
  Stream axpby(const Stream &a, const Stream &x, const Stream &b,
               const Stream &y);
  /// The same entries converted to another element type.
  Stream cast(const Stream &x, mlir::Type element);
  /// sum over all entries of Re(conj(x) y), f64.
  Stream dot(const Stream &x, const Stream &y);

  // Families -----------------------------------------------------------------

  /// Enters a family over `count` members whose index is `index`; returns its
  /// level.
  unsigned enterFamily(mlir::Value index, int64_t count);
  void leaveFamily();
  int64_t getFamilyCount(unsigned level) const { return counts[level]; }
  /// The level of the enclosing family that this is the index of.
  std::optional<unsigned> levelOf(mlir::Value index) const;
  /// The leading axis of `x`'s own space becomes the family's axis.
  Stream toFamily(const Stream &x, unsigned level);
  /// The family's axis (repeated where `x` does not depend on it) becomes the
  /// leading axis of the own space. Only for the innermost level.
  Stream fromFamily(const Stream &x, unsigned level);
  /// The sum over the members of the family.
  Stream sumFamily(const Stream &x, unsigned level);

  // Values of the problem ------------------------------------------------------

  /// Says which solver value stands for a value of the problem.
  void bind(mlir::Value problemValue, const Stream &stream) {
    bound[problemValue] = stream;
  }
  /// The stream that stands for a value of the problem: bound, or a constant
  /// expression over bound values: elementwise arith, math and complex
  /// operations on arrays, `arith.constant`, slices, reshapes, generated and
  /// listed elements of tensor (with arithmetic on numbers, among them the
  /// indices of enclosing families), and what `setFallback` knows
  /// (`linop.apply`). It is lowered once, before the anchor. Emits an
  /// error for what nobody knows.
  mlir::FailureOr<Stream> value(mlir::Value problemValue);

  /// Constant expressions are emitted directly before `operation` (the loop),
  /// so that every phase may use them; null: at the insertion point.
  void setAnchor(mlir::Operation *operation) { anchor = operation; }

  /// Lowers operations of constant expressions that this class does not know.
  using Fallback = std::function<mlir::FailureOr<Stream>(StepBuilder &,
                                                         mlir::Operation *)>;
  void setFallback(Fallback function) { fallback = std::move(function); }

  mlir::OpBuilder &builder;
  mlir::Location location;

private:
  mlir::FailureOr<Stream> lowerConstantExpression(mlir::Operation *op);
  mlir::FailureOr<Stream> lowerElementwise(mlir::Operation *op);
  mlir::FailureOr<Stream> lowerSlice(mlir::Operation *op);

  mlir::Operation *anchor = nullptr;
  Fallback fallback;

  llvm::SmallVector<int64_t, 2> counts;
  llvm::SmallVector<mlir::Value, 2> indices;
  llvm::DenseMap<mlir::Value, Stream> bound;
};

} // namespace proxc::solver

#endif // PROXC_DIALECT_SOLVER_UTILS_STEPBUILDER_H
