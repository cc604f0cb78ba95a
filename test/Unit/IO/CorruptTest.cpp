//===- CorruptTest.cpp - damaged files never crash --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every prefix of a file and every file with one changed byte is read. Whether
// that is an error is not asked (some bytes do not matter), only that it ends
// and that what comes back is consistent.

#include "Helpers.h"

using namespace llvm;
using namespace proxc::io;

namespace {

class CorruptTest : public testing::TestWithParam<const char *> {};

/// Reads the bytes by the kind that the name tells and touches the result.
bool readable(StringRef name, StringRef bytes) {
  // A copy of the exact size lets a sanitizer see every step outside.
  std::vector<char> copy(bytes.begin(), bytes.end());
  StringRef data(copy.data(), copy.size());
  Expected<ArrayOrMatrix> result = ArrayOrMatrix();
  if (name.ends_with(".npy")) {
    Expected<HostArray> array = decodeNpy(data, name);
    result =
        array ? Expected<ArrayOrMatrix>(std::move(*array)) : array.takeError();
  } else if (name.ends_with(".npz")) {
    result = decodeNpz(data, name, "b");
  } else if (name.ends_with(".png")) {
    Expected<Picture> picture = decodePng(data, name);
    result = picture ? Expected<ArrayOrMatrix>(std::move(picture->array))
                     : picture.takeError();
  } else {
    result = decodeMatrixMarket(data, name);
  }
  if (!result) {
    EXPECT_FALSE(toString(result.takeError()).empty());
    return false;
  }
  if (auto *matrix = std::get_if<SparseMatrix>(&*result)) {
    EXPECT_EQ(static_cast<int64_t>(matrix->rowStart.size()), matrix->rows + 1);
    EXPECT_EQ(matrix->rowStart.back(), matrix->numEntries());
  } else {
    findNonFinite(std::get<HostArray>(*result));
  }
  return true;
}

TEST_P(CorruptTest, EveryPrefixIsRefused) {
  std::string bytes = fileBytes(inputPath(GetParam()));
  ASSERT_TRUE(readable(GetParam(), bytes));
  int accepted = 0;
  for (size_t length = 0; length < bytes.size(); ++length)
    accepted += readable(GetParam(), StringRef(bytes).take_front(length));
  // Text may lose its last newline.
  EXPECT_LE(accepted, 1);
}

TEST_P(CorruptTest, ChangedBytesDoNotCrash) {
  std::string bytes = fileBytes(inputPath(GetParam()));
  for (size_t at = 0; at < bytes.size(); ++at)
    for (int change : {1, 0x80, 0xff, '9' ^ '0'}) {
      std::string changed = bytes;
      changed[at] ^= change;
      readable(GetParam(), changed);
    }
}

INSTANTIATE_TEST_SUITE_P(Files, CorruptTest,
                         testing::Values("fortran.npy", "version3.npy",
                                         "csr.npz", "csc.npz", "coo.npz",
                                         "two.npz", "gray8.png", "rgba16.png",
                                         "palette-alpha.png", "interlaced.png",
                                         "hermitian.mtx", "array.mtx"));

} // namespace
