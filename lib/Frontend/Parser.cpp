//===- Parser.cpp - Files, declarations and types ---------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ParserImpl.h"
#include "llvm/ADT/StringSwitch.h"

using namespace proxc::frontend;
using llvm::SmallVector;
using llvm::SMLoc;
using llvm::StringRef;
using llvm::Twine;

//===----------------------------------------------------------------------===//
// Tokens
//===----------------------------------------------------------------------===//

Token Parser::advance() {
  Token result = token();
  if (index + 1 < tokens.size())
    ++index;
  return result;
}

bool Parser::accept(TokenKind kind) {
  if (!at(kind))
    return false;
  advance();
  return true;
}

SourceRange Parser::lastRange() const {
  if (index)
    return tokens[index - 1].range();
  SMLoc start = SMLoc::getFromPointer(buffer.data());
  return {start, start};
}

std::nullptr_t Parser::fail(const Twine &what) {
  if (at(TokenKind::Error)) {
    sink.error(token().range(), token().problem);
    return nullptr;
  }
  bool atEnd = at(TokenKind::EndOfFile);
  StringRef between(lastRange().end.getPointer(),
                    token().text.begin() - lastRange().end.getPointer());
  bool missingAtLineEnd = index && (atEnd || between.contains('\n'));
  SourceRange where = missingAtLineEnd ? lastRange().after() : token().range();

  std::string hint;
  if (at(TokenKind::Plus))
    hint = "; there is no `+` sign before an operand";
  else if (at(TokenKind::Equal))
    hint = "; `=` does not compare, `==` does";
  else if (!at(TokenKind::Name) && !atEnd && !token().text.empty() &&
           (token().text[0] >= 'a' && token().text[0] <= 'z') &&
           (what.str() == "a name" ||
            (what.str() == "an expression" && !missingAtLineEnd)))
    hint = " which is a reserved word";
  std::string found = atEnd ? std::string("the end of the file")
                            : ("`" + token().text + "`").str();
  auto report =
      sink.error(where, "expected " + what + ", found " + found + hint);
  bool closer =
      at(TokenKind::RParen) || at(TokenKind::RBracket) || at(TokenKind::RBrace);
  if (!openBrackets.empty() && (missingAtLineEnd || closer))
    report.note(openBrackets.back().range(),
                "this `" + openBrackets.back().text + "` is still open");
  return nullptr;
}

bool Parser::expect(TokenKind kind, const Twine &what) {
  if (accept(kind))
    return true;
  fail(what);
  return false;
}

bool Parser::expectName(Identifier &name, const Twine &what) {
  if (!at(TokenKind::Name)) {
    fail(what);
    return false;
  }
  Token read = advance();
  name = {read.text, read.range()};
  return true;
}

bool Parser::expectWord(StringRef word, const Twine &what) {
  if (atWord(word)) {
    advance();
    return true;
  }
  fail(what);
  return false;
}

bool Parser::enter() {
  if (++depth <= maxDepth)
    return true;
  sink.error(lastRange(), "brackets, `-` and `**` nest more than " +
                              Twine(maxDepth) + " deep here");
  return false;
}

bool Parser::open(TokenKind kind, const Twine &what) {
  if (!at(kind)) {
    fail(what);
    return false;
  }
  openBrackets.push_back(advance());
  return enter();
}

bool Parser::close(TokenKind kind, const Twine &what) {
  if (!accept(kind)) {
    fail(what);
    return false;
  }
  openBrackets.pop_back();
  leave();
  return true;
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

std::unique_ptr<SyntaxTree> Parser::parseFile() {
  while (!at(TokenKind::EndOfFile)) {
    depth = 0;
    openBrackets.clear();
    declared = {};
    SMLoc begin = token().begin();
    if (parseDeclaration()) {
      accept(TokenKind::Semicolon);
      continue;
    }
    addInvalid(begin);
    recover();
  }
  tree->endOfFile = lastRange().after();
  return std::move(tree);
}

void Parser::addInvalid(SMLoc begin) {
  auto *decl = tree->make<InvalidDecl>();
  decl->range = rangeFrom(begin);
  decl->name = declared;
  tree->declarations.push_back(decl);
}

bool Parser::isOnLineOfLast() const {
  const char *last = tokens[index - 1].text.end();
  return !StringRef(last, token().text.begin() - last).contains('\n');
}

/// Where a reserved word stands for a name: it goes on the line of what is
/// before it, and what follows it begins no declaration.
bool Parser::atReservedName() const {
  if (!index || !beginsDeclaration(token().kind) || !isOnLineOfLast())
    return false;
  TokenKind next = tokens[index + 1].kind; // the last token ends the file
  switch (token().kind) {
  case TokenKind::KwImport:
  case TokenKind::KwRecipe:
    return next != TokenKind::String;
  case TokenKind::KwExport:
  case TokenKind::KwMinimize:
    return next == TokenKind::Colon || next == TokenKind::Equal ||
           next == TokenKind::Comma || next == TokenKind::RParen ||
           next == TokenKind::RBracket;
  default:
    return next != TokenKind::Name;
  }
}

void Parser::recover() {
  if (atReservedName())
    advance();
  // The offending token itself may begin the next declaration; a declaration
  // that failed has consumed at least its first word, else it is skipped here.
  while (!at(TokenKind::EndOfFile) && !beginsDeclaration(token().kind))
    advance();
}

/// Where an operand begins directly behind one, an operator or a comma was
/// meant.
bool Parser::atOperandAfterOperand() const {
  if (tree->declarations.empty() || !index)
    return false;
  const Token &last = tokens[index - 1];
  bool behind = last.is(TokenKind::Name) || last.is(TokenKind::Number) ||
                last.is(TokenKind::RParen) || last.is(TokenKind::RBracket);
  return behind && (at(TokenKind::Name) || at(TokenKind::Number)) &&
         // A word alone on its line is a declaration that was misspelt.
         (tree->declarations.back()->kind() == Decl::Kind::Problem ||
          isOnLineOfLast());
}

bool Parser::failMissingOperator() {
  const Decl *last = tree->declarations.back();
  auto *problem = llvm::dyn_cast<ProblemDecl>(last);
  bool list = last->kind() == Decl::Kind::Dim ||
              (problem && !problem->constraints.empty());
  bool solved = problem && problem->method;
  StringRef hint = solved ? ""
                   : list ? "; is a `,` missing before it?"
                          : "; is a `*` missing before it?";
  sink.error(token().range(),
             Twine("expected ") +
                 (solved ? "`{` and options, or the next declaration"
                  : list ? "`,` or the next declaration"
                         : "an operator or the next declaration") +
                 ", found `" + token().text + "`" + hint);
  // What was read so far is not what was meant: nothing more is said of it.
  if (last->kind() != Decl::Kind::Dim) {
    auto *invalid = tree->make<InvalidDecl>();
    invalid->range = last->range;
    invalid->name = last->name;
    tree->declarations.back() = invalid;
  }
  return false;
}

bool Parser::parseDeclaration() {
  switch (token().kind) {
  case TokenKind::KwDim:
    return parseDim();
  case TokenKind::KwInput:
    return parseArray(Decl::Kind::Input);
  case TokenKind::KwParam:
    return parseArray(Decl::Kind::Param);
  case TokenKind::KwVar:
    return parseArray(Decl::Kind::Var);
  case TokenKind::KwOut:
    return parseArray(Decl::Kind::Out);
  case TokenKind::KwLet:
    return parseLet();
  case TokenKind::KwExtern:
    return parseExtern();
  case TokenKind::KwImport:
    return parseFileDecl(Decl::Kind::Import);
  case TokenKind::KwRecipe:
    return parseFileDecl(Decl::Kind::Recipe);
  case TokenKind::KwExport:
    return parseExport();
  case TokenKind::KwMinimize:
    return parseProblem();
  case TokenKind::KwSubject:
  case TokenKind::KwSolve:
    sink.error(token().range(),
               "`" + token().text +
                   (at(TokenKind::KwSubject) ? " to" : " with") +
                   "` stands only directly after the `minimize` it belongs to" +
                   (at(TokenKind::KwSubject) ? ", before `solve with`" : ""));
    return false;
  default:
    break;
  }
  if (at(TokenKind::Name) && tokens[index + 1].is(TokenKind::Equal)) {
    expectName(declared, "a name");
    sink.error(declared.range, "expected a declaration, found `" +
                                   declared.text + "`; write `let " +
                                   declared.text + " = ...`");
    return false;
  }
  static const StringRef words[] = {"dim",    "input",  "param",   "var",
                                    "let",    "out",    "extern",  "import",
                                    "export", "recipe", "minimize"};
  std::string hint =
      at(TokenKind::Name) ? didYouMean(token().text, words) : std::string();
  if (hint.empty() && atOperandAfterOperand())
    return failMissingOperator();
  if (!tree->declarations.empty() && !at(TokenKind::Name)) {
    fail("an operator or the next declaration");
    return false;
  }
  if (hint.empty()) {
    fail(tree->declarations.empty() ? "a declaration or `minimize`"
                                    : "an operator or the next declaration");
    return false;
  }
  sink.error(token().range(), "expected a declaration or `minimize`, found `" +
                                  token().text + "`" + hint);
  return false;
}

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

bool Parser::parseDim() {
  advance();
  do {
    declared = {};
    auto *decl = tree->make<DimDecl>();
    if (!expectName(decl->name, "a name"))
      return false;
    declared = decl->name;
    if (accept(TokenKind::Equal) && !(decl->value = parseSum()))
      return false;
    decl->range = rangeFrom(decl->name.range.begin);
    tree->declarations.push_back(decl);
  } while (accept(TokenKind::Comma));
  return true;
}

bool Parser::parseArray(Decl::Kind kind) {
  SMLoc begin = advance().begin();
  auto *decl = tree->make<ArrayDecl>(kind);
  if (!expectName(decl->name, "a name"))
    return false;
  declared = decl->name;
  if (at(TokenKind::Comma)) {
    sink.error(token().range(),
               "only `dim` takes several names; declare each on its own");
    // The others are known from here on too.
    while (accept(TokenKind::Comma) && at(TokenKind::Name)) {
      addInvalid(begin);
      expectName(declared, "a name");
    }
    return false;
  }
  if (!expect(TokenKind::Colon, "`:` and a type") ||
      !(decl->type = parseType()))
    return false;
  if (kind == Decl::Kind::Input && at(TokenKind::Equal)) {
    sink.error(token().range(), "an input has no value here; its data come "
                                "with each solve (a `param` may have one)");
    return false;
  }
  if (kind == Decl::Kind::Out) {
    if (!expect(TokenKind::Equal, "`=` and the result's value"))
      return false;
    decl->value = parseExpr();
  } else if (kind != Decl::Kind::Input && accept(TokenKind::Equal)) {
    decl->value = parseExpr();
  } else {
    decl->range = rangeFrom(begin);
    tree->declarations.push_back(decl);
    return true;
  }
  if (!decl->value)
    return false;
  decl->range = rangeFrom(begin);
  tree->declarations.push_back(decl);
  return true;
}

bool Parser::parseFormal(Formal &formal) {
  return expectName(formal.name, "a parameter's name") &&
         expect(TokenKind::Colon, "`:` and a type") &&
         (formal.type = parseType());
}

bool Parser::parseLet() {
  SMLoc begin = advance().begin();
  auto *decl = tree->make<LetDecl>();
  if (!expectName(decl->name, "a name"))
    return false;
  declared = decl->name;
  if (at(TokenKind::LParen)) {
    decl->isFunction = true;
    if (!open(TokenKind::LParen, "`(`"))
      return false;
    SmallVector<Formal, 4> formals;
    do {
      if (!parseFormal(formals.emplace_back()))
        return false;
    } while (accept(TokenKind::Comma));
    if (!close(TokenKind::RParen, "`,` or `)`"))
      return false;
    decl->formals = tree->copy<Formal>(formals);
  }
  if (!expect(TokenKind::Equal, "`=`") || !(decl->value = parseExpr()))
    return false;
  decl->range = rangeFrom(begin);
  tree->declarations.push_back(decl);
  return true;
}

const StringExpr *Parser::parseString(const Twine &what) {
  if (!at(TokenKind::String))
    return fail(what);
  Token read = advance();
  return tree->make<StringExpr>(read.range(),
                                read.text.drop_front().drop_back());
}

bool Parser::parseExtern() {
  SMLoc begin = advance().begin();
  if (atWord("operator"))
    return parseExternOperator(begin);
  if (atWord("prox"))
    return parseExternFunction(begin, Decl::Kind::ExternProx);
  if (atWord("smooth"))
    return parseExternFunction(begin, Decl::Kind::ExternSmooth);
  fail("`operator`, `prox` or `smooth`");
  return false;
}

bool Parser::parseExternOperator(SMLoc begin) {
  advance();
  auto *decl = tree->make<ExternOperatorDecl>();
  if (!expectName(decl->name, "a name"))
    return false;
  declared = decl->name;
  if (at(TokenKind::LParen)) {
    if (!open(TokenKind::LParen, "`(`"))
      return false;
    SmallVector<Identifier, 4> arguments;
    if (!at(TokenKind::RParen)) {
      do {
        if (!expectName(arguments.emplace_back(), "an argument's name"))
          return false;
      } while (accept(TokenKind::Comma));
    }
    if (!close(TokenKind::RParen, "`,` or `)`"))
      return false;
    decl->arguments = tree->copy<Identifier>(arguments);
  }
  if (!expect(TokenKind::Colon, "`:` and the type of what it acts on") ||
      !(decl->domain = parseType()) ||
      !expect(TokenKind::Arrow, "`->` and the type of the result") ||
      !(decl->codomain = parseType()))
    return false;
  if (accept(TokenKind::Equal)) {
    if (!(decl->forward = parseString("the forward function's symbol")) ||
        !expect(TokenKind::Comma, "`,` and the adjoint function's symbol") ||
        !(decl->adjoint = parseString("the adjoint function's symbol")))
      return false;
  }
  decl->range = rangeFrom(begin);
  tree->declarations.push_back(decl);
  return true;
}

bool Parser::parseExternFunction(SMLoc begin, Decl::Kind kind) {
  advance();
  auto *decl = tree->make<ExternFunctionDecl>(kind);
  if (!expectName(decl->name, "a name"))
    return false;
  declared = decl->name;
  if (!open(TokenKind::LParen, "`(` and a parameter") ||
      !parseFormal(decl->formal) || !close(TokenKind::RParen, "`)`"))
    return false;
  if (accept(TokenKind::Equal) &&
      !(decl->symbol = parseString("the function's symbol")))
    return false;
  decl->range = rangeFrom(begin);
  tree->declarations.push_back(decl);
  return true;
}

bool Parser::parseFileDecl(Decl::Kind kind) {
  SMLoc begin = advance().begin();
  auto *decl = tree->make<FileDecl>(kind);
  if (!(decl->file = parseString("a file's name in double quotes")))
    return false;
  decl->range = rangeFrom(begin);
  tree->declarations.push_back(decl);
  return true;
}

bool Parser::parseExport() {
  SMLoc begin = advance().begin();
  auto *decl = tree->make<ExportDecl>();
  if (!(decl->value = parseExpr()))
    return false;
  if (accept(TokenKind::Colon) && !(decl->type = parseType()))
    return false;
  if (atWord("as")) {
    advance();
    if (!expectName(decl->name, "a name"))
      return false;
  }
  decl->range = rangeFrom(begin);
  tree->declarations.push_back(decl);
  return true;
}

//===----------------------------------------------------------------------===//
// Problems
//===----------------------------------------------------------------------===//

bool Parser::parseProblem() {
  auto *decl = tree->make<ProblemDecl>();
  decl->keyword = advance().range();
  if (!(decl->objective = parseExpr()))
    return false;
  // `;` may follow each clause, and the clauses still belong together.
  accept(TokenKind::Semicolon);
  if (accept(TokenKind::KwSubject)) {
    if (!expectWord("to", "`to` after `subject`"))
      return false;
    SmallVector<Constraint, 4> constraints;
    do {
      if (!parseConstraint(constraints.emplace_back()))
        return false;
    } while (accept(TokenKind::Comma));
    decl->constraints = tree->copy<Constraint>(constraints);
    accept(TokenKind::Semicolon);
  }
  if (accept(TokenKind::KwSolve)) {
    if (!parseMethod(*decl))
      return false;
    accept(TokenKind::Semicolon);
  }
  decl->range = rangeFrom(decl->keyword.begin);
  tree->declarations.push_back(decl);
  return true;
}

static bool comparison(TokenKind kind, BinaryOp &op) {
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

bool Parser::parseConstraint(Constraint &constraint) {
  SMLoc begin = token().begin();
  if (!(constraint.first = parseSum()))
    return false;
  if (at(TokenKind::Less) || at(TokenKind::Greater) ||
      at(TokenKind::NotEqual)) {
    sink.error(token().range(),
               "a constraint compares with `<=`, `>=` or `==`, found `" +
                   token().text + "`" +
                   (at(TokenKind::NotEqual) ? "" : "; sets are closed"));
    return false;
  }
  if (!comparison(token().kind, constraint.op)) {
    fail("`<=`, `>=` or `==`");
    return false;
  }
  TokenKind kind = token().kind;
  constraint.opRange = advance().range();
  if (!(constraint.second = parseSum()))
    return false;
  BinaryOp next;
  if (kind != TokenKind::EqualEqual && at(kind)) {
    advance();
    if (!(constraint.third = parseSum()))
      return false;
  }
  if (comparison(token().kind, next)) {
    sink.error(token().range(), "a chain of comparisons is `a <= b <= c` or "
                                "`a >= b >= c`");
    return false;
  }
  constraint.range = rangeFrom(begin);
  return true;
}

bool Parser::parseMethod(ProblemDecl &problem) {
  if (!expectWord("with", "`with` after `solve`") ||
      !expectName(problem.method, "the name of a method"))
    return false;
  bool option = at(TokenKind::Name) && tokens[index + 1].is(TokenKind::Equal) &&
                isOnLineOfLast();
  if (at(TokenKind::LParen) || at(TokenKind::Comma) || option) {
    sink.error(token().range(),
               "the options of a method stand in braces: `solve with " +
                   problem.method.text + " { check_every = 25 }`");
    return false;
  }
  if (!at(TokenKind::LBrace))
    return true;
  if (!open(TokenKind::LBrace, "`{`"))
    return false;
  SmallVector<OptionArgument, 4> options;
  if (!at(TokenKind::RBrace) && !parseOptions(options))
    return false;
  if (!close(TokenKind::RBrace, "`,` or `}`"))
    return false;
  problem.options = tree->copy<OptionArgument>(options);
  return true;
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

bool Parser::parseElementType(ElementType &type) {
  int index = at(TokenKind::Name) ? llvm::StringSwitch<int>(token().text)
                                        .Case("f32", int(ElementType::F32))
                                        .Case("f64", int(ElementType::F64))
                                        .Case("c64", int(ElementType::C64))
                                        .Case("c128", int(ElementType::C128))
                                        .Case("i32", int(ElementType::I32))
                                        .Case("i64", int(ElementType::I64))
                                        .Case("u8", int(ElementType::U8))
                                        .Case("u16", int(ElementType::U16))
                                        .Case("f16", int(ElementType::F16))
                                        .Default(-1)
                                  : -1;
  if (index >= 0) {
    type = ElementType(index);
    advance();
    return true;
  }
  if (!at(TokenKind::Name)) {
    fail("an element type (f32 f64 c64 c128 i32 i64 u8 u16 f16)");
    return false;
  }
  StringRef meant = llvm::StringSwitch<StringRef>(token().text.lower())
                        .Cases({"float", "float32", "single", "real"}, "f32")
                        .Cases({"double", "float64"}, "f64")
                        .Cases({"complex", "complex64", "cfloat"}, "c64")
                        .Cases({"complex128", "cdouble"}, "c128")
                        .Cases({"int", "int32"}, "i32")
                        .Cases({"int64", "long"}, "i64")
                        .Cases({"uint8", "byte", "uchar"}, "u8")
                        .Cases({"uint16", "ushort"}, "u16")
                        .Cases({"half", "float16"}, "f16")
                        .Default("");
  if (!meant.empty()) {
    sink.error(token().range(), "expected an element type, found `" +
                                    token().text + "`; did you mean `" + meant +
                                    "`?");
    return false;
  }
  fail("an element type (f32 f64 c64 c128 i32 i64 u8 u16 f16)");
  return false;
}

bool Parser::parseAxis(AxisSyntax &axis) {
  if (at(TokenKind::Name) && peek().is(TokenKind::Colon)) {
    Token name = advance();
    axis.name = {name.text, name.range()};
    advance();
  }
  axis.size = parseSum();
  return axis.size;
}

const TypeSyntax *Parser::parseType() {
  auto *type = tree->make<TypeSyntax>();
  SMLoc begin = token().begin();
  if (atWord("sparse")) {
    type->sparse = true;
    advance();
  }
  if (!parseElementType(type->element))
    return nullptr;
  if (at(TokenKind::LBracket)) {
    if (!open(TokenKind::LBracket, "`[`"))
      return nullptr;
    SmallVector<AxisSyntax, 4> axes;
    do {
      if (!parseAxis(axes.emplace_back()))
        return nullptr;
    } while (accept(TokenKind::Comma));
    if (!close(TokenKind::RBracket, "`,` or `]`"))
      return nullptr;
    type->axes = tree->copy<AxisSyntax>(axes);
  }
  type->range = rangeFrom(begin);
  return type;
}

std::unique_ptr<SyntaxTree> proxc::frontend::parse(StringRef buffer,
                                                   DiagnosticSink &sink) {
  return Parser(buffer, sink).parseFile();
}
