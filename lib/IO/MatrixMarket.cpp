//===- MatrixMarket.cpp - matrices in NIST's text format --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Format: R. Boisvert, R. Pozo, K. Remington, The Matrix Market Exchange
// Formats: Initial Design, NISTIR 5935, 1996.

#include "proxc/IO/Formats.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/raw_ostream.h"

#include <charconv>
#include <cmath>

using namespace llvm;

namespace proxc::io {

namespace {

enum class Field { Real, Complex, Integer, Pattern };
enum class Symmetry { General, Symmetric, Hermitian, Skew };

/// Reads tokens and counts lines for messages.
class Scanner {
public:
  Scanner(StringRef text, StringRef file) : text(text), file(file) {}

  Error error(const Twine &message) const {
    return fileError(file, "line " + Twine(line) + ": " + message);
  }

  /// The rest of the current line, without its end.
  StringRef takeLine() {
    size_t end = text.find('\n');
    StringRef result = text.take_front(end);
    text = end == StringRef::npos ? StringRef() : text.drop_front(end + 1);
    ++line;
    return result.rtrim("\r");
  }

  void skipCommentsAndBlankLines() {
    while (!text.empty()) {
      StringRef rest = text.ltrim(" \t\r");
      if (!rest.empty() && rest.front() != '%' && rest.front() != '\n')
        return;
      takeLine();
    }
  }

  /// The next token, over line ends; empty at the end of the file.
  StringRef token() {
    while (!text.empty() && isSpace(text.front())) {
      line += text.front() == '\n';
      text = text.drop_front();
    }
    size_t length = 0;
    while (length < text.size() && !isSpace(text[length]))
      ++length;
    StringRef result = text.take_front(length);
    text = text.drop_front(length);
    return result;
  }

  Error integer(int64_t &value, StringRef what) {
    StringRef word = token();
    if (word.empty())
      return error("expected " + what +
                   ", found the end of the file; it is "
                   "truncated");
    if (word.getAsInteger(10, value))
      return error("expected " + what + ", found '" + word.take_front(40) +
                   "'");
    return Error::success();
  }

  Error number(double &value) {
    StringRef word = token();
    if (word.empty())
      return error("expected a number, found the end of the file; it is "
                   "truncated");
    StringRef digits = word;
    digits.consume_front("+");
    auto [end, status] = std::from_chars(digits.begin(), digits.end(), value);
    if (status == std::errc::result_out_of_range)
      return error("'" + word.take_front(40) + "' does not fit a double");
    if (status != std::errc() || end != digits.end())
      return error("expected a number, found '" + word.take_front(40) + "'");
    if (!std::isfinite(value))
      return error("expected a finite number, found '" + word + "'");
    return Error::success();
  }

  size_t remaining() const { return text.size(); }

  StringRef text;
  StringRef file;
  int64_t line = 1;
};

struct Banner {
  bool coordinate = false;
  Field field = Field::Real;
  Symmetry symmetry = Symmetry::General;
};

Expected<Banner> parseBanner(Scanner &scanner) {
  SmallVector<StringRef, 5> words;
  std::string lower =
      scanner.text.take_until([](char c) { return c == '\n'; }).lower();
  SplitString(lower, words, " \t\r");
  if (words.size() != 5 || words[0] != "%%matrixmarket" || words[1] != "matrix")
    return scanner.error("expected '%%MatrixMarket matrix FORMAT FIELD "
                         "SYMMETRY'");
  Banner banner;
  if (words[2] != "coordinate" && words[2] != "array")
    return scanner.error("expected 'coordinate' or 'array', found '" +
                         words[2] + "'");
  banner.coordinate = words[2] == "coordinate";
  auto field = StringSwitch<std::optional<Field>>(words[3])
                   .Cases({"real", "double"}, Field::Real)
                   .Case("complex", Field::Complex)
                   .Cases({"integer", "unsigned-integer"}, Field::Integer)
                   .Case("pattern", Field::Pattern)
                   .Default(std::nullopt);
  if (!field || (*field == Field::Pattern && !banner.coordinate))
    return scanner.error("expected real, complex, integer" +
                         Twine(banner.coordinate ? " or pattern" : "") +
                         ", found '" + words[3] + "'");
  banner.field = *field;
  auto symmetry = StringSwitch<std::optional<Symmetry>>(words[4])
                      .Case("general", Symmetry::General)
                      .Case("symmetric", Symmetry::Symmetric)
                      .Case("hermitian", Symmetry::Hermitian)
                      .Case("skew-symmetric", Symmetry::Skew)
                      .Default(std::nullopt);
  if (!symmetry)
    return scanner.error("expected general, symmetric, hermitian or "
                         "skew-symmetric, found '" +
                         words[4] + "'");
  banner.symmetry = *symmetry;
  scanner.takeLine();
  return banner;
}

std::complex<double> mirrored(Symmetry symmetry, std::complex<double> value) {
  if (symmetry == Symmetry::Hermitian)
    return std::conj(value);
  return symmetry == Symmetry::Skew ? -value : value;
}

Error readValue(Scanner &scanner, Field field, std::complex<double> &value) {
  value = 1;
  if (field == Field::Pattern)
    return Error::success();
  double real = 0, imag = 0;
  if (Error error = scanner.number(real))
    return error;
  if (field == Field::Complex)
    if (Error error = scanner.number(imag))
      return error;
  value = {real, imag};
  return Error::success();
}

Expected<ArrayOrMatrix> readCoordinate(Scanner &scanner, const Banner &banner,
                                       int64_t rows, int64_t columns) {
  int64_t count;
  if (Error error = scanner.integer(count, "the number of entries"))
    return error;
  // Two indices and the spaces around them take four bytes at least.
  if (count < 0 || static_cast<uint64_t>(count) > scanner.remaining() / 4 + 1)
    return scanner.error("expected " + Twine(count) + " entries, found " +
                         Twine(scanner.remaining()) +
                         " bytes; the file is truncated");
  if (rows > (int64_t(1) << 31) ||
      rows / 64 > static_cast<int64_t>(scanner.remaining()) + (1 << 20))
    return scanner.error("the matrix has " + Twine(rows) + " rows but only " +
                         Twine(count) + " entries; drop the empty rows");
  std::vector<CoordinateEntry> entries;
  entries.reserve(banner.symmetry == Symmetry::General ? count : 2 * count);
  for (int64_t i = 0; i < count; ++i) {
    CoordinateEntry entry;
    if (Error error = scanner.integer(entry.row, "a row"))
      return error;
    if (Error error = scanner.integer(entry.column, "a column"))
      return error;
    if (Error error = readValue(scanner, banner.field, entry.value))
      return error;
    if (entry.row < 1 || entry.row > rows)
      return scanner.error("expected a row from 1 to " + Twine(rows) +
                           ", found " + Twine(entry.row));
    if (entry.column < 1 || entry.column > columns)
      return scanner.error("expected a column from 1 to " + Twine(columns) +
                           ", found " + Twine(entry.column));
    --entry.row;
    --entry.column;
    entries.push_back(entry);
    if (banner.symmetry == Symmetry::General)
      continue;
    if (entry.row != entry.column)
      entries.push_back(
          {entry.column, entry.row, mirrored(banner.symmetry, entry.value)});
    else if (mirrored(banner.symmetry, entry.value) != entry.value)
      return scanner.error(banner.symmetry == Symmetry::Skew
                               ? "a skew-symmetric matrix has zeros on its "
                                 "diagonal"
                               : "a Hermitian matrix is real on its diagonal");
  }
  return ArrayOrMatrix(SparseMatrix::fromEntries(
      rows, columns, banner.field == Field::Complex, std::move(entries)));
}

/// The `array` format goes down the columns; symmetric ones hold the lower
/// triangle, skew-symmetric ones without its diagonal.
Expected<ArrayOrMatrix> readDense(Scanner &scanner, const Banner &banner,
                                  int64_t rows, int64_t columns) {
  bool isComplex = banner.field == Field::Complex;
  ElementType type = isComplex ? ElementType::C128 : ElementType::F64;
  std::optional<int64_t> count =
      checkedElementCount({rows, columns}, elementSize(type));
  // A triangle holds nearly half of the entries, each of two bytes or more.
  if (!count || static_cast<uint64_t>(*count) >
                    2 * (scanner.remaining() + static_cast<uint64_t>(rows)) + 2)
    return scanner.error("expected " + Twine(rows) + " x " + Twine(columns) +
                         " entries, found " + Twine(scanner.remaining()) +
                         " bytes; the file is truncated");
  HostArray dense(type, {rows, columns});
  for (int64_t column = 0; column < columns; ++column) {
    int64_t first = banner.symmetry == Symmetry::General ? 0
                    : banner.symmetry == Symmetry::Skew  ? column + 1
                                                         : column;
    for (int64_t row = first; row < rows; ++row) {
      std::complex<double> value;
      if (Error error = readValue(scanner, banner.field, value))
        return error;
      dense.set(row * columns + column, value);
      if (banner.symmetry != Symmetry::General && row != column)
        dense.set(column * columns + row, mirrored(banner.symmetry, value));
    }
  }
  return ArrayOrMatrix(std::move(dense));
}

} // namespace

Expected<ArrayOrMatrix> decodeMatrixMarket(StringRef bytes, StringRef file) {
  Scanner scanner(bytes, file);
  Expected<Banner> banner = parseBanner(scanner);
  if (!banner)
    return banner.takeError();
  scanner.skipCommentsAndBlankLines();
  int64_t rows, columns;
  if (Error error = scanner.integer(rows, "the number of rows"))
    return error;
  if (Error error = scanner.integer(columns, "the number of columns"))
    return error;
  if (rows < 0 || columns < 0)
    return scanner.error("expected sizes of 0 or more, found " + Twine(rows) +
                         " x " + Twine(columns));
  if (banner->symmetry != Symmetry::General && rows != columns)
    return scanner.error("a symmetric matrix must be square, found " +
                         Twine(rows) + " x " + Twine(columns));
  Expected<ArrayOrMatrix> result =
      banner->coordinate ? readCoordinate(scanner, *banner, rows, columns)
                         : readDense(scanner, *banner, rows, columns);
  if (result) {
    StringRef rest = scanner.token();
    if (!rest.empty())
      return scanner.error("expected the end of the file, found '" +
                           rest.take_front(40) +
                           "'; there are more entries than announced");
  }
  return result;
}

Expected<std::string> encodeMatrixMarket(const HostArray &array,
                                         StringRef file) {
  if (array.rank() < 1 || array.rank() > 2)
    return fileError(file, "expected an array of rank 1 or 2 for .mtx, found " +
                               array.describe() + "; write .npy");
  bool isComplex = isComplexType(array.elementType());
  bool isInteger = isIntegerType(array.elementType());
  int64_t rows = array.shape()[0];
  int64_t columns = array.rank() == 2 ? array.shape()[1] : 1;
  std::string text;
  raw_string_ostream os(text);
  os << "%%MatrixMarket matrix array "
     << (isComplex   ? "complex"
         : isInteger ? "integer"
                     : "real")
     << " general\n"
     << rows << ' ' << columns << '\n';
  // The shortest text that reads back as the same number.
  char digits[64];
  auto print = [&](double value) {
    auto result = std::to_chars(digits, digits + sizeof(digits), value);
    os << StringRef(digits, result.ptr - digits);
  };
  for (int64_t column = 0; column < columns; ++column)
    for (int64_t row = 0; row < rows; ++row) {
      std::complex<double> value = array.get(row * columns + column);
      print(value.real());
      if (isComplex) {
        os << ' ';
        print(value.imag());
      }
      os << '\n';
    }
  return text;
}

} // namespace proxc::io
