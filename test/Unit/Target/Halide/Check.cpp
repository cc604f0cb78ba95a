//===- Check.cpp - kernels against their definition -------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "Fixture.h"
#include "Interpreter.h"
#include "mlir/IR/Verifier.h"
#include "proxc/Dialect/Halide/Utils/Access.h"
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

/// Fills the stack below with NaN, where windows will lie.
[[gnu::noinline]] void spoilStack() {
  char bytes[512 << 10];
  std::memset(bytes, 0xff, sizeof bytes);
  asm volatile("" : : "r"(bytes) : "memory");
}

bool runsBackwards = true;

/// Stands for the thread pool: no task may count on another, or on what is left
/// of it. Runs them backwards or those of odd numbers first.
int runInOrder(void *, int (*task)(void *, int, uint8_t *), int begin,
               int count, uint8_t *closure) {
  for (int i = 0; i < count; ++i) {
    int odd = count / 2;
    int number = runsBackwards ? count - 1 - i
                 : i < odd     ? 2 * i + 1
                               : 2 * (i - odd);
    spoilStack();
    if (int code = task(nullptr, begin + number, closure))
      return code;
  }
  return 0;
}

/// Made-up values for the arguments of the pipeline, as their types hold them.
std::vector<Entries> makeInputs(halide::PipelineOp pipeline,
                                const CheckOptions &options) {
  std::vector<Entries> inputs;
  unsigned seed = 12345;
  for (Type type : pipeline.getArgumentTypes()) {
    Type element = elementOf(type);
    bool isInteger = element.isInteger();
    double low = isInteger ? 0 : options.low;
    double high = isInteger ? options.highestInteger : options.high;
    auto random = [&] {
      seed = seed * 1664525u + 1013904223u;
      return low + (high - low) * double(seed >> 8) / double(1 << 24);
    };
    Entries entries(countOf(type));
    for (Entry &entry : entries) {
      char bytes[2 * sizeof(double)];
      double re = random(), im = random();
      store(element, bytes, Entry(re, im));
      entry = load(element, bytes);
    }
    inputs.push_back(std::move(entries));
  }
  return inputs;
}

/// Runs `pipeline`; returns the bytes of its first `count` results.
std::vector<std::string> runOnce(halide::PipelineOp pipeline,
                                 int (*run)(void **),
                                 const std::vector<Entries> &inputs,
                                 size_t count, bool atEnd) {
  std::vector<std::unique_ptr<Guarded<char>>> memory;
  std::vector<void *> pointers;
  auto allocate = [&](Type type) {
    size_t bytes = countOf(type) * bytesOf(elementOf(type));
    memory.push_back(std::make_unique<Guarded<char>>(bytes, atEnd));
    pointers.push_back(memory.back()->data());
    std::memset(memory.back()->data(), 0xff, bytes);
  };
  for (auto [type, entries] : llvm::zip(pipeline.getArgumentTypes(), inputs)) {
    allocate(type);
    Type element = elementOf(type);
    char *at = memory.back()->data();
    for (Entry entry : entries) {
      store(element, at, entry);
      at += bytesOf(element);
    }
  }
  for (auto [i, type] : llvm::enumerate(pipeline.getResultTypes())) {
    if (std::optional<unsigned> shared = pipeline.getInPlaceArgument(i))
      pointers.push_back(pointers[*shared]);
    else
      allocate(type);
  }
  runsBackwards = atEnd;
  spoilStack();
  EXPECT_EQ(run(pointers.data()), 0);
  std::vector<std::string> results;
  for (size_t i = 0; i < count; ++i) {
    Type type = pipeline.getResultTypes()[i];
    results.emplace_back(static_cast<char *>(pointers[inputs.size() + i]),
                         countOf(type) * bytesOf(elementOf(type)));
  }
  return results;
}

/// Whether all of `found` is as `expected`, within the tolerance of the largest
/// modulus; fails at the first entry that is not.
bool compare(RankedTensorType type, const std::string &found,
             const Entries &expected, double tolerance) {
  Type element = type.getElementType();
  double scale = 1e-30;
  for (Entry entry : expected)
    scale = std::max(scale, std::abs(entry));
  for (size_t k = 0; k < expected.size(); ++k) {
    Entry value = load(element, found.data() + k * bytesOf(element));
    if (std::abs(value - expected[k]) <= tolerance * scale)
      continue;
    ADD_FAILURE() << "entry " << k << " of " << expected.size() << ": "
                  << value.real() << " + " << value.imag() << "i, expected "
                  << expected[k].real() << " + " << expected[k].imag() << "i";
    return false;
  }
  return true;
}

/// `pipeline` is what was compiled: it may have more results than `definition`,
/// which are not looked at.
bool checkRuns(halide::PipelineOp definition, halide::PipelineOp pipeline,
               int (*run)(void **), const CheckOptions &options) {
  std::vector<Entries> inputs = makeInputs(definition, options);
  std::vector<Entries> expected = interpret(definition, inputs);
  std::vector<std::string> first;
  bool right = true;
  for (bool atEnd : {true, false}) {
    std::vector<std::string> found =
        runOnce(pipeline, run, inputs, expected.size(), atEnd);
    for (size_t i = 0; i < expected.size(); ++i) {
      SCOPED_TRACE("result " + std::to_string(i) + ", arrays at the " +
                   (atEnd ? "end" : "beginning") + " of their pages");
      right &= compare(cast<RankedTensorType>(definition.getResultTypes()[i]),
                       found[i], expected[i], options.tolerance);
    }
    if (atEnd) {
      first = std::move(found);
    } else if (found != first) {
      ADD_FAILURE() << "the order of tasks changes bits";
      right = false;
    }
  }
  return right;
}

/// Puts results over arguments as the layout of memory does.
void shareMemory(halide::PipelineOp pipeline, const CheckOptions &options) {
  bool anyWindow = false;
  for (auto [argument, result] : options.shared)
    anyWindow |= !halide::canShareMemory(pipeline, argument, result);
  if (!anyWindow) {
    EXPECT_FALSE(options.refuses.value_or(false));
    for (auto [argument, result] : options.shared)
      pipeline.setInPlaceArgument(result, argument);
    return;
  }
  bool refused = !halide::shareRows(pipeline, options.shared);
  EXPECT_EQ(refused, options.refuses.value_or(refused));
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
  halide::schedulePipeline(pipeline, options.machine);
  if (!options.shared.empty())
    shareMemory(pipeline, options);
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
      {{"halide_do_par_for", reinterpret_cast<void *>(&runInOrder)}});
  if (!program) {
    ADD_FAILURE() << llvm::toString(program.takeError());
    return "";
  }
  auto run = program->lookupFunction<int(void **)>("run");
  if (!run) {
    ADD_FAILURE() << llvm::toString(run.takeError());
    return "";
  }
  if (!checkRuns(definition, pipeline, *run, options))
    ADD_FAILURE() << kernel->statement;
  return kernel->statement;
}
