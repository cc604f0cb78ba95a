//===- ConjugateGradients.cpp - least-squares problems ----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where all terms are quadratic or linear the minimum solves the normal
// equations H u = g, H = sum A* w A and g = sum A* p with the curvatures w and
// pulls p of the terms (Hestenes and Stiefel 1952). For |A u - b|^2 the residual
// g - H u is 2 A* (b - A u), and it is updated, not computed anew.
//
//===----------------------------------------------------------------------===//

#include "Algorithm.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;

/// a / b, 0 where b is not positive.
static Stream safeRatio(StepBuilder &steps, const Stream &a, const Stream &b,
                        double sign = 1.0) {
  return steps.scalar({a, b}, [&](Body &body, ValueRange v) {
    Type f64 = v[0].getType();
    Value zero = body.real(0.0, f64);
    Value positive = body.less(zero, v[1]);
    Value divisor = body.select(positive, v[1], body.real(1.0, f64));
    Value quotient = body.div(body.mul(body.real(sign, f64), v[0]), divisor);
    return body.select(positive, quotient, zero);
  });
}

FailureOr<ConjugateGradients::State>
ConjugateGradients::start(StepBuilder &steps, const Point &u, const Point &g,
                          Operator H) {
  PROXC_TRY(image, H(u));
  State state;
  state.u = u;
  for (auto [x, right, left] : llvm::zip(u, g, image)) {
    Stream residual = addStreams(steps, right, scaleStream(steps, -1.0, {}, left));
    state.residual.push_back(residual ? residual
                                      : steps.splat(x.getType(), 0.0));
    state.direction.push_back(steps.splat(x.getType(), 0.0));
  }
  state.square = dotAll(steps, state.residual, state.residual);
  state.lastSquare = steps.constant(1.0);
  return state;
}

FailureOr<ConjugateGradients::State>
ConjugateGradients::next(StepBuilder &steps, const State &state, Operator H) {
  State result;
  Stream turn = safeRatio(steps, state.square, state.lastSquare);
  result.direction = addAll(steps, state.residual, turn, state.direction);
  PROXC_TRY(image, H(result.direction));
  Stream curvature = dotAll(steps, result.direction, image);
  result.u = addAll(steps, state.u, safeRatio(steps, state.square, curvature),
                    result.direction);
  result.residual =
      addAll(steps, state.residual,
             safeRatio(steps, state.square, curvature, -1.0), image);
  result.square = dotAll(steps, result.residual, result.residual);
  result.lastSquare = state.square;
  return result;
}

namespace {
/// The method `cg`. State: u, residual and direction of each unknown, and the
/// two squares.
class NormalEquations {
public:
  NormalEquations(ProblemSteps &problem, Choice &choice)
      : problem(problem), steps(problem.steps), choice(choice),
        count(problem.unknowns.size()) {
    for (Term &term : problem.terms)
      terms.push_back(&term);
  }

  LogicalResult build();

private:
  LogicalResult accept();
  ConjugateGradients::State unpack(ArrayRef<Stream> state) const {
    ConjugateGradients::State result;
    result.u.assign(state.begin(), state.begin() + count);
    ArrayRef<Stream> rest = state.drop_front(count);
    result.residual.assign(rest.begin(), rest.begin() + count);
    rest = rest.drop_front(count);
    result.direction.assign(rest.begin(), rest.begin() + count);
    result.square = rest[count];
    result.lastSquare = rest[count + 1];
    return result;
  }
  static SmallVector<Stream> pack(const ConjugateGradients::State &state) {
    SmallVector<Stream> all(state.u.begin(), state.u.end());
    llvm::append_range(all, state.residual);
    llvm::append_range(all, state.direction);
    all.push_back(state.square);
    all.push_back(state.lastSquare);
    return all;
  }
  FailureOr<LoopBuilder::Verdict> check(ArrayRef<Stream> after,
                                        const Stream &scale);

  ProblemSteps &problem;
  StepBuilder &steps;
  Choice &choice;
  size_t count;
  SmallVector<Term *> terms;
};
} // namespace

LogicalResult NormalEquations::accept() {
  for (Term *term : terms)
    if (!term->isQuadratic()) {
      InFlightDiagnostic error = term->op->emitError(
          "'cg' solves least-squares problems only, and this term is not "
          "quadratic");
      error.attachNote(problem.problem.getLoc())
          << "leave the method out, or use 'pdhg', 'admm' or 'ladmm'";
      return error;
    }
  Attribute precondition = choice.options.get("precondition");
  auto flag = dyn_cast_or_null<BoolAttr>(precondition);
  if (precondition && (!flag || flag.getValue())) {
    problem.problem.emitError("the option 'precondition' of 'cg' is not "
                              "available yet");
    return failure();
  }
  choice.flag("precondition", false);
  return success();
}

FailureOr<LoopBuilder::Verdict>
NormalEquations::check(ArrayRef<Stream> after, const Stream &scale) {
  ConjugateGradients::State state = unpack(after);
  LoopBuilder::Verdict verdict;
  PROXC_TRY(value, problem.evaluate(state.u));
  verdict.metrics.push_back({"objective", value.objective});
  verdict.metrics.push_back(
      {"primal_residual", steps.scalar({state.square}, [](Body &body, ValueRange v) {
         return body.sqrt(v[0]);
       })});
  verdict.metrics.push_back({"primal_scale", scale});
  verdict.metrics.push_back({"dual_residual", steps.constant(0.0)});
  verdict.metrics.push_back({"dual_scale", steps.constant(0.0)});
  return verdict;
}

LogicalResult NormalEquations::build() {
  if (failed(accept()))
    return failure();
  auto H = [&](const Point &u) { return problem.curved(terms, u); };
  FailureOr<Point> start = problem.start();
  FailureOr<Point> pulls = problem.pull(terms);
  if (failed(start) || failed(pulls))
    return failure();
  Stream scale = normAll(steps, orZero(problem, *pulls));
  FailureOr<ConjugateGradients::State> first =
      ConjugateGradients::start(steps, *start, *pulls, H);
  if (failed(first))
    return failure();
  SmallVector<State> states;
  SmallVector<Stream> values = pack(*first);
  const char *kinds[] = {"", "_residual", "_direction"};
  for (auto [i, value] : llvm::enumerate(values)) {
    if (i < 3 * count)
      states.push_back(
          {problem.unknowns[i % count].name + kinds[i / count], value});
    else
      states.push_back({i == 3 * count ? "square" : "last_square", value});
  }
  choice.setRoots(problem.countUnknowns(), 0.0);
  FailureOr<SmallVector<Stream>> final = LoopBuilder::build(
      steps, states,
      [&](ArrayRef<Stream> state) -> FailureOr<SmallVector<Stream>> {
        PROXC_TRY(next, ConjugateGradients::next(steps, unpack(state), H));
        return pack(next);
      },
      [&](ArrayRef<Stream>, ArrayRef<Stream> after) {
        return check(after, scale);
      });
  if (failed(final))
    return failure();
  choice.because("stops on the residual of the normal equations, relative to "
                 "their right-hand side");
  auto epilogue = solver::EpilogueOp::create(steps.builder, steps.location);
  OpBuilder::InsertionGuard guard(steps.builder);
  steps.builder.createBlock(&epilogue.getBody());
  return problem.emitEpilogue(unpack(*final).u);
}

LogicalResult proxc::detail::buildConjugateGradients(ProblemSteps &problem,
                                                     Choice &choice) {
  return NormalEquations(problem, choice).build();
}
