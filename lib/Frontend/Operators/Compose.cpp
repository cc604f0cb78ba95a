//===- Compose.cpp - names of compositions ----------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Leaf.h"

using namespace proxc::frontend;

void proxc::frontend::registerCompositions(Registry &registry) {
  auto add = [&](llvm::StringRef name, Composition kind, llvm::StringRef doc) {
    BuiltinDef &def = registry.add(name, BuiltinDef::Kind::Composition, doc);
    def.composition = kind;
    if (kind == Composition::Stack || kind == Composition::Concat)
      def.parameters = {{"axis", ParameterKind::Integer, false, {}, "0"}};
  };
  add("stack", Composition::Stack, "parts along a new axis");
  add("concat", Composition::Concat, "parts joined along an axis");
  add("vstack", Composition::VStack, "outputs along a new leading axis");
  add("hstack", Composition::HStack,
      "inputs along a new leading axis, outputs added");
  add("blockdiag", Composition::BlockDiag,
      "each part on its own slice of a leading axis");
  add("kron", Composition::Kron, "copies along a new leading axis");
  add("gram", Composition::Gram, "A.H * A");
}
