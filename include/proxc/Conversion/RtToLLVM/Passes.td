//===- Passes.td - rt to LLVM ------------------------------*- tablegen -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_CONVERSION_RTTOLLVM_PASSES
#define PROXC_CONVERSION_RTTOLLVM_PASSES

include "mlir/Pass/PassBase.td"

def ConvertRtToLLVM : Pass<"convert-rt-to-llvm", "::mlir::ModuleOp"> {
  let summary = "lowers phases and descriptors to the LLVM dialect";
  let description = [{
    Turns phases (rt, func, scf, cf, arith, math and complex) into LLVM
    functions, each `rt.program` into the constant `NAME_program` with the layout
    of `proxc-rt/program.h` and into the functions that callers of the object
    see: `NAME_create`, `NAME_update`, `NAME_solve`, `NAME_solve_views`,
    `NAME_step`, `NAME_destroy`, `NAME_workspace_bytes` and, for each exported
    operator, `OPERATOR_forward`, `_adjoint` and `_normal`. They call the driver
    (`proxc_driver_*`), which is linked in later, as are the kernels.
  }];
  let options = [
    Option<"pointerBits", "pointer-bits", "unsigned", "64",
           "32 or 64; the width of the index type too">,
    Option<"freestanding", "freestanding", "bool", "false",
           "for bare metal: metrics are f32">
  ];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::scf::SCFDialect",
                           "::mlir::cf::ControlFlowDialect", "::mlir::arith::ArithDialect"];
}

#endif // PROXC_CONVERSION_RTTOLLVM_PASSES
