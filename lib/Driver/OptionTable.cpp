//===- OptionTable.cpp - all options of proxc, and its help --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OptionTable.h"

#include "proxc/Target/Target.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace proxc::driver {

namespace {

constexpr unsigned C = bit(Command::Compile), R = bit(Command::Run),
                   A = bit(Command::Apply), V = bit(Command::Evaluate),
                   X = bit(Command::Explain), K = bit(Command::Check),
                   I = bit(Command::Info);
constexpr unsigned all = C | R | A | V | X | K | I;

constexpr OptionRow rows[] = {
    {OptionId::Output, "-o", "OUT", C | R | A,
     "where to write; for run NAME=FILE, which may be repeated"},
    {OptionId::Emit, "--emit", "KIND", C,
     "o, a, so, s, ll, bc, mlir or h, instead of the suffix of OUT"},
    {OptionId::Target, "--target", "NAME", C | X,
     "the machine that code is generated for"},
    {OptionId::Dim, "-D", "NAME=INT", all, "the value of a dim"},
    {OptionId::Bind, "--bind", "NAME=VALUE", all,
     "makes a param a constant: a file or a number"},
    {OptionId::Method, "--method", "NAME", C | R | X,
     "the algorithm, in place of the program's"},
    {OptionId::Iterations, "--iterations", "K", C | R | X,
     "the most iterations"},
    {OptionId::Tolerance, "--tolerance", "T", C | R | X,
     "relative tolerance; 0 runs all iterations"},
    {OptionId::Threads, "--threads", "T", R | A,
     "number of threads; results do not depend on it"},
    {OptionId::Name, "--name", "PREFIX", C,
     "prefix of the names in the object, in place of the file's name"},
    {OptionId::Seed, "--seed", "S", all, "for random and gaussian"},
    {OptionId::Reference, "--reference", "NAME=FILE", R,
     "the truth: adds PSNR, SSIM and NRMSE of a result"},
    {OptionId::Stats, "--stats", "FILE.json", R,
     "writes what the solve did as JSON"},
    {OptionId::Json, "--json", "", I, "JSON in place of text"},
    {OptionId::PrintRemarks, "--print-remarks", "", C | R | A | V | X,
     "tells every rewrite, and why or why not"},
    {OptionId::VerifyRewrites, "--verify-rewrites", "", C | R | X,
     "compares the program before and after each rewrite on random data"},
    {OptionId::DumpStages, "--dump-stages", "DIR", C | R | A | X,
     "writes the program after every stage into a folder"},
    {OptionId::Quiet, "--quiet", "", all, "no progress, summary or warnings"},
    {OptionId::Help, "--help", "", all, "prints this text"},
    {OptionId::Version, "--version", "", all, "prints the version"},
    {OptionId::Later, "--time-limit", "S", R, ""},
    {OptionId::Later, "--recipe", "FILE", C | R | X, ""},
    {OptionId::Later, "--load", "LIB", all, ""},
    {OptionId::Later, "--fft", "KIND", C | R | X, ""},
    {OptionId::Later, "--history", "FILE", R, ""},
    {OptionId::Later, "--plot", "FILE", R, ""},
    {OptionId::Later, "--max-memory", "BYTES", C | R | X, ""},
    {OptionId::Later, "--sweep", "RANGE", R, ""},
    {OptionId::Later, "--latex", "OUT", X, ""},
    {OptionId::Later, "--html", "OUT", X, ""},
    {OptionId::Later, "--numeric", "", K, ""},
};

constexpr CommandRow commands[] = {
    {Command::Compile, "compile", "FILE.prox -o OUT",
     "compiles; the suffix of OUT picks .o .a .so .s .ll .bc .mlir or .h"},
    {Command::Run, "run", "FILE.prox NAME=VALUE... -o NAME=FILE...",
     "compiles in memory, reads inputs, solves, writes results"},
    {Command::Apply, "apply",
     "FILE.prox NAME[.H|.normal] IN -o OUT [NAME=VALUE...]",
     "applies an exported operator, its adjoint or A.H * A to a file"},
    {Command::Evaluate, "evaluate", "FILE.prox NAME=VALUE...",
     "the value of every term at the given unknowns, in double precision"},
    {Command::Explain, "explain", "FILE.prox [NAME=VALUE...]",
     "every rewrite as mathematics, the algorithm, the cost sheet"},
    {Command::Check, "check", "FILE.prox", "parses and type-checks only"},
    {Command::Info, "info", "FILE.prox",
     "inputs, parameters, results: types, shapes, defaults"},
};

void printOptions(raw_ostream &os, unsigned mask) {
  os << "\nOptions:\n";
  for (const OptionRow &row : rows) {
    if (!(row.commands & mask) || row.id == OptionId::Later)
      continue;
    std::string left = row.name.str();
    if (!row.value.empty())
      left += (row.name.starts_with("--") ? "=" : " ") + row.value.str();
    os << formatv("  {0,-24} {1}\n", left, row.help);
  }
}

} // namespace

ArrayRef<OptionRow> optionTable() { return rows; }
ArrayRef<CommandRow> commandTable() { return commands; }

StringRef commandName(Command command) {
  for (const CommandRow &row : commands)
    if (row.command == command)
      return row.name;
  return command == Command::Help ? "--help" : "--version";
}

std::string helpText(std::optional<Command> command) {
  std::string text;
  raw_string_ostream os(text);
  if (command) {
    for (const CommandRow &row : commands) {
      if (row.command != *command)
        continue;
      os << "Usage: proxc "
         << (row.command == Command::Compile ? "" : row.name.str() + " ")
         << row.arguments << "\n\n  " << row.help << '\n';
    }
    printOptions(os, bit(*command));
    return text;
  }
  os << "proxc compiles problems of image reconstruction to fast code.\n\n"
        "Usage:\n";
  for (const CommandRow &row : commands)
    os << formatv("  proxc {0}{1}\n      {2}\n",
                  row.command == Command::Compile ? "" : row.name.str() + " ",
                  row.arguments, row.help);
  os << "\nVALUE is a number or a file (.npy .npz .mtx .png) with suffixes:\n"
        "  reading  :gray :rgb :raw :max=M :sum1 :abs :angle :real\n"
        "  writing  :16 :raw :window=LO,HI :abs :angle :real\n";
  printOptions(os, ~0u);
  os << "\nTargets:\n";
  for (const std::string &name : target::targetNames()) {
    Expected<target::TargetInfo> info = target::getTarget(name);
    if (!info) {
      consumeError(info.takeError());
      continue;
    }
    os << formatv("  {0,-24} {1}\n", name, info->summary);
  }
  os << "\nExit status: 0 done, 1 error in the program or its data, 2 wrong "
        "usage,\n3 internal error, 130 stopped by Ctrl-C\n";
  return text;
}

StringRef versionNumber() { return PROXC_VERSION; }

std::string versionText() {
  return formatv("proxc {0} (LLVM {1})", PROXC_VERSION, LLVM_VERSION_STRING)
      .str();
}

} // namespace proxc::driver
