// RUN: proxc-opt %s -linop-rotate=laws=block-product -linop-canonicalize | FileCheck %s --check-prefix=PRODUCT
// RUN: proxc-opt %s -linop-rotate=laws=block-product:reverse -linop-canonicalize | FileCheck %s --check-prefix=SPLIT
// RUN: proxc-opt %s -linop-rotate=laws=kron-kron -linop-canonicalize | FileCheck %s --check-prefix=KRON
// RUN: proxc-opt %s -linop-rotate=laws=kron-block -linop-canonicalize | FileCheck %s --check-prefix=BLOCK
// RUN: proxc-opt %s -linop-rotate -linop-canonicalize | FileCheck %s --check-prefix=DEFAULT
// RUN: not proxc-opt %s -linop-rotate=laws=blok-product 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not proxc-opt %s -linop-rotate=laws=kron-kron:reverse 2>&1 | FileCheck %s --check-prefix=NOREVERSE
// RUN: not proxc-opt %s -linop-rotate=laws=sum-right,sum-right:reverse 2>&1 | FileCheck %s --check-prefix=BOTH

// UNKNOWN: error: expects one of the laws associate, block-product, {{.*}}, kron-block, found 'blok-product'
// NOREVERSE: error: expects a law with a reverse, found 'kron-kron'
// BOTH: error: expects one direction of each law, as both undo each other for ever, found 'sum-right' and 'sum-right:reverse'; run the pass twice

!A = !linop.op<4x6xf32 -> 4x6xf32>
!B = !linop.op<2x4x6xf32 -> 2x4x6xf32>

// PRODUCT-LABEL: func.func @lists
// PRODUCT-SAME: %[[A:.*]]: !linop.op<{{.*}}>, %[[B:.*]]: !linop.op<{{.*}}>, %[[C:.*]]: !linop.op<{{.*}}>, %[[D:[^:]*]]: !linop.op
// PRODUCT-DAG: %[[AC:.*]] = linop.compose %[[A]], %[[C]]
// PRODUCT-DAG: %[[BD:.*]] = linop.compose %[[B]], %[[D]]
// PRODUCT: %[[P:.*]] = linop.block_diag %[[AC]], %[[BD]]
// PRODUCT-NEXT: return %[[P]]
func.func @lists(%A: !A, %B: !A, %C: !A, %D: !A) -> !B {
  %x = linop.block_diag %A, %B : (!A, !A) -> !B
  %y = linop.block_diag %C, %D : (!A, !A) -> !B
  %p = linop.compose %x, %y : (!B, !B) -> !B
  return %p : !B
}

// kron(I, A B) = kron(I, A) kron(I, B), both ways.
// PRODUCT-LABEL: func.func @kronecker_product
// PRODUCT: linop.block_diag_for %{{.*}} in 3 {
// PRODUCT-NEXT: %[[AB:.*]] = linop.compose %arg0, %arg1
// PRODUCT-NEXT: linop.yield %[[AB]]
// PRODUCT-NOT: linop.block_diag_for
// PRODUCT: return
func.func @kronecker_product(%A: !A, %B: !A) -> !linop.op<3x4x6xf32 -> 3x4x6xf32> {
  %x = linop.block_diag_for %c in 3 {
    linop.yield %A : !A
  } : !linop.op<3x4x6xf32 -> 3x4x6xf32>
  %y = linop.block_diag_for %c in 3 {
    linop.yield %B : !A
  } : !linop.op<3x4x6xf32 -> 3x4x6xf32>
  %p = linop.compose %x, %y : (!linop.op<3x4x6xf32 -> 3x4x6xf32>, !linop.op<3x4x6xf32 -> 3x4x6xf32>) -> !linop.op<3x4x6xf32 -> 3x4x6xf32>
  return %p : !linop.op<3x4x6xf32 -> 3x4x6xf32>
}

// SPLIT-LABEL: func.func @kronecker_of_product
// SPLIT: %[[X:.*]] = linop.block_diag_for %{{.*}} in 3 {
// SPLIT-NEXT: linop.yield %arg0
// SPLIT: %[[Y:.*]] = linop.block_diag_for %{{.*}} in 3 {
// SPLIT-NEXT: linop.yield %arg1
// SPLIT: linop.compose %[[X]], %[[Y]]
func.func @kronecker_of_product(%A: !A, %B: !A) -> !linop.op<3x4x6xf32 -> 3x4x6xf32> {
  %x = linop.block_diag_for %c in 3 {
    %AB = linop.compose %A, %B : (!A, !A) -> !A
    linop.yield %AB : !A
  } : !linop.op<3x4x6xf32 -> 3x4x6xf32>
  return %x : !linop.op<3x4x6xf32 -> 3x4x6xf32>
}

// KRON-LABEL: func.func @kronecker_of_kronecker
// KRON-DAG: %[[D:.*]] = linop.reshape : <5x2x4x6xf32 -> 10x4x6xf32>
// KRON-DAG: %[[U:.*]] = linop.reshape : <10x4x6xf32 -> 5x2x4x6xf32>
// KRON-DAG: %[[K:.*]] = linop.block_diag_for %{{.*}} in 10 {
// KRON: linop.compose %[[U]], %[[K]], %[[D]]
func.func @kronecker_of_kronecker(%A: !A) -> !linop.op<5x2x4x6xf32 -> 5x2x4x6xf32> {
  %x = linop.block_diag_for %c in 5 {
    %y = linop.block_diag_for %d in 2 {
      linop.yield %A : !A
    } : !B
    linop.yield %y : !B
  } : !linop.op<5x2x4x6xf32 -> 5x2x4x6xf32>
  return %x : !linop.op<5x2x4x6xf32 -> 5x2x4x6xf32>
}

// BLOCK-LABEL: func.func @kronecker_of_blocks
// BLOCK-DAG: %[[I:.*]] = linop.transpose order [1, 0, 2, 3] : <5x2x4x6xf32 -> 2x5x4x6xf32>
// BLOCK-DAG: %[[O:.*]] = linop.transpose order [1, 0, 2, 3] : <2x5x4x6xf32 -> 5x2x4x6xf32>
// BLOCK-DAG: %[[D:.*]] = linop.block_diag %
// BLOCK: linop.compose %[[O]], %[[D]], %[[I]]
func.func @kronecker_of_blocks(%A: !A, %B: !A) -> !linop.op<5x2x4x6xf32 -> 5x2x4x6xf32> {
  %x = linop.block_diag_for %c in 5 {
    %y = linop.block_diag %A, %B : (!A, !A) -> !B
    linop.yield %y : !B
  } : !linop.op<5x2x4x6xf32 -> 5x2x4x6xf32>
  return %x : !linop.op<5x2x4x6xf32 -> 5x2x4x6xf32>
}

// kron(I, F) VStack(D_c) = VStack(F D_c).
// DEFAULT-LABEL: func.func @sense
// DEFAULT: linop.vstack_for %[[c:.*]] in 8 {
// DEFAULT: %[[s:.*]] = tensor.extract_slice %{{.*}}[%[[c]], 0, 0]
// DEFAULT: %[[D:.*]] = linop.diag %[[s]]
// DEFAULT: %[[FD:.*]] = linop.compose %{{.*}}, %[[D]]
// DEFAULT: linop.yield %[[FD]]
// DEFAULT-NOT: linop.block_diag_for
func.func @sense(%S: tensor<8x4x6xcomplex<f32>>) -> !linop.op<4x6xcomplex<f32> -> 8x4x6xcomplex<f32>> {
  %k = linop.block_diag_for %c in 8 {
    %F = linop.fft orthonormal axes [0, 1] : !linop.op<4x6xcomplex<f32> -> 4x6xcomplex<f32>>
    linop.yield %F : !linop.op<4x6xcomplex<f32> -> 4x6xcomplex<f32>>
  } : !linop.op<8x4x6xcomplex<f32> -> 8x4x6xcomplex<f32>>
  %v = linop.vstack_for %c in 8 {
    %s = tensor.extract_slice %S[%c, 0, 0] [1, 4, 6] [1, 1, 1] : tensor<8x4x6xcomplex<f32>> to tensor<4x6xcomplex<f32>>
    %D = linop.diag %s : tensor<4x6xcomplex<f32>>, !linop.op<4x6xcomplex<f32> -> 4x6xcomplex<f32>>
    linop.yield %D : !linop.op<4x6xcomplex<f32> -> 4x6xcomplex<f32>>
  } : !linop.op<4x6xcomplex<f32> -> 8x4x6xcomplex<f32>>
  %A = linop.compose %k, %v : (!linop.op<8x4x6xcomplex<f32> -> 8x4x6xcomplex<f32>>, !linop.op<4x6xcomplex<f32> -> 8x4x6xcomplex<f32>>) -> !linop.op<4x6xcomplex<f32> -> 8x4x6xcomplex<f32>>
  return %A : !linop.op<4x6xcomplex<f32> -> 8x4x6xcomplex<f32>>
}
