//===- Interpreter.cpp - pipelines by their definition ----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Interpreter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/TypeSwitch.h"
#include "gtest/gtest.h"
#include <cmath>
#include <functional>

using namespace mlir;
using namespace proxc::target;
namespace halide = proxc::halide;

namespace {

class Interpreter {
public:
  llvm::DenseMap<Value, Entries> arrays;
  llvm::DenseMap<Value, Entry> values;

  using Visit = std::function<void(int64_t)>;

  /// Binds the block's arguments to all indices below `extents`, in row-major
  /// order, and evaluates the block for each.
  void forEach(ArrayRef<int64_t> extents, Block &block, Visit visit) {
    int64_t count = 1;
    for (int64_t extent : extents)
      count *= extent;
    for (int64_t position = 0; position < count; ++position) {
      int64_t rest = position;
      for (int64_t axis = extents.size() - 1; axis >= 0; --axis) {
        values[block.getArgument(axis)] = double(rest % extents[axis]);
        rest /= extents[axis];
      }
      for (Operation &op : block.without_terminator())
        values[op.getResult(0)] = evaluate(&op);
      visit(position);
    }
  }

  Entry get(Value value) {
    auto found = values.find(value);
    if (found != values.end())
      return found->second;
    return arrays[value].front(); // a scalar argument
  }

private:
  Entry evaluate(Operation *op) {
    if (auto read = dyn_cast<halide::ReadOp>(op)) {
      ArrayRef<int64_t> shape =
          cast<RankedTensorType>(read.getArray().getType()).getShape();
      int64_t position = 0;
      for (auto [index, extent] : llvm::zip(read.getIndices(), shape)) {
        int64_t i = int64_t(get(index).real());
        EXPECT_TRUE(i >= 0 && i < extent) << "reads outside: " << i;
        position = position * extent + i;
      }
      return arrays[read.getArray()][position];
    }
    if (auto sum = dyn_cast<halide::SumOp>(op)) {
      bool isMax = sum.getKind() == halide::Combine::max;
      Entry total = isMax ? -1e300 : 0;
      forEach(sum.getExtents(), sum.getBody().front(), [&](int64_t) {
        Entry term = get(sum.getBody().front().back().getOperand(0));
        total = isMax ? std::max(total.real(), term.real()) : total + term;
      });
      return total;
    }
    return arithmetic(op);
  }

  Entry arithmetic(Operation *op) {
    auto a = [&] { return get(op->getOperand(0)); };
    auto b = [&] { return get(op->getOperand(1)); };
    auto x = [&] { return a().real(); };
    auto y = [&] { return b().real(); };
    auto integer = [](double v) { return int64_t(v); };
    return llvm::TypeSwitch<Operation *, Entry>(op)
        .Case([&](arith::ConstantOp c) -> Entry {
          if (auto real = dyn_cast<FloatAttr>(c.getValue()))
            return real.getValueAsDouble();
          return double(cast<IntegerAttr>(c.getValue()).getInt());
        })
        .Case<arith::AddFOp, arith::AddIOp>([&](auto) { return a() + b(); })
        .Case<arith::SubFOp, arith::SubIOp>([&](auto) { return a() - b(); })
        .Case<arith::MulFOp, arith::MulIOp>([&](auto) { return a() * b(); })
        .Case([&](arith::DivFOp) { return x() / y(); })
        .Case([&](arith::NegFOp) { return -a(); })
        .Case<arith::MaximumFOp, arith::MaxSIOp>(
            [&](auto) { return std::max(x(), y()); })
        .Case<arith::MinimumFOp, arith::MinSIOp>(
            [&](auto) { return std::min(x(), y()); })
        .Case([&](arith::FloorDivSIOp) { return std::floor(x() / y()); })
        .Case([&](arith::RemUIOp) { return integer(x()) % integer(y()); })
        .Case([&](arith::AndIOp) { return integer(x()) & integer(y()); })
        .Case([&](arith::SelectOp) {
          return x() != 0 ? b() : get(op->getOperand(2));
        })
        .Case([&](arith::CmpIOp compare) {
          using P = arith::CmpIPredicate;
          switch (compare.getPredicate()) {
          case P::eq:
            return x() == y();
          case P::ne:
            return x() != y();
          case P::slt:
            return x() < y();
          case P::sle:
            return x() <= y();
          case P::sgt:
            return x() > y();
          default:
            return x() >= y();
          }
        })
        .Case([&](arith::CmpFOp compare) {
          return compare.getPredicate() == arith::CmpFPredicate::OLT
                     ? x() < y()
                     : x() > y();
        })
        .Case<CastOpInterface, UnrealizedConversionCastOp>(
            [&](auto) { return a(); })
        .Case([&](math::SqrtOp) { return std::sqrt(x()); })
        .Case([&](math::AbsFOp) { return std::abs(x()); })
        .Case([&](math::ExpOp) { return std::exp(x()); })
        .Case([&](math::SinOp) { return std::sin(x()); })
        .Case([&](math::CosOp) { return std::cos(x()); })
        .Case([&](complex::CreateOp) { return Entry(x(), y()); })
        .Case([&](complex::ReOp) { return x(); })
        .Case([&](complex::ImOp) { return a().imag(); })
        .Case([&](complex::AddOp) { return a() + b(); })
        .Case([&](complex::SubOp) { return a() - b(); })
        .Case([&](complex::MulOp) { return a() * b(); })
        .Case([&](complex::DivOp) { return a() / b(); })
        .Case([&](complex::ConjOp) { return std::conj(a()); })
        .Case([&](complex::AbsOp) { return std::abs(a()); })
        .Default([&](Operation *other) -> Entry {
          ADD_FAILURE() << "the interpreter does not know "
                        << other->getName().getStringRef().str();
          return 0;
        });
  }
};

} // namespace

std::vector<Entries>
proxc::target::interpret(halide::PipelineOp pipeline,
                         const std::vector<Entries> &arguments) {
  Interpreter state;
  Block &block = pipeline.getBody().front();
  for (auto [argument, array] : llvm::zip(block.getArguments(), arguments))
    state.arrays[argument] = array;
  for (Operation &op : block.without_terminator()) {
    ArrayRef<int64_t> extents;
    auto func = dyn_cast<halide::FuncOp>(op);
    auto reduce = dyn_cast<halide::ReduceOp>(op);
    extents = func ? func.getShape() : reduce.getExtents();
    std::vector<Entries> results(op.getNumResults());
    Block &body = op.getRegion(0).front();
    state.forEach(extents, body, [&](int64_t position) {
      for (unsigned i = 0; i < results.size(); ++i) {
        Entry value = state.get(body.back().getOperand(i));
        if (func)
          results[i].push_back(value);
        else if (position == 0)
          results[i] = {value};
        else if (reduce.getCombine(i) == halide::Combine::max)
          results[i][0] = std::max(results[i][0].real(), value.real());
        else
          results[i][0] += value;
      }
    });
    for (unsigned i = 0; i < results.size(); ++i)
      state.arrays[op.getResult(i)] = results[i];
  }
  std::vector<Entries> returned;
  for (Value value : block.back().getOperands())
    returned.push_back(state.arrays[value]);
  return returned;
}
