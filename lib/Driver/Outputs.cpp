//===- Outputs.cpp - the files that a command writes --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Outputs.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace proxc::driver {

namespace {

/// The unknowns and outs of a program, in order.
SmallVector<StringRef> resultNames(const frontend::ProgramInfo &info) {
  SmallVector<StringRef> names;
  for (const frontend::Declared &unknown : info.unknowns)
    names.push_back(unknown.name);
  for (const frontend::Declared &out : info.outs)
    names.push_back(out.name);
  return names;
}

std::string listNames(ArrayRef<StringRef> names) {
  std::string text;
  for (StringRef name : names)
    text += (text.empty() ? "'" : ", '") + name.str() + "'";
  return text;
}

bool checkWritable(StringRef path) {
  if (Error error = io::checkWritable(path)) {
    reportError(std::move(error));
    return false;
  }
  return true;
}

} // namespace

std::string listResults(const frontend::ProgramInfo &info) {
  return listNames(resultNames(info));
}

bool Outputs::resolve(const Session &session) {
  SmallVector<StringRef> names = resultNames(session.info);
  bool ok = true;
  for (const std::string &text : session.invocation.outputs) {
    Expected<io::OutputRequest> request = io::parseOutput(text);
    if (!request) {
      reportError(request.takeError());
      ok = false;
      continue;
    }
    if (request->name.empty() && session.info.unknowns.size() == 1)
      request->name = session.info.unknowns.front().name;
    if (request->name.empty()) {
      reportError("'-o " + Twine(text) +
                  "' names no result, and there are several: " +
                  listNames(names) + "; write -o NAME=FILE");
      ok = false;
      continue;
    }
    if (!is_contained(names, request->name)) {
      reportError(Twine(session.invocation.file) + " computes no '" +
                  request->name + "'" +
                  frontend::didYouMean(request->name, names) +
                  "; the results are " + listNames(names));
      ok = false;
      continue;
    }
    ok &= checkWritable(request->file.path);
    for (const io::OutputRequest &other : requests)
      if (other.file.path == request->file.path) {
        reportError(Twine(request->file.path) +
                    ": two results would be written to one file");
        ok = false;
      }
    requests.push_back(std::move(*request));
  }
  return ok;
}

bool Outputs::resolveSingle(const Invocation &invocation, StringRef name) {
  Expected<io::FileSpec> spec =
      io::parseFileSpec(invocation.outputs.front(), io::FileUse::Write);
  if (!spec) {
    reportError(spec.takeError());
    return false;
  }
  requests.push_back({name.str(), std::move(*spec)});
  return checkWritable(requests.back().file.path);
}

std::string Outputs::partialText() const {
  std::string text;
  for (const io::OutputRequest &request : requests)
    text += (text.empty() ? "; the result so far is in " : ", ") +
            request.file.path + ".partial";
  return text;
}

bool Outputs::write(const ArrayMap &results, bool quiet, StringRef suffix) {
  std::vector<io::EncodedFile> files;
  for (const io::OutputRequest &request : requests) {
    auto found = results.find(request.name);
    if (found == results.end())
      continue;
    Expected<io::EncodedFile> file =
        io::encodeFile(request.file, found->second, request.name);
    if (!file) {
      reportError(file.takeError());
      return false;
    }
    if (!file->warning.empty() && !quiet)
      reportWarning(file->warning);
    files.push_back(std::move(*file));
  }
  for (const io::EncodedFile &file : files)
    if (Error error = io::writeWhole((file.path + suffix).str(), file.bytes)) {
      reportError(std::move(error));
      return false;
    }
  return true;
}

} // namespace proxc::driver
