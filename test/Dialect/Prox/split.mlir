// RUN: proxc-opt %s --prox-split --split-input-file --verify-diagnostics | FileCheck %s

// The data term and the set are solved exactly, the variation is not.
// CHECK-LABEL: prox.problem @pixels
prox.problem @pixels {
  %b = prox.input "b" : tensor<8x6xf32>
  %u = prox.variable "u" : tensor<8x6xf32>
  %I = linop.eye : !linop.op<8x6xf32 -> 8x6xf32>
  %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<8x6xf32 -> 2x8x6xf32>
  // CHECK-DAG: %[[SQ:.*]] = prox.sum_squares
  %sq = prox.sum_squares : !prox.function<8x6xf32>
  // CHECK-DAG: %[[TV:.*]] = prox.group_norm
  %tv = prox.group_norm axes [0] : !prox.function<2x8x6xf32>
  // CHECK-DAG: %[[POS:.*]] = prox.nonneg
  %pos = prox.nonneg : !prox.function<8x6xf32>
  // CHECK: prox.term %[[SQ]] {{.*}} in <omega>
  // expected-remark @+2 {{prox-split: the term goes to Omega: its Hessian is diagonal in every basis, Omega's basis is the pixel basis}}
  // expected-note @+1 {{after: sum_squares(u - b)}}
  prox.term %sq of (%I) at (%u) minus %b : tensor<8x6xf32> : !prox.function<8x6xf32> of (!linop.op<8x6xf32 -> 8x6xf32>) at (tensor<8x6xf32>)
  // CHECK: prox.term %[[TV]] {{.*}} in <psi>
  // expected-remark @+2 {{prox-split: the term goes to Psi: its function acts on grad(u), not on the unknown itself, and A A* = nu I does not hold}}
  // expected-note @+1 {{after: group_norm(grad(u))}}
  prox.term %tv of (%D) at (%u) : !prox.function<2x8x6xf32> of (!linop.op<8x6xf32 -> 2x8x6xf32>) at (tensor<8x6xf32>)
  // CHECK: prox.term %[[POS]] {{.*}} in <omega>
  // expected-remark @+2 {{prox-split: the term goes to Omega: a separable function of the unknown itself; the quadratics are its c and gamma}}
  // expected-note @+1 {{after: nonneg(u)}}
  prox.term %pos of (%I) at (%u) : !prox.function<8x6xf32> of (!linop.op<8x6xf32 -> 8x6xf32>) at (tensor<8x6xf32>)
}

// -----

// A transform that satisfies A A* = nu I leaves the prox known; the data term is
// a multiple of the identity, so both go to Omega.
// CHECK-LABEL: prox.problem @coisometry
prox.problem @coisometry {
  %b = prox.input "b" : tensor<8x6xcomplex<f32>>
  %u = prox.variable "u" : tensor<8x6xcomplex<f32>>
  %I = linop.eye : !linop.op<8x6xcomplex<f32> -> 8x6xcomplex<f32>>
  %F = linop.fft axes [0, 1] : !linop.op<8x6xcomplex<f32> -> 8x6xcomplex<f32>>
  %sq = prox.sum_squares : !prox.function<8x6xcomplex<f32>>
  %g = prox.group_norm axes [0] : !prox.function<8x6xcomplex<f32>>
  // CHECK: prox.term {{.*}} in <omega>
  // expected-remark @+2 {{prox-split: the term goes to Omega: its Hessian is diagonal in every basis}}
  // expected-note @+1 {{after: sum_squares(u - b)}}
  prox.term %sq of (%I) at (%u) minus %b : tensor<8x6xcomplex<f32>> : !prox.function<8x6xcomplex<f32>> of (!linop.op<8x6xcomplex<f32> -> 8x6xcomplex<f32>>) at (tensor<8x6xcomplex<f32>>)
  // CHECK: prox.term {{.*}} in <omega>
  // expected-remark @+2 {{prox-split: the term goes to Omega: A A* = nu I, so the prox of f(A u) is v + (1/nu) A* (prox_{nu f}(A v) - A v)}}
  // expected-note @+1 {{after: group_norm(fft(u, norm = none))}}
  prox.term %g of (%F) at (%u) : !prox.function<8x6xcomplex<f32>> of (!linop.op<8x6xcomplex<f32> -> 8x6xcomplex<f32>>) at (tensor<8x6xcomplex<f32>>)
}

// -----

// A real picture fills no line of its spectrum: A A* is no multiple of I.
// CHECK-LABEL: prox.problem @real
prox.problem @real {
  %u = prox.variable "u" : tensor<8x6xf32>
  %F = linop.fft axes [0, 1] : !linop.op<8x6xf32 -> 8x6xcomplex<f32>>
  %g = prox.group_norm axes [0] : !prox.function<8x6xcomplex<f32>>
  // CHECK: prox.term {{.*}} in <psi>
  // expected-remark @+2 {{prox-split: the term goes to Psi: its function acts on fft(u, norm = none)}}
  // expected-note @+1 {{after: group_norm(fft(u, norm = none))}}
  prox.term %g of (%F) at (%u) : !prox.function<8x6xcomplex<f32>> of (!linop.op<8x6xf32 -> 8x6xcomplex<f32>>) at (tensor<8x6xf32>)
}
