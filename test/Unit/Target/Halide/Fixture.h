//===- Fixture.h - kernels from text, run -----------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_TEST_UNIT_TARGET_HALIDE_FIXTURE_H
#define PROXC_TEST_UNIT_TARGET_HALIDE_FIXTURE_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "proxc/Dialect/Halide/Transforms/Passes.h"
#include "proxc/Target/Halide/Emit.h"
#include "proxc/Target/LLVM/Jit.h"
#include "gtest/gtest.h"
#include <cstring>
#include <memory>
#include <string>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

namespace proxc::target {

/// An array between two pages that must not be touched; its last byte (or its
/// first) lies at the border.
template <typename T> class Guarded {
public:
  explicit Guarded(size_t count, bool atEnd = true) : count(count) {
    size_t page = sysconf(_SC_PAGESIZE);
    size_t bytes = (count * sizeof(T) + page - 1) / page * page;
    total = bytes + 2 * page;
    block = static_cast<char *>(mmap(nullptr, total, PROT_READ | PROT_WRITE,
                                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    mprotect(block, page, PROT_NONE);
    mprotect(block + page + bytes, page, PROT_NONE);
    first = reinterpret_cast<T *>(
        atEnd ? block + page + bytes - count * sizeof(T) : block + page);
  }
  ~Guarded() { munmap(block, total); }
  Guarded(const Guarded &) = delete;

  T *data() { return first; }
  T *begin() { return first; }
  T *end() { return first + count; }
  size_t size() const { return count; }
  T &operator[](size_t i) { return first[i]; }

private:
  size_t count, total;
  char *block;
  T *first;
};

/// Small numbers that differ from entry to entry.
template <typename T> void fill(Guarded<T> &array, int seed) {
  for (size_t i = 0; i < array.size(); ++i)
    array[i] = T(double((i * 7919 + seed * 104729) % 2003) / 1000.0 - 1.0);
}

/// Stands for the thread pool. Runs the tasks backwards: none may count on
/// another.
inline int runTasks(void *, int (*task)(void *, int, uint8_t *), int begin,
                    int count, uint8_t *closure) {
  for (int i = begin + count; i-- > begin;)
    if (int code = task(nullptr, i, closure))
      return code;
  return 0;
}

/// One pipeline, scheduled, compiled and loaded.
class Compiled {
public:
  /// `schedule` false: the schedules in the text are taken as they are.
  explicit Compiled(const std::string &text,
                    const std::string &targetName = "host",
                    bool schedule = true)
      : target(llvm::cantFail(getTarget(targetName))) {
    mlir::DialectRegistry registry;
    registry.insert<mlir::arith::ArithDialect, mlir::complex::ComplexDialect,
                    mlir::math::MathDialect, halide::HalideDialect>();
    context.appendDialectRegistry(registry);
    parsed = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
    if (!parsed) {
      ADD_FAILURE() << "the text is not a pipeline:\n" << text;
      return;
    }
    pipeline = *parsed->getOps<halide::PipelineOp>().begin();
    if (schedule) {
      halide::MachineModel machine;
      machine.vectorBits = target.vectorBits;
      machine.threads = target.hasThreads;
      halide::schedulePipeline(pipeline, machine);
    }
    llvm::Expected<Kernel> emitted =
        emitPipeline(pipeline, target, /*withStatement=*/true);
    if (!emitted) {
      ADD_FAILURE() << llvm::toString(emitted.takeError());
      return;
    }
    kernel = std::move(*emitted);
  }

  /// The kernel as a function of this process.
  template <typename Function> Function *load() {
    auto module =
        std::make_unique<llvm::Module>("test", llvmContext);
    llvm::StringRef bytes(reinterpret_cast<const char *>(kernel.bitcode.data()),
                          kernel.bitcode.size());
    BuildOptions options;
    options.exports = {pipeline.getName().str()};
    options.optimized = {llvm::MemoryBufferRef(bytes, "kernel")};
    if (llvm::Error error = buildModule(*module, {}, target, options))
      return fail<Function>(std::move(error));
    auto created = JitProgram::create(
        *module, target,
        {{"halide_do_par_for", reinterpret_cast<void *>(&runTasks)}});
    if (!created)
      return fail<Function>(created.takeError());
    program = std::make_unique<JitProgram>(std::move(*created));
    auto function =
        program->lookupFunction<Function>(pipeline.getName());
    if (!function)
      return fail<Function>(function.takeError());
    return *function;
  }

  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> parsed;
  halide::PipelineOp pipeline;
  TargetInfo target;
  Kernel kernel;

private:
  template <typename Function> Function *fail(llvm::Error error) {
    ADD_FAILURE() << llvm::toString(std::move(error));
    return nullptr;
  }

  llvm::LLVMContext llvmContext;
  std::unique_ptr<JitProgram> program;
};

/// `text` with every occurrence of `key` replaced.
inline std::string
substitute(std::string text,
           const std::vector<std::pair<std::string, std::string>> &pairs) {
  for (const auto &[key, value] : pairs)
    for (size_t at = 0; (at = text.find(key, at)) != std::string::npos;
         at += value.size())
      text.replace(at, key.size(), value);
  return text;
}

} // namespace proxc::target

#endif // PROXC_TEST_UNIT_TARGET_HALIDE_FIXTURE_H
