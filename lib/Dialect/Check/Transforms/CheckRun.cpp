//===- CheckRun.cpp - test every expectation --------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Checks.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using proxc::reference::Interpreter;

namespace proxc::check {

#define GEN_PASS_DEF_CHECKRUN
#include "proxc/Dialect/Check/Transforms/Passes.h.inc"

void bindRandomData(Operation *root, Interpreter &interpreter, uint64_t seed) {
  root->walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (auto function = dyn_cast<FunctionOpInterface>(op))
      for (BlockArgument argument : function.getArguments())
        if (auto type = dyn_cast<RankedTensorType>(argument.getType()))
          interpreter.bind(argument, randomOf(type, ++seed));
    auto name = op->getAttrOfType<StringAttr>("name");
    if (!name || op->getNumResults() != 1 || op->hasAttr("default_value") ||
        interpreter.boundName(name))
      return;
    if (auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType()))
      interpreter.bindName(name, randomOf(type, ++seed));
  });
}

LogicalResult runCheck(Operation *expectation, Interpreter &interpreter,
                       uint64_t seed) {
  return llvm::TypeSwitch<Operation *, LogicalResult>(expectation)
      .Case<ExpectAdjointOp>(
          [&](auto op) { return runExpectAdjoint(op, interpreter, seed); })
      .Case<ExpectCloseOp>(
          [&](auto op) { return runExpectClose(op, interpreter, seed); })
      .Case<ExpectNormBoundOp>(
          [&](auto op) { return runExpectNormBound(op, interpreter, seed); })
      .Case<ExpectAnswersOp>(
          [&](auto op) { return runExpectAnswers(op, interpreter, seed); })
      .Case<ExpectProxOp>(
          [&](auto op) { return runExpectProx(op, interpreter, seed); })
      .Default([](Operation *op) {
        return op->emitError() << "expects an expectation of check, found "
                               << op->getName();
      });
}

namespace {
struct CheckRun : impl::CheckRunBase<CheckRun> {
  using CheckRunBase::CheckRunBase;

  void runOnOperation() override {
    Interpreter interpreter;
    bindRandomData(getOperation(), interpreter, seed);
    bool failedOne = false;
    uint64_t next = seed + 1000;
    getOperation()->walk([&](Operation *op) {
      if (isa_and_present<CheckDialect>(op->getDialect()))
        failedOne |= failed(runCheck(op, interpreter, next += 100));
    });
    if (failedOne)
      signalPassFailure();
    markAllAnalysesPreserved();
  }
};
} // namespace

} // namespace proxc::check
