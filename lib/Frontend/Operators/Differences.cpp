//===- Differences.cpp - grad, diff, laplacian ------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Leaf.h"

using namespace proxc::frontend;
using llvm::Twine;
namespace linop = proxc::linop;

static linop::Scheme schemeOf(const Arguments &arguments) {
  std::string word = arguments.word("scheme", "forward");
  return word == "backward"  ? linop::Scheme::backward
         : word == "central" ? linop::Scheme::central
                             : linop::Scheme::forward;
}

static linop::Boundary boundaryOf(const Arguments &arguments) {
  std::string word = arguments.word("boundary", "replicate");
  return word == "periodic" ? linop::Boundary::periodic
         : word == "zero"   ? linop::Boundary::zero
                            : linop::Boundary::replicate;
}

/// One spacing for each axis: one number serves all of them.
static std::optional<std::vector<double>>
spacings(Elaborator &elaborator, const Arguments &arguments, size_t count) {
  const Argument &spacing = arguments["spacing"];
  std::vector<double> result(count, 1.0);
  if (!spacing.given)
    return result;
  // A number serves all axes, a list has one entry for each.
  bool number = spacing.constant.type.isScalar();
  if (!number && spacing.numbers.size() != count) {
    elaborator.error(spacing.range, "expected a number or a list of " +
                                        Twine(count) +
                                        ", one for each axis, found a list "
                                        "of " +
                                        Twine(spacing.numbers.size()));
    return std::nullopt;
  }
  for (size_t i = 0; i < count; ++i) {
    result[i] = spacing.numbers[spacing.numbers.size() == 1 ? 0 : i];
    if (!(result[i] > 0)) {
      elaborator.error(spacing.range, "a spacing is positive");
      return std::nullopt;
    }
  }
  return result;
}

static OperatorRef makeGrad(Elaborator &, const Arguments &arguments) {
  Leaf leaf;
  leaf.make = [=](Elaborator &elaborator, const ArrayType &domain,
                  SourceRange use) -> std::optional<Instance> {
    if (domain.rank() == 0) {
      elaborator.error(use, "`grad` acts on arrays, found " + domain.str());
      return std::nullopt;
    }
    const Argument &axesArgument = arguments["axes"];
    if (!axesArgument.given)
      elaborator.warnAboutAllAxes(domain, "grad", use);
    auto axes = elaborator.resolveAxes(axesArgument, domain, use);
    if (!axes)
      return std::nullopt;
    auto spacing = spacings(elaborator, arguments, axes->size());
    if (!spacing)
      return std::nullopt;
    if (domain.rank() == 8) {
      elaborator.error(use, "arrays have at most 8 axes, `grad` adds one");
      return std::nullopt;
    }
    Instance result{nullptr, domain, domain};
    std::string name = domain.find("d") < 0 ? "d" : "";
    result.range.axes.insert(result.range.axes.begin(),
                             Axis{int64_t(axes->size()), name});
    if (elaborator.emit.isOn())
      result.op = elaborator.emit.create<linop::GradOp>(
          use, elaborator.opType(domain, result.range),
          llvm::ArrayRef<int64_t>(*axes), schemeOf(arguments),
          boundaryOf(arguments), llvm::ArrayRef<double>(*spacing));
    return result;
  };
  leaf.domainFor = [](Elaborator &,
                      const ArrayType &range) -> std::optional<ArrayType> {
    if (range.rank() < 2)
      return std::nullopt;
    ArrayType domain = range;
    domain.axes.erase(domain.axes.begin());
    return domain;
  };
  return makeLeaf("grad", arguments, std::move(leaf));
}

static OperatorRef makeDiff(Elaborator &, const Arguments &arguments) {
  Leaf leaf;
  leaf.domainFor = sameSpace;
  leaf.make = [=](Elaborator &elaborator, const ArrayType &domain,
                  SourceRange use) -> std::optional<Instance> {
    auto axes = elaborator.resolveAxes(arguments["axis"], domain, use);
    auto spacing = spacings(elaborator, arguments, 1);
    if (!axes || !spacing)
      return std::nullopt;
    Instance result{nullptr, domain, domain};
    if (elaborator.emit.isOn())
      result.op = elaborator.emit.create<linop::DiffOp>(
          use, elaborator.opType(domain, domain), (*axes)[0],
          schemeOf(arguments), boundaryOf(arguments),
          llvm::APFloat((*spacing)[0]));
    return result;
  };
  return makeLeaf("diff", arguments, std::move(leaf));
}

/// -grad.H * grad.
static OperatorRef makeLaplacian(Elaborator &elaborator,
                                 const Arguments &arguments) {
  OperatorRef grad = makeGrad(elaborator, arguments);
  SourceRange range = arguments.call;
  return elaborator.scaled(
      Constant::ofInteger(-1),
      elaborator.product({elaborator.adjoint(grad, range), grad}, range),
      range);
}

void proxc::frontend::registerDifferences(Registry &registry) {
  using Kind = BuiltinDef::Kind;
  Parameter scheme = {"scheme",
                      ParameterKind::Word,
                      false,
                      {"forward", "backward", "central"},
                      "forward"};
  Parameter boundary = {"boundary",
                        ParameterKind::Word,
                        false,
                        {"replicate", "periodic", "zero"},
                        "replicate"};
  Parameter spacing = {"spacing", ParameterKind::Numbers, false, {}, "1"};
  Parameter axes = {"axes", ParameterKind::Axes, false, {}, "all"};
  BuiltinDef &grad = registry.add(
      "grad", Kind::Operator, "differences stacked on a new leading axis `d`");
  grad.parameters = {axes, scheme, boundary, spacing};
  grad.op.make = makeGrad;
  BuiltinDef &diff =
      registry.add("diff", Kind::Operator, "the difference along one axis");
  diff.parameters = {
      {"axis", ParameterKind::Axis, true, {}, ""}, scheme, boundary, spacing};
  diff.op.make = makeDiff;
  BuiltinDef &laplacian =
      registry.add("laplacian", Kind::Operator, "-grad.H * grad");
  laplacian.parameters = grad.parameters;
  laplacian.op.make = makeLaplacian;
}
