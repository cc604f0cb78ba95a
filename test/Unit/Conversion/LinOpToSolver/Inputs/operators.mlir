// Operators of kinds and shapes that the dialect's own tests do not hold.

func.func @products(%w: tensor<6x5xf32>, %s: tensor<f32>, %k: tensor<3x3xf32>,
                    %kc: tensor<5x3xcomplex<f32>>, %wc: tensor<6x5xcomplex<f32>>) {
  %grad = linop.grad axes [0, 1] spacing [1.0, 0.5] : !linop.op<6x5xf32 -> 2x6x5xf32>
  // An isometry in front of an operator whose Gram operator DCT diagonalises.
  %scale = linop.scale %s : tensor<f32>, !linop.op<2x6x5xf32 -> 2x6x5xf32>
  %scaled = linop.compose %scale, %grad : (!linop.op<2x6x5xf32 -> 2x6x5xf32>, !linop.op<6x5xf32 -> 2x6x5xf32>) -> !linop.op<6x5xf32 -> 2x6x5xf32>
  %twice = linop.vstack %grad, %scaled : (!linop.op<6x5xf32 -> 2x6x5xf32>, !linop.op<6x5xf32 -> 2x6x5xf32>) -> !linop.op<6x5xf32 -> 2x2x6x5xf32>
  // A complex kernel on a real image, whose modes have no symmetry.
  %conv = linop.conv %kc axes [0, 1] : tensor<5x3xcomplex<f32>>, !linop.op<6x5xf32 -> 6x5xcomplex<f32>>
  %rconv = linop.conv %k axes [1, 0] : tensor<3x3xf32>, !linop.op<6x5xf32 -> 6x5xf32>
  %both = linop.compose %conv, %rconv : (!linop.op<6x5xf32 -> 6x5xcomplex<f32>>, !linop.op<6x5xf32 -> 6x5xf32>) -> !linop.op<6x5xf32 -> 6x5xcomplex<f32>>
  %square = linop.compose %rconv, %rconv : (!linop.op<6x5xf32 -> 6x5xf32>, !linop.op<6x5xf32 -> 6x5xf32>) -> !linop.op<6x5xf32 -> 6x5xf32>
  %sum = linop.add %square, %rconv : (!linop.op<6x5xf32 -> 6x5xf32>, !linop.op<6x5xf32 -> 6x5xf32>) -> !linop.op<6x5xf32 -> 6x5xf32>
  // Real transforms around a diagonal.
  %fft = linop.fft orthonormal axes [0, 1] : !linop.op<6x5xf32 -> 6x5xcomplex<f32>>
  %ffth = linop.adjoint %fft : (!linop.op<6x5xf32 -> 6x5xcomplex<f32>>) -> !linop.op<6x5xcomplex<f32> -> 6x5xf32>
  %diag = linop.diag %wc : tensor<6x5xcomplex<f32>>, !linop.op<6x5xcomplex<f32> -> 6x5xcomplex<f32>>
  %sandwich = linop.compose %ffth, %diag, %fft : (!linop.op<6x5xcomplex<f32> -> 6x5xf32>, !linop.op<6x5xcomplex<f32> -> 6x5xcomplex<f32>>, !linop.op<6x5xf32 -> 6x5xcomplex<f32>>) -> !linop.op<6x5xf32 -> 6x5xf32>
  %rdiag = linop.diag %w : tensor<6x5xf32>, !linop.op<6x5xf32 -> 6x5xf32>
  %fw = linop.compose %fft, %rdiag : (!linop.op<6x5xf32 -> 6x5xcomplex<f32>>, !linop.op<6x5xf32 -> 6x5xf32>) -> !linop.op<6x5xf32 -> 6x5xcomplex<f32>>
  return
}

// Stacks of stacks, and stacks with complex parts of one field.
func.func @stacks(%w: tensor<4x7xf32>, %s: tensor<f32>) {
  %e = linop.eye : !linop.op<4x7xf32 -> 4x7xf32>
  %d = linop.diag %w : tensor<4x7xf32>, !linop.op<4x7xf32 -> 4x7xf32>
  %v = linop.vstack %e, %d {axis = 1} : (!linop.op<4x7xf32 -> 4x7xf32>, !linop.op<4x7xf32 -> 4x7xf32>) -> !linop.op<4x7xf32 -> 4x2x7xf32>
  %vh = linop.adjoint %v : (!linop.op<4x7xf32 -> 4x2x7xf32>) -> !linop.op<4x2x7xf32 -> 4x7xf32>
  %h = linop.hstack %e, %d {axis = 2} : (!linop.op<4x7xf32 -> 4x7xf32>, !linop.op<4x7xf32 -> 4x7xf32>) -> !linop.op<4x7x2xf32 -> 4x7xf32>
  %b = linop.block_diag %d, %e : (!linop.op<4x7xf32 -> 4x7xf32>, !linop.op<4x7xf32 -> 4x7xf32>) -> !linop.op<2x4x7xf32 -> 2x4x7xf32>
  %c = linop.concat %d, %e, %d : (!linop.op<4x7xf32 -> 4x7xf32>, !linop.op<4x7xf32 -> 4x7xf32>, !linop.op<4x7xf32 -> 4x7xf32>) -> !linop.op<4x7xf32 -> 12x7xf32>
  %v0 = linop.vstack %e, %d : (!linop.op<4x7xf32 -> 4x7xf32>, !linop.op<4x7xf32 -> 4x7xf32>) -> !linop.op<4x7xf32 -> 2x4x7xf32>
  %bv = linop.compose %b, %v0 : (!linop.op<2x4x7xf32 -> 2x4x7xf32>, !linop.op<4x7xf32 -> 2x4x7xf32>) -> !linop.op<4x7xf32 -> 2x4x7xf32>
  return
}

// Coil maps, a shared transform, and what is made of them.
func.func @sense(%S: tensor<3x6x5xcomplex<f32>>, %m: tensor<6x5xf32>) {
  %maps = linop.vstack_for %c in 3 {
    %s = tensor.extract_slice %S[%c, 0, 0] [1, 6, 5] [1, 1, 1] : tensor<3x6x5xcomplex<f32>> to tensor<6x5xcomplex<f32>>
    %d = linop.diag %s : tensor<6x5xcomplex<f32>>, !linop.op<6x5xcomplex<f32> -> 6x5xcomplex<f32>>
    linop.yield %d : !linop.op<6x5xcomplex<f32> -> 6x5xcomplex<f32>>
  } : !linop.op<6x5xcomplex<f32> -> 3x6x5xcomplex<f32>>
  %fft = linop.block_diag_for %c in 3 {
    %f = linop.fft orthonormal centered axes [0, 1] : !linop.op<6x5xcomplex<f32> -> 6x5xcomplex<f32>>
    linop.yield %f : !linop.op<6x5xcomplex<f32> -> 6x5xcomplex<f32>>
  } : !linop.op<3x6x5xcomplex<f32> -> 3x6x5xcomplex<f32>>
  %mask = linop.block_diag_for %c in 3 {
    %d = linop.diag %m : tensor<6x5xf32>, !linop.op<6x5xcomplex<f32> -> 6x5xcomplex<f32>>
    linop.yield %d : !linop.op<6x5xcomplex<f32> -> 6x5xcomplex<f32>>
  } : !linop.op<3x6x5xcomplex<f32> -> 3x6x5xcomplex<f32>>
  %full = linop.compose %fft, %maps : (!linop.op<3x6x5xcomplex<f32> -> 3x6x5xcomplex<f32>>, !linop.op<6x5xcomplex<f32> -> 3x6x5xcomplex<f32>>) -> !linop.op<6x5xcomplex<f32> -> 3x6x5xcomplex<f32>>
  %sampled = linop.compose %mask, %fft, %maps : (!linop.op<3x6x5xcomplex<f32> -> 3x6x5xcomplex<f32>>, !linop.op<3x6x5xcomplex<f32> -> 3x6x5xcomplex<f32>>, !linop.op<6x5xcomplex<f32> -> 3x6x5xcomplex<f32>>) -> !linop.op<6x5xcomplex<f32> -> 3x6x5xcomplex<f32>>
  return
}

// Families of convolutions, differences, sparse matrices and stacks.
func.func @families(%K: tensor<2x5x3xf32>, %w: tensor<2x3xf32>) {
  %convs = linop.vstack_for %i in 2 {
    %k = tensor.extract_slice %K[%i, 0, 0] [1, 5, 3] [1, 1, 1] : tensor<2x5x3xf32> to tensor<5x3xf32>
    %c = linop.conv %k axes [0, 1] : tensor<5x3xf32>, !linop.op<7x4xf32 -> 7x4xf32>
    linop.yield %c : !linop.op<7x4xf32 -> 7x4xf32>
  } : !linop.op<7x4xf32 -> 2x7x4xf32>
  %blocks = linop.block_diag_for %i in 2 {
    %k = tensor.extract_slice %K[%i, 0, 0] [1, 5, 3] [1, 1, 1] : tensor<2x5x3xf32> to tensor<5x3xf32>
    %c = linop.conv %k axes [0, 1] : tensor<5x3xf32>, !linop.op<7x4xf32 -> 7x4xf32>
    linop.yield %c : !linop.op<7x4xf32 -> 7x4xf32>
  } : !linop.op<2x7x4xf32 -> 2x7x4xf32>
  %total = linop.add_for %i in 2 {
    %k = tensor.extract_slice %K[%i, 0, 0] [1, 5, 3] [1, 1, 1] : tensor<2x5x3xf32> to tensor<5x3xf32>
    %c = linop.conv %k axes [0, 1] : tensor<5x3xf32>, !linop.op<7x4xf32 -> 7x4xf32>
    linop.yield %c : !linop.op<7x4xf32 -> 7x4xf32>
  } : !linop.op<7x4xf32 -> 7x4xf32>
  %row = linop.hstack_for %i in 2 {
    %k = tensor.extract_slice %K[%i, 0, 0] [1, 5, 3] [1, 1, 1] : tensor<2x5x3xf32> to tensor<5x3xf32>
    %c = linop.conv %k axes [0, 1] {boundary = #linop.boundary<zero>} : tensor<5x3xf32>, !linop.op<7x4xf32 -> 7x4xf32>
    linop.yield %c : !linop.op<7x4xf32 -> 7x4xf32>
  } : !linop.op<2x7x4xf32 -> 7x4xf32>
  %grads = linop.block_diag_for %i in 2 {
    %g = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<7x4xf32 -> 2x7x4xf32>
    linop.yield %g : !linop.op<7x4xf32 -> 2x7x4xf32>
  } : !linop.op<2x7x4xf32 -> 2x2x7x4xf32>
  // A family inside a family; the inner does not use its own index.
  %nested = linop.vstack_for %i in 2 {
    %copies = linop.block_diag_for %j in 3 {
      %k = tensor.extract_slice %w[%i, 0] [1, 3] [1, 1] : tensor<2x3xf32> to tensor<3xf32>
      %d = linop.diag %k : tensor<3xf32>, !linop.op<3xf32 -> 3xf32>
      linop.yield %d : !linop.op<3xf32 -> 3xf32>
    } : !linop.op<3x3xf32 -> 3x3xf32>
    linop.yield %copies : !linop.op<3x3xf32 -> 3x3xf32>
  } : !linop.op<3x3xf32 -> 2x3x3xf32>
  %sparse = linop.block_diag_for %i in 2 {
    %m = linop.sparse <2 x 3, dense<[0, 1, 3]> : tensor<3xi64>, dense<[1, 0, 2]> : tensor<3xi64>, dense<[(1.0, 2.0), (0.0, -1.0), (3.0, 0.0)]> : tensor<3xcomplex<f32>>> : !linop.op<3xf32 -> 2xcomplex<f32>>
    linop.yield %m : !linop.op<3xf32 -> 2xcomplex<f32>>
  } : !linop.op<2x3xf32 -> 2x2xcomplex<f32>>
  return
}

// Index maps with a condition on every axis, repeated sources, free axes.
func.func @index_maps(%w: tensor<4x6xf32>) {
  %0 = linop.index_map weights %w : tensor<4x6xf32> source [1, 0] mul [1, -2] offset [-1, 7] div [2, 3] : !linop.op<3x5xf32 -> 4x6xf32>
  %1 = linop.index_map source [0, 0] mul [1, 1] offset [0, 0] div [1, 1] : !linop.op<5x5xf32 -> 5xf32>
  %2 = linop.index_map source [0, 0] mul [1, 2] offset [0, -3] div [1, 1] : !linop.op<7x4xf32 -> 5x3xf32>
  %3 = linop.index_map source [-1, 1] mul [0, 1] offset [4, 0] div [2, 1] : !linop.op<3x5xf32 -> 2x5xf32>
  %4 = linop.index_map source [-1, 1] mul [0, 1] offset [3, 0] div [2, 1] : !linop.op<3x5xf32 -> 2x5xf32>
  %5 = linop.reshape : !linop.op<4x1x6x5xf32 -> 2x12x1x5xf32>
  %6 = linop.reshape : !linop.op<1x1xf32 -> f32>
  %7 = linop.reshape : !linop.op<f32 -> 1x1x1xf32>
  %8 = linop.reshape : !linop.op<6x35xf32 -> 10x21xf32>
  return
}
