//===- TermsTest.cpp - the parameter reduction of terms ---------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ProxFixture.h"

using namespace proxc;
using namespace proxc::test;
using reference::Array;

namespace {

struct Case {
  const char *name;
  const char *element;
  const char *function;
  const char *beta;
};

std::ostream &operator<<(std::ostream &os, const Case &c) {
  return os << c.name;
}

const Case kCases[] = {
    {"squares", "f64", "prox.sum_squares", "dense<-1.5> : tensor<f64>"},
    {"norm1", "f64", "prox.norm1", "dense<5.0> : tensor<f64>"},
    {"nonneg", "f64", "prox.nonneg", "dense<-0.5> : tensor<f64>"},
    {"linear", "f64", "prox.sum_entries", "dense<2.0> : tensor<f64>"},
    {"group", "f64", "prox.group_norm axes [0]", "dense<0.7> : tensor<f64>"},
    {"norm1_complex", "complex<f64>", "prox.norm1",
     "dense<(0.6,-1.1)> : tensor<complex<f64>>"},
    {"squares_complex", "complex<f64>", "prox.sum_squares",
     "dense<(0.6,-1.1)> : tensor<complex<f64>>"},
    {"group_complex", "complex<f64>", "prox.group_norm axes [0]",
     "dense<(0.0,2.0)> : tensor<complex<f64>>"},
};

/// alpha f(beta u - b) + Re<c, u> + gamma |u|^2 + d on u itself.
class TermTest : public ProxTest, public ::testing::WithParamInterface<Case> {
protected:
  bool isComplex() const {
    return llvm::StringRef(GetParam().element).starts_with("complex");
  }

  prox::TermOp makeTerm(double alpha, double gamma) {
    std::string space = std::string("3x") + GetParam().element;
    std::string tensor = "tensor<" + space + ">";
    std::string betaType =
        llvm::StringRef(GetParam().beta).split(" : ").second.str();
    std::string text =
        "%u = prox.variable \"u\" : " + tensor + "\n" +
        "%b = prox.input \"b\" : " + tensor + "\n" +
        "%c = prox.input \"c\" : " + tensor + "\n" +
        "%I = linop.eye : !linop.op<" + space + " -> " + space + ">\n" +
        "%f = " + GetParam().function + " : !prox.function<" + space + ">\n" +
        "%alpha = arith.constant dense<" + std::to_string(alpha) +
        "> : tensor<f64>\n" + "%gamma = arith.constant dense<" +
        std::to_string(gamma) + "> : tensor<f64>\n" +
        "%d = arith.constant dense<0.75> : tensor<f64>\n" +
        "%beta = arith.constant " + GetParam().beta + "\n" +
        "prox.term %f of (%I) at (%u) minus %b : " + tensor +
        " alpha %alpha : tensor<f64> beta %beta : " + betaType +
        " linear %c : " + tensor + " gamma %gamma : tensor<f64>" +
        " constant %d : tensor<f64> : !prox.function<" + space +
        "> of (!linop.op<" + space + " -> " + space + ">) at (" + tensor + ")";
    prox::ProblemOp problem = parse(text);
    env.bindName("b", random(11, 1.0));
    env.bindName("c", random(12, 1.0));
    return terms(problem)[0];
  }

  Array random(uint64_t seed, double size) {
    Array x = reference::randomArray({3}, isComplex(), seed);
    for (int64_t i = 0; i < x.size(); ++i)
      x[i] *= size;
    return x;
  }

  double objective(prox::TermOp term, const Array &x, const Array &v,
                   double rho) {
    if (*prox::evaluateTermViolation(term, env, x) > 1e-12)
      return std::numeric_limits<double>::infinity();
    double distance = reference::norm(reference::axpby(1.0, x, -1.0, v));
    return *prox::evaluateTermValue(term, env, x) +
           rho / 2.0 * distance * distance;
  }

  reference::Interpreter env;
};

TEST_P(TermTest, ProxIsTheMinimum) {
  for (double gamma : {0.0, 0.4})
    for (double alpha : {0.0, 0.1, 2.0}) {
      prox::TermOp term = makeTerm(alpha, gamma);
      for (double rho : {0.5, 4.0}) {
        Array v = random(1, 2.0);
        Array x = *prox::evaluateTermProx(term, env, v, rho);
        double best = objective(term, x, v, rho);
        // Also with alpha = 0: a set has no weight.
        ASSERT_TRUE(std::isfinite(best));
        uint64_t seed = 100;
        for (double size : {1e-3, 0.1, 2.0})
          for (int i = 0; i < 100; ++i) {
            Array y = reference::axpby(1.0, x, 1.0, random(++seed, size));
            double other = objective(term, y, v, rho);
            EXPECT_LE(best, other + 1e-10)
                << "alpha " << alpha << " gamma " << gamma;
          }
      }
    }
}

TEST_P(TermTest, ConjugateSatisfiesFenchelYoung) {
  for (double gamma : {0.0, 0.4}) {
    prox::TermOp term = makeTerm(1.7, gamma);
    double rho = 0.9;
    Array v = random(1, 2.0);
    Array x = *prox::evaluateTermProx(term, env, v, rho);
    Array y = reference::axpby(rho, v, -rho, x);
    std::optional<double> conjugate = prox::evaluateTermConjugate(term, env, y);
    ASSERT_TRUE(conjugate.has_value());
    EXPECT_NEAR(*prox::evaluateTermValue(term, env, x) + *conjugate,
                reference::innerProduct(x, y), 1e-9);
  }
}

TEST_P(TermTest, ConjugateProxIsMoreaus) {
  prox::TermOp term = makeTerm(1.7, 0.4);
  double sigma = 0.6;
  Array y = random(1, 2.0);
  Array p = *prox::evaluateTermConjugateProx(term, env, y, sigma);
  // p minimises h*(p) + |p - y|^2 / (2 sigma); (y - p) / sigma is the prox.
  Array x = reference::axpby(1.0 / sigma, y, -1.0 / sigma, p);
  Array direct = *prox::evaluateTermProx(
      term, env, reference::axpby(1.0 / sigma, y, 0.0, y), sigma);
  EXPECT_LE(reference::norm(reference::axpby(1.0, x, -1.0, direct)), 1e-12);
  double best =
      *prox::evaluateTermConjugate(term, env, p) +
      std::pow(reference::norm(reference::axpby(1.0, p, -1.0, y)), 2) /
          (2 * sigma);
  for (int i = 0; i < 100; ++i) {
    Array q = reference::axpby(1.0, p, 0.1, random(200 + i, 1.0));
    double other =
        *prox::evaluateTermConjugate(term, env, q) +
        std::pow(reference::norm(reference::axpby(1.0, q, -1.0, y)), 2) /
            (2 * sigma);
    EXPECT_LE(best, other + 1e-10);
  }
}

INSTANTIATE_TEST_SUITE_P(All, TermTest, ::testing::ValuesIn(kCases),
                         [](const auto &info) {
                           return std::string(info.param.name);
                         });

using ProblemTest = ProxTest;

TEST_F(ProblemTest, ObjectiveSumsTermsOverBlocks) {
  prox::ProblemOp problem = parse(R"(
    %u = prox.variable "u" : tensor<2xf64>
    %v = prox.variable "v" : tensor<2xf64>
    %two = arith.constant dense<2.0> : tensor<f64>
    %I = linop.eye : !linop.op<2xf64 -> 2xf64>
    %S = linop.scale %two : tensor<f64>, !linop.op<2xf64 -> 2xf64>
    %f = prox.sum_squares : !prox.function<2xf64>
    %g = prox.nonneg : !prox.function<2xf64>
    prox.term %f of (%I, %S) at (%u, %v) : !prox.function<2xf64> of (!linop.op<2xf64 -> 2xf64>, !linop.op<2xf64 -> 2xf64>) at (tensor<2xf64>, tensor<2xf64>)
    prox.term %g of (%S) at (%u) : !prox.function<2xf64> of (!linop.op<2xf64 -> 2xf64>) at (tensor<2xf64>)
  )");
  reference::Interpreter env;
  Array u({2}), v({2});
  u[0] = 1.0;
  u[1] = -3.0;
  v[0] = 2.0;
  v[1] = 1.0;
  env.bindName("u", u);
  env.bindName("v", v);
  EXPECT_DOUBLE_EQ(*prox::evaluateObjective(problem, env), 25.0 + 1.0);
  EXPECT_DOUBLE_EQ(*prox::evaluateViolation(problem, env), 6.0);
}

} // namespace
