//===- Build.cpp - proxc FILE -o OUT --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Compiler.h"

#include "proxc/Target/LLVM/Emit.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace proxc::driver {

namespace {

/// The folder of libproxc-rt beside this program: ../lib.
std::string libraryFolder() {
  static int anchor;
  std::string program = sys::fs::getMainExecutable("proxc", &anchor);
  SmallString<128> folder(
      sys::path::parent_path(sys::path::parent_path(program)));
  sys::path::append(folder, "lib");
  return std::string(folder);
}

/// deconv.h for deconv.o.
std::string headerPath(StringRef output) {
  SmallString<128> path(output);
  sys::path::replace_extension(path, ".h");
  return std::string(path);
}

target::EmitOptions emitOptions(const target::TargetInfo &target) {
  target::EmitOptions options;
  if (target.freestanding)
    return options;
  std::string folder = libraryFolder();
  options.libraries = {folder + "/libproxc-rt.so"};
  options.rpaths = {folder};
  return options;
}

int writeMlir(Session &session, StringRef output) {
  std::string text;
  raw_string_ostream os(text);
  session.module->print(os);
  os << '\n';
  if (Error error = io::writeWhole(output, text))
    return reportError(std::move(error));
  return ExitDone;
}

} // namespace

int runCompile(const Invocation &invocation) {
  Session session(invocation);
  const std::string &output = invocation.outputs.front();
  bool isHeader = invocation.emit == "h";
  bool hasHeader = invocation.emit == "o" || invocation.emit == "a" ||
                   invocation.emit == "so";
  if (!session.readProgram())
    return ExitError;
  if (Error error = io::checkWritable(output))
    return reportError(std::move(error));
  if (hasHeader)
    if (Error error = io::checkWritable(headerPath(output)))
      return reportError(std::move(error));
  if (!session.elaborate(/*checkOnly=*/false))
    return ExitError;
  if (invocation.emit == "mlir")
    return writeMlir(session, output);

  int status = ExitError;
  std::optional<CompiledProgram> program = compile(session, status);
  if (!program)
    return status;
  std::string header = target::emitHeader(program->header);
  if (isHeader) {
    if (Error error = io::writeWhole(output, header))
      return reportError(std::move(error));
    return ExitDone;
  }
  if (Error error = target::emitFile(*program->module, program->target,
                                     *target::outputKind(invocation.emit),
                                     output, emitOptions(program->target)))
    return reportError(std::move(error));
  if (hasHeader)
    if (Error error = io::writeWhole(headerPath(output), header)) {
      // Whole or not at all: an object without its header is neither.
      sys::fs::remove(output);
      return reportError(std::move(error));
    }
  return ExitDone;
}

} // namespace proxc::driver
