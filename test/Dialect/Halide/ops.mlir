// RUN: proxc-opt %s | proxc-opt | FileCheck %s
// RUN: proxc-opt %s --mlir-print-op-generic | proxc-opt | FileCheck %s

// CHECK-LABEL: halide.pipeline @all
// CHECK-SAME: (%[[X:.*]]: tensor<6x8xf32>, %[[Z:.*]]: tensor<6x8xcomplex<f32>>, %[[A:.*]]: f32)
// CHECK-SAME: -> (tensor<6x8xf32> {halide.in_place = 0 : i64}, tensor<f64>, tensor<f64>)
halide.pipeline @all(%x: tensor<6x8xf32>, %z: tensor<6x8xcomplex<f32>>, %a: f32)
    -> (tensor<6x8xf32> {halide.in_place = 0 : i64}, tensor<f64>, tensor<f64>) {
  // CHECK: %[[W:.*]]:2 = halide.func (%[[I:.*]], %[[J:.*]]) schedule <sliding, vector = 8, march = 0> {
  %w:2 = halide.func (%i, %j) schedule <sliding, vector = 8, march = 0> {
    // CHECK: halide.read %[[Z]][%[[I]], %[[J]]] : tensor<6x8xcomplex<f32>>
    %u = halide.read %z[%i, %j] : tensor<6x8xcomplex<f32>>
    %m = complex.abs %u : complex<f32>
    // CHECK: halide.sum (%[[K:.*]]) in [6] {
    %s = halide.sum (%k) in [6] {
      %v = halide.read %x[%k, %j] : tensor<6x8xf32>
      halide.yield %v : f32
    // CHECK: } : f32
    } : f32
    // CHECK: halide.sum max (%{{.*}}) in [8] {
    %t = halide.sum max (%k) in [8] {
      %v = halide.read %x[%i, %k] : tensor<6x8xf32>
      halide.yield %v : f32
    } : f32
    %p = arith.addf %s, %t : f32
    // CHECK: halide.yield %{{.*}}, %{{.*}} : f32, f32
    halide.yield %m, %p : f32, f32
  // CHECK: } : tensor<6x8xf32>, tensor<6x8xf32>
  } : tensor<6x8xf32>, tensor<6x8xf32>
  // CHECK: halide.func (%{{.*}}, %{{.*}}) schedule <root, strip = 16, vector = 8, parallel = true> {
  %o = halide.func (%i, %j) schedule <root, strip = 16, vector = 8, parallel = true> {
    %u = halide.read %w#0[%i, %j] : tensor<6x8xf32>
    %v = halide.read %w#1[%i, %j] : tensor<6x8xf32>
    %p = arith.mulf %a, %u : f32
    %q = arith.addf %p, %v : f32
    halide.yield %q : f32
  } : tensor<6x8xf32>
  // CHECK: %{{.*}}:2 = halide.reduce [sum, max] (%{{.*}}, %{{.*}}) in [6, 8] schedule <root> {
  %n:2 = halide.reduce [sum, max] (%i, %j) in [6, 8] schedule <root> {
    %u = halide.read %z[%i, %j] : tensor<6x8xcomplex<f32>>
    %m = complex.abs %u : complex<f32>
    halide.yield %m, %m : f32, f32
  // CHECK: } : tensor<f64>, tensor<f64>
  } : tensor<f64>, tensor<f64>
  halide.return %o, %n#0, %n#1 : tensor<6x8xf32>, tensor<f64>, tensor<f64>
}
