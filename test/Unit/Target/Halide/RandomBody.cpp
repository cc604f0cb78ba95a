//===- RandomBody.cpp - bodies from seeds -----------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "RandomBody.h"

using namespace proxc::target;

//===----------------------------------------------------------------------===//
// Indices
//===----------------------------------------------------------------------===//

/// `moved`, which is up to `by` entries away from inside, brought back.
std::string Body::bounded(const std::string &moved, int by, int extent) {
  Border border = style.isSteady || random.chance(85)
                      ? style.border
                      : random.pick({Border::Clamp, Border::OneClamp,
                                     Border::Wrap, Border::Zero});
  switch (border) {
  case Border::Wrap:
    return wrapped(moved, extent);
  case Border::OneClamp:
    if (by < 0)
      return indexOp("maxsi", moved, constant(0));
    return indexOp("minsi", moved, constant(extent - 1));
  case Border::Zero:
    requireInside(moved, extent);
    return clamped(moved, extent);
  case Border::Clamp:
    return clamped(moved, extent);
  }
  return {};
}

/// An index that is no shift at the border of the array.
std::string Body::oddIndex(const std::string &own, int extent) {
  switch (random.between(0, 4)) {
  case 0: // backwards
    return indexOp("subi", constant(extent - 1), own);
  case 1: // one for all
    return constant(random.between(0, extent - 1));
  case 2: { // round a part
    int period = random.between(1, extent);
    return wrapped(indexOp("addi", own, constant(offset())), period);
  }
  case 3: { // the entry that stands opposite: an index of an index
    std::string back = indexOp("subi", constant(extent), own);
    return wrapped(back, extent);
  }
  default: { // within a part, zero outside
    int low = random.between(0, extent - 1);
    int part = random.between(1, extent - low);
    std::string within = indexOp("subi", own, constant(low));
    requireInside(within, part);
    std::string moved =
        indexOp("addi", clamped(within, part), constant(offset()));
    return indexOp("addi", clamped(moved, part), constant(low));
  }
  }
}

/// An index of an axis of `into` entries, from `own`, which runs below
/// `extent`.
std::string Body::indexInto(const std::string &own, int extent, int into,
                            bool moves) {
  if (into == 1)
    return constant(0);
  if (into == extent) {
    if (!moves)
      return own;
    if (random.chance(style.oddities))
      return oddIndex(own, extent);
    int by = offset();
    return bounded(indexOp("addi", own, constant(by)), by, extent);
  }
  if (into > extent) {
    int stride = (into - 1) / std::max(extent - 1, 1);
    if (stride < 2 || random.chance(50)) // a part
      return indexOp("addi", own, constant(random.between(0, into - extent)));
    std::string strided =
        indexOp("muli", own, constant(random.between(1, std::min(stride, 3))));
    return random.chance(30) ? indexOp("subi", constant(into - 1), strided)
                             : strided;
  }
  int stride = (extent + into - 1) / into;
  if (stride <= 3 && random.chance(50)) { // what strides leave out is zero
    std::string n = constant(stride);
    std::string quotient = indexOp("floordivsi", own, n);
    if (random.chance(70))
      require("eq", indexOp("subi", own, indexOp("muli", quotient, n)),
              constant(0));
    return quotient;
  }
  std::string within =
      indexOp("subi", own, constant(random.between(0, extent - into)));
  if (random.chance(80))
    requireInside(within, into);
  return clamped(within, into);
}

/// The axis of the body that each axis of `array` lies along; trailing ones, or
/// two of them exchanged. Beyond the body's rank: none.
std::vector<size_t> Body::axesOf(const Array &array) {
  size_t rank = array.shape.size();
  std::vector<size_t> axes(rank);
  for (size_t axis = 0; axis < rank; ++axis)
    axes[axis] =
        rank > shape.size() + axis ? shape.size() : axis + shape.size() - rank;
  if (rank == shape.size() && rank >= 2) {
    Shape exchanged(shape);
    std::swap(exchanged[rank - 1], exchanged[rank - 2]);
    if (array.shape == exchanged && (shape != exchanged || random.chance(5)))
      std::swap(axes[rank - 1], axes[rank - 2]);
  }
  return axes;
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

Value Body::load(const Array &array, const std::vector<std::string> &at) {
  std::string list;
  for (size_t axis = 0; axis < at.size(); ++axis)
    list += (axis ? ", " : "") + at[axis];
  bool isComplex = array.element.front() == 'c';
  Value value{
      define("halide.read " + array.name + "[" + list + "] : " + array.type()),
      isComplex, array.size};
  if (array.element == "ui8") {
    std::string bits = define("builtin.unrealized_conversion_cast " +
                              value.name + " : ui8 to i8");
    value.name = define("arith.uitofp " + bits + " : i8 to " + style.real);
    value = times(value, 1.0 / 256);
    value.size = 0.6;
  }
  cost += array.cost;
  if (mask.empty())
    return value;
  std::string zero = withKind({number(0), false, 0}, isComplex).name;
  value.name = define("arith.select " + mask + ", " + value.name + ", " + zero +
                      " : " + typeOf(isComplex));
  mask.clear();
  return value;
}

Value Body::read(const Array &array, bool moves) {
  std::vector<size_t> axes = axesOf(array);
  // One axis moves, sometimes two.
  size_t rank = axes.size();
  std::vector<bool> moved(rank, false);
  if (moves && rank > 0 && random.chance(style.moves)) {
    size_t preferred = rank - std::min<size_t>(rank, array.along);
    moved[array.along > 0 && random.chance(80)
              ? preferred
              : random.between(0, int(rank) - 1)] = true;
    if (random.chance(15))
      moved[random.between(0, int(rank) - 1)] = true;
  }
  std::vector<std::string> at;
  for (size_t axis = 0; axis < rank; ++axis)
    at.push_back(axes[axis] == shape.size()
                     ? constant(random.between(0, array.shape[axis] - 1))
                     : indexInto(index(axes[axis]), shape[axes[axis]],
                                 array.shape[axis], moved[axis]));
  return load(array, at);
}

/// The sum (or maximum) of taps along one axis, or of all of a short one.
Value Body::sumOver(const Array &array, const Array &taps) {
  size_t rank = array.shape.size();
  int along = random.between(0, int(rank) - 1);
  int extent = array.shape[along];
  bool all = extent <= taps.shape[0] && random.chance(40);
  int count = all ? extent : random.pick({2, 3, 5, 9, 17});
  bool isMax = array.element.front() != 'c' && random.chance(20);
  std::string name = "%v" + std::to_string(next++);
  std::string tap = "%t" + std::to_string(next++);
  text += "    " + name + " = halide.sum " + (isMax ? "max " : "") + "(" + tap +
          ") in [" + std::to_string(count) + "] {\n";
  std::vector<std::string> at;
  for (size_t axis = 0; axis < rank; ++axis)
    at.push_back(index(axis));
  if (all) {
    at[along] = tap;
  } else {
    std::string by = indexOp("subi", tap, constant(count / 2));
    std::string moved = indexOp("addi", at[along], by);
    Border border = style.border;
    if (border == Border::Wrap && count / 2 <= extent)
      at[along] = wrapped(moved, extent);
    else
      at[along] = clamped(moved, extent);
    if (border == Border::Zero)
      requireInside(moved, extent);
  }
  Value value = load(array, at);
  Value term = op("mul", value, withKind(load(taps, {tap}), value.isComplex),
                  value.size * taps.size * std::sqrt(double(count)));
  text += "    halide.yield " + term.name + " : " + typeOf(term.isComplex) +
          "\n    } : " + typeOf(term.isComplex) + "\n";
  cost += (count - 1) * (array.cost + 2);
  term.name = name;
  return term;
}

Value Body::scalar(const Array &argument) {
  bool isComplex = argument.element.front() == 'c';
  if (argument.name[1] == 'r') // of rank 0
    return {define("halide.read " + argument.name + "[] : " + argument.type()),
            isComplex, argument.size};
  if (argument.element == typeOf(isComplex))
    return {argument.name, isComplex, argument.size};
  return {define("arith.truncf " + argument.name + " : f64 to f32"), false,
          argument.size};
}

Value Body::withKind(Value value, bool isComplex) {
  if (value.isComplex == isComplex)
    return value;
  std::string complex = typeOf(true);
  value.isComplex = isComplex;
  if (isComplex) {
    std::string zero = number(0);
    value.name =
        define("complex.create " + value.name + ", " + zero + " : " + complex);
    return value;
  }
  ++cost;
  std::string part = random.pick<const char *>({"re", "im", "abs"});
  value.name = define("complex." + part + " " + value.name + " : " + complex);
  return value;
}

Value Body::combine(Value a, Value b) {
  if (a.name == b.name)
    return change(a);
  a = withKind(a, b.isComplex || a.isComplex);
  b = withKind(b, a.isComplex);
  double sum = std::hypot(a.size, b.size);
  switch (random.between(0, a.isComplex ? 3 : 5)) {
  case 0:
    return op("add", a, b, sum);
  case 1:
  case 2:
    return op("sub", a, b, sum);
  case 3:
    if (mayMultiply())
      return op("mul", a, b, a.size * b.size);
    return op("add", a, b, sum);
  default: {
    ++cost;
    std::string name = random.chance(50) ? "maximumf" : "minimumf";
    return {define("arith." + name + " " + a.name + ", " + b.name + " : " +
                   style.real),
            false, sum / 1.4};
  }
  }
}

Value Body::change(Value value) {
  if (value.isComplex) {
    switch (random.between(0, 2)) {
    case 0:
      ++cost;
      return {define("complex.conj " + value.name + " : " + typeOf(true)), true,
              value.size};
    case 1:
      if (mayMultiply())
        return op("mul", value, value, value.size * value.size);
      [[fallthrough]];
    default:
      return times(value, 1.25);
    }
  }
  switch (random.between(0, 4)) {
  case 0:
    if (mayMultiply())
      return op("mul", value, value, value.size * value.size);
    [[fallthrough]];
  case 1:
    return times(value, -0.75);
  case 2: { // into a ball
    Value norm{define("math.sqrt " + op("mul", value, value, 1).name + " : " +
                      style.real)};
    ++cost;
    std::string radius = number(value.size);
    std::string most = define("arith.maximumf " + norm.name + ", " + radius +
                              " : " + style.real);
    return op("div", value, {most, false, value.size}, 0.7);
  }
  case 3: {
    if (style.real == "f64")
      return times(value, 2);
    std::string wide = define("arith.extf " + value.name + " : f32 to f64");
    std::string factor = define("arith.constant 1.5 : f64");
    wide = define("arith.mulf " + wide + ", " + factor + " : f64");
    cost += 2;
    return {define("arith.truncf " + wide + " : f64 to f32"), false,
            1.5 * value.size};
  }
  default: {
    ++cost;
    return {define("math.absf " + value.name + " : " + style.real), false,
            value.size};
  }
  }
}

Value Body::normalized(Value value) {
  if (value.size > 0.4 && value.size < 2)
    return value;
  return times(value, 1 / std::max(value.size, 1e-3));
}

Value Body::squared(Value value) {
  value = withKind(value, false);
  return op("mul", value, value, value.size * value.size);
}

std::string Body::widened(const Value &value) {
  return style.real == "f64"
             ? value.name
             : define("arith.extf " + value.name + " : f32 to f64");
}
