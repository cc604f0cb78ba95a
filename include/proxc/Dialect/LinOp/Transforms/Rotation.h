//===- Rotation.h - laws that rearrange operator trees ----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Associativity and distribution, both ways, for lists and families. A search
// for the best tree applies them one at a time.

#ifndef PROXC_DIALECT_LINOP_TRANSFORMS_ROTATION_H
#define PROXC_DIALECT_LINOP_TRANSFORMS_ROTATION_H

#include "proxc/Dialect/LinOp/IR/Law.h"

namespace proxc::linop {

enum class RotationLaw {
  associate,    ///< (A B) C, reverse A (B C)
  blockProduct, ///< BlockDiag(A, B) BlockDiag(C, D) = BlockDiag(A C, B D)
  blockVStack,  ///< BlockDiag(A, B) VStack(C, D) = VStack(A C, B D)
  hstackBlock,  ///< HStack(A, B) BlockDiag(C, D) = HStack(A C, B D)
  hstackVStack, ///< HStack(A, B) VStack(C, D) = A C + B D
  vstackRight,  ///< VStack(A, B) C = VStack(A C, B C)
  leftHStack,   ///< C HStack(A, B) = HStack(C A, C B)
  sumRight,     ///< (A + B) C = A C + B C
  leftSum,      ///< C (A + B) = C A + C B
  adjointStack, ///< VStack(A, B)* = HStack(A*, B*)
  blockSum,     ///< BlockDiag(A, B) + BlockDiag(C, D) = BlockDiag(A + C, B + D)
  kronKron,     ///< kron(I_n, kron(I_m, A)) = kron(I_nm, A), reshaped
  kronBlock     ///< kron(I, BlockDiag(A, B)) = BlockDiag(kron(I, A), ...), transposed
};

/// The law of this name (`block-product`), or nullopt.
std::optional<RotationLaw> parseRotationLaw(llvm::StringRef name);

/// All names, separated by commas, for messages.
std::string rotationLawNames();

/// Adds one direction of one law; false for a law without that direction. With
/// `tells` each application is a remark of linop-rotate.
bool populateRotation(mlir::RewritePatternSet &patterns, RotationLaw law,
                      bool reverse, bool tells);

/// Applies directions of laws (`block-product`, or `block-product:reverse`)
/// below `root` until none applies. Fails with an error for an unknown name, a
/// law together with its reverse, and laws that do not come to an end.
mlir::LogicalResult rotateOperators(mlir::Operation *root,
                                    llvm::ArrayRef<std::string> laws,
                                    bool tells);

} // namespace proxc::linop

#endif // PROXC_DIALECT_LINOP_TRANSFORMS_ROTATION_H
