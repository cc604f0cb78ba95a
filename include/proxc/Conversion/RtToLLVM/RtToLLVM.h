//===- RtToLLVM.h - rt to LLVM ----------------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_CONVERSION_RTTOLLVM_RTTOLLVM_H
#define PROXC_CONVERSION_RTTOLLVM_RTTOLLVM_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace proxc {

#define GEN_PASS_DECL
#include "proxc/Conversion/RtToLLVM/Passes.h.inc"

/// What the lowering has to know of the target.
struct RtTarget {
  unsigned pointerBits = 64; ///< 32 or 64
  bool freestanding = false; ///< metrics are f32, else f64
};

/// Lowers everything in `module`; see the pass convert-rt-to-llvm. Kernels must
/// have been taken out of the module: only their names are left. Fails with a
/// diagnostic where an operation has no lowering.
mlir::LogicalResult convertRtToLLVM(mlir::ModuleOp module,
                                    const RtTarget &target);

/// The C functions that convertRtToLLVM makes of the programs of `module`,
/// which callers of the object see; in order of definition. To be asked before
/// the conversion.
std::vector<std::string> exportedSymbols(mlir::ModuleOp module);

#define GEN_PASS_REGISTRATION
#include "proxc/Conversion/RtToLLVM/Passes.h.inc"

} // namespace proxc

#endif // PROXC_CONVERSION_RTTOLLVM_RTTOLLVM_H
