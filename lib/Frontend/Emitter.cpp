//===- Emitter.cpp - Creating IR from expressions ---------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "proxc/Frontend/Emitter.h"
#include "mlir/IR/Location.h"
#include "mlir/IR/Operation.h"

using namespace proxc::frontend;
using mlir::OperationEquivalence;

unsigned Emitter::Info::getHashValue(const mlir::Operation *op) {
  return OperationEquivalence::computeHash(
      const_cast<mlir::Operation *>(op), OperationEquivalence::directHashValue,
      OperationEquivalence::ignoreHashValue,
      OperationEquivalence::IgnoreLocations);
}

bool Emitter::Info::isEqual(const mlir::Operation *a,
                            const mlir::Operation *b) {
  if (a == b)
    return true;
  auto special = [](const mlir::Operation *op) {
    return op == getEmptyKey() || op == getTombstoneKey();
  };
  if (special(a) || special(b))
    return false;
  return OperationEquivalence::isEquivalentTo(
      const_cast<mlir::Operation *>(a), const_cast<mlir::Operation *>(b),
      OperationEquivalence::IgnoreLocations);
}

void Emitter::enter(mlir::Block *block) {
  saved.push_back(builder.saveInsertionPoint());
  known.emplace_back();
  builder.setInsertionPointToEnd(block);
}

void Emitter::leave() {
  builder.restoreInsertionPoint(saved.back());
  saved.pop_back();
  known.pop_back();
}

mlir::Operation *Emitter::unique(mlir::Operation *op) {
  for (Known &scope : known) {
    auto it = scope.find(op);
    if (it == scope.end())
      continue;
    mlir::Operation *first = it->first;
    op->erase();
    return first;
  }
  known.back().insert({op, 0});
  return op;
}

mlir::Location Emitter::location(SourceRange range) {
  if (!range.isValid())
    return builder.getUnknownLoc();
  DiagnosticSink::Position begin = sink.position(range.begin);
  DiagnosticSink::Position end = sink.position(range.end);
  return mlir::FileLineColRange::get(builder.getStringAttr(begin.file),
                                     begin.line, begin.column, end.line,
                                     end.column);
}
