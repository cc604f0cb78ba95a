// RUN: proxc-opt %s -convert-rt-to-llvm | FileCheck %s

// CHECK-DAG: llvm.func @step(!llvm.ptr, f32, f32, f32, !llvm.ptr) -> i32
// CHECK-DAG: llvm.func @proxc_rt_fft_execute(!llvm.ptr, !llvm.ptr, !llvm.ptr) -> i32
// CHECK-DAG: llvm.func @proxc_rt_csr_mv(i32, i32, i32, !llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr) -> i32
// CHECK-DAG: llvm.func @project(!llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr) -> i32

// CHECK-LABEL: llvm.func @kernel
func.func @kernel(%frame: !rt.frame, %u: !rt.buffer<8xf32>, %t: f32, %z: complex<f32>) {
  // CHECK-DAG: %[[RE:.*]] = llvm.extractvalue %arg3[0]
  // CHECK-DAG: %[[IM:.*]] = llvm.extractvalue %arg3[1]
  // CHECK: %[[CODE:.*]] = llvm.call @step(%arg1, %arg2, %[[RE]], %[[IM]], %arg1)
  // CHECK: %[[STATUS:.*]] = llvm.getelementptr %arg0[0, 16]
  // CHECK: %[[BEFORE:.*]] = llvm.load %[[STATUS]] : !llvm.ptr -> i32
  // CHECK: %[[BOTH:.*]] = llvm.or %[[BEFORE]], %[[CODE]]
  // CHECK: llvm.store %[[BOTH]], %[[STATUS]]
  rt.call_kernel @step(%u, %t, %z, %u) in %frame : !rt.buffer<8xf32>, f32, complex<f32>, !rt.buffer<8xf32>
  // CHECK: llvm.call @step
  rt.call_kernel @step(%u, %t, %z, %u) in %frame : !rt.buffer<8xf32>, f32, complex<f32>, !rt.buffer<8xf32>
  return
}

// CHECK-LABEL: llvm.func @transform
func.func @transform(%frame: !rt.frame, %u: !rt.buffer<8xf32>, %s: !rt.buffer<5xcomplex<f32>>) {
  // CHECK: llvm.getelementptr %arg0[0, 4]
  // CHECK: llvm.getelementptr %{{.*}}[2]
  // CHECK: %[[PLAN:.*]] = llvm.load
  // CHECK: llvm.call @proxc_rt_fft_execute(%[[PLAN]], %arg1, %arg2)
  rt.fft %frame[2] %u to %s : !rt.buffer<8xf32>, !rt.buffer<5xcomplex<f32>>
  return
}

// CHECK-LABEL: llvm.func @sparse
func.func @sparse(%frame: !rt.frame, %s: !rt.buffer<3xi32>, %c: !rt.buffer<9xi32>, %v: !rt.buffer<9xcomplex<f32>>,
                  %x: !rt.buffer<4xf32>, %y: !rt.buffer<2xcomplex<f32>>, %xc: !rt.buffer<4xcomplex<f32>>) {
  // Complex 64 with a real x: type 2, flags 4.
  // CHECK: %[[TYPE:.*]] = llvm.mlir.constant(2 : i32)
  // CHECK: %[[FLAGS:.*]] = llvm.mlir.constant(4 : i32)
  // CHECK: %[[ROWS:.*]] = llvm.mlir.constant(2 : i32)
  // CHECK: llvm.call @proxc_rt_csr_mv(%[[TYPE]], %[[FLAGS]], %[[ROWS]], %arg1, %arg2, %{{.*}}, %arg3, %arg4, %arg5)
  rt.csr_mv rows(%s) columns(%c) values(%v) %x to %y in %frame
    : !rt.buffer<3xi32>, !rt.buffer<9xi32>, !rt.buffer<9xcomplex<f32>>, !rt.buffer<4xf32>, !rt.buffer<2xcomplex<f32>>
  // With conjugate and accumulate: flags 3.
  // CHECK: %[[FLAGS3:.*]] = llvm.mlir.constant(3 : i32)
  // CHECK: llvm.call @proxc_rt_csr_mv(%{{.*}}, %[[FLAGS3]], %{{.*}}, %arg1, %arg2, %arg2, %arg3, %arg6, %arg5)
  rt.csr_mv conjugate accumulate rows(%s) columns(%c) values(%v) order(%c : !rt.buffer<9xi32>) %xc to %y in %frame
    : !rt.buffer<3xi32>, !rt.buffer<9xi32>, !rt.buffer<9xcomplex<f32>>, !rt.buffer<4xcomplex<f32>>, !rt.buffer<2xcomplex<f32>>
  return
}

// CHECK-LABEL: llvm.func @boxes
func.func @boxes(%frame: !rt.frame, %x: !rt.buffer<4xf32>, %rho: f32) {
  // CHECK: %[[TABLE:.*]] = llvm.alloca
  // CHECK: llvm.store %arg1, %{{.*}} : !llvm.ptr, !llvm.ptr
  // CHECK: llvm.getelementptr %arg0[0, 5]
  // CHECK: %[[USER:.*]] = llvm.load
  // CHECK: llvm.call @project(%arg1, %arg1, %[[TABLE]], %[[USER]])
  rt.call_blackbox linear @project(%x, %x) args(%x : !rt.buffer<4xf32>) in %frame : !rt.buffer<4xf32>, !rt.buffer<4xf32>
  // Through the params struct: params[1] points to the pointer.
  // CHECK: llvm.getelementptr %arg0[0, 1]
  // CHECK: llvm.getelementptr %{{.*}}[1]
  // CHECK: %[[SLOT:.*]] = llvm.load
  // CHECK: %[[CALLEE:.*]] = llvm.load %[[SLOT]]
  // CHECK: llvm.call %[[CALLEE]](%arg1, %arg2, %arg1, %{{.*}}) : !llvm.ptr, (!llvm.ptr, f32, !llvm.ptr, !llvm.ptr) -> i32
  rt.call_blackbox prox @denoise(%x, %rho, %x) in %frame {param = 1 : i64} : !rt.buffer<4xf32>, f32, !rt.buffer<4xf32>
  return
}
