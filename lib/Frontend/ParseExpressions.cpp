//===- ParseExpressions.cpp - The expression rules --------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ParserImpl.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Error.h"

using namespace proxc::frontend;
using llvm::SmallVector;
using llvm::SMLoc;
using llvm::StringRef;

static bool comparisonOp(TokenKind kind, BinaryOp &op) {
  switch (kind) {
  case TokenKind::Less:
    op = BinaryOp::Less;
    return true;
  case TokenKind::LessEqual:
    op = BinaryOp::LessEqual;
    return true;
  case TokenKind::Greater:
    op = BinaryOp::Greater;
    return true;
  case TokenKind::GreaterEqual:
    op = BinaryOp::GreaterEqual;
    return true;
  case TokenKind::EqualEqual:
    op = BinaryOp::Equal;
    return true;
  case TokenKind::NotEqual:
    op = BinaryOp::NotEqual;
    return true;
  default:
    return false;
  }
}

static bool sumOp(TokenKind kind, BinaryOp &op) {
  if (kind == TokenKind::Plus)
    op = BinaryOp::Add;
  else if (kind == TokenKind::Minus)
    op = BinaryOp::Subtract;
  else
    return false;
  return true;
}

static bool productOp(TokenKind kind, BinaryOp &op) {
  switch (kind) {
  case TokenKind::Star:
    op = BinaryOp::Multiply;
    return true;
  case TokenKind::Slash:
    op = BinaryOp::Divide;
    return true;
  case TokenKind::SlashSlash:
    op = BinaryOp::FloorDivide;
    return true;
  case TokenKind::Percent:
    op = BinaryOp::Remainder;
    return true;
  default:
    return false;
  }
}

Expr *Parser::parseExpr() {
  Expr *lhs = parseSum();
  if (!lhs)
    return nullptr;
  BinaryOp op;
  if (!comparisonOp(token().kind, op))
    return lhs;
  SourceRange opRange = advance().range();
  Expr *rhs = parseSum();
  if (!rhs)
    return nullptr;
  BinaryOp next;
  if (comparisonOp(token().kind, next)) {
    sink.error(token().range(),
               "comparisons do not chain outside of `subject to`");
    return nullptr;
  }
  return tree->make<CompareExpr>(join(lhs->range, rhs->range), lhs, op, opRange,
                                 rhs);
}

Expr *Parser::parseSum() {
  Expr *first = parseProduct();
  if (!first)
    return nullptr;
  SmallVector<ChainLink, 4> links;
  BinaryOp op;
  while (sumOp(token().kind, op)) {
    SourceRange opRange = advance().range();
    Expr *operand = parseProduct();
    if (!operand)
      return nullptr;
    links.push_back({op, opRange, operand});
  }
  if (links.empty())
    return first;
  return tree->make<ChainExpr>(Expr::Kind::Sum,
                               join(first->range, links.back().operand->range),
                               first, tree->copy<ChainLink>(links));
}

Expr *Parser::parseProduct() {
  Expr *first = parseUnary();
  if (!first)
    return nullptr;
  SmallVector<ChainLink, 4> links;
  BinaryOp op;
  while (productOp(token().kind, op)) {
    SourceRange opRange = advance().range();
    Expr *operand = parseUnary();
    if (!operand)
      return nullptr;
    links.push_back({op, opRange, operand});
  }
  if (links.empty())
    return first;
  return tree->make<ChainExpr>(Expr::Kind::Product,
                               join(first->range, links.back().operand->range),
                               first, tree->copy<ChainLink>(links));
}

Expr *Parser::parseUnary() {
  if (!at(TokenKind::Minus))
    return parsePower();
  SourceRange minus = advance().range();
  if (!enter())
    return nullptr;
  Expr *operand = parseUnary();
  if (!operand)
    return nullptr;
  leave();
  return tree->make<NegateExpr>(join(minus, operand->range), operand);
}

Expr *Parser::parsePower() {
  Expr *base = parsePostfix();
  if (!base || !at(TokenKind::StarStar))
    return base;
  SourceRange opRange = advance().range();
  if (!enter())
    return nullptr;
  Expr *exponent = parseUnary();
  if (!exponent)
    return nullptr;
  leave();
  return tree->make<PowerExpr>(join(base->range, exponent->range), base,
                               opRange, exponent);
}

Expr *Parser::parsePostfix() {
  Expr *base = parsePrimary();
  if (!base)
    return nullptr;
  SmallVector<Suffix, 2> suffixes;
  for (;;) {
    Suffix suffix;
    SMLoc begin = token().begin();
    if (at(TokenKind::LParen)) {
      suffix.kind = Suffix::Kind::Call;
      if (!open(TokenKind::LParen, "`(`") || !parseArguments(suffix) ||
          !close(TokenKind::RParen, "`,` or `)`"))
        return nullptr;
    } else if (at(TokenKind::LBracket)) {
      suffix.kind = Suffix::Kind::Subscript;
      if (!open(TokenKind::LBracket, "`[`") || !parseSubscripts(suffix) ||
          !close(TokenKind::RBracket, "`,` or `]`"))
        return nullptr;
    } else if (at(TokenKind::Dot)) {
      advance();
      if (!atWord("H") && !atWord("T"))
        return fail("`H` (adjoint) or `T` (transpose) after `.`");
      suffix.kind =
          token().text == "H" ? Suffix::Kind::Adjoint : Suffix::Kind::Transpose;
      advance();
    } else {
      break;
    }
    suffix.range = rangeFrom(begin);
    suffixes.push_back(suffix);
  }
  if (suffixes.empty())
    return base;
  return tree->make<PostfixExpr>(rangeFrom(base->range.begin), base,
                                 tree->copy<Suffix>(suffixes));
}

Expr *Parser::parsePrimary() {
  switch (token().kind) {
  case TokenKind::Number:
    return parseNumber();
  case TokenKind::String: {
    Token read = advance();
    return tree->make<StringExpr>(read.range(),
                                  read.text.drop_front().drop_back());
  }
  case TokenKind::Name: {
    Token read = advance();
    return tree->make<NameExpr>(Identifier{read.text, read.range()});
  }
  case TokenKind::LParen: {
    SMLoc begin = token().begin();
    if (!open(TokenKind::LParen, "`(`"))
      return nullptr;
    Expr *inner = parseExpr();
    if (!inner || !close(TokenKind::RParen, "`)`"))
      return nullptr;
    inner->range = rangeFrom(begin);
    return inner;
  }
  case TokenKind::LBracket:
    return parseList();
  default:
    return fail("an expression");
  }
}

Expr *Parser::parseNumber() {
  Token read = advance();
  StringRef digits = read.text;
  bool imaginary = digits.consume_back("i");
  bool integer = !imaginary && digits.find_first_of(".eE") == StringRef::npos;
  auto *expr = tree->make<NumberExpr>(read.range(), 0.0, integer, imaginary);
  if (integer && digits.getAsInteger(10, expr->integerValue)) {
    sink.error(read.range(), "this integer does not fit 64 bits");
    return nullptr;
  }
  // Half of the numbers that the grammar allows (`3.`, `.5`) are not what
  // APFloat takes everywhere; pad them.
  std::string text = digits.str();
  if (text.front() == '.')
    text.insert(0, "0");
  size_t point = text.find('.');
  if (point != std::string::npos &&
      (point + 1 == text.size() || !llvm::isDigit(text[point + 1])))
    text.insert(point + 1, "0");
  llvm::APFloat value(llvm::APFloat::IEEEdouble());
  auto status =
      value.convertFromString(text, llvm::APFloat::rmNearestTiesToEven);
  if (!status) {
    llvm::consumeError(status.takeError());
    sink.error(read.range(), "this number cannot be read");
    return nullptr;
  }
  if (*status & llvm::APFloat::opOverflow) {
    sink.error(read.range(), "this number does not fit a 64-bit float");
    return nullptr;
  }
  expr->value = value.convertToDouble();
  return expr;
}

Expr *Parser::parseList() {
  SMLoc begin = token().begin();
  if (!open(TokenKind::LBracket, "`[`"))
    return nullptr;
  if (at(TokenKind::RBracket)) {
    sink.error(token().range(), "a list cannot be empty");
    return nullptr;
  }
  SmallVector<ListElement, 4> elements;
  if (!parseElement(elements.emplace_back()))
    return nullptr;
  const Comprehension *comprehension = nullptr;
  if (at(TokenKind::KwFor)) {
    if (!(comprehension = parseComprehension()))
      return nullptr;
  } else {
    while (accept(TokenKind::Comma))
      if (!parseElement(elements.emplace_back()))
        return nullptr;
  }
  if (!close(TokenKind::RBracket, comprehension ? "`]`" : "`,` or `]`"))
    return nullptr;
  return tree->make<ListExpr>(rangeFrom(begin),
                              tree->copy<ListElement>(elements), comprehension);
}

bool Parser::parseElement(ListElement &element) {
  if (!(element.value = parseExpr()))
    return false;
  return !accept(TokenKind::Colon) || (element.end = parseSum());
}

const Comprehension *Parser::parseComprehension() {
  auto *result = tree->make<Comprehension>();
  SMLoc begin = advance().begin();
  if (!expectName(result->variable, "the variable's name") ||
      !expectWord("in", "`in`") || !(result->begin = parseSum()) ||
      !expect(TokenKind::Colon, "`:` and the end of the range") ||
      !(result->end = parseSum()))
    return nullptr;
  result->range = rangeFrom(begin);
  return result;
}

bool Parser::parseArguments(Suffix &suffix) {
  SmallVector<const Expr *, 4> arguments;
  SmallVector<OptionArgument, 4> options;
  auto atOption = [&] {
    return at(TokenKind::Name) && peek().is(TokenKind::Equal);
  };
  auto finish = [&] {
    suffix.arguments = tree->copy<const Expr *>(arguments);
    suffix.options = tree->copy<OptionArgument>(options);
    return true;
  };
  if (at(TokenKind::RParen))
    return finish();
  if (atOption())
    return parseOptions(options) && finish();
  arguments.push_back(parseExpr());
  if (!arguments.back())
    return false;
  if (at(TokenKind::KwFor)) {
    if (!(suffix.comprehension = parseComprehension()))
      return false;
    if (accept(TokenKind::Comma) && !atOption()) {
      fail("an option after a comprehension");
      return false;
    }
    return (!atOption() || parseOptions(options)) && finish();
  }
  while (accept(TokenKind::Comma)) {
    if (atOption())
      return parseOptions(options) && finish();
    arguments.push_back(parseExpr());
    if (!arguments.back())
      return false;
    if (at(TokenKind::KwFor)) {
      sink.error(token().range(), "a comprehension is the only positional "
                                  "argument of its call");
      return false;
    }
  }
  return finish();
}

bool Parser::parseOptions(llvm::SmallVectorImpl<OptionArgument> &options) {
  do {
    OptionArgument &option = options.emplace_back();
    if (at(TokenKind::Name) && !peek().is(TokenKind::Equal)) {
      sink.error(token().range(), "expected an option `name = value`; "
                                  "positional arguments stand before options");
      return false;
    }
    if (!expectName(option.name, "an option `name = value`") ||
        !expect(TokenKind::Equal, "`=` and the option's value") ||
        !(option.value = parseExpr()))
      return false;
  } while (accept(TokenKind::Comma));
  return true;
}

bool Parser::parseSubscripts(Suffix &suffix) {
  if (at(TokenKind::RBracket)) {
    sink.error(token().range(), "a subscript cannot be empty");
    return false;
  }
  SmallVector<Subscript, 4> subscripts;
  do {
    if (!parseSubscript(subscripts.emplace_back()))
      return false;
  } while (accept(TokenKind::Comma));
  suffix.subscripts = tree->copy<Subscript>(subscripts);
  return true;
}

bool Parser::parseSubscript(Subscript &subscript) {
  SMLoc begin = token().begin();
  if (accept(TokenKind::KwNew)) {
    subscript.kind = Subscript::Kind::New;
    subscript.range = rangeFrom(begin);
    return true;
  }
  if (!at(TokenKind::Colon) && !(subscript.begin = parseExpr()))
    return false;
  auto bound = [&](const Expr *&expr) {
    if (at(TokenKind::Colon) || at(TokenKind::Comma) || at(TokenKind::RBracket))
      return true;
    expr = parseSum();
    return expr != nullptr;
  };
  if (accept(TokenKind::Colon)) {
    subscript.kind = Subscript::Kind::Slice;
    if (!bound(subscript.end))
      return false;
    if (accept(TokenKind::Colon) && !bound(subscript.step))
      return false;
  }
  subscript.range = rangeFrom(begin);
  return true;
}
