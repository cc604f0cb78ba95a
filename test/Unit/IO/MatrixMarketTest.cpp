//===- MatrixMarketTest.cpp - matrices in text --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Helpers.h"

using namespace llvm;
using namespace proxc::io;
using testing::ElementsAre;
using testing::HasSubstr;
using Complex = std::complex<double>;

namespace {

HostArray dense(StringRef text) {
  ArrayOrMatrix result = take(decodeMatrixMarket(text, "G.mtx"));
  if (auto *matrix = std::get_if<SparseMatrix>(&result))
    return matrix->toDense();
  return std::get<HostArray>(result);
}

std::string message(StringRef text) {
  return messageOf(decodeMatrixMarket(text, "G.mtx"));
}

TEST(MatrixMarketTest, ReadsGeneralCoordinates) {
  HostArray array = dense("%%MatrixMarket matrix coordinate real general\n"
                          "% a comment\n\n"
                          "2 3 4\n"
                          "1 1 1.5\n2 3 -2e1\n2 3 +0.5\n1 2 4\n");
  EXPECT_EQ(array.describe(), "f64[2, 3]");
  EXPECT_THAT(realParts(array), ElementsAre(1.5, 4, 0, 0, 0, -19.5));
}

TEST(MatrixMarketTest, ExpandsSymmetry) {
  EXPECT_THAT(realParts(dense("%%MatrixMarket MATRIX Coordinate Integer "
                              "Symmetric\r\n2 2 2\r\n1 1 7\r\n2 1 3\r\n")),
              ElementsAre(7, 3, 3, 0));
  EXPECT_THAT(realParts(dense("%%MatrixMarket matrix coordinate real "
                              "skew-symmetric\n2 2 1\n2 1 3\n")),
              ElementsAre(0, -3, 3, 0));
  HostArray hermitian = dense("%%MatrixMarket matrix coordinate complex "
                              "hermitian\n2 2 2\n1 1 7 0\n2 1 3 4\n");
  EXPECT_EQ(hermitian.get(1), Complex(3, -4));
  EXPECT_EQ(hermitian.get(2), Complex(3, 4));
}

TEST(MatrixMarketTest, ReadsPatternsAsOnes) {
  EXPECT_THAT(realParts(dense("%%MatrixMarket matrix coordinate pattern "
                              "general\n2 2 2\n1 2\n2 1\n")),
              ElementsAre(0, 1, 1, 0));
}

TEST(MatrixMarketTest, ReadsArraysByColumns) {
  HostArray array = dense("%%MatrixMarket matrix array complex general\n2 2\n"
                          "1 0\n2 0\n3 0\n4 5\n");
  EXPECT_THAT(realParts(array), ElementsAre(1, 3, 2, 4));
  EXPECT_EQ(array.get(3), Complex(4, 5));
  EXPECT_THAT(realParts(dense("%%MatrixMarket matrix array real symmetric\n"
                              "2 2\n1\n2\n3\n")),
              ElementsAre(1, 2, 2, 3));
  EXPECT_THAT(realParts(dense("%%MatrixMarket matrix array real "
                              "skew-symmetric\n2 2\n5\n")),
              ElementsAre(0, -5, 5, 0));
}

TEST(MatrixMarketTest, WritesWhatItReads) {
  HostArray array =
      makeArray(ElementType::F64, {2, 3}, {0.1, 1.0 / 3, -1e300, 0, 5e-324, 7});
  HostArray back = dense(take(encodeMatrixMarket(array, "u.mtx")));
  EXPECT_EQ(realParts(back), realParts(array));
  HostArray vector = makeArray(ElementType::I32, {2}, {3, -4});
  EXPECT_EQ(take(encodeMatrixMarket(vector, "u.mtx")),
            "%%MatrixMarket matrix array integer general\n2 1\n3\n-4\n");
  EXPECT_EQ(messageOf(encodeMatrixMarket(HostArray(ElementType::F32, {1, 1, 1}),
                                         "u.mtx")),
            "u.mtx: expected an array of rank 1 or 2 for .mtx, found "
            "f32[1, 1, 1]; write .npy");
}

TEST(MatrixMarketTest, TellsTheLine) {
  StringRef head = "%%MatrixMarket matrix coordinate real general\n2 2 2\n";
  EXPECT_EQ(message((head + "1 1 1\n3 1 1\n").str()),
            "G.mtx: line 4: expected a row from 1 to 2, found 3");
  EXPECT_EQ(message((head + "1 1 1\n1 0 1\n").str()),
            "G.mtx: line 4: expected a column from 1 to 2, found 0");
  EXPECT_EQ(message((head + "1 1 x\n1 2 1\n").str()),
            "G.mtx: line 3: expected a number, found 'x'");
  EXPECT_EQ(message((head + "1 1 nan\n1 2 1\n").str()),
            "G.mtx: line 3: expected a finite number, found 'nan'");
  EXPECT_EQ(message((head + "1 1 1e999\n1 2 1\n").str()),
            "G.mtx: line 3: '1e999' does not fit a double");
  EXPECT_THAT(message((head + "1 1 1\n1 2").str()),
              HasSubstr("found the end of the file; it is truncated"));
  EXPECT_THAT(message((head + "1 1 1\n1 2 1\n2 2 1\n").str()),
              HasSubstr("line 5: expected the end of the file, found '2'"));
}

TEST(MatrixMarketTest, RefusesBadHeaders) {
  EXPECT_EQ(message("hello\n"),
            "G.mtx: line 1: expected '%%MatrixMarket matrix FORMAT FIELD "
            "SYMMETRY'");
  EXPECT_THAT(message("%%MatrixMarket matrix coordinate quaternion general\n"),
              HasSubstr("or pattern, found 'quaternion'"));
  EXPECT_THAT(message("%%MatrixMarket matrix array real upper\n"),
              HasSubstr("found 'upper'"));
  EXPECT_THAT(
      message("%%MatrixMarket matrix coordinate real symmetric\n2 3 0\n"),
      HasSubstr("a symmetric matrix must be square, found 2 x 3"));
  EXPECT_THAT(message("%%MatrixMarket matrix coordinate real "
                      "skew-symmetric\n2 2 1\n1 1 3\n"),
              HasSubstr("zeros on its diagonal"));
}

TEST(MatrixMarketTest, DoesNotBelieveSizes) {
  EXPECT_THAT(message("%%MatrixMarket matrix coordinate real general\n"
                      "2 2 4000000000000\n1 1 1\n"),
              HasSubstr("expected 4000000000000 entries, found"));
  EXPECT_THAT(message("%%MatrixMarket matrix coordinate real general\n"
                      "1000000000000 2 1\n1 1 1\n"),
              HasSubstr("rows but only 1 entries"));
  EXPECT_THAT(message("%%MatrixMarket matrix array real general\n"
                      "3000000000 3000000000\n1\n"),
              HasSubstr("the file is truncated"));
  EXPECT_THAT(message("%%MatrixMarket matrix array real general\n"
                      "100000 100000\n1\n"),
              HasSubstr("the file is truncated"));
}

} // namespace
