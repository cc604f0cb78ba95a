// RUN: proxc-opt %s -convert-prox-to-solver -canonicalize -cse | FileCheck %s

// The body of a family is lowered once, whatever its length; arrays indexed by
// the family are read where they lie.

prox.problem @sense {
  %S = prox.param "S" : tensor<32x8x6xcomplex<f32>>
  %A = linop.vstack_for %c in 32 {
    %s = tensor.extract_slice %S[%c, 0, 0] [1, 8, 6] [1, 1, 1] : tensor<32x8x6xcomplex<f32>> to tensor<8x6xcomplex<f32>>
    %d = linop.diag %s : tensor<8x6xcomplex<f32>>, !linop.op<8x6xcomplex<f32> -> 8x6xcomplex<f32>>
    %f = linop.fft axes [0, 1] : !linop.op<8x6xcomplex<f32> -> 8x6xcomplex<f32>>
    %m = linop.compose %f, %d : (!linop.op<8x6xcomplex<f32> -> 8x6xcomplex<f32>>, !linop.op<8x6xcomplex<f32> -> 8x6xcomplex<f32>>) -> !linop.op<8x6xcomplex<f32> -> 8x6xcomplex<f32>>
    linop.yield %m : !linop.op<8x6xcomplex<f32> -> 8x6xcomplex<f32>>
  } : !linop.op<8x6xcomplex<f32> -> 32x8x6xcomplex<f32>>
  linop.export "A" = %A : !linop.op<8x6xcomplex<f32> -> 32x8x6xcomplex<f32>>
}

// CHECK-LABEL: solver.program @sense
// CHECK: %[[S:.*]] = solver.param "S"
// CHECK-NOT: solver.map
// CHECK: solver.operator @A forward
// CHECK-NEXT: ^bb0(%[[X:.*]]: tensor<8x6xcomplex<f32>>):
// CHECK-NEXT: %[[P:.*]] = solver.map (%[[C:.*]], %[[I:.*]], %[[J:.*]]) {
// CHECK-NEXT: %[[W:.*]] = solver.read %[[S]][%[[C]], %[[I]], %[[J]]]
// CHECK-NEXT: %[[A:.*]] = solver.read %[[X]][%[[I]], %[[J]]]
// CHECK-NEXT: complex.mul %[[W]], %[[A]]
// CHECK: } : tensor<32x8x6xcomplex<f32>>
// CHECK-NEXT: solver.fft {{ *}}forward %[[P]] axes [1, 2]
// CHECK: solver.operator @A adjoint
// CHECK: solver.fft {{ *}}backward %{{.*}} axes [1, 2]
// CHECK: solver.sum (%{{.*}}) in [32] {
