// RUN: proxc-opt %s -check-run -split-input-file -verify-diagnostics

// What the interpreter does not know is an error, never an assertion.

func.func @elided() {
  // expected-error @+1 {{expects a constant whose elements are at hand, found an elided resource or an unknown element type}}
  %k = arith.constant dense_resource<gone> : tensor<3xf32>
  check.expect_close %k, %k tolerance 0.0 : tensor<3xf32>
  return
}

// -----

func.func @outside(%x: tensor<3xf32>) {
  %v = tensor.generate {
  ^bb0(%i: index):
    %c = arith.constant 2 : index
    %j = arith.addi %i, %c : index
    // expected-error @+1 {{expects an index inside 0:3 of axis 0, found 3}}
    %e = tensor.extract %x[%j] : tensor<3xf32>
    tensor.yield %e : f32
  } : tensor<2xf32>
  check.expect_close %v, %v tolerance 0.0 : tensor<2xf32>
  return
}

// -----

// expected-error @+1 {{the reference interpreter expects an operator of linop}}
func.func @operator(%A: !linop.op<3xf32 -> 3xf32>) {
  %e = linop.eye : !linop.op<3xf32 -> 3xf32>
  check.expect_close %e, %A tolerance 0.0 : !linop.op<3xf32 -> 3xf32>
  return
}
