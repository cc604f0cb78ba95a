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
  facts.rowExclusive = facts.columnExclusive = true;
  std::vector<bool> read(columns, false);
  std::vector<int64_t> lastRow(columns, -1);
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
      // Two entries at one place are added: also a write that is not
      // exclusive.
      facts.duplicates |= lastRow[column] == row;
      facts.columnExclusive &= !read[column];
      read[column] = true;
      lastRow[column] = row;
    }
  }
  for (bool seen : read)
    facts.emptyColumns += !seen;
  return facts;
}

/// A band is worth its zeros where at least half of it is filled.
static bool isBanded(const SparseFacts &facts, int64_t rows) {
  int64_t width = facts.lower + facts.upper + 1;
  return facts.entries > 0 && width > 0 && !facts.duplicates &&
         2 * facts.entries >= width * rows;
}

static DictionaryAttr sparseFacts(SparseOp op) {
  std::optional<Csr> matrix = readCsr(op.getMatrix());
  if (!matrix)
    return {};
  SparseFacts facts =
      inspectSparse(matrix->starts, matrix->positions, matrix->columns);
  Builder builder(op.getContext());
  SmallVector<NamedAttribute> entries;
  auto add = [&](StringRef name, Attribute value) {
    entries.push_back(builder.getNamedAttr(name, value));
  };
  bool banded = isBanded(facts, matrix->rows);
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
  if (facts.duplicates)
    add("duplicates", builder.getUnitAttr());
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

static void tell(Operation *op, DictionaryAttr facts) {
  std::string text;
  llvm::raw_string_ostream(text) << facts;
  emitRewrite(op->getLoc(),
              {"linop-inspect", "the facts of an explicit matrix", "", "",
               text, true});
}

void inspectOperators(Operation *root, bool tells) {
  root->walk([&](Operation *op) {
    DictionaryAttr facts;
    if (auto sparse = dyn_cast<SparseOp>(op)) {
      if ((facts = sparseFacts(sparse)))
        sparse.setFactsAttr(facts);
    } else if (auto map = dyn_cast<IndexMapOp>(op)) {
      if ((facts = indexMapFacts(map)))
        map.setFactsAttr(facts);
    }
    if (facts && tells)
      tell(op, facts);
  });
}

namespace {
struct LinOpInspect : impl::LinOpInspectBase<LinOpInspect> {
  void runOnOperation() override {
    inspectOperators(getOperation(), /*tells=*/true);
  }
};
} // namespace

} // namespace proxc::linop
