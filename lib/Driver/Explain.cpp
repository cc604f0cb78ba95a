//===- Explain.cpp - proxc explain --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Compiler.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace proxc::driver {

namespace {

/// "12.3 M", for flops.
std::string scaled(double value) {
  static const char *const units[] = {"", " k", " M", " G", " T"};
  size_t unit = 0;
  while (value >= 1000 && unit + 1 < std::size(units)) {
    value /= 1000;
    ++unit;
  }
  return formatv("{0}{1}", format(unit ? "%.3g" : "%.0f", value), units[unit])
      .str();
}

/// Numbers with the fewest digits that read back as the same.
std::string optionText(const json::Value &value) {
  if (value.kind() == json::Value::Null)
    return "computed by the set-up";
  if (std::optional<int64_t> integer = value.getAsInteger())
    return std::to_string(*integer);
  if (std::optional<double> number = value.getAsNumber())
    return shortestNumber(*number);
  return formatv("{0}", value).str();
}

void printAlgorithm(raw_ostream &os, const CompiledProgram &program) {
  os << "\nalgorithm  " << program.method << '\n';
  for (const std::string &reason : program.reasons)
    os << "  " << reason << '\n';
  SmallVector<std::pair<StringRef, const json::Value *>> options;
  for (const auto &entry : program.options)
    options.push_back({entry.first, &entry.second});
  sort(options, [](const auto &a, const auto &b) { return a.first < b.first; });
  os << "\noptions\n";
  for (const auto &[name, value] : options)
    if (!value->getAsObject())
      os << formatv("  {0,-18} {1}\n", name, optionText(*value));
}

void printCosts(raw_ostream &os, const CompiledProgram &program) {
  os << "\ncosts (" << program.target.name << ")\n";
  os << formatv("  {0,-18} {1} flops, {2}B\n", "an iteration",
                scaled(program.flopsPerIteration),
                scaled(program.bytesPerIteration));
  os << formatv("  {0,-18} {1} bytes (arrays {2})\n", "workspace",
                program.header.workspaceBytes, program.arenaBytes);
}

} // namespace

int runExplain(const Invocation &invocation) {
  Session session(invocation);
  if (!session.readProgram() || !session.readDeclarations() ||
      !session.readValues() || !session.elaborate(/*checkOnly=*/false))
    return ExitError;
  int status = ExitError;
  std::optional<CompiledProgram> program = compile(session, status);
  if (!program)
    return status;
  outs() << program->rewrites;
  if (!program->method.empty())
    printAlgorithm(outs(), *program);
  printCosts(outs(), *program);
  return ExitDone;
}

} // namespace proxc::driver
