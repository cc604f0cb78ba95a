//===- RandomBody.h - bodies from seeds -------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_TEST_UNIT_TARGET_HALIDE_RANDOMBODY_H
#define PROXC_TEST_UNIT_TARGET_HALIDE_RANDOMBODY_H

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace proxc::target {

using Shape = std::vector<int>;

/// Numbers that follow from a seed (splitmix64).
class Random {
public:
  /// Those of neighbouring seeds have nothing in common.
  explicit Random(uint64_t seed) : state(mix(seed)) {}

  /// In [low, high].
  int between(int low, int high) {
    state += 0x9e3779b97f4a7c15u;
    return low + int(mix(state) % uint64_t(high - low + 1));
  }
  bool chance(int percent) { return between(1, 100) <= percent; }
  template <typename T> T pick(std::initializer_list<T> list) {
    return list.begin()[between(0, int(list.size()) - 1)];
  }
  template <typename T> const T &pick(const std::vector<T> &list) {
    return list[between(0, int(list.size()) - 1)];
  }

private:
  static uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

  uint64_t state;
};

struct Array {
  std::string name;
  Shape shape;
  std::string element;
  /// Operations of an entry, were it computed again wherever it is read.
  int cost = 1;
  /// Root of the mean square of its entries, about.
  double size = 0.6;
  /// The axis that most reads move along, counted from the last; 0: any.
  int along = 0;

  std::string type() const {
    std::string text = "tensor<";
    for (int extent : shape)
      text += std::to_string(extent) + "x";
    return text + element + ">";
  }
};

struct Value {
  std::string name;
  bool isComplex = false;
  double size = 1;
};

enum class Border { Clamp, OneClamp, Wrap, Zero };

/// What the funcs of a pipeline have in common.
struct Style {
  std::string real;    ///< f32 or f64
  Border border;       ///< of most reads
  int reach;           ///< of most offsets
  int moves;           ///< reads in a hundred that are not at the own index
  int oddities;        ///< moves in a hundred that are no shift at the border
  bool isSteady;       ///< all borders are of one kind, as in one operator's
  bool sums;           ///< whether there are sums in bodies
  bool rootsKeepStill; ///< roots read arguments at their own index only
};

/// Writes the body of a func or reduction.
class Body {
public:
  Body(Random &random, const Style &style, Shape shape)
      : random(random), style(style), shape(std::move(shape)) {}

  std::string text;
  int cost = 0;

  std::string indices() const {
    std::string list;
    for (size_t axis = 0; axis < shape.size(); ++axis)
      list += (axis ? ", " : "") + index(axis);
    return list;
  }

  Value read(const Array &array, bool moves);
  Value sumOver(const Array &array, const Array &taps);
  Value scalar(const Array &argument);
  Value combine(Value a, Value b);
  Value change(Value value);
  Value withKind(Value value, bool isComplex);
  /// About as large as inputs, so that a wrong entry shows in what reads it.
  Value normalized(Value value);
  /// `value`, never negative: a sum of such values is no small one of large.
  Value squared(Value value);
  std::string widened(const Value &value);

private:
  static std::string index(size_t axis) { return "%i" + std::to_string(axis); }
  std::string typeOf(bool isComplex) const {
    return isComplex ? "complex<" + style.real + ">" : style.real;
  }
  std::string define(const std::string &operation) {
    std::string name = "%v" + std::to_string(next++);
    text += "    " + name + " = " + operation + "\n";
    return name;
  }
  std::string constant(int value) {
    return define("arith.constant " + std::to_string(value) + " : index");
  }
  std::string indexOp(const std::string &op, const std::string &a,
                      const std::string &b) {
    return define("arith." + op + " " + a + ", " + b + " : index");
  }
  std::string number(double value) {
    return define("arith.constant " + std::to_string(value) + " : " +
                  style.real);
  }
  Value op(const std::string &name, const Value &a, const Value &b,
           double size) {
    ++cost;
    std::string prefix =
        a.isComplex ? "complex." + name : "arith." + name + "f";
    return {define(prefix + " " + a.name + ", " + b.name + " : " +
                   typeOf(a.isComplex)),
            a.isComplex, size};
  }
  Value times(const Value &value, double factor) {
    Value f{number(factor), false, std::abs(factor)};
    return op("mul", value, withKind(f, value.isComplex), value.size * f.size);
  }

  /// Once a body: products of products leave the range of f32.
  bool mayMultiply() { return !std::exchange(multiplied, true); }

  int offset() {
    int reach = random.chance(90) ? style.reach : 3;
    return random.between(1, reach) * (random.chance(50) ? 1 : -1);
  }
  std::string clamped(const std::string &index, int extent) {
    std::string low = indexOp("maxsi", index, constant(0));
    return indexOp("minsi", low, constant(extent - 1));
  }
  std::string wrapped(const std::string &index, int extent) {
    std::string n = constant(extent);
    std::string whole = indexOp("muli", indexOp("floordivsi", index, n), n);
    return indexOp("subi", index, whole);
  }
  void require(const std::string &predicate, const std::string &a,
               const std::string &b) {
    std::string holds =
        define("arith.cmpi " + predicate + ", " + a + ", " + b + " : index");
    mask = mask.empty() ? holds
                        : define("arith.andi " + mask + ", " + holds + " : i1");
  }
  void requireInside(const std::string &index, int extent) {
    std::string zero = constant(0), end = constant(extent);
    require("sle", zero, index);
    require("slt", index, end);
  }
  std::string bounded(const std::string &moved, int by, int extent);
  std::string oddIndex(const std::string &own, int extent);
  std::string indexInto(const std::string &own, int extent, int into,
                        bool moves);
  std::vector<size_t> axesOf(const Array &array);
  Value load(const Array &array, const std::vector<std::string> &at);

  Random &random;
  const Style &style;
  Shape shape;
  int next = 0;
  bool multiplied = false;
  /// Where it does not hold, the value that is read next is 0; empty: all is.
  std::string mask;
};

} // namespace proxc::target

#endif // PROXC_TEST_UNIT_TARGET_HALIDE_RANDOMBODY_H
