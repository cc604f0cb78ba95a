// Every function of prox, over shapes, element types and weights of every sign.

func.func @quadratic(%w: tensor<5x3xf64>) {
  %0 = prox.sum_squares : !prox.function<f64>
  %1 = prox.sum_squares : !prox.function<7xf32>
  %2 = prox.sum_squares : !prox.function<3x2xcomplex<f64>>
  %3 = prox.weighted_sum_squares %w : tensor<5x3xf64>, !prox.function<5x3xf64>
  %4 = prox.weighted_sum_squares %w : tensor<5x3xf64>, !prox.function<5x3xcomplex<f64>>
  // Weights of 0 make entries free.
  %holes = arith.constant dense<[0.0, -2.0, 0.5]> : tensor<3xf64>
  %5 = prox.weighted_sum_squares %holes : tensor<3xf64>, !prox.function<3xf64>
  return
}

func.func @norms(%w: tensor<5x3xf64>) {
  %0 = prox.norm1 : !prox.function<f64>
  %1 = prox.norm1 : !prox.function<1x7xf32>
  %2 = prox.norm1 : !prox.function<3x2xcomplex<f64>>
  %3 = prox.weighted_norm1 %w : tensor<5x3xf64>, !prox.function<5x3xf64>
  %4 = prox.weighted_norm1 %w : tensor<5x3xf64>, !prox.function<5x3xcomplex<f64>>
  %holes = arith.constant dense<[0.0, -2.0, 0.5]> : tensor<3xf64>
  %5 = prox.weighted_norm1 %holes : tensor<3xf64>, !prox.function<3xf64>
  %6 = prox.group_norm axes [0] : !prox.function<2x4x5xf32>
  %7 = prox.group_norm axes [0, 2] : !prox.function<2x4x3xf64>
  %8 = prox.group_norm axes [1] : !prox.function<3x1x2xcomplex<f64>>
  %9 = prox.group_norm axes [0, 1] : !prox.function<2x3xcomplex<f64>>
  return
}

func.func @indicators(%lo: tensor<3x4xf64>) {
  %0 = prox.nonneg : !prox.function<f64>
  %1 = prox.nonneg : !prox.function<5x2xf32>
  %2 = prox.nonpos : !prox.function<5x2xf64>
  %a = arith.constant dense<-0.25> : tensor<f64>
  %b = arith.constant dense<0.5> : tensor<f64>
  %3 = prox.box %a, %b : tensor<f64>, tensor<f64>, !prox.function<3x4xf64>
  %top = arith.constant dense<1.5> : tensor<3x4xf64>
  %4 = prox.box %lo, %top : tensor<3x4xf64>, tensor<3x4xf64>, !prox.function<3x4xf64>
  // Infinite bounds are none.
  %inf = arith.constant dense<0x7FF0000000000000> : tensor<f64>
  %5 = prox.box %a, %inf : tensor<f64>, tensor<f64>, !prox.function<4xf64>
  %minf = arith.constant dense<0xFFF0000000000000> : tensor<f64>
  %6 = prox.box %minf, %b : tensor<f64>, tensor<f64>, !prox.function<4xf64>
  return
}

func.func @linear() {
  %0 = prox.sum_entries : !prox.function<f64>
  %1 = prox.sum_entries : !prox.function<2x3xf32>
  %2 = prox.sum_entries : !prox.function<5xcomplex<f64>>
  %3 = prox.zero : !prox.function<4x2xf32>
  %4 = prox.zero : !prox.function<4x2xcomplex<f64>>
  return
}
