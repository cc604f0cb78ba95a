//===- Emitter.h - Creating IR from expressions -----------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_FRONTEND_EMITTER_H
#define PROXC_FRONTEND_EMITTER_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/OperationSupport.h"
#include "proxc/Frontend/Diagnostics.h"
#include "llvm/ADT/DenseMap.h"
#include <vector>

namespace proxc::frontend {

/// Creates operations at one insertion point. An operation that an enclosing
/// block already holds is not created twice, so that equal operators are one
/// value. Nothing is created while emission is off.
class Emitter {
public:
  Emitter(mlir::MLIRContext *context, DiagnosticSink &sink)
      : builder(context), sink(sink) {}

  mlir::MLIRContext *context() { return builder.getContext(); }
  /// Nothing is emitted any more once there is an error.
  bool isOn() const { return on && !sink.hasErrors(); }

  /// Turns emission off for a lifetime.
  class Off {
  public:
    explicit Off(Emitter &emitter) : emitter(emitter), before(emitter.on) {
      emitter.on = false;
    }
    ~Off() { emitter.on = before; }

  private:
    Emitter &emitter;
    bool before;
  };

  void turnOff() { on = false; }

  /// Creates a pure operation with one result, or finds the one there is.
  template <typename OpTy, typename... Args>
  mlir::Value create(SourceRange range, Args &&...args) {
    if (!isOn())
      return {};
    auto op =
        OpTy::create(builder, location(range), std::forward<Args>(args)...);
    return unique(op.getOperation())->getResult(0);
  }

  /// Creates an operation that is not merged with others.
  template <typename OpTy, typename... Args>
  OpTy createOnce(SourceRange range, Args &&...args) {
    return OpTy::create(builder, location(range), std::forward<Args>(args)...);
  }

  /// Enters and leaves a nested block, with an insertion point at its end.
  void enter(mlir::Block *block);
  void leave();

  /// Merges an operation just created with an equal one that dominates it.
  mlir::Operation *unique(mlir::Operation *op);

  /// File, line and columns of `range`.
  mlir::Location location(SourceRange range);

  mlir::OpBuilder builder;

private:
  /// Equality up to locations.
  struct Info : llvm::DenseMapInfo<mlir::Operation *> {
    static unsigned getHashValue(const mlir::Operation *op);
    static bool isEqual(const mlir::Operation *a, const mlir::Operation *b);
  };
  using Known = llvm::DenseMap<mlir::Operation *, char, Info>;

  DiagnosticSink &sink;
  std::vector<Known> known = std::vector<Known>(1);
  std::vector<mlir::OpBuilder::InsertPoint> saved;
  bool on = true;
};

} // namespace proxc::frontend

#endif // PROXC_FRONTEND_EMITTER_H
