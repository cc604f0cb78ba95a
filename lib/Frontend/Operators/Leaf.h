//===- Leaf.h - How leaf operators are written ------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_LIB_FRONTEND_OPERATORS_LEAF_H
#define PROXC_LIB_FRONTEND_OPERATORS_LEAF_H

#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include "proxc/Frontend/Elaborator.h"

namespace proxc::frontend {

/// What a leaf operator answers; only `make` is required.
struct Leaf {
  /// Checks the domain and emits the operator; see Operator::instantiate.
  std::function<std::optional<Instance>(Elaborator &, const ArrayType &domain,
                                        SourceRange use)>
      make;
  /// See Operator::domainFor.
  std::function<std::optional<ArrayType>(Elaborator &, const ArrayType &range)>
      domainFor;
  std::optional<ArrayType> knownDomain;
  /// See Operator::conjugated; absent for operators without complex constants.
  std::function<OperatorRef(Elaborator &)> conjugated;
  std::optional<int64_t> identitySize;
};

/// The operator of a call of `name`.
OperatorRef makeLeaf(llvm::StringRef name, const Arguments &arguments,
                     Leaf leaf);

/// The domain of an operator that keeps its space but for the element type:
/// complex constants alone do not make the domain complex.
inline std::optional<ArrayType> sameSpace(Elaborator &,
                                          const ArrayType &range) {
  return range;
}

void registerBasicOperators(Registry &registry);
void registerConvolutions(Registry &registry);
void registerDifferences(Registry &registry);
void registerTransforms(Registry &registry);
void registerIndexMaps(Registry &registry);
void registerReshapes(Registry &registry);
void registerReductions(Registry &registry);
void registerSparse(Registry &registry);
void registerCompositions(Registry &registry);

// Functions (lib/Frontend/Functions).
void registerQuadratics(Registry &registry);
void registerNorms(Registry &registry);
void registerIndicators(Registry &registry);
void registerLinear(Registry &registry);
void registerElementary(Registry &registry);
void registerArrays(Registry &registry);
void registerUnavailable(Registry &registry);

} // namespace proxc::frontend

#endif // PROXC_LIB_FRONTEND_OPERATORS_LEAF_H
