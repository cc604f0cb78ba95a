//===- Load.cpp - reading files as they are --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/IO/Files.h"

#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>
#include <cstring>

using namespace llvm;

namespace proxc::io {

SmallVector<int64_t, 6> LoadedFile::shape() const {
  if (isSparse())
    return {matrix().rows, matrix().columns};
  return SmallVector<int64_t, 6>(array().shape());
}

std::string LoadedFile::describe() const {
  if (isSparse())
    return matrix().describe();
  if (!isPicture)
    return array().describe();
  std::string text;
  raw_string_ostream os(text);
  ArrayRef<int64_t> shape = array().shape();
  static const char *const kinds[] = {"grey", "grey-and-alpha", "colour",
                                      "colour-and-alpha"};
  int64_t channels = shape.size() == 3 ? shape[2] : 1;
  os << "a " << kinds[channels - 1] << " picture of ";
  interleave(shape, os, " x ");
  return text;
}

namespace {

/// Weights of :gray, as the language defines them (ITU-R BT.601 luma).
constexpr double grayWeights[3] = {.299, .587, .114};

/// Channels of a picture-like array, 0 where it is none.
int64_t channelsOf(const HostArray &array) {
  if (array.rank() == 2)
    return 1;
  if (array.rank() == 3 && array.shape()[2] >= 1 && array.shape()[2] <= 4)
    return array.shape()[2];
  return 0;
}

Error needsPicture(const FileSpec &spec, StringRef suffix,
                   const HostArray &array) {
  return fileError(spec.path, "suffix ':" + suffix +
                                  "' needs a picture [y, x] or [y, x, 1 to "
                                  "4], found " +
                                  array.describe());
}

Error makeGray(const FileSpec &spec, LoadedFile &file) {
  const HostArray &in = file.array();
  int64_t channels = channelsOf(in);
  if (!channels || isComplexType(in.elementType()))
    return needsPicture(spec, "gray", in);
  if (in.rank() == 2)
    return Error::success();
  int64_t pixels = in.shape()[0] * in.shape()[1];
  HostArray out(ElementType::F64, in.shape().drop_back());
  double pixel[4];
  for (int64_t i = 0; i < pixels; ++i) {
    in.loadReal(i * channels, channels, pixel);
    out.dataAs<double>()[i] = channels < 3 ? pixel[0]
                                           : grayWeights[0] * pixel[0] +
                                                 grayWeights[1] * pixel[1] +
                                                 grayWeights[2] * pixel[2];
  }
  file.content = std::move(out);
  file.computed = true;
  return Error::success();
}

/// Drops alpha; a grey picture gets three equal channels.
Error makeRgb(const FileSpec &spec, LoadedFile &file) {
  const HostArray &in = file.array();
  int64_t channels = channelsOf(in);
  if (!channels)
    return needsPicture(spec, "rgb", in);
  if (channels == 3)
    return Error::success();
  int64_t pixels = in.shape()[0] * in.shape()[1];
  HostArray out(in.elementType(), {in.shape()[0], in.shape()[1], 3});
  size_t bytes = elementSize(in.elementType());
  for (int64_t i = 0; i < pixels; ++i)
    for (int64_t c = 0; c < 3; ++c) {
      int64_t from = i * channels + (channels == 4 ? c : 0);
      std::memcpy(out.data() + (i * 3 + c) * bytes, in.data() + from * bytes,
                  bytes);
    }
  file.content = std::move(out);
  return Error::success();
}

} // namespace

/// |z|, the phase or the real part, in the precision of z.
static HostArray takePart(const HostArray &in, ComplexPart part) {
  HostArray out(in.elementType() == ElementType::C64 ? ElementType::F32
                                                     : ElementType::F64,
                in.shape());
  for (int64_t i = 0; i < in.numElements(); ++i) {
    std::complex<double> z = in.get(i);
    out.set(i, part == ComplexPart::Abs     ? std::abs(z)
               : part == ComplexPart::Angle ? std::arg(z)
                                            : z.real());
  }
  return out;
}

HostArray complexPart(const HostArray &array, ComplexPart part) {
  bool keeps = part == ComplexPart::None || part == ComplexPart::Real;
  if (keeps && !isComplexType(array.elementType()))
    return array;
  return part == ComplexPart::None ? array : takePart(array, part);
}

static Expected<LoadedFile> decodeFile(const FileSpec &spec, StringRef bytes,
                                       StringRef wanted) {
  LoadedFile file;
  file.path = spec.path;
  Expected<ArrayOrMatrix> content = ArrayOrMatrix();
  switch (spec.kind) {
  case FileKind::Png: {
    Expected<Picture> picture = decodePng(bytes, spec.path);
    if (!picture)
      return picture.takeError();
    file.isPicture = true;
    file.maximum = spec.raw ? 1 : picture->maximum;
    content = ArrayOrMatrix(std::move(picture->array));
    break;
  }
  case FileKind::Npy: {
    Expected<HostArray> array = decodeNpy(bytes, spec.path);
    if (!array)
      return array.takeError();
    content = ArrayOrMatrix(std::move(*array));
    break;
  }
  case FileKind::Npz:
    content = decodeNpz(bytes, spec.path, wanted);
    break;
  case FileKind::MatrixMarket:
    content = decodeMatrixMarket(bytes, spec.path);
    break;
  }
  if (!content)
    return content.takeError();
  file.content = std::move(*content);
  return file;
}

Expected<LoadedFile> loadFile(const FileSpec &spec, StringRef wanted) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer =
      MemoryBuffer::getFile(spec.path, /*IsText=*/false,
                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return fileError(spec.path,
                     "the file cannot be read: " +
                         StringRef(buffer.getError().message()).lower());
  Expected<LoadedFile> file = decodeFile(spec, (*buffer)->getBuffer(), wanted);
  if (!file)
    return file.takeError();
  if (spec.maximum) {
    file->maximum = *spec.maximum;
    file->scaled = true;
  }
  file->sumToOne = spec.sumToOne;
  bool shapes = spec.gray || spec.rgb || spec.part != ComplexPart::None;
  if (shapes && file->isSparse())
    return fileError(spec.path, "a sparse matrix takes no suffixes");
  if (spec.gray)
    if (Error error = makeGray(spec, *file))
      return error;
  if (spec.rgb)
    if (Error error = makeRgb(spec, *file))
      return error;
  if (spec.part != ComplexPart::None)
    file->content = complexPart(file->array(), spec.part);
  return file;
}

} // namespace proxc::io
