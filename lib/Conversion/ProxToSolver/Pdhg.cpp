//===- Pdhg.cpp - the primal-dual hybrid gradient method --------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// min_u Omega(u) + sum_i T_i(K_i u) (Chambolle and Pock 2011, Algorithm 1), with
// over-relaxation of both variables (Condat 2013, Algorithm 3.1):
//
//   x^  = prox_{tau Omega}(x - tau K* y)
//   y^i = prox_{sigma T_i*}(y_i + sigma K_i (x^ + theta (x^ - x)))
//   x+ = x + relaxation (x^ - x),  y+ = y + relaxation (y^ - y)
//
// Where Omega's prox is pointwise the iteration is written in this order: one
// sweep. Where it is taken in the Fourier domain the loop is turned so that it
// begins with the transform of v = x - tau K* y, which is carried; what lies
// between the transforms is then one sweep again.
//
//===----------------------------------------------------------------------===//

#include "Algorithm.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;

namespace {
class Pdhg {
public:
  Pdhg(ProblemSteps &problem, Choice &choice)
      : problem(problem), steps(problem.steps), choice(choice),
        primals(problem.unknowns.size()), duals(problem.psi.size()) {}

  LogicalResult build();

private:
  using Arrays = SmallVector<Stream, 4>;

  LogicalResult chooseSteps();
  LogicalResult makeStates();
  FailureOr<SmallVector<Stream>> iterate(ArrayRef<Stream> state);
  FailureOr<LoopBuilder::Verdict> check(ArrayRef<Stream> before,
                                        ArrayRef<Stream> after);

  /// x - tau K* y.
  FailureOr<Point> descend(ArrayRef<Stream> x, ArrayRef<Stream> y,
                           const Stream &tau);
  /// y^ of x^ and x.
  FailureOr<Arrays> dualStep(const Point &estimate, ArrayRef<Stream> x,
                             ArrayRef<Stream> y, const Stream &sigma);
  /// old + relaxation (estimate - old).
  SmallVector<Stream> relax(ArrayRef<Stream> old, ArrayRef<Stream> estimate);
  /// |moved / size - other|, and max(|moved| / size, |image|).
  Stream residual(ArrayRef<Stream> moved, ArrayRef<Stream> other,
                  const Stream &size);
  Stream residualScale(ArrayRef<Stream> moved, ArrayRef<Stream> image,
                       const Stream &size);
  Stream balanced(ArrayRef<Stream> movedX, ArrayRef<Stream> movedY,
                  const Stream &weight, const Stream &damping);

  // The layout of the state: x, y, [v], [weight, next weight, damping]. A check
  // changes the next weight; the weight follows one iteration later, since a
  // carried v was made with the old one.
  ArrayRef<Stream> primalOf(ArrayRef<Stream> state) const {
    return state.take_front(primals);
  }
  ArrayRef<Stream> dualOf(ArrayRef<Stream> state) const {
    return state.slice(primals, duals);
  }
  ArrayRef<Stream> targetOf(ArrayRef<Stream> state) const {
    return state.slice(primals + duals, turned ? primals : 0);
  }
  /// tau = step / weight, sigma = step * weight with step = 1 / |K|.
  Stream tauOf(ArrayRef<Stream> state) const {
    return adaptive ? ratio(step, weightOf(state)) : tau;
  }
  Stream sigmaOf(ArrayRef<Stream> state) const {
    return adaptive ? product(step, weightOf(state)) : sigma;
  }
  Stream weightOf(ArrayRef<Stream> state) const {
    return state[state.size() - 3];
  }
  Stream nextWeightOf(ArrayRef<Stream> state) const {
    return state[state.size() - 2];
  }
  Stream dampingOf(ArrayRef<Stream> state) const { return state.back(); }
  Stream ratio(const Stream &a, const Stream &b) const {
    return steps.scalar({a, b}, [](Body &body, ValueRange v) {
      return body.div(v[0], v[1]);
    });
  }
  Stream product(const Stream &a, const Stream &b) const {
    return steps.scalar({a, b}, [](Body &body, ValueRange v) {
      return body.mul(v[0], v[1]);
    });
  }

  ProblemSteps &problem;
  StepBuilder &steps;
  Choice &choice;
  size_t primals, duals;
  bool turned = false, adaptive = false, certified = false;
  double relaxation = 1.0, theta = 1.0;
  Stream step, tau, sigma, startValue;
  SmallVector<State> states;
};
} // namespace

LogicalResult Pdhg::chooseSteps() {
  bool estimated = false;
  FailureOr<Stream> squaredNorm = problem.squaredNorm(estimated);
  if (failed(squaredNorm))
    return failure();
  // tau sigma |K|^2 < 1.
  step = steps.scalar({*squaredNorm}, [](Body &body, ValueRange v) {
    Type f64 = v[0].getType();
    return body.div(body.real(0.999, f64), body.sqrt(v[0]));
  });
  relaxation = choice.number("relaxation", choice.automatic ? 1.9 : 1.0);
  theta = choice.number("theta", 1.0);
  adaptive = choice.flag("adapt", choice.automatic) && !choice.has("tau") &&
             !choice.has("sigma");
  if (adaptive)
    choice.reasons.push_back(
        "the primal weight sigma / tau is balanced while running, at checks: "
        "the better of two fixed steps differs by 3 to 6 in iterations");
  if (relaxation != 1.0)
    choice.reasons.push_back(
        llvm::formatv("over-relaxation {0} of both variables (Condat 2013)",
                      relaxation)
            .str());
  // Textbook: sigma = 1 / (tau |K|^2), tau = 1 / |K| unless given.
  tau = choice.has("tau") ? steps.constant(choice.number("tau", 0)) : step;
  if (choice.has("sigma")) {
    sigma = steps.constant(choice.number("sigma", 0));
    if (!choice.has("tau"))
      tau = steps.scalar({step, sigma}, [](Body &body, ValueRange v) {
        return body.div(body.mul(v[0], v[0]), v[1]);
      });
  } else {
    sigma = steps.scalar({step, tau}, [](Body &body, ValueRange v) {
      return body.div(body.mul(v[0], v[0]), v[1]);
    });
  }
  return success();
}

FailureOr<Point> Pdhg::descend(ArrayRef<Stream> x, ArrayRef<Stream> y,
                               const Stream &tau) {
  PROXC_TRY(pulled, problem.adjoint(y));
  Point point;
  for (auto [j, primal] : llvm::enumerate(x)) {
    Stream pull = pulled[j];
    if (!pull) {
      point.push_back(primal);
      continue;
    }
    point.push_back(steps.map(
        primal.getType(), {primal, pull, tau},
        [&, primal = primal](Body &body, ValueRange index) {
          Type real = linop::realElement(primal.getElementType());
          return body.sub(body.read(primal, index),
                          body.mul(body.cast(body.read(tau, {}), real),
                                   body.read(pull, index)));
        }));
  }
  return point;
}

FailureOr<Pdhg::Arrays> Pdhg::dualStep(const Point &estimate,
                                       ArrayRef<Stream> x, ArrayRef<Stream> y,
                                       const Stream &sigma) {
  Point extrapolated;
  for (auto [now, before] : llvm::zip(estimate, x))
    extrapolated.push_back(steps.map(
        now.getType(), {now, before},
        [&, now = now, before = before](Body &body, ValueRange index) {
          Type real = linop::realElement(now.getElementType());
          Value a = body.read(now, index), b = body.read(before, index);
          return body.add(a, body.mul(body.real(theta, real), body.sub(a, b)));
        }));
  PROXC_TRY(images, problem.forward(extrapolated));
  Arrays result;
  for (auto [term, image, dual] : llvm::zip(problem.psi, images, y)) {
    Stream z = steps.axpby({}, dual, sigma, image);
    PROXC_TRY(next, term->conjugateProx(z, sigma));
    result.push_back(next);
  }
  return result;
}

SmallVector<Stream> Pdhg::relax(ArrayRef<Stream> old,
                                ArrayRef<Stream> estimate) {
  if (relaxation == 1.0)
    return SmallVector<Stream>(estimate);
  SmallVector<Stream> relaxed;
  for (auto [a, b] : llvm::zip(old, estimate))
    relaxed.push_back(
        steps.map(a.getType(), {a, b},
                  [&, a = a, b = b](Body &body, ValueRange index) {
                    Type real = linop::realElement(a.getElementType());
                    Value from = body.read(a, index), to = body.read(b, index);
                    return body.add(from, body.mul(body.real(relaxation, real),
                                                   body.sub(to, from)));
                  }));
  return relaxed;
}

LogicalResult Pdhg::makeStates() {
  FailureOr<Point> start = problem.start();
  if (failed(start))
    return failure();
  for (auto [unknown, value] : llvm::zip(problem.unknowns, *start))
    states.push_back({unknown.name, value});
  Arrays dualStart;
  for (auto [i, term] : llvm::enumerate(problem.psi)) {
    dualStart.push_back(steps.splat(term->space(), 0.0));
    states.push_back({"dual" + std::to_string(i), dualStart.back()});
  }
  if (turned) {
    FailureOr<Point> target = descend(*start, dualStart, tau);
    if (failed(target))
      return failure();
    for (auto [unknown, value] : llvm::zip(problem.unknowns, *target))
      states.push_back({unknown.name + "_target", value});
  }
  if (adaptive) {
    states.push_back({"primal_weight", steps.constant(1.0)});
    states.push_back({"next_primal_weight", steps.constant(1.0)});
    states.push_back({"damping", steps.constant(0.5)});
  }
  FailureOr<ProblemSteps::Evaluation> first =
      problem.evaluate(*problem.project(*start));
  if (failed(first))
    return failure();
  startValue = first->objective;
  return success();
}

FailureOr<SmallVector<Stream>> Pdhg::iterate(ArrayRef<Stream> state) {
  ArrayRef<Stream> x = primalOf(state), y = dualOf(state);
  Stream t = tauOf(state), s = sigmaOf(state);
  Point target(targetOf(state));
  if (!turned) {
    PROXC_TRY(descended, descend(x, y, t));
    target = descended;
  }
  Stream rho = steps.scalar({t}, [](Body &body, ValueRange v) {
    return body.div(body.real(1.0, v[0].getType()), v[0]);
  });
  Point estimate;
  for (auto [omega, v] : llvm::zip(problem.omegas, target)) {
    PROXC_TRY(next, omega.prox(v, rho));
    estimate.push_back(next);
  }
  PROXC_TRY(dual, dualStep(estimate, x, y, s));
  SmallVector<Stream> next = relax(x, estimate);
  SmallVector<Stream> nextDual = relax(y, dual);
  Point descended;
  if (turned) {
    Stream nextTau = adaptive ? ratio(step, nextWeightOf(state)) : t;
    PROXC_TRY(point, descend(next, nextDual, nextTau));
    descended = point;
  }
  llvm::append_range(next, nextDual);
  llvm::append_range(next, descended);
  if (adaptive)
    llvm::append_range(next, ArrayRef<Stream>{nextWeightOf(state),
                                              nextWeightOf(state),
                                              dampingOf(state)});
  return next;
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

Stream Pdhg::balanced(ArrayRef<Stream> movedX, ArrayRef<Stream> movedY,
                      const Stream &weight, const Stream &damping) {
  // The weight that makes the last moves of both variables equally long
  // (Applegate et al. 2021, Algorithm 3), approached by a part of the way in
  // the logarithm. The parts are summable, so the method still converges.
  Stream x = normAll(steps, movedX), y = normAll(steps, movedY);
  return steps.scalar({x, y, weight, damping}, [](Body &body, ValueRange v) {
    Type f64 = v[0].getType();
    auto log = [&](Value a) -> Value {
      return math::LogOp::create(body.builder, body.location,
                                 body.max(a, body.real(1e-30, f64)));
    };
    Value current = log(v[2]);
    Value wanted = body.sub(log(v[1]), log(v[0]));
    Value part = body.mul(v[3], body.sub(wanted, current));
    Value bound = body.real(1.5, f64);
    part = body.min(body.max(part, body.neg(bound)), bound);
    return math::ExpOp::create(body.builder, body.location,
                               body.add(current, part));
  });
}

Stream Pdhg::residual(ArrayRef<Stream> moved, ArrayRef<Stream> other,
                      const Stream &size) {
  SmallVector<Stream> parts;
  for (auto [a, b] : llvm::zip(moved, other)) {
    SmallVector<Stream, 3> inputs{a, size};
    if (b)
      inputs.push_back(b);
    parts.push_back(steps.map(
        a.getType(), inputs,
        [&, a = a, b = b](Body &body, ValueRange index) {
          Type real = linop::realElement(a.getElementType());
          Value scaled = body.div(body.read(a, index),
                                  body.cast(body.read(size, {}), real));
          return b ? body.sub(scaled, body.read(b, index)) : scaled;
        }));
  }
  return normAll(steps, parts);
}

Stream Pdhg::residualScale(ArrayRef<Stream> moved, ArrayRef<Stream> image,
                           const Stream &size) {
  return steps.scalar(
      {normAll(steps, moved), size, normAll(steps, image)},
      [](Body &body, ValueRange v) {
        return body.max(body.div(v[0], v[1]), v[2]);
      });
}

FailureOr<LoopBuilder::Verdict> Pdhg::check(ArrayRef<Stream> before,
                                            ArrayRef<Stream> after) {
  ArrayRef<Stream> x = primalOf(after), y = dualOf(after);
  SmallVector<Stream> movedX = subtractAll(steps, x, primalOf(before));
  SmallVector<Stream> movedY = subtractAll(steps, y, dualOf(before));
  Stream t = tauOf(before), s = sigmaOf(before);
  LoopBuilder::Verdict verdict;
  PROXC_TRY(projected, problem.project(Point(x)));
  PROXC_TRY(value, problem.evaluate(projected));
  PROXC_TRY(dual, problem.dualValue(y));
  verdict.metrics.push_back({"objective", value.objective});
  if (value.violation)
    verdict.metrics.push_back({"violation", value.violation});
  if (dual) {
    certified = true;
    verdict.metrics.push_back({"primal_value", value.objective});
    verdict.metrics.push_back({"dual_value", dual});
    verdict.metrics.push_back({"start_value", startValue});
  }
  // p = (x - x') / tau - K* (y - y'), d = (y - y') / sigma - K (x - x').
  PROXC_TRY(pulledMove, problem.adjoint(movedY));
  PROXC_TRY(pulled, problem.adjoint(y));
  PROXC_TRY(imageMove, problem.forward(Point(movedX.begin(), movedX.end())));
  PROXC_TRY(image, problem.forward(Point(x)));
  verdict.metrics.push_back({"primal_residual", residual(movedX, pulledMove, t)});
  verdict.metrics.push_back({"primal_scale", residualScale(movedX, pulled, t)});
  verdict.metrics.push_back({"dual_residual", residual(movedY, imageMove, s)});
  verdict.metrics.push_back(
      {"dual_scale", residualScale(movedY, image, steps.constant(1.0))});
  if (adaptive) {
    Stream next = balanced(movedX, movedY, weightOf(before), dampingOf(before));
    Stream damping = steps.scalar(
        {dampingOf(before)}, [](Body &body, ValueRange v) {
          return body.mul(v[0], body.real(0.97, v[0].getType()));
        });
    // Without a carried v the new weight holds at once.
    llvm::append_range(
        verdict.scalars,
        ArrayRef<Stream>{turned ? weightOf(after) : next, next, damping});
  }
  return verdict;
}

LogicalResult Pdhg::build() {
  turned = llvm::any_of(problem.omegas,
                        [](const Omega &omega) { return omega.isFourier(); });
  if (failed(chooseSteps()) || failed(makeStates()))
    return failure();
  auto final = LoopBuilder::build(
      steps, states, [&](ArrayRef<Stream> state) { return iterate(state); },
      [&](ArrayRef<Stream> before, ArrayRef<Stream> after) {
        return check(before, after);
      });
  if (failed(final))
    return failure();
  choice.reasons.push_back(
      certified ? "stops on the duality gap, which certifies the result"
                : "stops on relative residuals: no finite dual value is known");
  auto epilogue = solver::EpilogueOp::create(steps.builder, steps.location);
  OpBuilder::InsertionGuard guard(steps.builder);
  steps.builder.createBlock(&epilogue.getBody());
  return problem.emitEpilogue(Point(primalOf(*final)));
}

LogicalResult proxc::detail::buildPdhg(ProblemSteps &problem, Choice &choice) {
  return Pdhg(problem, choice).build();
}
