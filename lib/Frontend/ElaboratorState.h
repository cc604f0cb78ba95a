//===- ElaboratorState.h - What an elaboration carries along ----*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_LIB_FRONTEND_ELABORATORSTATE_H
#define PROXC_LIB_FRONTEND_ELABORATORSTATE_H

#include "proxc/Frontend/Elaborator.h"
#include "proxc/Frontend/Parser.h"

namespace proxc::frontend {

/// How far evaluation may go before a program is refused.
constexpr uint64_t maxSteps = 10'000'000;
/// How deep expressions may nest, those of `let` functions in their calls too.
constexpr unsigned maxNesting = 1024;
/// How deep `let` functions may call each other.
constexpr unsigned maxCalls = 256;

struct Elaborator::State {
  /// The program's names.
  llvm::StringMap<Value> names;
  /// Names that are declared further down, for a note.
  llvm::StringMap<SourceRange> later;
  /// All files, which own the nodes and the text.
  std::vector<std::unique_ptr<SyntaxTree>> trees;
  /// Files that are being read or have been, by their path.
  llvm::StringSet<> files;
  /// Those that are being read.
  llvm::StringSet<> reading;
  /// The folder of the file being read.
  std::string folder;
  /// Dims without a value in the text, as inferred or given.
  std::map<std::string, int64_t> inferred;
  /// Declarations whose data were found to contradict another's.
  llvm::StringSet<> contradicted;
  /// True where a declaration's name could not be read: an unknown name may be
  /// that one.
  bool lostName = false;
  /// Sizes that data of the wrong shape should have given, which was told.
  llvm::StringSet<> lostDims;
  /// All names that declarations give to axes.
  llvm::StringSet<> axisNames;
  /// True while the values of `out`s are evaluated: unknowns are constants.
  bool inOut = false;

  const ProblemDecl *problem = nullptr;
  /// The terms of the problem, of its constraints too.
  std::vector<Term> terms;
  bool problemFailed = false;
  /// Outs and exports wait for the end of the program, but see only what is
  /// declared above them: with the names that are declared below.
  std::vector<std::pair<const ArrayDecl *, llvm::StringMap<SourceRange>>> outs;
  std::vector<std::pair<const ExportDecl *, llvm::StringMap<SourceRange>>>
      exports;
  /// True while these are evaluated: the names in `later` are not known.
  bool hidesLater = false;
  SourceRange endOfFile;

  /// Where operators were used first; for exports, whose operators live on.
  llvm::DenseMap<const Operator *, ArrayType> domains;
  /// Keeps every operator whose domain was noted alive.
  std::vector<OperatorRef> keptOperators;

  uint64_t steps = 0;
  /// Comprehensions so far, which numbers them.
  int loops = 0;
  unsigned nesting = 0;
  unsigned calls = 0;
  bool exhausted = false;
  /// Numbers drawn so far by `random` and `gaussian`.
  uint64_t randomCalls = 0;
};

} // namespace proxc::frontend

#endif // PROXC_LIB_FRONTEND_ELABORATORSTATE_H
