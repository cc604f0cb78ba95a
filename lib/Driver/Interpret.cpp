//===- Interpret.cpp - values for the reference interpreter --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Interpret.h"

#include "proxc/Dialect/Prox/IR/Prox.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace proxc::driver {

SmallVector<StringRef> argumentsOf(mlir::Value value) {
  SmallVector<StringRef> names;
  DenseSet<mlir::Operation *> seen;
  SmallVector<mlir::Operation *> work;
  auto push = [&](mlir::Value operand) {
    if (mlir::Operation *op = operand.getDefiningOp())
      if (seen.insert(op).second)
        work.push_back(op);
  };
  push(value);
  while (!work.empty()) {
    mlir::Operation *op = work.pop_back_val();
    if (isa<prox::ParamOp, prox::InputOp, prox::VariableOp>(op)) {
      StringRef name = op->getAttrOfType<mlir::StringAttr>("name").getValue();
      if (!is_contained(names, name))
        names.push_back(name);
      continue;
    }
    // The bodies of families capture values too.
    op->walk([&](mlir::Operation *inner) {
      for (mlir::Value operand : inner->getOperands())
        push(operand);
    });
  }
  return names;
}

static reference::Array toReference(const io::HostArray &array) {
  reference::Array result(array.shape());
  for (int64_t i = 0; i < array.numElements(); ++i)
    result[i] = array.get(i);
  return result;
}

bool bindDeclared(Session &session, const frontend::Declared &declared,
                  reference::Interpreter &interpreter) {
  if (!session.given.count(declared.name)) {
    interpreter.bindName(
        declared.name,
        reference::Array::scalar(declared.defaultValue.value_or(0)));
    return true;
  }
  std::optional<io::HostArray> array =
      session.arrayFor(declared, /*allowInfinite=*/true);
  if (!array)
    return false;
  interpreter.bindName(declared.name, toReference(*array));
  return true;
}

bool bindArguments(Session &session, mlir::Value value,
                   reference::Interpreter &interpreter) {
  for (StringRef name : argumentsOf(value)) {
    const frontend::Declared *declared = session.findDeclared(name);
    if (interpreter.boundName(name) || !declared)
      continue;
    if (!bindDeclared(session, *declared, interpreter))
      return false;
  }
  return true;
}

} // namespace proxc::driver
