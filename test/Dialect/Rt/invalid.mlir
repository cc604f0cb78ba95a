// RUN: proxc-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{expects positive extents, but got 0}}
func.func private @extents() -> !rt.buffer<0x3xf32>

// -----

// expected-error @+1 {{expects an element of f16, f32, f64, complex, i32, i64, ui8 or ui16, but got 'bf16'}}
func.func private @element() -> !rt.buffer<3xbf16>

// -----

func.func @negative(%frame: !rt.frame) {
  // expected-error @+1 {{'rt.input' op expects a number of 0 or more, but got -1}}
  %0 = rt.input %frame[-1] : !rt.buffer<f32>
  return
}

// -----

func.func @offset(%frame: !rt.frame) {
  // expected-error @+1 {{'rt.arena' op expects an offset that is a multiple of 8, but got 4}}
  %0 = rt.arena %frame[4] : !rt.buffer<3xcomplex<f64>>
  return
}

// -----

func.func @indices(%a: !rt.buffer<2x3xf32>, %i: index) {
  // expected-error @+1 {{'rt.load' op expects 2 indices, but got 1}}
  %0 = rt.load %a[%i] : !rt.buffer<2x3xf32>
  return
}

// -----

func.func @store(%a: !rt.buffer<f32>, %v: f32, %i: index) {
  // expected-error @+1 {{'rt.store' op expects 0 indices, but got 1}}
  rt.store %v, %a[%i] : !rt.buffer<f32>
  return
}

// -----

func.func @viewCount(%a: !rt.buffer<2x3xf32>, %i: index) {
  // expected-error @+1 {{'rt.view' op expects a result of 3 elements, but got 2}}
  %0 = rt.view %a[%i] : !rt.buffer<2x3xf32> to !rt.buffer<2xf32>
  return
}

// -----

func.func @viewType(%a: !rt.buffer<2x3xf32>, %i: index) {
  // expected-error @+1 {{'rt.view' op expects one element type, but got 'f32' and 'f64'}}
  %0 = rt.view %a[%i] : !rt.buffer<2x3xf32> to !rt.buffer<3xf64>
  return
}

// -----

func.func @viewRank(%a: !rt.buffer<2xf32>, %i: index) {
  // expected-error @+1 {{'rt.view' op expects at most 1 indices, but got 2}}
  %0 = rt.view %a[%i, %i] : !rt.buffer<2xf32> to !rt.buffer<f32>
  return
}

// -----

func.func @csrRows(%f: !rt.frame, %s: !rt.buffer<4xi32>, %c: !rt.buffer<9xi32>, %v: !rt.buffer<9xf32>, %x: !rt.buffer<4xf32>) {
  // expected-error @+1 {{'rt.csr_mv' op expects 5 row starts for 4 rows, but got 4}}
  rt.csr_mv rows(%s) columns(%c) values(%v) %x to %x in %f : !rt.buffer<4xi32>, !rt.buffer<9xi32>, !rt.buffer<9xf32>, !rt.buffer<4xf32>, !rt.buffer<4xf32>
  return
}

// -----

func.func @csrPrecision(%f: !rt.frame, %s: !rt.buffer<5xi32>, %c: !rt.buffer<9xi32>, %v: !rt.buffer<9xf32>, %x: !rt.buffer<4xf64>) {
  // expected-error @+1 {{'rt.csr_mv' op expects elements of one precision, f32 or f64, but got 'f32', 'f64' and 'f64'}}
  rt.csr_mv rows(%s) columns(%c) values(%v) %x to %x in %f : !rt.buffer<5xi32>, !rt.buffer<9xi32>, !rt.buffer<9xf32>, !rt.buffer<4xf64>, !rt.buffer<4xf64>
  return
}

// -----

func.func @csrIndices(%f: !rt.frame, %s: !rt.buffer<5xi64>, %c: !rt.buffer<9xi32>, %v: !rt.buffer<9xf32>, %x: !rt.buffer<4xf32>) {
  // expected-error @+1 {{'rt.csr_mv' op expects row starts, columns and order of i32, but got 'i64'}}
  rt.csr_mv rows(%s) columns(%c) values(%v) %x to %x in %f : !rt.buffer<5xi64>, !rt.buffer<9xi32>, !rt.buffer<9xf32>, !rt.buffer<4xf32>, !rt.buffer<4xf32>
  return
}

// -----

func.func @csrReal(%f: !rt.frame, %s: !rt.buffer<5xi32>, %c: !rt.buffer<9xi32>, %v: !rt.buffer<9xf32>, %x: !rt.buffer<4xf32>, %y: !rt.buffer<4xcomplex<f32>>) {
  // expected-error @+1 {{'rt.csr_mv' op expects x and y both real or both complex for a real matrix, but got 'f32' and 'complex<f32>'}}
  rt.csr_mv rows(%s) columns(%c) values(%v) %x to %y in %f : !rt.buffer<5xi32>, !rt.buffer<9xi32>, !rt.buffer<9xf32>, !rt.buffer<4xf32>, !rt.buffer<4xcomplex<f32>>
  return
}

// -----

func.func @blackbox(%f: !rt.frame, %x: !rt.buffer<4xf32>) {
  // expected-error @+1 {{'rt.call_blackbox' op expects the operands of a black box of kind 'prox'}}
  rt.call_blackbox prox @p(%x, %x) in %f : !rt.buffer<4xf32>, !rt.buffer<4xf32>
  return
}

// -----

func.func @blackboxArgs(%f: !rt.frame, %x: !rt.buffer<4xf32>, %rho: f32) {
  // expected-error @+1 {{'rt.call_blackbox' op expects no args but for kind 'linear'}}
  rt.call_blackbox prox @p(%x, %rho, %x) args(%x : !rt.buffer<4xf32>) in %f : !rt.buffer<4xf32>, f32, !rt.buffer<4xf32>
  return
}
