//===- CheckOperators.cpp - expectations of operators -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Checks.h"
#include <cmath>

using namespace mlir;
using proxc::linop::Basis;
using proxc::linop::LinearOperatorInterface;
using proxc::linop::OpType;
using proxc::linop::Structure;
using proxc::reference::Array;
using proxc::reference::Complex;
using proxc::reference::Environment;

namespace proxc::check {

Array randomOf(RankedTensorType type, uint64_t seed) {
  return reference::randomArray(type.getShape(), linop::isComplex(type), seed);
}

/// Sums of random numbers: what double precision leaves.
static constexpr double roundOff = 1e-11;

//===----------------------------------------------------------------------===//
// expect_adjoint
//===----------------------------------------------------------------------===//

/// A(i x) = i A(x).
static LogicalResult checkComplexLinear(ExpectAdjointOp op, Environment &env,
                                        const Array &x, const Array &image,
                                        bool adjoint) {
  const Complex i(0, 1);
  FailureOr<Array> turned =
      env.apply(op.getOp(), axpby(i, x, 0, x), adjoint);
  if (failed(turned))
    return failure();
  double miss = norm(axpby(1, *turned, -i, image));
  if (miss <= roundOff * (1 + norm(image)))
    return success();
  return op.emitError() << "expects " << (adjoint ? "A*(i y) = i A* y"
                                                  : "A(i x) = i A x")
                        << " of a complex-linear operator, found a difference "
                           "of norm "
                        << miss;
}

LogicalResult runExpectAdjoint(ExpectAdjointOp op, Environment &env,
                               uint64_t seed) {
  OpType type = op.getOp().getType();
  Array x = randomOf(type.getDomain(), seed);
  Array y = randomOf(type.getRange(), seed + 1);
  FailureOr<Array> image = env.apply(op.getOp(), x);
  FailureOr<Array> back = env.apply(op.getOp(), y, /*adjoint=*/true);
  if (failed(image) || failed(back))
    return failure();
  if (image->shape() != type.getRange().getShape() ||
      back->shape() != type.getDomain().getShape())
    return op.emitError() << "expects images of the shapes of the type, found "
                          << linop::describe(image->shape()) << " and "
                          << linop::describe(back->shape());
  double left = innerProduct(*image, y), right = innerProduct(x, *back);
  // The last term is for operators that are 0 up to rounding.
  double scale = norm(*image) * norm(y) + norm(x) * norm(*back) +
                 1e-3 * norm(x) * norm(y);
  if (!(std::abs(left - right) <= roundOff * scale))
    return op.emitError() << "expects Re<A x, y> = Re<x, A* y>, found " << left
                          << " and " << right;
  auto known = op.getOp().getDefiningOp<LinearOperatorInterface>();
  if (!known || !known.isComplexLinear() ||
      !linop::isComplex(type.getDomain()) || !linop::isComplex(type.getRange()))
    return success();
  if (failed(checkComplexLinear(op, env, x, *image, false)))
    return failure();
  return checkComplexLinear(op, env, y, *back, true);
}

//===----------------------------------------------------------------------===//
// expect_close
//===----------------------------------------------------------------------===//

static LogicalResult compareArrays(ExpectCloseOp op, const Array &actual,
                                   const Array &expected, StringRef what) {
  if (actual.shape() != expected.shape())
    return op.emitError() << "expects " << what << " of shape "
                          << linop::describe(expected.shape()) << ", found "
                          << linop::describe(actual.shape());
  double miss = norm(axpby(1, actual, -1, expected));
  double tolerance = op.getTolerance().convertToDouble();
  if (miss <= tolerance * std::max(1.0, norm(expected)))
    return success();
  return op.emitError() << "expects equal " << what
                        << ", found a difference of norm " << miss << " of "
                        << norm(expected);
}

LogicalResult runExpectClose(ExpectCloseOp op, Environment &env,
                             uint64_t seed) {
  auto type = dyn_cast<OpType>(op.getActual().getType());
  if (!type) {
    FailureOr<Array> actual = env.array(op.getActual());
    FailureOr<Array> expected = env.array(op.getExpected());
    if (failed(actual) || failed(expected))
      return failure();
    return compareArrays(op, *actual, *expected, "arrays");
  }
  for (bool adjoint : {false, true}) {
    Array x = randomOf(adjoint ? type.getRange() : type.getDomain(),
                       seed + adjoint);
    FailureOr<Array> actual = env.apply(op.getActual(), x, adjoint);
    FailureOr<Array> expected = env.apply(op.getExpected(), x, adjoint);
    if (failed(actual) || failed(expected) ||
        failed(compareArrays(op, *actual, *expected,
                             adjoint ? "images of the adjoints" : "images")))
      return failure();
  }
  return success();
}

//===----------------------------------------------------------------------===//
// expect_norm_bound
//===----------------------------------------------------------------------===//

FailureOr<double> estimateNorm(Value op, Environment &env, int iterations,
                               uint64_t seed) {
  Array x = randomOf(cast<OpType>(op.getType()).getDomain(), seed);
  double estimate = 0;
  for (int i = 0; i < iterations; ++i) {
    double length = norm(x);
    if (length == 0)
      return 0.0;
    x = axpby(1 / length, x, 0, x);
    FailureOr<Array> y = env.apply(op, x);
    if (failed(y))
      return failure();
    estimate = std::max(estimate, norm(*y));
    FailureOr<Array> back = env.apply(op, *y, /*adjoint=*/true);
    if (failed(back))
      return failure();
    x = *back;
  }
  return estimate;
}

LogicalResult runExpectNormBound(ExpectNormBoundOp op, Environment &env,
                                 uint64_t seed) {
  auto known = op.getOp().getDefiningOp<LinearOperatorInterface>();
  std::optional<double> bound;
  if (known)
    bound = known.getNormBound();
  if (op.getUnknown()) {
    if (bound)
      return op.emitError() << "expects an operator without a known norm "
                               "bound, found "
                            << *bound;
    return success();
  }
  if (!bound)
    return op.emitError() << "expects an operator with a known norm bound";
  constexpr int iterations = 200;
  FailureOr<double> norm = estimateNorm(op.getOp(), env, iterations, seed);
  if (failed(norm))
    return failure();
  if (*norm > *bound * (1 + 1e-12) + 1e-14)
    return op.emitError() << "expects a bound of the norm, found " << *bound
                          << " < " << *norm;
  if (auto within = op.getWithin())
    if (*bound > *norm * (1 + within->convertToDouble()) + 1e-14)
      return op.emitError() << "expects a bound near the norm, found " << *bound
                            << " above " << *norm;
  return success();
}

//===----------------------------------------------------------------------===//
// expect_answers
//===----------------------------------------------------------------------===//

static std::string describeBasis(const Basis &basis) {
  switch (basis.kind) {
  case Basis::None:
    return "none";
  case Basis::Any:
    return "any";
  case Basis::Pixel:
    return "pixel";
  case Basis::Fourier:
    return "fourier " + linop::describe(basis.axes);
  case Basis::Dct:
    return "dct " + linop::describe(basis.axes);
  }
  llvm_unreachable("all bases are handled");
}

static StringRef describeStructure(Structure structure) {
  switch (structure) {
  case Structure::none:
    return "none";
  case Structure::scalar:
    return "scalar";
  case Structure::diagonal:
    return "diagonal";
  case Structure::indexMap:
    return "index_map";
  case Structure::csr:
    return "csr";
  }
  llvm_unreachable("all classes are handled");
}

static LogicalResult compareAnswer(ExpectAnswersOp op, StringRef what,
                                   std::optional<StringRef> expected,
                                   StringRef found) {
  if (!expected || *expected == found)
    return success();
  return op.emitError() << "expects the " << what << " '" << *expected
                        << "', found '" << found << "'";
}

/// One basis vector of the orthonormal transform of `basis` along its axes, at
/// the frequencies `k` (and at the entry `k` of the axes that it does not run
/// along).
static Array basisVector(const Basis &basis, ArrayRef<int64_t> shape,
                         ArrayRef<int64_t> k) {
  Array v(shape);
  int64_t at = 0;
  Array::forEachIndex(v.shape(), [&](ArrayRef<int64_t> r) {
    Complex entry = 1;
    double turns = 0;
    for (int64_t a = 0; a < v.rank(); ++a) {
      double n = static_cast<double>(v.shape()[a]);
      if (!llvm::is_contained(basis.axes, a))
        entry *= r[a] == k[a] ? 1.0 : 0.0;
      else if (basis.kind == Basis::Fourier)
        turns += static_cast<double>(k[a] * r[a]) / n;
      else
        entry *= std::cos(M_PI * (static_cast<double>(r[a]) + 0.5) *
                          static_cast<double>(k[a]) / n);
    }
    if (basis.kind == Basis::Fourier)
      entry *= std::polar(1.0, 2 * M_PI * turns + 0.3);
    v[at++] = entry;
  });
  return v;
}

using Map = function_ref<FailureOr<Array>(Array)>;

/// `map` on a complex vector of a real space: its extension, part by part.
static FailureOr<Array> mapParts(const Array &v, Map map) {
  Array real(v.shape()), imaginary(v.shape());
  for (int64_t i = 0; i < v.size(); ++i) {
    real[i] = v[i].real();
    imaginary[i] = v[i].imag();
  }
  FailureOr<Array> re = map(real), im = map(imaginary);
  if (failed(re) || failed(im))
    return failure();
  return axpby(1, *re, Complex(0, 1), *im);
}

/// Checks that A (or A* A, or A A*) maps vectors of the basis to multiples of
/// themselves: of a real space, its extension to complex vectors.
static LogicalResult checkEigenvectors(ExpectAnswersOp op, StringRef what,
                                       const Basis &basis,
                                       RankedTensorType space, uint64_t seed,
                                       Map map) {
  if (!basis)
    return success();
  Array random = reference::randomArray({8, space.getRank()}, false, seed);
  for (int trial = 0; trial < 8; ++trial) {
    SmallVector<int64_t> k;
    for (int64_t a = 0; a < space.getRank(); ++a) {
      double u = random[trial * space.getRank() + a].real();
      k.push_back(std::min<int64_t>(
          space.getDimSize(a) - 1,
          static_cast<int64_t>((u + 1) / 2 * space.getDimSize(a))));
    }
    Array v = basis.kind == Basis::Any ? randomOf(space, seed + trial)
                                       : basisVector(basis, space.getShape(),
                                                     k);
    FailureOr<Array> image =
        linop::isComplex(space) ? map(v) : mapParts(v, map);
    if (failed(image))
      return failure();
    Complex dot = 0;
    double length = innerProduct(v, v);
    for (int64_t i = 0; i < v.size(); ++i)
      dot += std::conj(v[i]) * (*image)[i];
    Complex multiple = length > 0 ? dot / length : 0;
    double miss = norm(axpby(1, *image, -multiple, v));
    if (miss > 1e-9 * (1 + norm(*image)))
      return op.emitError() << "expects " << what << " to be diagonal in the "
                            << "basis '" << describeBasis(basis)
                            << "', found a difference of norm " << miss
                            << " at " << linop::describe(k);
  }
  return success();
}

/// M = factor I on random arrays of `space`.
static LogicalResult checkMultiple(ExpectAnswersOp op, StringRef what,
                                   Complex factor, RankedTensorType space,
                                   uint64_t seed, Map map) {
  Array x = randomOf(space, seed);
  FailureOr<Array> y = map(x);
  if (failed(y))
    return failure();
  double miss = norm(axpby(1, *y, -factor, x));
  if (miss <= 1e-9 * (1 + std::abs(factor) * norm(x)))
    return success();
  InFlightDiagnostic diagnostic = op.emitError();
  diagnostic << "expects " << what << " = " << factor.real();
  if (factor.imag() != 0)
    diagnostic << " + " << factor.imag() << "i";
  return diagnostic << " I, found a difference of norm " << miss;
}

/// A A* = nu I, or A A* diagonal in the pixel basis.
static LogicalResult checkRangeGram(ExpectAnswersOp op, Environment &env,
                                    LinearOperatorInterface known,
                                    uint64_t seed) {
  auto rangeGram = [&](Array y) -> FailureOr<Array> {
    FailureOr<Array> x = env.apply(op.getOp(), y, /*adjoint=*/true);
    if (failed(x))
      return failure();
    return env.apply(op.getOp(), *x);
  };
  RankedTensorType range = known.getRange();
  if (std::optional<double> factor = known.getCoisometryFactor())
    if (failed(checkMultiple(op, "A A*", *factor, range, seed, rangeGram)))
      return failure();
  if (!known.isRangeGramDiagonal())
    return success();
  return checkEigenvectors(op, "A A*", Basis::pixel(), range, seed, rangeGram);
}

LogicalResult runExpectAnswers(ExpectAnswersOp op, Environment &env,
                               uint64_t seed) {
  auto known = op.getOp().getDefiningOp<LinearOperatorInterface>();
  if (!known)
    return op.emitError() << "expects an operator of linop";
  Basis diagonal = known.getDiagonalBasis(), gram = known.getGramBasis();
  if (failed(compareAnswer(op, "diagonal basis", op.getDiagonal(),
                           describeBasis(diagonal))) ||
      failed(compareAnswer(op, "Gram basis", op.getGram(),
                           describeBasis(gram))) ||
      failed(compareAnswer(op, "structure", op.getStructure(),
                           describeStructure(known.getStructure()))))
    return failure();
  RankedTensorType domain = known.getDomain();
  auto forward = [&](Array x) { return env.apply(op.getOp(), x); };
  auto gramOf = [&](Array x) -> FailureOr<Array> {
    FailureOr<Array> y = env.apply(op.getOp(), x);
    if (failed(y))
      return failure();
    return env.apply(op.getOp(), *y, /*adjoint=*/true);
  };
  if (failed(checkEigenvectors(op, "A", diagonal, domain, seed, forward)) ||
      failed(checkEigenvectors(op, "A* A", gram, domain, seed, gramOf)))
    return failure();
  if (std::optional<Complex> factor = known.getScalarFactor())
    if (failed(checkMultiple(op, "A", *factor, domain, seed, forward)))
      return failure();
  if (std::optional<double> factor = known.getIsometryFactor())
    if (failed(checkMultiple(op, "A* A", *factor, domain, seed, gramOf)))
      return failure();
  return checkRangeGram(op, env, known, seed);
}

} // namespace proxc::check
