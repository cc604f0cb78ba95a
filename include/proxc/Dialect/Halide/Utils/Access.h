//===- Access.h - where bodies read -----------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Facts about the index expressions of `halide.func` and `halide.reduce`, from
// which kernels are scheduled.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_DIALECT_HALIDE_UTILS_ACCESS_H
#define PROXC_DIALECT_HALIDE_UTILS_ACCESS_H

#include "proxc/Dialect/Halide/IR/Halide.h"
#include "llvm/ADT/SmallVector.h"

namespace proxc::halide {

/// Windows are read at most this far from their own index, but along the axis of
/// vectors where they hold whole rows.
inline constexpr int64_t longestReach = 32;

/// The last axis counts as channels, whose entries are written out, up to this
/// extent.
inline constexpr int64_t mostChannels = 4;

/// An index that is `var + k` for a k from `low` to `high`, clamped to bounds
/// or, where `wraps`, taken modulo an extent.
struct Offset {
  int64_t low = 0;
  int64_t high = 0;
  bool wraps = false;

  bool isZero() const { return low == 0 && high == 0 && !wraps; }
};

/// How far `index` is from `var`, or nothing where it is not `var` plus a
/// bounded offset (a gather, another axis, a constant). Clamps count as those of
/// a border: of a clamp to a part of the array, what is read outside of that
/// part must not matter.
std::optional<Offset> offsetFrom(mlir::Value index, mlir::BlockArgument var);

/// How a read leaves the array along the axis on which a window moves: its index
/// is `var + k`, k from `low` to `high`, brought back at the border.
struct Slide {
  enum Border { None, Clamp, Wrap };
  int64_t low = 0;
  int64_t high = 0;
  Border border = None;
};

/// The slide of `index` from `var`, along an axis of `extent` entries; nothing
/// where the index has another form, or wraps after other than `extent` entries.
std::optional<Slide> slideFrom(mlir::Value index, mlir::BlockArgument var,
                               int64_t extent);

/// The index before it was brought back at the border: `index` without its
/// outermost clamps or modulo.
mlir::Value beforeBorder(mlir::Value index);

/// Whether an index is taken from a constant in `body`: an array, or an axis of
/// it, is read backwards.
bool readsBackwards(mlir::Region &body);

/// Whether `index` is something modulo a constant.
bool isWrapped(mlir::Value index);

/// Whether `index` is wrapped or computed from an index that is: the opposite
/// frequency of one that was moved round the array, say.
bool holdsWrapped(mlir::Value index);

/// The constant of type index or integer that `value` is, if it is one.
std::optional<int64_t> constantIndex(mlir::Value value);

/// Whether the value, of a body, is the same at every index: made of constants,
/// scalar arguments and arrays of rank 0.
bool isInvariant(mlir::Value value);

/// The reads in `body`, nested ones (in sums) too, in order.
llvm::SmallVector<ReadOp> readsIn(mlir::Region &body);

/// Operations in `body`, also in regions of them: how long its code is.
int64_t countOps(mlir::Region &body);

/// Whether `read` stands at the index of the body itself: its indices are all
/// of the arguments of `body`, in order.
bool isIdentityRead(ReadOp read, mlir::Region &body);

/// Runs of adjacent axes of the body that can be one axis, because every read
/// takes them whole, side by side and in order, and nothing else uses their
/// indices. Each run is the number of its axes; the sum of all is the rank. A
/// body that reads funcs has no such runs.
/// `extents` is the shape that the body runs over.
llvm::SmallVector<unsigned> collapsibleAxes(mlir::Region &body,
                                            llvm::ArrayRef<int64_t> extents);

/// Whether result `result` of the pipeline may be written into the memory of
/// argument `argument`: the argument is read at the result's own index only, by
/// the one func that makes the result, and has its type.
bool canShareMemory(PipelineOp pipeline, unsigned argument, unsigned result);

} // namespace proxc::halide

#endif // PROXC_DIALECT_HALIDE_UTILS_ACCESS_H
