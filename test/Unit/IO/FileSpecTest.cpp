//===- FileSpecTest.cpp - file names with suffixes, arguments --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Helpers.h"
#include "proxc/IO/Arguments.h"

using namespace llvm;
using namespace proxc::io;
using testing::HasSubstr;
using Complex = std::complex<double>;

namespace {

FileSpec read(StringRef text) {
  return take(parseFileSpec(text, FileUse::Read));
}
FileSpec write(StringRef text) {
  return take(parseFileSpec(text, FileUse::Write));
}
std::string readError(StringRef text) {
  return messageOf(parseFileSpec(text, FileUse::Read));
}
std::string writeError(StringRef text) {
  return messageOf(parseFileSpec(text, FileUse::Write));
}

TEST(FileSpecTest, SplitsPathAndSuffixes) {
  FileSpec spec = read("in/b.PNG:gray:max=4095:sum1");
  EXPECT_EQ(spec.path, "in/b.PNG");
  EXPECT_EQ(spec.kind, FileKind::Png);
  EXPECT_TRUE(spec.gray);
  EXPECT_FALSE(spec.rgb);
  EXPECT_EQ(spec.maximum, 4095);
  EXPECT_TRUE(spec.sumToOne);
  spec = write("u.png:16:angle:window=-3,3");
  EXPECT_TRUE(spec.sixteenBits);
  EXPECT_EQ(spec.part, ComplexPart::Angle);
  EXPECT_EQ(spec.window, std::make_pair(-3.0, 3.0));
}

TEST(FileSpecTest, PathsMayHoldColonsAndDots) {
  FileSpec spec = read("a:b.c/x.y:z.npy:abs");
  EXPECT_EQ(spec.path, "a:b.c/x.y:z.npy");
  EXPECT_EQ(spec.part, ComplexPart::Abs);
}

TEST(FileSpecTest, RefusesUnknownKinds) {
  EXPECT_EQ(readError("b.bmp:gray"),
            "b.bmp:gray: unknown kind of file '.bmp'; the kinds are .npy, "
            ".npz, .mtx and .png");
  EXPECT_EQ(readError("dir.x/b"), "dir.x/b: expected a file that ends in .npy, "
                                  ".npz, .mtx or .png, found no ending");
  EXPECT_EQ(readError("b.tif:gray"),
            "b.tif:gray: `.tif` files are not available yet; the kinds are "
            ".npy, .npz, .mtx and .png");
  EXPECT_THAT(readError("x.h5:/group/data"),
              HasSubstr("`.h5` files are not available yet"));
  EXPECT_THAT(writeError(".png"), HasSubstr("expected a name before '.png'"));
}

TEST(FileSpecTest, RefusesUnknownSuffixes) {
  EXPECT_EQ(readError("b.png:grey"),
            "b.png: unknown suffix ':grey'; did you mean ':gray'?");
  EXPECT_EQ(readError("b.png:gry"),
            "b.png: unknown suffix ':gry'; did you mean ':gray'?");
  EXPECT_EQ(writeError("b.png:windw=0,1"),
            "b.png: unknown suffix ':windw'; did you mean ':window'?");
  EXPECT_EQ(readError("b.png:transparent"),
            "b.png: unknown suffix ':transparent'; the suffixes are :gray :rgb "
            ":raw :max :sum1 :abs :angle :real");
}

TEST(FileSpecTest, RefusesSuffixesInTheWrongPlace) {
  EXPECT_EQ(readError("b.png:16"),
            "b.png: suffix ':16' is for files that are written; here one may "
            "write :gray :rgb :raw :max :sum1 :abs :angle :real");
  EXPECT_THAT(writeError("b.png:gray"),
              HasSubstr("suffix ':gray' is for files that are read"));
  EXPECT_EQ(writeError("u.npy:16"),
            "u.npy: suffix ':16' is for pictures; write a .png");
  EXPECT_THAT(readError("b.png:max=0"), HasSubstr("a positive number"));
  EXPECT_THAT(readError("b.png:max"), HasSubstr("found ''"));
  EXPECT_THAT(writeError("b.png:window=2,1"), HasSubstr("with lo below hi"));
  EXPECT_THAT(readError("b.png:gray=1"), HasSubstr("takes no value"));
  EXPECT_THAT(readError("b.png:gray:rgb"), HasSubstr("exclude each other"));
  EXPECT_THAT(readError("b.png:abs:real"), HasSubstr("expected one of"));
}

TEST(ArgumentsTest, ParsesNumbers) {
  EXPECT_EQ(parseNumber("3"), Complex(3));
  EXPECT_EQ(parseNumber("-2."), Complex(-2));
  EXPECT_EQ(parseNumber("+.5"), Complex(.5));
  EXPECT_EQ(parseNumber("1e-3"), Complex(1e-3));
  EXPECT_EQ(parseNumber("2i"), Complex(0, 2));
  EXPECT_EQ(parseNumber("1-2.5i"), Complex(1, -2.5));
  EXPECT_EQ(parseNumber("-1e2i+3"), Complex(3, -100));
  EXPECT_TRUE(std::isinf(parseNumber("-inf")->real()));
  EXPECT_TRUE(std::isinf(parseNumber("1e999")->real()));
  EXPECT_EQ(parseNumber("1e-999"), Complex(0));
  for (StringRef text : {"", "-", "i", "1 ", "1+", "1+2", "2i3i", "nan",
                         "0x1p3", "1e", "--1", "1.png", "infinity"})
    EXPECT_EQ(parseNumber(text), std::nullopt) << text.str();
}

TEST(ArgumentsTest, ParsesInputs) {
  Assignment number = take(parseInput("lambda", "1e-3"));
  EXPECT_TRUE(number.isNumber());
  EXPECT_EQ(number.number(), Complex(1e-3));
  Assignment file = take(parseInput("b", "b.png:gray"));
  EXPECT_FALSE(file.isNumber());
  EXPECT_TRUE(file.file().gray);
  EXPECT_EQ(messageOf(parseInput("b", "")),
            "b: expected a number or a file after 'b='");
  EXPECT_EQ(messageOf(parseInput("b", "abc")),
            "b: expected a number or a file that ends in .npy, .npz, .mtx or "
            ".png, found 'abc'");
}

TEST(ArgumentsTest, SplitsAssignments) {
  StringRef name, value;
  EXPECT_TRUE(splitAssignment("b=x=y.png", name, value));
  EXPECT_EQ(name, "b");
  EXPECT_EQ(value, "x=y.png");
  EXPECT_FALSE(splitAssignment("b.png", name, value));
  EXPECT_FALSE(splitAssignment("=3", name, value));
  EXPECT_FALSE(splitAssignment("2b=3", name, value));
}

TEST(ArgumentsTest, ParsesOutputs) {
  EXPECT_EQ(take(parseOutput("u=sharp.png:16")).name, "u");
  OutputRequest request = take(parseOutput("out/x=1.npy"));
  EXPECT_EQ(request.name, "");
  EXPECT_EQ(request.file.path, "out/x=1.npy");
  EXPECT_EQ(messageOf(parseOutput("u=")), "u=: expected a file after '='");
}

} // namespace
