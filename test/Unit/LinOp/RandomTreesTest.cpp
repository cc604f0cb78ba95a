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

/// Laws one after another.
using Rotation = std::vector<std::string>;

/// Every direction of every law, the forward ones of what the reverse ones
/// left, too.
std::vector<Rotation> rotations() {
  std::vector<Rotation> all{{"kron-kron"}};
  for (std::string law :
       {"associate", "block-product", "block-vstack", "hstack-block",
        "hstack-vstack", "vstack-right", "left-hstack", "sum-right", "left-sum",
        "adjoint-stack", "block-sum", "kron-block"}) {
    all.push_back({law + ":reverse"});
    if (law != "associate") // two factors are never regrouped
      all.push_back({law + ":reverse", law});
    if (law != "hstack-vstack" && law != "hstack-block")
      all.push_back({law}); // the trees show those two only after the reverse
  }
  return all;
}

LogicalResult rotate(ModuleOp module, const Rotation &rotation, bool tells) {
  for (const std::string &law : rotation)
    if (failed(linop::rotateOperators(module, law, tells)))
      return failure();
  return success();
}

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

TEST_P(RandomTrees, realizedKeepsTheGramBasis) {
  // Problems are split before operators are realized.
  OwningOpRef<ModuleOp> module = make();
  auto gramBasis = [&] {
    return exported(*module)
        .getDefiningOp<linop::LinearOperatorInterface>()
        .getGramBasis();
  };
  linop::Basis before = gramBasis();
  ASSERT_TRUE(succeeded(linop::realizeOperators(*module, /*tells=*/false)));
  bool isKept = !before || linop::commonBasis(before, gramBasis()) == before;
  if (!isKept)
    module->dump();
  EXPECT_TRUE(isKept);
}

TEST_P(RandomTrees, rotatedIsTheSameOperator) {
  OwningOpRef<ModuleOp> module = make();
  for (const Rotation &rotation : rotations()) {
    SCOPED_TRACE(rotation.back());
    expectSame(*module,
               [&](ModuleOp op) { return rotate(op, rotation, false); });
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

// Laws that no tree shows would not be tested by the tests above.
TEST_F(Laws, everyCanonicalLawIsSeen) {
  auto seen = lawsSeen(context, 1500, [](ModuleOp op) {
    return linop::canonicalizeOperators(op, /*tells=*/true);
  });
  for (const char *law :
       {"(A + B)* = A* + B*", "(A B)* = B* A*", "(s I) (t I) = (s t) I",
        "(s I)* = conj(s) I", "0 I = 0", "1 I = I", "A (B C) = A B C",
        "A (s I) = (s I) A", "A + (B + C) = A + B + C", "A + 0 = A",
        "A 0 B = 0", "A* A = nu I, A A* = nu I", "I A = A",
        "diag(s 1) = s I", "kron(I, I) = I", "a family of one is its member",
        "a stack of one part is the part",
        "two crops, paddings, reshapes or transposes are one"})
    EXPECT_GT(seen[law], 0) << law;
}

TEST_F(Laws, everyRealizationIsSeen) {
  auto seen = lawsSeen(context, 1500, [](ModuleOp op) {
    return linop::realizeOperators(op, /*tells=*/true);
  });
  for (const char *law :
       {"a product of index maps is one weighted index map",
        "the adjoint of a selection is an index map",
        "a stack of index maps is one index map",
        "a block diagonal of index maps is one index map",
        "a product of sparse matrices is one",
        "a sum of sparse matrices is one",
        "diag(v) + diag(w) + s I = diag(v + w + s)"})
    EXPECT_GT(seen[law], 0) << law;
}

TEST_F(Laws, everyRotationIsSeen) {
  for (const Rotation &rotation : rotations()) {
    auto seen = lawsSeen(context, 2000, [&](ModuleOp op) {
      return rotate(op, rotation, /*tells=*/true);
    });
    EXPECT_EQ(seen.size(), rotation.size()) << rotation.back();
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomTrees, testing::Range(0, 300));

} // namespace
