//===- TargetInfoTest.cpp - the table of targets ----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "proxc/Target/LLVM/Module.h"
#include "proxc/Target/Target.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace proxc::target;
using testing::HasSubstr;

TEST(TargetInfo, HostComesFirst) {
  ASSERT_FALSE(targetNames().empty());
  EXPECT_EQ(targetNames().front(), "host");
}

TEST(TargetInfo, EveryTargetHasACodeGeneratorWithItsPointers) {
  for (const std::string &name : targetNames()) {
    SCOPED_TRACE(name);
    llvm::Expected<TargetInfo> info = getTarget(name);
    ASSERT_TRUE(bool(info)) << llvm::toString(info.takeError());
    EXPECT_EQ(info->name, name);
    EXPECT_FALSE(info->summary.empty());
    auto machine = createTargetMachine(*info);
    ASSERT_TRUE(bool(machine)) << llvm::toString(machine.takeError());
    EXPECT_EQ((*machine)->getPointerSizeInBits(0), info->pointerBits);
    EXPECT_TRUE((*machine)->getMCSubtargetInfo()->isCPUStringValid(info->cpu));
  }
}

TEST(TargetInfo, BareMetalHasNoThreadsNoF64AndSmallPointers) {
  for (llvm::StringRef name : {"cortex-m4f", "cortex-m7", "riscv32"}) {
    TargetInfo info = llvm::cantFail(getTarget(name));
    EXPECT_TRUE(info.freestanding);
    EXPECT_FALSE(info.hasThreads);
    EXPECT_FALSE(info.hasF64);
    EXPECT_EQ(info.pointerBits, 32u);
    EXPECT_EQ(info.lanes(32), 1u);
    EXPECT_THAT(info.halideTarget, HasSubstr("noos-no_neon"));
  }
}

TEST(TargetInfo, LanesFollowTheVectorWidth) {
  EXPECT_EQ(llvm::cantFail(getTarget("x86-64-v3")).lanes(32), 8u);
  EXPECT_EQ(llvm::cantFail(getTarget("x86-64-v4")).lanes(32), 16u);
  EXPECT_EQ(llvm::cantFail(getTarget("x86-64-v4")).lanes(64), 8u);
  EXPECT_EQ(llvm::cantFail(getTarget("aarch64")).lanes(32), 4u);
}

TEST(TargetInfo, KernelsNeverBringTheirOwnRuntime) {
  for (const std::string &name : targetNames())
    EXPECT_THAT(llvm::cantFail(getTarget(name)).halideTarget,
                HasSubstr("-no_runtime"));
}

TEST(TargetInfo, UnknownNameListsTheKnownOnesAndTheNearest) {
  std::string message = llvm::toString(getTarget("cortex-m8").takeError());
  EXPECT_EQ(message,
            "unknown target 'cortex-m8', expects one of host, x86-64-v3, "
            "x86-64-v4, aarch64, knl, cortex-m4f, cortex-m7, riscv32; did you "
            "mean 'cortex-m7'?");
  message = llvm::toString(getTarget("pdp11-with-floats").takeError());
  EXPECT_THAT(message, testing::Not(HasSubstr("did you mean")));
}
