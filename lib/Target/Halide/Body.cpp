//===- Body.cpp - bodies as Halide expressions ------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Body.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "proxc/Dialect/Halide/Utils/Access.h"
#include <limits>

using namespace mlir;
using namespace proxc::target;
using Halide::Expr;
namespace H = Halide;

Halide::Type proxc::target::halideType(Type type) {
  if (type.isF16())
    return H::Float(16);
  if (type.isF32())
    return H::Float(32);
  if (type.isF64())
    return H::Float(64);
  if (type.isIndex())
    return H::Int(32);
  if (auto integer = dyn_cast<IntegerType>(type)) {
    unsigned width = integer.getWidth();
    if (width == 1)
      return H::Bool();
    if (width == 8 || width == 16 || width == 32 || width == 64)
      // Stored bytes and shorts are unsigned in the language; signless ones
      // are extended by the operation that says how.
      return integer.isUnsigned() ? H::UInt(width) : H::Int(width);
  }
  return H::Handle();
}

void proxc::target::unsupported(Operation *op, const std::string &why) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << "'" << op->getName() << "' " << why;
  throw H::CompileError(text.c_str());
}

void BodyEmitter::bindIndex(Value argument, Expr var, int64_t extent) {
  Number number;
  number.re = std::move(var);
  number.interior = extent / 2;
  number.range = std::make_pair<int64_t, int64_t>(0, extent - 1);
  numbers[argument] = number;
}

void BodyEmitter::bindMarchingIndex(Value argument, Expr var, int64_t extent,
                                    bool wraps) {
  unbounded[argument] = var;
  int n = static_cast<int>(extent);
  if (wraps)
    var = H::select(var < 0, var + n, H::select(var < n, var, var - n));
  // After wrapping this changes nothing, but says so to Halide.
  bindIndex(argument, H::clamp(var, 0, n - 1), extent);
}

void BodyEmitter::bindRun(ArrayRef<Value> run, Expr var) {
  Number number;
  number.re = std::move(var);
  numbers[run.front()] = number;
  runs[run.front()] = run.size();
}

const Number &BodyEmitter::get(Value value) const {
  auto found = numbers.find(value);
  if (found == numbers.end()) {
    // A scalar argument of the pipeline.
    auto scalar = arrays.find(value);
    if (scalar != arrays.end() && scalar->second.kind == Array::Scalar)
      return scalar->second.scalar;
    if (auto constant = value.getDefiningOp<arith::ConstantOp>())
      return numbers[value] = translateConstant(constant);
  }
  if (found == numbers.end())
    throw H::InternalError("a value of a body was not translated");
  return found->second;
}

void BodyEmitter::translate(Block &block) {
  for (Operation &op : block.without_terminator())
    numbers[op.getResult(0)] = translateOp(&op);
}

void BodyEmitter::replace(Block &block,
                          ArrayRef<std::pair<Value, Number>> replacements) {
  llvm::DenseSet<Value> changed;
  for (const auto &[value, number] : replacements) {
    numbers[value] = number;
    changed.insert(value);
  }
  for (Operation &op : block.without_terminator()) {
    if (changed.contains(op.getResult(0)))
      continue;
    bool depends = false;
    op.walk([&](Operation *nested) {
      for (Value operand : nested->getOperands())
        depends |= changed.contains(operand);
    });
    if (!depends)
      continue;
    numbers[op.getResult(0)] = translateOp(&op);
    changed.insert(op.getResult(0));
  }
}

Number BodyEmitter::translateOp(Operation *op) {
  if (auto read = dyn_cast<proxc::halide::ReadOp>(op))
    return translateRead(read);
  if (auto sum = dyn_cast<proxc::halide::SumOp>(op))
    return translateSum(sum);
  // Between signless integers and those whose type says their sign.
  if (isa<UnrealizedConversionCastOp>(op) && op->getNumOperands() == 1 &&
      isa<IntegerType>(op->getResult(0).getType())) {
    Number result = get(op->getOperand(0));
    result.re = H::cast(halideType(op->getResult(0).getType()), result.re);
    return result;
  }
  if (op->getNumResults() != 1 || op->getNumRegions() != 0)
    unsupported(op, "has no meaning in a kernel");
  StringRef dialect = op->getName().getDialectNamespace();
  if (dialect == "arith")
    return translateArith(op);
  if (dialect == "math")
    return translateMath(op);
  if (dialect == "complex")
    return translateComplex(op);
  unsupported(op, "has no meaning in a kernel");
}

//===----------------------------------------------------------------------===//
// Reads and sums
//===----------------------------------------------------------------------===//

bool BodyEmitter::isWide(Value index, int64_t extent) const {
  const std::optional<std::pair<int64_t, int64_t>> &range = get(index).range;
  return !range || range->first < 0 || range->second >= extent ||
         proxc::halide::holdsWrapped(index);
}

Expr BodyEmitter::linearIndex(proxc::halide::ReadOp read,
                              ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (int64_t axis = static_cast<int64_t>(shape.size()) - 2; axis >= 0; --axis)
    strides[axis] = strides[axis + 1] * shape[axis + 1];
  Expr linear;
  for (unsigned axis = 0; axis < shape.size();) {
    Value index = read.getIndices()[axis];
    unsigned last = axis;
    Expr expr = get(index).re;
    if (auto run = runs.find(index); run != runs.end())
      last = axis + run->second - 1;
    else if (options.lanes > 1 &&
             (shape[axis] <= options.lanes || isWide(index, shape[axis])))
      // Halide makes one long load and a shuffle of lanes that it knows, and
      // begins it at the least index that it cannot rule out: before the array,
      // also where one vector is a row and its index was clamped twice.
      expr = H::clamp(expr, 0, static_cast<int>(shape[axis]) - 1);
    else if (isWide(index, shape[axis]))
      // Reads are inside by contract.
      expr = H::unsafe_promise_clamped(expr, 0,
                                       static_cast<int>(shape[axis]) - 1);
    Expr term = expr * static_cast<int>(strides[last]);
    linear = linear.defined() ? linear + term : term;
    axis = last + 1;
  }
  return linear;
}

/// A ring is read by rows that move steadily: past the border, where it brings
/// its own index back.
std::optional<Expr> BodyEmitter::beyondBorder(Value index) const {
  Value inside = proxc::halide::beforeBorder(index);
  for (const auto &[argument, var] : unbounded) {
    std::optional<proxc::halide::Offset> offset =
        proxc::halide::offsetFrom(inside, cast<BlockArgument>(argument));
    if (offset && !offset->wraps && offset->low == offset->high)
      return var + static_cast<int>(offset->low);
  }
  return std::nullopt;
}

Number BodyEmitter::translateRead(proxc::halide::ReadOp read) {
  auto found = arrays.find(read.getArray());
  if (found == arrays.end())
    unsupported(read, "reads an array that the pipeline does not have yet");
  const Array &array = found->second;
  Number result;
  if (array.kind == Array::Scalar)
    return array.scalar;
  if (array.kind == Array::Flat) {
    Expr index = linearIndex(read, array.shape);
    if (!array.complex) {
      result.re = array.flat(index);
      return result;
    }
    result.re = array.flat(index * 2);
    result.im = array.flat(index * 2 + 1);
    return result;
  }
  std::vector<Expr> at;
  for (int64_t axis = array.shape.size() - 1; axis >= 0; --axis) {
    Value index = read.getIndices()[axis];
    Expr expr = get(index).re;
    std::optional<Expr> row;
    if (axis == array.march && !options.isRoot)
      row = beyondBorder(index);
    if (options.isRoot && axis == array.march) {
      expr = get(proxc::halide::beforeBorder(index)).re;
    } else if (row) {
      expr = *row;
    } else if (proxc::halide::isWrapped(index)) {
      // Without this Halide would take a window for as long as three arrays.
      auto likely = [&](Expr e) {
        return options.lanes > 1 ? H::likely(e) : e;
      };
      int last = static_cast<int>(array.shape[axis]) - 1;
      expr = H::max(likely(H::min(likely(expr), last)), 0);
    } else if (isWide(index, array.shape[axis])) {
      expr = H::clamp(expr, 0, static_cast<int>(array.shape[axis]) - 1);
    }
    at.push_back(expr);
  }
  auto entry = [&](int element) -> Expr {
    H::FuncRef ref = array.func(at);
    return array.func.outputs() == 1 ? Expr(ref) : Expr(ref[element]);
  };
  if (!array.interleaved) {
    result.re = entry(array.element);
    if (array.complex)
      result.im = entry(array.element + 1);
    return result;
  }
  at.insert(at.begin(), Expr(0));
  result.re = entry(array.element);
  at[0] = Expr(1);
  result.im = entry(array.element);
  return result;
}

// Sums of few terms are written out.
static constexpr int64_t longestUnrolledSum = 16;

Number BodyEmitter::translateSum(proxc::halide::SumOp sum) {
  int64_t terms = 1;
  for (int64_t extent : sum.getExtents())
    terms *= extent;
  return terms <= longestUnrolledSum ? unrollSum(sum) : reduceSum(sum);
}

static Number combine(proxc::halide::Combine kind, const Number &a,
                      const Number &b) {
  Number result;
  if (kind == proxc::halide::Combine::max) {
    result.re = H::max(a.re, b.re);
    return result;
  }
  result.re = a.re + b.re;
  if (a.isComplex())
    result.im = a.im + b.im;
  return result;
}

Number BodyEmitter::unrollSum(proxc::halide::SumOp sum) {
  Block &block = sum.getBody().front();
  ArrayRef<int64_t> extents = sum.getExtents();
  SmallVector<int64_t> at(extents.size(), 0);
  std::optional<Number> total;
  for (;;) {
    for (auto [argument, value] : llvm::zip(block.getArguments(), at)) {
      Number number;
      number.re = Expr(static_cast<int>(value));
      number.interior = value;
      number.range = std::make_pair(value, value);
      numbers[argument] = number;
    }
    translate(block);
    const Number &term = get(block.getTerminator()->getOperand(0));
    total = total ? combine(sum.getKind(), *total, term) : term;
    int64_t axis = static_cast<int64_t>(extents.size()) - 1;
    while (axis >= 0 && ++at[axis] == extents[axis])
      at[axis--] = 0;
    if (axis < 0)
      break;
  }
  total->interior.reset();
  total->range.reset();
  return *total;
}

/// Makes the func of a sum of `term` over `domain`; `indices` stand for the
/// indices of the domain in `term`. Returns the sum at `vars`.
static Number defineSum(H::Func &func, const std::vector<H::Var> &vars,
                        const std::vector<H::Var> &indices,
                        const H::RDom &domain, const Number &term,
                        bool isMax) {
  // Inlined. The terms of a sum in the sum can refer to pure variables only.
  H::Func terms("terms");
  std::vector<H::Var> all(vars);
  all.insert(all.end(), indices.begin(), indices.end());
  std::vector<Expr> at(vars.begin(), vars.end()), inside(at);
  for (int i = 0; i < domain.dimensions(); ++i)
    inside.push_back(domain[i]);
  Number result;
  H::Type type = term.re.type();
  if (term.isComplex()) {
    terms(all) = H::Tuple(term.re, term.im);
    func(vars) = H::Tuple(H::cast(type, 0), H::cast(type, 0));
    func(vars) = H::Tuple(func(at)[0] + terms(inside)[0],
                          func(at)[1] + terms(inside)[1]);
    result.re = func(at)[0];
    result.im = func(at)[1];
    return result;
  }
  terms(all) = term.re;
  // Finite: Halide keeps infinities in its runtime, which kernels have not.
  Expr lowest = H::Internal::make_const(
      type, type.bits() == 64 ? -std::numeric_limits<double>::max()
                              : -std::numeric_limits<float>::max());
  func(vars) = isMax ? lowest : H::cast(type, 0);
  Expr before = func(at), next = terms(inside);
  func(vars) = isMax ? H::max(before, next) : before + next;
  result.re = func(at);
  return result;
}

Number BodyEmitter::reduceSum(proxc::halide::SumOp sum) {
  Block &block = sum.getBody().front();
  // Innermost first, as Halide orders the loops of a reduction.
  H::Region bounds;
  for (int64_t extent : llvm::reverse(sum.getExtents()))
    bounds.push_back({0, static_cast<int>(extent)});
  unsigned rank = sum.getExtents().size();
  std::vector<H::Var> indices(rank), outer = vars;
  for (unsigned axis = 0; axis < rank; ++axis)
    bindIndex(block.getArgument(axis), indices[rank - 1 - axis],
              sum.getExtents()[axis]);
  vars.insert(vars.end(), indices.begin(), indices.end());
  unsigned firstInside = inner.size();
  translate(block);
  vars = outer;
  const Number &term = get(block.getTerminator()->getOperand(0));

  Inner entry;
  entry.func = H::Func("sum");
  entry.domain = H::RDom(bounds);
  for (const H::Var &var : vars)
    if (H::Internal::expr_uses_var(term.re, var.name()) ||
        (term.isComplex() && H::Internal::expr_uses_var(term.im, var.name())))
      entry.vars.push_back(var);
  for (proxc::halide::ReadOp read : proxc::halide::readsIn(sum.getBody()))
    entry.readsFuncs |= read.getArray().getDefiningOp() != nullptr;
  Number result =
      defineSum(entry.func, entry.vars, indices, entry.domain, term,
                sum.getKind() == proxc::halide::Combine::max);
  for (Inner &nested : MutableArrayRef(inner).drop_front(firstInside))
    if (nested.within < 0)
      nested.within = inner.size();
  inner.push_back(entry);
  return result;
}
