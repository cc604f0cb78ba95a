// RUN: proxc-opt %s --verify-roundtrip | FileCheck %s

// Everything that a problem may hold prints as it reads.

// CHECK-LABEL: prox.problem @everything method "pdhg" options {iterations = 10 : i64} {
prox.problem @everything method "pdhg" options {iterations = 10 : i64} {
  // CHECK: %[[B:.*]] = prox.input "b" : tensor<5x8xui8>
  %stored = prox.input "b" : tensor<5x8xui8>
  // CHECK: prox.param "lambda" default 1.000000e-03 : tensor<f32>
  %lambda = prox.param "lambda" default 1.0e-3 : tensor<f32>
  %b = prox.input "c" : tensor<5x8xf32>
  // CHECK: %[[U:.*]] = prox.variable "u" start %{{.*}} : tensor<5x8xf32> : tensor<5x8xf32>
  %u = prox.variable "u" start %b : tensor<5x8xf32> : tensor<5x8xf32>
  // CHECK: %[[V:.*]] = prox.variable "v" : tensor<5x8xf32>
  %v = prox.variable "v" : tensor<5x8xf32>
  %I = linop.eye : !linop.op<5x8xf32 -> 5x8xf32>
  %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<5x8xf32 -> 2x5x8xf32>
  %a = arith.constant dense<2.0> : tensor<f64>
  // CHECK: %[[SQ:.*]] = prox.sum_squares : !prox.function<5x8xf32>
  %sq = prox.sum_squares : !prox.function<5x8xf32>
  // CHECK: prox.weighted_sum_squares %{{.*}} : tensor<5x8xf32>, !prox.function<5x8xf32>
  %wsq = prox.weighted_sum_squares %b : tensor<5x8xf32>, !prox.function<5x8xf32>
  // CHECK: prox.norm1 : !prox.function<5x8xf32>
  %n1 = prox.norm1 : !prox.function<5x8xf32>
  // CHECK: prox.weighted_norm1 %{{.*}} : tensor<5x8xf32>, !prox.function<5x8xf32>
  %wn1 = prox.weighted_norm1 %b : tensor<5x8xf32>, !prox.function<5x8xf32>
  // CHECK: prox.group_norm axes [0] : !prox.function<2x5x8xf32>
  %tv = prox.group_norm axes [0] : !prox.function<2x5x8xf32>
  // CHECK: prox.nonneg : !prox.function<5x8xf32>
  %pos = prox.nonneg : !prox.function<5x8xf32>
  // CHECK: prox.nonpos : !prox.function<5x8xf32>
  %neg = prox.nonpos : !prox.function<5x8xf32>
  %lo = arith.constant dense<0.0> : tensor<f32>
  // CHECK: prox.box %{{.*}}, %{{.*}} : tensor<f32>, tensor<5x8xf32>, !prox.function<5x8xf32>
  %box = prox.box %lo, %b : tensor<f32>, tensor<5x8xf32>, !prox.function<5x8xf32>
  // CHECK: prox.sum_entries : !prox.function<5x8xf32>
  %sum = prox.sum_entries : !prox.function<5x8xf32>
  // CHECK: prox.zero : !prox.function<f64>
  %zero = prox.zero : !prox.function<f64>
  // CHECK: prox.term %[[SQ]] of (%[[I:.*]], %[[I]]) at (%[[U]], %[[V]]) minus
  // CHECK-SAME: alpha %{{.*}} : tensor<f64> beta %{{.*}} : tensor<f64> linear
  // CHECK-SAME: gamma %{{.*}} : tensor<f64> constant %{{.*}} : tensor<f64> in <psi>
  // CHECK-SAME: : !prox.function<5x8xf32> of (!linop.op<5x8xf32 -> 5x8xf32>, !linop.op<5x8xf32 -> 5x8xf32>) at (tensor<5x8xf32>, tensor<5x8xf32>)
  prox.term %sq of (%I, %I) at (%u, %v) minus %b : tensor<5x8xf32> alpha %a : tensor<f64> beta %a : tensor<f64> linear %b : tensor<5x8xf32> gamma %a : tensor<f64> constant %a : tensor<f64> in <psi> : !prox.function<5x8xf32> of (!linop.op<5x8xf32 -> 5x8xf32>, !linop.op<5x8xf32 -> 5x8xf32>) at (tensor<5x8xf32>, tensor<5x8xf32>)
  // CHECK: prox.term %{{.*}} of (%{{.*}}) at (%[[U]]) in <omega> : !prox.function<2x5x8xf32>
  prox.term %tv of (%D) at (%u) in <omega> : !prox.function<2x5x8xf32> of (!linop.op<5x8xf32 -> 2x5x8xf32>) at (tensor<5x8xf32>)
  // CHECK: prox.require %{{.*}} below %{{.*}} : tensor<f32>, tensor<5x8xf32>
  prox.require %lo below %b : tensor<f32>, tensor<5x8xf32>
  // CHECK: prox.require %{{.*}} below %{{.*}} weight "l - 1" : tensor<f64>, tensor<f64>
  prox.require %a below %a weight "l - 1" : tensor<f64>, tensor<f64>
  // CHECK: prox.product %{{.*}} : tensor<5x8xf32> -> tensor<f32>
  %prod = prox.product %b : tensor<5x8xf32> -> tensor<f32>
  // CHECK: prox.out "s" = %[[U]] as ui8 : tensor<5x8xf32>
  prox.out "s" = %u as ui8 : tensor<5x8xf32>
}

// Inputs and params belong to the interface: nothing removes them.
// CHECK-LABEL: prox.problem @empty
// CHECK: prox.input "unused"
prox.problem @empty {
  %unused = prox.input "unused" : tensor<f32>
}
