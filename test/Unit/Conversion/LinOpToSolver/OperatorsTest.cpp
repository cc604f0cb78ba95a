//===- OperatorsTest.cpp - lowered operators and their reference -*- C++
//-*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tests of the linop dialect and Inputs/*.mlir hold functions whose
// arguments are the operators' data. Every operator at the top of a function is
// lowered; the steps, run by the interpreter of solver programs, must give what
// the reference gives: forward and adjoint, the diagonals in the bases that the
// operator claims, and a bound of the norm. Each file is run as it is, and with
// f64 in place of f32: only constants that f32 does not represent set the two
// sides apart.
//
//===----------------------------------------------------------------------===//

#include "../LoweredSteps.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include "proxc/Conversion/LinOpToSolver/LinOpToSolver.h"
#include "proxc/Dialect/Check/IR/Check.h"
#include "proxc/Reference/Interpreter.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace mlir;
using namespace proxc;
using namespace proxc::reference;
using namespace proxc::test;
using linop::Basis;
using solver::Stream;

namespace {

struct Context {
  Context() {
    DialectRegistry registry;
    registry.insert<arith::ArithDialect, check::CheckDialect,
                    complex::ComplexDialect, func::FuncDialect,
                    linop::LinOpDialect, math::MathDialect,
                    solver::SolverDialect, tensor::TensorDialect>();
    registerLinOpToSolverInterfaces(registry);
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
  }
  MLIRContext context;
};

MLIRContext &sharedContext() {
  static Context instance;
  return instance.context;
}

//===----------------------------------------------------------------------===//
// Transforms, from their definitions
//===----------------------------------------------------------------------===//

using Weight = llvm::function_ref<Complex(int64_t k, int64_t r, int64_t n)>;

Array transformAlong(const Array &x, int64_t axis, Weight weight) {
  Array y(x.shape());
  int64_t n = x.shape()[axis];
  SmallVector<int64_t, 6> from;
  Array::forEachIndex(x.shape(), [&](ArrayRef<int64_t> k) {
    from.assign(k.begin(), k.end());
    Complex sum = 0;
    for (int64_t r = 0; r < n; ++r) {
      from[axis] = r;
      sum += x.at(from) * weight(k[axis], r, n);
    }
    y.at(k) = sum;
  });
  return y;
}

/// The coefficients of x in a basis.
Array analyse(const Basis &basis, Array x) {
  for (int64_t axis : basis.axes)
    x = transformAlong(x, axis, [&](int64_t k, int64_t r, int64_t n) {
      if (basis.kind == Basis::Fourier)
        return std::polar(1.0, -2 * M_PI * static_cast<double>(k * r % n) /
                                   static_cast<double>(n));
      return Complex(std::cos(M_PI * (static_cast<double>(r) + 0.5) *
                              static_cast<double>(k) / static_cast<double>(n)));
    });
  return x;
}

/// Entries of `whole` at the indices that `part` has.
Array firstEntries(const Array &whole, ArrayRef<int64_t> shape) {
  Array part(shape);
  int64_t at = 0;
  Array::forEachIndex(shape,
                      [&](ArrayRef<int64_t> i) { part[at++] = whole.at(i); });
  return part;
}

//===----------------------------------------------------------------------===//
// One operator
//===----------------------------------------------------------------------===//

class OperatorCheck {
public:
  OperatorCheck(func::FuncOp function, linop::LinearOperatorInterface op)
      : function(function), op(op) {
    tolerance =
        hasSingles(op.getDomain()) || hasSingles(op.getRange()) ? 1e-6 : 1e-12;
    for (auto [i, argument] : llvm::enumerate(function.getArguments()))
      data.push_back(random(cast<RankedTensorType>(argument.getType()), 7 + i));
    for (auto [argument, array] : llvm::zip(function.getArguments(), data))
      reference.bind(argument, array);
  }

  void run() {
    checkApplication(false);
    checkApplication(true);
    Basis diagonal = op.getDiagonalBasis(), gram = op.getGramBasis();
    for (const Basis &basis : basesOf(diagonal))
      checkDiagonal(basis, false);
    for (const Basis &basis : basesOf(gram))
      checkDiagonal(basis, true);
    checkNorm();
  }

private:
  using Lower = llvm::function_ref<FailureOr<Stream>(
      LinOpLoweringInterface, solver::StepBuilder &, Stream)>;

  static bool hasSingles(RankedTensorType type) {
    return linop::realElement(type.getElementType()).isF32();
  }

  static Array random(RankedTensorType type, uint64_t seed) {
    return randomArray(type.getShape(), linop::isComplex(type), seed);
  }

  /// `any` must do in every basis.
  SmallVector<Basis, 3> basesOf(const Basis &basis) {
    if (!basis)
      return {};
    if (basis.kind != Basis::Any)
      return {basis};
    SmallVector<int64_t, 6> axes;
    for (int64_t axis = 0; axis < op.getDomain().getRank(); ++axis)
      axes.push_back(axis);
    if (axes.empty())
      return {Basis::any(), Basis::pixel()};
    return {Basis::any(), Basis::pixel(), Basis::fourier(axes)};
  }

  FailureOr<Array> lowered(RankedTensorType input, const Array &x,
                           Lower lower) {
    return runLowered(
        function, data, {{input, x}},
        [&](solver::StepBuilder &steps, ArrayRef<Stream> inputs) {
          return lower(cast<LinOpLoweringInterface>(op.getOperation()), steps,
                       inputs.front());
        },
        resultType);
  }

  void expectClose(const Array &found, const Array &expected, StringRef what) {
    ASSERT_EQ(found.shape(), expected.shape()) << what.str();
    double scale = std::max(1.0, magnitude(expected));
    EXPECT_LE(distance(found, expected), tolerance * scale) << what.str();
  }

  void checkApplication(bool adjoint) {
    RankedTensorType from = adjoint ? op.getRange() : op.getDomain();
    RankedTensorType to = adjoint ? op.getDomain() : op.getRange();
    Array x = random(from, adjoint ? 3 : 2);
    FailureOr<Array> expected = reference.apply(op->getResult(0), x, adjoint);
    FailureOr<Array> found =
        lowered(from, x,
                [&](LinOpLoweringInterface lowering, solver::StepBuilder &steps,
                    Stream input) {
                  return adjoint ? lowering.lowerAdjoint(steps, input)
                                 : lowering.lowerForward(steps, input);
                });
    ASSERT_TRUE(succeeded(expected) && succeeded(found));
    EXPECT_EQ(resultType, to);
    expectClose(*found, *expected, adjoint ? "adjoint" : "forward");
  }

  void checkDiagonal(const Basis &basis, bool gram) {
    auto scalarType =
        RankedTensorType::get({}, Float64Type::get(function.getContext()));
    FailureOr<Array> diagonal =
        lowered(scalarType, Array(),
                [&](LinOpLoweringInterface lowering, solver::StepBuilder &steps,
                    Stream) {
                  return gram ? lowering.lowerGramDiagonal(steps, basis)
                              : lowering.lowerDiagonal(steps, basis);
                });
    ASSERT_TRUE(succeeded(diagonal));
    if (gram)
      EXPECT_FALSE(linop::isComplex(resultType));
    Array x = random(op.getDomain(), 5);
    FailureOr<Array> y = reference.apply(op->getResult(0), x);
    if (gram && succeeded(y))
      y = reference.apply(op->getResult(0), *y, /*adjoint=*/true);
    ASSERT_TRUE(succeeded(y));
    SmallVector<int64_t, 6> shape(op.getDomain().getShape());
    if (basis.kind == Basis::Fourier && !linop::isComplex(op.getDomain()))
      shape[basis.axes.back()] = shape[basis.axes.back()] / 2 + 1;
    ASSERT_EQ(diagonal->shape(), ArrayRef<int64_t>(shape));
    Array expected = firstEntries(analyse(basis, *y), shape);
    Array found = firstEntries(analyse(basis, x), shape);
    for (int64_t i = 0; i < found.size(); ++i)
      found[i] *= (*diagonal)[i];
    expectClose(found, expected, gram ? "Gram diagonal" : "diagonal");
  }

  /// The norm by power iteration, from below.
  double norm() {
    Array x = random(op.getDomain(), 11);
    double value = 0;
    for (int iteration = 0; iteration < 100; ++iteration) {
      double length = reference::norm(x);
      if (length == 0)
        return 0;
      x = axpby(1 / length, x, 0, x);
      Array y = *reference.apply(op->getResult(0), x);
      value = reference::norm(y);
      x = *reference.apply(op->getResult(0), y, /*adjoint=*/true);
    }
    return value;
  }

  void checkNorm() {
    auto scalarType =
        RankedTensorType::get({}, Float64Type::get(function.getContext()));
    FailureOr<Array> bound =
        lowered(scalarType, Array(),
                [&](LinOpLoweringInterface lowering, solver::StepBuilder &steps,
                    Stream) { return lowering.lowerNormBound(steps); });
    if (function->hasAttr("no_norm")) {
      EXPECT_TRUE(failed(bound));
      return;
    }
    ASSERT_TRUE(succeeded(bound));
    ASSERT_EQ(bound->rank(), 0);
    double expected = norm();
    EXPECT_GE((*bound)[0].real(), expected * (1 - tolerance)) << "norm bound";
    // A bound may be loose, but not useless.
    if (expected > 0)
      EXPECT_LE((*bound)[0].real(), expected * 8) << "norm bound";
  }

  func::FuncOp function;
  linop::LinearOperatorInterface op;
  Interpreter reference;
  SmallVector<Array> data;
  RankedTensorType resultType;
  double tolerance;
};

std::string text(Operation *op) {
  std::string result;
  llvm::raw_string_ostream stream(result);
  stream << op->getLoc() << ": " << *op;
  return result;
}

struct File {
  const char *name;
  bool isWide;
};

class Operators : public testing::TestWithParam<File> {};

TEST_P(Operators, LoweredAsReference) {
  std::string path = std::string(PROXC_TEST_DIR) + "/" + GetParam().name;
  auto buffer = llvm::MemoryBuffer::getFile(path);
  ASSERT_TRUE(static_cast<bool>(buffer)) << path;
  std::string source = (*buffer)->getBuffer().str();
  if (GetParam().isWide)
    for (size_t at; (at = source.find("f32")) != std::string::npos;)
      source.replace(at, 3, "f64");
  auto module = parseSourceString<ModuleOp>(source, &sharedContext(), path);
  ASSERT_TRUE(module);
  int count = 0;
  for (auto function : module->getOps<func::FuncOp>())
    for (auto op : function.getOps<linop::LinearOperatorInterface>()) {
      SCOPED_TRACE(text(op));
      OperatorCheck(function, op).run();
      ++count;
    }
  EXPECT_GT(count, 0);
}

std::vector<File> allFiles() {
  std::vector<File> files;
  for (const char *name :
       {"Dialect/LinOp/compositions.mlir", "Dialect/LinOp/conv.mlir",
        "Dialect/LinOp/conv-values.mlir", "Dialect/LinOp/correlate.mlir",
        "Dialect/LinOp/diff.mlir", "Dialect/LinOp/fourier.mlir",
        "Dialect/LinOp/leaves-adjoint.mlir",
        "Unit/Conversion/LinOpToSolver/Inputs/operators.mlir"})
    for (bool isWide : {false, true})
      files.push_back({name, isWide});
  return files;
}

INSTANTIATE_TEST_SUITE_P(Files, Operators, testing::ValuesIn(allFiles()),
                         [](const auto &info) {
                           StringRef stem =
                               StringRef(info.param.name).rsplit('/').second;
                           std::string name = stem.split('.').first.str();
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name + (info.param.isWide ? "_f64" : "");
                         });

} // namespace
