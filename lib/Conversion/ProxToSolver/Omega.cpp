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

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;
using solver::FftKind;

LogicalResult Omega::add(Term &term, unsigned unknownIndex) {
  index = unknownIndex;
  if (!term.isQuadratic()) {
    if (separable || !term.isOnUnknownItself()) {
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
  if (facts.getCoisometryFactor() == 1.0 &&
      facts.getDiagonalBasis().kind == linop::Basis::Any)
    return steps.constant(1.0);
  auto op = cast<LinOpLoweringInterface>(A.getDefiningOp());
  if (isFourier())
    return op.lowerGramDiagonal(steps, basis);
  // A* A is diagonal, so its diagonal is its image of ones.
  PROXC_TRY(image, op.lowerForward(steps, steps.splat(unknown.type, 1.0)));
  PROXC_TRY(diagonal, op.lowerAdjoint(steps, image));
  return steps.cast(diagonal,
                    linop::realElement(unknown.type.getElementType()));
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
  stronglyConvex = false;
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
        stronglyConvex |= even && facts.getNormBound().value_or(0.0) > 0.0;
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
    }
  if (separable && !separable->function().isSeparable() && weight &&
      weight.getType().getRank() != 0) {
    separable->op->emitError("this term is not separable and cannot be solved "
                             "together with a quadratic whose weights vary");
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

Stream Omega::denominator(const System &system) const {
  Stream added = system.rho;
  if (system.rho && system.D)
    added = scaleStream(steps, 1.0, system.rho, system.D);
  Stream total = addStreams(steps, added, weight);
  if (!total)
    return steps.constant(tinyWeight);
  if (!system.mayVanish())
    return total;
  return steps.map(total.getType(), {total},
                   [&](Body &body, ValueRange index) {
                     Value value = body.read(total, index);
                     return body.max(value,
                                     body.real(tinyWeight, value.getType()));
                   });
}

FailureOr<Stream> Omega::solveFourier(const System &system) const {
  double count = 1.0;
  for (int64_t axis : basis.axes)
    count *= static_cast<double>(unknown.type.getDimSize(axis));
  Stream spectrum = system.v ? transform(system.v) : Stream();
  Stream total = denominator(system);
  SmallVector<Stream, 4> inputs{total};
  for (const Stream &input : {spectrum, pullSpectrum, system.scale})
    if (input)
      inputs.push_back(input);
  Type real = linop::realElement(unknown.type.getElementType());
  RankedTensorType type = spectrumType(unknown, basis);
  Stream solved = steps.map(type, inputs, [&](Body &body, ValueRange index) {
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
    if (!numerator)
      return body.real(0.0, type.getElementType());
    // 1 / n of the inverse transform; a frequency that nothing sees is 0.
    Value divisor = body.cast(body.read(total, index), real);
    Value scale = body.div(body.real(1.0 / count, real), divisor);
    if (system.mayVanish())
      scale = body.select(body.less(body.real(2 * tinyWeight, real), divisor),
                          scale, body.real(0.0, real));
    return body.mul(numerator, scale);
  });
  return inverse(solved);
}

FailureOr<Stream> Omega::solvePixel(const System &system) const {
  // center = (scale v + r) / (G + rho D), and its weight G + rho D.
  Stream total = denominator(system);
  Stream center = system.v;
  bool isProx = system.rho && !system.D && !weight && !pull && system.v;
  if (!isProx) {
    SmallVector<Stream, 4> inputs{total};
    for (const Stream &input : {system.v, system.scale, pull})
      if (input)
        inputs.push_back(input);
    Type real = linop::realElement(unknown.type.getElementType());
    center = steps.map(unknown.type, inputs, [&](Body &body, ValueRange index) {
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
      if (!sum)
        return body.real(0.0, unknown.type.getElementType());
      return body.div(sum, body.cast(body.read(total, index), real));
    });
  }
  if (!separable)
    return center;
  return separable->prox(center, total);
}

FailureOr<Stream> Omega::solve(const System &system) const {
  return isFourier() ? solveFourier(system) : solvePixel(system);
}

FailureOr<Stream> Omega::prox(const Stream &v, const Stream &rho) const {
  if (isEmpty())
    return v;
  return solve(System{v, rho, rho, {}});
}

FailureOr<Stream> Omega::minimizer(const Stream &pull) const {
  return solve(System{pull, {}, {}, {}});
}

FailureOr<Stream> Omega::solve(const Stream &pull, const Stream &rho,
                               const Stream &D) const {
  return solve(System{pull, {}, rho, D});
}
