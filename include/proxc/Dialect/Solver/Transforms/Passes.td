//===- Passes.td - passes of the solver dialect ------------*- tablegen -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_SOLVER_TRANSFORMS_PASSES
#define PROXC_DIALECT_SOLVER_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

def SolverHoistInvariants : Pass<"solver-hoist-invariants", "::proxc::solver::ProgramOp"> {
  let summary = "compute everything as rarely as possible";
  let description = [{
    Steps of the loop that do not depend on its state move in front of it; then
    all steps in front of the loop are put into `solver.setup` (those that depend
    on params alone) or `solver.prologue` (those that depend on inputs or on the
    start).
  }];
}

def SolverFuse : Pass<"solver-fuse", "::proxc::solver::ProgramOp"> {
  let summary = "put steps that can share one pass over memory into one kernel";
  let description = [{
    Between library calls (transforms, sparse products) all steps over one image
    become one `solver.kernel`. A step that another reads at a constant offset is
    fused (its border is computed twice); one that is read anywhere else is fused
    only where it is cheap to compute again.
  }];
}

def SolverDemotePrecision : Pass<"solver-demote-precision", "::proxc::solver::ProgramOp"> {
  let summary = "compute in f32 all that is computed in f64";
  let description = [{
    For targets without f64 arithmetic. Step sizes, norms and metrics become f32,
    sums of arrays f32 with compensation; constants round to nearest and stay
    finite and different from 0. Inputs, params, unknowns, outs and the ends of
    exported operators keep their types: f64 there is an error.
  }];
}

#endif // PROXC_DIALECT_SOLVER_TRANSFORMS_PASSES
