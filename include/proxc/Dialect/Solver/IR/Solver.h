//===- Solver.h - iterations as programs of elementary steps ----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The `solver` dialect: a program of four phases (setup, prologue, iterate,
// epilogue) over elementary steps on arrays.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_DIALECT_SOLVER_IR_SOLVER_H
#define PROXC_DIALECT_SOLVER_IR_SOLVER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"

#include "proxc/Dialect/Solver/IR/SolverEnums.h.inc"

#include "proxc/Dialect/Solver/IR/SolverDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "proxc/Dialect/Solver/IR/SolverAttrs.h.inc"

#define GET_OP_CLASSES
#include "proxc/Dialect/Solver/IR/SolverOps.h.inc"

namespace proxc::solver {

/// The attribute of `solver.iterate` that lists the states (array<i64>) that are
/// made from the unknowns and the data. A solve that continues another one keeps
/// all states but these, which its prologue makes anew.
constexpr llvm::StringLiteral kDerivedStates = "solver.derived_states";

/// Whether `solver.derived_states` lists the state.
inline bool isDerivedState(IterateOp loop, int64_t state) {
  auto list = loop->getAttrOfType<mlir::DenseI64ArrayAttr>(kDerivedStates);
  return list && llvm::is_contained(list.asArrayRef(), state);
}

} // namespace proxc::solver

#endif // PROXC_DIALECT_SOLVER_IR_SOLVER_H
