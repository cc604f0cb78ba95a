// RUN: proxc-opt %s --prox-absorb --prox-group --prox-split --prox-scale 2>%t | FileCheck %s
// RUN: FileCheck %s --check-prefix=REMARK < %t

// The deconvolution of the README through all rewrites of the problem.

// CHECK: prox.problem @deconv
// CHECK-SAME: prox.norm_bound = 2.99{{[0-9]*}} : f64
prox.problem @deconv {
  %b = prox.input "b" : tensor<512x512xf32>
  %k = prox.param "k" : tensor<15x15xf32>
  %u = prox.variable "u" : tensor<512x512xf32>
  %C = linop.conv %k axes [0, 1] : tensor<15x15xf32>, !linop.op<512x512xf32 -> 512x512xf32>
  %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<512x512xf32 -> 2x512x512xf32>
  %I = linop.eye : !linop.op<512x512xf32 -> 512x512xf32>
  %w = arith.constant dense<1.0e-5> : tensor<f64>
  %g = arith.constant dense<1.0e-3> : tensor<f64>
  %sq = prox.sum_squares : !prox.function<512x512xf32>
  %tv = prox.group_norm axes [0] : !prox.function<2x512x512xf32>
  %sqd = prox.sum_squares : !prox.function<2x512x512xf32>
  %pos = prox.nonneg : !prox.function<512x512xf32>
  // CHECK-DAG: %[[C:.*]] = linop.conv
  // CHECK-DAG: %[[D:.*]] = linop.grad
  // CHECK-DAG: %[[G:.*]] = arith.constant dense<1.000000e-03>
  // CHECK: prox.term %{{.*}} of (%[[C]]) at (%{{.*}}) minus %{{.*}} in <omega>
  prox.term %sq of (%C) at (%u) minus %b : tensor<512x512xf32> : !prox.function<512x512xf32> of (!linop.op<512x512xf32 -> 512x512xf32>) at (tensor<512x512xf32>)
  // CHECK: prox.term %{{.*}} of (%[[D]]) at (%{{.*}}) alpha %{{.*}} gamma %[[G]] : tensor<f64> in <psi>
  // CHECK-SAME: prox.norm_bound = 2.828{{[0-9]*}} : f64}
  prox.term %tv of (%D) at (%u) alpha %w : tensor<f64> : !prox.function<2x512x512xf32> of (!linop.op<512x512xf32 -> 2x512x512xf32>) at (tensor<512x512xf32>)
  prox.term %sqd of (%D) at (%u) alpha %g : tensor<f64> : !prox.function<2x512x512xf32> of (!linop.op<512x512xf32 -> 2x512x512xf32>) at (tensor<512x512xf32>)
  // CHECK: prox.term %{{.*}} in <psi>
  prox.term %pos of (%I) at (%u) : !prox.function<512x512xf32> of (!linop.op<512x512xf32 -> 512x512xf32>) at (tensor<512x512xf32>)
  // CHECK-NOT: prox.term
}

// REMARK: remark: prox-group: alpha |beta x|^2 joins gamma: both stand on one operator value, and neither the pixel nor the Fourier basis diagonalises its Gram matrix
// REMARK: note: before: 1e-05 * group_norm(grad(u)) + 0.001 * sum_squares(grad(u))
// REMARK: note: after: {1e-05 * group_norm(grad(u)) + 0.001 * |grad(u)|^2}
// REMARK: remark: prox-split: Omega's basis for u: the Fourier basis of axes 0, 1 leaves less work than the pixel basis
// REMARK: remark: prox-split: the term goes to Omega: its Hessian is diagonal in the Fourier basis of axes 0, 1
// REMARK: remark: prox-split: the term goes to Psi: its function acts on grad(u), not on the unknown itself
// REMARK: remark: prox-split: the term goes to Psi: Omega lives in the Fourier basis of axes 0, 1
// REMARK: remark: prox-scale: |grad| <= 2.8284
// REMARK: remark: prox-scale: |K| <= 2.9999
