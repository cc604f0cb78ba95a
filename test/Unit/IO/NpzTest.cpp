//===- NpzTest.cpp - archives of NumPy and SciPy --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Helpers.h"

using namespace llvm;
using namespace proxc::io;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

ArrayOrMatrix readInputFile(StringRef name, StringRef wanted = "u") {
  return take(decodeNpz(fileBytes(inputPath(name)), name, wanted));
}

TEST(NpzTest, ReadsSciPyRows) {
  for (StringRef name : {"csr.npz", "coo.npz"}) {
    auto matrix = std::get<SparseMatrix>(readInputFile(name));
    EXPECT_EQ(matrix.rows, 3);
    EXPECT_EQ(matrix.columns, 4);
    EXPECT_FALSE(matrix.isComplex);
    EXPECT_THAT(matrix.rowStart, ElementsAre(0, 1, 1, 3));
    EXPECT_THAT(matrix.column, ElementsAre(1, 0, 3));
    EXPECT_THAT(matrix.value, ElementsAre(1.5, -2, 3.25));
  }
}

TEST(NpzTest, ReadsSciPyColumnsStoredAndComplex) {
  auto matrix = std::get<SparseMatrix>(readInputFile("csc.npz"));
  EXPECT_TRUE(matrix.isComplex);
  EXPECT_THAT(matrix.column, ElementsAre(1, 0, 3));
  EXPECT_THAT(matrix.value, ElementsAre(1.5, 3, -2, -4, 3.25, 6.5));
  EXPECT_EQ(matrix.describe(),
            "a sparse matrix of 3 x 4 with 3 complex entries");
}

TEST(NpzTest, RefusesOtherSparseForms) {
  EXPECT_EQ(messageOf(decodeNpz(fileBytes(inputPath("bsr.npz")), "G.npz", "G")),
            "G.npz: expected a SciPy matrix in csr, csc or coo form, found "
            "'bsr'; convert it with .tocsr()");
}

TEST(NpzTest, PicksTheEntryOfTheBuffer) {
  EXPECT_EQ(std::get<HostArray>(readInputFile("two.npz", "b")).describe(),
            "f64[3]");
  EXPECT_EQ(std::get<HostArray>(readInputFile("two.npz", "k")).describe(),
            "f32[2, 2]");
  EXPECT_EQ(
      messageOf(decodeNpz(fileBytes(inputPath("two.npz")), "two.npz", "u")),
      "two.npz: expected one entry or one called 'u', found b, k");
}

TEST(NpzTest, RoundTrips) {
  HostArray array = makeArray(ElementType::F32, {2, 2}, {1, 2, 3, 4});
  std::string bytes = encodeNpz(array, "u");
  EXPECT_EQ(bytes, encodeNpz(array, "u"));
  auto back = std::get<HostArray>(take(decodeNpz(bytes, "u.npz", "other")));
  EXPECT_THAT(realParts(back), ElementsAre(1, 2, 3, 4));
}

/// A SciPy archive with the given entries.
std::string sciPy(ArrayRef<std::pair<StringRef, HostArray>> arrays,
                  StringRef format = "csr") {
  std::vector<std::pair<std::string, std::string>> entries;
  for (const auto &[name, array] : arrays)
    entries.push_back({(name + ".npy").str(), encodeNpy(array)});
  std::string text = encodeNpy(HostArray(ElementType::U8, {3}));
  // The descriptor of a u8 array becomes that of a string of three bytes.
  text.replace(text.find("'|u1'"), 5, "'|S3'");
  text.replace(text.find("(3,)"), 4, "()  ");
  text.replace(text.size() - 3, 3, format.str());
  entries.push_back({"format.npy", text});
  return encodeZip(entries);
}

HostArray integers(ArrayRef<double> values) {
  return makeArray(ElementType::I32, {static_cast<int64_t>(values.size())},
                   values);
}

TEST(NpzTest, ChecksPositionsOfSparseMatrices) {
  HostArray data = makeArray(ElementType::F64, {2}, {1, 2});
  auto message = [&](HostArray pointers, HostArray indices) {
    return messageOf(decodeNpz(sciPy({{"data", data},
                                      {"indices", std::move(indices)},
                                      {"indptr", std::move(pointers)},
                                      {"shape", integers({2, 3})}}),
                               "G.npz", "G"));
  };
  EXPECT_EQ(message(integers({0, 1, 2}), integers({0, 2})), "no error");
  EXPECT_EQ(message(integers({0, 1, 2}), integers({0, 3})),
            "G.npz: entry 1 of the matrix has column 3, expected 0 to 2");
  EXPECT_EQ(message(integers({0, 1, 2}), integers({0, -1})),
            "G.npz: entry 1 of the matrix has column -1, expected 0 to 2");
  EXPECT_THAT(message(integers({0, 3, 2}), integers({0, 1})),
              HasSubstr("'indptr' must rise from 0 to 2 in 3 steps"));
  EXPECT_THAT(message(integers({0, 2}), integers({0, 1})),
              HasSubstr("'indptr' must rise"));
  EXPECT_THAT(message(integers({0, 1, 2}), integers({0})),
              HasSubstr("another number of positions"));
  EXPECT_THAT(message(data, integers({0, 1})),
              HasSubstr("expected integers in entry 'indptr'"));
}

TEST(NpzTest, RefusesImplausiblyManyRows) {
  HostArray none(ElementType::I32, {0});
  std::string bytes =
      sciPy({{"data", HostArray(ElementType::F64, {0})},
             {"row", none},
             {"col", none},
             {"shape", makeArray(ElementType::I64, {2}, {1e15, 3})}},
            "coo");
  EXPECT_THAT(messageOf(decodeNpz(bytes, "G.npz", "G")),
              HasSubstr("rows but only 0 entries"));
}

TEST(NpzTest, FindsDamage) {
  std::string bytes = fileBytes(inputPath("csr.npz"));
  std::string flipped = bytes;
  flipped[90] ^= 1;
  EXPECT_THAT(messageOf(decodeNpz(flipped, "G.npz", "G")),
              HasSubstr("G.npz: entry 'indices.npy'"));
  EXPECT_THAT(
      messageOf(decodeNpz(StringRef(bytes).drop_back(30), "G.npz", "G")),
      HasSubstr("truncated or damaged"));
}

TEST(SparseMatrixTest, SortsAndSumsDuplicates) {
  SparseMatrix matrix = SparseMatrix::fromEntries(
      2, 3, false,
      {{1, 2, 1.0}, {0, 1, 2.0}, {1, 0, 3.0}, {1, 2, 0.5}, {0, 1, -2.0}});
  EXPECT_THAT(matrix.rowStart, ElementsAre(0, 1, 3));
  EXPECT_THAT(matrix.column, ElementsAre(1, 0, 2));
  EXPECT_THAT(matrix.value, ElementsAre(0, 3, 1.5));
  EXPECT_THAT(realParts(matrix.toDense()), ElementsAre(0, 0, 0, 3, 0, 1.5));
}

} // namespace
