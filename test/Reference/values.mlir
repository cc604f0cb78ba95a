// RUN: proxc-opt %s -check-run | FileCheck %s

// Constant expressions: arith, math, complex, tensor, linop.apply.

// CHECK-LABEL: func.func @elementwise
func.func @elementwise(%x: tensor<2x3xf32>) {
  %two = arith.constant dense<2.0> : tensor<2x3xf32>
  %a = arith.mulf %x, %two : tensor<2x3xf32>
  %b = arith.addf %x, %x : tensor<2x3xf32>
  check.expect_close %a, %b tolerance 1.0e-15 : tensor<2x3xf32>
  %s = math.sin %x : tensor<2x3xf32>
  %c = math.cos %x : tensor<2x3xf32>
  %s2 = arith.mulf %s, %s : tensor<2x3xf32>
  %c2 = arith.mulf %c, %c : tensor<2x3xf32>
  %one = arith.addf %s2, %c2 : tensor<2x3xf32>
  %ones = arith.constant dense<1.0> : tensor<2x3xf32>
  check.expect_close %one, %ones tolerance 1.0e-14 : tensor<2x3xf32>
  %n = arith.negf %x : tensor<2x3xf32>
  %less = arith.cmpf olt, %x, %n : tensor<2x3xf32>
  %abs = arith.select %less, %n, %x : tensor<2x3xi1>, tensor<2x3xf32>
  %abs2 = math.absf %x : tensor<2x3xf32>
  check.expect_close %abs, %abs2 tolerance 1.0e-15 : tensor<2x3xf32>
  %bits = arith.uitofp %less : tensor<2x3xi1> to tensor<2x3xf32>
  %sum = arith.mulf %bits, %n : tensor<2x3xf32>
  %pos = arith.maximumf %x, %sum : tensor<2x3xf32>
  check.expect_close %pos, %abs tolerance 1.0e-15 : tensor<2x3xf32>
  return
}

// CHECK-LABEL: func.func @integers
func.func @integers() {
  %a = arith.constant dense<[7, -7, 100]> : tensor<3xi8>
  %b = arith.constant dense<[2, 2, 100]> : tensor<3xi8>
  %q = arith.floordivsi %a, %b : tensor<3xi8>
  %qe = arith.constant dense<[3, -4, 1]> : tensor<3xi8>
  check.expect_close %q, %qe tolerance 0.0 : tensor<3xi8>
  // Wraps.
  %s = arith.addi %a, %b : tensor<3xi8>
  %se = arith.constant dense<[9, -5, -56]> : tensor<3xi8>
  check.expect_close %s, %se tolerance 0.0 : tensor<3xi8>
  // The same bits, read as unsigned.
  %u = arith.uitofp %s : tensor<3xi8> to tensor<3xf32>
  %ue = arith.constant dense<[9.0, 251.0, 200.0]> : tensor<3xf32>
  check.expect_close %u, %ue tolerance 0.0 : tensor<3xf32>
  %stored = arith.constant dense<[9, 251, 200]> : tensor<3xui8>
  %bits = tensor.bitcast %stored : tensor<3xui8> to tensor<3xi8>
  %w = arith.uitofp %bits : tensor<3xi8> to tensor<3xf32>
  check.expect_close %w, %ue tolerance 0.0 : tensor<3xf32>
  %i = arith.sitofp %bits : tensor<3xi8> to tensor<3xf32>
  %ie = arith.constant dense<[9.0, -5.0, -56.0]> : tensor<3xf32>
  check.expect_close %i, %ie tolerance 0.0 : tensor<3xf32>
  return
}

// CHECK-LABEL: func.func @tensors
func.func @tensors(%x: tensor<4x5xf32>, %z: tensor<3x2xcomplex<f32>>) {
  %s = tensor.extract_slice %x[1, 0] [2, 3] [2, 2] : tensor<4x5xf32> to tensor<2x3xf32>
  %A = linop.index_map source [0, 1] mul [2, 2] offset [1, 0] div [1, 1] : !linop.op<4x5xf32 -> 2x3xf32>
  %t = linop.apply %A, %x : !linop.op<4x5xf32 -> 2x3xf32>, tensor<4x5xf32> -> tensor<2x3xf32>
  check.expect_close %s, %t tolerance 0.0 : tensor<2x3xf32>
  %row = tensor.extract_slice %x[2, 0] [1, 5] [1, 1] : tensor<4x5xf32> to tensor<5xf32>
  %i2 = arith.constant 2 : index
  %gen = tensor.generate {
  ^bb0(%i: index):
    %e = tensor.extract %x[%i2, %i] : tensor<4x5xf32>
    tensor.yield %e : f32
  } : tensor<5xf32>
  check.expect_close %row, %gen tolerance 0.0 : tensor<5xf32>
  // A body that computes on complex numbers and on its indices.
  %w = tensor.generate {
  ^bb0(%i: index, %j: index):
    %e = tensor.extract %z[%j, %i] : tensor<3x2xcomplex<f32>>
    %re = complex.re %e : complex<f32>
    %im = complex.im %e : complex<f32>
    %sq = complex.mul %e, %e : complex<f32>
    %sre = complex.re %sq : complex<f32>
    %a = arith.mulf %re, %re : f32
    %b = arith.mulf %im, %im : f32
    %d = arith.subf %a, %b : f32
    %m = arith.subf %d, %sre : f32
    %k = arith.index_cast %i : index to i32
    %f = arith.sitofp %k : i32 to f32
    %r = arith.addf %m, %f : f32
    tensor.yield %r : f32
  } : tensor<2x3xf32>
  %we = arith.constant dense<[[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]> : tensor<2x3xf32>
  check.expect_close %w, %we tolerance 1.0e-14 : tensor<2x3xf32>
  %flat = tensor.collapse_shape %x [[0, 1]] : tensor<4x5xf32> into tensor<20xf32>
  %back = tensor.expand_shape %flat [[0, 1]] output_shape [4, 5] : tensor<20xf32> into tensor<4x5xf32>
  check.expect_close %x, %back tolerance 0.0 : tensor<4x5xf32>
  %top = tensor.extract_slice %x[0, 0] [1, 5] [1, 1] : tensor<4x5xf32> to tensor<1x5xf32>
  %rest = tensor.extract_slice %x[1, 0] [3, 5] [1, 1] : tensor<4x5xf32> to tensor<3x5xf32>
  %both = tensor.concat dim(0) %top, %rest : (tensor<1x5xf32>, tensor<3x5xf32>) -> tensor<4x5xf32>
  check.expect_close %x, %both tolerance 0.0 : tensor<4x5xf32>
  %in = tensor.insert_slice %top into %both[0, 0] [1, 5] [1, 1] : tensor<1x5xf32> into tensor<4x5xf32>
  check.expect_close %x, %in tolerance 0.0 : tensor<4x5xf32>
  %f0 = arith.constant 0.0 : f32
  %p = tensor.pad %x low[1, 0] high[0, 2] {
  ^bb0(%i: index, %j: index):
    tensor.yield %f0 : f32
  } : tensor<4x5xf32> to tensor<5x7xf32>
  %P = linop.pad low [1, 0] high [0, 2] : !linop.op<4x5xf32 -> 5x7xf32>
  %q = linop.apply %P, %x : !linop.op<4x5xf32 -> 5x7xf32>, tensor<4x5xf32> -> tensor<5x7xf32>
  check.expect_close %p, %q tolerance 0.0 : tensor<5x7xf32>
  return
}
