//===- SolverInterpreterSteps.cpp - library steps by definition -*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "SolverInterpreterBody.h"
#include <cmath>

using namespace mlir;

namespace proxc::reference {

//===----------------------------------------------------------------------===//
// Transforms
//===----------------------------------------------------------------------===//

/// exp(sign 2 pi i m / n) for m from 0 to n - 1.
static std::vector<Complex> rootsOfUnity(int64_t n, int sign) {
  std::vector<Complex> roots(n);
  for (int64_t m = 0; m < n; ++m)
    roots[m] = std::polar(1.0, sign * 2 * M_PI * static_cast<double>(m) /
                                   static_cast<double>(n));
  return roots;
}

/// Replaces every line along `axis` by `line(input, output)`; the output has
/// `extent` entries.
static Array
mapLines(const Array &x, int64_t axis, int64_t extent,
         llvm::function_ref<void(ArrayRef<Complex>, MutableArrayRef<Complex>)>
             line) {
  int64_t n = x.shape()[axis], stride = 1;
  for (int64_t a = axis + 1; a < x.rank(); ++a)
    stride *= x.shape()[a];
  SmallVector<int64_t, 6> shape(x.shape());
  shape[axis] = extent;
  Array y(shape);
  std::vector<Complex> in(n), out(extent);
  for (int64_t outer = 0; outer < x.size() / (n * stride); ++outer)
    for (int64_t inner = 0; inner < stride; ++inner) {
      for (int64_t i = 0; i < n; ++i)
        in[i] = x[(outer * n + i) * stride + inner];
      line(in, out);
      for (int64_t i = 0; i < extent; ++i)
        y[(outer * extent + i) * stride + inner] = out[i];
    }
  return y;
}

/// The first `extent` outputs of the transform along one axis.
static Array transformAlong(const Array &x, int64_t axis, int sign,
                            int64_t extent) {
  int64_t n = x.shape()[axis];
  std::vector<Complex> roots = rootsOfUnity(n, sign);
  return mapLines(x, axis, extent,
                  [&](ArrayRef<Complex> in, MutableArrayRef<Complex> out) {
                    for (int64_t k = 0; k < extent; ++k) {
                      Complex sum = 0;
                      for (int64_t r = 0; r < n; ++r)
                        sum += in[r] * roots[k * r % n];
                      out[k] = sum;
                    }
                  });
}

/// The real line of n entries whose first n / 2 + 1 modes are given; of modes 0
/// and n / 2, whose imaginary parts symmetry makes 0, only the real parts are
/// read.
static Array realLines(const Array &x, int64_t axis, int64_t n) {
  std::vector<Complex> roots = rootsOfUnity(n, 1);
  return mapLines(x, axis, n,
                  [&](ArrayRef<Complex> in, MutableArrayRef<Complex> out) {
                    for (int64_t r = 0; r < n; ++r) {
                      double sum = in[0].real();
                      for (int64_t k = 1; 2 * k < n; ++k)
                        sum += 2 * (in[k] * roots[k * r % n]).real();
                      if (n % 2 == 0)
                        sum += (r % 2 == 0 ? 1 : -1) * in[n / 2].real();
                      out[r] = sum;
                    }
                  });
}

Array transform(solver::FftKind kind, const Array &x, ArrayRef<int64_t> axes,
                ArrayRef<int64_t> shape) {
  int sign =
      kind == solver::FftKind::forward || kind == solver::FftKind::r2c ? -1 : 1;
  int64_t last = axes.back();
  Array y = x;
  if (kind == solver::FftKind::r2c)
    y = transformAlong(y, last, sign, shape[last]);
  for (int64_t axis : axes.drop_back())
    y = transformAlong(y, axis, sign, shape[axis]);
  if (kind == solver::FftKind::c2r)
    return realLines(y, last, shape[last]);
  if (kind == solver::FftKind::r2c)
    return y;
  return transformAlong(y, last, sign, shape[last]);
}

//===----------------------------------------------------------------------===//
// Sparse products
//===----------------------------------------------------------------------===//

FailureOr<Array> multiplySparse(solver::SparseOp op, const Array &x) {
  std::optional<Array> starts = linop::elementsValue(op.getRowStarts());
  std::optional<Array> columns = linop::elementsValue(op.getColumns());
  std::optional<Array> values = linop::elementsValue(op.getValues());
  if (!starts || !columns || !values)
    return op.emitError("expected a matrix whose entries are at hand, found an "
                        "elided resource");
  auto type = cast<RankedTensorType>(op.getType());
  int64_t rows = starts->size() - 1;
  int64_t inputs = x.shape().back(), outputs = type.getShape().back();
  if ((op.getAdjoint() ? inputs : outputs) != rows)
    return op.emitError("expected ")
           << rows << " rows, found " << (op.getAdjoint() ? inputs : outputs);
  Array y(type.getShape());
  auto integer = [](const Complex &v) {
    return static_cast<int64_t>(v.real());
  };
  for (int64_t batch = 0; batch < x.size() / inputs; ++batch)
    for (int64_t row = 0; row < rows; ++row)
      for (int64_t k = integer((*starts)[row]); k < integer((*starts)[row + 1]);
           ++k) {
        int64_t column = integer((*columns)[k]);
        if (column < 0 || column >= (op.getAdjoint() ? outputs : inputs))
          return op.emitError("expected columns inside the matrix, found ")
                 << column;
        if (op.getAdjoint())
          y[batch * outputs + column] +=
              std::conj((*values)[k]) * x[batch * inputs + row];
        else
          y[batch * outputs + row] += (*values)[k] * x[batch * inputs + column];
      }
  return y;
}

} // namespace proxc::reference
