//===- DemotePrecision.cpp - programs without f64 ---------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "proxc/Dialect/Solver/Transforms/Passes.h"
#include "proxc/Support/Remarks.h"

namespace proxc::solver {
#define GEN_PASS_DEF_SOLVERDEMOTEPRECISION
#include "proxc/Dialect/Solver/Transforms/Passes.h.inc"
} // namespace proxc::solver

using namespace mlir;
using namespace proxc;
using namespace proxc::solver;

/// f32 in place of f64, inside of complex numbers and arrays too.
static Type demoted(Type type) {
  if (auto array = dyn_cast<RankedTensorType>(type))
    return array.clone(demoted(array.getElementType()));
  if (auto complex = dyn_cast<ComplexType>(type))
    return ComplexType::get(demoted(complex.getElementType()));
  return type.isF64() ? Float32Type::get(type.getContext()) : type;
}

static bool hasF64(Type type) { return demoted(type) != type; }

/// Rounds to nearest; what f32 cannot hold becomes the closest finite number
/// that is not 0, because such constants guard divisions and bound intervals.
static APFloat demoted(const APFloat &value) {
  if (&value.getSemantics() != &APFloat::IEEEdouble())
    return value;
  APFloat result = value;
  bool inexact;
  result.convert(APFloat::IEEEsingle(), APFloat::rmNearestTiesToEven, &inexact);
  if (value.isFinite() && result.isInfinity())
    return APFloat::getLargest(APFloat::IEEEsingle(), value.isNegative());
  if (value.isNonZero() && (result.isZero() || result.isDenormal()))
    return APFloat::getSmallestNormalized(APFloat::IEEEsingle(),
                                          value.isNegative());
  return result;
}

/// The entries of a blob, converted; `attribute` is of f64 or of complex<f64>.
static Attribute demoteBlob(DenseResourceElementsAttr attribute,
                            ShapedType type) {
  AsmResourceBlob *blob = attribute.getRawHandle().getBlob();
  if (!blob)
    return nullptr;
  ArrayRef<double> entries = blob->getDataAs<double>();
  AsmResourceBlob smaller = HeapAsmResourceBlob::allocate(
      entries.size() * sizeof(float), alignof(float), /*dataIsMutable=*/true);
  MutableArrayRef<char> bytes = smaller.getMutableData();
  auto *out = reinterpret_cast<float *>(bytes.data());
  for (auto [i, entry] : llvm::enumerate(entries))
    out[i] = demoted(APFloat(entry)).convertToFloat();
  return DenseResourceElementsAttr::get(
      type, attribute.getRawHandle().getKey().str() + "_f32",
      std::move(smaller));
}

/// `attribute` in f32; null where it is of a kind that no step has.
static Attribute demoteConstant(Attribute attribute) {
  if (auto number = dyn_cast<FloatAttr>(attribute))
    return FloatAttr::get(demoted(number.getType()),
                          demoted(number.getValue()));
  if (auto number = dyn_cast<ArrayAttr>(attribute)) { // complex.constant
    SmallVector<Attribute> parts;
    for (Attribute part : number)
      parts.push_back(demoteConstant(part));
    return ArrayAttr::get(attribute.getContext(), parts);
  }
  auto elements = dyn_cast<ElementsAttr>(attribute);
  if (!elements)
    return nullptr;
  auto type = cast<ShapedType>(demoted(Type(elements.getShapedType())));
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attribute))
    return demoteBlob(resource, type);
  auto dense = dyn_cast<DenseElementsAttr>(attribute);
  if (!dense)
    return nullptr;
  using Complex = std::complex<APFloat>;
  if (isa<ComplexType>(type.getElementType())) {
    auto convert = [](const Complex &number) {
      return Complex(demoted(number.real()), demoted(number.imag()));
    };
    if (dense.isSplat())
      return DenseElementsAttr::get(type,
                                    convert(dense.getSplatValue<Complex>()));
    SmallVector<Complex> values(
        llvm::map_range(dense.getValues<Complex>(), convert));
    return DenseElementsAttr::get(type, values);
  }
  if (dense.isSplat())
    return DenseElementsAttr::get(type,
                                  demoted(dense.getSplatValue<APFloat>()));
  SmallVector<APFloat> values(
      llvm::map_range(dense.getValues<APFloat>(),
                      [](const APFloat &value) { return demoted(value); }));
  return DenseElementsAttr::get(type, values);
}

/// What the caller's arrays hold cannot change behind its back.
static LogicalResult checkArguments(ProgramOp program) {
  auto check = [](Operation *op, const Twine &what, Type type) {
    if (!hasF64(type))
      return WalkResult::advance();
    op->emitError() << "the target has no f64 arithmetic, but " << what
                    << " has entries of f64; declare it with f32";
    return WalkResult::interrupt();
  };
  WalkResult walk = program.walk([&](Operation *op) {
    if (auto input = dyn_cast<InputOp>(op))
      return check(op, "input '" + input.getName() + "'", input.getType());
    if (auto param = dyn_cast<ParamOp>(op))
      return check(op, "param '" + param.getName() + "'", param.getType());
    if (auto result = dyn_cast<ResultOp>(op))
      return check(op,
                   (result.getUnknown() ? "unknown '" : "out '") +
                       result.getName() + "'",
                   result.getValue().getType());
    if (auto map = dyn_cast<OperatorOp>(op)) {
      Block &body = map.getBody().front();
      SmallVector<Type> types(body.getArgumentTypes());
      llvm::append_range(types, body.getTerminator()->getOperandTypes());
      for (Type type : types)
        if (check(op, "an end of operator '" + map.getSymName() + "'", type)
                .wasInterrupted())
          return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return failure(walk.wasInterrupted());
}

/// Whether the attribute holds f64 that is computed with. Options of the
/// program and defaults of params are read by the compiler alone.
static bool isConstantOf64(Operation *op, Attribute attribute) {
  if (auto elements = dyn_cast<ElementsAttr>(attribute))
    return hasF64(elements.getShapedType());
  return op->hasTrait<OpTrait::ConstantLike>() &&
         llvm::any_of(op->getResultTypes(), hasF64);
}

LogicalResult solver::demotePrecision(ProgramOp program) {
  if (failed(checkArguments(program)))
    return failure();
  size_t values = 0, constants = 0, sums = 0;
  WalkResult walk = program.walk([&](Operation *op) {
    for (NamedAttribute named : llvm::to_vector(op->getAttrs())) {
      if (!isConstantOf64(op, named.getValue()))
        continue;
      Attribute smaller = demoteConstant(named.getValue());
      if (!smaller) {
        op->emitError() << "the target has no f64 arithmetic, and '"
                        << named.getName().getValue()
                        << "' cannot be converted to f32";
        return WalkResult::interrupt();
      }
      op->setAttr(named.getName(), smaller);
      ++constants;
    }
    for (Region &region : op->getRegions())
      for (Block &block : region)
        for (BlockArgument argument : block.getArguments())
          argument.setType(demoted(argument.getType()));
    for (OpResult result : op->getResults()) {
      values += hasF64(result.getType());
      sums += isa<ReduceOp>(op) && hasF64(result.getType());
      result.setType(demoted(result.getType()));
    }
    return WalkResult::advance();
  });
  if (walk.wasInterrupted())
    return failure();
  emitRewrite(program.getLoc(), "solver-demote-precision",
              "f64 becomes f32, sums of arrays with compensation",
              values == 0 ? Twine("nothing is computed in f64")
                          : "the target has no f64 arithmetic: " +
                                Twine(values) + " values, " + Twine(constants) +
                                " constants, " + Twine(sums) + " sums",
              values > 0);
  // Conversions between the two have become conversions of f32 to itself.
  program.walk([](Operation *op) {
    if (!isa<arith::ExtFOp, arith::TruncFOp>(op) ||
        op->getOperand(0).getType() != op->getResult(0).getType())
      return;
    op->getResult(0).replaceAllUsesWith(op->getOperand(0));
    op->erase();
  });
  return success();
}

namespace {
struct DemotePass
    : public proxc::solver::impl::SolverDemotePrecisionBase<DemotePass> {
  void runOnOperation() override {
    if (failed(demotePrecision(getOperation())))
      signalPassFailure();
  }
};
} // namespace
