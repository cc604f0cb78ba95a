//===- Target.h - what code is generated for --------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of targets that `--target=NAME` chooses from. Everything that
// depends on the machine reads it here: kernels their vector width and Halide
// target, the driver its pointer size, code generation its processor.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_TARGET_TARGET_H
#define PROXC_TARGET_TARGET_H

#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace proxc::target {

/// A machine that code is generated for.
struct TargetInfo {
  /// The name of `--target`.
  std::string name;
  /// One line for `--help`.
  std::string summary;
  /// LLVM's triple, processor and feature string ("+a,-b"). The features are
  /// those beyond what the processor implies.
  std::string triple;
  std::string cpu;
  std::string features;
  /// LLVM's name of the calling convention where the triple leaves it open
  /// ("ilp32f"), else empty.
  std::string abi;
  /// Floats are passed in float registers.
  bool hardFloat = true;
  unsigned pointerBits = 64;
  /// Width of the widest vector register that kernels should use; 32 where
  /// there are only scalars.
  unsigned vectorBits = 128;
  /// Kernels may run in several threads.
  bool hasThreads = true;
  /// Double precision in hardware; without it no f64 arithmetic is emitted.
  bool hasF64 = true;
  /// Bare metal: no operating system, no allocation, no library. Selects the
  /// freestanding driver.
  bool freestanding = false;
  /// Halide's target string.
  std::string halideTarget;

  /// Number of lanes of an element of `bits` bits, at least 1.
  unsigned lanes(unsigned bits) const {
    return vectorBits > bits ? vectorBits / bits : 1;
  }
};

/// All names, in the order of the documentation; `host` is the first.
std::vector<std::string> targetNames();

/// The target called `name`. An unknown name is an error that lists the known
/// ones and the nearest of them.
llvm::Expected<TargetInfo> getTarget(llvm::StringRef name);

} // namespace proxc::target

#endif // PROXC_TARGET_TARGET_H
