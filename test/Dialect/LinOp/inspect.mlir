// RUN: proxc-opt %s -linop-inspect 2>&1 | FileCheck %s
// RUN: proxc-opt %s > %t.before
// RUN: proxc-opt %s -linop-inspect 2> /dev/null > %t.after
// RUN: diff %t.before %t.after

// One remark for each explicit matrix, and nothing changes.

func.func @sparse() {
  // A permutation: exclusive both ways.
  // CHECK: remark: linop-inspect: {{.*}}{bandwidth = array<i64: 1, 2>, column_exclusive, empty_columns = 0 : i64, empty_rows = 0 : i64, entries = 3 : i64, longest_row = 1 : i64, row_exclusive, row_length = 1 : i64, structure = "csr"}
  %0 = linop.sparse <3 x 3, dense<[0, 1, 2, 3]> : tensor<4xi64>, dense<[2, 0, 1]> : tensor<3xi64>, dense<1.0> : tensor<3xf32>> : !linop.op<3xf32 -> 3xf32>
  // Column 0 stands in two rows: a scatter is not exclusive.
  // CHECK: remark: linop-inspect: {{.*}}{bandwidth = array<i64: 1, 0>, empty_columns = 2 : i64, empty_rows = 0 : i64, entries = 2 : i64, longest_row = 1 : i64, row_exclusive, row_length = 1 : i64, structure = "banded"}
  %1 = linop.sparse <2 x 3, dense<[0, 1, 2]> : tensor<3xi64>, dense<[0, 0]> : tensor<2xi64>, dense<1.0> : tensor<2xf32>> : !linop.op<3xf32 -> 2xf32>
  // Tridiagonal.
  // CHECK: remark: linop-inspect: {{.*}}{bandwidth = array<i64: 1, 1>, empty_columns = 0 : i64, empty_rows = 0 : i64, entries = 7 : i64, longest_row = 3 : i64, structure = "banded"}
  %3 = linop.sparse <3 x 3, dense<[0, 2, 5, 7]> : tensor<4xi64>, dense<[0, 1, 0, 1, 2, 1, 2]> : tensor<7xi64>, dense<1.0> : tensor<7xf32>> : !linop.op<3xf32 -> 3xf32>
  return
}

func.func @index_maps() {
  // Pad: outputs in the window only.
  // CHECK: remark: linop-inspect: {{.*}}{column_exclusive, output_dense, output_first = array<i64: 1, 0>, output_last = array<i64: 4, 6>, row_exclusive}
  %0 = linop.index_map source [0, 1] mul [1, 1] offset [-1, 0] div [1, 1] : !linop.op<4x7xf32 -> 6x7xf32>
  // Repetition along axis 1 reads each entry 3 times.
  // CHECK: remark: linop-inspect: {{.*}}{output_dense, output_first = array<i64: 0, 0>, output_last = array<i64: 3, 2>, row_exclusive, total}
  %1 = linop.index_map source [0] mul [1] offset [0] div [1] : !linop.op<4xf32 -> 4x3xf32>
  // Upsampling writes every second place.
  // CHECK: remark: linop-inspect: {{.*}}{column_exclusive, output_first = array<i64: 0>, output_last = array<i64: 6>, row_exclusive}
  %2 = linop.index_map source [0] mul [1] offset [0] div [2] : !linop.op<4xf32 -> 8xf32>
  return
}
