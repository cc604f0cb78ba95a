//===- Support.h - what the operations of linop share -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DIALECT_LINOP_IR_SUPPORT_H
#define PROXC_LIB_DIALECT_LINOP_IR_SUPPORT_H

#include "proxc/Dialect/LinOp/IR/LinOp.h"

namespace proxc::linop {

using llvm::ArrayRef;
using llvm::cast;
using llvm::dyn_cast;
using llvm::isa;
using llvm::SmallVector;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;
using mlir::InFlightDiagnostic;
using mlir::LogicalResult;
using mlir::Operation;
using mlir::RankedTensorType;
using mlir::succeeded;
using mlir::success;
using mlir::Type;
using mlir::Value;
using mlir::ValueRange;
using reference::Array;
using reference::Complex;
using reference::Environment;

/// `!linop.op<domain -> range>`.
inline OpType opType(RankedTensorType domain, RankedTensorType range) {
  return OpType::get(domain.getContext(), domain, range);
}

inline OpType typeOf(Value op) { return cast<OpType>(op.getType()); }

/// The operation behind an operator value, or null (a block argument).
inline LinearOperatorInterface definingOperator(Value op) {
  return op.getDefiningOp<LinearOperatorInterface>();
}

/// A callback that reports on `op`.
inline auto reporter(Operation *op) {
  return [op] { return op->emitOpError(); };
}

/// Compares the range that follows from the domain with the one in the type.
LogicalResult verifyRange(LinearOperatorInterface op,
                          FailureOr<RankedTensorType> expected);

/// Compares the type that follows from the parts with the result's.
LogicalResult verifyType(Operation *op, FailureOr<OpType> expected);

/// The result type that a builder gives: that over the inferred range, or,
/// after an error was emitted, the type of the identity, which the verifier
/// refuses.
OpType builtType(RankedTensorType domain, FailureOr<RankedTensorType> range);

/// Checks that every entry of `axes` is an axis of `domain` and none repeats.
LogicalResult checkAxes(RankedTensorType domain, ArrayRef<int64_t> axes,
                        EmitError emitError);

/// Checks that `values` has one entry for each axis of `domain`.
LogicalResult checkPerAxis(RankedTensorType domain, ArrayRef<int64_t> values,
                           llvm::StringRef what, EmitError emitError);

/// The range entry `r` reads the domain entry that `source` writes into its
/// second argument; it returns false where the entry is 0.
using SourceOf =
    llvm::function_ref<bool(ArrayRef<int64_t>, llvm::MutableArrayRef<int64_t>)>;

/// y[r] = x[source(r)].
Array gather(const Array &x, ArrayRef<int64_t> range, SourceOf source);

/// x[source(r)] += y[r]: the transpose of `gather`.
Array scatter(const Array &y, ArrayRef<int64_t> domain, SourceOf source);

/// Copies `part` into `whole` at position `at` of `axis`; `part` lacks the
/// axis.
void setSlice(Array &whole, int64_t axis, int64_t at, const Array &part);

/// The slice of `whole` at position `at` of `axis`, without that axis.
Array getSlice(const Array &whole, int64_t axis, int64_t at);

/// The diagonal of A* A for what is put together of multiples of isometries,
/// which are one number, and of diagonals of known weights, which are arrays
/// that exist already.
class GramDiagonal {
public:
  explicit GramDiagonal(RankedTensorType domain) : domain(domain) {}

  /// Adds that of `op`; false where it is not known.
  bool add(Value op);
  void addMultiple(double square) { everywhere += square; }
  /// Adds |w|^2 of weights of the domain's shape, from `offset` of `weights`.
  void addWeights(const Array &weights, int64_t offset = 0);
  /// sqrt of the largest entry: the norm, exactly.
  double norm() const;

private:
  RankedTensorType domain;
  double everywhere = 0;
  std::vector<double> squares; ///< empty where no part has weights
};

/// The largest |entry| of an array that is known when compiling, else nullopt.
/// Makes no array of the size of a repetition.
std::optional<double> largestModulus(Value value);

/// Every axis from itself.
IndexRule identityRule(int64_t rank, Value weights = {});

/// Checks that an extent is at least 1 and not beyond all memory.
LogicalResult checkExtent(int64_t extent, llvm::StringRef what,
                          EmitError emitError);

/// The norm bound of the operator behind a value.
std::optional<double> normBound(Value op);
std::optional<Complex> scalarFactor(Value op);
std::optional<double> isometryFactor(Value op);
Basis diagonalBasis(Value op);
Basis gramBasis(Value op);
std::optional<double> coisometryFactor(Value op);
bool complexLinear(Value op);
Cost costOf(Value op);
Cost sumOfCosts(ValueRange parts);

SmallVector<OpType> typesOf(ValueRange parts);

/// What a builder of a composition gives where the parts do not fit: the first
/// part's type, which the verifier refuses.
Type builtOr(FailureOr<OpType> type, ValueRange parts);

/// Both real or both complex: where a complex factor keeps A A* = |s|^2 I.
inline bool sameField(OpType type) {
  return isComplex(type.getDomain()) == isComplex(type.getRange());
}

/// `basis` seen from a space with one more leading axis.
Basis behindLeadingAxis(const Basis &basis);

/// x with one more axis of this extent at `axis`.
RankedTensorType withAxis(RankedTensorType type, int64_t axis, int64_t extent);

} // namespace proxc::linop

#endif // PROXC_LIB_DIALECT_LINOP_IR_SUPPORT_H
