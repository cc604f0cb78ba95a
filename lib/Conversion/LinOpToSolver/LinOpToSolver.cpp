//===- LinOpToSolver.cpp - operators as steps -------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the lowerings of all families share, the defaults of the interface and
// its registration.
//
//===----------------------------------------------------------------------===//

#include "proxc/Conversion/LinOpToSolver/LinOpToSolver.h"
#include "Lowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/DialectRegistry.h"

using namespace proxc;
using namespace proxc::lowering;

#include "proxc/Conversion/LinOpToSolver/LinOpLowering.cpp.inc"

//===----------------------------------------------------------------------===//
// Types and steps
//===----------------------------------------------------------------------===//

mlir::ComplexType lowering::complexElement(Type element) {
  return mlir::ComplexType::get(linop::realElement(element));
}

RankedTensorType lowering::diagonalType(RankedTensorType domain,
                                        const Basis &basis, Type element) {
  if (basis.kind != Basis::Fourier)
    return RankedTensorType::get(domain.getShape(), element);
  SmallVector<int64_t, 6> shape(domain.getShape());
  if (!isComplex(domain.getElementType()))
    shape[basis.axes.back()] = shape[basis.axes.back()] / 2 + 1;
  return RankedTensorType::get(shape, complexElement(element));
}

RankedTensorType lowering::gramType(RankedTensorType domain,
                                    const Basis &basis) {
  Type real = linop::realElement(domain.getElementType());
  return RankedTensorType::get(diagonalType(domain, basis, real).getShape(),
                               real);
}

RankedTensorType lowering::realType(RankedTensorType type) {
  return linop::withElement(type, linop::realElement(type.getElementType()));
}

Stream lowering::elementwise(StepBuilder &steps, RankedTensorType type,
                             const Stream &x,
                             llvm::function_ref<Value(Body &, Value)> f) {
  return steps.map(type, {x}, [&](Body &body, ValueRange index) -> Value {
    return body.cast(f(body, body.read(x, index)), type.getElementType());
  });
}

Stream lowering::broadcastScalar(StepBuilder &steps, RankedTensorType type,
                                 const Stream &value) {
  return steps.map(type, {value}, [&](Body &body, ValueRange) -> Value {
    return body.cast(body.read(value, {}), type.getElementType());
  });
}

Stream lowering::largestModulus(StepBuilder &steps, const Stream &x) {
  return steps.reduce(Reduction::max, x.getShape(), {x},
                      [&](Body &body, ValueRange index) -> Value {
                        return body.modulus(body.read(x, index));
                      });
}

Value lowering::toReal(Body &body, Value index, Type real) {
  // Extents fit in 32 bits, and small targets have no 64-bit conversion.
  Value integer = mlir::arith::IndexCastOp::create(
      body.builder, body.location, body.builder.getI32Type(), index);
  return mlir::arith::SIToFPOp::create(body.builder, body.location, real,
                                       integer);
}

SmallVector<Value, 6> lowering::withIndex(ValueRange index, int64_t axis,
                                          Value value) {
  SmallVector<Value, 6> result(index);
  result[axis] = value;
  return result;
}

SmallVector<Value, 6> lowering::withoutIndex(ValueRange index, int64_t axis) {
  SmallVector<Value, 6> result(index);
  result.erase(result.begin() + axis);
  return result;
}

//===----------------------------------------------------------------------===//
// Parts of compositions
//===----------------------------------------------------------------------===//

FailureOr<LinOpLoweringInterface> lowering::loweringOf(Operation *user,
                                                       Value op) {
  if (auto lowering = op.getDefiningOp<LinOpLoweringInterface>())
    return lowering;
  if (Operation *defining = op.getDefiningOp())
    return defining->emitOpError("has no lowering to solver steps");
  return user->emitOpError("expects an operator that is defined by an "
                           "operation, found a block argument");
}

FailureOr<Stream> lowering::diagonalOf(StepBuilder &steps, Value op,
                                       const Basis &basis) {
  auto lowering = loweringOf(op.getDefiningOp(), op);
  if (failed(lowering))
    return failure();
  return lowering->lowerDiagonal(steps, basis);
}

FailureOr<Stream> lowering::gramDiagonalOf(StepBuilder &steps, Value op,
                                           const Basis &basis) {
  auto lowering = loweringOf(op.getDefiningOp(), op);
  if (failed(lowering))
    return failure();
  return lowering->lowerGramDiagonal(steps, basis);
}

SmallVector<int64_t, 6> lowering::mixedAxesOf(Value op) {
  if (auto lowering = op.getDefiningOp<LinOpLoweringInterface>())
    return lowering.getMixedAxes();
  auto all = llvm::seq<int64_t>(
      0, cast<linop::OpType>(op.getType()).getDomain().getRank());
  return {all.begin(), all.end()};
}

FailureOr<Stream> lowering::normalDiagonalOf(StepBuilder &steps, Value op,
                                             const Stream &weights) {
  auto lowering = op.getDefiningOp<LinOpLoweringInterface>();
  if (!lowering)
    return failure();
  return lowering.lowerNormalDiagonal(steps, weights);
}

Stream lowering::weightsOrOnes(Operation *op, StepBuilder &steps,
                               const Stream &weights) {
  return weights ? weights : steps.splat(realType(rangeOf(op)), 1.0);
}

FailureOr<Stream> lowering::normBoundOf(StepBuilder &steps, Value op) {
  auto lowering = op.getDefiningOp<LinOpLoweringInterface>();
  if (!lowering)
    return failure();
  return lowering.lowerNormBound(steps);
}

/// 1 everywhere in the pixel basis; in a Fourier basis 1 where all indices
/// along its axes are 0, which the transform makes 1 everywhere.
static Stream probe(StepBuilder &steps, RankedTensorType domain,
                    const Basis &basis) {
  if (basis.kind != Basis::Fourier)
    return steps.splat(domain, 1.0);
  return steps.map(domain, {}, [&](Body &body, ValueRange index) -> Value {
    Value inner = body.real(1.0, domain.getElementType());
    Value zero = body.real(0.0, domain.getElementType());
    for (int64_t axis : basis.axes)
      inner = body.select(body.equal(index[axis], body.index(0)), inner, zero);
    return inner;
  });
}

/// The transform of `x`, or the part of it that `type` has room for.
static Stream modesOf(StepBuilder &steps, const Stream &x, const Basis &basis,
                      RankedTensorType type) {
  bool real = !isComplex(x.getElementType());
  auto element = complexElement(x.getElementType());
  SmallVector<int64_t, 6> shape(x.getShape());
  if (real)
    shape[basis.axes.back()] = type.getDimSize(basis.axes.back());
  Stream modes = steps.fft(real ? FftKind::r2c : FftKind::forward, x,
                           basis.axes, RankedTensorType::get(shape, element));
  if (modes.getShape() == type.getShape())
    return modes;
  return steps.map(
      RankedTensorType::get(type.getShape(), element), {modes},
      [&](Body &body, ValueRange index) { return body.read(modes, index); });
}

FailureOr<Stream> lowering::diagonalByProbing(StepBuilder &steps, Operation *op,
                                              const Basis &basis, bool gram) {
  if (basis.kind == Basis::Dct || basis.kind == Basis::None)
    return noDiagonal(op);
  auto lowering = cast<LinOpLoweringInterface>(op);
  FailureOr<Stream> image =
      lowering.lowerForward(steps, probe(steps, domainOf(op), basis));
  if (succeeded(image) && gram)
    image = lowering.lowerAdjoint(steps, *image);
  if (failed(image))
    return failure();
  Stream result = *image;
  if (basis.kind == Basis::Fourier)
    result =
        modesOf(steps, result, basis,
                diagonalType(domainOf(op), basis, result.getElementType()));
  if (!gram)
    return result;
  return steps.cast(result, linop::realElement(result.getElementType()));
}

FailureOr<Stream> lowering::normOfDiagonal(StepBuilder &steps, Operation *op) {
  FailureOr<Stream> closed = closedNormBound(op, steps);
  if (succeeded(closed))
    return closed;
  Basis basis = cast<linop::LinearOperatorInterface>(op).getGramBasis();
  if (basis.kind == Basis::None || basis.kind == Basis::Dct)
    return failure();
  FailureOr<Stream> diagonal =
      cast<LinOpLoweringInterface>(op).lowerGramDiagonal(steps, basis);
  if (failed(diagonal))
    return failure();
  return steps.scalar({largestModulus(steps, *diagonal)},
                      [](Body &body, ValueRange square) -> Value {
                        return body.sqrt(square.front());
                      });
}

FailureOr<Stream> lowering::boundFromParts(
    Operation *op, StepBuilder &steps,
    llvm::function_ref<Value(Body &, ValueRange)> combine) {
  FailureOr<Stream> exact = normOfDiagonal(steps, op);
  if (succeeded(exact))
    return exact;
  SmallVector<Stream, 4> bounds;
  for (Value part : op->getOperands()) {
    FailureOr<Stream> bound = normBoundOf(steps, part);
    if (failed(bound))
      return failure();
    bounds.push_back(*bound);
  }
  return steps.scalar(bounds, combine);
}

//===----------------------------------------------------------------------===//
// Defaults of the interface
//===----------------------------------------------------------------------===//

FailureOr<Stream> proxc::noDiagonal(Operation *op) {
  return op->emitOpError("is not diagonal in the basis that was asked for");
}

FailureOr<Stream> proxc::squaredDiagonal(Operation *op, StepBuilder &steps,
                                         const Basis &basis) {
  // The modes of a complex result of a real array have no symmetry, so half
  // of them does not tell the real part of A* A.
  if (basis.kind == Basis::Fourier && !linop::isComplex(domainOf(op)) &&
      linop::isComplex(rangeOf(op)))
    return diagonalByProbing(steps, op, basis, /*gram=*/true);
  FailureOr<Stream> diagonal =
      cast<LinOpLoweringInterface>(op).lowerDiagonal(steps, basis);
  if (failed(diagonal))
    return failure();
  Type real = linop::realElement(diagonal->getElementType());
  return elementwise(
      steps, linop::withElement(diagonal->getType(), real), *diagonal,
      [](Body &body, Value d) { return body.squaredModulus(d); });
}

SmallVector<int64_t, 6> proxc::mixedAxes(Operation *op) {
  auto known = cast<linop::LinearOperatorInterface>(op);
  Basis basis = known.getDiagonalBasis();
  if (known.getIndexRule() || basis.kind == Basis::Any ||
      basis.kind == Basis::Pixel)
    return {};
  auto all = llvm::seq<int64_t>(0, domainOf(op).getRank());
  return {all.begin(), all.end()};
}

/// With y_i = a_i x_j(i): A* (p (A 1)), which adds up p_i |a_i|^2.
static FailureOr<Stream> squaresOfSingles(Operation *op, StepBuilder &steps,
                                          const Stream &weights) {
  auto lowering = cast<LinOpLoweringInterface>(op);
  FailureOr<Stream> image =
      lowering.lowerForward(steps, steps.splat(domainOf(op), 1.0));
  if (failed(image))
    return failure();
  if (weights)
    image = steps.map(
        rangeOf(op), {*image, weights}, [&](Body &body, ValueRange index) {
          return body.mul(body.read(*image, index), body.read(weights, index));
        });
  FailureOr<Stream> sums = lowering.lowerAdjoint(steps, *image);
  if (failed(sums))
    return failure();
  return steps.cast(*sums, linop::realElement(sums->getElementType()));
}

/// The entry of A* A at an impulse, which is the same wherever along the axes
/// of a Fourier basis the impulse lies.
static FailureOr<Stream> impulseResponse(Operation *op, StepBuilder &steps,
                                         const Basis &basis) {
  auto lowering = cast<LinOpLoweringInterface>(op);
  FailureOr<Stream> image =
      lowering.lowerForward(steps, probe(steps, domainOf(op), basis));
  if (succeeded(image))
    image = lowering.lowerAdjoint(steps, *image);
  if (failed(image))
    return failure();
  RankedTensorType type = realType(domainOf(op));
  return steps.map(type, {*image}, [&](Body &body, ValueRange index) -> Value {
    SmallVector<Value, 6> at(index);
    for (int64_t axis : basis.axes)
      at[axis] = body.index(0);
    return body.cast(body.read(*image, at), type.getElementType());
  });
}

FailureOr<Stream> proxc::normalDiagonal(Operation *op, StepBuilder &steps,
                                        const Stream &weights) {
  auto known = cast<linop::LinearOperatorInterface>(op);
  if (linop::isComplex(domainOf(op)) && !known.isComplexLinear())
    return failure();
  if (cast<LinOpLoweringInterface>(op).getMixedAxes().empty())
    return squaresOfSingles(op, steps, weights);
  Basis basis = known.getGramBasis();
  if (weights || basis.kind == Basis::None || basis.kind == Basis::Dct)
    return failure();
  if (basis.kind == Basis::Fourier)
    return impulseResponse(op, steps, basis);
  return cast<LinOpLoweringInterface>(op).lowerGramDiagonal(steps,
                                                            Basis::pixel());
}

FailureOr<Stream> proxc::closedNormBound(Operation *op, StepBuilder &steps) {
  auto known = cast<linop::LinearOperatorInterface>(op).getNormBound();
  if (!known)
    return failure();
  return steps.constant(*known);
}

FailureOr<Stream> proxc::lowerApply(StepBuilder &steps, Value op,
                                    const Stream &x, bool adjoint) {
  Operation *user = op.getDefiningOp();
  if (!user) {
    mlir::emitError(op.getLoc(), "expected an operator that is defined by an "
                                 "operation, found a block argument");
    return failure();
  }
  auto lowering = loweringOf(user, op);
  if (failed(lowering))
    return failure();
  return adjoint ? lowering->lowerAdjoint(steps, x)
                 : lowering->lowerForward(steps, x);
}

//===----------------------------------------------------------------------===//
// Registration
//===----------------------------------------------------------------------===//

void proxc::registerLinOpToSolverInterfaces(mlir::DialectRegistry &registry) {
  // The steps that a lowering writes are of these dialects.
  registry.insert<mlir::arith::ArithDialect, mlir::complex::ComplexDialect,
                  mlir::math::MathDialect, solver::SolverDialect>();
  registry.addExtension(+[](MLIRContext *context, linop::LinOpDialect *) {
    attachIdentityLowerings(*context);
    attachConvLowerings(*context);
    attachDiffLowerings(*context);
    attachFourierLowerings(*context);
    attachIndexLowerings(*context);
    attachSparseLowerings(*context);
    attachComposeLowerings(*context);
    attachStackLowerings(*context);
    attachFamilyLowerings(*context);
  });
}
