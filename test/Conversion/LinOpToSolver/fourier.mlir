// RUN: proxc-opt %s -convert-prox-to-solver -canonicalize -cse | FileCheck %s

// The transform of a real array computes half of the modes; the others are the
// conjugates of what is stored. The adjoint makes the modes Hermitian first.

prox.problem @real {
  %F = linop.fft axes [1] : !linop.op<4x5xf32 -> 4x5xcomplex<f32>>
  linop.export "F" = %F : !linop.op<4x5xf32 -> 4x5xcomplex<f32>>
}

// CHECK-LABEL: solver.program @real
// CHECK: solver.operator @F forward
// CHECK-NEXT: ^bb0(%[[X:.*]]: tensor<4x5xf32>):
// CHECK-NEXT: %[[H:.*]] = solver.fft {{ *}}r2c %[[X]] axes [1] : tensor<4x5xf32> -> tensor<4x3xcomplex<f32>>
// CHECK: %[[STORED:.*]] = arith.cmpi slt
// CHECK: solver.read %[[H]]
// CHECK: arith.select %[[STORED]]
// CHECK: } : tensor<4x5xcomplex<f32>>
// CHECK: solver.operator @F adjoint
// CHECK: complex.conj
// CHECK: complex.add
// CHECK: } : tensor<4x3xcomplex<f32>>
// CHECK: solver.fft {{ *}}c2r %{{.*}} axes [1] : tensor<4x3xcomplex<f32>> -> tensor<4x5xf32>

// Centred transforms of even extents need signs, not moves.
prox.problem @centered {
  %F = linop.fft orthonormal centered axes [0] : !linop.op<8xcomplex<f32> -> 8xcomplex<f32>>
  linop.export "F" = %F : !linop.op<8xcomplex<f32> -> 8xcomplex<f32>>
}

// CHECK-LABEL: solver.program @centered
// CHECK: solver.operator @F forward
// CHECK-NEXT: ^bb0(%[[X:.*]]: tensor<8xcomplex<f32>>):
// CHECK-NEXT: %[[S:.*]] = solver.map (%[[I:.*]]) {
// CHECK: solver.read %[[X]][%[[I]]]
// CHECK: complex.neg
// CHECK: %[[M:.*]] = solver.fft {{ *}}forward %[[S]] axes [0]
// CHECK-NEXT: solver.map (%[[K:.*]]) {
// CHECK: solver.read %[[M]][%[[K]]]
