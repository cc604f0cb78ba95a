//===- Requirements.cpp - what data must satisfy, as steps ------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ProblemSteps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include <limits>

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;
using solver::Reduction;

/// The param that `weight` is a positive multiple of; null where it is none.
static prox::ParamOp paramBehind(Value weight) {
  auto isPositive = [](Value value) {
    auto known = linop::constantValue(value);
    return known && (*known)[0].real() > 0;
  };
  while (Operation *op = weight.getDefiningOp()) {
    if (auto param = dyn_cast<prox::ParamOp>(op))
      return param;
    if (isa<arith::ExtFOp>(op))
      weight = op->getOperand(0);
    else if (isa<arith::MulFOp>(op) && isPositive(op->getOperand(0)))
      weight = op->getOperand(1);
    else if (isa<arith::MulFOp, arith::DivFOp>(op) &&
             isPositive(op->getOperand(1)))
      weight = op->getOperand(0);
    else
      break;
  }
  return {};
}

/// 1 where the condition fails at an entry, else 0; of rank 0.
static Stream failureOf(prox::RequireOp op, StepBuilder &steps,
                        const Stream &lower, const Stream &upper) {
  auto test = [&](Body &body, Value low, Value high) {
    Type f64 = body.builder.getF64Type();
    Value holds = body.lessEqual(low, high);
    if (op.getWeight())
      holds = body.both(
          holds, body.lessEqual(
                     high, body.real(std::numeric_limits<double>::max(), f64)));
    return body.select(holds, body.real(0.0, f64), body.real(1.0, f64));
  };
  const Stream &larger = lower.getShape().empty() ? upper : lower;
  if (larger.getShape().empty())
    return steps.scalar({lower, upper}, [&](Body &body, ValueRange v) {
      return test(body, v[0], v[1]);
    });
  return steps.reduce(Reduction::max, larger.getShape(), {lower, upper},
                      [&](Body &body, ValueRange index) {
                        return test(body, body.read(lower, index),
                                    body.read(upper, index));
                      });
}

LogicalResult ProblemSteps::emitRequirements() {
  for (auto op : problem.getBody().getOps<prox::RequireOp>()) {
    prox::ParamOp param =
        op.getWeight() ? paramBehind(op.getUpper()) : prox::ParamOp();
    if (param) {
      // Looked at as it is, so the error can tell which one it was.
      PROXC_TRY(declared, steps.value(param.getResult()));
      declared.array.getDefiningOp()->setAttr("nonnegative",
                                              steps.builder.getUnitAttr());
      continue;
    }
    PROXC_TRY(lower, steps.value(op.getLower()));
    PROXC_TRY(upper, steps.value(op.getUpper()));
    solver::RefuseOp::create(steps.builder, op.getLoc(),
                             failureOf(op, steps, lower, upper).array);
  }
  return success();
}
