//===- Patterns.h - what the parts of the lowering share --------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_CONVERSION_RTTOLLVM_PATTERNS_H
#define PROXC_LIB_CONVERSION_RTTOLLVM_PATTERNS_H

#include "Layout.h"
#include "mlir/Conversion/LLVMCommon/Pattern.h"
#include "proxc/Dialect/Rt/IR/Rt.h"

namespace proxc {

/// A pattern for one operation of `rt` that knows the layout.
template <typename Op>
class RtPattern : public mlir::ConvertOpToLLVMPattern<Op> {
public:
  RtPattern(const mlir::LLVMTypeConverter &converter, const RtLayout &layout)
      : mlir::ConvertOpToLLVMPattern<Op>(converter), layout(layout) {}

protected:
  const RtLayout &layout;
};

/// The address of a field of the frame.
mlir::Value frameAddress(mlir::OpBuilder &builder, mlir::Location loc,
                         const RtLayout &layout, mlir::Value frame,
                         int32_t field);

/// Entry `index` of one of the frame's tables of pointers.
mlir::Value frameEntry(mlir::OpBuilder &builder, mlir::Location loc,
                       const RtLayout &layout, mlir::Value frame, int32_t field,
                       int64_t index);

/// An LLVM constant of an integer type.
mlir::Value integerConstant(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::Type type, int64_t value);

/// The declaration of a C function in the module around the builder's place,
/// made where it is missing. Null, with a diagnostic, where the symbol is
/// something else.
mlir::LLVM::LLVMFuncOp declareFunction(mlir::OpBuilder &builder,
                                       mlir::Operation *user,
                                       llvm::StringRef name,
                                       mlir::LLVM::LLVMFunctionType type);

/// Turns fills with anything but zeros into loops.
void expandFills(mlir::ModuleOp module);

void populateBufferPatterns(mlir::RewritePatternSet &patterns,
                            const mlir::LLVMTypeConverter &converter,
                            const RtLayout &layout);
void populateFramePatterns(mlir::RewritePatternSet &patterns,
                           const mlir::LLVMTypeConverter &converter,
                           const RtLayout &layout);
void populateCallPatterns(mlir::RewritePatternSet &patterns,
                          const mlir::LLVMTypeConverter &converter,
                          const RtLayout &layout);

/// Makes the constant `NAME_program`; returns its name.
std::string emitDescriptor(rt::ProgramOp program, const RtLayout &layout);

/// Defines `proxc_driver_needs` for the programs of a bare-metal module: bits
/// PROXC_NEEDS_*.
void emitDriverNeeds(mlir::ModuleOp module, const RtLayout &layout);

/// Makes the functions that callers see, over the constant `descriptor`.
void emitEntryPoints(rt::ProgramOp program, const RtLayout &layout,
                     llvm::StringRef descriptor);

} // namespace proxc

#endif // PROXC_LIB_CONVERSION_RTTOLLVM_PATTERNS_H
