// RUN: proxc-opt %s -convert-prox-to-solver -canonicalize -cse | FileCheck %s

// A periodic convolution of real arrays is two real transforms and a product;
// the spectrum of the kernel, with 1 / n in it, is made outside of the operator.

prox.problem @blur {
  %k = prox.param "k" : tensor<5x3xf32>
  %C = linop.conv %k axes [0, 1] : tensor<5x3xf32>, !linop.op<8x6xf32 -> 8x6xf32>
  linop.export "C" = %C : !linop.op<8x6xf32 -> 8x6xf32>
}

// CHECK-LABEL: solver.program @blur
// CHECK: %[[K:.*]] = solver.param "k"
// CHECK: %[[E:.*]] = solver.map
// CHECK: solver.read %[[K]]
// CHECK: } : tensor<8x6xf32>
// CHECK: %[[S:.*]] = solver.fft {{ *}}r2c %[[E]] axes [0, 1] : tensor<8x6xf32> -> tensor<8x4xcomplex<f32>>
// CHECK: %[[R:.*]] = solver.map
// CHECK: arith.mulf %{{.*}}, %{{.*}} : f32
// CHECK: } : tensor<8x4xcomplex<f32>>
// CHECK: solver.operator @C forward
// CHECK-NEXT: ^bb0(%[[X:.*]]: tensor<8x6xf32>):
// CHECK-NEXT: %[[F:.*]] = solver.fft {{ *}}r2c %[[X]] axes [0, 1]
// CHECK-NEXT: %[[P:.*]] = solver.map
// CHECK-NEXT: solver.read %[[R]]
// CHECK-NEXT: solver.read %[[F]]
// CHECK-NEXT: complex.mul
// CHECK: %[[Y:.*]] = solver.fft {{ *}}c2r %[[P]] axes [0, 1] : tensor<8x4xcomplex<f32>> -> tensor<8x6xf32>
// CHECK-NEXT: solver.yield %[[Y]]
// CHECK: solver.operator @C adjoint
// CHECK: solver.read %[[R]]
// CHECK-NEXT: complex.conj

// A tiny kernel is a sum over its taps.
prox.problem @tiny {
  %k = prox.param "k" : tensor<3xf32>
  %C = linop.conv %k axes [0] : tensor<3xf32>, !linop.op<8xf32 -> 8xf32>
  linop.export "C" = %C : !linop.op<8xf32 -> 8xf32>
}

// CHECK-LABEL: solver.program @tiny
// CHECK: solver.operator @C forward
// CHECK-NOT: solver.fft
// CHECK: solver.sum (%{{.*}}) in [3] {
// CHECK-NOT: solver.fft
// CHECK: solver.operator @C normal
