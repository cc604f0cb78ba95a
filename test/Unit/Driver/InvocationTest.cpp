//===- InvocationTest.cpp - the command line of proxc --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Driver/Invocation.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace proxc::driver;
using testing::ElementsAre;
using testing::Pair;

namespace {

Invocation parse(std::vector<const char *> args) {
  Expected<Invocation> result = parseCommandLine(args);
  if (result)
    return std::move(*result);
  ADD_FAILURE() << toString(result.takeError());
  return Invocation();
}

TEST(InvocationTest, CompilesByDefault) {
  Invocation call = parse({"deconv.prox", "-D", "H=480", "-DW=640", "-o",
                           "out/deconv.o", "--target=cortex-m7"});
  EXPECT_EQ(call.command, Command::Compile);
  EXPECT_EQ(call.file, "deconv.prox");
  EXPECT_EQ(call.emit, "o");
  EXPECT_EQ(call.target, "cortex-m7");
  EXPECT_THAT(call.dims, ElementsAre(Pair("H", 480), Pair("W", 640)));
  EXPECT_THAT(call.outputs, ElementsAre("out/deconv.o"));
  EXPECT_EQ(parse({"compile", "a.prox", "-o", "a.o"}).file, "a.prox");
}

TEST(InvocationTest, EmitOverridesTheSuffix) {
  EXPECT_EQ(parse({"a.prox", "-o", "a.txt", "--emit=ll"}).emit, "ll");
  EXPECT_EQ(parse({"a.prox", "-o", "a.o", "--emit", "s"}).emit, "s");
}

TEST(InvocationTest, Runs) {
  Invocation call = parse({"run",
                           "a.prox",
                           "b=in.png:gray",
                           "lambda=-1e-3",
                           "-o",
                           "u=sharp.png:16",
                           "--quiet",
                           "-o",
                           "s.npy",
                           "--iterations",
                           "50",
                           "--tolerance=0",
                           "--threads=3",
                           "--seed=18446744073709551615",
                           "--reference",
                           "u=truth.png",
                           "--stats=s.json",
                           "--bind",
                           "k=k.npy",
                           "--method=pdhg"});
  EXPECT_EQ(call.command, Command::Run);
  EXPECT_THAT(call.values,
              ElementsAre(Pair("b", "in.png:gray"), Pair("lambda", "-1e-3")));
  EXPECT_THAT(call.outputs, ElementsAre("u=sharp.png:16", "s.npy"));
  EXPECT_EQ(call.iterations, 50);
  EXPECT_EQ(call.tolerance, 0.0);
  EXPECT_EQ(call.threads, 3);
  EXPECT_EQ(call.seed, UINT64_MAX);
  EXPECT_TRUE(call.quiet);
  EXPECT_THAT(call.references, ElementsAre(Pair("u", "truth.png")));
  EXPECT_THAT(call.bindings, ElementsAre(Pair("k", "k.npy")));
  EXPECT_EQ(call.method, "pdhg");
  EXPECT_EQ(call.stats, "s.json");
}

TEST(InvocationTest, OptionsMayStandAnywhere) {
  Invocation call = parse({"--quiet", "run", "--threads=2", "a.prox"});
  EXPECT_EQ(call.command, Command::Run);
  EXPECT_EQ(call.file, "a.prox");
  EXPECT_TRUE(call.quiet);
  // Behind `--` nothing is an option.
  EXPECT_EQ(parse({"check", "--", "-a.prox"}).file, "-a.prox");
}

TEST(InvocationTest, Applies) {
  Invocation call =
      parse({"apply", "s.prox", "sense.H", "y.npy", "-o", "x.npy", "S=s.npy"});
  EXPECT_EQ(call.operatorName, "sense");
  EXPECT_EQ(call.operatorKind, OperatorKind::Adjoint);
  EXPECT_EQ(call.operand, "y.npy");
  EXPECT_THAT(call.values, ElementsAre(Pair("S", "s.npy")));
  EXPECT_EQ(parse({"apply", "s.prox", "A.normal", "y.npy", "-o", "x.npy"})
                .operatorKind,
            OperatorKind::Normal);
  EXPECT_EQ(
      parse({"apply", "s.prox", "A", "y.npy", "-o", "x.npy"}).operatorKind,
      OperatorKind::Forward);
}

TEST(InvocationTest, HelpAndVersion) {
  EXPECT_EQ(parse({"--help"}).command, Command::Help);
  EXPECT_EQ(parse({"--help"}).helpOn, std::nullopt);
  EXPECT_EQ(parse({"run", "--help"}).helpOn, Command::Run);
  EXPECT_EQ(parse({"--version"}).command, Command::Version);
}

} // namespace
