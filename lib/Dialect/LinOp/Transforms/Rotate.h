//===- Rotate.h - the laws of linop-rotate ----------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DIALECT_LINOP_TRANSFORMS_ROTATE_H
#define PROXC_LIB_DIALECT_LINOP_TRANSFORMS_ROTATE_H

#include "proxc/Dialect/LinOp/Transforms/Rotation.h"

namespace proxc::linop {

/// One direction of a rotation law.
struct DirectedLaw {
  llvm::StringRef law;
  llvm::StringRef condition;
  void (*populate)(mlir::RewritePatternSet &, LawText);
};

/// A law and its two directions; `reverse.populate` is null for a law that has
/// none.
struct RotationRule {
  RotationLaw law;
  llvm::StringRef name;
  DirectedLaw forward, reverse;
};

/// All laws, by name.
llvm::ArrayRef<RotationRule> collectingRules();
llvm::ArrayRef<RotationRule> distributingRules();

/// Adds a pattern around `apply` to the set.
template <typename OpT, typename Law<OpT>::Apply apply>
void populateLaw(mlir::RewritePatternSet &patterns, LawText text) {
  patterns.add<Law<OpT>>(patterns.getContext(), text, apply);
}

} // namespace proxc::linop

#endif // PROXC_LIB_DIALECT_LINOP_TRANSFORMS_ROTATE_H
