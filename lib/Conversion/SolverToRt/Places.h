//===- Places.h - where the arrays of a program live ------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_CONVERSION_SOLVERTORT_PLACES_H
#define PROXC_LIB_CONVERSION_SOLVERTORT_PLACES_H

#include "proxc/Conversion/SolverToRt/SolverToRt.h"
#include "proxc/Dialect/Halide/Transforms/Passes.h"
#include "llvm/ADT/MapVector.h"

namespace proxc::detail {

/// Where an array lies.
struct Place {
  /// Scratch offsets count from the end of what stays in the arena.
  enum Kind {
    None,
    Arena,
    Scratch,
    Param,
    Input,
    Result,
    Global,
    OperatorIn,
    OperatorOut
  };
  Kind kind = None;
  /// Number of the param, input or result.
  int64_t index = 0;
  std::string global;
  /// Arena: the byte offset of each plane; `odd` where the place alternates
  /// with the parity of the iteration, else empty.
  llvm::SmallVector<int64_t, 2> even, odd;
  /// The other of the two alternating buffers is meant.
  bool other = false;

  Place flipped() const {
    Place place = *this;
    place.other = !other;
    return place;
  }
};

/// Hands out bytes of the arena.
class ArenaLayout {
public:
  explicit ArenaLayout(const ArenaOptions &options) : options(options) {}

  /// The offset of `bytes` bytes that stay.
  int64_t allocate(int64_t bytes);

  /// Scratch memory, shared by all phases: between `beginPhase` and `endPhase`
  /// buffers are taken and given back; the next phase begins empty.
  void beginPhase() { blocks.clear(); }
  int64_t take(int64_t bytes);
  void giveBack(int64_t offset);

  /// Offsets from `take` count from the end of what stays; call once at the
  /// end.
  int64_t scratchBase() const;
  int64_t totalBytes() const;

private:
  int64_t aligned(int64_t position, int64_t bytes, int64_t number) const;

  struct Block {
    int64_t begin, end;
    int64_t offset; ///< where its latest buffer begins
    bool used;
  };
  ArenaOptions options;
  int64_t persistent = 0, scratch = 0, count = 0, scratchCount = 0;
  llvm::SmallVector<Block> blocks;
};

/// Decides where every array of a program lives.
class Planner {
public:
  Planner(solver::ProgramOp program, ArenaLayout &layout)
      : program(program), layout(layout) {}

  void plan();

  /// The place of an array, or of a number that phases hand to each other.
  const Place *find(mlir::Value value) const {
    auto known = places.find(value);
    return known == places.end() ? nullptr : &known->second;
  }
  int64_t paramNumber(mlir::Value param) const { return numbers.lookup(param); }
  /// Storage of an array param that phases besides set-up read, or of an input
  /// that is clamped, or -1.
  int64_t storageOf(mlir::Value argument) const {
    auto known = storage.find(argument);
    return known == storage.end() ? -1 : known->second;
  }
  /// The state's own place (the current buffer at an even parity).
  const Place &statePlace(unsigned state) const { return states[state]; }
  /// The copy of a state that is updated in place but compared with its
  /// successor by checks; of kind `None` for others.
  const Place &copyOfState(unsigned state) const { return copies[state]; }
  int64_t resultNumber(llvm::StringRef name) const;

  solver::SetupOp setup;
  solver::PrologueOp prologue;
  solver::IterateOp loop;
  solver::EpilogueOp epilogue;
  llvm::SmallVector<solver::OperatorOp> operators;
  llvm::SmallVector<solver::ParamOp> params;
  llvm::SmallVector<solver::InputOp> inputs;
  llvm::SmallVector<solver::ResultOp> results;
  /// Operations of the prologue that only make the first state, of what a solve
  /// that continues keeps.
  llvm::DenseSet<mlir::Operation *> startOnly;

private:
  void collect();
  void planParams();
  void planStates();
  void planPhaseResults(mlir::Operation *phase);
  void planResults();
  void planScratch(mlir::Block &block);
  void separateStart();
  void shortenLives(mlir::Block &block);
  /// The number of planes that an array may be kept in, from the calls that
  /// touch it; `group` are all values that share its place.
  int64_t planesOf(llvm::ArrayRef<mlir::Value> group) const;
  Place persistent(mlir::RankedTensorType type, int64_t planes);
  /// The input of the loop's kernel that state `state` is, and the result that
  /// succeeds it, where nothing else needs the old state after the kernel.
  struct Succession {
    solver::CallOp call;
    mlir::Value before;
    mlir::OpResult after;
  };
  std::optional<Succession> findSuccession(unsigned state);
  /// Lets kernels of the loop write over states that their windows read.
  void shareRows();
  bool canUpdateInPlace(unsigned state);
  halide::PipelineOp kernelOf(solver::CallOp call);
  /// The planes of a kernel's argument and result that could share memory.
  llvm::SmallVector<halide::SharedPair> planesToShare(solver::CallOp call,
                                                      mlir::Value input,
                                                      mlir::OpResult result);
  /// Whether the kernel can write `result` over `input`; if so, says that it
  /// does.
  bool shareMemory(solver::CallOp call, mlir::Value input,
                   mlir::OpResult result);
  /// An input of the call that makes `result` which ends with it and can be
  /// written over, or null.
  mlir::Value findReusable(mlir::OpResult result, mlir::Block &block);
  /// The first of the states that a result of the prologue starts, if it is used
  /// for nothing else outside of the prologue.
  std::optional<unsigned> startedState(mlir::Value result);

  solver::ProgramOp program;
  ArenaLayout &layout;
  llvm::DenseMap<mlir::Value, Place> places;
  llvm::DenseMap<mlir::Value, int64_t> numbers, storage;
  llvm::SmallVector<Place> states, copies;
};

int64_t byteSizeOf(mlir::RankedTensorType type);

} // namespace proxc::detail

#endif // PROXC_LIB_CONVERSION_SOLVERTORT_PLACES_H
