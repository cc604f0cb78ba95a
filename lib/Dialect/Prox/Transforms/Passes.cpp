//===- Passes.cpp - the passes as shells ------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Prox/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace proxc::prox {

#define GEN_PASS_DEF_PROXABSORB
#define GEN_PASS_DEF_PROXGROUP
#define GEN_PASS_DEF_PROXSPLIT
#define GEN_PASS_DEF_PROXSCALE
#include "proxc/Dialect/Prox/Transforms/Passes.h.inc"

namespace {

struct ProxAbsorb : impl::ProxAbsorbBase<ProxAbsorb> {
  void runOnOperation() override { absorbOperators(getOperation()); }
};

struct ProxGroup : impl::ProxGroupBase<ProxGroup> {
  void runOnOperation() override { groupTerms(getOperation()); }
};

struct ProxSplit : impl::ProxSplitBase<ProxSplit> {
  using ProxSplitBase::ProxSplitBase;
  void runOnOperation() override { splitTerms(getOperation(), transforms); }
};

struct ProxScale : impl::ProxScaleBase<ProxScale> {
  void runOnOperation() override { scaleTerms(getOperation()); }
};

} // namespace

} // namespace proxc::prox
