// RUN: proxc-opt %s -check-run | FileCheck %s

// Along axes in another order: kernel axis 0 lies along axis 1.
// CHECK-LABEL: func.func @order_of_axes
func.func @order_of_axes(%k: tensor<3x4xf32>, %x: tensor<5x7xf32>) {
  %a = linop.conv %k axes [1, 0] : tensor<3x4xf32>, !linop.op<5x7xf32 -> 5x7xf32>
  %b = linop.conv %k axes [0, 1] : tensor<3x4xf32>, !linop.op<7x5xf32 -> 7x5xf32>
  %t = linop.transpose order [1, 0] : !linop.op<5x7xf32 -> 7x5xf32>
  %u = linop.transpose order [1, 0] : !linop.op<7x5xf32 -> 5x7xf32>
  %c = linop.compose %u, %b, %t : (!linop.op<7x5xf32 -> 5x7xf32>, !linop.op<7x5xf32 -> 7x5xf32>, !linop.op<5x7xf32 -> 7x5xf32>) -> !linop.op<5x7xf32 -> 5x7xf32>
  check.expect_close %a, %c tolerance 1.0e-12 : !linop.op<5x7xf32 -> 5x7xf32>
  return
}

// CHECK-LABEL: func.func @values
func.func @values() {
  %x = arith.constant dense<[1.0, 2.0, 3.0, 4.0, 5.0]> : tensor<5xf64>
  %k = arith.constant dense<[1.0, 10.0, 100.0]> : tensor<3xf64>
  %k4 = arith.constant dense<[1.0, 10.0, 100.0, 1000.0]> : tensor<4xf64>
  %a0 = linop.conv %k axes [0] {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<3xf64>, !linop.op<5xf64 -> 7xf64>
  %y0 = linop.apply %a0, %x : !linop.op<5xf64 -> 7xf64>, tensor<5xf64> -> tensor<7xf64>
  %e0 = arith.constant dense<[1.0, 12.0, 123.0, 234.0, 345.0, 450.0, 500.0]> : tensor<7xf64>
  check.expect_close %y0, %e0 tolerance 1.0e-12 : tensor<7xf64>
  %a1 = linop.conv %k axes [0] {boundary = #linop.boundary<zero>} : tensor<3xf64>, !linop.op<5xf64 -> 5xf64>
  %y1 = linop.apply %a1, %x : !linop.op<5xf64 -> 5xf64>, tensor<5xf64> -> tensor<5xf64>
  %e1 = arith.constant dense<[12.0, 123.0, 234.0, 345.0, 450.0]> : tensor<5xf64>
  check.expect_close %y1, %e1 tolerance 1.0e-12 : tensor<5xf64>
  %a2 = linop.conv %k axes [0] {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<3xf64>, !linop.op<5xf64 -> 3xf64>
  %y2 = linop.apply %a2, %x : !linop.op<5xf64 -> 3xf64>, tensor<5xf64> -> tensor<3xf64>
  %e2 = arith.constant dense<[123.0, 234.0, 345.0]> : tensor<3xf64>
  check.expect_close %y2, %e2 tolerance 1.0e-12 : tensor<3xf64>
  %a3 = linop.conv %k axes [0] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<3xf64>, !linop.op<5xf64 -> 7xf64>
  %y3 = linop.apply %a3, %x : !linop.op<5xf64 -> 7xf64>, tensor<5xf64> -> tensor<7xf64>
  %e3 = arith.constant dense<[100.0, 210.0, 321.0, 432.0, 543.0, 54.0, 5.0]> : tensor<7xf64>
  check.expect_close %y3, %e3 tolerance 1.0e-12 : tensor<7xf64>
  %a4 = linop.conv %k axes [0] correlate {boundary = #linop.boundary<zero>} : tensor<3xf64>, !linop.op<5xf64 -> 5xf64>
  %y4 = linop.apply %a4, %x : !linop.op<5xf64 -> 5xf64>, tensor<5xf64> -> tensor<5xf64>
  %e4 = arith.constant dense<[210.0, 321.0, 432.0, 543.0, 54.0]> : tensor<5xf64>
  check.expect_close %y4, %e4 tolerance 1.0e-12 : tensor<5xf64>
  %a5 = linop.conv %k4 axes [0] correlate {boundary = #linop.boundary<zero>} : tensor<4xf64>, !linop.op<5xf64 -> 5xf64>
  %y5 = linop.apply %a5, %x : !linop.op<5xf64 -> 5xf64>, tensor<5xf64> -> tensor<5xf64>
  %e5 = arith.constant dense<[2100.0, 3210.0, 4321.0, 5432.0, 543.0]> : tensor<5xf64>
  check.expect_close %y5, %e5 tolerance 1.0e-12 : tensor<5xf64>
  %a6 = linop.conv %k4 axes [0] {boundary = #linop.boundary<zero>} : tensor<4xf64>, !linop.op<5xf64 -> 5xf64>
  %y6 = linop.apply %a6, %x : !linop.op<5xf64 -> 5xf64>, tensor<5xf64> -> tensor<5xf64>
  %e6 = arith.constant dense<[123.0, 1234.0, 2345.0, 3450.0, 4500.0]> : tensor<5xf64>
  check.expect_close %y6, %e6 tolerance 1.0e-12 : tensor<5xf64>
  %a7 = linop.conv %k4 axes [0] {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<4xf64>, !linop.op<5xf64 -> 8xf64>
  %y7 = linop.apply %a7, %x : !linop.op<5xf64 -> 8xf64>, tensor<5xf64> -> tensor<8xf64>
  %e7 = arith.constant dense<[1.0, 12.0, 123.0, 1234.0, 2345.0, 3450.0, 4500.0, 5000.0]> : tensor<8xf64>
  check.expect_close %y7, %e7 tolerance 1.0e-12 : tensor<8xf64>
  %a8 = linop.conv %k4 axes [0] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<4xf64>, !linop.op<5xf64 -> 8xf64>
  %y8 = linop.apply %a8, %x : !linop.op<5xf64 -> 8xf64>, tensor<5xf64> -> tensor<8xf64>
  %e8 = arith.constant dense<[1000.0, 2100.0, 3210.0, 4321.0, 5432.0, 543.0, 54.0, 5.0]> : tensor<8xf64>
  check.expect_close %y8, %e8 tolerance 1.0e-12 : tensor<8xf64>
  %a9 = linop.conv %k4 axes [0] correlate {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<4xf64>, !linop.op<5xf64 -> 2xf64>
  %y9 = linop.apply %a9, %x : !linop.op<5xf64 -> 2xf64>, tensor<5xf64> -> tensor<2xf64>
  %e9 = arith.constant dense<[4321.0, 5432.0]> : tensor<2xf64>
  check.expect_close %y9, %e9 tolerance 1.0e-12 : tensor<2xf64>
  %a10 = linop.conv %k4 axes [0] : tensor<4xf64>, !linop.op<5xf64 -> 5xf64>
  %y10 = linop.apply %a10, %x : !linop.op<5xf64 -> 5xf64>, tensor<5xf64> -> tensor<5xf64>
  %e10 = arith.constant dense<[5123.0, 1234.0, 2345.0, 3451.0, 4512.0]> : tensor<5xf64>
  check.expect_close %y10, %e10 tolerance 1.0e-12 : tensor<5xf64>
  %a11 = linop.conv %k4 axes [0] correlate : tensor<4xf64>, !linop.op<5xf64 -> 5xf64>
  %y11 = linop.apply %a11, %x : !linop.op<5xf64 -> 5xf64>, tensor<5xf64> -> tensor<5xf64>
  %e11 = arith.constant dense<[2154.0, 3215.0, 4321.0, 5432.0, 1543.0]> : tensor<5xf64>
  check.expect_close %y11, %e11 tolerance 1.0e-12 : tensor<5xf64>
  %a12 = linop.conv %k axes [0] {boundary = #linop.boundary<symmetric>} : tensor<3xf64>, !linop.op<5xf64 -> 5xf64>
  %y12 = linop.apply %a12, %x : !linop.op<5xf64 -> 5xf64>, tensor<5xf64> -> tensor<5xf64>
  %e12 = arith.constant dense<[112.0, 123.0, 234.0, 345.0, 455.0]> : tensor<5xf64>
  check.expect_close %y12, %e12 tolerance 1.0e-12 : tensor<5xf64>
  %a13 = linop.conv %k axes [0] correlate {boundary = #linop.boundary<replicate>} : tensor<3xf64>, !linop.op<5xf64 -> 5xf64>
  %y13 = linop.apply %a13, %x : !linop.op<5xf64 -> 5xf64>, tensor<5xf64> -> tensor<5xf64>
  %e13 = arith.constant dense<[211.0, 321.0, 432.0, 543.0, 554.0]> : tensor<5xf64>
  check.expect_close %y13, %e13 tolerance 1.0e-12 : tensor<5xf64>
  return
}
