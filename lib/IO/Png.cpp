//===- Png.cpp - pictures, by libpng --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libpng reports errors by longjmp. Functions that call setjmp hold no object
// with a destructor; whatever owns memory lives in the caller's struct.

#include "proxc/IO/Formats.h"

#include "llvm/ADT/ScopeExit.h"

#include <csetjmp>
#include <cstring>
#include <png.h>

using namespace llvm;

namespace proxc::io {

namespace {

/// Deflate cannot shrink data by more than this factor.
constexpr uint64_t maximalRatio = 1032;

struct State {
  std::jmp_buf jump;
  char message[160] = "unknown error";
  const char *input = nullptr;
  size_t remaining = 0;
  std::string *output = nullptr;
  png_structp png = nullptr;
  png_infop info = nullptr;
};

extern "C" {

[[noreturn]] static void proxcPngError(png_structp png, png_const_charp text) {
  auto *state = static_cast<State *>(png_get_error_ptr(png));
  std::strncpy(state->message, text, sizeof(state->message) - 1);
  std::longjmp(state->jump, 1);
}

/// libpng warns of harmless things, such as colour profiles that it ignores.
static void proxcPngWarning(png_structp, png_const_charp) {}

static void proxcPngRead(png_structp png, png_bytep out, size_t length) {
  auto *state = static_cast<State *>(png_get_io_ptr(png));
  if (state->remaining < length)
    png_error(png, "the file is truncated");
  std::memcpy(out, state->input, length);
  state->input += length;
  state->remaining -= length;
}

static void proxcPngWrite(png_structp png, png_bytep data, size_t length) {
  auto *state = static_cast<State *>(png_get_io_ptr(png));
  state->output->append(reinterpret_cast<const char *>(data), length);
}

static void proxcPngFlush(png_structp) {}

} // extern "C"

struct PngHeader {
  png_uint_32 width = 0, height = 0;
  int depth = 0, color = 0;
  int channels = 0;
  /// Bytes of a row after expansion.
  size_t rowBytes = 0;
};

/// Reads up to the pixels and asks for palettes and transparency to be
/// expanded. False after an error.
bool readHeader(State &state, PngHeader &header) {
  if (setjmp(state.jump))
    return false;
  png_set_read_fn(state.png, &state, proxcPngRead);
  png_read_info(state.png, state.info);
  png_get_IHDR(state.png, state.info, &header.width, &header.height,
               &header.depth, &header.color, nullptr, nullptr, nullptr);
  if (header.color == PNG_COLOR_TYPE_PALETTE)
    png_set_palette_to_rgb(state.png);
  if (png_get_valid(state.png, state.info, PNG_INFO_tRNS))
    png_set_tRNS_to_alpha(state.png);
  else if (header.depth < 8)
    png_set_packing(state.png);
  // Samples of 16 bits are big endian in the file.
  if (header.depth == 16)
    png_set_swap(state.png);
  png_set_interlace_handling(state.png);
  png_read_update_info(state.png, state.info);
  header.channels = png_get_channels(state.png, state.info);
  header.rowBytes = png_get_rowbytes(state.png, state.info);
  return true;
}

bool readRows(State &state, png_bytepp rows) {
  if (setjmp(state.jump))
    return false;
  png_read_image(state.png, rows);
  png_read_end(state.png, nullptr);
  return true;
}

bool writeAll(State &state, png_uint_32 width, png_uint_32 height, int depth,
              int color, png_bytepp rows) {
  if (setjmp(state.jump))
    return false;
  png_set_write_fn(state.png, &state, proxcPngWrite, proxcPngFlush);
  png_set_IHDR(state.png, state.info, width, height, depth, color,
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  // Level 3 writes a photograph three times as fast as the default, and only a
  // few per cent larger.
  png_set_compression_level(state.png, 3);
  png_write_info(state.png, state.info);
  if (depth == 16)
    png_set_swap(state.png);
  png_write_image(state.png, rows);
  png_write_end(state.png, nullptr);
  return true;
}

std::vector<png_bytep> rowPointers(uint8_t *data, size_t height,
                                   size_t rowBytes) {
  std::vector<png_bytep> rows(height);
  for (size_t y = 0; y < height; ++y)
    rows[y] = data + y * rowBytes;
  return rows;
}

/// The bytes that the pixels of the file have before compression, at least.
uint64_t packedBytes(const PngHeader &header) {
  uint64_t samples = header.color == PNG_COLOR_TYPE_RGB          ? 3
                     : header.color == PNG_COLOR_TYPE_RGB_ALPHA  ? 4
                     : header.color == PNG_COLOR_TYPE_GRAY_ALPHA ? 2
                                                                 : 1;
  uint64_t rowBits = static_cast<uint64_t>(header.width) * samples *
                     static_cast<uint64_t>(header.depth);
  return (rowBits + 7) / 8 * header.height;
}

} // namespace

Expected<Picture> decodePng(StringRef bytes, StringRef file) {
  if (!bytes.starts_with("\x89PNG\r\n\x1a\n"))
    return fileError(file, "expected a PNG picture, found other bytes");
  State state;
  state.input = bytes.data();
  state.remaining = bytes.size();
  state.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &state,
                                     proxcPngError, proxcPngWarning);
  if (!state.png)
    return fileError(file, "libpng could not be started");
  scope_exit release(
      [&] { png_destroy_read_struct(&state.png, &state.info, nullptr); });
  state.info = png_create_info_struct(state.png);
  auto damaged = [&] {
    return fileError(file,
                     "the picture cannot be read: " + Twine(state.message));
  };
  PngHeader header;
  if (!state.info || !readHeader(state, header))
    return damaged();
  if (packedBytes(header) / maximalRatio > bytes.size())
    return fileError(file, "the header claims " + Twine(header.height) + " x " +
                               Twine(header.width) + " pixels in " +
                               Twine(bytes.size()) +
                               " bytes; the file is truncated or damaged");
  SmallVector<int64_t, 3> shape = {header.height, header.width};
  if (header.channels > 1)
    shape.push_back(header.channels);
  Picture picture;
  picture.array =
      HostArray(header.depth == 16 ? ElementType::U16 : ElementType::U8, shape);
  bool packed = header.depth < 8 && header.color == PNG_COLOR_TYPE_GRAY &&
                header.channels == 1;
  picture.maximum = packed               ? (1 << header.depth) - 1
                    : header.depth == 16 ? 65535
                                         : 255;
  if (header.rowBytes * header.height != picture.array.numBytes())
    return fileError(file, "libpng reports rows of an unexpected length");
  std::vector<png_bytep> rows =
      rowPointers(picture.array.data(), header.height, header.rowBytes);
  if (!readRows(state, rows.data()))
    return damaged();
  return picture;
}

Expected<std::string> encodePng(const HostArray &array, StringRef file) {
  static const int colors[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA,
                               PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
  bool wide = array.elementType() == ElementType::U16;
  bool fits = wide || array.elementType() == ElementType::U8;
  int64_t channels = array.rank() == 3 ? array.shape()[2] : 1;
  if (!fits || array.rank() < 2 || array.rank() > 3 || channels < 1 ||
      channels > 4)
    return fileError(file, "expected a picture of [y, x] or [y, x, 1 to 4], "
                           "found " +
                               array.describe() + "; write .npy");
  int64_t height = array.shape()[0], width = array.shape()[1];
  constexpr int64_t largest = 1000000;
  if (height < 1 || width < 1 || height > largest || width > largest)
    return fileError(file, "a PNG has 1 to 1000000 rows and columns, found " +
                               Twine(height) + " x " + Twine(width) +
                               "; write .npy");
  State state;
  std::string out;
  state.output = &out;
  state.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &state,
                                      proxcPngError, proxcPngWarning);
  if (!state.png)
    return fileError(file, "libpng could not be started");
  scope_exit release(
      [&] { png_destroy_write_struct(&state.png, &state.info); });
  state.info = png_create_info_struct(state.png);
  std::vector<png_bytep> rows =
      rowPointers(const_cast<uint8_t *>(array.data()), height,
                  width * channels * (wide ? 2 : 1));
  if (!state.info || !writeAll(state, width, height, wide ? 16 : 8,
                               colors[channels - 1], rows.data()))
    return fileError(file,
                     "the picture cannot be written: " + Twine(state.message));
  return out;
}

} // namespace proxc::io
