// RUN: proxc-opt %s --prox-absorb --prox-group --prox-split --prox-scale 2>/dev/null | FileCheck %s

// Denoising keeps TV alone in Psi: the constraint shares Omega with the data.

// CHECK: prox.problem @denoise
// CHECK-SAME: prox.norm_bound = 2.82{{[0-9]*}} : f64
prox.problem @denoise {
  %b = prox.input "b" : tensor<48x64xf32>
  %lambda = prox.param "lambda" : tensor<f32>
  %u = prox.variable "u" : tensor<48x64xf32>
  %s = tensor.extract %lambda[] : tensor<f32>
  %s64 = arith.extf %s : f32 to f64
  %w = tensor.from_elements %s64 : tensor<f64>
  %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<48x64xf32 -> 2x48x64xf32>
  %I = linop.eye : !linop.op<48x64xf32 -> 48x64xf32>
  %sq = prox.sum_squares : !prox.function<48x64xf32>
  %tv = prox.group_norm axes [0] : !prox.function<2x48x64xf32>
  %pos = prox.nonneg : !prox.function<48x64xf32>
  // CHECK-DAG: %[[TV:.*]] = prox.group_norm
  // CHECK-DAG: %[[SQ:.*]] = prox.sum_squares
  // CHECK-DAG: %[[POS:.*]] = prox.nonneg
  // CHECK: prox.term %[[SQ]] {{.*}} in <omega>
  prox.term %sq of (%I) at (%u) minus %b : tensor<48x64xf32> : !prox.function<48x64xf32> of (!linop.op<48x64xf32 -> 48x64xf32>) at (tensor<48x64xf32>)
  // CHECK: prox.term %[[TV]] {{.*}} in <psi>
  prox.term %tv of (%D) at (%u) alpha %w : tensor<f64> : !prox.function<2x48x64xf32> of (!linop.op<48x64xf32 -> 2x48x64xf32>) at (tensor<48x64xf32>)
  // CHECK: prox.term %[[POS]] {{.*}} in <omega>
  prox.term %pos of (%I) at (%u) : !prox.function<48x64xf32> of (!linop.op<48x64xf32 -> 48x64xf32>) at (tensor<48x64xf32>)
}
