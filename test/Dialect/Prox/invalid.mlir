// RUN: proxc-opt %s --split-input-file --verify-diagnostics

// expected-error @+1 {{expects a function of an array of real or complex floats, found elements of type 'i32'}}
func.func private @integers(!prox.function<4xi32>)

// -----

prox.problem @names {
  // expected-note @+1 {{the first is here}}
  %b = prox.input "b" : tensor<4xf32>
  // expected-error @+1 {{expects a name of its own, found a second 'b'}}
  %c = prox.param "b" : tensor<4xf32>
}

// -----

prox.problem @domain {
  %u = prox.variable "u" : tensor<4xf32>
  %I = linop.eye : !linop.op<5xf32 -> 5xf32>
  %f = prox.norm1 : !prox.function<5xf32>
  // expected-error @+1 {{expects operator 0 to act on the unknown's space 'tensor<4xf32>', found the domain 'tensor<5xf32>'}}
  prox.term %f of (%I) at (%u) : !prox.function<5xf32> of (!linop.op<5xf32 -> 5xf32>) at (tensor<4xf32>)
}

// -----

prox.problem @range {
  %u = prox.variable "u" : tensor<4xf32>
  %I = linop.eye : !linop.op<4xf32 -> 4xf32>
  %f = prox.norm1 : !prox.function<5xf32>
  // expected-error @+1 {{expects operator 0 to map into the function's domain 'tensor<5xf32>', found the range 'tensor<4xf32>'}}
  prox.term %f of (%I) at (%u) : !prox.function<5xf32> of (!linop.op<4xf32 -> 4xf32>) at (tensor<4xf32>)
}

// -----

prox.problem @pairs {
  %u = prox.variable "u" : tensor<4xf32>
  %I = linop.eye : !linop.op<4xf32 -> 4xf32>
  %f = prox.norm1 : !prox.function<4xf32>
  // expected-error @+1 {{expects one unknown for each operator, found 2 operators and 1 unknowns}}
  prox.term %f of (%I, %I) at (%u) : !prox.function<4xf32> of (!linop.op<4xf32 -> 4xf32>, !linop.op<4xf32 -> 4xf32>) at (tensor<4xf32>)
}

// -----

prox.problem @unknown {
  %u = prox.input "u" : tensor<4xf32>
  %I = linop.eye : !linop.op<4xf32 -> 4xf32>
  %f = prox.norm1 : !prox.function<4xf32>
  // expected-error @+1 {{expects operand 0 of `at` to be a prox.variable}}
  prox.term %f of (%I) at (%u) : !prox.function<4xf32> of (!linop.op<4xf32 -> 4xf32>) at (tensor<4xf32>)
}

// -----

prox.problem @alpha {
  %u = prox.variable "u" : tensor<4xf32>
  %a = prox.param "a" : tensor<f32>
  %I = linop.eye : !linop.op<4xf32 -> 4xf32>
  %f = prox.norm1 : !prox.function<4xf32>
  // expected-error @+1 {{expects alpha to be a rank-0 tensor of f64, found 'tensor<f32>'}}
  prox.term %f of (%I) at (%u) alpha %a : tensor<f32> : !prox.function<4xf32> of (!linop.op<4xf32 -> 4xf32>) at (tensor<4xf32>)
}

// -----

prox.problem @beta {
  %u = prox.variable "u" : tensor<4xf32>
  %a = prox.param "a" : tensor<complex<f64>>
  %I = linop.eye : !linop.op<4xf32 -> 4xf32>
  %f = prox.norm1 : !prox.function<4xf32>
  // expected-error @+1 {{expects a real beta, found 'tensor<complex<f64>>'}}
  prox.term %f of (%I) at (%u) beta %a : tensor<complex<f64>> : !prox.function<4xf32> of (!linop.op<4xf32 -> 4xf32>) at (tensor<4xf32>)
}

// -----

prox.problem @offset {
  %u = prox.variable "u" : tensor<4xf32>
  %b = prox.input "b" : tensor<4xf64>
  %I = linop.eye : !linop.op<4xf32 -> 4xf32>
  %f = prox.norm1 : !prox.function<4xf32>
  // expected-error @+1 {{expects the offset to have the type of the function's domain 'tensor<4xf32>', found 'tensor<4xf64>'}}
  prox.term %f of (%I) at (%u) minus %b : tensor<4xf64> : !prox.function<4xf32> of (!linop.op<4xf32 -> 4xf32>) at (tensor<4xf32>)
}

// -----

prox.problem @order {
  // expected-error @+1 {{expects a real domain, found elements of type 'complex<f32>'; complex numbers have no order}}
  %f = prox.nonneg : !prox.function<4xcomplex<f32>>
}

// -----

prox.problem @weights {
  %w = prox.param "w" : tensor<4xcomplex<f32>>
  // expected-error @+1 {{expects real weights of the domain's shape, 'tensor<4xf32>', found 'tensor<4xcomplex<f32>>'}}
  %f = prox.weighted_norm1 %w : tensor<4xcomplex<f32>>, !prox.function<4xcomplex<f32>>
}

// -----

prox.problem @bounds {
  %lo = prox.param "lo" : tensor<5xf32>
  %hi = prox.param "hi" : tensor<f32>
  // expected-error @+1 {{expects lo to be of type 'tensor<4xf32>' or 'tensor<f32>', found 'tensor<5xf32>'}}
  %f = prox.box %lo, %hi : tensor<5xf32>, tensor<f32>, !prox.function<4xf32>
}

// -----

prox.problem @axes {
  // expected-error @+1 {{expects axes between 0 and 1, found 2}}
  %f = prox.group_norm axes [0, 2] : !prox.function<4x5xf32>
}

// -----

prox.problem @ascending {
  // expected-error @+1 {{expects ascending axes, found 0 after 1}}
  %f = prox.group_norm axes [1, 0] : !prox.function<4x5xf32>
}

// -----

prox.problem @function {
  %u = prox.variable "u" : tensor<4xf32>
  %c = arith.constant true
  %I = linop.eye : !linop.op<4xf32 -> 4xf32>
  %f = prox.norm1 : !prox.function<4xf32>
  %g = arith.select %c, %f, %f : !prox.function<4xf32>
  // expected-error @+1 {{expects its function to be the result of an operation that defines one}}
  prox.term %g of (%I) at (%u) : !prox.function<4xf32> of (!linop.op<4xf32 -> 4xf32>) at (tensor<4xf32>)
}

// -----

prox.problem @operator {
  %u = prox.variable "u" : tensor<4xf32>
  %c = arith.constant true
  %I = linop.eye : !linop.op<4xf32 -> 4xf32>
  %J = arith.select %c, %I, %I : !linop.op<4xf32 -> 4xf32>
  %f = prox.norm1 : !prox.function<4xf32>
  // expected-error @+1 {{expects operator 0 to be the result of an operation that defines one}}
  prox.term %f of (%J) at (%u) : !prox.function<4xf32> of (!linop.op<4xf32 -> 4xf32>) at (tensor<4xf32>)
}

// -----

prox.problem @negative_weight {
  %u = prox.variable "u" : tensor<4xf32>
  %w = arith.constant dense<-3.0> : tensor<f64>
  %I = linop.eye : !linop.op<4xf32 -> 4xf32>
  %f = prox.norm1 : !prox.function<4xf32>
  // expected-error @+1 {{expects alpha to be at least 0, found -3.00}}
  prox.term %f of (%I) at (%u) alpha %w : tensor<f64> : !prox.function<4xf32> of (!linop.op<4xf32 -> 4xf32>) at (tensor<4xf32>)
}

// -----

prox.problem @negative_gamma {
  %u = prox.variable "u" : tensor<4xf32>
  %w = arith.constant dense<-0.5> : tensor<f64>
  %I = linop.eye : !linop.op<4xf32 -> 4xf32>
  %f = prox.norm1 : !prox.function<4xf32>
  // expected-error @+1 {{expects gamma to be at least 0, found -0.50}}
  prox.term %f of (%I) at (%u) gamma %w : tensor<f64> : !prox.function<4xf32> of (!linop.op<4xf32 -> 4xf32>) at (tensor<4xf32>)
}

// -----

prox.problem @elements {
  // expected-error @+1 {{expects an unknown of f32, f64, complex<f32> or complex<f64>, found 'tensor<4xi8>'}}
  %u = prox.variable "u" : tensor<4xi8>
}

// -----

prox.problem @start {
  %s = arith.constant dense<0.0> : tensor<5xf64>
  // expected-error @+1 {{expects a start of the unknown's shape, 'tensor<4xf32>', found 'tensor<5xf64>'}}
  %u = prox.variable "u" start %s : tensor<5xf64> : tensor<4xf32>
}

// -----

prox.problem @complex_start {
  %s = prox.param "s" : tensor<4xcomplex<f32>>
  // expected-error @+1 {{expects a real start of a real unknown, found 'tensor<4xcomplex<f32>>'}}
  %u = prox.variable "u" start %s : tensor<4xcomplex<f32>> : tensor<4xf32>
}

// -----

prox.problem @out {
  %u = prox.variable "u" : tensor<4xf32>
  // expected-error @+1 {{expects to convert to a type of numbers, found '!linop.op<4xf32 -> 4xf32>'}}
  prox.out "o" = %u as !linop.op<4xf32 -> 4xf32> : tensor<4xf32>
}

// -----

prox.problem @complex_out {
  %u = prox.variable "u" : tensor<4xcomplex<f32>>
  // expected-error @+1 {{expects to convert complex numbers to complex ones, found 'f32'}}
  prox.out "o" = %u as f32 : tensor<4xcomplex<f32>>
}

// -----

// expected-error @+1 {{expects options of a method, found 'speed'}}
prox.problem @unknown_option options {speed = 3 : i64} {
}

// -----

// expected-error @+1 {{expects the option 'iterations' to be an integer of type i64 that is at least 1, found "many"}}
prox.problem @count options {iterations = "many"} {
}

// -----

// expected-error @+1 {{expects the option 'check_every' to be an integer of type i64 that is at least 1, found 0 : i64}}
prox.problem @no_checks options {check_every = 0 : i64} {
}

// -----

// expected-error @+1 {{expects the option 'tolerance' to be a finite number of type f64 that is not negative, found -1.000000e+00 : f64}}
prox.problem @tolerance options {tolerance = -1.0 : f64} {
}

// -----

// expected-error @+1 {{expects the option 'tau' to be a number of type f64 or i64, found true}}
prox.problem @number options {tau = true} {
}

// -----

// expected-error @+1 {{expects the option 'adapt' to be true or false, found 3 : i64}}
prox.problem @flag options {adapt = 3 : i64} {
}

// -----

prox.problem @exported_name {
  // expected-note @+1 {{the first is here}}
  %b = prox.input "b" : tensor<4xf32>
  %I = linop.eye : !linop.op<4xf32 -> 4xf32>
  // expected-error @+1 {{expects a name of its own, found a second 'b'}}
  linop.export "b" = %I : !linop.op<4xf32 -> 4xf32>
}

// -----

prox.problem @require_shapes {
  %a = prox.param "a" : tensor<4xf32>
  %b = prox.param "b" : tensor<3xf32>
  // expected-error @+1 {{expects bounds of one shape or of rank 0, found 'tensor<4xf32>' and 'tensor<3xf32>'}}
  prox.require %a below %b : tensor<4xf32>, tensor<3xf32>
}

// -----

prox.problem @require_reals {
  %a = prox.param "a" : tensor<4xcomplex<f32>>
  // expected-error @+1 {{expects real bounds, found 'tensor<4xcomplex<f32>>'}}
  prox.require %a below %a : tensor<4xcomplex<f32>>, tensor<4xcomplex<f32>>
}

// -----

prox.problem @product {
  %a = prox.param "a" : tensor<4xf32>
  // expected-error @+1 {{expects a real or complex array and a number of its element type, found 'tensor<4xf32>' and 'tensor<f64>'}}
  %p = prox.product %a : tensor<4xf32> -> tensor<f64>
}

// -----

// Names are compared before they are verified.
"prox.problem"() <{sym_name = "p"}> ({
  // expected-error @+1 {{requires attribute 'name'}}
  %b = "prox.input"() : () -> tensor<4xf32>
}) : () -> ()
