// RUN: proxc-opt %s --solver-fuse --split-input-file | FileCheck %s

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
