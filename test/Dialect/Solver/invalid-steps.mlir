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
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects a non-empty block}}
    %m = "solver.map"() ({
    ^bb0(%i: index):
    }) : () -> tensor<4xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects its body to yield 'f32', found 'f64'}}
    %m = solver.map (%i) {
      %z = arith.constant 0.0 : f64
      solver.yield %z : f64
    } : tensor<4xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects its body to hold reads, sums and operations of arith, math and complex on numbers}}
    %m = solver.map (%i) {
      %c = arith.constant true
      // expected-note @+1 {{found 'scf.if'}}
      %v = scf.if %c -> f32 {
        %x = solver.read %u[%i] : tensor<4xf32>
        scf.yield %x : f32
      } else {
        %z = arith.constant 0.0 : f32
        scf.yield %z : f32
      }
      solver.yield %v : f32
    } : tensor<4xf32>
    solver.yield
  }
}

// -----

func.func @outside(%n: f32) {
  // expected-error @+1 {{expects numbers from outside of its body to be constants, found one of type 'f32'}}
  %m = solver.map (%i) {
    solver.yield %n : f32
  } : tensor<4xf32>
  return
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    %m = solver.map (%i) {
      %nine = arith.constant 9 : index
      // expected-error @+1 {{expects indices from 0 to 3 along axis 0, found 9}}
      %x = solver.read %u[%nine] : tensor<4xf32>
      solver.yield %x : f32
    } : tensor<4xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    %m = solver.map (%i) {
      // expected-error @+1 {{expects extents of at least 1, found -3}}
      %s = solver.sum (%k) in [-3] {
        %x = solver.read %u[%i] : tensor<4xf32>
        solver.yield %x : f32
      } : f32
      solver.yield %s : f32
    } : tensor<4xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    %m = solver.map (%i) {
      // expected-error @+1 {{expects a maximum of real numbers, found 'complex<f32>'}}
      %s = solver.sum max (%k) in [3] {
        %x = complex.constant [0.0 : f32, 1.0 : f32] : complex<f32>
        solver.yield %x : complex<f32>
      } : complex<f32>
      solver.yield %s : complex<f32>
    } : tensor<4xcomplex<f32>>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects a result of rank 0 that is real, found 'tensor<4xf32>'}}
    %m = solver.reduce (%i) in [4] {
      %x = solver.read %u[%i] : tensor<4xf32>
      solver.yield %x : f32
    } : tensor<4xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects its body to yield a real number no wider than its result, found 'f64'}}
    %m = solver.reduce (%i) in [4] {
      %x = arith.constant 1.0 : f64
      solver.yield %x : f64
    } : tensor<f32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects an image of rank 7 in all outputs, found one over [4]}}
    %k = solver.kernel image 7 {
      %m = solver.map (%i) {
        %x = solver.read %u[%i] : tensor<4xf32>
        solver.yield %x : f32
      } : tensor<4xf32>
      solver.yield %m : tensor<4xf32>
    } : tensor<4xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects an image of rank 0 or more, found -1}}
    %k = solver.kernel image -1 {
      %m = solver.map (%i) {
        %x = solver.read %u[%i] : tensor<4xf32>
        solver.yield %x : f32
      } : tensor<4xf32>
      solver.yield %m : tensor<4xf32>
    } : tensor<4xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects to yield what its steps compute}}
    %k = solver.kernel image 1 {
      %m = solver.map (%i) {
        %x = solver.read %u[%i] : tensor<4xf32>
        solver.yield %x : f32
      } : tensor<4xf32>
      solver.yield %u : tensor<4xf32>
    } : tensor<4xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects its body to yield values of the types of its 1 results}}
    %k = solver.kernel image 1 {
      %m = solver.map (%i) {
        %x = solver.read %u[%i] : tensor<4xf32>
        solver.yield %x : f32
      } : tensor<4xf32>
      solver.yield %m : tensor<4xf32>
    } : tensor<9xf64>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects its body to hold reductions and maps of rank 1 and more}}
    %k = solver.kernel image 1 {
      // expected-note @+1 {{found 'solver.fft'}}
      %f = solver.fft r2c %u axes [0] : tensor<4xf32> -> tensor<3xcomplex<f32>>
      solver.yield %f : tensor<3xcomplex<f32>>
    } : tensor<3xcomplex<f32>>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects one image in all outputs, found [4] and [3]}}
    %k:2 = solver.kernel image 1 {
      %m = solver.map (%i) {
        %x = solver.read %u[%i] : tensor<4xf32>
        solver.yield %x : f32
      } : tensor<4xf32>
      %n = solver.reduce (%i) in [3] {
        %x = solver.read %u[%i] : tensor<4xf32>
        solver.yield %x : f32
      } : tensor<f64>
      solver.yield %m, %n : tensor<4xf32>, tensor<f64>
    } : tensor<4xf32>, tensor<f64>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  %v = solver.map (%i) {
    // expected-error @+1 {{expects a product to stand in a step of rank 0}}
    %s = solver.sum product (%j) in [4] {
      %r = solver.read %u[%j] : tensor<4xf32>
      solver.yield %r : f32
    } : f32
    solver.yield %s : f32
  } : tensor<4xf32>
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  // expected-error @+1 {{expects a sum or a maximum; a product is a 'solver.sum' of a step of rank 0}}
  %n = solver.reduce product (%j) in [4] {
    %r = solver.read %u[%j] : tensor<4xf32>
    solver.yield %r : f32
  } : tensor<f64>
}

// -----

solver.program @p method "test" {
  solver.setup {
    // expected-error @+1 {{expects a body without arguments, found 1}}
    %k = solver.kernel image 1 {
    ^bb0(%a: tensor<4xf32>):
      solver.yield %a : tensor<4xf32>
    } : tensor<4xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  solver.setup {
    // expected-error @+1 {{expects extents of at least 1, found 0}}
    %m = solver.map (%i) {
      %one = arith.constant 1.0 : f32
      solver.yield %one : f32
    } : tensor<0xf32>
    solver.yield
  }
}
