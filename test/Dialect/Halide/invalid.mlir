// RUN: proxc-opt %s --split-input-file --verify-diagnostics

halide.pipeline @indices(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  // expected-error @+1 {{expects a body over 2 indices, found 1 arguments}}
  %o = halide.func (%i) {
    %c = arith.constant 1.0 : f32
    halide.yield %c : f32
  } : tensor<4x4xf32>
  halide.return %o : tensor<4x4xf32>
}

// -----

halide.pipeline @shapes(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<5xf32>) {
  // expected-error @+1 {{expects results of one shape, found 'tensor<4xf32>' and 'tensor<5xf32>'}}
  %o:2 = halide.func (%i) {
    %c = arith.constant 1.0 : f32
    halide.yield %c, %c : f32, f32
  } : tensor<4xf32>, tensor<5xf32>
  halide.return %o#0, %o#1 : tensor<4xf32>, tensor<5xf32>
}

// -----

halide.pipeline @yields(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expects its body to yield one value, found 2}}
  %o = halide.func (%i) {
    %c = arith.constant 1.0 : f32
    halide.yield %c, %c : f32, f32
  } : tensor<4xf32>
  halide.return %o : tensor<4xf32>
}

// -----

halide.pipeline @element(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expects its body to yield 'f32' for 'tensor<4xf32>', found 'f64'}}
  %o = halide.func (%i) {
    %c = arith.constant 1.0 : f64
    halide.yield %c : f64
  } : tensor<4xf32>
  halide.return %o : tensor<4xf32>
}

// -----

halide.pipeline @read(%x: tensor<4x4xf32>) -> tensor<4xf32> {
  %o = halide.func (%i) {
    // expected-error @+1 {{expects 2 indices for 'tensor<4x4xf32>', found 1}}
    %c = halide.read %x[%i] : tensor<4x4xf32>
    halide.yield %c : f32
  } : tensor<4xf32>
  halide.return %o : tensor<4xf32>
}

// -----

halide.pipeline @march(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  // expected-error @+1 {{expects to march along an axis before the last one, found axis 1}}
  %o = halide.func (%i, %j) schedule <root, march = 1> {
    %c = halide.read %x[%i, %j] : tensor<4x4xf32>
    halide.yield %c : f32
  } : tensor<4x4xf32>
  halide.return %o : tensor<4x4xf32>
}

// -----

halide.pipeline @kinds(%x: tensor<4xf32>) -> tensor<f64> {
  // expected-error @+1 {{expects one kind a result, found 2 kinds for 1 results}}
  %o = halide.reduce [sum, max] (%i) in [4] {
    %c = halide.read %x[%i] : tensor<4xf32>
    halide.yield %c : f32
  } : tensor<f64>
  halide.return %o : tensor<f64>
}

// -----

halide.pipeline @total(%x: tensor<4xf32>) -> tensor<i32> {
  // expected-error @+1 {{expects results of type tensor<f64> or tensor<f32>, found 'tensor<i32>'}}
  %o = halide.reduce [sum] (%i) in [4] {
    %c = halide.read %x[%i] : tensor<4xf32>
    halide.yield %c : f32
  } : tensor<i32>
  halide.return %o : tensor<i32>
}

// -----

halide.pipeline @extents(%x: tensor<4xf32>) -> tensor<4xf32> {
  %o = halide.func (%i) {
    // expected-error @+1 {{expects positive extents, found 0}}
    %s = halide.sum (%k) in [0] {
      %c = halide.read %x[%k] : tensor<4xf32>
      halide.yield %c : f32
    } : f32
    halide.yield %s : f32
  } : tensor<4xf32>
  halide.return %o : tensor<4xf32>
}

// -----

// expected-error @+1 {{expects result 0 to be in place of an argument of type 'tensor<4xf32>', found argument 1}}
halide.pipeline @place(%x: tensor<4xf32>, %y: tensor<5xf32>)
    -> (tensor<4xf32> {halide.in_place = 1 : i64}) {
  %o = halide.func (%i) {
    %c = halide.read %x[%i] : tensor<4xf32>
    halide.yield %c : f32
  } : tensor<4xf32>
  halide.return %o : tensor<4xf32>
}

// -----

// expected-error @+1 {{expects its body to return values of the types of its 1 results}}
halide.pipeline @returns(%x: tensor<4xf32>) -> tensor<4xf32> {
  halide.return
}

// -----

// expected-error @+1 {{expects to return results of 'halide.func' and 'halide.reduce'}}
halide.pipeline @argument(%x: tensor<4xf32>) -> tensor<4xf32> {
  halide.return %x : tensor<4xf32>
}

// -----

halide.pipeline @level(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expects level 'root' for what the pipeline returns, and for nothing else}}
  %o = halide.func (%i) schedule <inline> {
    %c = halide.read %x[%i] : tensor<4xf32>
    halide.yield %c : f32
  } : tensor<4xf32>
  halide.return %o : tensor<4xf32>
}
