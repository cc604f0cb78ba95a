//===- Passes.td - passes of the linop dialect -------------*- tablegen -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_LINOP_TRANSFORMS_PASSES
#define PROXC_DIALECT_LINOP_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

def LinOpCanonicalize : Pass<"linop-canonicalize"> {
  let summary = "Bring operators into normal form";
  let description = [{
    Laws: (A*)* = A; the adjoint of a self-adjoint leaf is the leaf; I A = A;
    0; scalars to the front, constant ones multiplied; nested products and sums
    flattened; adjoints pushed into products and sums; stacks and families of
    one part; crops, paddings, reshapes and transposes that do nothing, or stand
    side by side; A* A = nu I of a multiple of an isometry. Running it twice
    changes nothing more. Each law that was applied is a remark.
  }];
  let dependentDialects = ["::proxc::linop::LinOpDialect"];
}

def LinOpRealize : Pass<"linop-realize"> {
  let summary = "Make one matrix of products, stacks and sums of explicit ones";
  let description = [{
    Pad, crop, subsample, transpose, broadcast, reshape by axes of extent 1,
    diagonal and index map: their products, adjoints and families are one
    `linop.index_map` where they stay affine. Structure is fixed now; the values
    of weights may depend on params and are emitted as operations for the
    set-up. Sparse matrices are multiplied, scaled, transposed, added and
    stacked now. Diagonals add.

    A product that would need a mask where there are no weights, or whose
    weights would be repeated, is left alone.
  }];
  let dependentDialects = ["::proxc::linop::LinOpDialect",
    "::mlir::complex::ComplexDialect", "::mlir::tensor::TensorDialect"];
}

#endif // PROXC_DIALECT_LINOP_TRANSFORMS_PASSES
