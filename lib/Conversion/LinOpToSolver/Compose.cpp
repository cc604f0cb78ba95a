//===- Compose.cpp - products, sums and adjoints as steps -------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Lowering.h"

using namespace proxc;
using namespace proxc::lowering;

namespace {

/// Entry by entry f(a, b) of two arrays of one shape.
Stream combine(StepBuilder &steps, RankedTensorType type, const Stream &a,
               const Stream &b,
               llvm::function_ref<Value(Body &, Value, Value)> f) {
  return steps.map(type, {a, b}, [&](Body &body, ValueRange index) -> Value {
    return body.cast(f(body, body.read(a, index), body.read(b, index)),
                     type.getElementType());
  });
}

//===----------------------------------------------------------------------===//
// compose
//===----------------------------------------------------------------------===//

struct ComposeLowering : Lowering<ComposeLowering, linop::ComposeOp> {
  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    FailureOr<Stream> y = x;
    for (Value part : llvm::reverse(op->getOperands())) {
      y = lowerApply(steps, part, *y);
      if (failed(y))
        return failure();
    }
    return y;
  }

  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    FailureOr<Stream> x = y;
    for (Value part : op->getOperands()) {
      x = lowerApply(steps, part, *x, /*adjoint=*/true);
      if (failed(x))
        return failure();
    }
    return x;
  }

  /// The product of the parts' diagonals, where each has one in this basis
  /// over one field; else (F* diag F) by probing.
  FailureOr<Stream> lowerDiagonal(Operation *op, StepBuilder &steps,
                                  const Basis &basis) const {
    if (!allDiagonal(op, basis))
      return diagonalByProbing(steps, op, basis, /*gram=*/false);
    Stream product;
    for (Value part : llvm::reverse(op->getOperands())) {
      FailureOr<Stream> diagonal = diagonalOf(steps, part, basis);
      if (failed(diagonal))
        return failure();
      if (!product) {
        product = *diagonal;
        continue;
      }
      Type element = linop::promoteElements(product.getElementType(),
                                            diagonal->getElementType());
      product = combine(steps, linop::withElement(product.getType(), element),
                        product, *diagonal, [](Body &body, Value a, Value b) {
                          return body.mul(a, b);
                        });
    }
    return product;
  }

  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    if (!hasSimpleGram(op->getOperands(), basis))
      return diagonalByProbing(steps, op, basis, /*gram=*/true);
    return gramOf(op, steps, op->getOperands(), basis);
  }

  SmallVector<int64_t, 6> getMixedAxes(Operation *op) const {
    for (Value part : op->getOperands())
      if (!mixedAxesOf(part).empty())
        return proxc::mixedAxes(op);
    return {};
  }

  /// |A B|^2 is |A|^2 |B|^2, entry by entry, where every entry of A B is one
  /// product.
  FailureOr<Stream> lowerNormalDiagonal(Operation *op, StepBuilder &steps,
                                        const Stream &weights) const {
    FailureOr<Stream> diagonal = weights;
    ValueRange rest = op->getOperands();
    for (Value part : op->getOperands()) {
      rest = rest.drop_front();
      diagonal = isOneProduct(part, rest)
                     ? normalDiagonalOf(steps, part, *diagonal)
                     : FailureOr<Stream>();
      if (failed(diagonal))
        return proxc::normalDiagonal(op, steps, weights);
    }
    return diagonal;
  }

  FailureOr<Stream> lowerNormBound(Operation *op, StepBuilder &steps) const {
    return boundFromParts(op, steps, [](Body &body, ValueRange values) {
      Value product = values.front();
      for (Value value : values.drop_front())
        product = body.mul(product, value);
      return product;
    });
  }

private:
  /// The axes of the range of the product of `parts` along which what an entry
  /// of the domain reaches has one position.
  static SmallVector<int64_t, 6> fixedAxes(ValueRange parts) {
    auto first = parts.front().getDefiningOp<linop::LinearOperatorInterface>();
    auto rule = first ? first.getIndexRule() : std::nullopt;
    SmallVector<int64_t, 6> axes;
    if (!rule)
      return axes;
    SmallVector<int64_t, 6> inner;
    if (parts.size() > 1)
      inner = fixedAxes(parts.drop_front());
    for (auto [axis, source] : llvm::enumerate(rule->source))
      if (source >= 0 &&
          (parts.size() == 1 ||
           llvm::is_contained(inner, static_cast<int64_t>(axis))))
        axes.push_back(source);
    return axes;
  }

  /// An entry of A and one of the product of `rest` have at most one entry
  /// between them, on the way from an input to an output.
  static bool isOneProduct(Value A, ValueRange rest) {
    SmallVector<int64_t, 6> mixed = mixedAxesOf(A);
    if (rest.empty() || mixed.empty())
      return true;
    SmallVector<int64_t, 6> fixed = fixedAxes(rest);
    return llvm::all_of(
        mixed, [&](int64_t axis) { return llvm::is_contained(fixed, axis); });
  }

  /// True where a part is diagonal in `basis`, with a diagonal of the product's
  /// shape: half spectra are multiplied only between real spaces.
  static bool isDiagonal(Value part, const Basis &basis, bool real) {
    auto operation = part.getDefiningOp<linop::LinearOperatorInterface>();
    if (!operation)
      return false;
    if (real && basis.kind == Basis::Fourier &&
        (linop::isComplex(operation.getDomain()) ||
         linop::isComplex(operation.getRange())))
      return false;
    return isAnyOr(operation.getDiagonalBasis(), basis);
  }
  static bool isAnyOr(const Basis &own, const Basis &basis) {
    return own.kind == Basis::Any || own == basis;
  }
  static bool allDiagonal(Operation *op, const Basis &basis) {
    bool real = !linop::isComplex(domainOf(op));
    return llvm::all_of(op->getOperands(), [&](Value part) {
      return isDiagonal(part, basis, real);
    });
  }

  static bool hasAnyGram(Value part) {
    auto operation = part.getDefiningOp<linop::LinearOperatorInterface>();
    return operation && operation.getGramBasis().kind == Basis::Any;
  }

  /// True where `gramOf` has a formula for the product of `parts`.
  static bool hasSimpleGram(ValueRange parts, const Basis &basis) {
    auto last = parts.back().getDefiningOp<linop::LinearOperatorInterface>();
    if (!last)
      return false;
    if (parts.size() == 1)
      return isAnyOr(last.getGramBasis(), basis);
    if (hasAnyGram(parts.front()))
      return hasSimpleGram(parts.drop_front(), basis);
    return isDiagonal(parts.back(), basis,
                      !linop::isComplex(last.getDomain())) &&
           hasSimpleGram(parts.drop_back(), basis);
  }

  /// The diagonal of A* A for the product A of `parts`: a leading multiple of
  /// an isometry is a factor, and so is the squared diagonal of the last part.
  static FailureOr<Stream> gramOf(Operation *op, StepBuilder &steps,
                                  ValueRange parts, const Basis &basis) {
    if (parts.size() == 1)
      return gramDiagonalOf(steps, parts.front(), basis);
    RankedTensorType type = gramType(domainOf(op), basis);
    bool isFactor = hasAnyGram(parts.front());
    FailureOr<Stream> outer =
        isFactor ? gramDiagonalOf(steps, parts.front(), Basis::pixel())
                 : gramDiagonalOf(steps, parts.back(), basis);
    FailureOr<Stream> rest = gramOf(
        op, steps, isFactor ? parts.drop_front() : parts.drop_back(), basis);
    if (failed(outer) || failed(rest))
      return failure();
    return steps.map(type, {*outer, *rest},
                     [&](Body &body, ValueRange index) -> Value {
                       SmallVector<Value, 6> at(index);
                       if (isFactor)
                         at.assign(outer->getShape().size(), body.index(0));
                       return body.cast(body.mul(body.read(*outer, at),
                                                 body.read(*rest, index)),
                                        type.getElementType());
                     });
  }
};

//===----------------------------------------------------------------------===//
// add
//===----------------------------------------------------------------------===//

struct AddLowering : Lowering<AddLowering, linop::AddOp> {
  static FailureOr<Stream> sum(Operation *op, StepBuilder &steps,
                               RankedTensorType type, const Stream &x,
                               bool adjoint) {
    SmallVector<Stream, 4> terms;
    for (Value part : op->getOperands()) {
      FailureOr<Stream> term = lowerApply(steps, part, x, adjoint);
      if (failed(term))
        return failure();
      terms.push_back(*term);
    }
    return steps.map(type, terms, [&](Body &body, ValueRange index) -> Value {
      Value total = body.read(terms.front(), index);
      for (const Stream &term : ArrayRef<Stream>(terms).drop_front())
        total = body.add(total, body.read(term, index));
      return body.cast(total, type.getElementType());
    });
  }

  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    return sum(op, steps, rangeOf(op), x, false);
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    return sum(op, steps, domainOf(op), y, true);
  }

  FailureOr<Stream> lowerDiagonal(Operation *op, StepBuilder &steps,
                                  const Basis &basis) const {
    Stream total;
    for (Value part : op->getOperands()) {
      FailureOr<Stream> diagonal = diagonalOf(steps, part, basis);
      if (failed(diagonal))
        return failure();
      if (!total) {
        total = *diagonal;
        continue;
      }
      Type element = linop::promoteElements(total.getElementType(),
                                            diagonal->getElementType());
      total = combine(
          steps, linop::withElement(total.getType(), element), total, *diagonal,
          [](Body &body, Value a, Value b) { return body.add(a, b); });
    }
    return total;
  }

  FailureOr<Stream> lowerNormBound(Operation *op, StepBuilder &steps) const {
    return boundFromParts(op, steps, [](Body &body, ValueRange values) {
      Value total = values.front();
      for (Value value : values.drop_front())
        total = body.add(total, value);
      return total;
    });
  }
};

//===----------------------------------------------------------------------===//
// adjoint
//===----------------------------------------------------------------------===//

struct AdjointLowering : Lowering<AdjointLowering, linop::AdjointOp> {
  static Value inner(Operation *op) { return op->getOperand(0); }

  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    return lowerApply(steps, inner(op), x, /*adjoint=*/true);
  }
  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    return lowerApply(steps, inner(op), y);
  }
  FailureOr<Stream> lowerDiagonal(Operation *op, StepBuilder &steps,
                                  const Basis &basis) const {
    // Over two fields the diagonals of A and A* have different shapes.
    if (basis.kind == Basis::Fourier &&
        linop::isComplex(domainOf(op)) != linop::isComplex(rangeOf(op)))
      return diagonalByProbing(steps, op, basis, /*gram=*/false);
    FailureOr<Stream> diagonal = diagonalOf(steps, inner(op), basis);
    if (failed(diagonal))
      return failure();
    if (!isComplex(diagonal->getElementType()))
      return diagonal;
    return elementwise(steps, diagonal->getType(), *diagonal,
                       [](Body &body, Value d) { return body.conj(d); });
  }
  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    return diagonalByProbing(steps, op, basis, /*gram=*/true);
  }
  FailureOr<Stream> lowerNormBound(Operation *op, StepBuilder &steps) const {
    return normBoundOf(steps, inner(op));
  }
};

} // namespace

void lowering::attachComposeLowerings(MLIRContext &context) {
  linop::ComposeOp::attachInterface<ComposeLowering>(context);
  linop::AddOp::attachInterface<AddLowering>(context);
  linop::AdjointOp::attachInterface<AdjointLowering>(context);
}
