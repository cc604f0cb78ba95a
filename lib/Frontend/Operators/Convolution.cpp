//===- Convolution.cpp - conv and corr --------------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Leaf.h"

using namespace proxc::frontend;
using llvm::Twine;
namespace linop = proxc::linop;

/// The axes of the domain that the kernel lies along.
static std::optional<std::vector<int64_t>>
kernelAxes(Elaborator &elaborator, const Arguments &arguments,
           const ArrayType &kernel, const ArrayType &domain,
           llvm::StringRef name, SourceRange use) {
  const Argument &axes = arguments["axes"];
  auto fail = [&](const Twine &text) -> std::optional<std::vector<int64_t>> {
    auto report = elaborator.error(arguments["k"].range, text);
    report.note(use, "used here");
    if (arguments["k"].declaration.isValid())
      report.note(arguments["k"].declaration, "the kernel is declared here");
    return std::nullopt;
  };
  if (axes.given) {
    auto resolved = elaborator.resolveAxes(axes, domain, use);
    if (resolved && kernel.rank() != int64_t(resolved->size()) &&
        kernel.rank() != domain.rank())
      return fail("the kernel has " + Twine(kernel.rank()) +
                  " axes, `axes` names " + Twine(resolved->size()));
    return resolved;
  }
  if (kernel.rank() == domain.rank()) {
    elaborator.warnAboutAllAxes(domain, name, use);
    return elaborator.resolveAxes(axes, domain, use);
  }
  std::vector<int64_t> result;
  for (const Axis &axis : kernel.axes) {
    int64_t position = axis.name.empty() ? -1 : domain.find(axis.name);
    if (position < 0)
      return fail("the kernel " + kernel.str() + " has " +
                  Twine(kernel.rank()) + " axes, the operand " + domain.str() +
                  " has " + Twine(domain.rank()) +
                  (kernel.rank() < domain.rank()
                       ? "; name the ones that are meant with `axes`"
                       : ""));
    result.push_back(position);
  }
  return result;
}

static bool checkOptions(Elaborator &elaborator, const Arguments &arguments) {
  std::string boundary = arguments.word("boundary", "periodic");
  std::string mode = arguments.word("mode", "same");
  if (boundary != "periodic") {
    elaborator.notAvailable(boundary, arguments["boundary"].range);
    return false;
  }
  if (mode != "same") {
    elaborator.error(arguments["mode"].range,
                     "mode `" + mode +
                         "` does not go with the boundary "
                         "`periodic`, where every output is like any other");
    return false;
  }
  if (arguments["k"].constant.isSparse ||
      arguments["k"].constant.type.isScalar()) {
    elaborator.error(arguments["k"].range,
                     "the kernel is an array, found " +
                         Value(arguments["k"].constant).describe());
    return false;
  }
  return true;
}

/// Axes that are not convolved have one entry in the kernel, or as many as the
/// operand.
static bool checkExtents(Elaborator &elaborator, const Arguments &arguments,
                         const ArrayType &kernel, const ArrayType &domain,
                         llvm::ArrayRef<int64_t> axes, SourceRange use) {
  if (kernel.rank() != domain.rank())
    return true;
  for (int64_t i = 0; i < kernel.rank(); ++i) {
    int64_t size = kernel.axes[i].size;
    if (llvm::is_contained(axes, i) || size == 1 ||
        fits(size, domain.axes[i].size))
      continue;
    elaborator
        .error(arguments["k"].range, "the kernel's axis " + Twine(i) +
                                         ", which is not convolved, "
                                         "must have 1 entry or " +
                                         Twine(domain.axes[i].size) +
                                         ", found " + Twine(size))
        .note(use, "used here");
    return false;
  }
  return true;
}

static OperatorRef makeConvolution(Elaborator &elaborator,
                                   const Arguments &arguments, bool correlate) {
  if (!checkOptions(elaborator, arguments))
    return nullptr;
  llvm::StringRef name = correlate ? "corr" : "conv";
  Constant kernel = arguments["k"].constant;
  Leaf leaf;
  leaf.domainFor = sameSpace;
  leaf.make = [=](Elaborator &elaborator, const ArrayType &domain,
                  SourceRange use) -> std::optional<Instance> {
    auto axes =
        kernelAxes(elaborator, arguments, kernel.type, domain, name, use);
    if (!axes ||
        !checkExtents(elaborator, arguments, kernel.type, domain, *axes, use))
      return std::nullopt;
    Element element = promote(kernel.type.element, domain.element);
    Instance result{nullptr, domain, domain.with(element)};
    if (!elaborator.emit.isOn())
      return result;
    Element own = isComplex(kernel.type.element) ? element : realOf(element);
    result.op = elaborator.emit.create<linop::ConvOp>(
        use, elaborator.opType(domain, result.range),
        elaborator.materialize(kernel, own, arguments["k"].range),
        llvm::ArrayRef<int64_t>(*axes), linop::Boundary::periodic,
        linop::ConvMode::same, correlate);
    return result;
  };
  leaf.conjugated = [=](Elaborator &elaborator) {
    Arguments other = arguments;
    other.byName["k"].constant =
        elaborator.conjugate(kernel, arguments["k"].range);
    return makeConvolution(elaborator, other, correlate);
  };
  return makeLeaf(name, arguments, std::move(leaf));
}

void proxc::frontend::registerConvolutions(Registry &registry) {
  for (bool correlate : {false, true}) {
    BuiltinDef &def = registry.add(
        correlate ? "corr" : "conv", BuiltinDef::Kind::Operator,
        correlate ? "correlation with a kernel: y[i] = sum of k[j] x[i + j - c]"
                  : "true convolution with a kernel, origin at floor(n / 2)");
    def.parameters = {
        {"k", ParameterKind::Array, true, {}, ""},
        {"boundary",
         ParameterKind::Word,
         false,
         {"periodic", "zero", "replicate", "symmetric"},
         "periodic"},
        {"mode", ParameterKind::Word, false, {"same", "valid", "full"}, "same"},
        {"axes", ParameterKind::Axes, false, {}, "all"}};
    def.op.make = [correlate](Elaborator &elaborator,
                              const Arguments &arguments) {
      return makeConvolution(elaborator, arguments, correlate);
    };
  }
}
