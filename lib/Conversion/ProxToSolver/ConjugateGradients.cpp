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
#include <cmath>
#include <limits>

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;

/// The precision of the unknowns.
static double epsilonOf(const Point &u) {
  double epsilon = 0.0;
  for (const Stream &x : u) {
    auto real = cast<FloatType>(linop::realElement(x.getElementType()));
    epsilon = std::max(
        epsilon, std::ldexp(1.0, 1 - int(real.getFPMantissaWidth())));
  }
  return epsilon;
}

/// The square of a residual below which it is rounding: (8 epsilon)^2 largest.
static Value roundingFloor(Body &body, Value largest, double epsilon) {
  return body.mul(body.real(64.0 * epsilon * epsilon, largest.getType()),
                  largest);
}

static Stream flag(StepBuilder &steps, ArrayRef<Stream> inputs,
                   llvm::function_ref<Value(Body &, ValueRange)> holds) {
  return steps.scalar(inputs, [&](Body &body, ValueRange v) {
    Type f64 = v[0].getType();
    return body.select(holds(body, v), body.real(1.0, f64),
                       body.real(0.0, f64));
  });
}

/// sign a / b, 0 where `working` is.
static Stream ratioWhere(StepBuilder &steps, const Stream &working,
                         const Stream &a, const Stream &b, double sign = 1.0) {
  return steps.scalar({working, a, b}, [&](Body &body, ValueRange v) {
    Type f64 = v[0].getType();
    Value zero = body.real(0.0, f64);
    Value works = body.both(body.less(zero, v[0]), body.less(zero, v[2]));
    Value divisor = body.select(works, v[2], body.real(1.0, f64));
    Value quotient = body.div(body.mul(body.real(sign, f64), v[1]), divisor);
    return body.select(works, quotient, zero);
  });
}

static Stream maxOf(StepBuilder &steps, const Stream &a, const Stream &b) {
  return steps.scalar({a, b}, [](Body &body, ValueRange v) {
    return body.max(v[0], v[1]);
  });
}

/// g - H u.
static FailureOr<Point> residualOf(StepBuilder &steps, const Point &u,
                                   const Point &g,
                                   ConjugateGradients::Operator H) {
  PROXC_TRY(image, H(u));
  Point residuals;
  for (auto [x, right, left] : llvm::zip(u, g, image)) {
    Stream residual =
        addStreams(steps, right, scaleStream(steps, -1.0, {}, left));
    residuals.push_back(residual ? residual : steps.splat(x.getType(), 0.0));
  }
  return residuals;
}

FailureOr<ConjugateGradients::State>
ConjugateGradients::start(StepBuilder &steps, const Point &u, const Point &g,
                          Operator H) {
  PROXC_TRY(residual, residualOf(steps, u, g, H));
  State state;
  state.u = u;
  state.residual = residual;
  for (const Stream &x : u)
    state.direction.push_back(steps.splat(x.getType(), 0.0));
  state.square = dotAll(steps, state.residual, state.residual);
  state.lastSquare = steps.constant(1.0);
  state.largest = maxOf(steps, state.square, dotAll(steps, g, g));
  state.steepest = steps.constant(0.0);
  state.flat = steps.constant(0.0);
  return state;
}

FailureOr<ConjugateGradients::State>
ConjugateGradients::next(StepBuilder &steps, const State &state, Operator H) {
  double epsilon = epsilonOf(state.u);
  State result;
  Stream working = flag(
      steps, {state.square, state.largest}, [&](Body &body, ValueRange v) {
        return body.less(roundingFloor(body, v[1], epsilon), v[0]);
      });
  Stream turn = ratioWhere(steps, working, state.square, state.lastSquare);
  result.direction = addAll(steps, state.residual, turn, state.direction);
  PROXC_TRY(image, H(result.direction));
  Stream curvature = dotAll(steps, result.direction, image);
  Stream length = dotAll(steps, result.direction, result.direction);
  // <d, H d> <= eps |H| |d|^2: to precision d lies in the null space of H.
  Stream curved = flag(
      steps, {working, curvature, length, state.steepest},
      [&](Body &body, ValueRange v) {
        Value floor = body.mul(body.real(epsilon, v[0].getType()),
                               body.mul(v[3], v[2]));
        return body.both(body.less(body.real(0.0, v[0].getType()), v[0]),
                         body.less(floor, v[1]));
      });
  result.u = addAll(steps, state.u,
                    ratioWhere(steps, curved, state.square, curvature),
                    result.direction);
  result.residual =
      addAll(steps, state.residual,
             ratioWhere(steps, curved, state.square, curvature, -1.0), image);
  result.square = dotAll(steps, result.residual, result.residual);
  result.lastSquare = state.square;
  result.largest = maxOf(steps, state.largest, result.square);
  result.steepest = maxOf(steps, state.steepest,
                          ratioWhere(steps, curved, curvature, length));
  result.flat = flag(steps, {working, curved}, [](Body &body, ValueRange v) {
    return body.less(v[1], v[0]);
  });
  return result;
}

namespace {
/// The method `cg`. State: u, residual and direction of each unknown, and the
/// numbers of ConjugateGradients::State.
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
    rest = rest.drop_front(count);
    result.square = rest[0];
    result.lastSquare = rest[1];
    result.largest = rest[2];
    result.steepest = rest[3];
    result.flat = rest[4];
    return result;
  }
  static SmallVector<Stream> pack(const ConjugateGradients::State &state) {
    SmallVector<Stream> all(state.u.begin(), state.u.end());
    llvm::append_range(all, state.residual);
    llvm::append_range(all, state.direction);
    llvm::append_range(all, ArrayRef<Stream>{state.square, state.lastSquare,
                                             state.largest, state.steepest,
                                             state.flat});
    return all;
  }
  FailureOr<LoopBuilder::Verdict> check(ArrayRef<Stream> after,
                                        const Point &right,
                                        const Stream &scale);
  FailureOr<Point> curve(const Point &u) { return problem.curved(terms, u); }

  ProblemSteps &problem;
  StepBuilder &steps;
  Choice &choice;
  size_t count;
  SmallVector<Term *> terms;
  Stream startValue;
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
NormalEquations::check(ArrayRef<Stream> after, const Point &right,
                       const Stream &scale) {
  ConjugateGradients::State state = unpack(after);
  LoopBuilder::Verdict verdict;
  PROXC_TRY(value, problem.evaluate(state.u));
  verdict.metrics.push_back(
      {"objective",
       steps.scalar({value.objective, state.flat, state.square, state.largest},
                    [](Body &body, ValueRange v) {
                      // A gradient along which nothing curves leads down
                      // without end; a small one may be rounding.
                      Type f64 = v[0].getType();
                      Value floor = body.mul(body.real(1e-4, f64), v[3]);
                      Value endless =
                          body.both(body.less(body.real(0.0, f64), v[1]),
                                    body.less(floor, v[2]));
                      Value infinity = body.real(
                          -std::numeric_limits<double>::infinity(), f64);
                      return body.select(endless, infinity, v[0]);
                    })});
  verdict.metrics.push_back({"start_value", startValue});
  // Rounding parts the residual that is updated from the true one, which then
  // counts, and from which the iterations begin anew.
  PROXC_TRY(residual,
            residualOf(steps, state.u, right,
                       [&](const Point &u) { return curve(u); }));
  Stream square = dotAll(steps, residual, residual);
  double epsilon = epsilonOf(state.u);
  Stream apart = flag(
      steps,
      {square, state.square, state.largest, state.steepest,
       dotAll(steps, state.u, state.u)},
      [&](Body &body, ValueRange v) {
        Value fine = body.mul(body.real(4.0, v[1].getType()), v[1]);
        // H u itself has the rounding of |H| |u|.
        Value product = body.mul(body.mul(v[3], v[3]), v[4]);
        Value floor = roundingFloor(body, body.max(v[2], product), epsilon);
        return body.less(body.max(fine, floor), v[0]);
      });
  Stream norm = steps.scalar(
      {apart, square, state.square}, [](Body &body, ValueRange v) {
        Value drifted = body.less(body.real(0.0, v[0].getType()), v[0]);
        return body.sqrt(body.select(drifted, v[1], v[2]));
      });
  verdict.metrics.push_back({"primal_residual", norm});
  verdict.metrics.push_back({"primal_scale", scale});
  verdict.metrics.push_back({"dual_residual", steps.constant(0.0)});
  verdict.metrics.push_back({"dual_scale", steps.constant(0.0)});
  verdict.metrics.push_back({"restart", apart});
  return verdict;
}

LogicalResult NormalEquations::build() {
  if (failed(accept()))
    return failure();
  auto H = [&](const Point &u) { return curve(u); };
  FailureOr<Point> start = problem.start();
  FailureOr<Point> pulls = problem.pull(terms);
  if (failed(start) || failed(pulls))
    return failure();
  FailureOr<ProblemSteps::Evaluation> value = problem.evaluate(*start);
  if (failed(value))
    return failure();
  startValue = value->objective;
  Stream scale = normAll(steps, orZero(problem, *pulls));
  FailureOr<ConjugateGradients::State> first =
      ConjugateGradients::start(steps, *start, *pulls, H);
  if (failed(first))
    return failure();
  SmallVector<State> states;
  SmallVector<Stream> values = pack(*first);
  const char *kinds[] = {"", "_residual", "_direction"};
  const char *numbers[] = {"square", "last_square", "largest", "steepest",
                           "flat"};
  for (auto [i, value] : llvm::enumerate(values)) {
    if (i < 3 * count)
      states.push_back({problem.unknowns[i % count].name + kinds[i / count],
                        value, /*derived=*/i >= count});
    else
      states.push_back({numbers[i - 3 * count], value, /*derived=*/true});
  }
  choice.setRoots(problem.countUnknowns(), 0.0);
  FailureOr<SmallVector<Stream>> final = LoopBuilder::build(
      steps, states,
      [&](ArrayRef<Stream> state) -> FailureOr<SmallVector<Stream>> {
        PROXC_TRY(next, ConjugateGradients::next(steps, unpack(state), H));
        return pack(next);
      },
      [&](ArrayRef<Stream>, ArrayRef<Stream> after) {
        return check(after, *pulls, scale);
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
