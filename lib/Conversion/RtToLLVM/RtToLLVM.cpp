//===- RtToLLVM.cpp - rt to LLVM --------------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Conversion/RtToLLVM/RtToLLVM.h"
#include "Patterns.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ComplexToLLVM/ComplexToLLVM.h"
#include "mlir/Conversion/ComplexToStandard/ComplexToStandard.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Transforms/DialectConversion.h"

namespace proxc {
#define GEN_PASS_DEF_CONVERTRTTOLLVM
#include "proxc/Conversion/RtToLLVM/Passes.h.inc"
} // namespace proxc

using namespace mlir;
using namespace proxc;

/// Writes functions of complex numbers as functions of their parts. What is left
/// has a pattern to LLVM of its own. (Not in the same conversion: these patterns
/// would be given pairs that are structures already.)
static LogicalResult expandComplex(ModuleOp module) {
  MLIRContext *context = module.getContext();
  RewritePatternSet patterns(context);
  populateComplexToStandardConversionPatterns(patterns);
  ConversionTarget target(*context);
  target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
  target.addDynamicallyLegalDialect<complex::ComplexDialect>([](Operation *op) {
    return isa<complex::AbsOp, complex::AddOp, complex::ConstantOp,
               complex::CreateOp, complex::DivOp, complex::ImOp,
               complex::MulOp, complex::ReOp, complex::SubOp>(op);
  });
  return applyPartialConversion(module, target, std::move(patterns));
}

LogicalResult proxc::convertRtToLLVM(ModuleOp module, const RtTarget &target) {
  MLIRContext *context = module.getContext();
  RtLayout layout(context, target);
  if (target.freestanding)
    emitDriverNeeds(module, layout);

  for (rt::ProgramOp program :
       llvm::make_early_inc_range(module.getOps<rt::ProgramOp>())) {
    if (target.freestanding && !program.getFfts().empty())
      return program.emitOpError("expects a target with libproxc-rt: bare "
                                 "metal has no library of transforms");
    std::string descriptor = emitDescriptor(program, layout);
    // The program's name may be that of a function to come.
    emitEntryPoints(program, layout, descriptor);
    program.erase();
  }

  expandFills(module);
  if (failed(expandComplex(module)))
    return failure();
  LowerToLLVMOptions options(context);
  options.overrideIndexBitwidth(target.pointerBits);
  LLVMTypeConverter converter(context, options);
  converter.addConversion([&](rt::FrameType) { return layout.pointer; });
  converter.addConversion([&](rt::BufferType) { return layout.pointer; });

  RewritePatternSet patterns(context);
  populateBufferPatterns(patterns, converter, layout);
  populateFramePatterns(patterns, converter, layout);
  populateCallPatterns(patterns, converter, layout);
  populateSCFToControlFlowConversionPatterns(patterns);
  cf::populateControlFlowToLLVMConversionPatterns(converter, patterns);
  populateFuncToLLVMConversionPatterns(converter, patterns);
  arith::populateArithToLLVMConversionPatterns(converter, patterns);
  populateMathToLLVMConversionPatterns(converter, patterns);
  populateComplexToLLVMConversionPatterns(converter, patterns);

  LLVMConversionTarget conversion(*context);
  conversion.addLegalOp<ModuleOp>();
  if (failed(applyFullConversion(module, conversion, std::move(patterns))))
    return failure();

  // Programs cast between ui8 and i8, which are one type now.
  SmallVector<UnrealizedConversionCastOp> casts;
  module.walk([&](UnrealizedConversionCastOp op) { casts.push_back(op); });
  reconcileUnrealizedCasts(casts);
  return success();
}

namespace {

struct ConvertRtToLLVM : proxc::impl::ConvertRtToLLVMBase<ConvertRtToLLVM> {
  using ConvertRtToLLVMBase::ConvertRtToLLVMBase;
  void runOnOperation() override {
    if (pointerBits != 32 && pointerBits != 64) {
      getOperation().emitError("expects pointer-bits to be 32 or 64, but got ")
          << pointerBits;
      return signalPassFailure();
    }
    RtTarget target{pointerBits, freestanding};
    if (failed(convertRtToLLVM(getOperation(), target)))
      signalPassFailure();
  }
};

} // namespace
