//===- Emitter.cpp - one phase as a function --------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Emitter.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;
using namespace proxc::solver;

// The kinds of start, as proxc-rt numbers them.
static constexpr int32_t fromResult = 1, continued = 2, restarted = 3;
static constexpr int32_t regularCheck = 1;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

PhaseEmitter::PhaseEmitter(Shared &shared, OpBuilder &builder, StringRef name)
    : shared(shared), planner(shared.planner), builder(builder), name(name),
      location(shared.program.getLoc()) {}

LogicalResult
PhaseEmitter::emit(llvm::function_ref<LogicalResult(PhaseEmitter &)> fill) {
  OpBuilder::InsertionGuard guard(builder);
  auto frameType = rt::FrameType::get(builder.getContext());
  auto function = func::FuncOp::create(
      builder, location, name,
      builder.getFunctionType({frameType}, {builder.getI32Type()}));
  Block *entry = function.addEntryBlock();
  frame = entry->getArgument(0);
  builder.setInsertionPointToEnd(entry);
  if (failed(fill(*this)))
    return failure();
  Value status = rt::StatusOp::create(builder, location, builder.getI32Type(),
                                      frame);
  func::ReturnOp::create(builder, location, status);
  return success();
}

//===----------------------------------------------------------------------===//
// Phases
//===----------------------------------------------------------------------===//

LogicalResult
PhaseEmitter::emitSteps(Block &block,
                        llvm::function_ref<bool(Operation *)> wanted) {
  for (Operation &op : block.without_terminator())
    if (wanted(&op) && failed(emitStep(&op)))
      return failure();
  return success();
}

static bool every(Operation *) { return true; }

LogicalResult PhaseEmitter::emitPhaseResults(Operation *phase, bool start) {
  Operation *yield = phase->getRegion(0).front().getTerminator();
  for (OpResult result : phase->getResults()) {
    Value inner = yield->getOperand(result.getResultNumber());
    bool onlyStarts = planner.startOnly.contains(inner.getDefiningOp());
    const Place *place = planner.find(result);
    if (!place || onlyStarts != start)
      continue;
    if (failed(move(inner, *place)))
      return failure();
  }
  return success();
}

LogicalResult PhaseEmitter::emitSetup() {
  if (failed(emitSteps(planner.setup.getBody().front(), every)))
    return failure();
  return emitPhaseResults(planner.setup, /*start=*/false);
}

Value PhaseEmitter::startIs(int32_t kind) {
  Value start = rt::FieldOp::create(builder, location, builder.getI32Type(),
                                    rt::Field::start, frame);
  Value wanted = arith::ConstantIntOp::create(builder, location,
                                              builder.getI32Type(), kind);
  return arith::CmpIOp::create(builder, location, arith::CmpIPredicate::eq,
                               start, wanted);
}

LogicalResult PhaseEmitter::emitPrologue() {
  if (planner.prologue) {
    Block &block = planner.prologue.getBody().front();
    if (failed(emitSteps(block, [&](Operation *op) {
          return !planner.startOnly.contains(op);
        })) ||
        failed(emitPhaseResults(planner.prologue, /*start=*/false)))
      return failure();
  }
  if (!planner.loop)
    return success();
  auto fill = [&](bool derived) -> LogicalResult {
    for (auto [i, init] : llvm::enumerate(planner.loop.getInit())) {
      const Place &state = planner.statePlace(i);
      const Place *place = planner.find(init);
      bool there = place && place->kind == state.kind &&
                   place->even == state.even;
      if (isDerivedState(planner.loop, i) == derived && !there &&
          failed(move(init, state)))
        return failure();
    }
    return success();
  };
  if (failed(fill(/*derived=*/true)))
    return failure();
  // A continued solve keeps the rest of its state.
  auto branch = scf::IfOp::create(builder, location, startIs(continued),
                                  /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPoint(branch.elseBlock()->getTerminator());
  if (planner.prologue &&
      (failed(emitSteps(planner.prologue.getBody().front(),
                        [&](Operation *op) {
                          return planner.startOnly.contains(op);
                        })) ||
       failed(emitPhaseResults(planner.prologue, /*start=*/true))))
    return failure();
  return fill(/*derived=*/false);
}

/// Copies states that are updated in place where a check will compare.
LogicalResult PhaseEmitter::emitCopies(Block &body) {
  SmallVector<unsigned> copied;
  for (unsigned i = 0, e = body.getNumArguments(); i < e; ++i)
    if (planner.copyOfState(i).kind != Place::None)
      copied.push_back(i);
  if (copied.empty())
    return success();
  Value checking = rt::FieldOp::create(builder, location, builder.getI32Type(),
                                       rt::Field::checking, frame);
  Value none = arith::ConstantIntOp::create(builder, location,
                                            builder.getI32Type(), 0);
  Value compares = arith::CmpIOp::create(
      builder, location, arith::CmpIPredicate::ne, checking, none);
  auto branch = scf::IfOp::create(builder, location, compares,
                                  /*withElseRegion=*/false);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPoint(branch.thenBlock()->getTerminator());
  for (unsigned i : copied)
    if (failed(move(body.getArgument(i), planner.copyOfState(i))))
      return failure();
  return success();
}

LogicalResult PhaseEmitter::emitIteration() {
  IterateOp loop = planner.loop;
  if (!loop)
    return success();
  Block &body = loop.getBody().front();
  if (failed(emitCopies(body)) || failed(emitSteps(body, every)))
    return failure();
  // All new numbers are known before any is stored.
  SmallVector<std::pair<Value, unsigned>> pending;
  for (auto [i, next] : llvm::enumerate(body.getTerminator()->getOperands())) {
    Place target = planner.statePlace(i);
    if (!target.odd.empty())
      target = target.flipped();
    if (typeOf(next).getRank() == 0) {
      FailureOr<Value> value = number(next);
      if (failed(value))
        return failure();
      pending.push_back({*value, i});
      continue;
    }
    const Place *place = planner.find(next);
    bool there = place && place->kind == Place::Arena &&
                 place->even == target.even && place->other == target.other;
    if (!there && failed(move(next, target)))
      return failure();
  }
  for (auto [value, i] : pending) {
    auto type = typeOf(loop.getInit()[i]);
    rt::StoreOp::create(builder, location, value,
                        bufferAt(planner.statePlace(i), type), ValueRange{});
  }
  return success();
}

LogicalResult PhaseEmitter::emitClosedFormCheck() {
  // A minimum that is computed directly leaves no residual.
  using rt::Metric;
  for (auto [metric, value] :
       {std::pair(Metric::primal_residual, 0.0),
        std::pair(Metric::primal_scale, 1.0),
        std::pair(Metric::dual_residual, 0.0),
        std::pair(Metric::dual_scale, 1.0)}) {
    Value number = arith::ConstantOp::create(builder, location,
                                             builder.getF32FloatAttr(value));
    rt::MetricOp::create(builder, location, metric, frame, number);
  }
  return success();
}

LogicalResult PhaseEmitter::emitCheck() {
  IterateOp loop = planner.loop;
  if (!loop)
    return emitClosedFormCheck();
  Block &check = loop.getCheck().front();
  if (failed(emitSteps(check, every)))
    return failure();
  auto verdict = cast<VerdictOp>(check.getTerminator());
  Value restart;
  for (auto [metric, attribute] :
       llvm::zip(verdict.getMetrics(), verdict.getNames())) {
    StringRef label = cast<StringAttr>(attribute).getValue();
    if (label == "start_value")
      label = "initial_value";
    FailureOr<Value> value = number(metric);
    if (failed(value))
      return failure();
    if (label == "restart") {
      restart = *value;
      continue;
    }
    std::optional<rt::Metric> kind = rt::symbolizeMetric(label);
    if (!kind)
      return verdict.emitOpError("names an unknown metric '") << label << "'";
    rt::MetricOp::create(builder, location, *kind, frame, *value);
  }
  return emitAdaptation(verdict, restart);
}

Value PhaseEmitter::isSet(Value flag) {
  Value zero = arith::ConstantOp::create(
      builder, location, builder.getFloatAttr(flag.getType(), 0.0));
  return arith::CmpFOp::create(builder, location, arith::CmpFPredicate::OGT,
                               flag, zero);
}

LogicalResult PhaseEmitter::emitAdaptation(VerdictOp verdict, Value restart) {
  if (verdict.getStates().empty() && !restart)
    return success();
  SmallVector<Value> values;
  for (Value state : verdict.getStates()) {
    FailureOr<Value> value = number(state);
    if (failed(value))
      return failure();
    values.push_back(*value);
  }
  // A check that only reports leaves the steps alone.
  Value checking = rt::FieldOp::create(builder, location, builder.getI32Type(),
                                       rt::Field::checking, frame);
  Value regular = arith::ConstantIntOp::create(
      builder, location, builder.getI32Type(), regularCheck);
  Value adapts = arith::CmpIOp::create(
      builder, location, arith::CmpIPredicate::eq, checking, regular);
  auto branch = scf::IfOp::create(builder, location, adapts,
                                  /*withElseRegion=*/false);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPoint(branch.thenBlock()->getTerminator());
  if (restart)
    rt::RequestRestartOp::create(builder, location, frame, isSet(restart));
  unsigned first = planner.loop.getNumResults() - values.size();
  for (auto [i, value] : llvm::enumerate(values))
    rt::StoreOp::create(builder, location, value,
                        bufferAt(planner.statePlace(first + i),
                                 typeOf(planner.loop.getInit()[first + i])),
                        ValueRange{});
  return success();
}

LogicalResult PhaseEmitter::emitEpilogue() {
  Block &block = planner.epilogue.getBody().front();
  for (Operation &op : block) {
    if (auto result = dyn_cast<ResultOp>(op)) {
      Place target;
      target.kind = Place::Result;
      target.index = planner.resultNumber(result.getName());
      const Place *place = planner.find(result.getValue());
      // A number is computed in a register.
      bool there = typeOf(result.getValue()).getRank() > 0 && place &&
                   place->kind == Place::Result &&
                   place->index == target.index;
      if (!there && failed(move(result.getValue(), target)))
        return failure();
    } else if (auto metric = dyn_cast<solver::MetricOp>(op)) {
      std::optional<rt::Metric> kind = rt::symbolizeMetric(metric.getName());
      FailureOr<Value> value = number(metric.getValue());
      if (!kind || failed(value))
        return metric.emitOpError("names an unknown metric");
      rt::MetricOp::create(builder, location, *kind, frame, *value);
    } else if (failed(emitStep(&op))) {
      return failure();
    }
  }
  return success();
}

LogicalResult PhaseEmitter::emitOperator(OperatorOp op) {
  Block &block = op.getBody().front();
  if (failed(emitSteps(block, every)))
    return failure();
  Value value = block.getTerminator()->getOperand(0);
  Place target;
  target.kind = Place::OperatorOut;
  const Place *place = planner.find(value);
  if (place && place->kind == Place::OperatorOut)
    return success();
  return move(value, target);
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

LogicalResult PhaseEmitter::emitStep(Operation *op) {
  if (auto call = dyn_cast<CallOp>(op))
    return emitCall(call);
  if (auto fft = dyn_cast<FftOp>(op))
    return emitFft(fft);
  if (auto sparse = dyn_cast<SparseOp>(op))
    return emitSparse(sparse);
  if (auto start = dyn_cast<StartOp>(op))
    return emitStart(start);
  if (auto map = dyn_cast<MapOp>(op); map && typeOf(map).getRank() == 0)
    return emitScalarMap(map);
  if (auto refuse = dyn_cast<solver::RefuseOp>(op))
    return emitRefuse(refuse);
  if (op->hasTrait<OpTrait::ConstantLike>())
    return success();
  return op->emitOpError("cannot be put into memory");
}

LogicalResult PhaseEmitter::emitCall(CallOp call) {
  SmallVector<Value> operands;
  for (auto [input, planes] :
       llvm::zip(call.getInputs(), call.getOperandPlanes())) {
    if (typeOf(input).getRank() == 0) {
      FailureOr<Value> value = number(input);
      if (failed(value))
        return failure();
      operands.push_back(*value);
      continue;
    }
    for (int64_t p = 0; p < planes; ++p) {
      FailureOr<Value> value = plane(input, p, planes);
      if (failed(value))
        return failure();
      operands.push_back(*value);
    }
  }
  for (auto [result, planes] :
       llvm::zip(call.getResults(), call.getResultPlanes()))
    for (int64_t p = 0; p < planes; ++p) {
      FailureOr<Value> value = plane(result, p, planes);
      if (failed(value))
        return failure();
      operands.push_back(*value);
    }
  rt::CallKernelOp::create(builder, call.getLoc(), call.getCalleeAttr(),
                           operands, frame);
  return success();
}

LogicalResult PhaseEmitter::emitFft(FftOp fft) {
  FailureOr<Value> in = buffer(fft.getInput()), out = buffer(fft.getResult());
  if (failed(in) || failed(out))
    return failure();
  bool isC2r = fft.getKind() == solver::FftKind::c2r;
  auto real = typeOf(isC2r ? fft.getResult() : fft.getInput());
  Type precision = real.getElementType();
  if (auto complex = dyn_cast<ComplexType>(precision))
    precision = complex.getElementType();
  // The transform may use up an input that nobody reads again.
  const Place *place = planner.find(fft.getInput());
  bool keeps = isC2r && !(place && place->kind == Place::Scratch &&
                          fft.getInput().hasOneUse());
  std::string key;
  llvm::raw_string_ostream stream(key);
  stream << stringifyFftKind(fft.getKind()) << real << ' ' << keeps;
  for (int64_t axis : fft.getAxes())
    stream << ' ' << axis;
  auto [entry, isNew] = shared.ffts.insert({key, shared.ffts.size()});
  if (isNew) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToEnd(&shared.rtProgram.getBody().front());
    rt::DeclareFftOp::create(
        builder, fft.getLoc(),
        static_cast<rt::FftKind>(static_cast<uint32_t>(fft.getKind())),
        real.getShape(), fft.getAxes(), precision, keeps);
  }
  rt::FftOp::create(builder, fft.getLoc(), frame, entry->second, *in, *out);
  return success();
}

FailureOr<Value> PhaseEmitter::emitRead(ReadOp read, IRMapping &mapping) {
  auto type = typeOf(read.getArray());
  if (type.getRank() == 0)
    return number(read.getArray());
  FailureOr<Value> array = buffer(read.getArray());
  if (failed(array))
    return failure();
  SmallVector<Value> indices;
  for (Value index : read.getIndices())
    indices.push_back(mapping.lookupOrDefault(index));
  return Value(rt::LoadOp::create(builder, location, type.getElementType(),
                                  *array, indices));
}

FailureOr<Value> PhaseEmitter::emitSum(SumOp sum, IRMapping &mapping,
                                       unsigned axis, Value total) {
  Block &body = sum.getBody().front();
  if (axis == body.getNumArguments()) {
    FailureOr<Value> term = emitBody(body, mapping);
    if (failed(term))
      return failure();
    if (sum.getKind() == Reduction::max)
      return Value(
          arith::MaximumFOp::create(builder, location, total, *term));
    bool isComplex = isa<ComplexType>(total.getType());
    if (sum.getKind() == Reduction::product)
      return isComplex ? Value(complex::MulOp::create(builder, location, total,
                                                      *term))
                       : Value(arith::MulFOp::create(builder, location, total,
                                                     *term));
    if (isComplex)
      return Value(complex::AddOp::create(builder, location, total, *term));
    return Value(arith::AddFOp::create(builder, location, total, *term));
  }
  auto loop = scf::ForOp::create(builder, location, constantIndex(0),
                                 constantIndex(sum.getExtents()[axis]),
                                 constantIndex(1), total);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(loop.getBody());
  mapping.map(body.getArgument(axis), loop.getInductionVar());
  FailureOr<Value> partial =
      emitSum(sum, mapping, axis + 1, loop.getRegionIterArg(0));
  if (failed(partial))
    return failure();
  scf::YieldOp::create(builder, location, *partial);
  return loop.getResult(0);
}

FailureOr<Value> PhaseEmitter::emitBody(Block &body, IRMapping &mapping) {
  for (Operation &op : body.without_terminator()) {
    FailureOr<Value> value = failure();
    if (auto read = dyn_cast<ReadOp>(op)) {
      value = emitRead(read, mapping);
    } else if (auto sum = dyn_cast<SumOp>(op)) {
      double first = sum.getKind() == Reduction::max
                         ? -std::numeric_limits<double>::infinity()
                     : sum.getKind() == Reduction::product ? 1.0
                                                           : 0.0;
      auto complexType = dyn_cast<ComplexType>(sum.getType());
      Type real = complexType ? complexType.getElementType() : sum.getType();
      Value start = arith::ConstantOp::create(
          builder, location, builder.getFloatAttr(real, first));
      if (complexType) {
        Value none = arith::ConstantOp::create(builder, location,
                                               builder.getFloatAttr(real, 0.0));
        start = complex::CreateOp::create(builder, location, complexType, start,
                                          none);
      }
      value = emitSum(sum, mapping, 0, start);
    } else {
      value = builder.clone(op, mapping)->getResult(0);
    }
    if (failed(value))
      return failure();
    mapping.map(op.getResult(0), *value);
  }
  return mapping.lookupOrDefault(body.getTerminator()->getOperand(0));
}

LogicalResult PhaseEmitter::emitScalarMap(MapOp map) {
  IRMapping mapping;
  // Constants were moved out of bodies.
  SetVector<Value> used;
  getUsedValuesDefinedAbove(map.getBody(), used);
  for (Value value : used)
    if (!isa<RankedTensorType>(value.getType()))
      builder.clone(*value.getDefiningOp(), mapping);
  FailureOr<Value> result = emitBody(map.getBody().front(), mapping);
  if (failed(result))
    return failure();
  numbers[map.getResult()] = *result;
  return success();
}

LogicalResult PhaseEmitter::emitRefuse(solver::RefuseOp refuse) {
  FailureOr<Value> value = number(refuse.getValue());
  if (failed(value))
    return failure();
  rt::RefuseOp::create(builder, location, frame, isSet(*value));
  return success();
}

LogicalResult PhaseEmitter::emitStart(StartOp start) {
  const Place *place = planner.find(start.getResult());
  if (!place)
    return start.emitOpError("has no place");
  Place result;
  result.kind = Place::Result;
  result.index = planner.resultNumber(start.getName());
  OpBuilder::InsertionGuard guard(builder);
  auto warm = scf::IfOp::create(builder, location, startIs(fromResult),
                                /*withElseRegion=*/true);
  builder.setInsertionPoint(warm.thenBlock()->getTerminator());
  auto type = typeOf(start.getResult());
  rt::CopyOp::create(builder, location, bufferAt(result, type),
                     bufferAt(*place, type));
  builder.setInsertionPoint(warm.elseBlock()->getTerminator());
  Value keeps = arith::OrIOp::create(builder, location, startIs(continued),
                                     startIs(restarted));
  auto kept = scf::IfOp::create(builder, location, keeps,
                                /*withElseRegion=*/true);
  builder.setInsertionPoint(kept.elseBlock()->getTerminator());
  return move(start.getCold(), *place);
}
