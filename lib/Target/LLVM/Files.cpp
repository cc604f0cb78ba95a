//===- Files.cpp - output files, whole or not at all ------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "proxc/Target/LLVM/Emit.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace proxc::target;
namespace fs = llvm::sys::fs;

static llvm::Error cannotWrite(llvm::StringRef path, std::error_code code) {
  std::string reason = code.message();
  if (!reason.empty())
    reason[0] = llvm::toLower(reason[0]);
  return llvm::createStringError("cannot write '" + path + "': " + reason);
}

// A device or a pipe cannot be replaced, only written to.
static bool isSpecial(llvm::StringRef path) {
  fs::file_status status;
  return !fs::status(path, status) && fs::exists(status) &&
         status.type() != fs::file_type::regular_file &&
         status.type() != fs::file_type::directory_file;
}

llvm::Error proxc::target::writeFileWhole(llvm::StringRef path,
                                          llvm::StringRef data) {
  if (path == "-") {
    llvm::outs() << data;
    llvm::outs().flush();
    return llvm::Error::success();
  }
  if (fs::is_directory(path))
    return cannotWrite(path, std::make_error_code(std::errc::is_a_directory));
  if (isSpecial(path)) {
    std::error_code code;
    llvm::raw_fd_ostream os(path, code);
    if (code)
      return cannotWrite(path, code);
    os << data;
    os.flush();
    code = os.error();
    os.clear_error();
    return code ? cannotWrite(path, code) : llvm::Error::success();
  }
  // Removed by LLVM if a signal ends the process.
  llvm::Expected<fs::TempFile> temporary =
      fs::TempFile::create(path + ".%%%%%%%%.tmp");
  if (!temporary)
    return cannotWrite(path, llvm::errorToErrorCode(temporary.takeError()));
  llvm::raw_fd_ostream os(temporary->FD, /*shouldClose=*/false);
  os << data;
  os.flush();
  if (std::error_code code = os.error()) {
    os.clear_error();
    llvm::consumeError(temporary->discard());
    return cannotWrite(path, code);
  }
  if (llvm::Error error = temporary->keep(path)) {
    llvm::consumeError(temporary->discard());
    return cannotWrite(path, llvm::errorToErrorCode(std::move(error)));
  }
  return llvm::Error::success();
}

// The linker to call, and whether it brings the host's libraries (a compiler
// driver does, lld alone does not and serves other machines).
static llvm::Expected<std::string> findLinker(bool forHost) {
  llvm::ArrayRef<llvm::StringRef> names;
  static const llvm::StringRef drivers[] = {"clang-22", "clang", "cc"};
  static const llvm::StringRef linkers[] = {"ld.lld-22", "ld.lld"};
  if (forHost)
    names = drivers;
  else
    names = linkers;
  for (llvm::StringRef name : names)
    if (llvm::ErrorOr<std::string> found = llvm::sys::findProgramByName(name))
      return *found;
  return llvm::createStringError(
      "a shared library needs " +
      llvm::StringRef(forHost ? "'clang-22', 'clang' or 'cc'"
                              : "'ld.lld-22' or 'ld.lld'") +
      " on the PATH, found none; emit an object (.o) instead");
}

// Links `object` into the shared library `output`.
static llvm::Error runLinker(llvm::StringRef object, llvm::StringRef output,
                             llvm::StringRef soname, llvm::StringRef log,
                             bool forHost, const EmitOptions &options) {
  llvm::Expected<std::string> linker = findLinker(forHost);
  if (!linker)
    return linker.takeError();
  std::vector<std::string> arguments = {*linker, "-shared"};
  auto pass = [&](const std::string &option, const std::string &value) {
    if (forHost) {
      arguments.push_back("-Wl," + option + "," + value);
    } else {
      arguments.push_back(option);
      arguments.push_back(value);
    }
  };
  pass("-soname", soname.str());
  for (const std::string &path : options.rpaths)
    pass("-rpath", path);
  arguments.push_back("-o");
  arguments.push_back(output.str());
  arguments.push_back(object.str());
  if (forHost)
    arguments.insert(arguments.end(), options.libraries.begin(),
                     options.libraries.end());
  std::vector<llvm::StringRef> views(arguments.begin(), arguments.end());
  std::optional<llvm::StringRef> redirects[] = {llvm::StringRef(), log, log};
  std::string complaint;
  int status = llvm::sys::ExecuteAndWait(*linker, views, std::nullopt,
                                         redirects, 0, 0, &complaint);
  if (status == 0)
    return llvm::Error::success();
  if (complaint.empty())
    if (auto text = llvm::MemoryBuffer::getFile(log))
      complaint = (*text)->getBuffer().rtrim().str();
  return llvm::createStringError("'" + *linker + "' failed: " + complaint);
}

static llvm::Error emitSharedLibrary(const llvm::Module &module,
                                     const TargetInfo &target,
                                     llvm::StringRef path,
                                     const EmitOptions &options) {
  if (target.freestanding)
    return llvm::createStringError("'" + target.name +
                                   "' is bare metal and has no shared "
                                   "libraries; emit an object (.o) instead");
  auto object = emit(module, target, OutputKind::Object, options);
  if (!object)
    return object.takeError();

  llvm::SmallString<128> objectPath, libraryPath, logPath;
  for (auto [name, suffix] :
       {std::pair{&objectPath, "o"}, {&libraryPath, "so"}, {&logPath, "txt"}})
    if (std::error_code code = fs::createTemporaryFile("proxc", suffix, *name))
      return cannotWrite(path, code);
  llvm::FileRemover removeObject(objectPath), removeLibrary(libraryPath),
      removeLog(logPath);
  if (llvm::Error error =
          writeFileWhole(objectPath, {object->data(), object->size()}))
    return error;

  bool forHost = llvm::Triple(target.triple).getArch() ==
                 llvm::Triple(llvm::sys::getDefaultTargetTriple()).getArch();
  if (llvm::Error error =
          runLinker(objectPath, libraryPath, llvm::sys::path::filename(path),
                    logPath, forHost, options))
    return error;
  auto library = llvm::MemoryBuffer::getFile(libraryPath, /*IsText=*/false,
                                             /*RequiresNullTerminator=*/false);
  if (!library)
    return cannotWrite(path, library.getError());
  return writeFileWhole(path, (*library)->getBuffer());
}

llvm::Error proxc::target::emitFile(const llvm::Module &module,
                                    const TargetInfo &target, OutputKind kind,
                                    llvm::StringRef path,
                                    const EmitOptions &options) {
  if (kind == OutputKind::SharedLibrary)
    return emitSharedLibrary(module, target, path, options);
  std::string member =
      (path == "-" ? "program" : llvm::sys::path::stem(path)).str() + ".o";
  auto bytes = emit(module, target, kind, options, member);
  if (!bytes)
    return bytes.takeError();
  return writeFileWhole(path, {bytes->data(), bytes->size()});
}
