//===- RandomProblemsTest.cpp - every rewrite on random problems -*- C++
//-*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ProxFixture.h"

#include "mlir/Pass/PassManager.h"

#include <random>

using namespace proxc;
using namespace proxc::test;

namespace {

/// Writes random well-typed problems over one or two unknowns of shape 3x4.
class Writer {
public:
  Writer(uint64_t seed, bool complex)
      : engine(seed), element(complex ? "complex<f64>" : "f64"),
        complex(complex) {}

  std::string problem() {
    line("%u = prox.variable \"u\" : " + tensor("3x4"));
    line("%v = prox.variable \"v\" : " + tensor("3x4"));
    for (const char *shape : {"3x4", "2x3x4", "2x2", "4x3", "2x2x3x4"})
      for (const char *name : {"b", "c"}) {
        std::string id = name + std::string(shape);
        line("%" + id + " = prox.input \"" + id + "\" : " + tensor(shape));
      }
    line("%w = prox.param \"w\" : " + tensor("3x4"));
    line("%k = prox.param \"k\" : " + tensor("3x3"));
    line("%h = prox.param \"h\" : " + tensor("2x3"));
    line("%lambda = prox.param \"lambda\" : tensor<f64>");
    for (const char *value : {"2.0", "-0.5", "0.25"})
      line("%s" + std::to_string(scalars++) + " = arith.constant dense<" +
           value + "> : tensor<f64>");
    if (complex)
      line("%z = arith.constant dense<(0.6,-0.8)> : tensor<complex<f64>>");
    int count = 2 + pick(4);
    for (int i = 0; i < count; ++i)
      term();
    return text;
  }

private:
  int pick(int n) { return static_cast<int>(engine() % n); }
  void line(const std::string &s) { text += "    " + s + "\n"; }
  std::string space(const std::string &shape) { return shape + "x" + element; }
  std::string tensor(const std::string &shape) {
    return "tensor<" + space(shape) + ">";
  }
  std::string opType(const std::string &from, const std::string &to) {
    return "!linop.op<" + space(from) + " -> " + space(to) + ">";
  }
  std::string fresh() { return "%x" + std::to_string(next++); }

  /// An operator from 3x4; its name and the shape of its range.
  std::pair<std::string, std::string> leaf() {
    std::string name = fresh(), range = "3x4", body;
    switch (pick(9)) {
    case 0:
      body = "linop.eye";
      break;
    case 1:
      body = "linop.diag %w : " + tensor("3x4") + ",";
      break;
    case 2:
      body =
          "linop.scale %s" + std::to_string(pick(scalars)) + " : tensor<f64>,";
      break;
    case 3:
      body = "linop.scale %lambda : tensor<f64>,";
      break;
    case 4:
      body = "linop.conv %k axes [0, 1] : " + tensor("3x3") + ",";
      break;
    case 5:
      body = "linop.conv %h axes [0, 1] : " + tensor("2x3") + ",";
      break;
    case 6:
      body = "linop.crop offsets [1, 2] sizes [2, 2]";
      range = "2x2";
      break;
    case 7:
      body = "linop.transpose order [1, 0]";
      range = "4x3";
      break;
    default:
      body = "linop.grad axes [0, 1] spacing [1.0, 1.0]";
      range = "2x3x4";
    }
    if (body.back() == ',')
      body.pop_back(), body += ", ";
    else
      body += " : ";
    line(name + " = " + body + opType("3x4", range));
    return {name, range};
  }

  std::pair<std::string, std::string> op() {
    auto [outer, range] = leaf();
    if (pick(2))
      return {outer, range};
    auto [inner, middle] = leaf();
    if (middle != "3x4")
      return {outer, range};
    std::string name = fresh();
    line(name + " = linop.compose " + outer + ", " + inner + " : (" +
         opType("3x4", range) + ", " + opType("3x4", "3x4") + ") -> " +
         opType("3x4", range));
    return {name, range};
  }

  std::string function(const std::string &shape) {
    std::string name = fresh(), type = "!prox.function<" + space(shape) + ">";
    switch (pick(complex ? 5 : 8)) {
    case 0:
    case 1:
      line(name + " = prox.sum_squares : " + type);
      break;
    case 2:
      line(name + " = prox.norm1 : " + type);
      break;
    case 3:
      line(name + " = prox.group_norm axes [0] : " + type);
      break;
    case 4:
      line(name + " = prox.sum_entries : " + type);
      break;
    case 5:
      line(name + " = prox.nonneg : " + type);
      break;
    case 6:
      line(name + " = prox.box %s1, %s0 : tensor<f64>, tensor<f64>, " + type);
      break;
    default:
      line(name + " = prox.weighted_sum_squares %b" + shape + " : " +
           tensor(shape) + ", " + type);
    }
    return name;
  }

  void term() {
    auto [A, range] = op();
    std::string operators = A, variables = pick(3) ? "%u" : "%v";
    std::string types = opType("3x4", range), variableTypes = tensor("3x4");
    if (pick(5) == 0) {
      auto [B, other] = op();
      if (other == range) {
        operators += ", " + B;
        variables += variables == "%u" ? ", %v" : ", %u";
        types += ", " + types;
        variableTypes += ", " + variableTypes;
      }
    }
    std::string f = function(range), parts;
    if (pick(2))
      parts += " minus %b" + range + " : " + tensor(range);
    if (pick(2))
      parts +=
          pick(2) ? " alpha %lambda : tensor<f64>" : " alpha %s0 : tensor<f64>";
    if (complex && pick(3) == 0)
      parts += " beta %z : tensor<complex<f64>>";
    else if (pick(3) == 0)
      parts += " beta %s1 : tensor<f64>";
    if (pick(3) == 0)
      parts += " linear %c" + range + " : " + tensor(range);
    if (pick(3) == 0)
      parts += " gamma %s2 : tensor<f64>";
    if (pick(3) == 0)
      parts += " constant %s1 : tensor<f64>";
    line("prox.term " + f + " of (" + operators + ") at (" + variables + ")" +
         parts + " : !prox.function<" + space(range) + "> of (" + types +
         ") at (" + variableTypes + ")");
  }

  std::mt19937_64 engine;
  std::string element;
  bool complex;
  std::string text;
  int next = 0, scalars = 0;
};

class RandomProblems : public ProxTest,
                       public ::testing::WithParamInterface<bool> {};

TEST_P(RandomProblems, EveryPassKeepsTheObjective) {
  for (uint64_t seed = 0; seed < 150; ++seed) {
    std::string text = Writer(seed, GetParam()).problem();
    prox::ProblemOp problem = parse(text);
    ASSERT_TRUE(problem) << text;
    RemarkCollector collector(&context);
    rewriteAndVerify(problem,
                     [](prox::ProblemOp p) { prox::absorbOperators(p); });
    rewriteAndVerify(problem, [](prox::ProblemOp p) { prox::groupTerms(p); });
    rewriteAndVerify(problem, [](prox::ProblemOp p) { prox::splitTerms(p); });
    rewriteAndVerify(problem, [](prox::ProblemOp p) { prox::scaleTerms(p); });
    for (prox::TermOp term : terms(problem))
      EXPECT_TRUE(term.getPlacement().has_value());
    if (HasFailure()) {
      ADD_FAILURE() << "seed " << seed << "\n" << text;
      break;
    }
  }
}

TEST_P(RandomProblems, PassesAreIdempotent) {
  for (uint64_t seed = 0; seed < 60; ++seed) {
    prox::ProblemOp problem = parse(Writer(seed, GetParam()).problem());
    ASSERT_TRUE(problem);
    RemarkCollector collector(&context);
    prox::absorbOperators(problem);
    EXPECT_FALSE(prox::absorbOperators(problem)) << "seed " << seed;
    prox::groupTerms(problem);
    EXPECT_FALSE(prox::groupTerms(problem)) << "seed " << seed;
    prox::splitTerms(problem);
    std::string text = prox::formatProblem(problem);
    prox::splitTerms(problem);
    EXPECT_EQ(text, prox::formatProblem(problem)) << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Fields, RandomProblems, ::testing::Bool(),
                         [](const auto &info) {
                           return info.param ? std::string("complex")
                                             : std::string("real");
                         });

using VerifyRewriteTest = ProxTest;

const char *kProblem = R"(
    %u = prox.variable "u" : tensor<3x4xf64>
    %b = prox.input "b" : tensor<3x4xf64>
    %a = prox.param "a" : tensor<f64>
    %I = linop.eye : !linop.op<3x4xf64 -> 3x4xf64>
    %f = prox.sum_squares : !prox.function<3x4xf64>
    %g = prox.nonneg : !prox.function<3x4xf64>
    prox.term %f of (%I) at (%u) minus %b : tensor<3x4xf64> alpha %a : tensor<f64> : !prox.function<3x4xf64> of (!linop.op<3x4xf64 -> 3x4xf64>) at (tensor<3x4xf64>)
    prox.term %g of (%I) at (%u) : !prox.function<3x4xf64> of (!linop.op<3x4xf64 -> 3x4xf64>) at (tensor<3x4xf64>)
)";

TEST_F(VerifyRewriteTest, SeesALostCoefficient) {
  prox::ProblemOp problem = parse(kProblem);
  mlir::OwningOpRef<prox::ProblemOp> before = problem.clone();
  terms(problem)[0].getAlphaMutable().clear();
  bool same = true;
  std::string text = errors(
      [&] { same = mlir::succeeded(prox::verifyRewrite(*before, problem)); });
  EXPECT_FALSE(same);
  EXPECT_NE(text.find("the objective at random data was"), std::string::npos);
}

TEST_F(VerifyRewriteTest, SeesALostConstraint) {
  prox::ProblemOp problem = parse(kProblem);
  mlir::OwningOpRef<prox::ProblemOp> before = problem.clone();
  terms(problem)[1].erase();
  bool same = true;
  std::string text = errors(
      [&] { same = mlir::succeeded(prox::verifyRewrite(*before, problem)); });
  EXPECT_FALSE(same);
  EXPECT_NE(text.find("violated constraints"), std::string::npos);
}

TEST_F(VerifyRewriteTest, ComparesWhatOverflows) {
  // The objective is infinite; the rest is compared all the same.
  std::string text = kProblem;
  const std::string param = "prox.param \"a\" : tensor<f64>";
  text.replace(text.find(param), param.size(),
               "arith.constant dense<1.0e308> : tensor<f64>");
  prox::ProblemOp problem = parse(text);
  mlir::OwningOpRef<prox::ProblemOp> before = problem.clone();
  EXPECT_TRUE(mlir::succeeded(prox::verifyRewrite(*before, problem)));
  mlir::OwningOpRef<prox::ProblemOp> finite = problem.clone();
  terms(*finite)[0].getAlphaMutable().clear();
  terms(problem)[1].erase();
  bool same = true;
  EXPECT_NE(errors([&] {
              same = mlir::succeeded(prox::verifyRewrite(*before, *finite));
            }).find("was inf and is"),
            std::string::npos);
  EXPECT_FALSE(same);
  EXPECT_NE(errors([&] {
              same = mlir::succeeded(prox::verifyRewrite(*before, problem));
            }).find("violated constraints"),
            std::string::npos);
  EXPECT_FALSE(same);
}

/// Drops the last term of a problem, or does nothing.
struct BadPass
    : mlir::PassWrapper<BadPass, mlir::OperationPass<prox::ProblemOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(BadPass)
  explicit BadPass(bool drops) : drops(drops) {}
  llvm::StringRef getArgument() const override { return "bad-pass"; }
  void runOnOperation() override {
    if (drops)
      ProxTest::terms(getOperation()).back().erase();
  }
  bool drops;
};

TEST_F(VerifyRewriteTest, NamesThePassThatLies) {
  for (bool drops : {false, true}) {
    ASSERT_TRUE(parse(kProblem));
    bool failed = false;
    std::string text = errors([&] {
      mlir::PassManager manager(&context);
      mlir::OpPassManager &problems = manager.nest<prox::ProblemOp>();
      problems.addPass(prox::createProxGroup());
      problems.addPass(std::make_unique<BadPass>(drops));
      problems.addPass(prox::createProxSplit());
      manager.addInstrumentation(prox::createRewriteVerifier(&failed));
      EXPECT_TRUE(mlir::succeeded(manager.run(*module)));
    });
    EXPECT_EQ(failed, drops);
    EXPECT_EQ(text.find("this is after bad-pass") != std::string::npos, drops)
        << text;
    EXPECT_EQ(text.find("this is after prox-"), std::string::npos) << text;
  }
}

} // namespace
