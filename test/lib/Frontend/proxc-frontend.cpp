//===- proxc-frontend.cpp - Show what the frontend reads --------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For tests: `proxc-frontend --dump-tokens|--dump-ast FILE...`. Exits with 1
// where a file has errors.
//
//===----------------------------------------------------------------------===//

#include "proxc/Frontend/Lexer.h"
#include "proxc/Frontend/Parser.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace proxc::frontend;

static void dumpTokens(llvm::StringRef buffer) {
  for (const Token &token : lex(buffer)) {
    llvm::outs() << describe(token.kind);
    if (!token.is(TokenKind::EndOfFile))
      llvm::outs() << ' ' << token.text;
    llvm::outs() << '\n';
  }
}

int main(int argc, char **argv) {
  llvm::StringRef mode = argc > 1 ? argv[1] : "";
  if (argc < 3 || (mode != "--dump-tokens" && mode != "--dump-ast")) {
    llvm::errs() << "usage: proxc-frontend --dump-tokens|--dump-ast FILE...\n";
    return 2;
  }
  bool failed = false;
  for (int i = 2; i < argc; ++i) {
    auto file = llvm::MemoryBuffer::getFileOrSTDIN(argv[i]);
    if (!file) {
      llvm::errs() << argv[i] << ": " << file.getError().message() << '\n';
      return 1;
    }
    DiagnosticSink sink;
    llvm::StringRef buffer =
        sink.addBuffer({argv[i], (*file)->getBuffer().str()});
    if (mode == "--dump-tokens")
      dumpTokens(buffer);
    else
      printTree(*parse(buffer, sink), llvm::outs());
    sink.print(llvm::errs());
    failed |= sink.hasErrors();
  }
  return failed;
}
