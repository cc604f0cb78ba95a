//===- CorpusTest.cpp - Text that must not crash the frontend ---*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Replays the fuzzer's corpus, then every prefix of every file in it and some
// fixed mutations.
//
//===----------------------------------------------------------------------===//

#include "proxc/Frontend/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <random>

using namespace proxc::frontend;

static std::vector<std::string> corpus() {
  std::vector<std::string> names, texts;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator it(PROXC_CORPUS_DIR, error), end;
       it != end && !error; it.increment(error))
    names.push_back(it->path());
  std::sort(names.begin(), names.end());
  for (const std::string &name : names)
    if (auto buffer = llvm::MemoryBuffer::getFile(name))
      texts.push_back((*buffer)->getBuffer().str());
  return texts;
}

/// Reads `text`; a program with errors has diagnostics, one without has none.
static void read(const std::string &text) {
  DiagnosticSink sink;
  auto tree = parse(sink.addBuffer({"corpus.prox", text}), sink);
  std::string printed;
  llvm::raw_string_ostream os(printed);
  printTree(*tree, os);
  EXPECT_EQ(llvm::StringRef(printed).contains("(invalid"), sink.hasErrors());
  llvm::raw_null_ostream null;
  sink.print(null);
}

TEST(Corpus, IsThere) { EXPECT_GE(corpus().size(), 4u); }

TEST(Corpus, Replays) {
  for (const std::string &text : corpus())
    read(text);
}

TEST(Corpus, Prefixes) {
  for (const std::string &text : corpus())
    for (size_t n = 0; n < std::min<size_t>(text.size(), 4000); n += 3)
      read(text.substr(0, n));
}

TEST(Corpus, Mutations) {
  std::mt19937 random(7);
  const llvm::StringRef pieces[] = {"(", ")",  "[",  "]",   ":",
                                    ",", "-",  "**", "for", "new",
                                    "=", "\"", "2i", ".",   "\xff"};
  for (const std::string &original : corpus()) {
    if (original.empty())
      continue;
    for (int round = 0; round < 200; ++round) {
      std::string text = original;
      for (int edit = 0; edit < 3; ++edit) {
        size_t at = random() % text.size();
        llvm::StringRef piece = pieces[random() % std::size(pieces)];
        if (random() % 2)
          text.insert(at, piece.str());
        else
          text.replace(at, random() % 5, piece.str());
        if (text.empty())
          break;
      }
      read(text);
    }
  }
}
