//===- Omega.cpp - the part of a problem that is solved exactly -*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The quadratics of Omega are alpha |w (beta A u - b)|^2 + Re<c, A u> +
// gamma |A u|^2. With W = |w|^2 they add
//   2 G = 2 alpha |beta|^2 A* W A + 2 gamma A* A
//   r   = 2 alpha conj(beta) A* (W b) - A* c
// so that argmin Omega(u) + (rho/2) |u - v|^2 solves (2 G + rho) u = r + rho v.
//
//===----------------------------------------------------------------------===//

#include "ProblemSteps.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;
using solver::FftKind;

LogicalResult Omega::add(Term &term, unsigned unknownIndex) {
  if (term.function().isQuadratic() || term.function().isLinear())
    return addQuadratic(term, unknownIndex);
  if (separable || !term.isOnUnknownItself()) {
    term.op->emitError("this term cannot be solved together with the others "
                       "of its unknown");
    return failure();
  }
  separable = Part{&term, unknownIndex};
  return success();
}

LogicalResult Omega::addQuadratic(Term &term, unsigned unknownIndex) {
  quadratics.push_back({&term, unknownIndex});
  if (term.function().isLinear() && !term.gamma)
    return success();
  for (Value A : term.operatorsOn(unknownIndex)) {
    auto op = A.getDefiningOp<linop::LinearOperatorInterface>();
    linop::Basis gram = op.getGramBasis();
    if (term.function().getWeightsOrNull())
      gram = linop::Basis::pixel();
    linop::Basis common = linop::commonBasis(basis, gram);
    if (!common) {
      term.op->emitError("this quadratic is not diagonal in the basis of the "
                         "others of its unknown");
      return failure();
    }
    basis = common;
  }
  return success();
}

/// a + b for streams of rank 0 or of one shape; a null stream is 0.
static Stream sum(StepBuilder &steps, const Stream &a, const Stream &b) {
  if (!a || !b)
    return a ? a : b;
  const Stream &larger = a.getType().getRank() ? a : b;
  return steps.map(larger.getType(), {a, b}, [&](Body &body, ValueRange index) {
    return body.cast(body.add(body.read(a, index), body.read(b, index)),
                     larger.getElementType());
  });
}

/// factor * scalar * x, in x's element type; a null scalar is 1.
static Stream scaled(StepBuilder &steps, double factor, const Stream &scalar,
                     const Stream &x) {
  SmallVector<Stream, 2> inputs{x};
  if (scalar)
    inputs.push_back(scalar);
  return steps.map(x.getType(), inputs, [&](Body &body, ValueRange index) {
    Type real = linop::realElement(x.getElementType());
    Value value = body.read(x, index);
    if (scalar) {
      Value s = body.read(scalar, {});
      s = body.cast(s, isa<ComplexType>(s.getType()) &&
                               isa<ComplexType>(x.getElementType())
                           ? x.getElementType()
                           : real);
      value = body.mul(value, s);
    }
    if (factor != 1.0)
      value = body.mul(value, body.real(factor, real));
    return body.cast(value, x.getElementType());
  });
}

namespace {
/// The contributions of one quadratic to 2 G and r.
struct Contribution {
  StepBuilder &steps;
  const linop::Basis &basis;
  Term &term;
  Value A;
  unsigned unknown;

  Stream weights;        // w of the function, null: 1
  Stream quadraticScale; // 2 alpha |beta|^2
  bool identity;

  /// W x.
  Stream weighted(const Stream &x) {
    if (!weights)
      return x;
    return steps.map(x.getType(), {x, weights},
                     [&](Body &body, ValueRange index) {
                       return body.mul(
                           body.read(x, index),
                           body.squaredModulus(body.read(weights, index)));
                     });
  }

  /// The diagonal of A* W A (with `useWeights`) or A* A; rank 0 where it is 1.
  FailureOr<Stream> gram(bool useWeights, const Unknown &space) {
    bool plain = !useWeights || !weights;
    if (identity && plain)
      return steps.constant(1.0);
    auto op = cast<LinOpLoweringInterface>(A.getDefiningOp());
    if (basis.kind == linop::Basis::Fourier)
      return op.lowerGramDiagonal(steps, basis);
    // A* W A is diagonal, so its diagonal is its image of ones.
    Stream ones = steps.splat(space.type, 1.0);
    PROXC_TRY(image, op.lowerForward(steps, ones));
    PROXC_TRY(diagonal,
              op.lowerAdjoint(steps, plain ? image : weighted(image)));
    return steps.cast(diagonal, term.real());
  }

  FailureOr<Stream> weight(const Unknown &space) {
    Stream total;
    if (term.function().isQuadratic() && !term.function().isLinear()) {
      PROXC_TRY(diagonal, gram(/*useWeights=*/true, space));
      total = scaled(steps, 2.0, term.alpha, diagonal);
      if (term.beta) {
        Stream square = steps.map(
            RankedTensorType::get({}, steps.builder.getF64Type()), {term.beta},
            [&](Body &body, ValueRange) {
              return body.squaredModulus(body.read(term.beta, {}));
            });
        total = scaled(steps, 1.0, square, total);
      }
    }
    if (term.gamma) {
      PROXC_TRY(diagonal, gram(/*useWeights=*/false, space));
      total = sum(steps, total, scaled(steps, 2.0, term.gamma, diagonal));
    }
    return total;
  }

  FailureOr<Stream> pull() {
    Stream total;
    if (term.offset && !term.function().isLinear()) {
      Stream b = scaled(steps, 2.0, term.alpha, weighted(term.offset));
      if (term.beta) {
        Stream conjugate = steps.map(
            term.beta.getType(), {term.beta}, [&](Body &body, ValueRange) {
              return body.conj(body.read(term.beta, {}));
            });
        b = scaled(steps, 1.0, conjugate, b);
      }
      total = b;
    }
    if (term.linear)
      total = sum(steps, total, scaled(steps, -1.0, {}, term.linear));
    if (!total)
      return total;
    return identity ? FailureOr<Stream>(total)
                    : lowerApply(steps, A, total, /*adjoint=*/true);
  }
};
} // namespace

LogicalResult Omega::prepare() {
  auto prepared = [&]() -> FailureOr<Stream> {
    for (Part &part : quadratics) {
      Term &term = *part.term;
      bool identity = term.isOnUnknownItself();
      Stream weights;
      if (Value w = term.function().getWeightsOrNull()) {
        PROXC_TRY(lowered, steps.value(w));
        weights = lowered;
      }
      for (Value A : term.operatorsOn(part.unknown)) {
        Contribution part{steps,   basis,   term, A, 0,
                          weights, Stream{}, identity};
        PROXC_TRY(addedWeight, part.weight(unknown));
        PROXC_TRY(addedPull, part.pull());
        weight = sum(steps, weight, addedWeight);
        pull = sum(steps, pull, addedPull);
      }
      stronglyConvex |= identity && !weights &&
                        !(term.function().isLinear() && !term.gamma);
    }
    return Stream{};
  };
  if (failed(prepared()))
    return failure();
  if (isFourier())
    stronglyConvex = false;
  if (isFourier() && pull)
    pullSpectrum = transform(pull);
  return success();
}

//===----------------------------------------------------------------------===//
// The prox
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

FailureOr<Stream> Omega::solveFourier(const Stream &v,
                                      const Stream &rho) const {
  double count = 1.0;
  for (int64_t axis : basis.axes)
    count *= static_cast<double>(unknown.type.getDimSize(axis));
  Stream spectrum = v ? transform(v) : pullSpectrum;
  SmallVector<Stream, 4> inputs{spectrum};
  for (const Stream &input : {pullSpectrum, weight, rho})
    if (input)
      inputs.push_back(input);
  Type real = linop::realElement(unknown.type.getElementType());
  Stream solved = steps.map(
      spectrumType(unknown, basis), inputs, [&](Body &body, ValueRange index) {
        Value numerator = body.read(spectrum, index);
        Value denominator = weight ? body.cast(body.read(weight, index), real)
                                   : body.real(0.0, real);
        if (rho) {
          Value r = body.cast(body.read(rho, {}), real);
          numerator = body.mul(numerator, r);
          if (pullSpectrum)
            numerator = body.add(numerator, body.read(pullSpectrum, index));
          denominator = body.add(denominator, r);
        }
        // 1 / n of the inverse transform; a frequency that nothing sees is 0.
        Value scale = body.div(body.real(1.0 / count, real), denominator);
        if (!rho)
          scale = body.select(body.less(body.real(0.0, real), denominator),
                              scale, body.real(0.0, real));
        return body.mul(numerator, scale);
      });
  return inverse(solved);
}

FailureOr<Stream> Omega::solvePixel(const Stream &v, const Stream &rho) const {
  // center = (rho v + r) / (rho + 2 G), and its weight rho + 2 G.
  Stream total = sum(steps, rho, weight);
  Stream center = v;
  if (weight || pull) {
    SmallVector<Stream, 4> inputs{total};
    for (const Stream &input : {v, rho, pull})
      if (input)
        inputs.push_back(input);
    Type real = linop::realElement(unknown.type.getElementType());
    center = steps.map(unknown.type, inputs, [&](Body &body, ValueRange index) {
      Value sum;
      if (v) {
        sum = body.read(v, index);
        if (rho)
          sum = body.mul(sum, body.cast(body.read(rho, {}), real));
      }
      if (pull) {
        Value r = body.read(pull, index);
        sum = sum ? body.add(sum, r) : r;
      }
      return body.div(sum, body.cast(body.read(total, index), real));
    });
  }
  if (!separable)
    return center;
  return separable->term->prox(center, total);
}

FailureOr<Stream> Omega::prox(const Stream &v, const Stream &rho) const {
  if (isEmpty())
    return v;
  return isFourier() ? solveFourier(v, rho) : solvePixel(v, rho);
}

FailureOr<Stream> Omega::minimizer(const Stream &extra) const {
  if (isFourier()) {
    if (extra || !pullSpectrum)
      return steps.splat(unknown.type, 0.0);
    return solveFourier({}, {});
  }
  Omega shifted = *this;
  shifted.pull = sum(steps, pull, extra);
  if (!shifted.pull)
    shifted.pull = steps.splat(unknown.type, 0.0);
  if (!weight && separable)
    return separable->term->prox(shifted.pull, steps.constant(1.0));
  return shifted.solvePixel({}, {});
}
