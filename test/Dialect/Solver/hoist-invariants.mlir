// RUN: proxc-opt %s --solver-hoist-invariants --split-input-file | FileCheck %s
// RUN: proxc-opt %s --solver-hoist-invariants --split-input-file 2>&1 >/dev/null \
// RUN:   | FileCheck %s --check-prefix=REMARK

// REMARK: remark: solver-hoist-invariants: what does not change in the loop's body runs before: 2 steps without any state
// REMARK: remark: solver-hoist-invariants: a cheap view is computed where it is read: no array is kept for it
// REMARK: remark: solver-hoist-invariants: what depends on params alone is setup: 1 step
// REMARK: remark: solver-hoist-invariants: what depends on inputs or the start is prologue: 1 step
// REMARK: remark: solver-hoist-invariants: kept: what does not change in the loop's check runs before: every step depends on the state

// What depends on params alone goes to setup, on inputs to the prologue; a cheap
// view of an input is computed again in the loop instead of being kept.
// CHECK-LABEL: solver.program @p
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

// -----

// What depends on the state, directly or through another step, stays in the loop;
// what depends on an input is no part of the setup, nor is what depends on the
// start.
// CHECK-LABEL: solver.program @kept
// CHECK-NOT: solver.setup
// CHECK: solver.prologue {
// CHECK:   solver.start "u"
// CHECK:   solver.fft r2c
// CHECK:   solver.yield
// CHECK: solver.iterate
// CHECK-SAME: body {
// CHECK:   solver.reduce
// CHECK:   solver.map
// CHECK:   solver.fft c2r
// CHECK: } check {
// CHECK:   solver.reduce
// CHECK:   solver.verdict
solver.program @kept method "test" {
  %b = solver.input "b" : tensor<8xf32>
  %zero = arith.constant dense<0.0> : tensor<8xf32>
  %start = solver.start "u" or %zero : tensor<8xf32>
  %r = solver.iterate (%start) states ["u"] body {
  ^bb0(%u: tensor<8xf32>):
    %spectrum = solver.fft r2c %b axes [0] : tensor<8xf32> -> tensor<5xcomplex<f32>>
    %size = solver.reduce (%i) in [8] {
      %v = solver.read %u[%i] : tensor<8xf32>
      solver.yield %v : f32
    } : tensor<f64>
    %scaled = solver.map (%i) {
      %s = solver.read %size[] : tensor<f64>
      %t = arith.truncf %s : f64 to f32
      %h = solver.read %spectrum[%i] : tensor<5xcomplex<f32>>
      %re = complex.re %h : complex<f32>
      %x = arith.mulf %re, %t : f32
      %y = complex.create %x, %t : complex<f32>
      solver.yield %y : complex<f32>
    } : tensor<5xcomplex<f32>>
    %next = solver.fft c2r %scaled axes [0] : tensor<5xcomplex<f32>> -> tensor<8xf32>
    solver.yield %next : tensor<8xf32>
  } check {
  ^bb0(%before: tensor<8xf32>, %after: tensor<8xf32>):
    %n = solver.reduce (%i) in [8] {
      %v = solver.read %after[%i] : tensor<8xf32>
      solver.yield %v : f32
    } : tensor<f64>
    solver.verdict ["objective"] = (%n) : (tensor<f64>) -> ()
  } : (tensor<8xf32>) -> tensor<8xf32>
  solver.epilogue {
    solver.result unknown "u" = %r : tensor<8xf32>
  }
}

// -----

// What params or inputs must satisfy is looked at as soon as they are there.
// CHECK-LABEL: solver.program @conditions
// CHECK: solver.setup {
// CHECK-NEXT: solver.refuse %[[L:.*]] : tensor<f64>
// CHECK: solver.prologue {
// CHECK-NEXT: solver.refuse %[[S:.*]] : tensor<f64>
solver.program @conditions method "test" {
  %l = solver.param "l" : tensor<f64>
  %s = solver.input "s" : tensor<f64>
  solver.refuse %s : tensor<f64>
  solver.refuse %l : tensor<f64>
  %r = solver.iterate (%s) states ["u"] body {
  ^bb0(%u: tensor<f64>):
    solver.yield %u : tensor<f64>
  } check {
  ^bb0(%before: tensor<f64>, %after: tensor<f64>):
    solver.verdict [] = () : () -> ()
  } : (tensor<f64>) -> (tensor<f64>)
}
