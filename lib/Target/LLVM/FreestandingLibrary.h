//===- FreestandingLibrary.h - what a target's library has ------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_TARGET_LLVM_FREESTANDINGLIBRARY_H
#define PROXC_LIB_TARGET_LLVM_FREESTANDINGLIBRARY_H

#include "proxc/Target/Target.h"
#include "llvm/Analysis/TargetLibraryInfo.h"

namespace proxc::target {

/// The library functions that LLVM may call, or recognise, on `target`.
llvm::TargetLibraryInfoImpl libraryOf(const TargetInfo &target);

} // namespace proxc::target

#endif // PROXC_LIB_TARGET_LLVM_FREESTANDINGLIBRARY_H
