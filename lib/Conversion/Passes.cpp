//===- Passes.cpp - conversions as passes -----------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Conversion/Passes.h"

namespace proxc {
#define GEN_PASS_DEF_CONVERTPROXTOSOLVER
#define GEN_PASS_DEF_CONVERTSOLVERTOHALIDE
#define GEN_PASS_DEF_CONVERTSOLVERTORT
#include "proxc/Conversion/Passes.h.inc"
} // namespace proxc

using namespace mlir;
using namespace proxc;

namespace {
struct ProxToSolverPass : proxc::impl::ConvertProxToSolverBase<ProxToSolverPass> {
  using ConvertProxToSolverBase::ConvertProxToSolverBase;
  void getDependentDialects(DialectRegistry &registry) const override {
    ConvertProxToSolverBase::getDependentDialects(registry);
    registerLinOpToSolverInterfaces(registry);
    registerProxToSolverInterfaces(registry);
  }
  void runOnOperation() override {
    SmallVector<prox::ProblemOp> problems(
        getOperation().getOps<prox::ProblemOp>());
    for (prox::ProblemOp problem : problems)
      if (failed(convertProxToSolver(problem, transforms)))
        return signalPassFailure();
  }
};

struct SolverToHalidePass
    : proxc::impl::ConvertSolverToHalideBase<SolverToHalidePass> {
  void runOnOperation() override {
    SmallVector<solver::ProgramOp> programs(
        getOperation().getOps<solver::ProgramOp>());
    for (solver::ProgramOp program : programs)
      if (failed(convertSolverToHalide(program)))
        return signalPassFailure();
  }
};

struct SolverToRtPass : proxc::impl::ConvertSolverToRtBase<SolverToRtPass> {
  using ConvertSolverToRtBase::ConvertSolverToRtBase;
  void runOnOperation() override {
    SmallVector<solver::ProgramOp> programs(
        getOperation().getOps<solver::ProgramOp>());
    for (solver::ProgramOp program : programs)
      if (failed(convertSolverToRt(program, {stagger, alignment})))
        return signalPassFailure();
  }
};
} // namespace
