//===- Omega.cpp - the part of a problem that is solved exactly -*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A quadratic term of Omega is Re<x, w x> / 2 - Re<p, x> of x = A u (its
// curvature w and its pull p), so
//   G = sum A* w A,  r = sum A* p,
// and argmin Omega(u) + (rho/2) |u - v|^2 solves (G + rho) u = r + rho v.
//
//===----------------------------------------------------------------------===//

#include "ProblemSteps.h"
#include "proxc/Dialect/Prox/Utils/Terms.h"
#include <cmath>

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;
using solver::FftKind;
using solver::Reduction;

LogicalResult Omega::add(Term &term, unsigned unknownIndex) {
  index = unknownIndex;
  if (!term.isQuadratic()) {
    if (separable ||
        (!term.isOnUnknownItself() && !prox::coisometryOf(term.op))) {
      term.op->emitError("this term cannot be solved together with the others "
                         "of its unknown");
      return failure();
    }
    separable = &term;
    return success();
  }
  quadratics.push_back(&term);
  if (!term.curvature)
    return success();
  for (Value A : term.operatorsOn(unknownIndex)) {
    auto op = A.getDefiningOp<linop::LinearOperatorInterface>();
    linop::Basis common = basis;
    if (term.curvature.getType().getRank() != 0)
      common = linop::commonBasis(basis, linop::Basis::pixel());
    if (common)
      common = linop::commonBasis(common, op.getGramBasis());
    if (!common || common.kind == linop::Basis::Dct) {
      term.op->emitError("this quadratic is not diagonal in the pixel or "
                         "Fourier basis of the others of its unknown");
      return failure();
    }
    basis = common;
  }
  return success();
}

FailureOr<Stream> Omega::gramDiagonal(Value A) const {
  auto facts = A.getDefiningOp<linop::LinearOperatorInterface>();
  if (std::optional<double> factor = facts.getIsometryFactor())
    return steps.constant(*factor);
  auto op = cast<LinOpLoweringInterface>(A.getDefiningOp());
  if (isFourier())
    return op.lowerGramDiagonal(steps, basis);
  // A* A is diagonal, so its diagonal is its image of ones.
  PROXC_TRY(image, op.lowerForward(steps, steps.splat(unknown.type, 1.0)));
  PROXC_TRY(diagonal, op.lowerAdjoint(steps, image));
  Type real = linop::realElement(unknown.type.getElementType());
  if (facts.getGramBasis().kind != linop::Basis::Any)
    return steps.cast(diagonal, real);
  // Its entries are equal, and one number keeps functions that are not
  // separable in reach.
  return steps.map(
      RankedTensorType::get({}, real), {diagonal}, [&](Body &body, ValueRange) {
        SmallVector<Value> first(diagonal.getShape().size(), body.index(0));
        return body.cast(body.read(diagonal, first), real);
      });
}

/// The diagonal of A* w A in the basis.
FailureOr<Stream> Omega::weightOf(const Term &term, Value A) const {
  if (term.curvature.getType().getRank() == 0) {
    PROXC_TRY(diagonal, gramDiagonal(A));
    return scaleStream(steps, 1.0, term.curvature, diagonal);
  }
  auto op = cast<LinOpLoweringInterface>(A.getDefiningOp());
  PROXC_TRY(image, op.lowerForward(steps, steps.splat(unknown.type, 1.0)));
  PROXC_TRY(diagonal, op.lowerAdjoint(steps, term.curved(image)));
  return steps.cast(diagonal,
                    linop::realElement(unknown.type.getElementType()));
}

LogicalResult Omega::prepare() {
  if (separable && isFourier()) {
    separable->op->emitError("this term cannot be solved together with "
                             "quadratics that the Fourier transform "
                             "diagonalises");
    return failure();
  }
  weight = pull = pullSpectrum = modulus = Stream();
  pullSquares.clear();
  stronglyConvex = held = false;
  for (Term *term : quadratics)
    for (Value A : term->operatorsOn(index)) {
      auto facts = A.getDefiningOp<linop::LinearOperatorInterface>();
      if (term->curvature) {
        FailureOr<Stream> added = weightOf(*term, A);
        if (failed(added))
          return failure();
        weight = addStreams(steps, weight, *added);
        bool even = term->curvature.getType().getRank() == 0 &&
                    facts.getGramBasis().kind == linop::Basis::Any;
        // A* A is a multiple of the identity, and not 0.
        stronglyConvex |= even && facts.getIsometryFactor().value_or(0.0) > 0.0;
        held |= even && facts.getIsometryFactor().value_or(0.0) > 0.0 &&
                term->hasCurvature();
        if (even && term->isOnUnknownItself())
          modulus = addStreams(steps, modulus, term->curvature);
      }
      if (!term->pull)
        continue;
      FailureOr<Stream> added =
          term->isOnUnknownItself()
              ? FailureOr<Stream>(term->pull)
              : lowerApply(steps, A, term->pull, /*adjoint=*/true);
      if (failed(added))
        return failure();
      pull = addStreams(steps, pull, *added);
      pullSquares.push_back(steps.dot(*added, *added));
    }
  if (separable && weight && weight.getType().getRank() != 0 &&
      !(separable->function().isSeparable() &&
        separable->isOnUnknownItself())) {
    separable->op->emitError("this term is not separable, or stands behind an "
                             "operator, and cannot be solved together with a "
                             "quadratic whose weights vary");
    return failure();
  }
  if (isFourier() && pull)
    pullSpectrum = transform(pull);
  return success();
}

FailureOr<Omega> Omega::quadraticsIn(const linop::Basis &other,
                                     bool keepSeparable) const {
  Omega result = *this;
  result.basis = other;
  if (!keepSeparable)
    result.separable = nullptr;
  if (failed(result.prepare()))
    return failure();
  return result;
}

//===----------------------------------------------------------------------===//
// Solving
//===----------------------------------------------------------------------===//

static RankedTensorType spectrumType(const Unknown &unknown,
                                     const linop::Basis &basis) {
  Type element = unknown.type.getElementType();
  SmallVector<int64_t, 4> shape(unknown.type.getShape());
  if (!isa<ComplexType>(element)) {
    shape[basis.axes.back()] = shape[basis.axes.back()] / 2 + 1;
    element = ComplexType::get(element);
  }
  return RankedTensorType::get(shape, element);
}

Stream Omega::transform(const Stream &x) const {
  bool complex = isa<ComplexType>(unknown.type.getElementType());
  return steps.fft(complex ? FftKind::forward : FftKind::r2c, x, basis.axes,
                   spectrumType(unknown, basis));
}

Stream Omega::inverse(const Stream &x) const {
  bool complex = isa<ComplexType>(unknown.type.getElementType());
  return steps.fft(complex ? FftKind::backward : FftKind::c2r, x, basis.axes,
                   unknown.type);
}

bool Omega::mayVanish(const System &system) const {
  return !held && (!system.rho || system.D);
}

double Omega::epsilon() const {
  auto real =
      cast<FloatType>(linop::realElement(unknown.type.getElementType()));
  return std::ldexp(1.0, 1 - int(real.getFPMantissaWidth()));
}

Stream Omega::denominator(const System &system) const {
  Stream added = system.rho;
  if (system.rho && system.D)
    added = scaleStream(steps, 1.0, system.rho, system.D);
  Stream total = addStreams(steps, added, weight);
  return total ? total : steps.constant(0.0);
}

Stream Omega::floorOf(const System &system) const {
  // Entries of an array in the basis are sums of products of spectra, each with
  // the rounding of its transform: (8 epsilon)^2 of the largest.
  double factor = 64.0 * epsilon() * epsilon();
  SmallVector<Stream, 2> parts;
  if (weight && weight.getType().getRank() != 0)
    parts.push_back(scaleStream(steps, factor, {}, largestWeight()));
  if (const Stream &D = system.D; D && D.getType().getRank() != 0) {
    Stream largest = steps.reduce(Reduction::max, D.getShape(), {D},
                                  [&](Body &body, ValueRange index) {
                                    return body.read(D, index);
                                  });
    parts.push_back(scaleStream(steps, factor, system.rho, largest));
  }
  return steps.scalar(parts, [](Body &body, ValueRange v) {
    Value sum = body.real(0.0, body.builder.getF64Type());
    for (Value part : v)
      sum = body.add(sum, part);
    return sum;
  });
}

Stream Omega::largestWeight() const {
  if (!weight || weight.getType().getRank() == 0)
    return weight;
  return steps.reduce(Reduction::max, weight.getShape(), {weight},
                      [&](Body &body, ValueRange index) {
                        return body.read(weight, index);
                      });
}

FailureOr<Stream> Omega::solveFourier(const System &system,
                                      Stream *lost) const {
  double count = 1.0;
  for (int64_t axis : basis.axes)
    count *= static_cast<double>(unknown.type.getDimSize(axis));
  Stream spectrum = system.v ? transform(system.v) : Stream();
  Stream total = denominator(system);
  Stream floor = mayVanish(system) ? floorOf(system) : Stream();
  SmallVector<Stream, 5> inputs{total};
  for (const Stream &input : {spectrum, pullSpectrum, system.scale, floor})
    if (input)
      inputs.push_back(input);
  Type real = linop::realElement(unknown.type.getElementType());
  RankedTensorType type = spectrumType(unknown, basis);
  auto numeratorAt = [&](Body &body, ValueRange index) {
    Value numerator;
    if (spectrum) {
      numerator = body.read(spectrum, index);
      if (system.scale)
        numerator = body.mul(numerator,
                             body.cast(body.read(system.scale, {}), real));
    }
    if (pullSpectrum) {
      Value r = body.read(pullSpectrum, index);
      numerator = numerator ? body.add(numerator, r) : r;
    }
    return numerator ? numerator : body.real(0.0, type.getElementType());
  };
  auto seen = [&](Body &body, Value divisor) {
    return body.less(body.cast(body.read(floor, {}), real), divisor);
  };
  Stream solved = steps.map(type, inputs, [&](Body &body, ValueRange index) {
    Value numerator = numeratorAt(body, index);
    // 1 / n of the inverse transform; a frequency that nothing sees is 0.
    Value divisor = body.cast(body.read(total, index), real);
    Value share = body.real(1.0 / count, real);
    if (!floor)
      return body.mul(numerator, body.div(share, divisor));
    Value there = seen(body, divisor);
    Value safe = body.select(there, divisor, body.real(1.0, real));
    return body.mul(numerator, body.select(there, body.div(share, safe),
                                           body.real(0.0, real)));
  });
  if (lost && floor && (spectrum || pullSpectrum))
    *lost = steps.reduce(
        Reduction::sum, type.getShape(), inputs,
        [&](Body &body, ValueRange index) {
          Value divisor = body.cast(body.read(total, index), real);
          Value square = body.squaredModulus(numeratorAt(body, index));
          return body.select(seen(body, divisor),
                             body.real(0.0, square.getType()),
                             body.mul(body.real(1.0 / count, square.getType()),
                                      square));
        });
  return inverse(solved);
}

FailureOr<Stream> Omega::solvePixel(const System &system, Stream *lost) const {
  // center = (scale v + r) / (G + rho D), and its weight G + rho D.
  Stream total = denominator(system);
  bool isProx = system.rho && !system.D && !weight && !pull && system.v;
  if (isProx)
    return separable ? separable->proxOnUnknown(system.v, total)
                     : FailureOr<Stream>(system.v);
  SmallVector<Stream, 5> inputs;
  for (const Stream &input : {system.v, system.scale, pull})
    if (input)
      inputs.push_back(input);
  Type element = unknown.type.getElementType();
  Type real = linop::realElement(element);
  auto numeratorAt = [&](Body &body, ValueRange index) {
    Value sum;
    if (system.v) {
      sum = body.read(system.v, index);
      if (system.scale)
        sum = body.mul(sum, body.cast(body.read(system.scale, {}), real));
    }
    if (pull) {
      Value r = body.read(pull, index);
      sum = sum ? body.add(sum, r) : r;
    }
    return sum ? sum : body.real(0.0, element);
  };
  auto there = [&](Body &body, ValueRange index) {
    Value value = body.read(total, index);
    return body.less(body.real(0.0, value.getType()), value);
  };
  if (lost && mayVanish(system)) {
    Stream sum = steps.map(unknown.type, inputs, numeratorAt);
    PROXC_TRY(outside, outsideOf(sum, total));
    *lost = outside;
  }
  // Without weight the minimum of the separable term is taken: at its apex where
  // it is a norm, else the limit of that with a small weight.
  Stream apex;
  if (mayVanish(system) && separable && separable->isOnUnknownItself())
    apex = separable->apex();
  Stream weighed = total;
  if (mayVanish(system))
    weighed = steps.map(
        total.getType(), {total}, [&](Body &body, ValueRange index) {
          Value value = body.read(total, index);
          Value none = body.real(separable ? tinyWeight : 1.0, value.getType());
          return body.select(there(body, index), value, none);
        });
  inputs.push_back(weighed);
  bool zeroes = mayVanish(system) && (!separable || apex);
  if (zeroes)
    inputs.push_back(total);
  if (apex)
    inputs.push_back(apex);
  Stream center = steps.map(
      unknown.type, inputs, [&](Body &body, ValueRange index) {
        Value value = body.div(numeratorAt(body, index),
                               body.cast(body.read(weighed, index), real));
        if (!zeroes)
          return value;
        return body.select(there(body, index), value,
                           apex ? body.read(apex, index)
                                : body.real(0.0, element));
      });
  return separable ? separable->proxOnUnknown(center, weighed) : center;
}

/// The sum of |r - r'|^2 over entries without weight, where r' is the nearest
/// to r for which the separable term minus Re<r, u> has a minimum (0 without
/// one, or where it stands behind an operator).
FailureOr<Stream> Omega::outsideOf(const Stream &r, const Stream &total) const {
  Stream near;
  if (separable && separable->isOnUnknownItself()) {
    PROXC_TRY(inside, separable->toDualDomain(r));
    if (inside.array == r.array)
      return Stream();
    near = inside;
  }
  SmallVector<Stream, 3> inputs{r, total};
  if (near)
    inputs.push_back(near);
  return steps.reduce(
      Reduction::sum, r.getShape(), inputs,
      [&](Body &body, ValueRange index) {
        Value miss = body.read(r, index);
        if (near)
          miss = body.sub(miss, body.read(near, index));
        Value square = body.squaredModulus(miss);
        Value weight = body.read(total, index);
        Value there = body.less(body.real(0.0, weight.getType()), weight);
        return body.select(there, body.real(0.0, square.getType()), square);
      });
}

FailureOr<Stream> Omega::solve(const System &system, Stream *lost) const {
  return isFourier() ? solveFourier(system, lost) : solvePixel(system, lost);
}

FailureOr<Stream> Omega::prox(const Stream &v, const Stream &rho) const {
  if (isEmpty())
    return v;
  return solve(System{v, rho, rho, {}}, nullptr);
}

FailureOr<Stream> Omega::minimizer(const Stream &pull, Stream *lost) const {
  return solve(System{pull, {}, {}, {}}, lost);
}

FailureOr<Stream> Omega::unbounded() const {
  if (isEmpty() || (separable && !separable->isOnUnknownItself()))
    return Stream();
  Stream lost;
  PROXC_TRY(minimum, minimizer({}, &lost));
  (void)minimum;
  if (!lost)
    return lost;
  // Sums that cancel leave rounding.
  SmallVector<Stream, 4> inputs{lost};
  llvm::append_range(inputs, pullSquares);
  double share = 1e4 * epsilon() * epsilon();
  return steps.scalar(inputs, [&](Body &body, ValueRange v) {
    Type f64 = v[0].getType();
    Value floor = body.real(0.0, f64);
    for (Value square : v.drop_front())
      floor = body.add(floor, body.mul(body.real(share, f64), square));
    return body.select(body.less(floor, v[0]), body.real(1.0, f64),
                       body.real(0.0, f64));
  });
}

FailureOr<Stream> Omega::solve(const Stream &pull, const Stream &rho,
                               const Stream &D) const {
  return solve(System{pull, {}, rho, D}, nullptr);
}
