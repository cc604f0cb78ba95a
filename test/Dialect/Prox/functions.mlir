// RUN: proxc-opt %s --check-run --split-input-file --verify-diagnostics

// The prox of every function is the minimum that defines it, and agrees with the
// conjugate; real and complex, one entry and many, ranks from 0 to 3.
func.func @convex(%w: tensor<5xf32>, %v: tensor<2x3xf64>) {
  %sq = prox.sum_squares : !prox.function<5xf32>
  check.expect_prox %sq : !prox.function<5xf32>
  %sqc = prox.sum_squares : !prox.function<2x3x1xcomplex<f64>>
  check.expect_prox %sqc : !prox.function<2x3x1xcomplex<f64>>
  %wsq = prox.weighted_sum_squares %w : tensor<5xf32>, !prox.function<5xf32>
  check.expect_prox %wsq : !prox.function<5xf32>
  %wsqc = prox.weighted_sum_squares %v : tensor<2x3xf64>, !prox.function<2x3xcomplex<f64>>
  check.expect_prox %wsqc : !prox.function<2x3xcomplex<f64>>
  %l1 = prox.norm1 : !prox.function<f64>
  check.expect_prox %l1 : !prox.function<f64>
  %l1c = prox.norm1 : !prox.function<7xcomplex<f32>>
  check.expect_prox %l1c : !prox.function<7xcomplex<f32>>
  %wl1 = prox.weighted_norm1 %w : tensor<5xf32>, !prox.function<5xf32>
  check.expect_prox %wl1 : !prox.function<5xf32>
  %wl1c = prox.weighted_norm1 %v : tensor<2x3xf64>, !prox.function<2x3xcomplex<f64>>
  check.expect_prox %wl1c : !prox.function<2x3xcomplex<f64>>
  %g0 = prox.group_norm axes [0] : !prox.function<2x3xf64>
  check.expect_prox %g0 : !prox.function<2x3xf64>
  %g02 = prox.group_norm axes [0, 2] : !prox.function<2x3x4xcomplex<f64>>
  check.expect_prox %g02 : !prox.function<2x3x4xcomplex<f64>>
  %g1 = prox.group_norm axes [1] : !prox.function<1x1xf64>
  check.expect_prox %g1 : !prox.function<1x1xf64>
  %sum = prox.sum_entries : !prox.function<3x2xf64>
  check.expect_prox %sum : !prox.function<3x2xf64>
  %zero = prox.zero : !prox.function<4xcomplex<f64>>
  check.expect_prox %zero : !prox.function<4xcomplex<f64>>
  return
}

func.func @sets(%a: tensor<5xf64>) {
  %pos = prox.nonneg : !prox.function<5xf64>
  check.expect_prox %pos : !prox.function<5xf64>
  %neg = prox.nonpos : !prox.function<3x3xf32>
  check.expect_prox %neg : !prox.function<3x3xf32>
  %lo = arith.constant dense<-0.3> : tensor<f64>
  %hi = arith.constant dense<0.4> : tensor<f64>
  %box = prox.box %lo, %hi : tensor<f64>, tensor<f64>, !prox.function<5xf64>
  check.expect_prox %box : !prox.function<5xf64>
  %two = arith.constant dense<2.0> : tensor<5xf64>
  %b = arith.addf %a, %two : tensor<5xf64>
  %boxes = prox.box %a, %b : tensor<5xf64>, tensor<5xf64>, !prox.function<5xf64>
  check.expect_prox %boxes : !prox.function<5xf64>
  return
}

// -----

// An expectation can fail: no point lies in an empty box.
func.func @empty() {
  %lo = arith.constant dense<1.0> : tensor<f64>
  %hi = arith.constant dense<-1.0> : tensor<f64>
  %f = prox.box %lo, %hi : tensor<f64>, tensor<f64>, !prox.function<3xf64>
  // expected-error @+1 {{expects a prox inside the domain of the function}}
  check.expect_prox %f : !prox.function<3xf64>
  return
}
