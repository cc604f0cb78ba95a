// RUN: proxc-opt %s -convert-rt-to-llvm | mlir-translate -mlir-to-llvmir | FileCheck %s --check-prefixes=CHECK,W64
// RUN: proxc-opt %s -convert-rt-to-llvm="pointer-bits=32 freestanding" | mlir-translate -mlir-to-llvmir | FileCheck %s --check-prefixes=CHECK,W32

// The descriptor. Params lie where C puts them: a u8 at 0, a double at 8, a
// pointer at 16, a complex at the next multiple of 4, a function behind it.

// What a u8, a non-negative f64, a clamped array and f32 need of the driver.
// W32: @proxc_driver_needs = constant i32 53
// W64-NOT: @proxc_driver_needs
// CHECK: @tv_params = internal constant [5 x
// CHECK-SAME: { ptr @tv_string0, i32 6, i32 0, i32 1, i32 0, [8 x i64] zeroinitializer, i64 1, i64 -1, [2 x i64] zeroinitializer }
// CHECK-SAME: { ptr @tv_string1, i32 1, i32 0, i32 37, i32 8, [8 x i64] zeroinitializer, i64 1, i64 -1, [2 x i64] [i64 4611686018427387904, i64 0] }
// CHECK-SAME: { ptr @tv_string2, i32 0, i32 2, i32 16, i32 16, [8 x i64] [i64 4, i64 6, i64 0, i64 0, i64 0, i64 0, i64 0, i64 0], i64 24, i64 64, [2 x i64] zeroinitializer }
// W64-SAME: { ptr @tv_string3, i32 2, i32 0, i32 33, i32 24, {{.*}} [2 x i64] [i64 4611686019492741120, i64 0] }
// W64-SAME: { ptr @tv_string4, i32 9, i32 0, i32 0, i32 32,
// W32-SAME: { ptr @tv_string3, i32 2, i32 0, i32 33, i32 20, {{.*}} [2 x i64] [i64 4611686019492741120, i64 0] }
// W32-SAME: { ptr @tv_string4, i32 9, i32 0, i32 0, i32 28,
// CHECK: @tv_string0 = internal constant [2 x i8] c"n\00"
// CHECK: @tv_results = internal constant [2 x {{.*}}] [{{.*}} i32 6, i32 2, i32 0, {{.*}} i32 0, i32 2, i32 2,
// CHECK: @tv_operators = internal constant [1 x {{.*}}] [{{.*}} { ptr @{{.*}}, [3 x ptr] [ptr @blur, ptr null, ptr @elsewhere], i32 0, i32 2, i64 24, i64 16 }
// W64: @tv_program = internal constant {{.*}} { i32 1, i32 5, i32 0, i32 2, i32 0, i32 1, i32 2000, i32 25, float {{.*}}, float 0.000000e+00, float 1.000000e+00, float 1.000000e+00, i64 4096, i64 4960, ptr @{{.*}}, ptr @tv_params, ptr null, ptr @tv_results, ptr null, ptr @tv_operators, ptr null, ptr null, ptr null, ptr null, ptr null, ptr null }

// CHECK: @only_program = internal constant {{.*}} { i32 1, i32 0, i32 0, i32 0, i32 0, i32 0, i32 7, i32 3, {{.*}} ptr null, ptr null, ptr null, ptr null, ptr null, ptr @blur, ptr @blur, ptr @elsewhere, ptr @blur, ptr @blur, ptr @blur }

// CHECK-LABEL: define ptr @unused
// W64-LABEL: define i64 @tv_workspace_bytes()
// W64-NEXT: ret i64 4960
// W32-LABEL: define i32 @tv_workspace_bytes()
// CHECK-LABEL: define i32 @tv_create(ptr %0, ptr %1, ptr %2)
// CHECK-NEXT: call i32 @proxc_driver_create(ptr @tv_program, ptr %0, ptr %1, ptr %2)
// CHECK-LABEL: define i32 @tv_update(ptr %0, ptr %1)
// CHECK-LABEL: define void @tv_destroy(ptr %0)
// Operators only: nothing to solve.
// CHECK-NOT: @tv_solve
// CHECK-LABEL: define i32 @image_forward(ptr %0, ptr %1, ptr %2)
// CHECK-NEXT: call i32 @proxc_driver_apply(ptr %0, i32 0, i32 0, ptr %1, ptr %2)
// CHECK-NOT: @image_adjoint
// CHECK-LABEL: define i32 @image_normal(ptr %0, ptr %1, ptr %2)
// CHECK-NEXT: call i32 @proxc_driver_apply(ptr %0, i32 0, i32 2, ptr %1, ptr %2)
// CHECK-LABEL: define i32 @only_solve(ptr %0, ptr %1, ptr %2)
// CHECK-LABEL: define i32 @only_solve_views(
// CHECK-LABEL: define i32 @only_step(ptr %0, i32 %1, ptr %2)

func.func @unused(%frame: !rt.frame) -> !rt.frame {
  return %frame : !rt.frame
}

func.func @blur(%frame: !rt.frame) -> i32 {
  %status = rt.status %frame
  return %status : i32
}

rt.program @tv arena 4096 {
  rt.declare_param "n" : ui8
  rt.declare_param "weight" : f64 default 2.0 : f64 nonnegative
  rt.declare_param "lo" : !rt.buffer<4x6xf32> clamp storage 64
  rt.declare_param "z" : complex<f32> default [1.0 : f32, 2.0 : f32]
  rt.declare_param "f" : none
  rt.declare_result "s" : !rt.buffer<4x6xui8>
  rt.declare_result unknown "u" : !rt.buffer<4x6xf32>
  rt.declare_operator "image" forward @blur normal @elsewhere : !rt.buffer<4x6xf32> -> !rt.buffer<16xcomplex<f32>>
}

rt.program @only arena 0 {
} setup @blur prologue @blur iterate @elsewhere checked @blur check @blur epilogue @blur
  attributes {iterations = 7 : i32, check_every = 3 : i32}
