//===- ConjugateGradients.cpp - least-squares problems ----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where all terms are quadratic or linear the minimum solves the normal
// equations H u = g, H = sum A* w A and g = sum A* p with the curvatures w and
// pulls p of the terms (Hestenes and Stiefel 1952). For |A u - b|^2 the
// residual g - H u is 2 A* (b - A u), and it is updated, not computed anew.
//
// The preconditioner is the diagonal of H (Jacobi's), computed at set-up.
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

/// combine(x, w) entry by entry, for each unknown.
static SmallVector<Stream>
combineAll(StepBuilder &steps, ArrayRef<Stream> left, ArrayRef<Stream> right,
           llvm::function_ref<Value(Body &, Value, Value)> combine) {
  SmallVector<Stream> result;
  for (auto [x, w] : llvm::zip(left, right))
    result.push_back(steps.map(
        x.getType(), {x, w},
        [&, x = x, w = w](Body &body, ValueRange index) {
          return combine(body, body.read(x, index), body.read(w, index));
        }));
  return result;
}

/// M^-1 r.
static SmallVector<Stream> divideAll(StepBuilder &steps, ArrayRef<Stream> r,
                                     ArrayRef<Stream> inverse) {
  return combineAll(steps, r, inverse, [](Body &body, Value x, Value w) {
    return body.mul(x, w);
  });
}

/// <d, M d>.
static Stream weightedSquare(StepBuilder &steps, ArrayRef<Stream> d,
                             ArrayRef<Stream> inverse) {
  if (inverse.empty())
    return dotAll(steps, d, d);
  return dotAll(steps, d,
                combineAll(steps, d, inverse, [](Body &body, Value x, Value w) {
                  return body.div(x, w);
                }));
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
                          Operator H, ArrayRef<Stream> inverse) {
  PROXC_TRY(residual, residualOf(steps, u, g, H));
  State state;
  state.u = u;
  state.residual = residual;
  for (const Stream &x : u)
    state.direction.push_back(steps.splat(x.getType(), 0.0));
  state.square = dotAll(steps, state.residual, state.residual);
  state.product = inverse.empty() ? state.square
                                  : dotAll(steps, residual,
                                           divideAll(steps, residual, inverse));
  state.lastProduct = steps.constant(1.0);
  state.largest = maxOf(steps, state.square, dotAll(steps, g, g));
  state.steepest = steps.constant(0.0);
  state.flat = steps.constant(0.0);
  return state;
}

FailureOr<ConjugateGradients::State>
ConjugateGradients::next(StepBuilder &steps, const State &state, Operator H,
                         ArrayRef<Stream> inverse) {
  double epsilon = epsilonOf(state.u);
  State result;
  // M^-1 makes a curved direction of a residual in the null space of H, so
  // that nothing but having found one ends the iterations.
  bool preconditioned = !inverse.empty();
  Stream working =
      flag(steps, {state.square, state.largest, state.flat},
           [&](Body &body, ValueRange v) -> Value {
             Value large = body.less(roundingFloor(body, v[1], epsilon), v[0]);
             if (!preconditioned)
               return large;
             return body.both(
                 large, body.lessEqual(v[2], body.real(0.0, v[2].getType())));
           });
  Stream turn = ratioWhere(steps, working, state.product, state.lastProduct);
  SmallVector<Stream> descent(ArrayRef<Stream>(state.residual));
  if (preconditioned)
    descent = divideAll(steps, descent, inverse);
  result.direction = addAll(steps, descent, turn, state.direction);
  PROXC_TRY(image, H(result.direction));
  Stream curvature = dotAll(steps, result.direction, image);
  Stream length = weightedSquare(steps, result.direction, inverse);
  // <d, H d> <= eps |H| |d|^2 (with an M both in its norm): to precision d lies
  // in the null space of H.
  Stream curved = flag(
      steps, {working, curvature, length, state.steepest},
      [&](Body &body, ValueRange v) {
        Value floor = body.mul(body.real(epsilon, v[0].getType()),
                               body.mul(v[3], v[2]));
        return body.both(body.less(body.real(0.0, v[0].getType()), v[0]),
                         body.less(floor, v[1]));
      });
  result.u = addAll(steps, state.u,
                    ratioWhere(steps, curved, state.product, curvature),
                    result.direction);
  result.residual =
      addAll(steps, state.residual,
             ratioWhere(steps, curved, state.product, curvature, -1.0), image);
  result.square = dotAll(steps, result.residual, result.residual);
  result.product = result.square;
  if (preconditioned)
    result.product = dotAll(steps, result.residual,
                            divideAll(steps, result.residual, inverse));
  result.lastProduct = state.product;
  result.largest = maxOf(steps, state.largest, result.square);
  result.steepest = maxOf(steps, state.steepest,
                          ratioWhere(steps, curved, curvature, length));
  result.flat = flag(steps, {working, curved}, [](Body &body, ValueRange v) {
    return body.less(v[1], v[0]);
  });
  if (preconditioned)
    result.flat = maxOf(steps, state.flat, result.flat);
  return result;
}

namespace {
/// The method `cg`. State: u, residual and direction of each unknown, and the
/// numbers of ConjugateGradients::State, `product` only where there is a
/// preconditioner.
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
  /// The diagonal of H makes a difference: entries of an unknown are seen, or
  /// weighed, differently.
  bool varies() const;
  /// Every unknown stands in a quadratic term itself, so that there is one
  /// minimum. Of many, plain iterations from 0 find the least; preconditioned
  /// ones another, which may be large where little is seen.
  bool isRegular() const;
  LogicalResult precondition();
  ConjugateGradients::State unpack(ArrayRef<Stream> state) const {
    ConjugateGradients::State result;
    result.u.assign(state.begin(), state.begin() + count);
    ArrayRef<Stream> rest = state.drop_front(count);
    result.residual.assign(rest.begin(), rest.begin() + count);
    rest = rest.drop_front(count);
    result.direction.assign(rest.begin(), rest.begin() + count);
    rest = rest.drop_front(count);
    result.square = rest[0];
    result.lastProduct = rest[1];
    result.largest = rest[2];
    result.steepest = rest[3];
    result.flat = rest[4];
    result.product = inverse.empty() ? result.square : rest[5];
    return result;
  }
  SmallVector<Stream> pack(const ConjugateGradients::State &state) const {
    SmallVector<Stream> all(state.u.begin(), state.u.end());
    llvm::append_range(all, state.residual);
    llvm::append_range(all, state.direction);
    llvm::append_range(all, ArrayRef<Stream>{state.square, state.lastProduct,
                                             state.largest, state.steepest,
                                             state.flat});
    if (!inverse.empty())
      all.push_back(state.product);
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
  /// M^-1, and the largest entry of M (null: 1).
  Point inverse;
  Stream heaviest;
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
  return success();
}

bool NormalEquations::varies() const {
  return llvm::any_of(terms, [](Term *term) {
    if (!term->curvature)
      return false;
    if (term->curvature.getType().getRank() > 0)
      return true;
    return llvm::any_of(term->op.getOperators(), [](Value A) {
      auto op = A.getDefiningOp<linop::LinearOperatorInterface>();
      linop::Basis basis = op ? op.getGramBasis() : linop::Basis::none();
      return basis.kind == linop::Basis::None ||
             basis.kind == linop::Basis::Pixel;
    });
  });
}

bool NormalEquations::isRegular() const {
  return llvm::all_of(problem.unknowns, [&](const Unknown &unknown) {
    return llvm::any_of(terms, [&](Term *term) {
      if (!term->curvature || term->op.getOperators().size() != 1 ||
          term->op.getVariables().front() != unknown.op->getResult(0))
        return false;
      auto op = term->op.getOperators()
                    .front()
                    .getDefiningOp<linop::LinearOperatorInterface>();
      std::optional<reference::Complex> factor =
          op ? op.getScalarFactor() : std::nullopt;
      return factor && std::norm(*factor) > 0;
    });
  });
}

LogicalResult NormalEquations::precondition() {
  bool given = choice.has("precondition");
  if (!choice.flag("precondition", choice.automatic && varies() && isRegular()))
    return success();
  Term *unknownOf = nullptr;
  FailureOr<Point> diagonal = problem.curvedDiagonal(terms, &unknownOf);
  if (failed(diagonal)) {
    choice.options.set("precondition", BoolAttr::get(choice.context, false));
    if (!given)
      return success();
    InFlightDiagnostic error = unknownOf->op->emitError(
        "'precondition' divides by the diagonal of the normal equations, which "
        "is not known for the operators of this term");
    error.attachNote(problem.problem.getLoc())
        << "leave 'precondition' out, or write the term so that a mask, a "
           "convolution, a difference, a transform or a matrix acts on the "
           "unknown alone";
    return error;
  }
  for (auto [unknown, entries] :
       llvm::zip(problem.unknowns, orZero(problem, *diagonal))) {
    Stream largest =
        steps.reduce(solver::Reduction::max, entries.getShape(), {entries},
                     [&, entries = entries](Body &body, ValueRange index) {
                       return body.modulus(body.read(entries, index));
                     });
    heaviest = heaviest ? maxOf(steps, heaviest, largest) : largest;
    auto type = linop::withElement(
        unknown.type, linop::realElement(unknown.type.getElementType()));
    // What no term sees has a diagonal of 0, or of rounding, and so has its
    // residual: that times M^-1 must stay small, epsilon / sqrt(epsilon).
    inverse.push_back(steps.map(
        type, {entries, largest},
        [&, entries = entries](Body &body, ValueRange index) -> Value {
          Value most = body.read(largest, {});
          Type f64 = most.getType();
          Value entry = body.cast(body.read(entries, index), f64);
          double share = std::sqrt(epsilonOf({entries}));
          Value floor = body.mul(body.real(share, f64), most);
          entry = body.max(body.realPart(entry), floor);
          Value positive = body.less(body.real(0.0, f64), entry);
          Value one = body.real(1.0, f64);
          return body.cast(body.div(one, body.select(positive, entry, one)),
                           type.getElementType());
        }));
  }
  choice.because("preconditioned by the diagonal of the normal equations");
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
  Stream spectralNorm = state.steepest;
  if (heaviest)
    spectralNorm =
        steps.scalar({state.steepest, heaviest}, [](Body &body, ValueRange v) {
          return body.mul(v[0], v[1]);
        });
  Stream apart =
      flag(steps,
           {square, state.square, state.largest, spectralNorm,
            dotAll(steps, state.u, state.u)},
           [&](Body &body, ValueRange v) {
             Value fine = body.mul(body.real(4.0, v[1].getType()), v[1]);
             // H u itself has the rounding of |H| |u|.
             Value product = body.mul(body.mul(v[3], v[3]), v[4]);
             Value floor =
                 roundingFloor(body, body.max(v[2], product), epsilon);
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
  if (failed(accept()) || failed(precondition()))
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
      ConjugateGradients::start(steps, *start, *pulls, H, inverse);
  if (failed(first))
    return failure();
  SmallVector<State> states;
  SmallVector<Stream> values = pack(*first);
  const char *kinds[] = {"", "_residual", "_direction"};
  const char *numbers[] = {"square",   "last_product", "largest",
                           "steepest", "flat",         "product"};
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
        PROXC_TRY(next,
                  ConjugateGradients::next(steps, unpack(state), H, inverse));
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
