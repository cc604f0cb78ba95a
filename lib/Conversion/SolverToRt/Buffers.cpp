//===- Buffers.cpp - arrays and numbers of a phase --------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Emitter.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;
using namespace proxc::solver;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

Value PhaseEmitter::constantIndex(int64_t value) {
  return arith::ConstantIndexOp::create(builder, location, value);
}

/// The type of one of `planes` planes: the leading axes are components.
static RankedTensorType planeType(RankedTensorType type, int64_t planes) {
  ArrayRef<int64_t> shape = type.getShape();
  while (planes > 1) {
    planes /= shape.front();
    shape = shape.drop_front();
  }
  return RankedTensorType::get(shape, type.getElementType());
}

Value PhaseEmitter::arena(const Place &place, rt::BufferType type,
                          int64_t plane) {
  int64_t base = place.kind == Place::Scratch ? shared.scratchBase : 0;
  auto at = [&](int64_t offset) -> Value {
    return rt::ArenaOp::create(builder, location, type, frame, base + offset);
  };
  if (place.odd.empty())
    return at(place.even[plane]);
  Value even = at(place.even[plane]), odd = at(place.odd[plane]);
  if (place.other)
    std::swap(even, odd);
  return rt::PingPongOp::create(builder, location, type, frame, even, odd);
}

Value PhaseEmitter::bufferAt(const Place &place, RankedTensorType type) {
  auto buffer = rt::BufferType::get(type);
  switch (place.kind) {
  case Place::Arena:
  case Place::Scratch:
    assert(place.even.size() == 1 && "this array is kept in planes");
    return arena(place, buffer, 0);
  case Place::Param:
    return rt::ParamOp::create(builder, location, buffer, frame, place.index);
  case Place::Input:
    return rt::InputOp::create(builder, location, buffer, frame, place.index);
  case Place::Result:
    return rt::ResultOp::create(builder, location, buffer, frame, place.index);
  case Place::OperatorIn:
    return rt::OperatorInputOp::create(builder, location, buffer, frame);
  case Place::OperatorOut:
    return rt::OperatorOutputOp::create(builder, location, buffer, frame);
  case Place::Global:
    return rt::GetGlobalOp::create(builder, location, buffer, place.global);
  case Place::None:
    break;
  }
  return {};
}

Value PhaseEmitter::planeAt(const Place &place, RankedTensorType type,
                            int64_t plane, int64_t planes) {
  if (planes == 1)
    return bufferAt(place, type);
  auto part = planeType(type, planes);
  if (static_cast<int64_t>(place.even.size()) == planes)
    return arena(place, rt::BufferType::get(part), plane);
  return slab(bufferAt(place, type), type, plane, planes);
}

Value PhaseEmitter::slab(Value whole, RankedTensorType type, int64_t plane,
                         int64_t planes) {
  auto part = planeType(type, planes);
  int64_t leading = type.getRank() - part.getRank(), rest = plane;
  SmallVector<int64_t> position(leading);
  for (int64_t axis = leading - 1; axis >= 0; --axis) {
    position[axis] = rest % type.getDimSize(axis);
    rest /= type.getDimSize(axis);
  }
  SmallVector<Value> indices;
  for (int64_t i : position)
    indices.push_back(constantIndex(i));
  return rt::ViewOp::create(builder, location, rt::BufferType::get(part), whole,
                            indices);
}

FailureOr<Value> PhaseEmitter::global(ElementsAttr data) {
  auto [entry, isNew] = shared.globals.insert({data, std::string()});
  if (isNew) {
    entry->second = (shared.program.getSymName() + "_data" +
                     std::to_string(shared.globals.size() - 1))
                        .str();
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPoint(shared.rtProgram);
    rt::GlobalOp::create(builder, location, entry->second, data);
  }
  Place place;
  place.kind = Place::Global;
  place.global = entry->second;
  return bufferAt(place, cast<RankedTensorType>(data.getType()));
}

FailureOr<Value> PhaseEmitter::buffer(Value value) {
  if (const Place *place = planner.find(value))
    return bufferAt(*place, typeOf(value));
  if (auto constant = value.getDefiningOp<arith::ConstantOp>())
    return global(cast<ElementsAttr>(constant.getValue()));
  emitError(value.getLoc(), "this array has no place in memory");
  return failure();
}

FailureOr<Value> PhaseEmitter::plane(Value value, int64_t plane,
                                     int64_t planes) {
  if (const Place *place = planner.find(value))
    return planeAt(*place, typeOf(value), plane, planes);
  FailureOr<Value> whole = buffer(value);
  if (failed(whole) || planes == 1)
    return whole;
  return slab(*whole, typeOf(value), plane, planes);
}

FailureOr<Value> PhaseEmitter::number(Value value) {
  auto known = numbers.find(value);
  if (known != numbers.end())
    return known->second;
  auto type = typeOf(value);
  if (auto constant = value.getDefiningOp<arith::ConstantOp>()) {
    auto elements = cast<DenseElementsAttr>(constant.getValue());
    Attribute element = elements.getSplatValue<Attribute>();
    if (auto parts = dyn_cast<ArrayAttr>(element))
      return Value(complex::ConstantOp::create(
          builder, location, type.getElementType(), parts));
    return Value(arith::ConstantOp::create(builder, location,
                                           cast<TypedAttr>(element)));
  }
  const Place *place = planner.find(value);
  if (!place) {
    emitError(value.getLoc(), "this number has no place in memory");
    return failure();
  }
  return Value(rt::LoadOp::create(builder, location, type.getElementType(),
                                  bufferAt(*place, type), ValueRange{}));
}

LogicalResult PhaseEmitter::move(Value value, const Place &target) {
  auto type = typeOf(value);
  if (type.getRank() == 0) {
    FailureOr<Value> scalar = number(value);
    if (failed(scalar))
      return failure();
    rt::StoreOp::create(builder, location, *scalar, bufferAt(target, type),
                        ValueRange{});
    return success();
  }
  const Place *source = planner.find(value);
  if (source && source->kind == target.kind && source->index == target.index &&
      source->even == target.even && source->other == target.other)
    return success();
  bool inArena = target.kind == Place::Arena || target.kind == Place::Scratch;
  int64_t planes = inArena ? target.even.size() : 1;
  if (source && source->even.size() > 1)
    planes = source->even.size();
  auto constant = value.getDefiningOp<arith::ConstantOp>();
  auto splat = constant ? dyn_cast<SplatElementsAttr>(constant.getValue())
                        : SplatElementsAttr();
  for (int64_t p = 0; p < planes; ++p) {
    Value to = planeAt(target, type, p, planes);
    if (splat) {
      Attribute element = splat.getSplatValue<Attribute>();
      Value scalar;
      if (auto parts = dyn_cast<ArrayAttr>(element))
        scalar = complex::ConstantOp::create(builder, location,
                                             type.getElementType(), parts);
      else
        scalar = arith::ConstantOp::create(builder, location,
                                           cast<TypedAttr>(element));
      rt::FillOp::create(builder, location, scalar, to);
      continue;
    }
    FailureOr<Value> from = plane(value, p, planes);
    if (failed(from))
      return failure();
    rt::CopyOp::create(builder, location, *from, to);
  }
  return success();
}
