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
#include "llvm/Support/FormatVariadic.h"
#include <limits>

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

  /// Reads the options and refuses what they cannot mean.
  LogicalResult accept();
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
                             ArrayRef<Stream> y, const Stream &sigma,
                             const Stream &extrapolation);
  /// |moved / size - other|, and max(|moved| / size, |image|).
  Stream residual(ArrayRef<Stream> moved, ArrayRef<Stream> other,
                  const Stream &size);
  Stream residualScale(ArrayRef<Stream> moved, ArrayRef<Stream> image,
                       const Stream &size);

  // The layout of the state: x, y, [v], then where the steps adapt [weight, next
  // weight, damping] and where they accelerate [tau, sigma]. A check changes the
  // next weight; the weight follows one iteration later, since a carried v was
  // made with the old one.
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
    if (accelerated)
      return state[state.size() - 2];
    return adaptive ? ratio(step, weightOf(state)) : tau;
  }
  Stream sigmaOf(ArrayRef<Stream> state) const {
    if (accelerated)
      return state.back();
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
  bool turned = false, adaptive = false, accelerated = false;
  bool fixedTau = false, fixedSigma = false, certified = false;
  double relaxation = 1.0, theta = 1.0;
  Stream step, tau, sigma, convexity, startValue;
  SmallVector<State> states;
};
} // namespace

LogicalResult Pdhg::accept() {
  double infinity = std::numeric_limits<double>::infinity();
  if (failed(checkRange(problem, choice, "tau", 0, infinity)) ||
      failed(checkRange(problem, choice, "sigma", 0, infinity)) ||
      failed(checkRange(problem, choice, "relaxation", 0, 2)))
    return failure();
  fixedTau = choice.has("tau");
  fixedSigma = choice.has("sigma");
  accelerated = choice.flag("accelerate", false);
  relaxation = choice.number("relaxation",
                             choice.automatic && !accelerated ? 1.9 : 1.0);
  theta = choice.number("theta", 1.0);
  adaptive = choice.flag("adapt", choice.automatic && !accelerated &&
                                      !fixedTau && !fixedSigma);
  auto refuse = [&](const Twine &message) -> LogicalResult {
    problem.problem.emitError(message);
    return failure();
  };
  if (accelerated && (adaptive || relaxation != 1.0))
    return refuse("'accelerate' of 'pdhg' sets the step sizes itself, so it "
                  "excludes 'adapt' and 'relaxation'");
  if (adaptive && (fixedTau || fixedSigma))
    return refuse("'adapt' of 'pdhg' sets the step sizes itself, so it "
                  "excludes 'tau' and 'sigma'");
  if (accelerated)
    for (const Omega &omega : problem.omegas)
      if (!omega.convexity())
        return refuse("'accelerate' of 'pdhg' needs a term like sum_squares(u "
                      "- b) of each unknown itself, which makes the problem "
                      "strongly convex");
  if (fixedTau && fixedSigma) {
    double product = choice.number("tau", 1) * choice.number("sigma", 1);
    std::optional<double> norm = problem.knownSquaredNorm();
    if (norm && product * *norm > 1.0 + 1e-6)
      problem.problem.emitWarning(llvm::formatv(
          "'pdhg' converges where tau * sigma * |K|^2 <= 1, found {0}: |K|^2 is "
          "at most {1} here",
          product * *norm, *norm));
  }
  return success();
}

LogicalResult Pdhg::chooseSteps() {
  // tau sigma |K|^2 < 1.
  if (!fixedTau || !fixedSigma) {
    FailureOr<Stream> squaredNorm = problem.squaredNorm();
    if (failed(squaredNorm))
      return failure();
    step = steps.scalar({*squaredNorm}, [](Body &body, ValueRange v) {
      Type f64 = v[0].getType();
      return body.div(body.real(0.999, f64), body.sqrt(v[0]));
    });
  }
  if (std::optional<double> norm = problem.knownSquaredNorm())
    choice.because(llvm::formatv("|K|^2 is at most {0:F4}", *norm));
  if (adaptive)
    choice.because("the ratio of dual and primal step starts at 1 and makes "
                   "both relative residuals equal, at checks: the best fixed "
                   "ratio is worth a factor of 3 to 6 in iterations");
  if (relaxation != 1.0)
    choice.because(
        llvm::formatv("over-relaxation {0:F2} of both variables (Condat 2013)",
                      relaxation));
  // Textbook: sigma = 1 / (tau |K|^2), tau = 1 / |K| unless given.
  auto other = [&](const Stream &given) {
    return steps.scalar({step, given}, [](Body &body, ValueRange v) {
      return body.div(body.mul(v[0], v[0]), v[1]);
    });
  };
  tau = sigma = step;
  if (fixedTau)
    tau = steps.constant(choice.number("tau", 0));
  if (fixedSigma)
    sigma = steps.constant(choice.number("sigma", 0));
  if (fixedTau && !fixedSigma)
    sigma = other(tau);
  if (fixedSigma && !fixedTau)
    tau = other(sigma);
  if (accelerated) {
    SmallVector<Stream, 2> moduli;
    for (const Omega &omega : problem.omegas)
      moduli.push_back(omega.convexity());
    convexity = steps.scalar(moduli, [](Body &body, ValueRange values) {
      Value least = values.front();
      for (Value value : values.drop_front())
        least = body.min(least, value);
      return least;
    });
    choice.because("step sizes of Chambolle and Pock 2011, Algorithm 2");
  }
  return success();
}

FailureOr<Point> Pdhg::descend(ArrayRef<Stream> x, ArrayRef<Stream> y,
                               const Stream &tau) {
  PROXC_TRY(pulled, problem.adjoint(problem.psi, y));
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
                                       const Stream &sigma,
                                       const Stream &extrapolation) {
  Point extrapolated;
  for (auto [now, before] : llvm::zip(estimate, x)) {
    SmallVector<Stream, 3> inputs{now, before};
    if (extrapolation)
      inputs.push_back(extrapolation);
    extrapolated.push_back(steps.map(
        now.getType(), inputs,
        [&, now = now, before = before](Body &body, ValueRange index) {
          Type real = linop::realElement(now.getElementType());
          Value a = body.read(now, index), b = body.read(before, index);
          Value factor = extrapolation
                             ? body.cast(body.read(extrapolation, {}), real)
                             : body.real(theta, real);
          return body.add(a, body.mul(factor, body.sub(a, b)));
        }));
  }
  PROXC_TRY(images, problem.forward(problem.psi, extrapolated));
  Arrays result;
  for (auto [term, image, dual] : llvm::zip(problem.psi, images, y)) {
    Stream z = steps.axpby({}, dual, sigma, image);
    PROXC_TRY(next, term->conjugateProx(z, sigma));
    result.push_back(next);
  }
  return result;
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
    states.push_back({"damping", steps.constant(1.0)});
  }
  if (accelerated) {
    states.push_back({"tau", tau});
    states.push_back({"sigma", sigma});
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
  // Chambolle and Pock 2011, Algorithm 2: the primal step of one iteration, then
  // theta and both steps of the next, which the dual step uses already.
  Stream extrapolation, nextTau = t;
  if (accelerated) {
    extrapolation = steps.scalar({t, convexity}, [](Body &body, ValueRange v) {
      Type f64 = v[0].getType();
      Value growth = body.mul(body.real(2.0, f64), body.mul(v[0], v[1]));
      return body.div(body.real(1.0, f64),
                      body.sqrt(body.add(body.real(1.0, f64), growth)));
    });
    nextTau = product(t, extrapolation);
    s = ratio(s, extrapolation);
  } else if (adaptive) {
    nextTau = ratio(step, nextWeightOf(state));
  }
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
  PROXC_TRY(dual, dualStep(estimate, x, y, s, extrapolation));
  SmallVector<Stream> next = relaxAll(steps, relaxation, x, estimate);
  SmallVector<Stream> nextDual = relaxAll(steps, relaxation, y, dual);
  Point descended;
  if (turned) {
    PROXC_TRY(point, descend(next, nextDual, nextTau));
    descended = point;
  }
  llvm::append_range(next, nextDual);
  llvm::append_range(next, descended);
  if (adaptive)
    llvm::append_range(next, ArrayRef<Stream>{nextWeightOf(state),
                                              nextWeightOf(state),
                                              dampingOf(state)});
  if (accelerated)
    llvm::append_range(next, ArrayRef<Stream>{nextTau, s});
  return next;
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

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
  // Where the steps accelerate the dual one is the next iteration's already.
  Stream t = tauOf(before), s = sigmaOf(accelerated ? after : before);
  LoopBuilder::Verdict verdict;
  PROXC_TRY(projected, problem.project(Point(x)));
  PROXC_TRY(value, problem.evaluate(projected));
  PROXC_TRY(dual, problem.dualValue(y));
  verdict.metrics.push_back({"objective", value.objective});
  if (value.violation)
    verdict.metrics.push_back({"violation", value.violation});
  // Where a set behind an operator is missed the objective is no upper bound.
  if (dual && !value.violation) {
    certified = true;
    verdict.metrics.push_back({"primal_value", value.objective});
    verdict.metrics.push_back({"dual_value", dual});
    verdict.metrics.push_back({"start_value", startValue});
  }
  // p = (x - x') / tau - K* (y - y'), d = (y - y') / sigma - K (x - x').
  PROXC_TRY(pulledMove, problem.adjoint(problem.psi, movedY));
  PROXC_TRY(pulled, problem.adjoint(problem.psi, y));
  PROXC_TRY(imageMove, problem.forward(problem.psi, Point(movedX.begin(), movedX.end())));
  PROXC_TRY(image, problem.forward(problem.psi, Point(x)));
  Stream primal = residual(movedX, pulledMove, t);
  // K* y goes to 0 where Omega is empty, so that its parts count too.
  PROXC_TRY(parts, problem.adjointScale(problem.psi, y));
  Stream primalScale = steps.scalar(
      {residualScale(movedX, pulled, t), parts},
      [](Body &body, ValueRange v) { return body.max(v[0], v[1]); });
  Stream dualResidual = residual(movedY, imageMove, s);
  Stream dualScale = residualScale(movedY, image, steps.constant(1.0));
  verdict.metrics.push_back({"primal_residual", primal});
  verdict.metrics.push_back({"primal_scale", primalScale});
  verdict.metrics.push_back({"dual_residual", dualResidual});
  verdict.metrics.push_back({"dual_scale", dualScale});
  if (adaptive) {
    Stream next = balance(steps, weightOf(before), dampingOf(before),
                          {primal, primalScale}, {dualResidual, dualScale},
                          /*root=*/false);
    // Without a carried v the new weight holds at once.
    llvm::append_range(verdict.scalars,
                       ArrayRef<Stream>{turned ? weightOf(after) : next, next,
                                        nextDamping(steps, dampingOf(before))});
  }
  return verdict;
}

LogicalResult Pdhg::build() {
  turned = llvm::any_of(problem.omegas,
                        [](const Omega &omega) { return omega.isFourier(); });
  if (failed(accept()) || failed(chooseSteps()) || failed(makeStates()))
    return failure();
  choice.setRoots(problem.countUnknowns(),
                  ProblemSteps::countEntries(problem.psi));
  auto final = LoopBuilder::build(
      steps, states, [&](ArrayRef<Stream> state) { return iterate(state); },
      [&](ArrayRef<Stream> before, ArrayRef<Stream> after) {
        return check(before, after);
      });
  if (failed(final))
    return failure();
  choice.because(certified
                     ? "stops on the duality gap, which certifies the result"
                     : "stops on relative residuals: no finite gap is known");
  auto epilogue = solver::EpilogueOp::create(steps.builder, steps.location);
  OpBuilder::InsertionGuard guard(steps.builder);
  steps.builder.createBlock(&epilogue.getBody());
  return problem.emitEpilogue(Point(primalOf(*final)));
}

LogicalResult proxc::detail::buildPdhg(ProblemSteps &problem, Choice &choice) {
  return Pdhg(problem, choice).build();
}
