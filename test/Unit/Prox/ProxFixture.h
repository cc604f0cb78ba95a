//===- ProxFixture.h - problems from text -----------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_TEST_UNIT_PROX_PROXFIXTURE_H
#define PROXC_TEST_UNIT_PROX_PROXFIXTURE_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "proxc/Dialect/Prox/IR/Prox.h"
#include "proxc/Dialect/Prox/Transforms/Passes.h"
#include "proxc/Dialect/Prox/Utils/Format.h"
#include "proxc/Dialect/Prox/Utils/Terms.h"
#include "proxc/Dialect/Prox/Utils/VerifyRewrite.h"
#include "proxc/Reference/Interpreter.h"
#include "proxc/Support/Remarks.h"
#include "gtest/gtest.h"

namespace proxc::test {

class ProxTest : public ::testing::Test {
public:
  static llvm::SmallVector<prox::TermOp> terms(prox::ProblemOp problem) {
    return llvm::SmallVector<prox::TermOp>(
        problem.getBody().getOps<prox::TermOp>());
  }

protected:
  ProxTest() {
    context
        .loadDialect<mlir::arith::ArithDialect, mlir::complex::ComplexDialect,
                     mlir::math::MathDialect, mlir::tensor::TensorDialect,
                     linop::LinOpDialect, prox::ProxDialect>();
  }

  /// The problem `@p { body }`; the module that holds it stays alive.
  prox::ProblemOp parse(const std::string &body) {
    module = mlir::parseSourceString<mlir::ModuleOp>(
        "prox.problem @p {\n" + body + "\n}\n", &context);
    EXPECT_TRUE(module);
    if (!module)
      return {};
    return *module->getOps<prox::ProblemOp>().begin();
  }

  /// Runs `rewrite` on the problem and checks that it keeps its meaning.
  void rewriteAndVerify(prox::ProblemOp problem,
                        llvm::function_ref<void(prox::ProblemOp)> rewrite) {
    mlir::OwningOpRef<prox::ProblemOp> before = problem.clone();
    std::string text = prox::formatProblem(*before);
    rewrite(problem);
    EXPECT_TRUE(mlir::succeeded(mlir::verify(problem)));
    EXPECT_TRUE(mlir::succeeded(prox::verifyRewrite(*before, problem)))
        << text << "became\n"
        << prox::formatProblem(problem);
  }

  /// Errors of the interpreter and of verifyRewrite, kept out of the log of a
  /// test that expects them.
  std::string errors(llvm::function_ref<void()> body) {
    std::string text;
    mlir::ScopedDiagnosticHandler handler(
        &context,
        [&](mlir::Diagnostic &diagnostic) { text += diagnostic.str() + "\n"; });
    body();
    return text;
  }

  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

} // namespace proxc::test

#endif // PROXC_TEST_UNIT_PROX_PROXFIXTURE_H
