//===- Diff.cpp - grad and diff as steps ------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Differences read at constant offsets that are clamped into the array; what a
// boundary changes is selected by comparing the index with the edge. So a
// kernel never reads outside, and its interior has no branch.
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/Support/MathExtras.h"

using namespace proxc;
using namespace proxc::lowering;
using linop::Boundary;
using linop::Scheme;

namespace {

/// The difference along one axis.
struct Difference {
  int64_t axis;
  int64_t extent;
  Scheme scheme;
  Boundary boundary;
  double spacing;
};

/// The entry of the array at a position along the axis.
using ReadAt = llvm::function_ref<Value(Value)>;

/// x[i + offset] for an offset of 1 or -1, with what the boundary puts outside.
Value neighbour(Body &body, const Difference &d, ReadAt read, Value i,
                int64_t offset) {
  Value inner = read(body.clampIndex(body.addIndex(i, offset), d.extent));
  if (d.boundary == Boundary::replicate)
    return inner;
  int64_t edge = offset > 0 ? d.extent - 1 : 0;
  Value outside = d.boundary == Boundary::periodic
                      ? read(body.index(d.extent - 1 - edge))
                      : body.real(0.0, inner.getType());
  return body.select(body.equal(i, body.index(edge)), outside, inner);
}

/// The transpose of `neighbour`, at position i.
Value neighbourAdjoint(Body &body, const Difference &d, ReadAt read, Value i,
                       int64_t offset) {
  Value inner = read(body.clampIndex(body.addIndex(i, -offset), d.extent));
  Value zero = body.real(0.0, inner.getType());
  // The entries that `neighbour` reads nowhere, and where it reads outside.
  int64_t unread = offset > 0 ? 0 : d.extent - 1;
  int64_t edge = d.extent - 1 - unread;
  Value atUnread = body.equal(i, body.index(unread));
  if (d.boundary == Boundary::periodic)
    return body.select(atUnread, read(body.index(edge)), inner);
  Value sum = body.select(atUnread, zero, inner);
  if (d.boundary == Boundary::replicate)
    sum = body.add(sum,
                   body.select(body.equal(i, body.index(edge)), read(i), zero));
  return sum;
}

Value scaled(Body &body, Value value, double factor) {
  if (factor == 1.0)
    return value;
  return body.mul(value,
                  body.real(factor, linop::realElement(value.getType())));
}

Value difference(Body &body, const Difference &d, ReadAt read, Value i) {
  switch (d.scheme) {
  case Scheme::forward:
    return scaled(body, body.sub(neighbour(body, d, read, i, 1), read(i)),
                  1.0 / d.spacing);
  case Scheme::backward:
    return scaled(body, body.sub(read(i), neighbour(body, d, read, i, -1)),
                  1.0 / d.spacing);
  case Scheme::central:
    return scaled(body,
                  body.sub(neighbour(body, d, read, i, 1),
                           neighbour(body, d, read, i, -1)),
                  0.5 / d.spacing);
  }
  llvm_unreachable("all schemes are handled");
}

/// What an adjoint adds up: the products with the entries of D, or with their
/// squares.
enum class Entries { plain, squared };

/// (a - b) factor, or (a + b) factor^2: the entries are factor and -factor.
Value weighted(Body &body, Entries entries, Value a, Value b, double factor) {
  if (entries == Entries::squared)
    return scaled(body, body.add(a, b), factor * factor);
  return scaled(body, body.sub(a, b), factor);
}

/// The one-sided adjoint for `replicate`: the difference at the edge is 0, so
/// what is stored there does not count.
Value replicateAdjoint(Body &body, const Difference &d, ReadAt read, Value i,
                       Entries entries) {
  bool forward = d.scheme == Scheme::forward;
  Value here = read(i);
  Value zero = body.real(0.0, here.getType());
  Value before =
      read(body.clampIndex(body.addIndex(i, forward ? -1 : 1), d.extent));
  Value first = body.index(0), last = body.index(d.extent - 1);
  before = body.select(body.equal(i, forward ? first : last), zero, before);
  here = body.select(body.equal(i, forward ? last : first), zero, here);
  return weighted(body, entries, forward ? before : here,
                  forward ? here : before, 1.0 / d.spacing);
}

Value differenceAdjoint(Body &body, const Difference &d, ReadAt read, Value i,
                        Entries entries = Entries::plain) {
  if (d.boundary == Boundary::replicate && d.scheme != Scheme::central)
    return replicateAdjoint(body, d, read, i, entries);
  switch (d.scheme) {
  case Scheme::forward:
    return weighted(body, entries, neighbourAdjoint(body, d, read, i, 1),
                    read(i), 1.0 / d.spacing);
  case Scheme::backward:
    return weighted(body, entries, read(i),
                    neighbourAdjoint(body, d, read, i, -1), 1.0 / d.spacing);
  case Scheme::central:
    return weighted(body, entries, neighbourAdjoint(body, d, read, i, 1),
                    neighbourAdjoint(body, d, read, i, -1), 0.5 / d.spacing);
  }
  llvm_unreachable("all schemes are handled");
}

/// True where both entries that a difference reads are one, so that it is 0.
bool vanishes(const Difference &d) {
  if (d.boundary == Boundary::zero)
    return false;
  return d.extent == 1 || (d.extent == 2 && d.scheme == Scheme::central &&
                           d.boundary == Boundary::periodic);
}

/// Entry i of the diagonal of D* P D, with the weights that `read` reads.
Value squaredAdjoint(Body &body, const Difference &d, ReadAt read, Value i) {
  if (vanishes(d))
    return body.real(0.0, read(i).getType());
  return differenceAdjoint(body, d, read, i, Entries::squared);
}

//===----------------------------------------------------------------------===//
// Spectra
//===----------------------------------------------------------------------===//

/// sin(pi k factor / n).
Value sine(Body &body, Value k, double factor, int64_t n, Type real) {
  Value angle = body.mul(
      toReal(body, k, real),
      body.real(llvm::numbers::pi * factor / static_cast<double>(n), real));
  return mlir::math::SinOp::create(body.builder, body.location, angle);
}

/// |symbol|^2 at frequency k: of the DCT-II, or of the Fourier transform.
Value squaredSymbol(Body &body, const Difference &d, const Basis &basis,
                    Value k, Type real) {
  // |exp(i t) - 1|^2 = 4 sin^2(t / 2), with t = 2 pi k / n or pi k / n; the
  // form with the sine is exact to the last digit for small t.
  double factor = basis.kind == Basis::Dct ? 0.5 : 1.0;
  double scale = 4.0;
  if (d.scheme == Scheme::central) {
    // |i sin(t)|^2.
    factor *= 2.0;
    scale = 1.0;
  }
  Value s = sine(body, k, factor, d.extent, real);
  return body.mul(body.mul(s, s),
                  body.real(scale / (d.spacing * d.spacing), real));
}

/// The diagonal of the sum of D* D in `basis`.
FailureOr<Stream> gramDiagonal(Operation *op, StepBuilder &steps,
                               const Basis &basis,
                               ArrayRef<Difference> differences) {
  bool known = basis.kind == Basis::Fourier || basis.kind == Basis::Dct;
  for (const Difference &d : differences)
    known &= llvm::is_contained(basis.axes, d.axis);
  if (!known)
    return noDiagonal(op);
  RankedTensorType type = gramType(domainOf(op), basis);
  Type real = type.getElementType();
  return steps.map(type, {}, [&](Body &body, ValueRange index) -> Value {
    Value sum;
    for (const Difference &d : differences) {
      Value term = squaredSymbol(body, d, basis, index[d.axis], real);
      sum = sum ? body.add(sum, term) : term;
    }
    return sum ? sum : body.real(0.0, real);
  });
}

/// exp(i t) - 1, 1 - exp(-i t) or i sin(t), divided by the spacing.
Value symbol(Body &body, const Difference &d, Value k, Type real) {
  double inverse = 1.0 / d.spacing;
  Value odd = scaled(body, sine(body, k, 2.0, d.extent, real), inverse);
  if (d.scheme == Scheme::central)
    return body.complex(body.real(0.0, real), odd);
  Value half = sine(body, k, 1.0, d.extent, real);
  double sign = d.scheme == Scheme::forward ? -2.0 : 2.0;
  return body.complex(scaled(body, body.mul(half, half), sign * inverse), odd);
}

//===----------------------------------------------------------------------===//
// Lowerings
//===----------------------------------------------------------------------===//

struct GradLowering : Lowering<GradLowering, linop::GradOp> {
  static SmallVector<Difference, 4> differences(Operation *op) {
    auto grad = cast<linop::GradOp>(op);
    SmallVector<Difference, 4> result;
    for (auto [axis, spacing] : llvm::zip(grad.getAxes(), grad.getSpacing()))
      result.push_back({axis, grad.getDomain().getDimSize(axis),
                        grad.getScheme(), grad.getBoundary(), spacing});
    return result;
  }

  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    auto parts = differences(op);
    return steps.map(rangeOf(op), {x}, [&](Body &body, ValueRange index) {
      // The component is a constant once its axis is unrolled, and all but one
      // of these expressions fold away.
      ValueRange inner = index.drop_front();
      Value result;
      for (int64_t c = parts.size() - 1; c >= 0; --c) {
        const Difference &d = parts[c];
        auto read = [&](Value at) {
          return body.read(x, withIndex(inner, d.axis, at));
        };
        Value component = difference(body, d, read, inner[d.axis]);
        result = result ? body.select(body.equal(index.front(), body.index(c)),
                                      component, result)
                        : component;
      }
      return result;
    });
  }

  /// The sum over the axes of what `adjoint` makes of their components.
  static Stream addAdjoints(
      Operation *op, StepBuilder &steps, RankedTensorType type, const Stream &y,
      llvm::function_ref<Value(Body &, const Difference &, ReadAt, Value)>
          adjoint) {
    auto parts = differences(op);
    return steps.map(type, {y}, [&](Body &body, ValueRange index) {
      Value sum;
      for (auto [c, d] : llvm::enumerate(parts)) {
        auto read = [&, c = c, axis = d.axis](Value at) {
          SmallVector<Value, 6> full{body.index(c)};
          llvm::append_range(full, withIndex(index, axis, at));
          return body.read(y, full);
        };
        Value term = adjoint(body, d, read, index[d.axis]);
        sum = sum ? body.add(sum, term) : term;
      }
      return sum;
    });
  }

  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    return addAdjoints(
        op, steps, domainOf(op), y,
        [](Body &body, const Difference &d, ReadAt read, Value i) {
          return differenceAdjoint(body, d, read, i);
        });
  }

  SmallVector<int64_t, 6> getMixedAxes(Operation *op) const {
    return SmallVector<int64_t, 6>(cast<linop::GradOp>(op).getAxes());
  }
  FailureOr<Stream> lowerNormalDiagonal(Operation *op, StepBuilder &steps,
                                        const Stream &weights) const {
    return addAdjoints(op, steps, realType(domainOf(op)),
                       weightsOrOnes(op, steps, weights), squaredAdjoint);
  }

  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    return gramDiagonal(op, steps, basis, differences(op));
  }
};

struct DiffLowering : Lowering<DiffLowering, linop::DiffOp> {
  static Difference differenceOf(Operation *op) {
    auto diff = cast<linop::DiffOp>(op);
    auto axis = static_cast<int64_t>(diff.getAxis());
    return {axis, diff.getDomain().getDimSize(axis), diff.getScheme(),
            diff.getBoundary(), diff.getSpacing().convertToDouble()};
  }

  FailureOr<Stream> lowerForward(Operation *op, StepBuilder &steps,
                                 const Stream &x) const {
    Difference d = differenceOf(op);
    return steps.map(rangeOf(op), {x}, [&](Body &body, ValueRange index) {
      auto read = [&](Value at) {
        return body.read(x, withIndex(index, d.axis, at));
      };
      return difference(body, d, read, index[d.axis]);
    });
  }

  FailureOr<Stream> lowerAdjoint(Operation *op, StepBuilder &steps,
                                 const Stream &y) const {
    Difference d = differenceOf(op);
    return steps.map(domainOf(op), {y}, [&](Body &body, ValueRange index) {
      auto read = [&](Value at) {
        return body.read(y, withIndex(index, d.axis, at));
      };
      return differenceAdjoint(body, d, read, index[d.axis]);
    });
  }

  SmallVector<int64_t, 6> getMixedAxes(Operation *op) const {
    return {differenceOf(op).axis};
  }
  FailureOr<Stream> lowerNormalDiagonal(Operation *op, StepBuilder &steps,
                                        const Stream &weights) const {
    Difference d = differenceOf(op);
    Stream p = weightsOrOnes(op, steps, weights);
    return steps.map(realType(domainOf(op)), {p},
                     [&](Body &body, ValueRange index) {
                       auto read = [&](Value at) {
                         return body.read(p, withIndex(index, d.axis, at));
                       };
                       return squaredAdjoint(body, d, read, index[d.axis]);
                     });
  }

  FailureOr<Stream> lowerDiagonal(Operation *op, StepBuilder &steps,
                                  const Basis &basis) const {
    Difference d = differenceOf(op);
    if (basis.kind != Basis::Fourier || !llvm::is_contained(basis.axes, d.axis))
      return noDiagonal(op);
    RankedTensorType type = diagonalType(
        domainOf(op), basis, complexElement(domainOf(op).getElementType()));
    return steps.map(type, {}, [&](Body &body, ValueRange index) {
      return symbol(body, d, index[d.axis],
                    linop::realElement(type.getElementType()));
    });
  }

  FailureOr<Stream> lowerGramDiagonal(Operation *op, StepBuilder &steps,
                                      const Basis &basis) const {
    return gramDiagonal(op, steps, basis, differenceOf(op));
  }
};

} // namespace

void lowering::attachDiffLowerings(MLIRContext &context) {
  linop::GradOp::attachInterface<GradLowering>(context);
  linop::DiffOp::attachInterface<DiffLowering>(context);
}
