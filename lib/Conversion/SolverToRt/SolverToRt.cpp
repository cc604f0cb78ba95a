//===- SolverToRt.cpp - programs in memory ----------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Conversion/SolverToRt/SolverToRt.h"
#include "Emitter.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::detail;

namespace {
/// Declares the program and emits its phases.
class Converter {
public:
  Converter(solver::ProgramOp program, const ArenaOptions &options)
      : program(program), builder(program.getContext()), layout(options),
        planner(program, layout) {}

  LogicalResult convert();

private:
  FlatSymbolRefAttr symbol(StringRef phase) {
    return FlatSymbolRefAttr::get(builder.getContext(),
                                  (program.getSymName() + "_" + phase).str());
  }
  void declareArguments(rt::ProgramOp rtProgram);
  void setOptions(rt::ProgramOp rtProgram);
  Attribute option(StringRef name) {
    DictionaryAttr options = program.getOptionsAttr();
    return options ? options.get(name) : Attribute();
  }

  solver::ProgramOp program;
  OpBuilder builder;
  ArenaLayout layout;
  Planner planner;
};
} // namespace

static rt::BufferType bufferOf(Value value) {
  return rt::BufferType::get(cast<RankedTensorType>(value.getType()));
}

/// Whether a kernel's arguments or results are the planes of `arrays`, or one
/// number for an array of rank 0.
static bool arePlanes(TypeRange kernel, TypeRange arrays,
                      ArrayRef<int64_t> planes) {
  SmallVector<std::pair<Type, int64_t>> expected;
  for (auto [array, count] : llvm::zip(arrays, planes)) {
    auto type = cast<RankedTensorType>(array);
    expected.append(count,
                    {type.getElementType(), type.getNumElements() / count});
  }
  return llvm::equal(kernel, expected, [](Type found, auto plane) {
    auto array = dyn_cast<RankedTensorType>(found);
    return getElementTypeOrSelf(found) == plane.first &&
           (array ? array.getNumElements() : 1) == plane.second;
  });
}

/// Every call is one of a kernel that takes and makes its planes.
static LogicalResult verifyCalls(solver::ProgramOp program) {
  WalkResult walk = program.walk([](solver::CallOp call) -> WalkResult {
    auto kernel = SymbolTable::lookupNearestSymbolFrom<halide::PipelineOp>(
        call->getParentOfType<solver::ProgramOp>(), call.getCalleeAttr());
    if (!kernel)
      return call.emitOpError("expects a kernel that is a 'halide.pipeline', "
                              "found another operation named ")
             << call.getCalleeAttr();
    if (arePlanes(kernel.getArgumentTypes(), call.getInputs().getTypes(),
                  call.getOperandPlanes()) &&
        arePlanes(kernel.getResultTypes(), call.getResultTypes(),
                  call.getResultPlanes()))
      return success();
    return call.emitOpError("expects its planes to be the arguments and "
                            "results of its kernel, found ")
           << kernel.getFunctionType();
  });
  return failure(walk.wasInterrupted());
}

void Converter::declareArguments(rt::ProgramOp rtProgram) {
  if (rtProgram.getBody().empty())
    rtProgram.getBody().emplaceBlock();
  builder.setInsertionPointToEnd(&rtProgram.getBody().front());
  for (solver::ParamOp param : planner.params) {
    auto type = cast<RankedTensorType>(param.getResult().getType());
    Type declared = type.getRank() == 0 ? type.getElementType()
                                        : Type(bufferOf(param.getResult()));
    auto op = rt::DeclareParamOp::create(
        builder, param.getLoc(), param.getName(), declared,
        /*default_value=*/Attribute(),
        /*nonnegative=*/false, /*positive=*/false, /*clamp=*/false,
        /*storage=*/IntegerAttr());
    if (FloatAttr value = param.getDefaultValueAttr()) {
      Attribute converted = value;
      if (auto real = dyn_cast<FloatType>(declared))
        converted = builder.getFloatAttr(real, value.getValueAsDouble());
      else if (auto complex = dyn_cast<ComplexType>(declared))
        converted = builder.getArrayAttr(
            {builder.getFloatAttr(complex.getElementType(),
                                  value.getValueAsDouble()),
             builder.getFloatAttr(complex.getElementType(), 0.0)});
      else if (declared.isInteger())
        converted = builder.getIntegerAttr(
            declared, static_cast<int64_t>(value.getValueAsDouble()));
      op.setDefaultValueAttr(converted);
    }
    op.setNonnegative(param->hasAttr("nonnegative"));
    op.setClamp(param->hasAttr("clamp"));
    int64_t storage = planner.storageOf(param.getResult());
    if (storage >= 0)
      op.setStorageAttr(builder.getI64IntegerAttr(storage));
  }
  for (solver::InputOp input : planner.inputs) {
    int64_t storage = planner.storageOf(input.getResult());
    rt::DeclareInputOp::create(
        builder, input.getLoc(), input.getName(), bufferOf(input.getResult()),
        input->hasAttr("clamp"),
        storage >= 0 ? builder.getI64IntegerAttr(storage) : IntegerAttr());
  }
  for (solver::ResultOp result : planner.results)
    rt::DeclareResultOp::create(builder, result.getLoc(), result.getUnknown(),
                                result.getName(), bufferOf(result.getValue()),
                                /*storage=*/IntegerAttr());
}

void Converter::setOptions(rt::ProgramOp rtProgram) {
  auto integer = [&](StringRef name, int64_t fallback) {
    auto value = dyn_cast_or_null<IntegerAttr>(option(name));
    return value ? value.getInt() : fallback;
  };
  auto real = [&](StringRef name, double fallback) {
    Attribute value = option(name);
    if (auto number = dyn_cast_or_null<FloatAttr>(value))
      return number.getValueAsDouble();
    if (auto number = dyn_cast_or_null<IntegerAttr>(value))
      return static_cast<double>(number.getInt());
    return fallback;
  };
  rtProgram.setIterations(integer("iterations", 2000));
  rtProgram.setCheckEvery(planner.loop ? integer("check_every", 25) : 1);
  rtProgram.setTolerance(APFloat(static_cast<float>(real("tolerance", 1e-4))));
  rtProgram.setAbsolute(APFloat(static_cast<float>(real("absolute", 0.0))));
  rtProgram.setPrimalRoot(APFloat(static_cast<float>(real("primal_root", 1.0))));
  rtProgram.setDualRoot(APFloat(static_cast<float>(real("dual_root", 1.0))));
}

LogicalResult Converter::convert() {
  if (failed(verifyCalls(program)))
    return failure();
  planner.plan();
  builder.setInsertionPoint(program);
  auto rtProgram = rt::ProgramOp::create(builder, program.getLoc(),
                                         program.getSymName(),
                                         layout.totalBytes());
  declareArguments(rtProgram);
  setOptions(rtProgram);

  PhaseEmitter::Shared shared{program, rtProgram, planner,
                              layout.scratchBase()};
  auto emit = [&](StringRef phase, auto &&fill) {
    builder.setInsertionPoint(program);
    return PhaseEmitter(shared, builder, symbol(phase).getValue()).emit(fill);
  };
  bool ok = true;
  auto attach = [&](StringRef phase, bool present, auto &&fill,
                    auto &&setSymbol) {
    if (!present || !ok)
      return;
    ok = succeeded(emit(phase, fill));
    setSymbol(symbol(phase));
  };
  attach("setup", bool(planner.setup),
         [](PhaseEmitter &e) { return e.emitSetup(); },
         [&](FlatSymbolRefAttr s) { rtProgram.setSetupAttr(s); });
  attach("prologue", planner.prologue || planner.loop || planner.epilogue,
         [](PhaseEmitter &e) { return e.emitPrologue(); },
         [&](FlatSymbolRefAttr s) { rtProgram.setPrologueAttr(s); });
  // A closed form has one empty iteration, which is found converged.
  attach("iterate", planner.loop || planner.epilogue,
         [](PhaseEmitter &e) { return e.emitIteration(); },
         [&](FlatSymbolRefAttr s) { rtProgram.setIterateAttr(s); });
  attach("check", planner.loop || planner.epilogue,
         [](PhaseEmitter &e) { return e.emitCheck(); },
         [&](FlatSymbolRefAttr s) { rtProgram.setCheckAttr(s); });
  attach("epilogue", bool(planner.epilogue),
         [](PhaseEmitter &e) { return e.emitEpilogue(); },
         [&](FlatSymbolRefAttr s) { rtProgram.setEpilogueAttr(s); });

  llvm::MapVector<StringRef, rt::DeclareOperatorOp> declared;
  for (solver::OperatorOp op : planner.operators) {
    std::string phase = (op.getSymName() + "_" +
                         solver::stringifyOperatorKind(op.getKind()))
                            .str();
    if (!ok || failed(emit(phase, [&](PhaseEmitter &e) {
          return e.emitOperator(op);
        })))
      return failure();
    Block &block = op.getBody().front();
    Value in = block.getArgument(0), out = block.getTerminator()->getOperand(0);
    if (op.getKind() == solver::OperatorKind::adjoint)
      std::swap(in, out);
    rt::DeclareOperatorOp &entry = declared[op.getSymName()];
    if (!entry) {
      builder.setInsertionPointToEnd(&rtProgram.getBody().front());
      entry = rt::DeclareOperatorOp::create(builder, op.getLoc(),
                                            op.getSymName(), {}, {}, {},
                                            bufferOf(in), bufferOf(out));
    }
    if (op.getKind() == solver::OperatorKind::forward) {
      entry.setForwardAttr(symbol(phase));
      entry.setRange(bufferOf(out));
    } else if (op.getKind() == solver::OperatorKind::adjoint) {
      entry.setAdjointAttr(symbol(phase));
    } else {
      entry.setNormalAttr(symbol(phase));
    }
  }
  if (!ok)
    return failure();
  program.erase();
  return success();
}

LogicalResult proxc::convertSolverToRt(solver::ProgramOp program,
                                       const ArenaOptions &options) {
  return Converter(program, options).convert();
}
