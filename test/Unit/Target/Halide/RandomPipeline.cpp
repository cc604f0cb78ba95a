//===- RandomPipeline.cpp - pipelines from seeds ----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "RandomPipeline.h"
#include "RandomBody.h"

using namespace proxc::target;

namespace {

class Generator {
public:
  explicit Generator(unsigned seed) : random(seed) {}
  RandomPipeline make();

private:
  void chooseStyle();
  Shape chooseShape();
  Shape otherShape();
  void addArguments();
  void addArgument(const std::string &name, Shape shape,
                   const std::string &element);
  std::string element() {
    return random.chance(complexShare) ? "complex<" + style.real + ">"
                                       : style.real;
  }
  const Array &choose(const Body &body, bool isRoot);
  void addFunc(Shape shape, bool isRoot);
  void addReduce();
  std::string yields(Body &body, const std::vector<Value> &values,
                     std::vector<std::string> &types);
  CheckOptions chooseOptions();

  Random random;
  /// Whether it is as most steps of algorithms are: one sweep, made from what
  /// is read around an entry.
  bool isTidy = random.chance(70);
  /// Whether no window is made from another.
  bool isFlat = random.chance(40);
  Style style;
  int complexShare = 0;
  Shape image;
  std::string funcs;
  std::vector<Array> arguments, scalars, inner, returned;
  /// Arguments that funcs read; the taps are read by sums alone.
  std::vector<Array> inputs;
  int number = 0;
  /// Of `inner`.
  int firstUnread = 0;
};

/// The place of the axis of rows, counted from the last: what vectors run along
/// comes after it, and channels where there are few of them.
int rowsFromLast(const Shape &shape) {
  return 2 + (shape.size() > 1 && shape.back() <= 4);
}

// A body that is inlined everywhere may be this long.
constexpr int longestBody = 400;

} // namespace

void Generator::chooseStyle() {
  style.real = random.chance(75) ? "f32" : "f64";
  style.border = random.pick({Border::Clamp, Border::Clamp, Border::OneClamp,
                              Border::Wrap, Border::Zero});
  style.reach = random.pick({1, 1, 1, 2, 3});
  style.moves = random.pick({40, 60, 80});
  style.isSteady = isTidy;
  style.oddities = isTidy ? 0 : random.pick({0, 5, 25});
  style.sums = random.chance(isTidy ? 10 : 25);
  style.rootsKeepStill = random.chance(isTidy ? 85 : 40);
  complexShare = random.pick({0, 0, 0, 50, 100});
}

Shape Generator::chooseShape() {
  auto rows = [&] {
    if (isTidy)
      return random.pick({17, 24, 33, 37, 48, 64, 65, 97, 131});
    return random.pick({1, 2, 3, 5, 8, 17, 24, 33, 37, 48, 64, 65, 97, 131});
  };
  auto columns = [&] {
    return random.pick({1, 2, 3, 4, 7, 8, 11, 16, 17, 24, 31, 33, 45, 64, 70});
  };
  auto few = [&] { return random.pick({1, 2, 2, 3, 3, 4, 5}); };
  switch (random.between(0, 9)) {
  case 0:
    return {random.pick({1, 2, 5, 7, 16, 31, 100, 1000, 4099})};
  case 1: // wide
    return {random.pick({2, 3, 16, 17, 21}), random.pick({300, 509, 1024})};
  case 2:
  case 3: // channels
    return {rows(), columns(), random.pick({2, 3, 3, 4})};
  case 4: // pictures of a batch
    return {few(), rows(), columns()};
  case 5: // volumes
    return {random.pick({5, 9, 17}), random.pick({4, 9, 20, 33}),
            random.pick({5, 16, 19})};
  case 6:
    return {few(), few(), random.pick({5, 17, 20}), random.pick({3, 4, 9, 19})};
  default:
    return {rows(), columns()};
  }
}

/// A shape that can be read around an index of the image, beside its own.
Shape Generator::otherShape() {
  Shape shape(image);
  size_t axis = random.between(0, int(shape.size()) - 1);
  switch (random.between(0, 5)) {
  case 0: // larger
    for (int &extent : shape)
      if (extent > 4 && random.chance(60))
        extent += random.between(1, 5);
    return shape;
  case 1: // smaller
    for (int &extent : shape)
      if (extent > 4 && random.chance(60))
        extent -= random.between(1, 4);
    return shape;
  case 2: // every other entry
    shape[axis] = (shape[axis] + 1) / 2;
    return shape;
  case 3:
    shape[axis] = 1;
    return shape;
  case 4: // fewer axes
    if (shape.size() > 1)
      shape.erase(shape.begin());
    return shape;
  default:
    if (shape.size() > 1)
      std::swap(shape[shape.size() - 1], shape[shape.size() - 2]);
    return shape;
  }
}

void Generator::addArgument(const std::string &name, Shape shape,
                            const std::string &element) {
  Array array;
  array.name = name;
  array.shape = std::move(shape);
  array.element = element;
  arguments.push_back(array);
}

void Generator::addArguments() {
  int count = random.between(2, 4);
  for (int i = 0; i < count; ++i)
    addArgument("%x" + std::to_string(i), image, element());
  if (random.chance(40))
    addArgument("%y", otherShape(), element());
  if (random.chance(15))
    addArgument("%u", image, "ui8");
  for (Array &array : arguments)
    array.along = random.pick({rowsFromLast(array.shape), 0});
  inputs = arguments;
  addArgument("%taps", {17}, style.real);
  addArgument("%s0", {}, random.chance(50) ? "f64" : style.real);
  scalars.push_back(arguments.back());
  if (complexShare > 0) {
    addArgument("%s1", {}, "complex<" + style.real + ">");
    scalars.push_back(arguments.back());
  }
  if (random.chance(20)) {
    addArgument("%r", {}, style.real);
    scalars.push_back(arguments.back());
  }
}

/// What the body reads next: what nothing has read yet, what was computed last,
/// or an argument.
const Array &Generator::choose(const Body &body, bool isRoot) {
  bool mayRead = !inner.empty() && (isRoot || !isFlat);
  if (mayRead && random.chance(75)) {
    int last = int(inner.size()) - 1;
    int first = random.chance(60) ? std::max(0, last - 2) : 0;
    int place = random.between(first, last);
    if (firstUnread <= last && random.chance(70))
      place = firstUnread++;
    const Array &array = inner[place];
    if (body.cost + array.cost < longestBody)
      return array;
  }
  return random.pick(inputs);
}

std::string Generator::yields(Body &body, const std::vector<Value> &values,
                              std::vector<std::string> &types) {
  std::string list, listed;
  for (size_t i = 0; i < values.size(); ++i) {
    list += (i ? ", " : "") + values[i].name;
    listed += (i ? ", " : "") + types[i];
  }
  return body.text + "    halide.yield " + list + " : " + listed + "\n";
}

void Generator::addFunc(Shape shape, bool isRoot) {
  Body body(random, style, shape);
  std::vector<Value> pool;
  bool isCheap = !isRoot && random.chance(isTidy ? 10 : 30);
  int reads = isCheap  ? random.between(1, 2)
              : isRoot ? random.between(3, 6)
                       : random.between(1, 4);
  const Array &taps = arguments[inputs.size()];
  // A root reads windows beside the windows that read them.
  if (isRoot)
    firstUnread = std::max(0, int(inner.size()) - 4);
  for (int i = 0; i < reads; ++i) {
    const Array &array = choose(body, isRoot);
    bool isArgument = array.name[1] != 'f';
    if (style.sums && array.shape == shape && random.chance(30) &&
        body.cost + 20 * array.cost < longestBody)
      pool.push_back(body.sumOver(array, taps));
    else
      pool.push_back(
          body.read(array, !(isRoot && isArgument && style.rootsKeepStill)));
  }
  if (random.chance(30))
    pool.push_back(body.scalar(random.pick(scalars)));
  // What several results are made from.
  Value shared = pool.front();
  for (size_t i = 1; i < pool.size(); ++i)
    if (!isRoot || random.chance(60))
      shared = body.combine(shared, pool[i]);
  for (int i = isCheap ? 0 : random.between(1, 4); i > 0; --i)
    shared = body.normalized(body.change(shared));
  int results = random.pick({1, 1, 2, 3});
  std::vector<Value> values;
  for (int i = 0; i < results; ++i) {
    Value value = shared;
    if (i > 0 || random.chance(30))
      value = body.combine(shared, random.pick(pool));
    if (i > 0 && random.chance(20)) // read and returned as it is
      value = random.pick(pool);
    values.push_back(body.normalized(value));
  }
  std::string name = "%f" + std::to_string(number++);
  std::vector<std::string> types;
  std::string tensors;
  // Rows, and what vectors run along, more often than others.
  int rows = rowsFromLast(shape);
  int along = inner.empty() ? random.pick({rows, rows - 1, rows - 1, 0})
                            : random.pick({rows, rows, rows - 1, 0});
  for (size_t i = 0; i < values.size(); ++i) {
    Array array;
    array.along = along;
    array.name = name + "#" + std::to_string(i);
    array.shape = shape;
    array.element =
        values[i].isComplex ? "complex<" + style.real + ">" : style.real;
    array.cost = body.cost;
    types.push_back(array.element);
    tensors += (i ? ", " : "") + array.type();
    (isRoot ? returned : inner).push_back(array);
  }
  funcs += "  " + name + ":" + std::to_string(values.size()) +
           " = halide.func (" + body.indices() + ") {\n" +
           yields(body, values, types) + "  } : " + tensors + "\n";
}

/// Sums and maxima over the image, as checks of convergence have.
void Generator::addReduce() {
  Body body(random, style, image);
  std::vector<Value> values;
  std::vector<std::string> types;
  std::string kinds, tensors, extents;
  int results = random.between(1, 3);
  std::string name = "%f" + std::to_string(number++);
  for (int i = 0; i < results; ++i) {
    Value value = body.read(choose(body, true), true);
    if (random.chance(50))
      value = body.combine(value, body.read(choose(body, true), true));
    bool isMax = random.chance(25);
    if (!isMax)
      value = body.squared(value);
    value = body.withKind(value, false);
    bool isWide = random.chance(70) || style.real == "f64";
    if (isWide)
      value.name = body.widened(value);
    values.push_back(value);
    types.push_back(isWide ? "f64" : "f32");
    kinds += (i ? ", " : "") + std::string(isMax ? "max" : "sum");
    Array array;
    array.name = name + "#" + std::to_string(i);
    array.element = types.back();
    tensors += (i ? ", " : "") + array.type();
    returned.push_back(array);
  }
  for (size_t axis = 0; axis < image.size(); ++axis)
    extents += (axis ? ", " : "") + std::to_string(image[axis]);
  funcs += "  " + name + ":" + std::to_string(results) + " = halide.reduce [" +
           kinds + "] (" + body.indices() + ") in [" + extents + "] {\n" +
           yields(body, values, types) + "  } : " + tensors + "\n";
}

CheckOptions Generator::chooseOptions() {
  CheckOptions options;
  options.tolerance = style.real == "f32" ? 2e-5 : 1e-12;
  proxc::halide::MachineModel &machine = options.machine;
  machine.vectorBits = random.pick({32u, 128u, 256u, 256u, 512u});
  bool shares = isTidy && isFlat;
  machine.threads = shares || random.chance(90);
  // Several strips of few entries.
  machine.stripEntries = random.pick({64, 256, 256, 1000, 16384});
  machine.leastParallelEntries = shares || random.chance(80) ? 1 : 8192;
  if (random.chance(15))
    machine.stackBytes = random.pick({1 << 10, 8 << 10, 64 << 10});
  options.refuses.reset();
  if (!shares && random.chance(50))
    return options;
  std::vector<bool> taken(arguments.size(), false);
  for (size_t result = 0; result < returned.size(); ++result)
    for (size_t i = 0; i < inputs.size(); ++i)
      if (!taken[i] && arguments[i].type() == returned[result].type() &&
          random.chance(shares ? 90 : 50)) {
        taken[i] = true;
        options.shared.emplace_back(i, result);
        break;
      }
  return options;
}

RandomPipeline Generator::make() {
  chooseStyle();
  image = chooseShape();
  addArguments();
  int count =
      isTidy ? random.pick({1, 1, 2, 2, 3, 4}) : random.pick({0, 1, 2, 3});
  for (int i = 0; i < count; ++i)
    addFunc(!isTidy && random.chance(20) ? otherShape() : image, false);
  int roots = isTidy ? 1 : random.pick({1, 1, 2, 3});
  for (int i = 0; i < roots; ++i) {
    addFunc(i > 0 && random.chance(30) ? otherShape() : image, true);
    // Some are read by others.
    if (!isTidy && random.chance(30))
      inner.insert(inner.end(), returned.end() - 1, returned.end());
  }
  if (random.chance(isFlat ? 10 : 25))
    addReduce();
  std::string declared, values, types;
  for (const Array &array : arguments)
    declared += (declared.empty() ? "" : ", ") + array.name + ": " +
                (array.name[1] == 's' ? array.element : array.type());
  for (const Array &array : returned) {
    values += (values.empty() ? "" : ", ") + array.name;
    types += (types.empty() ? "" : ", ") + array.type();
  }
  RandomPipeline pipeline;
  pipeline.text = "halide.pipeline @k(" + declared + ")\n    -> (" + types +
                  ") {\n" + funcs + "  halide.return " + values + " : " +
                  types + "\n}\n";
  pipeline.options = chooseOptions();
  return pipeline;
}

RandomPipeline proxc::target::makeRandomPipeline(unsigned seed) {
  return Generator(seed).make();
}
