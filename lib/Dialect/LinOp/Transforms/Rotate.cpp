//===- Rotate.cpp - laws that rearrange operator trees ----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Rotate.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "proxc/Dialect/LinOp/Transforms/Passes.h"
#include <map>

using namespace mlir;

namespace proxc::linop {

#define GEN_PASS_DEF_LINOPROTATE
#include "proxc/Dialect/LinOp/Transforms/Passes.h.inc"

static SmallVector<RotationRule> allRules() {
  SmallVector<RotationRule> rules(collectingRules());
  llvm::append_range(rules, distributingRules());
  return rules;
}

std::optional<RotationLaw> parseRotationLaw(StringRef name) {
  for (const RotationRule &rule : allRules())
    if (rule.name == name)
      return rule.law;
  return std::nullopt;
}

std::string rotationLawNames() {
  std::string names;
  for (const RotationRule &rule : allRules())
    names += (names.empty() ? "" : ", ") + rule.name.str();
  return names;
}

bool populateRotation(RewritePatternSet &patterns, RotationLaw law,
                      bool reverse, bool tells) {
  for (const RotationRule &rule : allRules()) {
    if (rule.law != law)
      continue;
    const DirectedLaw &direction = reverse ? rule.reverse : rule.forward;
    if (!direction.populate)
      return false;
    direction.populate(patterns, {tells ? "linop-rotate" : "", direction.law,
                                  direction.condition});
    return true;
  }
  return false;
}

/// What never makes more work: products of stacks, part by part, and adjoints
/// at the leaves.
static const char *const defaultLaws[] = {"block-product", "block-vstack",
                                          "hstack-block", "adjoint-stack"};

LogicalResult rotateOperators(Operation *root, ArrayRef<std::string> laws,
                              bool tells) {
  SmallVector<std::string> wanted(laws);
  if (wanted.empty())
    wanted.assign(std::begin(defaultLaws), std::end(defaultLaws));
  RewritePatternSet patterns(root->getContext());
  std::map<RotationLaw, bool> directions;
  for (StringRef entry : wanted) {
    auto [name, direction] = entry.split(':');
    std::optional<RotationLaw> law = parseRotationLaw(name);
    bool reverse = direction == "reverse";
    if (!law)
      return root->emitError() << "expects one of the laws "
                               << rotationLawNames() << ", found '" << name
                               << "'";
    if (!direction.empty() && direction != "reverse" && direction != "forward")
      return root->emitError()
             << "expects the direction 'forward' or 'reverse' of law '" << name
             << "', found '" << direction << "'";
    auto [known, isNew] = directions.try_emplace(*law, reverse);
    if (!isNew && known->second != reverse)
      return root->emitError() << "expects one direction of each law, as both "
                                  "undo each other for ever, found '"
                               << name << "' and '" << name
                               << ":reverse'; run the pass twice";
    if (!isNew)
      continue;
    if (!populateRotation(patterns, *law, reverse, tells))
      return root->emitError() << "expects a law with a reverse, found '"
                               << name << "'";
  }
  GreedyRewriteConfig config;
  config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
  // Two laws may also undo each other, or grow a tree without end.
  int64_t operations = 0;
  root->walk([&](Operation *) { ++operations; });
  int64_t mostRewrites = 1000 + 100 * operations;
  config.setMaxNumRewrites(mostRewrites);
  if (succeeded(applyPatternsGreedily(root, std::move(patterns), config)))
    return success();
  return root->emitError() << "expects laws of which none applies after at "
                              "most "
                           << mostRewrites
                           << " rewrites; give fewer of them, or run the pass "
                              "once for each";
}

namespace {
struct LinOpRotate : impl::LinOpRotateBase<LinOpRotate> {
  using LinOpRotateBase::LinOpRotateBase;

  void runOnOperation() override {
    if (failed(rotateOperators(getOperation(), llvm::to_vector(laws),
                               /*tells=*/true)))
      signalPassFailure();
  }
};
} // namespace

} // namespace proxc::linop
