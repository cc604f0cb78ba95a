//===- Basic.cpp - eye, zero, one, diag, scale ------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Leaf.h"

using namespace proxc::frontend;
using llvm::Twine;
using mlir::ShapedType;
namespace linop = proxc::linop;

static OperatorRef makeEye(Elaborator &elaborator, const Arguments &arguments) {
  Leaf leaf;
  if (arguments.has("n")) {
    int64_t n = arguments["n"].integers[0];
    if (n < 1 && n != ShapedType::kDynamic) {
      elaborator.error(arguments["n"].range, "the size of `eye` is at least 1");
      return nullptr;
    }
    leaf.identitySize = n;
    leaf.knownDomain = ArrayType(Element::F32, {n});
    leaf.make = [n](Elaborator &elaborator, const ArrayType &domain,
                    SourceRange use) -> std::optional<Instance> {
      if (domain.rank() != 1 || !fits(domain.axes[0].size, n)) {
        elaborator.error(use, "`eye(" + Twine(n) + ")` acts on vectors of " +
                                  Twine(n) + " entries, found " + domain.str());
        return std::nullopt;
      }
      return Instance{elaborator.identity(domain, use), domain, domain};
    };
  } else {
    leaf.make = [](Elaborator &elaborator, const ArrayType &domain,
                   SourceRange use) -> std::optional<Instance> {
      return Instance{elaborator.identity(domain, use), domain, domain};
    };
  }
  leaf.domainFor = sameSpace;
  return makeLeaf("eye", arguments, std::move(leaf));
}

static OperatorRef makeZero(Elaborator &, const Arguments &arguments) {
  Leaf leaf;
  leaf.make = [](Elaborator &elaborator, const ArrayType &domain,
                 SourceRange use) -> std::optional<Instance> {
    Instance result{nullptr, domain, domain};
    if (elaborator.emit.isOn())
      result.op = elaborator.emit.create<linop::ZeroOp>(
          use, elaborator.opType(domain, domain));
    return result;
  };
  leaf.domainFor = sameSpace;
  return makeLeaf("zero", arguments, std::move(leaf));
}

static OperatorRef makeOne(Elaborator &elaborator, const Arguments &arguments) {
  int64_t m = arguments["m"].integers[0], n = arguments["n"].integers[0];
  for (llvm::StringRef name : {"m", "n"}) {
    int64_t size = arguments[name].integers[0];
    if (size < 1 && size != ShapedType::kDynamic) {
      elaborator.error(arguments[name].range,
                       "the sizes of `one` are at least 1");
      return nullptr;
    }
  }
  Leaf leaf;
  leaf.knownDomain = ArrayType(Element::F32, {n});
  leaf.domainFor = [n](Elaborator &, const ArrayType &range) {
    return std::optional(ArrayType(range.element, {n}));
  };
  leaf.make = [m, n](Elaborator &elaborator, const ArrayType &domain,
                     SourceRange use) -> std::optional<Instance> {
    if (domain.rank() != 1 || !fits(domain.axes[0].size, n)) {
      elaborator.error(use, "`one(" + Twine(m) + ", " + Twine(n) +
                                ")` acts on vectors of " + Twine(n) +
                                " entries, found " + domain.str());
      return std::nullopt;
    }
    Instance result{nullptr, domain, ArrayType(domain.element, {m})};
    if (elaborator.emit.isOn())
      result.op = elaborator.emit.create<linop::OneOp>(
          use, elaborator.opType(domain, result.range));
    return result;
  };
  return makeLeaf("one", arguments, std::move(leaf));
}

static OperatorRef makeDiag(Elaborator &elaborator,
                            const Arguments &arguments) {
  Constant weights = arguments["w"].constant;
  if (weights.isSparse) {
    elaborator.error(arguments["w"].range,
                     "`diag` takes an array, found a sparse matrix; it is used "
                     "as `sparse(NAME)`");
    return nullptr;
  }
  SourceRange where = arguments["w"].range;
  SourceRange declaration = arguments["w"].declaration;
  Leaf leaf;
  ArrayType known =
      weights.type.with(adapt(weights.type.element, Element::F32));
  if (!isSpace(known.element))
    known.element = Element::F32;
  leaf.knownDomain = known;
  leaf.domainFor = sameSpace;
  leaf.make = [=](Elaborator &elaborator, const ArrayType &domain,
                  SourceRange use) -> std::optional<Instance> {
    Broadcast how = broadcast(weights.type, domain);
    if (how.problem.empty() && !sameShape(how.type, domain))
      how.problem = "the weights have the shape " + weights.type.shapeStr() +
                    ", the operand " + domain.shapeStr();
    if (!how.problem.empty()) {
      auto report = elaborator.error(
          use, "`diag` cannot act on this operand: " + how.problem);
      if (declaration.isValid())
        report.note(declaration, "the weights are declared here");
      return std::nullopt;
    }
    Instance result{nullptr, domain, domain.with(how.type.element)};
    if (!elaborator.emit.isOn())
      return result;
    ArrayType type = domain.with(isComplex(weights.type.element)
                                     ? result.range.element
                                     : realOf(result.range.element));
    result.op = elaborator.emit.create<linop::DiagOp>(
        use, elaborator.opType(domain, result.range),
        elaborator.materialize(weights, type, how.lhs, where));
    return result;
  };
  leaf.conjugated = [=](Elaborator &elaborator) {
    Arguments other = arguments;
    Argument &w = other.byName["w"];
    w.constant = elaborator.conjugate(weights, where);
    return makeDiag(elaborator, other);
  };
  return makeLeaf("diag", arguments, std::move(leaf));
}

static OperatorRef makeScale(Elaborator &, const Arguments &arguments) {
  Constant factor = arguments["s"].constant;
  Leaf leaf;
  leaf.domainFor = sameSpace;
  leaf.make = [=](Elaborator &elaborator, const ArrayType &domain,
                  SourceRange use) -> std::optional<Instance> {
    ArrayType range = domain.with(promote(factor.type.element, domain.element));
    return Instance{elaborator.scaleOp(factor, domain, use), domain, range};
  };
  leaf.conjugated = [=](Elaborator &elaborator) {
    Arguments other = arguments;
    other.byName["s"].constant =
        elaborator.conjugate(factor, arguments["s"].range);
    return makeScale(elaborator, other);
  };
  return makeLeaf("scale", arguments, std::move(leaf));
}

void proxc::frontend::registerBasicOperators(Registry &registry) {
  using Kind = BuiltinDef::Kind;
  BuiltinDef &eye = registry.add("eye", Kind::Operator, "the identity");
  eye.parameters = {{"n", ParameterKind::Integer, false, {}, "any size"}};
  eye.op.make = makeEye;
  registry.add("zero", Kind::Operator, "the zero operator").op.make = makeZero;
  BuiltinDef &one = registry.add("one", Kind::Operator,
                                 "the all-ones matrix, kept as an operator");
  one.parameters = {{"m", ParameterKind::Integer, true, {}, ""},
                    {"n", ParameterKind::Integer, true, {}, ""}};
  one.op.make = makeOne;
  BuiltinDef &diag = registry.add("diag", Kind::Operator,
                                  "the elementwise product with an array");
  diag.parameters = {{"w", ParameterKind::Array, true, {}, ""}};
  diag.op.make = makeDiag;
  BuiltinDef &scale =
      registry.add("scale", Kind::Operator, "a multiple of the identity");
  scale.parameters = {{"s", ParameterKind::Scalar, true, {}, ""}};
  scale.op.make = makeScale;
}
