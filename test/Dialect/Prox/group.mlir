// RUN: proxc-opt %s --prox-group --verify-diagnostics --split-input-file | FileCheck %s

// Two kernels are two operators, whatever their kind.
// CHECK-LABEL: prox.problem @kernels
prox.problem @kernels {
  %u = prox.variable "u" : tensor<6x7xf32>
  %k = prox.param "k" : tensor<3x3xf32>
  %h = prox.param "h" : tensor<3x3xf32>
  // CHECK-DAG: %[[K:.*]] = linop.conv %{{.*}} axes [0, 1]
  %K = linop.conv %k axes [0, 1] : tensor<3x3xf32>, !linop.op<6x7xf32 -> 6x7xf32>
  %H = linop.conv %h axes [0, 1] : tensor<3x3xf32>, !linop.op<6x7xf32 -> 6x7xf32>
  %l1 = prox.norm1 : !prox.function<6x7xf32>
  %sq = prox.sum_squares : !prox.function<6x7xf32>
  // CHECK: prox.term %{{.*}} of (%[[K]])
  // CHECK-NOT: gamma
  // CHECK: prox.term
  prox.term %l1 of (%K) at (%u) : !prox.function<6x7xf32> of (!linop.op<6x7xf32 -> 6x7xf32>) at (tensor<6x7xf32>)
  // expected-remark @+2 {{prox-group: kept: terms on one operator merge: the operators are of one kind but not one value}}
  // expected-note @+1 {{before: norm1(conv(k, u)) + sum_squares(conv(h, u))}}
  prox.term %sq of (%H) at (%u) : !prox.function<6x7xf32> of (!linop.op<6x7xf32 -> 6x7xf32>) at (tensor<6x7xf32>)
}

// -----

// A weighted set and the set are the set: the weight may be 0.
// CHECK-LABEL: prox.problem @sets
// CHECK: prox.term
// CHECK-NOT: alpha
// CHECK-NOT: prox.term
prox.problem @sets {
  %u = prox.variable "u" : tensor<4xf32>
  %w = prox.param "w" : tensor<f64>
  %I = linop.eye : !linop.op<4xf32 -> 4xf32>
  %f = prox.nonneg : !prox.function<4xf32>
  prox.term %f of (%I) at (%u) alpha %w : tensor<f64> : !prox.function<4xf32> of (!linop.op<4xf32 -> 4xf32>) at (tensor<4xf32>)
  // expected-remark @+3 {{prox-group: weights of one function add: both have the same function, beta and offset}}
  // expected-note @+2 {{before: w * nonneg(u) + nonneg(u)}}
  // expected-note @+1 {{after: nonneg(u)}}
  prox.term %f of (%I) at (%u) : !prox.function<4xf32> of (!linop.op<4xf32 -> 4xf32>) at (tensor<4xf32>)
}
