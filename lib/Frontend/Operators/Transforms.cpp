//===- Transforms.cpp - fft and ifft ----------------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Leaf.h"

using namespace proxc::frontend;
namespace linop = proxc::linop;

static OperatorRef makeFft(const Arguments &arguments, llvm::StringRef name,
                           bool inverse) {
  bool orthonormal = arguments.word("norm", "ortho") == "ortho";
  bool centered = arguments.flag("centered", false);
  Leaf leaf;
  leaf.domainFor = sameSpace;
  std::string text = name.str();
  leaf.make = [=](Elaborator &elaborator, const ArrayType &domain,
                  SourceRange use) -> std::optional<Instance> {
    if (domain.rank() == 0) {
      elaborator.error(use,
                       "`" + text + "` acts on arrays, found " + domain.str());
      return std::nullopt;
    }
    const Argument &axesArgument = arguments["axes"];
    if (!axesArgument.given)
      elaborator.warnAboutAllAxes(domain, text, use);
    auto axes = elaborator.resolveAxes(axesArgument, domain, use);
    if (!axes)
      return std::nullopt;
    Instance result{nullptr, domain, domain.with(complexOf(domain.element))};
    if (elaborator.emit.isOn())
      result.op = elaborator.emit.create<linop::FftOp>(
          use, elaborator.opType(domain, result.range),
          llvm::ArrayRef<int64_t>(*axes), inverse, orthonormal, centered);
    return result;
  };
  leaf.conjugated = [=](Elaborator &) {
    return makeFft(arguments, text, !inverse);
  };
  return makeLeaf(name, arguments, std::move(leaf));
}

void proxc::frontend::registerTransforms(Registry &registry) {
  for (bool inverse : {false, true}) {
    std::string name = inverse ? "ifft" : "fft";
    BuiltinDef &def = registry.add(
        name, BuiltinDef::Kind::Operator,
        inverse ? "the inverse discrete Fourier transform, fft.H"
                : "the discrete Fourier transform, orthonormal unless asked");
    def.parameters = {
        {"axes", ParameterKind::Axes, false, {}, "all"},
        {"norm", ParameterKind::Word, false, {"ortho", "none"}, "ortho"},
        {"centered", ParameterKind::Flag, false, {}, "false"}};
    def.op.make = [name, inverse](Elaborator &, const Arguments &arguments) {
      return makeFft(arguments, name, inverse);
    };
  }
}
