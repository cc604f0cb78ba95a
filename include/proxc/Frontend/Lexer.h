//===- Lexer.h - Tokens of a program --------------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_FRONTEND_LEXER_H
#define PROXC_FRONTEND_LEXER_H

#include "proxc/Frontend/Diagnostics.h"
#include "llvm/ADT/StringRef.h"
#include <vector>

namespace proxc::frontend {

enum class TokenKind {
  EndOfFile,
  Error, ///< not a token; `Token::problem` says why
  Name,
  Number,
  String,
  // Reserved words.
  KwDim,
  KwInput,
  KwParam,
  KwVar,
  KwLet,
  KwOut,
  KwExtern,
  KwImport,
  KwExport,
  KwRecipe,
  KwMinimize,
  KwSubject,
  KwSolve,
  KwFor,
  KwNew,
  // Symbols.
  Plus,
  Minus,
  Star,
  Slash,
  SlashSlash,
  Percent,
  StarStar,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  EqualEqual,
  NotEqual,
  Equal,
  LParen,
  RParen,
  LBracket,
  RBracket,
  LBrace,
  RBrace,
  Comma,
  Colon,
  Semicolon,
  Dot,
  Arrow,
};

/// A token: its kind and its text, which points into the source buffer.
struct Token {
  TokenKind kind = TokenKind::EndOfFile;
  llvm::StringRef text;
  /// Why this is not a token (kind Error), a static string.
  const char *problem = nullptr;

  bool is(TokenKind k) const { return kind == k; }
  llvm::SMLoc begin() const {
    return llvm::SMLoc::getFromPointer(text.begin());
  }
  llvm::SMLoc end() const { return llvm::SMLoc::getFromPointer(text.end()); }
  SourceRange range() const { return {begin(), end()}; }
};

/// Splits `buffer` into tokens; the last one is EndOfFile. What forms no token
/// becomes one token of kind Error, so nothing is reported here.
std::vector<Token> lex(llvm::StringRef buffer);

/// How a kind of token is named in messages: "a name", "`(`".
llvm::StringRef describe(TokenKind kind);

/// True for the words that begin a declaration or a problem, where the parser
/// goes on after an error.
bool beginsDeclaration(TokenKind kind);

} // namespace proxc::frontend

#endif // PROXC_FRONTEND_LEXER_H
