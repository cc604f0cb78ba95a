//===- EntryPoints.cpp - the functions that callers see ---------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Patterns.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "proxc-rt/program.h"

using namespace mlir;
using namespace proxc;

namespace {

/// Makes the entry points of one program, each a call of the driver.
class Emitter {
public:
  Emitter(rt::ProgramOp program, const RtLayout &layout, StringRef descriptor)
      : program(program), layout(layout), descriptor(descriptor),
        builder(program.getLoc(), program.getContext()) {}

  void emit();

private:
  using Arguments = ArrayRef<BlockArgument>;

  /// Begins a public function; the builder is left in its body.
  Arguments begin(const Twine &name, Type result, ArrayRef<Type> arguments) {
    builder.setInsertionPoint(program);
    Type returned =
        result ? result : LLVM::LLVMVoidType::get(builder.getContext());
    auto function = LLVM::LLVMFuncOp::create(
        builder, name.str(), LLVM::LLVMFunctionType::get(returned, arguments));
    Block *block = function.addEntryBlock(builder);
    builder.setInsertionPointToStart(block);
    return block->getArguments();
  }

  /// Calls a function of the driver and returns what it returns.
  void finish(StringRef callee, Type result, ValueRange arguments) {
    Type returned =
        result ? result : LLVM::LLVMVoidType::get(builder.getContext());
    auto type = LLVM::LLVMFunctionType::get(
        returned, llvm::to_vector(arguments.getTypes()));
    LLVM::LLVMFuncOp function = declareFunction(builder, program, callee, type);
    auto call = LLVM::CallOp::create(builder, function, arguments);
    LLVM::ReturnOp::create(builder, call.getResults());
  }

  /// A table of pointers on the stack.
  Value table(Arguments pointers) {
    int64_t count = pointers.empty() ? 1 : int64_t(pointers.size());
    Value length =
        integerConstant(builder, builder.getLoc(), layout.i32, count);
    Value table =
        LLVM::AllocaOp::create(builder, layout.pointer, layout.pointer, length);
    for (auto [i, pointer] : llvm::enumerate(pointers)) {
      Value entry =
          LLVM::GEPOp::create(builder, layout.pointer, layout.pointer, table,
                              ArrayRef<LLVM::GEPArg>{int32_t(i)});
      LLVM::StoreOp::create(builder, pointer, entry);
    }
    return table;
  }

  Value constants() {
    return LLVM::AddressOfOp::create(builder, layout.pointer, descriptor);
  }

  void emitPlan(StringRef name);
  void emitSolve(StringRef name);
  void emitOperator(rt::DeclareOperatorOp op, int32_t index);

  rt::ProgramOp program;
  const RtLayout &layout;
  StringRef descriptor;
  ImplicitLocOpBuilder builder;
};

} // namespace

void Emitter::emitPlan(StringRef name) {
  Type pointer = layout.pointer, code = layout.i32;
  (void)begin(name + "_workspace_bytes", layout.size, {});
  LLVM::ReturnOp::create(
      builder, ValueRange{integerConstant(
                   builder, builder.getLoc(), layout.size,
                   program.getWorkspaceBytes(layout.target.pointerBits / 8,
                                             layout.target.freestanding))});

  Arguments args = begin(name + "_create", code, {pointer, pointer, pointer});
  finish("proxc_driver_create", code, {constants(), args[0], args[1], args[2]});
  args = begin(name + "_update", code, {pointer, pointer});
  finish("proxc_driver_update", code, {args[0], args[1]});
  args = begin(name + "_destroy", Type(), {pointer});
  finish("proxc_driver_destroy", Type(), {args[0]});
}

void Emitter::emitSolve(StringRef name) {
  Type pointer = layout.pointer, code = layout.i32;
  size_t inputs = program.getInputs().size();
  size_t results = program.getResultDeclarations().size();
  SmallVector<Type> types(1 + inputs + results + 2, pointer);
  Arguments args = begin(name + "_solve", code, types);
  Value inputTable = table(args.slice(1, inputs));
  Value resultTable = table(args.slice(1 + inputs, results));
  finish("proxc_driver_solve", code,
         {args[0], inputTable, resultTable, args[args.size() - 2],
          args[args.size() - 1]});

  args = begin(name + "_solve_views", code,
               {pointer, pointer, pointer, pointer, pointer});
  finish("proxc_driver_solve_views", code,
         {args[0], args[1], args[2], args[3], args[4]});
  args = begin(name + "_step", code, {pointer, layout.i32, pointer});
  finish("proxc_driver_step", code, {args[0], args[1], args[2]});
}

void Emitter::emitOperator(rt::DeclareOperatorOp op, int32_t index) {
  const std::pair<StringRef, FlatSymbolRefAttr> kinds[] = {
      {"_forward", op.getForwardAttr()},
      {"_adjoint", op.getAdjointAttr()},
      {"_normal", op.getNormalAttr()}};
  Type pointer = layout.pointer;
  for (auto [kind, entry] : llvm::enumerate(kinds)) {
    if (!entry.second)
      continue;
    Arguments args = begin(op.getName() + entry.first, layout.i32,
                           {pointer, pointer, pointer});
    Location loc = builder.getLoc();
    finish("proxc_driver_apply", layout.i32,
           {args[0], integerConstant(builder, loc, layout.i32, index),
            integerConstant(builder, loc, layout.i32, int64_t(kind)), args[1],
            args[2]});
  }
}

void Emitter::emit() {
  StringRef name = program.getSymName();
  emitPlan(name);
  if (program.getIterateAttr())
    emitSolve(name);
  for (auto [i, op] : llvm::enumerate(program.getOperators()))
    emitOperator(op, int32_t(i));
}

void proxc::emitEntryPoints(rt::ProgramOp program, const RtLayout &layout,
                            StringRef descriptor) {
  Emitter(program, layout, descriptor).emit();
}

std::vector<std::string> proxc::exportedSymbols(ModuleOp module) {
  std::vector<std::string> symbols;
  for (rt::ProgramOp program : module.getOps<rt::ProgramOp>()) {
    auto add = [&](StringRef name, const char *suffix) {
      symbols.push_back((name + suffix).str());
    };
    StringRef name = program.getSymName();
    for (const char *suffix :
         {"_workspace_bytes", "_create", "_update", "_destroy"})
      add(name, suffix);
    if (program.getIterateAttr())
      for (const char *suffix : {"_solve", "_solve_views", "_step"})
        add(name, suffix);
    for (rt::DeclareOperatorOp op : program.getOperators()) {
      if (op.getForwardAttr())
        add(op.getName(), "_forward");
      if (op.getAdjointAttr())
        add(op.getName(), "_adjoint");
      if (op.getNormalAttr())
        add(op.getName(), "_normal");
    }
  }
  return symbols;
}
