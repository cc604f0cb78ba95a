//===- CheckOps.td - the check dialect ---------------------*- tablegen -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_CHECK_IR_CHECKOPS
#define PROXC_DIALECT_CHECK_IR_CHECKOPS

include "mlir/IR/OpBase.td"
include "proxc/Dialect/LinOp/IR/LinOpBase.td"

def Check_Dialect : Dialect {
  let name = "check";
  let cppNamespace = "::proxc::check";
  let summary = "what tests expect of operators and functions";
  let description = [{
    Expectations that the pass `check-run` tests with the reference interpreter.
    Arguments of functions, inputs, params and unknowns hold reproducible random
    numbers. Nothing but tests uses this dialect.
  }];
}

class Check_Op<string mnemonic, list<Trait> traits = []>
    : Op<Check_Dialect, mnemonic, traits>;

def Check_ExpectAdjointOp : Check_Op<"expect_adjoint"> {
  let summary = "Re<A x, y> = Re<x, A* y> on random x and y";
  let description = [{
    Also A(i x) = i A x and A*(i y) = i A* y where the operator says that it is
    complex-linear between complex spaces.
  }];
  let arguments = (ins LinOp_OpType:$op);
  let assemblyFormat = "$op attr-dict `:` type($op)";
}

def Check_ExpectCloseOp : Check_Op<"expect_close", [
    AllTypesMatch<["actual", "expected"]>]> {
  let summary = "two arrays, or two operators, are equal";
  let description = [{
    |a - b| <= tolerance max(1, |b|) in the 2-norm. Operators are compared on
    random arrays, forward and adjoint.
  }];
  let arguments = (ins AnyType:$actual, AnyType:$expected, F64Attr:$tolerance);
  let assemblyFormat =
    "$actual `,` $expected `tolerance` $tolerance attr-dict `:` type($actual)";
}

def Check_ExpectNormBoundOp : Check_Op<"expect_norm_bound"> {
  let summary = "the operator knows a bound of its norm, and it holds";
  let description = [{
    Compared with power iteration, which bounds from below. `within` also asks
    that the bound be larger than that by no more than this relative amount.
    `unknown` expects that the operator knows none.
  }];
  let arguments = (ins LinOp_OpType:$op, OptionalAttr<F64Attr>:$within,
                       UnitAttr:$unknown);
  let assemblyFormat = [{
    $op (`within` $within^)? (`unknown` $unknown^)? attr-dict `:` type($op)
  }];
}

def Check_ExpectAnswersOp : Check_Op<"expect_answers"> {
  let summary = "what an operator says of itself, and that it is true";
  let description = [{
    The attributes that are given are compared with the answers of the operator:
    `diagonal` and `gram` with "none", "any", "pixel", "fourier [axes]",
    "dct [axes]". Whether given or not, all bases that the operator names, its
    factors (A = s I, A* A = mu I, A A* = nu I) and the diagonal of A A* are
    tested by numbers.
  }];
  let arguments = (ins LinOp_OpType:$op, OptionalAttr<StrAttr>:$diagonal,
    OptionalAttr<StrAttr>:$gram, OptionalAttr<StrAttr>:$structure);
  let assemblyFormat = [{
    $op (`diagonal` $diagonal^)? (`gram` $gram^)? (`structure` $structure^)?
      attr-dict `:` type($op)
  }];
}

def Check_ExpectProxOp : Check_Op<"expect_prox"> {
  let summary = "the prox of a function is one";
  let description = [{
    At random points: f(p) + (rho/2) |p - v|^2 is smallest at the prox among
    points around it; where f is convex the prox is firmly non-expansive, and
    f(p) + f*(y) = Re<p, y> at y = rho (v - p), where f* is known.
  }];
  let arguments = (ins AnyType:$function);
  let assemblyFormat = "$function attr-dict `:` type($function)";
}

#endif // PROXC_DIALECT_CHECK_IR_CHECKOPS
