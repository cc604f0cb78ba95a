// RUN: proxc-opt %s --split-input-file --verify-diagnostics

solver.program @p method "test" {
  %b = solver.input "b" : tensor<8x6xf32>
  solver.epilogue {
    // expected-error @+1 {{expects an extent of 4 along axis 1, found 6}}
    %f = solver.fft r2c %b axes [0, 1] : tensor<8x6xf32> -> tensor<8x6xcomplex<f32>>
    solver.result unknown "u" = %b : tensor<8x6xf32>
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects different axes, found [0, 0]}}
    %f = solver.fft r2c %u axes [0, 0] : tensor<4xf32> -> tensor<3xcomplex<f32>>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects arrays of one precision, found 'tensor<4xf32>' -> 'tensor<3xcomplex<f64>>'}}
    %f = solver.fft r2c %u axes [0] : tensor<4xf32> -> tensor<3xcomplex<f64>>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects columns from 0 to 3, found 77}}
    %s = solver.sparse %u {row_starts = dense<[0, 1, 2]> : tensor<3xi64>, columns = dense<[0, 77]> : tensor<2xi64>, values = dense<[1.0, 2.0]> : tensor<2xf32>} : tensor<4xf32> -> tensor<2xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects row starts that ascend from 0 to 2, the number of values}}
    %s = solver.sparse %u {row_starts = dense<[0, 5, 2]> : tensor<3xi64>, columns = dense<[0, 3]> : tensor<2xi64>, values = dense<[1.0, 2.0]> : tensor<2xf32>} : tensor<4xf32> -> tensor<2xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects 10 row starts, one more than rows, found 3}}
    %s = solver.sparse %u {row_starts = dense<[0, 1, 2]> : tensor<3xi64>, columns = dense<[0, 3]> : tensor<2xi64>, values = dense<[1.0, 2.0]> : tensor<2xf32>} : tensor<4xf32> -> tensor<9xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects one column a value, found 1 for 2 values}}
    %s = solver.sparse %u {row_starts = dense<[0, 1, 2]> : tensor<3xi64>, columns = dense<[0]> : tensor<1xi64>, values = dense<[1.0, 2.0]> : tensor<2xf32>} : tensor<4xf32> -> tensor<2xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects input and result of one element type, found 'tensor<4xf32>' -> 'tensor<2xf64>'}}
    %s = solver.sparse %u {row_starts = dense<[0, 1, 2]> : tensor<3xi64>, columns = dense<[0, 3]> : tensor<2xi64>, values = dense<[1.0, 2.0]> : tensor<2xf32>} : tensor<4xf32> -> tensor<2xf64>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects values that are real, or complex with complex arrays, found 'complex<f32>' for 'tensor<4xf32>'}}
    %s = solver.sparse %u {row_starts = dense<[0, 1, 2]> : tensor<3xi64>, columns = dense<[0, 3]> : tensor<2xi64>, values = dense<[(1.0, 0.0), (2.0, 0.0)]> : tensor<2xcomplex<f32>>} : tensor<4xf32> -> tensor<2xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects vectors along the last axes of arrays that are equal else, found 'tensor<4xf32>' -> 'tensor<1x2xf32>'}}
    %s = solver.sparse %u {row_starts = dense<[0, 1, 2]> : tensor<3xi64>, columns = dense<[0, 3]> : tensor<2xi64>, values = dense<[1.0, 2.0]> : tensor<2xf32>} : tensor<4xf32> -> tensor<1x2xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects row starts and columns of i64, found 'i16'}}
    %s = solver.sparse %u {row_starts = dense<[0, 1, 2]> : tensor<3xi16>, columns = dense<[0, 3]> : tensor<2xi16>, values = dense<[1.0, 2.0]> : tensor<2xf32>} : tensor<4xf32> -> tensor<2xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects one number of planes for each of its 1 operands, found 0}}
    %r = solver.call @k(%u) planes [] -> [1] : (tensor<4xf32>) -> tensor<4xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects one number of planes for each of its 1 results, found 0}}
    %r = solver.call @k(%u) planes [1] -> [] : (tensor<4xf32>) -> tensor<4xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects planes that are entries of leading axes, found 3 planes of 'tensor<4xf32>'}}
    %r = solver.call @k(%u) planes [3] -> [1] : (tensor<4xf32>) -> tensor<4xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects a kernel beside its program, found nothing named @nothing}}
    %r = solver.call @nothing(%u) planes [1] -> [1] : (tensor<4xf32>) -> tensor<4xf32>
    solver.yield
  }
}

// -----

func.func private @k()

solver.program @p method "test" {
  %u = solver.input "u" : tensor<0xf32>
  solver.prologue {
    // expected-error @+1 {{expects planes that are entries of leading axes, found 0 planes of 'tensor<0xf32>'}}
    %r = solver.call @k(%u) planes [0] -> [1] : (tensor<0xf32>) -> tensor<4xf32>
    solver.yield
  }
}
