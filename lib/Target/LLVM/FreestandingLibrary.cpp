//===- FreestandingLibrary.cpp - what bare metal has ------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "FreestandingLibrary.h"
#include "proxc/Target/LLVM/Module.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/TargetParser/Triple.h"

using namespace proxc::target;

llvm::TargetLibraryInfoImpl proxc::target::libraryOf(const TargetInfo &target) {
  llvm::TargetLibraryInfoImpl library{llvm::Triple(target.triple)};
  if (target.freestanding) {
    // Else a loop could become a call of strlen, and a product one of powf.
    library.disableAllFunctions();
    for (llvm::LibFunc function : {llvm::LibFunc_memcpy, llvm::LibFunc_memmove,
                                   llvm::LibFunc_memset, llvm::LibFunc_sqrtf})
      library.setAvailable(function);
  }
  return library;
}

bool proxc::target::isFreestandingSymbol(llvm::StringRef symbol) {
  // Run-time ABI for the Arm Architecture, 4.3.4: copying, clearing, setting.
  if (symbol.consume_front("__aeabi_")) {
    symbol.consume_back("4") || symbol.consume_back("8");
    return llvm::StringSwitch<bool>(symbol)
        .Cases({"memcpy", "memmove", "memset", "memclr"}, true)
        .Default(false);
  }
  return llvm::StringSwitch<bool>(symbol)
      .Cases({"memcpy", "memmove", "memset", "sqrtf"}, true)
      .Default(false);
}
