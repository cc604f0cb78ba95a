//===- Formats.h - the kinds of files that proxc reads and writes --*- C++
//-*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decoders take the bytes of a file and a name for messages; encoders give
// bytes back. No decoder trusts a number in its input: sizes are compared with
// the bytes that are there before anything is allocated.

#ifndef PROXC_IO_FORMATS_H
#define PROXC_IO_FORMATS_H

#include "proxc/IO/HostArray.h"
#include "proxc/IO/SparseMatrix.h"

#include <string>
#include <variant>
#include <vector>

namespace proxc::io {

/// An error that names the file it is about: "FILE: MESSAGE".
llvm::Error fileError(llvm::StringRef file, const llvm::Twine &message);

//===----------------------------------------------------------------------===//
// .npy
//===----------------------------------------------------------------------===//

/// Reads NumPy's array format (versions 1 to 3, C and Fortran order, either
/// byte order, all types of ElementType). Objects, strings, dates, records and
/// long doubles are errors that name the type.
llvm::Expected<HostArray> decodeNpy(llvm::StringRef bytes,
                                    llvm::StringRef file);

/// Reads a rank-0 or rank-1 .npy array of bytes or UCS-4 characters, as SciPy
/// stores the format of a matrix.
llvm::Expected<std::string> decodeNpyString(llvm::StringRef bytes,
                                            llvm::StringRef file);

/// Writes version 1, C order, little endian.
std::string encodeNpy(const HostArray &array);

//===----------------------------------------------------------------------===//
// .npz and the zip container
//===----------------------------------------------------------------------===//

/// One entry of a zip file: where its compressed bytes lie.
struct ZipEntry {
  std::string name;
  uint64_t offset = 0;
  uint64_t compressedSize = 0;
  uint64_t size = 0;
  uint32_t crc = 0;
  bool deflated = false;
};

/// Lists the entries of a zip file, in the order of its directory.
llvm::Expected<std::vector<ZipEntry>> readZipDirectory(llvm::StringRef bytes,
                                                       llvm::StringRef file);

/// Reads one entry and checks its length and checksum.
llvm::Expected<std::string> readZipEntry(llvm::StringRef bytes,
                                         llvm::StringRef file,
                                         const ZipEntry &entry);

/// Writes a zip file of stored entries, without dates.
std::string
encodeZip(llvm::ArrayRef<std::pair<std::string, std::string>> entries);

/// What a file with arrays or matrices holds.
using ArrayOrMatrix = std::variant<HostArray, SparseMatrix>;

/// Reads a matrix saved by SciPy (csr, csc or coo), else the entry called
/// `wanted`, else the only entry.
llvm::Expected<ArrayOrMatrix>
decodeNpz(llvm::StringRef bytes, llvm::StringRef file, llvm::StringRef wanted);

/// Writes an .npz with one entry.
std::string encodeNpz(const HostArray &array, llvm::StringRef name);

//===----------------------------------------------------------------------===//
// .mtx
//===----------------------------------------------------------------------===//

/// Reads Matrix Market files: `coordinate` gives a SparseMatrix, `array` a
/// dense f64 or c128 array of rank 2. Symmetric, skew-symmetric and Hermitian
/// storage is expanded, `pattern` entries are 1, duplicates are summed.
llvm::Expected<ArrayOrMatrix> decodeMatrixMarket(llvm::StringRef bytes,
                                                 llvm::StringRef file);

/// Writes a rank-1 or rank-2 array in the `array` format.
llvm::Expected<std::string> encodeMatrixMarket(const HostArray &array,
                                               llvm::StringRef file);

//===----------------------------------------------------------------------===//
// .png
//===----------------------------------------------------------------------===//

/// A decoded picture: u8 or u16, [y, x] where grey, else [y, x, channel] with
/// 2 (grey and alpha), 3 or 4 channels. Palettes are expanded; grey pictures of
/// 1, 2 or 4 bits keep their stored values.
struct Picture {
  HostArray array;
  /// What 1.0 is stored as: 255 or 65535, less for fewer bits.
  double maximum = 255;
};

llvm::Expected<Picture> decodePng(llvm::StringRef bytes, llvm::StringRef file);

/// Writes a u8 or u16 array of shape [y, x] or [y, x, 1 to 4].
llvm::Expected<std::string> encodePng(const HostArray &array,
                                      llvm::StringRef file);

} // namespace proxc::io

#endif // PROXC_IO_FORMATS_H
