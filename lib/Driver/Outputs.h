//===- Outputs.h - the files that a command writes --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DRIVER_OUTPUTS_H
#define PROXC_LIB_DRIVER_OUTPUTS_H

#include "Compiled.h"
#include "Session.h"

#include "proxc/IO/Arguments.h"

#include <string>
#include <vector>

namespace proxc::driver {

/// The `-o` of a command, each with the name of its result.
class Outputs {
public:
  /// Parses every `-o`, finds the result that each means (the only unknown
  /// where no name is given) and asks whether the files could be written.
  /// False where something is wrong, after telling all of it.
  bool resolve(const Session &session);

  /// One output of a given name, for commands with one result.
  bool resolveSingle(const Invocation &invocation, llvm::StringRef name);

  bool empty() const { return requests.empty(); }

  /// Encodes all arrays, then writes all files: nothing is written where one
  /// array cannot be encoded. `suffix` is put behind each path (".partial").
  bool write(const ArrayMap &results, bool quiet, llvm::StringRef suffix = "");

  /// "; the results so far are in A.partial, B.partial", or nothing.
  std::string partialText() const;

private:
  std::vector<io::OutputRequest> requests;
};

/// The names of the unknowns and outs of a program: "'u', 'v'".
std::string listResults(const frontend::ProgramInfo &info);

} // namespace proxc::driver

#endif // PROXC_LIB_DRIVER_OUTPUTS_H
