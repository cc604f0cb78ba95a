//===- TVTest.cpp - one iteration of PDHG for total variation ---*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Fixture.h"
#include <algorithm>
#include <cmath>

using namespace proxc::target;

namespace {

// Primal first, over-relaxed:
//   xhat = max(0, (x - tau D* p + tau2 b) inv),
//   p'   = projection of p + sigma D (2 xhat - x) onto balls of radius lam.
constexpr const char *primalFirst = R"(
halide.pipeline @step(%x: tensor<HxWxf32>, %p0: tensor<HxWxf32>,
    %p1: tensor<HxWxf32>, %b: tensor<HxWxf32>, %tau: f32, %sigma: f32,
    %rho: f32, %lam: f32) -> (tensor<HxWxf32>, tensor<HxWxf32>, tensor<HxWxf32>) {
  %w:2 = halide.func (%i, %j) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %h1 = arith.constant H1 : index
    %w1 = arith.constant W1 : index
    %z = arith.constant 0.0 : f32
    %one = arith.constant 1.0 : f32
    %two = arith.constant 2.0 : f32
    %xv = halide.read %x[%i, %j] : tensor<HxWxf32>
    %bv = halide.read %b[%i, %j] : tensor<HxWxf32>
    %a0 = halide.read %p0[%i, %j] : tensor<HxWxf32>
    %a1 = halide.read %p1[%i, %j] : tensor<HxWxf32>
    %im = arith.subi %i, %c1 : index
    %imc = arith.maxsi %im, %c0 : index
    %jm = arith.subi %j, %c1 : index
    %jmc = arith.maxsi %jm, %c0 : index
    %a0m = halide.read %p0[%imc, %j] : tensor<HxWxf32>
    %a1m = halide.read %p1[%i, %jmc] : tensor<HxWxf32>
    %top = arith.cmpi sgt, %i, %c0 : index
    %left = arith.cmpi sgt, %j, %c0 : index
    %bottom = arith.cmpi slt, %i, %h1 : index
    %right = arith.cmpi slt, %j, %w1 : index
    %s0 = arith.select %top, %a0m, %z : f32
    %s1 = arith.select %bottom, %a0, %z : f32
    %s2 = arith.select %left, %a1m, %z : f32
    %s3 = arith.select %right, %a1, %z : f32
    %d0 = arith.subf %s0, %s1 : f32
    %d1 = arith.subf %s2, %s3 : f32
    %d = arith.addf %d0, %d1 : f32
    %td = arith.mulf %tau, %d : f32
    %t2 = arith.mulf %two, %tau : f32
    %tb = arith.mulf %t2, %bv : f32
    %e0 = arith.subf %xv, %td : f32
    %e1 = arith.addf %e0, %tb : f32
    %den = arith.addf %one, %t2 : f32
    %e2 = arith.divf %e1, %den : f32
    %xh = arith.maximumf %e2, %z : f32
    %x2 = arith.mulf %two, %xh : f32
    %xb = arith.subf %x2, %xv : f32
    halide.yield %xh, %xb : f32, f32
  } : tensor<HxWxf32>, tensor<HxWxf32>
  %q:2 = halide.func (%i, %j) {
    %c1 = arith.constant 1 : index
    %h1 = arith.constant H1 : index
    %w1 = arith.constant W1 : index
    %ip = arith.addi %i, %c1 : index
    %ipc = arith.minsi %ip, %h1 : index
    %jp = arith.addi %j, %c1 : index
    %jpc = arith.minsi %jp, %w1 : index
    %c = halide.read %w#1[%i, %j] : tensor<HxWxf32>
    %dn = halide.read %w#1[%ipc, %j] : tensor<HxWxf32>
    %rt = halide.read %w#1[%i, %jpc] : tensor<HxWxf32>
    %a0 = halide.read %p0[%i, %j] : tensor<HxWxf32>
    %a1 = halide.read %p1[%i, %j] : tensor<HxWxf32>
    %d0 = arith.subf %dn, %c : f32
    %d1 = arith.subf %rt, %c : f32
    %g0 = arith.mulf %sigma, %d0 : f32
    %g1 = arith.mulf %sigma, %d1 : f32
    %v0 = arith.addf %a0, %g0 : f32
    %v1 = arith.addf %a1, %g1 : f32
    %n0 = arith.mulf %v0, %v0 : f32
    %n1 = arith.mulf %v1, %v1 : f32
    %n = arith.addf %n0, %n1 : f32
    %r = math.sqrt %n : f32
    %m = arith.maximumf %r, %lam : f32
    %s = arith.divf %lam, %m : f32
    %r0 = arith.mulf %v0, %s : f32
    %r1 = arith.mulf %v1, %s : f32
    halide.yield %r0, %r1 : f32, f32
  } : tensor<HxWxf32>, tensor<HxWxf32>
  %o:3 = halide.func (%i, %j) {
    %xv = halide.read %x[%i, %j] : tensor<HxWxf32>
    %a0 = halide.read %p0[%i, %j] : tensor<HxWxf32>
    %a1 = halide.read %p1[%i, %j] : tensor<HxWxf32>
    %xh = halide.read %w#0[%i, %j] : tensor<HxWxf32>
    %q0 = halide.read %q#0[%i, %j] : tensor<HxWxf32>
    %q1 = halide.read %q#1[%i, %j] : tensor<HxWxf32>
    %dx = arith.subf %xh, %xv : f32
    %d0 = arith.subf %q0, %a0 : f32
    %d1 = arith.subf %q1, %a1 : f32
    %mx = arith.mulf %rho, %dx : f32
    %m0 = arith.mulf %rho, %d0 : f32
    %m1 = arith.mulf %rho, %d1 : f32
    %ox = arith.addf %xv, %mx : f32
    %o0 = arith.addf %a0, %m0 : f32
    %o1 = arith.addf %a1, %m1 : f32
    halide.yield %ox, %o0, %o1 : f32, f32, f32
  } : tensor<HxWxf32>, tensor<HxWxf32>, tensor<HxWxf32>
  halide.return %o#0, %o#1, %o#2 : tensor<HxWxf32>, tensor<HxWxf32>, tensor<HxWxf32>
}
)";

struct Size {
  int h, w;
};

std::string withSize(const char *text, Size size) {
  return substitute(text, {{"HxW", std::to_string(size.h) + "x" +
                                       std::to_string(size.w)},
                           {"H1", std::to_string(size.h - 1)},
                           {"W1", std::to_string(size.w - 1)}});
}

using Step = int(const float *, const float *, const float *, const float *,
                 float, float, float, float, float *, float *, float *);

/// The same with plain loops, in double precision.
void reference(Size size, const float *x, const float *p0, const float *p1,
               const float *b, double tau, double sigma, double rho, double lam,
               std::vector<double> out[3]) {
  int h = size.h, w = size.w;
  auto at = [&](int i, int j) { return i * w + j; };
  std::vector<double> hat(h * w), bar(h * w);
  for (int i = 0; i < h; ++i)
    for (int j = 0; j < w; ++j) {
      double d = (i > 0 ? p0[at(i - 1, j)] : 0.f) -
                 (i < h - 1 ? p0[at(i, j)] : 0.f);
      d += (j > 0 ? p1[at(i, j - 1)] : 0.f) - (j < w - 1 ? p1[at(i, j)] : 0.f);
      int k = at(i, j);
      hat[k] = std::max(0.0, (x[k] - tau * d + 2 * tau * b[k]) / (1 + 2 * tau));
      bar[k] = 2 * hat[k] - x[k];
    }
  for (int e = 0; e < 3; ++e)
    out[e].resize(h * w);
  for (int i = 0; i < h; ++i)
    for (int j = 0; j < w; ++j) {
      int k = at(i, j);
      double v0 = p0[k] + sigma * (bar[at(std::min(i + 1, h - 1), j)] - bar[k]);
      double v1 = p1[k] + sigma * (bar[at(i, std::min(j + 1, w - 1))] - bar[k]);
      double scale = lam / std::max(lam, std::sqrt(v0 * v0 + v1 * v1));
      out[0][k] = x[k] + rho * (hat[k] - x[k]);
      out[1][k] = p0[k] + rho * (v0 * scale - p0[k]);
      out[2][k] = p1[k] + rho * (v1 * scale - p1[k]);
    }
}

class TVStep : public testing::TestWithParam<Size> {};

TEST_P(TVStep, EqualsPlainLoops) {
  Size size = GetParam();
  size_t n = size_t(size.h) * size.w;
  Compiled compiled(withSize(primalFirst, size));
  auto step = compiled.load<Step>();
  ASSERT_TRUE(step);
  // Tiny loops are written out, and windows of short arrays need no strips.
  if (n > 100 && size.w > 2)
    EXPECT_EQ(compiled.kernel.sweeps, 1u) << compiled.kernel.statement;
  for (bool atEnd : {false, true}) {
    Guarded<float> x(n, atEnd), p0(n, atEnd), p1(n, atEnd), b(n, atEnd);
    Guarded<float> o0(n, atEnd), o1(n, atEnd), o2(n, atEnd);
    fill(x, 1), fill(p0, 2), fill(p1, 3), fill(b, 4);
    float tau = 0.25f, sigma = 0.45f, rho = 1.5f, lam = 0.6f;
    ASSERT_EQ(step(x.data(), p0.data(), p1.data(), b.data(), tau, sigma, rho,
                   lam, o0.data(), o1.data(), o2.data()),
              0);
    std::vector<double> expected[3];
    reference(size, x.data(), p0.data(), p1.data(), b.data(), tau, sigma, rho,
              lam, expected);
    for (size_t i = 0; i < n; ++i) {
      ASSERT_NEAR(o0[i], expected[0][i], 2e-6) << i << compiled.kernel.statement;
      ASSERT_NEAR(o1[i], expected[1][i], 2e-6) << i;
      ASSERT_NEAR(o2[i], expected[2][i], 2e-6) << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Sizes, TVStep,
    testing::Values(Size{1, 1}, Size{1, 5}, Size{9, 1}, Size{3, 7}, Size{8, 8},
                    Size{17, 33}, Size{64, 64}, Size{101, 257}, Size{300, 2}),
    [](const auto &info) {
      return std::to_string(info.param.h) + "x" + std::to_string(info.param.w);
    });

// A radius of 0, and one whose square underflows, must not make NaN of 0 / 0.
TEST(TVStepEdges, TinyRadius) {
  Size size{16, 16};
  Compiled compiled(withSize(primalFirst, size));
  auto step = compiled.load<Step>();
  ASSERT_TRUE(step);
  for (float lam : {0.0f, 1e-30f}) {
    std::vector<float> zero(256), o0(256), o1(256, 1.f), o2(256, 1.f);
    step(zero.data(), zero.data(), zero.data(), zero.data(), 0.25f, 0.4f, 1.f,
         lam, o0.data(), o1.data(), o2.data());
    for (int i = 0; i < 256; ++i) {
      ASSERT_EQ(o1[i], 0.0f);
      ASSERT_EQ(o2[i], 0.0f);
    }
  }
}

} // namespace
