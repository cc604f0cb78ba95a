//===- Indicators.cpp - nonneg, nonpos, box ---------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionSupport.h"

using namespace proxc::frontend;
namespace linop = proxc::linop;
namespace prox = proxc::prox;

static bool takeBounds(Elaborator &elaborator, const Arguments &arguments,
                       Term &term) {
  for (llvm::StringRef name : {"lo", "hi"}) {
    const Argument &bound = arguments[name];
    if (isComplex(bound.constant.type.element)) {
      elaborator.error(bound.range, "a bound is real, found " +
                                        Value(bound.constant).describe());
      return false;
    }
    if (!takeConstant(elaborator, bound, name, term))
      return false;
  }
  const Constant &lo = term.constants[0], &hi = term.constants[1];
  if (lo.isKnownScalar() && hi.isKnownScalar() &&
      lo.number().real() > hi.number().real()) {
    elaborator.error(
        arguments["lo"].range,
        "the box is empty: its lower bound is above its upper one");
    return false;
  }
  return true;
}

/// A bound as one number or as an array of the term's shape.
static mlir::Value emitBound(Elaborator &elaborator, const Term &term,
                             const Constant &bound) {
  if (bound.type.isScalar())
    return elaborator.materialize(bound, term.argument.type.element,
                                  term.range);
  return emitConstant(elaborator, term, bound);
}

/// Refuses a box that is known to be empty; what only a run knows is checked
/// then.
static bool compareBounds(Elaborator &elaborator, const Term &term,
                          mlir::Value lo, mlir::Value hi) {
  auto low = linop::constantValue(lo), high = linop::constantValue(hi);
  if (!low || !high) {
    elaborator.emit.createOnce<prox::RequireOp>(term.range, lo, hi,
                                                mlir::StringAttr());
    return true;
  }
  auto at = [](const auto &bound, int64_t i) {
    return bound[bound.shape().empty() ? 0 : i].real();
  };
  for (int64_t i = 0; i < std::max(low->size(), high->size()); ++i) {
    if (at(*low, i) <= at(*high, i))
      continue;
    elaborator.error(term.range, "the box is empty: its lower bound is " +
                                     numberText(at(*low, i)) +
                                     " where its upper one is " +
                                     numberText(at(*high, i)));
    return false;
  }
  return true;
}

static mlir::Value emitBox(Elaborator &elaborator, const Term &term) {
  mlir::Value lo = emitBound(elaborator, term, term.constants[0]);
  mlir::Value hi = emitBound(elaborator, term, term.constants[1]);
  if (!lo || !hi || !compareBounds(elaborator, term, lo, hi))
    return {};
  return elaborator.emit.create<prox::BoxOp>(
      term.range, functionType(elaborator, term), lo, hi);
}

void proxc::frontend::registerIndicators(Registry &registry) {
  using Kind = BuiltinDef::Kind;
  auto indicator = [&](llvm::StringRef name,
                       llvm::StringRef doc) -> BuiltinDef & {
    BuiltinDef &def = registry.add(name, Kind::Function, doc);
    def.function.isIndicator = true;
    def.function.realOnly = true;
    def.function.degree = 0;
    def.function.check = noArguments;
    return def;
  };
  indicator("nonneg", "0 where x >= 0").function.emit =
      emitPlain<prox::NonnegOp>;
  indicator("nonpos", "0 where x <= 0").function.emit =
      emitPlain<prox::NonposOp>;
  BuiltinDef &box = indicator("box", "0 where lo <= x <= hi");
  box.parameters = {{"lo", ParameterKind::Array, true, {}, ""},
                    {"hi", ParameterKind::Array, true, {}, ""}};
  box.function.check = takeBounds;
  box.function.emit = emitBox;
}
