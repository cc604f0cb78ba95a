//===- Emit.cpp - from pipelines to bitcode ---------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Target/Halide/Emit.h"
#include "Processes.h"
#include "Stages.h"
#include "Wrap.h"
#include "proxc/Dialect/Halide/Utils/Access.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cstdlib>
#include <limits>
#include <set>
#include <sstream>

using namespace mlir;
using namespace proxc::target;
using proxc::halide::FuncOp;
using proxc::halide::Level;
using proxc::halide::PipelineOp;
using proxc::halide::ReduceOp;
namespace H = Halide;

namespace {

/// Counts loop nests that touch the arrays of a kernel.
class SweepCounter : public H::Internal::IRVisitor {
public:
  explicit SweepCounter(const std::set<std::string> &arrays)
      : arrays(arrays) {}
  unsigned sweeps = 0;

  /// Counts those of a function that runs in parallel as one.
  void countTask(const H::Internal::Stmt &body) {
    touches = false;
    ++depth;
    body.accept(this);
    --depth;
    sweeps += touches;
  }

private:
  using H::Internal::IRVisitor::visit;
  void visit(const H::Internal::For *loop) override {
    if (depth == 0)
      touches = false;
    ++depth;
    H::Internal::IRVisitor::visit(loop);
    if (--depth == 0)
      sweeps += touches;
  }
  void visit(const H::Internal::Load *load) override {
    touches |= arrays.count(load->name) != 0;
    H::Internal::IRVisitor::visit(load);
  }
  void visit(const H::Internal::Store *store) override {
    touches |= arrays.count(store->name) != 0;
    H::Internal::IRVisitor::visit(store);
  }

  const std::set<std::string> &arrays;
  unsigned depth = 0;
  bool touches = false;
};

/// Refuses rings of which every step computes more than one row: rows of
/// arguments that are overwritten would be read once more. (Where only the first
/// step does, the extent of the loop is no constant.)
class RingVerifier : public H::Internal::IRVisitor {
public:
  explicit RingVerifier(const std::set<std::string> &loops) : loops(loops) {}

private:
  using H::Internal::IRVisitor::visit;
  void visit(const H::Internal::For *loop) override {
    llvm::StringRef name = loop->name;
    name.consume_back(".rebased");
    if (loops.count(name.str()) && H::Internal::is_const(loop->extent))
      throw H::CompileError("expects one new row of a window a step where "
                            "results are written over arguments");
    H::Internal::IRVisitor::visit(loop);
  }

  const std::set<std::string> &loops;
};

/// One pipeline on its way.
class PipelineEmitter {
public:
  PipelineEmitter(PipelineOp pipeline, const TargetInfo &target)
      : pipeline(pipeline), target(target), stages(arrays, target) {}

  /// Lowers the pipeline. Call once.
  H::Module lower();
  /// The function that `lower` made.
  HalideKernel getKernel() {
    return {pipeline, kernelName(), arguments, aliasing};
  }
  /// Tells of the kernel what its statement shows.
  void inspect(const H::Module &module, Kernel &kernel, bool withStatement);

private:
  std::string kernelName() { return (pipeline.getName() + ".kernel").str(); }
  void addArgument(unsigned index, Value argument);
  Number addScalar(unsigned index, Type type, HalideArgument::Kind kind);
  void addStages();

  PipelineOp pipeline;
  const TargetInfo &target;
  ArrayMap arrays;
  StageBuilder stages;
  std::vector<H::Argument> halideArguments;
  std::vector<HalideArgument> arguments;
  std::set<std::string> arrayNames;
  std::vector<H::Func> outputs;
  bool aliasing = false;
};

} // namespace

// Names of arguments are words: those of one letter and a number are Halide's
// own, which hide others of that name ("a1" in the code of every maximum).
Number PipelineEmitter::addScalar(unsigned index, Type type,
                                  HalideArgument::Kind kind) {
  H::Parameter parameter(halideType(type), /*is_buffer=*/false, 0,
                         "scalar" + std::to_string(arguments.size()));
  halideArguments.emplace_back(parameter.name(), H::Argument::InputScalar,
                               parameter.type(), 0, H::ArgumentEstimates());
  arguments.push_back({index, kind});
  Number number;
  number.re = H::Internal::Variable::make(parameter.type(), parameter.name(),
                                          parameter);
  return number;
}

void PipelineEmitter::addArgument(unsigned index, Value value) {
  Array array;
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  if (!tensor) {
    auto complexType = dyn_cast<ComplexType>(value.getType());
    Type part = complexType ? complexType.getElementType() : value.getType();
    array.scalar = addScalar(index, part, HalideArgument::Value);
    if (complexType)
      array.scalar.im = addScalar(index, part, HalideArgument::ValueImag).re;
    arrays[value] = array;
    return;
  }
  Type element = tensor.getElementType();
  if (auto complexType = dyn_cast<ComplexType>(element)) {
    array.complex = true;
    element = complexType.getElementType();
  }
  if (tensor.getRank() == 0) {
    array.scalar = addScalar(index, element, HalideArgument::Loaded);
    if (array.complex)
      array.scalar.im =
          addScalar(index, element, HalideArgument::LoadedImag).re;
    arrays[value] = array;
    return;
  }
  int64_t count = tensor.getNumElements() * (array.complex ? 2 : 1);
  if (count > std::numeric_limits<int32_t>::max())
    throw H::CompileError("expects arrays of less than 2^31 entries");
  array.kind = Array::Flat;
  array.shape = tensor.getShape();
  array.flat = H::ImageParam(halideType(element), 1,
                             "array" + std::to_string(index));
  array.flat.dim(0).set_bounds(0, static_cast<int>(count)).set_stride(1);
  halideArguments.push_back(array.flat);
  arguments.push_back({index, HalideArgument::Buffer});
  arrayNames.insert(array.flat.name());
  arrays[value] = array;
}

void PipelineEmitter::addStages() {
  Block &block = pipeline.getBody().front();
  auto result = cast<proxc::halide::ReturnOp>(block.back());
  llvm::DenseMap<Value, unsigned> position;
  for (auto [i, value] : llvm::enumerate(result.getValues()))
    position[value] = i;
  unsigned inputs = block.getNumArguments();
  auto addOutput = [&](Operation *op, H::Func func) {
    outputs.push_back(func);
    for (Value value : op->getResults()) {
      auto found = position.find(value);
      if (found == position.end())
        unsupported(op, "expects all of its results to be returned");
      arguments.push_back({inputs + found->second, HalideArgument::Buffer});
    }
    for (int i = 0; i < func.outputs(); ++i)
      arrayNames.insert(func.outputs() == 1
                            ? func.name()
                            : func.name() + "." + std::to_string(i));
  };
  for (Operation &op : block.without_terminator()) {
    if (auto func = dyn_cast<FuncOp>(op)) {
      bool inPlace = llvm::any_of(func.getResults(), [&](Value value) {
        auto found = position.find(value);
        return found != position.end() &&
               pipeline.getInPlaceArgument(found->second);
      });
      aliasing |= inPlace;
      stages.build(func, inPlace);
      if (func.getSchedule() && func.getSchedule()->getLevel() == Level::root)
        addOutput(func, stages.getFunc(func));
    } else if (auto reduce = dyn_cast<ReduceOp>(op)) {
      addOutput(reduce, stages.build(reduce));
    } else if (!op.hasTrait<OpTrait::ConstantLike>()) {
      unsupported(&op, "does not stand in a pipeline");
    }
  }
  stages.attachSliding();
}

void PipelineEmitter::inspect(const H::Module &module, Kernel &kernel,
                              bool withStatement) {
  SweepCounter counter(arrayNames);
  std::ostringstream text;
  for (const H::Internal::LoweredFunc &function : module.functions()) {
    if (function.name == kernelName())
      function.body.accept(&counter);
    else if (function.linkage == H::LinkageType::Internal)
      counter.countTask(function.body);
    if (withStatement)
      text << function.name << ":\n" << function.body << "\n";
  }
  if (aliasing) {
    RingVerifier verifier(stages.getRingLoops());
    for (const H::Internal::LoweredFunc &function : module.functions())
      function.body.accept(&verifier);
  }
  kernel.sweeps = counter.sweeps;
  kernel.statement = text.str();
}

H::Module PipelineEmitter::lower() {
  for (BlockArgument argument : pipeline.getArguments())
    addArgument(argument.getArgNumber(), argument);
  addStages();
  if (outputs.empty())
    throw H::CompileError("expects a pipeline that returns something");
  return H::Pipeline(outputs).compile_to_module(halideArguments, kernelName(),
                                                H::Target(target.halideTarget));
}

/// Has Halide's LLVM look for no vectors: those of kernels are written down,
/// and to look takes up to half of the time of a compilation.
static void configureHalide() {
  setenv("HL_LLVM_ARGS", "-vectorize-slp=false", /*overwrite=*/0);
}

/// Bitcode of `kernels`, whose functions are those of `module`.
static llvm::Expected<std::vector<uint8_t>>
generate(const H::Module &module, ArrayRef<HalideKernel> kernels,
         const TargetInfo &target) {
  configureHalide();
  llvm::SmallString<128> path;
  if (std::error_code code =
          llvm::sys::fs::createTemporaryFile("proxc-kernel", "bc", path))
    return llvm::createStringError(code, "cannot make a temporary file: " +
                                             code.message());
  llvm::FileRemover remover(path);
  module.compile({{H::OutputFileType::bitcode, path.str().str()}});
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return llvm::errorCodeToError(buffer.getError());
  return wrapKernels((*buffer)->getBuffer(), kernels, target);
}

/// What `work` returns, or what Halide cannot do.
template <typename Result>
static llvm::Expected<Result>
catchErrors(llvm::function_ref<llvm::Expected<Result>()> work) {
  std::string message;
  try {
    return work();
  } catch (const H::Error &error) {
    message = error.what();
  }
  StringRef text = StringRef(message).trim();
  text.consume_front("Error:");
  if (text.trim().empty())
    // A condition inside of Halide, which it names only where it is asked to.
    return llvm::createStringError(
        "Halide fails in itself without a reason; HL_DEBUG_CODEGEN=1 in the "
        "environment makes it tell where");
  return llvm::createStringError(text.trim());
}

static llvm::Error report(PipelineOp pipeline, llvm::Error error) {
  std::string message = "kernel '" + pipeline.getName().str() +
                        "' cannot be compiled: " +
                        llvm::toString(std::move(error));
  pipeline.emitError(message);
  return llvm::createStringError(message);
}

llvm::Expected<Kernel>
proxc::target::emitPipeline(PipelineOp pipeline, const TargetInfo &target,
                            bool withStatement) {
  llvm::Expected<Kernel> kernel =
      catchErrors<Kernel>([&]() -> llvm::Expected<Kernel> {
        PipelineEmitter emitter(pipeline, target);
        H::Module module = emitter.lower();
        Kernel kernel;
        emitter.inspect(module, kernel, withStatement);
        llvm::Expected<std::vector<uint8_t>> bitcode =
            generate(module, emitter.getKernel(), target);
        if (!bitcode)
          return bitcode.takeError();
        kernel.bitcode = std::move(*bitcode);
        return kernel;
      });
  if (!kernel)
    return report(pipeline, kernel.takeError());
  return kernel;
}

/// Bitcode of several pipelines, compiled as one module.
static llvm::Expected<std::vector<uint8_t>>
emitTogether(ArrayRef<PipelineOp> pipelines, const TargetInfo &target) {
  return catchErrors<std::vector<uint8_t>>([&] {
    H::Module all("kernels", H::Target(target.halideTarget));
    std::vector<HalideKernel> kernels;
    for (PipelineOp pipeline : pipelines) {
      PipelineEmitter emitter(pipeline, target);
      H::Module module = emitter.lower();
      for (const H::Internal::LoweredFunc &function : module.functions())
        all.append(function);
      kernels.push_back(emitter.getKernel());
    }
    return generate(all, kernels, target);
  });
}

using Batch = SmallVector<PipelineOp, 4>;

/// Parts the pipelines, the longest first, so that none is left over at the
/// end. A module costs as much as a short kernel, whatever is in it; so short
/// kernels share one, up to the length of the longest.
static std::vector<Batch> makeBatches(ArrayRef<PipelineOp> pipelines) {
  // Of a length that takes as long as what a module costs.
  constexpr int64_t shortestBatch = 256;
  constexpr size_t mostKernels = 8;
  SmallVector<std::pair<int64_t, size_t>> sorted;
  for (auto [i, pipeline] : llvm::enumerate(pipelines))
    sorted.emplace_back(-proxc::halide::countOps(pipeline->getRegion(0)), i);
  llvm::sort(sorted);
  std::vector<Batch> batches;
  int64_t length = 0;
  for (auto [negativeOps, index] : sorted) {
    int64_t ops = -negativeOps;
    int64_t longest = std::max(shortestBatch, -sorted.front().first);
    if (batches.empty() || length + ops > longest ||
        batches.back().size() == mostKernels) {
      batches.emplace_back();
      length = 0;
    }
    batches.back().push_back(pipelines[index]);
    length += ops;
  }
  return batches;
}

/// Compiles each batch in a process of its own.
static std::vector<llvm::Expected<std::vector<uint8_t>>>
emitBatches(ArrayRef<Batch> batches, const TargetInfo &target) {
  return runInProcesses(batches.size(), [&](size_t i) {
    return emitTogether(batches[i], target);
  });
}

llvm::Expected<std::vector<std::vector<uint8_t>>>
proxc::target::emitPipelines(ArrayRef<PipelineOp> pipelines,
                             const TargetInfo &target) {
  std::vector<Batch> batches = makeBatches(pipelines), single;
  std::vector<std::vector<uint8_t>> bitcode;
  for (auto [i, result] : llvm::enumerate(emitBatches(batches, target))) {
    if (result) {
      bitcode.push_back(std::move(*result));
      continue;
    }
    // Which of them fails, and how, shows when each is compiled alone.
    llvm::consumeError(result.takeError());
    for (PipelineOp pipeline : batches[i])
      single.push_back({pipeline});
  }
  llvm::Error errors = llvm::Error::success();
  for (auto [i, result] : llvm::enumerate(emitBatches(single, target))) {
    if (result)
      bitcode.push_back(std::move(*result));
    else
      errors = llvm::joinErrors(std::move(errors),
                                report(single[i].front(), result.takeError()));
  }
  if (errors)
    return errors;
  return bitcode;
}
