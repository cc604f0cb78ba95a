//===- RandomOperators.cpp - random well-typed operator trees ---*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "RandomOperators.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "proxc/Reference/Array.h"

using namespace mlir;

namespace proxc::linop::test {

RandomOperators::RandomOperators(MLIRContext *context, uint64_t seed)
    : random(seed), builder(context), loc(builder.getUnknownLoc()) {}

OwningOpRef<ModuleOp> RandomOperators::makeModule(int depth) {
  OwningOpRef<ModuleOp> module = ModuleOp::create(loc);
  builder.setInsertionPointToEnd(module->getBody());
  auto function = func::FuncOp::create(builder, loc, "f",
                                       builder.getFunctionType({}, {}));
  entry = function.addEntryBlock();
  builder.setInsertionPointToEnd(entry);
  Value op = grow(randomSpace(), depth);
  ExportOp::create(builder, loc, "A", op);
  func::ReturnOp::create(builder, loc);
  function.setType(builder.getFunctionType(entry->getArgumentTypes(), {}));
  return module;
}

//===----------------------------------------------------------------------===//
// Data
//===----------------------------------------------------------------------===//

RandomOperators::Type RandomOperators::randomSpace() {
  SmallVector<int64_t> shape;
  for (int64_t rank = pick(4); rank > 0; --rank)
    shape.push_back(1 + pick(5));
  mlir::Type element = builder.getF64Type();
  if (coin())
    element = ComplexType::get(element);
  return RankedTensorType::get(shape, element);
}

/// A param of the function, or a constant.
Value RandomOperators::data(ArrayRef<int64_t> shape, bool complex) {
  mlir::Type element = builder.getF64Type();
  if (complex)
    element = ComplexType::get(element);
  auto type = RankedTensorType::get(shape, element);
  if (coin())
    return entry->addArgument(type, loc);
  reference::Array values = reference::randomArray(shape, complex, random());
  if (pick(4) == 0)
    for (int64_t i = 1; i < values.size(); ++i)
      values[i] = values[0];
  DenseElementsAttr attr;
  if (complex) {
    SmallVector<std::complex<double>> entries;
    for (int64_t i = 0; i < values.size(); ++i)
      entries.push_back(values[i]);
    attr = DenseElementsAttr::get(type, ArrayRef<std::complex<double>>(entries));
  } else {
    SmallVector<double> entries;
    for (int64_t i = 0; i < values.size(); ++i)
      entries.push_back(values[i].real());
    attr = DenseElementsAttr::get(type, ArrayRef<double>(entries));
  }
  return arith::ConstantOp::create(builder, loc, attr);
}

Value RandomOperators::scalar(bool complex) {
  if (pick(3) == 0) {
    auto type = RankedTensorType::get({}, builder.getF64Type());
    return arith::ConstantOp::create(
        builder, loc,
        DenseElementsAttr::get(type, static_cast<double>(pick(4)) - 1));
  }
  return data({}, complex);
}

//===----------------------------------------------------------------------===//
// Leaves
//===----------------------------------------------------------------------===//

Value RandomOperators::endo(Type space) {
  bool complex = isComplex(space);
  switch (pick(6)) {
  case 0:
    return EyeOp::create(builder, loc, space);
  case 1:
    return ScaleOp::create(builder, loc, space, scalar(complex && coin()));
  case 2:
    return DiagOp::create(builder, loc, space,
                          data(space.getShape(), complex && coin()));
  case 3:
    if (complex && space.getRank() > 0) {
      SmallVector<int64_t> axes;
      for (int64_t a = 0; a < space.getRank(); ++a)
        if (coin())
          axes.push_back(a);
      return FftOp::create(builder, loc, space, axes, coin(), coin(), coin());
    }
    return EyeOp::create(builder, loc, space);
  case 4:
    if (space.getRank() > 0) {
      int64_t axis = pick(space.getRank());
      Boundary boundary = static_cast<Boundary>(pick(4));
      Value kernel = data({1 + pick(4)}, complex && coin());
      return ConvOp::create(builder, loc, space, kernel, axis, boundary,
                            ConvMode::same, coin());
    }
    return ZeroOp::create(builder, loc, space, space);
  default:
    if (space.getRank() > 0) {
      Boundary boundary = static_cast<Boundary>(pick(3));
      return DiffOp::create(builder, loc, space, pick(space.getRank()),
                            static_cast<Scheme>(pick(3)), boundary,
                            0.5 + static_cast<double>(pick(3)));
    }
    return OneOp::create(builder, loc, space, space.getShape());
  }
}

/// Any affine map, most of them with entries outside.
Value RandomOperators::indexMap(Type domain) {
  SmallVector<int64_t> shape, source, mul, offset, div;
  for (int64_t rank = pick(3) + 1; rank > 0; --rank)
    shape.push_back(1 + pick(4));
  for (int64_t a = 0; a < domain.getRank(); ++a) {
    bool fixed = pick(4) == 0;
    source.push_back(fixed ? -1 : pick(shape.size()));
    mul.push_back(fixed ? 0 : coin() ? 1 : pick(2) ? -1 : 2);
    offset.push_back(pick(domain.getDimSize(a) + 1));
    div.push_back(fixed ? 1 : 1 + pick(2));
  }
  Value weights;
  if (coin())
    weights = data(shape, isComplex(domain) && coin());
  return IndexMapOp::create(builder, loc, domain, shape, weights, source, mul,
                            offset, div);
}

Value RandomOperators::sparse(Type domain) {
  int64_t columns = domain.getDimSize(0), rows = 1 + pick(5);
  SmallVector<int64_t> starts{0}, positions;
  SmallVector<double> values;
  for (int64_t row = 0; row < rows; ++row) {
    for (int64_t column = 0; column < columns; ++column)
      if (pick(3) == 0) {
        positions.push_back(column);
        values.push_back(static_cast<double>(pick(9)) - 4);
      }
    starts.push_back(positions.size());
  }
  auto vector = [&](int64_t n, mlir::Type element) {
    return RankedTensorType::get(n, element);
  };
  int64_t entries = positions.size();
  auto csr = CsrAttr::get(
      builder.getContext(), rows, columns,
      DenseElementsAttr::get(vector(rows + 1, builder.getI64Type()),
                             ArrayRef<int64_t>(starts)),
      DenseElementsAttr::get(vector(entries, builder.getI64Type()),
                             ArrayRef<int64_t>(positions)),
      DenseElementsAttr::get(vector(entries, builder.getF64Type()),
                             ArrayRef<double>(values)));
  return SparseOp::create(builder, loc, domain, csr);
}

Value RandomOperators::indexLeaf(Type domain) {
  int64_t rank = domain.getRank();
  SmallVector<int64_t> a, b;
  switch (pick(7)) {
  case 0:
    for (int64_t i = 0; i < rank; ++i) {
      a.push_back(pick(3));
      b.push_back(pick(2));
    }
    return PadOp::create(builder, loc, domain, a, b);
  case 1:
    for (int64_t i = 0; i < rank; ++i) {
      a.push_back(pick(domain.getDimSize(i)));
      b.push_back(1 + pick(domain.getDimSize(i) - a.back()));
    }
    return CropOp::create(builder, loc, domain, a, b);
  case 2:
    for (int64_t i = 0; i < rank; ++i)
      a.push_back(coin() ? 1 + pick(3) : -1 - pick(2));
    return SubsampleOp::create(builder, loc, domain, a);
  case 3:
    a.assign(domain.getShape().begin(), domain.getShape().end());
    a.insert(a.begin() + pick(rank + 1), 1);
    if (coin())
      a.assign({domain.getNumElements()});
    return ReshapeOp::create(builder, loc, domain, a);
  case 4:
    for (int64_t i = 0; i < rank; ++i)
      a.push_back(i);
    std::shuffle(a.begin(), a.end(), random);
    return TransposeOp::create(builder, loc, domain, a);
  case 5:
    for (int64_t i = 0; i < rank; ++i) {
      if (pick(3) == 0)
        b.push_back(1 + pick(3));
      a.push_back(b.size());
      b.push_back(domain.getDimSize(i) == 1 ? 1 + pick(3)
                                            : domain.getDimSize(i));
    }
    return BroadcastOp::create(builder, loc, domain, a, b);
  default:
    return indexMap(domain);
  }
}

Value RandomOperators::leaf(Type domain) {
  if (domain.getNumElements() > 60 || domain.getRank() > 4)
    return OneOp::create(builder, loc, domain, ArrayRef<int64_t>{2});
  switch (pick(8)) {
  case 0:
  case 1:
    return endo(domain);
  case 2:
    if (!isComplex(domain))
      return CastOp::create(builder, loc, domain,
                            ComplexType::get(builder.getF64Type()));
    return endo(domain);
  case 3:
    if (domain.getRank() > 0)
      return GradOp::create(builder, loc, domain, pick(domain.getRank()),
                            static_cast<Scheme>(pick(3)),
                            static_cast<Boundary>(pick(3)),
                            ArrayRef<double>{1.5});
    return endo(domain);
  case 4:
    if (domain.getRank() == 1)
      return sparse(domain);
    return indexLeaf(domain);
  default:
    return indexLeaf(domain);
  }
}

Value RandomOperators::leafInto(Type range) {
  // The inverse of a permutation, a crop of a larger array, an endomorphism.
  SmallVector<int64_t> low, high, shape(range.getShape());
  switch (pick(3)) {
  case 0:
    for (int64_t &extent : shape) {
      low.push_back(pick(2));
      high.push_back(extent);
      extent += low.back() + pick(2);
    }
    return CropOp::create(builder, loc,
                          RankedTensorType::get(shape, range.getElementType()),
                          low, high);
  case 1: {
    auto flat = RankedTensorType::get(range.getNumElements(),
                                      range.getElementType());
    return ReshapeOp::create(builder, loc, flat, range.getShape());
  }
  default:
    return endo(range);
  }
}

//===----------------------------------------------------------------------===//
// Compositions
//===----------------------------------------------------------------------===//

Value RandomOperators::sibling(Value part) {
  SmallVector<Value> factors;
  if (coin())
    factors.push_back(endo(rangeOf(part)));
  factors.push_back(part);
  if (coin())
    factors.push_back(endo(cast<OpType>(part.getType()).getDomain()));
  return ComposeOp::create(builder, loc, factors);
}

Value RandomOperators::product(Type domain, int depth) {
  SmallVector<Value> factors;
  for (int64_t i = 1 + pick(3); i > 0; --i) {
    factors.insert(factors.begin(), grow(domain, depth - 1));
    domain = rangeOf(factors.front());
  }
  return ComposeOp::create(builder, loc, factors);
}

Value RandomOperators::list(Type domain, int depth) {
  SmallVector<Value> parts;
  int64_t kind = pick(5);
  // Parts of a block diagonal and of an hstack act on slices of the domain.
  if (kind >= 3) {
    if (domain.getRank() == 0 || domain.getDimSize(0) > 4)
      return leaf(domain);
    Type slice = RankedTensorType::get(domain.getShape().drop_front(),
                                       domain.getElementType());
    parts.push_back(grow(slice, depth - 1));
    while (static_cast<int64_t>(parts.size()) < domain.getDimSize(0))
      parts.push_back(coin() ? parts.front() : sibling(parts.front()));
    if (kind == 3)
      return HStackOp::create(builder, loc, parts, 0);
    return BlockDiagOp::create(builder, loc, parts);
  }
  parts.push_back(grow(domain, depth - 1));
  for (int64_t i = pick(3); i > 0; --i)
    parts.push_back(sibling(parts.front()));
  Type range = rangeOf(parts.front());
  if (kind == 0)
    return AddOp::create(builder, loc, parts);
  if (kind == 1 || range.getRank() == 0)
    return VStackOp::create(builder, loc, parts, pick(range.getRank() + 1));
  return ConcatOp::create(builder, loc, parts, pick(range.getRank()));
}

Value RandomOperators::inLoop(OpBuilder &inner, Type domain, Value index,
                              int64_t count, int depth) {
  OpBuilder::InsertionGuard guard(builder);
  OpBuilder saved = builder;
  builder = inner;
  SmallVector<int64_t> shape(domain.getShape());
  shape.insert(shape.begin(), count);
  if (pick(3) == 0) {
    // One member for all indices.
    Value same = grow(domain, depth);
    builder = saved;
    return same;
  }
  // A param, or a constant, of which a family can tell more.
  Value all = data(shape, isComplex(domain));
  SmallVector<OpFoldResult> offsets(shape.size(), builder.getIndexAttr(0)),
      strides(shape.size(), builder.getIndexAttr(1)), sizes;
  offsets[0] = index;
  for (int64_t extent : shape)
    sizes.push_back(builder.getIndexAttr(extent));
  sizes[0] = builder.getIndexAttr(1);
  Value weights = tensor::ExtractSliceOp::create(builder, loc, domain, all,
                                                 offsets, sizes, strides);
  Value diag = DiagOp::create(builder, loc, domain, weights);
  Value rest = grow(domain, depth);
  Value result = rest;
  if (coin())
    result = ComposeOp::create(builder, loc, ValueRange{rest, diag});
  builder = saved;
  return result;
}

Value RandomOperators::family(Type domain, int depth) {
  int64_t count = 1 + pick(3), kind = pick(4);
  if (kind >= 2) {
    if (domain.getRank() == 0)
      return leaf(domain);
    count = domain.getDimSize(0);
    domain = RankedTensorType::get(domain.getShape().drop_front(),
                                   domain.getElementType());
  }
  auto body = [&](OpBuilder &inner, Location, Value index) {
    return inLoop(inner, domain, index, count, depth - 1);
  };
  switch (kind) {
  case 0:
    return VStackForOp::create(builder, loc, count, body);
  case 1:
    return AddForOp::create(builder, loc, count, body);
  case 2:
    return HStackForOp::create(builder, loc, count, body);
  default:
    return BlockDiagForOp::create(builder, loc, count, body);
  }
}

/// A sum of multiples of the identity, as a list or a family: no bound of its
/// norm but the sum of all of them is exact.
Value RandomOperators::sumOfMultiples(Type space) {
  bool complex = isComplex(space);
  int64_t count = 1 + pick(3);
  if (coin()) {
    SmallVector<Value> parts;
    for (int64_t i = 0; i < count; ++i)
      parts.push_back(ScaleOp::create(builder, loc, space,
                                      scalar(complex && coin())));
    if (coin())
      parts.push_back(EyeOp::create(builder, loc, space));
    return AddOp::create(builder, loc, parts);
  }
  auto body = [&](OpBuilder &inner, Location, Value index) -> Value {
    OpBuilder::InsertionGuard guard(builder);
    OpBuilder saved = builder;
    builder = inner;
    bool complexFactors = complex && coin();
    Value all = data({count}, complexFactors);
    OpFoldResult one = builder.getIndexAttr(1);
    mlir::Type element =
        cast<RankedTensorType>(all.getType()).getElementType();
    Value factor = tensor::ExtractSliceOp::create(
        builder, loc, RankedTensorType::get({}, element), all,
        OpFoldResult(index), one, one);
    Value result = ScaleOp::create(builder, loc, space, factor);
    builder = saved;
    return result;
  };
  if (coin())
    return VStackForOp::create(builder, loc, count, body);
  return AddForOp::create(builder, loc, count, body);
}

/// Operators whose answers are easily taken for more than they are.
Value RandomOperators::special(Type domain) {
  // The transform of a real space, and the real part of its inverse.
  if (isComplex(domain) && domain.getRank() > 0 && coin()) {
    Type real =
        RankedTensorType::get(domain.getShape(), builder.getF64Type());
    Value transform = FftOp::create(builder, loc, real, ArrayRef<int64_t>{0},
                                    coin(), coin(), coin());
    Value back = AdjointOp::create(builder, loc, transform);
    Value diag =
        DiagOp::create(builder, loc, real, data(real.getShape(), false));
    return ComposeOp::create(builder, loc, ValueRange{transform, diag, back});
  }
  Value sum = sumOfMultiples(domain);
  if (rangeOf(sum) == domain && coin())
    return AdjointOp::create(builder, loc, sum);
  Value back = AdjointOp::create(builder, loc, sum);
  return ComposeOp::create(builder, loc, ValueRange{back, sum});
}

Value RandomOperators::grow(Type domain, int depth) {
  if (depth <= 0 || domain.getNumElements() > 60 || domain.getRank() > 4)
    return leaf(domain);
  if (pick(12) == 0)
    return special(domain);
  switch (pick(6)) {
  case 0:
    return AdjointOp::create(builder, loc, leafInto(domain));
  case 1:
  case 2:
    return product(domain, depth);
  case 3:
    return list(domain, depth);
  case 4:
    return family(domain, depth);
  default: {
    // The adjoint of a tree, back from where it went.
    Value there = grow(domain, depth - 1);
    Value back = AdjointOp::create(builder, loc, there);
    return ComposeOp::create(builder, loc, ValueRange{back, there});
  }
  }
}

} // namespace proxc::linop::test
