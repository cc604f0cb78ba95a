//===- Array.h - arrays of the reference interpreter ------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_REFERENCE_ARRAY_H
#define PROXC_REFERENCE_ARRAY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <complex>
#include <cstdint>
#include <vector>

namespace proxc::reference {

using Complex = std::complex<double>;

/// A dense row-major array of complex doubles: every element type of the
/// language widens to it without loss, which keeps the interpreter plain.
/// Rank 0 holds one element.
class Array {
public:
  Array() : data(1) {}
  explicit Array(llvm::ArrayRef<int64_t> shape, Complex fill = 0.0)
      : shape_(shape), data(count(shape), fill) {}

  static Array scalar(Complex value) { return Array({}, value); }

  llvm::ArrayRef<int64_t> shape() const { return shape_; }
  int64_t rank() const { return static_cast<int64_t>(shape_.size()); }
  int64_t size() const { return static_cast<int64_t>(data.size()); }

  Complex &operator[](int64_t flat) { return data[flat]; }
  const Complex &operator[](int64_t flat) const { return data[flat]; }
  Complex &at(llvm::ArrayRef<int64_t> index) { return data[offset(index)]; }
  const Complex &at(llvm::ArrayRef<int64_t> index) const {
    return data[offset(index)];
  }

  /// Row-major position of `index`, which has one entry an axis.
  int64_t offset(llvm::ArrayRef<int64_t> index) const {
    int64_t position = 0;
    for (auto [extent, i] : llvm::zip(shape_, index))
      position = position * extent + i;
    return position;
  }

  /// Number of elements of an array of this shape.
  static int64_t count(llvm::ArrayRef<int64_t> shape) {
    int64_t n = 1;
    for (int64_t extent : shape)
      n *= extent;
    return n;
  }

  /// Calls `body` with every index, in row-major order.
  static void forEachIndex(llvm::ArrayRef<int64_t> shape,
                           llvm::function_ref<void(llvm::ArrayRef<int64_t>)> body);

  /// The same elements under another shape of the same size.
  Array reshaped(llvm::ArrayRef<int64_t> shape) const;

  /// Sets all imaginary parts to zero.
  void dropImaginary();

private:
  llvm::SmallVector<int64_t, 4> shape_;
  std::vector<Complex> data;
};

/// Re<x, y>, the inner product of all spaces of the language.
double innerProduct(const Array &x, const Array &y);

/// sqrt(Re<x, x>).
double norm(const Array &x);

/// a x + b y elementwise; x and y have one shape.
Array axpby(Complex a, const Array &x, Complex b, const Array &y);

/// Reproducible values in [-1, 1), complex in both parts if `complex`.
Array randomArray(llvm::ArrayRef<int64_t> shape, bool complex, uint64_t seed);

} // namespace proxc::reference

#endif // PROXC_REFERENCE_ARRAY_H
