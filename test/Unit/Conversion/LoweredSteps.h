//===- LoweredSteps.h - running what a lowering wrote -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_TEST_UNIT_CONVERSION_LOWEREDSTEPS_H
#define PROXC_TEST_UNIT_CONVERSION_LOWEREDSTEPS_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Verifier.h"
#include "proxc/Dialect/Solver/Utils/StepBuilder.h"
#include "proxc/Reference/SolverInterpreter.h"
#include "gtest/gtest.h"

namespace proxc::test {

struct Input {
  mlir::RankedTensorType type;
  reference::Array array;
};

/// Writes steps in a program of their own, whose params are `data`, the values
/// of the arguments of `function`, and `inputs`; runs them and gives the array
/// of the stream that `lower` returned, and its type. A null stream or an error
/// gives failure.
inline mlir::FailureOr<reference::Array>
runLowered(mlir::func::FuncOp function, llvm::ArrayRef<reference::Array> data,
           llvm::ArrayRef<Input> inputs,
           llvm::function_ref<mlir::FailureOr<solver::Stream>(
               solver::StepBuilder &, llvm::ArrayRef<solver::Stream>)>
               lower,
           mlir::RankedTensorType &resultType) {
  using namespace mlir;
  OpBuilder builder(function.getContext());
  Location loc = function.getLoc();
  OwningOpRef<solver::ProgramOp> program = solver::ProgramOp::create(
      builder, loc, "p", "none", DictionaryAttr(), ArrayAttr());
  builder.createBlock(&program->getBody());
  solver::StepBuilder steps(builder, loc);
  SmallVector<solver::Stream> streams;
  auto declare = [&](Type type, std::string name) {
    return steps.wrap(
        solver::ParamOp::create(builder, loc, type, name, FloatAttr()));
  };
  for (auto [i, argument] : llvm::enumerate(function.getArguments()))
    steps.bind(argument, declare(argument.getType(), "d" + std::to_string(i)));
  for (auto [i, input] : llvm::enumerate(inputs))
    streams.push_back(declare(input.type, "x" + std::to_string(i)));
  auto body = solver::OperatorOp::create(builder, loc, "A",
                                         solver::OperatorKind::forward);
  auto scalar = RankedTensorType::get({}, builder.getF64Type());
  builder.createBlock(&body.getBody(), {}, {scalar}, {loc});
  FailureOr<solver::Stream> y = lower(steps, streams);
  if (failed(y) || !*y)
    return failure();
  EXPECT_TRUE(y->families.empty());
  solver::YieldOp::create(builder, loc, ValueRange(y->array));
  resultType = y->getType();
  if (failed(verify(*program)))
    return failure();
  reference::SolverInterpreter interpreter(*program);
  for (auto [i, array] : llvm::enumerate(data))
    interpreter.setParam("d" + std::to_string(i), array);
  for (auto [i, input] : llvm::enumerate(inputs))
    interpreter.setParam("x" + std::to_string(i), input.array);
  return interpreter.applyOperator("A", "forward", reference::Array());
}

/// The largest difference of two arrays of one shape.
inline double distance(const reference::Array &a, const reference::Array &b) {
  double largest = 0;
  for (int64_t i = 0; i < a.size(); ++i) {
    double difference = std::abs(a[i] - b[i]);
    // Written so that NaN counts.
    if (!(difference <= largest))
      largest = difference;
  }
  return largest;
}

inline double magnitude(const reference::Array &a) {
  return distance(a, reference::Array(a.shape()));
}

} // namespace proxc::test

#endif // PROXC_TEST_UNIT_CONVERSION_LOWEREDSTEPS_H
