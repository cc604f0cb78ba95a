//===- Passes.td - rewrites of problems --------------------*- tablegen -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_PROX_TRANSFORMS_PASSES
#define PROXC_DIALECT_PROX_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

class Prox_Pass<string name> : Pass<name, "::proxc::prox::ProblemOp"> {
  let dependentDialects = ["::proxc::linop::LinOpDialect"];
}

def ProxAbsorb : Prox_Pass<"prox-absorb"> {
  let summary = "move parts of a term's operator into its function";
  let description = [{
    Each under its exact condition:

    * a factor s of the operator becomes beta (s known and not 0, or f a square),
      or |s|^p goes to alpha (f homogeneous of degree p and invariant under
      phases, no offset); the offset stays as it is;
    * beta of a homogeneous function becomes alpha |beta|^p and b / beta;
    * diagonal weights, crops, pads, samplings and other operators that read each
      entry at most once become the weights of a function that has a weighted
      form; with an offset only where A A* = nu I, so that nothing is divided by
      a weight that may be 0;
    * a squared norm of an operator whose Gram matrix is diagonal in the pixel
      basis becomes a weighted squared norm, without an offset;
    * a linear function becomes Re<A* c, u>, a term for each unknown;
    * a block that is the zero operator leaves a row of blocks;
    * the weight of the indicator of a set means nothing and goes.

    A term whose operator satisfies A A* = nu I stays as it is: `prox-split`
    counts it as one whose prox is known.
  }];
}

def ProxGroup : Prox_Pass<"prox-group"> {
  let summary = "merge terms on the same operator value";
  let description = [{
    "The same operator" is the same SSA value after common subexpression
    elimination, never the same kind. Squares without offset and linear terms
    join the gamma, c and d of another term; one function of equal beta and b adds
    alphas; weighted and plain norms of one kind add weights; boxes intersect.

    A quadratic that Omega could take (diagonal in the pixel or Fourier basis)
    does not join a function that is no quadratic: `prox-split` decides first.
  }];
}

def ProxSplit : Prox_Pass<"prox-split"> {
  let summary = "place each term in Omega or Psi";
  let description = [{
    For each unknown one basis is chosen, pixels or a Fourier transform, by the
    cost of what is left to Psi. Omega takes ALL quadratics of that unknown alone
    which the basis diagonalises and, in the pixel basis, one separable function
    of the unknown itself. Where all quadratics are multiples of |u|^2 the function
    need not be separable, and may stand behind an operator with A A* = nu I:
    the prox of f(A u) is v + (1/nu) A* (prox_{nu f}(A v) - A v). Everything else goes to Psi, where quadratics then
    join functions on the same operator. Nothing is dropped.

    For targets that have no Fourier transforms Omega stays in pixels.
  }];
  let options = [
    Option<"transforms", "transforms", "bool", "true",
           "the target has Fourier transforms">
  ];
}

def ProxScale : Prox_Pass<"prox-scale"> {
  let summary = "bound the norm of Psi's stacked operator";
  let description = [{
    Records `prox.norm_bound` (f64) on every term of Psi whose operators' norms
    need no data, and on the problem, for the stacked K, where all of them are
    known. The methods take their step sizes from the latter.

    Bounds are rigorous: closed forms, never estimates. Where a norm depends on
    data the set-up computes a bound from them (a spectrum's largest entry), and
    where nothing bounds it `auto` takes `admm`, which needs no norm. No row is
    scaled.
  }];
}

#endif // PROXC_DIALECT_PROX_TRANSFORMS_PASSES
