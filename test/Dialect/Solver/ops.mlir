// RUN: proxc-opt %s --verify-roundtrip | FileCheck %s

// Every operation of the dialect prints as it reads.

module {
  // Stands for a compiled kernel.
  func.func private @kernel(tensor<8x6xf32>) -> tensor<2x8x6xf32>

  // CHECK-LABEL: solver.program @everything method "pdhg"
  // CHECK-SAME: options {iterations = 10 : i64, tolerance = 1.000000e-04 : f64}
  // CHECK-SAME: because ["it was asked for"] {
  solver.program @everything method "pdhg" options {iterations = 10 : i64, tolerance = 1.0e-4 : f64} because ["it was asked for"] {
    // CHECK: %[[K:.*]] = solver.param "k" : tensor<8x6xf32>
    %k = solver.param "k" : tensor<8x6xf32>
    // CHECK: solver.param "lambda" default 1.000000e-01 : tensor<f32>
    %lambda = solver.param "lambda" default 0.1 : tensor<f32>
    // CHECK: %[[B:.*]] = solver.input "b" : tensor<8x6xui8>
    %b = solver.input "b" : tensor<8x6xui8>
    %zero = arith.constant dense<0.0> : tensor<8x6xf32>
    %weight = arith.constant dense<1.0> : tensor<f64>
    // CHECK: %[[S:.*]]:2 = solver.setup {
    %s:2 = solver.setup {
      // CHECK: solver.fft r2c %[[K]] axes [0, 1] : tensor<8x6xf32> -> tensor<8x4xcomplex<f32>>
      %f = solver.fft r2c %k axes [0, 1] : tensor<8x6xf32> -> tensor<8x4xcomplex<f32>>
      // CHECK: solver.fft forward %{{.*}} axes [1]
      %g = solver.fft forward %f axes [1] : tensor<8x4xcomplex<f32>> -> tensor<8x4xcomplex<f32>>
      // CHECK: solver.fft backward %{{.*}} axes [1]
      %h = solver.fft backward %g axes [1] : tensor<8x4xcomplex<f32>> -> tensor<8x4xcomplex<f32>>
      // CHECK: solver.fft c2r %{{.*}} axes [0, 1] : tensor<8x4xcomplex<f32>> -> tensor<8x6xf32>
      %i = solver.fft c2r %h axes [0, 1] : tensor<8x4xcomplex<f32>> -> tensor<8x6xf32>
      // CHECK: solver.yield %{{.*}}, %{{.*}} : tensor<8x4xcomplex<f32>>, tensor<8x6xf32>
      solver.yield %h, %i : tensor<8x4xcomplex<f32>>, tensor<8x6xf32>
    } : tensor<8x4xcomplex<f32>>, tensor<8x6xf32>
    // CHECK: %[[P:.*]] = solver.prologue {
    %p = solver.prologue {
      // CHECK: solver.refuse %{{.*}} : tensor<f64>
      solver.refuse %weight : tensor<f64>
      // CHECK: solver.start "u" or %{{.*}} : tensor<8x6xf32>
      %u = solver.start "u" or %zero : tensor<8x6xf32>
      // CHECK: solver.sparse %{{[0-9]+}} {columns = dense<[5, 0, 2]> {{.*}} : tensor<8x6xf32> -> tensor<8x2xf32>
      %y = solver.sparse %u {row_starts = dense<[0, 1, 3]> : tensor<3xi64>, columns = dense<[5, 0, 2]> : tensor<3xi64>, values = dense<[1.0, 2.0, 3.0]> : tensor<3xf32>} : tensor<8x6xf32> -> tensor<8x2xf32>
      // CHECK: solver.sparse adjoint %{{.*}} : tensor<8x2xf32> -> tensor<8x6xf32>
      %x = solver.sparse adjoint %y {row_starts = dense<[0, 1, 3]> : tensor<3xi64>, columns = dense<[5, 0, 2]> : tensor<3xi64>, values = dense<[1.0, 2.0, 3.0]> : tensor<3xf32>} : tensor<8x2xf32> -> tensor<8x6xf32>
      solver.yield %x : tensor<8x6xf32>
    } : tensor<8x6xf32>
    // CHECK: %[[R:.*]]:2 = solver.iterate(%[[P]], %{{.*}}) states ["u", "weight"] body {
    %r:2 = solver.iterate (%p, %weight) states ["u", "weight"] body {
    // CHECK: ^bb0(%[[U:.*]]: tensor<8x6xf32>, %[[W:.*]]: tensor<f64>):
    ^bb0(%u: tensor<8x6xf32>, %w: tensor<f64>):
      // CHECK: %[[KERNEL:.*]]:2 = solver.kernel image 2 {
      %n:2 = solver.kernel image 2 {
        // CHECK: solver.map (%[[I:.*]], %[[J:.*]]) {
        %m = solver.map (%i, %j) {
          // CHECK: solver.read %[[U]][%[[I]], %[[J]]] : tensor<8x6xf32>
          %a = solver.read %u[%i, %j] : tensor<8x6xf32>
          // CHECK: solver.sum (%{{.*}}) in [6] {
          %sum = solver.sum (%q) in [6] {
            %v = solver.read %s#1[%i, %q] : tensor<8x6xf32>
            solver.yield %v : f32
          } : f32
          // CHECK: solver.sum max (%{{.*}}, %{{.*}}) in [2, 3] {
          %max = solver.sum max (%q, %t) in [2, 3] {
            %v = solver.read %s#1[%q, %t] : tensor<8x6xf32>
            solver.yield %v : f32
          } : f32
          %c = arith.addf %a, %sum : f32
          %d = arith.addf %c, %max : f32
          // CHECK: solver.yield %{{.*}} : f32
          solver.yield %d : f32
        // CHECK: } : tensor<8x6xf32>
        } : tensor<8x6xf32>
        // CHECK: solver.reduce max (%{{.*}}, %{{.*}}) in [8, 6] {
        %size = solver.reduce max (%i, %j) in [8, 6] {
          %a = solver.read %m[%i, %j] : tensor<8x6xf32>
          solver.yield %a : f32
        // CHECK: } : tensor<f64>
        } : tensor<f64>
        solver.yield %m, %size : tensor<8x6xf32>, tensor<f64>
      // CHECK: } : tensor<8x6xf32>, tensor<f64>
      } : tensor<8x6xf32>, tensor<f64>
      // CHECK: solver.yield %[[KERNEL]]#0, %[[W]]
      solver.yield %n#0, %w : tensor<8x6xf32>, tensor<f64>
    // CHECK: } check {
    } check {
    ^bb0(%u0: tensor<8x6xf32>, %w0: tensor<f64>, %u1: tensor<8x6xf32>, %w1: tensor<f64>):
      // CHECK: solver.reduce (%{{.*}}, %{{.*}}) in [8, 6] {
      %size = solver.reduce sum (%i, %j) in [8, 6] {
        %a = solver.read %u1[%i, %j] : tensor<8x6xf32>
        solver.yield %a : f32
      } : tensor<f64>
      // CHECK: solver.verdict ["objective"] = (%{{.*}}) states %{{.*}} : (tensor<f64>) -> tensor<f64>
      solver.verdict ["objective"] = (%size) states %w1 : (tensor<f64>) -> tensor<f64>
    // CHECK: } : (tensor<8x6xf32>, tensor<f64>) -> (tensor<8x6xf32>, tensor<f64>)
    } : (tensor<8x6xf32>, tensor<f64>) -> (tensor<8x6xf32>, tensor<f64>)
    // CHECK: solver.epilogue {
    solver.epilogue {
      // CHECK: %[[C:.*]] = solver.call @kernel(%[[R]]#0) planes [1] -> [2] : (tensor<8x6xf32>) -> tensor<2x8x6xf32>
      %c = solver.call @kernel(%r#0) planes [1] -> [2] : (tensor<8x6xf32>) -> tensor<2x8x6xf32>
      // CHECK: solver.result unknown "u" = %[[R]]#0 : tensor<8x6xf32>
      solver.result unknown "u" = %r#0 : tensor<8x6xf32>
      // CHECK: builtin.unrealized_conversion_cast %{{.*}} : i8 to ui8
      %stored = solver.map (%i) {
        %v = arith.constant 7 : i8
        %w = builtin.unrealized_conversion_cast %v : i8 to ui8
        solver.yield %w : ui8
      } : tensor<4xui8>
      // CHECK: solver.result "edges" = %[[C]] : tensor<2x8x6xf32>
      solver.result "edges" = %c : tensor<2x8x6xf32>
      // CHECK: solver.metric "objective" = %{{.*}} : tensor<f64>
      solver.metric "objective" = %weight : tensor<f64>
    }
    // CHECK: solver.operator @A adjoint {
    solver.operator @A adjoint {
    // CHECK: ^bb0(%[[X:.*]]: tensor<4xf64>):
    ^bb0(%x: tensor<4xf64>):
      // CHECK: solver.yield %[[X]] : tensor<4xf64>
      solver.yield %x : tensor<4xf64>
    }
  }
}
