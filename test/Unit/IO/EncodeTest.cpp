//===- EncodeTest.cpp - results to files --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Helpers.h"

using namespace llvm;
using namespace proxc::io;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

Expected<EncodedFile> encode(const HostArray &array, StringRef file) {
  return encodeFile(take(parseFileSpec(file, FileUse::Write)), array, "u");
}

/// The stored values of a picture.
std::vector<double> stored(const HostArray &array, StringRef file) {
  EncodedFile encoded = take(encode(array, file));
  return realParts(take(decodePng(encoded.bytes, file)).array);
}

TEST(EncodeTest, PicturesOfFloats) {
  HostArray array = makeArray(ElementType::F32, {1, 4}, {0, .5, 1, .2});
  EXPECT_THAT(stored(array, "u.png"), ElementsAre(0, 128, 255, 51));
  EXPECT_THAT(stored(array, "u.png:16"), ElementsAre(0, 32768, 65535, 13107));
  EXPECT_THAT(stored(array, "u.png:window=0,.5"),
              ElementsAre(0, 255, 255, 102));
  HostArray counts = makeArray(ElementType::F32, {1, 3}, {7, 300.4, -2});
  EXPECT_THAT(stored(counts, "u.png:raw"), ElementsAre(7, 255, 0));
  EXPECT_THAT(stored(counts, "u.png:raw:16"), ElementsAre(7, 300, 0));
}

TEST(EncodeTest, PicturesOfIntegers) {
  HostArray bytes = makeArray(ElementType::U8, {1, 3}, {0, 7, 255});
  EXPECT_THAT(stored(bytes, "u.png"), ElementsAre(0, 7, 255));
  EXPECT_THAT(stored(bytes, "u.png:16"), ElementsAre(0, 7 * 257, 65535));
  HostArray words = makeArray(ElementType::U16, {1, 2}, {65535, 257});
  EXPECT_THAT(stored(words, "u.png"), ElementsAre(255, 1));
  EXPECT_THAT(stored(words, "u.png:16"), ElementsAre(65535, 257));
  EXPECT_EQ(messageOf(encode(HostArray(ElementType::I32, {2, 2}), "u.png")),
            "u.png: 'u' holds i32 values, whose range is no picture's; add "
            "':window=lo,hi' or ':raw'");
}

TEST(EncodeTest, WarnsOfClipping) {
  HostArray array(ElementType::F32, {40, 50});
  array.set(0, 1.5);
  array.set(1, -0.5);
  EXPECT_EQ(take(encode(array, "u.png")).warning, "");
  array.set(2, 2.0);
  EXPECT_EQ(take(encode(array, "u.png")).warning,
            "u.png: 0.1 % of the values are clipped (they go from -0.5 to 2); "
            "add ':window=lo,hi' to the name, or write .npy");
  EXPECT_EQ(take(encode(array, "u.png:window=-1,2")).warning, "");
  // What rounding hides is not clipped.
  HostArray nearly(ElementType::F32, {4, 4});
  for (int64_t i = 0; i < 16; ++i)
    nearly.set(i, 1.0001);
  EXPECT_EQ(take(encode(nearly, "u.png")).warning, "");
}

TEST(EncodeTest, ComplexIntoPictures) {
  HostArray array(ElementType::C64, {1, 2});
  array.set(0, {.3, .4});
  array.set(1, {-1, 0});
  EXPECT_EQ(messageOf(encode(array, "u.png")),
            "u.png: 'u' is complex, a picture is real; add ':abs', ':angle' or "
            "':real' to the name");
  EXPECT_THAT(stored(array, "u.png:abs"), ElementsAre(128, 255));
  EXPECT_THAT(stored(array, "u.png:angle"), ElementsAre(165, 255));
  EXPECT_THAT(stored(array, "u.png:real"), ElementsAre(77, 0));
  HostArray modulus =
      take(decodeNpy(take(encode(array, "u.npy:abs")).bytes, "u.npy"));
  EXPECT_EQ(modulus.describe(), "f32[1, 2]");
}

TEST(EncodeTest, RefusesWhatNoPictureHolds) {
  EXPECT_THAT(messageOf(encode(HostArray(ElementType::F32, {7}), "u.png")),
              HasSubstr("found u8[7]; write .npy"));
  HostArray array(ElementType::F32, {2, 2});
  array.set(3, NAN);
  EXPECT_EQ(messageOf(encode(array, "u.png")),
            "u.png: 'u' is not finite at [1, 1], which no picture holds; write "
            ".npy");
}

TEST(OutputFileTest, WritesWholeFiles) {
  TemporaryFolder folder;
  EXPECT_EQ(messageOf(writeWhole(folder.file("u.npy"), "first")), "no error");
  EXPECT_EQ(messageOf(writeWhole(folder.file("u.npy"), "second")), "no error");
  EXPECT_EQ(fileBytes(folder.file("u.npy")), "second");
  EXPECT_THAT(folder.names(), ElementsAre("u.npy"));
}

TEST(OutputFileTest, TellsWhatIsUnwritable) {
  TemporaryFolder folder;
  std::string inside = folder.file("none/u.npy");
  EXPECT_EQ(messageOf(checkWritable(inside)),
            inside + ": the file cannot be written: there is no folder '" +
                folder.file("none") + "'");
  EXPECT_EQ(messageOf(writeWhole(inside, "x")),
            messageOf(checkWritable(inside)));
  EXPECT_THAT(messageOf(checkWritable(folder.path)),
              HasSubstr("it is a folder"));
  EXPECT_EQ(messageOf(checkWritable(folder.file("u.npy"))), "no error");
  EXPECT_EQ(messageOf(checkWritable("u.npy")), "no error");
  EXPECT_TRUE(folder.names().empty());
}

TEST(OutputFileTest, KeepsDevicesAndLinks) {
  TemporaryFolder folder;
  EXPECT_EQ(messageOf(checkWritable("/dev/null")), "no error");
  EXPECT_EQ(messageOf(writeWhole("/dev/null", "x")), "no error");
  EXPECT_FALSE(sys::fs::is_regular_file("/dev/null"));
  folder.write("real.npy", "old");
  ASSERT_FALSE(
      sys::fs::create_link(folder.file("real.npy"), folder.file("link.npy")));
  EXPECT_EQ(messageOf(writeWhole(folder.file("link.npy"), "new")), "no error");
  EXPECT_TRUE(sys::fs::is_symlink_file(folder.file("link.npy")));
  EXPECT_EQ(fileBytes(folder.file("real.npy")), "new");
}

TEST(OutputFileTest, TellsOfFullDevices) {
  if (!sys::fs::exists("/dev/full"))
    GTEST_SKIP() << "needs /dev/full";
  EXPECT_THAT(messageOf(writeWhole("/dev/full", "x")),
              HasSubstr("no space left"));
}

} // namespace
