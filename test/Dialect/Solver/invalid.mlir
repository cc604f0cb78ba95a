// RUN: proxc-opt %s --split-input-file --verify-diagnostics

solver.program @p method "test" {
  %b = solver.input "b" : tensor<8x6xf32>
  solver.epilogue {
    // expected-error @+1 {{expects a body over 2 indices, found 1 arguments}}
    %a = solver.map (%i) {
      %z = arith.constant 0.0 : f32
      solver.yield %z : f32
    } : tensor<8x6xf32>
    solver.result unknown "u" = %a : tensor<8x6xf32>
  }
}

// -----

solver.program @p method "test" {
  %b = solver.input "b" : tensor<8x6xf32>
  solver.epilogue {
    %a = solver.map (%i, %j) {
      // expected-error @+1 {{expects 2 indices for 'tensor<8x6xf32>', found 1}}
      %v = solver.read %b[%i] : tensor<8x6xf32>
      solver.yield %v : f32
    } : tensor<8x6xf32>
    solver.result unknown "u" = %a : tensor<8x6xf32>
  }
}

// -----

solver.program @p method "test" {
  %b = solver.input "b" : tensor<8x6xf32>
  solver.epilogue {
    // expected-error @+1 {{expects an extent of 4 along axis 1, found 6}}
    %f = solver.fft r2c %b axes [0, 1] : tensor<8x6xf32> -> tensor<8x6xcomplex<f32>>
    solver.result unknown "u" = %b : tensor<8x6xf32>
  }
}
