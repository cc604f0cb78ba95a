//===- Convert.cpp - from what a file holds to what is declared --*- C++
//-*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/IO/Files.h"

#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace llvm;

namespace proxc::io {

namespace {

std::string printNumber(double value) {
  std::string text;
  raw_string_ostream os(text);
  os << format("%.9g", value);
  return text;
}

/// What most likely repairs a wrong shape; empty where nothing does.
std::string shapeHint(const LoadedFile &file, ArrayRef<int64_t> wanted) {
  SmallVector<int64_t, 6> found = file.shape();
  if (found.size() == 3 && wanted.size() == 2 &&
      ArrayRef<int64_t>(found).drop_back() == wanted && found[2] <= 4)
    return "; add ':gray' to the name";
  if (found.size() == 3 && wanted.size() == 3 && found[2] == 4 &&
      wanted[2] == 3 && found[0] == wanted[0] && found[1] == wanted[1])
    return "; add ':rgb' to the name to drop alpha";
  if (file.isPicture && found.size() == 2 && wanted.size() == 3 &&
      wanted[2] == 3 && wanted.drop_back() == ArrayRef<int64_t>(found))
    return "; add ':rgb' to the name to repeat the channel";
  SmallVector<int64_t, 6> reversed(found.rbegin(), found.rend());
  if (found.size() > 1 && ArrayRef<int64_t>(reversed) == wanted)
    return "; the axes are in reverse order, the last one is contiguous";
  SmallVector<int64_t, 6> squeezed, wantedSqueezed;
  copy_if(found, std::back_inserter(squeezed),
          [](int64_t n) { return n != 1; });
  copy_if(wanted, std::back_inserter(wantedSqueezed),
          [](int64_t n) { return n != 1; });
  if (squeezed == wantedSqueezed)
    return "; the axes of size 1 must agree too";
  return "";
}

Error shapeError(const LoadedFile &file, const Declared &declared) {
  return fileError(file.path,
                   "expected " + formatType(declared.type, declared.shape) +
                       " for '" + declared.name + "', found " +
                       file.describe() + shapeHint(file, declared.shape));
}

Error badEntry(StringRef where, const HostArray &array, int64_t flat) {
  std::complex<double> value = array.get(flat);
  bool isNan = std::isnan(value.real()) || std::isnan(value.imag());
  return fileError(where, "expected finite data, found " +
                              Twine(isNan ? "NaN" : "infinity") + " at " +
                              formatIndex(array.shape(), flat));
}

Error complexForReal(StringRef where, const Declared &declared) {
  return fileError(where,
                   "expected real data for '" + declared.name + "' (" +
                       elementTypeName(declared.type) +
                       "), found complex data; declare it " +
                       (declared.type == ElementType::F64 ? "c128" : "c64") +
                       " or add ':real' or ':abs' to the name");
}

Error doesNotFit(StringRef where, const Declared &declared, double value,
                 ArrayRef<int64_t> shape, int64_t flat) {
  return fileError(where, "value " + printNumber(value) + " at " +
                              formatIndex(shape, flat) + " does not fit " +
                              elementTypeName(declared.type) + " ('" +
                              declared.name + "')");
}

/// Converts block by block and looks at what was stored.
class Converter {
public:
  Converter(StringRef where, const Declared &declared, const HostArray &in,
            double divisor, bool mayRound)
      : where(where), declared(declared), in(in), divisor(divisor),
        mayRound(mayRound), out(declared.type, in.shape()) {}

  Expected<HostArray> run() {
    bool isComplex = isComplexType(declared.type);
    double real[block], imag[block];
    for (int64_t at = 0; at < in.numElements(); at += block) {
      int64_t n = std::min(block, in.numElements() - at);
      in.loadReal(at, n, real);
      if (isComplex)
        in.loadImag(at, n, imag);
      if (Error error = prepare(at, n, real))
        return error;
      if (isComplex)
        if (Error error = prepare(at, n, imag))
          return error;
      out.store(at, n, real, imag);
      double stored[block];
      out.loadReal(at, n, stored);
      if (Error error = compare(at, n, real, stored))
        return error;
      if (!isComplex)
        continue;
      out.loadImag(at, n, stored);
      if (Error error = compare(at, n, imag, stored))
        return error;
    }
    return std::move(out);
  }

private:
  static constexpr int64_t block = 1024;

  /// Scales, and rounds for integer types.
  Error prepare(int64_t at, int64_t n, double *values) {
    if (divisor != 1)
      for (int64_t i = 0; i < n; ++i)
        values[i] /= divisor;
    if (!isIntegerType(declared.type))
      return Error::success();
    for (int64_t i = 0; i < n; ++i) {
      double rounded = std::nearbyint(values[i]);
      if (rounded != values[i] && !mayRound)
        return fileError(where, "expected integers for '" + declared.name +
                                    "' (" + elementTypeName(declared.type) +
                                    "), found " + printNumber(values[i]) +
                                    " at " + formatIndex(in.shape(), at + i) +
                                    "; declare it f32 or round the data");
      values[i] = rounded;
    }
    return Error::success();
  }

  Error compare(int64_t at, int64_t n, const double *given,
                const double *stored) {
    bool exact = isIntegerType(declared.type);
    for (int64_t i = 0; i < n; ++i) {
      // 2^63 itself reads back equal after saturation, hence the bound.
      bool lost = exact ? given[i] != stored[i] || given[i] >= 0x1p63
                        : std::isfinite(given[i]) && !std::isfinite(stored[i]);
      if (lost)
        return doesNotFit(where, declared, given[i], in.shape(), at + i);
    }
    return Error::success();
  }

  StringRef where;
  const Declared &declared;
  const HostArray &in;
  double divisor;
  bool mayRound;
  HostArray out;
};

/// 64-bit integers do not pass through doubles unharmed.
Expected<HostArray> convertWideInteger(StringRef where,
                                       const Declared &declared,
                                       const HostArray &in) {
  HostArray out(declared.type, in.shape());
  std::memcpy(out.data(), in.data(), in.numBytes());
  for (int64_t i = 0; i < in.numElements(); ++i)
    if (in.dataAs<int64_t>()[i] < 0)
      return doesNotFit(where, declared, in.get(i).real(), in.shape(), i);
  return out;
}

bool isWideInteger(ElementType type) {
  return type == ElementType::I64 || type == ElementType::U64;
}

Expected<double> sumOf(StringRef where, const HostArray &array) {
  if (isComplexType(array.elementType()))
    return fileError(where, "suffix ':sum1' needs real data, found " +
                                array.describe());
  double sum = 0;
  for (int64_t i = 0; i < array.numElements(); ++i)
    sum += array.get(i).real();
  if (sum == 0 || !std::isfinite(sum))
    return fileError(where, "suffix ':sum1' divides by the sum of the entries, "
                            "which is " +
                                printNumber(sum));
  return sum;
}

Expected<HostArray> convertArray(const LoadedFile &file,
                                 const Declared &declared,
                                 const HostArray &in) {
  StringRef where = file.path;
  ElementType from = in.elementType(), to = declared.type;
  if (std::optional<int64_t> bad = findNonFinite(in, declared.allowInfinite))
    return badEntry(where, in, *bad);
  if (isComplexType(from) && !isComplexType(to))
    return complexForReal(where, declared);
  bool integer = isIntegerType(to);
  if (integer && (file.scaled || file.sumToOne))
    return fileError(where, Twine("suffix '") +
                                (file.scaled ? ":max" : ":sum1") +
                                "' divides, but '" + declared.name + "' (" +
                                elementTypeName(to) +
                                ") keeps stored values; declare it f32");
  double divisor = integer ? 1 : file.maximum;
  if (file.sumToOne) {
    Expected<double> sum = sumOf(where, in);
    if (!sum)
      return sum.takeError();
    divisor = *sum;
  }
  if (from == to && divisor == 1)
    return in;
  if (isWideInteger(from) && isWideInteger(to))
    return convertWideInteger(where, declared, in);
  return Converter(where, declared, in, divisor, file.computed).run();
}

} // namespace

Expected<HostArray> convertLoaded(const LoadedFile &file,
                                  const Declared &declared) {
  if (file.shape() != declared.shape)
    return shapeError(file, declared);
  if (!file.isSparse())
    return convertArray(file, declared, file.array());
  if (!checkedElementCount(declared.shape, elementSize(ElementType::C128)))
    return shapeError(file, declared);
  return convertArray(file, declared, file.matrix().toDense());
}

Expected<HostArray> convertNumber(std::complex<double> value,
                                  const Declared &declared) {
  if (!declared.shape.empty())
    return fileError(declared.name,
                     "expected a file with " +
                         formatType(declared.type, declared.shape) +
                         ", found a number");
  HostArray in = HostArray::scalar(value);
  if (!isComplexType(declared.type) && value.imag() != 0)
    return fileError(declared.name, "expected a real number (" +
                                        elementTypeName(declared.type) +
                                        "), found a complex one");
  if (std::optional<int64_t> bad = findNonFinite(in, declared.allowInfinite))
    return badEntry(declared.name, in, *bad);
  return Converter(declared.name, declared, in, 1, false).run();
}

Expected<SparseMatrix> convertSparse(const LoadedFile &file,
                                     const Declared &declared) {
  if (!file.isSparse())
    return fileError(file.path, "expected a sparse matrix for '" +
                                    declared.name + "', found " +
                                    file.describe() +
                                    "; save it as coordinate .mtx or with "
                                    "scipy.sparse.save_npz");
  if (file.shape() != declared.shape)
    return shapeError(file, declared);
  SparseMatrix matrix = file.matrix();
  if (matrix.isComplex && !isComplexType(declared.type))
    return complexForReal(file.path, declared);
  bool narrow =
      declared.type == ElementType::F32 || declared.type == ElementType::C64;
  for (int64_t row = 0; row < matrix.rows; ++row)
    for (int64_t at = matrix.rowStart[row]; at < matrix.rowStart[row + 1];
         ++at) {
      std::complex<double> value = matrix.valueAt(at);
      int64_t position[] = {row, matrix.column[at]};
      for (double part : {value.real(), value.imag()}) {
        if (!std::isfinite(part))
          return fileError(file.path, "expected finite data, found " +
                                          printNumber(part) + " at " +
                                          formatShape(position));
        if (narrow && !std::isfinite(static_cast<float>(part)))
          return fileError(file.path, "value " + printNumber(part) + " at " +
                                          formatShape(position) +
                                          " does not fit " +
                                          elementTypeName(declared.type));
      }
    }
  return matrix;
}

} // namespace proxc::io
