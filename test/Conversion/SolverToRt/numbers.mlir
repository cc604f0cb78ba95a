// RUN: proxc-opt %s --convert-solver-to-rt 2>/dev/null | FileCheck %s
// RUN: proxc-opt %s --convert-solver-to-rt 2>&1 >/dev/null | FileCheck %s --check-prefix=REMARK
// RUN: proxc-opt %s --convert-solver-to-rt --mlir-print-debuginfo --mlir-print-local-scope 2>/dev/null | FileCheck %s --check-prefix=LOCATION

// A number that is computed from an entry of a state keeps the kernel before it
// from writing over that state.
// REMARK: kept: the state u is updated in place: it is read elsewhere or later
// CHECK-LABEL: func.func @p_iterate
// CHECK: %[[NOW:.*]] = rt.pingpong %{{.*}}, %[[EVEN:.*]], %[[ODD:.*]] :
// CHECK: rt.call_kernel @k(%[[NOW]], %{{.*}})
// CHECK: %[[SAME:.*]] = rt.pingpong
// CHECK: rt.load %[[SAME]]
halide.pipeline @k(%u: tensor<8xf32>) -> tensor<8xf32> {
  %v = halide.func (%i) {
    %a = halide.read %u[%i] : tensor<8xf32>
    %b = arith.addf %a, %a : f32
    halide.yield %b : f32
  } : tensor<8xf32>
  halide.return %v : tensor<8xf32>
}
// Declarations lie where the program has them.
solver.program @p method "test" {
  // LOCATION: rt.declare_param "s" {{.*}}numbers.mlir":[[# @LINE + 1]]:
  %s = solver.param "s" : tensor<f32>
  // LOCATION: rt.declare_input "u" {{.*}}numbers.mlir":[[# @LINE + 1]]:
  %u = solver.input "u" : tensor<8xf32>
  %zero = arith.constant dense<0.0> : tensor<f32>
  %r:2 = solver.iterate (%u, %zero) states ["u", "n"] body {
  ^bb0(%a: tensor<8xf32>, %n: tensor<f32>):
    // Steps of a body are numbered apart from those of its maps.
    %d0 = arith.constant dense<0.0> : tensor<f32>
    %d1 = arith.constant dense<1.0> : tensor<f32>
    %d2 = arith.constant dense<2.0> : tensor<f32>
    %d3 = arith.constant dense<3.0> : tensor<f32>
    %b = solver.call @k(%a) planes [1] -> [1] : (tensor<8xf32>) -> tensor<8xf32>
    %m = solver.map () {
      %c0 = arith.constant 0 : index
      %c = solver.read %a[%c0] : tensor<8xf32>
      solver.yield %c : f32
    } : tensor<f32>
    solver.yield %b, %m : tensor<8xf32>, tensor<f32>
  } check {
  ^bb0(%a: tensor<8xf32>, %n: tensor<f32>, %b: tensor<8xf32>, %m: tensor<f32>):
    solver.verdict [] = () : () -> ()
  } : (tensor<8xf32>, tensor<f32>) -> (tensor<8xf32>, tensor<f32>)
  solver.epilogue {
    // LOCATION: rt.declare_result "n" {{.*}}numbers.mlir":[[# @LINE + 1]]:
    solver.result "n" = %r#1 : tensor<f32>
    solver.result "w" = %r#0 : tensor<8xf32>
  }
}

// A complex constant of a phase is one as good as a real one.
// CHECK-LABEL: func.func @c_epilogue
// CHECK: complex.constant [1.000000e+00 : f32, 2.000000e+00 : f32]
// CHECK: rt.store
solver.program @c method "test" {
  solver.epilogue {
    %c = complex.constant [1.0 : f32, 2.0 : f32] : complex<f32>
    %m = solver.map () {
      %d = complex.mul %c, %c : complex<f32>
      solver.yield %d : complex<f32>
    } : tensor<complex<f32>>
    solver.result "m" = %m : tensor<complex<f32>>
  }
}
