//===- Passes.h - conversions between dialects ------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_CONVERSION_PASSES_H
#define PROXC_CONVERSION_PASSES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"
#include "proxc/Conversion/ProxToSolver/ProxToSolver.h"
#include "proxc/Conversion/SolverToHalide/SolverToHalide.h"
#include "proxc/Conversion/SolverToRt/SolverToRt.h"

namespace proxc {

#define GEN_PASS_DECL
#include "proxc/Conversion/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "proxc/Conversion/Passes.h.inc"

} // namespace proxc

#endif // PROXC_CONVERSION_PASSES_H
