//===- Quadratics.cpp - sum_squares, weighted_sum_squares -------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionSupport.h"

using namespace proxc::frontend;
namespace prox = proxc::prox;

void proxc::frontend::registerQuadratics(Registry &registry) {
  BuiltinDef &plain = registry.add("sum_squares", BuiltinDef::Kind::Function,
                                   "sum of abs(x)^2, without 1/2");
  plain.function.isQuadratic = true;
  plain.function.degree = 2;
  plain.function.check = noArguments;
  plain.function.emit = emitPlain<prox::SumSquaresOp>;

  BuiltinDef &weighted = registry.add(
      "weighted_sum_squares", BuiltinDef::Kind::Function, "sum of abs(w x)^2");
  weighted.parameters = {{"w", ParameterKind::Array, true, {}, ""}};
  weighted.function.isQuadratic = true;
  weighted.function.degree = 2;
  weighted.function.check = takeWeights;
  weighted.function.emit = emitWeighted<prox::WeightedSumSquaresOp>;
}
