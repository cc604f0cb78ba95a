// RUN: proxc-opt %s -solver-demote-precision -split-input-file -verify-diagnostics | FileCheck %s

// Options belong to the compiler and stay.
// CHECK-LABEL: solver.program @program
// CHECK-SAME: options {tolerance = 1.000000e-04 : f64}
// expected-remark @+1 {{solver-demote-precision: f64 becomes f32, sums of arrays with compensation: the target has no f64 arithmetic: 15 values, 9 constants, 1 sums}}
solver.program @program method "pdhg" options {tolerance = 1.0e-4 : f64} {
  // The smallest and the largest number that f32 holds well, in place of 0 and
  // of infinity.
  // CHECK: arith.constant 1.17549435E-38 : f32
  %tiny = arith.constant 1.0e-300 : f64
  // CHECK: arith.constant -3.40282347E+38 : f32
  %large = arith.constant -1.0e300 : f64
  // CHECK: arith.constant 0x7F800000 : f32
  %infinite = arith.constant 0x7FF0000000000000 : f64
  // CHECK: arith.constant 0.000000e+00 : f32
  %zero = arith.constant 0.0 : f64
  // CHECK: arith.constant 1.000000e-01 : f32
  %narrow = arith.constant 0.1 : f32
  // CHECK: arith.constant dense<[1.000000e-01, 2.000000e+00]> : tensor<2xf32>
  %list = arith.constant dense<[0.1, 2.0]> : tensor<2xf64>
  // CHECK: arith.constant dense<5.000000e-01> : tensor<f32>
  %splat = arith.constant dense<0.5> : tensor<f64>
  // CHECK: arith.constant dense<(1.000000e+00,-2.000000e+00)> : tensor<3xcomplex<f32>>
  %complexes = arith.constant dense<(1.0, -2.0)> : tensor<3xcomplex<f64>>
  // CHECK: complex.constant [1.000000e+00 : f32, 2.000000e+00 : f32] : complex<f32>
  %complex = complex.constant [1.0 : f64, 2.0 : f64] : complex<f64>
  // CHECK: arith.constant dense_resource<table_f32> : tensor<2xf32>
  %blob = arith.constant dense_resource<table> : tensor<2xf64>
  // A default is read as it is written.
  // CHECK: solver.param "lambda" default 1.000000e-01 : tensor<f32>
  %lambda = solver.param "lambda" default 1.0e-1 : tensor<f32>
  // CHECK: %[[B:.*]] = solver.input "b" : tensor<4xf32>
  %b = solver.input "b" : tensor<4xf32>

  // CHECK: %[[N:.*]] = solver.prologue
  %n = solver.prologue {
    // CHECK-NEXT: %[[SUM:.*]] = solver.reduce (%[[I:.*]]) in [4] {
    %sum = solver.reduce (%i) in [4] {
      // No conversion is left.
      // CHECK-NEXT: %[[V:.*]] = solver.read %[[B]][%[[I]]] : tensor<4xf32>
      // CHECK-NEXT: %[[W:.*]] = arith.mulf %[[V]], %[[V]] : f32
      // CHECK-NEXT: solver.yield %[[W]] : f32
      %v = solver.read %b[%i] : tensor<4xf32>
      %wide = arith.extf %v : f32 to f64
      %w = arith.mulf %wide, %wide : f64
      solver.yield %w : f64
    // CHECK-NEXT: } : tensor<f32>
    } : tensor<f64>
    // CHECK-NEXT: solver.yield %[[SUM]] : tensor<f32>
    solver.yield %sum : tensor<f64>
  // CHECK-NEXT: } : tensor<f32>
  } : tensor<f64>

  // CHECK: %[[U:.*]] = solver.map (%[[J:.*]]) {
  %u = solver.map (%i) {
    // CHECK-NEXT: %[[A:.*]] = solver.read %[[N]][] : tensor<f32>
    // CHECK-NEXT: %[[C:.*]] = solver.read %[[B]][%[[J]]] : tensor<4xf32>
    // CHECK-NEXT: %[[D:.*]] = arith.divf %[[C]], %[[A]] : f32
    // CHECK-NEXT: solver.yield %[[D]] : f32
    %a = solver.read %n[] : tensor<f64>
    %c = solver.read %b[%i] : tensor<4xf32>
    %r = arith.truncf %a : f64 to f32
    %d = arith.divf %c, %r : f32
    solver.yield %d : f32
  } : tensor<4xf32>

  // CHECK: solver.iterate(%[[U]], %[[N]])
  // CHECK: ^bb0(%{{.*}}: tensor<4xf32>, %{{.*}}: tensor<f32>):
  // CHECK: ^bb0(%{{.*}}: tensor<4xf32>, %{{.*}}: tensor<f32>, %{{.*}}: tensor<4xf32>, %[[STEP:.*]]: tensor<f32>):
  // CHECK-NEXT: solver.verdict ["objective"] = (%[[STEP]]) states %[[STEP]] : (tensor<f32>) -> tensor<f32>
  %end:2 = solver.iterate(%u, %n) states ["u", "step"] body {
  ^bb0(%now: tensor<4xf32>, %step: tensor<f64>):
    solver.yield %now, %step : tensor<4xf32>, tensor<f64>
  } check {
  ^bb0(%before: tensor<4xf32>, %old: tensor<f64>, %after: tensor<4xf32>, %step: tensor<f64>):
    solver.verdict ["objective"] = (%step) states %step : (tensor<f64>) -> tensor<f64>
  } : (tensor<4xf32>, tensor<f64>) -> (tensor<4xf32>, tensor<f64>)
  // CHECK: solver.epilogue
  solver.epilogue {
    // CHECK: solver.metric "objective" = %{{.*}} : tensor<f32>
    solver.result unknown "u" = %end#0 : tensor<4xf32>
    solver.metric "objective" = %end#1 : tensor<f64>
  }
}

{-#
  dialect_resources: {
    builtin: {
      // 1.0 and -2.0
      table: "0x08000000000000000000F03F00000000000000C0"
    }
  }
#-}

// -----

solver.program @input method "pdhg" {
  // expected-error @below {{the target has no f64 arithmetic, but input 'b' has entries of f64; declare it with f32}}
  %b = solver.input "b" : tensor<4xf64>
}

// -----

solver.program @param method "pdhg" {
  // expected-error @below {{the target has no f64 arithmetic, but param 'k' has entries of f64; declare it with f32}}
  %k = solver.param "k" : tensor<4xcomplex<f64>>
}

// -----

solver.program @unknown method "pdhg" {
  %zero = arith.constant dense<0.0> : tensor<4xf64>
  solver.epilogue {
    // expected-error @below {{but unknown 'u' has entries of f64}}
    solver.result unknown "u" = %zero : tensor<4xf64>
  }
}

// -----

solver.program @out method "pdhg" {
  %zero = arith.constant dense<0.0> : tensor<4xf64>
  solver.epilogue {
    // expected-error @below {{but out 's' has entries of f64}}
    solver.result "s" = %zero : tensor<4xf64>
  }
}

// -----

solver.program @export method "pdhg" {
  // expected-error @below {{but an end of operator 'A' has entries of f64}}
  solver.operator @A forward {
  ^bb0(%x: tensor<4xf64>):
    solver.yield %x : tensor<4xf64>
  }
}
