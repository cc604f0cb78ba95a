//===- JitTest.cpp - programs in memory -------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "proxc/Target/LLVM/Jit.h"
#include "Fixture.h"

using namespace proxc::target;
using testing::HasSubstr;

namespace {
int calls = 0;
int tick() { return ++calls; }

/// A module for this machine that exports `solve`.
std::unique_ptr<llvm::Module> build(llvm::LLVMContext &context,
                                    llvm::StringRef text,
                                    llvm::ArrayRef<llvm::MemoryBufferRef> parts,
                                    const TargetInfo &target) {
  auto module = parse(context, text);
  BuildOptions options;
  options.exports = {"solve"};
  EXPECT_EQ(message(buildModule(*module, parts, target, options)), "");
  return module;
}
} // namespace

TEST(Jit, RunsALinkedProgram) {
  llvm::LLVMContext context;
  TargetInfo target = llvm::cantFail(getTarget("host"));
  std::string kernel = bitcode(kernelText);
  auto module = build(context, driverText, {ref(kernel, "kernel")}, target);
  auto program = JitProgram::create(*module, target);
  ASSERT_TRUE(bool(program)) << message(program.takeError());
  auto solve = program->lookupFunction<int(float *, int)>("solve");
  ASSERT_TRUE(bool(solve)) << message(solve.takeError());
  std::vector<float> data(100);
  for (int i = 0; i < 100; ++i)
    data[i] = float(i);
  // Past the last one nothing may be touched.
  EXPECT_EQ((*solve)(data.data(), 99), 0);
  for (int i = 0; i < 99; ++i)
    EXPECT_EQ(data[i], float(i + 1));
  EXPECT_EQ(data[99], 99.0f);
}

TEST(Jit, TakesSymbolsAndData) {
  llvm::LLVMContext context;
  TargetInfo target = llvm::cantFail(getTarget("host"));
  auto module = build(context, R"(
declare i32 @tick()
@blob = external constant [2 x i32]
define i32 @solve() {
  %t = call i32 @tick()
  %p = getelementptr i32, ptr @blob, i64 1
  %x = load i32, ptr %p
  %r = add i32 %t, %x
  ret i32 %r
}
)",
                      {}, target);
  int blob[2] = {10, 20};
  auto program = JitProgram::create(
      *module, target,
      {{"tick", reinterpret_cast<void *>(&tick)}, {"blob", blob}});
  ASSERT_TRUE(bool(program)) << message(program.takeError());
  auto solve = program->lookupFunction<int()>("solve");
  ASSERT_TRUE(bool(solve)) << message(solve.takeError());
  calls = 0;
  EXPECT_EQ((*solve)(), 21);
  EXPECT_EQ((*solve)(), 22);
}

TEST(Jit, TakesTheProcessLibraries) {
  llvm::LLVMContext context;
  TargetInfo target = llvm::cantFail(getTarget("host"));
  auto module = build(context, R"(
declare i32 @getpid()
define i32 @solve() {
  %r = call i32 @getpid()
  ret i32 %r
}
)",
                      {}, target);
  auto program = llvm::cantFail(JitProgram::create(*module, target));
  auto solve = program.lookupFunction<int()>("solve");
  ASSERT_TRUE(bool(solve)) << message(solve.takeError());
  EXPECT_GT((*solve)(), 0);
}

TEST(Jit, MissingSymbolsAreErrors) {
  llvm::LLVMContext context;
  TargetInfo target = llvm::cantFail(getTarget("host"));
  auto module = build(context, R"(
declare i32 @no_such_function_anywhere()
define i32 @solve() {
  %r = call i32 @no_such_function_anywhere()
  ret i32 %r
}
)",
                      {}, target);
  auto program = llvm::cantFail(JitProgram::create(*module, target));
  std::string text = message(program.lookup("solve").takeError());
  EXPECT_THAT(text, HasSubstr("cannot load 'solve'"));
  EXPECT_THAT(text, HasSubstr("no_such_function_anywhere"));
}
