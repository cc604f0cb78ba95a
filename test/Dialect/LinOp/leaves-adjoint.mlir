// RUN: proxc-opt %s -check-run | FileCheck %s
// RUN: proxc-opt %s -check-run=seed=77 > /dev/null

// Every leaf over odd, even, prime and unequal sizes, extents of 1, and all
// element types: Re<A x, y> = Re<x, A* y>, and what the leaf says of itself.

// CHECK-LABEL: func.func @identity
func.func @identity(%s: tensor<f64>, %sc: tensor<complex<f64>>, %w: tensor<3x5xf32>, %wc: tensor<3x5xcomplex<f32>>) {
  %0 = linop.eye : !linop.op<3x5xf32 -> 3x5xf32>
  check.expect_adjoint %0 : !linop.op<3x5xf32 -> 3x5xf32>
  check.expect_norm_bound %0 within 1.0e-9 : !linop.op<3x5xf32 -> 3x5xf32>
  check.expect_answers %0 diagonal "any" gram "any" structure "scalar" : !linop.op<3x5xf32 -> 3x5xf32>
  %1 = linop.zero : !linop.op<3x5xf32 -> 7xcomplex<f32>>
  check.expect_adjoint %1 : !linop.op<3x5xf32 -> 7xcomplex<f32>>
  check.expect_norm_bound %1 within 0.0 : !linop.op<3x5xf32 -> 7xcomplex<f32>>
  check.expect_answers %1 diagonal "none" gram "any" : !linop.op<3x5xf32 -> 7xcomplex<f32>>
  %2 = linop.one : !linop.op<3x5xcomplex<f64> -> 7xcomplex<f64>>
  check.expect_adjoint %2 : !linop.op<3x5xcomplex<f64> -> 7xcomplex<f64>>
  check.expect_norm_bound %2 within 1.0e-9 : !linop.op<3x5xcomplex<f64> -> 7xcomplex<f64>>
  %3 = linop.scale %s : tensor<f64>, !linop.op<f32 -> f32>
  check.expect_adjoint %3 : !linop.op<f32 -> f32>
  check.expect_norm_bound %3 unknown : !linop.op<f32 -> f32>
  check.expect_answers %3 diagonal "any" structure "scalar" : !linop.op<f32 -> f32>
  %4 = linop.scale %sc : tensor<complex<f64>>, !linop.op<3x5xf32 -> 3x5xcomplex<f32>>
  check.expect_adjoint %4 : !linop.op<3x5xf32 -> 3x5xcomplex<f32>>
  %c = complex.constant [3.0, -4.0] : complex<f64>
  %ct = tensor.from_elements %c : tensor<complex<f64>>
  %5 = linop.scale %ct : tensor<complex<f64>>, !linop.op<3x1xcomplex<f32> -> 3x1xcomplex<f32>>
  check.expect_adjoint %5 : !linop.op<3x1xcomplex<f32> -> 3x1xcomplex<f32>>
  %6 = linop.diag %w : tensor<3x5xf32>, !linop.op<3x5xf32 -> 3x5xf32>
  check.expect_adjoint %6 : !linop.op<3x5xf32 -> 3x5xf32>
  check.expect_norm_bound %6 unknown : !linop.op<3x5xf32 -> 3x5xf32>
  check.expect_answers %6 diagonal "pixel" gram "pixel" structure "diagonal" : !linop.op<3x5xf32 -> 3x5xf32>
  %7 = linop.diag %wc : tensor<3x5xcomplex<f32>>, !linop.op<3x5xf32 -> 3x5xcomplex<f32>>
  check.expect_adjoint %7 : !linop.op<3x5xf32 -> 3x5xcomplex<f32>>
  %8 = linop.diag %wc : tensor<3x5xcomplex<f32>>, !linop.op<3x5xcomplex<f64> -> 3x5xcomplex<f64>>
  check.expect_adjoint %8 : !linop.op<3x5xcomplex<f64> -> 3x5xcomplex<f64>>
  check.expect_answers %8 diagonal "pixel" gram "pixel" : !linop.op<3x5xcomplex<f64> -> 3x5xcomplex<f64>>
  %k = arith.constant dense<[1.0, -3.0, 2.0]> : tensor<3xf32>
  %9 = linop.diag %k : tensor<3xf32>, !linop.op<3xf32 -> 3xf32>
  check.expect_norm_bound %9 within 1.0e-6 : !linop.op<3xf32 -> 3xf32>
  %10 = linop.cast : !linop.op<3x5xf32 -> 3x5xcomplex<f64>>
  check.expect_adjoint %10 : !linop.op<3x5xf32 -> 3x5xcomplex<f64>>
  check.expect_norm_bound %10 within 1.0e-9 : !linop.op<3x5xf32 -> 3x5xcomplex<f64>>
  check.expect_answers %10 gram "any" : !linop.op<3x5xf32 -> 3x5xcomplex<f64>>
  %11 = linop.cast : !linop.op<1xf64 -> 1xf32>
  check.expect_adjoint %11 : !linop.op<1xf64 -> 1xf32>
  check.expect_answers %11 diagonal "any" : !linop.op<1xf64 -> 1xf32>
  return
}

// CHECK-LABEL: func.func @index_operators
func.func @index_operators(%w: tensor<3x7x2xcomplex<f32>>) {
  %0 = linop.pad low [1, 0, 2] high [0, 3, 1] : !linop.op<2x3x1xf32 -> 3x6x4xf32>
  check.expect_adjoint %0 : !linop.op<2x3x1xf32 -> 3x6x4xf32>
  check.expect_norm_bound %0 within 1.0e-9 : !linop.op<2x3x1xf32 -> 3x6x4xf32>
  check.expect_answers %0 gram "any" structure "index_map" : !linop.op<2x3x1xf32 -> 3x6x4xf32>
  %1 = linop.crop offsets [1, 4] sizes [3, 5] : !linop.op<5x11xcomplex<f64> -> 3x5xcomplex<f64>>
  check.expect_adjoint %1 : !linop.op<5x11xcomplex<f64> -> 3x5xcomplex<f64>>
  check.expect_norm_bound %1 within 1.0e-9 : !linop.op<5x11xcomplex<f64> -> 3x5xcomplex<f64>>
  check.expect_answers %1 gram "pixel" : !linop.op<5x11xcomplex<f64> -> 3x5xcomplex<f64>>
  %2 = linop.subsample steps [2, -3, 1] : !linop.op<5x11x2xf32 -> 3x4x2xf32>
  check.expect_adjoint %2 : !linop.op<5x11x2xf32 -> 3x4x2xf32>
  check.expect_norm_bound %2 within 1.0e-9 : !linop.op<5x11x2xf32 -> 3x4x2xf32>
  check.expect_answers %2 gram "pixel" : !linop.op<5x11x2xf32 -> 3x4x2xf32>
  %3 = linop.reshape : !linop.op<6x5xf64 -> 2x15xf64>
  check.expect_adjoint %3 : !linop.op<6x5xf64 -> 2x15xf64>
  check.expect_answers %3 gram "any" : !linop.op<6x5xf64 -> 2x15xf64>
  %4 = linop.transpose order [2, 0, 1] : !linop.op<2x3x5xf32 -> 5x2x3xf32>
  check.expect_adjoint %4 : !linop.op<2x3x5xf32 -> 5x2x3xf32>
  check.expect_answers %4 gram "any" : !linop.op<2x3x5xf32 -> 5x2x3xf32>
  %5 = linop.broadcast axes [1, 3] : !linop.op<3x1xf32 -> 2x3x4x5xf32>
  check.expect_adjoint %5 : !linop.op<3x1xf32 -> 2x3x4x5xf32>
  check.expect_norm_bound %5 within 1.0e-9 : !linop.op<3x1xf32 -> 2x3x4x5xf32>
  check.expect_answers %5 gram "any" : !linop.op<3x1xf32 -> 2x3x4x5xf32>
  // Row r, column c of the range reads x[(r + 1) / 2, 6 - c], free along the last axis.
  %6 = linop.index_map weights %w : tensor<3x7x2xcomplex<f32>> source [0, 1] mul [1, -1] offset [1, 6] div [2, 1] : !linop.op<2x7xcomplex<f32> -> 3x7x2xcomplex<f32>>
  check.expect_adjoint %6 : !linop.op<2x7xcomplex<f32> -> 3x7x2xcomplex<f32>>
  check.expect_answers %6 gram "pixel" structure "index_map" : !linop.op<2x7xcomplex<f32> -> 3x7x2xcomplex<f32>>
  %7 = linop.index_map source [-1, 0] mul [0, 3] offset [2, -1] div [1, 1] : !linop.op<4x9xf32 -> 5xf32>
  check.expect_adjoint %7 : !linop.op<4x9xf32 -> 5xf32>
  check.expect_norm_bound %7 within 1.0e-9 : !linop.op<4x9xf32 -> 5xf32>
  check.expect_answers %7 gram "pixel" : !linop.op<4x9xf32 -> 5xf32>
  %k = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [-6.0, 1.0]]> : tensor<3x2xf32>
  %8 = linop.index_map weights %k : tensor<3x2xf32> source [0] mul [1] offset [0] div [1] : !linop.op<3xf32 -> 3x2xf32>
  check.expect_norm_bound %8 within 1.0e-6 : !linop.op<3xf32 -> 3x2xf32>
  // Placed on every second entry and repeated: an isometry; one entry short of
  // the last, it is none.
  %9 = linop.index_map source [0] mul [1] offset [-1] div [2] : !linop.op<4xf32 -> 8x3xf32>
  check.expect_answers %9 gram "any" structure "index_map" : !linop.op<4xf32 -> 8x3xf32>
  %10 = linop.index_map source [0] mul [1] offset [0] div [2] : !linop.op<4xf32 -> 6xf32>
  check.expect_answers %10 gram "pixel" : !linop.op<4xf32 -> 6xf32>
  // Turned round, and along the diagonal of a square.
  %11 = linop.index_map source [0, -1] mul [-1, 0] offset [3, 0] div [1, 1] : !linop.op<4x1xf32 -> 4xf32>
  check.expect_answers %11 gram "any" : !linop.op<4x1xf32 -> 4xf32>
  %12 = linop.index_map source [0, 0] mul [1, 1] offset [0, 0] div [1, 1] : !linop.op<4x4xf32 -> 4xf32>
  check.expect_answers %12 gram "pixel" : !linop.op<4x4xf32 -> 4xf32>
  return
}

// CHECK-LABEL: func.func @sparse
func.func @sparse() {
  %0 = linop.sparse <3 x 4, dense<[0, 2, 2, 5]> : tensor<4xi64>, dense<[0, 3, 0, 1, 2]> : tensor<5xi64>, dense<[1.0, -2.0, 0.5, 3.0, 4.0]> : tensor<5xf64>> : !linop.op<4xf64 -> 3xf64>
  check.expect_adjoint %0 : !linop.op<4xf64 -> 3xf64>
  check.expect_norm_bound %0 within 0.5 : !linop.op<4xf64 -> 3xf64>
  check.expect_answers %0 diagonal "none" structure "csr" : !linop.op<4xf64 -> 3xf64>
  %1 = linop.sparse <2 x 3, dense<[0, 1, 3]> : tensor<3xi64>, dense<[1, 0, 2]> : tensor<3xi64>, dense<[(1.0, 2.0), (0.0, -1.0), (3.0, 0.0)]> : tensor<3xcomplex<f32>>> : !linop.op<3xf32 -> 2xcomplex<f32>>
  check.expect_adjoint %1 : !linop.op<3xf32 -> 2xcomplex<f32>>
  return
}
