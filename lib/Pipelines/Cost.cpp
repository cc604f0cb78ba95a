//===- Cost.cpp - what an iteration reads, writes and computes --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Pipelines/Cost.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/DenseSet.h"
#include <cmath>

using namespace mlir;
using namespace proxc;
using namespace proxc::pipelines;

static double elements(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? static_cast<double>(tensor.getNumElements()) : 1;
}

static double elementBytes(Type type) {
  type = getElementTypeOrSelf(type);
  if (auto complex = dyn_cast<ComplexType>(type))
    return 2 * elementBytes(complex.getElementType());
  return type.isIntOrFloat() ? (type.getIntOrFloatBitWidth() + 7) / 8 : 8;
}

/// The memory of an array, 0 for a scalar.
static double arrayBytes(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.getRank() > 0 ? elements(type) * elementBytes(type)
                                        : 0;
}

/// Flops of one elementwise operation; index arithmetic costs nothing.
static double operationFlops(Operation &op) {
  if (op.getNumResults() != 1 || op.hasTrait<OpTrait::ConstantLike>() ||
      isa<solver::ReadOp>(op))
    return 0;
  Type type = op.getResult(0).getType();
  bool isFloat = isa<FloatType>(type);
  bool isComplex = isa<ComplexType>(type);
  if (isa<arith::CmpFOp>(op))
    return 1;
  if (!isFloat && !isComplex)
    return 0;
  // Conversions and the parts of complex numbers are moves.
  if (isa<arith::ExtFOp, arith::TruncFOp, arith::SIToFPOp, arith::UIToFPOp,
          arith::SelectOp, complex::CreateOp, complex::ReOp, complex::ImOp>(op))
    return 0;
  if (isa<complex::MulOp, complex::DivOp>(op))
    return 6;
  return isComplex ? 2 : isa<complex::AbsOp>(op) ? 4 : 1;
}

/// Flops of a body, run once.
static double bodyFlops(Block &block) {
  double flops = 0;
  for (Operation &op : block) {
    if (auto sum = dyn_cast<solver::SumOp>(op)) {
      double count = 1;
      for (int64_t extent : sum.getExtents())
        count *= static_cast<double>(extent);
      double perAdd = isa<ComplexType>(sum.getResult().getType()) ? 2 : 1;
      flops += count * (bodyFlops(sum.getBody().front()) + perAdd);
    } else {
      flops += operationFlops(op);
    }
  }
  return flops;
}

static double stepFlops(Operation &op) {
  if (auto map = dyn_cast<solver::MapOp>(op))
    return elements(map.getResult().getType()) *
           bodyFlops(map.getBody().front());
  if (auto reduce = dyn_cast<solver::ReduceOp>(op)) {
    double count = 1;
    for (int64_t extent : reduce.getExtents())
      count *= static_cast<double>(extent);
    return count * (bodyFlops(reduce.getBody().front()) + 1);
  }
  return 0;
}

/// A kernel, or a step that stands alone: what it reads of the surroundings and
/// what it gives.
static Cost sweepCost(Operation &op) {
  Cost cost;
  for (Type type : op.getResultTypes())
    cost.bytes += arrayBytes(type);
  llvm::DenseSet<Value> seen;
  op.walk([&](solver::ReadOp read) {
    Value array = read.getArray();
    Operation *definer = array.getDefiningOp();
    bool inside = definer && op.isProperAncestor(definer);
    if (!inside && seen.insert(array).second)
      cost.bytes += arrayBytes(array.getType());
  });
  if (auto kernel = dyn_cast<solver::KernelOp>(op)) {
    for (Operation &step : kernel.getBody().front())
      cost.flops += stepFlops(step);
  } else {
    cost.flops = stepFlops(op);
  }
  return cost;
}

static Cost fftCost(solver::FftOp fft) {
  auto input = cast<RankedTensorType>(fft.getInput().getType());
  auto output = cast<RankedTensorType>(fft.getResult().getType());
  bool real = !isa<ComplexType>(input.getElementType()) ||
              !isa<ComplexType>(output.getElementType());
  RankedTensorType full =
      isa<ComplexType>(input.getElementType()) ? output : input;
  double transformed = 1;
  for (int64_t axis : fft.getAxes())
    transformed *= static_cast<double>(full.getDimSize(axis));
  Cost cost;
  cost.flops = 5 * elements(full) * std::log2(transformed) * (real ? 0.5 : 1);
  cost.bytes = arrayBytes(input) + arrayBytes(output);
  return cost;
}

static Cost sparseCost(solver::SparseOp sparse) {
  auto input = cast<RankedTensorType>(sparse.getInput().getType());
  double entries = static_cast<double>(sparse.getValues().getNumElements());
  double batch =
      input.getRank() > 0 ? elements(input) / input.getShape().back() : 1;
  bool isComplex = isa<ComplexType>(input.getElementType());
  Cost cost;
  cost.flops = entries * batch * (isComplex ? 8 : 2);
  cost.bytes =
      entries * (4 + elementBytes(sparse.getValues().getElementType())) +
      arrayBytes(input) + arrayBytes(sparse.getResult().getType());
  return cost;
}

Cost pipelines::iterationCost(solver::ProgramOp program) {
  Cost total;
  auto add = [&](Cost cost) {
    total.flops += cost.flops;
    total.bytes += cost.bytes;
  };
  for (auto iterate : program.getBody().getOps<solver::IterateOp>())
    for (Operation &op : iterate.getBody().front()) {
      if (auto fft = dyn_cast<solver::FftOp>(op))
        add(fftCost(fft));
      else if (auto sparse = dyn_cast<solver::SparseOp>(op))
        add(sparseCost(sparse));
      else if (isa<solver::KernelOp, solver::MapOp, solver::ReduceOp>(op))
        add(sweepCost(op));
    }
  return total;
}
