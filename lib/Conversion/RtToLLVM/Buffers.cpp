//===- Buffers.cpp - buffers as pointers ------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Patterns.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace proxc;

namespace {

struct LowerArena : RtPattern<rt::ArenaOp> {
  using RtPattern::RtPattern;
  LogicalResult
  matchAndRewrite(rt::ArenaOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value field = frameAddress(rewriter, loc, layout, adaptor.getFrame(),
                               RtLayout::frameArena);
    Value arena = LLVM::LoadOp::create(rewriter, loc, layout.pointer, field);
    Value offset =
        integerConstant(rewriter, loc, layout.size, int64_t(op.getIndex()));
    rewriter.replaceOpWithNewOp<LLVM::GEPOp>(op, layout.pointer, layout.i8,
                                             arena, ValueRange{offset});
    return success();
  }
};

/// Reads an entry of a table of the frame.
template <typename Op, int32_t field> struct LowerEntry : RtPattern<Op> {
  using RtPattern<Op>::RtPattern;
  LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, frameEntry(rewriter, op.getLoc(), this->layout,
                                      adaptor.getFrame(), field,
                                      int64_t(op.getIndex())));
    return success();
  }
};

/// Reads a pointer of the frame.
template <typename Op, int32_t field> struct LowerPointer : RtPattern<Op> {
  using RtPattern<Op>::RtPattern;
  LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value address = frameAddress(rewriter, op.getLoc(), this->layout,
                                 adaptor.getFrame(), field);
    rewriter.replaceOpWithNewOp<LLVM::LoadOp>(op, this->layout.pointer,
                                              address);
    return success();
  }
};

struct LowerGetGlobal : RtPattern<rt::GetGlobalOp> {
  using RtPattern::RtPattern;
  LogicalResult
  matchAndRewrite(rt::GetGlobalOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<LLVM::AddressOfOp>(op, layout.pointer,
                                                   op.getGlobal());
    return success();
  }
};

struct LowerPingPong : RtPattern<rt::PingPongOp> {
  using RtPattern::RtPattern;
  LogicalResult
  matchAndRewrite(rt::PingPongOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value address = frameAddress(rewriter, loc, layout, adaptor.getFrame(),
                                 RtLayout::frameParity);
    Value parity = LLVM::LoadOp::create(rewriter, loc, layout.i32, address);
    Value zero = integerConstant(rewriter, loc, layout.i32, 0);
    Value even = LLVM::ICmpOp::create(rewriter, loc, LLVM::ICmpPredicate::eq,
                                      parity, zero);
    rewriter.replaceOpWithNewOp<LLVM::SelectOp>(op, even, adaptor.getEven(),
                                                adaptor.getOdd());
    return success();
  }
};

/// The address of an element, or of the first element of a slab. `indices` are
/// of the leading axes.
Value elementAddress(OpBuilder &builder, Location loc, const RtLayout &layout,
                     const TypeConverter &converter, rt::BufferType type,
                     Value buffer, ValueRange indices) {
  if (indices.empty())
    return buffer;
  Value place;
  for (auto [axis, index] : llvm::enumerate(indices)) {
    if (place) {
      Value extent =
          integerConstant(builder, loc, layout.size, type.getShape()[axis]);
      place = LLVM::MulOp::create(builder, loc, place, extent);
      place = LLVM::AddOp::create(builder, loc, place, index);
    } else {
      place = index;
    }
  }
  int64_t slab = 1;
  for (int64_t extent : type.getShape().drop_front(indices.size()))
    slab *= extent;
  if (slab != 1)
    place = LLVM::MulOp::create(
        builder, loc, place, integerConstant(builder, loc, layout.size, slab));
  return LLVM::GEPOp::create(builder, loc, layout.pointer,
                             converter.convertType(type.getElementType()),
                             buffer, ValueRange{place});
}

struct LowerView : RtPattern<rt::ViewOp> {
  using RtPattern::RtPattern;
  LogicalResult
  matchAndRewrite(rt::ViewOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(
        op, elementAddress(rewriter, op.getLoc(), layout, *getTypeConverter(),
                           op.getSource().getType(), adaptor.getSource(),
                           adaptor.getIndices()));
    return success();
  }
};

struct LowerLoad : RtPattern<rt::LoadOp> {
  using RtPattern::RtPattern;
  LogicalResult
  matchAndRewrite(rt::LoadOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value address = elementAddress(
        rewriter, op.getLoc(), layout, *getTypeConverter(),
        op.getBuffer().getType(), adaptor.getBuffer(), adaptor.getIndices());
    rewriter.replaceOpWithNewOp<LLVM::LoadOp>(
        op, getTypeConverter()->convertType(op.getType()), address);
    return success();
  }
};

struct LowerStore : RtPattern<rt::StoreOp> {
  using RtPattern::RtPattern;
  LogicalResult
  matchAndRewrite(rt::StoreOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value address = elementAddress(
        rewriter, op.getLoc(), layout, *getTypeConverter(),
        op.getBuffer().getType(), adaptor.getBuffer(), adaptor.getIndices());
    rewriter.replaceOpWithNewOp<LLVM::StoreOp>(op, adaptor.getValue(), address);
    return success();
  }
};

struct LowerCopy : RtPattern<rt::CopyOp> {
  using RtPattern::RtPattern;
  LogicalResult
  matchAndRewrite(rt::CopyOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    int64_t bytes =
        cast<rt::BufferType>(op.getSource().getType()).getNumBytes();
    Value length = integerConstant(rewriter, op.getLoc(), layout.size, bytes);
    rewriter.replaceOpWithNewOp<LLVM::MemcpyOp>(op, adaptor.getTarget(),
                                                adaptor.getSource(), length,
                                                /*isVolatile=*/false);
    return success();
  }
};

/// Whether all bytes of the constant are 0.
bool isZeroConstant(Value value) {
  Attribute constant;
  if (!matchPattern(value, m_Constant(&constant)))
    return false;
  if (auto number = dyn_cast<FloatAttr>(constant))
    return number.getValue().isPosZero();
  if (auto number = dyn_cast<IntegerAttr>(constant))
    return number.getValue().isZero();
  if (auto parts = dyn_cast<ArrayAttr>(constant))
    return llvm::all_of(parts, [](Attribute part) {
      auto number = dyn_cast<FloatAttr>(part);
      return number && number.getValue().isPosZero();
    });
  return false;
}

struct LowerFill : RtPattern<rt::FillOp> {
  using RtPattern::RtPattern;
  LogicalResult
  matchAndRewrite(rt::FillOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    rt::BufferType type = op.getBuffer().getType();
    if (isZeroConstant(op.getValue())) {
      Value length =
          integerConstant(rewriter, loc, layout.size, type.getNumBytes());
      Value zero = integerConstant(rewriter, loc, layout.i8, 0);
      rewriter.replaceOpWithNewOp<LLVM::MemsetOp>(op, adaptor.getBuffer(), zero,
                                                  length, /*isVolatile=*/false);
      return success();
    }
    return rewriter.notifyMatchFailure(op, "has become a loop before");
  }
};

/// The data of a global as a flat array of real numbers or integers. Complex
/// numbers become pairs, unsigned integers plain ones.
DenseElementsAttr flatten(DenseElementsAttr value, RankedTensorType type,
                          bool isComplex) {
  if (!isComplex && !value.getElementType().isUnsignedInteger())
    return value.reshape(type);
  ArrayRef<char> raw = value.getRawData();
  SmallVector<char> copies;
  if (value.isSplat()) {
    for (int64_t i = 0; i < value.getNumElements(); ++i)
      copies.append(raw.begin(), raw.end());
    raw = copies;
  }
  return DenseElementsAttr::getFromRawBuffer(type, raw);
}

struct LowerGlobal : RtPattern<rt::GlobalOp> {
  using RtPattern::RtPattern;
  LogicalResult
  matchAndRewrite(rt::GlobalOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto shape = cast<ShapedType>(op.getValue().getType());
    Type element = shape.getElementType();
    int64_t count = shape.getNumElements();
    bool isComplex = isa<ComplexType>(element);
    if (auto complex = dyn_cast<ComplexType>(element)) {
      element = complex.getElementType();
      count *= 2;
    }
    if (element.isUnsignedInteger())
      element = rewriter.getIntegerType(element.getIntOrFloatBitWidth());
    auto flat = RankedTensorType::get({count}, element);
    Attribute data;
    if (auto dense = dyn_cast<DenseElementsAttr>(op.getValue()))
      data = flatten(dense, flat, isComplex);
    else if (auto blob = dyn_cast<DenseResourceElementsAttr>(op.getValue()))
      data = DenseResourceElementsAttr::get(flat, blob.getRawHandle());
    else
      return op.emitOpError("expects dense data");
    rewriter.replaceOpWithNewOp<LLVM::GlobalOp>(
        op, LLVM::LLVMArrayType::get(element, count), /*isConstant=*/true,
        LLVM::Linkage::Internal, op.getSymName(), data, /*alignment=*/64);
    return success();
  }
};

} // namespace

void proxc::expandFills(ModuleOp module) {
  SmallVector<rt::FillOp> fills;
  module.walk([&](rt::FillOp op) {
    if (!isZeroConstant(op.getValue()))
      fills.push_back(op);
  });
  for (rt::FillOp op : fills) {
    ImplicitLocOpBuilder builder(op.getLoc(), op);
    rt::BufferType type = op.getBuffer().getType();
    int64_t count = type.getNumElements();
    auto flat = rt::BufferType::get({count}, type.getElementType());
    Value view =
        rt::ViewOp::create(builder, flat, op.getBuffer(), ValueRange());
    Value begin = arith::ConstantIndexOp::create(builder, 0);
    Value end = arith::ConstantIndexOp::create(builder, count);
    Value step = arith::ConstantIndexOp::create(builder, 1);
    scf::ForOp::create(
        builder, begin, end, step, ValueRange(),
        [&](OpBuilder &body, Location loc, Value index, ValueRange) {
          rt::StoreOp::create(body, loc, op.getValue(), view,
                              ValueRange{index});
          scf::YieldOp::create(body, loc);
        });
    op.erase();
  }
}

void proxc::populateBufferPatterns(RewritePatternSet &patterns,
                                   const LLVMTypeConverter &converter,
                                   const RtLayout &layout) {
  patterns.add<LowerArena, LowerEntry<rt::ParamOp, RtLayout::frameParams>,
               LowerEntry<rt::InputOp, RtLayout::frameInputs>,
               LowerEntry<rt::ResultOp, RtLayout::frameResults>,
               LowerPointer<rt::OperatorInputOp, RtLayout::frameIoIn>,
               LowerPointer<rt::OperatorOutputOp, RtLayout::frameIoOut>,
               LowerGetGlobal, LowerPingPong, LowerView, LowerLoad, LowerStore,
               LowerCopy, LowerFill, LowerGlobal>(converter, layout);
}
