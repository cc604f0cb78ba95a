// REQUIRES: qemu-arm
// RUN: proxc-opt %s -convert-rt-to-llvm="pointer-bits=32 freestanding" | mlir-translate -mlir-to-llvmir -o %t.ll
// RUN: llvm-link %t.ll %proxc_obj/lib/Runtime/Driver/freestanding-create.bc %proxc_obj/lib/Runtime/Driver/freestanding-data.bc \
// RUN:   %proxc_obj/lib/Runtime/Driver/freestanding-params.bc %proxc_obj/lib/Runtime/Driver/freestanding-solve.bc \
// RUN:   %proxc_obj/lib/Runtime/Driver/freestanding-error.bc %proxc_obj/lib/Runtime/Driver/freestanding-freestanding.bc -o %t.bc
// RUN: opt -mtriple=thumbv7em-none-eabihf -passes='internalize,function(mem2reg),default<O2>' \
// RUN:   -internalize-public-api-list=tiny_create,tiny_solve,tiny_solve_views,tiny_step,tiny_workspace_bytes,proxc_error %t.bc -o %t.opt.bc
// RUN: llc -mtriple=thumbv7em-none-eabihf -mcpu=cortex-m7 -float-abi=hard -filetype=obj %t.opt.bc -o %t.o
// RUN: llvm-nm --undefined-only %t.o | FileCheck %s --check-prefix=UNDEFINED
// RUN: %arm_gcc -mcpu=cortex-m7 -mfloat-abi=hard -mfpu=fpv5-d16 -O1 -nostartfiles -I%proxc_include \
// RUN:   -T %S/Inputs/bare-metal.ld %S/Inputs/bare-metal.c %t.o -o %t.elf
// RUN: %qemu_arm -M mps2-an500 -display none -semihosting -kernel %t.elf 2>&1 | FileCheck %s

// The freestanding driver, with structs as 32-bit machines lay them out.

// UNDEFINED-NOT: {{ (malloc|free|proxc_|__aeabi_[^mu])}}

// CHECK: workspace 832
// CHECK-NEXT: no workspace: 4
// CHECK-NEXT: created: 0
// CHECK-NEXT: solved: 0 converged 1 iterations 15
// CHECK-NEXT: u: 1 4 9 16
// CHECK-NEXT: objective 7000 gap -1 seconds 1
// From 1 towards 5, half of the way three times, then once more.
// CHECK-NEXT: continued: 0 u: 9, stepped u: 19
// CHECK-NEXT: views: 13
// CHECK-NEXT: negative: 8
// CHECK-NEXT: not finite: 7 param 1
// CHECK-NEXT: a param holds a NaN or an infinity

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
  %one = arith.constant 1.0 : f32
  rt.metric initial_value %frame, %one : f32
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
  %in = rt.input %frame[0] : !rt.buffer<4xui8>
  %stepat = rt.param %frame[0] : !rt.buffer<f32>
  %step = rt.load %stepat : !rt.buffer<f32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %u = rt.load %now[%i] : !rt.buffer<4xf32>
    %w = rt.load %keep[%i] : !rt.buffer<4xf32>
    %stored = rt.load %in[%i] : !rt.buffer<4xui8>
    %bits = builtin.unrealized_conversion_cast %stored : ui8 to i8
    %x = arith.uitofp %bits : i8 to f32
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
  %zero = arith.constant 0.0 : f32
  %r:2 = scf.for %i = %c0 to %c4 step %c1 iter_args(%s = %zero, %n = %zero) -> (f32, f32) {
    %u = rt.load %now[%i] : !rt.buffer<4xf32>
    %v = rt.load %before[%i] : !rt.buffer<4xf32>
    %d = arith.subf %u, %v : f32
    %da = math.absf %d : f32
    %ua = math.absf %u : f32
    %dw = arith.addf %da, %zero : f32
    %uw = arith.addf %ua, %zero : f32
    %s1 = arith.addf %s, %dw : f32
    %n1 = arith.addf %n, %uw : f32
    scf.yield %s1, %n1 : f32, f32
  }
  rt.metric primal_residual %frame, %r#0 : f32
  rt.metric primal_scale %frame, %r#1 : f32
  rt.metric dual_residual %frame, %zero : f32
  %status = rt.status %frame
  return %status : i32
}
func.func @tiny_epilogue(%frame: !rt.frame) -> i32 {
  %a = rt.arena %frame[64] : !rt.buffer<4xf32>
  %b = rt.arena %frame[128] : !rt.buffer<4xf32>
  %now = rt.pingpong %frame, %a, %b : !rt.buffer<4xf32>
  %u = rt.result %frame[0] : !rt.buffer<4xf32>
  rt.copy %now to %u : !rt.buffer<4xf32>
  %o = arith.constant 7.0 : f32
  rt.metric objective %frame, %o : f32
  %status = rt.status %frame
  return %status : i32
}
rt.program @tiny arena 192 {
  rt.declare_param "step" : f32 default 5.000000e-01 : f32 positive
  rt.declare_param "w" : !rt.buffer<4xf32> nonnegative
  rt.declare_input "b" : !rt.buffer<4xui8>
  rt.declare_result unknown "u" : !rt.buffer<4xf32>
} setup @tiny_setup prologue @tiny_prologue iterate @tiny_iterate check @tiny_check epilogue @tiny_epilogue
  attributes {iterations = 100 : i32, check_every = 5 : i32}
