//===- LinOpBase.td - dialect and type of operators --------*- tablegen -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_LINOP_IR_LINOPBASE
#define PROXC_DIALECT_LINOP_IR_LINOPBASE

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/OpBase.td"

def LinOp_Dialect : Dialect {
  let name = "linop";
  let cppNamespace = "::proxc::linop";
  let summary = "the algebra of linear operators";
  let description = [{
    Linear operators between spaces of arrays are SSA values of type
    `!linop.op<domain -> range>`. Leaves are operators with data or a rule;
    compositions build new operators; `linop.apply` uses one. Common
    subexpression elimination makes "the same operator" "the same value".

    A comprehension is ONE operation with a body (`linop.vstack_for`), never as
    many operations as its range is long.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
  let hasCanonicalizer = 1;
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def LinOp_OpType : TypeDef<LinOp_Dialect, "Op"> {
  let mnemonic = "op";
  let summary = "a linear operator from a domain to a range";
  let description = [{
    `!linop.op<512x512xf32 -> 2x512x512xf32>`: both are spaces of row-major
    arrays of rank 0 to 8 of real or complex floats.
  }];
  let parameters = (ins "::mlir::RankedTensorType":$domain,
                        "::mlir::RankedTensorType":$range);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
}

#endif // PROXC_DIALECT_LINOP_IR_LINOPBASE
