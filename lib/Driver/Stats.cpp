//===- Stats.cpp - what a solve did --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Stats.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace llvm;

namespace proxc::driver {

StringRef stoppedName(int32_t stopped) {
  switch (stopped) {
  case PROXC_STOPPED_CONVERGED:
    return "converged";
  case PROXC_STOPPED_ITERATIONS:
    return "iterations";
  case PROXC_STOPPED_TIME:
    return "time";
  case PROXC_STOPPED_CANCELLED:
    return "cancelled";
  case PROXC_STOPPED_DIVERGED:
    return "diverged";
  default:
    return "failed";
  }
}

namespace {

/// JSON has no infinity and no NaN.
json::Value number(double value) {
  if (!std::isfinite(value))
    return nullptr;
  return value;
}

json::Object metricsJson(const io::Metrics &metrics) {
  return json::Object{
      {"psnr", number(metrics.psnr)},
      {"ssim", metrics.ssim ? number(*metrics.ssim) : json::Value(nullptr)},
      {"nrmse", number(metrics.nrmse)}};
}

} // namespace

std::string statsJson(const Stats &stats, const CompiledProgram &program) {
  const proxc_result &result = stats.result;
  json::Object object{
      {"method", program.method},
      {"iterations", result.iterations},
      {"converged", result.converged != 0},
      {"certified", result.certified != 0},
      {"stopped", stoppedName(result.stopped)},
      {"objective", number(result.objective)},
      {"violation", number(result.violation)},
      {"primal_residual", number(result.primal_residual)},
      {"dual_residual", number(result.dual_residual)},
      {"compile_seconds", stats.compileSeconds},
      {"setup_seconds", stats.setupSeconds},
      {"solve_seconds", stats.solveSeconds},
      {"seconds_per_iteration", stats.secondsPerIteration},
      {"workspace_bytes", program.header.workspaceBytes},
      {"flops_per_iteration", number(program.flopsPerIteration)},
      {"bytes_per_iteration", number(program.bytesPerIteration)},
      {"target", program.target.name},
      {"threads", stats.threads},
      {"version", versionNumber()},
      {"source_hash", stats.sourceHash},
      {"options", json::Object(program.options)}};
  if (result.gap >= 0)
    object["gap"] = number(result.gap);
  if (!stats.metrics.empty()) {
    json::Object references;
    for (const auto &[name, metrics] : stats.metrics)
      references[name] = metricsJson(metrics);
    object["reference"] = std::move(references);
  }
  return formatv("{0:2}", json::Value(std::move(object))).str() + "\n";
}

std::string summary(const Stats &stats, const CompiledProgram &program,
                    const ArrayMap &results) {
  const proxc_result &result = stats.result;
  std::string text;
  raw_string_ostream os(text);
  os << formatv("{0}: {1} iterations, stopped: {2}{3}\n", program.method,
                result.iterations, stoppedName(result.stopped),
                result.certified ? " (certified)" : "");
  os << formatv("objective  {0}\n", format("%.10g", result.objective));
  if (result.violation > 0)
    os << formatv("violation  {0}\n", format("%.3g", result.violation));
  os << formatv("residuals  {0} primal, {1} dual\n",
                format("%.2e", result.primal_residual),
                format("%.2e", result.dual_residual));
  os << formatv("seconds    {0} compile, {1} set-up, {2} solve ({3} ms an "
                "iteration)\n",
                format("%.3f", stats.compileSeconds),
                format("%.3f", stats.setupSeconds),
                format("%.3f", stats.solveSeconds),
                format("%.3f", 1e3 * stats.secondsPerIteration));
  for (const target::HeaderArgument &argument : program.header.results) {
    auto found = results.find(argument.name);
    if (found == results.end())
      continue;
    const io::HostArray &array = found->second;
    os << formatv("{0,-10} {1}", argument.name, array.describe());
    double low = INFINITY, high = -INFINITY;
    for (int64_t i = 0; i < array.numElements(); ++i) {
      std::complex<double> value = array.get(i);
      double size = io::isComplexType(array.elementType()) ? std::abs(value)
                                                           : value.real();
      low = std::min(low, size);
      high = std::max(high, size);
    }
    if (array.numElements() > 0)
      os << (io::isComplexType(array.elementType()) ? ", modulus " : ", ")
         << formatv("{0} to {1}", format("%.4g", low), format("%.4g", high));
    os << '\n';
  }
  for (const auto &[name, metrics] : stats.metrics) {
    os << formatv("{0,-10} PSNR {1} dB", name, format("%.2f", metrics.psnr));
    if (metrics.ssim)
      os << formatv(", SSIM {0}", format("%.4f", *metrics.ssim));
    os << formatv(", NRMSE {0}\n", format("%.4f", metrics.nrmse));
  }
  return text;
}

std::string hashOf(StringRef text) {
  std::array<uint8_t, 32> digest = SHA256::hash(arrayRefFromStringRef(text));
  return toHex(digest, /*LowerCase=*/true);
}

} // namespace proxc::driver
