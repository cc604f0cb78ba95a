//===- Npz.cpp - archives of NumPy arrays and SciPy matrices --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SciPy's layout: scipy/sparse/_matrix_io.py (entries format, shape, data and
// indices, indptr for csr and csc or row, col for coo).

#include "proxc/IO/Formats.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace proxc::io {

namespace {

/// The entries of one archive, unpacked when asked for.
class Archive {
public:
  Archive(StringRef bytes, StringRef file) : bytes(bytes), file(file) {}

  Error open() {
    Expected<std::vector<ZipEntry>> found = readZipDirectory(bytes, file);
    if (!found)
      return found.takeError();
    entries = std::move(*found);
    return Error::success();
  }

  const ZipEntry *find(StringRef name) const {
    for (const ZipEntry &entry : entries)
      if (StringRef(entry.name) == (name + ".npy").str())
        return &entry;
    return nullptr;
  }

  Expected<std::string> unpack(const ZipEntry &entry) const {
    return readZipEntry(bytes, file, entry);
  }

  Expected<HostArray> array(const ZipEntry &entry) const {
    Expected<std::string> data = unpack(entry);
    if (!data)
      return data.takeError();
    return decodeNpy(*data, (file + ": " + entry.name).str());
  }

  /// An array that a sparse matrix must have.
  Expected<HostArray> required(StringRef name, int64_t rank) const {
    const ZipEntry *entry = find(name);
    if (!entry)
      return fileError(file, "expected an entry '" + name +
                                 "' of a SciPy matrix; save it again with "
                                 "scipy.sparse.save_npz");
    Expected<HostArray> result = array(*entry);
    if (result && result->rank() != rank)
      return fileError(file,
                       "entry '" + name + "' of a SciPy matrix has rank " +
                           Twine(result->rank()) + ", expected " + Twine(rank));
    return result;
  }

  std::string names() const {
    std::string text;
    raw_string_ostream os(text);
    interleaveComma(entries, os, [&](const ZipEntry &entry) {
      StringRef name = entry.name;
      name.consume_back(".npy");
      os << name;
    });
    return text;
  }

  StringRef bytes;
  StringRef file;
  std::vector<ZipEntry> entries;
};

/// Reads an array of integers; other types are an error.
Expected<std::vector<int64_t>> integers(const Archive &archive,
                                        StringRef name) {
  Expected<HostArray> array = archive.required(name, 1);
  if (!array)
    return array.takeError();
  if (!isIntegerType(array->elementType()))
    return fileError(archive.file, "expected integers in entry '" + name +
                                       "', found " + array->describe());
  std::vector<int64_t> result(array->numElements());
  for (int64_t i = 0; i < array->numElements(); ++i)
    result[i] = static_cast<int64_t>(array->get(i).real());
  return result;
}

Error positionError(StringRef file, StringRef what, int64_t entry,
                    int64_t value, int64_t size) {
  return fileError(file, "entry " + Twine(entry) + " of the matrix has " +
                             what + " " + Twine(value) + ", expected 0 to " +
                             Twine(size - 1));
}

/// Expands `indptr` into one major index for each entry.
Expected<std::vector<int64_t>> expandPointers(const Archive &archive,
                                              int64_t majors, int64_t count) {
  Expected<std::vector<int64_t>> pointers = integers(archive, "indptr");
  if (!pointers)
    return pointers.takeError();
  if (static_cast<int64_t>(pointers->size()) != majors + 1 ||
      pointers->front() != 0 || pointers->back() != count ||
      !is_sorted(*pointers))
    return fileError(archive.file, "entry 'indptr' must rise from 0 to " +
                                       Twine(count) + " in " +
                                       Twine(majors + 1) +
                                       " steps; the matrix is damaged");
  std::vector<int64_t> result(count);
  for (int64_t major = 0; major < majors; ++major)
    std::fill(result.begin() + (*pointers)[major],
              result.begin() + (*pointers)[major + 1], major);
  return result;
}

Expected<ArrayOrMatrix> decodeSciPy(const Archive &archive, StringRef format) {
  StringRef file = archive.file;
  if (format != "csr" && format != "csc" && format != "coo")
    return fileError(file, "expected a SciPy matrix in csr, csc or coo form, "
                           "found '" +
                               format + "'; convert it with .tocsr()");
  Expected<std::vector<int64_t>> shape = integers(archive, "shape");
  if (!shape)
    return shape.takeError();
  if (shape->size() != 2 || (*shape)[0] < 0 || (*shape)[1] < 0)
    return fileError(file, "expected a SciPy matrix of two axes");
  Expected<HostArray> data = archive.required("data", 1);
  if (!data)
    return data.takeError();
  int64_t rows = (*shape)[0], columns = (*shape)[1];
  int64_t count = data->numElements();

  Expected<std::vector<int64_t>> row = std::vector<int64_t>();
  Expected<std::vector<int64_t>> column = std::vector<int64_t>();
  if (format == "csr") {
    row = expandPointers(archive, rows, count);
    column = integers(archive, "indices");
  } else if (format == "csc") {
    row = integers(archive, "indices");
    column = expandPointers(archive, columns, count);
  } else {
    // Only a coordinate matrix may have more rows than the file has bytes.
    if (rows > (int64_t(1) << 31) ||
        rows / 64 > static_cast<int64_t>(archive.bytes.size()) + (1 << 20))
      return fileError(file, "the matrix has " + Twine(rows) +
                                 " rows but only " + Twine(count) +
                                 " entries; drop the empty rows");
    row = integers(archive, "row");
    column = integers(archive, "col");
  }
  if (!row || !column)
    return joinErrors(row.takeError(), column.takeError());
  if (static_cast<int64_t>(row->size()) != count ||
      static_cast<int64_t>(column->size()) != count)
    return fileError(file, "the matrix has " + Twine(count) +
                               " values but another number of positions; it is "
                               "damaged");
  std::vector<CoordinateEntry> entries(count);
  for (int64_t i = 0; i < count; ++i) {
    entries[i] = {(*row)[i], (*column)[i], data->get(i)};
    if ((*row)[i] < 0 || (*row)[i] >= rows)
      return positionError(file, "row", i, (*row)[i], rows);
    if ((*column)[i] < 0 || (*column)[i] >= columns)
      return positionError(file, "column", i, (*column)[i], columns);
  }
  return ArrayOrMatrix(SparseMatrix::fromEntries(
      rows, columns, isComplexType(data->elementType()), std::move(entries)));
}

} // namespace

Expected<ArrayOrMatrix> decodeNpz(StringRef bytes, StringRef file,
                                  StringRef wanted) {
  Archive archive(bytes, file);
  if (Error error = archive.open())
    return error;
  const ZipEntry *format = archive.find("format");
  if (format && archive.find("shape") && archive.find("data")) {
    Expected<std::string> packed = archive.unpack(*format);
    if (!packed)
      return packed.takeError();
    Expected<std::string> name = decodeNpyString(*packed, file);
    if (!name)
      return name.takeError();
    return decodeSciPy(archive, *name);
  }
  const ZipEntry *entry = archive.find(wanted);
  if (!entry && archive.entries.size() == 1)
    entry = &archive.entries.front();
  if (!entry)
    return fileError(file, archive.entries.empty()
                               ? Twine("the archive is empty")
                               : "expected one entry or one called '" + wanted +
                                     "', found " + archive.names());
  Expected<HostArray> array = archive.array(*entry);
  if (!array)
    return array.takeError();
  return ArrayOrMatrix(std::move(*array));
}

std::string encodeNpz(const HostArray &array, StringRef name) {
  return encodeZip({{(name + ".npy").str(), encodeNpy(array)}});
}

} // namespace proxc::io
