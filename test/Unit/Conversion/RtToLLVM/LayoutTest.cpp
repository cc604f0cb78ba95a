//===- LayoutTest.cpp - LLVM's structs are the C compiler's ----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Layout.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "proxc-rt/program.h"
#include "llvm/Support/MathExtras.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace proxc;

namespace {

struct Extent {
  uint64_t bytes, alignment;
};

/// Offset of field `index` of a struct, or the struct's size for the index
/// behind its last field; every scalar is aligned to its size.
uint64_t offsetIn(LLVM::LLVMStructType type, size_t index, unsigned pointer);

Extent extentOf(Type type, unsigned pointer) {
  if (isa<LLVM::LLVMPointerType>(type))
    return {pointer, pointer};
  if (auto array = dyn_cast<LLVM::LLVMArrayType>(type)) {
    Extent element = extentOf(array.getElementType(), pointer);
    return {element.bytes * array.getNumElements(), element.alignment};
  }
  if (auto record = dyn_cast<LLVM::LLVMStructType>(type)) {
    uint64_t alignment = 1;
    for (Type field : record.getBody())
      alignment = std::max(alignment, extentOf(field, pointer).alignment);
    return {offsetIn(record, record.getBody().size(), pointer), alignment};
  }
  uint64_t bytes = type.getIntOrFloatBitWidth() / 8;
  return {bytes, bytes};
}

uint64_t offsetIn(LLVM::LLVMStructType type, size_t index, unsigned pointer) {
  uint64_t offset = 0, widest = 1;
  for (auto [i, field] : llvm::enumerate(type.getBody())) {
    Extent extent = extentOf(field, pointer);
    offset = llvm::alignTo(offset, extent.alignment);
    if (i == index)
      return offset;
    offset += extent.bytes;
    widest = std::max(widest, extent.alignment);
  }
  return llvm::alignTo(offset, widest);
}

class Layout : public ::testing::Test {
protected:
  MLIRContext context;
  Layout() { context.loadDialect<LLVM::LLVMDialect>(); }
};

TEST_F(Layout, hosted) {
  RtLayout layout(&context, {64, false});
  auto at = [&](LLVM::LLVMStructType type, size_t index) {
    return offsetIn(type, index, 8);
  };
  EXPECT_EQ(at(layout.frame, RtLayout::frameArena),
            offsetof(proxc_frame, arena));
  EXPECT_EQ(at(layout.frame, RtLayout::frameParams),
            offsetof(proxc_frame, params));
  EXPECT_EQ(at(layout.frame, RtLayout::frameInputs),
            offsetof(proxc_frame, inputs));
  EXPECT_EQ(at(layout.frame, RtLayout::frameResults),
            offsetof(proxc_frame, results));
  EXPECT_EQ(at(layout.frame, RtLayout::frameFfts), offsetof(proxc_frame, ffts));
  EXPECT_EQ(at(layout.frame, RtLayout::frameUser), offsetof(proxc_frame, user));
  EXPECT_EQ(at(layout.frame, RtLayout::frameIoIn),
            offsetof(proxc_frame, io_in));
  EXPECT_EQ(at(layout.frame, RtLayout::frameIoOut),
            offsetof(proxc_frame, io_out));
  const size_t integers[] = {
      offsetof(proxc_frame, parity),  offsetof(proxc_frame, iteration),
      offsetof(proxc_frame, start),   offsetof(proxc_frame, checking),
      offsetof(proxc_frame, changed), offsetof(proxc_frame, limit)};
  for (auto [i, offset] : llvm::enumerate(integers))
    EXPECT_EQ(at(layout.frame, RtLayout::frameParity + i), offset);
  EXPECT_EQ(at(layout.frame, RtLayout::frameStatus),
            offsetof(proxc_frame, status));
  EXPECT_EQ(at(layout.frame, RtLayout::frameMetrics),
            offsetof(proxc_frame, metrics));
  EXPECT_EQ(at(layout.frame, RtLayout::frameMetrics + 1), sizeof(proxc_frame));

  const size_t reals[] = {offsetof(proxc_metrics, objective),
                          offsetof(proxc_metrics, violation),
                          offsetof(proxc_metrics, primal_residual),
                          offsetof(proxc_metrics, primal_scale),
                          offsetof(proxc_metrics, dual_residual),
                          offsetof(proxc_metrics, dual_scale),
                          offsetof(proxc_metrics, primal_value),
                          offsetof(proxc_metrics, dual_value),
                          offsetof(proxc_metrics, initial_value)};
  for (auto [i, offset] : llvm::enumerate(reals))
    EXPECT_EQ(at(layout.metrics, i), offset);
  EXPECT_EQ(at(layout.metrics, RtLayout::metricsHasResiduals),
            offsetof(proxc_metrics, has_residuals));
  EXPECT_EQ(at(layout.metrics, RtLayout::metricsHasDual),
            offsetof(proxc_metrics, has_dual));
  EXPECT_EQ(at(layout.metrics, RtLayout::metricsRestart),
            offsetof(proxc_metrics, restart));

  EXPECT_EQ(at(layout.argument, 1), offsetof(proxc_argument, element));
  EXPECT_EQ(at(layout.argument, 4), offsetof(proxc_argument, offset));
  EXPECT_EQ(at(layout.argument, 5), offsetof(proxc_argument, extent));
  EXPECT_EQ(at(layout.argument, 7), offsetof(proxc_argument, storage));
  EXPECT_EQ(at(layout.argument, 8), offsetof(proxc_argument, value));
  EXPECT_EQ(at(layout.argument, 9), sizeof(proxc_argument));
  EXPECT_EQ(at(layout.fft, 4), offsetof(proxc_fft_desc, flags));
  EXPECT_EQ(at(layout.fft, 6), offsetof(proxc_fft_desc, extent));
  EXPECT_EQ(at(layout.fft, 9), sizeof(proxc_fft_desc));
  EXPECT_EQ(at(layout.exported, 1), offsetof(proxc_operator, apply));
  EXPECT_EQ(at(layout.exported, 4), offsetof(proxc_operator, domain_count));
  EXPECT_EQ(at(layout.exported, 6), sizeof(proxc_operator));
  EXPECT_EQ(at(layout.program, 5), offsetof(proxc_program, num_operators));
  EXPECT_EQ(at(layout.program, 8), offsetof(proxc_program, tolerance));
  EXPECT_EQ(at(layout.program, 12), offsetof(proxc_program, arena_bytes));
  EXPECT_EQ(at(layout.program, 14), offsetof(proxc_program, name));
  EXPECT_EQ(at(layout.program, 20), offsetof(proxc_program, setup));
  EXPECT_EQ(at(layout.program, 23), offsetof(proxc_program, iterate_checked));
  EXPECT_EQ(at(layout.program, 25), offsetof(proxc_program, epilogue));
  EXPECT_EQ(at(layout.program, 26), sizeof(proxc_program));
}

// The same numbers are asserted by the C compiler for the freestanding build of
// the driver, in lib/Runtime/Driver/plan.h.
TEST_F(Layout, freestanding) {
  RtLayout layout(&context, {32, true});
  auto at = [&](LLVM::LLVMStructType type, size_t index) {
    return offsetIn(type, index, 4);
  };
  EXPECT_EQ(at(layout.frame, RtLayout::frameParity), 40u);
  EXPECT_EQ(at(layout.frame, RtLayout::frameStatus), 64u);
  EXPECT_EQ(at(layout.frame, RtLayout::frameMetrics), 80u);
  EXPECT_EQ(at(layout.metrics, RtLayout::metricsHasResiduals), 40u);
  EXPECT_EQ(at(layout.metrics, RtLayout::metricsRestart + 2), 56u);
  EXPECT_EQ(at(layout.argument, 5), 24u);
  EXPECT_EQ(at(layout.argument, 8), 104u);
  EXPECT_EQ(at(layout.argument, 9), 120u);
  EXPECT_EQ(at(layout.fft, 9), 216u);
  EXPECT_EQ(at(layout.exported, 4), 24u);
  EXPECT_EQ(at(layout.exported, 6), 40u);
  EXPECT_EQ(at(layout.program, 12), 48u);
  EXPECT_EQ(at(layout.program, 14), 64u);
  EXPECT_EQ(at(layout.program, 26), 112u);
}

} // namespace
