//===- Invocation.h - the command line of proxc --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Options take their value behind `=` or as the next argument. What is wrong
// with subcommands and options is wrong usage (exit status 2); names and values
// of inputs and files are looked at later, with the program at hand.

#ifndef PROXC_DRIVER_INVOCATION_H
#define PROXC_DRIVER_INVOCATION_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace proxc::driver {

/// Exit statuses of proxc.
enum ExitStatus {
  ExitDone = 0,
  ExitError = 1,        ///< in the program or its data
  ExitUsage = 2,        ///< wrong subcommand or option
  ExitInternal = 3,     ///< a fault of the compiler
  ExitInterrupted = 130 ///< Ctrl-C
};

enum class Command {
  Compile,
  Run,
  Apply,
  Evaluate,
  Explain,
  Check,
  Info,
  Help,
  Version
};

/// As on the command line; "compile" for the default.
llvm::StringRef commandName(Command command);

/// Which of an exported operator's three functions `apply` calls.
enum class OperatorKind { Forward, Adjoint, Normal };

/// A command line, taken apart.
struct Invocation {
  Command command = Command::Help;
  /// The command that `--help` asks about; empty for the whole program.
  std::optional<Command> helpOn;

  std::string file;
  /// NAME and VALUE of the positional arguments NAME=VALUE, as given.
  std::vector<std::pair<std::string, std::string>> values;
  /// What stands behind each `-o`.
  std::vector<std::string> outputs;

  // `apply`
  std::string operatorName;
  OperatorKind operatorKind = OperatorKind::Forward;
  std::string operand;

  // Options
  std::string emit;
  std::string target = "host";
  std::vector<std::pair<std::string, int64_t>> dims;
  std::vector<std::pair<std::string, std::string>> bindings;
  std::vector<std::pair<std::string, std::string>> references;
  std::string method;
  std::optional<int32_t> iterations;
  std::optional<double> tolerance;
  std::optional<int32_t> threads;
  std::string name;
  std::string dumpStages;
  std::string stats;
  uint64_t seed = 0;
  bool printRemarks = false;
  bool verifyRewrites = false;
  bool quiet = false;
  bool json = false;
};

/// Takes a command line apart (without the program's own name). Errors are
/// those of wrong usage.
llvm::Expected<Invocation> parseCommandLine(llvm::ArrayRef<const char *> args);

/// The text of `--help`: of one command, or of the whole program.
std::string helpText(std::optional<Command> command);

/// "proxc 0.1.0 (LLVM 22.1.8)".
std::string versionText();

/// The version alone: "0.1.0".
llvm::StringRef versionNumber();

} // namespace proxc::driver

#endif // PROXC_DRIVER_INVOCATION_H
