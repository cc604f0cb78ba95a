// RUN: proxc-opt %s --solver-hoist-invariants | FileCheck %s

// What depends on params alone goes to setup, on inputs to the prologue; a cheap
// view of an input is computed again in the loop instead of being kept.
// CHECK: solver.setup {
// CHECK:   solver.fft r2c
// CHECK: solver.prologue {
// CHECK:   solver.reduce
// CHECK: solver.iterate
// CHECK-SAME: body {
// CHECK:   solver.map
// CHECK:     solver.read %{{.*}} : tensor<8x6xf32>
// CHECK-NOT: solver.fft
// CHECK: } check {
solver.program @p method "test" {
  %k = solver.param "k" : tensor<8x6xf32>
  %b = solver.input "b" : tensor<8x6xf32>
  %zero = arith.constant dense<0.0> : tensor<8x6xf32>
  %twice = solver.map (%i, %j) {
    %v = solver.read %b[%i, %j] : tensor<8x6xf32>
    %w = arith.addf %v, %v : f32
    solver.yield %w : f32
  } : tensor<8x6xf32>
  %r = solver.iterate (%zero) states ["u"] body {
  ^bb0(%u: tensor<8x6xf32>):
    %spectrum = solver.fft r2c %k axes [0, 1] : tensor<8x6xf32> -> tensor<8x4xcomplex<f32>>
    %size = solver.reduce (%i, %j) in [8, 6] {
      %v = solver.read %b[%i, %j] : tensor<8x6xf32>
      solver.yield %v : f32
    } : tensor<f64>
    %next = solver.map (%i, %j) {
      %h = solver.read %spectrum[%i, %i] : tensor<8x4xcomplex<f32>>
      %re = complex.re %h : complex<f32>
      %n = solver.read %size[] : tensor<f64>
      %m = arith.truncf %n : f64 to f32
      %v = solver.read %u[%i, %j] : tensor<8x6xf32>
      %t = solver.read %twice[%i, %j] : tensor<8x6xf32>
      %s = arith.addf %v, %t : f32
      %x = arith.addf %s, %m : f32
      %y = arith.addf %x, %re : f32
      solver.yield %y : f32
    } : tensor<8x6xf32>
    solver.yield %next : tensor<8x6xf32>
  } check {
  ^bb0(%before: tensor<8x6xf32>, %after: tensor<8x6xf32>):
    solver.verdict [] = () : () -> ()
  } : (tensor<8x6xf32>) -> tensor<8x6xf32>
  solver.epilogue {
    solver.result unknown "u" = %r : tensor<8x6xf32>
  }
}
