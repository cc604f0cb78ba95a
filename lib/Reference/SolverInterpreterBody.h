//===- SolverInterpreterBody.h - bodies of steps, flattened -----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_REFERENCE_SOLVERINTERPRETERBODY_H
#define PROXC_LIB_REFERENCE_SOLVERINTERPRETERBODY_H

#include "proxc/Dialect/Solver/IR/Solver.h"
#include "proxc/Reference/Array.h"
#include "llvm/ADT/DenseMap.h"
#include <memory>
#include <optional>

namespace proxc::reference {

/// The body of a `solver.map`, `reduce` or `sum` as a list of instructions on
/// numbered slots, so that running it for every index is not too slow. All
/// scalars, indices included, are complex doubles.
class StepBody {
public:
  /// Flattens a body over indices; emits an error and gives null for an
  /// operation that is not known.
  static std::unique_ptr<StepBody> build(mlir::Region &region);

  /// The arrays that the body reads, in the order in which `run` takes them.
  llvm::ArrayRef<mlir::Value> getArrays() const { return arrays; }

  /// The yielded value at an index. `inputs` are the arrays; emits an error
  /// and gives nothing where one is read outside its bounds.
  std::optional<Complex> run(llvm::ArrayRef<int64_t> index,
                             llvm::ArrayRef<const Array *> inputs);

private:
  /// `arithmetic` carries out what stands before `min`, `choice` the rest.
  // clang-format off
  enum class Code {
    constant, read, sum, generic,
    copy, add, sub, mul, div, neg, sqrt, abs, make, re, im, conj,
    min, max, select, lessThan, lessEqual, equal, logicalAnd, floorDiv
  };
  // clang-format on
  struct Nested {
    llvm::SmallVector<int64_t, 4> extents;
    llvm::SmallVector<unsigned, 4> indexSlots;
    solver::Reduction kind;
    std::pair<unsigned, unsigned> instructions;
    unsigned yielded;
  };
  struct Instruction {
    Code code;
    unsigned result = 0;
    llvm::SmallVector<unsigned, 4> operands;
    /// Entry of `arrays`, `constants` or `nested`.
    unsigned which = 0;
    mlir::Operation *op = nullptr;
  };
  struct Builder;

  static Code codeOf(mlir::Operation &op);
  bool execute(unsigned begin, unsigned end,
               llvm::ArrayRef<const Array *> inputs);
  bool read(const Instruction &instruction,
            llvm::ArrayRef<const Array *> inputs);
  bool sum(const Instruction &instruction,
           llvm::ArrayRef<const Array *> inputs);
  bool generic(const Instruction &instruction);
  Complex arithmetic(const Instruction &instruction) const;
  Complex choice(const Instruction &instruction) const;

  std::vector<Instruction> instructions;
  std::pair<unsigned, unsigned> top;
  std::vector<Complex> constants;
  std::vector<Nested> nested;
  std::vector<mlir::Value> arrays;
  std::vector<Complex> slots;
  unsigned rank = 0, yielded = 0;
};

/// The output of a `solver.fft` step of this kind, with `shape` its extents.
Array transform(solver::FftKind kind, const Array &x,
                llvm::ArrayRef<int64_t> axes, llvm::ArrayRef<int64_t> shape);

/// The output of a `solver.sparse` step; emits an error where the matrix is not
/// at hand or not well formed.
mlir::FailureOr<Array> multiplySparse(solver::SparseOp op, const Array &x);

} // namespace proxc::reference

#endif // PROXC_LIB_REFERENCE_SOLVERINTERPRETERBODY_H
