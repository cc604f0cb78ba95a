//===- ShareRowsTest.cpp - states written over while they are read -*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "Fixture.h"

using namespace proxc::target;

namespace {

/// `%to = %i + offset`, brought back into `extent` entries at the border.
std::string indexText(const std::string &to, int offset, int extent,
                      bool wraps) {
  std::string n = std::to_string(extent), last = std::to_string(extent - 1);
  std::string text = "    %" + to + "k = arith.constant " +
                     std::to_string(offset) + " : index\n    %" + to +
                     "u = arith.addi %i, %" + to + "k : index\n    %" + to +
                     "n = arith.constant " + (wraps ? n : last) +
                     " : index\n";
  if (wraps)
    return text + "    %" + to + "q = arith.floordivsi %" + to + "u, %" + to +
           "n : index\n    %" + to + "m = arith.muli %" + to + "q, %" + to +
           "n : index\n    %" + to + " = arith.subi %" + to + "u, %" + to +
           "m : index\n";
  return text + "    %" + to + "z = arith.constant 0 : index\n    %" + to +
         "l = arith.maxsi %" + to + "u, %" + to + "z : index\n    %" + to +
         " = arith.minsi %" + to + "l, %" + to + "n : index\n";
}

// Both states are read around an entry by a window, which the sweep that writes
// them reads around an entry again.
constexpr const char *sweep = R"(
halide.pipeline @k(%x: tensor<SHAPE>, %p: tensor<SHAPE>, %b: tensor<SHAPE>)
    -> (tensor<SHAPE>, tensor<SHAPE>) {
  %w:2 = halide.func (OUTER%i, %j) {
INNERINDEX    %a = halide.read %x[OUTER%i, %j] : tensor<SHAPE>
    %c = halide.read %p[OUTER%i, %j] : tensor<SHAPE>
    %d = halide.read %p[OUTER%r, %j] : tensor<SHAPE>
    %e = halide.read %b[OUTER%i, %j] : tensor<SHAPE>
    %f = FAM.SUB %d, %c : TYPE
    %g = FAM.MUL %f, %e : TYPE
    %h = FAM.ADD %a, %g : TYPE
    %t = FAM.MUL %h, %h : TYPE
    halide.yield %h, %t : TYPE, TYPE
  } : tensor<SHAPE>, tensor<SHAPE>
  %o:2 = halide.func (OUTER%i, %j) {
ROOTINDEX    %a = halide.read %x[OUTER%i, %j] : tensor<SHAPE>
    %c = halide.read %p[OUTER%i, %j] : tensor<SHAPE>
    %d = halide.read %w#0[OUTER%r, %j] : tensor<SHAPE>
    %e = halide.read %w#1[OUTER%i, %j] : tensor<SHAPE>
    %f = FAM.SUB %d, %e : TYPE
    %g = FAM.ADD %c, %f : TYPE
    %h = FAM.SUB %a, %e : TYPE
    halide.yield %h, %g : TYPE, TYPE
  } : tensor<SHAPE>, tensor<SHAPE>
  halide.return %o#0, %o#1 : tensor<SHAPE>, tensor<SHAPE>
})";

struct Case {
  int rows = 100, columns = 300;
  /// Rows from its own at which the window reads, and at which it is read.
  int inner = 0, outer = 1;
  bool wraps = false, isComplex = false;
  /// Pictures in a batch; 0: no such axis.
  int batch = 0;
  /// After how many rows reads wrap, where not after all.
  int innerPeriod = 0, outerPeriod = 0;
};

void check(const Case &c) {
  std::string type = c.isComplex ? "complex<f32>" : "f32";
  std::string shape = (c.batch ? std::to_string(c.batch) + "x" : "") +
                      std::to_string(c.rows) + "x" + std::to_string(c.columns) +
                      "x" + type;
  SCOPED_TRACE(shape + " inner " + std::to_string(c.inner) + " outer " +
               std::to_string(c.outer) + (c.wraps ? " wraps" : ""));
  CheckOptions options;
  options.shared = {{0, 0}, {1, 1}};
  // Rows before the window's are there no more, unless the sweep is behind.
  options.refuses = c.inner < -std::max(c.outer, 0) || c.innerPeriod > 0 ||
                    c.outerPeriod > 0;
  int innerRows = c.innerPeriod ? c.innerPeriod : c.rows;
  int outerRows = c.outerPeriod ? c.outerPeriod : c.rows;
  checkPipeline(
      substitute(sweep, {{"INNERINDEX", indexText("r", c.inner, innerRows, c.wraps)},
                         {"ROOTINDEX", indexText("r", c.outer, outerRows, c.wraps)},
                         {"OUTER", c.batch ? "%s, " : ""},
                         {"SHAPE", shape},
                         {"TYPE", type},
                         {"FAM", c.isComplex ? "complex" : "arith"},
                         {"SUB", c.isComplex ? "sub" : "subf"},
                         {"MUL", c.isComplex ? "mul" : "mulf"},
                         {"ADD", c.isComplex ? "add" : "addf"}}),
      options);
}

} // namespace

// Forward, backward and central differences, and those of higher order.
TEST(ShareRows, Offsets) {
  for (bool wraps : {false, true})
    for (int inner : {-2, -1, 0, 1, 2})
      for (int outer : {-2, -1, 0, 1, 2})
        check({100, 300, inner, outer, wraps});
}

// Rows that strips divide and rows that they do not, wide and narrow.
TEST(ShareRows, Sizes) {
  for (auto [rows, columns] : std::vector<std::pair<int, int>>{
           {64, 512}, {65, 512}, {127, 129}, {131, 1000}, {33, 2000},
           {257, 64}, {512, 17}, {1000, 9}})
    for (auto [inner, outer] :
         std::vector<std::pair<int, int>>{{-1, 1}, {1, -1}, {0, 1}, {0, -1}})
      check({rows, columns, inner, outer});
}

TEST(ShareRows, ComplexAndBatch) {
  for (bool isComplex : {false, true})
    for (int batch : {0, 1, 3}) {
      check({100, 200, -1, 1, false, isComplex, batch});
      check({97, 200, 1, -1, true, isComplex, batch});
    }
}

// What wraps within a part of the array reads rows of other strips, and a window
// would not hold them.
TEST(ShareRows, WrapsWithinPart) {
  for (int inner : {0, 1})
    check({100, 300, inner, 1, true, false, 0, /*innerPeriod=*/83});
  check({100, 300, 0, 1, true, false, 0, 0, /*outerPeriod=*/83});
}

// A window that reads another picture of the batch would find it overwritten.
TEST(ShareRows, RefusesOtherPictures) {
  CheckOptions options;
  options.shared = {{0, 0}};
  options.refuses = true;
  checkPipeline(R"(
halide.pipeline @k(%x: tensor<2x100x300xf32>) -> tensor<2x100x300xf32> {
  %w = halide.func (%s, %i, %j) {
    %c1 = arith.constant 1 : index
    %t = arith.subi %c1, %s : index
    %a = halide.read %x[%s, %i, %j] : tensor<2x100x300xf32>
    %b = halide.read %x[%t, %i, %j] : tensor<2x100x300xf32>
    %c = arith.mulf %a, %b : f32
    %d = arith.addf %c, %a : f32
    %e = arith.mulf %d, %d : f32
    %f = arith.addf %e, %b : f32
    halide.yield %f : f32
  } : tensor<2x100x300xf32>
  %o = halide.func (%s, %i, %j) {
    %c1 = arith.constant 1 : index
    %c99 = arith.constant 99 : index
    %n = arith.addi %i, %c1 : index
    %m = arith.minsi %n, %c99 : index
    %a = halide.read %w[%s, %m, %j] : tensor<2x100x300xf32>
    %b = halide.read %w[%s, %i, %j] : tensor<2x100x300xf32>
    %c = arith.subf %a, %b : f32
    halide.yield %c : f32
  } : tensor<2x100x300xf32>
  halide.return %o : tensor<2x100x300xf32>
})",
                options);
}

// A ring of which only rows before the root's are read is filled behind it:
// what it holds would be made from rows that are overwritten.
TEST(ShareRows, RefusesWindowBehind) {
  for (int outer : {-1, -2}) {
    CheckOptions options;
    options.shared = {{0, 0}};
    options.refuses = true;
    checkPipeline(substitute(R"(
halide.pipeline @k(%x: tensor<100x300xf32>, %y: tensor<100x300xf32>)
    -> tensor<100x300xf32> {
  %w = halide.func (%i, %j) {
    %a = halide.read %x[%i, %j] : tensor<100x300xf32>
    %b = halide.read %y[%i, %j] : tensor<100x300xf32>
    %c = arith.mulf %a, %b : f32
    %d = arith.addf %c, %a : f32
    %e = arith.mulf %d, %d : f32
    %f = arith.subf %e, %b : f32
    halide.yield %f : f32
  } : tensor<100x300xf32>
  %o = halide.func (%i, %j) {
INDEX    %a = halide.read %w[%r, %j] : tensor<100x300xf32>
    %b = halide.read %x[%i, %j] : tensor<100x300xf32>
    %c = arith.subf %a, %b : f32
    halide.yield %c : f32
  } : tensor<100x300xf32>
  halide.return %o : tensor<100x300xf32>
})",
                             {{"INDEX", indexText("r", outer, 100, false)}}),
                  options);
  }
}
