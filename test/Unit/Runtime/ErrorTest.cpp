//===- ErrorTest.cpp - error codes in words --------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc-rt/proxc.h"
#include "gtest/gtest.h"

#include <set>
#include <string>

namespace {

TEST(Error, eachCodeHasItsOwnText) {
  std::set<std::string> texts;
  for (int32_t code = PROXC_OK; code <= PROXC_ERROR_TRANSFORM; ++code) {
    std::string text = proxc_error(code);
    EXPECT_NE(text, "unknown error code") << code;
    EXPECT_TRUE(texts.insert(text).second) << text;
  }
  EXPECT_STREQ(proxc_error(99), "unknown error code");
}

TEST(Error, argumentsDoNotChangeTheText) {
  int32_t code = PROXC_ERROR_INPUT_NOT_FINITE | 3 << 8;
  EXPECT_EQ(PROXC_ERROR_KIND(code), PROXC_ERROR_INPUT_NOT_FINITE);
  EXPECT_EQ(PROXC_ERROR_ARGUMENT(code), 2);
  EXPECT_EQ(PROXC_ERROR_ARGUMENT(PROXC_ERROR_MEMORY), -1);
  EXPECT_STREQ(proxc_error(code), proxc_error(PROXC_ERROR_INPUT_NOT_FINITE));
}

} // namespace
