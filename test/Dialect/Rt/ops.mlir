// RUN: proxc-opt %s | proxc-opt | FileCheck %s
// RUN: proxc-opt -mlir-print-op-generic %s | proxc-opt | FileCheck %s

// CHECK-LABEL: func.func @buffers
// CHECK-SAME: (%[[FRAME:.*]]: !rt.frame) -> i32
func.func @buffers(%frame: !rt.frame) -> i32 {
  // CHECK: %[[A:.*]] = rt.arena %[[FRAME]][0] : <8x4xf32>
  %a = rt.arena %frame[0] : !rt.buffer<8x4xf32>
  // CHECK: %[[B:.*]] = rt.arena %[[FRAME]][192] : <8x4xf32>
  %b = rt.arena %frame[192] : !rt.buffer<8x4xf32>
  // CHECK: rt.param %[[FRAME]][0] : <f32>
  %p = rt.param %frame[0] : !rt.buffer<f32>
  // CHECK: rt.input %[[FRAME]][1] : <8x4xui8>
  %i = rt.input %frame[1] : !rt.buffer<8x4xui8>
  // CHECK: rt.result %[[FRAME]][0] : <8x4xcomplex<f64>>
  %r = rt.result %frame[0] : !rt.buffer<8x4xcomplex<f64>>
  // CHECK: rt.operator_input %[[FRAME]] : <3xf16>
  %x = rt.operator_input %frame : !rt.buffer<3xf16>
  // CHECK: rt.operator_output %[[FRAME]] : <3xi64>
  %y = rt.operator_output %frame : !rt.buffer<3xi64>
  // CHECK: rt.get_global @taps : <3xf32>
  %g = rt.get_global @taps : !rt.buffer<3xf32>
  // CHECK: %[[NOW:.*]] = rt.pingpong %[[FRAME]], %[[A]], %[[B]] : <8x4xf32>
  %now = rt.pingpong %frame, %a, %b : !rt.buffer<8x4xf32>
  %c = arith.constant 2 : index
  // CHECK: rt.view %[[NOW]][%[[C:.*]]] : <8x4xf32> to <2x2xf32>
  %row = rt.view %now[%c] : !rt.buffer<8x4xf32> to !rt.buffer<2x2xf32>
  // CHECK: rt.view %[[A]][] : <8x4xf32> to <32xf32>
  %flat = rt.view %a[] : !rt.buffer<8x4xf32> to !rt.buffer<32xf32>
  // CHECK: %[[V:.*]] = rt.load %{{.*}} : <f32>
  %v = rt.load %p : !rt.buffer<f32>
  // CHECK: rt.load %[[A]][%[[C]], %[[C]]] : <8x4xf32>
  %w = rt.load %a[%c, %c] : !rt.buffer<8x4xf32>
  // CHECK: rt.store %[[V]], %[[A]][%[[C]], %[[C]]] : <8x4xf32>
  rt.store %v, %a[%c, %c] : !rt.buffer<8x4xf32>
  // CHECK: rt.copy %[[A]] to %[[B]] : <8x4xf32>
  rt.copy %a to %b : !rt.buffer<8x4xf32>
  // CHECK: rt.fill %[[V]], %[[B]] : <8x4xf32>
  rt.fill %v, %b : !rt.buffer<8x4xf32>
  // CHECK: rt.status %[[FRAME]]
  %status = rt.status %frame
  return %status : i32
}

// CHECK-LABEL: func.func @fields
func.func @fields(%frame: !rt.frame, %m: f64, %again: i1) -> i32 {
  // CHECK: rt.field start %{{.*}}
  %start = rt.field start %frame
  // CHECK: rt.metric dual_value %{{.*}}, %{{.*}} : f64
  rt.metric dual_value %frame, %m : f64
  // CHECK: rt.get_metric initial_value %{{.*}} : f64
  %first = rt.get_metric initial_value %frame : f64
  // CHECK: rt.request_restart %{{.*}}, %{{.*}}
  rt.request_restart %frame, %again
  // CHECK: rt.refuse %{{.*}}, %{{.*}}
  rt.refuse %frame, %again
  return %start : i32
}

// CHECK-LABEL: func.func @calls
func.func @calls(%frame: !rt.frame, %u: !rt.buffer<8x8xf32>, %s: !rt.buffer<8x5xcomplex<f32>>,
                 %rho: f32, %start: !rt.buffer<65xi32>, %column: !rt.buffer<9xi32>, %value: !rt.buffer<9xf32>,
                 %x: !rt.buffer<70xf32>, %y: !rt.buffer<64xf32>) -> i32 {
  // CHECK: rt.call_kernel @step(%{{.*}}, %{{.*}}, %{{.*}}) in %{{.*}} : !rt.buffer<8x8xf32>, f32, !rt.buffer<8x8xf32>
  rt.call_kernel @step(%u, %rho, %u) in %frame : !rt.buffer<8x8xf32>, f32, !rt.buffer<8x8xf32>
  // CHECK: rt.fft %{{.*}}[0] %{{.*}} to %{{.*}} : <8x8xf32>, <8x5xcomplex<f32>>
  rt.fft %frame[0] %u to %s : !rt.buffer<8x8xf32>, !rt.buffer<8x5xcomplex<f32>>
  // CHECK: rt.csr_mv conjugate accumulate rows(%{{.*}}) columns(%{{.*}}) values(%{{.*}}) order(%{{.*}} : !rt.buffer<9xi32>) %{{.*}} to %{{.*}} in %{{.*}} :
  rt.csr_mv conjugate accumulate rows(%start) columns(%column) values(%value) order(%column : !rt.buffer<9xi32>) %x to %y in %frame
    : !rt.buffer<65xi32>, !rt.buffer<9xi32>, !rt.buffer<9xf32>, !rt.buffer<70xf32>, !rt.buffer<64xf32>
  // CHECK: rt.call_blackbox linear @project(%{{.*}}, %{{.*}}) args(%{{.*}} : !rt.buffer<65xi32>) in %{{.*}} : !rt.buffer<8x8xf32>, !rt.buffer<64xf32>
  rt.call_blackbox linear @project(%u, %y) args(%start : !rt.buffer<65xi32>) in %frame : !rt.buffer<8x8xf32>, !rt.buffer<64xf32>
  // CHECK: rt.call_blackbox prox @denoise(%{{.*}}, %{{.*}}, %{{.*}}) in %{{.*}} {param = 3 : i64} : !rt.buffer<8x8xf32>, f32, !rt.buffer<8x8xf32>
  rt.call_blackbox prox @denoise(%u, %rho, %u) in %frame {param = 3 : i64} : !rt.buffer<8x8xf32>, f32, !rt.buffer<8x8xf32>
  %status = rt.status %frame
  return %status : i32
}

// CHECK: rt.global @taps = dense<[1.000000e+00, 2.000000e+00, 1.000000e+00]> : tensor<3xf32>
rt.global @taps = dense<[1.0, 2.0, 1.0]> : tensor<3xf32>

// CHECK-LABEL: rt.program @deconv arena 41088 {
rt.program @deconv arena 41088 {
  // CHECK-NEXT: rt.declare_param "lambda" : f32 default 1.000000e-03 : f32 nonnegative
  rt.declare_param "lambda" : f32 default 1.0e-3 : f32 nonnegative
  // CHECK-NEXT: rt.declare_param "z" : complex<f32> default [1.000000e+00 : f32, 2.000000e+00 : f32]
  rt.declare_param "z" : complex<f32> default [1.0 : f32, 2.0 : f32]
  // CHECK-NEXT: rt.declare_param "lo" : !rt.buffer<8x8xf32> clamp storage 4096
  rt.declare_param "lo" : !rt.buffer<8x8xf32> clamp storage 4096
  // CHECK-NEXT: rt.declare_param "denoise" : none
  rt.declare_param "denoise" : none
  // CHECK-NEXT: rt.declare_input "b" : !rt.buffer<8x8xui8> storage 64
  rt.declare_input "b" : !rt.buffer<8x8xui8> storage 64
  // CHECK-NEXT: rt.declare_result unknown "u" : !rt.buffer<8x8xf32>
  rt.declare_result unknown "u" : !rt.buffer<8x8xf32>
  // CHECK-NEXT: rt.declare_result "s" : !rt.buffer<8x8xui8>
  rt.declare_result "s" : !rt.buffer<8x8xui8>
  // CHECK-NEXT: rt.declare_fft r2c [8, 8] axes [0, 1] : f32
  rt.declare_fft r2c [8, 8] axes [0, 1] : f32
  // CHECK-NEXT: rt.declare_fft c2r [8, 8] axes [1] preserve : f64
  rt.declare_fft c2r [8, 8] axes [1] preserve : f64
  // CHECK-NEXT: rt.declare_operator "blur" forward @buffers normal @buffers : !rt.buffer<8x8xf32> -> !rt.buffer<8x8xf32>
  rt.declare_operator "blur" forward @buffers normal @buffers : !rt.buffer<8x8xf32> -> !rt.buffer<8x8xf32>
// CHECK-NEXT: } setup @buffers prologue @buffers iterate @elsewhere epilogue @buffers attributes {tolerance = 2.500000e-01 : f32}
} setup @buffers prologue @buffers iterate @elsewhere epilogue @buffers
  attributes {tolerance = 0.25 : f32}
