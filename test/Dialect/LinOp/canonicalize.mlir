// RUN: proxc-opt %s -linop-canonicalize -split-input-file | FileCheck %s
// RUN: proxc-opt %s -linop-canonicalize -split-input-file > %t.once
// RUN: proxc-opt %s -linop-canonicalize -linop-canonicalize -split-input-file > %t.twice
// RUN: diff %t.once %t.twice

// Every law of the normal form; twice is once.

!A = !linop.op<4x6xf32 -> 4x6xf32>
!C = !linop.op<4x6xcomplex<f32> -> 4x6xcomplex<f32>>

// CHECK-LABEL: func.func @adjoint_of_adjoint
// CHECK-SAME: %[[A:.*]]: !linop.op
// CHECK-NEXT: return %[[A]]
func.func @adjoint_of_adjoint(%A: !A) -> !A {
  %0 = linop.adjoint %A : (!A) -> !A
  %1 = linop.adjoint %0 : (!A) -> !A
  return %1 : !A
}

// -----

!A = !linop.op<4x6xf32 -> 4x6xf32>

// CHECK-LABEL: func.func @self_adjoint
// CHECK-SAME: %[[S:.*]]: tensor<f32>, %[[W:.*]]: tensor<4x6xf32>
// CHECK-DAG: %[[D:.*]] = linop.diag %[[W]]
// CHECK-DAG: %[[F:.*]] = linop.scale %[[S]]
// CHECK: return %[[D]], %[[F]]
func.func @self_adjoint(%s: tensor<f32>, %w: tensor<4x6xf32>) -> (!A, !A) {
  %d = linop.diag %w : tensor<4x6xf32>, !A
  %f = linop.scale %s : tensor<f32>, !A
  %0 = linop.adjoint %d : (!A) -> !A
  %1 = linop.adjoint %f : (!A) -> !A
  return %0, %1 : !A, !A
}

// -----

!C = !linop.op<4x6xcomplex<f32> -> 4x6xcomplex<f32>>

// A complex diagonal is not its own adjoint.
// CHECK-LABEL: func.func @not_self_adjoint
// CHECK: linop.adjoint
func.func @not_self_adjoint(%w: tensor<4x6xcomplex<f32>>) -> !C {
  %d = linop.diag %w : tensor<4x6xcomplex<f32>>, !C
  %0 = linop.adjoint %d : (!C) -> !C
  return %0 : !C
}

// -----

!A = !linop.op<4x6xf32 -> 4x6xf32>

// CHECK-LABEL: func.func @products
// CHECK-SAME: %[[A:.*]]: !linop.op<{{.*}}>, %[[B:[^:]*]]: !linop.op
// CHECK: %[[P:.*]] = linop.compose %[[A]], %[[B]], %[[A]] :
// CHECK-NEXT: return %[[P]]
func.func @products(%A: !A, %B: !A) -> !A {
  %e = linop.eye : !A
  %0 = linop.compose %A, %e : (!A, !A) -> !A
  %1 = linop.compose %B, %e, %A : (!A, !A, !A) -> !A
  %2 = linop.compose %0, %1 : (!A, !A) -> !A
  return %2 : !A
}

// -----

!A = !linop.op<4x6xf32 -> 4x6xf32>

// CHECK-LABEL: func.func @zeros
// CHECK-SAME: %[[A:.*]]: !linop.op
// CHECK: %[[Z:.*]] = linop.zero : <4x6xf32 -> 2x4x6xf32>
// CHECK: return %[[Z]], %[[A]]
func.func @zeros(%A: !A) -> (!linop.op<4x6xf32 -> 2x4x6xf32>, !A) {
  %z = linop.zero : !A
  %0 = linop.compose %A, %z, %A : (!A, !A, !A) -> !A
  %1 = linop.vstack %0, %z : (!A, !A) -> !linop.op<4x6xf32 -> 2x4x6xf32>
  %2 = linop.add %A, %0, %z : (!A, !A, !A) -> !A
  return %1, %2 : !linop.op<4x6xf32 -> 2x4x6xf32>, !A
}

// -----

!A = !linop.op<4x6xf32 -> 4x6xf32>

// 2 A 3 B (-1) = -6 A B.
// CHECK-LABEL: func.func @scalars
// CHECK-SAME: %[[A:.*]]: !linop.op<{{.*}}>, %[[B:[^:]*]]: !linop.op
// CHECK: %[[C:.*]] = arith.constant dense<-6.000000e+00> : tensor<f64>
// CHECK: %[[S:.*]] = linop.scale %[[C]]
// CHECK: linop.compose %[[S]], %[[A]], %[[B]] :
func.func @scalars(%A: !A, %B: !A) -> !A {
  %c2 = arith.constant dense<2.0> : tensor<f64>
  %c3 = arith.constant dense<3.0> : tensor<f32>
  %m1 = arith.constant dense<-1.0> : tensor<f64>
  %s2 = linop.scale %c2 : tensor<f64>, !A
  %s3 = linop.scale %c3 : tensor<f32>, !A
  %sm = linop.scale %m1 : tensor<f64>, !A
  %0 = linop.compose %s2, %A, %s3, %B, %sm : (!A, !A, !A, !A, !A) -> !A
  return %0 : !A
}

// -----

!R = !linop.op<4xf32 -> 4xf32>
!RC = !linop.op<4xf32 -> 4xcomplex<f32>>
!CR = !linop.op<4xcomplex<f32> -> 4xf32>
!C = !linop.op<4xcomplex<f32> -> 4xcomplex<f32>>

// A complex factor does not pass an operator that takes real parts.
// CHECK-LABEL: func.func @complex_scalars
// CHECK: linop.compose %{{.*}}, %[[S:.*]], %{{.*}} : (!linop.op<4xcomplex<f32> -> 4xf32>, !linop.op<4xcomplex<f32> -> 4xcomplex<f32>>, !linop.op<4xf32 -> 4xcomplex<f32>>)
func.func @complex_scalars(%s: tensor<complex<f64>>) -> !R {
  %i = linop.cast : !RC
  %r = linop.adjoint %i : (!RC) -> !CR
  %S = linop.scale %s : tensor<complex<f64>>, !C
  %0 = linop.compose %r, %S, %i : (!CR, !C, !RC) -> !R
  return %0 : !R
}

// -----

!A = !linop.op<4x6xf32 -> 4x6xf32>
!B = !linop.op<4x6xf32 -> 3xf32>
!BH = !linop.op<3xf32 -> 4x6xf32>

// CHECK-LABEL: func.func @adjoint_of_product
// CHECK-SAME: %[[A:.*]]: !linop.op<{{.*}}>, %[[B:[^:]*]]: !linop.op
// CHECK-DAG: %[[AH:.*]] = linop.adjoint %[[A]]
// CHECK-DAG: %[[BH:.*]] = linop.adjoint %[[B]]
// CHECK: linop.compose %[[AH]], %[[BH]] : (!linop.op<4x6xf32 -> 4x6xf32>, !linop.op<3xf32 -> 4x6xf32>)
func.func @adjoint_of_product(%A: !A, %B: !B) -> !BH {
  %0 = linop.compose %B, %A : (!B, !A) -> !B
  %1 = linop.adjoint %0 : (!B) -> !BH
  return %1 : !BH
}

// -----

!A = !linop.op<4x6xf32 -> 4x6xf32>

// CHECK-LABEL: func.func @sums
// CHECK-SAME: %[[A:.*]]: !linop.op<{{.*}}>, %[[B:[^:]*]]: !linop.op
// CHECK: linop.add %[[A]], %[[B]], %[[A]]
func.func @sums(%A: !A, %B: !A) -> !A {
  %0 = linop.add %B, %A : (!A, !A) -> !A
  %1 = linop.add %A, %0 : (!A, !A) -> !A
  return %1 : !A
}

// -----

!A = !linop.op<4x6xf32 -> 4x6xf32>

// CHECK-LABEL: func.func @idle_leaves
// CHECK: %[[E:.*]] = linop.eye
// CHECK-NOT: linop
// CHECK: return
func.func @idle_leaves() -> !A {
  %0 = linop.crop offsets [0, 0] sizes [4, 6] : !A
  %1 = linop.pad low [0, 0] high [0, 0] : !A
  %2 = linop.subsample steps [1, 1] : !A
  %3 = linop.transpose order [0, 1] : !A
  %4 = linop.reshape : !A
  %5 = linop.broadcast axes [0, 1] : !A
  %6 = linop.cast : !A
  %7 = linop.index_map source [0, 1] mul [2, 1] offset [0, 0] div [2, 1] : !A
  %c = arith.constant dense<1.0> : tensor<4x6xf32>
  %8 = linop.diag %c : tensor<4x6xf32>, !A
  %9 = linop.compose %0, %1, %2, %3, %4, %5, %6, %7, %8 : (!A, !A, !A, !A, !A, !A, !A, !A, !A) -> !A
  return %9 : !A
}

// -----

// A crop whose axis order matters only when height and width differ stays.
// CHECK-LABEL: func.func @crops
// CHECK: linop.crop offsets [3, 1] sizes [2, 3] : <8x6xf32 -> 2x3xf32>
func.func @crops() -> !linop.op<8x6xf32 -> 2x3xf32> {
  %0 = linop.crop offsets [1, 0] sizes [6, 5] : !linop.op<8x6xf32 -> 6x5xf32>
  %1 = linop.crop offsets [2, 1] sizes [2, 3] : !linop.op<6x5xf32 -> 2x3xf32>
  %2 = linop.compose %1, %0 : (!linop.op<6x5xf32 -> 2x3xf32>, !linop.op<8x6xf32 -> 6x5xf32>) -> !linop.op<8x6xf32 -> 2x3xf32>
  return %2 : !linop.op<8x6xf32 -> 2x3xf32>
}

// -----

// CHECK-LABEL: func.func @transposes
// CHECK: linop.transpose order [0, 2, 1] : <2x3x4xf32 -> 2x4x3xf32>
func.func @transposes() -> !linop.op<2x3x4xf32 -> 2x4x3xf32> {
  %0 = linop.transpose order [2, 0, 1] : !linop.op<2x3x4xf32 -> 4x2x3xf32>
  %1 = linop.transpose order [1, 0, 2] : !linop.op<4x2x3xf32 -> 2x4x3xf32>
  %2 = linop.compose %1, %0 : (!linop.op<4x2x3xf32 -> 2x4x3xf32>, !linop.op<2x3x4xf32 -> 4x2x3xf32>) -> !linop.op<2x3x4xf32 -> 2x4x3xf32>
  return %2 : !linop.op<2x3x4xf32 -> 2x4x3xf32>
}

// -----

!P = !linop.op<4xf32 -> 7xf32>
!PH = !linop.op<7xf32 -> 4xf32>
!A = !linop.op<4xf32 -> 4xf32>

// CHECK-LABEL: func.func @isometries
// CHECK: %[[E:.*]] = linop.eye
// CHECK: return %[[E]]
func.func @isometries() -> !A {
  %p = linop.pad low [1] high [2] : !P
  %c = linop.adjoint %p : (!P) -> !PH
  %0 = linop.compose %c, %p : (!PH, !P) -> !A
  return %0 : !A
}

// -----

!A = !linop.op<4x6xf32 -> 4x6xf32>

// CHECK-LABEL: func.func @single_parts
// CHECK-SAME: %[[A:.*]]: !linop.op
// CHECK-DAG: %[[R:.*]] = linop.reshape : <4x6xf32 -> 4x1x6xf32>
// CHECK-DAG: %[[V:.*]] = linop.compose %[[R]], %[[A]]
// CHECK-DAG: %[[D:.*]] = linop.reshape : <1x4x6xf32 -> 4x6xf32>
// CHECK-DAG: %[[H:.*]] = linop.compose %[[A]], %[[D]]
// CHECK: return %[[V]], %[[H]], %[[A]]
func.func @single_parts(%A: !A) -> (!linop.op<4x6xf32 -> 4x1x6xf32>, !linop.op<1x4x6xf32 -> 4x6xf32>, !A) {
  %v = linop.vstack %A {axis = 1} : (!A) -> !linop.op<4x6xf32 -> 4x1x6xf32>
  %h = linop.hstack_for %c in 1 {
    linop.yield %A : !A
  } : !linop.op<1x4x6xf32 -> 4x6xf32>
  %c = linop.concat %A {axis = 1} : (!A) -> !A
  return %v, %h, %c : !linop.op<4x6xf32 -> 4x1x6xf32>, !linop.op<1x4x6xf32 -> 4x6xf32>, !A
}

// -----

!A = !linop.op<4x6xf32 -> 4x6xf32>

// diag of one number is a scaling, and kron(I, I) = I.
// CHECK-LABEL: func.func @splats
// CHECK-SAME: %[[S:.*]]: tensor<f32>
// CHECK-DAG: %[[F:.*]] = linop.scale %[[S]] : tensor<f32>, <4x6xf32 -> 4x6xf32>
// CHECK-DAG: %[[E:.*]] = linop.eye : <5x4x6xf32 -> 5x4x6xf32>
// CHECK: return %[[F]], %[[E]]
func.func @splats(%s: tensor<f32>) -> (!A, !linop.op<5x4x6xf32 -> 5x4x6xf32>) {
  %b = linop.broadcast axes [] : !linop.op<f32 -> 4x6xf32>
  %w = linop.apply %b, %s : !linop.op<f32 -> 4x6xf32>, tensor<f32> -> tensor<4x6xf32>
  %d = linop.diag %w : tensor<4x6xf32>, !A
  %k = linop.block_diag_for %c in 5 {
    %e = linop.eye : !A
    linop.yield %e : !A
  } : !linop.op<5x4x6xf32 -> 5x4x6xf32>
  return %d, %k : !A, !linop.op<5x4x6xf32 -> 5x4x6xf32>
}

// -----

// The bound of a sum's norm is no factor: here A = I - I is 0.
// CHECK-LABEL: func.func @family_that_cancels
// CHECK: linop.zero
// CHECK-NOT: linop.add_for
func.func @family_that_cancels() -> !linop.op<4xf64 -> 4xf64> {
  %S = arith.constant dense<[1.0, -1.0]> : tensor<2xf64>
  %A = linop.add_for %c in 2 {
    %e = tensor.extract_slice %S[%c] [1] [1] : tensor<2xf64> to tensor<f64>
    %D = linop.scale %e : tensor<f64>, !linop.op<4xf64 -> 4xf64>
    linop.yield %D : !linop.op<4xf64 -> 4xf64>
  } : !linop.op<4xf64 -> 4xf64>
  %H = linop.adjoint %A : (!linop.op<4xf64 -> 4xf64>) -> !linop.op<4xf64 -> 4xf64>
  %P = linop.compose %H, %A : (!linop.op<4xf64 -> 4xf64>, !linop.op<4xf64 -> 4xf64>) -> !linop.op<4xf64 -> 4xf64>
  return %P : !linop.op<4xf64 -> 4xf64>
}

// -----

// The factors of a family are entries of a constant: 1 - 0.5, squared.
// CHECK-LABEL: func.func @family_of_multiples
// CHECK: %[[S:.*]] = arith.constant dense<2.500000e-01> : tensor<f64>
// CHECK: linop.scale %[[S]]
func.func @family_of_multiples() -> !linop.op<4xf64 -> 4xf64> {
  %S = arith.constant dense<[1.0, -0.5]> : tensor<2xf64>
  %A = linop.add_for %c in 2 {
    %e = tensor.extract_slice %S[%c] [1] [1] : tensor<2xf64> to tensor<f64>
    %D = linop.scale %e : tensor<f64>, !linop.op<4xf64 -> 4xf64>
    linop.yield %D : !linop.op<4xf64 -> 4xf64>
  } : !linop.op<4xf64 -> 4xf64>
  %H = linop.adjoint %A : (!linop.op<4xf64 -> 4xf64>) -> !linop.op<4xf64 -> 4xf64>
  %P = linop.compose %H, %A : (!linop.op<4xf64 -> 4xf64>, !linop.op<4xf64 -> 4xf64>) -> !linop.op<4xf64 -> 4xf64>
  return %P : !linop.op<4xf64 -> 4xf64>
}

// -----

// Factors that are params are not known.
// CHECK-LABEL: func.func @family_of_params
// CHECK: linop.add_for
// CHECK: linop.compose
func.func @family_of_params(%S: tensor<2xf64>) -> !linop.op<4xf64 -> 4xf64> {
  %A = linop.add_for %c in 2 {
    %e = tensor.extract_slice %S[%c] [1] [1] : tensor<2xf64> to tensor<f64>
    %D = linop.scale %e : tensor<f64>, !linop.op<4xf64 -> 4xf64>
    linop.yield %D : !linop.op<4xf64 -> 4xf64>
  } : !linop.op<4xf64 -> 4xf64>
  %H = linop.adjoint %A : (!linop.op<4xf64 -> 4xf64>) -> !linop.op<4xf64 -> 4xf64>
  %P = linop.compose %H, %A : (!linop.op<4xf64 -> 4xf64>, !linop.op<4xf64 -> 4xf64>) -> !linop.op<4xf64 -> 4xf64>
  return %P : !linop.op<4xf64 -> 4xf64>
}
