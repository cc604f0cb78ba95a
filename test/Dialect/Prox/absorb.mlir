// RUN: proxc-opt %s --prox-absorb --verify-diagnostics --split-input-file | FileCheck %s

// The offset stays where it is while the factor joins beta.
// CHECK-LABEL: prox.problem @factor
prox.problem @factor {
  %u = prox.variable "u" : tensor<4xf32>
  // CHECK-DAG: %[[B:.*]] = prox.input "b"
  %b = prox.input "b" : tensor<4xf32>
  // CHECK-DAG: %[[TWO:.*]] = arith.constant dense<2.000000e+00> : tensor<f64>
  %two = arith.constant dense<2.0> : tensor<f32>
  %S = linop.scale %two : tensor<f32>, !linop.op<4xf32 -> 4xf32>
  %lo = arith.constant dense<0.0> : tensor<f32>
  %hi = arith.constant dense<1.0> : tensor<f32>
  %f = prox.box %lo, %hi : tensor<f32>, tensor<f32>, !prox.function<4xf32>
  // CHECK-DAG: %[[I:.*]] = linop.eye
  // CHECK: prox.term %{{.*}} of (%[[I]]) at (%{{.*}}) minus %[[B]] : tensor<4xf32> beta %[[TWO]]
  // expected-remark @+2 {{prox-absorb: f(beta s A u - b): s joins beta: s is known and not 0}}
  // expected-note @+1 {{before: box(2 * u - b, 0, 1)}}
  prox.term %f of (%S) at (%u) minus %b : tensor<4xf32> : !prox.function<4xf32> of (!linop.op<4xf32 -> 4xf32>) at (tensor<4xf32>)
}

// -----

// Weights that are known at run time only do not divide an offset.
// CHECK-LABEL: prox.problem @mask
prox.problem @mask {
  %u = prox.variable "u" : tensor<4xf32>
  %b = prox.input "b" : tensor<4xf32>
  %w = prox.param "w" : tensor<4xf32>
  // CHECK: %[[W:.*]] = linop.diag
  %W = linop.diag %w : tensor<4xf32>, !linop.op<4xf32 -> 4xf32>
  %f = prox.norm1 : !prox.function<4xf32>
  // CHECK: prox.term %{{.*}} of (%[[W]])
  // expected-remark @+2 {{prox-absorb: kept: f(B x) is f with the weights |B* 1|: the offset would be divided by weights that may be 0}}
  // expected-note @+1 {{before: norm1(w * u - b)}}
  prox.term %f of (%W) at (%u) minus %b : tensor<4xf32> : !prox.function<4xf32> of (!linop.op<4xf32 -> 4xf32>) at (tensor<4xf32>)
}

// -----

// A set has no weight, not even one of 0.
// CHECK-LABEL: prox.problem @set
prox.problem @set {
  %u = prox.variable "u" : tensor<4xf32>
  %w = prox.param "w" : tensor<f64>
  %I = linop.eye : !linop.op<4xf32 -> 4xf32>
  %f = prox.nonneg : !prox.function<4xf32>
  // CHECK: prox.term
  // CHECK-NOT: alpha
  // expected-remark @+3 {{prox-absorb: alpha f = f: f is the indicator of a set, which has no weight}}
  // expected-note @+2 {{before: w * nonneg(u)}}
  // expected-note @+1 {{after: nonneg(u)}}
  prox.term %f of (%I) at (%u) alpha %w : tensor<f64> : !prox.function<4xf32> of (!linop.op<4xf32 -> 4xf32>) at (tensor<4xf32>)
}
