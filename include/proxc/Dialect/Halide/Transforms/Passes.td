//===- Passes.td - passes of the halide dialect ------------*- tablegen -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_HALIDE_TRANSFORMS_PASSES
#define PROXC_DIALECT_HALIDE_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

def HalideSchedule : Pass<"halide-schedule", "::proxc::halide::PipelineOp"> {
  let summary = "decide where and how every func of a kernel is computed";
  let description = [{
    In this order:

    1. A func that is not returned and that all of its readers read at their own
       index, or that costs next to nothing, moves into their bodies. So does
       what a `halide.reduce` reads; but what it reads around an entry and the
       pipeline returns, it reads where that is returned.
    2. A func that is read at bounded offsets slides: it is kept in a window of
       as many rows as the offsets span, per strip, in a ring on the stack. What
       is read elsewhere (wrapped around, gathered), or what would take more than
       `stack-bytes`, moves into the bodies of its readers after all: computing
       it again is the only way that needs no second pass over memory.
    3. What is returned gets a loop nest: strips of rows of about 16 thousand
       entries, in parallel where there are several threads, in vectors as wide
       as registers are.

    docs/kernels.md has the measurements behind the numbers.
  }];
  let options = [
    Option<"vectorBits", "vector-bits", "unsigned", "256",
           "width of a vector register; 32 for scalars only">,
    Option<"threads", "threads", "bool", "true", "strips run in parallel">,
    Option<"stackBytes", "stack-bytes", "int64_t", "262144",
           "bytes that the windows of one strip may take">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def HalideDeduplicate : Pass<"halide-deduplicate", "::mlir::ModuleOp"> {
  let summary = "keep one of several equal kernels";
  let description = [{
    What is done once before the loop, at checks and at the end often has the
    same kernels. Pipelines that differ in their names (and locations) only
    become the first of them; arrays must have their places by then, as an
    argument that is overwritten is part of a kernel.
  }];
}

#endif // PROXC_DIALECT_HALIDE_TRANSFORMS_PASSES
