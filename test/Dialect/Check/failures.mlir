// RUN: proxc-opt %s -check-run -split-input-file -verify-diagnostics

// Every expectation can fail.

func.func @close(%a: tensor<3xf32>, %b: tensor<3xf32>) {
  // expected-error @+1 {{expects equal arrays, found a difference of norm}}
  check.expect_close %a, %b tolerance 1.0e-3 : tensor<3xf32>
  return
}

// -----

func.func @operators(%w: tensor<3xf32>) {
  %e = linop.eye : !linop.op<3xf32 -> 3xf32>
  %d = linop.diag %w : tensor<3xf32>, !linop.op<3xf32 -> 3xf32>
  // expected-error @+1 {{expects equal images, found a difference of norm}}
  check.expect_close %e, %d tolerance 1.0e-3 : !linop.op<3xf32 -> 3xf32>
  return
}

// -----

func.func @bound() {
  %e = linop.eye : !linop.op<3xf32 -> 3xf32>
  %p = linop.pad low [1] high [0] : !linop.op<3xf32 -> 4xf32>
  %d = linop.diff axis 0 spacing 1.0 : !linop.op<3xf32 -> 3xf32>
  %s = linop.add %e, %d : (!linop.op<3xf32 -> 3xf32>, !linop.op<3xf32 -> 3xf32>) -> !linop.op<3xf32 -> 3xf32>
  // expected-error @+1 {{expects a bound near the norm, found 2.7}}
  check.expect_norm_bound %s within 1.0e-3 : !linop.op<3xf32 -> 3xf32>
  // expected-error @+1 {{expects an operator without a known norm bound, found 1.0}}
  check.expect_norm_bound %p unknown : !linop.op<3xf32 -> 4xf32>
  return
}

// -----

func.func @answers() {
  %e = linop.eye : !linop.op<3xf32 -> 3xf32>
  // expected-error @+1 {{expects the diagonal basis 'pixel', found 'any'}}
  check.expect_answers %e diagonal "pixel" : !linop.op<3xf32 -> 3xf32>
  // expected-error @+1 {{expects the structure 'csr', found 'scalar'}}
  check.expect_answers %e structure "csr" : !linop.op<3xf32 -> 3xf32>
  return
}

// -----

// Without a value a block argument is an error, not an assertion.
func.func @unbound(%k: memref<3xf32>) {
  // expected-error @+1 {{the reference interpreter does not know builtin.unrealized_conversion_cast}}
  %v = builtin.unrealized_conversion_cast %k : memref<3xf32> to tensor<3xf32>
  %a = linop.conv %v axes [0] : tensor<3xf32>, !linop.op<5xf32 -> 5xf32>
  %e = linop.eye : !linop.op<5xf32 -> 5xf32>
  check.expect_close %e, %a tolerance 1.0 : !linop.op<5xf32 -> 5xf32>
  return
}
