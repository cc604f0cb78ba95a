//===- Calls.cpp - kernels, transforms, sparse products ---------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Patterns.h"
#include "proxc-rt/runtime.h"

using namespace mlir;
using namespace proxc;

LLVM::LLVMFuncOp proxc::declareFunction(OpBuilder &builder, Operation *user,
                                        StringRef name,
                                        LLVM::LLVMFunctionType type) {
  auto module = user->getParentOfType<ModuleOp>();
  for (Operation &op : *module.getBody()) {
    auto symbol = dyn_cast<SymbolOpInterface>(op);
    if (!symbol || symbol.getName() != name)
      continue;
    auto function = dyn_cast<LLVM::LLVMFuncOp>(op);
    if (function && function.getFunctionType() == type)
      return function;
    InFlightDiagnostic error = user->emitOpError("expects '")
                               << name << "' to be a function of type " << type;
    error.attachNote(op.getLoc()) << "it is defined here as something else";
    return {};
  }
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(module.getBody());
  return LLVM::LLVMFuncOp::create(builder, user->getLoc(), name, type);
}

namespace {

/// Adds the code that a call returned to the frame's status. Codes are not 0,
/// and so is what several of them give together.
void noteStatus(OpBuilder &builder, Location loc, const RtLayout &layout,
                Value frame, Value code) {
  Value address =
      frameAddress(builder, loc, layout, frame, RtLayout::frameStatus);
  Value before = LLVM::LoadOp::create(builder, loc, layout.i32, address);
  Value both = LLVM::OrOp::create(builder, loc, before, code);
  LLVM::StoreOp::create(builder, loc, both, address);
}

/// Calls a C function that returns a code, by name.
LogicalResult callByName(OpBuilder &builder, Operation *user,
                         const RtLayout &layout, Value frame, StringRef name,
                         ValueRange arguments) {
  auto type = LLVM::LLVMFunctionType::get(
      layout.i32, llvm::to_vector(arguments.getTypes()));
  LLVM::LLVMFuncOp function = declareFunction(builder, user, name, type);
  if (!function)
    return failure();
  auto call =
      LLVM::CallOp::create(builder, user->getLoc(), function, arguments);
  noteStatus(builder, user->getLoc(), layout, frame, call.getResult());
  return success();
}

struct LowerCallKernel : RtPattern<rt::CallKernelOp> {
  using RtPattern::RtPattern;
  LogicalResult
  matchAndRewrite(rt::CallKernelOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    SmallVector<Value> arguments;
    for (auto [operand, type] :
         llvm::zip(adaptor.getOperands_(), op.getOperands_().getTypes())) {
      if (!isa<ComplexType>(type)) {
        arguments.push_back(operand);
        continue;
      }
      for (int64_t part : {0, 1})
        arguments.push_back(LLVM::ExtractValueOp::create(
            rewriter, op.getLoc(), operand, ArrayRef<int64_t>{part}));
    }
    if (failed(callByName(rewriter, op, layout, adaptor.getFrame(),
                          op.getKernel(), arguments)))
      return failure();
    rewriter.eraseOp(op);
    return success();
  }
};

struct LowerFft : RtPattern<rt::FftOp> {
  using RtPattern::RtPattern;
  LogicalResult
  matchAndRewrite(rt::FftOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (layout.target.freestanding)
      return op.emitOpError("expects a target with libproxc-rt: bare metal "
                            "has no library of transforms");
    Value plan = frameEntry(rewriter, op.getLoc(), layout, adaptor.getFrame(),
                            RtLayout::frameFfts, int64_t(op.getIndex()));
    if (failed(callByName(rewriter, op, layout, adaptor.getFrame(),
                          "proxc_rt_fft_execute",
                          {plan, adaptor.getInput(), adaptor.getOutput()})))
      return failure();
    rewriter.eraseOp(op);
    return success();
  }
};

/// The type code of a product and the flags that go with it.
std::pair<int32_t, int32_t> csrType(rt::CsrMvOp op) {
  Type value = op.getValues().getType().getElementType();
  bool complexX = isa<ComplexType>(op.getX().getType().getElementType());
  bool complexY = isa<ComplexType>(op.getY().getType().getElementType());
  bool complexValue = isa<ComplexType>(value);
  if (auto complex = dyn_cast<ComplexType>(value))
    value = complex.getElementType();
  bool isDouble = value.isF64();
  int32_t flags = 0;
  if (op.getConjugate())
    flags |= PROXC_CSR_CONJUGATE;
  if (op.getAccumulate())
    flags |= PROXC_CSR_ACCUMULATE;
  if (!complexValue && !complexX)
    return {isDouble ? PROXC_CSR_F64 : PROXC_CSR_F32, flags};
  if (!complexX)
    flags |= PROXC_CSR_REAL_X;
  if (!complexY)
    flags |= PROXC_CSR_REAL_Y;
  if (complexValue)
    return {isDouble ? PROXC_CSR_C128 : PROXC_CSR_C64, flags};
  return {isDouble ? PROXC_CSR_F64_C128 : PROXC_CSR_F32_C64, flags};
}

struct LowerCsrMv : RtPattern<rt::CsrMvOp> {
  using RtPattern::RtPattern;
  LogicalResult
  matchAndRewrite(rt::CsrMvOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto [type, flags] = csrType(op);
    Value order = adaptor.getOrder();
    if (!order)
      order = LLVM::ZeroOp::create(rewriter, loc, layout.pointer);
    int64_t rows = op.getY().getType().getNumElements();
    SmallVector<Value> arguments = {
        integerConstant(rewriter, loc, layout.i32, type),
        integerConstant(rewriter, loc, layout.i32, flags),
        integerConstant(rewriter, loc, layout.i32, rows),
        adaptor.getRowStart(),
        adaptor.getColumns(),
        order,
        adaptor.getValues(),
        adaptor.getX(),
        adaptor.getY()};
    if (failed(callByName(rewriter, op, layout, adaptor.getFrame(),
                          "proxc_rt_csr_mv", arguments)))
      return failure();
    rewriter.eraseOp(op);
    return success();
  }
};

struct LowerCallBlackBox : RtPattern<rt::CallBlackBoxOp> {
  using RtPattern::RtPattern;
  LogicalResult
  matchAndRewrite(rt::CallBlackBoxOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value frame = adaptor.getFrame();
    SmallVector<Value> arguments = llvm::to_vector(adaptor.getOperands_());
    if (op.getKind() == rt::BlackBoxKind::linear)
      arguments.push_back(argumentTable(op, adaptor.getArgs(), rewriter));
    Value user =
        frameAddress(rewriter, loc, layout, frame, RtLayout::frameUser);
    arguments.push_back(
        LLVM::LoadOp::create(rewriter, loc, layout.pointer, user));
    if (!op.getParam()) {
      if (failed(callByName(rewriter, op, layout, frame, op.getCallee(),
                            arguments)))
        return failure();
      rewriter.eraseOp(op);
      return success();
    }
    auto type = LLVM::LLVMFunctionType::get(
        layout.i32, llvm::to_vector(ValueRange(arguments).getTypes()));
    Value slot = frameEntry(rewriter, loc, layout, frame, RtLayout::frameParams,
                            int64_t(*op.getParam()));
    arguments.insert(arguments.begin(),
                     LLVM::LoadOp::create(rewriter, loc, layout.pointer, slot));
    auto call = LLVM::CallOp::create(rewriter, loc, type, arguments);
    noteStatus(rewriter, loc, layout, frame, call.getResult());
    rewriter.eraseOp(op);
    return success();
  }

private:
  /// The `const void *const *args` of a linear black box: null without args.
  Value argumentTable(rt::CallBlackBoxOp op, ValueRange args,
                      ConversionPatternRewriter &rewriter) const {
    Location loc = op.getLoc();
    if (args.empty())
      return LLVM::ZeroOp::create(rewriter, loc, layout.pointer);
    Value table;
    {
      // On the stack once, also where the call is in a loop.
      OpBuilder::InsertionGuard guard(rewriter);
      auto function = op->getParentOfType<FunctionOpInterface>();
      rewriter.setInsertionPointToStart(&function.front());
      Value count = integerConstant(rewriter, loc, layout.i32, args.size());
      table = LLVM::AllocaOp::create(rewriter, loc, layout.pointer,
                                     layout.pointer, count);
    }
    for (auto [i, arg] : llvm::enumerate(args)) {
      Value entry =
          LLVM::GEPOp::create(rewriter, loc, layout.pointer, layout.pointer,
                              table, ArrayRef<LLVM::GEPArg>{int32_t(i)});
      LLVM::StoreOp::create(rewriter, loc, arg, entry);
    }
    return table;
  }
};

} // namespace

void proxc::populateCallPatterns(RewritePatternSet &patterns,
                                 const LLVMTypeConverter &converter,
                                 const RtLayout &layout) {
  patterns.add<LowerCallKernel, LowerFft, LowerCsrMv, LowerCallBlackBox>(
      converter, layout);
}
