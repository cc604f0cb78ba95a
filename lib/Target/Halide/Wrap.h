//===- Wrap.h - a plain signature for a kernel ------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_TARGET_HALIDE_WRAP_H
#define PROXC_LIB_TARGET_HALIDE_WRAP_H

#include "proxc/Dialect/Halide/IR/Halide.h"
#include "proxc/Target/Target.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <vector>

namespace proxc::target {

/// An argument of the function that Halide made.
struct HalideArgument {
  /// Its place among arguments and results of the pipeline.
  unsigned index = 0;
  enum Kind {
    Buffer,   ///< halide_buffer_t *
    Value,     ///< the scalar itself, of a complex one the real part
    ValueImag, ///< the imaginary part, which is the next parameter
    Loaded,    ///< the scalar that the pointer points to
    LoadedImag ///< the one after it
  } kind = Buffer;
};

/// What a pipeline became in Halide's bitcode.
struct HalideKernel {
  halide::PipelineOp pipeline;
  /// The function's name.
  std::string name;
  std::vector<HalideArgument> arguments;
  /// Whether arrays may overlap: what says that they do not is dropped.
  bool aliasing = false;
};

/// Renames and wraps the functions `kernels` of Halide's bitcode: for each
/// pipeline the result defines a function of its name with plain pointers, as
/// `Kernel` says. Only the host pointer of a buffer is set: all else is
/// constant in the code.
llvm::Expected<std::vector<uint8_t>>
wrapKernels(llvm::StringRef bitcode, llvm::ArrayRef<HalideKernel> kernels,
            const TargetInfo &target);

} // namespace proxc::target

#endif // PROXC_LIB_TARGET_HALIDE_WRAP_H
