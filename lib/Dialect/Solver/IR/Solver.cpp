//===- Solver.cpp - the solver dialect --------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Solver/IR/Solver.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace proxc::solver;

#include "proxc/Dialect/Solver/IR/SolverEnums.cpp.inc"

#include "proxc/Dialect/Solver/IR/SolverDialect.cpp.inc"

Operation *SolverDialect::materializeConstant(OpBuilder &builder,
                                              Attribute value, Type type,
                                              Location location) {
  if (complex::ConstantOp::isBuildableWith(value, type))
    return complex::ConstantOp::create(builder, location, type,
                                       cast<ArrayAttr>(value));
  return arith::ConstantOp::materialize(builder, value, type, location);
}

#define GET_ATTRDEF_CLASSES
#include "proxc/Dialect/Solver/IR/SolverAttrs.cpp.inc"

#define GET_OP_CLASSES
#include "proxc/Dialect/Solver/IR/SolverOps.cpp.inc"

void SolverDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "proxc/Dialect/Solver/IR/SolverAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "proxc/Dialect/Solver/IR/SolverOps.cpp.inc"
      >();
}
