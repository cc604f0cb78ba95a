//===- PipelinesTest.cpp - several kernels at a time ------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Fixture.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "gtest/gtest.h"
#include <set>

using namespace proxc;
using namespace proxc::target;

namespace {

/// A pipeline @name that adds 1 to an array of `shape`.
std::string addOne(const std::string &name, const std::string &shape) {
  std::string type = "tensor<" + shape + "xf32>";
  return "halide.pipeline @" + name + "(%x: " + type + ") -> " + type + R"( {
  %r = halide.func (%i) {
    %one = arith.constant 1.0 : f32
    %a = halide.read %x[%i] : )" + type + R"(
    %s = arith.addf %a, %one : f32
    halide.yield %s : f32
  } : )" + type + "\n  halide.return %r : " + type + "\n}\n";
}

class Pipelines : public testing::Test {
protected:
  llvm::Expected<std::vector<std::vector<uint8_t>>>
  emit(const std::string &text) {
    mlir::DialectRegistry registry;
    registry.insert<mlir::arith::ArithDialect, halide::HalideDialect>();
    context.appendDialectRegistry(registry);
    parsed = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
    EXPECT_TRUE(parsed);
    llvm::SmallVector<halide::PipelineOp> pipelines(
        parsed->getOps<halide::PipelineOp>());
    for (halide::PipelineOp pipeline : pipelines)
      halide::schedulePipeline(pipeline, {});
    context.getDiagEngine().registerHandler([&](mlir::Diagnostic &diagnostic) {
      reported.push_back(diagnostic.str());
      return mlir::success();
    });
    return emitPipelines(pipelines, llvm::cantFail(getTarget("host")));
  }

  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> parsed;
  std::vector<std::string> reported;
};

TEST_F(Pipelines, ShortOnesShareAModuleThatDefinesAll) {
  auto modules = emit(addOne("a", "5") + addOne("b", "77") + addOne("c", "1"));
  ASSERT_TRUE(bool(modules)) << llvm::toString(modules.takeError());
  ASSERT_EQ(modules->size(), 1u);
  llvm::LLVMContext llvmContext;
  llvm::StringRef bytes(reinterpret_cast<const char *>(modules->front().data()),
                        modules->front().size());
  auto module = llvm::cantFail(llvm::parseBitcodeFile(
      llvm::MemoryBufferRef(bytes, "kernels"), llvmContext));
  std::set<std::string> defined;
  for (llvm::Function &function : *module)
    if (!function.isDeclaration() && function.hasExternalLinkage())
      defined.insert(function.getName().str());
  EXPECT_EQ(defined, (std::set<std::string>{"a", "b", "c"}));
}

TEST_F(Pipelines, TheOneThatFailsIsNamed) {
  auto modules =
      emit(addOne("a", "5") + addOne("long", "3000000000") + addOne("c", "7"));
  ASSERT_FALSE(bool(modules));
  std::string expected = "kernel 'long' cannot be compiled: expects arrays of "
                         "less than 2^31 entries";
  EXPECT_EQ(llvm::toString(modules.takeError()), expected);
  EXPECT_EQ(reported, std::vector<std::string>{expected});
}

} // namespace
