//===- Admm.cpp - alternating directions, exact and linearised --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// min_x Omega(x) + sum_i T_i(z_i), z = K x (Boyd et al. 2011, 3 and 4.4.2) with
// the unscaled dual y, so that rho may change without touching it:
//
//   admm   x+ = argmin Omega(x) + (rho/2) |K x - z|^2 + Re<y, K x>
//   ladmm  x+ = prox_{mu Omega}(x - mu K* (rho (K x - z) + y))
//   h  = relaxation K x+ + (1 - relaxation) z
//   z+ = prox_{T_i / rho}(h + y / rho)
//   y+ = y + rho (h - z+)
//
// The x-step of `admm` is one division where one basis diagonalises Omega's
// quadratics and all K_i* K_i; else it is a few iterations of conjugate
// gradients that begin at the last x, and a term of Omega that is not quadratic
// then moves to the z-step. Where the x-step begins with a Fourier transform
// its argument is carried, so that what lies between transforms is one sweep.
//
//===----------------------------------------------------------------------===//

#include "Algorithm.h"
#include "llvm/Support/FormatVariadic.h"
#include <limits>

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;

namespace {
class Admm {
public:
  Admm(ProblemSteps &problem, Choice &choice, bool linearised)
      : problem(problem), steps(problem.steps), choice(choice),
        terms(problem.psi), primals(problem.unknowns.size()),
        linearised(linearised) {}

  LogicalResult build();

private:
  using Arrays = SmallVector<Stream, 4>;

  LogicalResult accept();
  /// Finds out how the x-step is done.
  LogicalResult chooseStep();
  LogicalResult tryDirect();
  LogicalResult makeStates();
  /// What the x-step starts from: K* (rho z - y), or of `ladmm` the point whose
  /// prox is taken.
  FailureOr<Point> targetFrom(ArrayRef<Stream> x, ArrayRef<Stream> z,
                              ArrayRef<Stream> y, const Stream &rho);
  FailureOr<Point> stepX(const Point &target, ArrayRef<Stream> x,
                         ArrayRef<Stream> z, ArrayRef<Stream> y,
                         const Stream &rho);
  /// Of the iterated x-step H x = g: H u, and g.
  FailureOr<Point> curve(const Point &u, const Stream &rho);
  Point rightOf(const Point &target);
  FailureOr<Point> stepByGradients(const Point &target, ArrayRef<Stream> x,
                                   const Stream &rho);
  FailureOr<SmallVector<Stream>> iterate(ArrayRef<Stream> state);
  FailureOr<LoopBuilder::Verdict> check(ArrayRef<Stream> before,
                                        ArrayRef<Stream> after);
  /// K* (z - z') rho and what else misses the dual equation.
  FailureOr<Point> dualMiss(ArrayRef<Stream> before, ArrayRef<Stream> after,
                            ArrayRef<Stream> moves);
  LogicalResult judge(ArrayRef<Stream> before, ArrayRef<Stream> after,
                      LoopBuilder::Verdict &verdict);
  /// |K|, or a number below it where it is not known.
  Stream normOf(ArrayRef<Stream> x, ArrayRef<Stream> images,
                ArrayRef<Stream> y, ArrayRef<Stream> pulled);
  /// mu with mu rho |K|^2 <= 1.
  Stream muFor(const Stream &rho);
  Stream invert(const Stream &a) {
    return steps.scalar({a}, [](Body &body, ValueRange v) {
      return body.div(body.real(1.0, v[0].getType()), v[0]);
    });
  }
  Stream negate(const Stream &a) {
    return steps.scalar({a}, [](Body &body, ValueRange v) {
      return body.neg(v[0]);
    });
  }

  // The layout of the state: x, z, y, [target], the largest residuals' scales
  // that were seen, [rho, next rho, damping]. A check changes the next rho; rho follows one iteration later, since a carried
  // target was made with the old one.
  ArrayRef<Stream> xOf(ArrayRef<Stream> state) const {
    return state.take_front(primals);
  }
  ArrayRef<Stream> zOf(ArrayRef<Stream> state) const {
    return state.slice(primals, terms.size());
  }
  ArrayRef<Stream> yOf(ArrayRef<Stream> state) const {
    return state.slice(primals + terms.size(), terms.size());
  }
  ArrayRef<Stream> targetOf(ArrayRef<Stream> state) const {
    return state.slice(primals + 2 * terms.size(), turned ? primals : 0);
  }
  ArrayRef<Stream> seenOf(ArrayRef<Stream> state) const {
    return state.slice(primals + 2 * terms.size() + (turned ? primals : 0), 2);
  }
  Stream rhoOf(ArrayRef<Stream> state) const {
    return adaptive ? state[state.size() - 3] : rho;
  }
  Stream nextRhoOf(ArrayRef<Stream> state) const {
    return adaptive ? state[state.size() - 2] : rho;
  }

  ProblemSteps &problem;
  StepBuilder &steps;
  Choice &choice;
  /// The terms of the z-step: those of Psi, then what moved there from Omega.
  SmallVector<Term *, 4> terms;
  size_t primals;
  const bool linearised;
  bool direct = false, turned = false, adaptive = false, certified = false;
  bool fixedMu = false;
  double relaxation = 1.0;
  int64_t inner = 1;
  /// Of the direct x-step: Omega in the common basis, and sum K_i* K_i in it
  /// (null where no term sees the unknown).
  SmallVector<Omega, 2> solvers;
  SmallVector<Stream, 2> grams;
  /// Of the iterated x-step: Omega's quadratics and their pull.
  SmallVector<Term *, 4> quadratics;
  Point pulls;
  Stream rho, squaredNorm, startValue;
  SmallVector<State> states;
};
} // namespace

//===----------------------------------------------------------------------===//
// Choices
//===----------------------------------------------------------------------===//

LogicalResult Admm::accept() {
  double infinity = std::numeric_limits<double>::infinity();
  if (failed(checkRange(problem, choice, "rho", 0, infinity)) ||
      failed(checkRange(problem, choice, "mu", 0, infinity)) ||
      failed(checkRange(problem, choice, "relaxation", 0, 2)) ||
      failed(checkRange(problem, choice, "inner_iterations", 0, 1001)))
    return failure();
  double penalty = choice.number("rho", 1.0);
  rho = steps.constant(penalty);
  relaxation = choice.number("relaxation", choice.automatic ? 1.8 : 1.0);
  adaptive = choice.flag("adapt", choice.automatic);
  if (!linearised)
    return success();
  inner = choice.integer("inner_iterations", 1);
  fixedMu = choice.has("mu");
  FailureOr<Stream> norm = problem.squaredNorm();
  if (failed(norm))
    return failure();
  squaredNorm = *norm;
  std::optional<double> known = problem.knownSquaredNorm();
  if (known)
    choice.because(llvm::formatv("|K|^2 is at most {0:F4}", *known));
  if (!fixedMu) {
    // The options tell the step, where the compiler knows it.
    if (known)
      choice.number("mu", 1.0 / (penalty * *known));
    return success();
  }
  if (adaptive) {
    problem.problem.emitError("'adapt' of 'ladmm' changes rho and with it the "
                              "largest step, so it excludes 'mu'");
    return failure();
  }
  double product = penalty * choice.number("mu", 1.0) * known.value_or(0.0);
  if (product > 1.0 + 1e-6)
    problem.problem.emitWarning(llvm::formatv(
        "'ladmm' converges where mu * rho * |K|^2 <= 1, found {0}: |K|^2 is at "
        "most {1} here",
        product, *known));
  return success();
}

/// One basis for Omega's quadratics and all K_i* K_i of each unknown.
LogicalResult Admm::tryDirect() {
  for (Term *term : terms)
    if (!term->soleUnknown())
      return failure();
  SmallVector<Term *, 2> moved;
  for (auto [j, omega] : llvm::enumerate(problem.omegas)) {
    linop::Basis basis = omega.getBasis();
    Term *separable = omega.getSeparable();
    // A function behind a co-isometry has no prox with the weights of K* K.
    bool onItself = separable && separable->isOnUnknownItself();
    SmallVector<Term *, 4> seen(terms);
    if (separable && !onItself)
      seen.push_back(separable);
    for (Term *term : seen)
      for (Value A : term->operatorsOn(j))
        basis = linop::commonBasis(
            basis,
            A.getDefiningOp<linop::LinearOperatorInterface>().getGramBasis());
    if (!basis || basis.kind == linop::Basis::Dct ||
        (basis.kind == linop::Basis::Fourier && !problem.transforms))
      return failure();
    bool keep = onItself && basis.kind != linop::Basis::Fourier &&
                separable->function().isSeparable();
    if (separable && !keep)
      moved.push_back(separable);
    PROXC_TRY(solver, omega.quadraticsIn(basis, keep));
    solvers.push_back(solver);
  }
  llvm::append_range(terms, moved);
  for (auto [j, solver] : llvm::enumerate(solvers)) {
    Stream gram;
    for (Term *term : terms)
      for (Value A : term->operatorsOn(j)) {
        PROXC_TRY(diagonal, solver.gramDiagonal(A));
        gram = addStreams(steps, gram, diagonal);
      }
    grams.push_back(gram);
  }
  return success();
}

LogicalResult Admm::chooseStep() {
  if (linearised) {
    turned = llvm::any_of(problem.omegas,
                          [](const Omega &omega) { return omega.isTurned(); });
    return success();
  }
  direct = succeeded(tryDirect());
  if (direct) {
    turned = llvm::any_of(solvers,
                          [](const Omega &omega) { return omega.isFourier(); });
    choice.because(turned ? "the Fourier transform diagonalises the whole "
                            "x-step, which is one division there"
                          : "the x-step is one division an entry");
    return success();
  }
  inner = choice.integer("inner_iterations", 4);
  choice.because(llvm::formatv(
      "no one basis diagonalises the x-step: {0} iterations of conjugate "
      "gradients from the last x",
      inner));
  terms = problem.psi;
  for (const Omega &omega : problem.omegas) {
    llvm::append_range(quadratics, omega.getQuadratics());
    if (Term *separable = omega.getSeparable())
      terms.push_back(separable);
  }
  FailureOr<Point> pull = problem.pull(quadratics);
  if (failed(pull))
    return failure();
  pulls = *pull;
  return success();
}

Stream Admm::muFor(const Stream &rho) {
  if (fixedMu)
    return steps.constant(choice.number("mu", 1.0));
  return steps.scalar({rho, squaredNorm}, [](Body &body, ValueRange v) {
    return body.div(body.real(1.0, v[0].getType()), body.mul(v[0], v[1]));
  });
}

//===----------------------------------------------------------------------===//
// The iteration
//===----------------------------------------------------------------------===//

FailureOr<Point> Admm::targetFrom(ArrayRef<Stream> x, ArrayRef<Stream> z,
                                  ArrayRef<Stream> y, const Stream &rho) {
  Arrays pulls;
  if (!linearised) {
    for (auto [split, dual] : llvm::zip(z, y))
      pulls.push_back(steps.axpby(rho, split, steps.constant(-1.0), dual));
    PROXC_TRY(pulled, problem.adjoint(terms, pulls));
    return orZero(problem, pulled);
  }
  PROXC_TRY(images, problem.forward(terms, Point(x)));
  for (auto [image, split, dual] : llvm::zip(images, z, y))
    pulls.push_back(steps.map(
        image.getType(), {image, split, dual, rho},
        [&, image = image, split = split, dual = dual](Body &body,
                                                       ValueRange index) {
          Type real = linop::realElement(image.getElementType());
          Value miss = body.sub(body.read(image, index),
                                body.read(split, index));
          return body.add(body.mul(miss, body.cast(body.read(rho, {}), real)),
                          body.read(dual, index));
        }));
  PROXC_TRY(pulled, problem.adjoint(terms, pulls));
  return Point(addAll(steps, x, negate(muFor(rho)), pulled));
}

FailureOr<Point> Admm::curve(const Point &u, const Stream &rho) {
  PROXC_TRY(curved, problem.curved(quadratics, u));
  PROXC_TRY(images, problem.forward(terms, u));
  PROXC_TRY(back, problem.adjoint(terms, images));
  Point sum;
  for (auto [a, b] : llvm::zip(curved, back))
    sum.push_back(addStreams(steps, a, scaleStream(steps, 1.0, rho, b)));
  return sum;
}

Point Admm::rightOf(const Point &target) {
  Point right;
  for (auto [a, b] : llvm::zip(pulls, target))
    right.push_back(addStreams(steps, a, b));
  return right;
}

FailureOr<Point> Admm::stepByGradients(const Point &target, ArrayRef<Stream> x,
                                       const Stream &rho) {
  auto H = [&](const Point &u) { return curve(u, rho); };
  PROXC_TRY(state, ConjugateGradients::start(steps, Point(x), rightOf(target),
                                             H));
  for (int64_t i = 0; i < inner; ++i) {
    PROXC_TRY(next, ConjugateGradients::next(steps, state, H));
    state = next;
  }
  return state.u;
}

FailureOr<Point> Admm::stepX(const Point &target, ArrayRef<Stream> x,
                             ArrayRef<Stream> z, ArrayRef<Stream> y,
                             const Stream &rho) {
  if (!linearised && !direct)
    return stepByGradients(target, x, rho);
  Point next;
  if (direct) {
    for (auto [solver, gram, pull] : llvm::zip(solvers, grams, target)) {
      PROXC_TRY(point, solver.solve(pull, gram ? rho : Stream(), gram));
      next.push_back(point);
    }
    return next;
  }
  Stream weight = invert(muFor(rho));
  Point from = target;
  for (int64_t i = 0; i < inner; ++i) {
    if (i > 0) {
      PROXC_TRY(again, targetFrom(next, z, y, rho));
      from = again;
      next.clear();
    }
    for (auto [omega, point] : llvm::zip(problem.omegas, from)) {
      PROXC_TRY(moved, omega.prox(point, weight));
      next.push_back(moved);
    }
  }
  return next;
}

FailureOr<SmallVector<Stream>> Admm::iterate(ArrayRef<Stream> state) {
  ArrayRef<Stream> x = xOf(state), z = zOf(state), y = yOf(state);
  Stream penalty = rhoOf(state), inverse = invert(penalty);
  Point target(targetOf(state));
  if (!turned) {
    PROXC_TRY(made, targetFrom(x, z, y, penalty));
    target = made;
  }
  PROXC_TRY(next, stepX(target, x, z, y, penalty));
  PROXC_TRY(images, problem.forward(terms, next));
  SmallVector<Stream> relaxed = relaxAll(steps, relaxation, z, images);
  SmallVector<Stream> nextZ, nextY;
  for (auto [term, h, dual] : llvm::zip(terms, relaxed, y)) {
    Stream v = steps.axpby({}, h, inverse, dual);
    PROXC_TRY(split, term->prox(v, penalty));
    nextZ.push_back(split);
    nextY.push_back(steps.map(
        v.getType(), {v, split, penalty},
        [&, v = v, split = split](Body &body, ValueRange index) {
          Type real = linop::realElement(v.getElementType());
          return body.mul(body.sub(body.read(v, index),
                                   body.read(split, index)),
                          body.cast(body.read(penalty, {}), real));
        }));
  }
  SmallVector<Stream> result(next.begin(), next.end());
  llvm::append_range(result, nextZ);
  llvm::append_range(result, nextY);
  if (turned) {
    PROXC_TRY(made, targetFrom(next, nextZ, nextY, nextRhoOf(state)));
    llvm::append_range(result, made);
  }
  llvm::append_range(result, seenOf(state));
  if (adaptive)
    llvm::append_range(result, ArrayRef<Stream>{nextRhoOf(state),
                                                nextRhoOf(state),
                                                state.back()});
  return result;
}

LogicalResult Admm::makeStates() {
  FailureOr<Point> start = problem.start();
  if (failed(start))
    return failure();
  SmallVector<Stream> z, y;
  FailureOr<SmallVector<Stream, 4>> images = problem.forward(terms, *start);
  if (failed(images))
    return failure();
  for (auto [unknown, value] : llvm::zip(problem.unknowns, *start))
    states.push_back({unknown.name, value});
  for (auto [i, image] : llvm::enumerate(*images)) {
    z.push_back(image);
    states.push_back({"split" + std::to_string(i), image});
  }
  for (auto [i, term] : llvm::enumerate(terms)) {
    y.push_back(steps.splat(term->space(), 0.0));
    states.push_back({"dual" + std::to_string(i), y.back()});
  }
  if (turned) {
    FailureOr<Point> target = targetFrom(*start, z, y, rho);
    if (failed(target))
      return failure();
    for (auto [unknown, value] : llvm::zip(problem.unknowns, *target))
      states.push_back({unknown.name + "_target", value});
  }
  for (const char *name : {"primal_scale", "dual_scale"})
    states.push_back({name, steps.constant(0.0), /*derived=*/true});
  if (adaptive) {
    states.push_back({"rho", rho});
    states.push_back({"next_rho", rho});
    // Not derived, for the reason given in Pdhg.cpp.
    states.push_back({"damping", steps.constant(1.0)});
  }
  FailureOr<Point> projected = problem.project(*start);
  if (failed(projected))
    return failure();
  FailureOr<ProblemSteps::Evaluation> first = problem.evaluate(*projected);
  if (failed(first))
    return failure();
  startValue = first->objective;
  return success();
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

/// max(|a|, |b|).
static Stream larger(StepBuilder &steps, ArrayRef<Stream> a,
                     ArrayRef<Stream> b) {
  return steps.scalar({normAll(steps, a), normAll(steps, b)},
                      [](Body &body, ValueRange v) {
                        return body.max(v[0], v[1]);
                      });
}

FailureOr<Point> Admm::dualMiss(ArrayRef<Stream> before,
                                ArrayRef<Stream> after,
                                ArrayRef<Stream> moves) {
  // What the x-step of `ladmm` leaves out adds (x - x') / mu - rho K* K (x - x'),
  // and that of conjugate gradients their residual.
  Stream penalty = rhoOf(before);
  PROXC_TRY(pulledMoves, problem.adjoint(terms, moves));
  Point dual;
  for (const Stream &move : pulledMoves)
    dual.push_back(scaleStream(steps, 1.0, penalty, move));
  if (linearised) {
    SmallVector<Stream> movedX = subtractAll(steps, xOf(after), xOf(before));
    for (auto [miss, x] : llvm::zip(dual, movedX))
      miss = addStreams(steps, miss,
                        scaleStream(steps, 1.0, invert(muFor(penalty)), x));
  } else if (!direct) {
    PROXC_TRY(target, targetFrom(xOf(before), zOf(before), yOf(before),
                                 penalty));
    PROXC_TRY(image, curve(Point(xOf(after)), penalty));
    for (auto [miss, right, left] : llvm::zip(dual, rightOf(target), image))
      miss = addStreams(
          steps, miss,
          addStreams(steps, right, scaleStream(steps, -1.0, {}, left)));
  }
  return dual;
}

Stream Admm::normOf(ArrayRef<Stream> x, ArrayRef<Stream> images,
                    ArrayRef<Stream> y, ArrayRef<Stream> pulled) {
  if (squaredNorm)
    return steps.scalar({squaredNorm}, [](Body &body, ValueRange v) {
      return body.sqrt(v[0]);
    });
  return steps.scalar(
      {normAll(steps, x), normAll(steps, images), normAll(steps, y),
       normAll(steps, pulled)},
      [](Body &body, ValueRange v) {
        Type f64 = v[0].getType();
        auto ratio = [&](Value a, Value b) {
          Value there = body.less(body.real(0.0, f64), b);
          Value safe = body.select(there, b, body.real(1.0, f64));
          return body.select(there, body.div(a, safe), body.real(0.0, f64));
        };
        return body.max(ratio(v[1], v[0]), ratio(v[3], v[2]));
      });
}

LogicalResult Admm::judge(ArrayRef<Stream> before, ArrayRef<Stream> after,
                          LoopBuilder::Verdict &verdict) {
  // r = K x - z and s = rho K* (z' - z), relative to K x, z and K* y.
  FailureOr<SmallVector<Stream, 4>> images =
      problem.forward(terms, Point(xOf(after)));
  if (failed(images))
    return failure();
  SmallVector<Stream> miss = subtractAll(steps, *images, zOf(after));
  SmallVector<Stream> moves = subtractAll(steps, zOf(after), zOf(before));
  if (linearised) {
    SmallVector<Stream> movedX = subtractAll(steps, xOf(after), xOf(before));
    FailureOr<SmallVector<Stream, 4>> movedImages =
        problem.forward(terms, Point(ArrayRef<Stream>(movedX)));
    if (failed(movedImages))
      return failure();
    moves = subtractAll(steps, moves, *movedImages);
  }
  FailureOr<Point> dual = dualMiss(before, after, moves);
  FailureOr<Point> pulled = problem.adjoint(terms, yOf(after));
  FailureOr<Stream> parts = problem.adjointScale(terms, yOf(after));
  if (failed(dual) || failed(pulled) || failed(parts))
    return failure();
  Residual primal{normAll(steps, miss), larger(steps, *images, zOf(after))};
  // K* y goes to 0 where Omega is empty, so that its parts count too.
  Residual other{normAll(steps, *dual),
                 largerOf(steps, normAll(steps, *pulled), *parts)};
  Stream norm = normOf(xOf(after), *images, yOf(after), *pulled);
  auto product = [&](const Stream &a, const Stream &b) {
    return steps.scalar({a, b}, [](Body &body, ValueRange v) {
      return body.mul(v[0], v[1]);
    });
  };
  auto times = [&](ArrayRef<Stream> a) {
    return product(norm, normAll(steps, a));
  };
  ArrayRef<Stream> seen = seenOf(before);
  double epsilon = problem.epsilon();
  Residual r = floored(steps, primal, seen[0], times(xOf(after)),
                       primal.scale, epsilon);
  Residual s = floored(steps, other, seen[1], times(yOf(after)),
                       product(rhoOf(before), times(zOf(after))), epsilon);
  addResiduals(verdict, r, s);
  verdict.scalars = {largerOf(steps, seen[0], primal.scale),
                     largerOf(steps, seen[1], other.scale)};
  if (!adaptive)
    return success();
  // A large r asks for a larger rho (Boyd et al. 2011, 3.4.1). rho acts on both
  // residuals, so the root of their ratio suffices.
  Stream damping = before.back();
  Stream next =
      balance(steps, nextRhoOf(before), damping, s, r, /*root=*/true);
  llvm::append_range(verdict.scalars,
                     ArrayRef<Stream>{turned ? rhoOf(after) : next, next,
                                      nextDamping(steps, damping)});
  return success();
}

FailureOr<LoopBuilder::Verdict> Admm::check(ArrayRef<Stream> before,
                                            ArrayRef<Stream> after) {
  LoopBuilder::Verdict verdict;
  PROXC_TRY(projected, problem.project(Point(xOf(after))));
  PROXC_TRY(value, problem.evaluate(projected));
  PROXC_TRY(dual, problem.dualBound(
                      value, yOf(after).take_front(problem.psi.size())));
  certified = addValues(verdict, value, dual, startValue);
  if (failed(judge(before, after, verdict)))
    return failure();
  return verdict;
}

LogicalResult Admm::build() {
  if (failed(accept()) || failed(chooseStep()) || failed(makeStates()))
    return failure();
  choice.setRoots(ProblemSteps::countEntries(terms), problem.countUnknowns());
  if (adaptive)
    choice.because("rho makes both relative residuals equal, at checks");
  if (relaxation != 1.0)
    choice.because(llvm::formatv("over-relaxation {0:F2}", relaxation));
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
  return problem.emitEpilogue(Point(xOf(*final)));
}

LogicalResult proxc::detail::buildAdmm(ProblemSteps &problem, Choice &choice) {
  return Admm(problem, choice, /*linearised=*/false).build();
}

LogicalResult proxc::detail::buildLadmm(ProblemSteps &problem, Choice &choice) {
  return Admm(problem, choice, /*linearised=*/true).build();
}
