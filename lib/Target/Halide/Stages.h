//===- Stages.h - funcs and reductions as Halide funcs ----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_TARGET_HALIDE_STAGES_H
#define PROXC_LIB_TARGET_HALIDE_STAGES_H

#include "Body.h"
#include "proxc/Target/Target.h"
#include <set>

namespace proxc::target {

/// The loops of a root func that others are computed in.
struct Loops {
  Halide::Func func;
  /// Where windows are kept, and where they are filled.
  Halide::Var store;
  Halide::Var compute;
  /// The axis of `compute`, where that is one step of it; else -1.
  int64_t axis = -1;
  /// Entries of a strip.
  int64_t strip = 0;
};

/// Builds and schedules the stages of one pipeline.
class StageBuilder {
public:
  StageBuilder(ArrayMap &arrays, const TargetInfo &target)
      : arrays(arrays), target(target) {}

  /// Makes `op` a Halide func; its results join the arrays. `inPlace`: a root
  /// func that writes into the memory of an argument.
  void build(halide::FuncOp op, bool inPlace);
  /// Makes `op` the func of its totals, one entry a result.
  Halide::Func build(halide::ReduceOp op);

  /// Attaches every sliding func to the root func that reads it. Call once all
  /// are built.
  void attachSliding();

  Halide::Func getFunc(halide::FuncOp op) { return stages[op].func; }

  /// Names of the loops over rows of rings, which are none in lowered code where
  /// each step of the root func adds one row.
  const std::set<std::string> &getRingLoops() const { return ringLoops; }

private:
  /// A func under construction.
  struct Stage {
    halide::FuncOp op;
    halide::ScheduleAttr schedule;
    Halide::Func func;
    /// Axes after collapsing, outermost first.
    llvm::SmallVector<int64_t> shape;
    std::vector<Halide::Var> vars;
    /// The axis along which vectors run.
    unsigned vectorAxis = 0;
    int lanes = 1;
    bool interleaved = false;
    bool inPlace = false;
    /// Loops that small inner funcs are computed at.
    Halide::Var vectorLoop;
    Halide::Var pairVar{"c"};
    /// Inner funcs in the order in which they were made.
    std::vector<Halide::Func> locals;
    std::vector<BodyEmitter::Inner> sums;
  };

  void setAxes(Stage &stage, bool collapse);
  std::vector<Halide::Expr> define(Stage &stage, BodyEmitter &body);
  void addResults(const Stage &stage);
  void scheduleVectors(Stage &stage);
  void scheduleRoot(Stage &stage);
  void scheduleLocals(Stage &stage);
  /// Sums over many indices are computed with the vector that needs them, or
  /// once for all where they are the same along an axis.
  void scheduleSums(Stage &stage, Halide::TailStrategy tail);
  bool isComputedOnce(const Stage &stage, const BodyEmitter::Inner &sum);
  void constrainOutput(Stage &stage);
  void boundWindow(Stage &stage, const Loops &loop);
  BodyOptions bodyOptions(int lanes, bool isRoot) const;
  halide::FuncOp findRoot(halide::FuncOp sliding);

  ArrayMap &arrays;
  const TargetInfo &target;
  llvm::SmallVector<unsigned> currentRuns;
  llvm::DenseMap<mlir::Operation *, Stage> stages;
  llvm::SmallVector<halide::FuncOp> sliding;
  llvm::DenseMap<mlir::Operation *, Loops> loops;
  std::set<std::string> ringLoops;
};

/// Binds the indices of `region`, of which every run is one axis of the given
/// extent, to `vars`.
void bindAxes(BodyEmitter &body, mlir::Region &region,
              llvm::ArrayRef<unsigned> runs, llvm::ArrayRef<Halide::Expr> vars,
              llvm::ArrayRef<int64_t> extents);

/// Computes a sum in vectors along `x`. The lanes are its innermost loop, so
/// that sums in its terms can be computed around them.
void vectorizeSum(const BodyEmitter::Inner &sum, Halide::Var x, int lanes,
                  Halide::TailStrategy tail);

/// The values that `block` computes for more than one of its yielded values
/// (or several times because it is wanted both ways), which are worth to be
/// computed once: those of the widest use, in order.
llvm::SmallVector<mlir::Value> sharedValues(mlir::Block &block);

/// A func over `vars` that computes the shared values of `block`, which `body`
/// has translated and now takes from there; nothing where there are none. It is
/// meant to be computed with each vector.
std::optional<Halide::Func> shareValues(mlir::Block &block,
                                        const std::vector<Halide::Var> &vars,
                                        BodyEmitter &body);

/// An entry of the func, one of a Tuple or its only one.
Halide::Expr entryOf(Halide::Func &func, const std::vector<Halide::Expr> &at,
                     int element);

} // namespace proxc::target

#endif // PROXC_LIB_TARGET_HALIDE_STAGES_H
