//===- Registry.cpp - Every operator and function of the language -*- C++
//-*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "proxc/Frontend/Registry.h"
#include "Operators/Leaf.h"

using namespace proxc::frontend;
using llvm::StringRef;

const Parameter *BuiltinDef::parameter(StringRef name) const {
  for (const Parameter &parameter : parameters)
    if (parameter.name == name)
      return &parameter;
  return nullptr;
}

const Registry &Registry::get() {
  static const Registry registry = [] {
    Registry r;
    registerBasicOperators(r);
    registerConvolutions(r);
    registerDifferences(r);
    registerTransforms(r);
    registerIndexMaps(r);
    registerReshapes(r);
    registerReductions(r);
    registerSparse(r);
    registerCompositions(r);
    registerQuadratics(r);
    registerNorms(r);
    registerIndicators(r);
    registerLinear(r);
    registerElementary(r);
    registerArrays(r);
    registerUnavailable(r);
    return r;
  }();
  return registry;
}

const BuiltinDef *Registry::find(StringRef name) const {
  auto it = definitions.find(name);
  return it == definitions.end() ? nullptr : it->second.get();
}

std::vector<StringRef> Registry::names() const {
  std::vector<StringRef> result;
  for (const auto &entry : definitions)
    result.push_back(entry.first);
  return result;
}

BuiltinDef &Registry::add(StringRef name, BuiltinDef::Kind kind,
                          StringRef doc) {
  auto def = std::make_unique<BuiltinDef>();
  def->name = name.str();
  def->kind = kind;
  def->doc = doc.str();
  def->function.name = name.str();
  BuiltinDef &result = *def;
  definitions[name.str()] = std::move(def);
  return result;
}

void Registry::alias(StringRef other, StringRef name) {
  definitions[other.str()] = std::make_unique<BuiltinDef>(*find(name));
}
