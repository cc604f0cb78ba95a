//===- Pdhg.cpp - the primal-dual hybrid gradient method --------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// min_u Omega(u) + sum_i T_i(K_i u) (Chambolle and Pock 2011, Algorithm 1),
// with over-relaxation of both variables (Condat 2013, Algorithm 3.1):
//
//   x^  = prox_{tau Omega}(x - tau K* y)
//   y^i = prox_{sigma T_i*}(y_i + sigma K_i (x^ + theta (x^ - x)))
//   x+ = x + relaxation (x^ - x),  y+ = y + relaxation (y^ - y)
//
// Where the compiler chose the method and the norms of the K_i differ, sigma is
// sigma s_i^2 for term i with s_i = 1 / |K_i|: the steps of the problem with
// s_i K_i and T_i(. / s_i), whose operators all have a norm of 1
// (equilibration; Pock and Chambolle 2011 take a step for each entry). The
// problem, its duals, its residuals and its gap stay as they are.
//
// The residuals vanish at (x^, y^), and x^ lies in the sets of Omega, so x^ is
// what is tested and handed out: of the last state, one more primal step.
//
// Where Omega's prox is pointwise the iteration is written in this order: one
// sweep. Where it is taken in the Fourier domain the loop is turned so that it
// begins with the transform of v = x - tau K* y, which is carried; what lies
// between the transforms is then one sweep again.
//
//===----------------------------------------------------------------------===//

#include "Algorithm.h"
#include "proxc/Analysis/Norms.h"
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
  /// Sets `scales`, where scaling the terms is worth it, and returns a bound of
  /// |K|^2 behind it.
  FailureOr<Stream> equilibrate();
  /// The dual step of each term.
  Arrays sigmasOf(const Stream &sigma) const {
    Arrays all(duals, sigma);
    for (auto [own, scale] : llvm::zip(all, scales))
      own = product(sigma, scale);
    return all;
  }
  LogicalResult makeStates();
  FailureOr<SmallVector<Stream>> iterate(ArrayRef<Stream> state);
  FailureOr<LoopBuilder::Verdict> check(ArrayRef<Stream> before,
                                        ArrayRef<Stream> after);

  /// x - tau K* y.
  FailureOr<Point> descend(ArrayRef<Stream> x, ArrayRef<Stream> y,
                           const Stream &tau);
  /// The primal step at a state: x^ of the iteration that would follow.
  FailureOr<Point> estimateAt(ArrayRef<Stream> state);
  /// The point that a state stands for.
  FailureOr<Point> solutionOf(ArrayRef<Stream> state);
  /// x^ or y^ of the iteration between two states.
  SmallVector<Stream> unrelaxed(ArrayRef<Stream> before,
                                ArrayRef<Stream> after);
  /// The ratio of dual and primal step to begin with.
  FailureOr<Stream> firstWeight();
  /// y^ of x^ and x.
  FailureOr<Arrays> dualStep(const Point &estimate, ArrayRef<Stream> x,
                             ArrayRef<Stream> y, const Stream &sigma,
                             const Stream &extrapolation);
  /// |moved / size - other| with a size for each array, and max(|moved| / size,
  /// |image|).
  Stream residual(ArrayRef<Stream> moved, ArrayRef<Stream> other,
                  ArrayRef<Stream> sizes);
  Stream residualScale(ArrayRef<Stream> moved, ArrayRef<Stream> image,
                       const Stream &size);

  // The layout of the state: x, y, [v], the largest residuals' scales that were
  // seen, then where the steps adapt [weight, next weight, damping] and where
  // they accelerate [tau, sigma]. A check changes the next weight; the weight
  // follows one iteration later, since a carried v, and the point that a check
  // tested, were made with the old one.
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
  ArrayRef<Stream> seenOf(ArrayRef<Stream> state) const {
    return state.slice(primals + duals + (turned ? primals : 0), 2);
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
  /// s_i^2 of each term, f64 of rank 0; none: all are 1.
  Arrays scales;
  /// The bound of |K|^2 behind the scaling, where it is known without data.
  std::optional<double> knownNorm;
  SmallVector<State> states;
};
} // namespace

LogicalResult Pdhg::accept() {
  double infinity = std::numeric_limits<double>::infinity();
  if (failed(checkRange(problem, choice, "tau", 0, infinity)) ||
      failed(checkRange(problem, choice, "sigma", 0, infinity)) ||
      failed(checkRange(problem, choice, "relaxation", 0, 2)) ||
      failed(checkRange(problem, choice, "theta", 0, 1, /*inclusive=*/true)))
    return failure();
  bool fixedTheta = choice.has("theta");
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
  if (accelerated && (adaptive || fixedTheta || relaxation != 1.0))
    return refuse("'accelerate' of 'pdhg' sets the step sizes itself, so it "
                  "excludes 'adapt', 'theta' and 'relaxation'");
  if (theta != 1.0 && relaxation != 1.0)
    return refuse("over-relaxation of 'pdhg' is known to converge with a theta "
                  "of 1 only, so it excludes others");
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

FailureOr<Stream> Pdhg::equilibrate() {
  knownNorm = problem.knownSquaredNorm();
  if (!choice.automatic || !adaptive || duals < 2)
    return problem.squaredNorm();
  // Below this ratio the steps are as good as those of equal norms.
  constexpr double smallestRatio = 1.1;
  // Below this share of the largest an operator may be 0 but for rounding, and
  // is scaled as that one is: its own step would overflow.
  constexpr double smallestNorm = 1e-8;
  SmallVector<prox::TermOp> ops;
  SmallVector<double> norms;
  for (Term *term : problem.psi) {
    ops.push_back(term->op);
    if (std::optional<double> norm = analysis::termNormBound(term->op))
      norms.push_back(*norm);
  }
  if (norms.size() == duals) {
    double largest = *llvm::max_element(norms);
    SmallVector<double> inverses;
    for (double norm : norms)
      inverses.push_back(norm > smallestNorm * largest ? 1.0 / norm
                         : largest > 0.0               ? 1.0 / largest
                                                       : 1.0);
    auto [least, most] = std::minmax_element(inverses.begin(), inverses.end());
    if (*most <= smallestRatio * *least)
      return problem.squaredNorm();
    for (double inverse : inverses)
      scales.push_back(steps.constant(inverse * inverse));
    double norm = *analysis::stackedNormBound(ops, inverses);
    knownNorm = norm > 0.0 ? norm * norm : 1.0;
    choice.because(llvm::formatv(
        "the terms' operators, whose norms differ by a factor of {0:F1}, are "
        "scaled to a norm of 1, which gives each term a dual step of its own",
        *most / *least));
    return steps.constant(*knownNorm);
  }
  Arrays squares;
  for (Term *term : problem.psi) {
    PROXC_TRY(norm, problem.squaredNormOf(*term));
    squares.push_back(norm);
  }
  Stream largest = squares.front();
  for (const Stream &square : ArrayRef<Stream>(squares).drop_front())
    largest = largerOf(steps, largest, square);
  for (const Stream &square : squares)
    scales.push_back(steps.scalar({square, largest}, [&](Body &body,
                                                         ValueRange v) {
      Type f64 = v[0].getType();
      Value least = body.mul(body.real(smallestNorm * smallestNorm, f64), v[1]);
      Value square = body.select(body.less(least, v[0]), v[0], v[1]);
      Value positive = body.less(body.real(0.0, f64), square);
      Value one = body.real(1.0, f64);
      return body.div(one, body.select(positive, square, one));
    }));
  // |S K|^2 <= sum |s_i K_i|^2.
  knownNorm = double(duals);
  choice.because("the terms' operators are scaled to a norm of 1 at set-up, "
                 "which gives each term a dual step of its own");
  return steps.constant(*knownNorm);
}

LogicalResult Pdhg::chooseSteps() {
  // tau sigma |K|^2 < 1.
  if (!fixedTau || !fixedSigma) {
    FailureOr<Stream> squaredNorm = equilibrate();
    if (failed(squaredNorm))
      return failure();
    step = steps.scalar({*squaredNorm}, [](Body &body, ValueRange v) {
      Type f64 = v[0].getType();
      return body.div(body.real(0.999, f64), body.sqrt(v[0]));
    });
  }
  if (std::optional<double> norm = problem.knownSquaredNorm())
    choice.because(llvm::formatv("|K|^2 is at most {0:F4}", *norm));
  if (!scales.empty())
    choice.because(
        llvm::formatv("|K|^2 of the scaled K is at most {0:F4}", *knownNorm));
  if (adaptive)
    choice.because(
        Twine("the ratio of dual and primal step starts ") +
        (choice.automatic ? "where the curvatures or the data suggest"
                          : "at 1") +
        " and makes both relative residuals equal, at checks: the best fixed "
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
  // The options tell the steps, where the compiler knows them.
  if (knownNorm) {
    double root = 0.999 / std::sqrt(*knownNorm);
    double first = fixedTau     ? choice.number("tau", 0)
                   : fixedSigma ? root * root / choice.number("sigma", 1)
                                : root;
    choice.number("tau", first);
    choice.number("sigma", root * root / first);
  }
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
  for (auto [term, image, dual, own] :
       llvm::zip(problem.psi, images, y, sigmasOf(sigma))) {
    Stream z = steps.axpby({}, dual, own, image);
    PROXC_TRY(next, term->conjugateProx(z, own));
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
  Stream weight = steps.constant(1.0);
  if (adaptive && choice.automatic) {
    FailureOr<Stream> suggested = firstWeight();
    if (failed(suggested))
      return failure();
    weight = *suggested;
  }
  // x - tau K* y where y is 0.
  if (turned)
    for (auto [unknown, value] : llvm::zip(problem.unknowns, *start))
      states.push_back({unknown.name + "_target", value});
  for (const char *name : {"primal_scale", "dual_scale"})
    states.push_back({name, steps.constant(0.0), /*derived=*/true});
  if (adaptive) {
    states.push_back({"primal_weight", weight});
    states.push_back({"next_primal_weight", weight});
    // Goes on in solves that continue: were the weight free again in every frame
    // of a video, it would swing from frame to frame and amplify rounding.
    states.push_back({"damping", steps.constant(1.0)});
  }
  if (accelerated) {
    states.push_back({"tau", tau, /*derived=*/true});
    states.push_back({"sigma", sigma, /*derived=*/true});
  }
  FailureOr<ProblemSteps::Evaluation> first =
      problem.evaluate(*problem.project(*start));
  if (failed(first))
    return failure();
  startValue = first->objective;
  return success();
}

FailureOr<Stream> Pdhg::firstWeight() {
  // tau = 1 / (the curvature of Omega), or sigma = that of quadratics in Psi:
  // neither data nor a factor of the objective then change the iterates.
  SmallVector<Stream, 4> curvatures;
  for (const Omega &omega : problem.omegas)
    if (Stream curvature = omega.largestWeight())
      curvatures.push_back(curvature);
  bool primal = !curvatures.empty();
  SmallVector<Stream, 4> weights, sizes;
  for (auto [i, term] : llvm::enumerate(problem.psi)) {
    // Those of T_i(. / s_i).
    Stream scale = scales.empty() ? Stream() : scales[i], root;
    if (scale)
      root = steps.scalar(
          {scale}, [](Body &body, ValueRange v) { return body.sqrt(v[0]); });
    if (!primal && term->isQuadratic() && term->curvature &&
        term->curvature.getType().getRank() == 0)
      curvatures.push_back(scale ? ratio(term->curvature, scale)
                                 : term->curvature);
    if (term->alpha)
      weights.push_back(root ? ratio(term->alpha, root) : term->alpha);
    if (!term->offset)
      continue;
    double count = double(term->space().getNumElements());
    Stream size = steps.scalar(
        {steps.dot(term->offset, term->offset)}, [&](Body &body, ValueRange v) {
          return body.sqrt(
              body.mul(body.real(1.0 / count, v[0].getType()), v[0]));
        });
    sizes.push_back(root ? product(size, root) : size);
  }
  // Without curvatures duals are as large as weights, and images as offsets.
  bool curved = !curvatures.empty();
  SmallVector<Stream, 8> inputs{step};
  llvm::append_range(inputs, curved ? curvatures : weights);
  size_t middle = inputs.size();
  if (!curved)
    llvm::append_range(inputs, sizes);
  return steps.scalar(inputs, [&](Body &body, ValueRange v) -> Value {
    Type f64 = v[0].getType();
    auto largest = [&](ValueRange values) -> Value {
      Value result = body.real(values.empty() ? 1.0 : 0.0, f64);
      for (Value value : values)
        result = body.max(result, body.cast(value, f64));
      // What is 0 or close to it says nothing.
      Value fine = body.less(body.real(1e-100, f64), result);
      return body.select(fine, result, body.real(1.0, f64));
    };
    Value first = largest(v.slice(1, middle - 1));
    if (primal)
      return body.mul(first, v[0]);
    if (curved)
      return body.div(first, v[0]);
    return body.div(first, largest(v.drop_front(middle)));
  });
}

FailureOr<Point> Pdhg::estimateAt(ArrayRef<Stream> state) {
  Stream t = tauOf(state);
  Point target(targetOf(state));
  if (!turned) {
    PROXC_TRY(descended, descend(primalOf(state), dualOf(state), t));
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
  return estimate;
}

FailureOr<Point> Pdhg::solutionOf(ArrayRef<Stream> state) {
  if (relaxation != 1.0)
    return estimateAt(state);
  return Point(primalOf(state));
}

SmallVector<Stream> Pdhg::unrelaxed(ArrayRef<Stream> before,
                                    ArrayRef<Stream> after) {
  return relaxAll(steps, 1.0 / relaxation, before, after);
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
  PROXC_TRY(estimate, estimateAt(state));
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
  llvm::append_range(next, seenOf(state));
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
                      ArrayRef<Stream> sizes) {
  SmallVector<Stream> parts;
  for (auto [a, b, size] : llvm::zip(moved, other, sizes)) {
    SmallVector<Stream, 3> inputs{a, size};
    if (b)
      inputs.push_back(b);
    parts.push_back(steps.map(
        a.getType(), inputs,
        [&, a = a, b = b, size = size](Body &body, ValueRange index) {
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
  SmallVector<Stream> x = unrelaxed(primalOf(before), primalOf(after));
  SmallVector<Stream> y = unrelaxed(dualOf(before), dualOf(after));
  SmallVector<Stream> movedX = subtractAll(steps, x, primalOf(before));
  SmallVector<Stream> movedY = subtractAll(steps, y, dualOf(before));
  // Where the steps accelerate the dual one is the next iteration's already.
  Stream t = tauOf(before), s = sigmaOf(accelerated ? after : before);
  LoopBuilder::Verdict verdict;
  PROXC_TRY(solution, solutionOf(after));
  PROXC_TRY(projected, problem.project(solution));
  PROXC_TRY(value, problem.evaluate(projected));
  PROXC_TRY(dual, problem.dualBound(value, y));
  certified = addValues(verdict, value, dual, startValue);
  // p = (x - x') / tau - K* (y - y'), d = (y - y') / sigma - K (x - x').
  PROXC_TRY(pulledMove, problem.adjoint(problem.psi, movedY));
  PROXC_TRY(pulled, problem.adjoint(problem.psi, y));
  PROXC_TRY(imageMove, problem.forward(problem.psi, Point(movedX.begin(), movedX.end())));
  PROXC_TRY(image, problem.forward(problem.psi, Point(ArrayRef<Stream>(x))));
  Stream primal = residual(movedX, pulledMove, Arrays(primals, t));
  // K* y goes to 0 where Omega is empty, so that its parts count too.
  PROXC_TRY(parts, problem.adjointScale(problem.psi, y));
  Stream primalScale = steps.scalar(
      {residualScale(movedX, pulled, t), parts},
      [](Body &body, ValueRange v) { return body.max(v[0], v[1]); });
  Arrays sigmas = sigmasOf(s);
  Stream dualResidual = residual(movedY, imageMove, sigmas);
  Stream dualScale = residualScale(movedY, image, steps.constant(1.0));
  // |K| |y| and |K| |x| are what K* y and K x would be if nothing cancelled.
  Stream norm = steps.scalar({t, s}, [](Body &body, ValueRange v) {
    return body.div(body.real(1.0, v[0].getType()),
                    body.sqrt(body.mul(v[0], v[1])));
  });
  Stream imageOfDual = ratio(normAll(steps, y), s);
  if (!scales.empty()) {
    PROXC_TRY(squaredNorm, problem.squaredNorm());
    norm = steps.scalar({squaredNorm}, [](Body &body, ValueRange v) {
      return body.sqrt(v[0]);
    });
    imageOfDual = residual(y, Arrays(duals), sigmas);
  }
  double epsilon = problem.epsilon();
  Stream pulling = product(norm, normAll(steps, y));
  Residual p = floored(steps, {primal, primalScale}, seenOf(before)[0], pulling,
                       ratio(normAll(steps, x), t), epsilon);
  Residual d = floored(steps, {dualResidual, dualScale}, seenOf(before)[1],
                       product(norm, normAll(steps, x)), imageOfDual, epsilon);
  addResiduals(verdict, p, d);
  verdict.scalars = {largerOf(steps, seenOf(before)[0], primalScale),
                     largerOf(steps, seenOf(before)[1], dualScale)};
  if (adaptive) {
    // Where Omega does not pull K* y, and p's scale, go to 0 with p: their ratio
    // says nothing of how far the iteration is. |K_i| |y_i| stay.
    Stream apart = pulling;
    if (!scales.empty()) {
      Arrays inverses;
      for (const Stream &scale : scales)
        inverses.push_back(steps.scalar(
            {scale}, [](Body &body, ValueRange v) { return body.sqrt(v[0]); }));
      apart = residual(y, Arrays(duals), inverses);
    }
    Residual steady{p.norm, largerOf(steps, p.scale,
                                     product(steps.constant(0.1), apart))};
    Stream next = balance(steps, weightOf(before), dampingOf(before), steady, d,
                          /*root=*/false);
    bool later = turned || relaxation != 1.0;
    llvm::append_range(verdict.scalars,
                       ArrayRef<Stream>{later ? weightOf(after) : next, next,
                                        nextDamping(steps, dampingOf(before))});
  }
  if (accelerated)
    llvm::append_range(verdict.scalars, after.take_back(2));
  return verdict;
}

LogicalResult Pdhg::build() {
  turned = llvm::any_of(problem.omegas,
                        [](const Omega &omega) { return omega.isTurned(); });
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
  FailureOr<Point> solution = solutionOf(*final);
  if (failed(solution))
    return failure();
  return problem.emitEpilogue(*solution);
}

LogicalResult proxc::detail::buildPdhg(ProblemSteps &problem, Choice &choice) {
  return Pdhg(problem, choice).build();
}
