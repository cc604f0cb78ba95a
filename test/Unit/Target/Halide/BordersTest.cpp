//===- BordersTest.cpp - stencils on arrays of few entries ------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "Fixture.h"

using namespace proxc::target;

namespace {

/// The texts of a pipeline that sums shifted copies of x with weights k, as an
/// array and as the sum of its squares.
class Taps {
public:
  Taps(std::vector<int> shape, std::string border, std::string type,
       bool isComplex)
      : shape(std::move(shape)), border(std::move(border)),
        type(std::move(type)), isComplex(isComplex) {
    for (size_t i = 0; i < this->shape.size(); ++i) {
      tensor += std::to_string(this->shape[i]) + "x";
      indices += (i ? ", %i" : "%i") + std::to_string(i);
      extents += (i ? ", " : "") + std::to_string(this->shape[i]);
    }
    element = isComplex ? "complex<" + this->type + ">" : this->type;
    tensor = "tensor<" + tensor + element + ">";
  }

  std::string pipeline(int taps) {
    std::string kernel =
        "tensor<" + std::to_string(taps) + "x" + element + ">";
    std::string sum = weighted(taps, kernel);
    std::string square =
        isComplex ? "%m = complex.abs %s : " + element + "\n%f = arith.mulf "
                    "%m, %m : " + type + "\n"
                  : "%f = arith.mulf %s, %s : " + type + "\n";
    std::string term = "%f";
    if (type == "f32") {
      square += "%g = arith.extf %f : f32 to f64\n";
      term = "%g";
    }
    return "halide.pipeline @k(%x: " + tensor + ", %k: " + kernel + ") -> (" +
           tensor + ", tensor<f64>) {\n%o = halide.func (" + indices +
           ") {\n" + sum + "halide.yield %s : " + element + "\n} : " + tensor +
           "\n%n = halide.reduce [sum] (" + indices + ") in [" + extents +
           "] {\n" + sum + square + "halide.yield " + term +
           " : f64\n} : tensor<f64>\nhalide.return %o, %n : " + tensor +
           ", tensor<f64>\n}\n";
  }

private:
  /// `%s`: the taps along every axis.
  std::string weighted(int taps, const std::string &kernel) {
    std::string text, last;
    int number = 0;
    for (size_t axis = 0; axis < shape.size(); ++axis)
      for (int tap = 0; tap < taps; ++tap) {
        std::string n = std::to_string(number++);
        std::string read = shifted(text, axis, tap - taps / 2, n);
        text += "%t" + n + " = arith.constant " + std::to_string(tap) +
                " : index\n%w" + n + " = halide.read %k[%t" + n +
                "] : " + kernel + "\n%p" + n + " = " + op("mul") + " %w" + n +
                ", " + read + " : " + element + "\n";
        std::string total = number == int(shape.size()) * taps ? "%s" : "%a" + n;
        if (last.empty() && total == "%s")
          text += "%s = " + op("add") + " %p0, %p0 : " + element + "\n";
        else if (!last.empty())
          text += total + " = " + op("add") + " " + last + ", %p" + n + " : " +
                  element + "\n";
        last = last.empty() ? "%p" + n : total;
      }
    return text;
  }

  std::string op(const std::string &name) {
    return isComplex ? "complex." + name : "arith." + name + "f";
  }

  /// Appends the read of x, moved along `axis`; returns its value.
  std::string shifted(std::string &text, size_t axis, int offset,
                      const std::string &n) {
    auto line = [&](const std::string &name, const std::string &value) {
      text += name + n + " = " + value + " : index\n";
      return name + n;
    };
    int extent = shape[axis];
    std::string i = "%i" + std::to_string(axis);
    std::string by = line("%o", "arith.constant " + std::to_string(offset));
    std::string moved = line("%j", "arith.addi " + i + ", " + by);
    std::string size = line("%e", "arith.constant " + std::to_string(extent));
    std::string zero = line("%z", "arith.constant 0"), at;
    if (border == "wrap") {
      std::string quotient =
          line("%q", "arith.floordivsi " + moved + ", " + size);
      std::string product = line("%m", "arith.muli " + quotient + ", " + size);
      at = line("%r", "arith.subi " + moved + ", " + product);
    } else {
      std::string last =
          line("%l", "arith.constant " + std::to_string(extent - 1));
      std::string high = line("%h", "arith.minsi " + moved + ", " + last);
      at = line("%r", "arith.maxsi " + high + ", " + zero);
    }
    std::string all;
    for (size_t a = 0; a < shape.size(); ++a)
      all += (a ? ", " : "") +
             (a == axis ? at : "%i" + std::to_string(a));
    text += "%v" + n + " = halide.read %x[" + all + "] : " + tensor + "\n";
    if (border != "zero")
      return "%v" + n;
    text += "%b" + n + " = arith.cmpi sge, " + moved + ", " + zero +
            " : index\n%c" + n + " = arith.cmpi slt, " + moved + ", " + size +
            " : index\n%d" + n + " = arith.andi %b" + n + ", %c" + n +
            " : i1\n%q" + n + " = arith.constant 0.0 : " + type + "\n" +
            (isComplex ? "%y" + n + " = complex.create %q" + n + ", %q" + n +
                             " : " + element + "\n"
                       : "") +
            "%u" + n + " = arith.select %d" + n + ", %v" + n + ", " +
            (isComplex ? "%y" : "%q") + n + " : " + element + "\n";
    return "%u" + n;
  }

  std::vector<int> shape;
  std::string border, type, element, tensor, indices, extents;
  bool isComplex;
};

class Borders : public testing::TestWithParam<const char *> {};

// Vectors are cut, shifted inwards and wrapped within few entries.
TEST_P(Borders, FewEntries) {
  for (std::vector<int> shape :
       {std::vector<int>{1}, {2}, {3}, {4}, {5}, {8}, {16}, {17}, {31}, {64, 3},
        {3, 64}, {5, 31, 3}})
    for (auto [type, isComplex] :
         {std::pair<const char *, bool>{"f32", false}, {"f64", false},
          {"f32", true}}) {
      // A border of zeros is real here.
      if (isComplex && GetParam() == std::string("zero"))
        continue;
      SCOPED_TRACE(testing::PrintToString(shape) + " of " + type);
      CheckOptions options;
      options.tolerance = type == std::string("f32") ? 1e-5 : 1e-13;
      // Reads wrap around once: no more than a period away.
      checkPipeline(Taps(shape, GetParam(), type, isComplex).pipeline(3),
                    options);
      if (shape.size() == 1 && shape[0] > 1)
        checkPipeline(Taps(shape, GetParam(), type, isComplex).pipeline(2),
                      options);
    }
}

INSTANTIATE_TEST_SUITE_P(All, Borders,
                         testing::Values("wrap", "clamp", "zero"));

} // namespace
