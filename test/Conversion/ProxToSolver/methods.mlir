// RUN: proxc-opt %s --convert-prox-to-solver --split-input-file --verify-diagnostics | FileCheck %s

// The algorithm follows from where the terms were placed.

// Everything in Omega: the epilogue computes the minimum.
// CHECK: solver.program @closed method "closed_form"
// CHECK-SAME: because ["all terms are solved together in closed form"]
// CHECK-NOT: solver.iterate
// CHECK: solver.epilogue
// CHECK: solver.result unknown "u"
// expected-remark @+1 {{convert-prox-to-solver: the method is closed_form: all terms are solved together in closed form}}
prox.problem @closed {
  %b = prox.input "b" : tensor<8x6xf64>
  %u = prox.variable "u" : tensor<8x6xf64>
  %I = linop.eye : !linop.op<8x6xf64 -> 8x6xf64>
  %sq = prox.sum_squares : !prox.function<8x6xf64>
  %l1 = prox.norm1 : !prox.function<8x6xf64>
  prox.term %sq of (%I) at (%u) minus %b : tensor<8x6xf64> in <omega> : !prox.function<8x6xf64> of (!linop.op<8x6xf64 -> 8x6xf64>) at (tensor<8x6xf64>)
  prox.term %l1 of (%I) at (%u) in <omega> : !prox.function<8x6xf64> of (!linop.op<8x6xf64 -> 8x6xf64>) at (tensor<8x6xf64>)
}

// -----

// Squares alone: conjugate gradients.
// CHECK: solver.program @squares method "cg"
// CHECK: solver.iterate
// expected-remark @+1 {{convert-prox-to-solver: the method is cg: all terms are quadratic}}
prox.problem @squares {
  %b = prox.input "b" : tensor<8x6xf64>
  %u = prox.variable "u" : tensor<8x6xf64>
  %I = linop.eye : !linop.op<8x6xf64 -> 8x6xf64>
  %D = linop.diff axis 0 spacing 1.0 : !linop.op<8x6xf64 -> 8x6xf64>
  %sq = prox.sum_squares : !prox.function<8x6xf64>
  prox.term %sq of (%I) at (%u) minus %b : tensor<8x6xf64> in <omega> : !prox.function<8x6xf64> of (!linop.op<8x6xf64 -> 8x6xf64>) at (tensor<8x6xf64>)
  prox.term %sq of (%D) at (%u) in <psi> : !prox.function<8x6xf64> of (!linop.op<8x6xf64 -> 8x6xf64>) at (tensor<8x6xf64>)
}

// -----

// A norm behind an operator: the primal-dual method, a state for each unknown
// and for each term of Psi.
// CHECK: solver.program @variation method "pdhg"
// CHECK: solver.iterate
// CHECK-SAME: states ["u", "dual0"
// CHECK: solver.verdict ["objective"
// expected-remark @+1 {{convert-prox-to-solver: the method is pdhg: not all terms are quadratic, and no closed form takes them together}}
prox.problem @variation {
  %b = prox.input "b" : tensor<8x6xf64>
  %u = prox.variable "u" : tensor<8x6xf64>
  %I = linop.eye : !linop.op<8x6xf64 -> 8x6xf64>
  %D = linop.diff axis 0 spacing 1.0 : !linop.op<8x6xf64 -> 8x6xf64>
  %sq = prox.sum_squares : !prox.function<8x6xf64>
  %l1 = prox.norm1 : !prox.function<8x6xf64>
  prox.term %sq of (%I) at (%u) minus %b : tensor<8x6xf64> in <omega> : !prox.function<8x6xf64> of (!linop.op<8x6xf64 -> 8x6xf64>) at (tensor<8x6xf64>)
  prox.term %l1 of (%D) at (%u) in <psi> : !prox.function<8x6xf64> of (!linop.op<8x6xf64 -> 8x6xf64>) at (tensor<8x6xf64>)
}

// -----

// Whoever names a method gets it.
// CHECK: solver.program @asked method "admm"
// CHECK-SAME: iterations = 7 : i64
// CHECK: solver.iterate
// CHECK-SAME: states ["u", "split0"
// expected-remark @+1 {{convert-prox-to-solver: the method is admm: it was asked for}}
prox.problem @asked method "admm" options {iterations = 7 : i64} {
  %b = prox.input "b" : tensor<8x6xf64>
  %u = prox.variable "u" : tensor<8x6xf64>
  %I = linop.eye : !linop.op<8x6xf64 -> 8x6xf64>
  %D = linop.diff axis 0 spacing 1.0 : !linop.op<8x6xf64 -> 8x6xf64>
  %sq = prox.sum_squares : !prox.function<8x6xf64>
  %l1 = prox.norm1 : !prox.function<8x6xf64>
  prox.term %sq of (%I) at (%u) minus %b : tensor<8x6xf64> in <omega> : !prox.function<8x6xf64> of (!linop.op<8x6xf64 -> 8x6xf64>) at (tensor<8x6xf64>)
  prox.term %l1 of (%D) at (%u) in <psi> : !prox.function<8x6xf64> of (!linop.op<8x6xf64 -> 8x6xf64>) at (tensor<8x6xf64>)
}

// -----

// expected-error @+1 {{method 'hqs' is not available yet}}
prox.problem @unknown method "hqs" {
  %u = prox.variable "u" : tensor<8x6xf64>
  %I = linop.eye : !linop.op<8x6xf64 -> 8x6xf64>
  %l1 = prox.norm1 : !prox.function<8x6xf64>
  prox.term %l1 of (%I) at (%u) in <psi> : !prox.function<8x6xf64> of (!linop.op<8x6xf64 -> 8x6xf64>) at (tensor<8x6xf64>)
}
