// RUN: proxc-opt %s --prox-scale --split-input-file --verify-diagnostics | FileCheck %s

// Bounds of the terms in Psi and of all of it; Omega has no need of one.
// CHECK: prox.problem @known attributes {prox.norm_bound = 3.0{{0*}}e+00 : f64}
// expected-remark @+1 {{prox-scale: |K| <= 3: the norm of the matrix of its blocks' norms}}
prox.problem @known {
  %u = prox.variable "u" : tensor<64x64xf32>
  %two = arith.constant dense<2.0> : tensor<f32>
  %I = linop.eye : !linop.op<64x64xf32 -> 64x64xf32>
  %S = linop.scale %two : tensor<f32>, !linop.op<64x64xf32 -> 64x64xf32>
  %T = linop.transpose order [1, 0] : !linop.op<64x64xf32 -> 64x64xf32>
  %f = prox.norm1 : !prox.function<64x64xf32>
  // CHECK: prox.term {{.*}} in <omega> :
  prox.term %f of (%I) at (%u) in <omega> : !prox.function<64x64xf32> of (!linop.op<64x64xf32 -> 64x64xf32>) at (tensor<64x64xf32>)
  // CHECK: prox.term {{.*}} in <psi> {prox.norm_bound = 2.0{{0*}}e+00 : f64}
  // expected-remark @+1 {{prox-scale: |scale(2)| <= 2: closed form}}
  prox.term %f of (%S) at (%u) in <psi> : !prox.function<64x64xf32> of (!linop.op<64x64xf32 -> 64x64xf32>) at (tensor<64x64xf32>)
  // expected-remark @+1 {{prox-scale: |scale(2)| <= 2: closed form}}
  prox.term %f of (%S) at (%u) in <psi> : !prox.function<64x64xf32> of (!linop.op<64x64xf32 -> 64x64xf32>) at (tensor<64x64xf32>)
  // CHECK: prox.term {{.*}} in <psi> {prox.norm_bound = 1.0{{0*}}e+00 : f64}
  // expected-remark @+1 {{prox-scale: |transpose([1, 0])| <= 1: closed form}}
  prox.term %f of (%T) at (%u) in <psi> : !prox.function<64x64xf32> of (!linop.op<64x64xf32 -> 64x64xf32>) at (tensor<64x64xf32>)
}

// -----

// A blur that is a param has a bound at set-up only, and so has the whole; a
// bound from before is taken away.
// CHECK: prox.problem @data {
prox.problem @data attributes {prox.norm_bound = 7.0 : f64} {
  %u = prox.variable "u" : tensor<64x64xf32>
  %k = prox.param "k" : tensor<3x3xf32>
  %I = linop.eye : !linop.op<64x64xf32 -> 64x64xf32>
  %K = linop.conv %k axes [0, 1] : tensor<3x3xf32>, !linop.op<64x64xf32 -> 64x64xf32>
  %f = prox.norm1 : !prox.function<64x64xf32>
  // CHECK: prox.term {{.*}} in <psi> :
  // expected-remark @+1 {{prox-scale: kept: bound of |conv(k)|: the norm depends on data; the set-up bounds it, or a method is taken that needs none}}
  prox.term %f of (%K) at (%u) in <psi> {prox.norm_bound = 7.0 : f64} : !prox.function<64x64xf32> of (!linop.op<64x64xf32 -> 64x64xf32>) at (tensor<64x64xf32>)
  // CHECK: prox.term {{.*}} in <psi> {prox.norm_bound = 1.0{{0*}}e+00 : f64}
  // expected-remark @+1 {{prox-scale: |eye| <= 1: closed form}}
  prox.term %f of (%I) at (%u) in <psi> : !prox.function<64x64xf32> of (!linop.op<64x64xf32 -> 64x64xf32>) at (tensor<64x64xf32>)
}
