//===- Linear.cpp - sum_entries ---------------------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionSupport.h"

using namespace proxc::frontend;

void proxc::frontend::registerLinear(Registry &registry) {
  BuiltinDef &def = registry.add("sum_entries", BuiltinDef::Kind::Function,
                                 "sum of x, of complex values the real part");
  def.function.isLinear = true;
  def.function.check = noArguments;
  def.function.emit = emitPlain<proxc::prox::SumEntriesOp>;
}
