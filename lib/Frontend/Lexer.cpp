//===- Lexer.cpp - Split a program into tokens ------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "proxc/Frontend/Lexer.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/ErrorHandling.h"

using namespace proxc::frontend;
using llvm::StringRef;

// Locale-independent classes: the language is ASCII outside of strings and
// comments.
static bool isDigit(char c) { return c >= '0' && c <= '9'; }
static bool isLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

namespace {

class Lexer {
public:
  explicit Lexer(StringRef buffer) : rest(buffer) {}

  Token next();

private:
  Token take(TokenKind kind, size_t length, const char *problem = nullptr) {
    Token token{kind, rest.take_front(length), problem};
    rest = rest.drop_front(length);
    return token;
  }
  char at(size_t i) const { return i < rest.size() ? rest[i] : '\0'; }

  void skipSpace();
  Token lexName();
  Token lexNumber();
  Token lexString();
  Token lexSymbol();
  Token lexUnknown();

  StringRef rest;
};

} // namespace

void Lexer::skipSpace() {
  for (;;) {
    rest = rest.ltrim(" \t\r\n");
    if (!rest.starts_with("#"))
      return;
    rest = rest.drop_until([](char c) { return c == '\n'; });
  }
}

Token Lexer::next() {
  skipSpace();
  if (rest.empty())
    return take(TokenKind::EndOfFile, 0);
  if (isLetter(at(0)))
    return lexName();
  if (isDigit(at(0)) || (at(0) == '.' && isDigit(at(1))))
    return lexNumber();
  if (at(0) == '"')
    return lexString();
  return lexSymbol();
}

Token Lexer::lexName() {
  size_t n = 1;
  while (isLetter(at(n)) || isDigit(at(n)))
    ++n;
  TokenKind kind = llvm::StringSwitch<TokenKind>(rest.take_front(n))
                       .Case("dim", TokenKind::KwDim)
                       .Case("input", TokenKind::KwInput)
                       .Case("param", TokenKind::KwParam)
                       .Case("var", TokenKind::KwVar)
                       .Case("let", TokenKind::KwLet)
                       .Case("out", TokenKind::KwOut)
                       .Case("extern", TokenKind::KwExtern)
                       .Case("import", TokenKind::KwImport)
                       .Case("export", TokenKind::KwExport)
                       .Case("recipe", TokenKind::KwRecipe)
                       .Case("minimize", TokenKind::KwMinimize)
                       .Case("subject", TokenKind::KwSubject)
                       .Case("solve", TokenKind::KwSolve)
                       .Case("for", TokenKind::KwFor)
                       .Case("new", TokenKind::KwNew)
                       .Default(TokenKind::Name);
  return take(kind, n);
}

Token Lexer::lexNumber() {
  size_t n = 0;
  while (isDigit(at(n)))
    ++n;
  if (at(n) == '.') {
    ++n;
    while (isDigit(at(n)))
      ++n;
  }
  if (at(n) == 'e' || at(n) == 'E') {
    size_t exponent = n + 1;
    if (at(exponent) == '+' || at(exponent) == '-')
      ++exponent;
    if (isDigit(at(exponent))) {
      while (isDigit(at(exponent)))
        ++exponent;
      n = exponent;
    }
  }
  if (at(n) == 'i')
    ++n;
  if (!isLetter(at(n)))
    return take(TokenKind::Number, n);
  while (isLetter(at(n)) || isDigit(at(n)))
    ++n;
  return take(TokenKind::Error, n, "a letter cannot follow a number directly");
}

Token Lexer::lexString() {
  size_t end = rest.find_first_of("\"\n", 1);
  if (end != StringRef::npos && rest[end] == '"')
    return take(TokenKind::String, end + 1);
  size_t length = end == StringRef::npos ? rest.size() : end;
  length = rest.take_front(length).rtrim(" \t\r").size();
  return take(TokenKind::Error, length,
              "a string must end on its line with `\"`");
}

Token Lexer::lexSymbol() {
  StringRef pair = rest.take_front(2);
  TokenKind kind = llvm::StringSwitch<TokenKind>(pair)
                       .Case("//", TokenKind::SlashSlash)
                       .Case("**", TokenKind::StarStar)
                       .Case("<=", TokenKind::LessEqual)
                       .Case(">=", TokenKind::GreaterEqual)
                       .Case("==", TokenKind::EqualEqual)
                       .Case("!=", TokenKind::NotEqual)
                       .Case("->", TokenKind::Arrow)
                       .Default(TokenKind::Error);
  if (kind != TokenKind::Error)
    return take(kind, 2);
  kind = llvm::StringSwitch<TokenKind>(pair.take_front(1))
             .Case("+", TokenKind::Plus)
             .Case("-", TokenKind::Minus)
             .Case("*", TokenKind::Star)
             .Case("/", TokenKind::Slash)
             .Case("%", TokenKind::Percent)
             .Case("<", TokenKind::Less)
             .Case(">", TokenKind::Greater)
             .Case("=", TokenKind::Equal)
             .Case("(", TokenKind::LParen)
             .Case(")", TokenKind::RParen)
             .Case("[", TokenKind::LBracket)
             .Case("]", TokenKind::RBracket)
             .Case("{", TokenKind::LBrace)
             .Case("}", TokenKind::RBrace)
             .Case(",", TokenKind::Comma)
             .Case(":", TokenKind::Colon)
             .Case(";", TokenKind::Semicolon)
             .Case(".", TokenKind::Dot)
             .Default(TokenKind::Error);
  if (kind != TokenKind::Error)
    return take(kind, 1);
  return lexUnknown();
}

/// One character that begins no token, with the rest of its UTF-8 sequence.
Token Lexer::lexUnknown() {
  char c = at(0);
  size_t n = 1;
  while ((at(n) & 0xC0) == 0x80 && n < 4)
    ++n;
  if (c == '^')
    return take(TokenKind::Error, n,
                "`^` is not an operator; the power is `**`");
  if (c == '\'')
    return take(TokenKind::Error, n, "strings stand in double quotes");
  if (c == '&' || c == '|')
    return take(TokenKind::Error, n, "there are no logical operators");
  if (c == '@')
    return take(TokenKind::Error, n,
                "`@` is not an operator; products are `*`");
  return take(TokenKind::Error, n,
              "this character means nothing outside of strings and comments");
}

std::vector<Token> proxc::frontend::lex(StringRef buffer) {
  Lexer lexer(buffer);
  std::vector<Token> tokens;
  do
    tokens.push_back(lexer.next());
  while (!tokens.back().is(TokenKind::EndOfFile));
  return tokens;
}

// One line a kind.
// clang-format off
StringRef proxc::frontend::describe(TokenKind kind) {
  switch (kind) {
  case TokenKind::EndOfFile: return "the end of the file";
  case TokenKind::Error: return "text that is not a token";
  case TokenKind::Name: return "a name";
  case TokenKind::Number: return "a number";
  case TokenKind::String: return "a string";
  case TokenKind::KwDim: return "`dim`";
  case TokenKind::KwInput: return "`input`";
  case TokenKind::KwParam: return "`param`";
  case TokenKind::KwVar: return "`var`";
  case TokenKind::KwLet: return "`let`";
  case TokenKind::KwOut: return "`out`";
  case TokenKind::KwExtern: return "`extern`";
  case TokenKind::KwImport: return "`import`";
  case TokenKind::KwExport: return "`export`";
  case TokenKind::KwRecipe: return "`recipe`";
  case TokenKind::KwMinimize: return "`minimize`";
  case TokenKind::KwSubject: return "`subject`";
  case TokenKind::KwSolve: return "`solve`";
  case TokenKind::KwFor: return "`for`";
  case TokenKind::KwNew: return "`new`";
  case TokenKind::Plus: return "`+`";
  case TokenKind::Minus: return "`-`";
  case TokenKind::Star: return "`*`";
  case TokenKind::Slash: return "`/`";
  case TokenKind::SlashSlash: return "`//`";
  case TokenKind::Percent: return "`%`";
  case TokenKind::StarStar: return "`**`";
  case TokenKind::Less: return "`<`";
  case TokenKind::LessEqual: return "`<=`";
  case TokenKind::Greater: return "`>`";
  case TokenKind::GreaterEqual: return "`>=`";
  case TokenKind::EqualEqual: return "`==`";
  case TokenKind::NotEqual: return "`!=`";
  case TokenKind::Equal: return "`=`";
  case TokenKind::LParen: return "`(`";
  case TokenKind::RParen: return "`)`";
  case TokenKind::LBracket: return "`[`";
  case TokenKind::RBracket: return "`]`";
  case TokenKind::LBrace: return "`{`";
  case TokenKind::RBrace: return "`}`";
  case TokenKind::Comma: return "`,`";
  case TokenKind::Colon: return "`:`";
  case TokenKind::Semicolon: return "`;`";
  case TokenKind::Dot: return "`.`";
  case TokenKind::Arrow: return "`->`";
  }
  llvm_unreachable("every kind of token is described");
}
// clang-format on

bool proxc::frontend::beginsDeclaration(TokenKind kind) {
  return kind >= TokenKind::KwDim && kind <= TokenKind::KwMinimize;
}
