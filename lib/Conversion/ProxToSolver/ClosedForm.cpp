//===- ClosedForm.cpp - problems that are one prox --------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where every term went to Omega the minimum is known: the epilogue computes it.
//
//===----------------------------------------------------------------------===//

#include "Algorithm.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;

LogicalResult proxc::detail::buildClosedForm(ProblemSteps &problem,
                                             Choice &choice) {
  StepBuilder &steps = problem.steps;
  choice.because("all terms are solved together in closed form");
  FailureOr<Point> start = problem.start();
  if (failed(start))
    return failure();
  Point point;
  for (auto [omega, unknown, cold] :
       llvm::zip(problem.omegas, problem.unknowns, *start)) {
    if (omega.isEmpty()) {
      point.push_back(cold);
      continue;
    }
    FailureOr<Stream> minimum = omega.minimizer({});
    if (failed(minimum))
      return failure();
    point.push_back(*minimum);
  }
  auto epilogue = solver::EpilogueOp::create(steps.builder, steps.location);
  OpBuilder::InsertionGuard guard(steps.builder);
  steps.builder.createBlock(&epilogue.getBody());
  return problem.emitEpilogue(point);
}
