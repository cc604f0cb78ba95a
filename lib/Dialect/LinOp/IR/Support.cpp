//===- Support.cpp - what the operations of linop share ---------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Support.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>

namespace proxc::linop {

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

mlir::FloatType realElement(Type type) {
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    type = tensor.getElementType();
  if (auto complex = dyn_cast<mlir::ComplexType>(type))
    type = complex.getElementType();
  return dyn_cast<mlir::FloatType>(type);
}

bool isComplex(RankedTensorType type) {
  return isa<mlir::ComplexType>(type.getElementType());
}

int64_t byteSize(RankedTensorType type) {
  Type element = type.getElementType();
  int64_t parts = 1;
  if (auto complex = dyn_cast<mlir::ComplexType>(element)) {
    element = complex.getElementType();
    parts = 2;
  }
  int64_t bits = element.isIndex() ? 64 : element.getIntOrFloatBitWidth();
  return type.getNumElements() * parts * ((bits + 7) / 8);
}

Type promoteElements(Type a, Type b) {
  if (!realElement(a))
    return b;
  if (!realElement(b))
    return a;
  mlir::FloatType wide = realElement(a);
  if (realElement(b).getWidth() > wide.getWidth())
    wide = realElement(b);
  if (isa<mlir::ComplexType>(a) || isa<mlir::ComplexType>(b))
    return mlir::ComplexType::get(wide);
  return wide;
}

RankedTensorType withElement(RankedTensorType type, Type element) {
  return RankedTensorType::get(type.getShape(), element);
}

RankedTensorType withAxis(RankedTensorType type, int64_t axis, int64_t extent) {
  SmallVector<int64_t> shape(type.getShape());
  shape.insert(shape.begin() + axis, extent);
  return RankedTensorType::get(shape, type.getElementType());
}

std::string describe(ArrayRef<int64_t> shape) {
  std::string text = "[";
  llvm::raw_string_ostream stream(text);
  llvm::interleaveComma(shape, stream);
  stream << "]";
  return text;
}

static std::string describeElement(Type element) {
  if (auto complex = dyn_cast<mlir::ComplexType>(element))
    return "c" +
           std::to_string(2 * complex.getElementType().getIntOrFloatBitWidth());
  if (element.isUnsignedInteger())
    return "u" + std::to_string(element.getIntOrFloatBitWidth());
  std::string text;
  llvm::raw_string_ostream(text) << element;
  return text;
}

std::string describe(RankedTensorType type) {
  std::string text = describeElement(type.getElementType());
  if (type.getRank() > 0)
    text += describe(type.getShape());
  return text;
}

//===----------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------===//

LogicalResult verifyRange(LinearOperatorInterface op,
                          FailureOr<RankedTensorType> expected) {
  if (failed(expected))
    return failure();
  RankedTensorType found = op.getRange();
  if (found == *expected)
    return success();
  return op->emitOpError() << "expects the range " << describe(*expected)
                           << " over the domain " << describe(op.getDomain())
                           << ", found " << describe(found);
}

LogicalResult verifyType(Operation *op, FailureOr<OpType> expected) {
  if (failed(expected))
    return failure();
  Type found = op->getResult(0).getType();
  if (found == *expected)
    return success();
  return op->emitOpError() << "expects the result type " << *expected
                           << ", found " << found;
}

OpType builtType(RankedTensorType domain, FailureOr<RankedTensorType> range) {
  return opType(domain, succeeded(range) ? *range : domain);
}

LogicalResult checkAxes(RankedTensorType domain, ArrayRef<int64_t> axes,
                        EmitError emitError) {
  SmallVector<bool> seen(domain.getRank(), false);
  for (int64_t axis : axes) {
    if (axis < 0 || axis >= domain.getRank())
      return emitError() << "expects axes from 0 to " << domain.getRank() - 1
                         << " of " << describe(domain) << ", found axis "
                         << axis;
    if (seen[axis])
      return emitError() << "expects different axes, found axis " << axis
                         << " twice";
    seen[axis] = true;
  }
  return success();
}

LogicalResult checkPerAxis(RankedTensorType domain, ArrayRef<int64_t> values,
                           llvm::StringRef what, EmitError emitError) {
  if (static_cast<int64_t>(values.size()) == domain.getRank())
    return success();
  return emitError() << "expects one " << what << " for each of the "
                     << domain.getRank() << " axes of " << describe(domain)
                     << ", found " << values.size();
}

//===----------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------===//

Array gather(const Array &x, ArrayRef<int64_t> range, IndexRule source) {
  Array y(range);
  SmallVector<int64_t, 8> s(x.rank());
  int64_t at = 0;
  Array::forEachIndex(range, [&](ArrayRef<int64_t> r) {
    if (source(r, s))
      y[at] = x.at(s);
    ++at;
  });
  return y;
}

Array scatter(const Array &y, ArrayRef<int64_t> domain, IndexRule source) {
  Array x(domain);
  SmallVector<int64_t, 8> s(x.rank());
  int64_t at = 0;
  Array::forEachIndex(y.shape(), [&](ArrayRef<int64_t> r) {
    if (source(r, s))
      x.at(s) += y[at];
    ++at;
  });
  return x;
}

void setSlice(Array &whole, int64_t axis, int64_t at, const Array &part) {
  SmallVector<int64_t, 8> index(whole.rank());
  int64_t from = 0;
  Array::forEachIndex(part.shape(), [&](ArrayRef<int64_t> i) {
    std::copy(i.begin(), i.begin() + axis, index.begin());
    index[axis] = at;
    std::copy(i.begin() + axis, i.end(), index.begin() + axis + 1);
    whole.at(index) = part[from++];
  });
}

Array getSlice(const Array &whole, int64_t axis, int64_t at) {
  SmallVector<int64_t, 8> shape(whole.shape()), index(whole.rank());
  shape.erase(shape.begin() + axis);
  Array part(shape);
  int64_t to = 0;
  Array::forEachIndex(shape, [&](ArrayRef<int64_t> i) {
    std::copy(i.begin(), i.begin() + axis, index.begin());
    index[axis] = at;
    std::copy(i.begin() + axis, i.end(), index.begin() + axis + 1);
    part[to++] = whole.at(index);
  });
  return part;
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

template <typename T>
static void widen(ArrayRef<char> bytes, bool complex, Array &result) {
  const T *values = reinterpret_cast<const T *>(bytes.data());
  for (int64_t i = 0; i < result.size(); ++i) {
    if (complex)
      result[i] = Complex(values[2 * i], values[2 * i + 1]);
    else
      result[i] = Complex(values[i], 0.0);
  }
}

/// Resources hold the elements as they lie in memory.
static std::optional<Array> resourceValue(mlir::DenseResourceElementsAttr attr) {
  mlir::AsmResourceBlob *blob = attr.getRawHandle().getBlob();
  auto type = dyn_cast<RankedTensorType>(attr.getType());
  if (!blob || !type ||
      static_cast<int64_t>(blob->getData().size()) < byteSize(type))
    return std::nullopt;
  Array result(type.getShape());
  ArrayRef<char> bytes = blob->getData();
  Type element = type.getElementType();
  bool complex = isa<mlir::ComplexType>(element);
  if (mlir::FloatType real = realElement(element)) {
    if (real.getWidth() == 32)
      widen<float>(bytes, complex, result);
    else if (real.getWidth() == 64)
      widen<double>(bytes, complex, result);
    else
      return std::nullopt;
    return result;
  }
  bool isUnsigned = element.isUnsignedInteger();
  switch (element.isIndex() ? 64 : element.getIntOrFloatBitWidth()) {
  case 8:
    isUnsigned ? widen<uint8_t>(bytes, false, result)
               : widen<int8_t>(bytes, false, result);
    return result;
  case 16:
    isUnsigned ? widen<uint16_t>(bytes, false, result)
               : widen<int16_t>(bytes, false, result);
    return result;
  case 32:
    widen<int32_t>(bytes, false, result);
    return result;
  case 64:
    widen<int64_t>(bytes, false, result);
    return result;
  default:
    return std::nullopt;
  }
}

static double toDouble(llvm::APFloat value) {
  bool losesInfo;
  value.convert(llvm::APFloat::IEEEdouble(),
                llvm::APFloat::rmNearestTiesToEven, &losesInfo);
  return value.convertToDouble();
}

std::optional<Array> elementsValue(mlir::ElementsAttr elements) {
  if (auto resource = dyn_cast<mlir::DenseResourceElementsAttr>(elements))
    return resourceValue(resource);
  auto dense = dyn_cast<mlir::DenseElementsAttr>(elements);
  auto type = dyn_cast<RankedTensorType>(elements.getType());
  if (!dense || !type)
    return std::nullopt;
  Array result(type.getShape());
  Type element = type.getElementType();
  int64_t i = 0;
  if (auto complex = dyn_cast<mlir::ComplexType>(element)) {
    if (!isa<mlir::FloatType>(complex.getElementType()))
      return std::nullopt;
    for (std::complex<llvm::APFloat> v :
         dense.getValues<std::complex<llvm::APFloat>>())
      result[i++] = Complex(toDouble(v.real()), toDouble(v.imag()));
  } else if (isa<mlir::FloatType>(element)) {
    for (llvm::APFloat v : dense.getValues<llvm::APFloat>())
      result[i++] = toDouble(v);
  } else {
    bool isUnsigned = element.isUnsignedInteger() || element.isInteger(1);
    for (const llvm::APInt &v : dense.getValues<llvm::APInt>())
      result[i++] = v.roundToDouble(!isUnsigned);
  }
  return result;
}

static std::optional<Array> attributeValue(mlir::Attribute attr) {
  if (auto elements = dyn_cast<mlir::ElementsAttr>(attr))
    return elementsValue(elements);
  if (auto real = dyn_cast<mlir::FloatAttr>(attr))
    return Array::scalar(toDouble(real.getValue()));
  if (auto integer = dyn_cast<mlir::IntegerAttr>(attr))
    return Array::scalar(
        integer.getValue().roundToDouble(!integer.getType().isInteger(1)));
  return std::nullopt;
}

namespace {
/// Answers with constants alone, so that an operator applied to a constant is
/// one.
class ConstantEnvironment : public Environment {
public:
  FailureOr<Array> array(Value value) override {
    std::optional<Array> constant = constantValue(value);
    if (!constant)
      return failure();
    return *constant;
  }
  void bind(Value, Array) override {}
  FailureOr<Array> apply(Value, const Array &, bool) override {
    return failure();
  }
};
} // namespace

/// A conversion, repetition or selection of a constant. Operators that compute
/// are left to the program.
static std::optional<Array> appliedValue(ApplyOp apply) {
  LinearOperatorInterface op = definingOperator(apply.getOp());
  if (!op || !isa<EyeOp, CastOp, ScaleOp, DiagOp, BroadcastOp, ReshapeOp,
                  TransposeOp, CropOp, PadOp, SubsampleOp, IndexMapOp>(
                 op.getOperation()))
    return std::nullopt;
  std::optional<Array> x = constantValue(apply.getInput());
  if (!x || !llvm::all_of(op->getOperands(), [](Value operand) {
        return constantValue(operand).has_value();
      }))
    return std::nullopt;
  ConstantEnvironment env;
  FailureOr<Array> y = op.evaluateForward(env, *x);
  return succeeded(y) ? std::optional<Array>(*y) : std::nullopt;
}

static std::optional<SmallVector<int64_t>>
constantIntegers(ArrayRef<mlir::OpFoldResult> mixed) {
  SmallVector<int64_t> values;
  for (mlir::OpFoldResult entry : mixed) {
    std::optional<int64_t> value = mlir::getConstantIntValue(entry);
    if (!value)
      return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

static std::optional<Array> slicedValue(mlir::tensor::ExtractSliceOp op) {
  auto offsets = constantIntegers(op.getMixedOffsets());
  auto sizes = constantIntegers(op.getMixedSizes());
  auto strides = constantIntegers(op.getMixedStrides());
  if (!offsets || !sizes || !strides)
    return std::nullopt;
  std::optional<Array> x = constantValue(op.getSource());
  if (!x)
    return std::nullopt;
  for (int64_t a = 0; a < x->rank(); ++a) {
    int64_t last = (*offsets)[a] + ((*sizes)[a] - 1) * (*strides)[a];
    if ((*offsets)[a] < 0 || last < 0 || (*offsets)[a] >= x->shape()[a] ||
        last >= x->shape()[a])
      return std::nullopt;
  }
  Array slice(*sizes);
  SmallVector<int64_t> from(x->rank());
  int64_t at = 0;
  Array::forEachIndex(slice.shape(), [&](ArrayRef<int64_t> i) {
    for (size_t a = 0; a < from.size(); ++a)
      from[a] = (*offsets)[a] + i[a] * (*strides)[a];
    slice[at++] = x->at(from);
  });
  return slice.reshaped(cast<RankedTensorType>(op.getType()).getShape());
}

static std::optional<Array>
elementsOf(mlir::tensor::FromElementsOp op) {
  Array result(cast<RankedTensorType>(op.getType()).getShape());
  for (auto [i, element] : llvm::enumerate(op.getElements())) {
    std::optional<Array> value = constantValue(element);
    if (!value)
      return std::nullopt;
    result[i] = (*value)[0];
  }
  return result;
}

std::optional<Array> constantValue(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return std::nullopt;
  if (auto constant = dyn_cast<mlir::arith::ConstantOp>(op))
    return attributeValue(constant.getValue());
  if (auto constant = dyn_cast<mlir::complex::ConstantOp>(op)) {
    auto part = [&](int i) {
      return cast<mlir::FloatAttr>(constant.getValue()[i]).getValueAsDouble();
    };
    return Array::scalar(Complex(part(0), part(1)));
  }
  if (auto elements = dyn_cast<mlir::tensor::FromElementsOp>(op))
    return elementsOf(elements);
  if (auto slice = dyn_cast<mlir::tensor::ExtractSliceOp>(op))
    return slicedValue(slice);
  if (auto apply = dyn_cast<ApplyOp>(op))
    return appliedValue(apply);
  bool reshapes =
      isa<mlir::tensor::ExpandShapeOp, mlir::tensor::CollapseShapeOp>(op);
  if (!reshapes)
    return std::nullopt;
  std::optional<Array> source = constantValue(op->getOperand(0));
  if (!source)
    return std::nullopt;
  return source->reshaped(cast<RankedTensorType>(value.getType()).getShape());
}

//===----------------------------------------------------------------------===//
// Questions to operators
//===----------------------------------------------------------------------===//

Basis commonBasis(const Basis &a, const Basis &b) {
  if (a.kind == Basis::Any)
    return b;
  if (b.kind == Basis::Any || a == b)
    return a;
  return Basis::none();
}

Basis behindLeadingAxis(const Basis &basis) {
  Basis result = basis;
  for (int64_t &axis : result.axes)
    ++axis;
  return result;
}

Cost defaultCost(RankedTensorType domain, RankedTensorType range) {
  return {0, static_cast<double>(byteSize(domain) + byteSize(range))};
}

std::optional<double> normBound(Value op) {
  LinearOperatorInterface operation = definingOperator(op);
  return operation ? operation.getNormBound() : std::nullopt;
}

std::optional<Array> squaredDiagonal(Value op) {
  RankedTensorType domain = typeOf(op).getDomain();
  auto all = [&](double value) { return Array(domain.getShape(), value); };
  if (op.getDefiningOp<EyeOp>() || op.getDefiningOp<CastOp>())
    return all(1.0);
  if (op.getDefiningOp<ZeroOp>())
    return all(0.0);
  if (auto scale = op.getDefiningOp<ScaleOp>())
    if (std::optional<Array> s = constantValue(scale.getFactor()))
      return all(std::norm((*s)[0]));
  auto diag = op.getDefiningOp<DiagOp>();
  if (!diag)
    return std::nullopt;
  std::optional<Array> w = constantValue(diag.getWeights());
  if (!w)
    return std::nullopt;
  for (int64_t i = 0; i < w->size(); ++i)
    (*w)[i] = std::norm((*w)[i]);
  return w;
}

double rootOfLargest(const Array &squares) {
  double largest = 0;
  for (int64_t i = 0; i < squares.size(); ++i)
    largest = std::max(largest, squares[i].real());
  return std::sqrt(largest);
}

Basis diagonalBasis(Value op) {
  LinearOperatorInterface operation = definingOperator(op);
  return operation ? operation.getDiagonalBasis() : Basis::none();
}

Basis gramBasis(Value op) {
  LinearOperatorInterface operation = definingOperator(op);
  return operation ? operation.getGramBasis() : Basis::none();
}

std::optional<double> coisometryFactor(Value op) {
  LinearOperatorInterface operation = definingOperator(op);
  return operation ? operation.getCoisometryFactor() : std::nullopt;
}

bool complexLinear(Value op) {
  LinearOperatorInterface operation = definingOperator(op);
  return operation && operation.isComplexLinear();
}

Cost costOf(Value op) {
  LinearOperatorInterface operation = definingOperator(op);
  if (operation)
    return operation.getCost();
  return defaultCost(typeOf(op).getDomain(), typeOf(op).getRange());
}

Cost sumOfCosts(ValueRange parts) {
  Cost sum;
  for (Value part : parts) {
    Cost cost = costOf(part);
    sum.flops += cost.flops;
    sum.bytes += cost.bytes;
  }
  return sum;
}

SmallVector<OpType> typesOf(ValueRange parts) {
  SmallVector<OpType> types;
  for (Value part : parts)
    types.push_back(typeOf(part));
  return types;
}

Type builtOr(FailureOr<OpType> type, ValueRange parts) {
  return succeeded(type) ? Type(*type) : parts.front().getType();
}

} // namespace proxc::linop
