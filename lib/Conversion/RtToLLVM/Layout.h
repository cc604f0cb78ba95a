//===- Layout.h - the structs of proxc-rt/program.h -------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The only place that repeats the layout of the C structs. The unit test
// compares the offsets with those of the C compiler.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_LIB_CONVERSION_RTTOLLVM_LAYOUT_H
#define PROXC_LIB_CONVERSION_RTTOLLVM_LAYOUT_H

#include "mlir/Dialect/LLVMIR/LLVMTypes.h"
#include "proxc/Conversion/RtToLLVM/RtToLLVM.h"

namespace proxc {

/// LLVM types of the driver's structs for one target.
class RtLayout {
public:
  RtLayout(mlir::MLIRContext *context, const RtTarget &target);

  /// Places in proxc_frame.
  enum FrameField {
    frameArena = 0,
    frameParams = 1,
    frameInputs = 2,
    frameResults = 3,
    frameFfts = 4,
    frameUser = 5,
    frameIoIn = 6,
    frameIoOut = 7,
    frameParity = 10, ///< the integers of rt.field follow from here
    frameStatus = 16,
    frameMetrics = 20
  };
  /// Places in proxc_metrics, behind the numbers of rt.metric.
  enum MetricsField {
    metricsHasResiduals = 10,
    metricsHasDual = 11,
    metricsRestart = 12,
    metricsRefused = 13
  };

  mlir::LLVM::LLVMPointerType pointer;
  mlir::IntegerType i8, i32, i64;
  mlir::IntegerType size; ///< size_t
  mlir::Float32Type f32;
  mlir::FloatType real; ///< proxc_real
  mlir::LLVM::LLVMStructType metrics, frame, argument, fft, exported, program;
  RtTarget target;

private:
  mlir::LLVM::LLVMStructType makeStruct(llvm::ArrayRef<mlir::Type> fields);
};

} // namespace proxc

#endif // PROXC_LIB_CONVERSION_RTTOLLVM_LAYOUT_H
