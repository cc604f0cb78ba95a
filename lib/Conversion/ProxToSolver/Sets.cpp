//===- Sets.cpp - sets on one unknown that contradict each other -*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bounds that are known when compiling are intersected entry by entry. Others
// are looked at during a solve, see ProblemSteps::evaluate.
//
//===----------------------------------------------------------------------===//

#include "Algorithm.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;

namespace {
/// A constant of the problem, or one number for all entries.
class Entries {
public:
  /// `fallback` for a null value; invalid where it is not known.
  Entries(Value value, double fallback) : number(fallback) {
    if (!value)
      return;
    array = linop::constantValue(value);
    valid = array.has_value();
  }
  double at(int64_t i) const {
    return array ? (*array)[array->size() == 1 ? 0 : i].real() : number;
  }
  bool valid = true;

private:
  std::optional<reference::Array> array;
  double number;
};

/// low <= u <= high, entry by entry.
struct Interval {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};
} // namespace

/// Intersects `intervals` with the set of a term of the unknown itself. Returns
/// an entry where nothing is left.
static std::optional<int64_t> intersect(Term &term,
                                        MutableArrayRef<Interval> intervals) {
  const double infinity = std::numeric_limits<double>::infinity();
  Operation *f = term.function().getOperation();
  auto box = dyn_cast<prox::BoxOp>(f);
  if (!box && !isa<prox::NonnegOp, prox::NonposOp>(f))
    return std::nullopt;
  Entries low(box ? Value(box.getLo()) : Value(),
              isa<prox::NonnegOp>(f) ? 0.0 : -infinity);
  Entries high(box ? Value(box.getHi()) : Value(),
               isa<prox::NonposOp>(f) ? 0.0 : infinity);
  Entries beta(term.op.getBeta(), 1.0), offset(term.op.getOffset(), 0.0);
  if (!low.valid || !high.valid || !beta.valid || !offset.valid ||
      beta.at(0) == 0.0)
    return std::nullopt;
  // low <= beta u - b <= high.
  for (auto [i, interval] : llvm::enumerate(intervals)) {
    double from = (low.at(i) + offset.at(i)) / beta.at(0);
    double to = (high.at(i) + offset.at(i)) / beta.at(0);
    if (beta.at(0) < 0.0)
      std::swap(from, to);
    interval.low = std::max(interval.low, from);
    interval.high = std::min(interval.high, to);
    if (interval.low > interval.high)
      return i;
  }
  return std::nullopt;
}

LogicalResult proxc::detail::checkSets(ProblemSteps &problem) {
  for (auto [j, unknown] : llvm::enumerate(problem.unknowns)) {
    std::vector<Interval> intervals;
    for (Term &term : problem.terms) {
      if (!term.function().isIndicator() || !term.isOnUnknownItself() ||
          term.soleUnknown() != j)
        continue;
      if (intervals.empty())
        intervals.resize(unknown.type.getNumElements());
      std::optional<int64_t> empty = intersect(term, intervals);
      if (!empty)
        continue;
      const Interval &interval = intervals[*empty];
      term.op->emitError("expected sets that have a point in common, found "
                         "that an entry of '")
          << unknown.name
          << llvm::formatv("' would be at least {0} and at most {1}",
                           interval.low, interval.high)
                 .str();
      return failure();
    }
  }
  return success();
}
