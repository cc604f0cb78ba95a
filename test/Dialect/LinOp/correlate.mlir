// RUN: proxc-opt %s -check-run | FileCheck %s

// Convolution and correlation over every boundary and mode; the reference
// against values written out from the definition.

// CHECK-LABEL: func.func @every_option
func.func @every_option(%k3: tensor<3xf32>, %k4: tensor<4xf32>, %k34: tensor<3x4xcomplex<f32>>, %kb: tensor<2x3x3xf32>, %k9: tensor<9xf32>) {
  %c3 = arith.constant dense<[1.0, -2.0, 0.5]> : tensor<3xf32>
  %c4 = arith.constant dense<[0.25, 0.5, 1.0, 0.125]> : tensor<4xf32>
  %c34 = arith.constant dense<[[1.0, -2.0, 0.5, 1.0], [0.0, 3.0, -1.0, 1.0], [2.0, 0.0, 0.0, -1.0]]> : tensor<3x4xf32>
  %c9 = arith.constant dense<[1.0, -1.0, 0.5, -0.25, 3.0, 0.0, 1.0, -2.0, 1.0]> : tensor<9xf32>
  %77 = linop.conv %k3 axes [0] correlate : tensor<3xf32>, !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_adjoint %77 : !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_norm_bound %77 unknown : !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_answers %77 diagonal "fourier [0]" : !linop.op<5x2xf32 -> 5x2xf32>
  %78 = linop.conv %k4 axes [1] correlate : tensor<4xf32>, !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_adjoint %78 : !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_norm_bound %78 unknown : !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_answers %78 diagonal "fourier [1]" : !linop.op<2x6xf32 -> 2x6xf32>
  %79 = linop.conv %k34 axes [0, 1] correlate : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_adjoint %79 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_norm_bound %79 unknown : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_answers %79 diagonal "fourier [0, 1]" : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  %80 = linop.conv %c3 axes [0] correlate : tensor<3xf32>, !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_norm_bound %80 within 1.0e-2 : !linop.op<5x2xf32 -> 5x2xf32>
  %81 = linop.conv %c4 axes [1] correlate : tensor<4xf32>, !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_norm_bound %81 within 1.0e-2 : !linop.op<2x6xf32 -> 2x6xf32>
  %82 = linop.conv %c34 axes [0, 1] correlate : tensor<3x4xf32>, !linop.op<5x7xf32 -> 5x7xf32>
  check.expect_norm_bound %82 within 1.0e-2 : !linop.op<5x7xf32 -> 5x7xf32>
  %83 = linop.conv %c9 axes [1] correlate : tensor<9xf32>, !linop.op<2x9xf32 -> 2x9xf32>
  check.expect_norm_bound %83 within 1.0e-2 : !linop.op<2x9xf32 -> 2x9xf32>
  %84 = linop.conv %k9 axes [1] correlate : tensor<9xf32>, !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_adjoint %84 : !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_norm_bound %84 unknown : !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_answers %84 diagonal "fourier [1]" : !linop.op<2x3xf32 -> 2x3xf32>
  %85 = linop.conv %k3 axes [0] correlate {boundary = #linop.boundary<zero>} : tensor<3xf32>, !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_adjoint %85 : !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_norm_bound %85 unknown : !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_answers %85 diagonal "none" : !linop.op<5x2xf32 -> 5x2xf32>
  %86 = linop.conv %k4 axes [1] correlate {boundary = #linop.boundary<zero>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_adjoint %86 : !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_norm_bound %86 unknown : !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_answers %86 diagonal "none" : !linop.op<2x6xf32 -> 2x6xf32>
  %87 = linop.conv %k34 axes [0, 1] correlate {boundary = #linop.boundary<zero>} : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_adjoint %87 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_norm_bound %87 unknown : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_answers %87 diagonal "none" : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  %88 = linop.conv %c3 axes [0] correlate {boundary = #linop.boundary<zero>} : tensor<3xf32>, !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_norm_bound %88 : !linop.op<5x2xf32 -> 5x2xf32>
  %89 = linop.conv %c4 axes [1] correlate {boundary = #linop.boundary<zero>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_norm_bound %89 : !linop.op<2x6xf32 -> 2x6xf32>
  %90 = linop.conv %c34 axes [0, 1] correlate {boundary = #linop.boundary<zero>} : tensor<3x4xf32>, !linop.op<5x7xf32 -> 5x7xf32>
  check.expect_norm_bound %90 : !linop.op<5x7xf32 -> 5x7xf32>
  %91 = linop.conv %c9 axes [1] correlate {boundary = #linop.boundary<zero>} : tensor<9xf32>, !linop.op<2x9xf32 -> 2x9xf32>
  check.expect_norm_bound %91 : !linop.op<2x9xf32 -> 2x9xf32>
  %92 = linop.conv %k9 axes [1] correlate {boundary = #linop.boundary<zero>} : tensor<9xf32>, !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_adjoint %92 : !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_norm_bound %92 unknown : !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_answers %92 diagonal "none" : !linop.op<2x3xf32 -> 2x3xf32>
  %93 = linop.conv %k3 axes [0] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<3xf32>, !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_adjoint %93 : !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_norm_bound %93 unknown : !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_answers %93 diagonal "none" : !linop.op<5x2xf32 -> 3x2xf32>
  %94 = linop.conv %k4 axes [1] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_adjoint %94 : !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_norm_bound %94 unknown : !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_answers %94 diagonal "none" : !linop.op<2x6xf32 -> 2x3xf32>
  %95 = linop.conv %k34 axes [0, 1] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  check.expect_adjoint %95 : !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  check.expect_norm_bound %95 unknown : !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  check.expect_answers %95 diagonal "none" : !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  %96 = linop.conv %c3 axes [0] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<3xf32>, !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_norm_bound %96 : !linop.op<5x2xf32 -> 3x2xf32>
  %97 = linop.conv %c4 axes [1] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_norm_bound %97 : !linop.op<2x6xf32 -> 2x3xf32>
  %98 = linop.conv %c34 axes [0, 1] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<3x4xf32>, !linop.op<5x7xf32 -> 3x4xf32>
  check.expect_norm_bound %98 : !linop.op<5x7xf32 -> 3x4xf32>
  %99 = linop.conv %c9 axes [1] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<9xf32>, !linop.op<2x9xf32 -> 2x1xf32>
  check.expect_norm_bound %99 : !linop.op<2x9xf32 -> 2x1xf32>
  %100 = linop.conv %k3 axes [0] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<3xf32>, !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_adjoint %100 : !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_norm_bound %100 unknown : !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_answers %100 diagonal "none" : !linop.op<5x2xf32 -> 7x2xf32>
  %101 = linop.conv %k4 axes [1] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_adjoint %101 : !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_norm_bound %101 unknown : !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_answers %101 diagonal "none" : !linop.op<2x6xf32 -> 2x9xf32>
  %102 = linop.conv %k34 axes [0, 1] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  check.expect_adjoint %102 : !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  check.expect_norm_bound %102 unknown : !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  check.expect_answers %102 diagonal "none" : !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  %103 = linop.conv %c3 axes [0] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<3xf32>, !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_norm_bound %103 : !linop.op<5x2xf32 -> 7x2xf32>
  %104 = linop.conv %c4 axes [1] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_norm_bound %104 : !linop.op<2x6xf32 -> 2x9xf32>
  %105 = linop.conv %c34 axes [0, 1] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<3x4xf32>, !linop.op<5x7xf32 -> 7x10xf32>
  check.expect_norm_bound %105 : !linop.op<5x7xf32 -> 7x10xf32>
  %106 = linop.conv %c9 axes [1] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<9xf32>, !linop.op<2x9xf32 -> 2x17xf32>
  check.expect_norm_bound %106 : !linop.op<2x9xf32 -> 2x17xf32>
  %107 = linop.conv %k9 axes [1] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<9xf32>, !linop.op<2x3xf32 -> 2x11xf32>
  check.expect_adjoint %107 : !linop.op<2x3xf32 -> 2x11xf32>
  check.expect_norm_bound %107 unknown : !linop.op<2x3xf32 -> 2x11xf32>
  check.expect_answers %107 diagonal "none" : !linop.op<2x3xf32 -> 2x11xf32>
  %108 = linop.conv %k3 axes [0] correlate {boundary = #linop.boundary<replicate>} : tensor<3xf32>, !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_adjoint %108 : !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_norm_bound %108 unknown : !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_answers %108 diagonal "none" : !linop.op<5x2xf32 -> 5x2xf32>
  %109 = linop.conv %k4 axes [1] correlate {boundary = #linop.boundary<replicate>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_adjoint %109 : !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_norm_bound %109 unknown : !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_answers %109 diagonal "none" : !linop.op<2x6xf32 -> 2x6xf32>
  %110 = linop.conv %k34 axes [0, 1] correlate {boundary = #linop.boundary<replicate>} : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_adjoint %110 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_norm_bound %110 unknown : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_answers %110 diagonal "none" : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  %111 = linop.conv %c3 axes [0] correlate {boundary = #linop.boundary<replicate>} : tensor<3xf32>, !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_norm_bound %111 : !linop.op<5x2xf32 -> 5x2xf32>
  %112 = linop.conv %c4 axes [1] correlate {boundary = #linop.boundary<replicate>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_norm_bound %112 : !linop.op<2x6xf32 -> 2x6xf32>
  %113 = linop.conv %c34 axes [0, 1] correlate {boundary = #linop.boundary<replicate>} : tensor<3x4xf32>, !linop.op<5x7xf32 -> 5x7xf32>
  check.expect_norm_bound %113 : !linop.op<5x7xf32 -> 5x7xf32>
  %114 = linop.conv %c9 axes [1] correlate {boundary = #linop.boundary<replicate>} : tensor<9xf32>, !linop.op<2x9xf32 -> 2x9xf32>
  check.expect_norm_bound %114 : !linop.op<2x9xf32 -> 2x9xf32>
  %115 = linop.conv %k9 axes [1] correlate {boundary = #linop.boundary<replicate>} : tensor<9xf32>, !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_adjoint %115 : !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_norm_bound %115 unknown : !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_answers %115 diagonal "none" : !linop.op<2x3xf32 -> 2x3xf32>
  %116 = linop.conv %k3 axes [0] correlate {boundary = #linop.boundary<replicate>, mode = #linop.mode<valid>} : tensor<3xf32>, !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_adjoint %116 : !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_norm_bound %116 unknown : !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_answers %116 diagonal "none" : !linop.op<5x2xf32 -> 3x2xf32>
  %117 = linop.conv %k4 axes [1] correlate {boundary = #linop.boundary<replicate>, mode = #linop.mode<valid>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_adjoint %117 : !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_norm_bound %117 unknown : !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_answers %117 diagonal "none" : !linop.op<2x6xf32 -> 2x3xf32>
  %118 = linop.conv %k34 axes [0, 1] correlate {boundary = #linop.boundary<replicate>, mode = #linop.mode<valid>} : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  check.expect_adjoint %118 : !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  check.expect_norm_bound %118 unknown : !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  check.expect_answers %118 diagonal "none" : !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  %119 = linop.conv %c3 axes [0] correlate {boundary = #linop.boundary<replicate>, mode = #linop.mode<valid>} : tensor<3xf32>, !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_norm_bound %119 : !linop.op<5x2xf32 -> 3x2xf32>
  %120 = linop.conv %c4 axes [1] correlate {boundary = #linop.boundary<replicate>, mode = #linop.mode<valid>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_norm_bound %120 : !linop.op<2x6xf32 -> 2x3xf32>
  %121 = linop.conv %c34 axes [0, 1] correlate {boundary = #linop.boundary<replicate>, mode = #linop.mode<valid>} : tensor<3x4xf32>, !linop.op<5x7xf32 -> 3x4xf32>
  check.expect_norm_bound %121 : !linop.op<5x7xf32 -> 3x4xf32>
  %122 = linop.conv %c9 axes [1] correlate {boundary = #linop.boundary<replicate>, mode = #linop.mode<valid>} : tensor<9xf32>, !linop.op<2x9xf32 -> 2x1xf32>
  check.expect_norm_bound %122 : !linop.op<2x9xf32 -> 2x1xf32>
  %123 = linop.conv %k3 axes [0] correlate {boundary = #linop.boundary<replicate>, mode = #linop.mode<full>} : tensor<3xf32>, !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_adjoint %123 : !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_norm_bound %123 unknown : !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_answers %123 diagonal "none" : !linop.op<5x2xf32 -> 7x2xf32>
  %124 = linop.conv %k4 axes [1] correlate {boundary = #linop.boundary<replicate>, mode = #linop.mode<full>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_adjoint %124 : !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_norm_bound %124 unknown : !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_answers %124 diagonal "none" : !linop.op<2x6xf32 -> 2x9xf32>
  %125 = linop.conv %k34 axes [0, 1] correlate {boundary = #linop.boundary<replicate>, mode = #linop.mode<full>} : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  check.expect_adjoint %125 : !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  check.expect_norm_bound %125 unknown : !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  check.expect_answers %125 diagonal "none" : !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  %126 = linop.conv %c3 axes [0] correlate {boundary = #linop.boundary<replicate>, mode = #linop.mode<full>} : tensor<3xf32>, !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_norm_bound %126 : !linop.op<5x2xf32 -> 7x2xf32>
  %127 = linop.conv %c4 axes [1] correlate {boundary = #linop.boundary<replicate>, mode = #linop.mode<full>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_norm_bound %127 : !linop.op<2x6xf32 -> 2x9xf32>
  %128 = linop.conv %c34 axes [0, 1] correlate {boundary = #linop.boundary<replicate>, mode = #linop.mode<full>} : tensor<3x4xf32>, !linop.op<5x7xf32 -> 7x10xf32>
  check.expect_norm_bound %128 : !linop.op<5x7xf32 -> 7x10xf32>
  %129 = linop.conv %c9 axes [1] correlate {boundary = #linop.boundary<replicate>, mode = #linop.mode<full>} : tensor<9xf32>, !linop.op<2x9xf32 -> 2x17xf32>
  check.expect_norm_bound %129 : !linop.op<2x9xf32 -> 2x17xf32>
  %130 = linop.conv %k9 axes [1] correlate {boundary = #linop.boundary<replicate>, mode = #linop.mode<full>} : tensor<9xf32>, !linop.op<2x3xf32 -> 2x11xf32>
  check.expect_adjoint %130 : !linop.op<2x3xf32 -> 2x11xf32>
  check.expect_norm_bound %130 unknown : !linop.op<2x3xf32 -> 2x11xf32>
  check.expect_answers %130 diagonal "none" : !linop.op<2x3xf32 -> 2x11xf32>
  %131 = linop.conv %k3 axes [0] correlate {boundary = #linop.boundary<symmetric>} : tensor<3xf32>, !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_adjoint %131 : !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_norm_bound %131 unknown : !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_answers %131 diagonal "none" : !linop.op<5x2xf32 -> 5x2xf32>
  %132 = linop.conv %k4 axes [1] correlate {boundary = #linop.boundary<symmetric>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_adjoint %132 : !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_norm_bound %132 unknown : !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_answers %132 diagonal "none" : !linop.op<2x6xf32 -> 2x6xf32>
  %133 = linop.conv %k34 axes [0, 1] correlate {boundary = #linop.boundary<symmetric>} : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_adjoint %133 : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_norm_bound %133 unknown : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  check.expect_answers %133 diagonal "none" : !linop.op<4x5xcomplex<f32> -> 4x5xcomplex<f32>>
  %134 = linop.conv %c3 axes [0] correlate {boundary = #linop.boundary<symmetric>} : tensor<3xf32>, !linop.op<5x2xf32 -> 5x2xf32>
  check.expect_norm_bound %134 : !linop.op<5x2xf32 -> 5x2xf32>
  %135 = linop.conv %c4 axes [1] correlate {boundary = #linop.boundary<symmetric>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x6xf32>
  check.expect_norm_bound %135 : !linop.op<2x6xf32 -> 2x6xf32>
  %136 = linop.conv %c34 axes [0, 1] correlate {boundary = #linop.boundary<symmetric>} : tensor<3x4xf32>, !linop.op<5x7xf32 -> 5x7xf32>
  check.expect_norm_bound %136 : !linop.op<5x7xf32 -> 5x7xf32>
  %137 = linop.conv %c9 axes [1] correlate {boundary = #linop.boundary<symmetric>} : tensor<9xf32>, !linop.op<2x9xf32 -> 2x9xf32>
  check.expect_norm_bound %137 : !linop.op<2x9xf32 -> 2x9xf32>
  %138 = linop.conv %k9 axes [1] correlate {boundary = #linop.boundary<symmetric>} : tensor<9xf32>, !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_adjoint %138 : !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_norm_bound %138 unknown : !linop.op<2x3xf32 -> 2x3xf32>
  check.expect_answers %138 diagonal "none" : !linop.op<2x3xf32 -> 2x3xf32>
  %139 = linop.conv %k3 axes [0] correlate {boundary = #linop.boundary<symmetric>, mode = #linop.mode<valid>} : tensor<3xf32>, !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_adjoint %139 : !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_norm_bound %139 unknown : !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_answers %139 diagonal "none" : !linop.op<5x2xf32 -> 3x2xf32>
  %140 = linop.conv %k4 axes [1] correlate {boundary = #linop.boundary<symmetric>, mode = #linop.mode<valid>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_adjoint %140 : !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_norm_bound %140 unknown : !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_answers %140 diagonal "none" : !linop.op<2x6xf32 -> 2x3xf32>
  %141 = linop.conv %k34 axes [0, 1] correlate {boundary = #linop.boundary<symmetric>, mode = #linop.mode<valid>} : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  check.expect_adjoint %141 : !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  check.expect_norm_bound %141 unknown : !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  check.expect_answers %141 diagonal "none" : !linop.op<4x5xcomplex<f32> -> 2x2xcomplex<f32>>
  %142 = linop.conv %c3 axes [0] correlate {boundary = #linop.boundary<symmetric>, mode = #linop.mode<valid>} : tensor<3xf32>, !linop.op<5x2xf32 -> 3x2xf32>
  check.expect_norm_bound %142 : !linop.op<5x2xf32 -> 3x2xf32>
  %143 = linop.conv %c4 axes [1] correlate {boundary = #linop.boundary<symmetric>, mode = #linop.mode<valid>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x3xf32>
  check.expect_norm_bound %143 : !linop.op<2x6xf32 -> 2x3xf32>
  %144 = linop.conv %c34 axes [0, 1] correlate {boundary = #linop.boundary<symmetric>, mode = #linop.mode<valid>} : tensor<3x4xf32>, !linop.op<5x7xf32 -> 3x4xf32>
  check.expect_norm_bound %144 : !linop.op<5x7xf32 -> 3x4xf32>
  %145 = linop.conv %c9 axes [1] correlate {boundary = #linop.boundary<symmetric>, mode = #linop.mode<valid>} : tensor<9xf32>, !linop.op<2x9xf32 -> 2x1xf32>
  check.expect_norm_bound %145 : !linop.op<2x9xf32 -> 2x1xf32>
  %146 = linop.conv %k3 axes [0] correlate {boundary = #linop.boundary<symmetric>, mode = #linop.mode<full>} : tensor<3xf32>, !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_adjoint %146 : !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_norm_bound %146 unknown : !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_answers %146 diagonal "none" : !linop.op<5x2xf32 -> 7x2xf32>
  %147 = linop.conv %k4 axes [1] correlate {boundary = #linop.boundary<symmetric>, mode = #linop.mode<full>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_adjoint %147 : !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_norm_bound %147 unknown : !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_answers %147 diagonal "none" : !linop.op<2x6xf32 -> 2x9xf32>
  %148 = linop.conv %k34 axes [0, 1] correlate {boundary = #linop.boundary<symmetric>, mode = #linop.mode<full>} : tensor<3x4xcomplex<f32>>, !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  check.expect_adjoint %148 : !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  check.expect_norm_bound %148 unknown : !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  check.expect_answers %148 diagonal "none" : !linop.op<4x5xcomplex<f32> -> 6x8xcomplex<f32>>
  %149 = linop.conv %c3 axes [0] correlate {boundary = #linop.boundary<symmetric>, mode = #linop.mode<full>} : tensor<3xf32>, !linop.op<5x2xf32 -> 7x2xf32>
  check.expect_norm_bound %149 : !linop.op<5x2xf32 -> 7x2xf32>
  %150 = linop.conv %c4 axes [1] correlate {boundary = #linop.boundary<symmetric>, mode = #linop.mode<full>} : tensor<4xf32>, !linop.op<2x6xf32 -> 2x9xf32>
  check.expect_norm_bound %150 : !linop.op<2x6xf32 -> 2x9xf32>
  %151 = linop.conv %c34 axes [0, 1] correlate {boundary = #linop.boundary<symmetric>, mode = #linop.mode<full>} : tensor<3x4xf32>, !linop.op<5x7xf32 -> 7x10xf32>
  check.expect_norm_bound %151 : !linop.op<5x7xf32 -> 7x10xf32>
  %152 = linop.conv %c9 axes [1] correlate {boundary = #linop.boundary<symmetric>, mode = #linop.mode<full>} : tensor<9xf32>, !linop.op<2x9xf32 -> 2x17xf32>
  check.expect_norm_bound %152 : !linop.op<2x9xf32 -> 2x17xf32>
  %153 = linop.conv %k9 axes [1] correlate {boundary = #linop.boundary<symmetric>, mode = #linop.mode<full>} : tensor<9xf32>, !linop.op<2x3xf32 -> 2x11xf32>
  check.expect_adjoint %153 : !linop.op<2x3xf32 -> 2x11xf32>
  check.expect_norm_bound %153 unknown : !linop.op<2x3xf32 -> 2x11xf32>
  check.expect_answers %153 diagonal "none" : !linop.op<2x3xf32 -> 2x11xf32>
  return
}
