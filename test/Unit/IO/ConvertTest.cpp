//===- ConvertTest.cpp - files to declared types --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Helpers.h"
#include "proxc/IO/Arguments.h"

using namespace llvm;
using namespace proxc::io;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

namespace {

/// Writes an array as .npy, reads it back with suffixes and converts it.
Expected<HostArray> convert(const HostArray &array, ElementType type,
                            ArrayRef<int64_t> shape, StringRef suffixes = "",
                            bool allowInfinite = false) {
  TemporaryFolder folder;
  std::string path = folder.write("b.npy", encodeNpy(array));
  Declared declared{"b", type, shape, allowInfinite};
  return readInput(take(parseInput("b", path + suffixes.str())), declared);
}

Expected<HostArray> convertPicture(StringRef name, ElementType type,
                                   ArrayRef<int64_t> shape) {
  Declared declared{"b", type, shape, false};
  return readInput(take(parseInput("b", inputPath(name))), declared);
}

/// The message without the folder that stands before it.
template <typename T> std::string tail(Expected<T> result) {
  std::string message = messageOf(std::move(result));
  StringRef text = message;
  return text
      .drop_front(text.rfind('/') == StringRef::npos ? 0 : text.rfind('/') + 1)
      .str();
}

HostArray doubles(ArrayRef<double> values) {
  return makeArray(ElementType::F64, {static_cast<int64_t>(values.size())},
                   values);
}

TEST(ConvertTest, WidensAndNarrows) {
  HostArray f32 = take(convert(doubles({1, .5}), ElementType::F32, {2}));
  EXPECT_EQ(f32.describe(), "f32[2]");
  EXPECT_THAT(realParts(f32), ElementsAre(1, .5));
  HostArray complex = take(convert(doubles({1, 2}), ElementType::C64, {2}));
  EXPECT_EQ(complex.get(1), std::complex<double>(2, 0));
  HostArray integers = makeArray(ElementType::U8, {2}, {3, 255});
  EXPECT_THAT(realParts(take(convert(integers, ElementType::F32, {2}))),
              ElementsAre(3, 255));
  EXPECT_THAT(realParts(take(convert(integers, ElementType::I32, {2}))),
              ElementsAre(3, 255));
  HostArray big(ElementType::I64, {1});
  *big.dataAs<int64_t>() = (int64_t(1) << 53) + 1;
  EXPECT_EQ(*take(convert(big, ElementType::I64, {1})).dataAs<int64_t>(),
            (int64_t(1) << 53) + 1);
}

TEST(ConvertTest, RefusesOverflow) {
  EXPECT_EQ(tail(convert(doubles({1, 1e300}), ElementType::F32, {2})),
            "b.npy: value 1e+300 at [1] does not fit f32 ('b')");
  EXPECT_THAT(tail(convert(doubles({70000}), ElementType::F16, {1})),
              HasSubstr("does not fit f16"));
  HostArray integers = makeArray(ElementType::I32, {2, 2}, {0, 1, 2, 256});
  EXPECT_EQ(tail(convert(integers, ElementType::U8, {2, 2})),
            "b.npy: value 256 at [1, 1] does not fit u8 ('b')");
  integers.set(3, -1.0);
  EXPECT_THAT(tail(convert(integers, ElementType::U16, {2, 2})),
              HasSubstr("value -1 at [1, 1] does not fit u16"));
  EXPECT_THAT(tail(convert(doubles({0x1p63}), ElementType::I64, {1})),
              HasSubstr("does not fit i64"));
  HostArray big(ElementType::U64, {1});
  *big.dataAs<uint64_t>() = uint64_t(1) << 63;
  EXPECT_THAT(tail(convert(big, ElementType::I64, {1})),
              HasSubstr("does not fit i64"));
}

TEST(ConvertTest, RefusesFractionsForIntegers) {
  EXPECT_EQ(tail(convert(doubles({1, 1.5}), ElementType::U8, {2})),
            "b.npy: expected integers for 'b' (u8), found 1.5 at [1]; declare "
            "it f32 or round the data");
  EXPECT_THAT(realParts(take(convert(doubles({1, 2}), ElementType::U8, {2}))),
              ElementsAre(1, 2));
}

TEST(ConvertTest, RefusesComplexForReal) {
  HostArray array(ElementType::C64, {1});
  array.set(0, {3, 4});
  EXPECT_EQ(tail(convert(array, ElementType::F32, {1})),
            "b.npy: expected real data for 'b' (f32), found complex data; "
            "declare it c64 or add ':real' or ':abs' to the name");
  EXPECT_THAT(realParts(take(convert(array, ElementType::F32, {1}, ":abs"))),
              ElementsAre(5));
  EXPECT_THAT(realParts(take(convert(array, ElementType::F32, {1}, ":real"))),
              ElementsAre(3));
}

TEST(ConvertTest, RefusesWhatIsNotFinite) {
  HostArray array(ElementType::F32, {2, 3});
  array.set(4, NAN);
  EXPECT_EQ(tail(convert(array, ElementType::F32, {2, 3})),
            "b.npy: expected finite data, found NaN at [1, 1]");
  array.set(3, -INFINITY);
  EXPECT_EQ(tail(convert(array, ElementType::F64, {2, 3})),
            "b.npy: expected finite data, found infinity at [1, 0]");
  EXPECT_THAT(tail(convert(array, ElementType::F64, {2, 3}, "", true)),
              HasSubstr("found NaN at [1, 1]"));
  array.set(4, 0.0);
  EXPECT_EQ(
      take(convert(array, ElementType::F64, {2, 3}, "", true)).get(3).real(),
      -INFINITY);
  HostArray complex(ElementType::C128, {2});
  complex.set(1, {0, NAN});
  EXPECT_THAT(tail(convert(complex, ElementType::C128, {2})),
              HasSubstr("found NaN at [1]"));
}

TEST(ConvertTest, TellsWhyShapesDiffer) {
  HostArray array(ElementType::F32, {2, 3});
  EXPECT_EQ(tail(convert(array, ElementType::F32, {4, 4})),
            "b.npy: expected f32[4, 4] for 'b', found f32[2, 3]");
  EXPECT_THAT(tail(convert(array, ElementType::F32, {3, 2})),
              EndsWith("; the axes are in reverse order, the last one is "
                       "contiguous"));
  EXPECT_THAT(tail(convert(array, ElementType::F32, {2, 3, 1})),
              EndsWith("; the axes of size 1 must agree too"));
  EXPECT_EQ(tail(convertPicture("palette.png", ElementType::F32, {1, 4})),
            "palette.png: expected f32[1, 4] for 'b', found a colour picture "
            "of 1 x 4 x 3; add ':gray' to the name");
  EXPECT_THAT(
      tail(convertPicture("palette-alpha.png", ElementType::F32, {1, 4, 3})),
      EndsWith("found a colour-and-alpha picture of 1 x 4 x 4; add "
               "':rgb' to the name to drop alpha"));
  EXPECT_THAT(tail(convertPicture("gray8.png", ElementType::F32, {5, 7, 3})),
              EndsWith("found a grey picture of 5 x 7; add ':rgb' to the name "
                       "to repeat the channel"));
}

TEST(ConvertTest, PicturesDivideByTheirMaximum) {
  Declared f32{"b", ElementType::F32, {2, 3}, false};
  Declared u8{"b", ElementType::U8, {2, 3}, false};
  auto readAs = [&](const Declared &declared, StringRef suffixes) {
    return readInput(
        take(parseInput("b", inputPath("gray4.png") + suffixes.str())),
        declared);
  };
  EXPECT_THAT(realParts(take(readAs(f32, ""))),
              ElementsAre(0, 5 / 15.f, 10 / 15.f, 1, 1 / 15.f, 2 / 15.f));
  EXPECT_THAT(realParts(take(readAs(f32, ":raw"))),
              ElementsAre(0, 5, 10, 15, 1, 2));
  EXPECT_THAT(realParts(take(readAs(f32, ":max=5"))),
              ElementsAre(0, 1, 2, 3, .2f, .4f));
  EXPECT_THAT(realParts(take(readAs(u8, ""))), ElementsAre(0, 5, 10, 15, 1, 2));
  EXPECT_THAT(tail(readAs(u8, ":max=5")),
              HasSubstr("suffix ':max' divides, but 'b' (u8) keeps stored "
                        "values; declare it f32"));
}

TEST(ConvertTest, GrayAndRgb) {
  auto readAs = [&](StringRef name, ElementType type, ArrayRef<int64_t> shape) {
    Declared declared{"b", type, shape, false};
    return take(readInput(take(parseInput("b", inputPath(name))), declared));
  };
  HostArray gray = readAs("palette.png:gray", ElementType::F64, {1, 4});
  EXPECT_NEAR(gray.get(0).real(), (.299 * 10 + .587 * 20 + .114 * 30) / 255,
              1e-15);
  // Stored inputs round: 18.15 becomes 18.
  EXPECT_EQ(readAs("palette.png:gray", ElementType::U8, {1, 4}).get(0), 18.0);
  EXPECT_THAT(
      realParts(readAs("palette-alpha.png:rgb", ElementType::U8, {1, 4, 3})),
      ElementsAre(10, 20, 30, 40, 50, 60, 70, 80, 90, 1, 2, 3));
  HostArray repeated = readAs("gray8.png:rgb", ElementType::U8, {5, 7, 3});
  EXPECT_EQ(repeated.get(3 * 9 + 2), 9.0);
}

TEST(ConvertTest, KernelsThatSumToOne) {
  HostArray kernel = makeArray(ElementType::F64, {2, 2}, {1, 2, 3, 2});
  EXPECT_THAT(
      realParts(take(convert(kernel, ElementType::F64, {2, 2}, ":sum1"))),
      ElementsAre(.125, .25, .375, .25));
  EXPECT_THAT(tail(convert(doubles({1, -1}), ElementType::F64, {2}, ":sum1")),
              HasSubstr("divides by the sum of the entries, which is 0"));
}

TEST(ConvertTest, Numbers) {
  Declared f32{"lambda", ElementType::F32, {}, false};
  EXPECT_EQ(take(convertNumber(0.5, f32)).describe(), "f32");
  EXPECT_EQ(messageOf(convertNumber(1e300, f32)),
            "lambda: value 1e+300 at the only entry does not fit f32 "
            "('lambda')");
  EXPECT_EQ(messageOf(convertNumber({0, 1}, f32)),
            "lambda: expected a real number (f32), found a complex one");
  EXPECT_THAT(messageOf(convertNumber(INFINITY, f32)),
              HasSubstr("expected finite data"));
  Declared array{"k", ElementType::F32, {3, 3}, false};
  EXPECT_EQ(messageOf(convertNumber(1, array)),
            "k: expected a file with f32[3, 3], found a number");
}

TEST(ConvertTest, SparseMatrices) {
  auto load = [](StringRef name) {
    return take(
        loadFile(take(parseFileSpec(inputPath(name), FileUse::Read)), "G"));
  };
  Declared c64{"G", ElementType::C64, {3, 4}, false};
  Declared f32{"G", ElementType::F32, {3, 4}, false};
  Declared square{"G", ElementType::F32, {3, 3}, false};
  EXPECT_EQ(take(convertSparse(load("csc.npz"), c64)).numEntries(), 3);
  EXPECT_THAT(tail(convertSparse(load("csc.npz"), f32)),
              HasSubstr("expected real data for 'G'"));
  EXPECT_THAT(tail(convertSparse(load("csr.npz"), square)),
              HasSubstr("expected f32[3, 3] for 'G', found a sparse matrix of "
                        "3 x 4 with 3 real entries"));
  EXPECT_THAT(tail(convertSparse(load("array.mtx"), f32)),
              HasSubstr("expected a sparse matrix for 'G', found f64[3, 2]"));
  EXPECT_THAT(realParts(take(convertLoaded(load("csr.npz"), f32))),
              ElementsAre(0, 1.5, 0, 0, 0, 0, 0, 0, -2, 0, 0, 3.25));
}

TEST(ConvertTest, MissingFiles) {
  EXPECT_THAT(
      tail(loadFile(take(parseFileSpec("no/such.npy", FileUse::Read)), "b")),
      HasSubstr("the file cannot be read: no such file or directory"));
}

} // namespace
