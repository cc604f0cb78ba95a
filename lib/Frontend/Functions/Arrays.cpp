//===- Arrays.cpp - zeros, ones, linspace, random, gaussian, load -*- C++
//-*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../Operators/Leaf.h"
#include <cmath>

using namespace proxc::frontend;
using llvm::StringRef;
using mlir::ShapedType;

/// Arrays that the compiler makes entry by entry are no larger than this.
static constexpr int64_t maxEntries = int64_t(1) << 26;

/// The shape that the arguments give, one size an axis.
static std::optional<ArrayType> shapeOf(Elaborator &elaborator,
                                        const BuiltinDef &def,
                                        const Arguments &arguments,
                                        Element element) {
  ArrayType type(element);
  double count = 1;
  for (const Parameter &parameter : def.parameters) {
    if (!arguments.has(parameter.name))
      continue;
    for (int64_t size : arguments[parameter.name].integers) {
      if (size < 1 && size != ShapedType::kDynamic) {
        elaborator.error(arguments[parameter.name].range,
                         "a size is at least 1");
        return std::nullopt;
      }
      count *= std::max<double>(1, double(size));
      type.axes.push_back({size, ""});
    }
  }
  if (type.rank() > 8 || count > 1e15) {
    elaborator.error(arguments.call, type.rank() > 8
                                         ? "arrays have at most 8 axes"
                                         : "this array is too large");
    return std::nullopt;
  }
  return type;
}

/// Splitmix64: the same numbers on every machine.
static double nextUniform(uint64_t &state) {
  state += 0x9E3779B97F4A7C15;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  z ^= z >> 31;
  return double(z >> 11) * 0x1.0p-53;
}

static Value makeRandom(Elaborator &elaborator, const BuiltinDef &def,
                        const Arguments &arguments, bool gaussian) {
  auto type = shapeOf(elaborator, def, arguments, Element::Real);
  if (!type)
    return {};
  if (!type->hasStaticShape())
    return Value(elaborator.computed(*type, {}));
  if (type->count() > maxEntries) {
    elaborator.error(arguments.call, "this array is too large");
    return {};
  }
  uint64_t state = elaborator.nextSeed(arguments.call);
  std::vector<Complex> entries;
  for (int64_t i = 0, n = type->count(); i < n; ++i) {
    double u = nextUniform(state);
    if (gaussian)
      u = std::sqrt(-2 * std::log(1 - u)) *
          std::cos(2 * M_PI * nextUniform(state));
    entries.push_back(u);
  }
  return Value(elaborator.known(*type, std::move(entries)));
}

static Value makeLinspace(Elaborator &elaborator, const Arguments &arguments) {
  int64_t n = arguments["n"].integers[0];
  if (n == ShapedType::kDynamic)
    return Value(elaborator.computed(ArrayType(Element::Real, {n}), {}));
  if (n < 1 || n > maxEntries || arguments["a"].numbers.size() != 1 ||
      arguments["b"].numbers.size() != 1) {
    elaborator.error(arguments.call,
                     "`linspace(a, b, n)` takes two numbers and a count of at "
                     "least 1");
    return {};
  }
  double a = arguments["a"].numbers[0], b = arguments["b"].numbers[0];
  std::vector<Complex> entries;
  for (int64_t i = 0; i < n; ++i)
    entries.push_back(n == 1 ? a : a + (b - a) * double(i) / double(n - 1));
  return Value(
      elaborator.known(ArrayType(Element::Real, {n}), std::move(entries)));
}

void proxc::frontend::registerArrays(Registry &registry) {
  using Kind = BuiltinDef::Kind;
  // Sizes go by position; the names serve messages.
  std::vector<Parameter> sizes;
  for (const char *name : {"m", "n", "n2", "n3", "n4", "n5", "n6", "n7"})
    sizes.push_back(
        {name, ParameterKind::Integers, sizes.empty(), {}, "absent"});
  for (bool one : {false, true}) {
    BuiltinDef &def =
        registry.add(one ? "ones" : "zeros", Kind::Constant,
                     one ? "an array of ones" : "an array of zeros");
    def.parameters = sizes;
    def.constant.evaluate = [&def, one](Elaborator &elaborator,
                                        const Arguments &arguments) -> Value {
      auto type = shapeOf(elaborator, def, arguments, Element::Real);
      if (!type)
        return {};
      return Value(elaborator.known(*type, {one ? 1.0 : 0.0}));
    };
  }
  for (bool gaussian : {false, true}) {
    BuiltinDef &def = registry.add(
        gaussian ? "gaussian" : "random", Kind::Constant,
        gaussian ? "standard normal numbers" : "uniform numbers in [0, 1)");
    def.parameters = sizes;
    def.constant.evaluate = [&def, gaussian](Elaborator &elaborator,
                                             const Arguments &arguments) {
      return makeRandom(elaborator, def, arguments, gaussian);
    };
  }
  BuiltinDef &linspace =
      registry.add("linspace", Kind::Constant, "n numbers from a to b");
  linspace.parameters = {{"a", ParameterKind::Numbers, true, {}, ""},
                         {"b", ParameterKind::Numbers, true, {}, ""},
                         {"n", ParameterKind::Integer, true, {}, ""}};
  linspace.constant.evaluate = makeLinspace;
  registry.add("load", Kind::Load, "the contents of a file, of a `param`");
}
