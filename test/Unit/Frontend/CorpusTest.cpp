//===- CorpusTest.cpp - Text that must not crash the frontend ---*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Replays the fuzzer's corpus, then prefixes of its files and mutations of
// their characters and tokens. PROXC_FUZZ_ROUNDS asks for more mutations, with
// another seed for each number.
//
//===----------------------------------------------------------------------===//

#include "mlir/IR/MLIRContext.h"
#include "proxc/Frontend/Frontend.h"
#include "proxc/Frontend/Lexer.h"
#include "proxc/Frontend/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <cstdlib>
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

/// How many mutations of each file are tried.
static int rounds() {
  const char *text = std::getenv("PROXC_FUZZ_ROUNDS");
  return text ? std::atoi(text) : 40;
}

/// Type-checks `text`, with sizes given and without. IR comes only from
/// programs without errors.
static void elaborateText(const std::string &text) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  for (bool check : {true, false}) {
    Options options;
    options.checkOnly = check;
    for (const char *name : {"H", "W", "M", "N", "C", "n"})
      if (!check && llvm::StringRef(text).contains(name))
        options.dims[name] = 8;
    DiagnosticSink sink;
    ProgramInfo info;
    auto module =
        elaborate({"corpus.prox", text}, options, context, sink, &info);
    EXPECT_FALSE(module && sink.hasErrors());
    EXPECT_TRUE(check || module || sink.hasErrors()) << text;
    for (const Diagnostic &diagnostic : sink.sorted())
      EXPECT_EQ(diagnostic.message.text.find("no valid form"),
                std::string::npos)
          << diagnostic.message.text << "\n"
          << text;
    llvm::raw_null_ostream null;
    sink.print(null);
  }
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
  for (const std::string &text : corpus()) {
    read(text);
    elaborateText(text);
  }
}

/// Programs whose tokens were replaced, removed, doubled and exchanged by
/// tokens of the whole corpus: most of them parse, and few make sense.
TEST(Corpus, TokenMutations) {
  std::vector<std::string> texts = corpus();
  std::vector<std::string> vocabulary;
  for (const std::string &text : texts)
    for (const Token &token : lex(text))
      if (!token.text.empty() && !token.text.starts_with("\""))
        vocabulary.push_back(token.text.str());
  std::mt19937 random(rounds());
  for (const std::string &text : texts) {
    std::vector<std::string> tokens;
    for (const Token &token : lex(text))
      if (!token.text.empty())
        tokens.push_back(token.text.str());
    if (tokens.empty())
      continue;
    for (int round = 0; round < rounds(); ++round) {
      std::vector<std::string> mutated = tokens;
      for (unsigned edit = 0; edit < 1 + round % 3; ++edit) {
        size_t at = random() % mutated.size();
        switch (random() % 4) {
        case 0:
          mutated[at] = vocabulary[random() % vocabulary.size()];
          break;
        case 1:
          mutated.insert(mutated.begin() + at,
                         vocabulary[random() % vocabulary.size()]);
          break;
        case 2:
          std::swap(mutated[at], mutated[random() % mutated.size()]);
          break;
        default:
          if (mutated.size() > 1)
            mutated.erase(mutated.begin() + at);
          break;
        }
      }
      std::string program;
      for (const std::string &token : mutated)
        program += token + ' ';
      if (std::getenv("PROXC_FUZZ_TRACE"))
        llvm::errs() << program << "\n";
      elaborateText(program);
    }
  }
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
