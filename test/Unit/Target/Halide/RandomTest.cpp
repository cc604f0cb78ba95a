//===- RandomTest.cpp - schedules of pipelines from seeds -------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// PROXC_RANDOM_PIPELINES=FIRST:COUNT in the environment checks other pipelines
// than those of the suite, and tells which one is on its way:
//
//   PROXC_RANDOM_PIPELINES=1000:500 ProxcTargetHalideTests
//   --gtest_filter='*Random*'
//
//===----------------------------------------------------------------------===//

#include "Fixture.h"
#include "RandomPipeline.h"
#include "proxc/Dialect/Halide/Utils/Access.h"
#include <cstdio>
#include <cstdlib>
#include <map>

using namespace proxc::target;

namespace {

using proxc::halide::FuncOp;
using proxc::halide::Level;
using proxc::halide::PipelineOp;

constexpr unsigned groups = 8;

class Parser {
public:
  Parser() {
    mlir::DialectRegistry registry;
    registry.insert<mlir::arith::ArithDialect, mlir::complex::ComplexDialect,
                    mlir::math::MathDialect, proxc::halide::HalideDialect>();
    context.appendDialectRegistry(registry);
  }

  /// The pipeline with its schedules.
  mlir::OwningOpRef<mlir::ModuleOp> schedule(const RandomPipeline &random) {
    auto parsed =
        mlir::parseSourceString<mlir::ModuleOp>(random.text, &context);
    if (parsed)
      proxc::halide::schedulePipeline(*parsed->getOps<PipelineOp>().begin(),
                                      random.options.machine);
    return parsed;
  }

private:
  mlir::MLIRContext context;
};

bool hasWindow(const RandomPipeline &random) {
  Parser parser;
  auto parsed = parser.schedule(random);
  bool found = false;
  if (parsed)
    parsed->walk([&](FuncOp func) {
      auto schedule = func.getSchedule();
      found |= schedule && schedule->getLevel() == Level::sliding;
    });
  return found;
}

struct Seeds {
  unsigned first = 0, count = 160;
  bool isCampaign = false;
};

Seeds chooseSeeds() {
  Seeds seeds;
  const char *text = std::getenv("PROXC_RANDOM_PIPELINES");
  seeds.isCampaign =
      text && std::sscanf(text, "%u:%u", &seeds.first, &seeds.count) == 2;
  return seeds;
}

class RandomPipelines : public testing::TestWithParam<unsigned> {};

TEST_P(RandomPipelines, EqualDefinition) {
  Seeds seeds = chooseSeeds();
  for (unsigned i = GetParam(); i < seeds.count; i += groups) {
    unsigned seed = seeds.first + i;
    if (seeds.isCampaign)
      std::fprintf(stderr, "pipeline %u\n", seed);
    RandomPipeline pipeline = makeRandomPipeline(seed);
    // Most of the suite's time is for what is hard to schedule.
    if (!seeds.isCampaign && seed % 4 != 0 && !hasWindow(pipeline))
      continue;
    std::string shared;
    for (auto [argument, result] : pipeline.options.shared)
      shared +=
          " " + std::to_string(result) + " over " + std::to_string(argument);
    const proxc::halide::MachineModel &machine = pipeline.options.machine;
    SCOPED_TRACE(
        "pipeline " + std::to_string(seed) + ": " +
        std::to_string(machine.vectorBits) + " bits, strips of " +
        std::to_string(machine.stripEntries) + ", parallel from " +
        std::to_string(machine.threads ? machine.leastParallelEntries : -1) +
        ", stack of " + std::to_string(machine.stackBytes) +
        (shared.empty() ? "" : ", results" + shared) + "\n" + pipeline.text);
    checkPipeline(pipeline.text, pipeline.options);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomPipelines, testing::Range(0u, groups));

using Counts = std::map<std::string, int>;

/// Windows around `func` up to its root, itself included; 0 for a root.
int depthOf(FuncOp func) {
  if (func.getSchedule()->getLevel() == Level::root)
    return 0;
  int depth = 0;
  for (mlir::Operation *user : func->getUsers())
    depth = std::max(depth, depthOf(user->getParentOfType<FuncOp>()));
  return depth + 1;
}

void countFunc(FuncOp func, Counts &counts) {
  proxc::halide::ScheduleAttr schedule = *func.getSchedule();
  if (schedule.getLevel() == Level::root) {
    counts["roots that march along an outer axis"] += schedule.getMarch() >= 0;
    counts["parallel roots"] += schedule.getParallel();
    return;
  }
  bool isRing = schedule.getStrip() == 0 && schedule.getMarch() >= 0;
  counts["rings"] += isRing;
  counts["rings that wrap"] += isRing && schedule.getWraps();
  counts["rings of channels"] += isRing && schedule.getChannels();
  bool isRow = schedule.getStrip() == 0 && schedule.getMarch() < 0;
  counts["windows of one row"] += isRow;
  counts["windows of one row in rings"] +=
      isRow && llvm::any_of(func->getUsers(), [](mlir::Operation *user) {
        auto outer = *user->getParentOfType<FuncOp>().getSchedule();
        return outer.getLevel() == Level::sliding && outer.getMarch() >= 0;
      });
  counts["windows of a strip"] += schedule.getStrip() > 0;
  counts["windows in windows"] += depthOf(func) == 2;
  counts["windows in windows in windows"] += depthOf(func) == 3;
}

// The pipelines of the suite, and as many again, have all forms of schedules.
TEST(RandomSchedules, AreOfAllForms) {
  Parser parser;
  Counts counts;
  for (unsigned seed = 0; seed < 2 * Seeds().count; ++seed) {
    RandomPipeline random = makeRandomPipeline(seed);
    auto parsed = parser.schedule(random);
    ASSERT_TRUE(parsed) << random.text;
    auto pipeline = *parsed->getOps<PipelineOp>().begin();
    for (FuncOp func : pipeline.getBody().getOps<FuncOp>())
      if (func.getSchedule())
        countFunc(func, counts);
    bool anyWindow = false;
    for (auto [argument, result] : random.options.shared)
      anyWindow |= !proxc::halide::canShareMemory(pipeline, argument, result);
    counts["rows that are shared"] +=
        anyWindow &&
        proxc::halide::shareRows(pipeline, random.options.shared).has_value();
  }
  for (const auto &[form, count] : counts)
    EXPECT_GE(count, 2) << form;
}

} // namespace
