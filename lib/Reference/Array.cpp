//===- Array.cpp - arrays of the reference interpreter ----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Reference/Array.h"
#include "llvm/ADT/STLExtras.h"
#include <cassert>
#include <cmath>

namespace proxc::reference {

void Array::forEachIndex(
    llvm::ArrayRef<int64_t> shape,
    llvm::function_ref<void(llvm::ArrayRef<int64_t>)> body) {
  int64_t n = count(shape);
  llvm::SmallVector<int64_t, 8> index(shape.size(), 0);
  for (int64_t i = 0; i < n; ++i) {
    body(index);
    for (size_t axis = shape.size(); axis-- > 0;) {
      if (++index[axis] < shape[axis])
        break;
      index[axis] = 0;
    }
  }
}

Array Array::reshaped(llvm::ArrayRef<int64_t> shape) const {
  assert(count(shape) == size() && "a reshape keeps the number of entries");
  Array result = *this;
  result.shape_.assign(shape.begin(), shape.end());
  return result;
}

void Array::dropImaginary() {
  for (Complex &entry : data)
    entry = entry.real();
}

double innerProduct(const Array &x, const Array &y) {
  assert(x.size() == y.size() && "an inner product needs one shape");
  double sum = 0;
  for (int64_t i = 0; i < x.size(); ++i)
    sum += x[i].real() * y[i].real() + x[i].imag() * y[i].imag();
  return sum;
}

double norm(const Array &x) { return std::sqrt(innerProduct(x, x)); }

Array axpby(Complex a, const Array &x, Complex b, const Array &y) {
  assert(x.size() == y.size() && "a sum needs one shape");
  Array result(x.shape());
  for (int64_t i = 0; i < x.size(); ++i)
    result[i] = a * x[i] + b * y[i];
  return result;
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same values on every machine.
static uint64_t nextRandom(uint64_t &state) {
  uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

static double nextUniform(uint64_t &state) {
  return static_cast<double>(nextRandom(state) >> 11) * 0x1.0p-52 - 1.0;
}

Array randomArray(llvm::ArrayRef<int64_t> shape, bool complex, uint64_t seed) {
  Array result(shape);
  uint64_t state = seed;
  for (int64_t i = 0; i < result.size(); ++i) {
    double re = nextUniform(state);
    double im = complex ? nextUniform(state) : 0.0;
    result[i] = {re, im};
  }
  return result;
}

} // namespace proxc::reference
