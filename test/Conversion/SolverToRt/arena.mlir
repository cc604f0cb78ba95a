// RUN: proxc-opt %s --proxc-lower-to-rt --split-input-file 2>/dev/null | FileCheck %s --check-prefixes=CHECK,HOST
// RUN: proxc-opt %s --proxc-lower-to-rt=target=cortex-m7 --split-input-file 2>/dev/null | FileCheck %s --check-prefixes=CHECK,BARE
// RUN: proxc-opt %s --proxc-lower-to-rt --split-input-file 2>&1 >/dev/null | FileCheck %s --check-prefix=REMARK
// RUN: not proxc-opt %s --proxc-lower-to-rt=target=cortex-m77 --split-input-file 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// Programs of fused steps over buffers of one arena.

// REMARK: remark: convert-solver-to-halide: a kernel is one pipeline, @own_kernel0
// REMARK: remark: halide-schedule: funcs are computed where they are read in @own_kernel0
// REMARK: remark: convert-solver-to-rt: the state u is updated in place
// REMARK: remark: convert-solver-to-rt: kept: the state u is updated in place: it is read elsewhere or later, so it takes two buffers

// UNKNOWN: unknown target 'cortex-m77'{{.*}}did you mean 'cortex-m7'

// A state that a kernel reads at its own entry is updated where it lies.
// On a host it begins some cache lines past a page.
// HOST: rt.program @own arena 12608 {
// BARE: rt.program @own arena 12288 {
// CHECK: func.func @own_iterate
// CHECK: rt.arena %{{.*}}[[[PLACE:[0-9]+]]]
// CHECK: rt.arena %{{.*}}[[[PLACE]]]
// CHECK-NEXT: rt.call_kernel @own_kernel0
// CHECK: return
solver.program @own method "test" options {iterations = 5 : i64} {
  %zero = arith.constant dense<0.0> : tensor<64x48xf32>
  %start = solver.prologue {
    %s = solver.start "u" or %zero : tensor<64x48xf32>
    solver.yield %s : tensor<64x48xf32>
  } : tensor<64x48xf32>
  %r = solver.iterate (%start) states ["u"] body {
  ^bb0(%u: tensor<64x48xf32>):
    %k = solver.kernel image 2 {
      %m = solver.map (%i, %j) {
        %v = solver.read %u[%i, %j] : tensor<64x48xf32>
        %w = arith.mulf %v, %v : f32
        solver.yield %w : f32
      } : tensor<64x48xf32>
      solver.yield %m : tensor<64x48xf32>
    } : tensor<64x48xf32>
    solver.yield %k : tensor<64x48xf32>
  } check {
  ^bb0(%before: tensor<64x48xf32>, %after: tensor<64x48xf32>):
    solver.verdict [] = () : () -> ()
  } : (tensor<64x48xf32>) -> tensor<64x48xf32>
  solver.epilogue {
    solver.result unknown "u" = %r : tensor<64x48xf32>
  }
}

// -----

// One that a stencil reads lies in two buffers, by the parity of the iteration.
// HOST: rt.program @stencil arena 25536 {
// BARE: rt.program @stencil arena 24576 {
// CHECK: func.func @stencil_iterate
// CHECK: %[[EVEN:.*]] = rt.arena
// CHECK: %[[ODD:.*]] = rt.arena
// CHECK: %[[FROM:.*]] = rt.pingpong %{{.*}}, %[[EVEN]], %[[ODD]]
// CHECK: %[[TO:.*]] = rt.pingpong
// CHECK: rt.call_kernel @stencil_kernel0(%[[FROM]], %[[TO]])
// CHECK: return
solver.program @stencil method "test" options {iterations = 5 : i64} {
  %zero = arith.constant dense<0.0> : tensor<64x48xf32>
  %start = solver.prologue {
    %s = solver.start "u" or %zero : tensor<64x48xf32>
    solver.yield %s : tensor<64x48xf32>
  } : tensor<64x48xf32>
  %r = solver.iterate (%start) states ["u"] body {
  ^bb0(%u: tensor<64x48xf32>):
    %k = solver.kernel image 2 {
      %m = solver.map (%i, %j) {
        %one = arith.constant 1 : index
        %last = arith.constant 63 : index
        %i1 = arith.addi %i, %one : index
        %ic = arith.minsi %i1, %last : index
        %v = solver.read %u[%ic, %j] : tensor<64x48xf32>
        %w = arith.mulf %v, %v : f32
        solver.yield %w : f32
      } : tensor<64x48xf32>
      solver.yield %m : tensor<64x48xf32>
    } : tensor<64x48xf32>
    solver.yield %k : tensor<64x48xf32>
  } check {
  ^bb0(%before: tensor<64x48xf32>, %after: tensor<64x48xf32>):
    solver.verdict [] = () : () -> ()
  } : (tensor<64x48xf32>) -> tensor<64x48xf32>
  solver.epilogue {
    solver.result unknown "u" = %r : tensor<64x48xf32>
  }
}
