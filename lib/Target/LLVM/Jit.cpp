//===- Jit.cpp - programs in memory -----------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "proxc/Target/LLVM/Jit.h"
#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace proxc::target;
namespace orc = llvm::orc;

JitProgram::JitProgram(std::unique_ptr<orc::LLJIT> jit,
                       std::shared_ptr<std::string> messages)
    : messages(std::move(messages)), jit(std::move(jit)) {}
JitProgram::JitProgram(JitProgram &&) = default;
JitProgram &JitProgram::operator=(JitProgram &&) = default;
JitProgram::~JitProgram() = default;

llvm::Expected<JitProgram> JitProgram::create(const llvm::Module &module,
                                              const TargetInfo &target,
                                              llvm::ArrayRef<Symbol> symbols) {
  auto object = emit(module, target, OutputKind::Object);
  if (!object)
    return object.takeError();
  // No platform: the object has neither constructors nor thread-local data.
  auto jit =
      orc::LLJITBuilder().setPlatformSetUp(orc::setUpInactivePlatform).create();
  if (!jit)
    return jit.takeError();
  // `lookup` tells what went wrong; nothing is printed.
  auto messages = std::make_shared<std::string>();
  (*jit)->getExecutionSession().setErrorReporter([=](llvm::Error error) {
    *messages +=
        (messages->empty() ? "" : "; ") + llvm::toString(std::move(error));
  });

  orc::SymbolMap map;
  for (const auto &[name, address] : symbols)
    map[(*jit)->mangleAndIntern(name)] = {orc::ExecutorAddr::fromPtr(address),
                                          llvm::JITSymbolFlags::Exported |
                                              llvm::JITSymbolFlags::Callable};
  if (llvm::Error error = (*jit)->getMainJITDylib().define(
          orc::absoluteSymbols(std::move(map))))
    return error;
  if (llvm::Error error =
          (*jit)->addObjectFile(llvm::MemoryBuffer::getMemBufferCopy(
              {object->data(), object->size()}, "program")))
    return error;
  return JitProgram(std::move(*jit), std::move(messages));
}

llvm::Expected<void *> JitProgram::lookup(llvm::StringRef symbol) {
  llvm::Expected<orc::ExecutorAddr> address = jit->lookup(symbol);
  if (!address) {
    // The session's message names the cause, the error only the symbol.
    std::string cause = llvm::toString(address.takeError());
    return llvm::createStringError("cannot load '" + symbol + "': " +
                                   (messages->empty() ? cause : *messages));
  }
  return address->toPtr<void *>();
}
