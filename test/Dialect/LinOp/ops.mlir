// RUN: proxc-opt %s | proxc-opt | FileCheck %s
// RUN: proxc-opt %s --mlir-print-op-generic | proxc-opt | FileCheck %s

// Every operation prints as it parses.

!A = !linop.op<4x6xf32 -> 4x6xf32>

// CHECK-LABEL: func.func @leaves(
// CHECK-SAME: !linop.op<f32 -> 2x3xcomplex<f64>>
func.func @leaves(%rank0: !linop.op<f32 -> 2x3xcomplex<f64>>, %s: tensor<f64>, %w: tensor<4x6xf32>, %k: tensor<3x3xf32>) {
  // CHECK: linop.eye : <4x6xf32 -> 4x6xf32>
  %0 = linop.eye : !A
  // CHECK: linop.zero : <4x6xf32 -> 2xf64>
  %1 = linop.zero : !linop.op<4x6xf32 -> 2xf64>
  // CHECK: linop.one : <4x6xf32 -> 2xf32>
  %2 = linop.one : !linop.op<4x6xf32 -> 2xf32>
  // CHECK: linop.scale %{{.*}} : tensor<f64>, <4x6xf32 -> 4x6xf32>
  %3 = linop.scale %s : tensor<f64>, !A
  // CHECK: linop.diag %{{.*}} : tensor<4x6xf32>, <4x6xf32 -> 4x6xf32>
  %4 = linop.diag %w : tensor<4x6xf32>, !A
  // CHECK: linop.cast : <4x6xf32 -> 4x6xcomplex<f32>>
  %5 = linop.cast : !linop.op<4x6xf32 -> 4x6xcomplex<f32>>
  // CHECK: linop.conv %{{.*}} axes [0, 1] : tensor<3x3xf32>, <4x6xf32 -> 4x6xf32>
  %6 = linop.conv %k axes [0, 1] : tensor<3x3xf32>, !A
  // CHECK: linop.conv %{{.*}} axes [0, 1] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<3x3xf32>, <4x6xf32 -> 2x4xf32>
  %7 = linop.conv %k axes [0, 1] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<3x3xf32>, !linop.op<4x6xf32 -> 2x4xf32>
  // CHECK: linop.grad axes [0, 1] spacing [1.000000e+00, 2.000000e+00] {scheme = #linop.scheme<central>} : <4x6xf32 -> 2x4x6xf32>
  %8 = linop.grad axes [0, 1] spacing [1.0, 2.0] {scheme = #linop.scheme<central>} : !linop.op<4x6xf32 -> 2x4x6xf32>
  // CHECK: linop.diff axis 1 spacing 1.000000e+00 {boundary = #linop.boundary<periodic>} : <4x6xf32 -> 4x6xf32>
  %9 = linop.diff axis 1 spacing 1.0 {boundary = #linop.boundary<periodic>} : !A
  // CHECK: linop.fft inverse orthonormal centered axes [1] : <4x6xf32 -> 4x6xcomplex<f32>>
  %10 = linop.fft inverse orthonormal centered axes [1] : !linop.op<4x6xf32 -> 4x6xcomplex<f32>>
  // CHECK: linop.pad low [0, 1] high [2, 0] : <4x6xf32 -> 6x7xf32>
  %11 = linop.pad low [0, 1] high [2, 0] : !linop.op<4x6xf32 -> 6x7xf32>
  // CHECK: linop.crop offsets [1, 2] sizes [3, 4] : <4x6xf32 -> 3x4xf32>
  %12 = linop.crop offsets [1, 2] sizes [3, 4] : !linop.op<4x6xf32 -> 3x4xf32>
  // CHECK: linop.subsample steps [2, -1] : <4x6xf32 -> 2x6xf32>
  %13 = linop.subsample steps [2, -1] : !linop.op<4x6xf32 -> 2x6xf32>
  // CHECK: linop.reshape : <4x6xf32 -> 24xf32>
  %14 = linop.reshape : !linop.op<4x6xf32 -> 24xf32>
  // CHECK: linop.transpose order [1, 0] : <4x6xf32 -> 6x4xf32>
  %15 = linop.transpose order [1, 0] : !linop.op<4x6xf32 -> 6x4xf32>
  // CHECK: linop.broadcast axes [1, 2] : <4x6xf32 -> 2x4x6xf32>
  %16 = linop.broadcast axes [1, 2] : !linop.op<4x6xf32 -> 2x4x6xf32>
  // CHECK: linop.sparse <1 x 2, dense<[0, 1]> : tensor<2xi64>, dense<1> : tensor<1xi64>, dense<3.000000e+00> : tensor<1xf32>> : <2xf32 -> 1xf32>
  %17 = linop.sparse <1 x 2, dense<[0, 1]> : tensor<2xi64>, dense<1> : tensor<1xi64>, dense<3.0> : tensor<1xf32>> : !linop.op<2xf32 -> 1xf32>
  // CHECK: linop.index_map weights %{{.*}} : tensor<4x6xf32> source [0, 1] mul [-1, 1] offset [3, 0] div [1, 1] : <4x6xf32 -> 4x6xf32>
  %18 = linop.index_map weights %w : tensor<4x6xf32> source [0, 1] mul [-1, 1] offset [3, 0] div [1, 1] : !A
  return
}

// CHECK-LABEL: func.func @compositions
func.func @compositions(%A: !A, %B: !A, %x: tensor<4x6xf32>) -> tensor<4x6xf32> {
  // CHECK: linop.compose %{{.*}}, %{{.*}} : (!linop.op<4x6xf32 -> 4x6xf32>, !linop.op<4x6xf32 -> 4x6xf32>) -> !linop.op<4x6xf32 -> 4x6xf32>
  %0 = linop.compose %A, %B : (!A, !A) -> !A
  // CHECK: linop.add
  %1 = linop.add %A, %B : (!A, !A) -> !A
  // CHECK: linop.adjoint
  %2 = linop.adjoint %A : (!A) -> !A
  // CHECK: linop.vstack %{{.*}}, %{{.*}} {axis = 1 : i64}
  %3 = linop.vstack %A, %B {axis = 1} : (!A, !A) -> !linop.op<4x6xf32 -> 4x2x6xf32>
  // CHECK: linop.hstack
  %4 = linop.hstack %A, %B : (!A, !A) -> !linop.op<2x4x6xf32 -> 4x6xf32>
  // CHECK: linop.block_diag
  %5 = linop.block_diag %A, %B : (!A, !A) -> !linop.op<2x4x6xf32 -> 2x4x6xf32>
  // CHECK: linop.concat
  %6 = linop.concat %A, %B : (!A, !A) -> !linop.op<4x6xf32 -> 8x6xf32>
  // CHECK: linop.block_diag_for %{{.*}} in 3 {
  // CHECK-NEXT: linop.yield %{{.*}} : <4x6xf32 -> 4x6xf32>
  // CHECK-NEXT: } : !linop.op<3x4x6xf32 -> 3x4x6xf32>
  %7 = linop.block_diag_for %c in 3 {
    linop.yield %A : !A
  } : !linop.op<3x4x6xf32 -> 3x4x6xf32>
  // CHECK: linop.export "A" = %{{.*}} : <4x6xf32 -> 4x6xf32>
  linop.export "A" = %A : !A
  // CHECK: linop.apply %{{.*}}, %{{.*}} : <4x6xf32 -> 4x6xf32>, tensor<4x6xf32> -> tensor<4x6xf32>
  %y = linop.apply %0, %x : !A, tensor<4x6xf32> -> tensor<4x6xf32>
  return %y : tensor<4x6xf32>
}
