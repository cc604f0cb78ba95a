//===- Algorithm.cpp - what builders of iterations share --------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Algorithm.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

static std::optional<double> asNumber(Attribute value) {
  if (auto real = dyn_cast_or_null<FloatAttr>(value))
    return real.getValueAsDouble();
  if (auto integer = dyn_cast_or_null<IntegerAttr>(value))
    return static_cast<double>(integer.getInt());
  return std::nullopt;
}

double Choice::number(StringRef name, double fallback) {
  if (std::optional<double> given = asNumber(options.get(name)))
    return *given;
  options.set(name, Builder(context).getF64FloatAttr(fallback));
  return fallback;
}

int64_t Choice::integer(StringRef name, int64_t fallback) {
  if (std::optional<double> given = asNumber(options.get(name)))
    return static_cast<int64_t>(*given);
  options.set(name, Builder(context).getI64IntegerAttr(fallback));
  return fallback;
}

bool Choice::flag(StringRef name, bool fallback) {
  if (auto given = dyn_cast_or_null<BoolAttr>(options.get(name)))
    return given.getValue();
  options.set(name, Builder(context).getBoolAttr(fallback));
  return fallback;
}

bool Choice::has(StringRef name) const {
  return static_cast<bool>(options.get(name));
}

void Choice::setRoots(double primalEntries, double dualEntries) {
  Builder builder(context);
  options.set("primal_root",
              builder.getF64FloatAttr(std::sqrt(primalEntries)));
  options.set("dual_root", builder.getF64FloatAttr(std::sqrt(dualEntries)));
}

LogicalResult proxc::detail::checkRange(ProblemSteps &problem,
                                        const Choice &choice, StringRef name,
                                        double low, double high,
                                        bool inclusive) {
  Attribute given = choice.options.get(name);
  if (!given)
    return success();
  std::optional<double> value = asNumber(given);
  if (value && *value > low && *value < high)
    return success();
  if (value && inclusive && (*value == low || *value == high))
    return success();
  InFlightDiagnostic error = problem.problem.emitError("expected the option '")
                             << name << "' of '" << choice.method << "' to be ";
  if (std::isfinite(high))
    error << "between " << llvm::formatv("{0}", low).str() << " and "
          << llvm::formatv("{0}", high).str();
  else
    error << "greater than " << llvm::formatv("{0}", low).str();
  if (value)
    error << ", found " << llvm::formatv("{0}", *value).str();
  return error;
}

//===----------------------------------------------------------------------===//
// The loop
//===----------------------------------------------------------------------===//

FailureOr<SmallVector<Stream>> LoopBuilder::build(StepBuilder &steps,
                                                  ArrayRef<State> states,
                                                  Body body, Check check) {
  OpBuilder &builder = steps.builder;
  SmallVector<Value> init;
  SmallVector<Type> types;
  SmallVector<Attribute> names;
  SmallVector<int64_t> derived;
  for (auto [i, state] : llvm::enumerate(states)) {
    if (state.derived)
      derived.push_back(i);
    init.push_back(state.start.array);
    types.push_back(state.start.array.getType());
    names.push_back(builder.getStringAttr(state.name));
  }
  auto loop = solver::IterateOp::create(builder, steps.location, types, init,
                                        builder.getArrayAttr(names));
  if (!derived.empty())
    loop->setAttr(solver::kDerivedStates,
                  builder.getDenseI64ArrayAttr(derived));
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

SmallVector<Stream> proxc::detail::addAll(StepBuilder &steps,
                                          ArrayRef<Stream> a,
                                          const Stream &factor,
                                          ArrayRef<Stream> b) {
  SmallVector<Stream> sums;
  for (auto [x, y] : llvm::zip(a, b))
    sums.push_back(y ? steps.axpby({}, x, factor, y) : x);
  return sums;
}

SmallVector<Stream> proxc::detail::relaxAll(StepBuilder &steps,
                                            double relaxation,
                                            ArrayRef<Stream> a,
                                            ArrayRef<Stream> b) {
  if (relaxation == 1.0)
    return SmallVector<Stream>(b);
  SmallVector<Stream> relaxed;
  for (auto [x, y] : llvm::zip(a, b))
    relaxed.push_back(
        steps.map(x.getType(), {x, y},
                  [&, x = x, y = y](Body &body, ValueRange index) {
                    Type real = linop::realElement(x.getElementType());
                    Value from = body.read(x, index), to = body.read(y, index);
                    return body.add(from, body.mul(body.real(relaxation, real),
                                                   body.sub(to, from)));
                  }));
  return relaxed;
}

Point proxc::detail::orZero(ProblemSteps &problem, const Point &x) {
  Point filled;
  for (auto [unknown, stream] : llvm::zip(problem.unknowns, x))
    filled.push_back(stream ? stream : problem.steps.splat(unknown.type, 0.0));
  return filled;
}

//===----------------------------------------------------------------------===//
// The stopping rule
//===----------------------------------------------------------------------===//

Stream proxc::detail::largerOf(StepBuilder &steps, const Stream &a,
                               const Stream &b) {
  return steps.scalar({a, b}, [](Body &body, ValueRange v) {
    return body.max(v[0], v[1]);
  });
}

Residual proxc::detail::floored(StepBuilder &steps, const Residual &residual,
                                const Stream &seen, const Stream &apart,
                                const Stream &terms, double epsilon) {
  Residual result;
  result.scale =
      steps.scalar({residual.scale, apart}, [](Body &body, ValueRange v) {
        return body.max(v[0], body.mul(body.real(1e-5, v[0].getType()), v[1]));
      });
  result.norm = steps.scalar(
      {residual.norm, residual.scale, seen, apart, terms},
      [&](Body &body, ValueRange v) {
        Type f64 = v[0].getType();
        Value size = body.max(body.max(v[1], v[2]), v[3]);
        // Steps that went astray make `terms` as large as can be.
        Value floor = body.min(
            body.mul(body.real(4.0 * epsilon, f64), body.max(size, v[4])),
            body.mul(body.real(1e-5, f64), size));
        return body.select(body.less(floor, v[0]), v[0], body.real(0.0, f64));
      });
  return result;
}

void proxc::detail::addResiduals(LoopBuilder::Verdict &verdict,
                                 const Residual &primal,
                                 const Residual &dual) {
  verdict.metrics.push_back({"primal_residual", primal.norm});
  verdict.metrics.push_back({"primal_scale", primal.scale});
  verdict.metrics.push_back({"dual_residual", dual.norm});
  verdict.metrics.push_back({"dual_scale", dual.scale});
}

bool proxc::detail::addValues(LoopBuilder::Verdict &verdict,
                              const ProblemSteps::Evaluation &value,
                              const Stream &dual, const Stream &start) {
  verdict.metrics.push_back({"objective", value.objective});
  verdict.metrics.push_back({"start_value", start});
  if (value.violation) {
    verdict.metrics.push_back({"violation", value.violation});
    verdict.metrics.push_back({"violation_scale", value.violationScale});
  }
  if (!dual)
    return false;
  verdict.metrics.push_back({"primal_value", value.objective});
  verdict.metrics.push_back({"dual_value", dual});
  return true;
}

//===----------------------------------------------------------------------===//
// Step sizes that adapt
//===----------------------------------------------------------------------===//

Stream proxc::detail::balance(StepBuilder &steps, const Stream &current,
                              const Stream &damping, const Residual &less,
                              const Residual &more, bool root) {
  return steps.scalar(
      {current, damping, less.norm, less.scale, more.norm, more.scale},
      [&](Body &body, ValueRange v) -> Value {
        Type f64 = v[0].getType();
        Value one = body.real(1.0, f64);
        // Residuals below this are as good as 0: no reason for long steps.
        auto relative = [&](Value norm, Value scale) {
          Value safe = body.max(scale, body.real(1e-30, f64));
          return body.max(body.div(norm, safe), body.real(1e-7, f64));
        };
        Value ratio = body.div(relative(v[4], v[5]), relative(v[2], v[3]));
        ratio = body.max(body.min(ratio, body.real(50.0, f64)),
                         body.real(0.02, f64));
        if (root)
          ratio = body.sqrt(ratio);
        // 1 + damping (q - 1) for q = ratio >= 1, and the same downwards: small
        // targets have no logarithm.
        Value up = body.less(one, ratio);
        Value q = body.select(up, ratio, body.div(one, ratio));
        Value factor = body.add(one, body.mul(v[1], body.sub(q, one)));
        return body.select(up, body.mul(v[0], factor), body.div(v[0], factor));
      });
}

Stream proxc::detail::nextDamping(StepBuilder &steps, const Stream &damping) {
  return steps.scalar({damping}, [](Body &body, ValueRange v) {
    return body.mul(v[0], body.real(0.9, v[0].getType()));
  });
}
