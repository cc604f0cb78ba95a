//===- Leaf.cpp - How leaf operators are written ----------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Leaf.h"

using namespace proxc::frontend;

namespace {

class LeafOperator : public Operator {
public:
  explicit LeafOperator(Leaf leaf) : leaf(std::move(leaf)) {}

  std::optional<Instance> make(Elaborator &elaborator, const ArrayType &domain,
                               SourceRange use) const override {
    return leaf.make(elaborator, domain, use);
  }
  std::optional<ArrayType> knownDomain(Elaborator &) const override {
    return leaf.knownDomain;
  }
  std::optional<ArrayType> domainFor(Elaborator &elaborator,
                                     const ArrayType &range) const override {
    return leaf.domainFor ? leaf.domainFor(elaborator, range) : std::nullopt;
  }
  OperatorRef conjugated(Elaborator &elaborator) const override {
    return leaf.conjugated ? leaf.conjugated(elaborator) : shared_from_this();
  }
  std::optional<int64_t> identitySize() const override {
    return leaf.identitySize;
  }

private:
  Leaf leaf;
};

} // namespace

OperatorRef proxc::frontend::makeLeaf(llvm::StringRef name,
                                      const Arguments &arguments, Leaf leaf) {
  auto op = std::make_shared<LeafOperator>(std::move(leaf));
  op->name = name.str();
  op->range = arguments.call;
  return op;
}
