//===- Session.h - one program on its way through the driver --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DRIVER_SESSION_H
#define PROXC_LIB_DRIVER_SESSION_H

#include "proxc/Driver/Invocation.h"
#include "proxc/Frontend/Diagnostics.h"
#include "proxc/Frontend/Frontend.h"
#include "proxc/IO/Arguments.h"

#include "mlir/IR/Location.h"
#include "mlir/IR/MLIRContext.h"

#include <map>
#include <optional>
#include <string>

namespace proxc::driver {

/// "error: MESSAGE" on the standard error output; exit status 1.
int reportError(const llvm::Twine &message);
int reportError(llvm::Error error);

/// "warning: MESSAGE" on the standard error output.
void reportWarning(const llvm::Twine &message);

/// The fewest digits that read back as the same number.
std::string shortestNumber(double value);

/// Everything that compiling needs: dialects, and how they are lowered.
void registerForCompiling(mlir::DialectRegistry &registry);

/// A place in the text of a program: line and columns from 1, `endColumn`
/// behind the last character (0: one character).
struct Place {
  std::string file;
  unsigned line = 0, column = 0, endColumn = 0;
};

/// The place of a declaration's name, of an operation.
Place placeOf(const frontend::Declared &declared);
Place placeOf(mlir::Location location);

/// A file or number given for a name of the program.
struct GivenValue {
  io::Assignment assignment;
  /// Empty for numbers.
  std::optional<io::LoadedFile> file;
};

/// The text of a program, what was given for it, and what the frontend makes of
/// both. Functions return false where something is wrong, after telling what.
class Session {
public:
  explicit Session(const Invocation &invocation);

  /// Reads the program's text.
  bool readProgram();

  /// Parses and types the program before any value is looked at. Prints its
  /// errors; warnings wait for `elaborate`.
  bool readDeclarations();

  /// Parses NAME=VALUE arguments and reads their files. Needs the declarations,
  /// in which every name must occur.
  bool readValues();

  /// Tells which inputs and params (and, if asked, unknowns) have no value.
  bool requireValues(bool unknownsToo);

  /// Parses and types the program with what is given. Prints all errors and
  /// warnings. With `checkOnly` there is no IR where sizes are unknown.
  bool elaborate(bool checkOnly);

  /// The array for an input, a param or a start, converted as declared. Only
  /// the bounds of boxes may be infinite.
  std::optional<io::HostArray> arrayFor(const frontend::Declared &declared,
                                        bool allowInfinite);

  /// The input, param or unknown of that name, or null.
  const frontend::Declared *findDeclared(llvm::StringRef name) const;

  /// "FILE:LINE:COLUMN: error: MESSAGE" with the line and a caret; the message
  /// alone where the place is not known. Returns exit status 1.
  int reportAt(const Place &place, const llvm::Twine &message) const;

  const Invocation &invocation;
  frontend::SourceText source;
  frontend::ProgramInfo info;
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::map<std::string, GivenValue> given;
  /// Sizes that follow from the operand of `apply`.
  std::map<std::string, int64_t> inferredDims;
  /// The one exported operator that is wanted; empty: the whole program.
  std::string onlyExport;

private:
  frontend::Options frontendOptions(bool checkOnly) const;
  bool readValue(const frontend::Declared &declared, const std::string &text);
  bool unknownName(llvm::StringRef name) const;

  /// The shape of a file that makes a param constant, for `dim`s.
  void noteShape(const std::string &name, llvm::StringRef text);

  bool warned = false;
  /// Sparse matrices among the given values, which are constants.
  std::map<std::string, std::string> sparseBindings;
  std::map<std::string, std::vector<int64_t>> boundShapes;
};

/// Tells where a condition on values that only a run knows does not hold: a
/// weight below 0, a box whose lower bound is above its upper one. Needs the
/// module as the frontend makes it and converted values.
bool checkConditions(Session &session);

/// Tells of the first expression of the program that is not finite although all
/// that it is computed from is: a division by 0, the logarithm of a negative
/// number. False where there is none. Needs the module as the frontend makes it.
bool reportUndefined(Session &session);

/// The commands. Each returns an exit status.
int runCompile(const Invocation &invocation);
int runRun(const Invocation &invocation);
int runApply(const Invocation &invocation);
int runExplain(const Invocation &invocation);
int runEvaluate(const Invocation &invocation);
int runCheck(const Invocation &invocation);
int runInfo(const Invocation &invocation);

} // namespace proxc::driver

#endif // PROXC_LIB_DRIVER_SESSION_H
