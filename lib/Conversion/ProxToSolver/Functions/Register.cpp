//===- Register.cpp - functions as steps ------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Functions.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/DialectRegistry.h"

using namespace proxc;
using namespace proxc::functions;

#include "proxc/Conversion/ProxToSolver/ProxLowering.cpp.inc"

Value functions::readReal(Body &body, const Stream &stream, ValueRange index,
                          Type like) {
  return body.cast(body.read(stream, index), linop::realElement(like));
}

/// The streams that a body over x and parameters reads.
static SmallVector<Stream, 4> inputsOf(const Stream &x,
                                       ArrayRef<Stream> parameters) {
  SmallVector<Stream, 4> inputs{x};
  llvm::append_range(inputs, parameters);
  return inputs;
}

Stream
functions::pointwise(StepBuilder &steps, const Stream &v,
                     ArrayRef<Stream> parameters,
                     llvm::function_ref<Value(Body &, ValueRange, Value)> f) {
  return steps.map(v.getType(), inputsOf(v, parameters),
                   [&](Body &body, ValueRange index) -> Value {
                     return body.cast(f(body, index, body.read(v, index)),
                                      v.getElementType());
                   });
}

Stream
functions::sumOver(StepBuilder &steps, const Stream &x,
                   ArrayRef<Stream> parameters,
                   llvm::function_ref<Value(Body &, ValueRange, Value)> f) {
  return steps.reduce(Reduction::sum, x.getShape(), inputsOf(x, parameters),
                      [&](Body &body, ValueRange index) {
                        return f(body, index, body.read(x, index));
                      });
}

Stream
functions::largest(StepBuilder &steps, const Stream &x,
                   ArrayRef<Stream> parameters,
                   llvm::function_ref<Value(Body &, ValueRange, Value)> f) {
  return steps.reduce(Reduction::max, x.getShape(), inputsOf(x, parameters),
                      [&](Body &body, ValueRange index) {
                        return f(body, index, body.read(x, index));
                      });
}

Value functions::softThreshold(Body &body, Value v, Value t) {
  return body.sub(v, projectOntoDisc(body, v, t));
}

Value functions::projectOntoDisc(Body &body, Value z, Value radius) {
  if (!isa<mlir::ComplexType>(z.getType()))
    return body.max(body.min(z, radius), body.neg(radius));
  // z r / max(r, |z|); the bound keeps 0 / 0 away where r = z = 0.
  Value divisor = body.max(body.modulus(z),
                           body.max(radius, body.real(tiny, radius.getType())));
  return body.mul(body.div(radius, divisor), z);
}

void proxc::registerProxToSolverInterfaces(mlir::DialectRegistry &registry) {
  // The steps that a lowering writes are of these dialects.
  registry.insert<mlir::arith::ArithDialect, mlir::complex::ComplexDialect,
                  mlir::math::MathDialect, solver::SolverDialect>();
  registry.addExtension(+[](MLIRContext *context, prox::ProxDialect *) {
    attachQuadraticLowerings(*context);
    attachNormLowerings(*context);
    attachIndicatorLowerings(*context);
    attachLinearLowerings(*context);
  });
}
