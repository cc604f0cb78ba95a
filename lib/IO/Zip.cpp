//===- Zip.cpp - the container of .npz files --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Format: PKWARE APPNOTE 6.3.10. Stored and deflated entries, Zip64 sizes.
// Sizes are taken from the central directory, since NumPy's local headers may
// hold placeholders.

#include "proxc/IO/Formats.h"

#include "llvm/Support/Endian.h"

#include <zlib.h>

using namespace llvm;
using support::endian::read16le;
using support::endian::read32le;
using support::endian::read64le;

namespace proxc::io {

namespace {

constexpr uint32_t localSignature = 0x04034b50;
constexpr uint32_t centralSignature = 0x02014b50;
constexpr uint32_t endSignature = 0x06054b50;
constexpr uint32_t end64Signature = 0x06064b50;
constexpr uint32_t locator64Signature = 0x07064b50;
constexpr uint32_t placeholder = 0xffffffff;

/// Deflate cannot shrink data by more than this factor.
constexpr uint64_t maximalRatio = 1032;

Error damaged(StringRef file, const Twine &what) {
  return fileError(file, what + "; the file is truncated or damaged");
}

struct Directory {
  uint64_t offset = 0;
  uint64_t count = 0;
};

/// Finds the end record, behind which only a comment may stand.
Expected<Directory> findDirectory(StringRef bytes, StringRef file) {
  if (bytes.size() < 22)
    return damaged(file, "expected a zip container (.npz)");
  size_t lowest = bytes.size() > 22 + 65535 ? bytes.size() - 22 - 65535 : 0;
  size_t at = bytes.size() - 22;
  while (read32le(bytes.data() + at) != endSignature) {
    if (at == lowest)
      return damaged(file, "expected a zip container (.npz), found no zip "
                           "directory");
    --at;
  }
  const char *end = bytes.data() + at;
  Directory directory{read32le(end + 16), read16le(end + 10)};
  if (directory.offset != placeholder && directory.count != 0xffff)
    return directory;
  // Zip64: a locator of 20 bytes stands before the end record.
  if (at < 20 || read32le(end - 20) != locator64Signature)
    return damaged(file, "expected a Zip64 locator");
  uint64_t end64 = read64le(end - 20 + 8);
  if (bytes.size() < 56 || end64 > bytes.size() - 56 ||
      read32le(bytes.data() + end64) != end64Signature)
    return damaged(file, "expected a Zip64 end record");
  directory.count = read64le(bytes.data() + end64 + 32);
  directory.offset = read64le(bytes.data() + end64 + 48);
  return directory;
}

/// Replaces placeholders by the sizes of a Zip64 extra field.
void readZip64Extra(StringRef extra, ZipEntry &entry, uint64_t &headerAt) {
  while (extra.size() >= 4) {
    uint16_t id = read16le(extra.data());
    uint16_t length = read16le(extra.data() + 2);
    extra = extra.drop_front(4);
    StringRef field = extra.take_front(length);
    extra = extra.drop_front(field.size());
    if (id != 1)
      continue;
    for (uint64_t *value : {&entry.size, &entry.compressedSize, &headerAt}) {
      if (*value != placeholder || field.size() < 8)
        continue;
      *value = read64le(field.data());
      field = field.drop_front(8);
    }
  }
}

} // namespace

Expected<std::vector<ZipEntry>> readZipDirectory(StringRef bytes,
                                                 StringRef file) {
  Expected<Directory> directory = findDirectory(bytes, file);
  if (!directory)
    return directory.takeError();
  std::vector<ZipEntry> entries;
  uint64_t at = directory->offset;
  for (uint64_t i = 0; i < directory->count; ++i) {
    if (bytes.size() < 46 || at > bytes.size() - 46 ||
        read32le(bytes.data() + at) != centralSignature)
      return damaged(file, "expected " + Twine(directory->count) +
                               " entries in the zip directory, found " +
                               Twine(i));
    const char *head = bytes.data() + at;
    uint16_t flags = read16le(head + 8), method = read16le(head + 10);
    ZipEntry entry;
    entry.crc = read32le(head + 16);
    entry.compressedSize = read32le(head + 20);
    entry.size = read32le(head + 24);
    uint64_t nameLength = read16le(head + 28);
    uint64_t extraLength = read16le(head + 30);
    uint64_t headerAt = read32le(head + 42);
    StringRef rest = bytes.drop_front(at + 46);
    if (rest.size() < nameLength + extraLength)
      return damaged(file, "the zip directory ends inside an entry");
    entry.name = rest.take_front(nameLength).str();
    readZip64Extra(rest.substr(nameLength, extraLength), entry, headerAt);
    if (flags & 1)
      return fileError(file, "entry '" + entry.name +
                                 "' is encrypted; save it without a password");
    if (method != 0 && method != 8)
      return fileError(file, "entry '" + entry.name +
                                 "' uses compression method " + Twine(method) +
                                 "; save it stored or deflated");
    entry.deflated = method == 8;
    if (bytes.size() < 30 || headerAt > bytes.size() - 30 ||
        read32le(bytes.data() + headerAt) != localSignature)
      return damaged(file, "entry '" + entry.name + "' has no header");
    entry.offset = headerAt + 30 + read16le(bytes.data() + headerAt + 26) +
                   read16le(bytes.data() + headerAt + 28);
    if (entry.offset > bytes.size() ||
        entry.compressedSize > bytes.size() - entry.offset)
      return damaged(file, "entry '" + entry.name + "' ends outside the file");
    at += 46 + nameLength + extraLength + read16le(head + 32);
    entries.push_back(std::move(entry));
  }
  return entries;
}

Expected<std::string> readZipEntry(StringRef bytes, StringRef file,
                                   const ZipEntry &entry) {
  StringRef packed = bytes.substr(entry.offset, entry.compressedSize);
  std::string data;
  if (!entry.deflated) {
    data = packed.str();
  } else {
    if (entry.size / maximalRatio > packed.size() + 1)
      return damaged(file, "entry '" + entry.name + "' claims " +
                               Twine(entry.size) + " bytes");
    data.resize(entry.size);
    z_stream stream = {};
    // A negative window asks for raw deflate data, as zip files hold.
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
      return fileError(file, "zlib could not be started");
    // zlib counts in 32 bits, so large entries go in pieces.
    size_t in = 0, out = 0;
    int status = Z_OK;
    while (status == Z_OK) {
      size_t givenIn = std::min<size_t>(packed.size() - in, 1u << 30);
      size_t givenOut = std::min<size_t>(data.size() - out, 1u << 30);
      stream.next_in =
          reinterpret_cast<Bytef *>(const_cast<char *>(packed.data() + in));
      stream.avail_in = static_cast<uInt>(givenIn);
      stream.next_out = reinterpret_cast<Bytef *>(data.data() + out);
      stream.avail_out = static_cast<uInt>(givenOut);
      status = inflate(&stream, Z_NO_FLUSH);
      in += givenIn - stream.avail_in;
      out += givenOut - stream.avail_out;
    }
    inflateEnd(&stream);
    if (status != Z_STREAM_END || out != data.size())
      return damaged(file, "entry '" + entry.name + "' cannot be unpacked");
  }
  if (data.size() != entry.size)
    return damaged(file, "entry '" + entry.name + "' has the wrong length");
  uLong crc =
      crc32_z(0, reinterpret_cast<const Bytef *>(data.data()), data.size());
  if (crc != entry.crc)
    return damaged(file, "entry '" + entry.name + "' has a wrong checksum");
  return data;
}

namespace {

void append16(std::string &out, uint32_t value) {
  out.push_back(static_cast<char>(value & 255));
  out.push_back(static_cast<char>((value >> 8) & 255));
}

void append32(std::string &out, uint32_t value) {
  append16(out, value & 0xffff);
  append16(out, value >> 16);
}

void append64(std::string &out, uint64_t value) {
  append32(out, static_cast<uint32_t>(value));
  append32(out, static_cast<uint32_t>(value >> 32));
}

/// The fields that the local and the central header share, from "version
/// needed" to the length of the extra field. The date is 1 January 1980, the
/// earliest that there is, so that equal contents give equal files.
void appendSharedFields(std::string &out, StringRef name, uint32_t crc,
                        uint32_t extraLength) {
  append16(out, 45);
  append16(out, 0);
  append16(out, 0);
  append16(out, 0);
  append16(out, (1 << 5) | 1);
  append32(out, crc);
  append32(out, placeholder);
  append32(out, placeholder);
  append16(out, static_cast<uint32_t>(name.size()));
  append16(out, extraLength);
}

} // namespace

std::string encodeZip(ArrayRef<std::pair<std::string, std::string>> entries) {
  std::string out, central;
  for (const auto &[name, data] : entries) {
    uint64_t headerAt = out.size();
    auto crc = static_cast<uint32_t>(
        crc32_z(0, reinterpret_cast<const Bytef *>(data.data()), data.size()));
    append32(out, localSignature);
    appendSharedFields(out, name, crc, 20);
    out += name;
    append16(out, 1);
    append16(out, 16);
    append64(out, data.size());
    append64(out, data.size());
    out += data;

    append32(central, centralSignature);
    append16(central, 45);
    appendSharedFields(central, name, crc, 28);
    append16(central, 0);
    append16(central, 0);
    append16(central, 0);
    append32(central, 0);
    append32(central, placeholder);
    central += name;
    append16(central, 1);
    append16(central, 24);
    append64(central, data.size());
    append64(central, data.size());
    append64(central, headerAt);
  }
  uint64_t centralAt = out.size(), centralSize = central.size();
  out += central;
  uint64_t end64 = out.size();
  append32(out, end64Signature);
  append64(out, 44);
  append16(out, 45);
  append16(out, 45);
  append32(out, 0);
  append32(out, 0);
  append64(out, entries.size());
  append64(out, entries.size());
  append64(out, centralSize);
  append64(out, centralAt);
  append32(out, locator64Signature);
  append32(out, 0);
  append64(out, end64);
  append32(out, 1);
  append32(out, endSignature);
  append16(out, 0);
  append16(out, 0);
  append16(out, 0xffff);
  append16(out, 0xffff);
  append32(out, placeholder);
  append32(out, placeholder);
  append16(out, 0);
  return out;
}

} // namespace proxc::io
