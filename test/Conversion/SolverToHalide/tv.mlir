// One iteration of total-variation denoising is one kernel: between no two
// library calls is memory read twice. Components are planes.
// RUN: proxc-opt %s --proxc-rewrite-problem --proxc-lower-to-solver 2>/dev/null \
// RUN:   | FileCheck %s --check-prefix=FUSED
// RUN: proxc-opt %s --proxc-rewrite-problem --proxc-lower-to-solver \
// RUN:   --convert-solver-to-halide 2>/dev/null | FileCheck %s --check-prefix=KERNEL
// RUN: proxc-opt %s --proxc-rewrite-problem --proxc-lower-to-solver \
// RUN:   --proxc-lower-to-rt 2>/dev/null | FileCheck %s --check-prefix=RT

// What depends on params alone runs once for them.
// FUSED: solver.setup
// FUSED: solver.prologue
// FUSED: solver.iterate
// FUSED-SAME: states ["u", "dual0"
// FUSED-SAME: body {
// FUSED: solver.kernel image 2
// FUSED-NOT: solver.kernel
// FUSED: } check {
// FUSED: solver.kernel image 2
// FUSED: solver.verdict ["objective"{{.*}}"primal_value", "dual_value"
// FUSED: solver.epilogue

// Reads u, both planes of the dual and b; writes u and the planes in one func.
// KERNEL: solver.program @tv
// KERNEL: solver.iterate
// KERNEL: solver.call @tv_kernel{{[0-9]+}}
// KERNEL-SAME: -> [1, 2]
// KERNEL: check

// A state that the stencil reads and writes lies in two buffers, by parity.
// RT: rt.program @tv
// RT: rt.declare_param "lambda" : f32 default 1.000000e-01
// RT: rt.declare_input "b"
// RT: rt.declare_result unknown "u"
// RT: func.func @tv_iterate
// RT: rt.pingpong
// RT: rt.call_kernel
// RT-NOT: rt.call_kernel
// RT: return

prox.problem @tv {
  %b = prox.input "b" : tensor<64x48xf32>
  %lambda = prox.param "lambda" default 0.1 : tensor<f32>
  %u = prox.variable "u" : tensor<64x48xf32>
  %I = linop.eye : !linop.op<64x48xf32 -> 64x48xf32>
  %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<64x48xf32 -> 2x64x48xf32>
  %sq = prox.sum_squares : !prox.function<64x48xf32>
  %tv = prox.group_norm axes [0] : !prox.function<2x64x48xf32>
  %nn = prox.nonneg : !prox.function<64x48xf32>
  %w = arith.extf %lambda : tensor<f32> to tensor<f64>
  prox.term %sq of (%I) at (%u) minus %b : tensor<64x48xf32> : !prox.function<64x48xf32> of (!linop.op<64x48xf32 -> 64x48xf32>) at (tensor<64x48xf32>)
  prox.term %tv of (%D) at (%u) alpha %w : tensor<f64> : !prox.function<2x64x48xf32> of (!linop.op<64x48xf32 -> 2x64x48xf32>) at (tensor<64x48xf32>)
  prox.term %nn of (%I) at (%u) : !prox.function<64x48xf32> of (!linop.op<64x48xf32 -> 64x48xf32>) at (tensor<64x48xf32>)
}
