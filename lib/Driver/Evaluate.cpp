//===- Evaluate.cpp - proxc evaluate --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reference interpreter evaluates each term from its definition: this is
// the number that the objective of a solve is to be compared with.

#include "Crash.h"
#include "Interpret.h"

#include "proxc/Dialect/Prox/Utils/Format.h"
#include "proxc/Dialect/Prox/Utils/Terms.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace proxc::driver {

namespace {

/// Gives the interpreter all values of inputs, params and unknowns.
bool bindValues(Session &session, reference::Interpreter &interpreter) {
  for (const std::vector<frontend::Declared> *list :
       {&session.info.inputs, &session.info.params, &session.info.unknowns})
    for (const frontend::Declared &declared : *list)
      if (!declared.isConstant && !declared.sparse &&
          !bindDeclared(session, declared, interpreter))
        return false;
  return true;
}

struct TermValue {
  /// What the program says, and the term's own formula where that belongs to
  /// several terms.
  std::string text, formula;
  double value = 0;
  /// The distance from the set of an indicator.
  double violation = 0;
};

mlir::FailureOr<TermValue> evaluateTerm(prox::TermOp term,
                                        reference::Interpreter &interpreter) {
  TermValue result;
  result.formula = prox::formatTerm(term);
  result.text = term.getText() ? term.getText()->str() : result.formula;
  mlir::FailureOr<reference::Array> x =
      prox::evaluateTermArgument(term, interpreter);
  if (failed(x))
    return mlir::failure();
  mlir::FailureOr<double> value =
      prox::evaluateTermValue(term, interpreter, *x);
  mlir::FailureOr<double> violation =
      prox::evaluateTermViolation(term, interpreter, *x);
  if (failed(value) || failed(violation))
    return mlir::failure();
  result.value = *value;
  result.violation = *violation;
  return result;
}

void printTerms(raw_ostream &os, ArrayRef<TermValue> terms) {
  double objective = 0, violation = 0;
  for (const TermValue &term : terms) {
    bool isShared = count_if(terms, [&](const TermValue &other) {
                      return other.text == term.text;
                    }) > 1;
    os << formatv("{0,24}  {1}", format("%.15g", term.value),
                  isShared ? term.formula : term.text);
    if (term.violation > 0)
      os << formatv("  (violated by {0})", format("%.6g", term.violation));
    os << '\n';
    objective += term.value;
    violation = std::max(violation, term.violation);
  }
  os << formatv("{0,24}  objective\n", format("%.15g", objective));
  if (violation > 0)
    os << formatv("{0,24}  violation\n", format("%.15g", violation));
}

} // namespace

int runEvaluate(const Invocation &invocation) {
  Session session(invocation);
  if (!session.readProgram() || !session.readDeclarations() ||
      !session.readValues())
    return ExitError;
  if (!session.info.hasProblem)
    return reportError(Twine(invocation.file) +
                       " has no problem (minimize ...) to evaluate");
  if (!session.requireValues(/*unknownsToo=*/true) ||
      !session.elaborate(/*checkOnly=*/false))
    return ExitError;
  reference::Interpreter interpreter;
  if (!bindValues(session, interpreter) || !checkConditions(session))
    return ExitError;
  std::vector<TermValue> terms;
  bool failed = false;
  session.module->walk([&](prox::TermOp term) {
    mlir::FailureOr<TermValue> value = evaluateTerm(term, interpreter);
    failed |= mlir::failed(value);
    if (mlir::succeeded(value))
      terms.push_back(std::move(*value));
  });
  if (failed)
    return reportInternalError("a term has no value");
  printTerms(outs(), terms);
  return ExitDone;
}

} // namespace proxc::driver
