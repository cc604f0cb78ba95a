//===- Loading.cpp - Constants from files -----------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Loading.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include "proxc/IO/Files.h"
#include "llvm/Support/Path.h"

using namespace proxc::frontend;
using llvm::ArrayRef;
using llvm::StringRef;
using mlir::RankedTensorType;

/// Larger constants are resources and not attributes, in bytes; arrays up to
/// `maxKnown` entries are known to the frontend, which folds with them.
static constexpr size_t maxAttributeBytes = 4096;
static constexpr int64_t maxKnown = 65536;

static mlir::ElementsAttr makeElements(RankedTensorType type,
                                       ArrayRef<char> bytes, StringRef name) {
  if (bytes.size() <= maxAttributeBytes)
    return mlir::DenseElementsAttr::getFromRawBuffer(type, bytes);
  return mlir::DenseResourceElementsAttr::get(
      type, name,
      mlir::HeapAsmResourceBlob::allocateAndCopyWithAlign(bytes, 64));
}

template <typename T>
static mlir::ElementsAttr
makeElements(mlir::Type element, const std::vector<T> &values, StringRef name) {
  auto type = RankedTensorType::get({int64_t(values.size())}, element);
  return makeElements(
      type,
      ArrayRef<char>(reinterpret_cast<const char *>(values.data()),
                     values.size() * sizeof(T)),
      name);
}

/// Values in the element type that the program declares.
static mlir::ElementsAttr sparseValues(const proxc::io::SparseMatrix &matrix,
                                       Element element, StringRef name,
                                       mlir::MLIRContext *context) {
  mlir::Type type = irElement(element, context);
  bool isDouble = element == Element::F64 || element == Element::C128;
  std::vector<double> doubles;
  for (int64_t i = 0; i < matrix.numEntries(); ++i) {
    doubles.push_back(matrix.valueAt(i).real());
    if (isComplex(element))
      doubles.push_back(matrix.valueAt(i).imag());
  }
  std::vector<float> floats(doubles.begin(), doubles.end());
  auto tensor = RankedTensorType::get({matrix.numEntries()}, type);
  const char *bytes = isDouble ? reinterpret_cast<const char *>(doubles.data())
                               : reinterpret_cast<const char *>(floats.data());
  size_t size = isDouble ? doubles.size() * sizeof(double)
                         : floats.size() * sizeof(float);
  return makeElements(tensor, ArrayRef<char>(bytes, size), name);
}

static Constant makeSparse(Elaborator &elaborator, StringRef name,
                           const ArrayType &type,
                           const proxc::io::SparseMatrix &matrix) {
  Constant result;
  result.type = type;
  result.isSparse = true;
  mlir::MLIRContext *context = elaborator.context();
  mlir::Type index = mlir::IntegerType::get(context, 64);
  std::string prefix = name.str();
  result.sparse = proxc::linop::CsrAttr::get(
      context, matrix.rows, matrix.columns,
      makeElements(index, matrix.rowStart, prefix + "_rows"),
      makeElements(index, matrix.column, prefix + "_columns"),
      sparseValues(matrix, type.element, prefix + "_values", context));
  return result;
}

static Constant makeDense(Elaborator &elaborator, StringRef name,
                          const ArrayType &type,
                          const proxc::io::HostArray &array,
                          SourceRange range) {
  if (array.numElements() <= maxKnown) {
    std::vector<Complex> entries;
    for (int64_t i = 0; i < array.numElements(); ++i)
      entries.push_back(array.get(i));
    return elaborator.known(type, std::move(entries));
  }
  Constant result = elaborator.computed(type, {});
  if (!elaborator.emit.isOn())
    return result;
  RankedTensorType tensor = type.ir(elaborator.context());
  mlir::TypedAttr attribute =
      makeElements(tensor,
                   ArrayRef<char>(reinterpret_cast<const char *>(array.data()),
                                  array.numBytes()),
                   name);
  result.value = elaborator.createConstant(tensor, attribute, name, range);
  return result;
}

std::optional<Constant> proxc::frontend::loadConstant(
    Elaborator &elaborator, StringRef name, const ArrayType &type, bool sparse,
    std::string text, StringRef folder, SourceRange range) {
  auto fail = [&](llvm::Error error) -> std::optional<Constant> {
    elaborator.error(range, llvm::toString(std::move(error)));
    return std::nullopt;
  };
  auto shape = type.shape();
  proxc::io::Declared declared(
      name, *proxc::io::parseElementType(spelling(type.element)), shape,
      /*allowInfinite=*/true);
  if (!type.hasStaticShape()) // `check` without sizes: nothing to compare with
    return elaborator.computed(type, {});
  double number;
  if (folder.empty() && !StringRef(text).getAsDouble(number)) {
    auto array = proxc::io::convertNumber(number, declared);
    if (!array)
      return fail(array.takeError());
    return makeDense(elaborator, name, type, *array, range);
  }
  if (!folder.empty() && folder != "." && !llvm::sys::path::is_absolute(text)) {
    llvm::SmallString<256> path(folder);
    llvm::sys::path::append(path, text);
    text = path.str().str();
  }
  auto spec = proxc::io::parseFileSpec(text, proxc::io::FileUse::Read);
  if (!spec)
    return fail(spec.takeError());
  auto file = proxc::io::loadFile(*spec, name);
  if (!file)
    return fail(file.takeError());
  if (sparse) {
    auto matrix = proxc::io::convertSparse(*file, declared);
    if (!matrix)
      return fail(matrix.takeError());
    return makeSparse(elaborator, name, type, *matrix);
  }
  auto array = proxc::io::convertLoaded(*file, declared);
  if (!array)
    return fail(array.takeError());
  return makeDense(elaborator, name, type, *array, range);
}
