//===- ModuleTest.cpp - parts become one module -----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Fixture.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"

using namespace proxc::target;
using testing::HasSubstr;
using testing::Not;

TEST(BuildModule, LinksAndInlinesAcrossParts) {
  llvm::LLVMContext context;
  auto module = parse(context, driverText);
  std::string kernel = bitcode(kernelText);
  TargetInfo target = llvm::cantFail(getTarget("x86-64-v3"));
  BuildOptions options;
  options.exports = {"solve"};
  ASSERT_EQ(
      message(buildModule(*module, {ref(kernel, "kernel")}, target, options)),
      "");
  llvm::Function *solve = module->getFunction("solve");
  ASSERT_TRUE(solve);
  EXPECT_FALSE(solve->hasLocalLinkage());
  EXPECT_TRUE(solve->hasFnAttribute(llvm::Attribute::NoUnwind));
  // Internalised, inlined and gone.
  EXPECT_EQ(module->getFunction("kernel"), nullptr);
  EXPECT_EQ(module->getFunction("unused"), nullptr);
}

TEST(BuildModule, ReplacesTheMachineOfEveryPart) {
  llvm::LLVMContext context;
  auto module = parse(context, driverText);
  std::string kernel = bitcode(kernelText);
  TargetInfo target = llvm::cantFail(getTarget("cortex-m7"));
  BuildOptions options;
  options.exports = {"solve"};
  ASSERT_EQ(
      message(buildModule(*module, {ref(kernel, "kernel")}, target, options)),
      "");
  EXPECT_EQ(module->getTargetTriple().str(), target.triple);
  EXPECT_EQ(module->getDataLayout().getPointerSizeInBits(), 32u);
  std::string text = print(*module);
  EXPECT_THAT(text, HasSubstr("\"target-cpu\"=\"cortex-m7\""));
  EXPECT_THAT(text, HasSubstr("\"target-features\"=\"-fp64\""));
  for (const char *foreign :
       {"knl", "avx512", "uwtable", "no-builtins", "halide", "wchar_size"})
    EXPECT_THAT(text, Not(HasSubstr(foreign)));
}

TEST(BuildModule, SameInputSameModule) {
  std::string kernel = bitcode(kernelText);
  std::string first;
  for (int i = 0; i < 2; ++i) {
    llvm::LLVMContext context;
    auto module = parse(context, driverText);
    BuildOptions options;
    options.exports = {"solve"};
    ASSERT_EQ(
        message(buildModule(*module, {ref(kernel, "kernel")},
                            llvm::cantFail(getTarget("x86-64-v4")), options)),
        "");
    std::string text = print(*module);
    if (i == 0)
      first = text;
    else
      EXPECT_EQ(first, text);
  }
}

TEST(BuildModule, VectorisesForHostedTargetsOnly) {
  for (auto [name, vectors] :
       {std::pair{"x86-64-v3", true}, {"cortex-m4f", false}}) {
    llvm::LLVMContext context;
    auto module = parse(context, kernelText);
    BuildOptions options;
    options.exports = {"kernel"};
    ASSERT_EQ(message(buildModule(*module, {}, llvm::cantFail(getTarget(name)),
                                  options)),
              "");
    EXPECT_EQ(llvm::StringRef(print(*module)).contains("x float>"), vectors)
        << name;
  }
}

TEST(BuildModule, MissingExportIsAnError) {
  llvm::LLVMContext context;
  auto module = parse(context, driverText);
  BuildOptions options;
  options.exports = {"kernel"};
  EXPECT_EQ(message(buildModule(*module, {}, llvm::cantFail(getTarget("host")),
                                options)),
            "expects the module to define 'kernel', which is to be exported");
}

TEST(BuildModule, OptimizedPartsAreLinkedAsTheyAre) {
  llvm::LLVMContext context;
  auto module = parse(context, driverText);
  // Calls back into the module, is called from it, and has dead weight.
  std::string part = bitcode(R"(
declare i32 @unused()
define i32 @kernel(ptr %data, i32 %n) "target-cpu"="knl" {
  %x = add i32 %n, 0
  %y = call i32 @unused()
  %z = add i32 %x, %y
  ret i32 %z
}
define i32 @dead() { ret i32 1 }
define i32 @exported() { ret i32 2 }
)");
  BuildOptions options;
  options.exports = {"solve", "exported"};
  options.optimized = {ref(part, "part")};
  TargetInfo target = llvm::cantFail(getTarget("x86-64-v3"));
  ASSERT_EQ(message(buildModule(*module, {}, target, options)), "");
  std::string text = print(*module);
  EXPECT_THAT(text, HasSubstr("add i32 %n, 0")); // no pass has seen it
  EXPECT_THAT(text, HasSubstr("define internal i32 @kernel"));
  EXPECT_THAT(text, HasSubstr("@unused()"));
  EXPECT_THAT(text, HasSubstr("define i32 @exported"));
  EXPECT_THAT(text, Not(HasSubstr("@dead")));
  EXPECT_THAT(text, Not(HasSubstr("knl")));

  auto other = parse(context, driverText);
  options.exports.push_back("nowhere");
  EXPECT_EQ(message(buildModule(*other, {}, target, options)),
            "expects the module to define 'nowhere', which is to be exported");
}

TEST(BuildModule, WeakExportsStayWeak) {
  llvm::LLVMContext context;
  auto module = parse(context, kernelText);
  BuildOptions options;
  options.exports = {"kernel"};
  ASSERT_EQ(message(buildModule(*module, {}, llvm::cantFail(getTarget("host")),
                                options)),
            "");
  ASSERT_TRUE(module->getFunction("kernel"));
  EXPECT_TRUE(module->getFunction("kernel")->hasWeakAnyLinkage());
}

TEST(LinkBitcode, SymbolDefinedTwiceIsAnError) {
  llvm::LLVMContext context;
  auto module = parse(context, driverText);
  std::string twice = bitcode("define i32 @unused() { ret i32 8 }");
  std::string text = message(linkBitcode(*module, {ref(twice, "kernels")}));
  EXPECT_THAT(text, HasSubstr("cannot link bitcode 'kernels'"));
  EXPECT_THAT(text, HasSubstr("unused"));
}

TEST(LinkBitcode, DamagedBitcodeIsAnError) {
  llvm::LLVMContext context;
  auto module = parse(context, driverText);
  std::string bytes = bitcode(kernelText);
  std::string shortened = bytes.substr(0, bytes.size() / 2);
  EXPECT_THAT(message(linkBitcode(*module, {ref(shortened, "short")})),
              HasSubstr("cannot read bitcode 'short'"));
  EXPECT_THAT(message(linkBitcode(*module, {ref("not bitcode", "text")})),
              HasSubstr("cannot read bitcode 'text'"));
}

TEST(TranslateToLLVM, TakesTheLLVMDialect) {
  mlir::DialectRegistry registry;
  registry.insert<mlir::LLVM::LLVMDialect>();
  registerLLVMTranslations(registry);
  mlir::MLIRContext mlirContext(registry);
  auto op = mlir::parseSourceString<mlir::ModuleOp>(
      "llvm.func @twice(%x: f32) -> f32 {\n"
      "  %y = llvm.fadd %x, %x : f32\n"
      "  llvm.return %y : f32\n"
      "}",
      &mlirContext);
  ASSERT_TRUE(op);
  llvm::LLVMContext context;
  auto module = translateToLLVM(*op, context, "demo");
  ASSERT_TRUE(bool(module)) << message(module.takeError());
  EXPECT_EQ((*module)->getModuleIdentifier(), "demo");
  EXPECT_TRUE((*module)->getFunction("twice"));
}
