// RUN: proxc-opt %s --convert-solver-to-rt --split-input-file --verify-diagnostics

// A call fits its kernel.

func.func private @k()

solver.program @none method "test" {
  %u = solver.input "u" : tensor<8xf32>
  solver.epilogue {
    // expected-error @+1 {{expects a kernel that is a 'halide.pipeline', found another operation named @k}}
    %v = solver.call @k(%u) planes [1] -> [1] : (tensor<8xf32>) -> tensor<8xf32>
    solver.result "v" = %v : tensor<8xf32>
  }
}

// -----

halide.pipeline @k(%u: tensor<8xf32>) -> tensor<8xf32> {
  %v = halide.func (%i) {
    %a = halide.read %u[%i] : tensor<8xf32>
    halide.yield %a : f32
  } : tensor<8xf32>
  halide.return %v : tensor<8xf32>
}

solver.program @missing method "test" {
  solver.epilogue {
    // expected-error @+1 {{expects its planes to be the arguments and results of its kernel, found '(tensor<8xf32>) -> tensor<8xf32>'}}
    %v = solver.call @k() planes [] -> [1] : () -> tensor<8xf32>
    solver.result "v" = %v : tensor<8xf32>
  }
}

// -----

halide.pipeline @k(%u: tensor<8xf32>) -> tensor<8xf32> {
  %v = halide.func (%i) {
    %a = halide.read %u[%i] : tensor<8xf32>
    halide.yield %a : f32
  } : tensor<8xf32>
  halide.return %v : tensor<8xf32>
}

solver.program @shorter method "test" {
  %u = solver.input "u" : tensor<8xf32>
  solver.epilogue {
    // expected-error @+1 {{expects its planes to be the arguments and results of its kernel}}
    %v = solver.call @k(%u) planes [1] -> [1] : (tensor<8xf32>) -> tensor<4xf32>
    solver.result "v" = %v : tensor<4xf32>
  }
}

// -----

// Arrays are computed by kernels.
solver.program @unfused method "test" {
  solver.epilogue {
    // expected-error @+1 {{cannot be put into memory}}
    %v = solver.map (%i) {
      %one = arith.constant 1.0 : f32
      solver.yield %one : f32
    } : tensor<8xf32>
    solver.result "v" = %v : tensor<8xf32>
  }
}
