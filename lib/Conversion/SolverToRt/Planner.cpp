//===- Planner.cpp - where the arrays of a program live ---------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Places.h"
#include "proxc/Dialect/Halide/Utils/Access.h"
#include "proxc/Support/Remarks.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;
using namespace proxc::solver;

int64_t proxc::detail::byteSizeOf(RankedTensorType type) {
  Type element = type.getElementType();
  int64_t parts = 1;
  if (auto complex = dyn_cast<ComplexType>(element)) {
    element = complex.getElementType();
    parts = 2;
  }
  return type.getNumElements() * parts *
         std::max<int64_t>(element.getIntOrFloatBitWidth() / 8, 1);
}

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

static bool isConstant(Value value) {
  Operation *op = value.getDefiningOp();
  return op && op->hasTrait<OpTrait::ConstantLike>();
}

void Planner::collect() {
  for (Operation &op : program.getBody().front()) {
    if (auto o = dyn_cast<SetupOp>(op))
      setup = o;
    else if (auto o = dyn_cast<PrologueOp>(op))
      prologue = o;
    else if (auto o = dyn_cast<IterateOp>(op))
      loop = o;
    else if (auto o = dyn_cast<EpilogueOp>(op))
      epilogue = o;
    else if (auto o = dyn_cast<OperatorOp>(op))
      operators.push_back(o);
    else if (auto o = dyn_cast<ParamOp>(op))
      params.push_back(o);
    else if (auto o = dyn_cast<InputOp>(op))
      inputs.push_back(o);
  }
  if (epilogue)
    for (auto result : epilogue.getBody().getOps<ResultOp>())
      results.push_back(result);
}

int64_t Planner::resultNumber(StringRef name) const {
  for (auto [i, result] : llvm::enumerate(results)) {
    ResultOp op = result;
    if (op.getName() == name)
      return i;
  }
  return -1;
}

void Planner::planParams() {
  for (auto [i, param] : llvm::enumerate(params)) {
    Value value = param.getResult();
    numbers[value] = i;
    Place place;
    place.kind = Place::Param;
    place.index = i;
    places[value] = place;
    bool outside = llvm::any_of(value.getUsers(), [&](Operation *user) {
      return !setup || !setup->isAncestor(user);
    });
    if (typeOf(value).getRank() > 0 && outside)
      storage[value] = layout.allocate(byteSizeOf(typeOf(value)));
  }
  for (auto [i, input] : llvm::enumerate(inputs)) {
    numbers[input.getResult()] = i;
    Place place;
    place.kind = Place::Input;
    // The caller's array stays as it is: what is clamped is a copy.
    if (input->hasAttr("clamp"))
      storage[input.getResult()] =
          layout.allocate(byteSizeOf(typeOf(input.getResult())));
    place.index = i;
    places[input.getResult()] = place;
  }
}

Place Planner::persistent(RankedTensorType type, int64_t planes) {
  Place place;
  place.kind = Place::Arena;
  int64_t bytes = byteSizeOf(type);
  if (type.getRank() == 0)
    bytes = llvm::alignTo(bytes, 8);
  for (int64_t plane = 0; plane < planes; ++plane)
    place.even.push_back(layout.allocate(bytes / planes));
  return place;
}

//===----------------------------------------------------------------------===//
// Planes
//===----------------------------------------------------------------------===//

/// The number of planes in which `use` takes its value: 0 where any will do,
/// 1 where it must be whole.
static int64_t planesOfUse(OpOperand &use) {
  Operation *user = use.getOwner();
  if (auto call = dyn_cast<CallOp>(user))
    return call.getOperandPlanes()[use.getOperandNumber()];
  if (isa<IterateOp, YieldOp>(user))
    return 0;
  return 1;
}

int64_t Planner::planesOf(ArrayRef<Value> group) const {
  int64_t planes = 0;
  auto meet = [&](int64_t wanted) {
    if (wanted != 0 && planes != 0 && wanted != planes)
      planes = 1;
    else if (wanted != 0)
      planes = wanted;
  };
  for (Value value : group) {
    if (isConstant(value))
      continue;
    for (OpOperand &use : value.getUses())
      meet(planesOfUse(use));
    if (auto result = dyn_cast<OpResult>(value)) {
      if (auto call = dyn_cast<CallOp>(result.getOwner()))
        meet(call.getResultPlanes()[result.getResultNumber()]);
      else if (!isa<IterateOp, PrologueOp, SetupOp>(result.getOwner()))
        meet(1);
    }
    if (planes == 1)
      break;
  }
  // A disagreement after agreement must not be lost.
  for (Value value : group)
    for (OpOperand &use : value.getUses())
      if (int64_t wanted = planesOfUse(use); wanted && wanted != planes)
        return 1;
  return std::max<int64_t>(planes, 1);
}

//===----------------------------------------------------------------------===//
// States
//===----------------------------------------------------------------------===//

/// Whether `user` is, or lies in, a step that follows `op`.
static bool isAfter(Operation *user, Operation *op) {
  Operation *step = op->getBlock()->findAncestorOpInBlock(*user);
  return !step || op->isBeforeInBlock(step);
}

std::optional<Planner::Succession> Planner::findSuccession(unsigned state) {
  Block &body = loop.getBody().front();
  Value old = body.getArgument(state);
  Value next = body.getTerminator()->getOperand(state);
  auto call = next.getDefiningOp<CallOp>();
  if (!call || call->getBlock() != &body || !next.hasOneUse() ||
      typeOf(next).getRank() == 0)
    return std::nullopt;
  for (Operation *user : old.getUsers())
    if (isa<YieldOp>(user) || isAfter(user, call))
      return std::nullopt;
  if (!llvm::is_contained(call.getInputs(), old))
    return std::nullopt;
  return Succession{call, old, cast<OpResult>(next)};
}

bool Planner::canUpdateInPlace(unsigned state) {
  Block &body = loop.getBody().front();
  Value old = body.getArgument(state);
  Value next = body.getTerminator()->getOperand(state);
  if (std::optional<Succession> found = findSuccession(state))
    return shareMemory(found->call, found->before, found->after);
  Operation *producer = next.getDefiningOp();
  if (!producer || producer->getBlock() != &body || !next.hasOneUse())
    return next == old;
  return llvm::none_of(old.getUsers(), [&](Operation *user) {
    return isa<YieldOp>(user) || user == producer || isAfter(user, producer);
  });
}

/// The number of the first plane of `number` among the arguments or results of
/// a kernel.
static int64_t firstPlane(ArrayRef<int64_t> planes, unsigned number) {
  int64_t first = 0;
  for (int64_t count : planes.take_front(number))
    first += count;
  return first;
}

SmallVector<halide::SharedPair> Planner::planesToShare(CallOp call, Value input,
                                                       OpResult result) {
  if (llvm::count(call.getInputs(), input) != 1)
    return {};
  unsigned number = std::distance(call.getInputs().begin(),
                                  llvm::find(call.getInputs(), input));
  int64_t planes = call.getResultPlanes()[result.getResultNumber()];
  if (planes != call.getOperandPlanes()[number])
    return {};
  int64_t from = firstPlane(call.getOperandPlanes(), number);
  int64_t to = firstPlane(call.getResultPlanes(), result.getResultNumber());
  SmallVector<halide::SharedPair> pairs;
  for (int64_t p = 0; p < planes; ++p)
    pairs.push_back({static_cast<unsigned>(from + p),
                     static_cast<unsigned>(to + p)});
  return pairs;
}

halide::PipelineOp Planner::kernelOf(CallOp call) {
  return SymbolTable::lookupNearestSymbolFrom<halide::PipelineOp>(
      program, call.getCalleeAttr());
}

bool Planner::shareMemory(CallOp call, Value input, OpResult result) {
  halide::PipelineOp pipeline = kernelOf(call);
  SmallVector<halide::SharedPair> pairs = planesToShare(call, input, result);
  for (auto [argument, output] : pairs) {
    std::optional<unsigned> known = pipeline.getInPlaceArgument(output);
    if (known ? *known != argument
              : !halide::canShareMemory(pipeline, argument, output))
      return false;
  }
  // Kernels are told, once it is certain.
  for (auto [argument, output] : pairs)
    pipeline.setInPlaceArgument(output, argument);
  return !pairs.empty();
}

/// The call with results of the types `added` beside its own.
static CallOp addResults(CallOp call, ArrayRef<RankedTensorType> added) {
  SmallVector<Type> types(call.getResultTypes());
  llvm::append_range(types, added);
  SmallVector<int64_t> planes(call.getResultPlanes());
  planes.append(added.size(), 1);
  OpBuilder builder(call);
  auto wider = CallOp::create(builder, call.getLoc(), types, call.getCallee(),
                              call.getInputs(), call.getOperandPlanes(), planes);
  for (auto [old, result] : llvm::zip(call.getResults(), wider.getResults()))
    old.replaceAllUsesWith(result);
  call.erase();
  return wider;
}

void Planner::shareRows() {
  if (!loop)
    return;
  SmallVector<CallOp> calls(loop.getBody().front().getOps<CallOp>());
  for (CallOp call : calls) {
    halide::PipelineOp pipeline = kernelOf(call);
    SmallVector<halide::SharedPair> pairs;
    bool anyWindow = false;
    for (unsigned i = 0, e = loop.getInit().size(); i < e; ++i) {
      std::optional<Succession> found = findSuccession(i);
      if (!found || found->call != call)
        continue;
      for (halide::SharedPair pair :
           planesToShare(call, found->before, found->after)) {
        anyWindow |=
            !halide::canShareMemory(pipeline, pair.first, pair.second);
        pairs.push_back(pair);
      }
    }
    if (!anyWindow)
      continue;
    if (auto added = halide::shareRows(pipeline, pairs))
      addResults(call, *added);
  }
}

std::optional<unsigned> Planner::startedState(Value result) {
  std::optional<unsigned> state;
  for (OpOperand &use : result.getUses()) {
    if (use.getOwner() != loop.getOperation())
      return std::nullopt;
    unsigned number = use.getOperandNumber();
    if (state && isDerivedState(loop, *state) != isDerivedState(loop, number))
      return std::nullopt;
    state = state ? std::min(*state, number) : number;
  }
  return state;
}

void Planner::planStates() {
  if (!loop)
    return;
  Block &body = loop.getBody().front();
  Block &check = loop.getCheck().front();
  unsigned count = loop.getInit().size();
  for (unsigned i = 0; i < count; ++i) {
    auto type = typeOf(loop.getInit()[i]);
    Value next = body.getTerminator()->getOperand(i);
    SmallVector<Value> group{body.getArgument(i), check.getArgument(i),
                             check.getArgument(count + i), loop.getResult(i)};
    if (next.getDefiningOp() && next.getDefiningOp()->getBlock() == &body)
      group.push_back(next);
    if (auto result = dyn_cast<OpResult>(loop.getInit()[i]))
      if (auto phase = dyn_cast<PrologueOp>(result.getOwner()))
        group.push_back(phase.getBody().front().getTerminator()->getOperand(
            result.getResultNumber()));
    int64_t planes = type.getRank() ? planesOf(group) : 1;
    Place place = persistent(type, planes);
    bool single = type.getRank() == 0 || canUpdateInPlace(i);
    if (!single)
      place.odd = persistent(type, planes).even;
    // The driver flips the parity before a check: the new state is current.
    Place before = place.flipped();
    bool compared = !check.getArgument(i).use_empty();
    copies.emplace_back();
    if (single && compared && next != body.getArgument(i))
      before = copies.back() = persistent(type, planes);
    if (type.getRank() > 0)
      emitRewrite(loop.getLoc(), "convert-solver-to-rt",
                  "the state " +
                      cast<StringAttr>(loop.getStateNames()[i]).getValue() +
                      " is updated in place",
                  single ? compared ? "its kernel reads every entry before it "
                                      "writes it; what checks compare is a copy"
                                    : "its kernel reads every entry before it "
                                      "writes it"
                         : "it is read elsewhere or later, so it takes two "
                           "buffers",
                  single);
    states.push_back(place);
    places[body.getArgument(i)] = place;
    places[check.getArgument(i)] = before;
    places[check.getArgument(count + i)] = place;
    places[loop.getResult(i)] = place;
    Operation *producer = next.getDefiningOp();
    if (type.getRank() && producer && producer->getBlock() == &body &&
        !places.count(next))
      places[next] = single ? place : place.flipped();
  }
}

void Planner::planPhaseResults(Operation *phase) {
  if (!phase)
    return;
  Operation *yield = phase->getRegion(0).front().getTerminator();
  for (OpResult result : phase->getResults()) {
    Value inner = yield->getOperand(result.getResultNumber());
    auto type = typeOf(result);
    // Set-up's results outlive a solve, which would write over them.
    std::optional<unsigned> state =
        isa<PrologueOp>(phase) ? startedState(result) : std::nullopt;
    bool fresh = inner.getDefiningOp() &&
                 inner.getDefiningOp()->getBlock() == yield->getBlock() &&
                 !places.count(inner);
    if (state && fresh) {
      places[result] = states[*state];
      places[inner] = states[*state];
      continue;
    }
    // A copy: an insertion moves what the map holds.
    if (auto known = places.find(inner); known != places.end()) {
      Place place = known->second;
      places[result] = place;
      continue;
    }
    SmallVector<Value> group{result, inner};
    Place place = persistent(type, type.getRank() ? planesOf(group) : 1);
    places[result] = place;
    if (fresh)
      places[inner] = place;
  }
}

void Planner::planResults() {
  for (auto [i, result] : llvm::enumerate(results)) {
    Value value = result.getValue();
    Operation *producer = value.getDefiningOp();
    if (!producer || producer->getBlock() != result->getBlock() ||
        places.count(value))
      continue;
    Place place;
    place.kind = Place::Result;
    place.index = i;
    places[value] = place;
  }
  for (OperatorOp op : operators) {
    Block &block = op.getBody().front();
    Place in, out;
    in.kind = Place::OperatorIn;
    out.kind = Place::OperatorOut;
    places[block.getArgument(0)] = in;
    Value value = block.getTerminator()->getOperand(0);
    if (value.getDefiningOp() && value.getDefiningOp()->getBlock() == &block)
      places[value] = out;
  }
}

//===----------------------------------------------------------------------===//
// Scratch
//===----------------------------------------------------------------------===//

/// The last operation of the block that needs `value`.
static Operation *lastUse(Value value, Block &block) {
  Operation *last = value.getDefiningOp();
  for (Operation *user : value.getUsers()) {
    Operation *top = block.findAncestorOpInBlock(*user);
    if (top && last->isBeforeInBlock(top))
      last = top;
  }
  return last;
}

Value Planner::findReusable(OpResult result, Block &block) {
  auto call = dyn_cast<CallOp>(result.getOwner());
  if (!call || typeOf(result).getRank() == 0)
    return {};
  int64_t planes = planesOf({Value(result)});
  auto isTaken = [&](const Place &place) {
    return llvm::any_of(call.getResults(), [&](Value other) {
      const Place *known = find(other);
      return known && known->kind == Place::Scratch &&
             known->even == place.even;
    });
  };
  for (Value input : call.getInputs()) {
    const Place *place = find(input);
    if (place && place->kind == Place::Scratch &&
        input.getParentBlock() == &block &&
        input.getType() == result.getType() &&
        static_cast<int64_t>(place->even.size()) == planes &&
        call.getResultPlanes()[result.getResultNumber()] == planes &&
        lastUse(input, block) == call && !isTaken(*place) &&
        shareMemory(call, input, result))
      return input;
  }
  return {};
}

void Planner::planScratch(Block &block) {
  layout.beginPhase();
  llvm::DenseMap<Operation *, SmallVector<int64_t>> endings;
  for (Operation &op : block.without_terminator()) {
    if (isa<CallOp, FftOp, SparseOp, StartOp>(op))
      for (OpResult result : op.getResults()) {
        if (places.count(result))
          continue;
        Operation *last = lastUse(result, block);
        if (Value input = findReusable(result, block)) {
          // A copy: an insertion moves what the map holds.
          Place place = places[input];
          places[result] = place;
          llvm::erase_if(endings[&op], [&](int64_t offset) {
            return llvm::is_contained(place.even, offset);
          });
          llvm::append_range(endings[last], place.even);
          continue;
        }
        auto type = typeOf(result);
        int64_t planes = type.getRank() ? planesOf({Value(result)}) : 1;
        Place place;
        place.kind = Place::Scratch;
        for (int64_t p = 0; p < planes; ++p) {
          int64_t bytes = std::max<int64_t>(byteSizeOf(type) / planes, 8);
          place.even.push_back(layout.take(bytes));
          endings[last].push_back(place.even.back());
        }
        places[result] = place;
      }
    for (int64_t offset : endings.lookup(&op))
      layout.giveBack(offset);
  }
}

void Planner::separateStart() {
  if (!prologue || !loop)
    return;
  Block &block = prologue.getBody().front();
  Operation *yield = block.getTerminator();
  SmallVector<Operation *> found;
  for (Operation &op : llvm::reverse(block.without_terminator())) {
    if (isa<StartOp, RefuseOp>(op))
      continue;
    bool only = llvm::all_of(op.getUses(), [&](OpOperand &use) {
      if (use.getOwner() == yield) {
        Value result = prologue.getResult(use.getOperandNumber());
        std::optional<unsigned> state = startedState(result);
        return state && !isDerivedState(loop, *state);
      }
      return startOnly.contains(block.findAncestorOpInBlock(*use.getOwner()));
    });
    if (only) {
      startOnly.insert(&op);
      found.push_back(&op);
    }
  }
  for (Operation *op : llvm::reverse(found))
    op->moveBefore(yield);
}

/// Moves what alone reads an array to where the array is made, so that fewer
/// arrays live at a time.
void Planner::shortenLives(Block &block) {
  for (Operation &op :
       llvm::make_early_inc_range(block.without_terminator())) {
    Operation *latest = nullptr;
    bool ends = false;
    // What makes the first state runs later than the rest of the block.
    bool movable = isa<CallOp, FftOp, SparseOp>(op) && !startOnly.contains(&op);
    for (Value operand : op.getOperands()) {
      Operation *producer = operand.getDefiningOp();
      if (!producer || producer->getBlock() != &block)
        continue;
      ends |= operand.hasOneUse() && typeOf(operand).getRank() > 0;
      if (!latest || latest->isBeforeInBlock(producer))
        latest = producer;
    }
    if (movable && ends)
      op.moveAfter(latest);
  }
}

void Planner::plan() {
  collect();
  separateStart();
  if (prologue)
    shortenLives(prologue.getBody().front());
  if (loop)
    shortenLives(loop.getCheck().front());
  shareRows();
  planParams();
  planStates();
  planPhaseResults(setup);
  planPhaseResults(prologue);
  planResults();
  for (Operation &op : program.getBody().front())
    if (isa<SetupOp, PrologueOp, IterateOp, EpilogueOp, OperatorOp>(op))
      for (Region &region : op.getRegions())
        planScratch(region.front());
}
