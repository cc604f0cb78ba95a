//===- Blocks.h - stacks, as lists and as families --------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DIALECT_LINOP_TRANSFORMS_BLOCKS_H
#define PROXC_LIB_DIALECT_LINOP_TRANSFORMS_BLOCKS_H

#include "mlir/IR/Builders.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"

namespace proxc::linop {

/// A vertical or horizontal stack, a block diagonal or a sum: a list of parts
/// or a family over an index range. Laws treat both alike.
struct Blocks {
  enum Kind { VStack, HStack, BlockDiag, Add };

  Kind kind;
  /// The parts of a list; of a family the one part of its body.
  llvm::SmallVector<mlir::Value> parts;
  /// The operation of a family; null for a list.
  mlir::Operation *family = nullptr;
  /// Where a stack has its new axis; 0 for families.
  int64_t axis = 0;
  int64_t count = 0;

  /// The composition behind an operator value, or nullopt for another.
  static std::optional<Blocks> of(mlir::Value op);

  /// The index of a family.
  mlir::Value index() const { return family->getRegion(0).getArgument(0); }
  /// True for the family of one operator that does not use the index.
  bool isKronecker() const;
  /// True where both are lists of one length, or families of one range.
  bool matches(const Blocks &other) const {
    return (family != nullptr) == (other.family != nullptr) &&
           count == other.count;
  }
};

using MapPart = llvm::function_ref<mlir::Value(mlir::OpBuilder &, mlir::Value)>;
using ZipParts = llvm::function_ref<mlir::Value(mlir::OpBuilder &, mlir::Value,
                                                mlir::Value)>;

/// The composition of `kind` of `f(part)` over all parts. In a family `f` runs
/// once, inside the body.
mlir::Value mapBlocks(mlir::OpBuilder &builder, mlir::Location loc,
                      const Blocks &blocks, Blocks::Kind kind, int64_t axis,
                      MapPart f);

/// The composition of `kind` of `f(x_i, y_i)` over two that match.
mlir::Value zipBlocks(mlir::OpBuilder &builder, mlir::Location loc,
                      const Blocks &x, const Blocks &y, Blocks::Kind kind,
                      ZipParts f);

/// The factors of a product; of another operator, itself.
llvm::SmallVector<mlir::Value> factorsOf(mlir::Value op);

/// The product of factors; the identity on `domain` for none.
mlir::Value productOf(mlir::OpBuilder &builder, mlir::Location loc,
                      llvm::ArrayRef<mlir::Value> factors,
                      mlir::RankedTensorType domain);

} // namespace proxc::linop

#endif // PROXC_LIB_DIALECT_LINOP_TRANSFORMS_BLOCKS_H
