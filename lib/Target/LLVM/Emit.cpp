//===- Emit.cpp - from an LLVM module to bytes ------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "proxc/Target/LLVM/Emit.h"
#include "Diagnostics.h"
#include "FreestandingLibrary.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace proxc::target;
using Bytes = llvm::SmallVector<char, 0>;

std::optional<OutputKind> proxc::target::outputKind(llvm::StringRef suffix) {
  return llvm::StringSwitch<std::optional<OutputKind>>(suffix)
      .Case("o", OutputKind::Object)
      .Case("a", OutputKind::Archive)
      .Case("so", OutputKind::SharedLibrary)
      .Case("s", OutputKind::Assembly)
      .Case("ll", OutputKind::IR)
      .Case("bc", OutputKind::Bitcode)
      .Default(std::nullopt);
}

llvm::Expected<std::vector<std::string>>
proxc::target::undefinedSymbols(llvm::MemoryBufferRef object) {
  auto file = llvm::object::ObjectFile::createObjectFile(object);
  if (!file)
    return file.takeError();
  std::vector<std::string> names;
  for (const llvm::object::SymbolRef &symbol : (*file)->symbols()) {
    llvm::Expected<uint32_t> flags = symbol.getFlags();
    if (!flags)
      return flags.takeError();
    if (!(*flags & llvm::object::SymbolRef::SF_Undefined))
      continue;
    llvm::Expected<llvm::StringRef> name = symbol.getName();
    if (!name)
      return name.takeError();
    if (!name->empty()) // ELF's symbol number 0
      names.push_back(name->str());
  }
  llvm::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

// Runs the code generator on a copy: it changes the IR it works on.
static llvm::Expected<Bytes> generate(const llvm::Module &module,
                                      const TargetInfo &target,
                                      llvm::CodeGenFileType kind) {
  llvm::Expected<std::unique_ptr<llvm::TargetMachine>> machine =
      createTargetMachine(target);
  if (!machine)
    return machine.takeError();
  std::unique_ptr<llvm::Module> copy = llvm::CloneModule(module);
  CollectDiagnostics diagnostics(copy->getContext());
  Bytes bytes;
  llvm::raw_svector_ostream os(bytes);
  llvm::legacy::PassManager passes;
  passes.add(new llvm::TargetLibraryInfoWrapperPass(libraryOf(target)));
  if ((*machine)->addPassesToEmitFile(passes, os, nullptr, kind))
    return llvm::createStringError("this LLVM cannot write such a file for '" +
                                   target.name + "'");
  passes.run(*copy);
  if (diagnostics.hasError())
    return diagnostics.takeError("cannot generate code for '" + target.name +
                                 "'");
  return bytes;
}

static llvm::Error checkFreestanding(const Bytes &object,
                                     const TargetInfo &target,
                                     llvm::ArrayRef<std::string> imports) {
  llvm::Expected<std::vector<std::string>> names = undefinedSymbols(
      llvm::MemoryBufferRef({object.data(), object.size()}, "object"));
  if (!names)
    return names.takeError();
  for (const std::string &name : *names)
    if (!isFreestandingSymbol(name) && !llvm::is_contained(imports, name))
      return llvm::createStringError("code for '" + target.name + "' needs '" +
                                     name +
                                     "', which bare metal does not have");
  return llvm::Error::success();
}

static llvm::Expected<Bytes> emitObject(const llvm::Module &module,
                                        const TargetInfo &target,
                                        const EmitOptions &options) {
  llvm::Expected<Bytes> object =
      generate(module, target, llvm::CodeGenFileType::ObjectFile);
  if (object && target.freestanding)
    if (llvm::Error error = checkFreestanding(*object, target, options.imports))
      return error;
  return object;
}

static llvm::Expected<Bytes> archive(const Bytes &object,
                                     llvm::StringRef member) {
  llvm::NewArchiveMember entry(
      llvm::MemoryBufferRef({object.data(), object.size()}, member));
  std::vector<llvm::NewArchiveMember> members;
  members.push_back(std::move(entry));
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> buffer =
      llvm::writeArchiveToBuffer(members, llvm::SymtabWritingMode::NormalSymtab,
                                 llvm::object::Archive::K_GNU,
                                 /*Deterministic=*/true, /*Thin=*/false);
  if (!buffer)
    return buffer.takeError();
  llvm::StringRef bytes = (*buffer)->getBuffer();
  return Bytes(bytes.begin(), bytes.end());
}

llvm::Expected<Bytes> proxc::target::emit(const llvm::Module &module,
                                          const TargetInfo &target,
                                          OutputKind kind,
                                          const EmitOptions &options,
                                          llvm::StringRef member) {
  Bytes bytes;
  llvm::raw_svector_ostream os(bytes);
  switch (kind) {
  case OutputKind::Object:
    return emitObject(module, target, options);
  case OutputKind::Assembly:
    return generate(module, target, llvm::CodeGenFileType::AssemblyFile);
  case OutputKind::Archive: {
    llvm::Expected<Bytes> object = emitObject(module, target, options);
    if (!object)
      return object;
    return archive(*object, member);
  }
  case OutputKind::IR:
    module.print(os, nullptr);
    return bytes;
  case OutputKind::Bitcode:
    llvm::WriteBitcodeToFile(module, os);
    return bytes;
  case OutputKind::SharedLibrary:
    break;
  }
  return llvm::createStringError("a shared library exists only as a file");
}
