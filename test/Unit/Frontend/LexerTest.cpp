//===- LexerTest.cpp --------------------------------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "proxc/Frontend/Lexer.h"
#include "gtest/gtest.h"

using namespace proxc::frontend;

static std::string texts(llvm::StringRef source) {
  std::string result;
  for (const Token &token : lex(source)) {
    if (token.is(TokenKind::Error))
      result += '!';
    result += token.text.str() + '|';
  }
  return result;
}

TEST(Lexer, LongestMatch) {
  EXPECT_EQ(texts("a//b/ /c**d* *e"), "a|//|b|/|/|c|**|d|*|*|e||");
  EXPECT_EQ(texts("a<=b<c==d=e!=f->g-h"),
            "a|<=|b|<|c|==|d|=|e|!=|f|->|g|-|h||");
  EXPECT_EQ(texts("::"), ":|:||");
}

TEST(Lexer, Numbers) {
  EXPECT_EQ(texts("3 2. .5 1e-3 2i 1.5E+3i"), "3|2.|.5|1e-3|2i|1.5E+3i||");
  EXPECT_EQ(texts("x.5"), "x|.5||");
  EXPECT_EQ(texts("2.H"), "!2.H||");
  EXPECT_EQ(texts("2.5.H"), "2.5|.|H||");
  EXPECT_EQ(texts("2x 1e 0x10 2in"), "!2x|!1e|!0x10|!2in||");
  EXPECT_EQ(texts("1e+x"), "!1e|+|x||");
}

TEST(Lexer, CommentsAndStrings) {
  EXPECT_EQ(texts("a # b\nc \"#\" d"), "a|c|\"#\"|d||");
  EXPECT_EQ(texts("\"open\nb"), "!\"open|b||");
  EXPECT_EQ(texts("# only"), "|");
  EXPECT_EQ(texts(""), "|");
}

TEST(Lexer, WordsAndBytes) {
  auto tokens = lex("dim dims subject to H new");
  EXPECT_EQ(tokens[0].kind, TokenKind::KwDim);
  EXPECT_EQ(tokens[1].kind, TokenKind::Name);
  EXPECT_EQ(tokens[2].kind, TokenKind::KwSubject);
  EXPECT_EQ(tokens[3].kind, TokenKind::Name);
  EXPECT_EQ(tokens[4].kind, TokenKind::Name);
  EXPECT_EQ(tokens[5].kind, TokenKind::KwNew);
  EXPECT_EQ(texts("a\xc3\xa9 b"), "a|!\xc3\xa9|b||");
  EXPECT_EQ(texts(llvm::StringRef("a\0b", 3)), std::string("a|!\0|b||", 8));
}
