//===- StepBuilder.cpp - writing steps of solver programs -------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Solver/Utils/StepBuilder.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::solver;

RankedTensorType Stream::getType() const {
  auto type = cast<RankedTensorType>(array.getType());
  return RankedTensorType::get(type.getShape().drop_front(families.size()),
                               type.getElementType());
}

/// The levels that any of the streams depends on, ascending.
static SmallVector<unsigned, 2> unionOfFamilies(ArrayRef<Stream> inputs) {
  SmallVector<unsigned, 2> families;
  for (const Stream &input : inputs)
    llvm::append_range(families, input.families);
  llvm::sort(families);
  families.erase(llvm::unique(families), families.end());
  return families;
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

Stream StepBuilder::map(RankedTensorType type, ArrayRef<Stream> inputs,
                        MakeElement element) {
  SmallVector<unsigned, 2> families = unionOfFamilies(inputs);
  SmallVector<int64_t, 6> shape;
  for (unsigned level : families)
    shape.push_back(counts[level]);
  llvm::append_range(shape, type.getShape());
  auto full = RankedTensorType::get(shape, type.getElementType());
  auto map = MapOp::create(
      builder, location, full,
      [&](OpBuilder &nested, Location loc, ValueRange index) -> Value {
        Body body(nested, loc, families, index.take_front(families.size()));
        Value value = element(body, index.drop_front(families.size()));
        return body.cast(value, type.getElementType());
      });
  return {map.getResult(), families};
}

Stream StepBuilder::reduce(Reduction kind, ArrayRef<int64_t> shape,
                           ArrayRef<Stream> inputs, MakeElement element) {
  SmallVector<unsigned, 2> families = unionOfFamilies(inputs);
  SmallVector<int64_t, 6> extents;
  for (unsigned level : families)
    extents.push_back(counts[level]);
  llvm::append_range(extents, shape);
  auto reduce = ReduceOp::create(
      builder, location, kind, extents,
      [&](OpBuilder &nested, Location loc, ValueRange index) -> Value {
        Body body(nested, loc, families, index.take_front(families.size()));
        return element(body, index.drop_front(families.size()));
      });
  return wrap(reduce.getResult());
}

Stream StepBuilder::fft(FftKind kind, const Stream &input,
                        ArrayRef<int64_t> axes, RankedTensorType type) {
  int64_t batch = input.families.size();
  SmallVector<int64_t, 4> shifted;
  for (int64_t axis : axes)
    shifted.push_back(axis + batch);
  SmallVector<int64_t, 6> shape;
  for (unsigned level : input.families)
    shape.push_back(counts[level]);
  llvm::append_range(shape, type.getShape());
  auto full = RankedTensorType::get(shape, type.getElementType());
  auto step = FftOp::create(builder, location, full, kind, input.array,
                            shifted);
  return {step.getResult(), input.families};
}

Stream StepBuilder::constant(double value) {
  return splat(RankedTensorType::get({}, builder.getF64Type()), value);
}

Stream StepBuilder::splat(RankedTensorType type, double value) {
  if (auto complex = dyn_cast<ComplexType>(type.getElementType())) {
    Attribute re = builder.getFloatAttr(complex.getElementType(), value);
    Attribute im = builder.getFloatAttr(complex.getElementType(), 0.0);
    std::complex<APFloat> number(mlir::cast<FloatAttr>(re).getValue(),
                                 mlir::cast<FloatAttr>(im).getValue());
    return wrap(arith::ConstantOp::create(
        builder, location, DenseElementsAttr::get(type, number)));
  }
  return wrap(arith::ConstantOp::create(
      builder, location,
      DenseElementsAttr::get(
          type, ArrayRef<Attribute>(
                    builder.getFloatAttr(type.getElementType(), value)))));
}

Stream StepBuilder::scalar(ArrayRef<Stream> inputs,
                           llvm::function_ref<Value(Body &, ValueRange)> f) {
  auto type = RankedTensorType::get({}, builder.getF64Type());
  return map(type, inputs, [&](Body &body, ValueRange) -> Value {
    SmallVector<Value, 4> values;
    for (const Stream &input : inputs)
      values.push_back(
          body.cast(body.read(input, {}), body.builder.getF64Type()));
    return f(body, values);
  });
}

Stream StepBuilder::axpby(const Stream &a, const Stream &x, const Stream &b,
                          const Stream &y) {
  SmallVector<Stream, 4> inputs{x, y};
  if (a)
    inputs.push_back(a);
  if (b)
    inputs.push_back(b);
  Type element = x.getElementType();
  if (isa<ComplexType>(y.getElementType()))
    element = y.getElementType();
  FloatType real = linop::realElement(element);
  auto type = RankedTensorType::get(x.getShape(), element);
  return map(type, inputs, [&](Body &body, ValueRange index) -> Value {
    Value left = body.read(x, index), right = body.read(y, index);
    if (a)
      left = body.mul(left, body.cast(body.read(a, {}), real));
    if (b)
      right = body.mul(right, body.cast(body.read(b, {}), real));
    return body.add(left, right);
  });
}

Stream StepBuilder::cast(const Stream &x, Type element) {
  if (x.getElementType() == element)
    return x;
  return map(RankedTensorType::get(x.getShape(), element), {x},
             [&](Body &body, ValueRange index) -> Value {
               return body.cast(body.read(x, index), element);
             });
}

Stream StepBuilder::dot(const Stream &x, const Stream &y) {
  return reduce(Reduction::sum, x.getShape(), {x, y},
                [&](Body &body, ValueRange index) -> Value {
                  // Products are made in f64, so a sum of them is exact to
                  // the accuracy of the data.
                  Value a = body.read(x, index), b = body.read(y, index);
                  Type f64 = body.builder.getF64Type();
                  auto wide = [&](Value v) { return body.cast(v, f64); };
                  Value sum = body.mul(wide(body.realPart(a)),
                                       wide(body.realPart(b)));
                  if (!isa<ComplexType>(a.getType()) ||
                      !isa<ComplexType>(b.getType()))
                    return sum;
                  return body.add(sum, body.mul(wide(body.imagPart(a)),
                                                wide(body.imagPart(b))));
                });
}

//===----------------------------------------------------------------------===//
// Families
//===----------------------------------------------------------------------===//

unsigned StepBuilder::enterFamily(Value index, int64_t count) {
  counts.push_back(count);
  indices.push_back(index);
  return counts.size() - 1;
}

void StepBuilder::leaveFamily() {
  counts.pop_back();
  indices.pop_back();
}

std::optional<unsigned> StepBuilder::levelOf(Value index) const {
  const Value *position = llvm::find(indices, index);
  if (position == indices.end())
    return std::nullopt;
  return position - indices.begin();
}

Stream StepBuilder::toFamily(const Stream &x, unsigned level) {
  Stream result = x;
  // The family's axis lies behind those of the outer levels already.
  result.families.push_back(level);
  return result;
}

Stream StepBuilder::fromFamily(const Stream &x, unsigned level) {
  if (!x.families.empty() && x.families.back() == level) {
    Stream result = x;
    result.families.pop_back();
    return result;
  }
  SmallVector<int64_t, 6> shape{counts[level]};
  llvm::append_range(shape, x.getShape());
  return map(RankedTensorType::get(shape, x.getElementType()), {x},
             [&](Body &body, ValueRange index) -> Value {
               return body.read(x, index.drop_front());
             });
}

Stream StepBuilder::sumFamily(const Stream &x, unsigned level) {
  bool depends = !x.families.empty() && x.families.back() == level;
  if (!depends) {
    double count = static_cast<double>(counts[level]);
    return map(x.getType(), {x}, [&](Body &body, ValueRange index) -> Value {
      Type real = linop::realElement(x.getElementType());
      return body.mul(body.read(x, index), body.real(count, real));
    });
  }
  Stream members = x;
  members.families.pop_back();
  return map(x.getType(), {members}, [&](Body &body, ValueRange index) {
    return body.sum({counts[level]}, x.getElementType(),
                    [&](Body &inner, ValueRange member) -> Value {
                      SmallVector<Value, 6> full{member.front()};
                      llvm::append_range(full, index);
                      return inner.read(members, full);
                    });
  });
}
