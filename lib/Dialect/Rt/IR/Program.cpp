//===- Program.cpp - the descriptor of a compiled program -------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc-rt/program.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "proxc/Dialect/Rt/IR/Rt.h"

using namespace mlir;
using namespace proxc::rt;

void ProgramOp::build(OpBuilder &builder, OperationState &state, StringRef name,
                      int64_t arenaBytes) {
  state.addAttribute(getSymNameAttrName(state.name),
                     builder.getStringAttr(name));
  state.addAttribute(getArenaBytesAttrName(state.name),
                     builder.getI64IntegerAttr(arenaBytes));
  state.addRegion()->emplaceBlock();
}

template <typename Op> static SmallVector<Op> declarations(ProgramOp program) {
  return llvm::to_vector(program.getBody().getOps<Op>());
}

SmallVector<DeclareParamOp> ProgramOp::getParams() {
  return declarations<DeclareParamOp>(*this);
}
SmallVector<DeclareInputOp> ProgramOp::getInputs() {
  return declarations<DeclareInputOp>(*this);
}
SmallVector<DeclareResultOp> ProgramOp::getResultDeclarations() {
  return declarations<DeclareResultOp>(*this);
}
SmallVector<DeclareFftOp> ProgramOp::getFfts() {
  return declarations<DeclareFftOp>(*this);
}
SmallVector<DeclareOperatorOp> ProgramOp::getOperators() {
  return declarations<DeclareOperatorOp>(*this);
}

int64_t ProgramOp::getWorkspaceBytes(int64_t pointerBytes, bool freestanding) {
  return proxc_workspace_bytes(
      getParams().size(), getInputs().size(), getResultDeclarations().size(),
      getFfts().size(), int64_t(getArenaBytes()),
      freestanding ? freestandingArenaAlignment : hostedArenaAlignment,
      pointerBytes);
}

/// Whether `storage` bytes of the arena, where there are any, can hold the
/// array. A declaration without a type is refused when it is verified itself.
static LogicalResult verifyStorage(Operation *op, TypeAttr type,
                                   std::optional<uint64_t> storage) {
  if (!storage || !type)
    return success();
  auto buffer = dyn_cast<BufferType>(type.getValue());
  if (!buffer)
    return op->emitOpError("expects 'storage' for arrays only");
  auto program = op->getParentOfType<ProgramOp>();
  int64_t begin = int64_t(*storage), end = begin + buffer.getNumBytes();
  int64_t arena = int64_t(program.getArenaBytes());
  if (begin < 0 || end > arena)
    return op->emitOpError("expects storage inside of the arena of ")
           << arena << " bytes, but got " << begin << " to " << end;
  return success();
}

LogicalResult DeclareParamOp::verify() {
  Type type = getType();
  auto buffer = dyn_cast<BufferType>(type);
  if (!buffer && !isa<NoneType>(type) && !elementCode(type))
    return emitOpError("expects a scalar, a buffer or none, but got ") << type;
  if (getDefaultValue() && (buffer || isa<NoneType>(type)))
    return emitOpError("expects a default for scalars only");
  if (getDefaultValue() && isa<ComplexType>(type)) {
    auto parts = dyn_cast<ArrayAttr>(*getDefaultValue());
    if (!parts || parts.size() != 2 || !isa<FloatAttr>(parts[0]) ||
        !isa<FloatAttr>(parts[1]))
      return emitOpError("expects two floats as default of a complex scalar");
  }
  if (getDefaultValue() && !isa<ComplexType>(type)) {
    auto typed = dyn_cast<TypedAttr>(*getDefaultValue());
    if (!typed || typed.getType() != type)
      return emitOpError("expects a default of type ")
             << type << ", but got " << *getDefaultValue();
  }
  if (getClamp() && buffer && !getStorage())
    return emitOpError("expects 'storage' for an array that is clamped");
  return verifyStorage(*this, getTypeAttr(), getStorage());
}

LogicalResult DeclareFftOp::verify() {
  if (getExtents().empty() || getExtents().size() > PROXC_MAX_RANK)
    return emitOpError("expects 1 to ")
           << PROXC_MAX_RANK << " extents, but got " << getExtents().size();
  if (getAxes().empty())
    return emitOpError("expects at least 1 axis, but got 0");
  int64_t before = -1;
  for (int64_t axis : getAxes()) {
    if (axis <= before || axis >= int64_t(getExtents().size()))
      return emitOpError("expects ascending axes below ")
             << getExtents().size() << ", but got " << axis;
    before = axis;
  }
  return success();
}

/// Whether `symbol`, where there is one, is a phase of the module. It may be
/// missing: then it is in bitcode that is linked later.
static LogicalResult verifyPhase(Operation *op, StringRef role,
                                 FlatSymbolRefAttr symbol) {
  if (!symbol)
    return success();
  Operation *target = SymbolTable::lookupNearestSymbolFrom(
      op->getParentOfType<ModuleOp>(), symbol.getAttr());
  auto function = dyn_cast_or_null<func::FuncOp>(target);
  if (!function)
    return success();
  FunctionType type = function.getFunctionType();
  if (type.getNumInputs() != 1 || !isa<FrameType>(type.getInput(0)) ||
      type.getNumResults() != 1 || !type.getResult(0).isSignlessInteger(32))
    return op->emitOpError("expects ")
           << role << " '" << symbol.getValue()
           << "' to be a function (!rt.frame) -> i32, but got " << type;
  return success();
}

LogicalResult ProgramOp::verify() {
  for (Operation &op : getBody().front())
    if (!isa<DeclareParamOp, DeclareInputOp, DeclareResultOp, DeclareFftOp,
             DeclareOperatorOp>(op))
      return op.emitOpError("expects declarations only in a program");
  if (int64_t(getArenaBytes()) < 0 || getArenaBytes() % 8)
    return emitOpError("expects a multiple of 8 bytes of arena, but got ")
           << int64_t(getArenaBytes());
  if (bool(getPrologueAttr()) != bool(getIterateAttr()))
    return emitOpError("expects both 'prologue' and 'iterate' or neither");
  const std::pair<StringRef, FlatSymbolRefAttr> phases[] = {
      {"setup", getSetupAttr()},     {"prologue", getPrologueAttr()},
      {"iterate", getIterateAttr()}, {"checked", getCheckedAttr()},
      {"check", getCheckAttr()},     {"epilogue", getEpilogueAttr()}};
  for (auto [role, symbol] : phases)
    if (failed(verifyPhase(*this, role, symbol)))
      return failure();
  for (DeclareInputOp input : getInputs())
    if (failed(verifyStorage(input, input.getTypeAttr(), input.getStorage())))
      return failure();
  for (DeclareResultOp result : getResultDeclarations())
    if (failed(
            verifyStorage(result, result.getTypeAttr(), result.getStorage())))
      return failure();
  return success();
}
