//===- CsrTest.cpp - sparse products ---------------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc-rt/runtime.h"
#include "gtest/gtest.h"

#include <complex>
#include <cstring>
#include <random>
#include <vector>

namespace {

template <typename V> struct Matrix {
  int32_t rows, columns;
  std::vector<int32_t> start{0}, column;
  std::vector<V> value;
  Matrix(int32_t rows, int32_t columns) : rows(rows), columns(columns) {}
};

template <typename T> T draw(std::mt19937 &engine) {
  std::normal_distribution<double> normal;
  if constexpr (std::is_floating_point_v<T>)
    return T(normal(engine));
  else
    return T(typename T::value_type(normal(engine)),
             typename T::value_type(normal(engine)));
}

/// About `perRow` entries a row, some rows empty, the last one too.
template <typename V>
Matrix<V> makeMatrix(int32_t rows, int32_t columns, int perRow) {
  std::mt19937 engine(3);
  Matrix<V> matrix(rows, columns);
  for (int32_t row = 0; row < rows; ++row) {
    int count =
        row % 5 == 4 || row + 1 == rows ? 0 : int(engine() % perRow) + 1;
    for (int i = 0; i < count; ++i) {
      matrix.column.push_back(int32_t(engine() % columns));
      matrix.value.push_back(draw<V>(engine));
    }
    matrix.start.push_back(int32_t(matrix.column.size()));
  }
  return matrix;
}

/// The pattern of the transpose, with each entry's place in the original.
template <typename V>
Matrix<V> transposed(const Matrix<V> &matrix, std::vector<int32_t> &order) {
  Matrix<V> result(matrix.columns, matrix.rows);
  for (int32_t column = 0; column < matrix.columns; ++column) {
    for (int32_t row = 0; row < matrix.rows; ++row)
      for (int32_t e = matrix.start[row]; e < matrix.start[row + 1]; ++e)
        if (matrix.column[e] == column) {
          result.column.push_back(row);
          order.push_back(e);
        }
    result.start.push_back(int32_t(result.column.size()));
  }
  return result;
}

std::complex<double> wide(double value) { return value; }
template <typename T> std::complex<double> wide(std::complex<T> value) {
  return {value.real(), value.imag()};
}

/// Checks y = A x and x' = A^H y for one type code.
template <typename V, typename X, typename Y>
void check(int32_t type, int32_t real) {
  Matrix<V> matrix = makeMatrix<V>(101, 67, 9);
  std::mt19937 engine(5);
  std::vector<X> x(matrix.columns);
  for (X &value : x)
    value = draw<X>(engine);
  std::vector<Y> y(matrix.rows, Y(1));
  int32_t flags = real & PROXC_CSR_REAL_X;
  ASSERT_EQ(proxc_rt_csr_mv(type, flags, matrix.rows, matrix.start.data(),
                            matrix.column.data(), nullptr, matrix.value.data(),
                            x.data(), y.data()),
            PROXC_OK);
  bool isDouble = type == PROXC_CSR_F64 || type == PROXC_CSR_C128 ||
                  type == PROXC_CSR_F64_C128;
  double tolerance = isDouble ? 1e-12 : 1e-4;
  for (int32_t row = 0; row < matrix.rows; ++row) {
    std::complex<double> sum = 0;
    for (int32_t e = matrix.start[row]; e < matrix.start[row + 1]; ++e)
      sum += wide(matrix.value[e]) * wide(x[matrix.column[e]]);
    EXPECT_LT(std::abs(sum - wide(y[row])), tolerance);
  }
  // Re <A x, y> = Re <x, A^H y>, with the stored transpose and shared values.
  std::vector<int32_t> order;
  Matrix<V> transpose = transposed(matrix, order);
  std::vector<X> back(matrix.columns);
  flags = PROXC_CSR_CONJUGATE | (real ? PROXC_CSR_REAL_Y : 0);
  ASSERT_EQ(proxc_rt_csr_mv(type, flags, transpose.rows, transpose.start.data(),
                            transpose.column.data(), order.data(),
                            matrix.value.data(), y.data(), back.data()),
            PROXC_OK);
  double left = 0, right = 0;
  for (const Y &value : y)
    left += std::norm(wide(value));
  for (int32_t i = 0; i < matrix.columns; ++i)
    right += (std::conj(wide(x[i])) * wide(back[i])).real();
  EXPECT_NEAR(left, right, tolerance * std::abs(left));
}

TEST(Csr, productsAndAdjoints) {
  check<float, float, float>(PROXC_CSR_F32, 0);
  check<double, double, double>(PROXC_CSR_F64, 0);
  using C64 = std::complex<float>;
  using C128 = std::complex<double>;
  check<C64, C64, C64>(PROXC_CSR_C64, 0);
  check<C128, C128, C128>(PROXC_CSR_C128, 0);
  check<float, C64, C64>(PROXC_CSR_F32_C64, 0);
  check<double, C128, C128>(PROXC_CSR_F64_C128, 0);
  check<C64, float, C64>(PROXC_CSR_C64, PROXC_CSR_REAL_X);
  check<C128, double, C128>(PROXC_CSR_C128, PROXC_CSR_REAL_X);
}

TEST(Csr, accumulates) {
  Matrix<float> matrix = makeMatrix<float>(20, 20, 3);
  std::vector<float> x(20, 1.0f), once(20), twice(20, 0.5f);
  proxc_rt_csr_mv(PROXC_CSR_F32, 0, 20, matrix.start.data(),
                  matrix.column.data(), nullptr, matrix.value.data(), x.data(),
                  once.data());
  proxc_rt_csr_mv(PROXC_CSR_F32, PROXC_CSR_ACCUMULATE, 20, matrix.start.data(),
                  matrix.column.data(), nullptr, matrix.value.data(), x.data(),
                  twice.data());
  for (int i = 0; i < 20; ++i)
    EXPECT_FLOAT_EQ(twice[i], once[i] + 0.5f);
}

TEST(Csr, sameBitsForAnyNumberOfThreads) {
  Matrix<float> matrix = makeMatrix<float>(20000, 5000, 20);
  std::vector<float> x(5000);
  for (int i = 0; i < 5000; ++i)
    x[i] = float(i % 17) * 0.1f;
  std::vector<float> first;
  for (int32_t threads : {1, 2, 5}) {
    proxc_rt_set_threads(threads);
    std::vector<float> y(20000, -1.0f);
    proxc_rt_csr_mv(PROXC_CSR_F32, 0, 20000, matrix.start.data(),
                    matrix.column.data(), nullptr, matrix.value.data(),
                    x.data(), y.data());
    if (first.empty())
      first = y;
    EXPECT_EQ(std::memcmp(first.data(), y.data(), y.size() * 4), 0);
    EXPECT_EQ(y[19999], 0.0f); // an empty row
  }
  proxc_rt_set_threads(0);
}

TEST(Csr, refusesUnknownTypes) {
  int32_t start = 0;
  EXPECT_EQ(proxc_rt_csr_mv(6, 0, 0, &start, nullptr, nullptr, nullptr, nullptr,
                            nullptr),
            PROXC_ERROR_UNSUPPORTED);
}

} // namespace
