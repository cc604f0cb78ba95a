//===- Frame.cpp - fields of the frame --------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Patterns.h"

using namespace mlir;
using namespace proxc;

Value proxc::integerConstant(OpBuilder &builder, Location loc, Type type,
                             int64_t value) {
  return LLVM::ConstantOp::create(builder, loc, type,
                                  builder.getIntegerAttr(type, value));
}

Value proxc::frameAddress(OpBuilder &builder, Location loc,
                          const RtLayout &layout, Value frame, int32_t field) {
  return LLVM::GEPOp::create(builder, loc, layout.pointer, layout.frame, frame,
                             ArrayRef<LLVM::GEPArg>{0, field});
}

Value proxc::frameEntry(OpBuilder &builder, Location loc,
                        const RtLayout &layout, Value frame, int32_t field,
                        int64_t index) {
  Value address = frameAddress(builder, loc, layout, frame, field);
  Value table = LLVM::LoadOp::create(builder, loc, layout.pointer, address);
  Value entry =
      LLVM::GEPOp::create(builder, loc, layout.pointer, layout.pointer, table,
                          ArrayRef<LLVM::GEPArg>{int32_t(index)});
  return LLVM::LoadOp::create(builder, loc, layout.pointer, entry);
}

namespace {

Value metricAddress(OpBuilder &builder, Location loc, const RtLayout &layout,
                    Value frame, int32_t field) {
  return LLVM::GEPOp::create(
      builder, loc, layout.pointer, layout.frame, frame,
      ArrayRef<LLVM::GEPArg>{0, int32_t(RtLayout::frameMetrics), field});
}

/// A float in another width.
Value convertFloat(OpBuilder &builder, Location loc, Value value, Type type) {
  unsigned from = value.getType().getIntOrFloatBitWidth();
  unsigned to = type.getIntOrFloatBitWidth();
  if (from < to)
    return LLVM::FPExtOp::create(builder, loc, type, value);
  if (from > to)
    return LLVM::FPTruncOp::create(builder, loc, type, value);
  return value;
}

struct LowerField : RtPattern<rt::FieldOp> {
  using RtPattern::RtPattern;
  LogicalResult
  matchAndRewrite(rt::FieldOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    int32_t place = RtLayout::frameParity + int32_t(op.getField());
    Value address =
        frameAddress(rewriter, op.getLoc(), layout, adaptor.getFrame(), place);
    rewriter.replaceOpWithNewOp<LLVM::LoadOp>(op, layout.i32, address);
    return success();
  }
};

struct LowerMetric : RtPattern<rt::MetricOp> {
  using RtPattern::RtPattern;
  LogicalResult
  matchAndRewrite(rt::MetricOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value frame = adaptor.getFrame();
    Value address =
        metricAddress(rewriter, loc, layout, frame, int32_t(op.getMetric()));
    Value value = convertFloat(rewriter, loc, adaptor.getValue(), layout.real);
    LLVM::StoreOp::create(rewriter, loc, value, address);
    int32_t flag = op.getMetric() == rt::Metric::primal_residual
                       ? RtLayout::metricsHasResiduals
                   : op.getMetric() == rt::Metric::dual_value
                       ? RtLayout::metricsHasDual
                       : -1;
    if (flag >= 0) {
      Value one = integerConstant(rewriter, loc, layout.i32, 1);
      LLVM::StoreOp::create(rewriter, loc, one,
                            metricAddress(rewriter, loc, layout, frame, flag));
    }
    rewriter.eraseOp(op);
    return success();
  }
};

struct LowerGetMetric : RtPattern<rt::GetMetricOp> {
  using RtPattern::RtPattern;
  LogicalResult
  matchAndRewrite(rt::GetMetricOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value address = metricAddress(rewriter, loc, layout, adaptor.getFrame(),
                                  int32_t(op.getMetric()));
    Value value = LLVM::LoadOp::create(rewriter, loc, layout.real, address);
    rewriter.replaceOp(op, convertFloat(rewriter, loc, value, op.getType()));
    return success();
  }
};

/// Sets a flag of the metrics where a condition holds.
template <typename Op, int32_t field> struct LowerFlag : RtPattern<Op> {
  using RtPattern<Op>::RtPattern;
  LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    const RtLayout &layout = this->layout;
    Value address =
        metricAddress(rewriter, loc, layout, adaptor.getFrame(), field);
    Value before = LLVM::LoadOp::create(rewriter, loc, layout.i32, address);
    Value now =
        LLVM::ZExtOp::create(rewriter, loc, layout.i32, adaptor.getCondition());
    Value either = LLVM::OrOp::create(rewriter, loc, before, now);
    rewriter.replaceOpWithNewOp<LLVM::StoreOp>(op, either, address);
    return success();
  }
};
using LowerRequestRestart =
    LowerFlag<rt::RequestRestartOp, RtLayout::metricsRestart>;
using LowerRefuse = LowerFlag<rt::RefuseOp, RtLayout::metricsRefused>;

struct LowerStatus : RtPattern<rt::StatusOp> {
  using RtPattern::RtPattern;
  LogicalResult
  matchAndRewrite(rt::StatusOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value address = frameAddress(rewriter, loc, layout, adaptor.getFrame(),
                                 RtLayout::frameStatus);
    Value status = LLVM::LoadOp::create(rewriter, loc, layout.i32, address);
    Value zero = integerConstant(rewriter, loc, layout.i32, 0);
    LLVM::StoreOp::create(rewriter, loc, zero, address);
    rewriter.replaceOp(op, status);
    return success();
  }
};

} // namespace

void proxc::populateFramePatterns(RewritePatternSet &patterns,
                                  const LLVMTypeConverter &converter,
                                  const RtLayout &layout) {
  patterns.add<LowerField, LowerMetric, LowerGetMetric, LowerRequestRestart,
               LowerRefuse, LowerStatus>(converter, layout);
}
