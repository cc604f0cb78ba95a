//===- Session.h - one program on its way through the driver --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DRIVER_SESSION_H
#define PROXC_LIB_DRIVER_SESSION_H

#include "proxc/Driver/Invocation.h"
#include "proxc/Frontend/Diagnostics.h"
#include "proxc/Frontend/Frontend.h"
#include "proxc/IO/Arguments.h"

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

  const Invocation &invocation;
  frontend::SourceText source;
  frontend::ProgramInfo info;
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::map<std::string, GivenValue> given;

private:
  frontend::Options frontendOptions(bool checkOnly) const;
  bool readValue(const std::string &name, const std::string &text);
  const frontend::Declared *findDeclared(llvm::StringRef name) const;
  bool unknownName(llvm::StringRef name) const;

  /// Sparse matrices among the given values, which are constants.
  std::map<std::string, std::string> sparseBindings;
};

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
