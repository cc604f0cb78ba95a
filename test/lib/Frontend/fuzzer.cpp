//===- fuzzer.cpp - Random text for the frontend ----------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// No text may crash the frontend: configure with PROXC_ENABLE_FUZZER=ON and run
// `proxc-frontend-fuzzer test/Frontend/Corpus`. What it finds joins the corpus,
// which the unit tests replay.
//
//===----------------------------------------------------------------------===//

#include "proxc/Frontend/Parser.h"
#include "llvm/Support/raw_ostream.h"

using namespace proxc::frontend;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  DiagnosticSink sink;
  llvm::StringRef buffer = sink.addBuffer(
      {"fuzz.prox", std::string(reinterpret_cast<const char *>(data), size)});
  auto tree = parse(buffer, sink);
  llvm::raw_null_ostream null;
  printTree(*tree, null);
  sink.print(null);
  return 0;
}
