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

#include "mlir/IR/MLIRContext.h"
#include "proxc/Frontend/Frontend.h"
#include "proxc/Frontend/Parser.h"
#include "llvm/Support/raw_ostream.h"

using namespace proxc::frontend;

// LLVM's allocators poison what they hold where they are compiled with the
// sanitizer; libLLVM and libMLIR, which are not, take memory of the same blocks.
extern "C" const char *__asan_default_options() {
  return "allow_user_poisoning=0";
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string text(reinterpret_cast<const char *>(data), size);
  llvm::raw_null_ostream null;
  {
    DiagnosticSink sink;
    auto tree = parse(sink.addBuffer({"fuzz.prox", text}), sink);
    printTree(*tree, null);
    sink.print(null);
  }
  static mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  for (bool check : {true, false}) {
    Options options;
    options.checkOnly = check;
    DiagnosticSink sink;
    auto module = elaborate({"fuzz.prox", text}, options, context, sink);
    if (module)
      module->print(null);
    sink.print(null);
  }
  return 0;
}
