//===- Support.cpp - what the operations of linop share ---------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Support.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>
#include <functional>
#include <limits>

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

std::optional<int64_t> elementCount(ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t extent : shape)
    if (extent < 0 || llvm::MulOverflow(count, extent, count) ||
        count > mostElements)
      return std::nullopt;
  return count;
}

int64_t byteSize(RankedTensorType type) {
  std::optional<int64_t> count = elementCount(type.getShape());
  if (!count)
    return std::numeric_limits<int64_t>::max();
  Type element = type.getElementType();
  int64_t parts = 1;
  if (auto complex = dyn_cast<mlir::ComplexType>(element)) {
    element = complex.getElementType();
    parts = 2;
  }
  int64_t bits = element.isIndex() ? 64 : element.getIntOrFloatBitWidth();
  return *count * parts * ((bits + 7) / 8);
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
    return OpType::verify(reporter(op), op.getDomain(), found);
  return op->emitOpError() << "expects the range " << describe(*expected)
                           << " over the domain " << describe(op.getDomain())
                           << ", found " << describe(found);
}

LogicalResult verifyType(Operation *op, FailureOr<OpType> expected) {
  if (failed(expected))
    return failure();
  Type found = op->getResult(0).getType();
  if (found == *expected)
    return OpType::verify(reporter(op), expected->getDomain(),
                          expected->getRange());
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

LogicalResult checkExtent(int64_t extent, llvm::StringRef what,
                          EmitError emitError) {
  if (extent >= 1 && extent <= mostElements)
    return success();
  return emitError() << "expects " << what << " from 1 to 2^48, found "
                     << extent;
}

//===----------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------===//

Array gather(const Array &x, ArrayRef<int64_t> range, SourceOf source) {
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

Array scatter(const Array &y, ArrayRef<int64_t> domain, SourceOf source) {
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

namespace {
/// One element, by its row-major position.
using ReadElement = std::function<Complex(int64_t)>;
} // namespace

template <typename T>
static ReadElement readRaw(ArrayRef<char> bytes, bool complex) {
  const T *values = reinterpret_cast<const T *>(bytes.data());
  if (complex)
    return [values](int64_t i) {
      return Complex(values[2 * i], values[2 * i + 1]);
    };
  return [values](int64_t i) { return Complex(values[i], 0.0); };
}

/// Resources hold the elements as they lie in memory.
static ReadElement readResource(mlir::DenseResourceElementsAttr attr) {
  mlir::AsmResourceBlob *blob = attr.getRawHandle().getBlob();
  auto type = dyn_cast<RankedTensorType>(attr.getType());
  if (!blob || !type ||
      static_cast<int64_t>(blob->getData().size()) < byteSize(type))
    return {};
  ArrayRef<char> bytes = blob->getData();
  Type element = type.getElementType();
  bool complex = isa<mlir::ComplexType>(element);
  if (mlir::FloatType real = realElement(element)) {
    if (real.getWidth() == 32)
      return readRaw<float>(bytes, complex);
    return real.getWidth() == 64 ? readRaw<double>(bytes, complex)
                                 : ReadElement();
  }
  if (complex)
    return {};
  bool isUnsigned = element.isUnsignedInteger();
  switch (element.isIndex() ? 64 : element.getIntOrFloatBitWidth()) {
  case 8:
    return isUnsigned ? readRaw<uint8_t>(bytes, false)
                      : readRaw<int8_t>(bytes, false);
  case 16:
    return isUnsigned ? readRaw<uint16_t>(bytes, false)
                      : readRaw<int16_t>(bytes, false);
  case 32:
    return readRaw<int32_t>(bytes, false);
  case 64:
    return readRaw<int64_t>(bytes, false);
  default:
    return {};
  }
}

static double toDouble(llvm::APFloat value) {
  bool losesInfo;
  value.convert(llvm::APFloat::IEEEdouble(),
                llvm::APFloat::rmNearestTiesToEven, &losesInfo);
  return value.convertToDouble();
}

/// Null where the elements are not at hand.
static ReadElement readElement(mlir::ElementsAttr elements) {
  if (auto resource = dyn_cast<mlir::DenseResourceElementsAttr>(elements))
    return readResource(resource);
  auto dense = dyn_cast<mlir::DenseElementsAttr>(elements);
  if (!dense || !isa<RankedTensorType>(elements.getType()))
    return {};
  Type element = dense.getElementType();
  if (auto complex = dyn_cast<mlir::ComplexType>(element)) {
    if (!isa<mlir::FloatType>(complex.getElementType()))
      return {};
    auto values = dense.getValues<std::complex<llvm::APFloat>>().begin();
    return [values](int64_t i) {
      std::complex<llvm::APFloat> v = *(values + i);
      return Complex(toDouble(v.real()), toDouble(v.imag()));
    };
  }
  if (isa<mlir::FloatType>(element)) {
    auto values = dense.getValues<llvm::APFloat>().begin();
    return [values](int64_t i) { return Complex(toDouble(*(values + i))); };
  }
  bool isUnsigned = element.isUnsignedInteger() || element.isInteger(1);
  auto values = dense.getValues<llvm::APInt>().begin();
  return [values, isUnsigned](int64_t i) {
    return Complex((*(values + i)).roundToDouble(!isUnsigned));
  };
}

std::optional<Array> elementsValue(mlir::ElementsAttr elements) {
  ReadElement read = readElement(elements);
  if (!read)
    return std::nullopt;
  Array result(cast<RankedTensorType>(elements.getType()).getShape());
  if (elements.isSplat())
    return Array(result.shape(), read(0));
  for (int64_t i = 0; i < result.size(); ++i)
    result[i] = read(i);
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
/// are left to the program, and so are results of many entries, which have no
/// constant of their size.
static std::optional<Array> appliedValue(ApplyOp apply) {
  constexpr int64_t mostBytesMade = int64_t(1) << 25;
  LinearOperatorInterface op = definingOperator(apply.getOp());
  Structure structure = op ? op.getStructure() : Structure::none;
  if ((structure != Structure::scalar && structure != Structure::diagonal &&
       structure != Structure::indexMap) ||
      byteSize(apply.getType()) > mostBytesMade)
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
  auto source = cast<RankedTensorType>(op.getSource().getType());
  for (int64_t a = 0; a < source.getRank(); ++a) {
    int64_t last = (*offsets)[a] + ((*sizes)[a] - 1) * (*strides)[a];
    if ((*offsets)[a] < 0 || last < 0 ||
        (*offsets)[a] >= source.getDimSize(a) || last >= source.getDimSize(a))
      return std::nullopt;
  }
  // Of a large table only the slice is read.
  ReadElement read;
  Array table;
  if (auto constant = op.getSource().getDefiningOp<mlir::arith::ConstantOp>()) {
    read = readElement(cast<mlir::ElementsAttr>(constant.getValue()));
  } else if (std::optional<Array> x = constantValue(op.getSource())) {
    table = std::move(*x);
    read = [&table](int64_t i) { return table[i]; };
  }
  if (!read)
    return std::nullopt;
  Array slice(*sizes);
  int64_t at = 0;
  Array::forEachIndex(slice.shape(), [&](ArrayRef<int64_t> i) {
    int64_t from = 0;
    for (size_t a = 0; a < i.size(); ++a)
      from = from * source.getDimSize(a) + (*offsets)[a] + i[a] * (*strides)[a];
    slice[at++] = read(from);
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

std::optional<Complex> scalarFactor(Value op) {
  LinearOperatorInterface operation = definingOperator(op);
  return operation ? operation.getScalarFactor() : std::nullopt;
}

std::optional<double> isometryFactor(Value op) {
  LinearOperatorInterface operation = definingOperator(op);
  return operation ? operation.getIsometryFactor() : std::nullopt;
}

bool GramDiagonal::add(Value op) {
  if (std::optional<double> square = isometryFactor(op)) {
    addMultiple(*square);
    return true;
  }
  auto diag = op.getDefiningOp<DiagOp>();
  if (!diag)
    return false;
  mlir::DenseElementsAttr dense;
  if (auto constant =
          diag.getWeights().getDefiningOp<mlir::arith::ConstantOp>())
    dense = dyn_cast<mlir::DenseElementsAttr>(constant.getValue());
  if (dense && dense.isSplat()) {
    addMultiple(std::norm(readElement(dense)(0)));
    return true;
  }
  std::optional<Array> weights = constantValue(diag.getWeights());
  if (weights)
    addWeights(*weights);
  return weights.has_value();
}

void GramDiagonal::addWeights(const Array &weights, int64_t offset) {
  if (squares.empty())
    squares.assign(domain.getNumElements(), 0.0);
  for (size_t i = 0; i < squares.size(); ++i)
    squares[i] += std::norm(weights[offset + static_cast<int64_t>(i)]);
}

double GramDiagonal::norm() const {
  double largest = 0;
  for (double square : squares)
    largest = std::max(largest, square);
  return std::sqrt(everywhere + largest);
}

/// The array whose entries `value` repeats, rearranges or surrounds by zeros.
static Value beforeMoves(Value value) {
  while (auto apply = value.getDefiningOp<ApplyOp>()) {
    LinearOperatorInterface op = definingOperator(apply.getOp());
    // A* A = nu I: no entry is lost.
    if (!op || op->getNumOperands() != 0 ||
        op.getStructure() != Structure::indexMap || !op.getIsometryFactor())
      break;
    value = apply.getInput();
  }
  return value;
}

std::optional<double> largestModulus(Value value) {
  value = beforeMoves(value);
  mlir::ElementsAttr elements;
  if (auto constant = value.getDefiningOp<mlir::arith::ConstantOp>())
    elements = dyn_cast<mlir::ElementsAttr>(constant.getValue());
  if (ReadElement read = elements ? readElement(elements) : ReadElement()) {
    double largest = 0;
    int64_t count = elements.isSplat() ? 1 : elements.getNumElements();
    for (int64_t i = 0; i < count; ++i)
      largest = std::max(largest, std::abs(read(i)));
    return largest;
  }
  std::optional<Array> array = constantValue(value);
  if (!array)
    return std::nullopt;
  double largest = 0;
  for (int64_t i = 0; i < array->size(); ++i)
    largest = std::max(largest, std::abs((*array)[i]));
  return largest;
}

IndexRule identityRule(int64_t rank, Value weights) {
  IndexRule rule;
  for (int64_t a = 0; a < rank; ++a)
    rule.source.push_back(a);
  rule.mul.assign(rank, 1);
  rule.offset.assign(rank, 0);
  rule.div.assign(rank, 1);
  rule.weights = weights;
  return rule;
}

Value slicedTable(Value value, Value index) {
  auto slice = value.getDefiningOp<mlir::tensor::ExtractSliceOp>();
  if (!slice)
    return {};
  auto source = cast<RankedTensorType>(slice.getSource().getType());
  auto type = cast<RankedTensorType>(slice.getType());
  if (source.getRank() != type.getRank() + 1 ||
      source.getShape().drop_front() != type.getShape())
    return {};
  auto offsets = slice.getMixedOffsets();
  bool walks = dyn_cast<Value>(offsets[0]) == index;
  for (mlir::OpFoldResult offset : ArrayRef(offsets).drop_front())
    walks &= mlir::getConstantIntValue(offset) == 0;
  for (mlir::OpFoldResult stride : slice.getMixedStrides())
    walks &= mlir::getConstantIntValue(stride) == 1;
  return walks ? slice.getSource() : Value();
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
