// RUN: proxc-opt %s -convert-prox-to-solver -canonicalize -cse | FileCheck %s

// Differences read at clamped offsets; components are selected by the index of
// the leading axis; nothing is read outside.

prox.problem @gradient {
  %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<4x6xf32 -> 2x4x6xf32>
  linop.export "D" = %D : !linop.op<4x6xf32 -> 2x4x6xf32>
}

// CHECK-LABEL: solver.program @gradient
// CHECK-DAG: %[[LASTX:.*]] = arith.constant 5 : index
// CHECK-DAG: %[[LASTY:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: solver.operator @D forward
// CHECK-NEXT: ^bb0(%[[X:.*]]: tensor<4x6xf32>):
// CHECK: solver.map (%[[D:.*]], %[[I:.*]], %[[J:.*]]) {
// CHECK: %[[RIGHT:.*]] = arith.minsi %{{.*}}, %[[LASTX]] : index
// CHECK: %[[A:.*]] = solver.read %[[X]][%[[I]], %[[RIGHT]]]
// CHECK: %[[HERE:.*]] = solver.read %[[X]][%[[I]], %[[J]]]
// CHECK: %[[DX:.*]] = arith.subf %[[A]], %[[HERE]] : f32
// CHECK: %[[BELOW:.*]] = arith.minsi %{{.*}}, %[[LASTY]] : index
// CHECK: %[[B:.*]] = solver.read %[[X]][%[[BELOW]], %[[J]]]
// CHECK: %[[DY:.*]] = arith.subf %[[B]], %[[HERE]] : f32
// CHECK: %[[ISY:.*]] = arith.cmpi eq, %[[D]], %[[C0]] : index
// CHECK: arith.select %[[ISY]], %[[DY]], %[[DX]] : f32
// CHECK: } : tensor<2x4x6xf32>

// The adjoint reads each component once here and once before.
// CHECK: solver.operator @D adjoint
// CHECK-NEXT: ^bb0(%[[Y:.*]]: tensor<2x4x6xf32>):
// CHECK: solver.map (%[[I:.*]], %[[J:.*]]) {
// CHECK: %[[HERE:.*]] = solver.read %[[Y]][%[[C0]], %[[I]], %[[J]]]
// CHECK: %[[BEFORE:.*]] = solver.read %[[Y]][%[[C0]], %{{.*}}, %[[J]]]
// CHECK: %[[FIRST:.*]] = arith.cmpi eq, %[[I]], %[[C0]] : index
// CHECK: %[[P:.*]] = arith.select %[[FIRST]], %[[ZERO]], %[[BEFORE]] : f32
// CHECK: %[[LAST:.*]] = arith.cmpi eq, %[[I]], %[[LASTY]] : index
// CHECK: %[[Q:.*]] = arith.select %[[LAST]], %[[ZERO]], %[[HERE]] : f32
// CHECK: arith.subf %[[P]], %[[Q]] : f32
// CHECK: } : tensor<4x6xf32>

prox.problem @periodic {
  %D = linop.diff axis 0 spacing 2.0 {boundary = #linop.boundary<periodic>} : !linop.op<5xf32 -> 5xf32>
  linop.export "D" = %D : !linop.op<5xf32 -> 5xf32>
}

// What wraps is selected by value: the interior reads a plain offset.
// CHECK-LABEL: solver.program @periodic
// CHECK: solver.operator @D forward
// CHECK: %[[NEXT:.*]] = solver.read %{{.*}}[%{{.*}}] : tensor<5xf32>
// CHECK: %[[FIRST:.*]] = solver.read %{{.*}}[%c0] : tensor<5xf32>
// CHECK: %[[AT:.*]] = arith.cmpi eq, %{{.*}}, %c4 : index
// CHECK: arith.select %[[AT]], %[[FIRST]], %[[NEXT]] : f32
