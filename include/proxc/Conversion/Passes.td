//===- Passes.td - conversions between dialects ------------*- tablegen -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_CONVERSION_PASSES
#define PROXC_CONVERSION_PASSES

include "mlir/Pass/PassBase.td"

def ConvertProxToSolver : Pass<"convert-prox-to-solver", "::mlir::ModuleOp"> {
  let summary = "choose the algorithm of every problem and write it as steps";
  let description = [{
    The method that `solve with` names, or the one that the structure of the
    placed problem suggests. Operators and functions are expanded into steps by
    their lowering interfaces.
  }];
  let options = [
    Option<"transforms", "transforms", "bool", "true",
           "the target has Fourier transforms, which may solve linear systems">
  ];
  let dependentDialects = ["::proxc::solver::SolverDialect"];
}

def ConvertSolverToHalide : Pass<"convert-solver-to-halide", "::mlir::ModuleOp"> {
  let summary = "turn every `solver.kernel` into a `halide.pipeline`";
  let dependentDialects = ["::proxc::halide::HalideDialect"];
}

def ConvertSolverToRt : Pass<"convert-solver-to-rt", "::mlir::ModuleOp"> {
  let summary = "give every array a place in memory";
  let description = [{
    One arena holds states, what phases hand to each other, and scratch memory
    that all phases share. A state that is updated in place takes one buffer,
    one that a stencil reads and writes takes two.
  }];
  let options = [
    Option<"stagger", "stagger", "bool", "true",
           "begin large buffers at different cache lines of a page">,
    Option<"alignment", "alignment", "int64_t", "64", "bytes">
  ];
  let dependentDialects = ["::proxc::rt::RtDialect", "::mlir::func::FuncDialect",
                           "::mlir::scf::SCFDialect"];
}

#endif // PROXC_CONVERSION_PASSES
