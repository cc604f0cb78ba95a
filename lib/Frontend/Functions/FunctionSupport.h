//===- FunctionSupport.h - What definitions of functions share --*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_LIB_FRONTEND_FUNCTIONS_FUNCTIONSUPPORT_H
#define PROXC_LIB_FRONTEND_FUNCTIONS_FUNCTIONSUPPORT_H

#include "../Operators/Leaf.h"
#include "proxc/Dialect/Prox/IR/Prox.h"

namespace proxc::frontend {

/// The IR's type of functions on the space of a term.
inline mlir::Type functionType(Elaborator &elaborator, const Term &term) {
  return proxc::prox::FunctionType::get(
      elaborator.context(), term.argument.type.ir(elaborator.context()));
}

/// For functions without arguments.
bool noArguments(Elaborator &, const Arguments &, Term &);

/// Stores the argument `w`, whose shape must fit the term's space.
bool takeWeights(Elaborator &elaborator, const Arguments &arguments,
                 Term &term);

/// Checks that a constant argument repeats to the term's space and stores it.
bool takeConstant(Elaborator &elaborator, const Argument &argument,
                  llvm::StringRef name, Term &term);

/// The modulus of a constant.
Constant modulus(Elaborator &elaborator, const Constant &constant,
                 SourceRange range);

/// A stored constant as a tensor of the term's shape, real.
mlir::Value emitConstant(Elaborator &elaborator, const Term &term,
                         const Constant &constant);

template <typename Op>
mlir::Value emitPlain(Elaborator &elaborator, const Term &term) {
  return elaborator.emit.create<Op>(term.range, functionType(elaborator, term));
}

template <typename Op>
mlir::Value emitWeighted(Elaborator &elaborator, const Term &term) {
  mlir::Value weights = emitConstant(elaborator, term, term.constants[0]);
  return elaborator.emit.create<Op>(term.range, functionType(elaborator, term),
                                    weights);
}

} // namespace proxc::frontend

#endif // PROXC_LIB_FRONTEND_FUNCTIONS_FUNCTIONSUPPORT_H
