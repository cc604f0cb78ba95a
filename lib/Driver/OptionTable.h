//===- OptionTable.h - all options of proxc, in one list --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DRIVER_OPTIONTABLE_H
#define PROXC_LIB_DRIVER_OPTIONTABLE_H

#include "proxc/Driver/Invocation.h"

namespace proxc::driver {

enum class OptionId {
  Output,
  Emit,
  Target,
  Dim,
  Bind,
  Method,
  Iterations,
  Tolerance,
  Threads,
  Name,
  DumpStages,
  PrintRemarks,
  VerifyRewrites,
  Seed,
  Quiet,
  Stats,
  Reference,
  Json,
  Version,
  Help,
  Later ///< in the language, but not in this version
};

/// A set of commands, one bit each.
constexpr unsigned bit(Command command) {
  return 1u << static_cast<unsigned>(command);
}

struct OptionRow {
  OptionId id;
  /// With its dashes.
  llvm::StringLiteral name;
  /// How the value is called in messages; empty for a flag.
  llvm::StringLiteral value;
  /// The commands that take it.
  unsigned commands;
  llvm::StringLiteral help;
};

/// All options, in the order of `--help`.
llvm::ArrayRef<OptionRow> optionTable();

struct CommandRow {
  Command command;
  llvm::StringLiteral name;
  llvm::StringLiteral arguments;
  llvm::StringLiteral help;
};

/// All commands that can be typed, in the order of `--help`.
llvm::ArrayRef<CommandRow> commandTable();

} // namespace proxc::driver

#endif // PROXC_LIB_DRIVER_OPTIONTABLE_H
