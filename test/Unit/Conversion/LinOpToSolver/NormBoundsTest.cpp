//===- NormBoundsTest.cpp - every operator has a bound ----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// No norm is estimated at run time, because the set-up bounds that of every
// operator and composition that there is: of random trees of all of them, whose
// data are params.
//
//===----------------------------------------------------------------------===//

#include "../../LinOp/RandomOperators.h"
#include "../LoweredSteps.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "proxc/Conversion/LinOpToSolver/LinOpToSolver.h"
#include "proxc/Dialect/Check/Transforms/Passes.h"
#include "proxc/Reference/Interpreter.h"
#include "llvm/ADT/StringSet.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::test;
using reference::Array;

namespace {

class NormBounds : public testing::Test {
protected:
  NormBounds() {
    DialectRegistry registry;
    registry.insert<arith::ArithDialect, complex::ComplexDialect,
                    func::FuncDialect, linop::LinOpDialect, math::MathDialect,
                    solver::SolverDialect, tensor::TensorDialect>();
    registerLinOpToSolverInterfaces(registry);
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
  }

  /// The bound of the operator that `function` exports and its norm, from below.
  static std::pair<FailureOr<Array>, double> boundAndNorm(func::FuncOp function,
                                                          Value op) {
    reference::Interpreter reference;
    SmallVector<Array> data;
    for (auto [i, argument] : llvm::enumerate(function.getArguments())) {
      auto type = cast<RankedTensorType>(argument.getType());
      data.push_back(reference::randomArray(type.getShape(),
                                            linop::isComplex(type), 7 + i));
      reference.bind(argument, data.back());
    }
    RankedTensorType type;
    FailureOr<Array> bound = runLowered(
        function, data, {},
        [&](solver::StepBuilder &steps, ArrayRef<solver::Stream>) {
          return op.getDefiningOp<LinOpLoweringInterface>().lowerNormBound(
              steps);
        },
        type);
    return {bound, *check::estimateNorm(op, reference, 30, 3)};
  }

  MLIRContext context;
};

TEST_F(NormBounds, OfAllOperatorsAreRigorous) {
  llvm::StringSet<> kinds;
  for (int seed = 0; seed < 1000; ++seed) {
    linop::test::RandomOperators operators(&context, seed);
    OwningOpRef<ModuleOp> module = operators.makeModule(1 + seed % 4);
    auto function = *module->getOps<func::FuncOp>().begin();
    function.walk([&](linop::LinearOperatorInterface op) {
      kinds.insert(op->getName().stripDialect());
    });
    function.walk([&](linop::ExportOp exported) {
      auto [bound, norm] = boundAndNorm(function, exported.getOp());
      bool holds = succeeded(bound) &&
                   norm <= (*bound)[0].real() * (1 + 1e-10) + 1e-12;
      EXPECT_TRUE(holds) << "seed " << seed;
      if (!holds)
        module->dump();
    });
  }
  // The trees show all operators there are.
  for (RegisteredOperationName name :
       context.getRegisteredOperationsByDialect("linop"))
    if (name.hasInterface<linop::LinearOperatorInterface>())
      EXPECT_TRUE(kinds.contains(name.stripDialect()))
          << name.getStringRef().str();
}

} // namespace
