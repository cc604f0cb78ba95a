// RUN: proxc-opt %s -linop-realize -split-input-file | FileCheck %s
// RUN: proxc-opt %s -linop-realize -check-run -split-input-file > /dev/null

!P = !linop.op<8x6xf32 -> 10x9xf32>
!D = !linop.op<8x6xf32 -> 8x6xf32>
!S = !linop.op<10x9xf32 -> 5x9xf32>

// Pad, weights and every second row are one weighted index map; the values of
// its weights are left to the set-up.
// CHECK-LABEL: func.func @map
// CHECK: %[[M:.*]] = linop.index_map source [0, 1] mul [2, 1] offset [-1, -2] div [1, 1] : <8x6xf32 -> 5x9xf32>
// CHECK: %[[W:.*]] = linop.apply %[[M]], %arg0
// CHECK: %[[A:.*]] = linop.index_map weights %[[W]] : tensor<5x9xf32> source [0, 1] mul [2, 1] offset [-1, -2] div [1, 1] : <8x6xf32 -> 5x9xf32>
// CHECK: return %[[A]]
func.func @map(%w: tensor<8x6xf32>) -> !linop.op<8x6xf32 -> 5x9xf32> {
  %d = linop.diag %w : tensor<8x6xf32>, !D
  %p = linop.pad low [1, 2] high [1, 1] : !P
  %s = linop.subsample steps [2, 1] : !S
  %A = linop.compose %s, %p, %d : (!S, !P, !D) -> !linop.op<8x6xf32 -> 5x9xf32>
  return %A : !linop.op<8x6xf32 -> 5x9xf32>
}

// -----

// The mask that pad after crop is stays two operations: there are no weights
// that could hold it.
// CHECK-LABEL: func.func @mask
// CHECK: linop.compose
func.func @mask() -> !linop.op<8xf32 -> 8xf32> {
  %c = linop.crop offsets [2] sizes [4] : !linop.op<8xf32 -> 4xf32>
  %p = linop.pad low [2] high [2] : !linop.op<4xf32 -> 8xf32>
  %A = linop.compose %p, %c : (!linop.op<4xf32 -> 8xf32>, !linop.op<8xf32 -> 4xf32>) -> !linop.op<8xf32 -> 8xf32>
  return %A : !linop.op<8xf32 -> 8xf32>
}

// -----

!D = !linop.op<4xf32 -> 4xf32>

// With weights the mask is in them.
// CHECK-LABEL: func.func @masked_weights
// CHECK: %[[W:.*]] = arith.constant dense<[0.000000e+00, 2.000000e+00, 3.000000e+00, 0.000000e+00]> : tensor<4xf32>
// CHECK: linop.diag %[[W]]
func.func @masked_weights() -> !D {
  %w = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %d = linop.diag %w : tensor<4xf32>, !D
  %c = linop.crop offsets [1] sizes [2] : !linop.op<4xf32 -> 2xf32>
  %p = linop.pad low [1] high [1] : !linop.op<2xf32 -> 4xf32>
  %A = linop.compose %p, %c, %d : (!linop.op<2xf32 -> 4xf32>, !linop.op<4xf32 -> 2xf32>, !D) -> !D
  return %A : !D
}

// -----

!D = !linop.op<4xf32 -> 4xf32>

// Upsampling after downsampling: the division leaves a remainder at odd places.
// CHECK-LABEL: func.func @resample
// CHECK: linop.index_map source [0] mul [1] offset [0] div [2] : <2xf32 -> 4xf32>
func.func @resample() -> !linop.op<2xf32 -> 4xf32> {
  %s = linop.subsample steps [2] : !linop.op<4xf32 -> 2xf32>
  %u = linop.adjoint %s : (!linop.op<4xf32 -> 2xf32>) -> !linop.op<2xf32 -> 4xf32>
  return %u : !linop.op<2xf32 -> 4xf32>
}

// -----

!D = !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>

// CHECK-LABEL: func.func @diagonals
// CHECK-SAME: %[[V:.*]]: tensor<4x5xcomplex<f32>>, %[[W:.*]]: tensor<4x5xcomplex<f32>>
// CHECK: %[[A:.*]] = linop.diag %[[V]]
// CHECK: %[[P:.*]] = linop.apply %[[A]], %[[W]]
// CHECK: linop.diag %[[P]]
func.func @diagonals(%v: tensor<4x5xcomplex<f32>>, %w: tensor<4x5xcomplex<f32>>) -> !D {
  %a = linop.diag %v : tensor<4x5xcomplex<f32>>, !D
  %b = linop.diag %w : tensor<4x5xcomplex<f32>>, !D
  %A = linop.compose %a, %b : (!D, !D) -> !D
  return %A : !D
}

// -----

!D = !linop.op<4xf32 -> 4xf32>

// CHECK-LABEL: func.func @sum_of_diagonals
// CHECK-SAME: %[[V:.*]]: tensor<4xf32>, %[[W:.*]]: tensor<4xf32>
// CHECK: %[[S:.*]] = arith.addf %[[V]], %[[W]]
// CHECK: %[[T:.*]] = arith.addf %[[S]], %{{.*}}
// CHECK: linop.diag %[[T]]
func.func @sum_of_diagonals(%v: tensor<4xf32>, %w: tensor<4xf32>) -> !D {
  %a = linop.diag %v : tensor<4xf32>, !D
  %b = linop.diag %w : tensor<4xf32>, !D
  %e = linop.eye : !D
  %A = linop.add %a, %b, %e : (!D, !D, !D) -> !D
  return %A : !D
}

// -----

!D = !linop.op<4x6xcomplex<f32> -> 4x6xcomplex<f32>>
!Z = !linop.op<4x6xcomplex<f32> -> 8x6xcomplex<f32>>

// SENSE's pad after coil maps is one weighted index map over all coils.
// CHECK-LABEL: func.func @sense
// CHECK: linop.index_map weights %{{.*}} : tensor<3x8x6xcomplex<f32>> source [1, 2] mul [1, 1] offset [-2, 0] div [1, 1] : <4x6xcomplex<f32> -> 3x8x6xcomplex<f32>>
func.func @sense(%S: tensor<3x4x6xcomplex<f32>>) -> !linop.op<4x6xcomplex<f32> -> 3x8x6xcomplex<f32>> {
  %v = linop.vstack_for %c in 3 {
    %s = tensor.extract_slice %S[%c, 0, 0] [1, 4, 6] [1, 1, 1] : tensor<3x4x6xcomplex<f32>> to tensor<4x6xcomplex<f32>>
    %d = linop.diag %s : tensor<4x6xcomplex<f32>>, !D
    linop.yield %d : !D
  } : !linop.op<4x6xcomplex<f32> -> 3x4x6xcomplex<f32>>
  %k = linop.block_diag_for %c in 3 {
    %z = linop.pad low [2, 0] high [2, 0] : !Z
    linop.yield %z : !Z
  } : !linop.op<3x4x6xcomplex<f32> -> 3x8x6xcomplex<f32>>
  %A = linop.compose %k, %v : (!linop.op<3x4x6xcomplex<f32> -> 3x8x6xcomplex<f32>>, !linop.op<4x6xcomplex<f32> -> 3x4x6xcomplex<f32>>) -> !linop.op<4x6xcomplex<f32> -> 3x8x6xcomplex<f32>>
  return %A : !linop.op<4x6xcomplex<f32> -> 3x8x6xcomplex<f32>>
}

// -----

// CHECK-LABEL: func.func @sparse
// CHECK: linop.sparse <2 x 2, dense<[0, 2, 4]> : tensor<3xi64>, dense<[0, 1, 0, 1]> : tensor<4xi64>, dense<[1.000000e+01, 6.000000e+00, 6.000000e+00, 9.000000e+00]> : tensor<4xf64>>
func.func @sparse() -> !linop.op<2xf64 -> 2xf64> {
  // [1 0; 3 0; 0 3]^T has rows [1 3 0] and [0 0 3]; with [2, 1, 1] between.
  %a = linop.sparse <3 x 2, dense<[0, 1, 3, 4]> : tensor<4xi64>, dense<[0, 0, 1, 1]> : tensor<4xi64>, dense<[1.0, 3.0, 2.0, 2.236067977499790]> : tensor<4xf64>> : !linop.op<2xf64 -> 3xf64>
  %h = linop.adjoint %a : (!linop.op<2xf64 -> 3xf64>) -> !linop.op<3xf64 -> 2xf64>
  %A = linop.compose %h, %a : (!linop.op<3xf64 -> 2xf64>, !linop.op<2xf64 -> 3xf64>) -> !linop.op<2xf64 -> 2xf64>
  return %A : !linop.op<2xf64 -> 2xf64>
}

// -----

// CHECK-LABEL: func.func @scaled_sparse
// CHECK: linop.sparse <1 x 2, dense<[0, 2]> : tensor<2xi64>, dense<[0, 1]> : tensor<2xi64>, dense<[6.000000e+00, -8.000000e+00]> : tensor<2xf64>>
func.func @scaled_sparse() -> !linop.op<2xf64 -> 1xf64> {
  %a = linop.sparse <1 x 2, dense<[0, 2]> : tensor<2xi64>, dense<[0, 1]> : tensor<2xi64>, dense<[1.0, 2.0]> : tensor<2xf64>> : !linop.op<2xf64 -> 1xf64>
  %two = arith.constant dense<2.0> : tensor<f64>
  %s = linop.scale %two : tensor<f64>, !linop.op<1xf64 -> 1xf64>
  %w = arith.constant dense<[3.0, -2.0]> : tensor<2xf64>
  %d = linop.diag %w : tensor<2xf64>, !linop.op<2xf64 -> 2xf64>
  %A = linop.compose %s, %a, %d : (!linop.op<1xf64 -> 1xf64>, !linop.op<2xf64 -> 1xf64>, !linop.op<2xf64 -> 2xf64>) -> !linop.op<2xf64 -> 1xf64>
  return %A : !linop.op<2xf64 -> 1xf64>
}

// -----

// A half is no number of the spaces: the sum stays, and reads back.
// CHECK-LABEL: func.func @halves
// CHECK: linop.scale
// CHECK: linop.diag
// CHECK: linop.add
func.func @halves(%h: tensor<f16>) -> !linop.op<4xf32 -> 4xf32> {
  %s = linop.scale %h : tensor<f16>, !linop.op<4xf32 -> 4xf32>
  %k = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %d = linop.diag %k : tensor<4xf32>, !linop.op<4xf32 -> 4xf32>
  %a = linop.add %s, %d : (!linop.op<4xf32 -> 4xf32>, !linop.op<4xf32 -> 4xf32>) -> !linop.op<4xf32 -> 4xf32>
  return %a : !linop.op<4xf32 -> 4xf32>
}

// -----

!M = !linop.op<2xf64 -> 2xf64>

// CHECK-LABEL: func.func @sparse_stacks
// CHECK: %[[V:.*]] = linop.sparse <4 x 2, dense<[0, 1, 2, 4, 4]> : tensor<5xi64>, dense<[1, 0, 0, 1]> : tensor<4xi64>, dense<[3.000000e+00, 4.000000e+00, 5.000000e+00, 6.000000e+00]> : tensor<4xf64>>
// CHECK: linop.compose %{{.*}}, %[[V]] :
// CHECK: %[[H:.*]] = linop.sparse <2 x 4, dense<[0, 3, 4]> : tensor<3xi64>, dense<[1, 2, 3, 0]> : tensor<4xi64>, dense<[3.000000e+00, 5.000000e+00, 6.000000e+00, 4.000000e+00]> : tensor<4xf64>>
// CHECK: linop.compose %[[H]], %{{.*}} :
// CHECK: %[[B:.*]] = linop.sparse <4 x 4, dense<[0, 1, 2, 4, 4]> : tensor<5xi64>, dense<[1, 0, 2, 3]> : tensor<4xi64>, dense<[3.000000e+00, 4.000000e+00, 5.000000e+00, 6.000000e+00]> : tensor<4xf64>>
// CHECK: linop.compose %{{.*}}, %[[B]], %{{.*}} :
// CHECK: linop.block_diag %{{.*}}
func.func @sparse_stacks(%x: tensor<2xf64>, %z: tensor<2x2xf64>) {
  %a = linop.sparse <2 x 2, dense<[0, 1, 2]> : tensor<3xi64>, dense<[1, 0]> : tensor<2xi64>, dense<[3.0, 4.0]> : tensor<2xf64>> : !M
  %b = linop.sparse <2 x 2, dense<[0, 2, 2]> : tensor<3xi64>, dense<[0, 1]> : tensor<2xi64>, dense<[5.0, 6.0]> : tensor<2xf64>> : !M
  %v = linop.vstack %a, %b : (!M, !M) -> !linop.op<2xf64 -> 2x2xf64>
  %y0 = linop.apply %v, %x : !linop.op<2xf64 -> 2x2xf64>, tensor<2xf64> -> tensor<2x2xf64>
  %h = linop.hstack %a, %b : (!M, !M) -> !linop.op<2x2xf64 -> 2xf64>
  %y1 = linop.apply %h, %z : !linop.op<2x2xf64 -> 2xf64>, tensor<2x2xf64> -> tensor<2xf64>
  %d = linop.block_diag %a, %b : (!M, !M) -> !linop.op<2x2xf64 -> 2x2xf64>
  %y2 = linop.apply %d, %z : !linop.op<2x2xf64 -> 2x2xf64>, tensor<2x2xf64> -> tensor<2x2xf64>
  // A batch of one matrix reads it once.
  %k = linop.block_diag %a, %a : (!M, !M) -> !linop.op<2x2xf64 -> 2x2xf64>
  %y3 = linop.apply %k, %z : !linop.op<2x2xf64 -> 2x2xf64>, tensor<2x2xf64> -> tensor<2x2xf64>
  // [3 x1; 4 x0; 5 x0 + 6 x1; 0] and so on, by hand, for x = (1, 2).
  %one = arith.constant dense<[1.0, 2.0]> : tensor<2xf64>
  %e0 = arith.constant dense<[[6.0, 4.0], [17.0, 0.0]]> : tensor<2x2xf64>
  %r0 = linop.apply %v, %one : !linop.op<2xf64 -> 2x2xf64>, tensor<2xf64> -> tensor<2x2xf64>
  check.expect_close %r0, %e0 tolerance 1.0e-12 : tensor<2x2xf64>
  %two = arith.constant dense<[[1.0, 2.0], [1.0, -1.0]]> : tensor<2x2xf64>
  %e1 = arith.constant dense<[5.0, 4.0]> : tensor<2xf64>
  %r1 = linop.apply %h, %two : !linop.op<2x2xf64 -> 2xf64>, tensor<2x2xf64> -> tensor<2xf64>
  check.expect_close %r1, %e1 tolerance 1.0e-12 : tensor<2xf64>
  %e2 = arith.constant dense<[[6.0, 4.0], [-1.0, 0.0]]> : tensor<2x2xf64>
  %r2 = linop.apply %d, %two : !linop.op<2x2xf64 -> 2x2xf64>, tensor<2x2xf64> -> tensor<2x2xf64>
  check.expect_close %r2, %e2 tolerance 1.0e-12 : tensor<2x2xf64>
  %r3 = linop.apply %k, %two : !linop.op<2x2xf64 -> 2x2xf64>, tensor<2x2xf64> -> tensor<2x2xf64>
  %e3 = arith.constant dense<[[6.0, 4.0], [-3.0, 4.0]]> : tensor<2x2xf64>
  check.expect_close %r3, %e3 tolerance 1.0e-12 : tensor<2x2xf64>
  return
}

// -----

!D = !linop.op<2xf64 -> 2xf64>

// Lists of maps that differ in their weights: one map with stacked weights.
// CHECK-LABEL: func.func @lists
// CHECK-DAG: %[[C:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, 2.000000e+00], [3.000000e+00, 4.000000e+00]]> : tensor<2x2xf64>
// CHECK-DAG: linop.index_map weights %[[C]] : tensor<2x2xf64> source [1] mul [1] offset [0] div [1] : <2xf64 -> 2x2xf64>
// CHECK-DAG: linop.diag %[[C]]
// CHECK-DAG: %[[S:.*]] = arith.addf
// CHECK-DAG: linop.index_map weights %[[S]] : tensor<2x2xf64> source [1]
func.func @lists(%p: tensor<2xf64>, %x: tensor<2xf64>, %z: tensor<2x2xf64>) -> (tensor<2x2xf64>, tensor<2x2xf64>, tensor<2x2xf64>) {
  %w0 = arith.constant dense<[1.0, 2.0]> : tensor<2xf64>
  %w1 = arith.constant dense<[3.0, 4.0]> : tensor<2xf64>
  %a = linop.diag %w0 : tensor<2xf64>, !D
  %b = linop.diag %w1 : tensor<2xf64>, !D
  %c = linop.diag %p : tensor<2xf64>, !D
  %v = linop.vstack %a, %b : (!D, !D) -> !linop.op<2xf64 -> 2x2xf64>
  %y0 = linop.apply %v, %x : !linop.op<2xf64 -> 2x2xf64>, tensor<2xf64> -> tensor<2x2xf64>
  %k = linop.block_diag %a, %b : (!D, !D) -> !linop.op<2x2xf64 -> 2x2xf64>
  %y1 = linop.apply %k, %z : !linop.op<2x2xf64 -> 2x2xf64>, tensor<2x2xf64> -> tensor<2x2xf64>
  %q = linop.vstack %a, %c : (!D, !D) -> !linop.op<2xf64 -> 2x2xf64>
  %y2 = linop.apply %q, %x : !linop.op<2xf64 -> 2x2xf64>, tensor<2xf64> -> tensor<2x2xf64>
  %one = arith.constant dense<[[1.0, 2.0], [1.0, -1.0]]> : tensor<2x2xf64>
  %e = arith.constant dense<[[1.0, 4.0], [3.0, -4.0]]> : tensor<2x2xf64>
  %r = linop.apply %k, %one : !linop.op<2x2xf64 -> 2x2xf64>, tensor<2x2xf64> -> tensor<2x2xf64>
  check.expect_close %r, %e tolerance 1.0e-12 : tensor<2x2xf64>
  return %y0, %y1, %y2 : tensor<2x2xf64>, tensor<2x2xf64>, tensor<2x2xf64>
}
