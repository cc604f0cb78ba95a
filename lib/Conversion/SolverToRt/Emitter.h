//===- Emitter.h - one phase as a function ----------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_CONVERSION_SOLVERTORT_EMITTER_H
#define PROXC_LIB_CONVERSION_SOLVERTORT_EMITTER_H

#include "Places.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"
#include <map>
#include <tuple>

namespace proxc::detail {

/// Emits one phase function.
class PhaseEmitter {
public:
  /// The compressed rows of a matrix or of its transpose, in 32 bits; `order`
  /// (null: as they are) says which value of the matrix an entry has.
  struct SparseRows {
    mlir::ElementsAttr starts, columns, order;
  };

  /// What the phases of a program share.
  struct Shared {
    solver::ProgramOp program;
    rt::ProgramOp rtProgram;
    Planner &planner;
    int64_t scratchBase;
    /// Transforms declared so far, by what makes them different.
    std::map<std::string, int64_t> ffts = {};
    llvm::DenseMap<mlir::Attribute, std::string> globals =
        llvm::DenseMap<mlir::Attribute, std::string>();
    /// By starts, columns and whether they are of the transpose.
    using Matrix = std::tuple<mlir::Attribute, mlir::Attribute, unsigned>;
    llvm::DenseMap<Matrix, SparseRows> matrices =
        llvm::DenseMap<Matrix, SparseRows>();
  };

  PhaseEmitter(Shared &shared, mlir::OpBuilder &builder,
               llvm::StringRef name);

  mlir::LogicalResult
  emit(llvm::function_ref<mlir::LogicalResult(PhaseEmitter &)> fill);

  mlir::LogicalResult emitSetup();
  mlir::LogicalResult emitPrologue();
  mlir::LogicalResult emitIteration();
  mlir::LogicalResult emitCheck();
  /// At a regular check: new step sizes, and `restart` (null or a number) asks
  /// the driver to begin anew where it is positive.
  mlir::LogicalResult emitAdaptation(solver::VerdictOp verdict,
                                     mlir::Value restart);
  mlir::LogicalResult emitEpilogue();
  mlir::LogicalResult emitOperator(solver::OperatorOp op);

private:
  /// Whether a number is above 0.
  mlir::Value isSet(mlir::Value flag);
  /// Copies the states that checks compare and the steps write over, in
  /// iterations that are checked.
  mlir::LogicalResult emitCopies(mlir::Block &body);
  mlir::LogicalResult emitClosedFormCheck();
  mlir::LogicalResult emitSteps(mlir::Block &block,
                                llvm::function_ref<bool(mlir::Operation *)>
                                    wanted);
  mlir::LogicalResult emitStep(mlir::Operation *op);
  mlir::LogicalResult emitCall(solver::CallOp call);
  mlir::LogicalResult emitFft(solver::FftOp fft);
  mlir::LogicalResult emitSparse(solver::SparseOp sparse);
  mlir::FailureOr<SparseRows> rowsOf(solver::SparseOp sparse);
  mlir::LogicalResult emitScalarMap(solver::MapOp map);
  /// The parts of a step without indices: plain code, sums as loops.
  mlir::FailureOr<mlir::Value> emitBody(mlir::Block &body,
                                        mlir::IRMapping &mapping);
  mlir::FailureOr<mlir::Value> emitRead(solver::ReadOp read,
                                        mlir::IRMapping &mapping);
  mlir::FailureOr<mlir::Value> emitSum(solver::SumOp sum,
                                       mlir::IRMapping &mapping, unsigned axis,
                                       mlir::Value total);
  mlir::LogicalResult emitRefuse(solver::RefuseOp refuse);
  mlir::LogicalResult emitStart(solver::StartOp start);
  /// What a phase hands on: numbers are stored, arrays copied where they are
  /// not in their place already.
  mlir::LogicalResult emitPhaseResults(mlir::Operation *phase, bool start);
  /// Copies or fills so that `target` holds `value`.
  mlir::LogicalResult move(mlir::Value value, const Place &target);

  /// The whole array, or one plane, of a value or a place.
  mlir::FailureOr<mlir::Value> buffer(mlir::Value value);
  mlir::FailureOr<mlir::Value> plane(mlir::Value value, int64_t plane,
                                     int64_t planes);
  mlir::Value bufferAt(const Place &place, mlir::RankedTensorType type);
  mlir::Value planeAt(const Place &place, mlir::RankedTensorType type,
                      int64_t plane, int64_t planes);
  /// Plane number `plane` of an array that lies whole in memory.
  mlir::Value slab(mlir::Value whole, mlir::RankedTensorType type,
                   int64_t plane, int64_t planes);
  mlir::Value arena(const Place &place, rt::BufferType type, int64_t plane);
  /// The number that a value of rank 0 holds.
  mlir::FailureOr<mlir::Value> number(mlir::Value value);
  mlir::FailureOr<mlir::Value> global(mlir::ElementsAttr data);
  mlir::Value constantIndex(int64_t value);
  mlir::Value startIs(int32_t kind);

  Shared &shared;
  Planner &planner;
  mlir::OpBuilder &builder;
  std::string name;
  mlir::Location location;
  mlir::Value frame;
  /// Numbers computed in this function.
  llvm::DenseMap<mlir::Value, mlir::Value> numbers;
};

} // namespace proxc::detail

#endif // PROXC_LIB_CONVERSION_SOLVERTORT_EMITTER_H
