//===- Passes.td - passes of the check dialect -------------*- tablegen -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_CHECK_TRANSFORMS_PASSES
#define PROXC_DIALECT_CHECK_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

def CheckRun : Pass<"check-run"> {
  let summary = "Test every expectation with the reference interpreter";
  let description = [{
    Emits an error at each expectation that does not hold, then fails. Arguments
    of functions, inputs, params and unknowns get random numbers.
  }];
  let options = [
    Option<"seed", "seed", "uint64_t", "1", "Seed of the random numbers">
  ];
}

#endif // PROXC_DIALECT_CHECK_TRANSFORMS_PASSES
