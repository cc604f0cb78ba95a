//===- Fixture.h - modules from text ----------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_TEST_UNIT_TARGET_LLVM_FIXTURE_H
#define PROXC_TEST_UNIT_TARGET_LLVM_FIXTURE_H

#include "proxc/Target/LLVM/Emit.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace proxc::target {

/// Fails the test where `text` is not LLVM IR.
inline std::unique_ptr<llvm::Module> parse(llvm::LLVMContext &context,
                                           llvm::StringRef text) {
  llvm::SMDiagnostic error;
  std::unique_ptr<llvm::Module> module =
      llvm::parseAssemblyString(text, error, context);
  if (!module)
    ADD_FAILURE() << error.getMessage().str();
  else
    module->setModuleIdentifier("test");
  return module;
}

/// `text` as bitcode, as Halide or clang would hand it over.
inline std::string bitcode(llvm::StringRef text) {
  llvm::LLVMContext context;
  std::string bytes;
  llvm::raw_string_ostream os(bytes);
  if (std::unique_ptr<llvm::Module> module = parse(context, text))
    llvm::WriteBitcodeToFile(*module, os);
  return bytes;
}

inline llvm::MemoryBufferRef ref(const std::string &bytes,
                                 llvm::StringRef name) {
  return llvm::MemoryBufferRef(bytes, name);
}

/// The message of a failure, "" for success.
inline std::string message(llvm::Error error) {
  return llvm::toString(std::move(error));
}

inline std::string print(const llvm::Module &module) {
  std::string text;
  llvm::raw_string_ostream os(text);
  module.print(os, nullptr);
  return text;
}

/// A driver that calls a kernel it does not define.
inline constexpr llvm::StringLiteral driverText = R"(
target triple = "x86_64-unknown-linux-gnu"
declare i32 @kernel(ptr, i32)
define i32 @solve(ptr %data, i32 %n) {
  %r = call i32 @kernel(ptr %data, i32 %n)
  ret i32 %r
}
define i32 @unused() { ret i32 7 }
)";

/// A kernel as Halide leaves it: other triple, processor and flags; adds 1 to
/// each of n floats.
inline constexpr llvm::StringLiteral kernelText = R"(
target triple = "arm--none-eabi"
define weak i32 @kernel(ptr %data, i32 %n) #0 {
entry:
  %any = icmp sgt i32 %n, 0
  br i1 %any, label %loop, label %done
loop:
  %i = phi i32 [ 0, %entry ], [ %next, %loop ]
  %p = getelementptr float, ptr %data, i32 %i
  %x = load float, ptr %p
  %y = fadd float %x, 1.0
  store float %y, ptr %p
  %next = add i32 %i, 1
  %more = icmp slt i32 %next, %n
  br i1 %more, label %loop, label %done
done:
  ret i32 0
}
attributes #0 = { nounwind uwtable "target-cpu"="knl"
  "target-features"="+avx512er,+avx512pf" "tune-cpu"="knl" "no-builtins" }
!llvm.module.flags = !{!0, !1}
!0 = !{i32 2, !"halide_mcpu_target", !"knl"}
!1 = !{i32 1, !"wchar_size", i32 2}
)";

} // namespace proxc::target

#endif // PROXC_TEST_UNIT_TARGET_LLVM_FIXTURE_H
