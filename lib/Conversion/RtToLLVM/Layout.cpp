//===- Layout.cpp - the structs of proxc-rt/program.h -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Layout.h"
#include "proxc-rt/program.h"

using namespace mlir;
using namespace proxc;

LLVM::LLVMStructType RtLayout::makeStruct(ArrayRef<Type> fields) {
  return LLVM::LLVMStructType::getLiteral(pointer.getContext(), fields);
}

RtLayout::RtLayout(MLIRContext *context, const RtTarget &target)
    : pointer(LLVM::LLVMPointerType::get(context)),
      i8(IntegerType::get(context, 8)), i32(IntegerType::get(context, 32)),
      i64(IntegerType::get(context, 64)),
      size(IntegerType::get(context, target.pointerBits)),
      f32(Float32Type::get(context)),
      real(target.freestanding ? FloatType(f32)
                               : FloatType(Float64Type::get(context))),
      target(target) {
  auto ranks = LLVM::LLVMArrayType::get(i64, PROXC_MAX_RANK);

  // proxc_metrics: ten reals, four integers.
  SmallVector<Type> fields(10, real);
  fields.append(4, i32);
  metrics = makeStruct(fields);

  // proxc_frame: ten pointers, eight integers, two floats, the metrics.
  fields.assign(10, pointer);
  fields.append(8, i32);
  fields.append(2, f32);
  fields.push_back(metrics);
  frame = makeStruct(fields);

  // proxc_argument: name; element, rank, flags, offset; extent; count,
  // storage; value.
  argument = makeStruct({pointer, i32, i32, i32, i32, ranks, i64, i64,
                         LLVM::LLVMArrayType::get(i64, 2)});

  // proxc_fft_desc: kind, precision, rank, axes, flags, reserved; extent,
  // in_stride, out_stride.
  fft = makeStruct({i32, i32, i32, i32, i32, i32, ranks, ranks, ranks});

  // proxc_operator: name; apply; elements and counts of domain and range.
  exported = makeStruct(
      {pointer, LLVM::LLVMArrayType::get(pointer, 3), i32, i32, i64, i64});

  // proxc_program: version, five counts, iterations, check_every; tolerance,
  // absolute, two roots; arena and workspace; name and five tables; six phases.
  fields.assign(8, i32);
  fields.append(4, f32);
  fields.append(2, i64);
  fields.append(6, pointer);
  fields.append(6, pointer);
  program = makeStruct(fields);
}
