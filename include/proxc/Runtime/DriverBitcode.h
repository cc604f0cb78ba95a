//===- DriverBitcode.h - the driver, inside of the compiler ----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_RUNTIME_DRIVERBITCODE_H
#define PROXC_RUNTIME_DRIVERBITCODE_H

#include "llvm/ADT/ArrayRef.h"

namespace proxc::runtime {

/// The builds of the driver. Both are free of a target: no triple, no data
/// layout, no processor attributes.
enum class Family {
  Hosted,      ///< 64-bit pointers, f64, calls libproxc-rt; optimised already
  Freestanding ///< 32-bit pointers, no f64, no library, built for size
};

/// LLVM bitcode of lib/Runtime/Driver: defines proxc_driver_* of
/// proxc-rt/program.h. The hosted build refers to memcpy, memset and
/// proxc_rt_* only. The freestanding one refers to memcpy and memset only and
/// also defines proxc_rt_csr_mv and, weakly, proxc_error; the latter belongs to
/// an object's interface, all others may be made internal. The bytes live as
/// long as the program.
llvm::ArrayRef<uint8_t> driverBitcode(Family family);

} // namespace proxc::runtime

#endif // PROXC_RUNTIME_DRIVERBITCODE_H
