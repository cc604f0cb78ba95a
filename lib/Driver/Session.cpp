//===- Session.cpp - one program on its way through the driver --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Session.h"

#include "Crash.h"

#include "proxc/InitAll.h"
#include "proxc/Target/LLVM/Module.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

#include <charconv>

using namespace llvm;

namespace proxc::driver {

int reportError(const Twine &message) {
  errs() << "error: " << message << '\n';
  return ExitError;
}

int reportError(Error error) { return reportError(toString(std::move(error))); }

void reportWarning(const Twine &message) {
  errs() << "warning: " << message << '\n';
}

std::string shortestNumber(double value) {
  char digits[64];
  auto result = std::to_chars(digits, digits + sizeof(digits), value);
  return std::string(digits, result.ptr);
}

Place placeOf(const frontend::Declared &declared) {
  unsigned end = declared.column + static_cast<unsigned>(declared.name.size());
  return {declared.file, declared.line, declared.column, end};
}

Place placeOf(mlir::Location location) {
  auto range = location->findInstanceOf<mlir::FileLineColRange>();
  if (!range)
    return {};
  bool oneLine = range.getStartLine() == range.getEndLine();
  return {range.getFilename().str(), range.getStartLine(),
          range.getStartColumn(), oneLine ? range.getEndColumn() : 0};
}

/// The byte behind `column - 1` characters of `line`.
static const char *columnOf(StringRef line, unsigned column) {
  const char *p = line.begin();
  for (unsigned seen = 1; p != line.end(); ++p)
    if ((*p & 0xC0) != 0x80 && seen++ == column)
      break;
  return p;
}

int Session::reportAt(const Place &place, const Twine &message) const {
  frontend::DiagnosticSink sink;
  frontend::SourceText text = source;
  if (place.file != source.name) {
    ErrorOr<std::unique_ptr<MemoryBuffer>> buffer =
        MemoryBuffer::getFile(place.file);
    if (!buffer)
      return reportError(message);
    text = {place.file, (*buffer)->getBuffer().str()};
  }
  StringRef rest = sink.addBuffer(text), line = rest;
  for (unsigned i = 0; i < place.line; ++i)
    std::tie(line, rest) = rest.split('\n');
  frontend::SourceRange range;
  if (place.line > 0) {
    const char *begin = columnOf(line, place.column);
    const char *end = place.endColumn > place.column
                          ? columnOf(line, place.endColumn)
                          : begin;
    range = {SMLoc::getFromPointer(begin), SMLoc::getFromPointer(end)};
  }
  sink.error(range, message);
  sink.print(errs(), sys::Process::StandardErrHasColors());
  return ExitError;
}

void registerForCompiling(mlir::DialectRegistry &registry) {
  registerAllDialects(registry);
  target::registerLLVMTranslations(registry);
}

Session::Session(const Invocation &invocation)
    : invocation(invocation), context(mlir::MLIRContext::Threading::DISABLED) {
  mlir::DialectRegistry registry;
  registerForCompiling(registry);
  context.appendDialectRegistry(registry);
  context.loadAllAvailableDialects();
  // Errors point to the text of the program, not to operations.
  context.printOpOnDiagnostic(false);
}

bool Session::readProgram() {
  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer =
      MemoryBuffer::getFile(invocation.file);
  if (!buffer) {
    reportError(Twine(invocation.file) + ": the program cannot be read: " +
                StringRef(buffer.getError().message()).lower());
    return false;
  }
  source = {invocation.file, (*buffer)->getBuffer().str()};
  for (const auto &[name, text] : invocation.bindings)
    noteShape(name, text);
  setCrashProgram(source.name, source.text);
  return true;
}

void Session::noteShape(const std::string &name, StringRef text) {
  if (io::parseNumber(text))
    return;
  // What is wrong with the file the frontend tells, at the declaration.
  Expected<io::FileSpec> spec = io::parseFileSpec(text, io::FileUse::Read);
  Expected<io::LoadedFile> file =
      spec ? io::loadFile(*spec, name)
           : Expected<io::LoadedFile>(spec.takeError());
  if (!file) {
    consumeError(file.takeError());
    return;
  }
  SmallVector<int64_t, 6> shape = file->shape();
  boundShapes[name] = std::vector<int64_t>(shape.begin(), shape.end());
}

frontend::Options Session::frontendOptions(bool checkOnly) const {
  frontend::Options options;
  options.dims = inferredDims;
  for (const auto &[name, value] : invocation.dims)
    options.dims[name] = value;
  options.shapes = boundShapes;
  options.onlyExport = onlyExport;
  options.bindings = sparseBindings;
  for (const auto &[name, value] : invocation.bindings)
    options.bindings[name] = value;
  for (const auto &[name, value] : given)
    if (value.file) {
      SmallVector<int64_t, 6> shape = value.file->shape();
      options.shapes[name] = std::vector<int64_t>(shape.begin(), shape.end());
    }
  options.method = invocation.method;
  if (invocation.iterations)
    options.methodOptions["iterations"] = *invocation.iterations;
  if (invocation.tolerance)
    options.methodOptions["tolerance"] = *invocation.tolerance;
  options.seed = invocation.seed;
  options.checkOnly = checkOnly;
  options.name = invocation.name;
  return options;
}

bool Session::readDeclarations() {
  frontend::DiagnosticSink sink;
  frontend::elaborate(source, frontendOptions(/*checkOnly=*/true), context,
                      sink, &info);
  if (sink.hasErrors())
    sink.print(errs(), sys::Process::StandardErrHasColors());
  return !sink.hasErrors();
}

const frontend::Declared *Session::findDeclared(StringRef name) const {
  for (const std::vector<frontend::Declared> *list :
       {&info.inputs, &info.params, &info.unknowns})
    for (const frontend::Declared &declared : *list)
      if (name == declared.name)
        return &declared;
  return nullptr;
}

bool Session::unknownName(StringRef name) const {
  SmallVector<StringRef> names;
  for (const std::vector<frontend::Declared> *list :
       {&info.inputs, &info.params, &info.unknowns})
    for (const frontend::Declared &declared : *list)
      names.push_back(declared.name);
  for (const auto &[dim, value] : info.dims)
    if (name == dim) {
      reportError("'" + name + "' is a dim; give it as -D " + name + "=...");
      return false;
    }
  for (const frontend::Declared &out : info.outs)
    if (name == out.name) {
      reportError("'" + name + "' is an out, which a solve computes");
      return false;
    }
  reportError(Twine(invocation.file) + " declares no input, param or var '" +
              name + "'" + frontend::didYouMean(name, names));
  return false;
}

bool Session::readValue(const frontend::Declared &declared,
                        const std::string &text) {
  const std::string &name = declared.name;
  Expected<io::Assignment> assignment = io::parseInput(name, text);
  if (!assignment) {
    reportAt(placeOf(declared), toString(assignment.takeError()));
    return false;
  }
  GivenValue value{std::move(*assignment), std::nullopt};
  if (!value.assignment.isNumber()) {
    Expected<io::LoadedFile> file = io::loadFile(value.assignment.file(), name);
    if (!file) {
      reportAt(placeOf(declared), toString(file.takeError()));
      return false;
    }
    value.file = std::move(*file);
  }
  given.emplace(name, std::move(value));
  return true;
}

bool Session::readValues() {
  bool ok = true;
  std::map<std::string, bool> seen;
  for (const auto &[name, text] : invocation.values) {
    const frontend::Declared *declared = findDeclared(name);
    if (!declared) {
      ok = unknownName(name);
    } else if (seen[name]) {
      reportError("'" + Twine(name) + "' is given twice");
      ok = false;
    } else if (declared->isConstant && !declared->sparse) {
      reportError("param '" + Twine(name) +
                  "' is a constant of the program; change it with --bind");
      ok = false;
    } else if (declared->sparse) {
      sparseBindings[name] = text;
      noteShape(name, text);
    } else {
      ok &= readValue(*declared, text);
    }
    seen[name] = true;
  }
  return ok;
}

bool Session::requireValues(bool unknownsToo) {
  bool ok = true;
  auto require = [&](StringRef kind, const frontend::Declared &declared) {
    if (declared.isConstant || declared.defaultValue ||
        given.count(declared.name) || sparseBindings.count(declared.name))
      return;
    for (const auto &[name, value] : invocation.bindings)
      if (name == declared.name)
        return;
    bool scalar = declared.shape.empty();
    reportAt(placeOf(declared), kind + " '" + declared.name +
                                    "' has no value; give it as " +
                                    declared.name +
                                    (scalar ? "=NUMBER" : "=FILE"));
    ok = false;
  };
  for (const frontend::Declared &input : info.inputs)
    require("input", input);
  for (const frontend::Declared &param : info.params)
    require("param", param);
  if (unknownsToo)
    for (const frontend::Declared &unknown : info.unknowns)
      require("unknown", unknown);
  return ok;
}

bool Session::elaborate(bool checkOnly) {
  frontend::DiagnosticSink sink;
  info = frontend::ProgramInfo();
  module = frontend::elaborate(source, frontendOptions(checkOnly), context,
                               sink, &info);
  // Warnings are told once.
  if (sink.hasErrors() || !(invocation.quiet || warned))
    sink.print(errs(), sys::Process::StandardErrHasColors());
  warned = true;
  return !sink.hasErrors() && (module || checkOnly);
}

std::optional<io::HostArray>
Session::arrayFor(const frontend::Declared &declared, bool allowInfinite) {
  auto found = given.find(declared.name);
  std::optional<io::ElementType> type = io::parseElementType(declared.element);
  if (found == given.end() || !type)
    return std::nullopt;
  io::Declared target(declared.name, *type, declared.shape, allowInfinite);
  Expected<io::HostArray> array =
      found->second.file
          ? io::convertLoaded(*found->second.file, target)
          : io::convertNumber(found->second.assignment.number(), target);
  if (!array) {
    reportAt(placeOf(declared), toString(array.takeError()));
    return std::nullopt;
  }
  return std::move(*array);
}

} // namespace proxc::driver
