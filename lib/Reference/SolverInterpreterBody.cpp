//===- SolverInterpreterBody.cpp - bodies of steps, flattened ---*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "SolverInterpreterBody.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "proxc/Reference/Interpreter.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;

namespace proxc::reference {

//===----------------------------------------------------------------------===//
// Flattening
//===----------------------------------------------------------------------===//

struct StepBody::Builder {
  explicit Builder(StepBody &body) : body(body) {}

  StepBody &body;
  llvm::DenseMap<Value, unsigned> slots, arrays;

  unsigned newSlot(Value value) {
    unsigned slot = body.slots.size();
    body.slots.emplace_back();
    slots[value] = slot;
    return slot;
  }

  /// The slot of an operand. Constants may stand outside of the step.
  std::optional<unsigned> slotOf(Value value);

  /// Instructions [begin, end) of a block whose arguments have slots already,
  /// and the slot that it yields.
  LogicalResult flatten(Block &block, std::pair<unsigned, unsigned> &range,
                        unsigned &yielded);
  LogicalResult flatten(Operation &op, Instruction &instruction);
  LogicalResult flattenSum(solver::SumOp op, Instruction &instruction);
  LogicalResult flattenConstant(Operation &op, Instruction &instruction);
};

static std::optional<Complex> constantOf(Attribute value) {
  if (auto real = dyn_cast<FloatAttr>(value))
    return Complex(real.getValueAsDouble());
  if (auto integer = dyn_cast<IntegerAttr>(value))
    return Complex(integer.getType().isInteger(1)
                       ? static_cast<double>(!integer.getValue().isZero())
                       : integer.getValue().roundToDouble(true));
  if (auto parts = dyn_cast<ArrayAttr>(value)) {
    auto re = dyn_cast<FloatAttr>(parts[0]), im = dyn_cast<FloatAttr>(parts[1]);
    if (re && im)
      return Complex(re.getValueAsDouble(), im.getValueAsDouble());
  }
  return std::nullopt;
}

static std::optional<Complex> constantOf(Operation &op) {
  auto value = op.getAttrOfType<Attribute>("value");
  return value ? constantOf(value) : std::nullopt;
}

std::optional<unsigned> StepBody::Builder::slotOf(Value value) {
  if (auto slot = slots.find(value); slot != slots.end())
    return slot->second;
  Operation *op = value.getDefiningOp();
  if (!op || !isa<arith::ConstantOp, complex::ConstantOp>(op))
    return std::nullopt;
  std::optional<Complex> constant = constantOf(*op);
  if (!constant)
    return std::nullopt;
  unsigned slot = newSlot(value);
  body.slots[slot] = *constant; // no instruction writes it
  return slot;
}

LogicalResult StepBody::Builder::flattenConstant(Operation &op,
                                                 Instruction &instruction) {
  std::optional<Complex> constant = constantOf(op);
  if (!constant)
    return op.emitError("expected a number, found a constant of another kind");
  instruction.code = Code::constant;
  instruction.which = body.constants.size();
  body.constants.push_back(*constant);
  return success();
}

LogicalResult StepBody::Builder::flattenSum(solver::SumOp op,
                                            Instruction &instruction) {
  Nested nested;
  nested.extents.assign(op.getExtents().begin(), op.getExtents().end());
  nested.kind = op.getKind();
  Block &block = op.getBody().front();
  for (BlockArgument index : block.getArguments())
    nested.indexSlots.push_back(newSlot(index));
  if (failed(flatten(block, nested.instructions, nested.yielded)))
    return failure();
  instruction.code = Code::sum;
  instruction.which = body.nested.size();
  body.nested.push_back(std::move(nested));
  return success();
}

LogicalResult StepBody::Builder::flatten(Operation &op,
                                         Instruction &instruction) {
  instruction.op = &op;
  if (isa<arith::ConstantOp, complex::ConstantOp>(op))
    return flattenConstant(op, instruction);
  if (auto sum = dyn_cast<solver::SumOp>(op))
    return flattenSum(sum, instruction);
  ValueRange operands = op.getOperands();
  if (auto read = dyn_cast<solver::ReadOp>(op)) {
    instruction.code = Code::read;
    auto [entry, isNew] =
        arrays.try_emplace(read.getArray(), body.arrays.size());
    if (isNew)
      body.arrays.push_back(read.getArray());
    instruction.which = entry->second;
    operands = read.getIndices();
  } else {
    instruction.code = codeOf(op);
    if (instruction.code == Code::generic && !isScalarOperation(&op))
      return op.emitError("the reference interpreter does not know '")
             << op.getName() << "' in the body of a step";
  }
  for (Value operand : operands) {
    std::optional<unsigned> slot = slotOf(operand);
    if (!slot)
      return op.emitError("expected operands from inside the step");
    instruction.operands.push_back(*slot);
  }
  return success();
}

StepBody::Code StepBody::codeOf(Operation &op) {
  using P = arith::CmpIPredicate;
  using F = arith::CmpFPredicate;
  return TypeSwitch<Operation *, Code>(&op)
      .Case<arith::AddFOp, arith::AddIOp, complex::AddOp>(
          [](auto) { return Code::add; })
      .Case<arith::SubFOp, arith::SubIOp, complex::SubOp>(
          [](auto) { return Code::sub; })
      .Case<arith::MulFOp, arith::MulIOp, complex::MulOp>(
          [](auto) { return Code::mul; })
      .Case<arith::DivFOp, complex::DivOp>([](auto) { return Code::div; })
      .Case<arith::NegFOp, complex::NegOp>([](auto) { return Code::neg; })
      .Case<arith::MinimumFOp, arith::MinSIOp>([](auto) { return Code::min; })
      .Case<arith::MaximumFOp, arith::MaxSIOp>([](auto) { return Code::max; })
      .Case<arith::SelectOp>([](auto) { return Code::select; })
      .Case<arith::FloorDivSIOp>([](auto) { return Code::floorDiv; })
      .Case<math::SqrtOp>([](auto) { return Code::sqrt; })
      .Case<math::AbsFOp, complex::AbsOp>([](auto) { return Code::abs; })
      .Case<complex::CreateOp>([](auto) { return Code::make; })
      .Case<complex::ReOp>([](auto) { return Code::re; })
      .Case<complex::ImOp>([](auto) { return Code::im; })
      .Case<complex::ConjOp>([](auto) { return Code::conj; })
      // Everything is a double; only conversions to integers change a value.
      .Case<arith::ExtFOp, arith::TruncFOp, arith::SIToFPOp, arith::IndexCastOp,
            UnrealizedConversionCastOp>([](auto) { return Code::copy; })
      .Case<arith::AndIOp>([](arith::AndIOp op) {
        return op.getType().isInteger(1) ? Code::logicalAnd : Code::generic;
      })
      .Case<arith::CmpIOp>([](arith::CmpIOp op) {
        return op.getPredicate() == P::slt   ? Code::lessThan
               : op.getPredicate() == P::sle ? Code::lessEqual
               : op.getPredicate() == P::eq  ? Code::equal
                                             : Code::generic;
      })
      .Case<arith::CmpFOp>([](arith::CmpFOp op) {
        return op.getPredicate() == F::OLT   ? Code::lessThan
               : op.getPredicate() == F::OLE ? Code::lessEqual
               : op.getPredicate() == F::OEQ ? Code::equal
                                             : Code::generic;
      })
      .Default([](Operation *) { return Code::generic; });
}

LogicalResult StepBody::Builder::flatten(Block &block,
                                         std::pair<unsigned, unsigned> &range,
                                         unsigned &yielded) {
  std::vector<Instruction> own;
  for (Operation &op : block.without_terminator()) {
    Instruction instruction;
    if (failed(flatten(op, instruction)))
      return failure();
    instruction.result = newSlot(op.getResult(0));
    own.push_back(std::move(instruction));
  }
  std::optional<unsigned> slot = slotOf(block.getTerminator()->getOperand(0));
  if (!slot)
    return block.getTerminator()->emitError(
        "expected a value from inside the step");
  yielded = *slot;
  range.first = body.instructions.size();
  llvm::append_range(body.instructions, own);
  range.second = body.instructions.size();
  return success();
}

std::unique_ptr<StepBody> StepBody::build(Region &region) {
  auto body = std::make_unique<StepBody>();
  Builder builder(*body);
  Block &block = region.front();
  for (BlockArgument index : block.getArguments())
    builder.newSlot(index);
  body->rank = block.getNumArguments();
  if (failed(builder.flatten(block, body->top, body->yielded)))
    return nullptr;
  return body;
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

std::optional<Complex> StepBody::run(ArrayRef<int64_t> index,
                                     ArrayRef<const Array *> inputs) {
  for (unsigned axis = 0; axis < rank; ++axis)
    slots[axis] = static_cast<double>(index[axis]);
  if (!execute(top.first, top.second, inputs))
    return std::nullopt;
  return slots[yielded];
}

bool StepBody::read(const Instruction &instruction,
                    ArrayRef<const Array *> inputs) {
  const Array &array = *inputs[instruction.which];
  int64_t position = 0;
  for (auto [extent, slot] : llvm::zip(array.shape(), instruction.operands)) {
    auto i = static_cast<int64_t>(slots[slot].real());
    if (i < 0 || i >= extent) {
      instruction.op->emitError("reads at ")
          << i << " along an axis of " << extent << " entries";
      return false;
    }
    position = position * extent + i;
  }
  slots[instruction.result] = array[position];
  return true;
}

bool StepBody::sum(const Instruction &instruction,
                   ArrayRef<const Array *> inputs) {
  const Nested &loop = nested[instruction.which];
  bool isMax = loop.kind == solver::Reduction::max;
  bool isSum = loop.kind == solver::Reduction::sum;
  Complex total = isMax   ? -std::numeric_limits<double>::infinity()
                  : isSum ? 0.0
                          : 1.0;
  bool ok = true;
  Array::forEachIndex(loop.extents, [&](ArrayRef<int64_t> index) {
    if (!ok)
      return;
    for (auto [slot, i] : llvm::zip(loop.indexSlots, index))
      slots[slot] = static_cast<double>(i);
    ok = execute(loop.instructions.first, loop.instructions.second, inputs);
    Complex term = slots[loop.yielded];
    total = isMax   ? Complex(std::max(total.real(), term.real()))
            : isSum ? total + term
                    : total * term;
  });
  slots[instruction.result] = total;
  return ok;
}

bool StepBody::generic(const Instruction &instruction) {
  SmallVector<Complex, 4> operands;
  for (unsigned slot : instruction.operands)
    operands.push_back(slots[slot]);
  std::optional<Complex> value = evaluateScalar(instruction.op, operands);
  if (!value) {
    instruction.op->emitError("the reference interpreter cannot evaluate this");
    return false;
  }
  slots[instruction.result] = *value;
  return true;
}

/// The minimum (maximum) of reals, NaN where one is.
static double smaller(double a, double b) {
  return std::isnan(a) || a < b ? a : b;
}
static double larger(double a, double b) {
  return std::isnan(a) || a > b ? a : b;
}

/// A real quotient keeps the rules of reals for 0 and infinity.
static Complex quotient(Complex a, Complex b) {
  if (a.imag() == 0 && b.imag() == 0)
    return a.real() / b.real();
  return a / b;
}

Complex StepBody::arithmetic(const Instruction &i) const {
  auto in = [&](unsigned n) -> const Complex & { return slots[i.operands[n]]; };
  switch (i.code) {
  case Code::add:
    return in(0) + in(1);
  case Code::sub:
    return in(0) - in(1);
  case Code::mul:
    return in(0) * in(1);
  case Code::div:
    return quotient(in(0), in(1));
  case Code::neg:
    return -in(0);
  case Code::sqrt:
    return std::sqrt(in(0).real());
  case Code::abs:
    return std::abs(in(0));
  case Code::make:
    return {in(0).real(), in(1).real()};
  case Code::re:
    return in(0).real();
  case Code::im:
    return in(0).imag();
  case Code::conj:
    return std::conj(in(0));
  default:
    return in(0); // a copy
  }
}

Complex StepBody::choice(const Instruction &i) const {
  auto in = [&](unsigned n) { return slots[i.operands[n]].real(); };
  switch (i.code) {
  case Code::min:
    return smaller(in(0), in(1));
  case Code::max:
    return larger(in(0), in(1));
  case Code::lessThan:
    return in(0) < in(1);
  case Code::lessEqual:
    return in(0) <= in(1);
  case Code::equal:
    return in(0) == in(1);
  case Code::logicalAnd:
    return in(0) != 0 && in(1) != 0;
  case Code::floorDiv:
    return std::floor(in(0) / in(1));
  default:
    return slots[i.operands[in(0) != 0 ? 1 : 2]]; // select
  }
}

bool StepBody::execute(unsigned begin, unsigned end,
                       ArrayRef<const Array *> inputs) {
  for (unsigned at = begin; at < end; ++at) {
    const Instruction &i = instructions[at];
    if (i.code == Code::constant) {
      slots[i.result] = constants[i.which];
    } else if (i.code == Code::read) {
      if (!read(i, inputs))
        return false;
    } else if (i.code == Code::sum) {
      if (!sum(i, inputs))
        return false;
    } else if (i.code == Code::generic) {
      if (!generic(i))
        return false;
    } else {
      slots[i.result] = i.code < Code::min ? arithmetic(i) : choice(i);
    }
  }
  return true;
}

} // namespace proxc::reference
