//===- Frontend.h - From the text of a program to IR ------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_FRONTEND_FRONTEND_H
#define PROXC_FRONTEND_FRONTEND_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "proxc/Frontend/Types.h"
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace proxc::frontend {

/// What is given to a compilation besides the text.
struct Options {
  /// `-D NAME=INT`.
  std::map<std::string, int64_t> dims;
  /// `--bind NAME=FILE-or-number`: params that become constants. Sparse
  /// matrices are always among them.
  std::map<std::string, std::string> bindings;
  /// Shapes of the data given for inputs, params and starts: `dim`s without a
  /// value are inferred from them.
  std::map<std::string, std::vector<int64_t>> shapes;
  /// `--method`, replaces the program's; its options are kept where the method
  /// is the same.
  std::string method;
  /// `--iterations`, `--tolerance` and the like, over the program's.
  std::map<std::string, double> methodOptions;
  /// For `random` and `gaussian`.
  uint64_t seed = 0;
  /// Only parse and type-check: `dim`s without values stay unknown, and there
  /// is no IR where any does.
  bool checkOnly = false;
  /// Only the exported operator of this name is wanted. What it does not need is
  /// left out, and needs no values; the problem is needed where the operator's
  /// domain is not annotated.
  std::string onlyExport;
  /// The prefix of all names in the object; empty: the file's name.
  std::string name;
};

/// Something that the program declares, for `info`, headers and drivers.
struct Declared {
  std::string name;
  /// Element type as written ("f32"), extents (kDynamic where not known), names
  /// of axes ("" where there is none).
  std::string element;
  std::vector<int64_t> shape;
  std::vector<std::string> axes;
  /// The `dim` that is an axis's size, "" where that is something else.
  std::vector<std::string> dims;
  bool sparse = false;
  /// The value of a scalar param without data, where the program gives one.
  std::optional<double> defaultValue;
  /// A param that is baked into the object: `load`, `--bind`, arrays of
  /// numbers.
  bool isConstant = false;
  /// The comment behind the declaration.
  std::string doc;
  /// Where its name is declared: file, line and column from 1.
  std::string file;
  unsigned line = 0, column = 0;
};

/// An exported operator.
struct ExportedOperator {
  std::string name;
  Declared domain, range;
  std::string doc;
};

/// What a program takes and gives.
struct ProgramInfo {
  /// The prefix of all names in the object, a C identifier.
  std::string name;
  /// kDynamic where not known.
  std::vector<std::pair<std::string, int64_t>> dims;
  std::vector<Declared> inputs, params, unknowns, outs;
  std::vector<ExportedOperator> exports;
  bool hasProblem = false;
  /// As the program or the options name it; empty: the compiler chooses.
  std::string method;
};

/// Gives dims without a value those for which an array declared as `space` has
/// the shape of data: first from axes that are a bare name, then from the rest,
/// where there is one solution. `sizes` holds the dims that are known; what has
/// been found is added. Returns what is wrong, or nothing.
std::string inferDims(const ProgramInfo &info, const Declared &space,
                      llvm::ArrayRef<int64_t> shape,
                      std::map<std::string, int64_t> &sizes);

/// Elaborates a program into `prox` and `linop` while it checks its types. Null
/// where the program has errors, all of which `sink` then holds, and where
/// `checkOnly` left sizes unknown. `info`, if given, is filled with what could
/// be understood, even then.
mlir::OwningOpRef<mlir::ModuleOp> elaborate(const SourceText &source,
                                            const Options &options,
                                            mlir::MLIRContext &context,
                                            DiagnosticSink &sink,
                                            ProgramInfo *info = nullptr);

} // namespace proxc::frontend

#endif // PROXC_FRONTEND_FRONTEND_H
