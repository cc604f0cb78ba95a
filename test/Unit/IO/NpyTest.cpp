//===- NpyTest.cpp - NumPy's array files --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Helpers.h"

using namespace llvm;
using namespace proxc::io;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

/// A version 1 file with the given dictionary and elements.
std::string npy(StringRef dictionary, StringRef payload) {
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes.push_back(static_cast<char>(dictionary.size()));
  bytes.push_back(0);
  return bytes + dictionary.str() + payload.str();
}

constexpr ElementType allTypes[] = {
    ElementType::B1,  ElementType::U8,  ElementType::U16, ElementType::U32,
    ElementType::U64, ElementType::I8,  ElementType::I16, ElementType::I32,
    ElementType::I64, ElementType::F16, ElementType::F32, ElementType::F64,
    ElementType::C64, ElementType::C128};

TEST(NpyTest, RoundTripsEveryTypeAndRank) {
  for (ElementType type : allTypes)
    for (SmallVector<int64_t, 6> shape :
         {SmallVector<int64_t, 6>{}, {1}, {5}, {2, 3}, {2, 1, 3}, {0, 4}}) {
      HostArray array(type, shape);
      for (int64_t i = 0; i < array.numElements(); ++i)
        array.set(i, {double(i % 2), i * 0.5});
      std::string bytes = encodeNpy(array);
      HostArray back = take(decodeNpy(bytes, "a.npy"));
      EXPECT_EQ(back.describe(), array.describe());
      EXPECT_EQ(encodeNpy(back), bytes) << array.describe();
    }
}

TEST(NpyTest, AlignsElementsTo64BytesAsNumPyDoes) {
  std::string bytes = encodeNpy(HostArray(ElementType::F32, {3}));
  EXPECT_EQ((bytes.size() - 12) % 64, 0u);
  EXPECT_EQ(bytes[bytes.size() - 13], '\n');
}

TEST(NpyTest, ReadsFortranOrderBigEndianComplex) {
  HostArray array =
      take(decodeNpy(fileBytes(inputPath("fortran.npy")), "fortran.npy"));
  EXPECT_EQ(array.describe(), "c128[2, 3, 4]");
  for (int64_t i = 0; i < 24; ++i)
    EXPECT_EQ(array.get(i), std::complex<double>(i, -i));
}

TEST(NpyTest, ReadsVersion3) {
  HostArray array = take(decodeNpy(fileBytes(inputPath("version3.npy")), "v"));
  EXPECT_EQ(array.describe(), "b1[2, 2]");
  EXPECT_THAT(realParts(array), ElementsAre(1, 0, 0, 1));
}

TEST(NpyTest, ReadsBigEndianIntegers) {
  HostArray array = take(
      decodeNpy(npy("{'descr': '>i2', 'fortran_order': False, 'shape': (2,)}",
                    StringRef("\x01\x02\xff\xfe", 4)),
                "a.npy"));
  EXPECT_THAT(realParts(array), ElementsAre(258, -2));
}

TEST(NpyTest, ReadsHalfPrecision) {
  HostArray array = take(
      decodeNpy(npy("{'descr': '<f2', 'fortran_order': False, 'shape': (4,)}",
                    StringRef("\x00\x3c\x00\xc0\x01\x00\xff\x7b", 8)),
                "a.npy"));
  EXPECT_THAT(realParts(array),
              ElementsAre(1, -2, std::ldexp(1.0, -24), 65504));
}

TEST(NpyTest, HalfPrecisionRoundTripsAllFiniteBits) {
  for (unsigned bits = 0; bits < 65536; ++bits) {
    double value = halfToDouble(bits);
    if (std::isnan(value))
      continue;
    EXPECT_EQ(doubleToHalf(value), bits);
  }
}

TEST(NpyTest, TellsWhatIsTruncated) {
  std::string bytes = encodeNpy(HostArray(ElementType::F64, {3, 4}));
  bytes.pop_back();
  EXPECT_EQ(messageOf(decodeNpy(bytes, "k.npy")),
            "k.npy: expected f64[3, 4] (96 bytes), found 95 bytes; the file is "
            "truncated");
  EXPECT_EQ(messageOf(decodeNpy(StringRef(bytes).take_front(40), "k.npy")),
            "k.npy: the file ends inside its header; it is truncated");
}

TEST(NpyTest, RefusesShapesThatOverflow) {
  std::string bytes = npy("{'descr': '<f8', 'fortran_order': False, 'shape': "
                          "(4294967296, 4294967296, 4)}",
                          "");
  EXPECT_THAT(messageOf(decodeNpy(bytes, "k.npy")),
              HasSubstr("expected f64[4294967296, 4294967296, 4], found 0"));
}

TEST(NpyTest, RefusesWhatIsNoNumber) {
  auto message = [](StringRef descriptor) {
    return messageOf(decodeNpy(npy(("{'descr': '" + descriptor +
                                    "', 'fortran_order': False, 'shape': ()}")
                                       .str(),
                                   "0123456789abcdef"),
                               "k.npy"));
  };
  EXPECT_THAT(message("|O"), HasSubstr("found Python objects"));
  EXPECT_THAT(message("<f16"), HasSubstr("convert with .astype('f8')"));
  EXPECT_EQ(message("<U4"),
            "k.npy: expected an array of numbers, found dtype '<U4'");
  EXPECT_THAT(messageOf(decodeNpy(
                  npy("{'descr': [('a', '<f4')], 'fortran_order': False, "
                      "'shape': (1,)}",
                      "0123"),
                  "k.npy")),
              HasSubstr("found records"));
}

TEST(NpyTest, RefusesOtherFiles) {
  EXPECT_THAT(messageOf(decodeNpy("hello", "k.npy")),
              HasSubstr("expected a NumPy file (.npy)"));
  EXPECT_THAT(
      messageOf(decodeNpy(StringRef("\x93NUMPY\x04\x00\x00\x00", 10), "k.npy")),
      HasSubstr("found version 4"));
}

} // namespace
