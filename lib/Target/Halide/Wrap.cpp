//===- Wrap.cpp - a plain signature for a kernel ----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Wrap.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/MemoryBufferRef.h"
#include "llvm/Transforms/IPO/AlwaysInliner.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"

using namespace proxc::target;

/// Where `host` lies in a halide_buffer_t (HalideRuntime.h): after a 64-bit
/// handle and a pointer.
static uint64_t hostOffset(const TargetInfo &target) {
  return 8 + target.pointerBits / 8;
}

// Enough for the struct with pointers of 64 bits.
static constexpr uint64_t bufferBytes = 64;

static llvm::Type *llvmScalarType(llvm::LLVMContext &context, mlir::Type type) {
  if (auto complex = llvm::dyn_cast<mlir::ComplexType>(type))
    type = complex.getElementType();
  if (type.isF16())
    return llvm::Type::getHalfTy(context);
  if (type.isF32())
    return llvm::Type::getFloatTy(context);
  if (type.isF64())
    return llvm::Type::getDoubleTy(context);
  return llvm::Type::getIntNTy(context, type.getIntOrFloatBitWidth());
}

/// Where Halide's code calls a function of its runtime for mathematics, the C
/// library has one of the same meaning.
static void renameMathematics(llvm::Module &module) {
  for (llvm::Function &function : module) {
    if (!function.isDeclaration())
      continue;
    llvm::StringRef name = function.getName(), base = name;
    if (base.consume_back("_f64"))
      ;
    else if (!base.consume_back("_f32"))
      continue;
    for (llvm::StringRef known :
         {"sin", "cos", "tan", "exp", "log", "pow", "atan2", "tanh", "sinh",
          "cosh", "asin", "acos", "atan", "asinh", "acosh", "atanh"})
      if (base == known) {
        function.setName(name.ends_with("_f64") ? base.str()
                                                : base.str() + "f");
        break;
      }
  }
}

/// `kernel` and the tasks that it hands out, in the order in which they appear.
static llvm::SetVector<llvm::Function *> partsOf(llvm::Function &kernel) {
  llvm::SetVector<llvm::Function *> parts;
  parts.insert(&kernel);
  for (unsigned i = 0; i < parts.size(); ++i)
    for (llvm::Instruction &instruction : llvm::instructions(*parts[i]))
      for (llvm::Value *operand : instruction.operands()) {
        auto *used = llvm::dyn_cast<llvm::Function>(operand);
        if (used && !used->isDeclaration())
          parts.insert(used);
      }
  return parts;
}

static void dropAliasFacts(llvm::Function &function) {
  for (llvm::Argument &argument : function.args())
    argument.removeAttr(llvm::Attribute::NoAlias);
  for (llvm::Instruction &instruction : llvm::instructions(function))
    instruction.setMetadata(llvm::LLVMContext::MD_tbaa, nullptr);
}

/// Arrays are aligned to their elements. Halide knows that of those it is given,
/// but not of results that other results read, which it takes for its own.
static void relaxAlignment(llvm::Module &module) {
  auto relaxed = [](llvm::Value *pointer, llvm::Type *type,
                    llvm::MaybeAlign known) {
    bool isOwn = llvm::isa<llvm::AllocaInst>(
        llvm::getUnderlyingObject(pointer, /*MaxLookup=*/0));
    llvm::Align element(
        std::max(type->getScalarSizeInBits() / 8, 1u));
    return isOwn || !known ? known : std::min(*known, element);
  };
  for (llvm::Function &function : module)
    for (llvm::Instruction &instruction : llvm::instructions(function)) {
      llvm::Value *pointer = llvm::getLoadStorePointerOperand(&instruction);
      if (pointer && llvm::getLoadStoreType(&instruction)->isVectorTy()) {
        llvm::MaybeAlign align =
            relaxed(pointer, llvm::getLoadStoreType(&instruction),
                    llvm::getLoadStoreAlignment(&instruction));
        llvm::setLoadStoreAlignment(&instruction, *align);
      }
      auto *masked = llvm::dyn_cast<llvm::IntrinsicInst>(&instruction);
      llvm::Intrinsic::ID id = masked ? masked->getIntrinsicID() : 0;
      bool isLoad = id == llvm::Intrinsic::masked_load;
      if (!isLoad && id != llvm::Intrinsic::masked_store)
        continue;
      unsigned at = isLoad ? 0 : 1;
      llvm::Type *type =
          isLoad ? masked->getType() : masked->getArgOperand(0)->getType();
      llvm::MaybeAlign align = relaxed(masked->getArgOperand(at), type,
                                       masked->getParamAlign(at));
      if (!align)
        continue;
      masked->removeParamAttr(at, llvm::Attribute::Alignment);
      masked->addParamAttr(at, llvm::Attribute::getWithAlignment(
                                   module.getContext(), *align));
    }
}

/// `tail` promises that a call reads nothing of its caller's stack, where
/// windows lie now: a masked load, for one, would be taken to see none of their
/// entries.
static void dropTailMarks(llvm::Function &function) {
  for (llvm::Instruction &instruction : llvm::instructions(function))
    if (auto *call = llvm::dyn_cast<llvm::CallInst>(&instruction))
      call->setTailCall(false);
}

/// Puts windows on the stack. Halide allocates them; their sizes are constants,
/// bounded by the scheduler, and each call is done once a task.
static void moveWindowsToStack(llvm::Module &module, const TargetInfo &target) {
  llvm::Function *allocate = module.getFunction("halide_malloc");
  llvm::Function *release = module.getFunction("halide_free");
  if (!allocate || !release)
    return;
  auto *i8 = llvm::Type::getInt8Ty(module.getContext());
  for (llvm::User *user : llvm::make_early_inc_range(allocate->users())) {
    auto *call = llvm::dyn_cast<llvm::CallInst>(user);
    auto *size =
        call ? llvm::dyn_cast<llvm::ConstantInt>(call->getArgOperand(1))
             : nullptr;
    if (!size)
      continue;
    dropTailMarks(*call->getFunction());
    llvm::BasicBlock &entry = call->getFunction()->getEntryBlock();
    llvm::IRBuilder<> builder(&entry, entry.getFirstInsertionPt());
    llvm::AllocaInst *window =
        builder.CreateAlloca(llvm::ArrayType::get(i8, size->getZExtValue()));
    window->setAlignment(llvm::Align(target.freestanding ? 8 : 64));
    call->replaceAllUsesWith(window);
    call->eraseFromParent();
  }
  for (llvm::User *user : llvm::make_early_inc_range(release->users())) {
    auto *call = llvm::dyn_cast<llvm::CallInst>(user);
    if (!call)
      continue;
    // Cleanups of several windows merge: null where a window is not there yet.
    llvm::SmallVector<const llvm::Value *> sources;
    llvm::getUnderlyingObjects(call->getArgOperand(1), sources,
                               /*LI=*/nullptr, /*MaxLookup=*/0);
    if (llvm::all_of(sources, [](const llvm::Value *source) {
          return llvm::isa<llvm::AllocaInst, llvm::ConstantPointerNull>(source);
        }))
      call->eraseFromParent();
  }
  for (llvm::Function *function : {allocate, release})
    if (function->use_empty())
      function->eraseFromParent();
}

static void makeWrapper(llvm::Module &module, llvm::Function &function,
                        const HalideKernel &kernel, const TargetInfo &target) {
  proxc::halide::PipelineOp pipeline = kernel.pipeline;
  llvm::LLVMContext &context = module.getContext();
  auto *pointer = llvm::PointerType::get(context, 0);
  auto *i32 = llvm::Type::getInt32Ty(context);
  llvm::SmallVector<mlir::Type> types(pipeline.getArgumentTypes());
  llvm::append_range(types, pipeline.getResultTypes());
  llvm::SmallVector<llvm::Type *> parameters;
  llvm::SmallVector<unsigned> first; // parameter of each argument or result
  for (mlir::Type type : types) {
    first.push_back(parameters.size());
    bool isArray = llvm::isa<mlir::RankedTensorType>(type);
    parameters.append(llvm::isa<mlir::ComplexType>(type) ? 2 : 1,
                      isArray ? pointer : llvmScalarType(context, type));
  }
  auto *wrapper = llvm::Function::Create(
      llvm::FunctionType::get(i32, parameters, /*isVarArg=*/false),
      llvm::GlobalValue::ExternalLinkage, pipeline.getName(), module);
  llvm::IRBuilder<> builder(
      llvm::BasicBlock::Create(context, "entry", wrapper));
  auto *bufferType =
      llvm::ArrayType::get(llvm::Type::getInt8Ty(context), bufferBytes);

  llvm::SmallVector<llvm::Value *> operands;
  for (const HalideArgument &argument : kernel.arguments) {
    bool second = argument.kind == HalideArgument::ValueImag;
    llvm::Value *value = wrapper->getArg(first[argument.index] + second);
    switch (argument.kind) {
    case HalideArgument::Value:
    case HalideArgument::ValueImag:
      operands.push_back(value);
      break;
    case HalideArgument::Loaded:
    case HalideArgument::LoadedImag: {
      llvm::Type *type = llvmScalarType(
          context,
          llvm::cast<mlir::RankedTensorType>(types[argument.index])
              .getElementType());
      if (argument.kind == HalideArgument::LoadedImag)
        value = builder.CreateConstGEP1_32(type, value, 1);
      operands.push_back(builder.CreateLoad(type, value));
      break;
    }
    case HalideArgument::Buffer: {
      llvm::AllocaInst *buffer = builder.CreateAlloca(bufferType);
      buffer->setAlignment(llvm::Align(8));
      llvm::Value *host = builder.CreateConstGEP1_64(
          llvm::Type::getInt8Ty(context), buffer, hostOffset(target));
      builder.CreateStore(value, host);
      operands.push_back(buffer);
      break;
    }
    }
  }
  builder.CreateRet(builder.CreateCall(&function, operands));
}

/// Joins kernels, which say that they are to be inlined, with their wrappers.
/// The structs of buffers, which one sets and the other reads, go away; all
/// else Halide has optimised.
static void inlineKernels(llvm::Module &module) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  llvm::FunctionPassManager cleanup;
  cleanup.addPass(llvm::SROAPass(llvm::SROAOptions::ModifyCFG));
  cleanup.addPass(llvm::EarlyCSEPass(/*UseMemorySSA=*/true));
  cleanup.addPass(llvm::InstCombinePass());
  cleanup.addPass(llvm::SimplifyCFGPass());
  llvm::ModulePassManager passes;
  passes.addPass(llvm::AlwaysInlinerPass());
  passes.addPass(llvm::GlobalDCEPass());
  passes.addPass(llvm::createModuleToFunctionPassAdaptor(std::move(cleanup)));
  passes.run(module, modules);
}

static std::string nameOf(const HalideKernel &kernel) {
  proxc::halide::PipelineOp pipeline = kernel.pipeline;
  return pipeline.getName().str();
}

/// Halide's other entry points (by argument vector, metadata) go away once
/// nothing of them is external.
static void makeInternal(llvm::Module &module) {
  for (llvm::Function &function : module)
    if (!function.isDeclaration()) {
      function.setLinkage(llvm::GlobalValue::InternalLinkage);
      function.setDSOLocal(true);
      function.setComdat(nullptr);
    }
  for (llvm::GlobalVariable &variable : module.globals())
    if (!variable.isDeclaration() && !variable.getName().starts_with("llvm."))
      variable.setLinkage(llvm::GlobalValue::InternalLinkage);
}

llvm::Expected<std::vector<uint8_t>>
proxc::target::wrapKernels(llvm::StringRef bitcode,
                           llvm::ArrayRef<HalideKernel> kernels,
                           const TargetInfo &target) {
  llvm::LLVMContext context;
  llvm::Expected<std::unique_ptr<llvm::Module>> parsed = llvm::parseBitcodeFile(
      llvm::MemoryBufferRef(bitcode, "kernels"), context);
  if (!parsed)
    return parsed.takeError();
  llvm::Module &module = **parsed;
  makeInternal(module);
  renameMathematics(module);
  moveWindowsToStack(module, target);
  relaxAlignment(module);
  for (const HalideKernel &kernel : kernels) {
    llvm::Function *function = module.getFunction(kernel.name);
    if (!function || function->arg_size() != kernel.arguments.size())
      return llvm::createStringError("the bitcode of kernel '" +
                                     nameOf(kernel) + "' lacks its function");
    // Names that Halide numbers from start to end of the process would differ
    // from run to run.
    for (auto [i, part] : llvm::enumerate(partsOf(*function))) {
      if (kernel.aliasing)
        dropAliasFacts(*part);
      if (part != function)
        part->setName(nameOf(kernel) + ".part" + llvm::Twine(i - 1));
    }
    function->removeFnAttr(llvm::Attribute::NoInline);
    function->addFnAttr(llvm::Attribute::AlwaysInline);
    makeWrapper(module, *function, kernel, target);
  }
  inlineKernels(module);
  std::string complaint;
  llvm::raw_string_ostream stream(complaint);
  if (llvm::verifyModule(module, &stream))
    return llvm::createStringError("the bitcode of kernel '" +
                                   nameOf(kernels.front()) +
                                   "' is broken: " + complaint);
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream output(bytes);
  llvm::WriteBitcodeToFile(module, output);
  return std::vector<uint8_t>(bytes.begin(), bytes.end());
}
