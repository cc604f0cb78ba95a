//===- ProxToSolver.cpp - problems as iterations ----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Chooses the algorithm from the structure of a placed problem, or takes the
// one asked for, and calls its builder.
//
//===----------------------------------------------------------------------===//

#include "Algorithm.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;

namespace {
using Builder = LogicalResult (*)(ProblemSteps &, Choice &);

/// What a method asks of a problem, and who builds it.
struct Method {
  const char *name;
  Builder build;
};
} // namespace

static const Method methods[] = {
    {"closed_form", buildClosedForm},
    {"pdhg", buildPdhg},
};

/// The algorithm of `auto`, with its reason.
static void choose(ProblemSteps &problem, Choice &choice) {
  if (problem.psi.empty()) {
    choice.method = "closed_form";
    return;
  }
  choice.method = "pdhg";
  choice.reasons.push_back(
      "terms that are not smooth stand behind operators: the primal-dual "
      "method needs only products with these, and an iteration is one sweep");
}

/// All options of `solve with`, the user's over the defaults.
static DictionaryAttr resolveOptions(prox::ProblemOp problem,
                                     OpBuilder &builder) {
  NamedAttrList options;
  options.set("iterations", builder.getI64IntegerAttr(2000));
  options.set("tolerance", builder.getF64FloatAttr(1e-4));
  options.set("absolute", builder.getF64FloatAttr(0.0));
  options.set("check_every", builder.getI64IntegerAttr(25));
  if (DictionaryAttr given = problem.getOptionsAttr())
    for (NamedAttribute option : given)
      options.set(option.getName(), option.getValue());
  return options.getDictionary(builder.getContext());
}

static LogicalResult buildMethod(ProblemSteps &problem, Choice &choice) {
  for (const Method &method : methods)
    if (choice.method == method.name)
      return method.build(problem, choice);
  problem.problem.emitError("method '")
      << choice.method << "' is not available yet";
  return failure();
}

FailureOr<solver::ProgramOp>
proxc::convertProxToSolver(prox::ProblemOp problem) {
  OpBuilder builder(problem);
  Location location = problem.getLoc();
  auto program = solver::ProgramOp::create(builder, location,
                                           problem.getSymName(), "", {}, {});
  builder.createBlock(&program.getBody());

  StepBuilder steps(builder, location);
  steps.setFallback([](StepBuilder &steps, Operation *op) -> FailureOr<Stream> {
    if (auto apply = dyn_cast<linop::ApplyOp>(op)) {
      PROXC_TRY(input, steps.value(apply.getInput()));
      return lowerApply(steps, apply.getOp(), input);
    }
    op->emitError("expected a constant expression, found '")
        << op->getName() << "'";
    return failure();
  });
  ProblemSteps parts(problem, steps);
  Choice choice;
  choice.options = resolveOptions(problem, builder);
  StringRef asked = problem.getMethod().value_or("auto");
  choice.automatic = asked == "auto";
  choice.method = asked == "pc" ? "pdhg" : asked.str();
  bool built = succeeded(parts.prepare());
  if (built && parts.terms.empty()) {
    choice.method = "operators";
  } else if (built) {
    if (choice.automatic)
      choose(parts, choice);
    built = succeeded(buildMethod(parts, choice));
  }
  if (!built) {
    program.erase();
    return failure();
  }
  program.setMethod(choice.method);
  program.setOptionsAttr(choice.options);
  SmallVector<Attribute> reasons;
  for (const std::string &reason : choice.reasons)
    reasons.push_back(builder.getStringAttr(reason));
  program.setReasonsAttr(builder.getArrayAttr(reasons));
  problem.erase();
  return program;
}
