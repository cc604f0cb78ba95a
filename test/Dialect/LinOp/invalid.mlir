// RUN: proxc-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{expects elements f32, f64, complex<f32> or complex<f64>, found 'i32'}}
func.func private @f(!linop.op<4xi32 -> 4xi32>)

// -----

// expected-error @+1 {{expects rank 0 to 8, found rank 9}}
func.func private @f(!linop.op<1x1x1x1x1x1x1x1x1xf32 -> f32>)

// -----

// expected-error @+1 {{expects static extents of at least 1, found [0, 2]}}
func.func private @f(!linop.op<0x2xf32 -> f32>)

// -----

func.func @f() {
  // expected-error @+1 {{expects the range f32[3] over the domain f32[3], found f32[4]}}
  %0 = linop.eye : !linop.op<3xf32 -> 4xf32>
}

// -----

func.func @f(%w: tensor<4x5xf32>) {
  // expected-error @+1 {{expects weights of the shape of what they multiply, [5, 4], found [4, 5]}}
  %0 = linop.diag %w : tensor<4x5xf32>, !linop.op<5x4xf32 -> 5x4xf32>
}

// -----

func.func @f(%w: tensor<4xcomplex<f32>>) {
  // expected-error @+1 {{expects the range c64[4] over the domain f32[4], found f32[4]}}
  %0 = linop.diag %w : tensor<4xcomplex<f32>>, !linop.op<4xf32 -> 4xf32>
}

// -----

func.func @f(%s: tensor<2xf32>) {
  // expected-error @+1 {{expects a scalar factor, found f32[2]}}
  %0 = linop.scale %s : tensor<2xf32>, !linop.op<2xf32 -> 2xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects complex elements for a complex domain, found 'f32'; the real part is the adjoint of the embedding}}
  %0 = linop.cast : !linop.op<2xcomplex<f32> -> 2xf32>
}

// -----

func.func @f(%k: tensor<3xf32>) {
  // expected-error @+1 {{expects axes from 0 to 1 of f32[4, 5], found axis 2}}
  %0 = linop.conv %k axes [2] : tensor<3xf32>, !linop.op<4x5xf32 -> 4x5xf32>
}

// -----

func.func @f(%k: tensor<3x3xf32>) {
  // expected-error @+1 {{expects different axes, found axis 1 twice}}
  %0 = linop.conv %k axes [1, 1] : tensor<3x3xf32>, !linop.op<4x5xf32 -> 4x5xf32>
}

// -----

func.func @f(%k: tensor<3xf32>) {
  // expected-error @+1 {{expects a kernel with 2 axes, one for each axis that is convolved, or with the rank of what it acts on, found f32[3] on f32[4, 5]}}
  %0 = linop.conv %k axes [0, 1] : tensor<3xf32>, !linop.op<4x5xf32 -> 4x5xf32>
}

// -----

func.func @f(%k: tensor<3x3xf32>) {
  // expected-error @+1 {{expects a boundary other than periodic for mode 'valid'}}
  %0 = linop.conv %k axes [0, 1] {mode = #linop.mode<valid>} : tensor<3x3xf32>, !linop.op<4x5xf32 -> 2x3xf32>
}

// -----

func.func @f(%k: tensor<3x6xf32>) {
  // expected-error @+1 {{expects a kernel of at most 5 entries along axis 1 for mode 'valid', found 6}}
  %0 = linop.conv %k axes [0, 1] {boundary = #linop.boundary<zero>, mode = #linop.mode<valid>} : tensor<3x6xf32>, !linop.op<4x5xf32 -> 2x1xf32>
}

// -----

func.func @f(%k: tensor<3x2xf32>) {
  // expected-error @+1 {{expects the kernel's axis 1, which is not convolved, to have extent 1 or 5, found 2}}
  %0 = linop.conv %k axes [0] : tensor<3x2xf32>, !linop.op<4x5xf32 -> 4x5xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects one spacing for each of the 2 axes, found 1}}
  %0 = linop.grad axes [0, 1] spacing [1.0] : !linop.op<4x5xf32 -> 2x4x5xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects a finite spacing other than 0, found 0}}
  %0 = linop.diff axis 0 spacing 0.0 : !linop.op<4x5xf32 -> 4x5xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects boundary 'replicate', 'periodic' or 'zero' of a difference, found 'symmetric'}}
  %0 = linop.diff axis 0 spacing 1.0 {boundary = #linop.boundary<symmetric>} : !linop.op<4x5xf32 -> 4x5xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects the range c64[4] over the domain f32[4], found f32[4]}}
  %0 = linop.fft axes [0] : !linop.op<4xf32 -> 4xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects one padding before for each of the 2 axes of f32[4, 5], found 1}}
  %0 = linop.pad low [1] high [0, 0] : !linop.op<4x5xf32 -> 5x5xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects paddings of at least 0, found [-1, 0] on axis 1; to remove entries use a crop}}
  %0 = linop.pad low [1, -1] high [0, 0] : !linop.op<4x5xf32 -> 5x4xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects a range inside 0:5 of axis 1, found 3:6}}
  %0 = linop.crop offsets [0, 3] sizes [4, 3] : !linop.op<4x5xf32 -> 4x3xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects at least one entry of axis 0, found the empty range 2:2}}
  %0 = linop.crop offsets [2] sizes [0] : !linop.op<4xf32 -> 1xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects a step other than 0 along axis 0}}
  %0 = linop.subsample steps [0] : !linop.op<4xf32 -> 4xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects a shape of 20 entries, as f32[4, 5] has, found [3, 7], which has 21}}
  %0 = linop.reshape : !linop.op<4x5xf32 -> 3x7xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects different axes, found axis 0 twice}}
  %0 = linop.transpose order [0, 0] : !linop.op<4x5xf32 -> 4x4xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects extent 1 or 6 of axis 1 to become axis 2 of [3, 4, 6], found 5 in f32[4, 5]}}
  %0 = linop.broadcast axes [1, 2] : !linop.op<4x5xf32 -> 3x4x6xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects an array of shape [2], one entry for each column of the sparse 1 x 2 matrix, found f32[3]}}
  %0 = linop.sparse <1 x 2, dense<[0, 1]> : tensor<2xi64>, dense<1> : tensor<1xi64>, dense<3.0> : tensor<1xf32>> : !linop.op<3xf32 -> 1xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects 2 row starts, one more than rows, found 3}}
  %0 = linop.sparse <1 x 2, dense<[0, 1, 1]> : tensor<3xi64>, dense<1> : tensor<1xi64>, dense<3.0> : tensor<1xf32>> : !linop.op<2xf32 -> 1xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects a factor other than 0 on axis 0, which has a source}}
  %0 = linop.index_map source [0] mul [0] offset [0] div [1] : !linop.op<2xf32 -> 2xf32>
}

// -----

func.func @f(%a: !linop.op<3xf32 -> 4xf32>, %b: !linop.op<2xf32 -> 5xf32>) {
  // expected-error @+1 {{expects each factor of a product to act on what the next one yields: factor 0 acts on f32[3], factor 1 yields f32[5]}}
  %0 = linop.compose %a, %b : (!linop.op<3xf32 -> 4xf32>, !linop.op<2xf32 -> 5xf32>) -> !linop.op<2xf32 -> 4xf32>
}

// -----

func.func @f(%a: !linop.op<3xf32 -> 4xf32>, %b: !linop.op<3xf32 -> 5xf32>) {
  // expected-error @+1 {{expects operators into one space in a sum, found f32[4] and f32[5]}}
  %0 = linop.add %a, %b : (!linop.op<3xf32 -> 4xf32>, !linop.op<3xf32 -> 5xf32>) -> !linop.op<3xf32 -> 4xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects at least one operator in a sum}}
  %0 = linop.add : () -> !linop.op<3xf32 -> 4xf32>
}

// -----

func.func @f(%a: !linop.op<3xf32 -> 4xf32>, %b: !linop.op<3xf32 -> 5xf32>) {
  // expected-error @+1 {{expects parts with one range in a vertical stack, found f32[4] in part 0 and f32[5] in part 1}}
  %0 = linop.vstack %a, %b : (!linop.op<3xf32 -> 4xf32>, !linop.op<3xf32 -> 5xf32>) -> !linop.op<3xf32 -> 2x4xf32>
}

// -----

func.func @f(%a: !linop.op<3xf32 -> 4xf32>) {
  // expected-error @+1 {{expects the new axis at 0 to 1 of parts of type f32[4], found 2}}
  %0 = linop.vstack %a, %a {axis = 2} : (!linop.op<3xf32 -> 4xf32>, !linop.op<3xf32 -> 4xf32>) -> !linop.op<3xf32 -> 2x4xf32>
}

// -----

func.func @f(%a: !linop.op<3xf32 -> 4xf32>) {
  // expected-error @+1 {{expects the result type '!linop.op<3xf32 -> 5x4xf32>', found '!linop.op<3xf32 -> 6x4xf32>'}}
  %0 = linop.vstack_for %c in 5 {
    linop.yield %a : !linop.op<3xf32 -> 4xf32>
  } : !linop.op<3xf32 -> 6x4xf32>
}

// -----

func.func @f(%a: !linop.op<3xf32 -> 4xf32>) {
  // expected-error @+1 {{expects a range of at least 1, found 0}}
  %0 = linop.vstack_for %c in 0 {
    linop.yield %a : !linop.op<3xf32 -> 4xf32>
  } : !linop.op<3xf32 -> 1x4xf32>
}

// -----

func.func @f(%a: !linop.op<3xf32 -> 4xf32>, %x: tensor<4xf32>) {
  // expected-error @+1 {{expects an array of the operator's domain f32[3], found f32[4]}}
  %0 = linop.apply %a, %x : !linop.op<3xf32 -> 4xf32>, tensor<4xf32> -> tensor<4xf32>
}

// -----

// The end of the window is beyond 64 bits.
func.func @f() {
  // expected-error @+1 {{expects a range inside 0:4 of axis 0, found 9223372036854775807:9223372036854775807}}
  %0 = linop.crop offsets [9223372036854775807] sizes [2] : !linop.op<4xf32 -> 2xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects paddings of at most 2^48, found [9223372036854775807, 1] on axis 0}}
  %0 = linop.pad low [9223372036854775807] high [1] : !linop.op<4xf32 -> 4xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects a space of at most 2^48 entries, found [16777216, 16777216, 2]}}
  %0 = linop.eye : !linop.op<16777216x16777216x2xf32 -> 16777216x16777216x2xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects a space of at most 2^48 entries, found [4294967296, 4294967296]}}
  %0 = linop.reshape : !linop.op<4xf32 -> 4294967296x4294967296xf32>
}

// -----

func.func @f(%k: tensor<9223372036854775807xf32>) {
  // expected-error @+1 {{expects extents of a kernel from 1 to 2^48, found 9223372036854775807}}
  %0 = linop.conv %k axes [0] {boundary = #linop.boundary<zero>, mode = #linop.mode<full>} : tensor<9223372036854775807xf32>, !linop.op<4xf32 -> 4xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects a step from -2^48 to 2^48 along axis 0, found -9223372036854775808}}
  %0 = linop.subsample steps [-9223372036854775808] : !linop.op<4xf32 -> 1xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects indices of less than 2^61, found the factor 9223372036854775807 and the offset 0 on axis 0, which has 4 positions}}
  %0 = linop.index_map source [0] mul [9223372036854775807] offset [0] div [1] : !linop.op<4xf32 -> 4xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects row starts that end with the number of entries, 2, found 1}}
  %0 = linop.sparse <2 x 2, dense<[0, 1, 1]> : tensor<3xi64>, dense<[0, 1]> : tensor<2xi64>, dense<1.0> : tensor<2xf32>> : !linop.op<2xf32 -> 2xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects row starts that begin with 0, found 1}}
  %0 = linop.sparse <2 x 2, dense<[1, 1, 2]> : tensor<3xi64>, dense<[0, 1]> : tensor<2xi64>, dense<1.0> : tensor<2xf32>> : !linop.op<2xf32 -> 2xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects row starts that do not descend, found 1 after 2 behind row 1}}
  %0 = linop.sparse <3 x 2, dense<[0, 2, 1, 2]> : tensor<4xi64>, dense<[0, 1]> : tensor<2xi64>, dense<1.0> : tensor<2xf32>> : !linop.op<2xf32 -> 3xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects columns from 0 to 1, found 2 in row 1}}
  %0 = linop.sparse <2 x 2, dense<[0, 1, 2]> : tensor<3xi64>, dense<[0, 2]> : tensor<2xi64>, dense<1.0> : tensor<2xf32>> : !linop.op<2xf32 -> 2xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects columns that ascend in each row, found 0 after 1 in row 0}}
  %0 = linop.sparse <2 x 2, dense<[0, 2, 2]> : tensor<3xi64>, dense<[1, 0]> : tensor<2xi64>, dense<1.0> : tensor<2xf32>> : !linop.op<2xf32 -> 2xf32>
}

// -----

// A splat of columns: column 1 twice in row 0.
func.func @f() {
  // expected-error @+1 {{expects columns that ascend in each row, found 1 after 1 in row 0}}
  %0 = linop.sparse <2 x 2, dense<[0, 2, 2]> : tensor<3xi64>, dense<1> : tensor<2xi64>, dense<1.0> : tensor<2xf32>> : !linop.op<2xf32 -> 2xf32>
}

// -----

// A resource is checked, too.
func.func @f() {
  // expected-error @+1 {{expects columns from 0 to 1, found 7 in row 1}}
  %0 = linop.sparse <2 x 2, dense<[0, 1, 2]> : tensor<3xi64>, dense_resource<columns> : tensor<2xi64>, dense<1.0> : tensor<2xf32>> : !linop.op<2xf32 -> 2xf32>
}

{-#
  dialect_resources: {
    builtin: {
      columns: "0x0800000000000000000000000700000000000000"
    }
  }
#-}

// -----

func.func @f(%a: !linop.op<3xf32 -> 4xf32>) {
  // expected-error @+1 {{expects a name that is a C identifier, found ''}}
  linop.export "" = %a : !linop.op<3xf32 -> 4xf32>
}

// -----

func.func @f(%a: !linop.op<3xf32 -> 4xf32>) {
  // expected-error @+1 {{expects a name that is a C identifier, found '2 A'}}
  linop.export "2 A" = %a : !linop.op<3xf32 -> 4xf32>
}

// -----

func.func @f(%a: !linop.op<3xf32 -> 4xf32>) {
  // expected-note @+1 {{the first is here}}
  linop.export "A" = %a : !linop.op<3xf32 -> 4xf32>
  // expected-error @+1 {{expects a name of its own, found a second 'A'}}
  linop.export "A" = %a : !linop.op<3xf32 -> 4xf32>
}

// -----

func.func @f(%a: !linop.op<3xf32 -> 4xf32>) {
  linop.export "A" = %a : !linop.op<3xf32 -> 4xf32>
  // expected-error @+1 {{requires attribute 'name'}}
  "linop.export"(%a) : (!linop.op<3xf32 -> 4xf32>) -> ()
}
