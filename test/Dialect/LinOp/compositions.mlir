// RUN: proxc-opt %s -check-run | FileCheck %s

// Products, sums, adjoints, stacks and families: adjoints, bounds, answers.

!A = !linop.op<3x4xf32 -> 3x4xf32>
!C = !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>

// CHECK-LABEL: func.func @products
func.func @products(%w: tensor<3x4xcomplex<f64>>, %k: tensor<3xf64>) {
  %F = linop.fft orthonormal axes [0, 1] : !C
  %FH = linop.adjoint %F : (!C) -> !C
  %D = linop.diag %w : tensor<3x4xcomplex<f64>>, !C
  %K = linop.conv %k axes [0] : tensor<3xf64>, !C
  // conv written as F* D F is diagonal where conv is.
  %FDF = linop.compose %FH, %D, %F : (!C, !C, !C) -> !C
  check.expect_adjoint %FDF : !C
  check.expect_answers %FDF diagonal "fourier [0, 1]" gram "fourier [0, 1]" : !C
  // D F: only the Gram operator is diagonal.
  %DF = linop.compose %D, %F : (!C, !C) -> !C
  check.expect_adjoint %DF : !C
  check.expect_answers %DF diagonal "none" gram "fourier [0, 1]" : !C
  // F D: an isometry in front cancels.
  %FD = linop.compose %F, %D : (!C, !C) -> !C
  check.expect_answers %FD diagonal "none" gram "pixel" : !C
  %KK = linop.compose %K, %K : (!C, !C) -> !C
  check.expect_answers %KK diagonal "fourier [0]" gram "fourier [0]" : !C
  %KD = linop.compose %K, %D : (!C, !C) -> !C
  check.expect_answers %KD diagonal "none" gram "none" : !C
  %S = linop.add %K, %KK : (!C, !C) -> !C
  check.expect_adjoint %S : !C
  check.expect_answers %S diagonal "fourier [0]" gram "fourier [0]" : !C
  %SH = linop.adjoint %S : (!C) -> !C
  check.expect_adjoint %SH : !C
  check.expect_answers %SH diagonal "fourier [0]" gram "fourier [0]" : !C
  return
}

// A selection of a unitary transform: A A* is a multiple of I.
// CHECK-LABEL: func.func @coisometries
func.func @coisometries(%w: tensor<2x4xcomplex<f64>>) {
  %F = linop.fft axes [0, 1] : !C
  %M = linop.subsample steps [2, 1] : !linop.op<3x4xcomplex<f64> -> 2x4xcomplex<f64>>
  %MF = linop.compose %M, %F : (!linop.op<3x4xcomplex<f64> -> 2x4xcomplex<f64>>, !C) -> !linop.op<3x4xcomplex<f64> -> 2x4xcomplex<f64>>
  check.expect_answers %MF gram "fourier [0, 1]" : !linop.op<3x4xcomplex<f64> -> 2x4xcomplex<f64>>
  check.expect_norm_bound %MF within 1.0e-9 : !linop.op<3x4xcomplex<f64> -> 2x4xcomplex<f64>>
  %D = linop.diag %w : tensor<2x4xcomplex<f64>>, !linop.op<2x4xcomplex<f64> -> 2x4xcomplex<f64>>
  %DMF = linop.compose %D, %M, %F : (!linop.op<2x4xcomplex<f64> -> 2x4xcomplex<f64>>, !linop.op<3x4xcomplex<f64> -> 2x4xcomplex<f64>>, !C) -> !linop.op<3x4xcomplex<f64> -> 2x4xcomplex<f64>>
  check.expect_answers %DMF gram "fourier [0, 1]" : !linop.op<3x4xcomplex<f64> -> 2x4xcomplex<f64>>
  %MH = linop.adjoint %M : (!linop.op<3x4xcomplex<f64> -> 2x4xcomplex<f64>>) -> !linop.op<2x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_adjoint %MH : !linop.op<2x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_answers %MH gram "any" structure "index_map" : !linop.op<2x4xcomplex<f64> -> 3x4xcomplex<f64>>
  %R = linop.fft axes [1] : !linop.op<3x4xf32 -> 3x4xcomplex<f32>>
  %RH = linop.adjoint %R : (!linop.op<3x4xf32 -> 3x4xcomplex<f32>>) -> !linop.op<3x4xcomplex<f32> -> 3x4xf32>
  check.expect_adjoint %RH : !linop.op<3x4xcomplex<f32> -> 3x4xf32>
  check.expect_answers %RH diagonal "none" : !linop.op<3x4xcomplex<f32> -> 3x4xf32>
  %B = linop.broadcast axes [1] : !linop.op<4xf32 -> 3x4xf32>
  %BH = linop.adjoint %B : (!linop.op<4xf32 -> 3x4xf32>) -> !linop.op<3x4xf32 -> 4xf32>
  check.expect_adjoint %BH : !linop.op<3x4xf32 -> 4xf32>
  check.expect_answers %BH structure "csr" : !linop.op<3x4xf32 -> 4xf32>
  return
}

// CHECK-LABEL: func.func @stacks
func.func @stacks() {
  %g = linop.diff axis 0 spacing 1.0 : !A
  %h = linop.diff axis 1 spacing 1.0 : !A
  %e = linop.eye : !A
  %v = linop.vstack %g, %h, %e : (!A, !A, !A) -> !linop.op<3x4xf32 -> 3x3x4xf32>
  check.expect_adjoint %v : !linop.op<3x4xf32 -> 3x3x4xf32>
  check.expect_norm_bound %v within 1.0e-2 : !linop.op<3x4xf32 -> 3x3x4xf32>
  %v2 = linop.vstack %g, %h {axis = 2} : (!A, !A) -> !linop.op<3x4xf32 -> 3x4x2xf32>
  check.expect_adjoint %v2 : !linop.op<3x4xf32 -> 3x4x2xf32>
  %t = linop.hstack %g, %h {axis = 1} : (!A, !A) -> !linop.op<3x2x4xf32 -> 3x4xf32>
  check.expect_adjoint %t : !linop.op<3x2x4xf32 -> 3x4xf32>
  check.expect_norm_bound %t : !linop.op<3x2x4xf32 -> 3x4xf32>
  %b = linop.block_diag %g, %h, %e : (!A, !A, !A) -> !linop.op<3x3x4xf32 -> 3x3x4xf32>
  check.expect_adjoint %b : !linop.op<3x3x4xf32 -> 3x3x4xf32>
  check.expect_norm_bound %b within 1.0e-2 : !linop.op<3x3x4xf32 -> 3x3x4xf32>
  check.expect_answers %b gram "none" : !linop.op<3x3x4xf32 -> 3x3x4xf32>
  %c1 = linop.crop offsets [0, 1] sizes [3, 2] : !linop.op<3x4xf32 -> 3x2xf32>
  %c = linop.concat %c1, %g {axis = 1} : (!linop.op<3x4xf32 -> 3x2xf32>, !A) -> !linop.op<3x4xf32 -> 3x6xf32>
  check.expect_adjoint %c : !linop.op<3x4xf32 -> 3x6xf32>
  check.expect_norm_bound %c : !linop.op<3x4xf32 -> 3x6xf32>
  %gg = linop.vstack %g, %g : (!A, !A) -> !linop.op<3x4xf32 -> 2x3x4xf32>
  check.expect_answers %gg gram "dct [0]" : !linop.op<3x4xf32 -> 2x3x4xf32>
  %be = linop.block_diag %e, %e : (!A, !A) -> !linop.op<2x3x4xf32 -> 2x3x4xf32>
  check.expect_answers %be diagonal "any" : !linop.op<2x3x4xf32 -> 2x3x4xf32>
  %bg = linop.block_diag %g, %g : (!A, !A) -> !linop.op<2x3x4xf32 -> 2x3x4xf32>
  check.expect_answers %bg gram "dct [1]" : !linop.op<2x3x4xf32 -> 2x3x4xf32>
  return
}

// CHECK-LABEL: func.func @families
// CHECK: linop.vstack_for %{{.*}} in 5 {
func.func @families(%S: tensor<5x3x4xcomplex<f64>>, %s: tensor<5xf64>) {
  %v = linop.vstack_for %c in 5 {
    %m = tensor.extract_slice %S[%c, 0, 0] [1, 3, 4] [1, 1, 1] : tensor<5x3x4xcomplex<f64>> to tensor<3x4xcomplex<f64>>
    %D = linop.diag %m : tensor<3x4xcomplex<f64>>, !C
    linop.yield %D : !C
  } : !linop.op<3x4xcomplex<f64> -> 5x3x4xcomplex<f64>>
  check.expect_adjoint %v : !linop.op<3x4xcomplex<f64> -> 5x3x4xcomplex<f64>>
  check.expect_answers %v gram "pixel" : !linop.op<3x4xcomplex<f64> -> 5x3x4xcomplex<f64>>
  %k = linop.block_diag_for %c in 5 {
    %F = linop.fft orthonormal axes [0, 1] : !C
    linop.yield %F : !C
  } : !linop.op<5x3x4xcomplex<f64> -> 5x3x4xcomplex<f64>>
  check.expect_adjoint %k : !linop.op<5x3x4xcomplex<f64> -> 5x3x4xcomplex<f64>>
  check.expect_norm_bound %k within 1.0e-9 : !linop.op<5x3x4xcomplex<f64> -> 5x3x4xcomplex<f64>>
  check.expect_answers %k gram "any" : !linop.op<5x3x4xcomplex<f64> -> 5x3x4xcomplex<f64>>
  %A = linop.compose %k, %v : (!linop.op<5x3x4xcomplex<f64> -> 5x3x4xcomplex<f64>>, !linop.op<3x4xcomplex<f64> -> 5x3x4xcomplex<f64>>) -> !linop.op<3x4xcomplex<f64> -> 5x3x4xcomplex<f64>>
  check.expect_answers %A gram "pixel" : !linop.op<3x4xcomplex<f64> -> 5x3x4xcomplex<f64>>
  %b = linop.block_diag_for %c in 5 {
    %f = tensor.extract_slice %s[%c] [1] [1] : tensor<5xf64> to tensor<f64>
    %D = linop.scale %f : tensor<f64>, !C
    linop.yield %D : !C
  } : !linop.op<5x3x4xcomplex<f64> -> 5x3x4xcomplex<f64>>
  check.expect_answers %b diagonal "pixel" : !linop.op<5x3x4xcomplex<f64> -> 5x3x4xcomplex<f64>>
  %a = linop.add_for %c in 5 {
    %f = tensor.extract_slice %s[%c] [1] [1] : tensor<5xf64> to tensor<f64>
    %D = linop.scale %f : tensor<f64>, !C
    linop.yield %D : !C
  } : !C
  check.expect_adjoint %a : !C
  check.expect_answers %a diagonal "any" : !C
  // A family inside a family, with both indices.
  %n = linop.hstack_for %i in 2 {
    %row = linop.vstack_for %j in 3 {
      %p = arith.addi %i, %j : index
      %f = tensor.extract_slice %s[%p] [1] [1] : tensor<5xf64> to tensor<f64>
      %D = linop.scale %f : tensor<f64>, !C
      linop.yield %D : !C
    } : !linop.op<3x4xcomplex<f64> -> 3x3x4xcomplex<f64>>
    linop.yield %row : !linop.op<3x4xcomplex<f64> -> 3x3x4xcomplex<f64>>
  } : !linop.op<2x3x4xcomplex<f64> -> 3x3x4xcomplex<f64>>
  check.expect_adjoint %n : !linop.op<2x3x4xcomplex<f64> -> 3x3x4xcomplex<f64>>
  %g = linop.hstack_for %i in 3 {
    %d = linop.diff axis 0 spacing 1.0 : !C
    linop.yield %d : !C
  } : !linop.op<3x3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_norm_bound %g within 1.0e-2 : !linop.op<3x3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  return
}

// The list and the family say the same.
// CHECK-LABEL: func.func @list_is_family
func.func @list_is_family(%S: tensor<2x3x4xf32>) {
  %a0 = tensor.extract_slice %S[0, 0, 0] [1, 3, 4] [1, 1, 1] : tensor<2x3x4xf32> to tensor<3x4xf32>
  %a1 = tensor.extract_slice %S[1, 0, 0] [1, 3, 4] [1, 1, 1] : tensor<2x3x4xf32> to tensor<3x4xf32>
  %d0 = linop.diag %a0 : tensor<3x4xf32>, !A
  %d1 = linop.diag %a1 : tensor<3x4xf32>, !A
  %list = linop.vstack %d0, %d1 : (!A, !A) -> !linop.op<3x4xf32 -> 2x3x4xf32>
  %family = linop.vstack_for %c in 2 {
    %m = tensor.extract_slice %S[%c, 0, 0] [1, 3, 4] [1, 1, 1] : tensor<2x3x4xf32> to tensor<3x4xf32>
    %D = linop.diag %m : tensor<3x4xf32>, !A
    linop.yield %D : !A
  } : !linop.op<3x4xf32 -> 2x3x4xf32>
  check.expect_close %list, %family tolerance 1.0e-14 : !linop.op<3x4xf32 -> 2x3x4xf32>
  return
}

// Sums of multiples of the identity: the bounds of the parts add up to more than
// the norm, and the answers are exact.
// CHECK-LABEL: func.func @multiples
func.func @multiples() {
  %h = arith.constant dense<-0.5> : tensor<f64>
  %e = linop.eye : !C
  %s = linop.scale %h : tensor<f64>, !C
  %a = linop.add %e, %s : (!C, !C) -> !C
  check.expect_norm_bound %a within 1.0e-9 : !C
  check.expect_answers %a diagonal "any" gram "any" : !C
  %ah = linop.adjoint %a : (!C) -> !C
  check.expect_answers %ah diagonal "any" gram "any" : !C
  %p = linop.compose %ah, %a : (!C, !C) -> !C
  check.expect_answers %p diagonal "any" gram "any" : !C
  %v = linop.vstack %a, %e : (!C, !C) -> !linop.op<3x4xcomplex<f64> -> 2x3x4xcomplex<f64>>
  check.expect_norm_bound %v within 1.0e-9 : !linop.op<3x4xcomplex<f64> -> 2x3x4xcomplex<f64>>
  check.expect_answers %v gram "any" : !linop.op<3x4xcomplex<f64> -> 2x3x4xcomplex<f64>>
  %z = linop.concat %a, %a : (!C, !C) -> !linop.op<3x4xcomplex<f64> -> 6x4xcomplex<f64>>
  check.expect_norm_bound %z within 1.0e-9 : !linop.op<3x4xcomplex<f64> -> 6x4xcomplex<f64>>
  check.expect_answers %z gram "any" : !linop.op<3x4xcomplex<f64> -> 6x4xcomplex<f64>>
  return
}

// The adjoint of the transform of a real space takes real parts, which no
// Fourier basis diagonalises on its right.
// CHECK-LABEL: func.func @real_parts
func.func @real_parts(%w: tensor<8xf64>) {
  %F = linop.fft axes [0] : !linop.op<8xf64 -> 8xcomplex<f64>>
  %H = linop.adjoint %F : (!linop.op<8xf64 -> 8xcomplex<f64>>) -> !linop.op<8xcomplex<f64> -> 8xf64>
  %D = linop.diag %w : tensor<8xf64>, !linop.op<8xf64 -> 8xf64>
  %FDH = linop.compose %F, %D, %H : (!linop.op<8xf64 -> 8xcomplex<f64>>, !linop.op<8xf64 -> 8xf64>, !linop.op<8xcomplex<f64> -> 8xf64>) -> !linop.op<8xcomplex<f64> -> 8xcomplex<f64>>
  check.expect_answers %FDH diagonal "none" : !linop.op<8xcomplex<f64> -> 8xcomplex<f64>>
  %E = linop.diag %w : tensor<8xf64>, !linop.op<8xcomplex<f64> -> 8xcomplex<f64>>
  %HEF = linop.compose %H, %E, %F : (!linop.op<8xcomplex<f64> -> 8xf64>, !linop.op<8xcomplex<f64> -> 8xcomplex<f64>>, !linop.op<8xf64 -> 8xcomplex<f64>>) -> !linop.op<8xf64 -> 8xf64>
  check.expect_answers %HEF diagonal "fourier [0]" gram "fourier [0]" : !linop.op<8xf64 -> 8xf64>
  return
}
