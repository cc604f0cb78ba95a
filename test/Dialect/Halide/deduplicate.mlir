// RUN: proxc-opt %s --halide-deduplicate --allow-unregistered-dialect 2>&1 | FileCheck %s

// Names make no difference; constants, types and what is overwritten do.

// CHECK: [[#@LINE+8]]:1: remark: halide-deduplicate: equal kernels are one: 2 of 6 are the same as another
// CHECK: halide.pipeline @first
// CHECK-NOT: @second
// CHECK: halide.pipeline @other_constant
// CHECK: halide.pipeline @other_type
// CHECK: halide.pipeline @in_place
// CHECK-NOT: @third
// CHECK: "test.calls"() {names = [@first, @first, @other_constant, @other_type, @in_place, @first]}
halide.pipeline @first(%x: tensor<5xf32>) -> tensor<5xf32> {
  %r = halide.func (%i) {
    %one = arith.constant 1.0 : f32
    %a = halide.read %x[%i] : tensor<5xf32>
    %s = arith.addf %a, %one : f32
    halide.yield %s : f32
  } : tensor<5xf32>
  halide.return %r : tensor<5xf32>
}

halide.pipeline @second(%y: tensor<5xf32>) -> tensor<5xf32> {
  %q = halide.func (%k) {
    %c = arith.constant 1.0 : f32
    %b = halide.read %y[%k] : tensor<5xf32>
    %t = arith.addf %b, %c : f32
    halide.yield %t : f32
  } : tensor<5xf32>
  halide.return %q : tensor<5xf32>
}

halide.pipeline @other_constant(%x: tensor<5xf32>) -> tensor<5xf32> {
  %r = halide.func (%i) {
    %one = arith.constant 2.0 : f32
    %a = halide.read %x[%i] : tensor<5xf32>
    %s = arith.addf %a, %one : f32
    halide.yield %s : f32
  } : tensor<5xf32>
  halide.return %r : tensor<5xf32>
}

halide.pipeline @other_type(%x: tensor<6xf32>) -> tensor<6xf32> {
  %r = halide.func (%i) {
    %one = arith.constant 1.0 : f32
    %a = halide.read %x[%i] : tensor<6xf32>
    %s = arith.addf %a, %one : f32
    halide.yield %s : f32
  } : tensor<6xf32>
  halide.return %r : tensor<6xf32>
}

halide.pipeline @in_place(%x: tensor<5xf32>)
    -> (tensor<5xf32> {halide.in_place = 0 : i64}) {
  %r = halide.func (%i) {
    %one = arith.constant 1.0 : f32
    %a = halide.read %x[%i] : tensor<5xf32>
    %s = arith.addf %a, %one : f32
    halide.yield %s : f32
  } : tensor<5xf32>
  halide.return %r : tensor<5xf32>
}

halide.pipeline @third(%x: tensor<5xf32>) -> tensor<5xf32> {
  %r = halide.func (%i) {
    %one = arith.constant 1.0 : f32
    %a = halide.read %x[%i] : tensor<5xf32>
    %s = arith.addf %a, %one : f32
    halide.yield %s : f32
  } : tensor<5xf32>
  halide.return %r : tensor<5xf32>
}

"test.calls"() {names = [@first, @second, @other_constant, @other_type, @in_place, @third]} : () -> ()
