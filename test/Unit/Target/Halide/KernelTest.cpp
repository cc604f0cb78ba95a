//===- KernelTest.cpp - kernels of every form -------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "Fixture.h"

using namespace proxc::target;

namespace {

/// "3x5x" for {3, 5}.
std::string shapeText(const std::vector<int> &shape) {
  std::string text;
  for (int extent : shape)
    text += std::to_string(extent) + "x";
  return text;
}

constexpr const char *axpby = R"(
halide.pipeline @k(%x: tensor<SHAPETYPE>, %y: tensor<SHAPETYPE>, %a: SCALAR,
                   %b: tensor<TYPE>) -> tensor<SHAPETYPE> {
  %r = halide.func (INDICES) {
    %u = halide.read %x[INDICES] : tensor<SHAPETYPE>
    %v = halide.read %y[INDICES] : tensor<SHAPETYPE>
    %w = halide.read %b[] : tensor<TYPE>
    %p = FAM.mulSUFFIX %a, %u : TYPE
    %q = FAM.mulSUFFIX %w, %v : TYPE
    %s = FAM.subSUFFIX %p, %q : TYPE
    halide.yield %s : TYPE
  } : tensor<SHAPETYPE>
  halide.return %r : tensor<SHAPETYPE>
}
)";

class Pointwise
    : public testing::TestWithParam<std::tuple<const char *, std::vector<int>>> {
};

TEST_P(Pointwise, EqualsDefinition) {
  auto [type, shape] = GetParam();
  std::string indices;
  for (size_t i = 0; i < shape.size(); ++i)
    indices += (i ? ", %i" : "%i") + std::to_string(i);
  bool isComplex = std::string(type).find("complex") == 0;
  std::string text = substitute(
      axpby, {{"SHAPE", shapeText(shape)}, {"INDICES", indices},
              {"SUFFIX", isComplex ? "" : "f"},
              {"FAM", isComplex ? "complex" : "arith"}, {"SCALAR", type},
              {"TYPE", type}});
  CheckOptions options;
  options.tolerance = std::string(type).find("64") != std::string::npos ? 1e-13
                                                                        : 1e-6;
  checkPipeline(text, options);
}

INSTANTIATE_TEST_SUITE_P(
    TypesAndShapes, Pointwise,
    testing::Combine(testing::Values("f32", "f64", "complex<f32>",
                                     "complex<f64>"),
                     testing::Values(std::vector<int>{1}, std::vector<int>{5},
                                     std::vector<int>{33, 7},
                                     std::vector<int>{3, 1},
                                     std::vector<int>{40003},
                                     std::vector<int>{2, 3, 4, 5})));

// Stored integers are widened by the operation that reads them.
TEST(Kernel, StoredTypes) {
  for (const char *type : {"ui8", "ui16"})
    checkPipeline(substitute(R"(
halide.pipeline @k(%x: tensor<5x13xTYPE>, %m: tensor<5x13xi32>)
    -> tensor<5x13xf32> {
  %r = halide.func (%i, %j) {
    %u = halide.read %x[%i, %j] : tensor<5x13xTYPE>
    %p = builtin.unrealized_conversion_cast %u : TYPE to iBITS
    %f = arith.uitofp %p : iBITS to f32
    %n = halide.read %m[%i, %j] : tensor<5x13xi32>
    %g = arith.sitofp %n : i32 to f32
    %s = arith.addf %f, %g : f32
    halide.yield %s : f32
  } : tensor<5x13xf32>
  halide.return %r : tensor<5x13xf32>
})", {{"TYPE", type}, {"BITS", std::string(type) == "ui8" ? "8" : "16"}}),
                  {1e-6, 1u});
}

// A product with a number that all channels and rows share, written over an
// argument.
TEST(Kernel, InPlace) {
  for (int n : {1, 7, 8, 9, 31, 33000})
    for (const char *type : {"f32", "complex<f32>"}) {
      bool isComplex = type[0] == 'c';
      checkPipeline(substitute(R"(
halide.pipeline @k(%x: tensor<NxTYPE>, %y: tensor<NxTYPE>)
    -> (tensor<NxTYPE> {halide.in_place = 1 : i64},
        tensor<NxTYPE> {halide.in_place = 0 : i64}) {
  %r:2 = halide.func (%i) {
    %u = halide.read %x[%i] : tensor<NxTYPE>
    %v = halide.read %y[%i] : tensor<NxTYPE>
    %s = FAM.addS %u, %v : TYPE
    %d = FAM.subS %u, %v : TYPE
    halide.yield %s, %d : TYPE, TYPE
  } : tensor<NxTYPE>, tensor<NxTYPE>
  halide.return %r#0, %r#1 : tensor<NxTYPE>, tensor<NxTYPE>
})", {{"Nx", std::to_string(n) + "x"}, {"TYPE", type},
      {"S %", isComplex ? " %" : "f %"},
      {"FAM", isComplex ? "complex" : "arith"}}));
    }
}

// A result that another one reads at its own entry and elsewhere lies, as all
// arrays of callers, where it may.
TEST(Kernel, ResultsReadResults) {
  for (int n : {64, 71, 512})
    checkPipeline(substitute(R"(
halide.pipeline @k(%x: tensor<Nx509xf32>)
    -> (tensor<Nx509xf32>, tensor<Nx509xf32>) {
  %v = halide.func (%i, %j) {
    %a = halide.read %x[%i, %j] : tensor<Nx509xf32>
    %b = arith.mulf %a, %a : f32
    %c = arith.addf %b, %a : f32
    %d = math.exp %c : f32
    halide.yield %d : f32
  } : tensor<Nx509xf32>
  %w = halide.func (%i, %j) {
    %c0 = arith.constant 0 : index
    %a = halide.read %v[%i, %j] : tensor<Nx509xf32>
    %b = halide.read %v[%c0, %j] : tensor<Nx509xf32>
    %c = arith.subf %a, %b : f32
    halide.yield %c : f32
  } : tensor<Nx509xf32>
  halide.return %v, %w : tensor<Nx509xf32>, tensor<Nx509xf32>
})", {{"Nx", std::to_string(n) + "x"}}), {2e-5});
}

// A spectrum in place: (n + r conj(k)) / (|k|^2 + d), half of it.
TEST(Kernel, Spectral) {
  for (const char *shape : {"16x9x", "5x3x", "7x1x", "64x33x"}) {
    CheckOptions options;
    options.sweeps.reset();
    checkPipeline(substitute(R"(
halide.pipeline @k(%n: tensor<SHAPEcomplex<f32>>, %r: tensor<SHAPEcomplex<f32>>,
    %h: tensor<SHAPEcomplex<f32>>, %d: f32)
    -> (tensor<SHAPEcomplex<f32>> {halide.in_place = 1 : i64}) {
  %o = halide.func (%i, %j) {
    %a = halide.read %n[%i, %j] : tensor<SHAPEcomplex<f32>>
    %b = halide.read %r[%i, %j] : tensor<SHAPEcomplex<f32>>
    %c = halide.read %h[%i, %j] : tensor<SHAPEcomplex<f32>>
    %one = arith.constant 1.0 : f32
    %zero = arith.constant 0.0 : f32
    %cc = complex.conj %c : complex<f32>
    %m = complex.abs %c : complex<f32>
    %m2 = arith.mulf %m, %m : f32
    %e = arith.addf %m2, %one : f32
    %f = arith.addf %e, %d : f32
    %g = arith.maximumf %f, %one : f32
    %q = arith.divf %one, %g : f32
    %z = complex.create %q, %zero : complex<f32>
    %p = complex.mul %b, %cc : complex<f32>
    %s = complex.add %a, %p : complex<f32>
    %t = complex.mul %s, %z : complex<f32>
    halide.yield %t : complex<f32>
  } : tensor<SHAPEcomplex<f32>>
  halide.return %o : tensor<SHAPEcomplex<f32>>
})", {{"SHAPE", shape}}), options);
  }
}

// Results that are real and complex need two loop nests, and get them.
TEST(Kernel, RealAndComplexResults) {
  checkPipeline(R"(
halide.pipeline @k(%x: tensor<9x11xcomplex<f32>>)
    -> (tensor<9x11xf32>, tensor<9x11xcomplex<f32>>) {
  %r:2 = halide.func (%i, %j) {
    %u = halide.read %x[%i, %j] : tensor<9x11xcomplex<f32>>
    %a = complex.abs %u : complex<f32>
    %c = complex.conj %u : complex<f32>
    halide.yield %a, %c : f32, complex<f32>
  } : tensor<9x11xf32>, tensor<9x11xcomplex<f32>>
  halide.return %r#0, %r#1 : tensor<9x11xf32>, tensor<9x11xcomplex<f32>>
})");
}

// A direct convolution: a sum over many indices in the body.
TEST(Kernel, SumInBody) {
  for (const char *size : {"37x41x", "6x3x", "1x1x"})
    checkPipeline(substitute(R"(
halide.pipeline @k(%x: tensor<SIZEf32>, %w: tensor<5x7xf32>) -> tensor<SIZEf32> {
  %r = halide.func (%i, %j) {
    %s = halide.sum (%a, %b) in [5, 7] {
      %zero = arith.constant 0 : index
      %hi = arith.constant LASTI : index
      %hj = arith.constant LASTJ : index
      %c2 = arith.constant 2 : index
      %c3 = arith.constant 3 : index
      %p = arith.addi %i, %a : index
      %p1 = arith.subi %p, %c2 : index
      %p2 = arith.maxsi %p1, %zero : index
      %p3 = arith.minsi %p2, %hi : index
      %q = arith.addi %j, %b : index
      %q1 = arith.subi %q, %c3 : index
      %q2 = arith.maxsi %q1, %zero : index
      %q3 = arith.minsi %q2, %hj : index
      %u = halide.read %x[%p3, %q3] : tensor<SIZEf32>
      %v = halide.read %w[%a, %b] : tensor<5x7xf32>
      %t = arith.mulf %u, %v : f32
      halide.yield %t : f32
    } : f32
    halide.yield %s : f32
  } : tensor<SIZEf32>
  halide.return %r : tensor<SIZEf32>
})", {{"SIZE", size},
      {"LASTI", std::to_string(atoi(size) - 1)},
      {"LASTJ", std::to_string(atoi(std::string(size).substr(
                                    std::string(size).find('x') + 1).c_str()) -
                               1)}}));
}

// Coils: each weighs the image, all are added; the axes of the image are one.
TEST(Kernel, CoilsAreSummed) {
  checkPipeline(R"(
halide.pipeline @k(%s: tensor<8x13x17xcomplex<f32>>, %z: tensor<8x13x17xcomplex<f32>>)
    -> tensor<13x17xcomplex<f32>> {
  %r = halide.func (%i, %j) {
    %t = halide.sum (%c) in [8] {
      %a = halide.read %s[%c, %i, %j] : tensor<8x13x17xcomplex<f32>>
      %b = halide.read %z[%c, %i, %j] : tensor<8x13x17xcomplex<f32>>
      %ac = complex.conj %a : complex<f32>
      %p = complex.mul %ac, %b : complex<f32>
      halide.yield %p : complex<f32>
    } : complex<f32>
    halide.yield %t : complex<f32>
  } : tensor<13x17xcomplex<f32>>
  halide.return %r : tensor<13x17xcomplex<f32>>
})", {1e-6, 1u});
}

// An entry that data choose, a transposition, and flipped, strided and shifted
// reads.
TEST(Kernel, Gathers) {
  CheckOptions options;
  options.highestInteger = 13;
  checkPipeline(R"(
halide.pipeline @k(%x: tensor<9x14xf32>, %m: tensor<7x18xi32>) -> tensor<7x18xf32> {
  %r = halide.func (%i, %j) {
    %c8 = arith.constant 8 : index
    %c13 = arith.constant 13 : index
    %c2 = arith.constant 2 : index
    %n = halide.read %m[%i, %j] : tensor<7x18xi32>
    %k = arith.index_cast %n : i32 to index
    %h = arith.floordivsi %j, %c2 : index
    %f = arith.subi %c8, %h : index
    %k1 = arith.minsi %k, %c13 : index
    %a = halide.read %x[%f, %k1] : tensor<9x14xf32>
    %b = halide.read %x[%h, %i] : tensor<9x14xf32>
    %s = arith.addf %a, %b : f32
    halide.yield %s : f32
  } : tensor<7x18xf32>
  halide.return %r : tensor<7x18xf32>
})", options);
}

// Indices that a condition chooses, whose bounds seem to lie before the array,
// and one computed from a wrapped one, of an argument and of what is returned.
TEST(Kernel, IndicesOfWideBounds) {
  for (const char *shape : {"7x5", "4x4", "9x33"}) {
    auto [rows, columns] = llvm::StringRef(shape).split('x');
    checkPipeline(substitute(R"(
halide.pipeline @k(%x: tensor<SHAPExcomplex<f32>>)
    -> (tensor<SHAPExcomplex<f32>>, tensor<f64>) {
  %o = halide.func (%i, %j) {
    %c0 = arith.constant 0 : index
    %n = arith.constant ROWS : index
    %m = arith.constant COLUMNS : index
    %1 = arith.constant 1 : index
    %lastRow = arith.subi %n, %1 : index
    %first = arith.cmpi eq, %i, %c0 : index
    %up = arith.subi %n, %i : index
    %mirrored = arith.select %first, %c0, %up : index
    %row = arith.subi %lastRow, %mirrored : index
    %left = arith.cmpi eq, %j, %c0 : index
    %back = arith.subi %m, %j : index
    %column = arith.select %left, %c0, %back : index
    %a = halide.read %x[%row, %column] : tensor<SHAPExcomplex<f32>>
    %b = halide.read %x[%i, %j] : tensor<SHAPExcomplex<f32>>
    %c = complex.mul %a, %b : complex<f32>
    %d = complex.add %c, %a : complex<f32>
    %e = complex.mul %d, %c : complex<f32>
    %f = complex.sub %e, %d : complex<f32>
    halide.yield %f : complex<f32>
  } : tensor<SHAPExcomplex<f32>>
  %s = halide.reduce [sum] (%i, %j) in [ROWS, COLUMNS] {
    %c1 = arith.constant 1 : index
    %m = arith.constant COLUMNS : index
    %last = arith.subi %m, %c1 : index
    %t = arith.addi %j, %c1 : index
    %q = arith.floordivsi %t, %m : index
    %w = arith.muli %q, %m : index
    %r = arith.subi %t, %w : index
    %k = arith.subi %last, %r : index
    %a = halide.read %o[%i, %k] : tensor<SHAPExcomplex<f32>>
    %b = halide.read %o[%i, %j] : tensor<SHAPExcomplex<f32>>
    %c = complex.mul %a, %b : complex<f32>
    %d = complex.re %c : complex<f32>
    halide.yield %d : f32
  } : tensor<f64>
  halide.return %o, %s : tensor<SHAPExcomplex<f32>>, tensor<f64>
})",
                             {{"SHAPE", shape},
                              {"ROWS", rows.str()},
                              {"COLUMNS", columns.str()}}));
  }
}

// Backwards in a sweep that writes over an argument, whose last vector is
// predicated.
TEST(Kernel, BackwardsInPlace) {
  for (int extent : {5, 9, 30, 67}) {
    std::string n = std::to_string(extent);
    checkPipeline(substitute(R"(
halide.pipeline @k(%x: tensor<NxTYPE>, %y: tensor<NxTYPE>)
    -> (tensor<NxTYPE> {halide.in_place = 0 : i64}) {
  %o = halide.func (%i) {
    %last = arith.constant LAST : index
    %k = arith.subi %last, %i : index
    %a = halide.read %x[%i] : tensor<NxTYPE>
    %b = halide.read %y[%k] : tensor<NxTYPE>
    %c = arith.mulf %a, %b : TYPE
    halide.yield %c : TYPE
  } : tensor<NxTYPE>
  halide.return %o : tensor<NxTYPE>
})",
                             {{"NxTYPE", n + "xf32"},
                              {"TYPE", "f32"},
                              {"LAST", std::to_string(extent - 1)}}));
  }
}

} // namespace
