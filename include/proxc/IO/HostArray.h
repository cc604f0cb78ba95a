//===- HostArray.h - typed arrays in the memory of the host --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_IO_HOSTARRAY_H
#define PROXC_IO_HOSTARRAY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <complex>
#include <cstdint>
#include <new>
#include <optional>
#include <string>
#include <vector>

namespace proxc::io {

/// Every element type that a file may hold. The language declares a subset of
/// them (u8 u16 i32 i64 f16 f32 f64 c64 c128); c64 is two f32, c128 two f64,
/// and b1 is one byte that is 0 or 1.
enum class ElementType : uint8_t {
  B1,
  U8,
  U16,
  U32,
  U64,
  I8,
  I16,
  I32,
  I64,
  F16,
  F32,
  F64,
  C64,
  C128
};

/// The name as a program writes it: "f32", "c64", "u8".
llvm::StringRef elementTypeName(ElementType type);

/// The type of that name, or nothing.
std::optional<ElementType> parseElementType(llvm::StringRef name);

/// Bytes of one element.
size_t elementSize(ElementType type);

bool isComplexType(ElementType type);
/// f16, f32 or f64.
bool isRealFloatType(ElementType type);
/// A signed or unsigned integer or b1.
bool isIntegerType(ElementType type);

/// The largest value of an integer type (1 for b1), as a double.
double integerMaximum(ElementType type);

/// Writes a shape as a program does: "[480, 640]"; "" for rank 0.
std::string formatShape(llvm::ArrayRef<int64_t> shape);

/// Writes a type as a program does: "f32[480, 640]".
std::string formatType(ElementType type, llvm::ArrayRef<int64_t> shape);

/// Writes the position of flat row-major element `flat`: "[3, 17]", or
/// "the only entry" for rank 0.
std::string formatIndex(llvm::ArrayRef<int64_t> shape, int64_t flat);

/// The number of elements, or nothing where a size is negative or the number
/// of bytes would not fit an int64_t.
std::optional<int64_t> checkedElementCount(llvm::ArrayRef<int64_t> shape,
                                           size_t bytesPerElement);

/// Gives memory that starts on a 64-byte boundary, which compiled programs
/// read in place.
template <typename T> struct AlignedAllocator {
  using value_type = T;
  AlignedAllocator() = default;
  template <typename U> AlignedAllocator(const AlignedAllocator<U> &) {}
  T *allocate(size_t n) {
    return static_cast<T *>(
        ::operator new(n * sizeof(T), std::align_val_t(64)));
  }
  void deallocate(T *p, size_t) { ::operator delete(p, std::align_val_t(64)); }
  bool operator==(const AlignedAllocator &) const { return true; }
  bool operator!=(const AlignedAllocator &) const { return false; }
};

/// A dense row-major array (the last axis is contiguous) that owns its bytes,
/// 64-byte aligned, in the byte order of the host.
class HostArray {
public:
  /// A rank-0 f64 array that holds 0.
  HostArray() : HostArray(ElementType::F64, {}) {}

  /// An array of zeros. `shape` must pass checkedElementCount.
  HostArray(ElementType type, llvm::ArrayRef<int64_t> shape);

  /// A rank-0 array: f64, or c128 where the imaginary part is not 0.
  static HostArray scalar(std::complex<double> value);

  ElementType elementType() const { return type; }
  llvm::ArrayRef<int64_t> shape() const { return dims; }
  int64_t rank() const { return static_cast<int64_t>(dims.size()); }
  int64_t numElements() const { return count; }
  size_t numBytes() const { return storage.size(); }
  uint8_t *data() { return storage.data(); }
  const uint8_t *data() const { return storage.data(); }

  /// The elements as an array of T, whose size must be the element's (or, for
  /// complex arrays of interleaved pairs, half of it).
  template <typename T> T *dataAs() {
    return reinterpret_cast<T *>(storage.data());
  }
  template <typename T> const T *dataAs() const {
    return reinterpret_cast<const T *>(storage.data());
  }

  /// Element `flat` (row-major), widened.
  std::complex<double> get(int64_t flat) const;

  /// Stores `value` into element `flat`: floats round to nearest, integers
  /// round and saturate, the imaginary part is dropped where the type is real.
  void set(int64_t flat, std::complex<double> value);

  /// Copies the real parts of elements [first, first + n) into `out`.
  void loadReal(int64_t first, int64_t n, double *out) const;

  /// Copies the imaginary parts (0 for real types) into `out`.
  void loadImag(int64_t first, int64_t n, double *out) const;

  /// Stores n values from `real` (and `imag`, which may be null) with the rules
  /// of `set`.
  void store(int64_t first, int64_t n, const double *real, const double *imag);

  /// Gives the array another shape with the same number of elements.
  void reshape(llvm::ArrayRef<int64_t> shape);

  /// "f32[480, 640]".
  std::string describe() const { return formatType(type, dims); }

private:
  ElementType type;
  llvm::SmallVector<int64_t, 6> dims;
  int64_t count = 0;
  std::vector<uint8_t, AlignedAllocator<uint8_t>> storage;
};

/// IEEE half precision to double, exactly.
double halfToDouble(uint16_t bits);

/// Double to IEEE half precision, to nearest even; too large becomes infinity.
uint16_t doubleToHalf(double value);

/// The flat index of the first entry that is NaN or infinite (with
/// `allowInfinite` NaN only), or nothing.
std::optional<int64_t> findNonFinite(const HostArray &array,
                                     bool allowInfinite = false);

} // namespace proxc::io

#endif // PROXC_IO_HOSTARRAY_H
