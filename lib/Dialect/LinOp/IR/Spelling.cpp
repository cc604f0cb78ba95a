//===- Spelling.cpp - attributes as the language writes them ----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Support.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace proxc::linop;
using llvm::Twine;

static std::string number(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.6g", value);
  return text;
}

static std::string number(int64_t value) { return std::to_string(value); }

/// `[1, 0]`.
template <typename T> static std::string list(ArrayRef<T> values) {
  SmallVector<std::string> texts;
  for (T value : values)
    texts.push_back(number(value));
  return "[" + llvm::join(texts, ", ") + "]";
}

/// Adds `axes = ...` where these are not all axes of the domain, in order.
static void addAxes(Spelling &spelling, ArrayRef<int64_t> axes,
                    RankedTensorType domain) {
  bool all = static_cast<int64_t>(axes.size()) == domain.getRank() &&
             llvm::is_sorted(axes);
  if (!all)
    spelling.options.push_back("axes = " + list(axes));
}

template <typename Enum>
static void addChoice(Spelling &spelling, llvm::StringRef name, Enum value,
                      Enum fallback, llvm::StringRef (*text)(Enum)) {
  if (value != fallback)
    spelling.options.push_back((name + " = " + text(value)).str());
}

/// What `grad` and `diff` have in common.
static void addDifference(Spelling &spelling, Scheme scheme,
                          Boundary boundary) {
  addChoice(spelling, "scheme", scheme, Scheme::forward, stringifyScheme);
  addChoice(spelling, "boundary", boundary, Boundary::replicate,
            stringifyBoundary);
}

Spelling ConvOp::getSpelling() {
  Spelling spelling;
  addAxes(spelling, getAxes(), getDomain());
  addChoice(spelling, "boundary", getBoundary(), Boundary::periodic,
            stringifyBoundary);
  addChoice(spelling, "mode", getMode(), ConvMode::same, stringifyConvMode);
  return spelling;
}

Spelling GradOp::getSpelling() {
  Spelling spelling;
  addAxes(spelling, getAxes(), getDomain());
  addDifference(spelling, getScheme(), getBoundary());
  if (llvm::any_of(getSpacing(), [](double step) { return step != 1.0; }))
    spelling.options.push_back("spacing = " + list(getSpacing()));
  return spelling;
}

Spelling DiffOp::getSpelling() {
  Spelling spelling;
  spelling.leading.push_back(number(static_cast<int64_t>(getAxis())));
  addDifference(spelling, getScheme(), getBoundary());
  if (double step = getSpacing().convertToDouble(); step != 1.0)
    spelling.options.push_back("spacing = " + number(step));
  return spelling;
}

Spelling FftOp::getSpelling() {
  Spelling spelling;
  addAxes(spelling, getAxes(), getDomain());
  if (!getOrthonormal())
    spelling.options.push_back("norm = none");
  if (getCentered())
    spelling.options.push_back("centered = true");
  return spelling;
}

Spelling PadOp::getSpelling() {
  SmallVector<std::string> pairs;
  for (auto [low, high] : llvm::zip(getLow(), getHigh()))
    pairs.push_back(list<int64_t>({low, high}));
  return {{"[" + llvm::join(pairs, ", ") + "]"}, {}};
}

Spelling CropOp::getSpelling() {
  SmallVector<std::string> ranges;
  for (auto [offset, size] : llvm::zip(getOffsets(), getSizes()))
    ranges.push_back(number(offset) + ":" + number(offset + size));
  return {{"[" + llvm::join(ranges, ", ") + "]"}, {}};
}

Spelling SubsampleOp::getSpelling() { return {{list(getSteps())}, {}}; }

Spelling ReshapeOp::getSpelling() {
  return {{list(getRange().getShape())}, {}};
}

Spelling TransposeOp::getSpelling() { return {{list(getOrder())}, {}}; }

Spelling BroadcastOp::getSpelling() {
  // One new axis is what the language can write; the rest is silent there.
  int64_t rank = getRange().getRank();
  for (int64_t axis = 0; axis < rank; ++axis)
    if (rank == getDomain().getRank() + 1 &&
        !llvm::is_contained(getAxes(), axis))
      return {{number(axis), number(getRange().getDimSize(axis))}, {}};
  return {};
}
