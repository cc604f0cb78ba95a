//===- SolverInterpreter.cpp - solver programs step by step -----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Reference/SolverInterpreter.h"
#include "SolverInterpreterBody.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace proxc::reference {

using ArrayPtr = std::shared_ptr<const Array>;
using Arrays = SmallVector<ArrayPtr, 6>;

struct SolverInterpreter::Impl {
  explicit Impl(solver::ProgramOp program) : program(program) {}

  FailureOr<ArrayPtr> look(Value value);
  FailureOr<Arrays> look(ValueRange values);
  void set(Value value, Array array) {
    values[value] = std::make_shared<const Array>(std::move(array));
  }

  /// Carries out the operations of a block but its terminator.
  LogicalResult runSteps(Block &block);
  LogicalResult runStep(Operation *op);
  LogicalResult runNamed(Operation *op, StringRef name,
                         const llvm::StringMap<ArrayPtr> &given,
                         std::optional<double> preset);
  LogicalResult runMap(solver::MapOp op);
  LogicalResult runReduce(solver::ReduceOp op);
  LogicalResult runKernel(solver::KernelOp op);
  /// Values of a phase's results from its terminator.
  LogicalResult runPhase(Operation *op);
  LogicalResult runCheck(solver::IterateOp op);

  FailureOr<StepBody *> bodyOf(Operation *op,
                               SmallVectorImpl<const Array *> &inputs);

  template <typename OpT> OpT phase() {
    auto found = program.getBody().front().getOps<OpT>();
    return found.empty() ? OpT() : *found.begin();
  }

  solver::ProgramOp program;
  llvm::DenseMap<Value, ArrayPtr> values;
  llvm::DenseMap<Operation *, std::unique_ptr<StepBody>> bodies;
  llvm::StringMap<ArrayPtr> params, inputs, starts, results;
  llvm::StringMap<double> metrics;
  /// The state before and after the latest iteration.
  Arrays before, after;
};

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

FailureOr<ArrayPtr> SolverInterpreter::Impl::look(Value value) {
  if (auto found = values.find(value); found != values.end())
    return found->second;
  // Operations of the program itself stand outside all phases.
  Operation *op = value.getDefiningOp();
  if (op && op->getParentOp() == program &&
      !isa<solver::SetupOp, solver::PrologueOp, solver::IterateOp>(op)) {
    if (failed(runStep(op)))
      return failure();
    return values[value];
  }
  return emitError(value.getLoc())
         << "the reference interpreter expects a value that was computed "
            "before, found one of a phase that has not run";
}

FailureOr<Arrays> SolverInterpreter::Impl::look(ValueRange range) {
  Arrays result;
  for (Value value : range) {
    FailureOr<ArrayPtr> array = look(value);
    if (failed(array))
      return failure();
    result.push_back(*array);
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

FailureOr<StepBody *>
SolverInterpreter::Impl::bodyOf(Operation *op,
                                SmallVectorImpl<const Array *> &inputs) {
  std::unique_ptr<StepBody> &slot = bodies[op];
  if (!slot)
    slot = StepBody::build(op->getRegion(0));
  StepBody *body = slot.get();
  if (!body)
    return failure();
  for (Value value : body->getArrays()) {
    FailureOr<ArrayPtr> array = look(value);
    if (failed(array))
      return failure();
    inputs.push_back(array->get()); // kept alive by `values`
  }
  return body;
}

LogicalResult SolverInterpreter::Impl::runMap(solver::MapOp op) {
  SmallVector<const Array *, 6> inputs;
  FailureOr<StepBody *> body = bodyOf(op, inputs);
  if (failed(body))
    return failure();
  Array result(cast<RankedTensorType>(op.getType()).getShape());
  int64_t at = 0;
  bool ok = true;
  Array::forEachIndex(result.shape(), [&](ArrayRef<int64_t> index) {
    std::optional<Complex> entry;
    if (ok)
      entry = (*body)->run(index, inputs);
    ok = ok && entry.has_value();
    if (ok)
      result[at++] = *entry;
  });
  set(op.getResult(), std::move(result));
  return success(ok);
}

LogicalResult SolverInterpreter::Impl::runReduce(solver::ReduceOp op) {
  SmallVector<const Array *, 6> inputs;
  FailureOr<StepBody *> body = bodyOf(op, inputs);
  if (failed(body))
    return failure();
  bool isSum = op.getKind() == solver::Reduction::sum;
  double total = isSum ? 0.0 : -std::numeric_limits<double>::infinity();
  bool ok = true;
  Array::forEachIndex(op.getExtents(), [&](ArrayRef<int64_t> index) {
    std::optional<Complex> entry;
    if (ok)
      entry = (*body)->run(index, inputs);
    ok = ok && entry.has_value();
    if (ok)
      total = isSum ? total + entry->real() : std::max(total, entry->real());
  });
  set(op.getResult(), Array::scalar(total));
  return success(ok);
}

LogicalResult SolverInterpreter::Impl::runKernel(solver::KernelOp op) {
  Block &block = op.getBody().front();
  if (failed(runSteps(block)))
    return failure();
  FailureOr<Arrays> yielded = look(block.getTerminator()->getOperands());
  if (failed(yielded))
    return failure();
  for (auto [result, array] : llvm::zip_equal(op->getResults(), *yielded))
    values[result] = array;
  return success();
}

LogicalResult
SolverInterpreter::Impl::runNamed(Operation *op, StringRef name,
                                  const llvm::StringMap<ArrayPtr> &given,
                                  std::optional<double> preset) {
  auto shape = cast<RankedTensorType>(op->getResult(0).getType()).getShape();
  auto found = given.find(name);
  if (found != given.end()) {
    if (found->second->shape() != shape)
      return op->emitError("expected a value of shape ")
             << linop::describe(shape) << " for '" << name << "', found "
             << linop::describe(found->second->shape());
    values[op->getResult(0)] = found->second;
    return success();
  }
  if (!preset)
    return op->emitError("expected a value for '") << name << "', found none";
  set(op->getResult(0), Array(shape, *preset));
  return success();
}

LogicalResult SolverInterpreter::Impl::runStep(Operation *op) {
  return TypeSwitch<Operation *, LogicalResult>(op)
      .Case<solver::MapOp>([&](auto step) { return runMap(step); })
      .Case<solver::ReduceOp>([&](auto step) { return runReduce(step); })
      .Case<solver::KernelOp>([&](auto step) { return runKernel(step); })
      .Case<solver::ParamOp>([&](solver::ParamOp param) {
        std::optional<double> preset;
        if (auto value = param.getDefaultValueAttr())
          preset = value.getValueAsDouble();
        return runNamed(op, param.getName(), params, preset);
      })
      .Case<solver::InputOp>([&](solver::InputOp input) {
        return runNamed(op, input.getName(), inputs, std::nullopt);
      })
      .Case<solver::FftOp>([&](solver::FftOp step) -> LogicalResult {
        FailureOr<ArrayPtr> x = look(step.getInput());
        if (failed(x))
          return failure();
        set(step.getResult(),
            transform(step.getKind(), **x, step.getAxes(),
                      cast<RankedTensorType>(step.getType()).getShape()));
        return success();
      })
      .Case<solver::SparseOp>([&](solver::SparseOp step) -> LogicalResult {
        FailureOr<ArrayPtr> x = look(step.getInput());
        if (failed(x))
          return failure();
        FailureOr<Array> y = multiplySparse(step, **x);
        if (failed(y))
          return failure();
        set(step.getResult(), std::move(*y));
        return success();
      })
      .Case<solver::StartOp>([&](solver::StartOp start) -> LogicalResult {
        if (starts.contains(start.getName()))
          return runNamed(op, start.getName(), starts, std::nullopt);
        FailureOr<ArrayPtr> cold = look(start.getCold());
        if (failed(cold))
          return failure();
        values[start.getResult()] = *cold;
        return success();
      })
      .Case<solver::ResultOp>([&](solver::ResultOp result) -> LogicalResult {
        FailureOr<ArrayPtr> array = look(result.getValue());
        if (failed(array))
          return failure();
        results[result.getName()] = *array;
        return success();
      })
      .Case<solver::MetricOp>([&](solver::MetricOp metric) -> LogicalResult {
        FailureOr<ArrayPtr> array = look(metric.getValue());
        if (failed(array))
          return failure();
        metrics[metric.getName()] = (**array)[0].real();
        return success();
      })
      // Random data may be such that the caller would refuse them.
      .Case<solver::RefuseOp>([](auto) { return success(); })
      .Case<complex::ConstantOp>([](auto) { return success(); })
      .Case<arith::ConstantOp>(
          [&](arith::ConstantOp constant) -> LogicalResult {
            if (!isa<ShapedType>(constant.getType()))
              return success(); // numbers for the bodies of steps
            std::optional<Array> array = linop::constantValue(constant);
            if (!array)
              return op->emitError(
                  "expected a constant whose entries are at hand");
            set(constant.getResult(), std::move(*array));
            return success();
          })
      .Default([](Operation *other) -> LogicalResult {
        return other->emitError("the reference interpreter does not know '")
               << other->getName() << "' as a step";
      });
}

LogicalResult SolverInterpreter::Impl::runSteps(Block &block) {
  for (Operation &op : block)
    if (!op.hasTrait<OpTrait::IsTerminator>() && failed(runStep(&op)))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Phases
//===----------------------------------------------------------------------===//

LogicalResult SolverInterpreter::Impl::runPhase(Operation *op) {
  Block &block = op->getRegion(0).front();
  if (failed(runSteps(block)))
    return failure();
  FailureOr<Arrays> yielded = look(block.getTerminator()->getOperands());
  if (failed(yielded))
    return failure();
  for (auto [result, array] : llvm::zip_equal(op->getResults(), *yielded))
    values[result] = array;
  return success();
}

LogicalResult SolverInterpreter::Impl::runCheck(solver::IterateOp op) {
  Block &block = op.getCheck().front();
  for (auto [i, argument] : llvm::enumerate(block.getArguments()))
    values[argument] = i < before.size() ? before[i] : after[i - before.size()];
  if (failed(runSteps(block)))
    return failure();
  auto verdict = cast<solver::VerdictOp>(block.getTerminator());
  FailureOr<Arrays> found = look(verdict.getMetrics());
  FailureOr<Arrays> replaced = look(verdict.getStates());
  if (failed(found) || failed(replaced))
    return failure();
  for (auto [name, array] : llvm::zip_equal(
           verdict.getNames().getAsValueRange<StringAttr>(), *found))
    metrics[name] = (*array)[0].real();
  llvm::copy(*replaced, after.end() - replaced->size());
  return success();
}

SolverInterpreter::SolverInterpreter(solver::ProgramOp program)
    : impl(std::make_unique<Impl>(program)) {}
SolverInterpreter::~SolverInterpreter() = default;

static ArrayPtr share(Array value) {
  return std::make_shared<const Array>(std::move(value));
}

void SolverInterpreter::setParam(StringRef name, Array value) {
  impl->params[name] = share(std::move(value));
  impl->values.clear();
}
void SolverInterpreter::setInput(StringRef name, Array value) {
  impl->inputs[name] = share(std::move(value));
  for (auto input : impl->program.getBody().front().getOps<solver::InputOp>())
    impl->values.erase(input.getResult());
}
void SolverInterpreter::setStart(StringRef unknown, Array value) {
  impl->starts[unknown] = share(std::move(value));
}

LogicalResult SolverInterpreter::setup() {
  auto phase = impl->phase<solver::SetupOp>();
  return phase ? impl->runPhase(phase) : success();
}

LogicalResult SolverInterpreter::prologue() {
  auto phase = impl->phase<solver::PrologueOp>();
  if (phase && failed(impl->runPhase(phase)))
    return failure();
  auto loop = impl->phase<solver::IterateOp>();
  if (!loop)
    return success();
  FailureOr<Arrays> init = impl->look(loop.getInit());
  if (failed(init))
    return failure();
  impl->before = impl->after = *init;
  return success();
}

LogicalResult SolverInterpreter::iterate(int64_t count) {
  auto loop = impl->phase<solver::IterateOp>();
  if (!loop)
    return success();
  Block &block = loop.getBody().front();
  for (int64_t i = 0; i < count; ++i) {
    for (auto [argument, state] :
         llvm::zip_equal(block.getArguments(), impl->after))
      impl->values[argument] = state;
    if (failed(impl->runSteps(block)))
      return failure();
    FailureOr<Arrays> next = impl->look(block.getTerminator()->getOperands());
    if (failed(next))
      return failure();
    impl->before = std::move(impl->after);
    impl->after = std::move(*next);
  }
  return success();
}

LogicalResult SolverInterpreter::check() {
  auto loop = impl->phase<solver::IterateOp>();
  return loop ? impl->runCheck(loop) : success();
}

LogicalResult SolverInterpreter::epilogue() {
  if (auto loop = impl->phase<solver::IterateOp>())
    for (auto [result, state] :
         llvm::zip_equal(loop->getResults(), impl->after))
      impl->values[result] = state;
  auto phase = impl->phase<solver::EpilogueOp>();
  return phase ? impl->runSteps(phase.getBody().front()) : success();
}

LogicalResult SolverInterpreter::run(int64_t iterations, int64_t checkEvery) {
  if (failed(setup()) || failed(prologue()))
    return failure();
  for (int64_t i = 1; i <= iterations; ++i) {
    if (failed(iterate()))
      return failure();
    bool checks = checkEvery > 0 && (i % checkEvery == 0 || i == iterations);
    if (checks && failed(check()))
      return failure();
  }
  return epilogue();
}

FailureOr<Array> SolverInterpreter::applyOperator(StringRef name,
                                                  StringRef kind,
                                                  const Array &x) {
  for (auto op : impl->program.getBody().front().getOps<solver::OperatorOp>()) {
    if (op.getSymName() != name || stringifyOperatorKind(op.getKind()) != kind)
      continue;
    Block &block = op.getBody().front();
    impl->set(block.getArgument(0), x);
    if (failed(impl->runSteps(block)))
      return failure();
    FailureOr<ArrayPtr> y = impl->look(block.getTerminator()->getOperand(0));
    if (failed(y))
      return failure();
    return **y;
  }
  return impl->program.emitError("expected an operator '")
         << name << "' of kind '" << kind << "', found none";
}

//===----------------------------------------------------------------------===//
// Answers
//===----------------------------------------------------------------------===//

static const Array *lookUp(const llvm::StringMap<ArrayPtr> &map,
                           StringRef name) {
  auto found = map.find(name);
  return found == map.end() ? nullptr : found->second.get();
}

const Array *SolverInterpreter::value(Value value) const {
  auto found = impl->values.find(value);
  return found == impl->values.end() ? nullptr : found->second.get();
}

const Array *SolverInterpreter::state(StringRef name) const {
  auto loop = impl->phase<solver::IterateOp>();
  if (!loop)
    return nullptr;
  for (auto [own, array] : llvm::zip(
           loop.getStateNames().getAsValueRange<StringAttr>(), impl->after))
    if (own == name)
      return array.get();
  return nullptr;
}

const Array *SolverInterpreter::result(StringRef name) const {
  return lookUp(impl->results, name);
}

std::optional<double> SolverInterpreter::metric(StringRef name) const {
  auto found = impl->metrics.find(name);
  if (found == impl->metrics.end())
    return std::nullopt;
  return found->second;
}

} // namespace proxc::reference
