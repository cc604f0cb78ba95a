//===- ReduceTest.cpp - numbers of whole arrays -----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "Fixture.h"

using namespace proxc::target;

namespace {

std::string norms(int h, int w, const char *result) {
  std::string shape = std::to_string(h) + "x" + std::to_string(w) + "x";
  return substitute(R"(
halide.pipeline @k(%x: tensor<SHAPEf32>, %y: tensor<SHAPEf32>)
    -> (tensor<RESULT>, tensor<RESULT>, tensor<RESULT>) {
  %n:3 = halide.reduce [sum, max, sum] (%i, %j) in [H, W] {
    %one = arith.constant 1 : index
    %last = arith.constant LAST : index
    %j1 = arith.addi %j, %one : index
    %j2 = arith.minsi %j1, %last : index
    %a = halide.read %x[%i, %j] : tensor<SHAPEf32>
    %b = halide.read %x[%i, %j2] : tensor<SHAPEf32>
    %c = halide.read %y[%i, %j] : tensor<SHAPEf32>
    %d = arith.subf %b, %a : f32
    %e = arith.mulf %d, %d : f32
    %f = math.absf %c : f32
    %g = arith.mulf %a, %c : f32
    halide.yield %e, %f, %g : f32, f32, f32
  } : tensor<RESULT>, tensor<RESULT>, tensor<RESULT>
  halide.return %n#0, %n#1, %n#2 : tensor<RESULT>, tensor<RESULT>, tensor<RESULT>
})", {{"SHAPE", shape}, {"RESULT", result}, {"[H, W]", "[" + std::to_string(h) +
      ", " + std::to_string(w) + "]"}, {"LAST", std::to_string(w - 1)}});
}

TEST(Reduce, EqualsDefinition) {
  for (const char *type : {"f64", "f32"})
    for (auto [h, w] : {std::pair<int, int>{1, 1}, {3, 5}, {7, 16}, {40, 33},
                        {301, 200}})
      for (unsigned bits : {256u, 32u}) {
        CheckOptions options;
        options.machine.vectorBits = bits;
        options.tolerance = 1e-6;
        checkPipeline(norms(h, w, type), options);
      }
}

TEST(Reduce, FlatArrays) {
  for (int n : {1, 7, 64, 1000, 70001}) {
    CheckOptions options;
    options.tolerance = 1e-6;
    checkPipeline(substitute(R"(
halide.pipeline @k(%x: tensor<Nxcomplex<f32>>) -> tensor<f64> {
  %n = halide.reduce [sum] (%i) in [N] {
    %a = halide.read %x[%i] : tensor<Nxcomplex<f32>>
    %b = complex.abs %a : complex<f32>
    %c = arith.extf %b : f32 to f64
    %d = arith.mulf %c, %c : f64
    halide.yield %d : f64
  } : tensor<f64>
  halide.return %n : tensor<f64>
})", {{"Nx", std::to_string(n) + "x"}, {"[N]", "[" + std::to_string(n) + "]"}}),
                  options);
  }
}

// A sum in f32 of many small numbers behind a large one keeps them.
TEST(Reduce, Compensated) {
  constexpr int n = 1 << 16;
  Compiled compiled(R"(
halide.pipeline @k(%x: tensor<65536xf32>) -> tensor<f32> {
  %n = halide.reduce [sum] (%i) in [65536] schedule <root> {
    %a = halide.read %x[%i] : tensor<65536xf32>
    halide.yield %a : f32
  } : tensor<f32>
  halide.return %n : tensor<f32>
})", "host", /*schedule=*/false);
  auto sum = compiled.load<int(const float *, float *)>();
  ASSERT_TRUE(sum);
  std::vector<float> x(n, 1e-4f);
  x[0] = 1e4f;
  double exact = 0;
  for (float v : x)
    exact += v;
  float found = 0;
  ASSERT_EQ(sum(x.data(), &found), 0);
  EXPECT_NEAR(found, exact, 2e-3);
}

// What a sweep makes is reduced in the same kernel.
TEST(Reduce, BesideASweep) {
  checkPipeline(R"(
halide.pipeline @k(%x: tensor<50x40xf32>, %y: tensor<50x40xf32>)
    -> (tensor<50x40xf32>, tensor<f64>) {
  %w = halide.func (%i, %j) {
    %a = halide.read %x[%i, %j] : tensor<50x40xf32>
    %b = halide.read %y[%i, %j] : tensor<50x40xf32>
    %c = arith.mulf %a, %b : f32
    %d = arith.addf %c, %a : f32
    %e = arith.mulf %d, %d : f32
    %f = arith.subf %e, %b : f32
    %g = arith.mulf %f, %f : f32
    halide.yield %g : f32
  } : tensor<50x40xf32>
  %n = halide.reduce [sum] (%i, %j) in [50, 40] {
    %a = halide.read %w[%i, %j] : tensor<50x40xf32>
    halide.yield %a : f32
  } : tensor<f64>
  %o = halide.func (%i, %j) {
    %a = halide.read %w[%i, %j] : tensor<50x40xf32>
    halide.yield %a : f32
  } : tensor<50x40xf32>
  halide.return %o, %n : tensor<50x40xf32>, tensor<f64>
})");
}

// What a sweep makes is reduced as it is returned, entries around an entry too.
TEST(Reduce, AroundWhatIsReturned) {
  for (const char *type : {"f32", "complex<f32>"})
    for (const char *shape : {"50x40", "257x131", "1x1", "300x3"}) {
      bool isComplex = llvm::StringRef(type).starts_with("complex");
      int rows = std::atoi(shape);
      checkPipeline(substitute(R"(
halide.pipeline @k(%x: tensor<SHAPE>) -> (tensor<SHAPE>, tensor<f64>) {
  %w = halide.func (%i, %j) {
    %a = halide.read %x[%i, %j] : tensor<SHAPE>
    %b = FAMILY.MUL %a, %a : TYPE
    %c = FAMILY.ADD %b, %a : TYPE
    %d = FAMILY.MUL %c, %b : TYPE
    %e = FAMILY.ADD %d, %c : TYPE
    halide.yield %e : TYPE
  } : tensor<SHAPE>
  %n = halide.reduce [sum] (%i, %j) in EXTENTS {
    %c1 = arith.constant 1 : index
    %last = arith.constant LAST : index
    %k = arith.addi %i, %c1 : index
    %m = arith.minsi %k, %last : index
    %a = halide.read %w[%m, %j] : tensor<SHAPE>
    %b = halide.read %w[%i, %j] : tensor<SHAPE>
    %d = FAMILY.MUL %a, %b : TYPE
    PART
    %g = arith.addf %f, %f : f32
    halide.yield %g : f32
  } : tensor<f64>
  %o = halide.func (%i, %j) {
    %a = halide.read %w[%i, %j] : tensor<SHAPE>
    halide.yield %a : TYPE
  } : tensor<SHAPE>
  halide.return %o, %n : tensor<SHAPE>, tensor<f64>
})",
                               {{"SHAPE", std::string(shape) + "xTYPE"},
                                {"EXTENTS", "[" + substitute(shape, {{"x", ", "}}) + "]"},
                                {"LAST", std::to_string(rows - 1)},
                                {"PART", isComplex ? "%f = complex.im %d : TYPE"
                                                   : "%f = arith.negf %d : f32"},
                                {"TYPE", type},
                                {"FAMILY", isComplex ? "complex" : "arith"},
                                {"MUL", isComplex ? "mul" : "mulf"},
                                {"ADD", isComplex ? "add" : "addf"}}));
    }
}

// sqrt of the sum over all entries, of a reduction over one.
std::string groupNorm(int n, const char *type) {
  return substitute(R"(
halide.pipeline @k(%x: tensor<NxTYPE>) -> (tensor<f64>, tensor<NxTYPE>) {
  %n = halide.reduce [sum] (%i) in [1] {
    %s = halide.sum (%j) in [N] {
      %a = halide.read %x[%j] : tensor<NxTYPE>
      %b = arith.mulf %a, %a : TYPE
      halide.yield %b : TYPE
    } : TYPE
    %t = math.sqrt %s : TYPE
    CAST
    halide.yield %u : f64
  } : tensor<f64>
  %o = halide.func (%i) {
    %s = halide.sum (%j) in [N] {
      %a = halide.read %x[%j] : tensor<NxTYPE>
      %b = arith.mulf %a, %a : TYPE
      halide.yield %b : TYPE
    } : TYPE
    %c = halide.read %x[%i] : tensor<NxTYPE>
    %d = arith.addf %s, %c : TYPE
    halide.yield %d : TYPE
  } : tensor<NxTYPE>
  halide.return %n, %o : tensor<f64>, tensor<NxTYPE>
})", {{"CAST", std::string(type) == "f32" ? "%u = arith.extf %t : f32 to f64"
                                          : "%u = arith.addf %t, %t : f64"},
      {"Nx", std::to_string(n) + "x"}, {"[N]", "[" + std::to_string(n) + "]"},
      {"TYPE", type}});
}

TEST(Reduce, SumsInTerms) {
  for (const char *type : {"f32", "f64"})
    for (int n : {1, 2, 3, 8, 9, 16, 17, 31, 64, 65})
      for (unsigned bits : {256u, 32u}) {
        SCOPED_TRACE(std::to_string(n) + " of " + type);
        CheckOptions options;
        options.machine.vectorBits = bits;
        checkPipeline(groupNorm(n, type), options);
      }
}

// Sums that depend on one, both or none of the axes, in a reduction and in a
// sweep; the last with a sum in its terms.
TEST(Reduce, SumsAlongAxes) {
  for (auto [h, w] : {std::pair<int, int>{20, 3}, {3, 20}, {33, 40}}) {
    auto text = [h = h, w = w](bool nested) {
      return substitute(R"(
halide.pipeline @k(%x: tensor<HxWxf32>) -> (tensor<f64>, tensor<HxWxf32>) {
  %n = halide.reduce [sum] (%i, %j) in [H, W] {
    BODY
    %z = arith.extf %e : f32 to f64
    halide.yield %z : f64
  } : tensor<f64>
  %o = halide.func (%i, %j) {
    BODY
    halide.yield %e : f32
  } : tensor<HxWxf32>
  halide.return %n, %o : tensor<f64>, tensor<HxWxf32>
})", {{"BODY", nested ? R"(
    %e = halide.sum (%k) in [H] {
      %a = halide.read %x[%k, %j] : tensor<HxWxf32>
      %s = halide.sum (%l) in [17] {
        %c3 = arith.constant 3 : index
        %m = arith.remui %l, %c3 : index
        %b = halide.read %x[%i, %m] : tensor<HxWxf32>
        %c = halide.read %x[%k, %m] : tensor<HxWxf32>
        %d = arith.mulf %b, %c : f32
        halide.yield %d : f32
      } : f32
      %f = arith.mulf %a, %s : f32
      halide.yield %f : f32
    } : f32)" : R"(
    %p = halide.sum (%k) in [H] {
      %a = halide.read %x[%k, %j] : tensor<HxWxf32>
      %b = arith.mulf %a, %a : f32
      halide.yield %b : f32
    } : f32
    %q = halide.sum (%k) in [W] {
      %a = halide.read %x[%i, %k] : tensor<HxWxf32>
      %b = arith.mulf %a, %a : f32
      halide.yield %b : f32
    } : f32
    %r = halide.sum (%k, %l) in [H, W] {
      %a = halide.read %x[%k, %l] : tensor<HxWxf32>
      halide.yield %a : f32
    } : f32
    %f = arith.mulf %p, %q : f32
    %e = arith.addf %f, %r : f32)"},
         {"H", std::to_string(h)}, {"W", std::to_string(w)}});
    };
    for (unsigned bits : {256u, 32u}) {
      SCOPED_TRACE(std::to_string(h) + " x " + std::to_string(w));
      CheckOptions options;
      options.machine.vectorBits = bits;
      options.tolerance = 1e-4;
      checkPipeline(text(false), options);
      checkPipeline(text(true), options);
    }
  }
}

// A long body is a loop over its channels; a sum with compensation, as targets
// without f64 have, adds them in their order.
TEST(Reduce, ChannelsOfLongBodies) {
  std::string steps, last = "%d";
  for (int i = 0; i < 90; ++i) {
    std::string next = "%s" + std::to_string(i);
    steps += next + " = arith." + (i % 2 ? "addf " : "mulf ") + last +
             (i % 2 ? ", %a : f32\n" : ", %b : f32\n");
    last = next;
  }
  for (auto [h, w] : {std::pair<int, int>{5, 3}, {1, 40}, {7, 33}, {60, 70}})
    for (auto [reach, result] :
         {std::pair<const char *, const char *>{"%i, %k, %c", "f64"},
          {"%i, %j, %c", "f64"}, {"%i, %k, %c", "f32"}})
      for (unsigned bits : {256u, 32u}) {
        CheckOptions options;
        options.machine.vectorBits = bits;
        checkPipeline(substitute(R"(
halide.pipeline @k(%x: tensor<HxWx3xf32>) -> tensor<TOTAL> {
  %n = halide.reduce [sum] (%i, %j, %c) in [H, W, 3] {
    %one = arith.constant 1 : index
    %last = arith.constant LAST : index
    %l = arith.addi %j, %one : index
    %k = arith.minsi %l, %last : index
    %a = halide.read %x[%i, %j, %c] : tensor<HxWx3xf32>
    %b = halide.read %x[REACH] : tensor<HxWx3xf32>
    %d = arith.subf %b, %a : f32
    STEPS
    halide.yield RESULT : f32
  } : tensor<TOTAL>
  halide.return %n : tensor<TOTAL>
})", {{"TOTAL", result}, {"LAST", std::to_string(w - 1)}, {"REACH", reach}, {"STEPS", steps},
      {"RESULT", last}, {"HxW", std::to_string(h) + "x" + std::to_string(w)},
      {"[H, W", "[" + std::to_string(h) + ", " + std::to_string(w)}}),
                      options);
      }
}

} // namespace
