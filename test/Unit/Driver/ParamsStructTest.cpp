//===- ParamsStructTest.cpp - the layout of params --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Compiled.h"

#include "gtest/gtest.h"

using namespace proxc;
using namespace proxc::driver;
using target::HeaderElement;

namespace {

TEST(ParamsStructTest, HasTheLayoutOfC) {
  // What the header of a program with these params declares.
  struct Params {
    uint8_t flag;
    float c[2];
    const float *k;
    uint16_t count;
    double z[2];
    float lambda;
    int64_t n;
  };
  std::vector<target::HeaderArgument> params(7);
  const char *names[] = {"flag", "c", "k", "count", "z", "lambda", "n"};
  HeaderElement elements[] = {HeaderElement::U8,   HeaderElement::C64,
                              HeaderElement::F32,  HeaderElement::U16,
                              HeaderElement::C128, HeaderElement::F32,
                              HeaderElement::I64};
  for (size_t i = 0; i < params.size(); ++i) {
    params[i].name = names[i];
    params[i].element = elements[i];
  }
  params[2].shape = {3, 3};
  params[5].value = 0.25;
  params[6].integer = (int64_t(1) << 53) + 1;

  ArrayMap given;
  auto give = [&](const char *name, io::ElementType type,
                  std::complex<double> value) {
    io::HostArray array(type, {});
    array.set(0, value);
    given.emplace(name, std::move(array));
  };
  give("flag", io::ElementType::U8, 7);
  give("c", io::ElementType::C64, {1, 2});
  give("count", io::ElementType::U16, 300);
  give("z", io::ElementType::C128, {3, 4});
  given.emplace("k", io::HostArray(io::ElementType::F32, {3, 3}));

  ParamsStruct built(params, given);
  const auto *layout = static_cast<const Params *>(built.data());
  EXPECT_EQ(layout->flag, 7);
  EXPECT_EQ(layout->c[0], 1);
  EXPECT_EQ(layout->c[1], 2);
  EXPECT_EQ(static_cast<const void *>(layout->k), given.at("k").data());
  EXPECT_EQ(layout->count, 300);
  EXPECT_EQ(layout->z[1], 4);
  EXPECT_EQ(layout->lambda, 0.25f);
  EXPECT_EQ(layout->n, (int64_t(1) << 53) + 1);
}

TEST(ParamsStructTest, NamesTheArgumentOfAnErrorCode) {
  target::HeaderProgram header;
  header.inputs.resize(2);
  header.inputs[1].name = "b";
  EXPECT_EQ(argumentOfCode(header, PROXC_ERROR_INPUT_NOT_FINITE + (2 << 8)),
            "input 'b'");
  EXPECT_EQ(argumentOfCode(header, PROXC_ERROR_INPUT_NOT_FINITE + (3 << 8)),
            "");
  EXPECT_EQ(argumentOfCode(header, PROXC_ERROR_MEMORY), "");
}

} // namespace
