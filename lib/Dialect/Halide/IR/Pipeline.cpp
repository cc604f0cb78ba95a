//===- Pipeline.cpp - kernels of the halide dialect -------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/Builders.h"
#include "mlir/Interfaces/FunctionImplementation.h"
#include "proxc/Dialect/Halide/IR/Halide.h"

using namespace mlir;
using namespace proxc::halide;

static constexpr llvm::StringLiteral inPlaceName = "halide.in_place";

void PipelineOp::build(OpBuilder &builder, OperationState &state,
                       StringRef name, FunctionType type) {
  state.addAttribute(getSymNameAttrName(state.name),
                     builder.getStringAttr(name));
  state.addAttribute(getFunctionTypeAttrName(state.name), TypeAttr::get(type));
  OpBuilder::InsertionGuard guard(builder);
  Region *region = state.addRegion();
  SmallVector<Location> locations(type.getNumInputs(), state.location);
  builder.createBlock(region, {}, type.getInputs(), locations);
}

ParseResult PipelineOp::parse(OpAsmParser &parser, OperationState &result) {
  auto buildType = [](Builder &builder, ArrayRef<Type> inputs,
                      ArrayRef<Type> results,
                      function_interface_impl::VariadicFlag, std::string &) {
    return builder.getFunctionType(inputs, results);
  };
  return function_interface_impl::parseFunctionOp(
      parser, result, /*allowVariadic=*/false,
      getFunctionTypeAttrName(result.name), buildType,
      getArgAttrsAttrName(result.name), getResAttrsAttrName(result.name));
}

void PipelineOp::print(OpAsmPrinter &printer) {
  function_interface_impl::printFunctionOp(
      printer, *this, /*isVariadic=*/false, getFunctionTypeAttrName(),
      getArgAttrsAttrName(), getResAttrsAttrName());
}

std::optional<unsigned> PipelineOp::getInPlaceArgument(unsigned index) {
  auto attribute = getResultAttrOfType<IntegerAttr>(index, inPlaceName);
  if (!attribute)
    return std::nullopt;
  return static_cast<unsigned>(attribute.getInt());
}

void PipelineOp::setInPlaceArgument(unsigned index, unsigned argument) {
  setResultAttr(index, inPlaceName,
                IntegerAttr::get(IntegerType::get(getContext(), 64), argument));
}

LogicalResult PipelineOp::verify() {
  for (Type type : getArgumentTypes()) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (tensor ? !tensor.hasStaticShape()
               : !type.isIntOrFloat() && !isa<ComplexType>(type))
      return emitOpError("expects arguments that are arrays of known shape or "
                         "scalars, found ")
             << type;
  }
  for (unsigned i = 0, e = getResultTypes().size(); i < e; ++i) {
    auto tensor = dyn_cast<RankedTensorType>(getResultTypes()[i]);
    if (!tensor || !tensor.hasStaticShape())
      return emitOpError("expects results that are arrays of known shape, "
                         "found ")
             << getResultTypes()[i];
    std::optional<unsigned> argument = getInPlaceArgument(i);
    if (argument && (*argument >= getNumArguments() ||
                     getArgumentTypes()[*argument] != tensor))
      return emitOpError("expects result ")
             << i << " to be in place of an argument of type " << tensor
             << ", found argument " << *argument;
  }
  return success();
}

LogicalResult PipelineOp::verifyRegions() {
  Block &block = getBody().front();
  auto result = block.empty() ? ReturnOp() : dyn_cast<ReturnOp>(block.back());
  if (!result || result.getOperandTypes() != TypeRange(getResultTypes()))
    return emitOpError("expects its body to return values of the types of its ")
           << getResultTypes().size() << " results";
  llvm::SmallPtrSet<Value, 4> returned;
  for (Value value : result.getValues()) {
    if (!isa_and_nonnull<FuncOp, ReduceOp>(value.getDefiningOp()))
      return emitOpError("expects to return results of 'halide.func' and "
                         "'halide.reduce'");
    if (!returned.insert(value).second)
      return emitOpError("expects to return each array once");
  }
  for (Operation &op : block) {
    auto func = dyn_cast<FuncOp>(op);
    if (!func || !func.getSchedule())
      continue;
    bool all = llvm::all_of(func.getResults(),
                            [&](Value v) { return returned.contains(v); });
    bool none = llvm::none_of(func.getResults(),
                              [&](Value v) { return returned.contains(v); });
    if (func.getSchedule()->getLevel() == Level::root ? !all : !none)
      return func.emitOpError("expects level 'root' for what the pipeline "
                              "returns, and for nothing else");
  }
  return success();
}
