//===- Constants.cpp - arrays as attributes ---------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/LinOp/IR/Constants.h"
#include "mlir/IR/AsmState.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"

using namespace mlir;
using proxc::reference::Array;

namespace proxc::linop {

template <typename Real>
static ElementsAttr pack(RankedTensorType type, const Array &values) {
  bool complex = isComplex(type);
  std::vector<Real> numbers;
  numbers.reserve(values.size() * (complex ? 2 : 1));
  for (int64_t i = 0; i < values.size(); ++i) {
    numbers.push_back(static_cast<Real>(values[i].real()));
    if (complex)
      numbers.push_back(static_cast<Real>(values[i].imag()));
  }
  ArrayRef<char> bytes(reinterpret_cast<const char *>(numbers.data()),
                       numbers.size() * sizeof(Real));
  constexpr size_t largestInline = 4096;
  if (bytes.size() > largestInline)
    return DenseResourceElementsAttr::get(
        type, "constant",
        HeapAsmResourceBlob::allocateAndCopyWithAlign(bytes, 64));
  return DenseElementsAttr::getFromRawBuffer(type, bytes);
}

ElementsAttr makeElements(RankedTensorType type, const Array &values) {
  if (realElement(type).getWidth() == 32)
    return pack<float>(type, values);
  return pack<double>(type, values);
}

} // namespace proxc::linop
