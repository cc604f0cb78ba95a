//===- Conditions.cpp - what values must satisfy --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The frontend refuses a negative weight that it knows. One that depends on a
// param or an input is evaluated here, before anything is compiled. Objects
// check the same by themselves, with an error code.

#include "Interpret.h"
#include "Session.h"

#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include "proxc/Dialect/Prox/IR/Prox.h"

using namespace llvm;

namespace proxc::driver {

namespace {

/// The value of a constant expression from the values given; nothing where it
/// has none, which was told.
std::optional<reference::Array> valueOf(Session &session, mlir::Value value,
                                        reference::Interpreter &interpreter) {
  if (!bindArguments(session, value, interpreter))
    return std::nullopt;
  mlir::FailureOr<reference::Array> array = interpreter.array(value);
  if (failed(array))
    return std::nullopt;
  return *array;
}

/// " at [2, 0]"; nothing for numbers.
std::string placeText(const reference::Array &array, int64_t at) {
  return array.shape().empty() ? ""
                               : " at " + io::formatIndex(array.shape(), at);
}

/// `text` is what the weight looked like, maybe nothing.
bool checkWeight(Session &session, prox::RequireOp op, StringRef text,
                 const reference::Array &weight) {
  for (int64_t i = 0; i < weight.size(); ++i) {
    double value = weight[i].real();
    if (value >= 0 && std::isfinite(value))
      continue;
    session.reportAt(
        placeOf(op.getLoc()),
        "the weight " + (text.empty() ? "" : "`" + text + "` ").str() + "is " +
            shortestNumber(value) + placeText(weight, i) +
            (std::isfinite(value)
                 ? "; expected a number of at least 0: a problem with a "
                   "negative weight has no minimum that could be promised"
                 : "; expected a finite number of at least 0"));
    return false;
  }
  return true;
}

bool checkBox(Session &session, prox::RequireOp op, const reference::Array &lo,
              const reference::Array &hi) {
  const reference::Array &larger = lo.shape().empty() ? hi : lo;
  for (int64_t i = 0; i < larger.size(); ++i) {
    double low = lo[lo.shape().empty() ? 0 : i].real();
    double high = hi[hi.shape().empty() ? 0 : i].real();
    if (low <= high)
      continue;
    session.reportAt(placeOf(op.getLoc()),
                     "the box is empty: its lower bound is " +
                         shortestNumber(low) + ", its upper one " +
                         shortestNumber(high) + placeText(larger, i));
    return false;
  }
  return true;
}

bool checkRequirement(Session &session, prox::RequireOp op,
                      reference::Interpreter &interpreter) {
  std::optional<reference::Array> upper =
      valueOf(session, op.getUpper(), interpreter);
  if (!upper)
    return false;
  if (std::optional<StringRef> text = op.getWeight())
    return checkWeight(session, op, *text, *upper);
  std::optional<reference::Array> lower =
      valueOf(session, op.getLower(), interpreter);
  return lower && checkBox(session, op, *lower, *upper);
}

/// True where an entry is NaN or infinite; `at` is the first.
bool isBad(const reference::Array &array, int64_t &at) {
  for (at = 0; at < array.size(); ++at)
    if (!std::isfinite(array[at].real()) || !std::isfinite(array[at].imag()))
      return true;
  return false;
}

/// The operand's entry that belongs to entry `at` of an elementwise result.
std::string entryText(const reference::Array &array, int64_t at) {
  reference::Complex entry = array[array.size() == 1 ? 0 : at];
  std::string text = shortestNumber(entry.real());
  if (entry.imag() != 0)
    text += (entry.imag() < 0 ? " - " : " + ") +
            shortestNumber(std::abs(entry.imag())) + "i";
  return text;
}

/// What an elementwise operation does, in the words of the language.
std::string actionText(mlir::Operation *op,
                       ArrayRef<const reference::Array *> operands,
                       int64_t at) {
  StringRef name = op->getName().stripDialect();
  if (name.starts_with("div"))
    return "a division by " + entryText(*operands.back(), at);
  if (operands.size() == 1 && is_contained({"log", "sqrt", "exp"}, name))
    return ("`" + name + "` of " + entryText(*operands[0], at)).str();
  if (name.starts_with("pow") && operands.size() == 2)
    return entryText(*operands[0], at) + " ** " + entryText(*operands[1], at);
  return "a number";
}

} // namespace

bool reportUndefined(Session &session) {
  reference::Interpreter interpreter;
  bool found = false;
  // Steps in order: operands come before what is computed from them.
  session.module->walk([&](mlir::Operation *op) {
    bool elementwise = op->getNumResults() == 1 && op->getNumOperands() > 0 &&
                       isa<mlir::RankedTensorType>(op->getResult(0).getType()) &&
                       isa<prox::ProblemOp>(op->getParentOp()) &&
                       reference::isScalarOperation(op);
    if (!elementwise || !bindArguments(session, op->getResult(0), interpreter))
      return mlir::WalkResult::advance();
    SmallVector<const reference::Array *> operands;
    int64_t at = 0;
    for (mlir::Value operand : op->getOperands()) {
      mlir::FailureOr<const reference::Array *> value =
          interpreter.look(operand);
      if (failed(value) || isBad(**value, at))
        return mlir::WalkResult::advance();
      operands.push_back(*value);
    }
    mlir::FailureOr<const reference::Array *> result =
        interpreter.look(op->getResult(0));
    if (failed(result) || !isBad(**result, at))
      return mlir::WalkResult::advance();
    std::string where =
        (*result)->size() == 1
            ? ""
            : " at " + io::formatIndex((*result)->shape(), at);
    session.reportAt(placeOf(op->getLoc()),
                     "this is not finite" + where + ": " +
                         actionText(op, operands, at) +
                         "; change the data or the params, or keep such "
                         "entries out with `where` or `max`");
    found = true;
    return mlir::WalkResult::interrupt();
  });
  return found;
}

bool checkConditions(Session &session) {
  reference::Interpreter interpreter;
  bool ok = true;
  session.module->walk([&](prox::RequireOp op) {
    ok &= checkRequirement(session, op, interpreter);
  });
  return ok;
}

} // namespace proxc::driver
