// RUN: proxc-opt %s --solver-fuse --split-input-file | FileCheck %s
// RUN: proxc-opt %s --solver-fuse --split-input-file 2>&1 >/dev/null \
// RUN:   | FileCheck %s --check-prefix=REMARK

// REMARK: remark: solver-fuse: steps over one image are one pass over memory: 2 steps, 1 of them written or reduced, in the epilogue
// REMARK: remark: solver-fuse: kept: a step and what it reads are one kernel: it is read far from the entry that is computed, and costs 31 operations to compute again, in the epilogue

// A step that is read at a constant offset joins its reader's kernel.
// CHECK-LABEL: solver.program @near
// CHECK: solver.epilogue
// CHECK: solver.kernel image 2
// CHECK-NOT: solver.kernel
solver.program @near method "test" {
  %b = solver.input "b" : tensor<8x6xf32>
  solver.epilogue {
    %a = solver.map (%i, %j) {
      %v = solver.read %b[%i, %j] : tensor<8x6xf32>
      %w = arith.mulf %v, %v : f32
      solver.yield %w : f32
    } : tensor<8x6xf32>
    %c = solver.map (%i, %j) {
      %one = arith.constant 1 : index
      %last = arith.constant 7 : index
      %i1 = arith.addi %i, %one : index
      %ic = arith.minsi %i1, %last : index
      %v = solver.read %a[%ic, %j] : tensor<8x6xf32>
      solver.yield %v : f32
    } : tensor<8x6xf32>
    solver.result unknown "u" = %c : tensor<8x6xf32>
  }
}

// -----

// A transform is a wall: what it reads and what reads it are two kernels.
// CHECK-LABEL: solver.program @wall
// CHECK: solver.kernel image 2
// CHECK: solver.fft forward
// CHECK: solver.kernel image 2
// CHECK: solver.result
solver.program @wall method "test" {
  %b = solver.input "b" : tensor<8x6xcomplex<f32>>
  solver.epilogue {
    %a = solver.map (%i, %j) {
      %v = solver.read %b[%i, %j] : tensor<8x6xcomplex<f32>>
      %w = complex.neg %v : complex<f32>
      solver.yield %w : complex<f32>
    } : tensor<8x6xcomplex<f32>>
    %f = solver.fft forward %a axes [0, 1] : tensor<8x6xcomplex<f32>> -> tensor<8x6xcomplex<f32>>
    %c = solver.map (%i, %j) {
      %v = solver.read %f[%i, %j] : tensor<8x6xcomplex<f32>>
      %w = complex.conj %v : complex<f32>
      solver.yield %w : complex<f32>
    } : tensor<8x6xcomplex<f32>>
    solver.result unknown "u" = %c : tensor<8x6xcomplex<f32>>
  }
}

// -----

// A number of a whole array ends its kernel; the arithmetic on it stands between
// the kernels, and what reads it is in the next.
// CHECK-LABEL: solver.program @stages
// CHECK: %[[FIRST:.*]]:2 = solver.kernel image 1 {
// CHECK:   solver.map
// CHECK:   solver.reduce
// CHECK: }
// CHECK: %[[SCALE:.*]] = solver.map () {
// CHECK:   solver.read %[[FIRST]]
// CHECK: %[[LAST:.*]] = solver.kernel image 1 {
// CHECK:   solver.read %[[FIRST]]
// CHECK:   solver.read %[[SCALE]][]
// CHECK: solver.result unknown "u" = %[[LAST]]
solver.program @stages method "test" {
  %b = solver.input "b" : tensor<8xf32>
  solver.epilogue {
    %a = solver.map (%i) {
      %v = solver.read %b[%i] : tensor<8xf32>
      %w = arith.mulf %v, %v : f32
      solver.yield %w : f32
    } : tensor<8xf32>
    %n = solver.reduce (%i) in [8] {
      %v = solver.read %a[%i] : tensor<8xf32>
      solver.yield %v : f32
    } : tensor<f64>
    %s = solver.map () {
      %one = arith.constant 1.0 : f64
      %v = solver.read %n[] : tensor<f64>
      %w = arith.divf %one, %v : f64
      solver.yield %w : f64
    } : tensor<f64>
    %c = solver.map (%i) {
      %v = solver.read %a[%i] : tensor<8xf32>
      %f = solver.read %s[] : tensor<f64>
      %g = arith.truncf %f : f64 to f32
      %w = arith.mulf %v, %g : f32
      solver.yield %w : f32
    } : tensor<8xf32>
    solver.result unknown "u" = %c : tensor<8xf32>
  }
}

// -----

// What reads inputs alone is computed where it is needed: no array is kept for it
// across the transform.
// CHECK-LABEL: solver.program @sinking
// CHECK: solver.epilogue {
// CHECK-NEXT: solver.fft
// CHECK-NEXT: solver.kernel image 1 {
// CHECK-COUNT-2: solver.map
// CHECK-NOT: solver.kernel
// CHECK: solver.result
solver.program @sinking method "test" {
  %b = solver.input "b" : tensor<8xcomplex<f32>>
  solver.epilogue {
    %a = solver.map (%i) {
      %v = solver.read %b[%i] : tensor<8xcomplex<f32>>
      %w = complex.neg %v : complex<f32>
      solver.yield %w : complex<f32>
    } : tensor<8xcomplex<f32>>
    %f = solver.fft forward %b axes [0] : tensor<8xcomplex<f32>> -> tensor<8xcomplex<f32>>
    %c = solver.map (%i) {
      %v = solver.read %a[%i] : tensor<8xcomplex<f32>>
      %x = solver.read %f[%i] : tensor<8xcomplex<f32>>
      %w = complex.add %v, %x : complex<f32>
      solver.yield %w : complex<f32>
    } : tensor<8xcomplex<f32>>
    solver.result unknown "u" = %c : tensor<8xcomplex<f32>>
  }
}

// -----

// Read from the other end, a product is computed again ...
// CHECK-LABEL: solver.program @cheap
// CHECK: solver.kernel image 1 {
// CHECK-COUNT-2: solver.map
// CHECK-NOT: solver.kernel
// CHECK: solver.result
solver.program @cheap method "test" {
  %b = solver.input "b" : tensor<8xf32>
  solver.epilogue {
    %a = solver.map (%i) {
      %v = solver.read %b[%i] : tensor<8xf32>
      %w = arith.mulf %v, %v : f32
      solver.yield %w : f32
    } : tensor<8xf32>
    %c = solver.map (%i) {
      %last = arith.constant 7 : index
      %j = arith.subi %last, %i : index
      %v = solver.read %a[%j] : tensor<8xf32>
      solver.yield %v : f32
    } : tensor<8xf32>
    solver.result unknown "u" = %c : tensor<8xf32>
  }
}

// -----

// ... and a sum of thirty is not.
// CHECK-LABEL: solver.program @dear
// CHECK: solver.kernel image 1 {
// CHECK: solver.kernel image 1 {
// CHECK: solver.result
solver.program @dear method "test" {
  %b = solver.input "b" : tensor<8xf32>
  %m = solver.input "m" : tensor<8x30xf32>
  solver.epilogue {
    %a = solver.map (%i) {
      %s = solver.sum (%k) in [30] {
        %v = solver.read %m[%i, %k] : tensor<8x30xf32>
        solver.yield %v : f32
      } : f32
      solver.yield %s : f32
    } : tensor<8xf32>
    %c = solver.map (%i) {
      %last = arith.constant 7 : index
      %j = arith.subi %last, %i : index
      %v = solver.read %a[%j] : tensor<8xf32>
      solver.yield %v : f32
    } : tensor<8xf32>
    solver.result unknown "u" = %c : tensor<8xf32>
  }
}

// -----

// A complex constant keeps no step out of the first kernel.
// CHECK-LABEL: solver.program @complex_constant
// CHECK: solver.epilogue
// CHECK: complex.constant
// CHECK: solver.kernel
// CHECK-NOT: solver.kernel
// CHECK: solver.result "w"
solver.program @complex_constant method "test" {
  %u = solver.input "u" : tensor<8xcomplex<f32>>
  solver.epilogue {
    %c = complex.constant [1.0 : f32, 2.0 : f32] : complex<f32>
    %v = solver.map (%i) {
      %a = solver.read %u[%i] : tensor<8xcomplex<f32>>
      %b = complex.mul %a, %c : complex<f32>
      solver.yield %b : complex<f32>
    } : tensor<8xcomplex<f32>>
    %w = solver.map (%i) {
      %a = solver.read %u[%i] : tensor<8xcomplex<f32>>
      %b = complex.mul %a, %a : complex<f32>
      solver.yield %b : complex<f32>
    } : tensor<8xcomplex<f32>>
    solver.result "v" = %v : tensor<8xcomplex<f32>>
    solver.result "w" = %w : tensor<8xcomplex<f32>>
  }
}
