// RUN: proxc-opt %s --prox-group --verify-diagnostics | FileCheck %s

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
