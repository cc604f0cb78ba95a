//===- RandomTreesTest.cpp - laws and answers on random trees ---*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "RandomOperators.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Verifier.h"
#include "proxc/Dialect/Check/IR/Check.h"
#include "proxc/Dialect/Check/Transforms/Passes.h"
#include "proxc/Dialect/LinOp/Transforms/Passes.h"
#include "proxc/Dialect/LinOp/Transforms/Rotation.h"
#include "proxc/Reference/Interpreter.h"
#include "proxc/Support/Remarks.h"
#include "gtest/gtest.h"
#include <map>

using namespace mlir;
using namespace proxc;
using linop::ExportOp;
using linop::OpType;
using linop::test::RandomOperators;
using reference::Array;
using reference::Interpreter;

namespace {

class Laws : public testing::Test {
protected:
  Laws() {
    context.loadDialect<arith::ArithDialect, check::CheckDialect,
                        complex::ComplexDialect, func::FuncDialect,
                        linop::LinOpDialect, tensor::TensorDialect>();
  }

  MLIRContext context;
};

class RandomTrees : public Laws, public testing::WithParamInterface<int> {
protected:

  OwningOpRef<ModuleOp> make() {
    RandomOperators operators(&context, GetParam());
    return operators.makeModule(1 + GetParam() % 4);
  }

  static Value exported(ModuleOp module) {
    Value op;
    module.walk([&](ExportOp e) { op = e.getOp(); });
    return op;
  }

  /// The tree applied to random data, forward or adjoint.
  static FailureOr<Array> image(ModuleOp module, bool adjoint) {
    Interpreter interpreter;
    check::bindRandomData(module, interpreter, 5);
    Value op = exported(module);
    auto type = cast<OpType>(op.getType());
    RankedTensorType from = adjoint ? type.getRange() : type.getDomain();
    Array x = reference::randomArray(from.getShape(), linop::isComplex(from), 9);
    return interpreter.apply(op, x, adjoint);
  }

  /// Runs `pass` on a clone and compares.
  void expectSame(ModuleOp before,
                  function_ref<LogicalResult(ModuleOp)> pass) {
    OwningOpRef<ModuleOp> after = before.clone();
    ASSERT_TRUE(succeeded(pass(*after)));
    ASSERT_TRUE(succeeded(verify(*after)));
    for (bool adjoint : {false, true}) {
      FailureOr<Array> expected = image(before, adjoint);
      FailureOr<Array> actual = image(*after, adjoint);
      ASSERT_TRUE(succeeded(expected) && succeeded(actual));
      ASSERT_EQ(expected->shape(), actual->shape());
      double miss = norm(axpby(1, *actual, -1, *expected));
      if (miss > 1e-10 * (1 + norm(*expected))) {
        before.dump();
        after->dump();
        FAIL() << "differs by " << miss << " of " << norm(*expected);
      }
    }
  }
};

TEST_P(RandomTrees, verify) {
  OwningOpRef<ModuleOp> module = make();
  EXPECT_TRUE(succeeded(verify(*module)));
}

TEST_P(RandomTrees, adjointIsOne) {
  OwningOpRef<ModuleOp> module = make();
  OpBuilder builder(exported(*module).getContext());
  builder.setInsertionPointAfterValue(exported(*module));
  Operation *expectation = check::ExpectAdjointOp::create(
      builder, builder.getUnknownLoc(), exported(*module));
  Interpreter interpreter;
  check::bindRandomData(*module, interpreter, 5);
  if (failed(check::runCheck(expectation, interpreter, 11))) {
    module->dump();
    FAIL();
  }
}

TEST_P(RandomTrees, answersHold) {
  OwningOpRef<ModuleOp> module = make();
  OpBuilder builder(exported(*module).getContext());
  builder.setInsertionPointAfterValue(exported(*module));
  Operation *expectation = check::ExpectAnswersOp::create(
      builder, builder.getUnknownLoc(), exported(*module), StringAttr(),
      StringAttr(), StringAttr());
  Interpreter interpreter;
  check::bindRandomData(*module, interpreter, 5);
  if (failed(check::runCheck(expectation, interpreter, 11))) {
    module->dump();
    FAIL();
  }
}

TEST_P(RandomTrees, normBoundHolds) {
  OwningOpRef<ModuleOp> module = make();
  Value op = exported(*module);
  auto known = op.getDefiningOp<linop::LinearOperatorInterface>();
  ASSERT_TRUE(known);
  std::optional<double> bound = known.getNormBound();
  if (!bound)
    return;
  Interpreter interpreter;
  check::bindRandomData(*module, interpreter, 5);
  FailureOr<double> norm = check::estimateNorm(op, interpreter, 20, 3);
  ASSERT_TRUE(succeeded(norm));
  EXPECT_LE(*norm, *bound * (1 + 1e-12) + 1e-14);
}

TEST_P(RandomTrees, canonicalFormIsTheSameOperator) {
  OwningOpRef<ModuleOp> module = make();
  expectSame(*module, [](ModuleOp op) {
    return linop::canonicalizeOperators(op, /*tells=*/false);
  });
}

TEST_P(RandomTrees, realizedIsTheSameOperator) {
  OwningOpRef<ModuleOp> module = make();
  expectSame(*module, [](ModuleOp op) {
    return linop::realizeOperators(op, /*tells=*/false);
  });
}

TEST_P(RandomTrees, rotatedIsTheSameOperator) {
  OwningOpRef<ModuleOp> module = make();
  for (const char *law :
       {"associate", "block-product", "block-vstack", "hstack-block",
        "hstack-vstack", "vstack-right", "left-hstack", "sum-right", "left-sum",
        "adjoint-stack", "block-sum", "kron-kron", "kron-block"})
    for (const char *direction : {"", ":reverse"}) {
      std::string name = std::string(law) + direction;
      if (name == "kron-kron:reverse")
        continue;
      SCOPED_TRACE(name);
      expectSame(*module, [&](ModuleOp op) {
        return linop::rotateOperators(op, name, /*tells=*/false);
      });
    }
}

TEST_P(RandomTrees, canonicalizingTwiceIsOnce) {
  OwningOpRef<ModuleOp> module = make();
  auto print = [&] {
    std::string text;
    llvm::raw_string_ostream stream(text);
    module->print(stream);
    return text;
  };
  ASSERT_TRUE(succeeded(linop::canonicalizeOperators(*module, false)));
  std::string once = print();
  ASSERT_TRUE(succeeded(linop::canonicalizeOperators(*module, false)));
  EXPECT_EQ(once, print());
}

/// The laws that a pass applies to many trees, with how often.
std::map<std::string, int>
lawsSeen(MLIRContext &context, int trees,
         function_ref<LogicalResult(ModuleOp)> pass) {
  RemarkCollector remarks(&context);
  for (int seed = 0; seed < trees; ++seed) {
    RandomOperators operators(&context, 7000 + seed);
    OwningOpRef<ModuleOp> module = operators.makeModule(1 + seed % 4);
    EXPECT_TRUE(succeeded(pass(*module)));
  }
  std::map<std::string, int> seen;
  for (const Rewrite &rewrite : remarks.rewrites())
    ++seen[rewrite.law];
  return seen;
}

TEST_F(Laws, everyLawIsSeen) {
  auto canonical = lawsSeen(context, 1000, [](ModuleOp op) {
    return linop::canonicalizeOperators(op, /*tells=*/true);
  });
  for (auto &[law, count] : canonical) llvm::errs() << law << " " << count << "\n";
  auto realized = lawsSeen(context, 1000, [](ModuleOp op) {
    return linop::realizeOperators(op, /*tells=*/true);
  });
  for (auto &[law, count] : realized) llvm::errs() << law << " " << count << "\n";
  for (const char *law :
       {"associate", "block-product", "block-vstack", "hstack-block",
        "hstack-vstack", "vstack-right", "left-hstack", "sum-right", "left-sum",
        "adjoint-stack", "block-sum", "kron-kron", "kron-block"})
    for (const char *direction : {"", ":reverse"}) {
      std::string name = std::string(law) + direction;
      if (name == "kron-kron:reverse")
        continue;
  auto rotated = lawsSeen(context, 1000, [&](ModuleOp op) {
    return linop::rotateOperators(op, name, /*tells=*/true);
  });
  for (auto &[law, count] : rotated) llvm::errs() << law << " " << count << "\n";
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomTrees, testing::Range(0, 300));

} // namespace
