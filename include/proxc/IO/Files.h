//===- Files.h - named files in and out of a program --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A file is named on the command line (or in `load`) with suffixes that say how
// it is read or written: "photo.png:gray", "phase.png:angle:16". Reading goes
// in two steps, because the shape of a file may decide the sizes of a program:
// `loadFile` reads and gives the shape, `convertLoaded` makes the declared
// type.

#ifndef PROXC_IO_FILES_H
#define PROXC_IO_FILES_H

#include "proxc/IO/Formats.h"
#include "proxc/IO/HostArray.h"
#include "proxc/IO/SparseMatrix.h"

#include <optional>
#include <string>
#include <variant>

namespace proxc::io {

enum class FileUse { Read, Write };

enum class FileKind { Npy, Npz, MatrixMarket, Png };

/// Which real picture is made of complex values.
enum class ComplexPart { None, Abs, Angle, Real };

/// A file with its suffixes.
struct FileSpec {
  std::string path;
  FileKind kind = FileKind::Npy;
  bool gray = false;
  bool rgb = false;
  bool raw = false;
  bool sumToOne = false;
  bool sixteenBits = false;
  std::optional<double> maximum;
  std::optional<std::pair<double, double>> window;
  ComplexPart part = ComplexPart::None;
};

/// Splits "PATH.EXT:suffix:suffix=value". The first colon behind a known ending
/// begins the suffixes, so paths may hold colons. Unknown endings, unknown
/// suffixes, and suffixes that do not fit the use are errors.
llvm::Expected<FileSpec> parseFileSpec(llvm::StringRef text, FileUse use);

/// The modulus, phase or real part of an array, in its precision. Real arrays
/// are complex numbers too; without a part, or for the real part of a real
/// array, the array itself.
HostArray complexPart(const HostArray &array, ComplexPart part);

/// A file as it was read, before conversion to the declared type.
struct LoadedFile {
  std::string path;
  std::variant<HostArray, SparseMatrix> content;
  bool isPicture = false;
  /// Grey values were computed, so integer types round.
  bool computed = false;
  bool sumToOne = false;
  /// `:max` was given.
  bool scaled = false;
  /// What 1.0 is stored as: float types divide by it; 1 where nothing is.
  double maximum = 1;

  bool isSparse() const { return content.index() == 1; }
  const HostArray &array() const { return std::get<HostArray>(content); }
  const SparseMatrix &matrix() const { return std::get<SparseMatrix>(content); }

  /// The shape that decides sizes: an array's, or rows and columns.
  llvm::SmallVector<int64_t, 6> shape() const;

  /// "a colour picture of 300 x 451 x 3", "f64[15, 15]".
  std::string describe() const;
};

/// Reads a file and applies `:gray :rgb :abs :angle :real`. `wanted` names the
/// entry of an .npz that holds several.
llvm::Expected<LoadedFile> loadFile(const FileSpec &spec,
                                    llvm::StringRef wanted);

/// What a program declares of a buffer.
struct Declared {
  Declared(llvm::StringRef name, ElementType type,
           llvm::ArrayRef<int64_t> shape, bool allowInfinite = false)
      : name(name), type(type), shape(shape), allowInfinite(allowInfinite) {}

  std::string name;
  ElementType type;
  llvm::SmallVector<int64_t, 6> shape;
  /// Bounds of boxes may be infinite, nothing else may.
  bool allowInfinite;
};

/// Converts to the declared type: integer pictures divide by their maximum when
/// the type is a float; f64 narrows to f32, integers become floats, real
/// becomes complex. Wrong shapes, values that do not fit, fractions for an
/// integer type, complex data for a real type, NaN and infinite entries are
/// errors that name the first bad entry.
llvm::Expected<HostArray> convertLoaded(const LoadedFile &file,
                                        const Declared &declared);

/// A number in place of a file: only for rank 0.
llvm::Expected<HostArray> convertNumber(std::complex<double> value,
                                        const Declared &declared);

/// The matrix for `param G : sparse TYPE[M, N]`, checked against the declared
/// shape and type; values are kept in double precision.
llvm::Expected<SparseMatrix> convertSparse(const LoadedFile &file,
                                           const Declared &declared);

/// The bytes of an output file, ready to be written.
struct EncodedFile {
  std::string path;
  std::string bytes;
  /// Empty, or what the user should know (clipped values).
  std::string warning;
};

/// Makes the bytes of an output file. Pictures hold 8 bits (16 with `:16`);
/// floats are clipped to [0, 1] after `:window`, integer types are scaled from
/// their own maximum, `:raw` stores the rounded values themselves.
/// `name` is the result's, for .npz entries and messages.
llvm::Expected<EncodedFile>
encodeFile(const FileSpec &spec, const HostArray &array, llvm::StringRef name);

/// Whether a file could be written at `path`: its folder exists and can be
/// written to, and the path is no folder. Meant to be asked before a long
/// computation.
llvm::Error checkWritable(llvm::StringRef path);

/// Writes the file whole or not at all: a temporary file in the same folder is
/// renamed. Devices and pipes are written in place.
llvm::Error writeWhole(llvm::StringRef path, llvm::StringRef bytes);

} // namespace proxc::io

#endif // PROXC_IO_FILES_H
