//===- Term.cpp - one term of a problem as steps ----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ProblemSteps.h"
#include "proxc/Dialect/Prox/Utils/Terms.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;
using solver::Reduction;

Term::Term(prox::TermOp op, StepBuilder &steps, ArrayRef<Unknown> unknowns)
    : op(op), steps(steps), unknowns(unknowns) {}

Type Term::real() const { return linop::realElement(space().getElementType()); }

LogicalResult Term::prepare() {
  auto lower = [&](Value coefficient, Stream &stream) -> LogicalResult {
    if (!coefficient)
      return success();
    FailureOr<Stream> value = steps.value(coefficient);
    if (failed(value))
      return failure();
    stream = *value;
    return success();
  };
  // A set has no weight.
  Value weight = f().isIndicator() ? Value() : Value(op.getAlpha());
  if (failed(lower(weight, alpha)) ||
      failed(lower(op.getBeta(), beta)) ||
      failed(lower(op.getGamma(), gamma)) ||
      failed(lower(op.getConstant(), constant)) ||
      failed(lower(op.getOffset(), offset)) ||
      failed(lower(op.getLinear(), linear)))
    return failure();
  return isQuadratic() ? prepareQuadratic() : success();
}

//===----------------------------------------------------------------------===//
// Quadratic terms
//===----------------------------------------------------------------------===//

Stream proxc::detail::addStreams(StepBuilder &steps, const Stream &a,
                                 const Stream &b) {
  if (!a || !b)
    return a ? a : b;
  const Stream &larger = a.getType().getRank() ? a : b;
  return steps.map(larger.getType(), {a, b}, [&](Body &body, ValueRange index) {
    return body.cast(body.add(body.read(a, index), body.read(b, index)),
                     larger.getElementType());
  });
}

Stream proxc::detail::scaleStream(StepBuilder &steps, double factor,
                                  const Stream &scalar, const Stream &x) {
  if (!x || (!scalar && factor == 1.0))
    return x;
  SmallVector<Stream, 2> inputs{x};
  if (scalar)
    inputs.push_back(scalar);
  return steps.map(x.getType(), inputs, [&](Body &body, ValueRange index) {
    Type element = x.getElementType();
    Type real = linop::realElement(element);
    Value value = body.read(x, index);
    if (scalar) {
      Value s = body.read(scalar, {});
      bool complex =
          isa<ComplexType>(s.getType()) && isa<ComplexType>(element);
      value = body.mul(value, body.cast(s, complex ? element : real));
    }
    if (factor != 1.0)
      value = body.mul(value, body.real(factor, real));
    return body.cast(value, element);
  });
}

bool Term::isQuadratic() const {
  return function().isQuadratic() || function().isLinear();
}

LogicalResult Term::prepareQuadratic() {
  Stream conjugate;
  if (beta)
    conjugate = steps.map(beta.getType(), {beta}, [&](Body &body, ValueRange) {
      return body.conj(body.read(beta, {}));
    });
  Stream doubled = gamma ? scaleStream(steps, 2.0, {}, gamma) : Stream();
  if (function().isLinear()) {
    curvature = doubled;
    // f(x) = Re<g, x> has prox_f(1, 0) = -g. A linear function that no sign
    // changes is 0.
    if (!function().isPhaseInvariant()) {
      auto lowering = cast<ProxLoweringInterface>(f().getOperation());
      PROXC_TRY(descent, lowering.lowerProx(steps, steps.splat(space(), 0.0),
                                            steps.constant(1.0)));
      pull = scaleStream(steps, 1.0, conjugate,
                         scaleStream(steps, 1.0, alpha, descent));
    }
  } else {
    Stream weights;
    if (Value w = function().getWeightsOrNull()) {
      PROXC_TRY(lowered, steps.value(w));
      weights = lowered;
    }
    // 2 alpha |beta|^2, then with |w|^2 and 2 gamma.
    SmallVector<Stream, 2> inputs;
    for (const Stream &input : {alpha, beta})
      if (input)
        inputs.push_back(input);
    Type f64 = steps.builder.getF64Type();
    Stream scale = steps.map(
        RankedTensorType::get({}, f64), inputs, [&](Body &body, ValueRange) {
          Value value = body.real(2.0, f64);
          if (alpha)
            value = body.mul(value, body.read(alpha, {}));
          if (beta)
            value = body.mul(value, body.squaredModulus(body.read(beta, {})));
          return value;
        });
    auto weighted = [&](const Stream &x) {
      if (!weights)
        return x;
      return steps.map(x.getType(), {x, weights},
                       [&](Body &body, ValueRange index) {
                         Value w = body.read(weights, index);
                         return body.mul(body.read(x, index),
                                         body.squaredModulus(w));
                       });
    };
    curvature = scale;
    if (weights)
      curvature = scaleStream(
          steps, 1.0, scale,
          weighted(steps.splat(linop::withElement(space(), real()), 1.0)));
    curvature = addStreams(steps, curvature, doubled);
    if (offset)
      pull = scaleStream(steps, 1.0, conjugate,
                         scaleStream(steps, 2.0, alpha, weighted(offset)));
  }
  if (linear)
    pull = addStreams(steps, pull, scaleStream(steps, -1.0, {}, linear));
  return success();
}

bool Term::hasCurvature() const {
  auto isPositive = [](Value coefficient) {
    std::optional<reference::Array> value = linop::constantValue(coefficient);
    return value && std::norm((*value)[0]) > 0.0;
  };
  if (op.getGamma() && isPositive(op.getGamma()))
    return true;
  return function().isQuadratic() && !function().isLinear() &&
         !function().getWeightsOrNull() &&
         (!op.getAlpha() || isPositive(op.getAlpha())) &&
         (!op.getBeta() || isPositive(op.getBeta()));
}

Stream Term::curved(const Stream &x) const {
  if (!curvature)
    return {};
  return steps.map(x.getType(), {x, curvature},
                   [&](Body &body, ValueRange index) {
                     return body.mul(body.read(x, index),
                                     body.cast(body.read(curvature, index),
                                               real()));
                   });
}

FailureOr<Stream> Term::curvedDiagonal(unsigned unknown) const {
  SmallVector<Value, 1> operators = operatorsOn(unknown);
  if (operators.empty() || !curvature)
    return Stream();
  // Products of two operators on one unknown would count, too.
  if (operators.size() > 1)
    return failure();
  auto lowering = operators.front().getDefiningOp<LinOpLoweringInterface>();
  if (!lowering)
    return failure();
  bool isNumber = curvature.getType().getRank() == 0;
  Stream weights;
  if (!isNumber || space().getRank() == 0)
    weights = steps.cast(curvature, real());
  PROXC_TRY(diagonal, lowering.lowerNormalDiagonal(steps, weights));
  return weights ? diagonal : scaleStream(steps, 1.0, curvature, diagonal);
}

//===----------------------------------------------------------------------===//
// The operator
//===----------------------------------------------------------------------===//

FailureOr<Stream> Term::forward(const Point &u) const {
  Stream sum;
  for (auto [A, variable] : llvm::zip(op.getOperators(), op.getVariables()))
    for (auto [j, unknown] : llvm::enumerate(unknowns)) {
      if (unknown.op.getResult() != variable || !u[j])
        continue;
      PROXC_TRY(image, lowerApply(steps, A, u[j]));
      sum = sum ? steps.axpby({}, sum, {}, image) : image;
    }
  return sum ? sum : steps.splat(space(), 0.0);
}

SmallVector<Value, 1> Term::operatorsOn(unsigned unknown) const {
  SmallVector<Value, 1> operators;
  for (auto [A, variable] : llvm::zip(op.getOperators(), op.getVariables()))
    if (variable == unknowns[unknown].op->getResult(0))
      operators.push_back(A);
  return operators;
}

FailureOr<Stream> Term::adjoint(const Stream &y, unsigned unknown) const {
  Stream sum;
  for (Value A : operatorsOn(unknown)) {
    PROXC_TRY(image, lowerApply(steps, A, y, /*adjoint=*/true));
    sum = sum ? steps.axpby({}, sum, {}, image) : image;
  }
  return sum;
}

std::optional<unsigned> Term::soleUnknown() const {
  std::optional<unsigned> sole;
  for (unsigned j = 0; j < unknowns.size(); ++j) {
    size_t count = operatorsOn(j).size();
    if (count > 1 || (count == 1 && sole))
      return std::nullopt;
    if (count == 1)
      sole = j;
  }
  return sole;
}

bool Term::isOnUnknownItself() const {
  std::optional<unsigned> sole = soleUnknown();
  if (!sole)
    return false;
  auto A =
      operatorsOn(*sole).front().getDefiningOp<linop::LinearOperatorInterface>();
  return A && A.getDiagonalBasis().kind == linop::Basis::Any &&
         A.getCoisometryFactor() == 1.0 && A->getNumOperands() == 0 &&
         A.getDomain() == A.getRange();
}

//===----------------------------------------------------------------------===//
// The function
//===----------------------------------------------------------------------===//

Stream Term::argument(const Stream &x) const {
  if (!beta && !offset)
    return x;
  SmallVector<Stream, 3> inputs{x};
  if (beta)
    inputs.push_back(beta);
  if (offset)
    inputs.push_back(offset);
  return steps.map(space(), inputs, [&](Body &body, ValueRange index) {
    Value value = body.read(x, index);
    if (beta)
      value = body.cast(body.mul(value, body.read(beta, {})),
                        space().getElementType());
    if (offset)
      value = body.sub(value, body.read(offset, index));
    return value;
  });
}

Stream Term::weightOfFunction(const Stream &rho) const {
  if (!alpha && !beta && !gamma)
    return rho;
  SmallVector<Stream, 4> inputs{rho};
  for (const Stream &input : {alpha, beta, gamma})
    if (input)
      inputs.push_back(input);
  // An array of rho stays in the space's precision.
  Type wide =
      rho.getType().getRank() == 0 ? steps.builder.getF64Type() : real();
  auto type = RankedTensorType::get(rho.getShape(), wide);
  return steps.map(type, inputs, [&](Body &body, ValueRange index) {
    Value numerator = body.cast(body.read(rho, index), wide);
    if (gamma)
      numerator =
          body.add(numerator, body.mul(body.real(2.0, wide),
                                       body.cast(body.read(gamma, {}), wide)));
    Value denominator = body.real(1.0, wide);
    if (alpha)
      denominator = body.cast(body.read(alpha, {}), wide);
    if (beta)
      denominator = body.mul(
          denominator,
          body.cast(body.squaredModulus(body.read(beta, {})), wide));
    Value there = body.less(body.real(0.0, wide), denominator);
    Value quotient = body.div(
        numerator, body.select(there, denominator, body.real(1.0, wide)));
    // A weight of 0 leaves the quadratic part alone: rho' grows without bound,
    // and a huge finite number stands for it.
    Value huge = body.real(real().isF64() ? 1e290 : 1e37, wide);
    return body.select(there, body.min(quotient, huge), huge);
  });
}

FailureOr<Stream> Term::prox(const Stream &v, const Stream &rho) const {
  auto lowering = cast<ProxLoweringInterface>(f().getOperation());
  Stream bare = weightOfFunction(rho);
  if (isPlain() && !offset)
    return lowering.lowerProx(steps, v, bare);

  // v' = beta m - b of m = (rho v - c) / (rho + 2 gamma).
  SmallVector<Stream, 6> inputs{v, rho};
  for (const Stream &input : {beta, gamma, linear, offset})
    if (input)
      inputs.push_back(input);
  Type element = space().getElementType();
  auto moved = [&](Body &body, ValueRange index) -> Value {
    Value value = body.read(v, index);
    if (!gamma && !linear)
      return value;
    Value scale = body.cast(body.read(rho, index), real());
    value = body.mul(value, scale);
    if (linear)
      value = body.sub(value, body.read(linear, index));
    if (gamma)
      scale = body.add(scale,
                       body.mul(body.real(2.0, real()),
                                body.cast(body.read(gamma, {}), real())));
    return body.div(value, scale);
  };
  Stream shifted = steps.map(space(), inputs, [&](Body &body,
                                                  ValueRange index) -> Value {
    Value value = moved(body, index);
    if (beta)
      value = body.cast(body.mul(value, body.read(beta, {})), element);
    if (offset)
      value = body.sub(value, body.read(offset, index));
    return value;
  });
  PROXC_TRY(z, lowering.lowerProx(steps, shifted, bare));
  if (!beta && !offset)
    return z;
  inputs.push_back(z);
  bool mayVanish = beta && !linop::constantValue(op.getBeta());
  return steps.map(space(), inputs, [&](Body &body, ValueRange index) {
    Value value = body.read(z, index);
    if (offset)
      value = body.add(value, body.read(offset, index));
    if (!beta)
      return value;
    Value factor = body.read(beta, {});
    if (!mayVanish)
      return body.cast(body.div(value, factor), element);
    // With a beta of 0 the function sees nothing.
    Type wide = linop::realElement(factor.getType());
    Value present = body.less(body.real(0.0, wide), body.modulus(factor));
    Value one = body.real(1.0, factor.getType());
    value = body.div(value, body.select(present, factor, one));
    return body.select(present, body.cast(value, element), moved(body, index));
  });
}

FailureOr<Stream> Term::proxOnUnknown(const Stream &v,
                                      const Stream &rho) const {
  if (isOnUnknownItself())
    return prox(v, rho);
  std::optional<double> nu = prox::coisometryOf(op);
  if (!nu) {
    op->emitError("expected a term whose operator satisfies A A* = nu I");
    return failure();
  }
  // u = v + A* (x - A v) / nu changes T's argument to x at the least distance,
  // |u - v|^2 = |x - A v|^2 / nu.
  Value A = op.getOperators().front();
  PROXC_TRY(image, lowerApply(steps, A, v));
  PROXC_TRY(x, prox(image, scaleStream(steps, 1.0 / *nu, {}, rho)));
  Stream move = steps.map(space(), {x, image}, [&, image = image](
                                                   Body &body,
                                                   ValueRange index) {
    return body.mul(body.sub(body.read(x, index), body.read(image, index)),
                    body.real(1.0 / *nu, real()));
  });
  PROXC_TRY(back, lowerApply(steps, A, move, /*adjoint=*/true));
  return addStreams(steps, v, back);
}

FailureOr<Stream> Term::conjugateProx(const Stream &z,
                                      const Stream &sigma) const {
  auto lowering = cast<ProxLoweringInterface>(f().getOperation());
  if (isPlain()) {
    // (f(. - b))* = f* + Re<b, .>: the prox at z is that of f* at z - sigma b.
    Stream shifted = z;
    if (offset)
      shifted = steps.map(space(), {z, sigma, offset},
                          [&](Body &body, ValueRange index) {
                            Value step = body.cast(body.read(sigma, {}),
                                                   real());
                            return body.sub(body.read(z, index),
                                            body.mul(body.read(offset, index),
                                                     step));
                          });
    PROXC_TRY(direct, lowering.lowerConjugateProx(steps, shifted, sigma,
                                                  alphaOrOne()));
    if (direct)
      return direct;
  }
  Stream scaled = steps.map(space(), {z, sigma}, [&](Body &body,
                                                     ValueRange index) {
    return body.div(body.read(z, index),
                    body.cast(body.read(sigma, {}), real()));
  });
  PROXC_TRY(x, prox(scaled, sigma));
  return steps.map(space(), {z, sigma, x}, [&](Body &body, ValueRange index) {
    return body.sub(body.read(z, index),
                    body.mul(body.read(x, index),
                             body.cast(body.read(sigma, {}), real())));
  });
}

FailureOr<Stream> Term::value(const Stream &x) const {
  auto lowering = cast<ProxLoweringInterface>(f().getOperation());
  PROXC_TRY(bare, lowering.lowerValue(steps, argument(x)));
  Stream linearPart, squared;
  if (linear)
    linearPart = steps.dot(linear, x);
  if (gamma)
    squared = steps.dot(x, x);
  SmallVector<Stream, 6> inputs{bare};
  for (const Stream &input : {alpha, linearPart, gamma, squared, constant})
    if (input)
      inputs.push_back(input);
  if (inputs.size() == 1)
    return bare;
  Type f64 = steps.builder.getF64Type();
  return steps.map(RankedTensorType::get({}, f64), inputs,
                   [&](Body &body, ValueRange) {
                     auto read = [&](const Stream &s) {
                       return body.cast(body.read(s, {}), f64);
                     };
                     Value sum = read(bare);
                     if (alpha)
                       sum = body.mul(sum, read(alpha));
                     if (linearPart)
                       sum = body.add(sum, read(linearPart));
                     if (gamma)
                       sum = body.add(sum,
                                      body.mul(read(gamma), read(squared)));
                     if (constant)
                       sum = body.add(sum, read(constant));
                     return sum;
                   });
}

//===----------------------------------------------------------------------===//
// The conjugate
//===----------------------------------------------------------------------===//
//
// With gamma = 0 and w = (y - c) / conj(beta),
//   T*(y) = (alpha f)*(w) + Re<b, w> - d.

/// w of y.
Stream Term::innerDual(const Stream &y) const {
  if (!beta && !linear)
    return y;
  SmallVector<Stream, 3> inputs{y};
  for (const Stream &input : {beta, linear})
    if (input)
      inputs.push_back(input);
  return steps.map(space(), inputs, [&](Body &body, ValueRange index) {
    Value value = body.read(y, index);
    if (linear)
      value = body.sub(value, body.read(linear, index));
    if (beta)
      value = body.div(value, body.conj(body.read(beta, {})));
    return body.cast(value, space().getElementType());
  });
}

bool Term::hasConjugate() const {
  if (gamma)
    return false;
  if (!beta)
    return true;
  // Nothing bounds y where beta may be 0.
  std::optional<reference::Array> value = linop::constantValue(op.getBeta());
  return value && (*value)[0] != 0.0;
}

FailureOr<Stream> Term::conjugateValue(const Stream &y) const {
  if (!hasConjugate())
    return Stream{};
  auto lowering = cast<ProxLoweringInterface>(f().getOperation());
  Stream w = innerDual(y);
  PROXC_TRY(bare, lowering.lowerConjugateValue(steps, w, alphaOrOne()));
  if (!bare)
    return Stream{};
  SmallVector<Stream, 3> inputs{bare};
  Stream shift;
  if (offset)
    inputs.push_back(shift = steps.dot(offset, w));
  if (constant)
    inputs.push_back(constant);
  if (inputs.size() == 1)
    return bare;
  return steps.scalar(inputs, [&](Body &body, ValueRange values) {
    Value sum = values[0];
    if (shift)
      sum = body.add(sum, values[1]);
    if (constant)
      sum = body.sub(sum, values.back());
    return sum;
  });
}

FailureOr<Stream> Term::toDualDomain(const Stream &y) const {
  // The conjugate of a norm, or of a cone's indicator, is an indicator, whose
  // prox projects whatever sigma is.
  if (!hasConjugate())
    return y;
  std::optional<int> degree = f().getHomogeneity();
  auto lowering = cast<ProxLoweringInterface>(f().getOperation());
  Stream inner = innerDual(y);
  Stream projected;
  if (degree && *degree != 2) {
    PROXC_TRY(inside, lowering.lowerConjugateProx(
                          steps, inner, steps.constant(1.0), alphaOrOne()));
    projected = inside;
  } else if (!degree) {
    PROXC_TRY(inside, lowering.lowerDualDomain(steps, inner));
    projected = inside;
  }
  if (!projected)
    return y;
  if (!beta && !linear)
    return projected;
  SmallVector<Stream, 3> inputs{projected};
  for (const Stream &input : {beta, linear})
    if (input)
      inputs.push_back(input);
  return steps.map(space(), inputs, [&](Body &body, ValueRange index) {
    Value value = body.read(projected, index);
    if (beta)
      value = body.mul(value, body.conj(body.read(beta, {})));
    value = body.cast(value, space().getElementType());
    return linear ? body.add(value, body.read(linear, index)) : value;
  });
}

Stream Term::apex() const {
  std::optional<int> degree = f().getHomogeneity();
  if (!degree || *degree != 1 || !hasConjugate())
    return {};
  if (!offset)
    return steps.splat(space(), 0.0);
  if (!beta)
    return offset;
  return steps.map(space(), {offset, beta}, [&](Body &body, ValueRange index) {
    return body.cast(body.div(body.read(offset, index), body.read(beta, {})),
                     space().getElementType());
  });
}

FailureOr<Stream> Term::violation(const Stream &x) const {
  if (!f().isIndicator())
    return Stream{};
  auto lowering = cast<ProxLoweringInterface>(f().getOperation());
  PROXC_TRY(distance, lowering.lowerViolation(steps, argument(x)));
  if (!distance || !beta)
    return distance;
  // In the scale of x; a beta of 0 leaves that of f.
  return steps.map(distance.getType(), {distance, beta},
                   [&](Body &body, ValueRange) {
                     Value size = body.modulus(body.read(beta, {}));
                     Value zero = body.real(0.0, size.getType());
                     Value one = body.real(1.0, size.getType());
                     return body.div(body.read(distance, {}),
                                     body.select(body.less(zero, size), size,
                                                 one));
                   });
}
