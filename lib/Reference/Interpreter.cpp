//===- Interpreter.cpp - values of programs on demand -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Reference/Interpreter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include <algorithm>
#include <limits>

using namespace mlir;

namespace proxc::reference {

//===----------------------------------------------------------------------===//
// Bindings
//===----------------------------------------------------------------------===//

void Interpreter::bind(Value value, Array array) {
  bound[value] = std::make_unique<Array>(std::move(array));
  auto argument = dyn_cast<BlockArgument>(value);
  if (!argument) {
    computed.clear();
    return;
  }
  argument.getOwner()->walk([&](Operation *op) {
    for (Value result : op->getResults())
      computed.erase(result);
  });
}

void Interpreter::bindName(StringRef name, Array array) {
  names[name] = std::move(array);
  computed.clear();
}

const Array *Interpreter::boundName(StringRef name) const {
  auto found = names.find(name);
  return found == names.end() ? nullptr : &found->second;
}

void Interpreter::setHandler(StringRef operation, Handler handler) {
  handlers[operation] = std::move(handler);
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

FailureOr<Array> Interpreter::array(Value value) {
  FailureOr<const Array *> found = look(value);
  if (failed(found))
    return failure();
  return **found;
}

FailureOr<const Array *> Interpreter::look(Value value) {
  if (auto it = bound.find(value); it != bound.end())
    return it->second.get();
  if (auto it = computed.find(value); it != computed.end())
    return it->second.get();
  Operation *op = value.getDefiningOp();
  if (!op)
    return emitError(value.getLoc())
           << "the reference interpreter expects a value bound to this block "
              "argument, found none";
  SmallVector<Array> results;
  if (failed(evaluate(op, results)))
    return failure();
  for (auto [result, array] : llvm::zip_equal(op->getResults(), results))
    computed[result] = std::make_unique<Array>(std::move(array));
  return computed[value].get();
}

/// The extents of the value of an elementwise operation: those of the operands
/// that are not single entries (bodies of tensor.generate hold whole arrays in
/// scalar values).
static FailureOr<Array> evaluateElementwise(Operation *op,
                                            Interpreter &interpreter) {
  SmallVector<const Array *> operands;
  ArrayRef<int64_t> shape;
  int64_t size = 1;
  if (auto tensor = dyn_cast<RankedTensorType>(op->getResult(0).getType()))
    shape = tensor.getShape();
  for (Value operand : op->getOperands()) {
    FailureOr<const Array *> x = interpreter.look(operand);
    if (failed(x))
      return failure();
    operands.push_back(*x);
    if ((*x)->size() > size) {
      size = (*x)->size();
      shape = (*x)->shape();
    }
  }
  Array result(shape);
  SmallVector<Complex> entries(operands.size());
  for (int64_t i = 0; i < result.size(); ++i) {
    for (auto [entry, x] : llvm::zip(entries, operands))
      entry = (*x)[x->size() == 1 ? 0 : i];
    std::optional<Complex> value = evaluateScalar(op, entries);
    if (!value)
      return op->emitError() << "the reference interpreter does not know "
                             << op->getName();
    result[i] = *value;
  }
  return result;
}

/// A value that the caller binds by name: an input, a param, an unknown.
static FailureOr<Array> evaluateNamed(Operation *op, StringRef name,
                                      const Interpreter &interpreter) {
  auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  if (const Array *array = interpreter.boundName(name)) {
    if (type && array->shape() != type.getShape())
      return op->emitError()
             << "expects a value of shape " << linop::describe(type.getShape())
             << " for '" << name << "', found "
             << linop::describe(array->shape());
    return *array;
  }
  if (auto value = op->getAttrOfType<FloatAttr>("default_value"))
    return Array::scalar(value.getValueAsDouble());
  return op->emitError() << "expects a value for '" << name << "', found none";
}

LogicalResult Interpreter::evaluate(Operation *op, Results &results) {
  if (auto it = handlers.find(op->getName().getStringRef());
      it != handlers.end())
    return it->second(op, *this, results);
  if (isa<tensor::GenerateOp>(op))
    return evaluateGenerate(op, results);

  FailureOr<Array> result = failure();
  if (isScalarOperation(op)) {
    result = evaluateElementwise(op, *this);
  } else if (isa<arith::ConstantOp>(op)) {
    if (std::optional<Array> value = linop::constantValue(op->getResult(0)))
      result = *value;
    else
      op->emitError() << "expects a constant whose elements are at hand, found "
                         "an elided resource or an unknown element type";
  } else if (auto applied = dyn_cast<linop::ApplyOp>(op)) {
    FailureOr<const Array *> x = look(applied.getInput());
    if (succeeded(x))
      result = apply(applied.getOp(), **x);
  } else if (op->getName().getStringRef() == "prox.maximum") {
    FailureOr<const Array *> x = look(op->getOperand(0));
    if (succeeded(x)) {
      double greatest = -std::numeric_limits<double>::infinity();
      for (int64_t i = 0; i < (*x)->size(); ++i)
        greatest = std::max(greatest, (**x)[i].real());
      result = Array::scalar(greatest);
    }
  } else if (op->getName().getStringRef() == "prox.product") {
    FailureOr<const Array *> x = look(op->getOperand(0));
    if (succeeded(x)) {
      Complex product = 1.0;
      for (int64_t i = 0; i < (*x)->size(); ++i)
        product *= (**x)[i];
      result = Array::scalar(product);
    }
  } else if (auto name = op->getAttrOfType<StringAttr>("name");
             name && op->getNumResults() == 1) {
    result = evaluateNamed(op, name, *this);
  } else {
    result = evaluateTensorOp(op, *this);
  }
  if (failed(result))
    return failure();
  results.push_back(std::move(*result));
  return success();
}

/// The body is evaluated once, on arrays: each index is the array of its own
/// values, and scalar operations act entry by entry.
LogicalResult Interpreter::evaluateGenerate(Operation *op, Results &results) {
  auto generate = cast<tensor::GenerateOp>(op);
  auto type = dyn_cast<RankedTensorType>(generate.getType());
  if (!type || !type.hasStaticShape())
    return op->emitError() << "expects a static shape, found "
                           << generate.getType();
  for (BlockArgument index : generate.getBody().getArguments()) {
    Array values(type.getShape());
    int64_t at = 0;
    Array::forEachIndex(type.getShape(), [&](ArrayRef<int64_t> i) {
      values[at++] = static_cast<double>(i[index.getArgNumber()]);
    });
    bind(index, std::move(values));
  }
  Operation *yield = generate.getBody().front().getTerminator();
  FailureOr<Array> value = array(yield->getOperand(0));
  if (failed(value))
    return failure();
  if (value->size() == 1)
    results.push_back(Array(type.getShape(), (*value)[0]));
  else
    results.push_back(value->reshaped(type.getShape()));
  return success();
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

FailureOr<Array> Interpreter::apply(Value op, const Array &x, bool adjoint) {
  auto operation = op.getDefiningOp<linop::LinearOperatorInterface>();
  if (!operation)
    return emitError(op.getLoc())
           << "the reference interpreter expects an operator of linop, found "
           << op.getType();
  RankedTensorType from = adjoint ? operation.getRange() : operation.getDomain();
  RankedTensorType to = adjoint ? operation.getDomain() : operation.getRange();
  if (x.shape() != from.getShape())
    return operation->emitError()
           << "expects an array of shape " << linop::describe(from.getShape())
           << ", found " << linop::describe(x.shape());
  FailureOr<Array> y = adjoint ? operation.evaluateAdjoint(*this, x)
                               : operation.evaluateForward(*this, x);
  if (succeeded(y) && !linop::isComplex(to))
    y->dropImaginary();
  return y;
}

} // namespace proxc::reference
