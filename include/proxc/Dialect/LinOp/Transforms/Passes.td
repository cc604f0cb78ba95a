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

def LinOpRotate : Pass<"linop-rotate"> {
  let summary = "Rearrange operator trees by associativity and distribution";
  let description = [{
    Each law has a name and, but for kron-kron, two directions; they hold for
    lists and for families:

    | name | law |
    | --- | --- |
    | `associate` | A B C = (A B) C; reverse A (B C) |
    | `block-product` | BlockDiag(A, B) BlockDiag(C, D) = BlockDiag(A C, B D), and so kron(I, A) kron(I, B) = kron(I, A B) |
    | `block-vstack` | BlockDiag(A, B) VStack(C, D) = VStack(A C, B D) |
    | `hstack-block` | HStack(A, B) BlockDiag(C, D) = HStack(A C, B D) |
    | `hstack-vstack` | HStack(A, B) VStack(C, D) = A C + B D |
    | `vstack-right` | VStack(A, B) C = VStack(A C, B C) |
    | `left-hstack` | C HStack(A, B) = HStack(C A, C B) |
    | `sum-right`, `left-sum` | (A + B) C = A C + B C, C (A + B) = C A + C B |
    | `adjoint-stack` | VStack(A, B)* = HStack(A*, B*), and so on |
    | `block-sum` | BlockDiag(A, B) + BlockDiag(C, D) = BlockDiag(A + C, B + D) |
    | `kron-kron` | kron(I_n, kron(I_m, A)) = kron(I_nm, A), reshaped |
    | `kron-block` | kron(I, BlockDiag(A, B)) = BlockDiag(kron(I, A), kron(I, B)), axes exchanged |

    Without `laws` those that never make more work are applied: block-product,
    block-vstack, hstack-block and adjoint-stack. A law and its reverse are
    refused together, and laws that do not come to an end are an error.
  }];
  let dependentDialects = ["::proxc::linop::LinOpDialect"];
  let options = [
    ListOption<"laws", "laws", "std::string",
               "Laws to apply, each `name` or `name:reverse`">
  ];
}

def LinOpRealize : Pass<"linop-realize"> {
  let summary = "Make one matrix of products, stacks and sums of explicit ones";
  let description = [{
    Pad, crop, subsample, transpose, broadcast, reshape by axes of extent 1,
    diagonal and index map: their products, adjoints and families are one
    `linop.index_map` where they stay affine. Structure is fixed now; the values
    of weights may depend on params and are emitted as operations for the
    set-up. Sparse matrices are multiplied, scaled, transposed, added and
    stacked now, in all directions; families of one sparse matrix stay, which
    kernels apply to a batch. Diagonals add.

    A product that would need a mask where there are no weights, or whose
    weights would be repeated, is left alone.
  }];
  let dependentDialects = ["::proxc::linop::LinOpDialect",
    "::mlir::complex::ComplexDialect", "::mlir::tensor::TensorDialect"];
}

def LinOpInspect : Pass<"linop-inspect"> {
  let summary = "Tell the facts of explicit matrices";
  let description = [{
    One remark for each `linop.sparse` and `linop.index_map`, which
    `proxc explain` prints. It changes nothing, and no other pass reads it: each
    asks the matrix for what it needs.

    | fact | meaning |
    | --- | --- |
    | `structure` | "banded" where at least half of the band is filled, else "csr" |
    | `entries`, `longest_row`, `empty_rows`, `empty_columns` | counts |
    | `row_length` | the length of every row, where all have one |
    | `bandwidth` | diagonals below and above the main one |
    | `row_exclusive` | no row has two entries |
    | `column_exclusive` | no column has two entries: a scatter by the adjoint writes each place once |
    | `output_first`, `output_last` | the box of the outputs that are not always 0 |
    | `output_dense` | every output of that box reads an entry |
    | `total` | every output reads an entry |
  }];
}

#endif // PROXC_DIALECT_LINOP_TRANSFORMS_PASSES
