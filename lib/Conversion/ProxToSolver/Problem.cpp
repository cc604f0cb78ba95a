//===- Problem.cpp - a whole problem as steps -------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ProblemSteps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/MapVector.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;
using solver::Reduction;

ProblemSteps::ProblemSteps(prox::ProblemOp problem, StepBuilder &steps)
    : problem(problem), steps(steps) {
  for (auto op : problem.getBody().getOps<prox::VariableOp>())
    unknowns.push_back({op, op.getName().str(),
                        cast<RankedTensorType>(op->getResult(0).getType())});
  for (auto op : problem.getBody().getOps<prox::TermOp>())
    terms.emplace_back(op, steps, unknowns);
  for (const Unknown &unknown : unknowns)
    omegas.emplace_back(steps, unknown);
}

/// True where nothing but boxes see `value`, as a bound or in one: these may be
/// infinite, and nothing else.
static bool onlyBounds(Value value) {
  return llvm::all_of(value.getUsers(), [](Operation *user) {
    // Boxes that intersect.
    if (isa<arith::MaximumFOp, arith::MinimumFOp>(user))
      return onlyBounds(user->getResult(0));
    auto require = dyn_cast<prox::RequireOp>(user);
    return isa<prox::BoxOp>(user) || (require && !require.getWeight());
  });
}

void ProblemSteps::declare() {
  OpBuilder &builder = steps.builder;
  for (Operation &op : problem.getBody().front()) {
    Value bound;
    if (auto input = dyn_cast<prox::InputOp>(op))
      bound = solver::InputOp::create(builder, op.getLoc(),
                                      input->getResult(0).getType(),
                                      input.getName());
    else if (auto param = dyn_cast<prox::ParamOp>(op))
      bound = solver::ParamOp::create(builder, op.getLoc(),
                                      param->getResult(0).getType(),
                                      param.getName(),
                                      param.getDefaultValueAttr());
    bool isBound = isa<prox::InputOp, prox::ParamOp>(op) && !op.use_empty() &&
                   onlyBounds(op.getResult(0));
    if (isBound)
      bound.getDefiningOp()->setAttr("clamp", builder.getUnitAttr());
    if (bound)
      steps.bind(op.getResult(0), steps.wrap(bound));
  }
}

LogicalResult ProblemSteps::prepare() {
  for (Term &term : terms) {
    if (failed(term.prepare()))
      return failure();
    if (!term.op.isOmega()) {
      psi.push_back(&term);
      continue;
    }
    std::optional<unsigned> sole = term.soleUnknown();
    if (!sole) {
      term.op->emitError("expected a term of Omega to see one unknown");
      return failure();
    }
    if (failed(omegas[*sole].add(term, *sole)))
      return failure();
  }
  for (Omega &omega : omegas)
    if (failed(omega.prepare()))
      return failure();
  return success();
}

FailureOr<Point> ProblemSteps::start() {
  Point point;
  for (Unknown &unknown : unknowns) {
    Stream cold = steps.splat(unknown.type, 0.0);
    if (Value start = unknown.op.getStart()) {
      PROXC_TRY(value, steps.value(start));
      cold = steps.cast(value, unknown.type.getElementType());
    }
    point.push_back(steps.wrap(solver::StartOp::create(
        steps.builder, unknown.op.getLoc(), unknown.type, unknown.name,
        cold.array)));
  }
  return point;
}

//===----------------------------------------------------------------------===//
// Stacked operators
//===----------------------------------------------------------------------===//

FailureOr<SmallVector<Stream, 4>> ProblemSteps::forward(ArrayRef<Term *> terms,
                                                        const Point &u) {
  SmallVector<Stream, 4> images;
  for (Term *term : terms) {
    PROXC_TRY(image, term->forward(u));
    images.push_back(image);
  }
  return images;
}

FailureOr<Point> ProblemSteps::adjoint(ArrayRef<Term *> terms,
                                       ArrayRef<Stream> y) {
  Point sums(unknowns.size());
  for (auto [term, dual] : llvm::zip(terms, y)) {
    if (!dual)
      continue;
    for (auto [j, sum] : llvm::enumerate(sums)) {
      PROXC_TRY(image, term->adjoint(dual, j));
      if (image)
        sum = sum ? steps.axpby({}, sum, {}, image) : image;
    }
  }
  return sums;
}

FailureOr<Stream> ProblemSteps::adjointScale(ArrayRef<Term *> terms,
                                             ArrayRef<Stream> y) {
  SmallVector<Stream, 4> squares;
  for (auto [term, dual] : llvm::zip(terms, y))
    for (size_t j = 0; j < unknowns.size(); ++j) {
      PROXC_TRY(image, term->adjoint(dual, j));
      if (image)
        squares.push_back(steps.dot(image, image));
    }
  return steps.scalar(squares, [](Body &body, ValueRange values) {
    Value sum = body.real(0.0, body.builder.getF64Type());
    for (Value value : values)
      sum = body.add(sum, value);
    return body.sqrt(sum);
  });
}

FailureOr<Point> ProblemSteps::curved(ArrayRef<Term *> terms, const Point &u) {
  PROXC_TRY(images, forward(terms, u));
  for (auto [term, image] : llvm::zip(terms, images))
    image = term->curved(image);
  return adjoint(terms, images);
}

FailureOr<Point> ProblemSteps::curvedDiagonal(ArrayRef<Term *> terms,
                                              Term **unknownOf) {
  Point sums(unknowns.size());
  for (Term *term : terms)
    for (auto [j, sum] : llvm::enumerate(sums)) {
      FailureOr<Stream> diagonal = term->curvedDiagonal(j);
      if (failed(diagonal)) {
        if (unknownOf)
          *unknownOf = term;
        return failure();
      }
      sum = addStreams(steps, sum, *diagonal);
    }
  return sums;
}

FailureOr<Point> ProblemSteps::pull(ArrayRef<Term *> terms) {
  SmallVector<Stream, 4> pulls;
  for (Term *term : terms)
    pulls.push_back(term->pull);
  return adjoint(terms, pulls);
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

FailureOr<Point> ProblemSteps::project(const Point &u) {
  Point projected = u;
  for (Term &term : terms) {
    if (!term.function().isIndicator() || !term.isOnUnknownItself())
      continue;
    unsigned j = *term.soleUnknown();
    PROXC_TRY(inside, term.prox(projected[j], steps.constant(1.0)));
    projected[j] = inside;
  }
  return projected;
}

bool ProblemSteps::isDoubtful(const Term &term) const {
  if (auto box = dyn_cast<prox::BoxOp>(term.function().getOperation()))
    if (!linop::constantValue(box.getLo()) ||
        !linop::constantValue(box.getHi()))
      return true;
  return llvm::count_if(terms, [&](const Term &other) {
           return other.function().isIndicator() && other.isOnUnknownItself() &&
                  other.soleUnknown() == term.soleUnknown();
         }) > 1;
}

double ProblemSteps::epsilon() const {
  double epsilon = 0.0;
  for (const Unknown &unknown : unknowns) {
    auto real =
        cast<FloatType>(linop::realElement(unknown.type.getElementType()));
    epsilon = std::max(epsilon,
                       std::ldexp(1.0, 1 - int(real.getFPMantissaWidth())));
  }
  return epsilon;
}

/// The largest of numbers of rank 0.
static Stream largestOf(StepBuilder &steps, ArrayRef<Stream> numbers) {
  return steps.scalar(numbers, [](Body &body, ValueRange parts) {
    Value largest = parts.front();
    for (Value part : parts.drop_front())
      largest = body.max(largest, part);
    return largest;
  });
}

FailureOr<Stream> ProblemSteps::unbounded() {
  SmallVector<Stream, 2> flags;
  for (auto [j, omega] : llvm::enumerate(omegas)) {
    if (llvm::any_of(psi, [&, j = j](const Term *term) {
          return !term->operatorsOn(j).empty();
        }))
      continue;
    PROXC_TRY(found, omega.unbounded());
    if (found)
      flags.push_back(found);
  }
  return flags.empty() ? Stream() : largestOf(steps, flags);
}

FailureOr<ProblemSteps::Evaluation> ProblemSteps::evaluate(const Point &u) {
  SmallVector<Stream, 4> values, distant, own, scales;
  for (Term &term : terms) {
    PROXC_TRY(x, term.forward(u));
    PROXC_TRY(value, term.value(x));
    values.push_back(value);
    // A set on an unknown itself holds exactly: the unknown is projected.
    bool itself = term.isOnUnknownItself();
    if (!term.function().isIndicator() || (itself && !isDoubtful(term)))
      continue;
    PROXC_TRY(distance, term.violation(x));
    if (!distance)
      continue;
    (itself ? own : distant).push_back(distance);
    scales.push_back(steps.reduce(Reduction::max, x.getShape(), {x},
                                  [&, x = x](Body &body, ValueRange index) {
                                    return body.modulus(body.read(x, index));
                                  }));
  }
  PROXC_TRY(endless, unbounded());
  size_t count = values.size();
  if (endless)
    values.push_back(endless);
  Evaluation result;
  result.objective = steps.scalar(values, [&](Body &body, ValueRange parts) {
    Type f64 = body.builder.getF64Type();
    Value sum = body.real(0.0, f64);
    for (Value part : parts.take_front(count))
      sum = body.add(sum, part);
    if (!endless)
      return sum;
    return body.select(
        body.less(body.real(0.0, f64), parts.back()),
        body.real(-std::numeric_limits<double>::infinity(), f64), sum);
  });
  result.hasDistantSets = !distant.empty();
  if (distant.empty() && own.empty())
    return result;
  result.violationScale = largestOf(steps, scales);
  if (!own.empty()) {
    double rounding = 16.0 * epsilon();
    result.feasible = steps.scalar(
        {largestOf(steps, own), result.violationScale},
        [&](Body &body, ValueRange v) {
          Type f64 = v[0].getType();
          Value bound = body.mul(body.real(rounding, f64), v[1]);
          return body.select(body.lessEqual(v[0], bound), body.real(1.0, f64),
                             body.real(0.0, f64));
        });
  }
  llvm::append_range(distant, own);
  result.violation = largestOf(steps, distant);
  return result;
}

FailureOr<Stream> ProblemSteps::dualBound(const Evaluation &value,
                                          ArrayRef<Stream> y) {
  // Where a set behind an operator is missed the objective is no upper bound.
  if (value.hasDistantSets)
    return Stream();
  PROXC_TRY(dual, dualValue(y));
  if (!dual || !value.feasible)
    return dual;
  return steps.scalar({value.feasible, dual}, [](Body &body, ValueRange v) {
    Type f64 = v[0].getType();
    return body.select(
        body.less(body.real(0.0, f64), v[0]), v[1],
        body.real(-std::numeric_limits<double>::infinity(), f64));
  });
}

bool ProblemSteps::hasDualValue() const {
  return llvm::all_of(omegas, [](const Omega &omega) {
    return omega.isStronglyConvex();
  });
}

FailureOr<Stream> ProblemSteps::dualValue(ArrayRef<Stream> y) {
  if (!hasDualValue())
    return Stream{};
  SmallVector<Stream, 4> feasible, parts;
  for (auto [term, dual] : llvm::zip(psi, y)) {
    PROXC_TRY(inside, term->toDualDomain(dual));
    PROXC_TRY(conjugate, term->conjugateValue(inside));
    if (!conjugate)
      return Stream{};
    feasible.push_back(inside);
    parts.push_back(conjugate);
  }
  // min_u Omega(u) + Re<K u, y> is attained where Omega is pulled by -K* y.
  PROXC_TRY(pulled, adjoint(psi, feasible));
  SmallVector<Stream, 4> gains, losses;
  Point minimizers;
  for (auto [j, omega] : llvm::enumerate(omegas)) {
    Stream negative;
    if (pulled[j])
      negative = steps.map(unknowns[j].type, {pulled[j]},
                           [&, j = j](Body &body, ValueRange index) {
                             return body.neg(body.read(pulled[j], index));
                           });
    Stream lost;
    PROXC_TRY(minimizer, omega.minimizer(negative, &lost));
    minimizers.push_back(minimizer);
    if (lost)
      losses.push_back(lost);
    if (pulled[j])
      gains.push_back(steps.dot(pulled[j], minimizer));
  }
  for (Term &term : terms) {
    if (!term.op.isOmega())
      continue;
    PROXC_TRY(x, term.forward(minimizers));
    PROXC_TRY(value, term.value(x));
    gains.push_back(value);
  }
  size_t count = gains.size();
  llvm::append_range(gains, parts);
  size_t finite = gains.size();
  llvm::append_range(gains, losses);
  return steps.scalar(gains, [&](Body &body, ValueRange values) {
    Type f64 = body.builder.getF64Type();
    Value zero = body.real(0.0, f64);
    Value sum = zero;
    for (auto [i, value] : llvm::enumerate(values.take_front(finite)))
      sum = i < count ? body.add(sum, value) : body.sub(sum, value);
    // What pulls where nothing holds pulls down without end.
    for (Value lost : values.drop_front(finite))
      sum = body.select(
          body.less(zero, lost),
          body.real(-std::numeric_limits<double>::infinity(), f64), sum);
    return sum;
  });
}

//===----------------------------------------------------------------------===//
// Norms
//===----------------------------------------------------------------------===//

FailureOr<Stream> ProblemSteps::squaredNormOf(const Term &term) {
  // |[A_1 ... A_n]|^2 <= sum |A_j|^2 over unknowns; operators on the same one
  // add, |A + B| <= |A| + |B|.
  SmallVector<Stream, 2> norms;
  SmallVector<Value, 2> variables;
  for (auto [A, variable] :
       llvm::zip(term.op.getOperators(), term.op.getVariables())) {
    FailureOr<Stream> norm =
        cast<LinOpLoweringInterface>(A.getDefiningOp()).lowerNormBound(steps);
    if (failed(norm)) {
      InFlightDiagnostic error = A.getDefiningOp()->emitError(
          "no bound of this operator's norm is known");
      error.attachNote(problem.getLoc())
          << "give step sizes, or use 'admm', which needs none";
      return error;
    }
    norms.push_back(*norm);
    variables.push_back(variable);
  }
  return steps.scalar(norms, [&](Body &body, ValueRange values) {
    llvm::MapVector<Value, Value> sums;
    for (auto [variable, value] : llvm::zip(variables, values)) {
      Value &sum = sums[variable];
      sum = sum ? body.add(sum, value) : value;
    }
    Value total = body.real(0.0, body.builder.getF64Type());
    for (auto &[variable, sum] : sums)
      total = body.add(total, body.mul(sum, sum));
    return total;
  });
}

FailureOr<Stream> ProblemSteps::squaredNorm() {
  // A K of 0 leaves every step size allowed: those of a norm of 1.
  if (std::optional<double> known = knownSquaredNorm())
    return steps.constant(*known > 0.0 ? *known : 1.0);
  SmallVector<Stream, 4> parts;
  for (Term *term : psi) {
    PROXC_TRY(part, squaredNormOf(*term));
    parts.push_back(part);
  }
  return steps.scalar(parts, [](Body &body, ValueRange values) {
    Value sum = body.real(0.0, body.builder.getF64Type());
    for (Value value : values)
      sum = body.add(sum, value);
    Value positive =
        body.less(body.real(0.0, body.builder.getF64Type()), sum);
    return body.select(positive, sum,
                       body.real(1.0, body.builder.getF64Type()));
  });
}

bool ProblemSteps::hasNormBound() {
  return llvm::all_of(psi, [&](Term *term) {
    return llvm::all_of(term->op.getOperators(), [&](Value A) {
      auto op = cast<LinOpLoweringInterface>(A.getDefiningOp());
      return succeeded(op.lowerNormBound(steps));
    });
  });
}

std::optional<double> ProblemSteps::knownSquaredNorm() {
  // What `prox-scale` found looks at the blocks of K together.
  if (auto bound = problem->getAttrOfType<FloatAttr>("prox.norm_bound"))
    return bound.getValueAsDouble() * bound.getValueAsDouble();
  double total = 0.0;
  for (Term *term : psi) {
    llvm::MapVector<Value, double> sums;
    for (auto [A, variable] :
         llvm::zip(term->op.getOperators(), term->op.getVariables())) {
      auto op = A.getDefiningOp<linop::LinearOperatorInterface>();
      std::optional<double> norm = op ? op.getNormBound() : std::nullopt;
      if (!norm)
        return std::nullopt;
      sums[variable] += *norm;
    }
    for (auto &[variable, sum] : sums)
      total += sum * sum;
  }
  return total;
}

double ProblemSteps::countUnknowns() const {
  double count = 0.0;
  for (const Unknown &unknown : unknowns)
    count += static_cast<double>(unknown.type.getNumElements());
  return count;
}

double ProblemSteps::countEntries(ArrayRef<Term *> terms) {
  double count = 0.0;
  for (Term *term : terms)
    count += static_cast<double>(term->space().getNumElements());
  return count;
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

LogicalResult ProblemSteps::emitEpilogue(const Point &u) {
  FailureOr<Point> projected = project(u);
  if (failed(projected))
    return failure();
  OpBuilder &builder = steps.builder;
  for (auto [unknown, value] : llvm::zip(unknowns, *projected)) {
    solver::ResultOp::create(builder, unknown.op.getLoc(), unknown.name,
                             value.array, /*unknown=*/true);
    steps.bind(unknown.op->getResult(0), value);
  }
  for (auto out : problem.getBody().getOps<prox::OutOp>()) {
    FailureOr<Stream> value = steps.value(out.getValue());
    if (failed(value))
      return failure();
    Type element = getElementTypeOrSelf(out.getType());
    solver::ResultOp::create(builder, out.getLoc(), out.getName(),
                             steps.cast(*value, element).array,
                             /*unknown=*/false);
  }
  FailureOr<Evaluation> value = evaluate(*projected);
  if (failed(value))
    return failure();
  solver::MetricOp::create(builder, problem.getLoc(), "objective",
                           value->objective.array);
  if (value->violation)
    for (auto [name, number] :
         {std::pair("violation", value->violation),
          std::pair("violation_scale", value->violationScale)})
      solver::MetricOp::create(builder, problem.getLoc(), name, number.array);
  return success();
}
