//===- Npy.cpp - NumPy's array files --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Format: numpy/lib/format.py. A magic string, a version, the length of a
// header, the header (a Python dictionary in text), the raw elements.

#include "proxc/IO/Formats.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <cstring>

using namespace llvm;

namespace proxc::io {

namespace {

constexpr StringLiteral magic("\x93NUMPY");

struct NpyHeader {
  std::string descriptor;
  bool fortranOrder = false;
  SmallVector<int64_t, 6> shape;
  StringRef payload;
};

/// Reads the header's Python dictionary, of which only what NumPy writes is
/// accepted: a string, a boolean, and a tuple of integers.
class HeaderParser {
public:
  HeaderParser(StringRef text, StringRef file) : text(text), file(file) {}

  Error parse(NpyHeader &header) {
    if (!consume("{"))
      return malformed();
    bool haveDescriptor = false, haveOrder = false, haveShape = false;
    while (!consume("}")) {
      std::string key;
      if (!parseString(key) || !consume(":"))
        return malformed();
      if (key == "descr") {
        if (!parseString(header.descriptor))
          return fileError(file, "expected an array of numbers, found records "
                                 "(a structured dtype); save one field");
        haveDescriptor = true;
      } else if (key == "fortran_order") {
        if (consume("True"))
          header.fortranOrder = true;
        else if (!consume("False"))
          return malformed();
        haveOrder = true;
      } else if (key == "shape") {
        if (!parseShape(header.shape))
          return malformed();
        haveShape = true;
      } else {
        return malformed();
      }
      consume(",");
    }
    if (!haveDescriptor || !haveOrder || !haveShape)
      return malformed();
    return Error::success();
  }

private:
  Error malformed() {
    return fileError(file, "expected a NumPy header with 'descr', "
                           "'fortran_order' and 'shape'; the file is damaged");
  }

  bool consume(StringRef token) {
    text = text.ltrim();
    return text.consume_front(token);
  }

  bool parseString(std::string &value) {
    text = text.ltrim();
    if (text.empty() || (text.front() != '\'' && text.front() != '"'))
      return false;
    size_t end = text.find(text.front(), 1);
    if (end == StringRef::npos)
      return false;
    value = text.slice(1, end).str();
    text = text.drop_front(end + 1);
    return true;
  }

  bool parseShape(SmallVectorImpl<int64_t> &shape) {
    if (!consume("("))
      return false;
    while (!consume(")")) {
      text = text.ltrim();
      int64_t size;
      if (text.consumeInteger(10, size) || size < 0)
        return false;
      // Python 2 wrote long integers with a suffix.
      text.consume_front("L");
      shape.push_back(size);
      if (!consume(",") && !text.ltrim().starts_with(")"))
        return false;
    }
    return true;
  }

  StringRef text;
  StringRef file;
};

Expected<NpyHeader> parseHeader(StringRef bytes, StringRef file) {
  if (!bytes.starts_with(magic))
    return fileError(file, "expected a NumPy file (.npy), found other bytes");
  if (bytes.size() < 10)
    return fileError(file, "the file ends inside its header; it is truncated");
  unsigned major = static_cast<uint8_t>(bytes[6]);
  if (major < 1 || major > 3)
    return fileError(file, "expected version 1, 2 or 3 of NumPy's format, "
                           "found version " +
                               Twine(major));
  size_t lengthBytes = major == 1 ? 2 : 4;
  if (bytes.size() < 8 + lengthBytes)
    return fileError(file, "the file ends inside its header; it is truncated");
  uint64_t length = major == 1 ? support::endian::read16le(bytes.data() + 8)
                               : support::endian::read32le(bytes.data() + 8);
  StringRef rest = bytes.drop_front(8 + lengthBytes);
  if (rest.size() < length)
    return fileError(file, "the file ends inside its header; it is truncated");
  NpyHeader header;
  if (Error error = HeaderParser(rest.take_front(length), file).parse(header))
    return error;
  header.payload = rest.drop_front(length);
  return header;
}

/// The element type of a descriptor such as "<f4", without its byte order.
std::optional<ElementType> typeOfDescriptor(StringRef code) {
  return StringSwitch<std::optional<ElementType>>(code)
      .Case("b1", ElementType::B1)
      .Case("u1", ElementType::U8)
      .Case("u2", ElementType::U16)
      .Case("u4", ElementType::U32)
      .Case("u8", ElementType::U64)
      .Case("i1", ElementType::I8)
      .Case("i2", ElementType::I16)
      .Case("i4", ElementType::I32)
      .Case("i8", ElementType::I64)
      .Case("f2", ElementType::F16)
      .Case("f4", ElementType::F32)
      .Case("f8", ElementType::F64)
      .Case("c8", ElementType::C64)
      .Case("c16", ElementType::C128)
      .Default(std::nullopt);
}

const char *descriptorOfType(ElementType type) {
  static const char *const codes[] = {"|b1", "|u1", "<u2", "<u4", "<u8",
                                      "|i1", "<i2", "<i4", "<i8", "<f2",
                                      "<f4", "<f8", "<c8", "<c16"};
  return codes[static_cast<size_t>(type)];
}

/// Why a descriptor that is not a number is refused, and what to do.
Error refuseDescriptor(StringRef descriptor, StringRef file) {
  StringRef code = descriptor;
  if (!code.empty() && StringRef("<>|=").contains(code.front()))
    code = code.drop_front();
  if (code.starts_with("O"))
    return fileError(file, "expected an array of numbers, found Python objects "
                           "(dtype '" +
                               descriptor + "'); save a numeric array");
  if (code == "f16" || code == "c32" || code == "f12" || code == "c24")
    return fileError(file, "expected at most double precision, found '" +
                               descriptor +
                               "'; convert with .astype('f8') or 'c16'");
  return fileError(file, "expected an array of numbers, found dtype '" +
                             descriptor + "'");
}

void swapBytes(uint8_t *data, size_t bytes, size_t width) {
  for (size_t at = 0; at < bytes; at += width)
    std::reverse(data + at, data + at + width);
}

/// Copies `in`, whose FIRST axis is contiguous, into row-major `out`.
void copyFortranOrder(const uint8_t *in, uint8_t *out, ArrayRef<int64_t> shape,
                      size_t elementBytes) {
  size_t rank = shape.size();
  SmallVector<int64_t, 6> stride(rank), index(rank, 0);
  int64_t step = 1;
  for (size_t axis = 0; axis < rank; ++axis) {
    stride[axis] = step;
    step *= shape[axis];
  }
  int64_t offset = 0;
  for (int64_t flat = 0; flat < step; ++flat) {
    std::memcpy(out + flat * elementBytes, in + offset * elementBytes,
                elementBytes);
    for (size_t axis = rank; axis-- > 0;) {
      offset += stride[axis];
      if (++index[axis] < shape[axis])
        break;
      offset -= stride[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

} // namespace

Expected<HostArray> decodeNpy(StringRef bytes, StringRef file) {
  Expected<NpyHeader> header = parseHeader(bytes, file);
  if (!header)
    return header.takeError();
  StringRef code = header->descriptor;
  bool bigEndian = code.consume_front(">");
  if (!bigEndian && !code.consume_front("<") && !code.consume_front("|"))
    code.consume_front("=");
  std::optional<ElementType> type = typeOfDescriptor(code);
  if (!type)
    return refuseDescriptor(header->descriptor, file);
  std::optional<int64_t> count =
      checkedElementCount(header->shape, elementSize(*type));
  uint64_t needed = count ? *count * elementSize(*type) : UINT64_MAX;
  if (needed > header->payload.size())
    return fileError(
        file, "expected " + formatType(*type, header->shape) +
                  (count ? " (" + Twine(needed) + " bytes)" : Twine("")) +
                  ", found " + Twine(header->payload.size()) +
                  " bytes; the file is truncated");
  HostArray array(*type, header->shape);
  const auto *in = reinterpret_cast<const uint8_t *>(header->payload.data());
  if (header->fortranOrder && array.rank() > 1)
    copyFortranOrder(in, array.data(), array.shape(), elementSize(*type));
  else if (needed)
    std::memcpy(array.data(), in, needed);
  if (bigEndian)
    swapBytes(array.data(), array.numBytes(),
              elementSize(*type) / (isComplexType(*type) ? 2 : 1));
  return array;
}

Expected<std::string> decodeNpyString(StringRef bytes, StringRef file) {
  Expected<NpyHeader> header = parseHeader(bytes, file);
  if (!header)
    return header.takeError();
  StringRef code = header->descriptor;
  size_t start = code.find_first_of("SU");
  uint64_t length;
  if (start == StringRef::npos ||
      code.drop_front(start + 1).getAsInteger(10, length))
    return fileError(file, "expected a string, found dtype '" +
                               header->descriptor + "'");
  bool wide = code[start] == 'U';
  bool bigEndian = code.starts_with(">");
  uint64_t step = wide ? 4 : 1;
  if (length > header->payload.size() / step)
    return fileError(file, "the file ends inside its data; it is truncated");
  std::string text;
  for (uint64_t i = 0; i < length; ++i) {
    char c = header->payload[i * step + (wide && bigEndian ? 3 : 0)];
    if (c)
      text.push_back(c);
  }
  return text;
}

std::string encodeNpy(const HostArray &array) {
  std::string dictionary;
  raw_string_ostream os(dictionary);
  os << "{'descr': '" << descriptorOfType(array.elementType())
     << "', 'fortran_order': False, 'shape': (";
  for (auto [axis, size] : enumerate(array.shape()))
    os << (axis ? ", " : "") << size;
  os << (array.rank() == 1 ? ",), }" : "), }");
  // NumPy aligns the elements to 64 bytes; the header ends with a newline.
  size_t unpadded = 10 + dictionary.size() + 1;
  dictionary.append((64 - unpadded % 64) % 64, ' ');
  dictionary.push_back('\n');

  std::string out(magic);
  out.push_back(1);
  out.push_back(0);
  out.push_back(static_cast<char>(dictionary.size() & 255));
  out.push_back(static_cast<char>(dictionary.size() >> 8));
  out += dictionary;
  out.append(reinterpret_cast<const char *>(array.data()), array.numBytes());
  return out;
}

} // namespace proxc::io
