//===- TargetInfo.cpp - the table of targets --------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "proxc/Target/Target.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace proxc::target;

namespace {

// Shared by every Halide target: the runtime is libproxc-rt or nothing, and
// the frames that the driver hands over have been checked.
constexpr llvm::StringLiteral halideCommon =
    "-no_runtime-no_asserts-no_bounds_query";
constexpr llvm::StringLiteral halideAvx2 =
    "x86-64-linux-sse41-avx-f16c-fma-avx2";
// Halide knows no Cortex-M and asserts on RISC-V without vectors. This scalar
// 32-bit bitcode has nothing of ARM in it once attributes are replaced.
constexpr llvm::StringLiteral halideBare32 = "arm-32-noos-no_neon";

TargetInfo x86Target(llvm::StringRef name, llvm::StringRef summary,
                     llvm::StringRef cpu, unsigned vectorBits,
                     const llvm::Twine &halide) {
  TargetInfo info;
  info.name = name;
  info.summary = summary;
  info.triple = "x86_64-unknown-linux-gnu";
  info.cpu = cpu;
  info.vectorBits = vectorBits;
  info.halideTarget = (halide + halideCommon).str();
  return info;
}

TargetInfo bareTarget(llvm::StringRef name, llvm::StringRef summary,
                      llvm::StringRef triple, llvm::StringRef cpu,
                      llvm::StringRef features, llvm::StringRef abi) {
  TargetInfo info;
  info.name = name;
  info.summary = summary;
  info.triple = triple;
  info.cpu = cpu;
  info.features = features;
  info.abi = abi;
  info.pointerBits = 32;
  info.vectorBits = 32;
  info.hasThreads = false;
  info.hasF64 = false;
  info.freestanding = true;
  info.halideTarget = (halideBare32 + halideCommon).str();
  return info;
}

// The processor that proxc runs on.
TargetInfo hostTarget() {
  TargetInfo info;
  info.name = "host";
  info.summary = "the processor that proxc runs on";
  info.triple = llvm::sys::getDefaultTargetTriple();
  info.cpu = llvm::sys::getHostCPUName();
  llvm::StringMap<bool> found = llvm::sys::getHostCPUFeatures();
  // Sorted, because a StringMap has no order of its own.
  std::vector<std::string> features;
  for (const auto &entry : found)
    features.push_back((entry.second ? "+" : "-") + entry.first().str());
  llvm::sort(features, [](const std::string &a, const std::string &b) {
    return a.substr(1) < b.substr(1);
  });
  info.features = llvm::join(features, ",");

  auto has = [&](std::initializer_list<llvm::StringRef> names) {
    return llvm::all_of(names,
                        [&](llvm::StringRef n) { return found.lookup(n); });
  };
  llvm::Triple triple(info.triple);
  if (triple.isAArch64()) {
    info.halideTarget = ("arm-64-linux" + halideCommon).str();
    return info;
  }
  std::string halide = "x86-64-linux";
  if (has({"sse4.1"}))
    halide += "-sse41";
  if (has({"avx"})) {
    halide += "-avx";
    info.vectorBits = 256;
  }
  if (has({"avx", "f16c"}))
    halide += "-f16c";
  if (has({"avx", "fma"}))
    halide += "-fma";
  if (has({"avx2"}))
    halide += "-avx2";
  if (has({"avx2", "f16c", "fma", "avx512f", "avx512cd", "avx512vl", "avx512bw",
           "avx512dq"})) {
    halide += "-avx512-avx512_skylake";
    info.vectorBits = 512;
  }
  info.halideTarget = halide + halideCommon.str();
  return info;
}

std::vector<TargetInfo> makeTable() {
  std::vector<TargetInfo> table;
  table.push_back(hostTarget());
  table.push_back(x86Target("x86-64-v3", "x86-64 with AVX2 and FMA",
                            "x86-64-v3", 256, halideAvx2));
  table.push_back(x86Target("x86-64-v4", "x86-64 with AVX-512", "x86-64-v4",
                            512, halideAvx2 + "-avx512-avx512_skylake"));
  TargetInfo arm;
  arm.name = "aarch64";
  arm.summary = "64-bit ARM with NEON";
  arm.triple = "aarch64-unknown-linux-gnu";
  arm.cpu = "generic";
  arm.halideTarget = ("arm-64-linux" + halideCommon).str();
  table.push_back(arm);
  // No ER or PF instructions are emitted, so this runs on any AVX-512 host.
  table.push_back(x86Target("knl", "Xeon Phi (AVX-512F and CD only)", "knl",
                            512, halideAvx2 + "-avx512"));
  table.push_back(bareTarget("cortex-m4f", "bare metal on an ARM Cortex-M4F",
                             "thumbv7em-none-unknown-eabihf", "cortex-m4", "",
                             ""));
  // Many M7 have single precision only; the code runs on them all.
  table.push_back(bareTarget("cortex-m7", "bare metal on an ARM Cortex-M7",
                             "thumbv7em-none-unknown-eabihf", "cortex-m7",
                             "-fp64", ""));
  table.push_back(bareTarget("riscv32", "bare metal on a 32-bit RISC-V (imfc)",
                             "riscv32-unknown-none-elf", "generic-rv32",
                             "+m,+f,+c", "ilp32f"));
  return table;
}

const std::vector<TargetInfo> &getTable() {
  static const std::vector<TargetInfo> table = makeTable();
  return table;
}

} // namespace

std::vector<std::string> proxc::target::targetNames() {
  std::vector<std::string> names;
  for (const TargetInfo &info : getTable())
    names.push_back(info.name);
  return names;
}

llvm::Expected<TargetInfo> proxc::target::getTarget(llvm::StringRef name) {
  const TargetInfo *nearest = nullptr;
  unsigned best = 3; // edits; more is not a slip of the finger
  for (const TargetInfo &info : getTable()) {
    if (info.name == name)
      return info;
    unsigned distance = name.edit_distance(info.name, true, best);
    if (distance < best) {
      best = distance;
      nearest = &info;
    }
  }
  std::string message = ("unknown target '" + name + "', expects one of " +
                         llvm::join(targetNames(), ", "))
                            .str();
  if (nearest)
    message += "; did you mean '" + nearest->name + "'?";
  return llvm::createStringError(message);
}
