// RUN: proxc-opt %s -convert-rt-to-llvm | FileCheck %s --check-prefixes=CHECK,W64
// RUN: proxc-opt %s -convert-rt-to-llvm="pointer-bits=32 freestanding" | FileCheck %s --check-prefixes=CHECK,W32

// CHECK: llvm.mlir.global internal constant @taps(dense<[1.000000e+00, 2.000000e+00, 1.000000e+00]> : tensor<3xf32>) {addr_space = 0 : i32, alignment = 64 : i64} : !llvm.array<3 x f32>
rt.global @taps = dense<[1.0, 2.0, 1.0]> : tensor<3xf32>
// CHECK: llvm.mlir.global internal constant @pairs(dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00]> : tensor<4xf32>)
rt.global @pairs = dense<[(1.0, 2.0), (3.0, 4.0)]> : tensor<2xcomplex<f32>>
// CHECK: llvm.mlir.global internal constant @same(dense<[1.000000e+00, 2.000000e+00, 1.000000e+00, 2.000000e+00]> : tensor<4xf32>)
rt.global @same = dense<(1.0, 2.0)> : tensor<2xcomplex<f32>>
// CHECK: llvm.mlir.global internal constant @bytes(dense<[1, -1]> : tensor<2xi8>)
rt.global @bytes = dense<[1, 255]> : tensor<2xui8>
// CHECK: llvm.mlir.global internal constant @blob(dense_resource<data> : tensor<4xf32>)
rt.global @blob = dense_resource<data> : tensor<2x2xf32>

// CHECK-LABEL: llvm.func @arena
// CHECK-SAME: (%[[FRAME:.*]]: !llvm.ptr) -> !llvm.ptr
func.func @arena(%frame: !rt.frame) -> !rt.buffer<8xf32> {
  // CHECK: %[[FIELD:.*]] = llvm.getelementptr %[[FRAME]][0, 0] : {{.*}} !llvm.struct<(ptr, ptr,
  // CHECK: %[[ARENA:.*]] = llvm.load %[[FIELD]] : !llvm.ptr -> !llvm.ptr
  // W64: %[[OFFSET:.*]] = llvm.mlir.constant(4160 : i64) : i64
  // W32: %[[OFFSET:.*]] = llvm.mlir.constant(4160 : i32) : i32
  // CHECK: llvm.getelementptr %[[ARENA]][%[[OFFSET]]] : {{.*}}, i8
  %a = rt.arena %frame[4160] : !rt.buffer<8xf32>
  return %a : !rt.buffer<8xf32>
}

// CHECK-LABEL: llvm.func @tables
func.func @tables(%frame: !rt.frame) -> (f32, !rt.buffer<2xf32>, !rt.buffer<2xf32>) {
  // CHECK: llvm.getelementptr %{{.*}}[0, 1]
  // CHECK: %[[TABLE:.*]] = llvm.load
  // CHECK: llvm.getelementptr %[[TABLE]][3] : {{.*}}, !llvm.ptr
  // CHECK: %[[PLACE:.*]] = llvm.load
  // CHECK: llvm.load %[[PLACE]] : !llvm.ptr -> f32
  %p = rt.param %frame[3] : !rt.buffer<f32>
  %v = rt.load %p : !rt.buffer<f32>
  // CHECK: llvm.getelementptr %{{.*}}[0, 2]
  %i = rt.input %frame[0] : !rt.buffer<2xf32>
  // CHECK: llvm.getelementptr %{{.*}}[0, 3]
  %r = rt.result %frame[0] : !rt.buffer<2xf32>
  return %v, %i, %r : f32, !rt.buffer<2xf32>, !rt.buffer<2xf32>
}

// CHECK-LABEL: llvm.func @pingpong
func.func @pingpong(%frame: !rt.frame, %a: !rt.buffer<8xf32>, %b: !rt.buffer<8xf32>) -> !rt.buffer<8xf32> {
  // CHECK: llvm.getelementptr %{{.*}}[0, 10]
  // CHECK: %[[EVEN:.*]] = llvm.icmp "eq"
  // CHECK: llvm.select %[[EVEN]], %arg1, %arg2 : i1, !llvm.ptr
  %now = rt.pingpong %frame, %a, %b : !rt.buffer<8xf32>
  return %now : !rt.buffer<8xf32>
}

// CHECK-LABEL: llvm.func @elements
// CHECK-SAME: %[[A:[^:]*]]: !llvm.ptr, %[[I:[^:]*]]: i{{32|64}}, %[[J:[^:]*]]: i{{32|64}}
func.func @elements(%a: !rt.buffer<4x6xcomplex<f32>>, %i: index, %j: index) {
  // CHECK: %[[SIX:.*]] = llvm.mlir.constant(6 :
  // CHECK: %[[ROW:.*]] = llvm.mul %[[I]], %[[SIX]]
  // CHECK: %[[AT:.*]] = llvm.add %[[ROW]], %[[J]]
  // CHECK: llvm.getelementptr %[[A]][%[[AT]]] : {{.*}}, !llvm.struct<(f32, f32)>
  %v = rt.load %a[%i, %j] : !rt.buffer<4x6xcomplex<f32>>
  // CHECK: %[[SLAB:.*]] = llvm.mul %[[I]], %{{.*}}
  // CHECK: llvm.getelementptr %[[A]][%[[SLAB]]]
  %row = rt.view %a[%i] : !rt.buffer<4x6xcomplex<f32>> to !rt.buffer<6xcomplex<f32>>
  // CHECK: llvm.store %{{.*}} : !llvm.struct<(f32, f32)>, !llvm.ptr
  rt.store %v, %row[%j] : !rt.buffer<6xcomplex<f32>>
  return
}

// CHECK-LABEL: llvm.func @bulk
func.func @bulk(%a: !rt.buffer<4x6xf64>, %b: !rt.buffer<4x6xf64>, %v: f64) {
  // CHECK: %[[BYTES:.*]] = llvm.mlir.constant(192 :
  // CHECK: "llvm.intr.memcpy"(%arg1, %arg0, %[[BYTES]])
  rt.copy %a to %b : !rt.buffer<4x6xf64>
  // CHECK: "llvm.intr.memset"(%arg0,
  %zero = arith.constant 0.0 : f64
  rt.fill %zero, %a : !rt.buffer<4x6xf64>
  // A zero with a sign has bits.
  // CHECK: llvm.cond_br
  // CHECK: llvm.store {{.*}} : f64, !llvm.ptr
  %minus = arith.constant -0.0 : f64
  rt.fill %minus, %a : !rt.buffer<4x6xf64>
  // CHECK: llvm.cond_br
  // CHECK: llvm.store %arg2, %{{.*}} : f64, !llvm.ptr
  rt.fill %v, %a : !rt.buffer<4x6xf64>
  return
}

// CHECK-LABEL: llvm.func @metrics
func.func @metrics(%frame: !rt.frame, %v: f32, %again: i1) -> f32 {
  // W64: llvm.getelementptr %{{.*}}[0, 20, 2]
  // W64: llvm.fpext %{{.*}} : f32 to f64
  // W32-NOT: f64
  // W32: llvm.store %arg1, %{{.*}} : f32, !llvm.ptr
  // CHECK: llvm.getelementptr %{{.*}}[0, 20, 10]
  rt.metric primal_residual %frame, %v : f32
  // CHECK: llvm.getelementptr %{{.*}}[0, 20, 11]
  rt.metric dual_value %frame, %v : f32
  // CHECK: llvm.getelementptr %{{.*}}[0, 20, 12]
  // CHECK: llvm.or
  rt.request_restart %frame, %again
  // CHECK: llvm.getelementptr %{{.*}}[0, 20, 13]
  // CHECK: llvm.or
  rt.refuse %frame, %again
  // CHECK: llvm.getelementptr %{{.*}}[0, 20, 8]
  // W64: llvm.fptrunc %{{.*}} : f64 to f32
  %first = rt.get_metric initial_value %frame : f32
  // CHECK: llvm.getelementptr %{{.*}}[0, 12]
  %start = rt.field start %frame
  // CHECK: llvm.getelementptr %{{.*}}[0, 16]
  // CHECK: llvm.store %{{.*}} : i32, !llvm.ptr
  %status = rt.status %frame
  return %first : f32
}

{-#
  dialect_resources: {
    builtin: {
      data: "0x040000000000803F000000400000404000008040"
    }
  }
#-}
