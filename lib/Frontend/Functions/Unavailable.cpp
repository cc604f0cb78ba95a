//===- Unavailable.cpp - Names of the language that come later --*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// These names belong to the language: a program may declare its own of the same
// name, and a use of the predefined one is told apart from a misspelling.
//
//===----------------------------------------------------------------------===//

#include "../Operators/Leaf.h"

using namespace proxc::frontend;

void proxc::frontend::registerUnavailable(Registry &registry) {
  static const char *const names[] = {
      // Operators.
      "complex", "conv_nofft", "dct", "idct", "interp", "irfft", "matmul",
      "mul_color", "nufft", "patches", "pxwise_matmul", "radon", "rfft",
      "select", "shift", "warp", "wavelet",
      // Functions.
      "amplitude", "diff_fn", "equals", "huber", "kl", "l1_ball", "l2_ball",
      "linf_ball", "magnitude", "nlm", "norm0", "norm2", "norm_inf",
      "nuclear_norm", "patch_NLM", "poisson", "poisson_amplitude",
      "poisson_intensity", "poisson_norm", "simplex", "smooth"};
  for (const char *name : names)
    registry.add(name, BuiltinDef::Kind::Unavailable, "not available yet");
}
