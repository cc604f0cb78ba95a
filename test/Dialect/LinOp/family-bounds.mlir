// RUN: proxc-opt %s -check-run | FileCheck %s

// Bounds of families whose members differ in constants that the index selects.

!D = !linop.op<2xf64 -> 2xf64>

// CHECK-LABEL: func.func @constants
func.func @constants(%p: tensor<3x2xf64>) {
  %S = arith.constant dense<[[1.0, -2.0], [3.0, 0.5], [0.0, 4.0]]> : tensor<3x2xf64>
  %v = linop.vstack_for %c in 3 {
    %s = tensor.extract_slice %S[%c, 0] [1, 2] [1, 1] : tensor<3x2xf64> to tensor<2xf64>
    %d = linop.diag %s : tensor<2xf64>, !D
    linop.yield %d : !D
  } : !linop.op<2xf64 -> 3x2xf64>
  check.expect_norm_bound %v within 1.0e-9 : !linop.op<2xf64 -> 3x2xf64>
  %b = linop.block_diag_for %c in 3 {
    %s = tensor.extract_slice %S[%c, 0] [1, 2] [1, 1] : tensor<3x2xf64> to tensor<2xf64>
    %d = linop.diag %s : tensor<2xf64>, !D
    linop.yield %d : !D
  } : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_norm_bound %b within 1.0e-9 : !linop.op<3x2xf64 -> 3x2xf64>
  %k = linop.block_diag_for %c in 3 {
    %s = tensor.extract_slice %S[%c, 0] [1, 2] [1, 1] : tensor<3x2xf64> to tensor<2xf64>
    %d = linop.conv %s axes [0] : tensor<2xf64>, !linop.op<8xf64 -> 8xf64>
    linop.yield %d : !linop.op<8xf64 -> 8xf64>
  } : !linop.op<3x8xf64 -> 3x8xf64>
  check.expect_norm_bound %k within 1.0e-9 : !linop.op<3x8xf64 -> 3x8xf64>
  %h = linop.hstack_for %c in 3 {
    %s = tensor.extract_slice %S[%c, 0] [1, 2] [1, 1] : tensor<3x2xf64> to tensor<2xf64>
    %d = linop.diag %s : tensor<2xf64>, !D
    linop.yield %d : !D
  } : !linop.op<3x2xf64 -> 2xf64>
  check.expect_norm_bound %h within 0.5 : !linop.op<3x2xf64 -> 2xf64>
  %a = linop.add_for %c in 3 {
    %s = tensor.extract_slice %S[%c, 0] [1, 2] [1, 1] : tensor<3x2xf64> to tensor<2xf64>
    %d = linop.diag %s : tensor<2xf64>, !D
    linop.yield %d : !D
  } : !D
  check.expect_norm_bound %a : !D
  // A param is not known.
  %u = linop.vstack_for %c in 3 {
    %s = tensor.extract_slice %p[%c, 0] [1, 2] [1, 1] : tensor<3x2xf64> to tensor<2xf64>
    %d = linop.diag %s : tensor<2xf64>, !D
    linop.yield %d : !D
  } : !linop.op<2xf64 -> 3x2xf64>
  check.expect_norm_bound %u unknown : !linop.op<2xf64 -> 3x2xf64>
  %l0 = arith.constant dense<[1.0, 3.0]> : tensor<2xf64>
  %l1 = arith.constant dense<[2.0, 1.0]> : tensor<2xf64>
  %d0 = linop.diag %l0 : tensor<2xf64>, !D
  %d1 = linop.diag %l1 : tensor<2xf64>, !D
  %l = linop.vstack %d0, %d1 : (!D, !D) -> !linop.op<2xf64 -> 2x2xf64>
  check.expect_norm_bound %l within 1.0e-9 : !linop.op<2xf64 -> 2x2xf64>
  return
}
