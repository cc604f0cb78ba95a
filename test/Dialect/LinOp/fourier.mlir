// RUN: proxc-opt %s -check-run | FileCheck %s

// CHECK-LABEL: func.func @every_option
func.func @every_option() {
  %0 = linop.fft axes [0] : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_adjoint %0 : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_norm_bound %0 within 1.0e-9 : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_answers %0 diagonal "none" gram "any" structure "none" : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  %1 = linop.fft axes [0, 1] : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_adjoint %1 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_norm_bound %1 within 1.0e-9 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_answers %1 diagonal "none" gram "any" structure "none" : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  %2 = linop.fft axes [1] : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_adjoint %2 : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_norm_bound %2 within 1.0e-9 : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_answers %2 diagonal "none" gram "any" structure "none" : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  %3 = linop.fft axes [2, 0] : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_adjoint %3 : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_norm_bound %3 within 1.0e-9 : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_answers %3 diagonal "none" gram "any" structure "none" : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  %4 = linop.fft axes [0] : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_adjoint %4 : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_norm_bound %4 within 1.0e-9 : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_answers %4 diagonal "none" gram "any" structure "none" : !linop.op<7xf64 -> 7xcomplex<f64>>
  %5 = linop.fft axes [0] : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_adjoint %5 : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_norm_bound %5 within 1.0e-9 : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_answers %5 diagonal "none" gram "any" structure "none" : !linop.op<6xf64 -> 6xcomplex<f64>>
  %6 = linop.fft centered axes [0] : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_adjoint %6 : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_norm_bound %6 within 1.0e-9 : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_answers %6 diagonal "none" gram "any" structure "none" : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  %7 = linop.fft centered axes [0, 1] : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_adjoint %7 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_norm_bound %7 within 1.0e-9 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_answers %7 diagonal "none" gram "any" structure "none" : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  %8 = linop.fft centered axes [1] : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_adjoint %8 : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_norm_bound %8 within 1.0e-9 : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_answers %8 diagonal "none" gram "any" structure "none" : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  %9 = linop.fft centered axes [2, 0] : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_adjoint %9 : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_norm_bound %9 within 1.0e-9 : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_answers %9 diagonal "none" gram "any" structure "none" : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  %10 = linop.fft centered axes [0] : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_adjoint %10 : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_norm_bound %10 within 1.0e-9 : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_answers %10 diagonal "none" gram "any" structure "none" : !linop.op<7xf64 -> 7xcomplex<f64>>
  %11 = linop.fft centered axes [0] : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_adjoint %11 : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_norm_bound %11 within 1.0e-9 : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_answers %11 diagonal "none" gram "any" structure "none" : !linop.op<6xf64 -> 6xcomplex<f64>>
  %12 = linop.fft orthonormal axes [0] : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_adjoint %12 : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_norm_bound %12 within 1.0e-9 : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_answers %12 diagonal "none" gram "any" structure "none" : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  %13 = linop.fft orthonormal axes [0, 1] : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_adjoint %13 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_norm_bound %13 within 1.0e-9 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_answers %13 diagonal "none" gram "any" structure "none" : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  %14 = linop.fft orthonormal axes [1] : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_adjoint %14 : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_norm_bound %14 within 1.0e-9 : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_answers %14 diagonal "none" gram "any" structure "none" : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  %15 = linop.fft orthonormal axes [2, 0] : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_adjoint %15 : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_norm_bound %15 within 1.0e-9 : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_answers %15 diagonal "none" gram "any" structure "none" : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  %16 = linop.fft orthonormal axes [0] : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_adjoint %16 : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_norm_bound %16 within 1.0e-9 : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_answers %16 diagonal "none" gram "any" structure "none" : !linop.op<7xf64 -> 7xcomplex<f64>>
  %17 = linop.fft orthonormal axes [0] : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_adjoint %17 : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_norm_bound %17 within 1.0e-9 : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_answers %17 diagonal "none" gram "any" structure "none" : !linop.op<6xf64 -> 6xcomplex<f64>>
  %18 = linop.fft orthonormal centered axes [0] : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_adjoint %18 : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_norm_bound %18 within 1.0e-9 : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_answers %18 diagonal "none" gram "any" structure "none" : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  %19 = linop.fft orthonormal centered axes [0, 1] : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_adjoint %19 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_norm_bound %19 within 1.0e-9 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_answers %19 diagonal "none" gram "any" structure "none" : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  %20 = linop.fft orthonormal centered axes [1] : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_adjoint %20 : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_norm_bound %20 within 1.0e-9 : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_answers %20 diagonal "none" gram "any" structure "none" : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  %21 = linop.fft orthonormal centered axes [2, 0] : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_adjoint %21 : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_norm_bound %21 within 1.0e-9 : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_answers %21 diagonal "none" gram "any" structure "none" : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  %22 = linop.fft orthonormal centered axes [0] : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_adjoint %22 : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_norm_bound %22 within 1.0e-9 : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_answers %22 diagonal "none" gram "any" structure "none" : !linop.op<7xf64 -> 7xcomplex<f64>>
  %23 = linop.fft orthonormal centered axes [0] : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_adjoint %23 : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_norm_bound %23 within 1.0e-9 : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_answers %23 diagonal "none" gram "any" structure "none" : !linop.op<6xf64 -> 6xcomplex<f64>>
  %24 = linop.fft inverse axes [0] : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_adjoint %24 : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_norm_bound %24 within 1.0e-9 : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_answers %24 diagonal "none" gram "any" structure "none" : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  %25 = linop.fft inverse axes [0, 1] : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_adjoint %25 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_norm_bound %25 within 1.0e-9 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_answers %25 diagonal "none" gram "any" structure "none" : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  %26 = linop.fft inverse axes [1] : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_adjoint %26 : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_norm_bound %26 within 1.0e-9 : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_answers %26 diagonal "none" gram "any" structure "none" : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  %27 = linop.fft inverse axes [2, 0] : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_adjoint %27 : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_norm_bound %27 within 1.0e-9 : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_answers %27 diagonal "none" gram "any" structure "none" : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  %28 = linop.fft inverse axes [0] : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_adjoint %28 : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_norm_bound %28 within 1.0e-9 : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_answers %28 diagonal "none" gram "any" structure "none" : !linop.op<7xf64 -> 7xcomplex<f64>>
  %29 = linop.fft inverse axes [0] : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_adjoint %29 : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_norm_bound %29 within 1.0e-9 : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_answers %29 diagonal "none" gram "any" structure "none" : !linop.op<6xf64 -> 6xcomplex<f64>>
  %30 = linop.fft inverse centered axes [0] : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_adjoint %30 : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_norm_bound %30 within 1.0e-9 : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_answers %30 diagonal "none" gram "any" structure "none" : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  %31 = linop.fft inverse centered axes [0, 1] : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_adjoint %31 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_norm_bound %31 within 1.0e-9 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_answers %31 diagonal "none" gram "any" structure "none" : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  %32 = linop.fft inverse centered axes [1] : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_adjoint %32 : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_norm_bound %32 within 1.0e-9 : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_answers %32 diagonal "none" gram "any" structure "none" : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  %33 = linop.fft inverse centered axes [2, 0] : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_adjoint %33 : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_norm_bound %33 within 1.0e-9 : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_answers %33 diagonal "none" gram "any" structure "none" : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  %34 = linop.fft inverse centered axes [0] : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_adjoint %34 : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_norm_bound %34 within 1.0e-9 : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_answers %34 diagonal "none" gram "any" structure "none" : !linop.op<7xf64 -> 7xcomplex<f64>>
  %35 = linop.fft inverse centered axes [0] : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_adjoint %35 : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_norm_bound %35 within 1.0e-9 : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_answers %35 diagonal "none" gram "any" structure "none" : !linop.op<6xf64 -> 6xcomplex<f64>>
  %36 = linop.fft inverse orthonormal axes [0] : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_adjoint %36 : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_norm_bound %36 within 1.0e-9 : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_answers %36 diagonal "none" gram "any" structure "none" : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  %37 = linop.fft inverse orthonormal axes [0, 1] : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_adjoint %37 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_norm_bound %37 within 1.0e-9 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_answers %37 diagonal "none" gram "any" structure "none" : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  %38 = linop.fft inverse orthonormal axes [1] : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_adjoint %38 : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_norm_bound %38 within 1.0e-9 : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_answers %38 diagonal "none" gram "any" structure "none" : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  %39 = linop.fft inverse orthonormal axes [2, 0] : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_adjoint %39 : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_norm_bound %39 within 1.0e-9 : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_answers %39 diagonal "none" gram "any" structure "none" : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  %40 = linop.fft inverse orthonormal axes [0] : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_adjoint %40 : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_norm_bound %40 within 1.0e-9 : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_answers %40 diagonal "none" gram "any" structure "none" : !linop.op<7xf64 -> 7xcomplex<f64>>
  %41 = linop.fft inverse orthonormal axes [0] : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_adjoint %41 : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_norm_bound %41 within 1.0e-9 : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_answers %41 diagonal "none" gram "any" structure "none" : !linop.op<6xf64 -> 6xcomplex<f64>>
  %42 = linop.fft inverse orthonormal centered axes [0] : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_adjoint %42 : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_norm_bound %42 within 1.0e-9 : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  check.expect_answers %42 diagonal "none" gram "any" structure "none" : !linop.op<1xcomplex<f32> -> 1xcomplex<f32>>
  %43 = linop.fft inverse orthonormal centered axes [0, 1] : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_adjoint %43 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_norm_bound %43 within 1.0e-9 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_answers %43 diagonal "none" gram "any" structure "none" : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  %44 = linop.fft inverse orthonormal centered axes [1] : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_adjoint %44 : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_norm_bound %44 within 1.0e-9 : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  check.expect_answers %44 diagonal "none" gram "any" structure "none" : !linop.op<3x4xcomplex<f64> -> 3x4xcomplex<f64>>
  %45 = linop.fft inverse orthonormal centered axes [2, 0] : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_adjoint %45 : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_norm_bound %45 within 1.0e-9 : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  check.expect_answers %45 diagonal "none" gram "any" structure "none" : !linop.op<2x3x4xf32 -> 2x3x4xcomplex<f32>>
  %46 = linop.fft inverse orthonormal centered axes [0] : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_adjoint %46 : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_norm_bound %46 within 1.0e-9 : !linop.op<7xf64 -> 7xcomplex<f64>>
  check.expect_answers %46 diagonal "none" gram "any" structure "none" : !linop.op<7xf64 -> 7xcomplex<f64>>
  %47 = linop.fft inverse orthonormal centered axes [0] : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_adjoint %47 : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_norm_bound %47 within 1.0e-9 : !linop.op<6xf64 -> 6xcomplex<f64>>
  check.expect_answers %47 diagonal "none" gram "any" structure "none" : !linop.op<6xf64 -> 6xcomplex<f64>>
  return
}

// fft, ifft, fftshift and ifftshift as their textbook definitions.
// CHECK-LABEL: func.func @values
func.func @values() {
  %x4 = arith.constant dense<[(1.0, 0.5), (2.0, 2.0), (3.0, 5.5), (4.0, 11.0)]> : tensor<4xcomplex<f64>>
  %f0 = linop.fft axes [0] : !linop.op<4xcomplex<f64> -> 4xcomplex<f64>>
  %y0 = linop.apply %f0, %x4 : !linop.op<4xcomplex<f64> -> 4xcomplex<f64>>, tensor<4xcomplex<f64>> -> tensor<4xcomplex<f64>>
  %e0 = arith.constant dense<[(10.0, 19.0), (-11.0, -3.000000000000002), (-1.9999999999999971, -7.000000000000002), (7.0000000000000036, -6.999999999999995)]> : tensor<4xcomplex<f64>>
  check.expect_close %y0, %e0 tolerance 1.0e-12 : tensor<4xcomplex<f64>>
  %f1 = linop.fft inverse axes [0] : !linop.op<4xcomplex<f64> -> 4xcomplex<f64>>
  %y1 = linop.apply %f1, %x4 : !linop.op<4xcomplex<f64> -> 4xcomplex<f64>>, tensor<4xcomplex<f64>> -> tensor<4xcomplex<f64>>
  %e1 = arith.constant dense<[(10.0, 19.0), (6.999999999999999, -7.000000000000002), (-2.0000000000000036, -6.999999999999999), (-11.0, -2.999999999999994)]> : tensor<4xcomplex<f64>>
  check.expect_close %y1, %e1 tolerance 1.0e-12 : tensor<4xcomplex<f64>>
  %f2 = linop.fft orthonormal axes [0] : !linop.op<4xcomplex<f64> -> 4xcomplex<f64>>
  %y2 = linop.apply %f2, %x4 : !linop.op<4xcomplex<f64> -> 4xcomplex<f64>>, tensor<4xcomplex<f64>> -> tensor<4xcomplex<f64>>
  %e2 = arith.constant dense<[(5.0, 9.5), (-5.5, -1.500000000000001), (-0.9999999999999986, -3.500000000000001), (3.5000000000000018, -3.4999999999999973)]> : tensor<4xcomplex<f64>>
  check.expect_close %y2, %e2 tolerance 1.0e-12 : tensor<4xcomplex<f64>>
  %f3 = linop.fft inverse orthonormal centered axes [0] : !linop.op<4xcomplex<f64> -> 4xcomplex<f64>>
  %y3 = linop.apply %f3, %x4 : !linop.op<4xcomplex<f64> -> 4xcomplex<f64>>, tensor<4xcomplex<f64>> -> tensor<4xcomplex<f64>>
  %e3 = arith.constant dense<[(-1.0000000000000013, -3.4999999999999996), (5.500000000000001, 1.4999999999999998), (5.0, 9.5), (-3.5, 3.5)]> : tensor<4xcomplex<f64>>
  check.expect_close %y3, %e3 tolerance 1.0e-12 : tensor<4xcomplex<f64>>
  %f4 = linop.fft centered axes [0] : !linop.op<4xcomplex<f64> -> 4xcomplex<f64>>
  %y4 = linop.apply %f4, %x4 : !linop.op<4xcomplex<f64> -> 4xcomplex<f64>>, tensor<4xcomplex<f64>> -> tensor<4xcomplex<f64>>
  %e4 = arith.constant dense<[(-1.9999999999999982, -7.000000000000001), (-6.999999999999999, 6.999999999999999), (10.0, 19.0), (11.0, 3.0000000000000004)]> : tensor<4xcomplex<f64>>
  check.expect_close %y4, %e4 tolerance 1.0e-12 : tensor<4xcomplex<f64>>
  %x5 = arith.constant dense<[(1.0, 0.5), (2.0, 2.0), (3.0, 5.5), (4.0, 11.0), (5.0, 18.5)]> : tensor<5xcomplex<f64>>
  %f5 = linop.fft axes [0] : !linop.op<5xcomplex<f64> -> 5xcomplex<f64>>
  %y5 = linop.apply %f5, %x5 : !linop.op<5xcomplex<f64> -> 5xcomplex<f64>>, tensor<5xcomplex<f64>> -> tensor<5xcomplex<f64>>
  %e5 = arith.constant dense<[(15.0, 37.5), (-21.425251406478637, -3.0729772213222812), (-6.9676458232024565, -10.173768736917527), (1.967645823202468, -11.798367218082056), (16.42525140647864, -9.95488682367813)]> : tensor<5xcomplex<f64>>
  check.expect_close %y5, %e5 tolerance 1.0e-12 : tensor<5xcomplex<f64>>
  %f6 = linop.fft inverse axes [0] : !linop.op<5xcomplex<f64> -> 5xcomplex<f64>>
  %y6 = linop.apply %f6, %x5 : !linop.op<5xcomplex<f64> -> 5xcomplex<f64>>, tensor<5xcomplex<f64>> -> tensor<5xcomplex<f64>>
  %e6 = arith.constant dense<[(15.0, 37.5), (16.425251406478633, -9.954886823678148), (1.9676458232024565, -11.798367218082058), (-6.967645823202465, -10.17376873691752), (-21.425251406478637, -3.07297722132226)]> : tensor<5xcomplex<f64>>
  check.expect_close %y6, %e6 tolerance 1.0e-12 : tensor<5xcomplex<f64>>
  %f7 = linop.fft orthonormal axes [0] : !linop.op<5xcomplex<f64> -> 5xcomplex<f64>>
  %y7 = linop.apply %f7, %x5 : !linop.op<5xcomplex<f64> -> 5xcomplex<f64>>, tensor<5xcomplex<f64>> -> tensor<5xcomplex<f64>>
  %e7 = arith.constant dense<[(6.7082039324993685, 16.77050983124842), (-9.581663715981842, -1.3742771920370074), (-3.1160259407646347, -4.549847696621953), (0.8799579632648502, -5.276390224627312), (7.345595738482054, -4.451960729212252)]> : tensor<5xcomplex<f64>>
  check.expect_close %y7, %e7 tolerance 1.0e-12 : tensor<5xcomplex<f64>>
  %f8 = linop.fft inverse orthonormal centered axes [0] : !linop.op<5xcomplex<f64> -> 5xcomplex<f64>>
  %y8 = linop.apply %f8, %x5 : !linop.op<5xcomplex<f64> -> 5xcomplex<f64>>, tensor<5xcomplex<f64>> -> tensor<5xcomplex<f64>>
  %e8 = arith.constant dense<[(-5.290067270632257, 1.5575365158350534), (8.55950864665638, -4.520147021340205), (6.7082039324993685, 16.77050983124842), (-8.559508646656385, -0.7159209561595867), (5.290067270632258, -0.793604493334842)]> : tensor<5xcomplex<f64>>
  check.expect_close %y8, %e8 tolerance 1.0e-12 : tensor<5xcomplex<f64>>
  %f9 = linop.fft centered axes [0] : !linop.op<5xcomplex<f64> -> 5xcomplex<f64>>
  %y9 = linop.apply %f9, %x5 : !linop.op<5xcomplex<f64> -> 5xcomplex<f64>>, tensor<5xcomplex<f64>> -> tensor<5xcomplex<f64>>
  %e9 = arith.constant dense<[(11.828950022680509, -1.77455359434598), (-19.139643187920893, -1.600847924489491), (15.0, 37.5), (19.1396431879209, -10.10735600800988), (-11.828950022680505, 3.482757526845348)]> : tensor<5xcomplex<f64>>
  check.expect_close %y9, %e9 tolerance 1.0e-12 : tensor<5xcomplex<f64>>
  return
}
