// RUN: proxc-opt %s -convert-rt-to-llvm | mlir-translate -mlir-to-llvmir -o %t.ll
// RUN: %clang -O1 -Wall -Wno-override-module -I%proxc_include %S/Inputs/run.c %t.ll \
// RUN:   %proxc_obj/lib/Runtime/Driver/hosted-create.bc %proxc_obj/lib/Runtime/Driver/hosted-data.bc \
// RUN:   %proxc_obj/lib/Runtime/Driver/hosted-params.bc %proxc_obj/lib/Runtime/Driver/hosted-solve.bc \
// RUN:   %proxc_lib/libproxc-rt.a -lfftw3 -lfftw3f -lm -lpthread -o %t
// RUN: %t | FileCheck %s

// A whole program written by hand, called from C, with the driver's bitcode:
// whatever the layouts of structs disagree about shows here.

// CHECK: workspace 1104
// CHECK-NEXT: solved 1: 1 4 9 16
// CHECK-NEXT: objective 7, relative
// CHECK-NEXT: step 0.25: 0.25 1 2.25 4
// CHECK-NEXT: views: 4 3 2 1
// CHECK-NEXT: twice: 2 4 6 8
// CHECK-NEXT: spectrum: 10 0 -2 2 -2 0
// CHECK-NEXT: sparse: 4 9
// CHECK-NEXT: black box: 4 3 2 1, then a black box returned an error
// CHECK-NEXT: errors: params are out of range: a weight is negative, or a box empty (0); an input holds a NaN or an infinity (0); a param is null (1)

func.func @tiny_setup(%frame: !rt.frame) -> i32 {
  %k = rt.param %frame[1] : !rt.buffer<4xf32>
  %keep = rt.arena %frame[0] : !rt.buffer<4xf32>
  rt.copy %k to %keep : !rt.buffer<4xf32>
  %status = rt.status %frame
  return %status : i32
}
func.func @tiny_prologue(%frame: !rt.frame) -> i32 {
  %start = rt.field start %frame
  %c0 = arith.constant 0 : i32
  %cold = arith.cmpi eq, %start, %c0 : i32
  %a = rt.arena %frame[64] : !rt.buffer<4xf32>
  %b = rt.arena %frame[128] : !rt.buffer<4xf32>
  %now = rt.pingpong %frame, %a, %b : !rt.buffer<4xf32>
  scf.if %cold {
    %zero = arith.constant 0.0 : f32
    rt.fill %zero, %now : !rt.buffer<4xf32>
  } else {
    %u = rt.result %frame[0] : !rt.buffer<4xf32>
    rt.copy %u to %now : !rt.buffer<4xf32>
  }
  %one = arith.constant 1.0 : f64
  rt.metric initial_value %frame, %one : f64
  %status = rt.status %frame
  return %status : i32
}
// u' = u + step (w b - u)
func.func @tiny_iterate(%frame: !rt.frame) -> i32 {
  %a = rt.arena %frame[64] : !rt.buffer<4xf32>
  %b = rt.arena %frame[128] : !rt.buffer<4xf32>
  %now = rt.pingpong %frame, %a, %b : !rt.buffer<4xf32>
  %next = rt.pingpong %frame, %b, %a : !rt.buffer<4xf32>
  %keep = rt.arena %frame[0] : !rt.buffer<4xf32>
  %in = rt.input %frame[0] : !rt.buffer<4xf32>
  %stepat = rt.param %frame[0] : !rt.buffer<f32>
  %step = rt.load %stepat : !rt.buffer<f32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %u = rt.load %now[%i] : !rt.buffer<4xf32>
    %w = rt.load %keep[%i] : !rt.buffer<4xf32>
    %x = rt.load %in[%i] : !rt.buffer<4xf32>
    %t = arith.mulf %w, %x : f32
    %d = arith.subf %t, %u : f32
    %m = arith.mulf %step, %d : f32
    %v = arith.addf %u, %m : f32
    rt.store %v, %next[%i] : !rt.buffer<4xf32>
  }
  %status = rt.status %frame
  return %status : i32
}
func.func @tiny_check(%frame: !rt.frame) -> i32 {
  %a = rt.arena %frame[64] : !rt.buffer<4xf32>
  %b = rt.arena %frame[128] : !rt.buffer<4xf32>
  %now = rt.pingpong %frame, %a, %b : !rt.buffer<4xf32>
  %before = rt.pingpong %frame, %b, %a : !rt.buffer<4xf32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0.0 : f64
  %r:2 = scf.for %i = %c0 to %c4 step %c1 iter_args(%s = %zero, %n = %zero) -> (f64, f64) {
    %u = rt.load %now[%i] : !rt.buffer<4xf32>
    %v = rt.load %before[%i] : !rt.buffer<4xf32>
    %d = arith.subf %u, %v : f32
    %da = math.absf %d : f32
    %ua = math.absf %u : f32
    %dw = arith.extf %da : f32 to f64
    %uw = arith.extf %ua : f32 to f64
    %s1 = arith.addf %s, %dw : f64
    %n1 = arith.addf %n, %uw : f64
    scf.yield %s1, %n1 : f64, f64
  }
  rt.metric primal_residual %frame, %r#0 : f64
  rt.metric primal_scale %frame, %r#1 : f64
  rt.metric dual_residual %frame, %zero : f64
  %status = rt.status %frame
  return %status : i32
}
func.func @tiny_epilogue(%frame: !rt.frame) -> i32 {
  %a = rt.arena %frame[64] : !rt.buffer<4xf32>
  %b = rt.arena %frame[128] : !rt.buffer<4xf32>
  %now = rt.pingpong %frame, %a, %b : !rt.buffer<4xf32>
  %u = rt.result %frame[0] : !rt.buffer<4xf32>
  rt.copy %now to %u : !rt.buffer<4xf32>
  %o = arith.constant 7.0 : f64
  rt.metric objective %frame, %o : f64
  %status = rt.status %frame
  return %status : i32
}
func.func @tiny_twice(%frame: !rt.frame) -> i32 {
  %x = rt.operator_input %frame : !rt.buffer<2x2xf32>
  %y = rt.operator_output %frame : !rt.buffer<4xf32>
  %flat = rt.view %x[] : !rt.buffer<2x2xf32> to !rt.buffer<4xf32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %v = rt.load %flat[%i] : !rt.buffer<4xf32>
    %d = arith.addf %v, %v : f32
    rt.store %d, %y[%i] : !rt.buffer<4xf32>
  }
  %status = rt.status %frame
  return %status : i32
}
// The transform of x, in arena memory first.
func.func @tiny_spectrum(%frame: !rt.frame) -> i32 {
  %x = rt.operator_input %frame : !rt.buffer<4xf32>
  %y = rt.operator_output %frame : !rt.buffer<3xcomplex<f32>>
  %a = rt.arena %frame[256] : !rt.buffer<4xf32>
  rt.copy %x to %a : !rt.buffer<4xf32>
  rt.fft %frame[0] %a to %y : !rt.buffer<4xf32>, !rt.buffer<3xcomplex<f32>>
  %status = rt.status %frame
  return %status : i32
}
rt.global @start = dense<[0, 1, 3]> : tensor<3xi32>
rt.global @column = dense<[3, 0, 3]> : tensor<3xi32>
rt.global @value = dense<[1.0, 1.0, 2.0]> : tensor<3xf32>
func.func @tiny_sparse(%frame: !rt.frame) -> i32 {
  %x = rt.operator_input %frame : !rt.buffer<4xf32>
  %y = rt.operator_output %frame : !rt.buffer<2xf32>
  %s = rt.get_global @start : !rt.buffer<3xi32>
  %c = rt.get_global @column : !rt.buffer<3xi32>
  %v = rt.get_global @value : !rt.buffer<3xf32>
  rt.csr_mv rows(%s) columns(%c) values(%v) %x to %y in %frame
    : !rt.buffer<3xi32>, !rt.buffer<3xi32>, !rt.buffer<3xf32>, !rt.buffer<4xf32>, !rt.buffer<2xf32>
  %status = rt.status %frame
  return %status : i32
}
func.func @tiny_box(%frame: !rt.frame) -> i32 {
  %x = rt.operator_input %frame : !rt.buffer<4xf32>
  %y = rt.operator_output %frame : !rt.buffer<4xf32>
  %s = rt.get_global @start : !rt.buffer<3xi32>
  rt.call_blackbox linear @reverse(%x, %y) args(%s : !rt.buffer<3xi32>) in %frame : !rt.buffer<4xf32>, !rt.buffer<4xf32>
  %status = rt.status %frame
  return %status : i32
}
rt.program @tiny arena 384 {
  rt.declare_param "step" : f32 default 5.000000e-01 : f32 positive
  rt.declare_param "w" : !rt.buffer<4xf32> nonnegative
  rt.declare_input "b" : !rt.buffer<4xf32>
  rt.declare_result unknown "u" : !rt.buffer<4xf32>
  rt.declare_fft r2c [4] axes [0] : f32
  rt.declare_operator "twice" forward @tiny_twice : !rt.buffer<2x2xf32> -> !rt.buffer<4xf32>
  rt.declare_operator "spectrum" forward @tiny_spectrum : !rt.buffer<4xf32> -> !rt.buffer<3xcomplex<f32>>
  rt.declare_operator "sparse" forward @tiny_sparse : !rt.buffer<4xf32> -> !rt.buffer<2xf32>
  rt.declare_operator "box" forward @tiny_box : !rt.buffer<4xf32> -> !rt.buffer<4xf32>
} setup @tiny_setup prologue @tiny_prologue iterate @tiny_iterate check @tiny_check epilogue @tiny_epilogue
  attributes {iterations = 100 : i32, check_every = 5 : i32}
