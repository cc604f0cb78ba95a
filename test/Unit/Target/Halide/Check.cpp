//===- Check.cpp - kernels against their definition -------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "Fixture.h"
#include "Interpreter.h"
#include "mlir/IR/Verifier.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace proxc::target;
namespace halide = proxc::halide;

namespace {

Type elementOf(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? tensor.getElementType() : type;
}

int64_t countOf(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? tensor.getNumElements() : 1;
}

size_t bytesOf(Type element) {
  if (auto complex = dyn_cast<ComplexType>(element))
    return 2 * bytesOf(complex.getElementType());
  return element.getIntOrFloatBitWidth() / 8;
}

/// One entry from and to memory.
Entry load(Type element, const char *from) {
  auto take = [&](auto zero) {
    std::memcpy(&zero, from, sizeof zero);
    return double(zero);
  };
  if (auto complex = dyn_cast<ComplexType>(element)) {
    Type part = complex.getElementType();
    return Entry(load(part, from).real(),
                 load(part, from + bytesOf(part)).real());
  }
  if (element.isF32())
    return take(float());
  if (element.isF64())
    return take(double());
  switch (element.getIntOrFloatBitWidth()) {
  case 8:
    return take(uint8_t());
  case 16:
    return take(uint16_t());
  case 32:
    return take(int32_t());
  default:
    return take(int64_t());
  }
}

void store(Type element, char *to, Entry value) {
  auto put = [&](auto number) { std::memcpy(to, &number, sizeof number); };
  if (auto complex = dyn_cast<ComplexType>(element)) {
    Type part = complex.getElementType();
    store(part, to, value.real());
    store(part, to + bytesOf(part), value.imag());
  } else if (element.isF32()) {
    put(float(value.real()));
  } else if (element.isF64()) {
    put(value.real());
  } else if (element.getIntOrFloatBitWidth() == 8) {
    put(uint8_t(value.real()));
  } else if (element.getIntOrFloatBitWidth() == 16) {
    put(uint16_t(value.real()));
  } else {
    put(int32_t(value.real()));
  }
}

/// `int32_t run(void **)` that calls the kernel: scalars are loaded, complex
/// ones as two.
std::string trampoline(halide::PipelineOp pipeline) {
  std::string declared, body, operands;
  unsigned number = 0;
  auto add = [&](const std::string &type, const std::string &value) {
    declared += (declared.empty() ? "" : ", ") + type;
    operands += (operands.empty() ? "" : ", ") + type + " " + value;
  };
  SmallVector<Type> types(pipeline.getArgumentTypes());
  llvm::append_range(types, pipeline.getResultTypes());
  for (Type type : types) {
    std::string n = std::to_string(number++);
    body += "%s" + n + " = getelementptr ptr, ptr %a, i64 " + n + "\n%p" + n +
            " = load ptr, ptr %s" + n + "\n";
    if (isa<RankedTensorType>(type)) {
      add("ptr", "%p" + n);
      continue;
    }
    auto complex = dyn_cast<ComplexType>(type);
    std::string part =
        (complex ? complex.getElementType() : type).isF64() ? "double"
                                                            : "float";
    body += "%v" + n + " = load " + part + ", ptr %p" + n + "\n";
    add(part, "%v" + n);
    if (complex) {
      body += "%q" + n + " = getelementptr " + part + ", ptr %p" + n +
              ", i64 1\n%w" + n + " = load " + part + ", ptr %q" + n + "\n";
      add(part, "%w" + n);
    }
  }
  std::string name = pipeline.getName().str();
  return "declare i32 @" + name + "(" + declared +
         ")\ndefine i32 @run(ptr %a) {\n" + body + "%r = call i32 @" + name +
         "(" + operands + ")\nret i32 %r\n}\n";
}

/// `pipeline` is what was compiled: it may have more results than `definition`,
/// which are not looked at.
void checkRun(halide::PipelineOp definition, halide::PipelineOp pipeline,
              int (*run)(void **), const CheckOptions &options, bool atEnd) {
  std::vector<std::unique_ptr<Guarded<char>>> memory;
  std::vector<void *> pointers;
  std::vector<Entries> inputs;
  unsigned seed = 12345;
  auto random = [&] {
    seed = seed * 1664525u + 1013904223u;
    return options.low +
           (options.high - options.low) * double(seed >> 8) / double(1 << 24);
  };
  auto allocate = [&](Type type) {
    size_t bytes = countOf(type) * bytesOf(elementOf(type));
    memory.push_back(std::make_unique<Guarded<char>>(bytes, atEnd));
    pointers.push_back(memory.back()->data());
  };
  for (Type type : definition.getArgumentTypes()) {
    allocate(type);
    Type element = elementOf(type);
    Entries entries;
    for (int64_t i = 0; i < countOf(type); ++i) {
      char *at = memory.back()->data() + i * bytesOf(element);
      store(element, at, Entry(random(), random()));
      entries.push_back(load(element, at));
    }
    inputs.push_back(entries);
  }
  for (auto [i, type] : llvm::enumerate(pipeline.getResultTypes())) {
    if (std::optional<unsigned> shared = pipeline.getInPlaceArgument(i))
      pointers.push_back(pointers[*shared]);
    else
      allocate(type);
  }
  ASSERT_EQ(run(pointers.data()), 0);
  std::vector<Entries> expected = interpret(definition, inputs);
  for (auto [i, type] : llvm::enumerate(definition.getResultTypes())) {
    Type element = elementOf(type);
    const char *found =
        static_cast<const char *>(pointers[inputs.size() + i]);
    double scale = 1e-30;
    for (Entry entry : expected[i])
      scale = std::max(scale, std::abs(entry));
    for (int64_t k = 0; k < countOf(type); ++k) {
      Entry value = load(element, found + k * bytesOf(element));
      ASSERT_LE(std::abs(value - expected[i][k]), options.tolerance * scale)
          << "result " << i << ", entry " << k << ": " << value.real() << " + "
          << value.imag() << "i, expected " << expected[i][k].real() << " + "
          << expected[i][k].imag() << "i";
    }
  }
}

} // namespace

std::string proxc::target::checkPipeline(const std::string &text,
                                         CheckOptions options) {
  MLIRContext context;
  DialectRegistry registry;
  registry.insert<arith::ArithDialect, complex::ComplexDialect,
                  math::MathDialect, halide::HalideDialect>();
  context.appendDialectRegistry(registry);
  auto defined = parseSourceString<ModuleOp>(text, &context);
  auto scheduled = parseSourceString<ModuleOp>(text, &context);
  if (!defined) {
    ADD_FAILURE() << "the text is not a pipeline:\n" << text;
    return "";
  }
  halide::PipelineOp definition =
      *defined->getOps<halide::PipelineOp>().begin();
  halide::PipelineOp pipeline =
      *scheduled->getOps<halide::PipelineOp>().begin();
  TargetInfo target = llvm::cantFail(getTarget("host"));
  halide::MachineModel machine;
  machine.vectorBits = options.vectorBits;
  halide::schedulePipeline(pipeline, machine);
  if (!options.shared.empty()) {
    bool refused = !halide::shareRows(pipeline, options.shared);
    EXPECT_EQ(refused, options.refuses) << text;
  }
  EXPECT_TRUE(succeeded(verify(*scheduled)));
  llvm::Expected<Kernel> kernel = emitPipeline(pipeline, target, true);
  if (!kernel) {
    ADD_FAILURE() << llvm::toString(kernel.takeError());
    return "";
  }
  if (options.sweeps)
    EXPECT_EQ(kernel->sweeps, *options.sweeps) << kernel->statement;

  llvm::LLVMContext llvmContext;
  llvm::SMDiagnostic diagnostic;
  std::unique_ptr<llvm::Module> module = llvm::parseAssemblyString(
      trampoline(pipeline), diagnostic, llvmContext);
  if (!module) {
    ADD_FAILURE() << diagnostic.getMessage().str();
    return "";
  }
  llvm::StringRef bytes(reinterpret_cast<const char *>(kernel->bitcode.data()),
                        kernel->bitcode.size());
  BuildOptions build;
  build.exports = {"run"};
  if (llvm::Error error = buildModule(
          *module, {llvm::MemoryBufferRef(bytes, "kernel")}, target, build)) {
    ADD_FAILURE() << llvm::toString(std::move(error));
    return "";
  }
  auto program = JitProgram::create(
      *module, target,
      {{"halide_do_par_for", reinterpret_cast<void *>(&runTasks)}});
  if (!program) {
    ADD_FAILURE() << llvm::toString(program.takeError());
    return "";
  }
  auto run = program->lookupFunction<int(void **)>("run");
  if (!run) {
    ADD_FAILURE() << llvm::toString(run.takeError());
    return "";
  }
  for (bool atEnd : {true, false})
    checkRun(definition, pipeline, *run, options, atEnd);
  if (testing::Test::HasFailure())
    ADD_FAILURE() << kernel->statement;
  return kernel->statement;
}
