//===- ProxToSolver.cpp - problems as iterations ----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Chooses the algorithm from the structure of a placed problem, or takes the
// one asked for, and calls its builder.
//
//===----------------------------------------------------------------------===//

#include "Algorithm.h"
#include "mlir/Transforms/RegionUtils.h"
#include "proxc/Support/Remarks.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;

namespace {
using BuildMethod = LogicalResult (*)(ProblemSteps &, Choice &);

/// A method and who builds it.
struct Method {
  const char *name;
  BuildMethod build;
};
} // namespace

static const Method methods[] = {
    {"closed_form", buildClosedForm}, {"cg", buildConjugateGradients},
    {"pdhg", buildPdhg},              {"admm", buildAdmm},
    {"ladmm", buildLadmm},
};

//===----------------------------------------------------------------------===//
// The choice
//===----------------------------------------------------------------------===//

/// Work of one iteration in the operators of Psi: each is applied once, and its
/// adjoint once.
static std::string describeCost(ProblemSteps &problem) {
  linop::Cost total;
  for (Term *term : problem.psi)
    for (Value A : term->op.getOperators()) {
      auto op = A.getDefiningOp<linop::LinearOperatorInterface>();
      linop::Cost cost = op ? op.getCost() : linop::Cost();
      total.flops += 2 * cost.flops;
      total.bytes += 2 * cost.bytes;
    }
  return llvm::formatv("{0:F2} MB and {1:F2} Mflop", total.bytes * 1e-6,
                       total.flops * 1e-6)
      .str();
}

/// The algorithm of `auto`, with its reason.
static void choose(ProblemSteps &problem, Choice &choice) {
  if (problem.psi.empty()) {
    choice.method = "closed_form";
    return;
  }
  if (llvm::all_of(problem.terms,
                   [](const Term &term) { return term.isQuadratic(); })) {
    choice.method = "cg";
    choice.because("all terms are quadratic, but no one transform diagonalises "
                   "them: conjugate gradients on the normal equations");
    return;
  }
  if (!problem.hasNormBound()) {
    choice.method = "admm";
    choice.because("no bound of the norm of an operator is known, so no step "
                   "size of a primal-dual method is: alternating directions "
                   "needs none");
    return;
  }
  choice.method = "pdhg";
  choice.because("not all terms are quadratic, and no closed form takes them "
                 "together: the primal-dual method needs only products with "
                 "their operators (these cost " +
                 describeCost(problem) + " an iteration)");
  bool transforms = llvm::any_of(
      problem.omegas, [](const Omega &omega) { return omega.isFourier(); });
  choice.because(transforms
                     ? "an iteration is one pair of transforms and one sweep: "
                       "'admm' would cost as much and hold one more array a "
                       "term"
                     : "an iteration is one sweep: an iteration of 'admm' "
                       "would solve a linear system and cost several");
}

/// Warns of what no method can promise.
static void checkTerms(ProblemSteps &problem) {
  for (Term &term : problem.terms)
    if (!term.function().isConvex())
      term.op->emitWarning("this term is not convex: the result may be a local "
                           "minimum");
}

/// The user's options over the defaults of all methods.
static NamedAttrList resolveOptions(prox::ProblemOp problem,
                                    OpBuilder &builder) {
  NamedAttrList options;
  options.set("iterations", builder.getI64IntegerAttr(2000));
  options.set("tolerance", builder.getF64FloatAttr(1e-4));
  options.set("absolute", builder.getF64FloatAttr(0.0));
  options.set("check_every", builder.getI64IntegerAttr(25));
  if (DictionaryAttr given = problem.getOptionsAttr())
    for (NamedAttribute option : given)
      options.set(option.getName(), option.getValue());
  return options;
}

//===----------------------------------------------------------------------===//
// Exported operators
//===----------------------------------------------------------------------===//

/// Moves what does not depend on the argument in front of the operator, so that
/// it is computed at set-up.
static void hoistConstants(solver::OperatorOp op) {
  Region &region = op.getBody();
  for (Operation &step :
       llvm::make_early_inc_range(region.front().without_terminator())) {
    SetVector<Value> used(step.getOperands().begin(), step.getOperands().end());
    getUsedValuesDefinedAbove(step.getRegions(), used);
    if (llvm::none_of(used, [&](Value value) {
          return region.isAncestor(value.getParentRegion());
        }))
      step.moveBefore(op);
  }
}

/// y = A x, A* x or A* A x as a `solver.operator`.
static LogicalResult emitOperator(StepBuilder &steps, linop::ExportOp exported,
                                  solver::OperatorKind kind) {
  OpBuilder &builder = steps.builder;
  Value A = exported.getOp();
  auto type = cast<linop::OpType>(A.getType());
  auto op = solver::OperatorOp::create(builder, exported.getLoc(),
                                       exported.getName(), kind);
  steps.setAnchor(op);
  OpBuilder::InsertionGuard guard(builder);
  Block *block = builder.createBlock(
      &op.getBody(), {},
      TypeRange{kind == solver::OperatorKind::adjoint ? type.getRange()
                                                      : type.getDomain()},
      {exported.getLoc()});
  FailureOr<Stream> y = steps.wrap(block->getArgument(0));
  if (kind != solver::OperatorKind::adjoint)
    y = lowerApply(steps, A, *y);
  if (succeeded(y) && kind != solver::OperatorKind::forward)
    y = lowerApply(steps, A, *y, /*adjoint=*/true);
  steps.setAnchor(nullptr);
  if (failed(y))
    return failure();
  solver::YieldOp::create(builder, exported.getLoc(), y->array);
  hoistConstants(op);
  return success();
}

static LogicalResult emitOperators(StepBuilder &steps,
                                   prox::ProblemOp problem) {
  for (auto exported : problem.getBody().getOps<linop::ExportOp>())
    for (auto kind :
         {solver::OperatorKind::forward, solver::OperatorKind::adjoint,
          solver::OperatorKind::normal})
      if (failed(emitOperator(steps, exported, kind)))
        return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// The conversion
//===----------------------------------------------------------------------===//

static LogicalResult buildMethod(ProblemSteps &problem, Choice &choice) {
  for (const Method &method : methods)
    if (choice.method == method.name)
      return method.build(problem, choice);
  problem.problem.emitError("method '")
      << choice.method << "' is not available yet";
  return failure();
}

/// The product of all entries, accumulated in double precision.
static Stream productOf(StepBuilder &steps, const Stream &x) {
  Type element = x.getElementType(), wide = steps.builder.getF64Type();
  if (isa<ComplexType>(element))
    wide = ComplexType::get(wide);
  return steps.map(
      RankedTensorType::get({}, element), {x}, [&](Body &body, ValueRange) {
        Value product =
            body.sum(x.getShape(), wide, [&](Body &inner, ValueRange index) {
              return inner.read(x, index);
            });
        product.getDefiningOp<solver::SumOp>().setKind(
            solver::Reduction::product);
        return body.cast(product, element);
      });
}

FailureOr<solver::ProgramOp> proxc::convertProxToSolver(prox::ProblemOp problem,
                                                        bool transforms) {
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
    if (auto maximum = dyn_cast<prox::MaximumOp>(op)) {
      PROXC_TRY(x, steps.value(maximum.getInput()));
      Stream greatest = steps.reduce(
          solver::Reduction::max, x.getShape(), {x},
          [&](Body &body, ValueRange index) { return body.read(x, index); });
      return steps.cast(greatest, x.getElementType());
    }
    if (auto product = dyn_cast<prox::ProductOp>(op)) {
      PROXC_TRY(x, steps.value(product.getInput()));
      return productOf(steps, x);
    }
    op->emitError("expected a constant expression, found '")
        << op->getName() << "'";
    return failure();
  });
  ProblemSteps parts(problem, steps);
  parts.transforms = transforms;
  Choice choice(builder.getContext());
  choice.options = resolveOptions(problem, builder);
  StringRef asked = problem.getMethod().value_or("auto");
  choice.automatic = asked == "auto";
  choice.method = asked == "pc" ? "pdhg" : asked.str();
  parts.declare();
  // Operators come first, so that everything sees the constants in front of
  // them, and move to the end once all else is there.
  bool built = succeeded(emitOperators(steps, problem));
  SmallVector<Operation *> operators;
  for (auto op : program.getBody().getOps<solver::OperatorOp>())
    operators.push_back(op);
  if (built && parts.terms.empty()) {
    choice.method = "operators";
  } else if (built) {
    checkTerms(parts);
    built = succeeded(checkSets(parts)) &&
            succeeded(parts.emitRequirements()) && succeeded(parts.prepare());
    if (built && choice.automatic)
      choose(parts, choice);
    built = built && succeeded(buildMethod(parts, choice));
  }
  if (!built) {
    program.erase();
    return failure();
  }
  Block &block = program.getBody().front();
  for (Operation *op : operators)
    op->moveBefore(&block, block.end());
  program.setMethod(choice.method);
  program.setOptionsAttr(choice.options.getDictionary(builder.getContext()));
  SmallVector<Attribute> reasons;
  for (const std::string &reason : choice.reasons)
    reasons.push_back(builder.getStringAttr(reason));
  program.setReasonsAttr(builder.getArrayAttr(reasons));
  if (!parts.terms.empty())
    emitRewrite(location, "convert-prox-to-solver",
                "the method is " + choice.method,
                choice.automatic && !choice.reasons.empty()
                    ? choice.reasons.front()
                    : "it was asked for");
  problem.erase();
  return program;
}
