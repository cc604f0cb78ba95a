//===- DiagnosticsTest.cpp --------------------------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "proxc/Frontend/Diagnostics.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace proxc::frontend;

static SourceRange rangeOf(llvm::StringRef buffer, llvm::StringRef text) {
  const char *begin = buffer.data() + buffer.find(text);
  return {llvm::SMLoc::getFromPointer(begin),
          llvm::SMLoc::getFromPointer(begin + text.size())};
}

static std::string render(const DiagnosticSink &sink) {
  std::string text;
  llvm::raw_string_ostream os(text);
  sink.print(os);
  return text;
}

TEST(Diagnostics, SortsAndShowsNotes) {
  DiagnosticSink sink;
  llvm::StringRef main = sink.addBuffer({"main.prox", "dim a\nlet b = c\n"});
  llvm::StringRef other = sink.addBuffer({"other.prox", "let\tc = 1"});
  sink.error(rangeOf(other, "c"), "third");
  sink.warning(rangeOf(main, "c"), "second").note(rangeOf(other, "1"), "there");
  sink.error(rangeOf(main, "a"), "first");
  EXPECT_EQ(sink.errorCount(), 2u);
  EXPECT_EQ(sink.warningCount(), 1u);
  EXPECT_EQ(render(sink), "main.prox:1:5: error: first\n"
                          "dim a\n"
                          "    ^\n"
                          "main.prox:2:9: warning: second\n"
                          "let b = c\n"
                          "        ^\n"
                          "other.prox:1:9: note: there\n"
                          "let     c = 1\n"
                          "            ^\n"
                          "other.prox:1:5: error: third\n"
                          "let     c = 1\n"
                          "        ^\n");
}

TEST(Diagnostics, CountsCharactersNotBytes) {
  DiagnosticSink sink;
  llvm::StringRef main =
      sink.addBuffer({"main.prox", "\"gr\xc3\xb6\xc3\x9f\x65\" + xyz"});
  SourceRange range = rangeOf(main, "+");
  sink.report(
      Severity::Error, range.begin,
      {rangeOf(main, "\"gr\xc3\xb6\xc3\x9f\x65\""), rangeOf(main, "xyz")},
      "text");
  EXPECT_EQ(render(sink), "main.prox:1:9: error: text\n"
                          "\"gr\xc3\xb6\xc3\x9f\x65\" + xyz\n"
                          "~~~~~~~ ^ ~~~\n");
}

TEST(Diagnostics, DropsRepetitions) {
  DiagnosticSink sink;
  llvm::StringRef main = sink.addBuffer({"main.prox", "a"});
  sink.error(rangeOf(main, "a"), "text");
  sink.error(rangeOf(main, "a"), "text").note(rangeOf(main, "a"), "lost");
  EXPECT_EQ(sink.errorCount(), 1u);
}

TEST(Diagnostics, FirstColumn) {
  DiagnosticSink sink;
  llvm::StringRef main = sink.addBuffer({"main.prox", "dim a\nlet b\n"});
  sink.error(rangeOf(main, "let"), "text");
  EXPECT_EQ(render(sink), "main.prox:2:1: error: text\nlet b\n^~~\n");
}

TEST(Diagnostics, EndOfBufferAndEmptyBuffer) {
  DiagnosticSink sink;
  llvm::StringRef main = sink.addBuffer({"main.prox", ""});
  llvm::SMLoc end = llvm::SMLoc::getFromPointer(main.data());
  sink.error({end, end}, "nothing here");
  EXPECT_EQ(render(sink), "main.prox:1:1: error: nothing here\n\n^\n");
}

TEST(Diagnostics, DidYouMean) {
  EXPECT_EQ(didYouMean("sum_sqares", {"sum", "sum_squares", "norm1"}),
            "; did you mean `sum_squares`?");
  EXPECT_EQ(didYouMean("U", {"b", "u"}), "; did you mean `u`?");
  EXPECT_EQ(didYouMean("pdgh", {"admm", "pdhg"}), "; did you mean `pdhg`?");
  EXPECT_EQ(didYouMean("uu", {"u8", "u"}), "");
  EXPECT_EQ(didYouMean("a", {"b", "u"}), "");
  EXPECT_EQ(didYouMean("banana", {"sum_squares", "norm1"}), "");
}
