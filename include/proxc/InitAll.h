//===- InitAll.h - everything that the tools know ---------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The one list of dialects, passes and pipelines; every tool reads it.

#ifndef PROXC_INITALL_H
#define PROXC_INITALL_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Transforms/Passes.h"
#include "proxc/Conversion/Passes.h"
#include "proxc/Conversion/RtToLLVM/RtToLLVM.h"
#include "proxc/Dialect/Check/IR/Check.h"
#include "proxc/Dialect/Check/Transforms/Passes.h"
#include "proxc/Dialect/Halide/IR/Halide.h"
#include "proxc/Dialect/Halide/Transforms/Passes.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include "proxc/Dialect/LinOp/Transforms/Passes.h"
#include "proxc/Dialect/Prox/IR/Prox.h"
#include "proxc/Dialect/Prox/Transforms/Passes.h"
#include "proxc/Dialect/Rt/IR/Rt.h"
#include "proxc/Dialect/Solver/IR/Solver.h"
#include "proxc/Dialect/Solver/Transforms/Passes.h"
#include "proxc/Pipelines/Pipelines.h"

namespace proxc {

/// The dialects of proxc, and the upstream ones that its programs use.
inline void registerAllDialects(mlir::DialectRegistry &registry) {
  registry.insert<mlir::arith::ArithDialect, mlir::cf::ControlFlowDialect,
                  mlir::complex::ComplexDialect, mlir::LLVM::LLVMDialect,
                  mlir::scf::SCFDialect, mlir::func::FuncDialect,
                  mlir::math::MathDialect, mlir::tensor::TensorDialect>();
  registry.insert<linop::LinOpDialect, prox::ProxDialect, solver::SolverDialect,
                  halide::HalideDialect, rt::RtDialect, check::CheckDialect>();
  registerLinOpToSolverInterfaces(registry);
  registerProxToSolverInterfaces(registry);
}

/// The passes and pipelines of proxc, and the upstream ones that tests use.
inline void registerAllPasses() {
  mlir::registerCanonicalizerPass();
  mlir::registerCSEPass();
  mlir::registerSymbolDCEPass();
  check::registerProxcCheckPasses();
  linop::registerProxcLinOpPasses();
  prox::registerProxcProxPasses();
  solver::registerProxcSolverPasses();
  halide::registerProxcHalidePasses();
  registerProxcConversionPasses();
  registerProxcRtToLLVMPasses();
  pipelines::registerPipelines();
}

} // namespace proxc

#endif // PROXC_INITALL_H
