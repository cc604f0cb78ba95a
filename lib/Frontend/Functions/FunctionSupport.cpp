//===- FunctionSupport.cpp - What definitions of functions share -*- C++
//-*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionSupport.h"
#include "mlir/Dialect/Complex/IR/Complex.h"

using namespace proxc::frontend;

bool proxc::frontend::noArguments(Elaborator &, const Arguments &, Term &) {
  return true;
}

Constant proxc::frontend::modulus(Elaborator &elaborator,
                                  const Constant &constant, SourceRange range) {
  if (!isComplex(constant.type.element))
    return constant;
  ArrayType type = constant.type.with(realOf(constant.type.element));
  if (constant.data) {
    std::vector<Complex> entries;
    for (Complex entry : constant.data->entries)
      entries.push_back(std::abs(entry));
    return elaborator.known(type, std::move(entries));
  }
  Constant result = elaborator.computed(type, {});
  if (elaborator.emit.isOn())
    result.value = elaborator.elementwise(
        range, type.ir(elaborator.context()), {constant.value},
        [](mlir::OpBuilder &b, mlir::Location loc, mlir::ValueRange v) {
          return mlir::complex::AbsOp::create(b, loc, v[0]).getResult();
        });
  return result;
}

bool proxc::frontend::takeConstant(Elaborator &elaborator,
                                   const Argument &argument,
                                   llvm::StringRef name, Term &term) {
  const ArrayType &space = term.argument.type;
  Constant constant = argument.constant;
  std::string problem;
  if (constant.isSparse)
    problem = "a sparse matrix is no array of `" + name.str() + "`";
  Broadcast how = broadcast(constant.type, space);
  if (problem.empty())
    problem = how.problem;
  if (problem.empty() && !sameShape(how.type, space))
    problem = "its shape is " + constant.type.shapeStr() +
              ", the expression's " + space.shapeStr();
  if (!problem.empty()) {
    auto report = elaborator.error(argument.range,
                                   "`" + name + "` of `" + term.function->name +
                                       "` does not fit: " + problem);
    if (argument.declaration.isValid())
      report.note(argument.declaration, "it is declared here");
    return false;
  }
  if (constant.data)
    for (Complex entry : constant.data->entries)
      if (std::isnan(entry.real()) || std::isnan(entry.imag())) {
        elaborator.error(argument.range, "`" + name + "` is not a number");
        return false;
      }
  term.constants.push_back(std::move(constant));
  return true;
}

bool proxc::frontend::takeWeights(Elaborator &elaborator,
                                  const Arguments &arguments, Term &term) {
  Argument weights = arguments["w"];
  weights.constant = modulus(elaborator, weights.constant, weights.range);
  return takeConstant(elaborator, weights, "w", term);
}

mlir::Value proxc::frontend::emitConstant(Elaborator &elaborator,
                                          const Term &term,
                                          const Constant &constant) {
  ArrayType type = term.argument.type.with(realOf(term.argument.type.element));
  Broadcast how = broadcast(constant.type, type);
  return elaborator.materialize(constant, type, how.lhs, term.range);
}
