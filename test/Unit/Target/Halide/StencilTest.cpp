//===- StencilTest.cpp - windows that slide ---------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "Fixture.h"

using namespace proxc::target;

namespace {

/// Writes pipelines whose inner func `w` costs something and is read at offsets.
class Stencil {
public:
  Stencil(std::vector<int> shape, std::string type = "f32")
      : shape(std::move(shape)), type(std::move(type)) {}

  /// `%name = value of array at offset along axis`, brought back at the border.
  void read(const std::string &name, const std::string &array, int axis,
            int offset, const char *border) {
    std::string n = name.substr(1), indices;
    for (size_t i = 0; i < shape.size(); ++i) {
      std::string index = "%i" + std::to_string(i);
      if (int(i) == axis && offset != 0)
        index = shifted(n, index, offset, shape[i], border);
      indices += (i ? ", " : "") + index;
    }
    body += name + " = halide.read " + array + "[" + indices +
            "] : " + tensor() + "\n";
  }
  void op(const std::string &text) { body += text + " : " + type + "\n"; }

  /// Ends a func; its results are `%name#0` ...
  void func(const std::string &name, const std::vector<std::string> &yields) {
    std::string indices, types, tensors, values;
    for (size_t i = 0; i < shape.size(); ++i)
      indices += (i ? ", %i" : "%i") + std::to_string(i);
    for (const std::string &value : yields) {
      bool first = values.empty();
      values += (first ? "" : ", ") + value;
      types += (first ? "" : ", ") + type;
      tensors += (first ? "" : ", ") + tensor();
    }
    funcs += name + ":" + std::to_string(yields.size()) + " = halide.func (" +
             indices + ") {\n" + body + "halide.yield " + values + " : " +
             types + "\n} : " + tensors + "\n";
    body.clear();
  }

  std::string pipeline(const std::vector<std::string> &returned) {
    std::string values, types;
    for (const std::string &value : returned) {
      values += (values.empty() ? "" : ", ") + value;
      types += (types.empty() ? "" : ", ") + tensor();
    }
    return "halide.pipeline @k(%x: " + tensor() + ", %y: " + tensor() +
           ") -> (" + types + ") {\n" + funcs + "halide.return " + values +
           " : " + types + "\n}\n";
  }

private:
  std::string tensor() {
    std::string text = "tensor<";
    for (int extent : shape)
      text += std::to_string(extent) + "x";
    return text + type + ">";
  }

  std::string shifted(const std::string &n, const std::string &index,
                      int offset, int extent, const char *border) {
    auto constant = [&](const std::string &name, int value) {
      body += name + " = arith.constant " + std::to_string(value) +
              " : index\n";
    };
    constant("%o" + n, offset);
    body += "%s" + n + " = arith.addi " + index + ", %o" + n + " : index\n";
    if (std::string(border) == "wrap") {
      constant("%e" + n, extent);
      body += "%d" + n + " = arith.floordivsi %s" + n + ", %e" + n +
              " : index\n%m" + n + " = arith.muli %d" + n + ", %e" + n +
              " : index\n%r" + n + " = arith.subi %s" + n + ", %m" + n +
              " : index\n";
      return "%r" + n;
    }
    constant("%e" + n, offset < 0 ? 0 : extent - 1);
    body += "%r" + n + " = arith." + (offset < 0 ? "maxsi" : "minsi") + " %s" +
            n + ", %e" + n + " : index\n";
    return "%r" + n;
  }

  std::vector<int> shape;
  std::string type, body, funcs;
};

/// w = f(x, y), worth keeping; out = w, and its differences along all axes.
std::string differences(const std::vector<int> &shape, const char *border,
                        int offset, const char *type = "f32") {
  Stencil s(shape, type);
  s.read("%a", "%x", 0, 0, border);
  s.read("%b", "%y", 0, 0, border);
  s.read("%c", "%y", int(shape.size()) - 1, -1, border);
  s.op("%p = arith.mulf %a, %b");
  s.op("%q = arith.addf %p, %c");
  s.op("%r = arith.mulf %q, %q");
  s.op("%t = arith.addf %r, %a");
  s.func("%w", {"%t"});
  std::vector<std::string> yields = {"%c"}, returned = {"%o#0"};
  s.read("%c", "%w", 0, 0, border);
  for (size_t axis = 0; axis < shape.size(); ++axis) {
    std::string n = std::to_string(axis);
    s.read("%n" + n, "%w", axis, offset, border);
    s.op("%g" + n + " = arith.subf %n" + n + ", %c");
    yields.push_back("%g" + n);
    returned.push_back("%o#" + std::to_string(axis + 1));
  }
  s.func("%o", yields);
  return s.pipeline(returned);
}

struct Case {
  std::vector<int> shape;
  const char *border;
  int offset;
};

class Differences : public testing::TestWithParam<Case> {};

TEST_P(Differences, EqualDefinition) {
  const Case &c = GetParam();
  std::string text = differences(c.shape, c.border, c.offset);
  CheckOptions options;
  size_t entries = 1;
  for (int extent : c.shape)
    entries *= extent;
  if (c.shape.size() > 1 && entries > 500 && c.shape.back() > 4)
    options.sweeps = 1;
  checkPipeline(text, options);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, Differences,
    testing::Values(
        // one axis
        Case{{1}, "clamp", 1}, Case{{37}, "clamp", 1}, Case{{37}, "wrap", 1},
        Case{{40000}, "clamp", -1}, Case{{40000}, "wrap", 1},
        // two axes
        Case{{1, 1}, "clamp", 1}, Case{{2, 2}, "wrap", 1},
        Case{{5, 1}, "clamp", -1}, Case{{1, 40}, "wrap", -1},
        Case{{3, 9}, "clamp", 1}, Case{{4, 9}, "clamp", -2},
        Case{{67, 45}, "clamp", 2}, Case{{67, 45}, "wrap", 1},
        Case{{67, 45}, "wrap", -1}, Case{{200, 301}, "clamp", 1},
        // short last axis: colours
        Case{{40, 31, 3}, "clamp", 1}, Case{{7, 5, 3}, "clamp", -1},
        // three axes
        Case{{1, 1, 1}, "clamp", 1}, Case{{9, 20, 33}, "clamp", 1},
        Case{{9, 20, 33}, "clamp", -1}, Case{{9, 20, 33}, "wrap", 1},
        Case{{3, 70, 40}, "clamp", 1},
        // four
        Case{{3, 4, 17, 19}, "clamp", 1}));

TEST(Stencil, DoublePrecision) {
  CheckOptions options;
  options.tolerance = 1e-13;
  options.sweeps = 1;
  checkPipeline(differences({70, 37}, "clamp", 1, "f64"), options);
}

TEST(Stencil, ScalarsOnly) {
  CheckOptions options;
  options.machine.vectorBits = 32;
  options.sweeps = 1;
  checkPipeline(differences({70, 37}, "clamp", 1), options);
}

// The new dual is returned and read back at offsets; a window in a window.
std::string dualFirst(const std::vector<int> &shape, const char *border) {
  Stencil s(shape);
  s.read("%a", "%x", 0, 0, border);
  s.read("%b", "%y", 0, 0, border);
  s.read("%d", "%x", 0, 1, border);
  s.op("%e = arith.subf %d, %a");
  s.op("%f = arith.addf %b, %e");
  s.op("%g = arith.mulf %f, %f");
  s.op("%h = arith.subf %g, %a");
  s.func("%p", {"%f", "%h"});
  s.read("%c", "%p#0", 0, 0, border);
  s.read("%u", "%p#0", 0, -1, border);
  s.read("%l", "%p#1", 1, -1, border);
  s.read("%v", "%p#1", 0, 0, border);
  s.op("%m = arith.subf %u, %c");
  s.op("%n = arith.subf %l, %v");
  s.op("%o = arith.addf %m, %n");
  s.op("%q = arith.mulf %o, %o");
  s.func("%w", {"%q"});
  s.read("%c", "%p#0", 0, 0, border);
  s.read("%v", "%p#1", 0, 0, border);
  s.read("%q", "%w", 0, 0, border);
  s.read("%r", "%w", 0, 1, border);
  s.op("%t = arith.subf %r, %q");
  s.func("%out", {"%c", "%v", "%t"});
  return s.pipeline({"%out#0", "%out#1", "%out#2"});
}

TEST(Stencil, WindowInWindow) {
  for (std::vector<int> shape : {std::vector<int>{1, 9}, {2, 5}, {3, 40},
                                 {67, 45}, {150, 130}}) {
    CheckOptions options;
    if (shape[0] > 10)
      options.sweeps = 1;
    checkPipeline(dualFirst(shape, "clamp"), options);
    checkPipeline(dualFirst(shape, "wrap"), options);
  }
}

// A window that its root reads in its own row only, and another window, which has
// rows around that, too: it is as many rows long as the first step wants.
TEST(Stencil, WindowOfOneRowInWindow) {
  for (std::pair<int, int> shape :
       std::vector<std::pair<int, int>>{{100, 300}, {257, 64}, {33, 2000}})
    checkPipeline(substitute(R"(
halide.pipeline @k(%x: tensor<HxWxf32>, %y: tensor<HxWxf32>)
    -> (tensor<HxWxf32>, tensor<HxWxf32>) {
  %v = halide.func (%i, %j) {
    %c1 = arith.constant 1 : index
    %last = arith.constant LAST_J : index
    %n = arith.addi %j, %c1 : index
    %m = arith.minsi %n, %last : index
    %a = halide.read %x[%i, %j] : tensor<HxWxf32>
    %b = halide.read %x[%i, %m] : tensor<HxWxf32>
    %c = halide.read %y[%i, %j] : tensor<HxWxf32>
    %d = arith.subf %b, %a : f32
    %e = arith.mulf %d, %c : f32
    %f = arith.addf %e, %a : f32
    %g = arith.mulf %f, %f : f32
    halide.yield %g : f32
  } : tensor<HxWxf32>
  %w = halide.func (%i, %j) {
    %c1 = arith.constant 1 : index
    %c0 = arith.constant 0 : index
    %n = arith.subi %j, %c1 : index
    %m = arith.maxsi %n, %c0 : index
    %a = halide.read %v[%i, %j] : tensor<HxWxf32>
    %b = halide.read %v[%i, %m] : tensor<HxWxf32>
    %c = halide.read %y[%i, %j] : tensor<HxWxf32>
    %d = arith.subf %a, %b : f32
    %e = arith.mulf %d, %c : f32
    %f = arith.addf %e, %d : f32
    %g = arith.mulf %f, %f : f32
    halide.yield %g : f32
  } : tensor<HxWxf32>
  %o:2 = halide.func (%i, %j) {
    %c1 = arith.constant 1 : index
    %c0 = arith.constant 0 : index
    %last = arith.constant LAST_I : index
    %lastj = arith.constant LAST_J : index
    %below = arith.addi %i, %c1 : index
    %n = arith.minsi %below, %last : index
    %above = arith.subi %i, %c1 : index
    %p = arith.maxsi %above, %c0 : index
    %right = arith.addi %j, %c1 : index
    %r = arith.minsi %right, %lastj : index
    %a = halide.read %w[%n, %j] : tensor<HxWxf32>
    %b = halide.read %w[%p, %j] : tensor<HxWxf32>
    %c = halide.read %v[%i, %r] : tensor<HxWxf32>
    %d = arith.subf %a, %b : f32
    %e = arith.addf %d, %c : f32
    halide.yield %d, %e : f32, f32
  } : tensor<HxWxf32>, tensor<HxWxf32>
  halide.return %o#0, %o#1 : tensor<HxWxf32>, tensor<HxWxf32>
})",
                             {{"HxW", std::to_string(shape.first) + "x" +
                                          std::to_string(shape.second)},
                              {"LAST_I", std::to_string(shape.first - 1)},
                              {"LAST_J", std::to_string(shape.second - 1)}}));
}

/// A window `w` is read in the rows around an entry by a window `u`, of which
/// the root reads those around its own along another axis.
std::string crossedMarches(const std::vector<int> &shape) {
  Stencil s(shape);
  s.read("%a", "%x", 1, 2, "clamp");
  s.read("%b", "%y", 0, 0, "clamp");
  s.op("%c = arith.mulf %a, %b");
  s.op("%d = arith.addf %c, %a");
  s.op("%e = arith.mulf %d, %d");
  s.op("%f = arith.subf %e, %b");
  s.func("%w", {"%f"});
  s.read("%a", "%y", 1, 1, "clamp");
  s.read("%b", "%w", 1, -2, "clamp");
  s.op("%c = arith.mulf %a, %b");
  s.op("%d = arith.addf %c, %a");
  s.op("%e = arith.mulf %d, %d");
  s.op("%f = arith.subf %e, %b");
  s.func("%u", {"%f"});
  s.read("%a", "%w", 1, -1, "clamp");
  s.read("%b", "%u", 0, -1, "clamp");
  s.read("%c", "%u", 0, -2, "clamp");
  s.op("%d = arith.subf %a, %b");
  s.op("%e = arith.mulf %d, %c");
  s.func("%o", {"%e"});
  return s.pipeline({"%o#0"});
}

TEST(Stencil, MarchesAlongTwoAxes) {
  for (std::vector<int> shape : {std::vector<int>{5, 20, 19}, {9, 40, 33}})
    checkPipeline(crossedMarches(shape));
}

// A window of which nothing is used is none.
TEST(Stencil, ReadThatNothingUses) {
  Stencil s({40, 60});
  s.read("%a", "%x", 0, 0, "clamp");
  s.read("%b", "%y", 0, 0, "clamp");
  s.op("%c = arith.mulf %a, %b");
  s.op("%d = arith.addf %c, %a");
  s.op("%e = arith.mulf %d, %d");
  s.op("%f = arith.subf %e, %b");
  s.func("%w", {"%f"});
  s.read("%a", "%x", 0, 0, "clamp");
  s.read("%b", "%w", 0, 1, "clamp");
  s.op("%c = arith.mulf %a, %a");
  s.func("%o", {"%c"});
  checkPipeline(s.pipeline({"%o#0"}));
}

// The last vector, shifted inwards, is not the only one of its strip: of two
// strips that write an entry the later one would say what its bits are.
TEST(Stencil, LastVectorOfOneAxis) {
  Stencil s({131});
  s.read("%a", "%x", 0, 0, "wrap");
  s.read("%b", "%y", 0, 0, "wrap");
  s.op("%c = arith.mulf %a, %b");
  s.op("%d = arith.addf %c, %a");
  s.op("%e = arith.mulf %d, %d");
  s.op("%f = arith.subf %e, %b");
  s.func("%w", {"%f"});
  s.read("%a", "%w", 0, -1, "wrap");
  s.read("%b", "%w", 0, 0, "wrap");
  s.op("%c = arith.subf %a, %b");
  s.func("%o", {"%c"});
  CheckOptions options;
  options.machine.vectorBits = 512;
  options.machine.stripEntries = 64;
  options.machine.leastParallelEntries = 1;
  std::string statement = checkPipeline(s.pipeline({"%o#0"}), options);
  // 9 vectors of 16 lanes are not 4, 4 and 1.
  EXPECT_NE(statement.find("strip*5"), std::string::npos) << statement;
}

// A window of which less than a vector of each row is read has the whole row:
// nothing before the arrays that it is made from is read.
TEST(Stencil, ReadsLessThanAVector) {
  for (int columns : {8, 9, 10, 17}) {
    Stencil s({20, columns});
    s.read("%a", "%x", 0, 0, "clamp");
    s.read("%b", "%y", 0, 0, "clamp");
    s.op("%c = arith.mulf %a, %b");
    s.op("%d = arith.addf %c, %a");
    s.op("%e = arith.mulf %d, %d");
    s.op("%f = arith.subf %e, %b");
    s.func("%w", {"%f"});
    s.read("%a", "%w", 1, -2, "clamp");
    s.read("%b", "%x", 0, 0, "clamp");
    s.op("%c = arith.subf %a, %b");
    s.func("%o", {"%c"});
    checkPipeline(s.pipeline({"%o#0"}));
  }
}

// A window that would not fit is computed again where it is read: still one
// pass.
TEST(Stencil, NoRoomForAWindow) {
  mlir::MLIRContext context;
  CheckOptions options;
  options.sweeps = 1;
  checkPipeline(differences({3, 70000}, "clamp", 1), options);
}

} // namespace
