// RUN: proxc-opt %s --prox-split=transforms=false --verify-diagnostics | FileCheck %s
// RUN: proxc-opt %s --prox-split 2>/dev/null | FileCheck %s --check-prefix=FOURIER

// A target without transforms: what only these diagonalise stays in Psi.
// CHECK-LABEL: prox.problem @deconvolution
// FOURIER-LABEL: prox.problem @deconvolution
prox.problem @deconvolution {
  %b = prox.input "b" : tensor<8x6xf32>
  %k = arith.constant dense<[[0.25, 0.5, 0.25]]> : tensor<1x3xf32>
  %u = prox.variable "u" : tensor<8x6xf32>
  %I = linop.eye : !linop.op<8x6xf32 -> 8x6xf32>
  %K = linop.conv %k axes [0, 1] : tensor<1x3xf32>, !linop.op<8x6xf32 -> 8x6xf32>
  %sq = prox.sum_squares : !prox.function<8x6xf32>
  // CHECK: prox.term {{.*}} minus {{.*}} in <psi>
  // FOURIER: prox.term {{.*}} minus {{.*}} in <omega>
  // expected-remark @+2 {{prox-split: the term goes to Psi: its Hessian is diagonal in the Fourier basis of axes 0, 1, and the target has no transforms}}
  // expected-note @+1 {{after: }}
  prox.term %sq of (%K) at (%u) minus %b : tensor<8x6xf32> : !prox.function<8x6xf32> of (!linop.op<8x6xf32 -> 8x6xf32>) at (tensor<8x6xf32>)
  // CHECK: prox.term {{.*}} in <omega>
  // FOURIER: prox.term {{.*}} in <omega>
  // expected-remark @+2 {{prox-split: the term goes to Omega}}
  // expected-note @+1 {{after: sum_squares(u)}}
  prox.term %sq of (%I) at (%u) : !prox.function<8x6xf32> of (!linop.op<8x6xf32 -> 8x6xf32>) at (tensor<8x6xf32>)
}
