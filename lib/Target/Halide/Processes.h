//===- Processes.h - work in processes of their own -------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef PROXC_LIB_TARGET_HALIDE_PROCESSES_H
#define PROXC_LIB_TARGET_HALIDE_PROCESSES_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <vector>

namespace proxc::target {

/// Calls `work(0)` to `work(count - 1)`, each in a copy of this process that
/// starts from the state of now and changes nothing here; as many at a time as
/// there are cores. What one returns, or the text of its error, comes back; so
/// does that it crashed. Where no process can be made, `work` is called here.
std::vector<llvm::Expected<std::vector<uint8_t>>> runInProcesses(
    size_t count,
    llvm::function_ref<llvm::Expected<std::vector<uint8_t>>(size_t)> work);

} // namespace proxc::target

#endif // PROXC_LIB_TARGET_HALIDE_PROCESSES_H
