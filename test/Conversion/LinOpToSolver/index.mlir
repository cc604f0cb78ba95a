// RUN: proxc-opt %s -convert-prox-to-solver -canonicalize -cse | FileCheck %s

// Operators that move entries are one map in either direction.

prox.problem @pad {
  %P = linop.pad low [0, 2] high [0, 1] : !linop.op<4x5xf32 -> 4x8xf32>
  linop.export "P" = %P : !linop.op<4x5xf32 -> 4x8xf32>
}

// Only the padded axis has a condition.
// CHECK-LABEL: solver.program @pad
// CHECK: solver.operator @P forward
// CHECK: solver.map (%[[I:.*]], %[[J:.*]]) {
// CHECK: %[[AT:.*]] = arith.addi %[[J]], %{{.*}} : index
// CHECK-DAG: arith.cmpi sge, %[[AT]], %c0 : index
// CHECK-DAG: arith.cmpi slt, %[[AT]], %c5 : index
// CHECK: solver.read %{{.*}}[%[[I]], %{{.*}}] : tensor<4x5xf32>
// CHECK-NEXT: arith.select %{{.*}}, %{{.*}}, %{{.*}} : f32
// CHECK: solver.operator @P adjoint
// CHECK: solver.map (%[[I:.*]], %[[J:.*]]) {
// CHECK-NEXT: %[[AT:.*]] = arith.addi %[[J]], %{{.*}} : index
// CHECK-NEXT: %[[Y:.*]] = solver.read %{{.*}}[%[[I]], %[[AT]]]
// CHECK-NEXT: solver.yield %[[Y]]

// A reshape divides along the axes that it splits only.
prox.problem @reshape {
  %R = linop.reshape : !linop.op<3x10x7xf32 -> 3x2x5x7xf32>
  linop.export "R" = %R : !linop.op<3x10x7xf32 -> 3x2x5x7xf32>
}

// CHECK-LABEL: solver.program @reshape
// CHECK: solver.operator @R forward
// CHECK: solver.map (%[[A:.*]], %[[B:.*]], %[[C:.*]], %[[D:.*]]) {
// CHECK-NEXT: %[[M:.*]] = arith.muli %[[B]], %c5 : index
// CHECK-NEXT: %[[N:.*]] = arith.addi %[[M]], %[[C]] : index
// CHECK-NEXT: solver.read %{{.*}}[%[[A]], %[[N]], %[[D]]] : tensor<3x10x7xf32>
