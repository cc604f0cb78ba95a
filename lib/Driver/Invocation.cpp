//===- Invocation.cpp - the command line of proxc --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OptionTable.h"

#include "proxc/IO/Arguments.h"
#include "proxc/Target/Target.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

#include <cmath>

using namespace llvm;

namespace proxc::driver {

namespace {

Error usage(const Twine &message) {
  return createStringError(std::make_error_code(std::errc::invalid_argument),
                           message);
}

/// "; did you mean 'X'?" where a name is near, else "".
template <typename Names>
std::string nearest(StringRef name, const Names &names) {
  StringRef best;
  unsigned distance = std::max<unsigned>(2, name.size() / 3) + 1;
  for (StringRef candidate : names) {
    unsigned d = name.edit_distance(candidate);
    if (d < distance) {
      distance = d;
      best = candidate;
    }
  }
  return best.empty() ? "" : ("; did you mean '" + best + "'?").str();
}

/// The methods of the language, and whether this version has them.
constexpr std::pair<StringLiteral, bool> methods[] = {
    {"auto", true}, {"pdhg", true},   {"pc", true},
    {"admm", true}, {"ladmm", true},  {"cg", true},
    {"hqs", false}, {"fista", false}, {"pgm", false}};

Error checkMethod(StringRef name) {
  SmallVector<StringRef> names;
  for (const auto &[method, isAvailable] : methods) {
    if (name == method)
      return isAvailable ? Error::success()
                         : usage("`" + name + "` is not available yet");
    if (isAvailable)
      names.push_back(method);
  }
  std::string near = nearest(name, names);
  return usage("unknown method '" + name + "'" +
               (near.empty() ? "; the methods are " + join(names, ", ") : near));
}

class Parser {
public:
  explicit Parser(ArrayRef<const char *> args)
      : args(args.begin(), args.end()) {}

  Expected<Invocation> parse() {
    if (Error error = findCommand())
      return error;
    if (help) {
      result.helpOn = explicitCommand ? std::optional<Command>(result.command)
                                      : std::nullopt;
      result.command = Command::Help;
      return result;
    }
    if (version) {
      result.command = Command::Version;
      return result;
    }
    for (const auto &[row, value] : options)
      if (Error error = apply(*row, value))
        return error;
    if (Error error = takePositionals())
      return error;
    return result;
  }

private:
  /// Separates options from the other arguments and finds the command.
  Error findCommand() {
    for (size_t i = 0; i < args.size(); ++i) {
      StringRef arg = args[i];
      if (!onlyPositionals && arg == "--") {
        onlyPositionals = true;
        continue;
      }
      if (onlyPositionals || !arg.starts_with("-") || arg == "-" ||
          io::parseNumber(arg)) {
        positionals.push_back(arg);
        continue;
      }
      if (Error error = takeOption(arg, i))
        return error;
    }
    result.command = Command::Compile;
    if (positionals.empty())
      return Error::success();
    for (const CommandRow &row : commandTable())
      if (positionals.front() == row.name) {
        result.command = row.command;
        explicitCommand = true;
        positionals.erase(positionals.begin());
        return Error::success();
      }
    return Error::success();
  }

  Error takeOption(StringRef arg, size_t &i) {
    // `-DN=4` is `-D N=4`; long options may hold their value behind `=`.
    StringRef name = arg, value;
    bool haveValue = false;
    if (arg.starts_with("--")) {
      size_t at = arg.find('=');
      haveValue = at != StringRef::npos;
      name = arg.take_front(at);
      value = haveValue ? arg.drop_front(at + 1) : "";
    } else if (arg.size() > 2) {
      name = arg.take_front(2);
      value = arg.drop_front(2);
      haveValue = true;
    }
    const OptionRow *found = nullptr;
    SmallVector<StringRef> names;
    for (const OptionRow &row : optionTable()) {
      names.push_back(row.name);
      if (row.name == name)
        found = &row;
    }
    if (!found)
      return usage("unknown option '" + name + "'" + nearest(name, names));
    if (found->id == OptionId::Later)
      return usage("`" + name + "` is not available yet");
    if (found->value.empty() && haveValue)
      return usage("option '" + name + "' takes no value, found '" + value +
                   "'");
    if (!found->value.empty() && !haveValue) {
      if (++i == args.size())
        return usage("expected " + found->value + " after '" + name + "'");
      value = args[i];
    }
    if (!found->value.empty() && value.empty())
      return usage("expected " + found->value + " after '" + name + "'");
    help |= found->id == OptionId::Help;
    version |= found->id == OptionId::Version;
    options.push_back({found, value});
    return Error::success();
  }

  template <typename T>
  Error integer(const OptionRow &row, StringRef text, T lowest, T &out) {
    T value;
    if (text.getAsInteger(10, value) || value < lowest)
      return usage("expected a whole number of at least " + Twine(lowest) +
                   " for '" + row.name + "', found '" + text + "'");
    out = value;
    return Error::success();
  }

  Error assignment(const OptionRow &row, StringRef text, StringRef &name,
                   StringRef &value) {
    if (io::splitAssignment(text, name, value) && !value.empty())
      return Error::success();
    return usage("expected " + row.value + " for '" + row.name + "', found '" +
                 text + "'");
  }

  Error apply(const OptionRow &row, StringRef value) {
    if (!(row.commands & bit(result.command)))
      return usage("option '" + row.name + "' does not belong to '" +
                   commandName(result.command) + "'");
    StringRef name, rest;
    switch (row.id) {
    case OptionId::Output:
      result.outputs.push_back(value.str());
      return Error::success();
    case OptionId::Emit:
      result.emit = value.str();
      return checkEmit(value);
    case OptionId::Target:
      result.target = value.str();
      return checkTarget(value);
    case OptionId::Dim:
      return applyDim(row, value);
    case OptionId::Bind:
      if (Error error = assignment(row, value, name, rest))
        return error;
      result.bindings.push_back({name.str(), rest.str()});
      return Error::success();
    case OptionId::Reference:
      if (!io::splitAssignment(value, name, rest))
        rest = value;
      result.references.push_back({name.str(), rest.str()});
      return Error::success();
    case OptionId::Method:
      result.method = value.str();
      return checkMethod(value);
    case OptionId::Tolerance:
      return applyTolerance(row, value);
    default:
      return applySimple(row, value);
    }
  }

  Error applySimple(const OptionRow &row, StringRef value) {
    switch (row.id) {
    case OptionId::Iterations:
      return integer<int32_t>(row, value, 1, result.iterations.emplace());
    case OptionId::Threads:
      return integer<int32_t>(row, value, 1, result.threads.emplace());
    case OptionId::Seed:
      return integer<uint64_t>(row, value, 0, result.seed);
    case OptionId::Name:
      result.name = value.str();
      if (!io::isIdentifier(value))
        return usage("expected a name of letters, digits and '_' for "
                     "'--name', found '" +
                     value + "'");
      return Error::success();
    case OptionId::DumpStages:
      result.dumpStages = value.str();
      return Error::success();
    case OptionId::Stats:
      result.stats = value.str();
      return Error::success();
    case OptionId::PrintRemarks:
      result.printRemarks = true;
      return Error::success();
    case OptionId::VerifyRewrites:
      result.verifyRewrites = true;
      return Error::success();
    case OptionId::Quiet:
      result.quiet = true;
      return Error::success();
    case OptionId::Json:
      result.json = true;
      return Error::success();
    default:
      return Error::success();
    }
  }

  Error applyDim(const OptionRow &row, StringRef value) {
    StringRef name, rest;
    if (Error error = assignment(row, value, name, rest))
      return error;
    int64_t number;
    if (rest.getAsInteger(10, number))
      return usage("expected a whole number for dim '" + name + "', found '" +
                   rest + "'");
    result.dims.push_back({name.str(), number});
    return Error::success();
  }

  Error applyTolerance(const OptionRow &row, StringRef value) {
    std::optional<std::complex<double>> number = io::parseNumber(value);
    if (!number || number->imag() != 0 || !std::isfinite(number->real()) ||
        number->real() < 0)
      return usage("expected a number of at least 0 for '" + row.name +
                   "', found '" + value + "'");
    result.tolerance = number->real();
    return Error::success();
  }

  Error checkEmit(StringRef kind) {
    static constexpr StringLiteral kinds[] = {"o",  "a",  "so",   "s",
                                              "ll", "bc", "mlir", "h"};
    if (is_contained(kinds, kind))
      return Error::success();
    if (kind == "tex" || kind == "html" || kind == "py")
      return usage("`--emit=" + kind + "` is not available yet");
    return usage("expected o, a, so, s, ll, bc, mlir or h for '--emit', found "
                 "'" +
                 kind + "'");
  }

  Error checkTarget(StringRef name) {
    Expected<target::TargetInfo> info = target::getTarget(name);
    return info ? Error::success() : info.takeError();
  }

  Error takePositionals() {
    if (positionals.empty())
      return usage(explicitCommand
                       ? "expected a program (FILE.prox) after '" +
                             commandName(result.command) + "'"
                       : Twine("expected a command or a program (FILE.prox)"));
    StringRef first = positionals.front();
    if (!explicitCommand && !first.contains('.') && !first.contains('/')) {
      SmallVector<StringRef> names;
      for (const CommandRow &row : commandTable())
        names.push_back(row.name);
      return usage("unknown command '" + first + "'" + nearest(first, names));
    }
    result.file = first.str();
    ArrayRef<StringRef> rest = ArrayRef<StringRef>(positionals).drop_front();
    if (result.command == Command::Apply)
      if (Error error = takeOperator(rest))
        return error;
    if (Error error = takeValues(rest))
      return error;
    return checkOutputs();
  }

  Error takeOperator(ArrayRef<StringRef> &rest) {
    StringRef name, value;
    if (rest.size() < 2 || io::splitAssignment(rest[0], name, value) ||
        io::splitAssignment(rest[1], name, value))
      return usage("expected the name of an operator and a file after '" +
                   Twine(result.file) +
                   "': proxc apply FILE.prox NAME IN -o "
                   "OUT");
    auto [op, kind] = rest[0].split('.');
    result.operatorName = op.str();
    result.operand = rest[1].str();
    if (kind == "H")
      result.operatorKind = OperatorKind::Adjoint;
    else if (kind == "normal")
      result.operatorKind = OperatorKind::Normal;
    else if (rest[0].contains('.'))
      return usage("expected 'NAME', 'NAME.H' or 'NAME.normal', found '" +
                   rest[0] + "'");
    rest = rest.drop_front(2);
    return Error::success();
  }

  Error takeValues(ArrayRef<StringRef> rest) {
    bool takes = result.command == Command::Run ||
                 result.command == Command::Apply ||
                 result.command == Command::Evaluate ||
                 result.command == Command::Explain;
    for (StringRef text : rest) {
      StringRef name, value;
      if (!io::splitAssignment(text, name, value))
        return usage("expected NAME=VALUE, found '" + text + "'");
      if (!takes)
        return usage("'" + commandName(result.command) +
                     "' takes no values, found '" + text +
                     "'; constants are given with --bind");
      if (value.contains('*'))
        return usage("batches (`" + text + "`) are not available yet");
      result.values.push_back({name.str(), value.str()});
    }
    return Error::success();
  }

  Error checkOutputs() {
    for (StringRef output : result.outputs)
      if (output.contains('{') && output.contains('}'))
        return usage("batches (`" + output + "`) are not available yet");
    size_t count = result.outputs.size();
    if (result.command == Command::Compile && count == 0)
      return usage("expected '-o OUT' after '" + Twine(result.file) + "'");
    if (result.command == Command::Apply && count == 0)
      return usage("expected '-o OUT' for 'apply'");
    if (result.command != Command::Run && count > 1)
      return usage("expected one '-o', found " + Twine(count));
    if (result.command == Command::Compile)
      return checkKind();
    return Error::success();
  }

  /// The suffix of OUT is usage too: it picks what is made.
  Error checkKind() {
    if (!result.emit.empty())
      return Error::success();
    StringRef output = result.outputs.front();
    StringRef suffix = sys::path::extension(output);
    suffix.consume_front(".");
    if (suffix == "tex" || suffix == "html" || suffix == "py")
      return usage("`." + suffix + "` files are not available yet");
    static constexpr StringLiteral kinds[] = {"o",  "a",  "so",   "s",
                                              "ll", "bc", "mlir", "h"};
    if (!is_contained(kinds, suffix))
      return usage("expected a file that ends in .o, .a, .so, .s, .ll, .bc, "
                   ".mlir or .h, found '" +
                   output + "'; or say --emit=KIND");
    result.emit = suffix.str();
    return Error::success();
  }

  SmallVector<StringRef> args;
  SmallVector<StringRef> positionals;
  SmallVector<std::pair<const OptionRow *, StringRef>> options;
  bool onlyPositionals = false;
  bool explicitCommand = false;
  bool help = false;
  bool version = false;
  Invocation result;
};

} // namespace

Expected<Invocation> parseCommandLine(ArrayRef<const char *> args) {
  return Parser(args).parse();
}

} // namespace proxc::driver
