//===- Phases.cpp - programs and their phases -------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Solver/IR/Solver.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace proxc::solver;

//===----------------------------------------------------------------------===//
// What may stand where
//===----------------------------------------------------------------------===//

/// One array or several from arrays, or a look at one.
static bool isStep(Operation &op) {
  return isa<MapOp, ReduceOp, KernelOp, CallOp, FftOp, SparseOp, StartOp,
             RefuseOp>(op) ||
         op.hasTrait<OpTrait::ConstantLike>();
}

static LogicalResult refuse(Operation *parent, Operation &op) {
  InFlightDiagnostic error = op.emitOpError()
                             << "expects not to stand in '" << parent->getName()
                             << "'; steps, constants and what its description "
                                "names may";
  error.attachNote(parent->getLoc()) << "this one";
  return error;
}

/// The block holds steps and a terminator.
static LogicalResult verifySteps(Operation *parent, Block &block) {
  for (Operation &op : block.without_terminator())
    if (!isStep(op))
      return refuse(parent, op);
  return success();
}

/// Steps, and a yield of values of the types of the phase's results.
static LogicalResult verifyPhase(Operation *op, Block &block) {
  auto yield = dyn_cast<YieldOp>(block.getTerminator());
  if (!yield || yield->getOperandTypes() != op->getResultTypes())
    return op->emitOpError("expects its body to yield values of the types of "
                           "its ")
           << op->getNumResults() << " results";
  return verifySteps(op, block);
}

/// A phase that runs once has nothing to take.
static LogicalResult verifyNoArguments(Operation *op) {
  unsigned count = op->getRegion(0).getNumArguments();
  if (count == 0)
    return success();
  return op->emitOpError("expects a body without arguments, found ") << count;
}

LogicalResult SetupOp::verifyRegions() {
  if (failed(verifyNoArguments(*this)))
    return failure();
  return verifyPhase(*this, getBody().front());
}

LogicalResult PrologueOp::verifyRegions() {
  if (failed(verifyNoArguments(*this)))
    return failure();
  return verifyPhase(*this, getBody().front());
}

//===----------------------------------------------------------------------===//
// ProgramOp
//===----------------------------------------------------------------------===//

/// The position of a phase in the order of a solve; 0 for other operations.
static unsigned phaseNumber(Operation &op) {
  if (isa<SetupOp>(op))
    return 1;
  if (isa<PrologueOp>(op))
    return 2;
  if (isa<IterateOp>(op))
    return 3;
  return isa<EpilogueOp>(op) ? 4 : 0;
}

/// At most one of each phase, in order.
static LogicalResult verifyPhases(ProgramOp program) {
  Operation *latest = nullptr;
  for (Operation &op : program.getBody().front()) {
    unsigned number = phaseNumber(op);
    if (number == 0) {
      if (!isStep(op) && !isa<ParamOp, InputOp, OperatorOp>(op))
        return refuse(program, op);
      continue;
    }
    if (latest && phaseNumber(*latest) >= number) {
      InFlightDiagnostic error =
          op.emitOpError("expects setup, prologue, iterate and epilogue in this "
                         "order, each once");
      error.attachNote(latest->getLoc()) << "this phase stands before it";
      return error;
    }
    latest = &op;
  }
  return success();
}

/// The name under which the caller knows `op`; empty for other operations.
static StringRef declaredName(Operation *op) {
  if (!isa<ParamOp, InputOp, ResultOp>(op))
    return {};
  return op->getAttrOfType<StringAttr>("name").getValue();
}

static LogicalResult verifyNames(ProgramOp program) {
  llvm::StringMap<Operation *> names;
  WalkResult walk = program.walk([&](Operation *op) {
    StringRef name = declaredName(op);
    if (name.empty())
      return WalkResult::advance();
    auto [entry, isNew] = names.try_emplace(name, op);
    if (isNew)
      return WalkResult::advance();
    InFlightDiagnostic error = op->emitOpError()
                               << "expects a name of its own, found a second '"
                               << name << "'";
    error.attachNote(entry->second->getLoc()) << "the first is here";
    return WalkResult::interrupt();
  });
  return failure(walk.wasInterrupted());
}

/// A start names an unknown among the results, and has its type.
static LogicalResult verifyStarts(ProgramOp program) {
  auto epilogues = program.getBody().getOps<EpilogueOp>();
  if (epilogues.empty())
    return success();
  llvm::StringMap<Type> unknowns;
  for (auto result : (*epilogues.begin()).getBody().getOps<ResultOp>())
    if (result.getUnknown())
      unknowns[result.getName()] = result.getValue().getType();
  WalkResult walk = program.walk([&](StartOp start) {
    auto found = unknowns.find(start.getName());
    if (found == unknowns.end()) {
      start.emitOpError() << "expects to name an unknown of the epilogue, found '"
                          << start.getName() << "'";
      return WalkResult::interrupt();
    }
    if (found->second == start.getType())
      return WalkResult::advance();
    start.emitOpError() << "expects the type of its result, " << found->second
                        << ", found " << start.getType();
    return WalkResult::interrupt();
  });
  return failure(walk.wasInterrupted());
}

LogicalResult ProgramOp::verifyRegions() {
  if (failed(verifyPhases(*this)) || failed(verifyNames(*this)))
    return failure();
  return verifyStarts(*this);
}

//===----------------------------------------------------------------------===//
// The loop
//===----------------------------------------------------------------------===//

LogicalResult IterateOp::verify() {
  if (getInit().getTypes() != getResultTypes())
    return emitOpError("expects results of the types of the initial state");
  if (getStateNames().size() != getInit().size())
    return emitOpError("expects one name a state, found ")
           << getStateNames().size() << " names for " << getInit().size()
           << " states";
  return success();
}

LogicalResult IterateOp::verifyRegions() {
  Block &body = getBody().front();
  if (body.getArgumentTypes() != getResultTypes())
    return emitOpError("expects its body to take the state");
  if (failed(verifyPhase(*this, body)))
    return failure();
  Block &check = getCheck().front();
  SmallVector<Type> twice(getResultTypes());
  twice.append(getResultTypes().begin(), getResultTypes().end());
  if (check.getArgumentTypes() != TypeRange(twice))
    return emitOpError("expects its check to take the state before and after "
                       "the iteration");
  auto verdict = dyn_cast<VerdictOp>(check.getTerminator());
  if (!verdict)
    return emitOpError("expects its check to end in 'solver.verdict'");
  size_t replaced = verdict.getStates().size();
  if (replaced > getNumResults())
    return verdict.emitOpError("expects to replace at most ")
           << getNumResults() << " states, found " << replaced;
  for (auto [state, type] : llvm::zip(
           verdict.getStates(), getResults().take_back(replaced).getTypes()))
    if (state.getType() != type || cast<RankedTensorType>(type).getRank() != 0)
      return verdict.emitOpError("expects to replace the last states by "
                                 "numbers of their types, found ")
             << state.getType() << " for " << type;
  return verifySteps(*this, check);
}

/// A real number.
static bool isNumber(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return tensor.getRank() == 0 && isa<FloatType>(tensor.getElementType());
}

LogicalResult VerdictOp::verify() {
  if (getNames().size() != getMetrics().size())
    return emitOpError("expects one name a metric, found ")
           << getNames().size() << " names for " << getMetrics().size()
           << " metrics";
  for (Value metric : getMetrics())
    if (!isNumber(metric.getType()))
      return emitOpError("expects metrics that are real numbers of rank 0, "
                         "found ")
             << metric.getType();
  llvm::StringSet<> names;
  for (StringRef name : getNames().getAsValueRange<StringAttr>())
    if (!names.insert(name).second)
      return emitOpError("expects different metrics, found '") << name
                                                               << "' twice";
  return success();
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

LogicalResult EpilogueOp::verifyRegions() {
  if (failed(verifyNoArguments(*this)))
    return failure();
  for (Operation &op : getBody().front())
    if (!isStep(op) && !isa<ResultOp, MetricOp>(op))
      return refuse(*this, op);
  return success();
}

LogicalResult MetricOp::verify() {
  if (!isNumber(getValue().getType()))
    return emitOpError("expects a real number of rank 0, found ")
           << getValue().getType();
  return success();
}

LogicalResult RefuseOp::verify() {
  if (!isNumber(getValue().getType()))
    return emitOpError("expects a real number of rank 0, found ")
           << getValue().getType();
  return success();
}

LogicalResult OperatorOp::verifyRegions() {
  Block &body = getBody().front();
  auto yield = dyn_cast<YieldOp>(body.getTerminator());
  if (body.getNumArguments() != 1 || !yield ||
      yield.getValues().size() != 1 ||
      !isa<RankedTensorType>(body.getArgument(0).getType()) ||
      !isa<RankedTensorType>(yield.getValues().front().getType()))
    return emitOpError("expects its body to take one array and to yield one");
  return verifySteps(*this, body);
}
