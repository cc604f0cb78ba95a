//===- DriverBitcode.cpp - the driver, inside of the compiler --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Runtime/DriverBitcode.h"

static const uint8_t hostedBytes[] = {
#include "hosted.inc"
};

static const uint8_t freestandingBytes[] = {
#include "freestanding.inc"
};

llvm::ArrayRef<uint8_t> proxc::runtime::driverBitcode(Family family) {
  if (family == Family::Freestanding)
    return freestandingBytes;
  return hostedBytes;
}
