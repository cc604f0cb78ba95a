//===- Diagnostics.cpp - LLVM's messages as errors --------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Diagnostics.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/Support/raw_ostream.h"

using namespace proxc::target;

namespace {
struct Collector : llvm::DiagnosticHandler {
  explicit Collector(std::shared_ptr<std::string> messages)
      : messages(std::move(messages)) {}

  bool handleDiagnostics(const llvm::DiagnosticInfo &info) override {
    if (info.getSeverity() == llvm::DS_Error) {
      llvm::raw_string_ostream os(*messages);
      if (!messages->empty())
        os << "; ";
      llvm::DiagnosticPrinterRawOStream printer(os);
      info.print(printer);
    }
    return true;
  }

  std::shared_ptr<std::string> messages;
};
} // namespace

CollectDiagnostics::CollectDiagnostics(llvm::LLVMContext &context)
    : context(context), previous(context.getDiagnosticHandler()),
      messages(std::make_shared<std::string>()) {
  context.setDiagnosticHandler(std::make_unique<Collector>(messages));
}

CollectDiagnostics::~CollectDiagnostics() {
  context.setDiagnosticHandler(std::move(previous));
}

llvm::Error CollectDiagnostics::takeError(const llvm::Twine &what) const {
  if (messages->empty())
    return llvm::createStringError(what);
  return llvm::createStringError(what + ": " + *messages);
}
