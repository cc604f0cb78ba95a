//===- Algorithm.cpp - what builders of iterations share --------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Algorithm.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;

double Choice::number(StringRef name, double fallback) const {
  Attribute value = options ? options.get(name) : Attribute();
  if (auto real = dyn_cast_or_null<FloatAttr>(value))
    return real.getValueAsDouble();
  if (auto integer = dyn_cast_or_null<IntegerAttr>(value))
    return static_cast<double>(integer.getInt());
  return fallback;
}

bool Choice::flag(StringRef name, bool fallback) const {
  Attribute value = options ? options.get(name) : Attribute();
  if (auto boolean = dyn_cast_or_null<BoolAttr>(value))
    return boolean.getValue();
  return fallback;
}

bool Choice::has(StringRef name) const {
  return options && options.contains(name);
}

FailureOr<SmallVector<Stream>> LoopBuilder::build(StepBuilder &steps,
                                                  ArrayRef<State> states,
                                                  Body body, Check check) {
  OpBuilder &builder = steps.builder;
  SmallVector<Value> init;
  SmallVector<Type> types;
  SmallVector<Attribute> names;
  for (const State &state : states) {
    init.push_back(state.start.array);
    types.push_back(state.start.array.getType());
    names.push_back(builder.getStringAttr(state.name));
  }
  auto loop = solver::IterateOp::create(builder, steps.location, types, init,
                                        builder.getArrayAttr(names));
  steps.setAnchor(loop);
  OpBuilder::InsertionGuard guard(builder);
  SmallVector<Location> locations(types.size(), steps.location);
  auto wrapAll = [&](ValueRange values) {
    SmallVector<Stream> streams;
    for (Value value : values)
      streams.push_back(steps.wrap(value));
    return streams;
  };

  Block *block =
      builder.createBlock(&loop.getBody(), {}, types, locations);
  PROXC_TRY(next, body(wrapAll(block->getArguments())));
  SmallVector<Value> yielded;
  for (const Stream &stream : next)
    yielded.push_back(stream.array);
  solver::YieldOp::create(builder, steps.location, yielded);

  SmallVector<Type> twice(types);
  llvm::append_range(twice, types);
  locations.append(types.size(), steps.location);
  block = builder.createBlock(&loop.getCheck(), {}, twice, locations);
  SmallVector<Stream> all = wrapAll(block->getArguments());
  ArrayRef<Stream> view(all);
  PROXC_TRY(verdict, check(view.take_front(types.size()),
                           view.drop_front(types.size())));
  SmallVector<Value> metrics, scalars;
  SmallVector<Attribute> metricNames;
  for (auto &[name, value] : verdict.metrics) {
    metricNames.push_back(builder.getStringAttr(name));
    metrics.push_back(value.array);
  }
  for (const Stream &scalar : verdict.scalars)
    scalars.push_back(scalar.array);
  solver::VerdictOp::create(builder, steps.location, metrics,
                            builder.getArrayAttr(metricNames), scalars);
  steps.setAnchor(nullptr);
  return wrapAll(loop.getResults());
}

//===----------------------------------------------------------------------===//
// Vectors of arrays
//===----------------------------------------------------------------------===//

Stream proxc::detail::dotAll(StepBuilder &steps, ArrayRef<Stream> a,
                             ArrayRef<Stream> b) {
  SmallVector<Stream, 4> parts;
  for (auto [x, y] : llvm::zip(a, b))
    if (x && y)
      parts.push_back(steps.dot(x, y));
  if (parts.size() == 1)
    return parts.front();
  return steps.scalar(parts, [](Body &body, ValueRange values) {
    Value sum = body.real(0.0, body.builder.getF64Type());
    for (Value value : values)
      sum = body.add(sum, value);
    return sum;
  });
}

Stream proxc::detail::normAll(StepBuilder &steps, ArrayRef<Stream> a) {
  return steps.scalar({dotAll(steps, a, a)},
                      [](Body &body, ValueRange values) {
                        return body.sqrt(values.front());
                      });
}

SmallVector<Stream> proxc::detail::subtractAll(StepBuilder &steps,
                                               ArrayRef<Stream> a,
                                               ArrayRef<Stream> b) {
  SmallVector<Stream> differences;
  for (auto [x, y] : llvm::zip(a, b))
    differences.push_back(
        steps.map(x.getType(), {x, y}, [&, x = x, y = y](Body &body,
                                                         ValueRange index) {
          return body.sub(body.read(x, index), body.read(y, index));
        }));
  return differences;
}
