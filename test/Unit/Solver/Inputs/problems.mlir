// Small problems with a known minimiser up to rounding; each is solved by every
// method of its list.

prox.problem @denoise attributes {methods = ["auto", "pdhg", "admm", "ladmm"]} {
  %b = prox.input "b" : tensor<6x5xf64>
  %lambda = prox.param "lambda" default 3.0e-01 : tensor<f64>
  %u = prox.variable "u" : tensor<6x5xf64>
  %I = linop.eye : !linop.op<6x5xf64 -> 6x5xf64>
  %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<6x5xf64 -> 2x6x5xf64>
  %data = prox.sum_squares : !prox.function<6x5xf64>
  %tv = prox.group_norm axes [0] : !prox.function<2x6x5xf64>
  %pos = prox.nonneg : !prox.function<6x5xf64>
  prox.term %data of (%I) at (%u) minus %b : tensor<6x5xf64> : !prox.function<6x5xf64> of (!linop.op<6x5xf64 -> 6x5xf64>) at (tensor<6x5xf64>)
  prox.term %tv of (%D) at (%u) alpha %lambda : tensor<f64> : !prox.function<2x6x5xf64> of (!linop.op<6x5xf64 -> 2x6x5xf64>) at (tensor<6x5xf64>)
  prox.term %pos of (%I) at (%u) : !prox.function<6x5xf64> of (!linop.op<6x5xf64 -> 6x5xf64>) at (tensor<6x5xf64>)
}

prox.problem @deconvolve attributes {methods = ["auto", "pdhg", "admm", "ladmm"]} {
  %b = prox.input "b" : tensor<6x5xf64>
  %k = prox.param "k" : tensor<4x3xf64>
  %u = prox.variable "u" : tensor<6x5xf64>
  %C = linop.conv %k axes [0, 1] : tensor<4x3xf64>, !linop.op<6x5xf64 -> 6x5xf64>
  %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<6x5xf64 -> 2x6x5xf64>
  %I = linop.eye : !linop.op<6x5xf64 -> 6x5xf64>
  %weight = arith.constant dense<0.2> : tensor<f64>
  %gamma = arith.constant dense<0.05> : tensor<f64>
  %lo = arith.constant dense<-0.5> : tensor<f64>
  %hi = arith.constant dense<0.75> : tensor<f64>
  %data = prox.sum_squares : !prox.function<6x5xf64>
  %tv = prox.group_norm axes [0] : !prox.function<2x6x5xf64>
  %box = prox.box %lo, %hi : tensor<f64>, tensor<f64>, !prox.function<6x5xf64>
  prox.term %data of (%C) at (%u) minus %b : tensor<6x5xf64> : !prox.function<6x5xf64> of (!linop.op<6x5xf64 -> 6x5xf64>) at (tensor<6x5xf64>)
  prox.term %tv of (%D) at (%u) alpha %weight : tensor<f64> gamma %gamma : tensor<f64> : !prox.function<2x6x5xf64> of (!linop.op<6x5xf64 -> 2x6x5xf64>) at (tensor<6x5xf64>)
  prox.term %box of (%I) at (%u) : !prox.function<6x5xf64> of (!linop.op<6x5xf64 -> 6x5xf64>) at (tensor<6x5xf64>)
}

// All terms quadratic, one transform: no iteration is needed.
prox.problem @ridge attributes {methods = ["auto", "pdhg", "admm", "cg"]} {
  %b = prox.input "b" : tensor<6x5xf64>
  %k = prox.param "k" : tensor<4x3xf64>
  %u = prox.variable "u" : tensor<6x5xf64>
  %C = linop.conv %k axes [0, 1] : tensor<4x3xf64>, !linop.op<6x5xf64 -> 6x5xf64>
  %D = linop.grad axes [0, 1] spacing [1.0, 1.0] {boundary = #linop.boundary<periodic>} : !linop.op<6x5xf64 -> 2x6x5xf64>
  %I = linop.eye : !linop.op<6x5xf64 -> 6x5xf64>
  %weight = arith.constant dense<0.2> : tensor<f64>
  %small = arith.constant dense<0.1> : tensor<f64>
  %f = prox.sum_squares : !prox.function<6x5xf64>
  %g = prox.sum_squares : !prox.function<2x6x5xf64>
  prox.term %f of (%C) at (%u) minus %b : tensor<6x5xf64> : !prox.function<6x5xf64> of (!linop.op<6x5xf64 -> 6x5xf64>) at (tensor<6x5xf64>)
  prox.term %g of (%D) at (%u) alpha %weight : tensor<f64> : !prox.function<2x6x5xf64> of (!linop.op<6x5xf64 -> 2x6x5xf64>) at (tensor<6x5xf64>)
  prox.term %f of (%I) at (%u) alpha %small : tensor<f64> : !prox.function<6x5xf64> of (!linop.op<6x5xf64 -> 6x5xf64>) at (tensor<6x5xf64>)
}

// Quadratic, but no common basis.
prox.problem @inpaint attributes {methods = ["auto", "cg", "pdhg", "admm"]} {
  %b = prox.input "b" : tensor<6x5xf64>
  %m = prox.param "m" : tensor<6x5xf64>
  %u = prox.variable "u" : tensor<6x5xf64>
  %M = linop.diag %m : tensor<6x5xf64>, !linop.op<6x5xf64 -> 6x5xf64>
  %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<6x5xf64 -> 2x6x5xf64>
  %weight = arith.constant dense<0.2> : tensor<f64>
  %f = prox.sum_squares : !prox.function<6x5xf64>
  %g = prox.sum_squares : !prox.function<2x6x5xf64>
  prox.term %f of (%M) at (%u) minus %b : tensor<6x5xf64> : !prox.function<6x5xf64> of (!linop.op<6x5xf64 -> 6x5xf64>) at (tensor<6x5xf64>)
  prox.term %g of (%D) at (%u) alpha %weight : tensor<f64> : !prox.function<2x6x5xf64> of (!linop.op<6x5xf64 -> 2x6x5xf64>) at (tensor<6x5xf64>)
}

// Complex data, coil maps, half of the modes missing.
prox.problem @sense attributes {methods = ["auto", "pdhg", "admm", "ladmm"]} {
  %b = prox.input "b" : tensor<3x4x5xcomplex<f64>>
  %S = prox.param "S" : tensor<3x4x5xcomplex<f64>>
  %m = prox.param "m" : tensor<4x5xf64>
  %u = prox.variable "u" : tensor<4x5xcomplex<f64>>
  %A = linop.vstack_for %c in 3 {
    %s = tensor.extract_slice %S[%c, 0, 0] [1, 4, 5] [1, 1, 1] : tensor<3x4x5xcomplex<f64>> to tensor<4x5xcomplex<f64>>
    %d = linop.diag %s : tensor<4x5xcomplex<f64>>, !linop.op<4x5xcomplex<f64> -> 4x5xcomplex<f64>>
    %f = linop.fft orthonormal axes [0, 1] : !linop.op<4x5xcomplex<f64> -> 4x5xcomplex<f64>>
    %p = linop.diag %m : tensor<4x5xf64>, !linop.op<4x5xcomplex<f64> -> 4x5xcomplex<f64>>
    %a = linop.compose %p, %f, %d : (!linop.op<4x5xcomplex<f64> -> 4x5xcomplex<f64>>, !linop.op<4x5xcomplex<f64> -> 4x5xcomplex<f64>>, !linop.op<4x5xcomplex<f64> -> 4x5xcomplex<f64>>) -> !linop.op<4x5xcomplex<f64> -> 4x5xcomplex<f64>>
    linop.yield %a : !linop.op<4x5xcomplex<f64> -> 4x5xcomplex<f64>>
  } : !linop.op<4x5xcomplex<f64> -> 3x4x5xcomplex<f64>>
  %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<4x5xcomplex<f64> -> 2x4x5xcomplex<f64>>
  %weight = arith.constant dense<0.1> : tensor<f64>
  %f = prox.sum_squares : !prox.function<3x4x5xcomplex<f64>>
  %tv = prox.group_norm axes [0] : !prox.function<2x4x5xcomplex<f64>>
  prox.term %f of (%A) at (%u) minus %b : tensor<3x4x5xcomplex<f64>> : !prox.function<3x4x5xcomplex<f64>> of (!linop.op<4x5xcomplex<f64> -> 3x4x5xcomplex<f64>>) at (tensor<4x5xcomplex<f64>>)
  prox.term %tv of (%D) at (%u) alpha %weight : tensor<f64> : !prox.function<2x4x5xcomplex<f64>> of (!linop.op<4x5xcomplex<f64> -> 2x4x5xcomplex<f64>>) at (tensor<4x5xcomplex<f64>>)
}

// Two unknowns: a smooth and a sparse part of one picture.
prox.problem @separate attributes {methods = ["auto", "pdhg", "admm"]} {
  %b = prox.input "b" : tensor<7x4xf64>
  %u = prox.variable "u" : tensor<7x4xf64>
  %s = prox.variable "s" : tensor<7x4xf64>
  %I = linop.eye : !linop.op<7x4xf64 -> 7x4xf64>
  %D = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<7x4xf64 -> 2x7x4xf64>
  %half = arith.constant dense<0.5> : tensor<f64>
  %third = arith.constant dense<0.3> : tensor<f64>
  %f = prox.sum_squares : !prox.function<7x4xf64>
  %g = prox.sum_squares : !prox.function<2x7x4xf64>
  %l1 = prox.norm1 : !prox.function<7x4xf64>
  prox.term %f of (%I, %I) at (%u, %s) minus %b : tensor<7x4xf64> : !prox.function<7x4xf64> of (!linop.op<7x4xf64 -> 7x4xf64>, !linop.op<7x4xf64 -> 7x4xf64>) at (tensor<7x4xf64>, tensor<7x4xf64>)
  prox.term %g of (%D) at (%u) alpha %half : tensor<f64> : !prox.function<2x7x4xf64> of (!linop.op<7x4xf64 -> 2x7x4xf64>) at (tensor<7x4xf64>)
  prox.term %l1 of (%I) at (%s) alpha %third : tensor<f64> : !prox.function<7x4xf64> of (!linop.op<7x4xf64 -> 7x4xf64>) at (tensor<7x4xf64>)
}

prox.problem @operators {
  %k = prox.param "k" : tensor<4x3xf64>
  %t = prox.param "t" : tensor<3x3xf64>
  %S = prox.param "S" : tensor<3x6x5xcomplex<f64>>
  %w = prox.param "w" : tensor<6x5xf64>
  %C = linop.conv %k axes [0, 1] : tensor<4x3xf64>, !linop.op<6x5xf64 -> 6x5xf64>
  %T = linop.conv %t axes [0, 1] {boundary = #linop.boundary<symmetric>} : tensor<3x3xf64>, !linop.op<6x5xf64 -> 6x5xf64>
  %W = linop.diag %w : tensor<6x5xf64>, !linop.op<6x5xf64 -> 6x5xf64>
  %D = linop.grad axes [0, 1] spacing [1.0, 0.5] : !linop.op<6x5xf64 -> 2x6x5xf64>
  %B = linop.grad axes [1, 0] spacing [1.0, 1.0] {scheme = #linop.scheme<central>, boundary = #linop.boundary<periodic>} : !linop.op<6x5xf64 -> 2x6x5xf64>
  %F = linop.fft orthonormal centered axes [0, 1] : !linop.op<6x5xf64 -> 6x5xcomplex<f64>>
  %P = linop.pad low [1, 0] high [0, 3] : !linop.op<6x5xf64 -> 7x8xf64>
  %Q = linop.subsample steps [2, -3] : !linop.op<7x8xf64 -> 4x3xf64>
  %R = linop.reshape : !linop.op<4x3xf64 -> 6x2xf64>
  %DCW = linop.compose %D, %C, %W : (!linop.op<6x5xf64 -> 2x6x5xf64>, !linop.op<6x5xf64 -> 6x5xf64>, !linop.op<6x5xf64 -> 6x5xf64>) -> !linop.op<6x5xf64 -> 2x6x5xf64>
  %RQP = linop.compose %R, %Q, %P, %T : (!linop.op<4x3xf64 -> 6x2xf64>, !linop.op<7x8xf64 -> 4x3xf64>, !linop.op<6x5xf64 -> 7x8xf64>, !linop.op<6x5xf64 -> 6x5xf64>) -> !linop.op<6x5xf64 -> 6x2xf64>
  %V = linop.vstack %DCW, %B : (!linop.op<6x5xf64 -> 2x6x5xf64>, !linop.op<6x5xf64 -> 2x6x5xf64>) -> !linop.op<6x5xf64 -> 2x2x6x5xf64>
  %A = linop.vstack_for %c in 3 {
    %s = tensor.extract_slice %S[%c, 0, 0] [1, 6, 5] [1, 1, 1] : tensor<3x6x5xcomplex<f64>> to tensor<6x5xcomplex<f64>>
    %d = linop.diag %s : tensor<6x5xcomplex<f64>>, !linop.op<6x5xf64 -> 6x5xcomplex<f64>>
    linop.yield %d : !linop.op<6x5xf64 -> 6x5xcomplex<f64>>
  } : !linop.op<6x5xf64 -> 3x6x5xcomplex<f64>>
  linop.export "conv" = %C : !linop.op<6x5xf64 -> 6x5xf64>
  linop.export "chain" = %DCW : !linop.op<6x5xf64 -> 2x6x5xf64>
  linop.export "moves" = %RQP : !linop.op<6x5xf64 -> 6x2xf64>
  linop.export "stack" = %V : !linop.op<6x5xf64 -> 2x2x6x5xf64>
  linop.export "coils" = %A : !linop.op<6x5xf64 -> 3x6x5xcomplex<f64>>
  linop.export "modes" = %F : !linop.op<6x5xf64 -> 6x5xcomplex<f64>>
}
