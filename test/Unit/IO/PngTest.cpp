//===- PngTest.cpp - pictures --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Helpers.h"

using namespace llvm;
using namespace proxc::io;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

Picture readInputFile(StringRef name) {
  return take(decodePng(fileBytes(inputPath(name)), name));
}

TEST(PngTest, ReadsGray8) {
  Picture picture = readInputFile("gray8.png");
  EXPECT_EQ(picture.array.describe(), "u8[5, 7]");
  EXPECT_EQ(picture.maximum, 255);
  for (int64_t i = 0; i < 35; ++i)
    EXPECT_EQ(picture.array.get(i).real(), i);
}

TEST(PngTest, KeepsStoredValuesOfFewBits) {
  Picture picture = readInputFile("gray4.png");
  EXPECT_EQ(picture.array.describe(), "u8[2, 3]");
  EXPECT_EQ(picture.maximum, 15);
  EXPECT_THAT(realParts(picture.array), ElementsAre(0, 5, 10, 15, 1, 2));
}

TEST(PngTest, ReadsColourWithAlphaOf16Bits) {
  Picture picture = readInputFile("rgba16.png");
  EXPECT_EQ(picture.array.describe(), "u16[1, 2, 4]");
  EXPECT_EQ(picture.maximum, 65535);
  EXPECT_THAT(realParts(picture.array),
              ElementsAre(258, 3, 65535, 32768, 0, 1, 2, 3));
}

TEST(PngTest, ExpandsPalettes) {
  Picture picture = readInputFile("palette.png");
  EXPECT_EQ(picture.array.describe(), "u8[1, 4, 3]");
  EXPECT_THAT(realParts(picture.array),
              ElementsAre(10, 20, 30, 40, 50, 60, 70, 80, 90, 1, 2, 3));
  EXPECT_EQ(picture.maximum, 255);
  Picture withAlpha = readInputFile("palette-alpha.png");
  EXPECT_EQ(withAlpha.array.describe(), "u8[1, 4, 4]");
  EXPECT_EQ(withAlpha.array.get(3).real(), 0);
  EXPECT_EQ(withAlpha.array.get(7).real(), 128);
  EXPECT_EQ(withAlpha.array.get(11).real(), 255);
}

TEST(PngTest, ReadsInterlaced) {
  EXPECT_THAT(realParts(readInputFile("interlaced.png").array),
              ElementsAre(10, 20, 30, 40));
}

TEST(PngTest, RoundTrips) {
  for (ElementType type : {ElementType::U8, ElementType::U16})
    for (SmallVector<int64_t, 3> shape :
         {SmallVector<int64_t, 3>{3, 5}, {3, 5, 2}, {3, 5, 3}, {3, 5, 4}}) {
      HostArray array(type, shape);
      for (int64_t i = 0; i < array.numElements(); ++i)
        array.set(i,
                  double((i * 7919) % (type == ElementType::U8 ? 256 : 65536)));
      Picture back = take(decodePng(take(encodePng(array, "u.png")), "u.png"));
      EXPECT_EQ(back.array.describe(), array.describe());
      EXPECT_EQ(realParts(back.array), realParts(array));
    }
}

TEST(PngTest, RefusesShapesThatAreNoPicture) {
  EXPECT_EQ(messageOf(encodePng(HostArray(ElementType::U8, {7}), "u.png")),
            "u.png: expected a picture of [y, x] or [y, x, 1 to 4], found "
            "u8[7]; write .npy");
  EXPECT_THAT(
      messageOf(encodePng(HostArray(ElementType::U8, {2, 3, 5}), "u.png")),
      HasSubstr("found u8[2, 3, 5]"));
  EXPECT_THAT(messageOf(encodePng(HostArray(ElementType::U8, {0, 3}), "u.png")),
              HasSubstr("found 0 x 3"));
}

TEST(PngTest, FindsDamage) {
  std::string bytes = fileBytes(inputPath("gray8.png"));
  EXPECT_EQ(messageOf(decodePng(StringRef(bytes).drop_back(20), "b.png")),
            "b.png: the picture cannot be read: the file is truncated");
  EXPECT_EQ(messageOf(decodePng("GIF89a", "b.png")),
            "b.png: expected a PNG picture, found other bytes");
  // A header that claims a huge picture, with a right checksum.
  std::string huge = bytes;
  huge.replace(16, 8, std::string("\x00\x0f\x00\x00\x00\x0f\x00\x00", 8));
  huge.replace(29, 4, std::string("\x00\x00\x00\x00", 4));
  EXPECT_THAT(messageOf(decodePng(huge, "b.png")), HasSubstr("b.png: "));
}

} // namespace
