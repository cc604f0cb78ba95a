//===- Inspect.cpp - facts of explicit matrices -----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "AffineMap.h"
#include "Csr.h"
#include "proxc/Dialect/LinOp/Transforms/Passes.h"
#include "proxc/Support/Remarks.h"

using namespace mlir;

namespace proxc::linop {

#define GEN_PASS_DEF_LINOPINSPECT
#include "proxc/Dialect/LinOp/Transforms/Passes.h.inc"

//===----------------------------------------------------------------------===//
// Sparse matrices
//===----------------------------------------------------------------------===//

SparseFacts inspectSparse(ArrayRef<int64_t> starts,
                          ArrayRef<int64_t> positions, int64_t columns) {
  SparseFacts facts;
  int64_t rows = static_cast<int64_t>(starts.size()) - 1;
  facts.entries = static_cast<int64_t>(positions.size());
  for (int64_t row = 0; row < rows; ++row) {
    int64_t length = starts[row + 1] - starts[row];
    facts.longestRow = std::max(facts.longestRow, length);
    facts.shortestRow =
        row == 0 ? length : std::min(facts.shortestRow, length);
    facts.emptyRows += length == 0;
    facts.rowExclusive &= length <= 1;
    for (int64_t k = starts[row]; k < starts[row + 1]; ++k) {
      int64_t column = positions[k];
      facts.lower = std::max(facts.lower, row - column);
      facts.upper = std::max(facts.upper, column - row);
    }
  }
  // There may be far more columns than entries.
  std::vector<int64_t> read(positions);
  llvm::sort(read);
  int64_t used = std::unique(read.begin(), read.end()) - read.begin();
  facts.columnExclusive = used == facts.entries;
  facts.emptyColumns = columns - used;
  return facts;
}

/// A band is worth its zeros where at least half of it is filled.
static bool isBanded(const SparseFacts &facts, int64_t rows) {
  double width = static_cast<double>(facts.lower + facts.upper + 1);
  return facts.entries > 0 && 2.0 * static_cast<double>(facts.entries) >=
                                  width * static_cast<double>(rows);
}

static DictionaryAttr sparseFacts(SparseOp op) {
  CsrAttr matrix = op.getMatrix();
  FailureOr<CsrPattern> pattern =
      CsrPattern::read(matrix, [&] { return op.emitOpError(); });
  if (failed(pattern) || !pattern->isKnown)
    return {};
  SparseFacts facts = inspectSparse(pattern->starts, pattern->columns,
                                    matrix.getColumnCount());
  Builder builder(op.getContext());
  SmallVector<NamedAttribute> entries;
  auto add = [&](StringRef name, Attribute value) {
    entries.push_back(builder.getNamedAttr(name, value));
  };
  bool banded = isBanded(facts, matrix.getRows());
  add("structure", builder.getStringAttr(banded ? "banded" : "csr"));
  add("entries", builder.getI64IntegerAttr(facts.entries));
  add("bandwidth", builder.getDenseI64ArrayAttr({facts.lower, facts.upper}));
  if (facts.longestRow == facts.shortestRow)
    add("row_length", builder.getI64IntegerAttr(facts.longestRow));
  add("longest_row", builder.getI64IntegerAttr(facts.longestRow));
  add("empty_rows", builder.getI64IntegerAttr(facts.emptyRows));
  add("empty_columns", builder.getI64IntegerAttr(facts.emptyColumns));
  if (facts.rowExclusive)
    add("row_exclusive", builder.getUnitAttr());
  if (facts.columnExclusive)
    add("column_exclusive", builder.getUnitAttr());
  return builder.getDictionaryAttr(entries);
}

//===----------------------------------------------------------------------===//
// Index maps
//===----------------------------------------------------------------------===//

/// The positions along range axis `axis` from which all maps that it is the
/// source of are inside: [first, last], and whether every position between
/// them is.
struct Reach {
  int64_t first = -1, last = -1;
  bool dense = true;
};

static Reach reachOf(const AffineMap &map, int64_t axis) {
  Reach reach;
  int64_t inside = 0, n = map.range.getDimSize(axis);
  for (int64_t r = 0; r < n; ++r) {
    bool valid = true;
    for (int64_t a = 0; a < map.domain.getRank() && valid; ++a)
      if (map.source[a] == axis)
        valid = map.position(a, r).has_value();
    if (!valid)
      continue;
    if (reach.first < 0)
      reach.first = r;
    reach.last = r;
    ++inside;
  }
  reach.dense = inside == reach.last - reach.first + 1;
  return reach;
}

static DictionaryAttr indexMapFacts(IndexMapOp op) {
  std::optional<AffineMap> map = asAffineMap(op.getResult());
  if (!map)
    return {};
  Builder builder(op.getContext());
  SmallVector<int64_t> first, last;
  bool dense = true, empty = false;
  for (int64_t axis = 0; axis < map->range.getRank(); ++axis) {
    Reach reach = reachOf(*map, axis);
    first.push_back(reach.first);
    last.push_back(reach.last);
    dense &= reach.dense;
    empty |= reach.first < 0;
  }
  for (int64_t a = 0; a < map->domain.getRank(); ++a)
    empty |= map->source[a] < 0 && !map->position(a, 0);
  SmallVector<NamedAttribute> entries;
  auto add = [&](StringRef name, Attribute value) {
    entries.push_back(builder.getNamedAttr(name, value));
  };
  // Each output reads one entry at most.
  add("row_exclusive", builder.getUnitAttr());
  // Each entry is read once at most: what a scatter of the adjoint asks for.
  if (map->repetitions() == 1)
    add("column_exclusive", builder.getUnitAttr());
  if (!empty) {
    add("output_first", builder.getDenseI64ArrayAttr(first));
    add("output_last", builder.getDenseI64ArrayAttr(last));
  }
  if (dense && !empty)
    add("output_dense", builder.getUnitAttr());
  if (map->isTotal())
    add("total", builder.getUnitAttr());
  return builder.getDictionaryAttr(entries);
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

void inspectOperators(Operation *root) {
  root->walk([&](Operation *op) {
    DictionaryAttr facts;
    if (auto sparse = dyn_cast<SparseOp>(op))
      facts = sparseFacts(sparse);
    else if (auto map = dyn_cast<IndexMapOp>(op))
      facts = indexMapFacts(map);
    if (!facts)
      return;
    std::string text;
    llvm::raw_string_ostream(text) << facts;
    emitRewrite(op->getLoc(),
                {"linop-inspect", "the facts of an explicit matrix", "", "",
                 text, true});
  });
}

namespace {
struct LinOpInspect : impl::LinOpInspectBase<LinOpInspect> {
  void runOnOperation() override { inspectOperators(getOperation()); }
};
} // namespace

} // namespace proxc::linop
