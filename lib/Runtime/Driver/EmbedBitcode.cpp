//===- EmbedBitcode.cpp - bitcode files to a byte array --------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs while proxc is built: links bitcode files into one module, removes what
// ties it to the processor that clang compiled it for, and writes it as the
// contents of a C array.
//
//   proxc-embed-bitcode OUT.inc IN.bc...
//===----------------------------------------------------------------------===//

#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

/// The module's triple, layout and functions' processor attributes are set
/// anew when it is linked into a program.
static void removeTarget(Module &module) {
  for (Function &function : module)
    for (StringRef name : {"target-cpu", "target-features", "tune-cpu"})
      function.removeFnAttr(name);
  module.setTargetTriple(Triple());
  module.setDataLayout("");
  module.setSourceFileName("proxc-driver");
  // Facts about the build such as its PIC level contradict those of other
  // targets.
  if (NamedMDNode *flags = module.getModuleFlagsMetadata())
    module.eraseNamedMetadata(flags);
  if (NamedMDNode *ident = module.getNamedMetadata("llvm.ident"))
    module.eraseNamedMetadata(ident);
}

int main(int argc, char **argv) {
  if (argc < 3) {
    errs() << "usage: proxc-embed-bitcode OUT.inc IN.bc...\n";
    return 2;
  }
  LLVMContext context;
  Module linked("proxc-driver", context);
  Linker linker(linked);
  for (int i = 2; i < argc; ++i) {
    SMDiagnostic error;
    std::unique_ptr<Module> module = parseIRFile(argv[i], error, context);
    if (!module || linker.linkInModule(std::move(module))) {
      error.print(argv[0], errs());
      return 1;
    }
  }
  removeTarget(linked);
  SmallString<0> bytes;
  raw_svector_ostream stream(bytes);
  WriteBitcodeToFile(linked, stream);
  std::error_code failure;
  raw_fd_ostream out(argv[1], failure, sys::fs::OF_Text);
  if (failure) {
    errs() << argv[1] << ": " << failure.message() << "\n";
    return 1;
  }
  for (size_t i = 0; i < bytes.size(); ++i)
    out << unsigned(uint8_t(bytes[i])) << (i % 20 == 19 ? ",\n" : ",");
  return 0;
}
