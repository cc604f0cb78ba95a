// RUN: proxc-opt %s -check-run | FileCheck %s

// Convolution and correlation over every boundary and mode; the reference
// against values written out from the definition.

// CHECK-LABEL: func.func @every_option
func.func @every_option(%k3: tensor<3xf32>, %k4: tensor<4xf32>, %k34: tensor<3x4xcomplex<f32>>, %kb: tensor<2x3x3xf32>, %k9: tensor<9xf32>) {
  %c3 = arith.constant dense<[1.0, -2.0, 0.5]> : tensor<3xf32>
  %c4 = arith.constant dense<[0.25, 0.5, 1.0, 0.125]> : tensor<4xf32>
  %c34 = arith.constant dense<[[1.0, -2.0, 0.5, 1.0], [0.0, 3.0, -1.0, 1.0], [2.0, 0.0, 0.0, -1.0]]> : tensor<3x4xf32>
  %c9 = arith.constant dense<[1.0, -1.0, 0.5, -0.25, 3.0, 0.0, 1.0, -2.0, 1.0]> : tensor<9xf32>
  %0 = linop.conv %k3 axes [0] : tensor<3xf32>, !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_adjoint %0 : !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_norm_bound %0 unknown : !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_answers %0 diagonal "fourier [0]" : !linop.op<5x2xf32 -> 5x2xf32>
  %1 = linop.conv %k4 axes [1] : tensor<4xf32>, !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_adjoint %1 : !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_norm_bound %1 unknown : !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_answers %1 diagonal "fourier [1]" : !linop.op<2x6xf32 -> 2x6xf32>
  %2 = linop.conv %k34 axes [0, 1] : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_adjoint %2 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_norm_bound %2 unknown : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_answers %2 diagonal "fourier [0, 1]" : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  %3 = linop.conv %c3 axes [0] : tensor<3xf32>, !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_norm_bound %3 within 1.0e-2 : !linop.op<5x2xf32 -> 5x2xf32>
  %4 = linop.conv %c4 axes [1] : tensor<4xf32>, !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_norm_bound %4 within 1.0e-2 : !linop.op<2x6xf32 -> 2x6xf32>
  %5 = linop.conv %c34 axes [0, 1] : tensor<3x4xf32>, !linop.op<5x7xf32 -> 5x7xf32>
  check.expect_norm_bound %5 within 1.0e-2 : !linop.op<5x7xf32 -> 5x7xf32>
  %6 = linop.conv %c9 axes [1] : tensor<9xf32>, !linop.op<2x9xf32 -> 2x9xf32>
  check.expect_norm_bound %6 within 1.0e-2 : !linop.op<2x9xf32 -> 2x9xf32>
  %7 = linop.conv %k9 axes [1] : tensor<9xf32>, !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_adjoint %7 : !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_norm_bound %7 unknown : !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_answers %7 diagonal "fourier [1]" : !linop.op<2x3xf32 -> 2x3xf32>
  %8 = linop.conv %k3 axes [0] {boundary = #linop.boundary<zero>} : tensor<3xf32>, !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_adjoint %8 : !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_norm_bound %8 unknown : !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_answers %8 diagonal "none" : !linop.op<5x2xf32 -> 5x2xf32>
  %9 = linop.conv %k4 axes [1] {boundary = #linop.boundary<zero>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_adjoint %9 : !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_norm_bound %9 unknown : !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_answers %9 diagonal "none" : !linop.op<2x6xf32 -> 2x6xf32>
  %10 = linop.conv %k34 axes [0, 1] {boundary = #linop.boundary<zero>} : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_adjoint %10 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_norm_bound %10 unknown : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_answers %10 diagonal "none" : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  %11 = linop.conv %c3 axes [0] {boundary = #linop.boundary<zero>} : tensor<3xf32>, !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_norm_bound %11 : !linop.op<5x2xf32 -> 5x2xf32>
  %12 = linop.conv %c4 axes [1] {boundary = #linop.boundary<zero>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_norm_bound %12 : !linop.op<2x6xf32 -> 2x6xf32>
  %13 = linop.conv %c34 axes [0, 1] {boundary = #linop.boundary<zero>} : tensor<3x4xf32>, !linop.op<5x7xf32 -> 5x7xf32>
  check.expect_norm_bound %13 : !linop.op<5x7xf32 -> 5x7xf32>
  %14 = linop.conv %c9 axes [1] {boundary = #linop.boundary<zero>} : tensor<9xf32>, !linop.op<2x9xf32 -> 2x9xf32>
  check.expect_norm_bound %14 : !linop.op<2x9xf32 -> 2x9xf32>
  %15 = linop.conv %k9 axes [1] {boundary = #linop.boundary<zero>} : tensor<9xf32>, !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_adjoint %15 : !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_norm_bound %15 unknown : !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_answers %15 diagonal "none" : !linop.op<2x3xf32 -> 2x3xf32>
  %16 = linop.conv %k3 axes [0] {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<3xf32>, !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_adjoint %16 : !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_norm_bound %16 unknown : !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_answers %16 diagonal "none" : !linop.op<5x2xf32 -> 3x2xf32>
  %17 = linop.conv %k4 axes [1] {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_adjoint %17 : !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_norm_bound %17 unknown : !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_answers %17 diagonal "none" : !linop.op<2x6xf32 -> 2x3xf32>
  %18 = linop.conv %k34 axes [0, 1] {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  check.expect_adjoint %18 : !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  check.expect_norm_bound %18 unknown : !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  check.expect_answers %18 diagonal "none" : !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  %19 = linop.conv %c3 axes [0] {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<3xf32>, !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_norm_bound %19 : !linop.op<5x2xf32 -> 3x2xf32>
  %20 = linop.conv %c4 axes [1] {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_norm_bound %20 : !linop.op<2x6xf32 -> 2x3xf32>
  %21 = linop.conv %c34 axes [0, 1] {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<3x4xf32>, !linop.op<5x7xf32 -> 3x4xf32>
  check.expect_norm_bound %21 : !linop.op<5x7xf32 -> 3x4xf32>
  %22 = linop.conv %c9 axes [1] {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<9xf32>, !linop.op<2x9xf32 -> 2x1xf32>
  check.expect_norm_bound %22 : !linop.op<2x9xf32 -> 2x1xf32>
  %23 = linop.conv %k3 axes [0] {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<3xf32>, !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_adjoint %23 : !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_norm_bound %23 unknown : !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_answers %23 diagonal "none" : !linop.op<5x2xf32 -> 7x2xf32>
  %24 = linop.conv %k4 axes [1] {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_adjoint %24 : !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_norm_bound %24 unknown : !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_answers %24 diagonal "none" : !linop.op<2x6xf32 -> 2x9xf32>
  %25 = linop.conv %k34 axes [0, 1] {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  check.expect_adjoint %25 : !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  check.expect_norm_bound %25 unknown : !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  check.expect_answers %25 diagonal "none" : !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  %26 = linop.conv %c3 axes [0] {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<3xf32>, !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_norm_bound %26 : !linop.op<5x2xf32 -> 7x2xf32>
  %27 = linop.conv %c4 axes [1] {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_norm_bound %27 : !linop.op<2x6xf32 -> 2x9xf32>
  %28 = linop.conv %c34 axes [0, 1] {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<3x4xf32>, !linop.op<5x7xf32 -> 7x10xf32>
  check.expect_norm_bound %28 : !linop.op<5x7xf32 -> 7x10xf32>
  %29 = linop.conv %c9 axes [1] {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<9xf32>, !linop.op<2x9xf32 -> 2x17xf32>
  check.expect_norm_bound %29 : !linop.op<2x9xf32 -> 2x17xf32>
  %30 = linop.conv %k9 axes [1] {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<9xf32>, !linop.op<2x3xf32 -> 2x11xf32>
  check.expect_adjoint %30 : !linop.op<2x3xf32 -> 2x11xf32>
  check.expect_norm_bound %30 unknown : !linop.op<2x3xf32 -> 2x11xf32>
  check.expect_answers %30 diagonal "none" : !linop.op<2x3xf32 -> 2x11xf32>
  %31 = linop.conv %k3 axes [0] {boundary = #linop.boundary<replicate>} : tensor<3xf32>, !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_adjoint %31 : !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_norm_bound %31 unknown : !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_answers %31 diagonal "none" : !linop.op<5x2xf32 -> 5x2xf32>
  %32 = linop.conv %k4 axes [1] {boundary = #linop.boundary<replicate>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_adjoint %32 : !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_norm_bound %32 unknown : !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_answers %32 diagonal "none" : !linop.op<2x6xf32 -> 2x6xf32>
  %33 = linop.conv %k34 axes [0, 1] {boundary = #linop.boundary<replicate>} : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_adjoint %33 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_norm_bound %33 unknown : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_answers %33 diagonal "none" : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  %34 = linop.conv %c3 axes [0] {boundary = #linop.boundary<replicate>} : tensor<3xf32>, !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_norm_bound %34 : !linop.op<5x2xf32 -> 5x2xf32>
  %35 = linop.conv %c4 axes [1] {boundary = #linop.boundary<replicate>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_norm_bound %35 : !linop.op<2x6xf32 -> 2x6xf32>
  %36 = linop.conv %c34 axes [0, 1] {boundary = #linop.boundary<replicate>} : tensor<3x4xf32>, !linop.op<5x7xf32 -> 5x7xf32>
  check.expect_norm_bound %36 : !linop.op<5x7xf32 -> 5x7xf32>
  %37 = linop.conv %c9 axes [1] {boundary = #linop.boundary<replicate>} : tensor<9xf32>, !linop.op<2x9xf32 -> 2x9xf32>
  check.expect_norm_bound %37 : !linop.op<2x9xf32 -> 2x9xf32>
  %38 = linop.conv %k9 axes [1] {boundary = #linop.boundary<replicate>} : tensor<9xf32>, !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_adjoint %38 : !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_norm_bound %38 unknown : !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_answers %38 diagonal "none" : !linop.op<2x3xf32 -> 2x3xf32>
  %39 = linop.conv %k3 axes [0] {boundary = #linop.boundary<replicate>, mode = #linop.mode<valid>} : tensor<3xf32>, !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_adjoint %39 : !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_norm_bound %39 unknown : !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_answers %39 diagonal "none" : !linop.op<5x2xf32 -> 3x2xf32>
  %40 = linop.conv %k4 axes [1] {boundary = #linop.boundary<replicate>, mode = #linop.mode<valid>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_adjoint %40 : !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_norm_bound %40 unknown : !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_answers %40 diagonal "none" : !linop.op<2x6xf32 -> 2x3xf32>
  %41 = linop.conv %k34 axes [0, 1] {boundary = #linop.boundary<replicate>, mode = #linop.mode<valid>} : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  check.expect_adjoint %41 : !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  check.expect_norm_bound %41 unknown : !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  check.expect_answers %41 diagonal "none" : !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  %42 = linop.conv %c3 axes [0] {boundary = #linop.boundary<replicate>, mode = #linop.mode<valid>} : tensor<3xf32>, !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_norm_bound %42 : !linop.op<5x2xf32 -> 3x2xf32>
  %43 = linop.conv %c4 axes [1] {boundary = #linop.boundary<replicate>, mode = #linop.mode<valid>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_norm_bound %43 : !linop.op<2x6xf32 -> 2x3xf32>
  %44 = linop.conv %c34 axes [0, 1] {boundary = #linop.boundary<replicate>, mode = #linop.mode<valid>} : tensor<3x4xf32>, !linop.op<5x7xf32 -> 3x4xf32>
  check.expect_norm_bound %44 : !linop.op<5x7xf32 -> 3x4xf32>
  %45 = linop.conv %c9 axes [1] {boundary = #linop.boundary<replicate>, mode = #linop.mode<valid>} : tensor<9xf32>, !linop.op<2x9xf32 -> 2x1xf32>
  check.expect_norm_bound %45 : !linop.op<2x9xf32 -> 2x1xf32>
  %46 = linop.conv %k3 axes [0] {boundary = #linop.boundary<replicate>, mode = #linop.mode<full>} : tensor<3xf32>, !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_adjoint %46 : !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_norm_bound %46 unknown : !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_answers %46 diagonal "none" : !linop.op<5x2xf32 -> 7x2xf32>
  %47 = linop.conv %k4 axes [1] {boundary = #linop.boundary<replicate>, mode = #linop.mode<full>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_adjoint %47 : !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_norm_bound %47 unknown : !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_answers %47 diagonal "none" : !linop.op<2x6xf32 -> 2x9xf32>
  %48 = linop.conv %k34 axes [0, 1] {boundary = #linop.boundary<replicate>, mode = #linop.mode<full>} : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  check.expect_adjoint %48 : !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  check.expect_norm_bound %48 unknown : !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  check.expect_answers %48 diagonal "none" : !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  %49 = linop.conv %c3 axes [0] {boundary = #linop.boundary<replicate>, mode = #linop.mode<full>} : tensor<3xf32>, !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_norm_bound %49 : !linop.op<5x2xf32 -> 7x2xf32>
  %50 = linop.conv %c4 axes [1] {boundary = #linop.boundary<replicate>, mode = #linop.mode<full>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_norm_bound %50 : !linop.op<2x6xf32 -> 2x9xf32>
  %51 = linop.conv %c34 axes [0, 1] {boundary = #linop.boundary<replicate>, mode = #linop.mode<full>} : tensor<3x4xf32>, !linop.op<5x7xf32 -> 7x10xf32>
  check.expect_norm_bound %51 : !linop.op<5x7xf32 -> 7x10xf32>
  %52 = linop.conv %c9 axes [1] {boundary = #linop.boundary<replicate>, mode = #linop.mode<full>} : tensor<9xf32>, !linop.op<2x9xf32 -> 2x17xf32>
  check.expect_norm_bound %52 : !linop.op<2x9xf32 -> 2x17xf32>
  %53 = linop.conv %k9 axes [1] {boundary = #linop.boundary<replicate>, mode = #linop.mode<full>} : tensor<9xf32>, !linop.op<2x3xf32 -> 2x11xf32>
  check.expect_adjoint %53 : !linop.op<2x3xf32 -> 2x11xf32>
  check.expect_norm_bound %53 unknown : !linop.op<2x3xf32 -> 2x11xf32>
  check.expect_answers %53 diagonal "none" : !linop.op<2x3xf32 -> 2x11xf32>
  %54 = linop.conv %k3 axes [0] {boundary = #linop.boundary<symmetric>} : tensor<3xf32>, !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_adjoint %54 : !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_norm_bound %54 unknown : !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_answers %54 diagonal "none" : !linop.op<5x2xf32 -> 5x2xf32>
  %55 = linop.conv %k4 axes [1] {boundary = #linop.boundary<symmetric>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_adjoint %55 : !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_norm_bound %55 unknown : !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_answers %55 diagonal "none" : !linop.op<2x6xf32 -> 2x6xf32>
  %56 = linop.conv %k34 axes [0, 1] {boundary = #linop.boundary<symmetric>} : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_adjoint %56 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_norm_bound %56 unknown : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_answers %56 diagonal "none" : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  %57 = linop.conv %c3 axes [0] {boundary = #linop.boundary<symmetric>} : tensor<3xf32>, !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_norm_bound %57 : !linop.op<5x2xf32 -> 5x2xf32>
  %58 = linop.conv %c4 axes [1] {boundary = #linop.boundary<symmetric>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_norm_bound %58 : !linop.op<2x6xf32 -> 2x6xf32>
  %59 = linop.conv %c34 axes [0, 1] {boundary = #linop.boundary<symmetric>} : tensor<3x4xf32>, !linop.op<5x7xf32 -> 5x7xf32>
  check.expect_norm_bound %59 : !linop.op<5x7xf32 -> 5x7xf32>
  %60 = linop.conv %c9 axes [1] {boundary = #linop.boundary<symmetric>} : tensor<9xf32>, !linop.op<2x9xf32 -> 2x9xf32>
  check.expect_norm_bound %60 : !linop.op<2x9xf32 -> 2x9xf32>
  %61 = linop.conv %k9 axes [1] {boundary = #linop.boundary<symmetric>} : tensor<9xf32>, !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_adjoint %61 : !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_norm_bound %61 unknown : !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_answers %61 diagonal "none" : !linop.op<2x3xf32 -> 2x3xf32>
  %62 = linop.conv %k3 axes [0] {boundary = #linop.boundary<symmetric>, mode = #linop.mode<valid>} : tensor<3xf32>, !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_adjoint %62 : !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_norm_bound %62 unknown : !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_answers %62 diagonal "none" : !linop.op<5x2xf32 -> 3x2xf32>
  %63 = linop.conv %k4 axes [1] {boundary = #linop.boundary<symmetric>, mode = #linop.mode<valid>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_adjoint %63 : !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_norm_bound %63 unknown : !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_answers %63 diagonal "none" : !linop.op<2x6xf32 -> 2x3xf32>
  %64 = linop.conv %k34 axes [0, 1] {boundary = #linop.boundary<symmetric>, mode = #linop.mode<valid>} : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  check.expect_adjoint %64 : !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  check.expect_norm_bound %64 unknown : !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  check.expect_answers %64 diagonal "none" : !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  %65 = linop.conv %c3 axes [0] {boundary = #linop.boundary<symmetric>, mode = #linop.mode<valid>} : tensor<3xf32>, !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_norm_bound %65 : !linop.op<5x2xf32 -> 3x2xf32>
  %66 = linop.conv %c4 axes [1] {boundary = #linop.boundary<symmetric>, mode = #linop.mode<valid>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_norm_bound %66 : !linop.op<2x6xf32 -> 2x3xf32>
  %67 = linop.conv %c34 axes [0, 1] {boundary = #linop.boundary<symmetric>, mode = #linop.mode<valid>} : tensor<3x4xf32>, !linop.op<5x7xf32 -> 3x4xf32>
  check.expect_norm_bound %67 : !linop.op<5x7xf32 -> 3x4xf32>
  %68 = linop.conv %c9 axes [1] {boundary = #linop.boundary<symmetric>, mode = #linop.mode<valid>} : tensor<9xf32>, !linop.op<2x9xf32 -> 2x1xf32>
  check.expect_norm_bound %68 : !linop.op<2x9xf32 -> 2x1xf32>
  %69 = linop.conv %k3 axes [0] {boundary = #linop.boundary<symmetric>, mode = #linop.mode<full>} : tensor<3xf32>, !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_adjoint %69 : !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_norm_bound %69 unknown : !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_answers %69 diagonal "none" : !linop.op<5x2xf32 -> 7x2xf32>
  %70 = linop.conv %k4 axes [1] {boundary = #linop.boundary<symmetric>, mode = #linop.mode<full>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_adjoint %70 : !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_norm_bound %70 unknown : !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_answers %70 diagonal "none" : !linop.op<2x6xf32 -> 2x9xf32>
  %71 = linop.conv %k34 axes [0, 1] {boundary = #linop.boundary<symmetric>, mode = #linop.mode<full>} : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  check.expect_adjoint %71 : !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  check.expect_norm_bound %71 unknown : !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  check.expect_answers %71 diagonal "none" : !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  %72 = linop.conv %c3 axes [0] {boundary = #linop.boundary<symmetric>, mode = #linop.mode<full>} : tensor<3xf32>, !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_norm_bound %72 : !linop.op<5x2xf32 -> 7x2xf32>
  %73 = linop.conv %c4 axes [1] {boundary = #linop.boundary<symmetric>, mode = #linop.mode<full>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_norm_bound %73 : !linop.op<2x6xf32 -> 2x9xf32>
  %74 = linop.conv %c34 axes [0, 1] {boundary = #linop.boundary<symmetric>, mode = #linop.mode<full>} : tensor<3x4xf32>, !linop.op<5x7xf32 -> 7x10xf32>
  check.expect_norm_bound %74 : !linop.op<5x7xf32 -> 7x10xf32>
  %75 = linop.conv %c9 axes [1] {boundary = #linop.boundary<symmetric>, mode = #linop.mode<full>} : tensor<9xf32>, !linop.op<2x9xf32 -> 2x17xf32>
  check.expect_norm_bound %75 : !linop.op<2x9xf32 -> 2x17xf32>
  %76 = linop.conv %k9 axes [1] {boundary = #linop.boundary<symmetric>, mode = #linop.mode<full>} : tensor<9xf32>, !linop.op<2x3xf32 -> 2x11xf32>
  check.expect_adjoint %76 : !linop.op<2x3xf32 -> 2x11xf32>
  check.expect_norm_bound %76 unknown : !linop.op<2x3xf32 -> 2x11xf32>
  check.expect_answers %76 diagonal "none" : !linop.op<2x3xf32 -> 2x11xf32>
  // A kernel for each image of a batch.
  %154 = linop.conv %kb axes [1, 2] : tensor<2x3x3xf32>, !linop.op<2x4x5xf64 -> 2x4x5xf64>
  check.expect_adjoint %154 : !linop.op<2x4x5xf64 -> 2x4x5xf64>
  check.expect_answers %154 diagonal "none" : !linop.op<2x4x5xf64 -> 2x4x5xf64>
  return
}
